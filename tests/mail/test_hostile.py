"""Nothing that is given crashes, hangs or is called genuine without proof."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import support.mail.kinds  # noqa: F401  (registers the kinds)
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.mail.huge import HEAD, HUGE, nested
from support.mail.mutations import mutated
from support.mail.policy import load_mail
from support.mail.verdict import verdict

from ayuda.errors import AyudaError
from ayuda.mail.judge import MessageChecks

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
