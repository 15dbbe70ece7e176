"""What the columns and cells of files may mean: guesses from the words that the policy has.

Nothing is known here of any language or trade: ids, names and values of facts stand in the policy,
in every language that it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from typing import get_args

import msgspec

from ayuda.batch.rows.deciding.row_decider import parse_cell
from ayuda.batch.rows.job import RowJob, facts_by_column, stated_facts, states_moment
from ayuda.batch.rows.layout import DateForm
from ayuda.batch.rows.reading.dates import in_iso
from ayuda.batch.rows.reading.sample import Sample
from ayuda.errors import AyudaError
from ayuda.likeness import plain
from ayuda.model import NOW, Fact, Policy
from ayuda.moments import has_form_of_moment, parse_day

SHORTEST_WORD = 4
"""How many letters a word has at least that a heading may share with a fact's name."""
MOST_VALUES = 40
"""Of a column with more different cells nobody guesses a fact by them."""
LEAST_SHARE = 3
"""One cell in so many has to be known before a fact is guessed by them."""


class Column(msgspec.Struct, frozen=True):
    """A column that states a fact, or may.

    ``is_sure`` says that its heading is the fact's own. ``values`` are guesses of what cells mean
    (an empty text: nothing), ``unknown`` are cells that nobody can guess, and ``forms`` the forms
    that all other cells fit of a column ``is_of_moments``.
    """

    heading: str
    fact: str
    is_sure: bool = False
    values: Mapping[str, str] = {}
    unknown: tuple[str, ...] = ()
    forms: tuple[DateForm, ...] = ()
    is_of_moments: bool = False


class Proposal(msgspec.Struct, frozen=True):
    """What columns state, in their order, and the facts of the flow that none does.

    ``may_state`` are columns of moments, with the moments that none states for certain.
    """

    flow: str
    columns: tuple[Column, ...]
    unstated: tuple[str, ...]
    may_state: tuple[tuple[str, str], ...] = ()


def proposal_of(job: RowJob, policy: Policy, sample: Sample) -> Proposal:
    """Guess what the columns of a sample mean for a job's flow."""
    facts = stated_facts(policy, job.flow)
    headings = [name for name in sample.cells if name]
    sure: dict[str, str] = {}
    for heading, fact in facts_by_column(job, policy, tuple(headings)).items():
        if heading == fact or fact not in {*sure.values(), *headings}:
            sure[heading] = fact
    guessed = dict(sure)
    for guesses in (_by_heading, _by_cells, _by_form):
        free = [name for name in facts if name not in guessed.values()]
        left = [name for name in headings if name not in guessed]
        found = dict(guesses(policy, sample, left, free))
        once = {fact for fact in facts if list(found.values()).count(fact) == 1}
        guessed |= {heading: fact for heading, fact in found.items() if fact in once}
    columns = tuple(
        _column(job, policy, sample, heading, guessed[heading], is_sure=heading in sure)
        for heading in headings
        if heading in guessed
    )
    unstated = tuple(name for name in facts if name not in guessed.values() and name != NOW)
    moments = [name for name in unstated if _has_time(policy, name)]
    dated = [
        heading for heading in headings if heading not in guessed and _is_timed(sample, heading)
    ]
    may_state = tuple((heading, fact) for fact in moments for heading in dated)
    return Proposal(job.flow, columns, unstated, may_state)


def _by_heading(
    policy: Policy, sample: Sample, headings: Sequence[str], facts: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Headings in which all words of one fact's name stand, or which stand in one fact's name.

    Some cell of a choice has to speak for it.
    """
    for heading in headings:
        words = set(plain(heading).split())
        long = {word for word in words if len(word) >= SHORTEST_WORD}
        named = [
            fact
            for fact in facts
            if fact != NOW
            and any(
                (long & known) and (words <= known or known <= words)
                for known in _names(fact, policy.facts[fact])
            )
            and (policy.facts[fact].kind != "choice" or _share(policy.facts[fact], sample, heading))
        ]
        if len(named) == 1:
            yield heading, named[0]


def _share(fact: Fact, sample: Sample, heading: str) -> int:
    """How many cells of a column are words of a value, of few."""
    cells = list(sample.cells[heading])[:MOST_VALUES]
    return sum(value_of(fact, cell) is not None for cell in cells)


def _names(fact: str, told: Fact) -> Iterator[set[str]]:
    for name in (fact, *told.name.in_every_language()):
        yield set(plain(name).split())


def _by_cells(
    policy: Policy, sample: Sample, headings: Sequence[str], facts: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Columns of which a third of the cells or more are words of one choice's values."""
    for heading in headings:
        count = len(sample.cells[heading])
        if not 1 <= count <= MOST_VALUES:
            continue
        shares = {
            fact: _share(policy.facts[fact], sample, heading)
            for fact in facts
            if fact != NOW and policy.facts[fact].kind == "choice"
        }
        most = max(shares.values(), default=0)
        best = [fact for fact, share in shares.items() if share == most]
        if len(best) == 1 and LEAST_SHARE * most >= count:
            yield heading, best[0]


def _by_form(
    policy: Policy, sample: Sample, headings: Sequence[str], facts: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """The one column of dates with times, where one moment is left that nobody states."""
    moments = [fact for fact in facts if fact != NOW and _has_time(policy, fact)]
    if len(moments) != 1:
        return
    for heading in headings:
        if _is_timed(sample, heading):
            yield heading, moments[0]


def _has_time(policy: Policy, fact: str) -> bool:
    """Whether a fact is a moment; a date has no time by which its column is known."""
    return states_moment(policy, fact) and (fact == NOW or policy.facts[fact].kind == "moment")


def _is_timed(sample: Sample, heading: str) -> bool:
    """Whether a column holds dates, some of them with times."""
    cells = list(sample.cells[heading])
    has_times = any(":" in cell for cell in cells[:MOST_VALUES])
    return has_times and (are_iso(cells) or bool(forms_of(cells)))


def value_of(fact: Fact, cell: str) -> str | None:
    """The value of a choice that a cell's words mean, if they mean one alone.

    They do where they are its id or words, stand in these, or these stand in them.
    """
    words = plain(cell).split()
    if not words:
        return None
    called = [
        (value, plain(name).split())
        for value, said in fact.values.items()
        for name in (value, *said.in_every_language())
    ]
    same = {value for value, name in called if name == words}
    within = {value for value, name in called if _stands_in(words, name)}
    around = {value for value, name in called if _stands_in(name, words)}
    for found in (same, within, around):
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _stands_in(words: Sequence[str], others: Sequence[str]) -> bool:
    is_long = any(len(word) >= SHORTEST_WORD for word in words)
    return is_long and set(words) <= set(others)


def _column(
    job: RowJob, policy: Policy, sample: Sample, heading: str, fact: str, *, is_sure: bool
) -> Column:
    cells = list(sample.cells[heading])
    column = Column(heading, fact, is_sure, is_of_moments=states_moment(policy, fact))
    if column.is_of_moments:
        dated = [cell for cell in cells if any(letter.isdigit() for letter in cell)]
        without = {cell: "" for cell in cells if cell not in set(dated)}
        forms = () if are_iso(dated) else forms_of(dated)
        unknown = () if forms else tuple(cell for cell in dated if not are_iso([cell]))
        return msgspec.structs.replace(column, values=without, unknown=unknown, forms=forms)
    known = policy.facts[fact]
    guesses: dict[str, str] = {}
    unknown_cells: list[str] = []
    for cell in cells:
        if known.kind in {"choice", "yes-no"} and not _is_understood(job, policy, fact, cell):
            meant = value_of(known, cell)
            if meant is None:
                unknown_cells.append(cell)
            else:
                guesses[cell] = meant
    return msgspec.structs.replace(column, values=guesses, unknown=tuple(unknown_cells))


def _is_understood(job: RowJob, policy: Policy, fact: str, cell: str) -> bool:
    with suppress(AyudaError):
        parse_cell(job.setting(policy), policy.facts[fact], cell, fact)
        return True
    return False


def are_iso(cells: Iterable[str]) -> bool:
    """Whether cells are moments as they are, or dates."""
    return all(has_form_of_moment(cell) or parse_day(cell) is not None for cell in cells)


def forms_of(cells: Sequence[str]) -> tuple[DateForm, ...]:
    """The forms of moments that every cell fits that is none as it is."""
    import duckdb

    odd = [cell for cell in cells if not are_iso([cell])]
    forms: tuple[DateForm, ...] = get_args(DateForm)
    with closing(duckdb.connect()) as connection:
        tests = ", ".join(f"bool_and({in_iso('cell', form)} <> cell)" for form in forms)
        rows = "SELECT unnest(?::VARCHAR[]) AS cell"
        found = connection.execute(f"SELECT {tests} FROM ({rows})", [odd]).fetchall()
    return tuple(form for form, fits in zip(forms, found[0], strict=True) if fits)
