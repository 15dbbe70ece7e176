"""A place is where an editor finds it: its bytes, decoded as the part says, hold the evidence."""

from __future__ import annotations

import base64
import quopri
from collections import Counter

import pytest
from support.mail.policy import load_mail

from ayuda.mail.evidence import Finding
from ayuda.mail.judge import MessageChecks
from ayuda.mail.raw.decoding import Body
from ayuda.mail.raw.limits import FINDINGS_OF_A_RULE, Budget
from ayuda.mail.raw.message import read_message

CHECKS = MessageChecks(load_mail())
URL = "https://evil.example/a?b=1&c=ñ"
PAGE = "<p>" + "Ñandú número uno. " * 40 + f"</p><a href='{URL}'>x</a>" + "y" * 300
HEAD = b"From: Amazon <no-reply@amazon.es>\nSubject: x\nContent-Type: text/html; charset=utf-8\n"


def link_finding(raw: bytes) -> Finding:
    found = CHECKS.evidence(raw).findings
    return next(finding for finding in found if finding.rule == "link-elsewhere")


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable", "base64"])
def test_a_link_is_found_where_it_stands(encoding: str, newline: bytes) -> None:
    data = PAGE.encode()
    body = {
        "8bit": data,
        "quoted-printable": quopri.encodestring(data),
        "base64": base64.encodebytes(data),
    }[encoding]
    raw = HEAD + f"Content-Transfer-Encoding: {encoding}\n\n".encode() + body
    raw = raw.replace(b"\n", newline)
    finding = link_finding(raw)
    assert finding.evidence == URL
    piece = raw[finding.where.start : finding.where.end]
    if encoding == "quoted-printable":
        assert quopri.decodestring(piece).decode() == URL
    elif encoding == "8bit":
        assert piece.decode() == URL
    else:
        start = raw.index(b"\n", raw.index(b"base64")) + 1
        before = raw[start : finding.where.start].translate(None, b"\r\n")
        assert abs(len(before) * 3 // 4 - data.index(URL.encode())) <= 1
        assert len(piece.translate(None, b"\r\n")) in range(len(URL.encode()) * 4 // 3 - 2, 80)


def test_a_sender_is_found_in_its_header() -> None:
    raw = b"Received: x\nFrom: Amazon\n <x@evil.example>\nSubject: y\n\n"
    finding = next(one for one in CHECKS.evidence(raw).findings if one.rule == "sender-elsewhere")
    assert raw[finding.where.start : finding.where.end] == b" Amazon\n <x@evil.example>"
    assert finding.where.part == "header From"


def test_parts_are_numbered_as_they_stand() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=A\n\npreamble\n--A\n"
        b"Content-Type: multipart/alternative; boundary=B\n\n--B\n\none\n--B\n"
        b"Content-Type: text/html\n\n<b>two</b>\n--B--\n--A\nContent-Type: message/rfc822\n\n"
        b"From: c@d.example\nContent-Type: multipart/mixed; boundary=C\n\n--C\n\nthree\n--C--\n"
        b"--A--\nepilogue\n"
    )
    found = [
        (part.path, part.owner, part.kind, raw[part.start : part.end])
        for message in read_message(raw, Budget())
        for part in message.parts
    ]
    assert found == [
        ("1.1", "", "text/plain", b"one"),
        ("1.2", "", "text/html", b"<b>two</b>"),
        ("2.1", "2", "text/plain", b"three"),
    ]


def test_a_multipart_without_its_boundary_is_text() -> None:
    raw = HEAD.replace(b"text/html", b"multipart/mixed; boundary=Z") + b"\n" + URL.encode() + b"\n"
    assert CHECKS.evidence(raw).facts["links_lead"] == "elsewhere"


@pytest.mark.parametrize(
    ("kind", "encoding"),
    [
        ("message/rfc822", "base64"),
        ("application/octet-stream", "7bit"),
        ("application/octet-stream", "base64"),
    ],
)
def test_a_message_attached_as_a_file_or_encoded_is_judged_itself(kind: str, encoding: str) -> None:
    inner = b"From: Amazon <service@amaz0n-help.example>\r\nSubject: Amazon\r\n\r\nhola\r\n"
    body = base64.encodebytes(inner) if encoding == "base64" else inner
    head = (
        "From: ana@example.org\r\nSubject: Fwd: mira\r\n"
        "Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nhola\r\n--B\r\n"
        f'Content-Type: {kind}; name="m.eml"\r\nContent-Transfer-Encoding: {encoding}\r\n'
        'Content-Disposition: attachment; filename="m.eml"\r\n\r\n'
    )
    evidence = CHECKS.evidence(head.encode() + body + b"\r\n--B--\r\n")
    assert evidence.facts["claims_amazon"] is True
    assert evidence.facts["sender_is"] in {"look-alike", "elsewhere"}
    assert "attached-judged" in {finding.rule for finding in evidence.findings}
    assert evidence.judged_part
    decoded = [finding for finding in evidence.findings if "decoded" in finding.where.part]
    assert any(b"amaz0n" in inner[one.where.start : one.where.end] for one in decoded)


@pytest.mark.parametrize(
    ("subject", "text", "rule", "words"),
    [
        ("Su pedido", "Mira:\n---------- Mensaje Reenviado ---------\nDe: Amazon <a@b.c>\nAsunto: Su cuenta\n\nSu cuenta de Amazon caduca.", "forwarded-inline", "---------- Mensaje Reenviado ---------"),
        ("Duda", "Hola, He Recibido esto.\nSu cuenta de Amazon ha sido suspendida.", "pasted-text", "He Recibido"),
        ("Amazon", "Estimado señor:\nVerifique Su Cuenta en 24 horas.", "claim-voice", "Verifique Su Cuenta en 24 horas"),
        ("Amazon", "Sehr geehrter Herr,\nBestätigen Sie Ihr Konto – sofort.", "claim-voice", "Bestätigen Sie Ihr Konto – sofort"),
    ],
)  # fmt: skip
def test_words_are_told_as_they_are_written(subject: str, text: str, rule: str, words: str) -> None:
    raw = (
        f"From: Info <info@portal.example>\nSubject: {subject}\nMIME-Version: 1.0\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{text}\n"
    ).encode()
    [found] = [one for one in CHECKS.evidence(raw).findings if one.rule == rule]
    assert found.evidence == words
    assert raw[found.where.start : found.where.end].decode() == words


@pytest.mark.parametrize(
    "line",
    [
        "https://e{0}.example/ ",
        '<a href="https://e{0}.example/">https://www.amazon.es/{0}</a>',
        '<a href="https://e{0}.example/">Your Amazon account {0}</a>',
    ],
)
def test_only_what_is_kept_is_looked_up_in_the_message(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []
    place = Body.place

    def counted(body: Body, needle: str, after: int = 0) -> tuple[int, int]:
        looked_up.append(needle)
        return place(body, needle, after)

    monkeypatch.setattr(Body, "place", counted)
    raw = HEAD + b"\n" + "\n".join(line.format(number) for number in range(500)).encode()
    rules = Counter(finding.rule for finding in CHECKS.evidence(raw).findings)
    assert max(rules.values()) == FINDINGS_OF_A_RULE
    assert len(looked_up) <= FINDINGS_OF_A_RULE * len(rules)
