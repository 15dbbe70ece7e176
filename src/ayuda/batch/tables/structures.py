"""The structures of the Arrow C data interface, and shares of them.

https://arrow.apache.org/docs/format/CDataInterface.html: a schema or an array is a tree of nodes;
whoever holds a node calls its ``release`` in the end. Here no buffer is ever copied: what is given
away is a copy of the nodes alone, and each of them holds what it came from until it is released.
"""

from __future__ import annotations

import ctypes
from ctypes import POINTER, addressof
from itertools import count
from typing import Any, Generic, TypeVar


class Schema(ctypes.Structure):
    """The type of an array: its name, its format, and the types of its children."""


class Array(ctypes.Structure):
    """The values of an array: its buffers, and its children."""


Schema._fields_ = [  # noqa: SLF001 - so ctypes is told of a type that refers to itself
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_void_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", POINTER(POINTER(Schema))),
    ("dictionary", POINTER(Schema)),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]
Array._fields_ = [  # noqa: SLF001 - as above
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.c_void_p),
    ("children", POINTER(POINTER(Array))),
    ("dictionary", POINTER(Array)),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]

UNKNOWN = -1
"""The number of nulls where nobody has counted them."""
Node = TypeVar("Node", Schema, Array)
_RELEASE = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_NUMBERS = count(1)
_HELD: dict[int, Any] = {}
"""What the nodes need that were given away, by the number that stands in each of them."""


def release(node: Any, call: Any = _RELEASE) -> None:  # noqa: ANN401 - a structure with a release
    """Give a structure back to whoever made it; nothing where that has been done."""
    if node.release:
        call(node.release)(addressof(node))


class Owned(Generic[Node]):
    """A node that was given to us, with its children: released when nothing holds it any more."""

    def __init__(self, node: Node) -> None:
        self.node = node

    def __del__(self, let_go: Any = release) -> None:  # noqa: ANN401 - it outlives its module so
        let_go(self.node)


def children(node: Node) -> list[Node]:
    """The children of a node."""
    return [node.children[place].contents for place in range(node.n_children)]


def shared(node: Node, owner: object) -> Node:
    """A copy of a node to give away; it and each of its children hold the owner for themselves."""
    copy = type(node).from_buffer_copy(node)
    values = shared(node.dictionary.contents, owner) if node.dictionary else None
    return _held(copy, [shared(child, owner) for child in children(node)], values, owner)


def parent(node: Node, of: list[Node], owner: object) -> Node:
    """A node to give away above children that may be given away."""
    return _held(node, of, None, owner)


def part(node: Array, owner: object, start: int, length: int) -> Array:
    """A copy of an array to give away of which only some values are seen."""
    copy = shared(node, owner)
    copy.offset += start
    if length != copy.length:
        copy.length = length
        copy.null_count = UNKNOWN if copy.null_count else 0
    return copy


def _held(node: Node, of: list[Node], values: Node | None, owner: object) -> Node:
    kind = type(node)
    pointers = (POINTER(kind) * len(of))(*(ctypes.pointer(child) for child in of))
    node.n_children = len(of)
    node.children = ctypes.cast(pointers, POINTER(POINTER(kind))) if of else None
    node.dictionary = None if values is None else ctypes.pointer(values)
    number = next(_NUMBERS)
    _HELD[number] = (of, pointers, values, owner)
    node.private_data = number
    node.release = _LET_GO[kind]
    return node


def _letting_go(kind: type[Node]) -> Any:  # noqa: ANN401 - a function of C's
    """The function that releases a node of ours: its children first, if nobody has taken them."""

    def let_go(address: int, held: dict[int, Any] = _HELD, give_back: Any = release) -> None:  # noqa: ANN401
        node = kind.from_address(address)
        for place in range(node.n_children):
            give_back(node.children[place].contents)
        if node.dictionary:
            give_back(node.dictionary.contents)
        node.release = None
        held.pop(node.private_data)

    function = _RELEASE(let_go)
    # Something of ours may be released after this module is gone.
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(function))
    return function


_FUNCTIONS = {kind: _letting_go(kind) for kind in (Schema, Array)}
_LET_GO = {kind: ctypes.cast(call, ctypes.c_void_p).value for kind, call in _FUNCTIONS.items()}
