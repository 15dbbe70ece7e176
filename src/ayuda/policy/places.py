"""Where the keys of a file of TOML stand in its text: the parser tells it of none."""

from __future__ import annotations

import re
from bisect import bisect_right
from sys import maxunicode

from ayuda.late_patterns import late
from ayuda.policy.whole import TOP

MOST_KEYS = 300_000
"""How many keys and entries are kept; what stands behind them has the place of what it is in."""
MOST_ENDS = 64
"""How many dots and brackets of a path are taken for the end of a key: a key may have some."""

_BLANK = late(r"[ \t]*+")
_GAP = late(r"(?:[ \t\r\n]|#[^\n]*+)*+")
_KEY = late(r'[A-Za-z0-9_-]++|"((?:[^"\\\n]|\\.)*+)"|\'([^\'\n]*+)\'')
_DOT = late(r"[ \t]*+\.[ \t]*+")
_SCALAR = late(
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*+"{3,5}'
    r"|'''(?:[^']|'(?!''))*+'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*+"'
    r"|'[^'\n]*+'"
    r"|[^\s,\]\}#\"'\[{](?:[^,\]\}#\n]*+)"
)
_ESCAPE = late(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}
_END = late(r"[.\[]")
_NUMBER = late(r"\[([0-9]{1,9})\]")


class _Entry:
    """A key's or an entry's place in the text, and what is in it: by key, or by number."""

    __slots__ = ("at", "inner", "is_header", "tables")

    def __init__(self, at: int) -> None:
        self.at = at
        self.inner: dict[str | int, _Entry] = {}
        self.is_header = False
        self.tables = 0
        """How many tables of a list of them have begun."""


class Places:
    """The places in a text by the paths that problems name, as ``flows.cancel.rules[3].when``."""

    def __init__(self, text: str) -> None:
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self._top = _Scanner(text).top

    def of(self, path: str) -> tuple[int, int]:
        """Line and column of a key, or of the nearest around it that stands in the text.

        Both count from one. An entry of a list has the place where it begins.
        """
        at = 0 if path == TOP else self._nearest(path).at
        line = bisect_right(self._lines, at)
        return line, at - self._lines[line - 1] + 1

    def _nearest(self, path: str) -> _Entry:
        """What leads furthest along a path; a dot in it may be one of a key's own."""
        best, furthest = self._top, 0
        waiting = [(self._top, 0)]
        seen = set[tuple[int, int]]()
        while waiting:
            entry, start = waiting.pop()
            if (id(entry), start) in seen:
                continue
            seen.add((id(entry), start))
            if start > furthest:
                best, furthest = entry, start
            waiting += _steps(entry, path, start)
        return best


def _steps(entry: _Entry, path: str, start: int) -> list[tuple[_Entry, int]]:
    """What a path may name next within an entry, each with where the rest of the path begins."""
    found: list[tuple[_Entry, int]] = []
    number = _NUMBER.match(path, start)
    if number is not None and int(number[1]) in entry.inner:
        found.append((entry.inner[int(number[1])], number.end()))
    begin = start + (path[start : start + 1] == ".")
    for count, end in enumerate(_END.finditer(path, begin)):
        if count == MOST_ENDS:
            break
        inner = entry.inner.get(path[begin : end.start()])
        if inner is not None:
            found.append((inner, end.start()))
    whole = entry.inner.get(path[begin:])
    return found if whole is None else [*found, (whole, len(path))]


class _Scanner:
    """Walks once over a text that is TOML; where it is none, what came before is known."""

    def __init__(self, text: str) -> None:
        self.top = _Entry(0)
        self._text = text
        self._table = self.top
        self._left = MOST_KEYS
        at: int | None = self._gap(0)
        while at is not None and at < len(text) and self._left > 0:
            end = self._line(at)
            at = None if end is None else self._gap(end)

    def _gap(self, at: int) -> int:
        """Behind blanks, line ends and comments."""
        match = _GAP.match(self._text, at)
        assert match is not None  # It may be empty.
        return match.end()

    def _line(self, at: int) -> int | None:
        """Read a header or a key with its value; where it ends, None where it is none."""
        if not self._text.startswith("[", at):
            return self._pair(self._table, at)
        is_list = self._text.startswith("[[", at)
        keys, end = self._keys(at + 1 + is_list)
        if not keys or not self._text.startswith("]]" if is_list else "]", end):
            return None
        entry = self.top
        for place, (key, key_at) in enumerate(keys):
            entry = self._inner(entry, key, key_at)
            is_last = place == len(keys) - 1
            if not is_last and entry.tables:
                entry = entry.inner[entry.tables - 1]
            elif is_last and is_list:
                entry.tables += 1
                entry = self._inner(entry, entry.tables - 1, key_at)
            elif is_last and not entry.is_header:
                entry.is_header, entry.at = True, key_at
        self._table = entry
        return end + 1 + is_list

    def _inner(self, entry: _Entry, key: str | int, at: int) -> _Entry:
        """What stands under a key; new if it is met for the first time."""
        found = entry.inner.get(key)
        if found is None:
            found = entry.inner[key] = _Entry(at)
            self._left -= 1
        return found

    def _keys(self, at: int) -> tuple[list[tuple[str, int]], int]:
        """A dotted key's parts with their places, and where they end."""
        keys: list[tuple[str, int]] = []
        match = _BLANK.match(self._text, at)
        while match is not None:
            key = _KEY.match(self._text, match.end())
            if key is None:
                return [], at
            keys.append((_said(key), key.start()))
            at = key.end()
            match = _DOT.match(self._text, at)
        blank = _BLANK.match(self._text, at)
        return keys, at if blank is None else blank.end()

    def _pair(self, table: _Entry, at: int) -> int | None:
        """Read a key with its value, with all that is in it, without recursion."""
        start = self._key(table, at)
        if start is None:
            return None
        entry, at = start
        around: list[tuple[_Entry, int]] = []
        """The lists and tables around a value, each with its number of entries; of tables -1."""
        value: _Entry | None = entry
        while value is not None:
            if self._left <= 0:
                return None
            opened = self._text[at : at + 1]
            if opened == "[":
                around.append((value, 0))
            elif opened == "{":
                around.append((value, -1))
            else:
                scalar = _SCALAR.match(self._text, at)
                if scalar is None:
                    return None
                at = scalar.end() - 1
            step = self._next(around, at + 1)
            if step is None:
                return None
            value, at = step
        return at

    def _key(self, table: _Entry, at: int) -> tuple[_Entry, int] | None:
        """A key's entry, and where its value begins."""
        keys, at = self._keys(at)
        if not keys or not self._text.startswith("=", at):
            return None
        for key, key_at in keys:
            table = self._inner(table, key, key_at)
        return table, self._gap(at + 1)

    def _next(self, around: list[tuple[_Entry, int]], at: int) -> tuple[_Entry | None, int] | None:
        """The value that follows in the lists and tables around, which may end first."""
        while around:
            table, count = around[-1]
            at = self._gap(at)
            if self._text.startswith(",", at):
                at = self._gap(at + 1)
            if self._text.startswith("]" if count >= 0 else "}", at):
                around.pop()
                at += 1
            elif count < 0:
                return self._key(table, at)
            else:
                around[-1] = (table, count + 1)
                return self._inner(table, count, at), at
        return None, at


def _said(key: re.Match[str]) -> str:
    """A key as the parser has it."""
    if key[1] is not None:
        return _ESCAPE.sub(_meant, key[1])
    return key[0] if key[2] is None else key[2]


def _meant(escape: re.Match[str]) -> str:
    digits = escape[1] or escape[2]
    if digits:
        number = int(digits, 16)
        return chr(number) if number <= maxunicode else ""
    return _ESCAPED.get(escape[3], escape[3])
