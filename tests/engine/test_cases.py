"""The tables of cases in ``tests/cases``: each names its outcome, its rule and all it shows."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from support.builtin import FLOWS, POLICY, POLICY_FILE, decide, moment, wording
from support.contract import RULES, Value

from ayuda.view.document import decision_document

FOLDER = Path(__file__).parents[1] / "cases"
TABLES = {flow: tomllib.loads((FOLDER / f"{flow}.toml").read_text("utf-8")) for flow in FLOWS}
CASES: list[tuple[str, Mapping[str, Any]]] = [
    (flow, case) for flow, table in TABLES.items() for case in table["cases"]
]
IDS = [f"{flow}: {case['name']}" for flow, case in CASES]


def facts_of(case: Mapping[str, Any]) -> dict[str, Value]:
    """A case's facts as the engine takes them."""
    found: dict[str, Value] = {}
    for name, value in case["facts"].items():
        if POLICY.facts[name].kind == "moment":
            found[name] = moment(value)
        else:
            found[name] = tuple(value) if isinstance(value, list) else value
    return found


def now_of(flow: str, case: Mapping[str, Any]) -> datetime:
    """The present of a case: its own, or that of its table."""
    return moment(case.get("now", TABLES[flow]["now"]))


def document_of(flow: str, case: Mapping[str, Any]) -> dict[str, Any]:
    """What scripts are told of a case."""
    now = now_of(flow, case)
    decision = decide(flow, facts_of(case), now, case.get("region"))
    return decision_document(wording("en", now), POLICY_FILE, decision)


def test_every_flow_has_a_table_and_every_table_is_of_a_flow() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(FLOWS)
    assert {flow: table["flow"] for flow, table in TABLES.items()} == {flow: flow for flow in FLOWS}


def test_no_two_cases_have_one_name() -> None:
    assert len(set(IDS)) == len(IDS)


@pytest.mark.parametrize("flow", FLOWS)
def test_every_rule_fires_in_some_case(flow: str) -> None:
    assert {case["rule"] for case in TABLES[flow]["cases"]} == set(RULES[flow])


@pytest.mark.parametrize(("flow", "case"), CASES, ids=IDS)
def test_a_case_comes_to_its_outcome_by_its_rule(flow: str, case: Mapping[str, Any]) -> None:
    document = document_of(flow, case)
    assert (document["outcome"], document["rule"]) == (case["outcome"], case["rule"])


@pytest.mark.parametrize(("flow", "case"), CASES, ids=IDS)
def test_a_case_shows_its_windows_in_their_order_and_no_others(
    flow: str, case: Mapping[str, Any]
) -> None:
    shown = document_of(flow, case)["windows"]
    assert [window["id"] for window in shown] == [window["id"] for window in case["windows"]]
    for window, expected in zip(shown, case["windows"], strict=True):
        assert {key: window[key] for key in expected} == expected


@pytest.mark.parametrize(("flow", "case"), CASES, ids=IDS)
def test_a_case_shows_its_notices_and_no_others(flow: str, case: Mapping[str, Any]) -> None:
    shown = document_of(flow, case)["notices"]
    assert [notice["id"] for notice in shown] == case["notices"]


GOES_ON = [(flow, case) for flow, case in CASES if "next" in case]


@pytest.mark.parametrize(
    ("flow", "case"), GOES_ON, ids=[f"{flow}: {case['name']}" for flow, case in GOES_ON]
)
def test_a_case_goes_on_where_it_says(flow: str, case: Mapping[str, Any]) -> None:
    assert document_of(flow, case)["next"] == case["next"]


DERIVES = [(flow, case) for flow, case in CASES if "derived" in case]


@pytest.mark.parametrize(
    ("flow", "case"), DERIVES, ids=[f"{flow}: {case['name']}" for flow, case in DERIVES]
)
def test_what_follows_from_a_cases_facts_is_told(flow: str, case: Mapping[str, Any]) -> None:
    facts = document_of(flow, case)["facts"]
    assert {name: facts[name] for name in case["derived"]} == case["derived"]
