"""Encoded words in headers (RFC 2047), read leniently: what a person is shown counts."""

from __future__ import annotations

import binascii
import re

from ayuda.late_patterns import late
from ayuda.mail.raw.decoding import read_text

_WORD = late(r"=\?([^?\s]{1,60})\?([BbQq])\?([^?]*)\?=")
_GAP = late(r"(?<=\?=)\s+(?==\?[^?\s]{1,60}\?[BbQq]\?)")
_HEX = late(rb"=([0-9A-Fa-f]{2})")
_BASE64 = late(r"[^A-Za-z0-9+/]")


def decode_words(text: str) -> str:
    """``text`` with its encoded words decoded; what cannot be decoded stays as it is."""
    if "=?" not in text:
        return text
    return _WORD.sub(_decode, _GAP.sub("", text))


def _decode(word: re.Match[str]) -> str:
    charset, encoding, content = word.groups()
    try:
        if encoding in "Bb":
            run = _BASE64.sub("", content)
            run = run[:-1] if len(run) % 4 == 1 else run
            data = binascii.a2b_base64(run + "=" * (-len(run) % 4))
        else:
            source = content.replace("_", " ").encode("utf-8", "replace")
            data = _HEX.sub(lambda found: bytes([int(found[1], 16)]), source)
    except (ValueError, binascii.Error):
        return word[0]
    return read_text(data, charset.partition("*")[0])
