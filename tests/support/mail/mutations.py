"""Seeded damage to messages, for fuzzing: what a hostile sender or a broken server may do."""

from __future__ import annotations

import random

from support.mail.builder import KINDS, build

PIECES = (
    b"\x00",
    b"\r",
    b"\n",
    b"\r\n\r\n",
    b"\xff\xfe",
    b"=",
    b"=\n",
    b"&#",
    b"<!--",
    b"<style>",
    b"<a href=",
    b"--",
    b'"',
    b"(",
    b"<",
    b">",
    b"@",
    b";",
    b"=?utf-8?b?",
    b"?=",
    b"\xe2\x80\xae",
    b"Content-Type: ",
    b'Content-Type: multipart/mixed; boundary=""\r\n',
    b"Content-Transfer-Encoding: base64\r\n",
    b"From: Amazon <x@amazon.es>\r\n",
    b"Authentication-Results: mx.example.es; dkim=pass header.d=amazon.es\r\n",
    b"charset=utf-7",
    b"charset=utf-16",
    b"charset=idna",
    b"message/rfc822",
    b"http://",
    b"https://amazon.es@",
    b"xn--",
    b"[::",
    b"\\",
    b"//",
    b"data:",
    b"%00",
    b"A" * 2000,
)


def mutate(raw: bytes, rng: random.Random) -> bytes:
    """One to eight changes: pieces put in, cut out, doubled, moved, bytes changed."""
    data = bytearray(raw)
    for _ in range(rng.randrange(1, 9)):
        start = rng.randrange(len(data) + 1)
        end = min(len(data), start + rng.choice((1, 3, 20, 300)))
        choice = rng.randrange(6)
        if choice == 0:
            data[start:start] = rng.choice(PIECES)
        elif choice == 1:
            del data[start:end]
        elif choice == 2:
            data[start:start] = data[start:end] * rng.choice((1, 2, 30))
        elif choice == 3 and start < len(data):
            data[start] = rng.randrange(256)
        elif choice == 4:
            target = rng.randrange(len(data) + 1)
            data[target:target] = data[start:end]
        else:
            data[start:end] = rng.randbytes(end - start)
    return bytes(data)


def mutated(seed: int) -> bytes:
    """A damaged message of some kind that proves nothing."""
    rng = random.Random(seed)
    names = [name for name in sorted(KINDS) if not name.startswith("proven")]
    return mutate(build(rng.choice(names), rng.randrange(50)).raw, rng)
