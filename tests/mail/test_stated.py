"""What a person states: a sender, links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.mail.policy import load_mail

from ayuda.mail.brand.standard import Standard
from ayuda.mail.evidence import Place
from ayuda.mail.stated import stated_evidence
from ayuda.model import Mail

SENDERS = [
    ("no-reply@amazon.es", "documented", "sender-documented"),
    ("Amazon.es <shipment-tracking@amazon.es>", "documented", "sender-documented"),
    ('"Amazon.es" <auto-confirm@amazon.de>', "documented", "sender-documented"),
    ("Amazon.es < no-reply@AMAZON.es >", "documented", "sender-documented"),
    ("no-reply@amazon.es (Amazon.es)", "documented", "sender-documented"),
    ("=?utf-8?Q?Amazon=2Ees?= <no-reply@amazon.es>", "documented", "sender-documented"),
    ("abc@marketplace.amazon.es", "documented", "sender-subdomain"),
    ('"no.reply"@amazon.es', "documented", "sender-documented"),
    ("x@evil.com", "elsewhere", "sender-elsewhere"),
    ("x@amazonas.com.br", "elsewhere", "sender-elsewhere"),
    ("x@email.amazonses.com", "elsewhere", "sender-rentable"),
    ("x@[192.0.2.1]", "elsewhere", "sender-elsewhere"),
    ("no-reply@amazon.es.evil.com", "look-alike", "sender-look-alike"),
    ("no-reply@evilamazon.es", "look-alike", "sender-look-alike"),
    ("no-reply@amazon-es.com", "look-alike", "sender-look-alike"),
    ("no-reply@amaz0n.es", "look-alike", "sender-look-alike"),
    ("no-reply@arnazon.es", "look-alike", "sender-look-alike"),
    ("no-reply@amzaon.es", "look-alike", "sender-look-alike"),
    ("no-reply@amazom.es", "look-alike", "sender-look-alike"),
    ("no-reply@аmazon.es", "look-alike", "sender-look-alike"),
    ("no-reply@xn--mazon-3ve.es", "look-alike", "sender-look-alike"),
    ("no-reply@ａｍａｚｏｎ.es", "look-alike", "sender-look-alike"),
    ("no-reply@amazon.co", "look-alike", "sender-look-alike"),
    ("", "malformed", "sender-missing"),
    ("Amazon.es", "malformed", "sender-no-address"),
    ('"no-reply@amazon.es"', "malformed", "sender-no-address"),
    ("Amazon.es <>", "malformed", "sender-no-address"),
    ("Amazon.es <no-reply>", "malformed", "sender-no-address"),
    ("noreply@amazon.es <x@evil.com>", "malformed", "sender-contradicts"),
    ("noreply@amazon.es <noreply@amazon.es>", "documented", "sender-documented"),
    ('"Offers@amazon.de", <service@elsewhere.de>', "malformed", "sender-several"),
    ("Amazon.com, Inc. <auto-confirm@amazon.com>", "malformed", "sender-comma"),
    ("Amazon, <no-reply@amazon.es>", "malformed", "sender-comma"),
    ("López, Ana (Amazon) <no-reply@amazon.es>", "malformed", "sender-comma"),
    ('"Amazon.com, Inc." <auto-confirm@amazon.com>', "documented", "sender-documented"),
    ("Amazon.com, Inc. no-reply@amazon.es", "malformed", "sender-several"),
    ("a@amazon.es, b@amazon.es", "malformed", "sender-several"),
    ("<a@amazon.es> <b@evil.com>", "malformed", "sender-malformed"),
    ("<a@amazon.es> b@evil.com", "malformed", "sender-several"),
    ("Amazon: a@amazon.es;", "malformed", "sender-group"),
    ("=?utf-8?Q?no-reply=40amazon=2Ees?=", "malformed", "sender-no-address"),
    ("<=?utf-8?Q?x=40evil.com?=@amazon.es>", "malformed", "sender-encoded"),
    ("no-reply@amazon.es.", "malformed", "sender-malformed"),
    ("no reply@amazon.es", "malformed", "sender-malformed"),
    ("<no-reply @amazon.es>", "malformed", "sender-malformed"),
    ("<no-reply@amazon.es\x00.evil.com>", "malformed", "sender-control"),
    ("<no-reply@(x)amazon.es>", "malformed", "sender-malformed"),
    ("<@evil.com:no-reply@amazon.es>", "malformed", "sender-malformed"),
    ("a@b@amazon.es", "malformed", "sender-several"),
    ('"x@evil.com"@amazon.es', "malformed", "sender-malformed"),
    ("<no-reply@amazon..es>", "malformed", "sender-malformed"),
    ("ñ@amazon.es", "documented", "sender-documented"),
    ("ñ@ñandu.example", "elsewhere", "sender-elsewhere"),
    ('"Amazon <no-reply@amazon.es>', "malformed", "sender-malformed"),
]

LINKS = [
    ("https://www.amazon.es/gp/help", "documented", ()),
    ("https://amazon.es", "documented", ()),
    ("amazon.es/foo", "documented", ()),
    ("www.amazon.es", "documented", ()),
    ("amazon.es:443/x", "documented", ()),
    ("https://www.amazon.es./", "documented", ()),
    ("https://www.amazon.co.uk:8443/", "documented", ()),
    ("https://pay.amazon.es/", "documented", ()),
    ("hxxps://www[.]amazon[.]es/", "documented", ()),
    ("https://amzn.to/3abc", "documented", ()),
    ("https://m.media-amazon.com/images/x.png", "documented", ()),
    ("http://www.amazon.es/", "documented", ("link-not-secure",)),
    (
        "https://www.amazon.es/gp/r.html?U=https%3A%2F%2Fevil.com%2F",
        "documented",
        ("link-redirects",),
    ),
    ("https://ａｍａｚｏｎ.es/", "documented", ()),
    ("https://x@www.amazon.es/", "documented", ("link-user-info-remark",)),
    ("https://www.amazon.es@evil.com/", "elsewhere", ("link-user-info",)),
    ("https:\\\\www.amazon.es@evil.com", "elsewhere", ("link-user-info",)),
    ("https://evil.com\\@www.amazon.es/", "elsewhere", ("link-brand-in-path",)),
    ("https://amazon.es.evil.com/", "elsewhere", ("link-brand-in-host",)),
    ("https://amazon.xsecur.xyz/", "elsewhere", ("link-brand-in-host",)),
    ("https://evilamazon.es/", "elsewhere", ("link-brand-in-host",)),
    ("https://amaz0n.es/", "elsewhere", ("link-look-alike",)),
    ("https://amazn.com/", "elsewhere", ("link-look-alike",)),
    ("https://аmazon.es/", "elsewhere", ("link-look-alike",)),
    ("https://xn--mazon-3ve.es/", "elsewhere", ("link-look-alike",)),
    ("http://123.456.789.123/amazon.es/", "elsewhere", ("link-ip-address",)),
    ("http://192.0.2.7/amazon.es/", "elsewhere", ("link-ip-address",)),
    ("http://0xC0000207/", "elsewhere", ("link-ip-address",)),
    ("http://3221225991/", "elsewhere", ("link-ip-address",)),
    ("http://0300.0.2.7/", "elsewhere", ("link-ip-address",)),
    ("http://[2001:db8::1]/", "elsewhere", ("link-ip-address",)),
    ("https://x.s3.amazonaws.com/amazon.es", "elsewhere", ("link-rentable",)),
    ("https://d111.cloudfront.net/", "elsewhere", ("link-rentable",)),
    ("https://evil.com/?u=https://www.amazon.es/", "elsewhere", ("link-brand-in-path",)),
    ("https://evil.com/", "elsewhere", ("link-elsewhere",)),
    ("javascript:alert(1)", "elsewhere", ("link-not-web",)),
    ("java\tscript:alert(1)", "elsewhere", ("link-not-web",)),
    ("data:text/html,<h1>Amazon</h1>", "elsewhere", ("link-not-web",)),
    ("mailto:x@evil.com", "nowhere", ("link-mail-elsewhere",)),
    ("mailto:cis@amazon.es", "nowhere", ()),
    ("https://www.amazon.es%2eevil.com/", "elsewhere", ("link-brand-in-host",)),
]


@pytest.mark.parametrize(("sender", "value", "rule"), SENDERS)
def test_sender(mail: Mail, sender: str, value: str, rule: str) -> None:
    evidence = stated_evidence(mail, sender, [])
    assert evidence.facts == {"sender_is": value}
    assert [finding.rule for finding in evidence.findings] == [rule]
    assert evidence.findings[0].where == Place("--sender", 0, len(sender))
    assert evidence.findings[0].breaks == (value != "documented")


@pytest.mark.parametrize(("link", "value", "rules"), LINKS)
def test_link(mail: Mail, link: str, value: str, rules: tuple[str, ...]) -> None:
    evidence = stated_evidence(mail, None, [link])
    assert evidence.facts == {"links_lead": value}
    assert tuple(finding.rule for finding in evidence.findings) == rules
    assert any(finding.breaks for finding in evidence.findings) == (value == "elsewhere")


def test_nothing_stated(mail: Mail) -> None:
    assert stated_evidence(mail, None, []).facts == {}


def test_one_link_elsewhere_is_enough(mail: Mail) -> None:
    evidence = stated_evidence(mail, None, ["https://amazon.es", "https://evil.com"])
    assert evidence.facts["links_lead"] == "elsewhere"


def test_every_shop_is_documented_and_those_whose_source_was_seen_send_mail(mail: Mail) -> None:
    for domain in mail.domains:
        if domain.kind == "shop":
            evidence = stated_evidence(mail, f"x@{domain.domain}", [f"https://{domain.domain}/"])
            sender = "documented" if domain.checked else "unlisted"
            assert evidence.facts == {"sender_is": sender, "links_lead": "documented"}


MAIL = load_mail()
STANDARD = Standard(MAIL)


@given(st.text(max_size=80))
def test_any_sender_and_link_is_judged(text: str) -> None:
    evidence = stated_evidence(MAIL, text, [text])
    assert set(evidence.facts) == {"sender_is", "links_lead"}


@given(st.text(alphabet='<>@,;:"()\\ .amzones-x\t', max_size=40))
def test_no_odd_sender_with_a_foreign_address_is_documented(text: str) -> None:
    evidence = stated_evidence(MAIL, text + "<x@evil.com>", [])
    assert evidence.facts["sender_is"] != "documented"
