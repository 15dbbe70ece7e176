"""A policy in parts put together: the tables of all its files, and which file each key is from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from ayuda.errors import AyudaError, Problem
from ayuda.late_patterns import late
from ayuda.policy.files import ReadPart, parse_toml, part_path
from ayuda.policy.values import DEEPEST

INCLUDE = "include"
"""The key of an entry that names its parts."""
TOP = "(top)"
"""What problems call the outermost table."""
_SEGMENT = late(r"(?!\.{1,2}\Z)[^\\/:*?\[\]{}<>|\"]+\Z")
"""What stands between the slashes of a part's name: no wildcard, drive or way up."""


class Whole(msgspec.Struct):
    """All that was read of a policy.

    ``parts`` has the contents of the parts by name, in their order. ``owners`` has the names of
    the parts (empty for the entry) by the path of each key that is whole in one file; it is empty
    where there are no parts. ``is_complete`` says that every file could be read.
    """

    tables: dict[str, Any]
    parts: dict[str, bytes] = {}
    owners: dict[str, str] = {}
    problems: list[Problem] = []
    is_complete: bool = True


def whole_of(path: str, content: bytes, read_part: ReadPart) -> Whole:
    """An entry and its parts. Raises AyudaError where the entry is no TOML."""
    whole = Whole(parse_toml(path, content))
    if INCLUDE not in whole.tables:
        return whole
    told = whole.tables.pop(INCLUDE)
    whole.owners = dict.fromkeys((INCLUDE, *whole.tables), "")
    whole.problems += _include_problems(path, told)
    whole.is_complete = not whole.problems
    for place, name in enumerate(told if isinstance(told, list) else ()):
        if not is_name(name):
            continue
        try:
            part = read_part(place, name)
            _add(whole, path, name, parse_toml(part_path(path, name), part))
            whole.parts[name] = part
        except AyudaError as error:
            whole.problems += error.problems
            whole.is_complete &= all(one.code == "include-repeated" for one in error.problems)
    return whole


def in_their_files(
    path: str, owners: Mapping[str, str], problems: Sequence[Problem]
) -> list[Problem]:
    """Problems that are told of an entry, each told of the file in which its path stands."""
    found = []
    for problem in problems:
        entry, separator, inner = problem.where.partition(f"{path}: ")
        if entry or not separator or not owners:
            found.append(problem)
            continue
        for owner, values in _by_owner(owners, inner, problem):
            where = f"{part_path(path, owner)}: {inner}" if owner else problem.where
            found.append(msgspec.structs.replace(problem, where=where, values=values))
    return found


def _by_owner(
    owners: Mapping[str, str], inner: str, problem: Problem
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The files that a problem is of: of keys too many, all those that have one of them."""
    if problem.code != "unknown-key":
        yield owner_of(owners, inner), problem.values
        return
    outer = "" if inner == TOP else f"{inner}."
    keys: dict[str, list[str]] = {}
    for key in problem.values["value"].split(", "):
        keys.setdefault(owner_of(owners, f"{outer}{key}"), []).append(key)
    for owner, found in keys.items():
        yield owner, {**problem.values, "value": ", ".join(found)}


def owner_of(owners: Mapping[str, str], path: str) -> str:
    """The part in which a key stands, or the nearest table around it; empty for the entry."""
    while path and path not in owners:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return owners.get(path, "")


def _include_problems(path: str, told: object) -> Iterator[Problem]:
    """What is wrong with the names of parts, as far as they themselves tell."""
    if not isinstance(told, list):
        yield _wrong_type(f"{path}: {INCLUDE}", told, "array")
        return
    for place, name in enumerate(told):
        where = f"{path}: {INCLUDE}[{place}]"
        if not isinstance(name, str):
            yield _wrong_type(where, name, "string")
        elif not is_name(name):
            yield Problem(where, "include-no-name", {"value": name, "meant": meant(name)})


def _wrong_type(where: str, value: object, wanted: str) -> Problem:
    shown = "…" if isinstance(value, dict | list) else str(value)
    return Problem(where, "wrong-type", {"value": shown, "type": wanted})


def is_name(name: object) -> bool:
    """Whether it can name a part: a path downwards, with slashes, of characters that are seen."""
    return (
        isinstance(name, str)
        and name.isprintable()
        and all(map(_SEGMENT.match, name.split("/")))
        and name == name.strip()
    )


def meant(name: str) -> str:
    """A name that is right and the most like one that is not."""
    segments = [segment for segment in re.split(r"[\\/]", name) if segment not in {"", ".", ".."}]
    kept = [
        segment.strip() for segment in segments if _SEGMENT.match(segment) and segment.isprintable()
    ]
    near = "/".join(kept)
    return near if is_name(near) else "policies/mail.toml"


def _add(whole: Whole, path: str, name: str, tables: dict[str, Any]) -> None:
    """Merge a part's tables into the whole; what stands in two files is told of the later one.

    Raises AyudaError for tables that are nested too deeply. They are walked without recursion.
    """
    here = part_path(path, name)
    if tables.pop(INCLUDE, None) is not None:
        whole.problems.append(Problem(f"{here}: {INCLUDE}", "include-nested", {"value": path}))
    waiting = [("", 0, whole.tables, tables)]
    while waiting:
        outer, depth, merged, added = waiting.pop()
        if depth > DEEPEST:
            raise AyudaError.of(f"{here}: {outer}", "toml-too-deep")
        for key, value in added.items():
            inner = f"{outer}.{key}" if outer else key
            if key not in merged:
                merged[key] = value
                whole.owners[inner] = name
            elif isinstance(merged[key], dict) and isinstance(value, dict):
                waiting.append((inner, depth + 1, merged[key], value))
            else:
                owner = owner_of(whole.owners, inner)
                other = part_path(path, owner) if owner else path
                whole.problems.append(Problem(f"{here}: {inner}", "key-twice", {"other": other}))
