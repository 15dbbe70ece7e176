"""What else changed between two policies: the parts of their files, apart from decisions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec
from msgspec import structs

from ayuda.model import Lookup, Policy, WrittenValue

PartKind = Literal["text", "window", "step", "notice", "other"]
How = Literal["changed", "added", "removed"]
LENGTH = re.compile(r"windows\.[^.]+\.lasts")
LANGUAGES = {"en", "es"}
WHOLE = {"csv", "rows"}
"""Keys whose content is told as one, however much of it changed."""


class ChangedRow(msgspec.Struct, frozen=True):
    """A row of a table by what it goes by, and its value before and after; None where it is new."""

    table: str
    keys: Mapping[str, WrittenValue]
    old: WrittenValue | None
    new: WrittenValue | None


class ChangedPart(msgspec.Struct, frozen=True):
    """A place in the policy's files, what kind of part it is, and how it changed.

    ``old`` and ``new`` are its content where that is short: a text, a number, an id. ``row`` is
    the one that changed of a table's, whose ``path`` is that of all.
    """

    kind: PartKind
    path: str
    how: How
    old: str | None = None
    new: str | None = None
    row: ChangedRow | None = None


def changed_parts(old: Policy, new: Policy) -> tuple[ChangedPart, ...]:
    """All places at which two policies differ; what is equal is skipped as a whole."""
    found: list[ChangedPart] = []
    for field in Policy.__struct_fields__:
        before, after = getattr(old, field), getattr(new, field)
        if before == after:
            continue
        if isinstance(before, dict) and isinstance(after, dict):
            for name in dict.fromkeys((*before, *after)):
                one, other = before.get(name), after.get(name)
                if isinstance(one, Lookup) and isinstance(other, Lookup):
                    rows = _changed_rows(name, one, other)
                    if rows is not None:
                        found += rows
                        one, other = (structs.replace(each, rows=()) for each in (one, other))
                if one != other:
                    found += _differences(f"{field}.{name}", _plain(one), _plain(other))
        else:
            found += _differences(field, _plain(before), _plain(after))
    return tuple(found)


def _changed_rows(name: str, old: Lookup, new: Lookup) -> list[ChangedPart] | None:
    """The rows of a table that changed, by their keys; None where it goes by others."""
    if set(old.by) != set(new.by):
        return None
    before, after = (
        {_keys(table, row): row["value"] for row in table.rows} for table in (old, new)
    )
    found: list[ChangedPart] = []
    for keys in dict.fromkeys((*before, *after)):
        one, other = before.get(keys), after.get(keys)
        if one != other:
            row = ChangedRow(name, dict(keys), one, other)
            found.append(structs.replace(_changed(f"tables.{name}.rows", one, other), row=row))
    return found


def _keys(table: Lookup, row: Mapping[str, WrittenValue]) -> tuple[tuple[str, WrittenValue], ...]:
    return tuple((name, row[name]) for name in sorted(table.by))


def _plain(part: object) -> Any:  # noqa: ANN401 - as msgspec has it
    return msgspec.to_builtins(part)


def _differences(path: str, old: Any, new: Any) -> Iterator[ChangedPart]:  # noqa: ANN401
    """The changed places in one part, deepest first told."""
    if old == new:
        return
    last = path.rpartition(".")[2]
    if old is None or new is None or last in WHOLE:
        yield _changed(path, old, new)
    elif isinstance(old, dict) and isinstance(new, dict):
        if LENGTH.fullmatch(path):
            yield _changed(path, old, new)
            return
        for key in dict.fromkeys((*old, *new)):
            yield from _differences(f"{path}.{key}", old.get(key), new.get(key))
    elif isinstance(old, list | tuple) and isinstance(new, list | tuple):
        yield from _of_lists(path, old, new)
    else:
        yield _changed(path, old, new)


def _of_lists(path: str, old: Sequence[Any], new: Sequence[Any]) -> Iterator[ChangedPart]:
    if all(isinstance(one, dict) and "id" in one for one in (*old, *new)):
        before, after = ({one["id"]: one for one in many} for many in (old, new))
        for name in dict.fromkeys((*before, *after)):
            yield from _differences(f"{path}.{name}", before.get(name), after.get(name))
        kept = [
            [name for name in one if name in other]
            for one, other in ((before, after), (after, before))
        ]
        if kept[0] != kept[1]:
            yield ChangedPart(_kind(path), path, "changed")
    elif len(old) == len(new) and all(isinstance(one, dict) for one in (*old, *new)):
        for at, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _differences(f"{path}[{at}]", one, other)
    else:
        yield _changed(path, old, new)


def _changed(path: str, old: object, new: object) -> ChangedPart:
    how: How = "added" if old is None else "removed" if new is None else "changed"
    return ChangedPart(_kind(path), path, how, _short(old), _short(new))


def _kind(path: str) -> PartKind:
    if path.rpartition(".")[2] in LANGUAGES or ".more." in path:
        return "text"
    if LENGTH.fullmatch(path) or re.fullmatch(r"windows\.[^.]+", path):
        return "window"
    if re.search(r"\.steps\b", path):
        return "step"
    return "notice" if re.search(r"\.notices\b", path) else "other"


def _short(part: object) -> str | None:
    """A part as one line: a plain value, a length as "45 minutes" without words; else none."""
    if isinstance(part, Mapping):
        given = {key: value for key, value in part.items() if value is not None}
        if len(given) == 1 and all(isinstance(one, int | str) for one in given.values()):
            return " ".join(f"{value} {key}" for key, value in given.items())
        return None
    if isinstance(part, bool):
        return "true" if part else "false"
    return str(part) if isinstance(part, str | int | float) else None
