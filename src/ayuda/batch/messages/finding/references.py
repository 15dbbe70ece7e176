"""Where a message of a batch stands, so that any process can fetch it."""

from __future__ import annotations

import os
import zlib

import msgspec

from ayuda.errors import AyudaError, Problem, unreadable
from ayuda.mail.raw.limits import MESSAGE_BYTES

RAW_DEFLATE = -15
"""How zlib is told that the data has no header of its own, as in a zip."""


class Packed(msgspec.Struct, frozen=True):
    """What a member of a zip must come to: its size in bytes, and its checksum."""

    size: int
    checksum: int
    deflated: bool


class Reference(msgspec.Struct, frozen=True):
    """One message: the bytes themselves, a span of a file, or why there are none.

    ``where`` is what people are shown. ``path`` is as the system has it; a ``length`` of None
    goes to the end of the file. ``content`` is only used for what cannot be read again.
    """

    where: str
    path: bytes = b""
    offset: int = 0
    length: int | None = None
    packed: Packed | None = None
    content: bytes | None = None
    problem: Problem | None = None


def shown_path(path: bytes) -> str:
    """A path as text: bytes that are no characters are spelt out, and the rest stays as it is."""
    return path.decode("utf-8", "backslashreplace")


def refused(problem: Problem) -> Reference:
    """A message that cannot be had, with the problem that its line will tell."""
    return Reference(problem.where, problem=problem)


def unreadable_here(where: str, error: Exception) -> Reference:
    """What the system does not let be read."""
    return refused(_read_problem(where, error))


def too_large(where: str) -> Reference:
    """A message over the limit."""
    return refused(_too_large(where))


def fetch(reference: Reference) -> bytes:
    """The bytes of a message. Raises AyudaError where there are none, or too many."""
    if reference.problem is not None:
        raise AyudaError([reference.problem])
    if reference.content is not None:
        return reference.content
    try:
        content = _read(reference)
    except (OSError, ValueError) as error:
        raise AyudaError([_read_problem(reference.where, error)]) from None
    if reference.packed is not None:
        return _unpacked(reference.where, content, reference.packed)
    if reference.length is None and len(content) > MESSAGE_BYTES:
        raise AyudaError([_too_large(reference.where)])
    return content


def _read(reference: Reference) -> bytes:
    length = MESSAGE_BYTES + 1 if reference.length is None else reference.length
    if length > MESSAGE_BYTES and reference.length is not None:
        raise AyudaError([_too_large(reference.where)])
    with open(reference.path, "rb", buffering=0) as file:  # noqa: PTH123 - a path in bytes
        if reference.offset:
            file.seek(reference.offset)
        content = _read_fully(file.fileno(), length)
    if reference.length is not None and len(content) < length:
        raise AyudaError.of(reference.where, "mail-vanished")
    return content


def _read_fully(descriptor: int, most: int) -> bytes:
    """Up to so many bytes; most files come in one piece."""
    pieces: list[bytes] = []
    left = most
    size = min(most, max(1, os.fstat(descriptor).st_size))
    while left and (piece := os.read(descriptor, min(left, size))):
        pieces.append(piece)
        left -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _unpacked(where: str, content: bytes, expected: Packed) -> bytes:
    """A member of a zip; one that holds something else than it says is not believed."""
    plain, whole = content, True
    if expected.deflated:
        unpacker = zlib.decompressobj(RAW_DEFLATE)
        try:
            plain = unpacker.decompress(content, MESSAGE_BYTES + 1)
        except zlib.error:
            raise AyudaError.of(where, "mail-member-damaged") from None
        whole = unpacker.eof
    if len(plain) > MESSAGE_BYTES:
        raise AyudaError([_too_large(where)])
    if not whole or len(plain) != expected.size or zlib.crc32(plain) != expected.checksum:
        raise AyudaError.of(where, "mail-member-damaged")
    return plain


def _too_large(where: str) -> Problem:
    return Problem(where, "message-too-large", {"limit": f"{MESSAGE_BYTES >> 20} MiB"})


def _read_problem(where: str, error: Exception) -> Problem:
    if isinstance(error, FileNotFoundError):
        return Problem(where, "mail-vanished")
    return unreadable(where, error).problems[0]
