"""An explanation as plain content: what a screen, a page and a program are given to show."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

FORMAT: Literal["ayuda.explanation/1"] = "ayuda.explanation/1"

ComputedKind = Literal["derived", "score", "table", "amount"]
Kind = Literal[
    "flow",
    "rule",
    "outcome",
    "statement",
    "window",
    "fact",
    "derived",
    "score",
    "table",
    "amount",
]


class Source(msgspec.Struct, frozen=True):
    """A statement of the source: its id, the section that says it, and what it says."""

    id: str
    section: str
    says: str


class RuleRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """One rule of a flow: where it stands, what it looks at, and what it comes to.

    ``conditions`` must all hold; none: it decides whatever the rules above leave.
    """

    number: int
    id: str
    conditions: tuple[str, ...]
    outcome: str
    title: str
    deadlines: tuple[str, ...]
    statements: tuple[str, ...]
    reading: str | None
    amounts: tuple[str, ...] = ()


class NoticeRow(msgspec.Struct, frozen=True):
    """A notice, and the sets of conditions any of which shows it."""

    id: str
    text: str
    conditions: tuple[tuple[str, ...], ...]
    statements: tuple[str, ...]


class Stretch(msgspec.Struct, frozen=True):
    """One state of a window on its time line, and whether its own end belongs to it."""

    state: str
    name: str
    holds_at_its_end: bool


class TimeLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """A window: from what it counts, how long it lasts, and its states in the order of time.

    ``not_yet`` is the state before its moment has happened. With ``back`` it lies before the
    moment from which it counts. ``seen_at`` is when its state is looked at, if not now. ``begins``
    is what a fact is called; where ``several``, it says more than that. ``closed`` says what
    becomes of a last day that is no working day.
    """

    id: str
    name: str
    begins: str
    lasts: str
    stretches: tuple[Stretch, ...]
    not_yet: str | None
    statements: tuple[str, ...]
    reading: str | None
    back: bool = False
    several: bool = False
    seen_at: str = ""
    closed: str = ""


class Piece(msgspec.Struct, frozen=True, omit_defaults=True):
    """A case, some points or a line of what is computed, and when it counts.

    Any of the sets of conditions is enough; without them it is what is left, or always so.
    """

    words: str
    conditions: tuple[tuple[str, ...], ...] = ()
    is_rest: bool = False


class Grid(msgspec.Struct, frozen=True):
    """A table: what stands over its columns, and its rows. ``complete`` is False where more are."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    complete: bool = True


class Making(msgspec.Struct, frozen=True, omit_defaults=True):
    """How something is computed: in a sentence, then its cases, points or lines, or its rows."""

    words: str
    pieces: tuple[Piece, ...] = ()
    grid: Grid | None = None


class ComputedRow(msgspec.Struct, frozen=True):
    """Something that is computed for a flow: what it is, what it is called, and how in short."""

    kind: ComputedKind
    id: str
    name: str
    words: str


class Cases(msgspec.Struct, frozen=True):
    """The cases of a flow that come to something, as few sets of conditions that share none.

    ``complete`` is False where there are more sets than are told.
    """

    flow: str
    title: str
    rules: tuple[str, ...]
    regions: tuple[tuple[str, ...], ...]
    complete: bool


class Reference(msgspec.Struct, frozen=True):
    """A part of the policy that rests on a statement: its path in the file, and its words."""

    path: str
    words: str


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """One part of the policy, explained without a case; what it has nothing of is empty.

    ``id`` is how it is asked for, ``path`` where it stands in the policy file. ``properties`` are
    what holds of every value of a fact or an amount; ``computed`` what is computed for a flow, and
    ``making`` how; all three are left out where there is nothing of it.
    """

    kind: Kind
    id: str
    path: str
    title: str
    about: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    rules: tuple[RuleRow, ...] = ()
    notices: tuple[NoticeRow, ...] = ()
    time_lines: tuple[TimeLine, ...] = ()
    say: str = ""
    steps: tuple[str, ...] = ()
    not_promised: tuple[str, ...] = ()
    onward: tuple[str, ...] = ()
    cases: tuple[Cases, ...] = ()
    references: tuple[Reference, ...] = ()
    sources: tuple[Source, ...] = ()
    reading: str | None = None
    properties: tuple[str, ...] | UnsetType = UNSET
    computed: tuple[ComputedRow, ...] | UnsetType = UNSET
    making: Making | UnsetType = UNSET

    @property
    def references_are(self) -> str:
        """The key of the heading over the references: they rest on it, or look at it."""
        if self.kind == "statement":
            return "rests_on_it"
        only_rules = all(one.path.startswith("flows.") for one in self.references)
        return "looked_at_by" if only_rules else "used_by"


class Explanations(msgspec.Struct, frozen=True, kw_only=True):
    """The document ``ayuda.explanation/1``: what was asked for, in one language."""

    format: Literal["ayuda.explanation/1"] = FORMAT
    policy_id: str
    policy_title: str
    policy_source: str
    sha256: str
    lang: str
    explanations: tuple[Explanation, ...]
