"""Where a message begins in an mbox (RFC 4155): the one definition, for a file and for a stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ayuda.late_patterns import late

HEAD: Final = late(rb"(?:\xef\xbb\xbf)?[\r\n]*+(?=From )")
"""What may stand before the line that begins the first message."""
FIRST_LINE: Final = late(HEAD.pattern + rb"[^\n]*\n?")
_BREAK = late(rb"\n\r?\n(?=From )")
_LINE = late(rb"From (?:[^\n]*\d\d:\d\d[^\n]*|[^\n]*(?=\n[!-9;-~]+[ \t]*:))\n")
"""The line that begins a message has a time of day, or a header comes after it.

A sentence of a message that begins so, and that its writer did not quote, has neither.
"""
SEEN: Final = 2_000
"""Bytes from a break on that are looked at: the line itself, and the header after it."""


def breaks(window: bytes, start: int, certain: int) -> Iterator[tuple[int, int]]:
    """Where messages end and the next ones begin, of the breaks that stand before ``certain``.

    The empty line before a line ``From …`` belongs to neither message, and nor does that line.
    """
    for found in _BREAK.finditer(window, start):
        if found.start() >= certain:
            return
        line = _LINE.match(window, found.end(), found.start() + SEEN)
        if line is not None:
            yield found.start() + 1, line.end()
