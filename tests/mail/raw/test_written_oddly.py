"""Types, encodings and names that are written oddly: what clients show of them is what is read."""

from __future__ import annotations

import base64

import pytest
from support.mail.policy import load_mail

from ayuda.mail.evidence import Evidence
from ayuda.mail.judge import MessageChecks

CHECKS = MessageChecks(load_mail())
URL = "https://evil.example/x"
PAGE = f'<p>Hola</p><a href="{URL}">Mi cuenta</a>'
ENCODED = base64.b64encode(PAGE.encode()).decode()


def evidence(headers: str, body: str) -> Evidence:
    head = f"From: Amazon.es <no-reply@amazon.es>\nSubject: Su cuenta\nMIME-Version: 1.0\n{headers}"
    return CHECKS.evidence(f"{head}\n\n{body}\n".encode())


@pytest.mark.parametrize(
    "kind",
    [
        "text/html (a page)",
        "(a page) text/html",
        "text/(a page)html",
        "text / html",
        '"text/html"',
        "text/html, charset=utf-8",
        "text/html charset=utf-8",
        "TEXT/HTML;",
        "text/html ; (x) charset=utf-8",
    ],
)
def test_a_page_is_one_however_its_type_is_written(kind: str) -> None:
    assert evidence(f"Content-Type: {kind}", PAGE).facts["links_lead"] == "elsewhere"


@pytest.mark.parametrize(
    "encoding", ["base64", "BASE64 ", "base64 (x)", "(x) base64", '"base64"', "base64;", "base64 x"]
)
def test_an_encoding_is_one_however_it_is_written(encoding: str) -> None:
    headers = f"Content-Type: text/html\nContent-Transfer-Encoding: {encoding}"
    assert evidence(headers, ENCODED).facts["links_lead"] == "elsewhere"
    inner = base64.b64encode(f"From: Amazon <a@evil.example>\n\n{URL}\n".encode()).decode()
    headers = f"Content-Type: message/rfc822\nContent-Transfer-Encoding: {encoding}"
    head = f"From: l@example.es\nSubject: x\nMIME-Version: 1.0\n{headers}\n\n{inner}\n"
    assert CHECKS.evidence(head.encode()).facts["links_lead"] == "elsewhere"


@pytest.mark.parametrize("blanks", ["", " ", "  \t", " " * 50])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_blanks_behind_a_joined_line_are_none_of_the_text(blanks: str, line_end: str) -> None:
    joint = f"={blanks}{line_end}"
    body = (
        f"<p>Hola</p>{line_end * 3}<a hr{joint}ef=3D'https://ev{joint}il.example/x'>Mi cuenta</a>"
    )
    body = f"{'x' * 300}{joint}{line_end}{body}"
    headers = "Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable"
    found = evidence(headers, body)
    assert found.facts["links_lead"] == "elsewhere"
    [one] = [finding for finding in found.findings if finding.rule == "link-elsewhere"]
    raw = f"From: Amazon.es <no-reply@amazon.es>\nSubject: Su cuenta\nMIME-Version: 1.0\n{headers}"
    shown = f"{raw}\n\n{body}\n"[one.where.start : one.where.end]
    assert shown == f"https://ev{joint}il.example/x"


@pytest.mark.parametrize(
    "name",
    [
        'name="factura.html"',
        'name="=?utf-8?B?ZmFjdHVyYS5odG1s?="',
        'name="=?utf-8?Q?factura=2Ehtm?="',
        "name*=utf-8''factura%2Ehtml",
        "name*0*=utf-8''fact; filename*1*=ura%2Exhtml",
        'name="factura.xht"',
        'name="factura.html "',
    ],
)
def test_an_attached_page_is_one_however_its_name_is_written(name: str) -> None:
    headers = f"Content-Type: application/octet-stream\nContent-Disposition: attachment; file{name}"
    assert evidence(headers, PAGE).facts["links_lead"] == "elsewhere"
