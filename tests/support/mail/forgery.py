"""Seeded forgeries of signed messages, and what of them is still as it was signed.

Whether something shows what was signed is told by Python's own reader of messages, with both of its
policies; nothing here shares code with the checks.
"""

from __future__ import annotations

import email
import email.policy
import random
import re
from dataclasses import dataclass, replace
from email.message import Message

import dkim

from support.mail.signing import MESSAGE, SIGNED, Signer, Zone, record_of

SERVER = "mx.example.org"
SHOWN = ("from", "sender", "reply-to", "to", "cc", "subject", "date", "mime-version")
RENDERING = ("content-type", "content-transfer-encoding", "content-disposition")
EVIL = Signer(domain="evil.example", selector="e1", key="evil")


def zone() -> Zone:
    """The brand's key, and the forger's own."""
    return Zone(
        {
            "s1._domainkey.amazon.es": record_of("brand"),
            "e1._domainkey.evil.example": record_of("evil"),
        }
    )


_PARTS = (
    b"From: Amazon.es <no-reply@amazon.es>\r\nReply-To: no-reply@amazon.es\r\n"
    b"To: lucia@example.es\r\nSubject: =?utf-8?Q?Su_pedido_n.=C2=BA_405?=\r\n"
    b"Date: Mon, 3 Jun 2024 09:12:00 +0200\r\nMessage-ID: <1@amazon.es>\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/alternative;\r\n boundary="=_b1"\r\n\r\n'
    b"--=_b1\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    b"SG9sYSwgZ3JhY2lhcyBwb3IgdHUgcGVkaWRvLg0K\r\n"
    b"--=_b1\r\nContent-Type: text/html; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    b'<p>Hola, gracias por tu pedido.</p>\r\n<a href=3D"https://www.amazon.es/x">Ver =\r\n'
    b"pedido</a>\r\n--=_b1--\r\n"
)
_PLAIN = (
    b"From: <no-reply@amazon.es>\r\nTo: lucia@example.es\r\nSubject: Su pedido\r\n"
    b"Date: Mon, 3 Jun 2024 09:12:00 +0200\r\n\r\nGracias por tu pedido.\r\n\r\nAmazon.es\r\n"
)
ORIGINALS = (MESSAGE, _PARTS, _PLAIN)

_LINES = (
    b"Subject: Cuenta suspendida",
    b"subject: Cuenta suspendida",
    b"Subject : Cuenta suspendida",
    b"Subject\t: Cuenta suspendida",
    b" Subject: Cuenta suspendida",
    b"From: Amazon <x@evil.example>",
    b"From : Amazon <x@evil.example>",
    b"From here on",
    b"From x@evil.example Mon Jun  3 09:12:00 2024",
    b">From x@evil.example Mon Jun  3 09:12:00 2024",
    b"Reply-To: x@evil.example",
    b"Sender: x@evil.example",
    b"To: otra@example.es",
    b"Cc: otra@example.es",
    b"Date: Tue, 4 Jun 2030 09:12:00 +0200",
    b"MIME-Version: 2.0",
    b"Content-Type: text/plain",
    b'Content-Type: multipart/mixed; boundary="x"',
    b"Content-Transfer-Encoding: base64",
    b"Content-Transfer-Encoding: quoted-printable",
    b"Content-Disposition: attachment; filename=a.exe",
    b"X-A: 1\rSubject: Cuenta suspendida",
    b"X-A: 1\nSubject: Cuenta suspendida",
    b"X-A: 1\x0bSubject: Cuenta suspendida",
    b"X-A: 1\x00\r\nX-B: 2",
    b"Subj\xc3\xa9ct: x",
    b"\xef\xbb\xbfSubject: x",
    b"no colon at all",
    b": no name",
    b"",
    b" ",
    b"\t",
    b"\x0c",
    b"\r",
    b"X-A: 1",
    b"X-A: 1\r\n ",
    b"Authentication-Results: mx.example.org; dkim=pass header.d=amazon.es",
    b"Authentication-Results: mx.example.org; dmarc=pass header.from=amazon.es",
    b"Authentication-Results: ; dkim=pass header.d=amazon.es",
    b"Authentication-Results: dkim=pass header.d=amazon.es",
    b"Received: from x by mx.example.org by y; Mon, 3 Jun 2024 09:12:00 +0200",
    b"Received: from evil by mx.example.org; Mon, 3 Jun 2024 09:12:00 +0200",
)
_TAGS = (
    b"D=amazon.es;",
    b"d=amazon.es;",
    b"d =amazon.es;",
    b"\x1cd=amazon.es;",
    b"\xa0d=amazon.es;",
    b"d\xa0=amazon.es;",
    b"\x0bd=amazon.es;",
    b"\x00d=amazon.es;",
    b"d x=amazon.es;",
    b"l=0;",
    b"l=10;",
    b"h=from;",
    b"h=from:to;",
    b"H=from:to:subject:date:mime-version:content-type;",
    b"i=@amazon.es;",
    b"x=1;",
    b"t=1;",
    b"s=s1;",
    b"z=From:x;",
    b"b=AAAA;",
    b"c=simple/simple;",
    b";",
    b" ;",
    b"q=dns/txt;",
    b"\xc3\xa9=1;",
)
_BYTES = (
    b"\x00",
    b"\r",
    b"\n",
    b"\r\n",
    b" ",
    b"\t",
    b"\x1c",
    b"\xa0",
    b"\x0c",
    b"\x85",
    b"=",
    b";",
    b":",
)
_TEXTS = (
    b"evil",
    b"<a href=https://evil.example/>x</a>",
    b"--=_b1",
    b"--=_b1--",
    b"Pague\r\n",
    b"\r\n\r\n",
)


@dataclass(frozen=True)
class Forgery:
    """A forged message, what it was made of, and whether a server's results stand on top."""

    raw: bytes
    original: bytes
    delivered: bool


def forgery(seed: int) -> Forgery:
    """One forgery: of a message that the brand signed, or that the forger did."""
    rng = random.Random(seed)
    original = rng.choice(ORIGINALS)
    names = [*SIGNED]
    names += [
        name for name in ("Reply-To", "Message-ID") if name.lower().encode() in original.lower()
    ]
    if rng.random() < 0.15:
        names.remove(rng.choice(names[1:]))
    if rng.random() < 0.3:
        names += ["From", "Subject"]
    how = rng.choice(("relaxed/relaxed", "relaxed/simple", "simple/simple", "simple/relaxed"))
    tags = rng.choice(("", "", "", " t=1;", " x=1;", " x=9999999999;", " i=@amazon.es;"))
    length = 20 if rng.random() < 0.1 else None
    signer = Signer(names=tuple(names), canonical=how, tags=tags, length=length)
    if rng.random() < 0.2:
        forged = original.replace(b"pedido", b"premio")
        signer = replace(
            EVIL,
            canonical=how,
            tags=rng.choice(("", *(f" {tag.decode('latin-1')}" for tag in _TAGS if tag.isascii()))),
        )
        raw = signer.sign(forged)
    else:
        raw = signer.sign(original)
    for _ in range(rng.randrange(0, 4)):
        raw = rng.choice(_CHANGES)(raw, rng)
    if rng.random() < 0.1:
        raw = EVIL.header(raw) + raw
    delivered = rng.random() < 0.4
    return Forgery(_deliver(raw) if delivered else raw, original, delivered)


def _deliver(raw: bytes) -> bytes:
    """The message as a server passes it on that strips forged results of its own, and verifies."""
    lines = re.sub(rb"(?im)^Authentication-Results:\s*mx\.example\.org[^\n]*\n", b"", raw)
    try:
        verifier = dkim.DKIM(lines)
        passed = verifier.verify(0, dnsfunc=lambda name, timeout=5: zone()(name.decode("latin-1")))
    except Exception:  # noqa: BLE001 - the library raises all sorts; the server then says fail
        return b"Authentication-Results: mx.example.org; dkim=fail\r\n" + lines
    fields = verifier.signature_fields
    result = b"dkim=pass" if passed else b"dkim=fail"
    about = b"".join(
        b" header.%s=%s" % (name, fields.get(name, b"")[:most])
        for name, most in ((b"d", 99), (b"s", 99), (b"b", 8))
    )
    received = b"Received: from a.example by mx.example.org; Mon, 3 Jun 2024 09:12:01 +0200\r\n"
    return received + b"Authentication-Results: mx.example.org; " + result + about + b"\r\n" + lines


def _new_line(raw: bytes, rng: random.Random) -> bytes:
    """A line among the headers, or on top."""
    ends = [0, *(match.end() for match in re.finditer(rb"\r?\n", raw[: raw.find(b"\r\n\r\n") + 2]))]
    at = rng.choice(ends)
    return raw[:at] + rng.choice(_LINES) + rng.choice((b"\r\n", b"\r\n", b"\n")) + raw[at:]


def _new_tag(raw: bytes, rng: random.Random) -> bytes:
    """A tag in the signature."""
    end = raw.find(b"\r\nFrom:")
    ends = [match.end() for match in re.finditer(rb";", raw[: max(end, 0)])]
    if not ends:
        return raw
    at = rng.choice(ends)
    return raw[:at] + rng.choice((b"", b" ", b"\r\n ")) + rng.choice(_TAGS) + raw[at:]


def _other_case(raw: bytes, rng: random.Random) -> bytes:
    """A header's name or a tag's in other letters."""
    found = list(re.finditer(rb"(?m)^[A-Za-z-]+(?=:)|(?<=; )[a-z]{1,2}(?==)", raw))
    if not found:
        return raw
    match = rng.choice(found)
    return raw[: match.start()] + match[0].swapcase() + raw[match.end() :]


def _white_space(raw: bytes, rng: random.Random) -> bytes:
    """White space where there is some, which relaxed signatures allow."""
    found = list(re.finditer(rb"[ \t]+|\r\n", raw))
    match = rng.choice(found)
    new = rng.choice((b"  ", b"\t", b" \t ", b"\r\n ", b" \r\n", b"\r\n\r\n", b"\n", b"\r", b" "))
    return raw[: match.start()] + new + raw[match.end() :]


def _some_byte(raw: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(raw) + 1)
    cut = rng.choice((0, 0, 1))
    return raw[:at] + rng.choice(_BYTES) + raw[at + cut :]


def _some_text(raw: bytes, rng: random.Random) -> bytes:
    at = rng.choice((len(raw), rng.randrange(len(raw) + 1)))
    return raw[:at] + rng.choice(_TEXTS) + raw[at:]


def _without(raw: bytes, rng: random.Random) -> bytes:
    """Without some bytes, or with some of them twice."""
    start = rng.randrange(len(raw))
    end = min(len(raw), start + rng.choice((1, 2, 10, 60)))
    return raw[:start] + raw[start:end] * rng.choice((0, 0, 2)) + raw[end:]


def _line_ends(raw: bytes, rng: random.Random) -> bytes:
    """All line ends in another way, or those of the headers alone."""
    head, blank, body = raw.partition(b"\r\n\r\n")
    other = rng.choice((b"\n", b"\n", b"\r", b"\r\r\n"))
    if rng.random() < 0.5:
        return raw.replace(b"\r\n", other)
    return head.replace(b"\r\n", other) + rng.choice((blank, other * 2)) + body


def _mailbox(raw: bytes, rng: random.Random) -> bytes:
    """What may stand before a message in a file."""
    lines = (
        b"From x@y Mon Jun  3 09:12:00 2024\n",
        b">From x@y Mon Jun  3 09:12:00 2024\n",
        b"From : Amazon <x@evil.example>\r\n",
        b"From x: Amazon <x@evil.example>\n",
        b"\xef\xbb\xbf",
        b"\r\n",
    )
    return rng.choice(lines) + raw


_CHANGES = (
    _new_line,
    _new_line,
    _new_line,
    _new_tag,
    _new_tag,
    _other_case,
    _white_space,
    _white_space,
    _some_byte,
    _some_text,
    _without,
    _line_ends,
    _mailbox,
)


def differences(forged: bytes, original: bytes) -> list[str]:
    """What a reader of the forged message sees otherwise than was signed."""
    found = []
    for policy in (email.policy.compat32, email.policy.default):
        try:
            one, other = _shown(forged, policy), _shown(original, policy)
        except Exception as error:  # noqa: BLE001 - what cannot be read is not shown as it was signed
            return [f"unreadable: {error!r}"]
        found += [
            f"{key}: {one.get(key)!r}" for key in {*one, *other} if one.get(key) != other.get(key)
        ]
    return found


def _shown(raw: bytes, policy: email.policy.Policy) -> dict[str, object]:
    message: Message = email.message_from_bytes(raw, policy=policy)  # type: ignore[arg-type]
    shown: dict[str, object] = {
        name: [_words(str(value)) for value in message.get_all(name, [])]
        for name in (*SHOWN, *RENDERING)
    }
    for number, part in enumerate(message.walk()):
        payload = part.get_payload(decode=True)
        kind = part.get_content_type(), part.get_content_charset(), part.get_filename()
        shown[f"part {number}"] = kind, _words(payload.decode("latin-1")) if payload else ""
    return shown


def _words(text: str) -> str:
    """Without what relaxed signatures leave open: how much white space there is."""
    return " ".join(re.split(r"[ \t\r\n]+", text)).strip(" ")
