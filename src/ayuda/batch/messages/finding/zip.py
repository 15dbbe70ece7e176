"""The messages of a zip archive; nothing of it is written anywhere."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipExtFile, ZipFile, ZipInfo

from ayuda.batch.messages.finding.folders import is_hidden_member
from ayuda.batch.messages.finding.mbox import BitByBit, Readable, Unpacked
from ayuda.batch.messages.finding.references import (
    RAW_DEFLATE,
    Packed,
    Reference,
    refused,
    shown_path,
)
from ayuda.errors import Problem
from ayuda.mail.raw.zip_members import data_begins, member_stream

PEEK = 512
"""How many bytes of a file tell what it is."""
_ENCRYPTED = 0x1
OfMember = Callable[[str, Readable], Iterator[Reference]]
IsOneMessage = Callable[[bytes], bool]


def zip_references(
    where: str,
    file: BinaryIO,
    path: bytes | None,
    is_message: IsOneMessage,
    of_member: OfMember,
) -> Iterator[Reference]:
    """The messages of an archive, in the order of its directory.

    ``path`` is None where no other process can read the archive. ``of_member`` gives the messages
    of a member that is read here. Raises BadZipFile for what is no archive.
    """
    left = whole = os.fstat(file.fileno()).st_size
    with ZipFile(file) as archive:
        for info in archive.infolist():
            name = info.filename.encode("utf-8", "surrogateescape")
            if name.endswith(b"/") or is_hidden_member(name):
                continue
            inside = f"{where}:{shown_path(name)}"
            left -= info.compress_size
            if info.flag_bits & _ENCRYPTED:
                yield refused(Problem(inside, "mail-member-encrypted"))
            elif left < 0 or info.header_offset + info.compress_size > whole:
                # Members that share their bytes can come to any number of times the archive.
                yield refused(Problem(inside, "mail-member-damaged"))
            elif (found := _in_place(inside, file, path, info, is_message)) is not None:
                yield found
            else:
                yield from _read_here(inside, archive, file, info, of_member)


def _read_here(
    inside: str, archive: ZipFile, file: BinaryIO, info: ZipInfo, of_member: OfMember
) -> Iterator[Reference]:
    try:
        member = member_stream(archive, file, info)
        readable = BitByBit(cast("Unpacked", member)) if isinstance(member, ZipExtFile) else member
        yield from of_member(inside, readable)
    except Exception:  # noqa: BLE001 - libraries raise all sorts for a damaged member
        yield refused(Problem(inside, "mail-member-damaged"))


def _in_place(
    inside: str, file: BinaryIO, path: bytes | None, info: ZipInfo, is_message: IsOneMessage
) -> Reference | None:
    """A member that is one message, and that any process can unpack by itself; else None."""
    if path is None or info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return None
    try:
        begin = data_begins(file, info)
    except BadZipFile:
        return refused(Problem(inside, "mail-member-damaged"))
    file.seek(begin)
    head = file.read(min(2 * PEEK, info.compress_size))
    deflated = info.compress_type == ZIP_DEFLATED
    if deflated:
        try:
            head = zlib.decompressobj(RAW_DEFLATE).decompress(head, PEEK)
        except zlib.error:
            return refused(Problem(inside, "mail-member-damaged"))
    if not is_message(head[:PEEK]):
        return None
    packed = Packed(info.file_size, info.CRC, deflated)
    return Reference(inside, path, begin, info.compress_size, packed)
