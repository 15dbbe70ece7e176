"""Mail as it arrives, drawn from seeds: for measuring, and for what must not be accused.

Shops, services, lists and people write it, in eight languages. Shares and sizes are those that
mailboxes have: most of it pages with a text beside them, tables in tables, a style for each cell,
a line of preview that is not shown, parts for Outlook alone, long addresses that count clicks, and
some four kilobytes of headers. Written for this project; nothing is copied from real messages.
"""

from __future__ import annotations

import base64
import quopri
import random
from collections.abc import Sequence
from typing import NamedTuple

from support.mail.builder import word
from support.mail.realistic_pages import Look, letter, newsletter
from support.mail.realistic_words import LANGUAGES, Language

_KINDS = (("page and text", 56), ("page", 18), ("text", 16), ("with a file", 10))
_ENCODINGS = (("quoted-printable", 58), ("base64", 20), ("8bit", 12), ("7bit", 10))
_CHARSETS = (("utf-8", 86), ("iso-8859-1", 8), ("windows-1252", 6))
_MEDIAN, _SPREAD = 5_500, 0.85
"""Of the characters of a page, before it is encoded: their logarithm is spread normally."""
_FILES = (("application/pdf", "pdf"), ("image/png", "png"), ("image/jpeg", "jpg"))
_HOSTS = ("tienda-luz.example", "banco-azul.example", "revista.example", "viajes.example.com")
_SHOPS = ("amazon.es", "amazon.co.uk", "amazon.de", "amazon.fr", "amazon.it")


class Realistic(NamedTuple):
    """A message with what was drawn for it."""

    raw: bytes
    kind: str
    encoding: str
    language: str
    links: int


def realistic(seed: int) -> Realistic:
    """One message."""
    return _Mail(random.Random(f"realistic/{seed}")).message()


class _Mail:
    """One sender's way of writing, and one message in it."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.language: Language = rng.choice(LANGUAGES)
        self.kind = self.pick(_KINDS)
        self.encoding = self.pick(_ENCODINGS)
        self.charset = self.pick(_CHARSETS)
        self.host = rng.choice(_SHOPS) if rng.random() < 0.2 else rng.choice(_HOSTS)
        self.links = 3 + int(27 * rng.random() ** 2)
        self.size = int(_MEDIAN * 2.718 ** rng.gauss(0, _SPREAD))
        self.token = f"{rng.randrange(16**12):012x}"

    def pick(self, shares: Sequence[tuple[str, int]]) -> str:
        return self.rng.choices([one for one, _ in shares], [share for _, share in shares])[0]

    def message(self) -> Realistic:
        page = self.kind != "text"
        text = self.text(self.size // 8 if page else self.size // 4)
        parts = [] if self.kind == "page" else [self.part("text/plain", text)]
        if page:
            parts.append(self.part("text/html", self.page()))
        body = parts[0] if len(parts) == 1 else self.multipart("alternative", parts)
        if self.kind == "with a file":
            body = self.multipart("mixed", [body, self.file()])
        raw = (self.headers() + body).replace("\n", self.rng.choice(("\r\n", "\r\n", "\n")))
        encoded = raw.encode(self.charset if self.encoding == "8bit" else "ascii", "replace")
        return Realistic(encoded, self.kind, self.encoding, self.language.code, self.links)

    # --- headers

    def headers(self) -> str:
        rng, host = self.rng, self.host
        hops = "".join(
            f"Received: from mx{hop}.{host} (mx{hop}.{host} [198.51.100.{rng.randrange(250)}])\n"
            f"\tby in{hop}.example.net (Postfix) with ESMTPS id {rng.randrange(16**10):010X}\n"
            f"\tfor <lucia@example.net>; Tue, {1 + hop} Oct 2024 09:1{hop}:0{hop} +0200 (CEST)\n"
            for hop in range(rng.randrange(3, 7))
        )
        signature = (
            f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={host}; s=s{rng.randrange(99)};\n"
            "\tt=1727766600; h=From:To:Subject:Date:Message-ID:MIME-Version:Content-Type:List-Unsubscribe;\n"
            f"\tbh={self.blob(43)}=;\n\tb={self.folded(344)}\n"
        )
        arc = (
            f"ARC-Seal: i=1; a=rsa-sha256; t=1727766601; cv=none; d=example.net; s=arc;\n\tb={self.folded(344)}\n"
            f"ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=example.net; s=arc;\n"
            f"\th=list-unsubscribe:mime-version:subject:from:to:date; bh={self.blob(43)}=;\n"
            f"\tb={self.folded(344)}\n"
        )
        results = (
            f"Authentication-Results: mx.example.net; dkim=pass header.i=@{host} header.s=s1;\n"
            f"\tspf=pass (example.net: domain of bounce@{host} designates 198.51.100.7 as permitted\n"
            f"\tsender) smtp.mailfrom=bounce@{host}; dmarc=pass (p=REJECT) header.from={host}\n"
        )
        others = "".join(
            f"X-{name}: {self.blob(rng.randrange(8, 70))}\n"
            for name in rng.sample(
                ("MSFBL", "Report-Abuse", "Mailer-Id", "Campaign", "Job", "SG-EID"), 4
            )
        )
        subject = rng.choice(self.language.subjects)
        name = f'"{host}"' if host in _SHOPS else word(rng.choice(self.language.names), "q")
        return (
            f"Return-Path: <bounce-{self.token}@{host}>\nDelivered-To: lucia@example.net\n{hops}"
            f"{arc if rng.random() < 0.4 else ''}{results}{signature * rng.choice((1, 1, 2))}"
            f"From: {name} <{rng.choice(('info', 'news', 'no-reply'))}@{host}>\nTo: lucia@example.net\n"
            f"Subject: {subject if subject.isascii() else word(subject, rng.choice('bq'))}\n"
            f"Date: Tue, 01 Oct 2024 09:10:00 +0200\nMessage-ID: <{self.token}@{host}>\n"
            f"List-Unsubscribe: <https://{host}/u/{self.token}>, <mailto:u-{self.token}@{host}>\n"
            f"Feedback-ID: {rng.randrange(10**7)}:{self.token}\n{others}MIME-Version: 1.0\n"
        )

    def blob(self, length: int) -> str:
        return base64.b64encode(self.rng.randbytes(length))[:length].decode()

    def folded(self, length: int) -> str:
        return "\n\t ".join(self.blob(70) for _ in range(length // 70)) + "=="

    # --- parts

    def part(self, kind: str, text: str) -> str:
        charset = self.charset
        data = text.encode(charset, "xmlcharrefreplace" if kind == "text/html" else "replace")
        body = {
            "base64": lambda: base64.encodebytes(data).decode(),
            "quoted-printable": lambda: quopri.encodestring(data).decode(),
            "8bit": lambda: data.decode(charset),
            "7bit": lambda: text.encode("ascii", "xmlcharrefreplace").decode(),
        }[self.encoding]()
        quoted = self.rng.choice(('"{}"', "{}")).format(charset)
        return (
            f"Content-Type: {kind}; charset={quoted}\n"
            f"Content-Transfer-Encoding: {self.encoding}\n\n{body}\n"
        )

    def file(self) -> str:
        kind, ending = self.rng.choice(_FILES)
        data = self.rng.randbytes(self.rng.randrange(4_000, 40_000))
        return (
            f'Content-Type: {kind}; name="{self.token}.{ending}"\n'
            f'Content-Disposition: attachment; filename="{self.token}.{ending}"\n'
            f"Content-Transfer-Encoding: base64\n\n{base64.encodebytes(data).decode()}\n"
        )

    def multipart(self, subtype: str, parts: Sequence[str]) -> str:
        mark = f"----=_Part_{self.rng.randrange(10**12)}"
        lines = "".join(f"--{mark}\n{one}\n" for one in parts)
        return f'Content-Type: multipart/{subtype};\n\tboundary="{mark}"\n\n{lines}--{mark}--\n'

    # --- what it says

    def sentences(self, count: int) -> str:
        return " ".join(self.rng.choice(self.language.sentences) for _ in range(count))

    def url(self) -> str:
        if self.rng.random() < 0.4:
            return (
                f"https://{self.host}/{self.token}?ref={self.rng.randrange(10**6)}&utm_source=mail"
            )
        return f"https://click.{self.host}/ls/click?upn={self.blob(self.rng.randrange(60, 260))}"

    def text(self, size: int) -> str:
        blocks = [self.rng.choice(self.language.greetings)]
        while sum(map(len, blocks)) < size:
            blocks.append(self.sentences(self.rng.randrange(1, 5)))
            if self.rng.random() < 0.4:
                blocks.append(self.url())
        return "\n\n".join([*blocks, self.rng.choice(self.language.closings)]) + "\n"

    def page(self) -> str:
        make = letter if self.rng.random() < 0.2 else newsletter
        look = Look.drawn(self.rng)
        return make(look, self.rng, self.size, self.link_targets(), self.language, self.host)

    def link_targets(self) -> list[str]:
        return [self.url().replace("&", "&amp;") for _ in range(self.links)]
