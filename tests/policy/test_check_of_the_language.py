"""Faults of policies that compute, compare and count: each with its code and its path, all at
once."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from ayuda.errors import AyudaError
from ayuda.policy.files import parse_toml
from ayuda.policy.load import parse

FILE = Path(__file__).with_name("language.toml")
TABLES = parse_toml(str(FILE), FILE.read_bytes())
WORDS = {"en": "x", "es": "y"}
RULE = "flows/check-in/rules/0/when"
RULE_PATH = "flows.check-in.rules[0].when"
GONE = object()


def edited(edits: dict[str, Any]) -> dict[str, Any]:
    """The tables with some values put in, or taken out, by path."""
    tables = deepcopy(TABLES)
    for path, value in edits.items():
        *outer, last = path.split("/")
        place: Any = tables
        for key in outer:
            place = place[int(key)] if isinstance(place, list) else place.setdefault(key, {})
        key = int(last) if isinstance(place, list) else last
        if value is GONE:
            del place[key]
        else:
            place[key] = value
    return tables


def problems(tables: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str]]:
    """The codes and paths of what is wrong with tables."""
    monkeypatch.setattr("ayuda.policy.whole.parse_toml", lambda *_: deepcopy(tables))
    try:
        parse("policy.toml", b"")
    except AyudaError as error:
        return {(one.code, one.where.removeprefix("policy.toml: ")) for one in error.problems}
    return set()


def test_the_policy_itself_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    assert problems(TABLES, monkeypatch) == set()


def derived(**ways: object) -> dict[str, Any]:
    return {"derived/made": {"name": WORDS, **ways}}


def window(**more: object) -> dict[str, Any]:
    plain = TABLES["windows"]["fourteen"]
    return {"windows/made": {**{k: v for k, v in plain.items() if k != "seen_at"}, **more}}


FAULTS: dict[str, tuple[dict[str, Any], str, str]] = {
    # conditions
    "a list of nothing": ({RULE: []}, "empty-list", RULE_PATH),
    "bounds of a choice": ({RULE: {"member": {"above": 3}}}, "wrong-test", f"{RULE_PATH}.member"),
    "an id of a number": ({RULE: {"price": "big"}}, "wrong-test", f"{RULE_PATH}.price"),
    "a day of a number": (
        {
            RULE: {
                "price": {
                    "from": TABLES["flows"]["check-in"]["rules"][1]["when"][1]["bought_on"][
                        "before"
                    ]
                }
            }
        },
        "wrong-test",
        f"{RULE_PATH}.price",
    ),
    "a check of nothing": ({RULE: {"price": {}}}, "wrong-test", f"{RULE_PATH}.price"),
    "several values as one": ({RULE: {"extras": "cot"}}, "wrong-test", f"{RULE_PATH}.extras"),
    "a value of several that is none": (
        {RULE: {"extras": {"any": ["cat"]}}},
        "unknown-value",
        f"{RULE_PATH}.extras.any",
    ),
    "bounds that cross": (
        {RULE: {"price": {"above": 9, "below": 9}}},
        "bounds-cross",
        f"{RULE_PATH}.price",
    ),
    "an amount tested": ({RULE: {"charge": {"above": 3}}}, "amount-tested", f"{RULE_PATH}.charge"),
    "unknown of what has no blank": (
        {RULE: {"price": "unknown"}},
        "wrong-test",
        f"{RULE_PATH}.price",
    ),
    "a score of what the flow lacks": (
        {"flows/check-in/facts": ["price", "bags", "member", "iban", "bought_on", "told_on"]},
        "computed-outside",
        f"{RULE_PATH}.risk",
    ),
    # what is computed
    "a circle": (
        {
            "derived/one": {
                "name": WORDS,
                "first": [{"when": {"other": True}, "value": True}, {"value": False}],
            },
            "derived/other": {
                "name": WORDS,
                "first": [{"when": {"one": True}, "value": True}, {"value": False}],
            },
        },
        "computed-circle",
        "derived.one",
    ),
    "a chain of three": (
        {
            "derived/second": {
                "name": WORDS,
                "first": [{"when": {"size": "big"}, "value": 1}, {"value": 0}],
            },
            "derived/third": {
                "name": WORDS,
                "first": [{"when": {"second": 1}, "value": 1}, {"value": 0}],
            },
        },
        "computed-too-deep",
        "derived.third",
    ),
    "no way": (derived(), "one-way", "derived.made"),
    "two ways": (
        derived(same=["price", "bags"], difference=["price", "bags"]),
        "one-way",
        "derived.made",
    ),
    "no last case": (
        derived(first=[{"when": {"member": "gold"}, "value": 1}]),
        "no-last-case",
        "derived.made.first",
    ),
    "values of two kinds": (
        derived(first=[{"when": {"member": "gold"}, "value": 1}, {"value": True}]),
        "mixed-values",
        "derived.made.first",
    ),
    "a value without words": (
        derived(first=[{"value": "huge"}]),
        "value-without-words",
        "derived.made.values",
    ),
    "a number and a day": (
        derived(difference=["price", "bought_on"]),
        "not-comparable",
        "derived.made.difference",
    ),
    "a share of days": (
        derived(percent_of=["told_on", "bought_on"]),
        "not-comparable",
        "derived.made.percent_of",
    ),
    "the highest of no score": (
        derived(highest=["risc"]),
        "unknown-score",
        "derived.made.highest[0]",
    ),
    "hours between numbers": (
        derived(difference=["price", "bags"], **{"in": "hours"}),
        "key-not-for-kind",
        "derived.made.in",
    ),
    "too many points": (
        {"scores/risk/points/0/add": 20_000},
        "too-many-points",
        "scores.risk.points",
    ),
    "an id of something else": (
        {"scores/price": TABLES["scores"]["risk"]},
        "id-taken",
        "scores.price",
    ),
    # tables
    "a table by a number": ({"tables/free_bags/by": ["price"]}, "table-by", "tables.free_bags.by"),
    "a row with too much": (
        {"tables/free_bags/rows/0/cabin": "x"},
        "table-row-odd",
        "tables.free_bags.rows[0]",
    ),
    "a row twice": (
        {"tables/free_bags/rows/1/member": "gold"},
        "table-row-twice",
        "tables.free_bags.rows[1]",
    ),
    "a row of nothing": (
        {"tables/free_bags/rows/1/member": "iron"},
        "table-row-unknown",
        "tables.free_bags.rows[1]",
    ),
    "no row": ({"tables/free_bags/rows/1": GONE}, "table-row-missing", "tables.free_bags.rows"),
    "rows and a file": ({"tables/free_bags/csv": "bags.csv"}, "rows-twice", "tables.free_bags.csv"),
    # amounts
    "a line of nothing": (
        {"amounts/charge/lines/0/times": GONE},
        "line-of-nothing",
        "amounts.charge.lines[0]",
    ),
    "a product of four": (
        {"amounts/charge/lines/0/times": ["over", 1, 2, 3]},
        "too-many-factors",
        "amounts.charge.lines[0].times",
    ),
    "a factor that is no number": (
        {"amounts/charge/lines/0/times": ["member"]},
        "no-number",
        "amounts.charge.lines[0].times[0]",
    ),
    "interest from no day": (
        {
            "rates/legal": {
                "steps": [
                    {
                        "from": TABLES["flows"]["check-in"]["rules"][1]["when"][1]["bought_on"][
                            "before"
                        ],
                        "percent": 3,
                    }
                ]
            },
            "amounts/charge/lines/0": {
                "interest": {"on": ["price"], "from": "price", "to": "now", "rates": "legal"}
            },
        },
        "no-day",
        "amounts.charge.lines[0].interest.from",
    ),
    "interest at no rates": (
        {
            "amounts/charge/lines/0": {
                "interest": {"on": ["price"], "from": "bought_on", "to": "now", "rates": "legal"}
            }
        },
        "unknown-rates",
        "amounts.charge.lines[0].interest.rates",
    ),
    "rates of no step": ({"rates/legal": {"steps": []}}, "rates-out-of-order", "rates.legal.steps"),
    "a rule shows no amount": (
        {"flows/check-in/rules/2/amounts": ["fee"]},
        "unknown-amount",
        "flows.check-in.rules[2].amounts",
    ),
    "a text names an amount that is not shown": (
        {"flows/check-in/rules/2/amounts": GONE},
        "amount-not-shown",
        "outcomes.yes.say",
    ),
    # facts
    "a unit of a choice": ({"facts/member/unit": "EUR"}, "key-not-for-kind", "facts.member.unit"),
    "a unit without words": ({"facts/price/unit": "stones"}, "unknown-unit", "facts.price.unit"),
    "too many decimals": ({"facts/price/decimals": 12}, "bad-decimals", "facts.price.decimals"),
    "a least above the most": ({"facts/price/min": 20_000}, "bounds-cross", "facts.price.max"),
    "an implied number": (
        {"facts/price/implied": [{"when": {"member": "gold"}, "value": "unknown"}]},
        "key-not-for-kind",
        "facts.price.implied",
    ),
    "a number that implies": (
        {"facts/member/implied": [{"when": {"price": {"above": 3}}, "value": "gold"}]},
        "cannot-imply",
        "facts.member.implied[0].when.price",
    ),
    "a mask that is a pattern": (
        {"facts/iban/mask": "[A-Z]{2}"},
        "mask-is-pattern",
        "facts.iban.mask",
    ),
    # windows
    "from two things": (
        window(**{"from": {"latest": ["bought_on"], "end_of": "fourteen"}}),
        "bad-beginning",
        "windows.made.from",
    ),
    "from the end of a chain": (
        {
            **window(**{"from": {"end_of": "fourteen"}}),
            "windows/last": {**TABLES["windows"]["fourteen"], "from": {"end_of": "made"}},
        },
        "windows-too-deep",
        "windows.last.from.end_of",
    ),
    "a closed day of hours": (
        window(lasts={"hours": 3}, if_closed_day="next-working-day"),
        "ends-without-day",
        "windows.made.if_closed_day",
    ),
    "a time of day that is none": (window(ends="25:00"), "unknown-value", "windows.made.ends"),
    "a time of day of hours": (
        window(lasts={"hours": 3}, ends="18:00"),
        "key-not-for-kind",
        "windows.made.ends",
    ),
    "from now, of several": (
        window(else_now=True, **{"from": {"latest": ["bought_on", "told_on"]}}),
        "else-now-of-several",
        "windows.made.else_now",
    ),
    "a blank without a state": (
        window(**{"from": "told_on"}),
        "blank-without-state",
        "windows.made.from",
    ),
    "a length without ends": (window(lasts={"days": "price"}), "bad-length", "windows.made.lasts"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_of_the_language_is_told_with_its_code_and_path(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits, code, path = FAULTS[case]
    assert (code, path) in problems(edited(edits), monkeypatch)


def test_faults_of_every_part_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("bounds of a choice", "no way", "no row", "a product of four", "a unit without words")
    together = {path: value for name in names for path, value in FAULTS[name][0].items()}
    expected = {FAULTS[name][1:] for name in names}
    assert expected <= problems(edited(together), monkeypatch)
