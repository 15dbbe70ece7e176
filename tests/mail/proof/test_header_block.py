"""Headers that two readers could take apart differently are no proof; ordinary ones are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from support.mail.signing import MESSAGE, Signer, Zone
from support.mail.verdict import verdict

from ayuda.errors import AyudaError
from ayuda.mail.judge import MessageChecks
from ayuda.model import Mail

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SIGNED = Signer().sign(MESSAGE)
SERVER = "mx.example.org"
RESULTS = b"Authentication-Results: mx.example.org; dkim=pass header.d=amazon.es\r\n"


@pytest.fixture(scope="module")
def checks(mail: Mail) -> MessageChecks:
    return MessageChecks(mail)


AMBIGUOUS = {
    "a line of an mbox": b"From x@y Mon Jun  3 09:12:00 2024\r\n",
    "a line that begins so": b"From here on\r\n",
    "one that is quoted": b">From x@y Mon Jun  3 09:12:00 2024\r\n",
    "no colon": b"Hello\r\n",
    "a blank before the colon": b"X-A : 1\r\n",
    "a tab before the colon": b"X-A\t: 1\r\n",
    "an eight-bit name": b"X-\xc3\xa9: 1\r\n",
    "a name of nothing": b": 1\r\n",
    "a return alone": b"X-A: 1\rSubject: other\r\n",
    "two returns": b"X-A: 1\r\r\n",
    "NUL": b"X-A: 1\x00\r\n",
    "NUL in a name": b"X\x00-A: 1\r\n",
    "a form feed": b"X-A: 1\x0c\r\n",
    "a vertical tab": b"X-A: 1\x0bSubject: other\r\n",
    "a file separator": b"X-A: 1\x1c\r\n",
    "escape": b"X-A: \x1b[2J\r\n",
    "a fold of blanks": b"X-A: 1\r\n \r\n",
    "a fold of a tab": b"X-A: 1\r\n\t\r\n",
    "a byte order mark": b"\xef\xbb\xbfX-A: 1\r\n",
}
PLACES = ("on top", "in the middle", "at the end")
MAILBOX = ("a line of an mbox", "on top")


def with_line(raw: bytes, line: bytes, place: str) -> bytes:
    if place == "on top":
        return line + raw
    before = b"\r\nTo: " if place == "in the middle" else b"\r\n\r\n"
    at = raw.index(before) + 2
    return raw[:at] + line + raw[at:]


@pytest.mark.parametrize(
    ("name", "place"),
    # On top, an mbox's line is a mailbox's own.
    [(name, place) for name in AMBIGUOUS for place in PLACES if (name, place) != MAILBOX],
)
def test_an_odd_line_among_the_headers_is_the_end_of_proof(
    checks: MessageChecks, name: str, place: str
) -> None:
    line = AMBIGUOUS[name]
    signed = with_line(SIGNED, line, place)
    delivered = RESULTS + with_line(MESSAGE, line, place)
    try:
        found = [
            checks.evidence(signed, key_lookup=Zone(), now=NOW),
            checks.evidence(delivered, trusted_servers=[SERVER], now=NOW),
        ]
    except AyudaError:
        # Nothing of such a file is a header.
        found = []
    for evidence in found:
        assert verdict(evidence) != "genuine"
        assert evidence.facts["proven"] is False
        rules = {finding.rule for finding in evidence.findings}
        assert rules.isdisjoint({"proof-dkim", "proof-server", "offers-dns", "offers-server"})


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_the_answer_says_that_it_can_be_read_in_two_ways(checks: MessageChecks, name: str) -> None:
    raw = with_line(SIGNED, AMBIGUOUS[name], "in the middle")
    evidence = checks.evidence(raw, key_lookup=Zone(), now=NOW)
    assert "headers-ambiguous" in {finding.rule for finding in evidence.findings}


@pytest.mark.parametrize(
    "line",
    [
        b"X-A: Jos\xc3\xa9 \xf1\r\n",
        b"X-A:\r\n folded\r\n\tand folded\r\n",
        b"X-A: 1 \t \r\n",
        b"X-A:\r\n",
        b"x!#$%&'*+.^_`|~9-Z: 1\r\n",
        b"X-A: " + b"x" * 5000 + b"\r\n",
        b"X-A: From here on\r\n",
    ],
)
@pytest.mark.parametrize("place", PLACES)
def test_an_ordinary_line_leaves_it_proven(checks: MessageChecks, line: bytes, place: str) -> None:
    raw = with_line(SIGNED, line, place)
    assert verdict(checks.evidence(raw, key_lookup=Zone(), now=NOW)) == "genuine"


@pytest.mark.parametrize(
    ("first", "proven"),
    [
        (b"From x@y Mon Jun  3 09:12:00 2024\r\n", True),
        (b"From MAILER-DAEMON Mon Jun  3 09:12:00 2024\n", True),
        (b"From 1801@xxx Mon Jun 03 07:12:00 +0000 2024\n", True),
        (b"From : Amazon <x@evil.example>\r\n", False),
        (b"From x: Amazon <x@evil.example>\r\n", False),
        (b"From \r\n", False),
        (b"\r\n", False),
    ],
)
def test_only_a_mailboxs_own_line_may_stand_before_them(
    checks: MessageChecks, first: bytes, proven: bool
) -> None:
    evidence = checks.evidence(first + SIGNED, key_lookup=Zone(), now=NOW)
    assert evidence.facts["proven"] is proven


ENDS = {
    "a line feed in the middle": SIGNED.replace(b"\r\nTo: ", b"\nTo: "),
    "a line feed at the end": SIGNED.replace(b"charset=utf-8\r\n", b"charset=utf-8\n"),
    "a return among line feeds": SIGNED.replace(b"\r\n", b"\n").replace(b"\nTo: ", b"\r\nTo: "),
    "all of the headers": SIGNED.replace(b"\r\n", b"\n", SIGNED.count(b"\r\n") - 2),
}


@pytest.mark.parametrize("name", ENDS)
def test_lines_that_end_in_two_ways_are_no_proof(checks: MessageChecks, name: str) -> None:
    evidence = checks.evidence(ENDS[name], key_lookup=Zone(), now=NOW)
    assert evidence.facts["proven"] is False


ONCE = ("From", "Sender", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID", "MIME-Version")
ONCE_TOO = (*ONCE, "Content-Type", "Content-Transfer-Encoding")


@pytest.mark.parametrize("name", ONCE_TOO)
@pytest.mark.parametrize("place", PLACES)
def test_a_header_that_may_stand_once_stands_once(
    checks: MessageChecks, name: str, place: str
) -> None:
    value = {"From": "Amazon.es <no-reply@amazon.es>"}.get(name, "7bit")
    fields = b"".join(f"{name}: {value}\r\n".encode() for _ in range(2))
    fields = fields[len(fields) // 2 :] if f"\r\n{name}: ".encode() in b"\r\n" + MESSAGE else fields
    names = (*dict.fromkeys((*Signer().names, name)), name)
    base = Signer(names=names).sign(MESSAGE)
    verified = checks.evidence(with_line(base, fields, place), key_lookup=Zone(), now=NOW)
    trusted = checks.evidence(
        RESULTS + with_line(MESSAGE, fields, place), trusted_servers=[SERVER], now=NOW
    )
    for evidence in (verified, trusted):
        assert verdict(evidence) != "genuine"
        rules = {finding.rule for finding in evidence.findings}
        assert not rules.isdisjoint({"headers-repeated", "sender-several-headers"})


PARTS = MESSAGE.replace(b"text/html; charset=utf-8", b"multipart/mixed; boundary=B")
PARTS = PARTS.partition(b"\r\n\r\n")[0] + (
    b"\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\nHola\r\n\r\nadios\r\n--B\r\n\r\nHola\r\n--B--\r\n"
)


@pytest.mark.parametrize("value", [b"base64 ", b"\r\n base64", b"base64\t", b" base64 \r\n x"])
def test_an_encoding_is_written_in_one_way(checks: MessageChecks, value: bytes) -> None:
    page = b"Content-Type: text/html\r\nContent-Transfer-Encoding: "
    whole = MESSAGE.replace(b"Content-Type: text/html; charset=utf-8", page + b"base64")
    part = PARTS.replace(b"Content-Type: text/plain", page + b"base64")
    for raw, names in (
        (whole, (*Signer().names, "Content-Transfer-Encoding")),
        (part, Signer().names),
    ):
        signed = Signer(names=names).sign(raw)
        assert verdict(checks.evidence(signed, key_lookup=Zone(), now=NOW)) == "genuine"
        changed = signed.replace(b"Encoding: base64", b"Encoding: " + value)
        assert checks.evidence(changed, key_lookup=Zone(), now=NOW).facts["proven"] is False


@pytest.mark.parametrize("canonical", ["relaxed/relaxed", "simple/simple"])
def test_the_headers_of_parts_are_read_in_one_way_too(
    checks: MessageChecks, canonical: str
) -> None:
    signed = Signer(canonical=canonical).sign(PARTS)
    assert verdict(checks.evidence(signed, key_lookup=Zone(), now=NOW)) == "genuine"
    # A relaxed signature allows white space at the end of a line, also of the empty one.
    moved = signed.replace(b"text/plain\r\n\r\n", b"text/plain\r\n \r\n")
    assert checks.evidence(moved, key_lookup=Zone(), now=NOW).facts["proven"] is False
