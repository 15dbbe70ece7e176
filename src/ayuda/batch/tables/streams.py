"""Arrow streams of other programs, read and given (the Arrow PyCapsule interface).

https://arrow.apache.org/docs/format/CStreamInterface.html and
https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Iterator
from errno import EIO
from itertools import count
from threading import Lock
from typing import Any, Protocol

from ayuda.batch.tables.structures import Array, Owned, Schema, release
from ayuda.errors import AyudaError

TABLE = "table"
"""What the table of another program is called in problems."""
_NAME = ctypes.c_char_p(b"arrow_array_stream")
_TO_CAPSULE = ctypes.PYFUNCTYPE(
    ctypes.py_object, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p
)(("PyCapsule_New", ctypes.pythonapi))
_OF_CAPSULE = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi)
)
_GET = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_ERROR = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)
_RELEASE = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


class Exporter(Protocol):
    """Anything that gives an Arrow stream."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """A capsule that holds the stream."""
        ...


class _Stream(ctypes.Structure):
    _fields_ = (
        ("get_schema", ctypes.c_void_p),
        ("get_next", ctypes.c_void_p),
        ("get_last_error", ctypes.c_void_p),
        ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    )


class StreamIn:
    """The stream that an object gives: its schema, and its arrays one after the other."""

    def __init__(self, exporter: Exporter) -> None:
        capsule = exporter.__arrow_c_stream__()  # What it holds would go with it.
        given = _Stream.from_address(_OF_CAPSULE(capsule, _NAME))
        self._stream = _Stream.from_buffer_copy(given)
        given.release = None  # It is ours now.
        del capsule
        self.schema: Owned[Schema] = Owned(Schema())
        self._get(self._stream.get_schema, self.schema.node)

    def __del__(self, let_go: Any = release) -> None:  # noqa: ANN401 - it outlives its module so
        if "_stream" in self.__dict__:
            let_go(self._stream)

    def __iter__(self) -> Iterator[Owned[Array]]:
        """The arrays; each is a struct whose children are the columns. Raises AyudaError."""
        while True:
            array = Owned(Array())
            self._get(self._stream.get_next, array.node)
            if not array.node.release:
                return
            yield array

    def _get(self, function: int, into: ctypes.Structure) -> None:
        stream = ctypes.addressof(self._stream)
        if not _GET(function)(stream, ctypes.addressof(into)):
            return
        told = _ERROR(self._stream.get_last_error)(stream)
        reason = ctypes.string_at(told).decode(errors="replace") if told else ""
        raise AyudaError.of(TABLE, "table-unreadable", reason=reason.partition("\n")[0] or "?")


class StreamOut:
    """Gives streams; for each, ``schema`` and ``arrays`` say anew what is given away.

    ``said`` puts an error of theirs into words: a reader in C hears no more of it than that.
    """

    def __init__(
        self,
        schema: Callable[[], Schema],
        arrays: Callable[[], Iterator[Array]],
        said: Callable[[BaseException], str] = str,
    ) -> None:
        self._schema = schema
        self._arrays = arrays
        self._said = said

    def capsule(self) -> object:
        """A capsule that holds a stream."""
        _forget_untaken()
        number = next(_NUMBERS)
        _HELD[number] = _Given(self._schema, self._arrays(), self._said)
        stream = _Stream(*_ADDRESSES, number)
        capsule: object = _TO_CAPSULE(ctypes.addressof(stream), _NAME, None)
        with _LOCK:
            _CAPSULES.append((capsule, stream))
        return capsule


class _Given:
    """What a stream that was given away needs."""

    def __init__(
        self,
        schema: Callable[[], Schema],
        arrays: Iterator[Array],
        said: Callable[[BaseException], str],
    ) -> None:
        self.schema = schema
        self.arrays = arrays
        self.said = said
        self.error: Any = None

    def give(self, what: Callable[[], ctypes.Structure | None], into: int) -> int:
        """Put a structure where the reader wants it, or an error where it may ask for it."""
        try:
            made = what()
        except BaseException as error:  # noqa: BLE001 - the reader, in C, can be told no other way
            told = self.said(error) or type(error).__name__
            self.error = ctypes.create_string_buffer(told.encode(errors="replace"))
            return EIO
        if made is None:
            made = Array()
        ctypes.memmove(into, ctypes.addressof(made), ctypes.sizeof(made))
        return 0


_NUMBERS = count(1)
_HELD: dict[int, _Given] = {}
_LOCK = Lock()
_CAPSULES: list[tuple[object, _Stream]] = []
"""The capsules that were given away, and their memory. Nothing of Python's may run where one ends,
for that may be in the middle of an error: so they are looked through now and then."""
_OURS_ALONE = 3
"""How often a capsule is referred to that only we hold: in the list, the loop, and the call."""


def _forget_untaken() -> None:
    """Take back the streams of capsules that nobody holds any more."""
    untaken: list[_Stream] = []
    with _LOCK:
        for place in reversed(range(len(_CAPSULES))):
            capsule, stream = _CAPSULES[place]
            if sys.getrefcount(capsule) <= _OURS_ALONE:
                untaken.append(stream)
                del _CAPSULES[place]
    for stream in untaken:
        release(stream)


def _given_to(stream: int) -> _Given:
    return _HELD[_Stream.from_address(stream).private_data]


def _get_schema(stream: int, into: int) -> int:
    given = _given_to(stream)
    return given.give(given.schema, into)


def _get_next(stream: int, into: int) -> int:
    given = _given_to(stream)
    return given.give(lambda: next(given.arrays, None), into)


def _get_last_error(stream: int) -> int | None:
    error = _given_to(stream).error
    return None if error is None else ctypes.addressof(error)


def _let_go(stream: int, held: dict[int, _Given] = _HELD, kind: Any = _Stream) -> None:  # noqa: ANN401
    node = kind.from_address(stream)
    node.release = None
    held.pop(node.private_data)


_FUNCTIONS = (_GET(_get_schema), _GET(_get_next), _ERROR(_get_last_error), _RELEASE(_let_go))
for _function in _FUNCTIONS:
    # A stream of ours may be released after this module is gone.
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(_function))
_ADDRESSES = [ctypes.cast(call, ctypes.c_void_p).value for call in _FUNCTIONS]
