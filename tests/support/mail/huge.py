"""Messages made to be slow or large, of any size in bytes."""

from __future__ import annotations

from collections.abc import Callable

HEAD = b"From: Amazon <no-reply@amazon.es>\r\nSubject: Amazon\r\n"
MEGABYTE = 1_000_000


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
