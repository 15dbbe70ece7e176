"""What is compressed, member by member or frame by frame, and never much of it at once."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

MOST_UNPACKED = 1 << 20
"""How much of a piece is unpacked at once, in bytes: it may stand for thousands of times itself."""
GZIP_MEMBER = 31
"""What tells zlib that a header and a sum of gzip's stand around the content."""
RAW_DEFLATE = -15
"""The same for nothing around it, as in zip archives."""
XZ_MEMORY = 128 << 20
"""What unpacking may hold, in bytes: twice as much as the strongest usual compression needs."""


class DamagedError(Exception):
    """What is compressed does not fit its own form or its sum."""


class Unpacker(Protocol):
    """Unpacks one member or frame; its sum is checked at its end."""

    def feed(self, content: bytes) -> Iterator[bytes]:
        """Unpack more of the file. Raises DamagedError, and MemoryError where it needs too much."""
        ...

    @property
    def is_done(self) -> bool:
        """Whether the end was met."""
        ...

    @property
    def left(self) -> bytes:
        """What was fed behind the end."""
        ...


class _Unpacker:
    """What the libraries' own objects have in common."""

    def __init__(self, stream: Any) -> None:  # noqa: ANN401 - the libraries have no common type
        self._stream = stream

    @property
    def is_done(self) -> bool:
        return bool(self._stream.eof)

    @property
    def left(self) -> bytes:
        return bytes(self._stream.unused_data)


class Deflate(_Unpacker):
    """A member of gzip or, with RAW_DEFLATE, of a zip archive."""

    def __init__(self, around: int = GZIP_MEMBER) -> None:
        super().__init__(zlib.decompressobj(around))

    def feed(self, content: bytes) -> Iterator[bytes]:
        """Unpack more of the file."""
        while True:
            try:
                made = self._stream.decompress(content, MOST_UNPACKED)
            except zlib.error as error:
                raise DamagedError from error
            content = self._stream.unconsumed_tail
            if made:
                yield made
            if self.is_done or not (content or made):
                return


class _Stepwise(_Unpacker):
    """A frame or stream of a library that keeps what it was fed until it is wanted."""

    def __init__(self, stream: Any, *errors: type[Exception]) -> None:  # noqa: ANN401
        super().__init__(stream)
        self._errors = errors

    def feed(self, content: bytes) -> Iterator[bytes]:
        """Unpack more of the file."""
        while True:
            try:
                made = self._stream.decompress(content, MOST_UNPACKED)
            except self._errors as error:
                raise DamagedError from error
            content = b""
            if made:
                yield made
            if self.is_done or self._stream.needs_input:
                return


class _XzStream(_Stepwise):
    def feed(self, content: bytes) -> Iterator[bytes]:
        try:
            yield from super().feed(content)
        except DamagedError as error:
            if "emory" in str(error.__cause__):
                raise MemoryError from error
            raise


def zstd() -> Unpacker:
    """A frame of Zstandard."""
    if sys.version_info >= (3, 14):
        from compression.zstd import ZstdDecompressor, ZstdError
    else:
        from backports.zstd import ZstdDecompressor, ZstdError
    return _Stepwise(ZstdDecompressor(), ZstdError)


def bzip2() -> Unpacker:
    """A stream of bzip2."""
    from bz2 import BZ2Decompressor

    return _Stepwise(BZ2Decompressor(), OSError, ValueError)


def xz() -> Unpacker:
    """A stream of xz."""
    from lzma import FORMAT_XZ, LZMADecompressor, LZMAError

    return _XzStream(LZMADecompressor(FORMAT_XZ, memlimit=XZ_MEMORY), LZMAError)


UNPACKERS: Mapping[str, Callable[[], Unpacker]] = {
    "gzip": Deflate,
    "zstd": zstd,
    "bzip2": bzip2,
    "xz": xz,
}
"""By the names of formats."""
