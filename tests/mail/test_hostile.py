"""Nothing that is given crashes, hangs or is called genuine without proof."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import support.mail.kinds  # noqa: F401  (registers the kinds)
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.mail.hostile import DIMENSIONS
from support.mail.huge import HEAD, HUGE, nested
from support.mail.mutations import mutated
from support.mail.policy import load_mail
from support.mail.verdict import verdict

from ayuda.errors import AyudaError
from ayuda.mail.judge import MessageChecks
from ayuda.mail.shown.markup import read_page

CHECKS = MessageChecks(load_mail())


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


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells the peak memory")
@pytest.mark.parametrize("name", sorted(HUGE))
def test_a_huge_message_is_judged_within_bounded_memory(name: str) -> None:
    code = (
        "import re, sys; from pathlib import Path; from support.mail.huge import HUGE, MEGABYTE;"
        "from ayuda.mail.judge import MessageChecks; from support.mail.policy import load_mail;"
        "facts = MessageChecks(load_mail()).evidence(HUGE[sys.argv[1]](8 * MEGABYTE)).facts;"
        "status = Path('/proc/self/status').read_text();"
        "print(facts['proven'], re.search('VmHWM:[^0-9]*([0-9]+)', status)[1])"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    call = [sys.executable, "-c", code, name]
    told = subprocess.run(call, capture_output=True, text=True, check=True, env=environment)
    proven, kibibytes = told.stdout.split()
    assert proven == "False"
    assert int(kibibytes) < 300 * 1024


@pytest.mark.parametrize("name", sorted(DIMENSIONS))
def test_time_grows_with_size_alone(name: str) -> None:
    """``benchmarks/hostile_mail.py`` measures finely; what is quadratic shows even so."""
    small, large = DIMENSIONS[name](40_000), DIMENSIONS[name](320_000)
    before = min(seconds(small) for _ in range(2))
    after = seconds(large)
    # Eight times the size: a quadratic one takes sixty-four times as long.
    assert after < 0.25 or after < 24 * before, (before, after)
    assert after < 5


def seconds(raw: bytes) -> float:
    started = time.process_time()
    CHECKS.evidence(raw)
    return time.process_time() - started


@pytest.mark.parametrize("digits", [3, 5000])
@pytest.mark.parametrize(
    ("written", "read"),
    [("&#{9}65;", "\ufffd"), ("&#{0}65;", "A"), ("&#x{0}41;", "A"), ("&#x{f}41;", "\ufffd")],
)
def test_numbers_of_characters_of_any_length(written: str, read: str, digits: int) -> None:
    number = re.sub(r"\{(.)\}", lambda found: found[1] * max(digits, 9), written)
    assert read_page(f"<p title='{number}'>a{number}b").text == f"a{read}b"


def test_a_page_that_is_nested_too_wrongly_is_read_as_if_all_were_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = "<div style='font-size:0'><td>" + "<table><td>" + "<i>" * 50 + "</div>" * 50 + "Amazon"
    assert read_page("<!doctype html>" + page).text == ""
    monkeypatch.setattr("ayuda.mail.shown.nesting.STEPS", 500)
    assert read_page("<!doctype html>" + page).text == "Amazon"
    raw = HEAD + b"Content-Type: text/html\r\n\r\n" + page.encode()
    evidence = CHECKS.evidence(raw)
    assert evidence.facts["incomplete"] is True
    assert "limit-depth" in {one.rule for one in evidence.findings}


@pytest.mark.parametrize("steps", [20, 500_000])
def test_any_soup_of_tags_is_read(monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    monkeypatch.setattr("ayuda.mail.shown.nesting.STEPS", steps)
    for seed in range(1500):
        rng = random.Random(seed)
        assert read_page("".join(rng.choices(SOUP, k=rng.randrange(1, 60)))) is not None


NAMES = [
    "p",
    "div",
    "td",
    "tr",
    "table",
    "tbody",
    "caption",
    "th",
    "a",
    "b",
    "i",
    "font",
    "li",
    "ul",
    "body",
]
NAMES += ["html", "col", "h1", "hr", "br", "select", "option", "button", "dd", "dl", "v:rect"]
SOUP = [
    *(f"<{name}>" for name in NAMES),
    *(f"</{name}>" for name in NAMES),
    *(f"<{name} style='{style}' href=x>" for name in ("b", "td", "tr", "table", "div", "a", "font") for style in ("font-size:0", "display:none", "color:#fff")),
    "x", " ", "<!--", "-->", "<![endif]-->", "<!--[if mso]>", "<style>.x{", "</style>", "&#1", "<", ">", '"', "'",
]  # fmt: skip


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
