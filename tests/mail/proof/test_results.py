"""Results and hops as servers write them, and what only looks like them."""

from __future__ import annotations

import time

import pytest

from ayuda.mail.proof.hosts import Hop, host_name, is_inside, read_hop
from ayuda.mail.proof.results import Results, read_results
from ayuda.mail.raw.headers import Field


def read(text: str) -> Results | None:
    return read_results(Field("authentication-results", text.encode(), 0, len(text)))


def told(text: str) -> list[tuple[str, str, str]]:
    results = read(text)
    assert results is not None
    return [(one.method, one.value, one.domain) for one in results.results]


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("mx.google.com; dkim=pass header.d=a.es", "mx.google.com"),
        ("mx.google.com 1; none", "mx.google.com"),
        ("MX.Google.com. (a comment); dkim=none", "mx.google.com"),
        ("(first (nested)) mx.google.com", "mx.google.com"),
        ('"mx.google.com"; dkim=pass', "mx.google.com"),
        ("mail; dkim=pass", "mail"),
        (" dkim=pass header.d=a.es; dmarc=pass", None),
        ("spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=a.es; dkim=pass", None),
    ],
)
def test_a_server_is_named_before_its_results_or_not_at_all(text: str, server: str | None) -> None:
    results = read(text)
    assert results is not None
    assert results.server == server


@pytest.mark.parametrize(
    "text",
    [
        "; dkim=pass header.d=a.es",
        "",
        ";",
        "mx (unclosed; dkim=pass header.d=a.es",
        'mx "unclosed; dkim=pass header.d=a.es',
        "mx) ; dkim=pass header.d=a.es",
        "mx two; dkim=pass header.d=a.es",
        "mx 1 2; dkim=pass header.d=a.es",
        "-mx; dkim=pass",
        "mx..example; dkim=pass",
        "mx/1; dkim=pass",
        "mx\u00a0x; dkim=pass",
        "mx; dkim=pass " + "x" * 9000,
    ],
)
def test_what_can_be_read_in_two_ways_is_nobodys(text: str) -> None:
    results = read(text)
    assert results is None or results.server not in {"mx", "", "-mx"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dkim=pass header.d=a.es", [("dkim", "pass", "a.es")]),
        ("DKIM = Pass (2048-bit key) Header.D = A.ES.", [("dkim", "pass", "a.es")]),
        ("dkim/1=pass header.i=@mail.a.es", [("dkim", "pass", "mail.a.es")]),
        ('dkim=pass header.d="a.es" header.b="x/y="', [("dkim", "pass", "a.es")]),
        ("dkim=pass header.d=a.es header.i=@m.a.es", [("dkim", "pass", "a.es")]),
        ("dkim=pass header.d=a.es header.i=@b.es", [("dkim", "unclear", "a.es")]),
        ("dkim=pass header.d=a.es header.d=b.es", [("dkim", "unclear", "a.es")]),
        ("dkim=pass header.d=a.es header.d=a.es", [("dkim", "pass", "a.es")]),
        ("dkim=fail (x; dkim=pass header.d=a.es) header.d=a.es", [("dkim", "fail", "a.es")]),
        ('dkim=fail reason="; dkim=pass header.d=a.es"', [("dkim", "fail", "")]),
        ("dmarc=pass action=none header.from=a.es", [("dmarc", "pass", "a.es")]),
        ("dmarc=fail (p=none) header.from=a.es", [("dmarc", "fail", "a.es")]),
        ("spf=pass smtp.mailfrom=x@a.es", [("spf", "pass", "a.es")]),
        ('spf=pass smtp.mailfrom="x; dkim=pass header.d=a.es"@b.es', [("spf", "pass", "b.es")]),
        ("dkim=pass header.d=a.es dmarc=fail", [("dkim", "pass", "a.es"), ("dmarc", "fail", "")]),
        ("dkim=pass policy.x=y header.d=a.es", [("dkim", "pass", "a.es")]),
        ("dkim=pass stray header.d=a.es", []),
        ("none", []),
        ("dkim=pass header.d=a.es;", [("dkim", "pass", "a.es")]),
        (";; dkim=pass header.d=a.es ; ;", [("dkim", "pass", "a.es")]),
        ("dkim=", []),
        ("=pass", []),
        ('"dkim"=pass header.d=a.es', []),
    ],
)
def test_results_are_read_as_the_standard_has_them(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert told(f"mx; {text}") == expected


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("from a.example by mx.google.com with ESMTPS id x; Mon, 3 Jun 2024", "mx.google.com"),
        ("by 2002:a05:6a10:1:0:0:0:0 with SMTP id x; Mon", "2002:a05:6a10:1:0:0:0:0"),
        ("from a (by mx.google.com [192.0.2.1]) by mx.other.example; Mon", "mx.other.example"),
        ("from [192.0.2.1] (helo=by mx.google.com) by mx.other.example; Mon", "mx.other.example"),
        ('from "x by mx.google.com" by mx.other.example; Mon', "mx.other.example"),
        ("from a by MX.Example.org. (Postfix) with ESMTP id by; Mon", None),
        ("from x by mx.google.com (evil [192.0.2.1]) by mx.other.example with ESMTP; Mon", None),
        ("from x by mx.google.com by mx.other.example; Mon", None),
        ("from x( by mx.google.com; Mon", None),
        ('from x" by mx.google.com; Mon', None),
        ("from x; by mx.google.com; Mon", None),
        ("from mx.google.com; Mon", None),
        ("x by mx.google.com; Mon", None),
        ("by; Mon", None),
        ("(qmail 1234 invoked by uid 89); 3 Jun 2024", ""),
    ],
)
def test_a_hops_name_is_read_where_the_server_writes_it(text: str, by: str | None) -> None:
    hop = read_hop(text)
    assert (None if hop is None else hop.by) == by


def test_a_hop_says_who_handed_it_over() -> None:
    text = "from HELO.example (real.example [192.0.2.1]) (using TLS) by mx.example.org; Mon"
    said = ("real.example", "[192.0.2.1]", "using", "tls")
    assert read_hop(text) == Hop("mx.example.org", "helo.example", said)


@pytest.mark.parametrize(
    ("host", "inside"),
    [
        *((name, True) for name in ("", "localhost", "mail", "localhost.localdomain", "a.local")),
        *(
            (name, True)
            for name in ("x.nyi.internal", "10.1.2.3", "[192.168.0.1]", "127.0.0.1", "::1")
        ),
        *((name, True) for name in ("172.16.0.9", "fd00::1", "2002:a05:6a10::1", "100.90.174.1")),
        *((name, False) for name in ("mx.evil.example", "8.8.8.8", "2a00:1450::1", "172.32.0.1")),
        *(
            (name, False)
            for name in ("internal.evil.example", "localhost.evil.example", "10.1.2.3.evil.example")
        ),
        *((name, False) for name in ("2002:808:808::1", "10.1.2", "10.evil", "-", "a b")),
    ],
)
def test_what_means_something_in_one_house_only(host: str, inside: bool) -> None:
    assert is_inside(host) is inside


@pytest.mark.parametrize(
    "name", ["", " ", ".", "a..b", "-a.b", "a.b-", "a b", "a;b", "ñ.es", "a/b", "a:25", "x" * 254]
)
def test_what_is_no_hosts_name(name: str) -> None:
    assert host_name(name) is None


@pytest.mark.parametrize(
    "piece", ["(", "((", '"', "\\", "a=", ";", " ", "(a)", '"a"', "a = ", "by ", "from "]
)
def test_reading_takes_time_for_size_alone(piece: str) -> None:
    started = time.process_time()
    for text in (piece * 100_000, (piece * 8000)[:8000], "mx; " + (piece * 8000)[:8000]):
        read(text)
        read_hop(text)
    assert time.process_time() - started < 1
