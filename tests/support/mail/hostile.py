"""Messages made to be slow, each in one dimension that an attacker can grow; any size in bytes."""

from __future__ import annotations

import base64
from collections.abc import Callable

from support.mail.huge import HEAD, HUGE

_PAGE = HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n"
_MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=B\r\n\r\n"


def _page(content: Callable[[int], bytes]) -> Callable[[int], bytes]:
    return lambda size: _PAGE + content(size)


def _headers(content: Callable[[int], bytes]) -> Callable[[int], bytes]:
    return lambda size: content(size) + HEAD + b"\r\nhola\r\n"


def _many(piece: bytes, before: bytes = b"", after: bytes = b"") -> Callable[[int], bytes]:
    return lambda size: before + piece * (size // len(piece)) + after


def _numbered(piece: str, before: str = "", after: str = "") -> Callable[[int], bytes]:
    """Pieces that are all different."""

    def content(size: int) -> bytes:
        count = size // (len(piece) + 3)
        return (before + "".join(piece.format(n) for n in range(count)) + after).encode()

    return content


def _encoded(encoding: str, piece: bytes) -> Callable[[int], bytes]:
    head = (
        HEAD + f"Content-Type: text/html\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()
    )
    return lambda size: head + piece * (size // len(piece))


_LINK = '<a href="https://e{0}.example/">Cuenta de Amazon</a> '
DIMENSIONS: dict[str, Callable[[int], bytes]] = {
    **HUGE,
    "header length": _headers(_many(b"x", b"Subject: ", b"\r\n")),
    "header spaces": _headers(_many(b" ", b"Subject: a", b"b\r\n")),
    "header names": _headers(_numbered("X-{0}: a\r\n")),
    "header without colon": _headers(_many(b"a ", b"X-A: ", b"\r\n")),
    "address comments": _headers(_many(b"(a) ", b"From: ", b"\r\n")),
    "address quotes": _headers(_many(b'"', b"From: ", b"\r\n")),
    "address dots": _headers(_many(b"a.", b"From: <a@", b">\r\n")),
    "parameters": _headers(_numbered("; p{0}=a", "Content-Type: text/html", "\r\n")),
    "parameter continuations": _headers(_numbered("; name*{0}=a", "Content-Type: text/html", "\r\n")),
    "parameter spaces": _headers(_many(b" ", b"Content-Type: text/html;", b"x\r\n")),
    "encoded words": _headers(_many(b"=?utf-8?q?a?= ", b"Subject: ", b"\r\n")),
    "encoded words open": _headers(_many(b"=?utf-8?q?", b"Subject: ", b"\r\n")),
    "encoded word spaces": _headers(_many(b" ", b"Subject: =?utf-8?q?a?=", b"x\r\n")),
    "encoded word marks": _headers(_many(b"=?", b"Subject: ", b"\r\n")),
    "results": _headers(_many(b"a=b ; ", b"Authentication-Results: mx.example.org; ", b"\r\n")),
    "received": _headers(_many(b"Received: from a by b; x\r\n")),
    "tag spaces": _page(_many(b" ", b"<a", b">x</a>")),
    "tag spaces open": _page(_many(b" ", b"<a")),
    "tags open": _page(_many(b"<a ")),
    "attributes": _page(_numbered(' a{0}="b"', "<p", ">x")),
    "attributes bare": _page(_numbered(" a{0}", "<a href=//e.example", ">x</a>")),
    "attribute quotes open": _page(_many(b'<a b="')),
    "attribute equals": _page(_many(b"=", b"<a href", b">x")),
    "names of tags": _page(_numbered("<x{0}>")),
    "nested": _page(_many(b"<div>")),
    "nested and closed": _page(lambda n: b"<div>" * (n // 11) + b"</div>" * (n // 11)),
    "nested spans in a cell": _page(
        lambda n: b"<div><table><td>" + b"<span>" * 9000 + b"</div>" * (n // 6)
    ),
    "blocks in spans": _page(lambda n: b"<i id=1>" * 9000 + b"<div></div>" * (n // 11)),
    "crossed": _page(_many(b"<b style=color:red><p>x</b>")),
    "formatting goes on": _page(
        lambda n: b"<p>" + b"<b style=color:#abc>" * (n // 40) + b"</p>" + b"<p>x</p>" * (n // 16)
    ),
    "closing tags": _page(_many(b"</p></b></div>")),
    "tables": _page(_many(b"<table><tr><td>")),
    "styles all different": _page(_numbered('<p style="color:#{0:06x};font-size:0">x')),
    "declarations": _page(_many(b"color:red;", b'<p style="', b'">x')),
    "declarations open": _page(_many(b"url(", b'<p style="background:', b'">x')),
    "style quotes": _page(_many(b"'", b'<p style="font-family:', b'">x')),
    "style comments": _page(_many(b"/*", b'<p style="color', b'">x')),
    "style escapes": _page(_many(b"\\", b'<p style="color:', b'">x')),
    "style elements open": _page(_many(b"<style>")),
    "rules": _page(_numbered(".c{0}{{color:red}}", "<style>", "</style><p class=c1>x")),
    "rules of one class": _page(
        lambda n: b"<style>" + b".c{color:red}" * (n // 26) + b"</style>" + b"<p class=c>" * (n // 22)
    ),
    "classes": _page(_numbered(" c{0}", "<style>.c1{color:red}</style><p class='", "'>x")),
    "braces": _page(_many(b"a{", b"<style>", b"</style>x")),
    "at rules": _page(_many(b"@media screen{", b"<style>", b"</style>x")),
    "comments": _page(_many(b"<!--")),
    "comment dashes": _page(_many(b"-", b"<!--", b"x")),
    "conditional comments": _page(_many(b"<!--[if mso]>")),
    "entities": _page(_many(b"&amp;")),
    "entity digits": _page(_many(b"9", b"<p>&#", b";")),
    "entity zeros": _page(_many(b"0", b"<p>&#", b"65;")),
    "entity letters": _page(_many(b"a", b"<p>&", b";")),
    "entity marks": _page(_many(b"&#")),
    "ampersands": _page(_many(b"&")),
    "links all different": _page(_numbered(_LINK)),
    "links in text": _page(_numbered("https://e{0}.example/amazon ")),
    "links relative": _page(
        lambda n: b"<base href=https://" + b"a" * (n // 4) + b".example/>" + b"<a href=x>y" * (n // 16)
    ),
    "link within": _page(_many(b"http://a/", b"<a href=https://www.amazon.es/?", b">x</a>")),
    "link percent": _page(_many(b"%2e", b"<a href=https://", b">x</a>")),
    "link long": _page(_many(b"a", b"<a href=https://", b".example>x</a>")),
    "refresh": _page(_many(b" ", b"<meta http-equiv=refresh content='0;url=", b"'>")),
    "pictures": _page(_many(b"<img alt=Amazon src=x>")),
    "inputs": _page(_many(b"<input name=password>")),
    "plain links": lambda n: HEAD + b"\r\n" + _numbered("https://e{0}.example/x ")(n),
    "plain words": lambda n: HEAD + b"\r\n" + b"amazon " * (n // 7),
    "plain quotes": lambda n: HEAD + b"\r\n" + b"> " * (n // 2),
    "plain lines": lambda n: HEAD + b"\r\n" + b"\r\n" * (n // 2),
    "plain spaces": lambda n: HEAD + b"\r\n" + b" " * n + b"x",
    "plain wrote": lambda n: HEAD + b"\r\n" + b"El lun, 3 jun escribio " * (n // 23),
    "letters": lambda n: HEAD + b"\r\n" + "\u0430m\u0430zon ".encode() * (n // 10),
    "base64": lambda n: _encoded("base64", b"QUFB\n")(5) + base64.encodebytes(b"amazon cuenta " * (n // 19)),
    "base64 padding": _encoded("base64", b"QQ==\r\n"),
    "base64 junk": _encoded("base64", b"*"),
    "base64 one line": _encoded("base64", b"QUFB"),
    "quoted equals": _encoded("quoted-printable", b"="),
    "quoted one line": _encoded("quoted-printable", b"<a href=3D//e.example>=20x"),
    "boundaries": lambda n: _MIXED + _numbered("--B{0}\r\n")(n),
    "attached files": lambda n: (
        _MIXED
        + b"--B\r\nContent-Type: application/x; name=a.exe\r\n\r\nMZ\r\n" * (n // 53)
    ),
    "attached scripts": lambda n: (
        _MIXED
        + b"--B\r\nContent-Type: text/html; name=a.html\r\n\r\n<script>\r\n" * (n // 57)
    ),
    "one script": lambda n: (
        _MIXED + b"--B\r\nContent-Type: text/html; name=a.html\r\n\r\n" + b"<p on" * (n // 5)
    ),
    "calendar": lambda n: HEAD + b"Content-Type: text/calendar\r\n\r\n" + b"URL:https://e.example/\r\n " * (n // 26),
    "pdf": lambda n: HEAD + b"Content-Type: application/pdf\r\n\r\n" + b"/URI (http://e.example/" * (n // 23),
}  # fmt: skip
"""Everything that can be made long, many, deep or broken."""
