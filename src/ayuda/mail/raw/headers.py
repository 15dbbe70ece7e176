"""Header fields of a message or part, with their places (RFC 5322, 2.2)."""

from __future__ import annotations

import re

import msgspec

from ayuda.late_patterns import late
from ayuda.mail.raw.limits import (
    FIELD_BYTES,
    FIELD_NAME_BYTES,
    HEADER_BYTES,
    HEADER_COUNT,
    PARAMETER_CHARACTERS,
)

_FIELD = late(rb"([!-9;-~]+)[ \t]*:([^\n]*+(?:\n[ \t][^\n]*+)*+)(?:\n|\Z)")
_BLANK = late(rb"\r?(?:\n|\Z)")
_FOLD = late(r"\r?\n(?=[ \t])")
_PARAMETER = late(
    r";\s*([^\s=;*]+)(\*(\d*)\*?)?\s*=\s*(?:\"((?:[^\"\\]|\\.)*+)\"?|([^\s;\"]*))", re.ASCII
)
_COMMENT = late(r"\([^()]*+\)")
_TYPE = late(r"([^\s/,]+)\s*/\s*([^\s/,]+)")


class Field(msgspec.Struct, frozen=True):
    """A header field: its lower-case name, its raw value, and the place of the value."""

    name: str
    raw: bytes
    start: int
    end: int

    @property
    def text(self) -> str:
        """The unfolded value. Eight-bit bytes are UTF-8 where they can be, else Latin-1."""
        try:
            value = self.raw.decode()
        except UnicodeDecodeError:
            value = self.raw.decode("latin-1")
        if "\n" in value:
            value = _FOLD.sub("", value)
        return value.strip(" \t\r\n")


class Headers(msgspec.Struct, frozen=True):
    """The fields of one header block in order, and where it begins and ends."""

    fields: tuple[Field, ...]
    start: int
    end: int
    complete: bool = True

    def all(self, name: str) -> list[Field]:
        """Every field of that lower-case name, topmost first."""
        return [field for field in self.fields if field.name == name]

    def first(self, name: str) -> Field | None:
        """The topmost field of that lower-case name."""
        for field in self.fields:
            if field.name == name:
                return field
        return None

    def text(self, name: str) -> str:
        """The text of the topmost field of that name, or nothing."""
        field = self.first(name)
        return "" if field is None else field.text


def read_headers(raw: bytes, start: int, end: int) -> Headers:
    """Reads the header block that begins at ``start``.

    It ends after the first empty line, or before the first line that is no field: what comes
    then is the body, as mail clients take it.
    """
    fields: list[Field] = []
    position = start
    kept = 0
    complete = True
    while (match := _FIELD.match(raw, position, end)) is not None:
        begin, stop = match.span(2)
        value = raw[begin : min(stop, begin + FIELD_BYTES)]
        kept += len(value)
        if len(fields) >= HEADER_COUNT or kept > HEADER_BYTES:
            complete = False
            position = _end_of_block(raw, position, end)
            break
        complete = complete and len(value) == stop - begin
        name = match[1][:FIELD_NAME_BYTES].decode("ascii").lower()
        fields.append(Field(name, value, begin, stop))
        position = match.end()
    blank = _BLANK.match(raw, position, end)
    return Headers(tuple(fields), start, blank.end() if blank else position, complete)


def _end_of_block(raw: bytes, position: int, end: int) -> int:
    """Where a header block that is too long ends: at the next empty line."""
    ends = [at for mark in (b"\n\n", b"\n\r\n") if (at := raw.find(mark, position, end)) >= 0]
    return min(ends) + 1 if ends else end


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """A structured value and its parameters (RFC 2045, 5.1; continuations of RFC 2231 joined).

    Of ``text/html; charset="utf-8"`` it makes ``("text/html", {"charset": "utf-8"})``. The first
    of two parameters with the same name counts.
    """
    main, _, rest = value[:PARAMETER_CHARACTERS].partition(";")
    found: dict[str, str] = {}
    for name, extended, index, quoted, token in _PARAMETER.findall(";" + rest):
        text = quoted or token
        key = name.lower()
        if extended and index not in {"", "0"}:
            found[key] = found.get(key, "") + text
        else:
            found.setdefault(key, text)
    return _plain_type(main), found


def without_comments(value: str) -> str:
    """A structured value without comments (RFC 5322, 3.2.2) and quotes, in lower case."""
    return _COMMENT.sub("", value).replace('"', "").strip().lower() if value else value


def _plain_type(main: str) -> str:
    """A type as clients read it, whatever stands around and in it that does not belong there."""
    plain = without_comments(main)
    found = _TYPE.match(plain)
    return f"{found[1]}/{found[2]}" if found else plain
