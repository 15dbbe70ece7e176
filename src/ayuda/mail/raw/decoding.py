"""Bodies made text: transfer encodings and charsets, and where a decoded byte stood before."""

from __future__ import annotations

import binascii
import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from functools import cached_property
from string import ascii_letters, digits
from typing import Final

import msgspec

from ayuda.late_patterns import late
from ayuda.mail.raw.limits import Budget
from ayuda.mail.raw.message import Part

_BASE64 = late(rb"[A-Za-z0-9+/]+")
_ONE_WAY = {
    "base64": re.compile(rb"(?:[A-Za-z0-9+/]*+[ \t]*+\r?\n)*+[A-Za-z0-9+/]*+={0,2}[ \t\r\n]*+"),
    "quoted-printable": re.compile(
        rb"(?:[\t\x20-\x3c\x3e-\x7e]|=[0-9A-F]{2}|=\r?\n|(?<![\t\x20])\r?\n)*+"
    ),
}
"""Encodings as the standard has them (RFC 2045, 6.7 and 6.8)."""
_NO_DIGITS = bytes(set(range(256)) - set(b"+/" + ascii_letters.encode() + digits.encode()))
_SOFT_END = late(rb"=[ \t]*+\r?\n")
_SOFT_BLANK = late(rb"=[ \t]++(?=\r?\n)")
"""White space at the end of a line was added on the way (RFC 2045, 6.7)."""
_BLOCK = 200
"""Bytes of a file between two places that are known beforehand, at least."""
_PLACES = 200
_LINE = 100_000
"""Decoded bytes of one line that are counted; RFC 2045 allows 76 in a line."""
_CHARSETS = late(
    r"utf-?(?:7|8|16|32)(?:[-_]?[bl]e)?|(?:us-?)?ascii|iso[-_]?8859[-_]?\d+|latin-?\d+"
    r"|(?:windows|cp)-?\d+|koi8[-_]?[rut]|gbk|gb2312|gb18030|big5(?:-?hkscs)?|euc[-_]?(?:jp|kr)"
    r"|shift[-_]?jis|iso-2022-(?:jp|kr)|mac(?:roman|-?latin2)|tis-?620|hz"
)
"""Charsets of real mail. Python knows more codecs, some of which are slow or no charsets."""
_LATIN = frozenset({"us-ascii", "ascii", "iso-8859-1", "iso8859-1", "latin-1", "latin1"})
"""Read as Windows-1252, as browsers and mail clients do (WHATWG Encoding, 4.2)."""
_META_CHARSET = late(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_META_AT_MOST = 1024


class _Blocks(msgspec.Struct):
    """Where blocks of lines begin in a file, and where that is in the decoded bytes.

    ``counted`` are the encoded bytes, or digits, before the last one; ``looked`` is how often a
    place was looked for.
    """

    sources: list[int]
    starts: list[int] = msgspec.field(default_factory=lambda: [0])
    counted: int = 0
    looked: int = 0


class Body(msgspec.Struct, frozen=True, dict=True):
    """A decoded body of a part.

    ``data`` is without the transfer encoding, ``text`` without the charset too; ``end`` is where
    reading ended in the file.
    """

    part: Part
    raw: bytes
    data: bytes
    text: str
    end: int

    def place(self, needle: str, after: int = 0) -> tuple[int, int]:
        """Where ``needle`` stands in the file; the whole body where it cannot be found.

        Character references in a page are not looked through, but ``&amp;`` is. Of very many
        places only the first are looked for: each costs a look through the whole body.
        """
        self._blocks.looked += 1
        if self._blocks.looked > _PLACES:
            return self.part.start, self.part.end
        spellings = (needle, needle.replace("&", "&amp;")) if "&" in needle else (needle,)
        charsets = ("ascii",) if needle.isascii() else ("utf-8", "cp1252")
        for found in (one.encode(charset, "replace") for one in spellings for charset in charsets):
            at = self.data.find(found, after) if found else -1
            if at >= 0:
                start = self.source(at)
                return start, self._after(self._onwards(start, at, at + len(found) - 1))
        return self.part.start, self.part.end

    def source(self, position: int) -> int:
        """Where the byte ``position`` of ``data`` (its first, if encoded) stood in the file."""
        blocks = self._blocks_up_to(position)
        index = bisect_right(blocks.starts, position) - 1
        source, inside = blocks.sources[index], position - blocks.starts[index]
        if self._encoding == "base64":
            source = self._after_digits(source, inside * 4 // 3)
        elif self._encoding == "quoted-printable":
            source = self._after_quoted(source, inside)
        else:
            source += inside
        return min(source, max(self.part.end - 1, self.part.start))

    def _onwards(self, start: int, position: int, last: int) -> int:
        """Where ``last`` stood in the file, if ``position`` stood at ``start``, not far before."""
        if self._encoding != "quoted-printable":
            return self.source(last)
        return min(self._after_quoted(start, last - position), max(self.part.end - 1, start))

    def _after(self, last: int) -> int:
        """Where a byte that begins at ``last`` in the file ends there."""
        length = {"base64": 2, "quoted-printable": 3 if self.raw[last : last + 1] == b"=" else 1}
        return min(last + length.get(self._encoding, 1), max(self.part.end, last))

    @cached_property
    def _encoding(self) -> str:
        return self.part.encoding

    @cached_property
    def _blocks(self) -> _Blocks:
        return _Blocks([self.part.start])

    def _blocks_up_to(self, position: int) -> _Blocks:
        """The blocks as far as ``position``; the others are found when they are asked for."""
        blocks, length = self._blocks, _LENGTHS.get(self._encoding)
        if length is None:
            return blocks
        raw, starts, sources = self.raw, blocks.starts, blocks.sources
        while starts[-1] <= position:
            begin = sources[-1]
            end = raw.find(b"\n", begin + _BLOCK, self.end) + 1
            if end == 0:
                break
            blocks.counted += length(raw, begin, end)
            sources.append(end)
            starts.append(blocks.counted * 3 // 4 if self._encoding == "base64" else blocks.counted)
        return blocks

    def _after_digits(self, position: int, digits: int) -> int:
        """Where a digit of base64 stands that comes so many after ``position``."""
        for run in _BASE64.finditer(self.raw, position, self.end):
            if digits < run.end() - run.start():
                return run.start() + digits
            digits -= run.end() - run.start()
        return self.end

    def _after_quoted(self, position: int, length: int) -> int:
        """Where so many decoded bytes after ``position`` end in quoted-printable."""
        raw, left = self.raw, min(length, _LINE)
        while True:
            sign = raw.find(b"=", position, position + left + 1)
            if sign < 0 or sign >= self.end:
                return position + left
            left -= sign - position
            soft = _SOFT_END.match(raw, sign)
            if soft is None and left == 0:
                return sign
            position = sign + 3 if soft is None else soft.end()
            left -= soft is None


def _length_of_quoted(raw: bytes, start: int, end: int) -> int:
    """How many bytes whole lines stand for: an encoded one takes three, a soft line end is none."""
    if raw.find(b"= ", start, end) >= 0 or raw.find(b"=\t", start, end) >= 0:
        raw = _without_blanks(raw[start:end])
        start, end = 0, len(raw)
    return end - start - 2 * raw.count(b"=", start, end) - raw.count(b"=\r\n", start, end)


def _without_blanks(source: bytes) -> bytes:
    """Quoted-printable without white space behind the sign that joins lines."""
    if b"= " not in source and b"=\t" not in source:
        return source
    return _SOFT_BLANK.sub(b"=", source)


def _digits(raw: bytes, start: int, end: int) -> int:
    return len(raw[start:end].translate(None, _NO_DIGITS))


_LENGTHS: Final[Mapping[str, Callable[[bytes, int, int], int]]] = {
    "base64": _digits,
    "quoted-printable": _length_of_quoted,
}


def read_body(raw: bytes, part: Part, budget: Budget) -> Body:
    """Decodes a part as far as the budget allows."""
    encoding = part.encoding
    # Encoded bytes are more than decoded ones: by a third, or in real mail by up to a half.
    factor = {"base64": 4 / 3, "quoted-printable": 1.5}.get(encoding, 1)
    wanted = int((part.end - part.start) / factor)
    allowed = budget.take_text(wanted)
    end = part.end if allowed == wanted else part.start + int(allowed * factor)
    data = unwrap(raw[part.start : end], encoding)
    return Body(part, raw, data, read_text(data, part.options.get("charset", "")), end)


def unwrap(source: bytes, encoding: str) -> bytes:
    """Takes a transfer encoding off (RFC 2045, 6); whatever is broken is left out."""
    if encoding == "base64":
        return _from_base64(source)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(_without_blanks(source))
    return source


def decodes_one_way(source: bytes, encoding: str) -> bool:
    """Whether every reader makes the same of an encoded part; what is broken each repairs alone."""
    pattern = _ONE_WAY.get(encoding)
    whole = encoding != "base64" or len(source.translate(None, b" \t\r\n")) % 4 == 0
    return whole and (pattern is None or pattern.fullmatch(source) is not None)


def read_text(data: bytes, charset: str) -> str:
    """Bytes as text. A charset that is missing, unknown or wrong is guessed as clients do."""
    name = charset.strip(" '\"").lower()
    if not name and b"<" in data[:_META_AT_MOST]:
        meta = _META_CHARSET.search(data, 0, _META_AT_MOST)
        name = meta[1].decode("ascii").lower() if meta else ""
    if name in _LATIN or not name or _CHARSETS.fullmatch(name) is None:
        return _guess(data, known=name in _LATIN and name not in {"us-ascii", "ascii"})
    try:
        text = data.decode(name, "replace")
        # UTF-7 lets halves of pairs through, which are no characters.
        return text.encode("utf-8", "replace").decode() if "7" in name[:5] else text
    except (LookupError, ValueError):
        return _guess(data, known=False)


def _guess(data: bytes, *, known: bool) -> str:
    if not known or data.isascii():
        try:
            return data.decode()
        except UnicodeDecodeError:
            pass
    return data.decode("cp1252", "replace")


def _from_base64(source: bytes) -> bytes:
    """Base64 as clients take it: other characters are skipped, and padding may come early."""
    try:
        # Python stops at the first padding; some clients go on after it.
        if b"=" not in source.rstrip(b"=\r\n \t"):
            return binascii.a2b_base64(source)
    except binascii.Error:
        pass
    pieces = (b"".join(_BASE64.findall(piece)) for piece in source.split(b"="))
    return b"".join(_from_run(piece) for piece in pieces if piece)


def _from_run(run: bytes) -> bytes:
    whole = run[: len(run) - 1] if len(run) % 4 == 1 else run
    return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))
