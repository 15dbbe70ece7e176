"""A mapping: what the headings and cells of a file mean, kept in a file of its own.

What a mapping says becomes part of the job of a batch, so that parts, clusters and programs in
Python know it, too. Options beat it.
"""

from __future__ import annotations

from collections import abc
from pathlib import Path
from typing import Any, get_args

import msgspec

from ayuda.batch.rows.layout import AS_SHOWN, DateForm, DecimalMark, Layout
from ayuda.batch.rows.reading.encodings import OFFERED, known_encoding
from ayuda.engine.stated import unknown_value
from ayuda.errors import AyudaError, Problem
from ayuda.policy.files import parse_toml, read_bytes
from ayuda.policy.load import built_in_path

READY = "mappings"
"""The folder beside the built-in policy where the mappings are that come with the program."""
MARKS: tuple[str, ...] = get_args(DecimalMark)
FORMS: tuple[str, ...] = get_args(DateForm)
KEYS = (
    "flow",
    "encoding",
    "skip",
    "sheet",
    "set",
    "columns",
    "values",
    "ignore",
    "dates",
    "decimal",
)


class Mapping(msgspec.Struct, frozen=True):
    """What a mapping says, as it is written: nothing of it is checked against a policy yet.

    ``flows`` are those that it is made for (any where it names none). ``facts`` are facts by
    heading, ``values`` what cells mean by heading and cell, and ``constants`` facts that no column
    states. Rows with one of the ``ignored`` cells, by heading, are not decided. ``dates`` are the
    forms of moments by heading, and ``date_form`` that of all others. ``marks`` are what stands
    before the decimals of numbers by heading, and ``mark`` that of all others.
    """

    path: str
    flows: tuple[str, ...] = ()
    layout: Layout = AS_SHOWN
    facts: abc.Mapping[str, str] = {}
    values: abc.Mapping[str, abc.Mapping[str, str]] = {}
    constants: abc.Mapping[str, str] = {}
    ignored: abc.Mapping[str, tuple[str, ...]] = {}
    dates: abc.Mapping[str, DateForm] = {}
    date_form: DateForm | None = None
    marks: abc.Mapping[str, DecimalMark] = {}
    mark: DecimalMark | None = None

    def place(self, *keys: str) -> str:
        """Where something stands in the mapping, as problems name it."""
        return _place(self.path, *keys)


def ready_mappings() -> dict[str, Path]:
    """The mappings that come with the program, by name."""
    folder = built_in_path().parent / READY
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def load_mapping(told: str | Path) -> Mapping:
    """The mapping in a file, or the ready one of that name.

    Raises AyudaError with everything that is wrong with it.
    """
    path = Path(told)
    if not path.exists():
        ready = ready_mappings()
        if str(told) not in ready:
            raise AyudaError.of(str(told), "mapping-missing", allowed=", ".join(ready))
        path = ready[str(told)]
    name = str(path)
    return _Reader(name, parse_toml(name, read_bytes(path))).mapping()


def mapping_of(tables: abc.Mapping[str, Any], path: str) -> Mapping:
    """The mapping that these tables are; ``path`` is what it is called in problems.

    Raises AyudaError with everything that is wrong with it.
    """
    return _Reader(path, {**tables}).mapping()


class _Reader:
    """Reads the tables of a mapping, and keeps every problem."""

    def __init__(self, path: str, tables: dict[str, Any]) -> None:
        self.path = path
        self.tables = tables
        self.problems: list[Problem] = []

    def mapping(self) -> Mapping:
        """The mapping. Raises AyudaError with every problem."""
        for key in self.tables:
            if key not in KEYS:
                self.problems.append(unknown_value(self.path, key, list(KEYS)))
        dates = self.tables.get("dates", {})
        is_one = isinstance(dates, str)
        decimal = self.tables.get("decimal", {})
        has_one = isinstance(decimal, str)
        mapping = Mapping(
            self.path,
            self._flows(),
            Layout(self._encoding(), self._skip(), self._text("sheet")),
            {name: self._string(value, "columns", name) for name, value in self._table("columns")},
            {
                name: {
                    cell: self._value(value, "values", name, cell)
                    for cell, value in self._entries(cells, "values", name)
                }
                for name, cells in self._table("values")
            },
            {name: self._value(value, "set", name) for name, value in self._table("set")},
            {
                name: tuple(self._listed(cells, "ignore", name))
                for name, cells in self._table("ignore")
            },
            {}
            if is_one
            else {name: self._form(form, "dates", name) for name, form in self._table("dates")},
            self._form(dates, "dates") if is_one else None,
            {}
            if has_one
            else {name: self._mark(mark, "decimal", name) for name, mark in self._table("decimal")},
            self._mark(decimal, "decimal") if has_one else None,
        )
        if self.problems:
            raise AyudaError(self.problems)
        return mapping

    def _at(self, *keys: str) -> str:
        return _place(self.path, *keys)

    def _flows(self) -> tuple[str, ...]:
        told = self.tables.get("flow", [])
        return (told,) if isinstance(told, str) else tuple(self._listed(told, "flow"))

    def _encoding(self) -> str | None:
        told = self._text("encoding")
        encoding = None if told is None else known_encoding(told)
        if told is not None and encoding is None:
            words = {"value": told, "allowed": ", ".join(OFFERED)}
            where = self._at("encoding")
            self.problems.append(Problem(where, "batch-no-such-encoding", words))
        return encoding

    def _skip(self) -> int:
        told = self.tables.get("skip", 0)
        if isinstance(told, bool) or not isinstance(told, int) or told < 0:
            self.problems.append(Problem(self._at("skip"), "mapping-not-a-count"))
            return 0
        return told

    def _text(self, key: str) -> str | None:
        return self._string(self.tables[key], key) if key in self.tables else None

    def _table(self, key: str) -> list[tuple[str, Any]]:
        return self._entries(self.tables.get(key, {}), key)

    def _entries(self, told: Any, *keys: str) -> list[tuple[str, Any]]:  # noqa: ANN401 - of TOML
        if isinstance(told, dict):
            return list(told.items())
        self.problems.append(Problem(self._at(*keys), "mapping-not-a-table"))
        return []

    def _string(self, told: Any, *keys: str) -> str:  # noqa: ANN401 - of TOML
        if isinstance(told, str):
            return told
        self.problems.append(Problem(self._at(*keys), "mapping-not-a-text"))
        return ""

    def _value(self, told: Any, *keys: str) -> str:  # noqa: ANN401 - of TOML
        if isinstance(told, bool):
            return "yes" if told else "no"
        return self._string(told, *keys)

    def _listed(self, told: Any, *keys: str) -> list[str]:  # noqa: ANN401 - of TOML
        if isinstance(told, list):
            return [self._string(one, *keys) for one in told]
        self.problems.append(Problem(self._at(*keys), "mapping-not-a-list"))
        return []

    def _form(self, told: Any, *keys: str) -> DateForm:  # noqa: ANN401 - of TOML
        for form in get_args(DateForm):
            if told == form:
                return form  # type: ignore[no-any-return]
        self.problems.append(unknown_value(self._at(*keys), str(told), list(FORMS)))
        return "ymd"

    def _mark(self, told: Any, *keys: str) -> DecimalMark:  # noqa: ANN401 - of TOML
        for mark in get_args(DecimalMark):
            if told == mark:
                return mark  # type: ignore[no-any-return]
        self.problems.append(unknown_value(self._at(*keys), str(told), [*MARKS]))
        return "."


def _place(path: str, *keys: str) -> str:
    """A place in a mapping: its path, and the keys, in quotes where TOML needs them."""
    bare = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
    told = (key if key and not key.strip(bare) else f'"{key}"' for key in keys)
    return f"{path}: {'.'.join(told)}"
