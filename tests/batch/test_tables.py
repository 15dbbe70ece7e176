"""The tables in which rows are looked up say of every row what the engine says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from random import Random

import pytest
from support.builtin import FLOWS, POLICY
from support.random_policies import random_policy
from support.small_policies import choice, small

from ayuda.batch.rows.deciding import cell_table
from ayuda.batch.rows.deciding.cell_table import FIRST_UNANSWERED, ONE_BY_ONE, SILENT, CellTable
from ayuda.engine.decide import rule_or_question
from ayuda.engine.knowledge import Contradiction, learn_values
from ayuda.engine.results import Question
from ayuda.engine.windows import state_not_yet
from ayuda.model import Policy, Value

CONTRADICTED = "contradicted"
LEFT_TO_THE_ENGINE = "left to the engine"


def rows_of(table: CellTable, random: Random, most: int) -> Iterator[dict[str, Value]]:
    """What rows may say of facts and windows; some where there are many.

    The windows of one moment are all known or none is, and agree with each other.
    """
    every = list(product(*((None, *digit.values) for digit in table.digits)))
    for row in random.sample(every, min(most, len(every))):
        known = {
            digit.name: value
            for digit, value in zip(table.digits, row, strict=True)
            if value is not None
        }
        if _can_occur(table, known):
            yield known


def _can_occur(table: CellTable, known: Mapping[str, Value]) -> bool:
    for variable in table.space.variables:
        own = {digit.name for digit in table.digits} & variable.shows.keys()
        if variable.name in variable.shows or not own:
            continue
        told = own & known.keys()
        stretches = range(len(variable.answers))
        fits = any(all(variable.shows[n][at] == known[n] for n in told) for at in stretches)
        if (told and told != own) or not fits:
            return False
    return True


def looked_up(table: CellTable, known: Mapping[str, Value]) -> object:
    """What the tables say, as SQL looks it up."""
    assert table.groups is not None
    coming = 0
    for group in table.groups:
        number = coming
        for digit in group.digits:
            place = 0 if digit.name not in known else 1 + digit.values.index(known[digit.name])
            number = number * digit.size + place
        coming = group.table[number]
    if coming == ONE_BY_ONE:
        return LEFT_TO_THE_ENGINE
    if coming <= FIRST_UNANSWERED:
        found = table.answer(coming)
        return found.needs if isinstance(found, Question) else found.id
    return table.flow.rules[coming].id


def by_engine(table: CellTable, known: Mapping[str, Value]) -> object:
    """What the engine says of such a row."""
    space, windows = table.space, table.policy.windows
    states: dict[str, Value] = dict(space.constant)
    begun = {windows[name].begins for name in known if name in windows}
    for name in space.windows:
        if name in known:
            states[name] = known[name]
        elif windows[name].begins in space.can_be_not_yet - begun:
            states[name] = str(state_not_yet(windows[name]))
    stated = {name: value for name, value in known.items() if name not in windows}
    try:
        situation = learn_values(space, states, stated, dict(stated), SILENT)
        found = rule_or_question(situation, table.flow_id, SILENT)
    except Contradiction:
        return CONTRADICTED
    return found.needs if isinstance(found, Question) else found.id


def assert_same(table: CellTable, known: Mapping[str, Value]) -> None:
    """The tables say what the engine says, or leave a row to it for a reason."""
    found, expected = looked_up(table, known), by_engine(table, known)
    if found == LEFT_TO_THE_ENGINE:
        lacking = len(known) < len(table._rows.variables)
        assert expected == CONTRADICTED or (table._whole_rows and lacking), known
    else:
        assert found == expected, known


def stated_facts(policy: Policy, flow: str, random: Random) -> list[str]:
    return [name for name in policy.flows[flow].facts if random.random() < 0.8]


@pytest.mark.parametrize("most", [cell_table.MOST_PLACES, 40], ids=["one table", "groups"])
@pytest.mark.parametrize("seed", range(150))
def test_the_tables_of_random_policies_say_what_the_engine_says(
    seed: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cell_table, "MOST_PLACES", most)
    policy = random_policy(seed)
    random = Random(seed)
    table = CellTable(policy, "f", stated_facts(policy, "f", random))
    if table.groups is None:
        assert most < cell_table.MOST_PLACES or most == 40
        return
    assert all(len(group.table) <= most for group in table.groups)
    for known in rows_of(table, random, 60):
        assert_same(table, known)


@pytest.mark.parametrize("most", [cell_table.MOST_PLACES, 400], ids=["one table", "groups"])
@pytest.mark.parametrize("flow", [flow for flow in FLOWS if flow != "check-email"])
def test_the_tables_of_the_built_in_flows_say_what_the_engine_says(
    flow: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cell_table, "MOST_PLACES", most)
    table = CellTable(POLICY, flow, POLICY.flows[flow].facts)
    assert table.groups is not None
    assert (len(table.groups) > 1) == (most == 400 and flow in {"cancel", "modify"})
    for known in rows_of(table, Random(flow), 400):
        assert_same(table, known)


def test_many_facts_need_few_places() -> None:
    facts = {f"f{place}": choice("p", "q", "r") for place in range(16)}
    rules = [({f"f{at}": "p", f"f{at + 1}": "q"}, f"o{at % 3}") for at in range(15)]
    policy = small(facts, [*rules, ({}, "o0")])
    table = CellTable(policy, "f", facts)
    assert table.groups is not None
    assert 4**16 > 4 * 10**9
    assert sum(len(group.table) for group in table.groups) < 200_000
    random = Random(7)
    told = 0
    for _ in range(200):
        row = {name: random.choice(("p", "q", "r")) for name in facts}
        if random.random() < 0.3:
            del row[random.choice(list(row))]
        assert_same(table, row)
        told += looked_up(table, row) != LEFT_TO_THE_ENGINE
    assert told > 130


def test_a_flow_whose_tables_would_be_too_large_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_table, "MOST_PLACES", 3)
    assert CellTable(POLICY, "cancel", POLICY.flows["cancel"].facts).groups is None
