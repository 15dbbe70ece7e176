"""Derived facts, scores, tables and amounts: what each is computed from, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import UNSET

from ayuda.author.explaining.amount_words import amount_pieces, amount_properties
from ayuda.author.explaining.explain_fact import unit_words
from ayuda.author.explaining.explanation import (
    ComputedKind,
    ComputedRow,
    Explanation,
    Grid,
    Making,
    Piece,
)
from ayuda.author.explaining.references import looking_at, sources_of
from ayuda.model import NOW, Condition, Derived, Flow, Lookup, Policy, Score, WrittenValue
from ayuda.policy.language.causes import (
    computed_of,
    conditions_of_amount,
    exact,
    in_order,
    straight_causes,
)
from ayuda.policy.language.conditions import names
from ayuda.policy.parts import parts_of
from ayuda.view.conditions import condition_words
from ayuda.view.wording import Wording

MOST_ROWS = 500
"""How many rows of a table are told; the file beside the policy has them all."""
PATHS: dict[ComputedKind, str] = {
    "derived": "derived",
    "score": "scores",
    "table": "tables",
    "amount": "amounts",
}
DAYS = ("date", "moment")


def explain_computed(wording: Wording, name: str) -> Explanation:
    """A derived fact, a score or a table: how it is computed, and what looks at it."""
    part = computed_of(wording.policy, name)
    assert part is not None
    kind = _kind(wording.policy, name)
    unit = getattr(part, "unit", None)
    values = {} if isinstance(part, Score) else part.values
    said = (wording.texts.say("explain.unit", unit=unit_words(wording, unit)),) if unit else ()
    return Explanation(
        kind=kind,
        id=name,
        path=f"{PATHS[kind]}.{name}",
        title=wording.text(part.name),
        facts=tuple((value, wording.text(words)) for value, words in values.items()),
        references=looking_at(wording, name),
        sources=sources_of(wording, part.cites),
        reading=wording.text(part.reading) if part.reading else None,
        properties=said or UNSET,
        making=Making(
            _sentence(wording, name), tuple(_pieces(wording, name)), _grid(wording, name)
        ),
    )


def explain_amount(wording: Wording, name: str) -> Explanation:
    """An amount: its lines with their conditions, its floor and cap, and the rules that show it."""
    amount = wording.policy.amounts[name]
    cited = [cite for _, inner in parts_of(amount) for cite in getattr(inner, "cites", ())]
    return Explanation(
        kind="amount",
        id=name,
        path=f"amounts.{name}",
        title=wording.text(amount.name),
        references=looking_at(wording, name),
        sources=sources_of(wording, cited),
        reading=wording.text(amount.reading) if amount.reading else None,
        properties=tuple(amount_properties(wording, amount)),
        making=Making(
            wording.texts.say("explain.sum_of_lines"), tuple(amount_pieces(wording, amount))
        ),
    )


def computed_for(wording: Wording, flow: Flow) -> Iterator[ComputedRow]:
    """What is computed for a flow's rules and for what they show, causes first."""
    policy = wording.policy
    outcomes = [policy.outcomes[rule.outcome] for rule in flow.rules]
    conditions: list[Condition] = [rule.when for rule in flow.rules]
    conditions += [notice.when for notice in flow.notices]
    conditions += [step.when for outcome in outcomes for step in outcome.steps]
    conditions += [policy.facts[name].asked_if for name in flow.facts]
    amounts = tuple(dict.fromkeys(name for rule in flow.rules for name in rule.amounts))
    for name in amounts:
        conditions += conditions_of_amount(policy.amounts[name])
    wanted = [name for condition in conditions for name in names(condition)]
    wanted += [name for rule in flow.rules for name in rule.windows]
    for name in in_order(policy, list(dict.fromkeys(wanted))):
        if computed_of(policy, name) is not None:
            kind = _kind(policy, name)
            yield ComputedRow(kind, name, wording.fact_name(name), _in_short(wording, name))
    for name in amounts:
        lines = [line.name for line in policy.amounts[name].lines if line.name is not None]
        words = wording.texts.listed([wording.text(line) for line in lines], "and")
        yield ComputedRow("amount", name, wording.fact_name(name), words)


def _kind(policy: Policy, name: str) -> ComputedKind:
    if name in policy.scores:
        return "score"
    return "table" if name in policy.tables else "derived"


def _in_short(wording: Wording, name: str) -> str:
    """From what something is computed, in a line."""
    derived = wording.policy.derived.get(name)
    if derived is not None and derived.first is None:
        return _sentence(wording, name)
    causes = _quoted(wording, straight_causes(wording.policy, name))
    return wording.texts.say("explain.from_these", names=causes)


def _quoted(wording: Wording, named: Iterable[str]) -> str:
    """Names in quotes, as people list them."""
    return wording.texts.listed([_operand(wording, name) for name in named], "and")


def _operand(wording: Wording, name: str) -> str:
    """What a name is called within a sentence; of a window, its last day is meant."""
    if name == NOW:
        return wording.texts.say("explain.today")
    called = wording.fact_name(name)
    if name in wording.policy.windows:
        return wording.texts.say("explain.last_day", name=called)
    return wording.texts.say("explain.quoted", name=called)


def _sentence(wording: Wording, name: str) -> str:
    """How something is computed; of cases, points and rows, what they have in common."""
    say = wording.texts.say
    part = computed_of(wording.policy, name)
    if isinstance(part, Score):
        return say("explain.points_of")
    if isinstance(part, Lookup):
        return say("explain.rows_of", names=_quoted(wording, part.by))
    assert part is not None
    if part.first is not None:
        return say("explain.first_of")
    if part.highest is not None:
        return say("explain.highest", names=_quoted(wording, part.highest))
    operands = part.same or part.difference or part.percent_of or ("", "")
    first, second = (_operand(wording, operand) for operand in operands)
    way = _way(wording.policy, part, operands)
    if way == "later":
        return say(f"explain.later_in_{part.within}", first=first, second=second)
    return say(f"explain.{way}", first=first, second=second)


def _way(policy: Policy, part: Derived, operands: tuple[str, str]) -> str:
    """The key of the words for a comparison of two."""
    if part.same is not None:
        return "same"
    if part.percent_of is not None:
        return "percent_of"
    is_time = any(
        name == NOW
        or name in policy.windows
        or (name in policy.facts and policy.facts[name].kind in DAYS)
        for name in operands
    )
    return "later" if is_time else "difference"


def _pieces(wording: Wording, name: str) -> Iterator[Piece]:
    part = computed_of(wording.policy, name)
    if isinstance(part, Score):
        for points in part.points:
            yield Piece(f"{points.add:+d}", condition_words(wording, points.when))
    elif isinstance(part, Derived):
        for branch in part.first or ():
            sets = condition_words(wording, branch.when)
            value = wording.value(name, exact(branch.value))
            yield Piece(value, sets if any(sets) else (), not any(sets))


def _grid(wording: Wording, name: str) -> Grid | None:
    table = wording.policy.tables.get(name)
    if table is None:
        return None
    heads = (*(wording.fact_name(key) for key in table.by), wording.text(table.name))
    rows = tuple(
        (
            *(_cell(wording, key, row[key]) for key in table.by),
            _cell(wording, name, row["value"]),
        )
        for row in table.rows[:MOST_ROWS]
    )
    return Grid(heads, rows, len(table.rows) <= MOST_ROWS)


def _cell(wording: Wording, name: str, value: WrittenValue) -> str:
    return wording.value(name, exact(value))
