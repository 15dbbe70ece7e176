"""One change of a policy: where, from what to what, and the policy as it then is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, Generic, Literal, TypeVar

import msgspec

from ayuda.model import Policy

Kind = Literal["changed", "removed", "swapped"]
T = TypeVar("T")
U = TypeVar("U")


class Change(msgspec.Struct, Generic[T], frozen=True):
    """A part as it would be, and what was done to it there: written as in the file.

    Of two that are swapped, ``becomes`` is the second.
    """

    path: str
    kind: Kind
    was: str
    becomes: str
    part: T


Changes = Iterator[Change[T]]


class Mutant(msgspec.Struct, frozen=True):
    """A policy with one change, and the flows that it can touch.

    ``unstated`` is the fact whose value for those that nobody states was changed.
    """

    path: str
    kind: Kind
    was: str
    becomes: str
    policy: Policy
    flows: tuple[str, ...]
    unstated: str | None = None


def within(changes: Changes[T], put: Callable[[T], U]) -> Changes[U]:
    """Changes of a part as changes of what it is a part of."""
    for one in changes:
        yield Change(one.path, one.kind, one.was, one.becomes, put(one.part))


def swapped(path: str, parts: tuple[T, ...], called: Callable[[T], str]) -> Changes[tuple[T, ...]]:
    """Each two neighbours in each other's place."""
    for at, (first, second) in enumerate(pairwise(parts)):
        turned = (*parts[:at], second, first, *parts[at + 2 :])
        yield Change(f"{path}[{at}]", "swapped", called(first), called(second), turned)


def removed(
    path: str, parts: tuple[T, ...], called: Callable[[T], str], least: int = 0
) -> Changes[tuple[T, ...]]:
    """Each part taken away, as long as so many are left."""
    if len(parts) > least:
        for at, one in enumerate(parts):
            rest = (*parts[:at], *parts[at + 1 :])
            yield Change(f"{path}[{at}]", "removed", called(one), "", rest)


def replaced(
    path: str, parts: tuple[T, ...], change: Callable[[str, T], Changes[T]]
) -> Changes[tuple[T, ...]]:
    """Each part changed in itself."""
    for at, one in enumerate(parts):
        for found in change(f"{path}[{at}]", one):
            whole = (*parts[:at], found.part, *parts[at + 1 :])
            yield Change(found.path, found.kind, found.was, found.becomes, whole)


def with_field(part: Any, name: str, value: object) -> Any:  # noqa: ANN401 - any struct
    """A structure with one field changed."""
    return msgspec.structs.replace(part, **{name: value})
