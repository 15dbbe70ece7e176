"""Links that mail filters wrote anew are judged by where they lead in the end."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.mail.policy import load_mail

from ayuda.mail.brand.links import LONGEST, WRAPPINGS, Link, read_link
from ayuda.mail.brand.standard import Standard

STANDARD = Standard(load_mail())
Wrap = Callable[[str], str]


def everything_quoted(url: str) -> str:
    return quote(url, safe="")


def urldefense_v2(url: str) -> str:
    written = quote(url, safe="/:").replace(":", "%3A").replace("-", "%2D").replace("_", "%5F")
    return written.replace("%", "-").replace("/", "_")


def urldefense_v3(url: str, left_out: str = "#+&%") -> str:
    """A run of one kind of character stays single here, as short links of it are written."""
    written = "".join("*" if character in left_out else character for character in url)
    missing = "".join(character for character in url if character in left_out)
    kept = urlsafe_b64encode(missing.encode()).decode().rstrip("=")
    return f"https://urldefense.com/v3/__{written}__;{kept}!!Sig!more$"


WRAPS: dict[str, Wrap] = {
    "safe-links": lambda url: (
        "https://eur01.safelinks.protection.outlook.com/"
        f"?url={everything_quoted(url)}&data=05%7C02%7Cx%40example.net&sdata=a%2Fb%3D&reserved=0"
    ),
    "safe-links-with-a-path": lambda url: (
        "https://nam12.safelinks.protection.outlook.com/ap/t-59584e83/"
        f"?url={everything_quoted(url)}&data=05"
    ),
    "urldefense-v1": lambda url: (
        f"https://urldefense.proofpoint.com/v1/url?u={everything_quoted(url)}&k=abc&r=x%0A"
    ),
    "urldefense-v2": lambda url: (
        f"https://urldefense.proofpoint.com/v2/url?u={urldefense_v2(url)}&d=DwMFaQ&c=euG&e="
    ),
    "urldefense-v3": urldefense_v3,
    "urldefense-us": lambda url: urldefense_v3(url).replace("defense.com", "defense.us"),
    "barracuda": lambda url: (
        f"https://linkprotect.cudasvc.com/url?a={everything_quoted(url)}&c=E,1,abc&typo=1"
    ),
    "cisco": lambda url: f"https://secure-web.cisco.com/1x_-AbC/{everything_quoted(url)}",
    "trend-micro": lambda url: (
        "https://imsva91-ctp.trendmicro.com:443/wis/clicktime/v1/query"
        f"?url={everything_quoted(url)}&umid=7A&auth=8d-f"
    ),
    "sophos": lambda url: (
        "https://eu-central-1.protection.sophos.com/"
        f"?d=amazon.es&u={quote(b64encode(url.encode()))}&i=NjA&t=dA==&h=1f&s=AVN"
    ),
    "sophos-without-padding": lambda url: (
        "https://us-west-2.protection.sophos.com"
        f"?d=example.net&u={urlsafe_b64encode(url.encode()).decode().rstrip('=')}&p=m"
    ),
    "symantec": lambda url: f"https://clicktime.symantec.com/3AbC?u={everything_quoted(url)}",
    "fireeye": lambda url: (
        f"https://protect2.fireeye.com/v1/url?k=1-2&q=1&e=a&u={everything_quoted(url)}"
    ),
    "google": lambda url: f"https://www.google.com/url?q={everything_quoted(url)}&sa=D&ust=1",
    "google-of-a-country": lambda url: f"https://www.google.es/url?sa=t&url={quote(url)}",
    "google-of-an-island": lambda url: f"http://google.co.uk/url?q={quote(url)}",
}
"""Every way that is known, as its filter writes a link."""

TARGETS = {
    "https://www.amazon.es/gp/css/order-history?ie=UTF8#top": "documented",
    "https://pay.amazon.es": "documented",
    "http://www.amazon.co.uk/your_orders/a-b": "documented",
    "https://amzn.to/3abc": "documented",
    "https://cuenta.example/": "elsewhere",
    "https://www.amazon.es.evil.example/login": "elsewhere",
    "https://www.amazon.es@evil.example/": "elsewhere",
    "http://192.0.2.7/amazon.es/": "elsewhere",
    "https://amaz0n.es/": "elsewhere",
    "https://example.s3.amazonaws.com/x": "elsewhere",
}


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("way", WRAPS)
def test_the_target_is_judged_and_the_wrapping_is_a_remark(way: str, target: str) -> None:
    plain, link = read_link(STANDARD, target), read_link(STANDARD, WRAPS[way](target))
    assert link.leads == plain.leads == TARGETS[target]
    assert (link.host, link.rule) == (plain.host, plain.rule)
    assert link.target == target
    assert set(link.remarks) == {*plain.remarks, "link-rewritten"}


@pytest.mark.parametrize("way", WRAPS)
def test_wrappings_in_each_other_are_taken_off(way: str) -> None:
    for inner, wrap in WRAPS.items():
        if way.startswith("urldefense-") and inner in {"urldefense-v3", "urldefense-us"}:
            continue  # the third version cannot say where an inner one ends, and writes none
        link = read_link(STANDARD, WRAPS[way](wrap("https://www.amazon.es/")))
        assert (link.leads, link.target) == ("documented", "https://www.amazon.es/"), inner
        link = read_link(STANDARD, WRAPS[way](wrap("https://evil.example/")))
        assert (link.leads, link.host) == ("elsewhere", "evil.example"), inner


def test_more_wrappings_than_any_mail_has_are_unknown() -> None:
    url = "https://www.amazon.es/"
    for _ in range(WRAPPINGS):
        url = WRAPS["cisco"](url)
    assert read_link(STANDARD, url).leads == "documented"
    assert read_link(STANDARD, WRAPS["cisco"](url)).leads == "unknown"


UNKNOWN = [
    "https://atpscan.global.hornetsecurity.com/index.php?atp_str=AbCdE",
    "https://links.defend.egress.com/Warning?crId=AbCdE&Domain=amazon.es",
    "https://protect-eu.mimecast.com/s/AbCdE?domain=amazon.es",
    "https://url.uk.m.mimecastprotect.com/s/AbCdE?domain=amazon.es",
    "https://protect-us.mimecast.com/r/x?domain=evil.example",
    "https://eur01.safelinks.protection.outlook.com/",
    "https://eur01.safelinks.protection.outlook.com/?url=",
    "https://eur01.safelinks.protection.outlook.com/?data=05",
    "https://eur01.safelinks.protection.outlook.com/?url=%2Fgp%2Fhelp",
    "https://eur01.safelinks.protection.outlook.com/?url=https%253A%252F%252Fwww.amazon.es",
    "https://urldefense.com/v3/__https://www.amazon.es/",
    "https://urldefense.com/v3/__https://www.amazon.es/__;",
    "https://urldefense.com/v3/__https://www.amazon.es/*__;!!Sig!a$",
    "https://urldefense.com/v3/__https://www.amazon.es/__;Iw!!Sig!a$",
    "https://urldefense.com/v3/__https://www.amazon.es/**$__;Iw!!Sig!a$",
    "https://urldefense.com/v3/__https://www.amazon.es/*__;%%!!Sig!a$",
    "https://urldefense.com/v4/x",
    "https://urldefense.com/v3/__https://www.amazon.es/../../../evil.example/__;!!Sig!a$",
    "https://linkprotect.cudasvc.com/other?a=https://www.amazon.es/",
    "https://secure-web.cisco.com/1abc",
    "https://secure-web.cisco.com/1abc/",
    "https://eu-central-1.protection.sophos.com/?d=amazon.es&u=%25%25%25",
    "https://eu-central-1.protection.sophos.com/?d=amazon.es&u=/////w==",
    "https://x.trendmicro.com/wis/clicktime/v2/query?url=https://www.amazon.es/",
    "https://protect.checkpoint.com/v2/___https://www.amazon.es/___.YXA",
    "https://www.google.com/url?sa=t",
]


@pytest.mark.parametrize("url", UNKNOWN)
def test_what_cannot_be_unwrapped_is_unknown_and_not_elsewhere(url: str) -> None:
    link = read_link(STANDARD, url)
    assert (link.leads, link.rule, link.target) == ("unknown", None, "")
    assert "link-rewritten-unknown" in link.remarks


AMAZON, EVIL = (
    everything_quoted("https://www.amazon.es/"),
    everything_quoted("https://evil.example/"),
)
SAFE = "https://eur01.safelinks.protection.outlook.com"


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        (f"{SAFE}/?url={AMAZON}&url={EVIL}", "unknown"),
        (f"{SAFE}/?url={EVIL}&url={AMAZON}", "unknown"),
        (f"{SAFE}/?url={AMAZON}&URL={EVIL}", "unknown"),
        (f"{SAFE}/?%75rl={EVIL}&url={AMAZON}", "unknown"),
        (f"https://www.google.com/url?q={AMAZON}&url={EVIL}", "unknown"),
        (f"{SAFE}/?url={EVIL}&url={everything_quoted('https://other.example/')}", "elsewhere"),
        (f"{SAFE}/?url={AMAZON}&url={AMAZON}", "documented"),
        (f"{SAFE}/?" + "&".join(f"url={EVIL}{n}" for n in range(500)), "unknown"),
    ],
)
def test_of_two_targets_that_differ_nobody_knows_which_one_counts(url: str, leads: str) -> None:
    assert read_link(STANDARD, url).leads == leads


HIDING = [
    f"https://eur01.safelinks.protection.outlook.com.evil.example/?url={AMAZON}",
    f"https://safelinks-protection-outlook.com/?url={AMAZON}",
    f"https://xsafelinks.protection.outlook.com.co/?url={AMAZON}",
    f"https://eur01.safelinks.protection.outlook.com@evil.example/?url={AMAZON}",
    f"https://eur01.safelinks.protection.outlook.com%2f@evil.example/?url={AMAZON}",
    f"https:\\\\evil.example\\@eur01.safelinks.protection.outlook.com/?url={AMAZON}",
    f"https://evil.example#@eur01.safelinks.protection.outlook.com/?url={AMAZON}",
    f"https://eur01.safelinks.protection.outlооk.com/?url={AMAZON}",
    f"https://www.google.evil.example/url?q={AMAZON}",
    f"https://google.com.evil.example/url?q={AMAZON}",
    "https://urldefense.example/v3/__https://www.amazon.es/__;!!Sig!a$",
    "https://www.google.com/search?q=https://www.amazon.es/",
    "https://www.mimecast.com/?domain=amazon.es",
    "https://sites.google.com/view/amazon",
    f"https://www.trendmicro.com/?url={AMAZON}",
    f"{SAFE}/?url=javascript%3Aalert(1)",
    f"{SAFE}/?url=data%3Atext%2Fhtml%2CAmazon",
    f"{SAFE}/?url=%2F%2Fevil.example%2F",
    f"{SAFE}/?url=evil.example%2Famazon.es",
    "https://urldefense.com/v3/__https://www.amazon.es*evil.example/__;Lg!!Sig!a$",
    "https://urldefense.com/v3/__https:/evil.example/www.amazon.es__;!!Sig!a$",
    "https://urldefense.com/v3/__https://www.amazon.es**Aevil.example/__;LmE!!Sig!a$",
    f"https://secure-web.cisco.com/{AMAZON}/{EVIL}",
]


@pytest.mark.parametrize("url", HIDING)
def test_nobody_hides_behind_a_filter(url: str) -> None:
    assert read_link(STANDARD, url).leads == "elsewhere"


def test_a_redirect_of_the_brands_own_host_stays_a_remark() -> None:
    url = f"https://www.amazon.es/gp/r.html?U={EVIL}"
    link = read_link(STANDARD, WRAPS["safe-links"](url))
    assert (link.leads, link.inner) == ("documented", "https://evil.example/")
    assert set(link.remarks) == {"link-redirects", "link-rewritten"}


def test_a_user_name_before_a_filters_host_changes_nothing() -> None:
    assert read_link(STANDARD, f"https://www.amazon.es@{SAFE[8:]}/?url={EVIL}").leads == "elsewhere"


@pytest.mark.parametrize("length", [LONGEST - 40, LONGEST + 1, 200_000])
def test_a_target_behind_a_long_beginning_is_read_whole(length: int) -> None:
    padded = f"{SAFE}/?data={'a' * length}&url={everything_quoted('https://www.amazon.es.evil.example/')}"
    assert read_link(STANDARD, padded).host == "www.amazon.es.evil.example"
    user = f"https://www.amazon.es:{'a' * length}@evil.example/"
    assert read_link(STANDARD, user).leads == "elsewhere"


@given(
    st.sampled_from(sorted(WRAPS)),
    st.from_regex(r"https?://[a-z]{1,9}\.(es|example)/[!-~]{0,30}", fullmatch=True),
)
def test_any_target_leads_where_it_leads_unwrapped(way: str, target: str) -> None:
    link = read_link(STANDARD, WRAPS[way](target))
    assert link.leads in {read_link(STANDARD, target).leads, "unknown"}


@given(st.text(max_size=60))
def test_any_text_in_a_filters_link_is_judged(text: str) -> None:
    for url in (
        f"{SAFE}/?url={text}",
        f"https://urldefense.com/v3/__{text}__;{text}!!a$",
        f"https://urldefense.com/v2/url?u={text}",
        f"https://secure-web.cisco.com/{text}",
        f"https://x.protection.sophos.com/?u={text}",
    ):
        assert isinstance(read_link(STANDARD, url), Link)
