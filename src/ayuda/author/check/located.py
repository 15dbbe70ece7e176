"""Problems of a policy, each with its line and column in the file that it is in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from ayuda.author.findings import Level
from ayuda.errors import AyudaError, Problem
from ayuda.likeness import nearest
from ayuda.policy.files import parse_toml, read_bytes, text_of
from ayuda.policy.places import Places
from ayuda.policy.whole import TOP
from ayuda.texts import LONGEST_PLACE, Message, Texts, visible
from ayuda.view.formats import CheckProblem

OF_KEYS = ("unknown-key", "text-language")
"""The problems that are of keys which are one too many."""
MOST_NEAR = 400
"""How many names are compared with one that is not there."""
MOST_KEYS = 1_000
"""How many keys too many are told one by one; more are no slip of anybody's."""
MOST_MEANT = 500
"""For how many problems it is looked up what was meant: it takes longer than all else."""
_LEVELS: tuple[Level, ...] = ("error", "warning")
_RULE = re.compile(r"flows\.(.+?)\.rules\[(\d+)\]")
_FILE_ENDS = re.compile(r"(?::(\d{1,9}))?(?::(\d{1,9}))?(?:: |\Z)")


class _File(msgspec.Struct, frozen=True):
    """What stands where in a file; nothing where it is no TOML."""

    tables: dict[str, Any]
    places: Places


class Placed(msgspec.Struct, frozen=True):
    """Where something stands: a file, the line and column in it, and the path inside a policy.

    None where there is no such place, or none is told.
    """

    file: str
    line: int | None
    column: int | None
    path: str | None


class Locator:
    """Finds the places of problems in the files of a policy; each file is read once."""

    def __init__(self, entry: Path | None = None) -> None:
        self._entry = "" if entry is None else str(entry)
        self._files: dict[str, _File | None] = {}
        self._meant = 0

    def located(
        self, texts: Texts, found: Iterable[tuple[Level, Problem]]
    ) -> tuple[CheckProblem, ...]:
        """Problems in words, in the order of their files and lines, the entry's first."""
        told = [self._located(texts, level, one) for level, each in found for one in _parted(each)]
        files = {file: place for place, file in enumerate((self._entry, *self._files))}
        last = len(files)

        def order(one: CheckProblem) -> tuple[int, int, int, int]:
            place = 0 if one.file == self._entry else files.get(one.file, last)
            return place, one.line or 0, one.column or 0, _LEVELS.index(one.level)

        return tuple(sorted(dict.fromkeys(told), key=order))

    def place(self, where: str) -> Placed:
        """What a problem's place names, with the line and column of its path in the file."""
        return self._placed(where, None)

    def message(self, texts: Texts, problem: Problem) -> Message:
        """A problem in words, with the line and column of its path in a file."""
        message = texts.message(problem)
        placed = self._placed(problem.where, problem)
        if placed.path is None or self._file(placed.file) is None:
            return message
        file, path = (visible(told, LONGEST_PLACE) for told in (placed.file, placed.path))
        place = {"file": file, "line": placed.line, "column": placed.column, "path": path}
        return msgspec.structs.replace(message, **place)

    def _placed(self, where: str, problem: Problem | None) -> Placed:
        """The place; with the problem, of a key too many that of the key itself."""
        file, line, column, path = self._parts(where)
        known = None if path is None else self._file(file)
        if known is not None and path is not None:
            line, column = known.places.of(path if problem is None else _pointed_at(path, problem))
        return Placed(file, line, column, path)

    def _located(self, texts: Texts, level: Level, problem: Problem) -> CheckProblem:
        placed = self._placed(problem.where, problem)
        file, path = placed.file, placed.path
        known = None if path is None else self._file(file)
        rule = None if known is None or path is None else _rule_at(known.tables, path)
        message = texts.message(problem)
        hint = message.hint
        self._meant += 1
        near = _nearest(problem) if self._meant <= MOST_MEANT else None
        if near is not None:
            hint = texts.say("checked.nearest", nearest=visible(near), hint=hint)
        place = (file, placed.line, placed.column, path)
        return CheckProblem(level, problem.code, *place, rule, message.what, hint)

    def _parts(self, where: str) -> tuple[str, int | None, int | None, str | None]:
        """The file, line, column and path that a problem's place names.

        A file's name may have colons itself: the shortest that is a file's is taken.
        """
        ends = list(_FILE_ENDS.finditer(where))
        known = (end for end in ends if self._is_file(where[: end.start()]))
        end = next(known, ends[0])
        line, column = (None if part is None else int(part) for part in end.groups())
        return where[: end.start()], line, column, where[end.end() :] or None

    def _is_file(self, name: str) -> bool:
        return name == self._entry or name in self._files or _is_there(name)

    def _file(self, name: str) -> _File | None:
        if name not in self._files:
            try:
                content = read_bytes(Path(name))
                self._files[name] = _File(parse_toml(name, content), Places(text_of(content)))
            except AyudaError:
                self._files[name] = None
        return self._files[name]


def _is_there(name: str) -> bool:
    """Whether there is a file; a name that none can have is that of no file."""
    try:
        return Path(name).is_file()
    except OSError:
        return False


def _parted(problem: Problem) -> Iterator[Problem]:
    """A problem of several keys as one for each of them."""
    keys = problem.values["value"].split(", ") if problem.code in OF_KEYS else ()
    if not 0 < len(keys) <= MOST_KEYS:
        yield problem
        return
    for key in keys:
        yield msgspec.structs.replace(problem, values={**problem.values, "value": key})


def _pointed_at(path: str, problem: Problem) -> str:
    """The path of what a problem points at: of a key too many the key itself."""
    if problem.code not in OF_KEYS:
        return path
    key = problem.values["value"].partition(", ")[0]
    return key if path == TOP else f"{path}.{key}"


def _rule_at(tables: dict[str, Any], path: str) -> str | None:
    """The id of the rule that a path leads into."""
    found = _RULE.match(path)
    if found is None:
        return None
    try:
        rule = tables["flows"][found[1]]["rules"][int(found[2])]["id"]
    except (KeyError, IndexError, TypeError):
        return None
    return rule if isinstance(rule, str) else None


def _nearest(problem: Problem) -> str | None:
    """What was most likely meant, of the names that there are."""
    value, allowed = problem.values.get("value"), problem.values.get("allowed")
    if value is None or allowed is None or "nearest" in problem.values:
        return None
    names = allowed.split(", ")[:MOST_NEAR]
    return None if value in names else nearest(value, {name: name for name in names})
