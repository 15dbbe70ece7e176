"""Small policies written in a line a rule, with what is expected of them.

A fact is ``"yes-no"``, a list of choices, ``"number"`` or a table with a number's ``min``, ``max``
and ``decimals``; a rule is its id, what it comes to, and its condition. ``access`` are rules that
``permit`` or ``forbid``, in any order: what forbids is read first, and "otherwise" denies.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomli
from msgspec import structs

from ayuda.model import Policy
from ayuda.policy.load import parse

THIRDS = Path(__file__).parents[2] / "author" / "thirds"
FLOW = "f"
FINDS = tuple[str, str, tuple[str, ...]]
"""What is found of a rule: the code, the rule, and the rules that make it so."""
WORDS = '{ en = "x", es = "x" }'
HEAD = f"""
format = "ayuda.policy/1"
id = "compact"
title = {WORDS}
source = {WORDS}
time_zone = "Europe/Madrid"
country = "ES"
statements.S1 = {{ section = {WORDS}, says = {WORDS} }}
"""
Row = tuple[str, str, Any]
"""A rule: its id, what it comes to, its condition."""


def read(name: str) -> dict[str, Any]:
    """A file of cases."""
    return tomli.loads((THIRDS / f"{name}.toml").read_text("utf-8"), parse_float=Decimal)


def cases(name: str) -> Iterator[dict[str, Any]]:
    """The cases of a file, those that its pairs of tests stand for among them."""
    file = read(name)
    yield from file["cases"]
    for group in file.get("subsumptions", ()):
        for place, (first, second) in enumerate(group["pairs"]):
            yield _of_a_pair(group, place, first, second)


def _of_a_pair(group: dict[str, Any], place: int, first: object, second: object) -> dict[str, Any]:
    tests = [{} if test == "any" else {"x": test} for test in (first, second)]
    rules: list[Row] = [("first", "one", tests[0]), ("second", "two", tests[1])]
    if "any" not in (first, second) and not group.get("complete"):
        rules.append(("rest", "three", {}))
    if group["fact"] == "yes-no" and group["covered"]:
        rules[-1] = ("rest", "three", {"x": not first})
    finds = [["rule-covered", "second", ["first"]]] if group["covered"] else []
    origin = f"{group['origin']} {place}"
    return {"origin": origin, "facts": {"x": group["fact"]}, "rules": rules, "finds": finds}


def expected(case: dict[str, Any]) -> set[FINDS]:
    """What is to be found of the rules of a case."""
    return {(code, rule, tuple(others)) for code, rule, others in case["finds"]}


def policy_of(case: dict[str, Any]) -> Policy:
    """The policy of a case."""
    rows = case["rules"] if "rules" in case else with_access(case["access"])
    return policy(case, rows)


def both_policies(case: dict[str, Any]) -> tuple[Policy, Policy]:
    """The policies that a comparison is of."""
    return policy(case, with_access(case["old"])), policy(case, with_access(case["new"]))


def with_access(rows: Sequence[Row]) -> list[Row]:
    """What forbids, what permits, and that the rest is denied."""
    effects = {"forbid": "deny", "permit": "permit"}
    ordered = sorted(rows, key=lambda row: row[1])
    return [
        *((rule, effects[effect], when) for rule, effect, when in ordered),
        ("otherwise", "deny", {}),
    ]


def policy(case: Mapping[str, Any], rows: Sequence[Row]) -> Policy:
    """The policy of these rules.

    A file has to end with a rule without a condition; where the rows do not, one is written behind
    them for the reader and taken away again, so that the policy has its gap.
    """
    has_gap = bool(rows[-1][2])
    read_rows = [*rows, ("behind-the-gap", rows[-1][1], {})] if has_gap else rows
    found = parse("compact.toml", text_of(case, read_rows).encode()).policy
    if not has_gap:
        return found
    flow = found.flows[FLOW]
    return structs.replace(found, flows={FLOW: structs.replace(flow, rules=flow.rules[:-1])})


def text_of(case: Mapping[str, Any], rows: Sequence[Row]) -> str:
    """A whole policy file."""
    outcomes: dict[str, str] = {}
    for _, outcome, _ in rows:
        outcomes[outcome] = f"o-{outcome.lower().strip('-')}"
    implied = case.get("implied", {})
    parts = [HEAD]
    for name, fact in case["facts"].items():
        parts.append(f"[facts.{name}]\nname = {WORDS}\nask = {WORDS}\n{_fact(fact)}")
        wheres = [
            f"{{ when = {inline(when)}, value = {inline(value)} }}"
            for when, value in implied.get(name, ())
        ]
        parts.append(f"implied = [{', '.join(wheres)}]\n")
    for name, (one, other) in case.get("differences", {}).items():
        parts.append(f'[derived.{name}]\nname = {WORDS}\ndifference = ["{one}", "{other}"]\n')
    parts += [
        f'[outcomes.{outcome}]\ntitle = {WORDS}\nsteps = []\ncites = ["S1"]\n'
        for outcome in outcomes.values()
    ]
    parts.append(f"[flows.{FLOW}]\ntitle = {WORDS}\nabout = {WORDS}\n")
    parts.append(f"facts = {inline(list(case['facts']))}\n")
    for rule, outcome, when in rows:
        parts.append(f'[[flows.{FLOW}.rules]]\nid = "{rule}"\ncites = ["S1"]\n')
        parts.append(f'outcome = "{outcomes[outcome]}"\nwhen = {inline(when)}\n')
    return "".join(parts)


def _fact(fact: str | Sequence[str] | Mapping[str, object]) -> str:
    if fact == "yes-no":
        return f'kind = "yes-no"\nvalues = {{ yes = {WORDS}, no = {WORDS} }}\n'
    if fact == "number" or isinstance(fact, Mapping):
        bounds = {} if isinstance(fact, str) else fact
        keys = {"decimals": 1, "min": -1000, "max": 1000, **bounds}
        return 'kind = "number"\n' + "".join(f"{key} = {inline(keys[key])}\n" for key in keys)
    words = ", ".join(f"{inline(value)} = {WORDS}" for value in fact)
    return f'kind = "choice"\nvalues = {{ {words} }}\n'


def inline(value: object) -> str:
    """A value in TOML, in a line."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {inline(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(inline, value)) + "]"
    return str(value) if isinstance(value, Decimal) else json.dumps(value)
