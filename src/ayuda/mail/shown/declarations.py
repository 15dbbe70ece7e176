"""The declarations of a style, taken apart as browsers do (CSS Syntax 3)."""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from typing import NamedTuple

from ayuda.late_patterns import late
from ayuda.mail.shown.properties import PROPERTIES, Value

_PIECE = late(
    r"""(?:[^;"'(\\]++|\\.?+|"(?:[^"\\]++|\\.?+)*+"?+|'(?:[^'\\]++|\\.?+)*+'?+
        |\((?:[^)"']++|"[^"]*+"?+|'[^']*+'?+)*+\)?+)++""",
    re.DOTALL | re.VERBOSE,
)
"""What stands between two semicolons, if they are not in quotes or brackets."""
_COMMENT = late(r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/)?+")
_ESCAPE = late(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_IMPORTANT = late(r"!\s*+important\Z")
_BLANK = " \t\r\n\f"
_LONGEST = 300
"""Characters of a value that are looked at."""
_REMEMBERED = 80
"""Characters of a declaration that is remembered."""


class Declared(NamedTuple):
    """What one declaration comes to; of two for the same effect the ``important`` one holds."""

    effect: str
    value: Value
    important: bool


class Style(NamedTuple):
    """The effects of some declarations, of each the last; the ``important`` ones apart."""

    usual: dict[str, Value]
    important: dict[str, Value]


def read_style(written: str) -> Style:
    """What the declarations of a style come to; what browsers do not know is skipped."""
    style = Style({}, {})
    for one in declarations(written):
        (style.important if one.important else style.usual)[one.effect] = one.value
    return style


def declarations(written: str) -> list[Declared]:
    """The declarations of a style that matter, in order."""
    if "/*" in written:
        written = _COMMENT.sub(" ", written)
    pieces = written.split(";") if _is_simple(written) else _PIECE.findall(written)
    found: list[Declared] = []
    for piece in pieces:
        found += _remembered(piece) if len(piece) <= _REMEMBERED else _declared(piece)
    return found


def _is_simple(written: str) -> bool:
    """Whether every semicolon stands between two declarations, as it does nearly always."""
    if '"' in written or "(" in written or "\\" in written:
        return False
    quoted = written.split("'")
    return len(quoted) == 1 or (len(quoted) % 2 == 1 and ";" not in "".join(quoted[1::2]))


def without_comments(sheet: str) -> str:
    """A style sheet without its comments, and without the marks of HTML's."""
    return _COMMENT.sub(" ", sheet.replace("<!--", " ").replace("-->", " "))


def unescaped(written: str) -> str:
    """A text without the escapes that letters may be written with."""
    return _ESCAPE.sub(_character, written) if "\\" in written else written


def _declared(piece: str) -> tuple[Declared, ...]:
    name, colon, value = piece.partition(":")
    read = PROPERTIES.get(unescaped(name.strip(_BLANK)).lower())
    if not colon or read is None:
        return ()
    text = unescaped(value.strip(_BLANK)).lower()
    important = "!" in text and _IMPORTANT.search(text) is not None
    if important:
        text = text[: text.rindex("!")].rstrip()
    return tuple(Declared(effect, said, important) for effect, said in read(text[:_LONGEST]))


_remembered = lru_cache(maxsize=4096)(_declared)
"""Mail says the same few thousand things again and again, and nothing of a person is in them."""


def _character(found: re.Match[str]) -> str:
    if found[1] is None:
        return found[2]
    code = int(found[1], 16)
    return chr(code) if code <= sys.maxunicode else "\ufffd"
