"""The declarations of a style, taken apart as browsers do (CSS Syntax 3)."""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from typing import NamedTuple

from ayuda.mail.shown.properties import PROPERTIES, Value

_PIECE = re.compile(
    r"""(?:[^;"'(\\]++|\\.?+|"(?:[^"\\]++|\\.?+)*+"?+|'(?:[^'\\]++|\\.?+)*+'?+
        |\((?:[^)"']++|"[^"]*+"?+|'[^']*+'?+)*+\)?+)++""",
    re.DOTALL | re.VERBOSE,
)
"""What stands between two semicolons, if they are not in quotes or brackets."""
_COMMENT = re.compile(r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/)?+")
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_IMPORTANT = re.compile(r"!\s*+important\Z")
_BLANK = " \t\r\n\f"
_LONGEST = 300
"""Characters of a value that are looked at."""
_REMEMBERED = 500
"""Characters of a style that is remembered."""


class Declared(NamedTuple):
    """What one declaration comes to; of two for the same effect the ``important`` one holds."""

    effect: str
    value: Value
    important: bool


def declarations(written: str) -> tuple[Declared, ...]:
    """The declarations of a style that matter, in order; what browsers do not know is skipped."""
    return _remembered(written) if len(written) <= _REMEMBERED else _declarations(written)


def _declarations(written: str) -> tuple[Declared, ...]:
    if "/*" in written:
        written = _COMMENT.sub(" ", written)
    simple = not ('"' in written or "'" in written or "(" in written or "\\" in written)
    pieces = written.split(";") if simple else _PIECE.findall(written)
    return tuple(one for piece in pieces for one in _declared(piece))


_remembered = lru_cache(maxsize=1024)(_declarations)
"""Mail says the same few hundred styles again and again, and nothing of a person is in them."""


def without_comments(sheet: str) -> str:
    """A style sheet without its comments, and without the marks of HTML's."""
    return _COMMENT.sub(" ", sheet.replace("<!--", " ").replace("-->", " "))


def unescaped(written: str) -> str:
    """A text without the escapes that letters may be written with."""
    return _ESCAPE.sub(_character, written) if "\\" in written else written


def _declared(piece: str) -> tuple[Declared, ...]:
    name, colon, value = piece.partition(":")
    name = name.strip(_BLANK).lower()
    read = PROPERTIES.get(unescaped(name))
    if not colon or read is None:
        return ()
    text = unescaped(value.strip(_BLANK)).lower()
    important = "!" in text and _IMPORTANT.search(text) is not None
    if important:
        text = text[: text.rindex("!")].rstrip()
    return tuple(Declared(effect, said, important) for effect, said in read(text[:_LONGEST]))


def _character(found: re.Match[str]) -> str:
    if found[1] is None:
        return found[2]
    code = int(found[1], 16)
    return chr(code) if code <= sys.maxunicode else "\ufffd"
