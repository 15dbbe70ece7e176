"""Letters that look like others: folding, for detecting a name and never for accepting one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from string import ascii_lowercase, digits

from ayuda.late_patterns import late
from ayuda.mail.shown.lookalike_table import IGNORED, LETTERS

_FAR = late(r"[^\x00-\xff]+")
_FAR_OR_NOT = late(r"[^\x00-\xff]+|[\x00-\xff]+")
_SIGNS = range(0x2000, 0x2C00)
"""Blocks of punctuation, arrows and the like: all are one mark to whoever searches."""
_WRITTEN_SO = {
    **dict.fromkeys((0x2018, 0x2019, 0x02BC), "'"),
    **dict.fromkeys((0xFF1A, 0xFE55, 0xFE13), ":"),
    **dict.fromkeys((*range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "),
    0x3010: "[",
    0x3011: "]",
}
"""Signs that a search has to find, as ASCII has them."""
_NEAR_IGNORED = b"\xad"
"""The soft hyphen: the only invisible character of Latin-1."""
_DIGITS = str.maketrans("01345@|$", "oleasals")
_DRAWN_ALIKE = (("rn", "m"), ("vv", "w"))
"""Two letters that look like one in most typefaces (Unicode TR 39 says so of the first)."""


def fold(text: str) -> str:
    """``text`` in lower case, without marks and invisible characters, each look-alike replaced.

    Letters of other scripts stay. The length may change: places in the result are not places in
    the text.
    """
    if text.isascii():
        return text.lower()
    near = _FAR.sub(_plain, text)
    try:
        return _near(near)
    except UnicodeEncodeError:
        parts = _FAR_OR_NOT.findall(near)
        return "".join(part if part[0] > "\xff" else _near(part) for part in parts)


def _near(text: str) -> str:
    """Characters of Latin-1 folded; raises UnicodeEncodeError where there are others."""
    return text.encode("latin-1").translate(_near_table(), _NEAR_IGNORED).decode("latin-1")


def _plain(run: re.Match[str]) -> str:
    """Letters look alike in one case and not in the other: both are tried."""
    return run[0].translate(_table()).lower().translate(_table())


def unfolded(text: str, folded: str, start: int, end: int) -> str:
    """The words of ``text`` that stand at a span of ``folded``; the whole line where unsure."""
    if len(text) == len(folded):
        return text[start:end].strip()
    number = folded.count("\n", 0, start)
    lines = text.split("\n", number + 1)
    return lines[number].strip() if number < len(lines) else folded[start:end].strip()


def bare(text: str) -> str:
    """``fold`` and then digits, symbols and pairs of letters that stand for a letter.

    Of ``Amaz0n``, ``@mazon`` and ``arnazon`` it makes ``amazon``; ordinary words change too, so
    the result is for comparing with a name and for nothing else.
    """
    result = fold(text).translate(_DIGITS)
    for drawn, meant in _DRAWN_ALIKE:
        result = result.replace(drawn, meant)
    return result


@cache
def slips(name: str) -> frozenset[str]:
    """Every word that one slip away makes of ``name``: a letter lost, doubled, swapped, changed.

    The first letter stays, since a reader takes a word by it.
    """
    return frozenset(_slips(name)) - {name}


def _slips(name: str) -> Iterator[str]:
    for index in range(1, len(name) + 1):
        before, after = name[:index], name[index:]
        for letter in ascii_lowercase + digits:
            yield before + letter + after
            yield before + letter + after[1:]
        yield before + after[1:]
        if after:
            yield before[:-1] + after[0] + before[-1] + after[1:]


@cache
def _near_table() -> bytes:
    """What becomes of each character of Latin-1, which is most of what mail has beyond ASCII."""
    characters = (chr(code).lower().translate(_table()) for code in range(256))
    return b"".join(one.encode("latin-1") if len(one) == 1 else b" " for one in characters)


@cache
def _table() -> dict[int, str | None]:
    """The generated table, made ready for ``str.translate`` the first time it is needed."""
    table: dict[int, str | None] = dict.fromkeys(_SIGNS, "*")
    table |= _WRITTEN_SO
    table |= dict.fromkeys(_codes(IGNORED))
    for letter, written in LETTERS.items():
        table.update(dict.fromkeys(_codes(written), letter))
    return table


def _codes(written: str) -> Iterator[int]:
    for piece in written.split():
        first, _, last = piece.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)
