"""Files as people bring them, made the raw message that is in them.

What is handed on is the message's own bytes, so that its proof is neither lost nor invented; only a
text in UTF-16 is written anew in UTF-8, as it was before somebody's editor saved it.
"""

from __future__ import annotations

import re
from io import BytesIO
from itertools import takewhile
from struct import unpack_from
from typing import Final

import msgspec

from ayuda.errors import AyudaError
from ayuda.late_patterns import late
from ayuda.mail.raw.headers import Headers, read_headers
from ayuda.mail.raw.limits import MESSAGE_BYTES

WHERE: Final = "message"
_BLANK = b" \t\r\n"
_BLANKS = late(rb"[ \t\r\n]*+")
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_ZIP, _ZIP_OF_NOTHING = b"PK\x03\x04", b"PK\x05\x06"
_HEAD = 4096

_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_PRINTS = (b"%PDF-", b"{\\rtf")
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a")
"""How files begin that are no message."""
_PICTURE_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif")
"""What stands behind ``ftyp`` at the fourth byte of a picture."""
_PAGE = late(rb"(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)

_SURELY_MAIL = late(
    rb"(?:received|return-path|delivered-to|dkim-signature|x-[!-9;-~]+|arc-[!-9;-~]+)[ \t]*:",
    re.IGNORECASE,
)
"""How nearly every message begins that was delivered; nothing more has to be looked at."""
_EMLX = late(rb"[ \t]*(\d{1,10})[ \t]*\r?\n")
_EMLX_REST = b"<?xml"

_OF_TRANSPORT = frozenset(
    ["received", "return-path", "delivered-to", "message-id", "mime-version", "content-type"]
)
_RESULTS = frozenset(["spf", "dkim", "dmarc"])
"""What Gmail's table of a message calls the results that it shows, in every language."""
_TABLE_AT_MOST = 16 << 10
"""Bytes of what stands before a message: Gmail's table, or a note of whoever copied it."""
_LINE = late(rb"^([!-9;-~]+):", re.MULTILINE)
_SHOWN_HEADER = late(r"[^\W\d_][\w ]{0,20}:\s")
_SHOWN_LINES, _LEAST_SHOWN = 8, 3
_SAVED_PAGE = "snapshot-content-location"

_ENCRYPTED = 0x1
_DIRECTORY_AT_MOST = 1 << 20
_DIRECTORY_END, _DIRECTORY_END_AT_MOST = b"PK\x05\x06", 22 + 65_535


class FileContent(msgspec.Struct, frozen=True):
    """A raw message, and the byte of its file at which it begins: of a zip, the file in it.

    ``offset`` is None where the file's bytes are others, in UTF-16: places then count in the
    message as it was read.
    """

    message: bytes
    offset: int | None = 0


def read_file(content: bytes) -> FileContent:
    """The raw message in the bytes of a file, which are those of most files themselves.

    Raises AyudaError, in words about what it is, for a picture, a printed text, a saved page.
    """
    if content.startswith(_ZIP):
        return _of_text(_only_member(content))
    return _of_text(content)


def _of_text(content: bytes) -> FileContent:
    if _SURELY_MAIL.match(content):
        return FileContent(content)
    charset = _charset(content)
    if charset:
        text = content.decode(charset, "replace").removeprefix("\ufeff")
        return msgspec.structs.replace(_message(text.encode("utf-8", "replace")), offset=None)
    return _message(content)


def _charset(content: bytes) -> str | None:
    """The charset of a text in UTF-16, with or without its mark."""
    marked = _UTF16_MARKS.get(content[:2])
    if marked is not None or b"\0" not in content[:2]:
        return marked
    head = content[:64]
    even, odd = head[::2], head[1::2]
    if len(head) > 3 and not odd.strip(b"\0") and b"\0" not in even:  # noqa: PLR2004
        return "utf-16-le"
    return "utf-16-be" if not even.strip(b"\0") and b"\0" not in odd else None


def _message(content: bytes) -> FileContent:
    """The message in a file that is a text, with what stands before and behind it left out."""
    start = len(_UTF8_MARK) if content.startswith(_UTF8_MARK) else 0
    start = _after_blanks(content, start)
    end = len(content)
    counted = _EMLX.match(content, start)
    if counted is not None:
        start = counted.end()
        end = _end_of_counted(content, start, int(counted[1]))
    else:
        _refuse_other_files(content[start : start + _HEAD])
    if content.startswith(b"From ", start):
        return FileContent(content[start:end], start)
    headers = read_headers(content, start, min(end, start + MESSAGE_BYTES))
    names = {field.name for field in headers.fields}
    if _is_saved_page(headers, names):
        raise AyudaError.of(WHERE, "mail-page")
    if names.isdisjoint(_OF_TRANSPORT):
        below = _below_a_table(content, start, end) if _may_be_table(names) else start
        if below == start and _is_printed(content[start : start + _HEAD], names):
            raise AyudaError.of(WHERE, "mail-print")
        start = below
    return FileContent(content if (start, end) == (0, len(content)) else content[start:end], start)


def _after_blanks(content: bytes, start: int) -> int:
    """Where the first line that is not blank begins; ``start`` where there is none."""
    found = _BLANKS.match(content, start)
    return found.end() if found and found.end() < len(content) else start


def _end_of_counted(content: bytes, start: int, count: int) -> int:
    """Where a message of Apple Mail ends, whose first line counts its bytes.

    A program that changed line ends made the count wrong; what stands behind is then known by
    how it begins.
    """
    end = start + count
    rest = content[end:].lstrip(_BLANK)
    if end <= len(content) and (not rest or rest.startswith(_EMLX_REST)):
        return end
    behind = content.rfind(b"\n" + _EMLX_REST, start)
    return behind + 1 if behind >= 0 else len(content)


def _may_be_table(names: set[str]) -> bool:
    """Whether the first lines are no headers, or only look so: then a message may stand below."""
    return not names or (bool(names & _RESULTS) and not any("-" in name for name in names))


def _below_a_table(content: bytes, start: int, end: int) -> int:
    """Where the raw message begins below what Gmail shows of it; ``start`` where there is none.

    It begins at the first header that only mail on its way has, and has a sender.
    """
    for line in _LINE.finditer(content, start, min(end, start + _TABLE_AT_MOST)):
        name = line[1].decode("ascii").lower()
        if name in _OF_TRANSPORT or name.startswith(("x-", "arc-", "dkim-")):
            headers = read_headers(content, line.start(), end)
            found = headers.first("from") is not None
            return line.start() if found else start
    return start


def _refuse_other_files(head: bytes) -> None:
    if head.startswith(_PICTURES) or _is_boxed_picture(head):
        raise AyudaError.of(WHERE, "mail-picture")
    if head.startswith(_PRINTS):
        raise AyudaError.of(WHERE, "mail-print")
    if _PAGE.match(head):
        raise AyudaError.of(WHERE, "mail-page")
    if head.startswith(_PACKED):
        raise AyudaError.of(WHERE, "mail-packed")
    if head.startswith(_ZIP_OF_NOTHING):
        raise AyudaError.of(WHERE, "mail-zip-empty")


def _is_boxed_picture(head: bytes) -> bool:
    """HEIC and AVIF (ISO/IEC 23008-12), and WebP."""
    if head[4:8] == b"ftyp":
        return head[8:12] in _PICTURE_BRANDS
    return head.startswith(b"RIFF") and head[8:12] == b"WEBP"


def _is_saved_page(headers: Headers, names: set[str]) -> bool:
    """Whether a browser wrote it (RFC 2557): it calls itself the sender, to nobody."""
    if _SAVED_PAGE in names:
        return True
    related = headers.text("content-type").lower().startswith("multipart/related")
    sent = not names.isdisjoint({"to", "received", "message-id"})
    return related and not sent and "@" not in headers.text("from")


def _is_printed(head: bytes, names: set[str]) -> bool:
    """Whether the lines are those that mail programs show and print, and no headers of mail."""
    if "from" in names:
        return "sent" in names
    lines = takewhile(str.strip, head.decode("utf-8", "replace").splitlines()[:_SHOWN_LINES])
    return sum(_SHOWN_HEADER.match(line) is not None for line in lines) >= _LEAST_SHOWN


def _only_member(content: bytes) -> bytes:
    """The one file in a zip archive. Raises AyudaError for none, several, or a damaged one."""
    if _directory_size(content) > _DIRECTORY_AT_MOST:
        raise AyudaError.of(WHERE, "mail-zip-several")
    try:
        found = _unpacked(content)
    except AyudaError:
        raise
    except Exception:  # noqa: BLE001 - libraries raise all sorts for a damaged archive
        raise AyudaError.of(WHERE, "mail-member-damaged") from None
    if len(found) > MESSAGE_BYTES:
        raise AyudaError.of(WHERE, "message-too-large", limit=f"{MESSAGE_BYTES >> 20} MiB")
    if found.startswith(_ZIP):
        raise AyudaError.of(WHERE, "mail-archive-inside")
    return found


def _unpacked(content: bytes) -> bytes:
    """The one file, or as much of it as shows that it is too large."""
    from zipfile import ZipFile

    from ayuda.mail.raw.zip_members import member_stream, whole

    file = BytesIO(content)
    with ZipFile(file) as archive:
        members = [one for one in archive.infolist() if not _is_left_out(one.filename)]
        if len(members) != 1:
            raise AyudaError.of(WHERE, "mail-zip-several" if members else "mail-zip-empty")
        if members[0].flag_bits & _ENCRYPTED:
            raise AyudaError.of(WHERE, "mail-member-encrypted")
        return whole(member_stream(archive, file, members[0]), MESSAGE_BYTES + 1)


def _is_left_out(name: str) -> bool:
    """Folders, and what systems add for themselves."""
    return name.endswith("/") or name.rpartition("/")[2].startswith(".") or "__MACOSX/" in name


def _directory_size(content: bytes) -> int:
    """How many bytes the list of an archive's members says that it has."""
    at = content.rfind(_DIRECTORY_END, max(0, len(content) - _DIRECTORY_END_AT_MOST))
    return int(unpack_from("<I", content, at + 12)[0]) if 0 <= at <= len(content) - 16 else 0
