"""The JSON format of two policies compared: ``ayuda.diff/1``."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

Number = Annotated[int, msgspec.Meta(ge=0)]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What all parts share: frozen, and no other fields."""


class DiffPolicy(Part, frozen=True):
    """One of the two policies: its id, its file as it was named, and the digest of its files."""

    id: str
    file: str
    sha256: str


class DiffExample(Part, frozen=True):
    """A case that both policies have decided, as of that moment: facts by id, and the rules."""

    facts: dict[str, Any]
    now: str
    old_rule: str | None
    new_rule: str | None


class DiffRegion(Part, frozen=True):
    """Cases that come to ``new`` instead of ``old``; null where a policy has no such case.

    ``where`` is what their facts can be, in words. ``shown`` says that the outcome is the same, and
    other windows, amounts or flows to go on with are shown. ``example`` is null where no case was
    found that shows it.
    """

    old: str | None
    new: str | None
    shown: bool
    where: list[str]
    example: DiffExample | None


class DiffCells(Part, frozen=True):
    """How many cells come to ``new`` instead of ``old``."""

    old: str | None
    new: str | None
    shown: bool
    cells: Number


class DiffFlow(Part, frozen=True):
    """A flow of both policies that is not decided alike.

    ``more`` are so many regions beside those that are listed, null where they could not be
    counted. ``exact`` is false where facts that decide together may leave fewer cells. ``apart``
    are facts that are of another kind, so that nothing was compared.
    """

    flow: str
    regions: list[DiffRegion]
    more: Number | None
    cells: list[DiffCells]
    exact: bool
    apart: list[str]


class DiffPart(Part, frozen=True):
    """A place in the files that changed; ``old`` and ``new`` are null where it is not one line.

    ``row`` says which row of a table it is, by what the table goes by, and is null for all else.
    """

    kind: Literal["text", "window", "step", "notice", "other"]
    path: str
    how: Literal["changed", "added", "removed"]
    old: str | None
    new: str | None
    row: list[str] | None = None


class DiffRow(Part, frozen=True):
    """A row that is not decided alike, or has no baseline: rules and outcomes, null for none.

    Of a receipt ``where`` names its file, or its line in it.
    """

    row: Number
    verdict: Literal["changed", "no-baseline"]
    old_outcome: str | None
    old_rule: str | None
    new_outcome: str | None
    new_rule: str | None
    where: str | None = None


class DiffCases(Part, frozen=True):
    """The rows of a file as both policies' flow decides them; up to fifty of each are listed."""

    flow: str
    file: str
    changed: Number
    unchanged: Number
    no_baseline: Number
    rows: list[DiffRow]
    unchanged_rows: list[Number]


class Diff(Part, frozen=True):
    """Two policies compared: ``ayuda.diff/1``.

    ``alike`` are the flows of both that decide every case alike. ``cases`` is null where no file
    of cases was given.
    """

    format: Literal["ayuda.diff/1"]
    old: DiffPolicy
    new: DiffPolicy
    changes_outcomes: bool
    alike: list[str]
    flows: list[DiffFlow]
    added: list[str]
    removed: list[str]
    parts: list[DiffPart]
    cases: list[DiffCases] | None
    lang: str
