"""What a batch of rows is told to do, and the columns that it adds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from unicodedata import normalize

import msgspec

from ayuda.batch.rows.layout import AS_SHOWN, DateForm, DecimalMark, Layout
from ayuda.calendar import Calendar
from ayuda.engine.stated import unknown_value
from ayuda.engine.windows import Setting
from ayuda.errors import AyudaError
from ayuda.model import NOW, Policy

OUTCOME_COLUMN = "outcome"
RULE_COLUMN = "rule"
NEEDS_COLUMN = "needs"
PROBLEM_COLUMN = "problem"
WINDOW_COLUMNS = "windows"
"""What ``--columns`` calls the moments and states of all windows."""


class RowJob(msgspec.Struct, frozen=True):
    """How the rows of files are decided: everything that a worker elsewhere needs to know too.

    ``now`` is in UTC. ``facts`` gives the fact (or ``now``) that a column stands for where its
    own name does not say so; ``values`` what the cells of a column mean, by column and cell.
    ``constants`` are facts that no column states, and rows with one of the ``ignored`` cells, by
    column, are not decided. ``dates`` are the forms of moments by column, and ``date_form`` is
    that of all others. ``marks`` are what stands before the decimals of numbers by column, and
    ``mark`` that of all others.
    ``only`` are the outcomes whose rows are written (all where it is empty) and ``columns`` what
    is added.
    """

    policy_path: str
    policy_sha256: str
    flow: str
    now: datetime
    region: str | None
    language: str
    columns: tuple[str, ...]
    facts: Mapping[str, str] = {}
    values: Mapping[str, Mapping[str, str]] = {}
    only: tuple[str, ...] = ()
    spreadsheet_safe: bool = False
    layout: Layout = AS_SHOWN
    constants: Mapping[str, str] = {}
    ignored: Mapping[str, tuple[str, ...]] = {}
    dates: Mapping[str, DateForm] = {}
    date_form: DateForm | None = None
    marks: Mapping[str, DecimalMark] = {}
    mark: DecimalMark | None = None

    def setting(self, policy: Policy) -> Setting:
        """What the rows are decided with; a column ``now`` replaces the present row by row."""
        return Setting(policy, self.now, Calendar(policy.country, self.region, policy.holidays))


def shown_windows(policy: Policy, flow: str) -> tuple[str, ...]:
    """The windows that some decision of a flow shows, in the order of the policy."""
    shown = {window for rule in policy.flows[flow].rules for window in rule.windows}
    return tuple(window for window in policy.windows if window in shown)


def shown_amounts(policy: Policy, flow: str) -> tuple[str, ...]:
    """The amounts that some decision of a flow shows, in the order of the policy."""
    shown = {amount for rule in policy.flows[flow].rules for amount in rule.amounts}
    return tuple(amount for amount in policy.amounts if amount in shown)


def added_columns(policy: Policy, flow: str) -> tuple[str, ...]:
    """All the columns that a batch of a flow can add, in their order."""
    windows = [column for window in shown_windows(policy, flow) for column in columns_of(window)]
    amounts = [column for amount in shown_amounts(policy, flow) for column in sum_columns(amount)]
    return (OUTCOME_COLUMN, RULE_COLUMN, *windows, *amounts, NEEDS_COLUMN, PROBLEM_COLUMN)


def chosen_columns(policy: Policy, flow: str, names: Sequence[str], where: str) -> tuple[str, ...]:
    """The columns that names of them stand for, each once; WINDOW_COLUMNS for all of windows.

    Raises AyudaError that names ``where`` for each that there is not.
    """
    every = added_columns(policy, flow)
    windows = [column for window in shown_windows(policy, flow) for column in columns_of(window)]
    known = [*every, WINDOW_COLUMNS]
    problems = [unknown_value(where, name, known) for name in names if name not in known]
    if problems:
        raise AyudaError(problems)
    chosen = [windows if name == WINDOW_COLUMNS else [name] for name in names]
    return tuple(dict.fromkeys(column for columns in chosen for column in columns))


def columns_of(window: str) -> tuple[str, str]:
    """The columns of a window: the moment at which its first state ends, and its state."""
    return f"{window}_until", f"{window}_state"


def sum_columns(amount: str) -> tuple[str, str]:
    """The columns of an amount: its value, and its lines."""
    return f"{amount}_amount", f"{amount}_lines"


def stated_facts(policy: Policy, flow: str) -> tuple[str, ...]:
    """What columns can state of a flow's case, ``now`` last."""
    stated = [name for name in policy.flows[flow].facts if policy.facts[name].ask is not None]
    return (*stated, NOW)


def facts_by_column(job: RowJob, policy: Policy, columns: tuple[str, ...]) -> dict[str, str]:
    """The facts (and ``now``) that a file's columns stand for, by column.

    A heading is a fact's id, what the job says it is, the id but for capitals, blanks and
    hyphens, or, where nothing else states that fact, the name that the policy has for it. Two
    headings can come to one fact: that is for the caller to refuse.
    """
    stated = stated_facts(policy, job.flow)
    found = {
        column: job.facts.get(column, column)
        for column in columns
        if job.facts.get(column, column) in stated
    }
    by_id = {_key(name): name for name in stated if name not in job.facts.values()}
    by_name: dict[str, str] = {}
    twice: set[str] = set()
    for fact in stated:
        if fact not in policy.facts or fact in job.constants:
            continue
        for key in set(map(_key, policy.facts[fact].name.in_every_language())):
            twice |= {key} & set(by_name)
            by_name[key] = fact
    for known in (by_id, {key: fact for key, fact in by_name.items() if key not in twice}):
        free = {fact for fact in known.values() if known is by_id or fact not in found.values()}
        for column in columns:
            meant = known.get(_key(column))
            if meant in free and column not in found and column not in job.facts:
                found[column] = meant
    return {column: found[column] for column in columns if column in found}


def _key(heading: str) -> str:
    """What headings are told apart by: capitals, blanks, hyphens and underscores are alike."""
    return re.sub(r"[\s_-]+", "_", normalize("NFC", heading).strip().casefold())


def states_moment(policy: Policy, fact: str) -> bool:
    """Whether a column of that fact states moments, or days."""
    return fact == NOW or (fact in policy.facts and policy.facts[fact].kind in {"date", "moment"})


def states_number(policy: Policy, fact: str) -> bool:
    """Whether a column of that fact states numbers."""
    return fact in policy.facts and policy.facts[fact].kind == "number"
