"""Kinds of messages whose links a mail filter rewrote, and of senders at the brand's other domains."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote

from support.mail.builder import Built, Draw, compose, kind, link, page, part
from support.mail.kinds import FRAUD, UNSURE, order_mail, trouble_mail


def rewritten(draw: Draw, url: str) -> str:
    """A link as some filter writes it, for use in a page."""
    quoted = quote(url, safe="")
    v2 = quote(url, safe="/").replace("%", "-").replace("/", "_")
    ways = (
        f"https://eur01.safelinks.protection.outlook.com/?url={quoted}&amp;data=05%7C02&amp;sdata=x",
        f"https://urldefense.com/v3/__{url}__;!!Abc!def$",
        f"https://urldefense.proofpoint.com/v2/url?u={v2}&amp;d=Dw",
        f"https://linkprotect.cudasvc.com/url?a={quoted}&amp;c=E,1",
        f"https://secure-web.cisco.com/1AbC-d/{quoted}",
        f"https://imsva91-ctp.trendmicro.com/wis/clicktime/v1/query?url={quoted}&amp;umid=1",
        f"https://eu-central-1.protection.sophos.com/?d=x&amp;u={quote(b64encode(url.encode()))}",
        f"https://www.google.com/url?q={quoted}&amp;sa=D",
    )
    return draw.random.choice(ways)


@kind
def rewritten_links_of_the_shop(draw: Draw) -> Built:
    url = rewritten(draw, f"https://www.{draw.shop}/gp/css/order-history")
    facts: dict[str, str | bool] = {"links_lead": "documented", "incomplete": False}
    raw = order_mail(draw, link(url, draw.words.button), link(url + "#x", f"www.{draw.shop}"))
    return Built("", raw, UNSURE, ("link-rewritten",), facts)


@kind
def rewritten_links_elsewhere(draw: Draw) -> Built:
    url = rewritten(draw, f"https://{draw.foreign}/login")
    raw = trouble_mail(draw, f'"Amazon" <no-reply@{draw.shop}>', url=url)
    return Built("", raw, FRAUD, ("link-rewritten",), {"links_lead": "elsewhere"})


@kind
def rewritten_links_whose_words_show_the_shop(draw: Draw) -> Built:
    url = rewritten(draw, f"https://{draw.foreign}/login")
    raw = order_mail(draw, link(url, f"https://www.{draw.shop}/"))
    return Built("", raw, FRAUD, ("link-text-differs", "link-rewritten"))


@kind
def rewritten_links_that_cannot_be_read(draw: Draw) -> Built:
    domain = draw.random.choice((draw.shop, draw.foreign))
    url = f"https://protect-eu.mimecast.com/s/AbC{draw.random.randrange(9)}?domain={domain}"
    facts: dict[str, str | bool] = {"links_lead": "unknown", "incomplete": True}
    raw = order_mail(draw, link(url, draw.words.button))
    return Built("", raw, UNSURE, ("link-rewritten-unknown",), facts)


@kind
def unreadable_links_beside_one_elsewhere(draw: Draw) -> Built:
    unknown = link("https://protect-eu.mimecast.com/s/AbC?domain=x", "x")
    raw = order_mail(draw, unknown, link(f"https://{draw.foreign}/", "y"))
    return Built("", raw, FRAUD, ("link-rewritten-unknown",), {"links_lead": "elsewhere"})


@kind
def a_host_that_only_looks_like_a_filters(draw: Draw) -> Built:
    host = draw.random.choice(
        ("eur01.safelinks.protection.outlook.com.", "urldefense.com.", "www.google.com.")
    )
    raw = order_mail(draw, link(f"https://{host}{draw.foreign}/url?url=https://{draw.shop}/", "x"))
    return Built("", raw, FRAUD, (), {"links_lead": "elsewhere"})


@kind
def sender_at_an_unlisted_domain(draw: Draw) -> Built:
    domain = draw.random.choice(
        (
            "awsapps.com",
            "marketplace.aws",
            "mail.buy.amazon",
            "amazonpay.in",
            "audible.es",
            "aws.com",
        )
    )
    blocks = page(draw, draw.words.greeting, draw.words.trouble, link(f"https://{draw.shop}", "x"))
    headers = [("From", f'"Amazon" <no-reply@{domain}>'), ("Subject", draw.words.trouble)]
    raw = compose(draw, headers, part(draw, "text/html", blocks))
    return Built("", raw, UNSURE, ("sender-unlisted",), {"sender_is": "unlisted"})


@kind
def sender_at_hosting_under_a_domain_of_the_brand(draw: Draw) -> Built:
    host = draw.random.choice(("x.lambda-url.eu-west-1.on.aws", "a.execute-api.eu.api.aws"))
    raw = trouble_mail(draw, f'"Amazon" <no-reply@{host}>', url=f"https://www.{draw.shop}/")
    return Built("", raw, FRAUD, (), {"sender_is": "elsewhere"})


@kind
def sender_with_a_comma_in_the_name(draw: Draw) -> Built:
    raw = trouble_mail(draw, f"Amazon.com, Inc. <no-reply@{draw.shop}>", url=f"https://{draw.shop}")
    return Built("", raw, FRAUD, ("sender-comma",), {"sender_is": "malformed"})
