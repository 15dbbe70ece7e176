"""Nothing that is given crashes, hangs or is called genuine without proof."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable

import pytest
import support.mail.kinds  # noqa: F401  (registers the kinds)
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.mail.mutations import mutated
from support.mail.policy import load_mail
from support.mail.verdict import verdict

from ayuda.errors import AyudaError
from ayuda.mail.judge import MessageChecks

CHECKS = MessageChecks(load_mail())
HEAD = b"From: Amazon <no-reply@amazon.es>\r\nSubject: Amazon\r\n"
MEGABYTE = 1_000_000


def check(raw: bytes) -> str:
    """The verdict, or ``refused``."""
    try:
        evidence = CHECKS.evidence(raw)
    except AyudaError:
        return "refused"
    for finding in evidence.findings:
        assert 0 <= finding.where.start <= finding.where.end <= len(raw)
    return verdict(evidence)


@settings(max_examples=600, deadline=None)
@given(st.integers(min_value=0, max_value=10**9))
@example(0)
def test_damaged_messages(seed: int) -> None:
    assert check(mutated(seed)) != "genuine"


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(raw: bytes) -> None:
    assert check(raw) != "genuine"
    assert check(HEAD + b"Content-Type: text/html\r\n\r\n" + raw) != "genuine"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "mail-empty"),
        (b" \r\n\r\n", "mail-empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "mail-outlook"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "mail-not-a-message"),
        (b"hello\nworld\n", "mail-not-a-message"),
    ],
)
def test_what_is_no_message_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(AyudaError) as refused:
        CHECKS.evidence(raw)
    assert refused.value.problems[0].code == code


def nested(count: int) -> bytes:
    levels = (
        b"Content-Type: multipart/mixed; boundary=A%d\r\n\r\n--A%d\r\n" % (level, level)
        for level in range(count)
    )
    return HEAD + b"".join(levels) + b"\r\nhttps://evil.example/\r\n"


HUGE: dict[str, Callable[[int], bytes]] = {
    "text": lambda n: HEAD + b"\r\n" + b"amazon cuenta tarjeta https://e.example/\r\n" * (n // 42),
    "one line": lambda n: HEAD + b"\r\n" + b"x" * n,
    "links": lambda n: HEAD + b"Content-Type: text/html\r\n\r\n" + b"<a href=//e.com>" * (n // 16),
    "opened again": lambda n: (
        HEAD
        + b"Content-Type: text/html\r\n\r\n<p>"
        + b"<b id=1>" * (n // 16)
        + b"</p>"
        + b"<p>x</p>" * (n // 16)
    ),
    "parts": lambda n: (
        HEAD
        + b"Content-Type: multipart/mixed; boundary=B\r\n\r\n"
        + b"--B\r\n\r\nx\r\n" * (n // 10)
    ),
    "attached": lambda n: (
        HEAD
        + b"Content-Type: multipart/mixed; boundary=B\r\n\r\n"
        + b"--B\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@b.c\r\n\r\nx\r\n" * (n // 60)
    ),
    "depth": lambda n: nested(n // 50),
    "headers": lambda n: HEAD + b"X-A: b\r\n" * (n // 8) + b"\r\nx",
    "long header": lambda n: b"X-A: " + b"b" * n + b"\r\n" + HEAD + b"\r\nx",
    "folded header": lambda n: b"X-A: b" + b"\r\n b" * (n // 4) + b"\r\n" + HEAD + b"\r\nx",
    "brackets": lambda n: HEAD + b"\r\nhttp://a.com/" + b")" * n,
    "quotation marks": lambda n: b"From: " + b'"a" <b@c> (' * (n // 11) + b"\r\n\r\nx",
    "soft line ends": lambda n: (
        HEAD
        + b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        + b"=3Ca href=3Dhttp://x.com=3Eamazon=\r\n" * (n // 36)
    ),
    "dashes": lambda n: (
        HEAD + b"Content-Type: multipart/mixed; boundary=B\r\n\r\n" + b"--C\r\n" * (n // 5)
    ),
}


@pytest.mark.parametrize("name", sorted(HUGE))
def test_time_grows_with_the_size_and_memory_stays(name: str) -> None:
    started = time.process_time()
    check(HUGE[name](MEGABYTE))
    one = time.process_time() - started
    started = time.process_time()
    assert check(HUGE[name](4 * MEGABYTE)) != "genuine"
    four = time.process_time() - started
    assert four < 8 * one + 0.5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 300 * 1024


def test_of_an_mbox_the_first_message_is_judged_and_the_rest_named() -> None:
    first = b"From a@b Mon Jun  3 09:12:00 2024\nFrom: Ana <ana@example.org>\nSubject: x\n\nhola\n"
    second = b"\nFrom c@d Mon Jun  3 09:13:00 2024\nFrom: Amazon <x@q.example>\n\nx\n"
    evidence = CHECKS.evidence(first + second)
    assert evidence.facts["claims_amazon"] is False
    assert evidence.facts["incomplete"] is True
    assert [one.rule for one in evidence.findings if one.rule == "limit-mbox"]


def test_halves_of_characters_do_not_get_through() -> None:
    head = HEAD + b"Content-Type: text/html; charset=utf-7\r\n\r\n"
    evidence = CHECKS.evidence(head + b"<a href=//e.example/+2AA->Amazon +2AA- account</a>")
    assert all(one.evidence.encode() for one in evidence.findings)


def test_evidence_is_cut() -> None:
    evidence = CHECKS.evidence(b"From: Amazon <" + b"x" * 100_000 + b"@q.example>\r\n\r\n")
    assert max(len(one.evidence) for one in evidence.findings) <= 1000


def test_a_thousand_levels_and_ten_thousand_parts_are_read_or_named() -> None:
    assert CHECKS.evidence(nested(1000)).facts["incomplete"] is True
    evidence = CHECKS.evidence(
        HEAD
        + b"Content-Type: multipart/mixed; boundary=B\r\n\r\n"
        + b"--B\r\n\r\nx\r\n" * 9_999
        + b"--B\r\n\r\nhttps://evil.example/\r\n--B--\r\n"
    )
    assert evidence.facts["links_lead"] == "elsewhere"
    assert evidence.facts["incomplete"] is False
