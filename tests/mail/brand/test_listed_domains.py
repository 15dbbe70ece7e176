"""Domains that the policy lists: which may send mail, which are the brand's, which anybody rents."""

from __future__ import annotations

import pytest

from ayuda.mail.brand.links import read_link
from ayuda.mail.brand.standard import Standard
from ayuda.mail.stated import stated_evidence
from ayuda.model import Mail


def sender_is(mail: Mail, address: str) -> object:
    return stated_evidence(mail, address, []).facts["sender_is"]


def test_no_entry_counts_as_a_sender_whose_source_nobody_looked_up(mail: Mail) -> None:
    assert [one.domain for one in mail.domains if one.mail and one.checked is None] == []
    assert all(one.source for one in mail.domains)


@pytest.mark.parametrize(
    "host",
    [
        *("awsapps.com", "amazonworkspaces.com", "amazonconnect.com", "aws-experience.com"),
        *("marketplace.aws", "signin.aws", "buy.amazon", "a.b.c.amazon", "amazonpay.in"),
        *("amazon.com.sg", "audible.es", "primevideo.com", "aboutamazon.es", "mail.twitch.tv"),
    ],
)
def test_a_listed_domain_that_sends_no_mail_is_unlisted_and_its_links_are_the_brands(
    mail: Mail, standard: Standard, host: str
) -> None:
    assert sender_is(mail, f"no-reply@{host}") == "unlisted"
    assert sender_is(mail, f"no-reply@x.{host}") == "unlisted"
    assert read_link(standard, f"https://{host}/x").leads == "documented"


@pytest.mark.parametrize(
    "host",
    [
        *("x.lambda-url.eu-west-1.on.aws", "a.execute-api.eu-west-1.api.aws", "on.aws"),
        *("n.notebook.eu-west-1.sagemaker.aws", "x.awsapprunner.com", "r.us-east-1.awstrack.me"),
        *("x.s3.amazonaws.com", "d1.cloudfront.net"),
    ],
)
def test_what_anybody_can_rent_is_nobodys_also_under_a_listed_domain(
    mail: Mail, standard: Standard, host: str
) -> None:
    assert sender_is(mail, f"no-reply@{host}") == "elsewhere"
    link = read_link(standard, f"https://{host}/amazon.es")
    assert (link.leads, link.rule) == ("elsewhere", "link-rentable")


@pytest.mark.parametrize(
    "host",
    [
        *("amazon.example", "aws.example", "buyamazon", "xaws", "amazon.aws.example"),
        *("awsapps.com.example", "marketplace-aws.com", "amazon", "aws", "myamzn.to", "x.amzn.to"),
    ],
)
def test_a_name_beside_a_listed_one_is_not_listed(standard: Standard, host: str) -> None:
    assert standard.documented(host) is None
    assert read_link(standard, f"https://{host}/").leads == "elsewhere"


def test_no_filter_is_the_brands_and_no_hosting_is_a_filter(standard: Standard, mail: Mail) -> None:
    for rewriter in mail.rewriters:
        for host in rewriter.hosts:
            assert standard.documented(host) is None
            assert not standard.rentable(host)
