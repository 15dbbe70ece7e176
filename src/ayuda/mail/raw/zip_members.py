"""Members of a zip archive as streams of bounded size, whatever they say of themselves.

Python's own reader bounds what it unpacks at once only for deflate: 800 bytes of bzip2 can come to
a gigabyte in one piece, and LZMA asks for as much memory as its header says.
"""

from __future__ import annotations

import zlib
from bz2 import BZ2Decompressor
from collections.abc import Iterator
from lzma import FORMAT_ALONE, LZMADecompressor
from struct import pack, unpack_from
from typing import BinaryIO, Final, Protocol
from zipfile import ZIP_BZIP2, ZIP_LZMA, BadZipFile, ZipFile, ZipInfo

from ayuda.mail.raw.limits import MESSAGE_BYTES

LOCAL_HEADER: Final = 30
LOCAL_MARK: Final = b"PK\x03\x04"
MOST_TIMES: Final = 1032
"""How many times its size a member may come to beyond one message: as much as deflate can make."""
_LZMA_MEMORY = 128 << 20
_LZMA_HEAD, _LZMA_PROPERTIES = 9, 5
_LZMA_ENDS_BY_MARK = 0x2
_STEP = 64 << 10


class Stream(Protocol):
    """Where bytes come from."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most so many; none at the end."""


def data_begins(file: BinaryIO, info: ZipInfo) -> int:
    """Where the data of a member begins in its archive. Raises BadZipFile."""
    file.seek(info.header_offset)
    ahead = file.read(LOCAL_HEADER)
    if len(ahead) < LOCAL_HEADER or not ahead.startswith(LOCAL_MARK):
        raise BadZipFile(info.filename)
    return info.header_offset + LOCAL_HEADER + int(sum(unpack_from("<HH", ahead, 26)))


def member_stream(archive: ZipFile, file: BinaryIO, info: ZipInfo) -> Stream:
    """A member, unpacked as it is read; ``file`` is the archive's.

    It, or reading it, raises what ``zipfile`` and the libraries for unpacking raise.
    """
    if info.compress_type not in (ZIP_BZIP2, ZIP_LZMA):
        return archive.open(info)
    return _Unpacked(file, info)


class _Unpacked:
    """A member in bzip2 or LZMA."""

    def __init__(self, file: BinaryIO, info: ZipInfo) -> None:
        self._file = file
        self._info = info
        self._position = data_begins(file, info)
        self._left = info.compress_size
        self._size, self._checksum = 0, 0
        self._decompressor, self._data = self._begin()

    def _begin(self) -> tuple[BZ2Decompressor | LZMADecompressor, bytes]:
        """What unpacks the member, and the bytes to begin with."""
        if self._info.compress_type == ZIP_BZIP2:
            return BZ2Decompressor(), b""
        head = self._packed(_LZMA_HEAD)
        if len(head) < _LZMA_HEAD or head[2:4] != pack("<H", _LZMA_PROPERTIES):
            raise BadZipFile(self._info.filename)
        by_mark = self._info.flag_bits & _LZMA_ENDS_BY_MARK
        size = b"\xff" * 8 if by_mark else pack("<Q", self._info.file_size)
        unpacker = LZMADecompressor(format=FORMAT_ALONE, memlimit=_LZMA_MEMORY)
        return unpacker, head[4:] + size

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most so many; none at the end. Raises BadZipFile."""
        while not self._decompressor.eof:
            if self._decompressor.needs_input and not self._data:
                self._data = self._packed(_STEP)
                if not self._data:
                    raise BadZipFile(self._info.filename)
            data, self._data = self._data, b""
            unpacked = self._decompressor.decompress(data, size)
            if unpacked:
                self._count(unpacked)
                return unpacked
        if (self._size, self._checksum) != (self._info.file_size, self._info.CRC):
            raise BadZipFile(self._info.filename)
        return b""

    def _count(self, unpacked: bytes) -> None:
        self._size += len(unpacked)
        self._checksum = zlib.crc32(unpacked, self._checksum)
        most = MESSAGE_BYTES + MOST_TIMES * self._info.compress_size
        if self._size > min(most, self._info.file_size):
            raise BadZipFile(self._info.filename)

    def _packed(self, size: int) -> bytes:
        """The next bytes of the archive that belong to the member."""
        self._file.seek(self._position)
        data = self._file.read(min(size, self._left))
        self._position += len(data)
        self._left -= len(data)
        return data


def whole(stream: Stream, most: int) -> bytes:
    """Up to so many bytes of a stream; fewer only at its end."""
    return b"".join(_pieces(stream, most))


def _pieces(stream: Stream, most: int) -> Iterator[bytes]:
    while most and (piece := stream.read(min(most, _STEP))):
        yield piece
        most -= len(piece)
