"""Remarks on what a message carries: what runs, what holds a script, what is only a picture."""

from __future__ import annotations

import base64

import pytest
from support.mail.policy import load_mail

from ayuda.mail.evidence import Finding
from ayuda.mail.judge import MessageChecks

CHECKS = MessageChecks(load_mail())
HEAD = "From: Ana <ana@example.org>\r\nSubject: Factura\r\nMIME-Version: 1.0\r\n"


def mail(disposition: str, content: bytes, kind: str = "application/octet-stream") -> bytes:
    body = base64.encodebytes(content).decode()
    return (
        HEAD + "Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nHola, aquí va.\r\n"
        f"--B\r\nContent-Type: {kind}\r\nContent-Disposition: {disposition}\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{body}\r\n--B--\r\n"
    ).encode()


def remarks(raw: bytes, rule: str) -> list[Finding]:
    return [one for one in CHECKS.evidence(raw).findings if one.rule == rule]


def file(name: str) -> str:
    return f'attachment; filename="{name}"'


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        (file("Factura.pdf.exe"), "Factura.pdf.exe"),
        (file("FACTURA.SCR"), "FACTURA.SCR"),
        (file("factura.js"), "factura.js"),
        (file("pedido.docm"), "pedido.docm"),
        (file("pedido.lnk"), "pedido.lnk"),
        (file("disco.iso"), "disco.iso"),
        (file("factura.exe. "), "factura.exe. "),
        (file("=?utf-8?q?factura=2Eexe?="), "factura.exe"),
        ("attachment; filename*=UTF-8''a%C3%B1o%2Ehta", "año.hta"),
        ("attachment; filename*=nosuch''factura%2Evbs", "factura.vbs"),
        (file("factura\u202efdp.exe"), "factura\u202efdp.exe"),
    ],
)
def test_a_file_that_can_run_is_named(disposition: str, name: str) -> None:
    [found] = remarks(mail(disposition, b"x"), "attachment-runs")
    assert found.evidence == name
    assert not found.breaks
    assert found.where.part == "2 application/octet-stream"


@pytest.mark.parametrize("content", [b"MZ\x90\x00", b"\x7fELF\x02", b"#!/bin/sh\n"])
@pytest.mark.parametrize("name", ["factura.pdf", "factura", "foto.jpg"])
def test_a_program_is_one_whatever_it_is_called(name: str, content: bytes) -> None:
    assert remarks(mail(file(name), content), "attachment-runs")


def test_a_type_can_say_that_it_runs() -> None:
    raw = mail("attachment", b"x", "application/x-msdownload")
    assert [one.evidence for one in remarks(raw, "attachment-runs")] == ["application/x-msdownload"]


def test_the_other_of_two_names_counts_too() -> None:
    raw = mail(file("factura.pdf"), b"x", 'application/octet-stream; name="factura.exe"')
    assert [one.evidence for one in remarks(raw, "attachment-runs")] == ["factura.exe"]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("factura.pdf", b"%PDF-1.7", "application/pdf"),
        ("foto.jpg", b"\xff\xd8\xff", "image/jpeg"),
        ("Hoja de cálculo.xlsx", b"PK\x03\x04", "application/octet-stream"),
        ("notas.txt", b"MZ es una sigla", "text/plain"),
        ("exe", b"x", "application/octet-stream"),
        ("informe.exe.pdf", b"%PDF", "application/octet-stream"),
        ("cita.ics", b"BEGIN:VCALENDAR", "text/calendar"),
        ("", b"\x00\x01", "application/octet-stream"),
    ],
)
def test_ordinary_files_are_not_remarked_on(name: str, content: bytes, kind: str) -> None:
    raw = mail(file(name), content, kind)
    assert not remarks(raw, "attachment-runs") + remarks(raw, "attachment-script")


@pytest.mark.parametrize(
    "page",
    [
        b"<script>location='//e.example'</script>",
        b"<SCRIPT src=x></SCRIPT>",
        b"<body onload=x()>",
        b"<img src=x onerror='x()'>",
        b"<a href=javascript:x()>x</a>",
        b"<svg onload=x()>",
    ],
)
@pytest.mark.parametrize("name", ["factura.html", "factura.HTM", "factura.svg"])
def test_an_attached_page_with_a_script_is_named(name: str, page: bytes) -> None:
    [found] = remarks(mail(file(name), page, "text/html"), "attachment-script")
    assert found.evidence == name


@pytest.mark.parametrize(
    "page",
    [
        b"<p>script onload=x</p>",
        b"<p title='only on=1'>x</p>",
        b"<!-- <script> --><p>x",
        b"<a href='https://e.example/?javascript:x'>x</a>",
    ],
)
def test_an_attached_page_without_a_script_is_not_remarked_on(page: bytes) -> None:
    assert not remarks(mail(file("a.html"), page, "text/html"), "attachment-script")


def test_a_script_in_the_message_itself_is_no_attachment() -> None:
    raw = HEAD.encode() + b"Content-Type: text/html\r\n\r\n<script>x</script>Hola"
    assert not remarks(raw, "attachment-script")


def page(html: str) -> bytes:
    return f"{HEAD}Content-Type: text/html; charset=utf-8\r\n\r\n{html}".encode()


@pytest.mark.parametrize(
    "raw",
    [
        page("<a href='https://e.example/'><img src=cid:x></a>"),
        page("<p>&nbsp;</p><img src=x alt='Amazon'><p style='font-size:0'>relleno</p>"),
        page("<table><tr><td><img src=a><img src=b></td></tr></table> . - "),
        HEAD.encode()
        + b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0K",
        page("<style>p{color:red}</style><img src=x width=600 height=800>"),
    ],
)
def test_a_message_that_is_only_a_picture_is_named(raw: bytes) -> None:
    assert remarks(raw, "only-picture")


@pytest.mark.parametrize(
    "raw",
    [
        page("<img src=x alt='Amazon'><p>Su pedido</p>"),
        page("Hola"),
        page(""),
        page("<img src=x width=1 height=1>"),
        HEAD.encode() + b"\r\nHola\r\n",
        mail(file("foto.png"), b"\x89PNG", "image/png"),
    ],
)
def test_a_message_that_says_something_is_not_only_a_picture(raw: bytes) -> None:
    assert not remarks(raw, "only-picture")
