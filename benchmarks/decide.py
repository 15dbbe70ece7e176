"""How many cases a second one process decides when all facts are known, flow by flow.

``python benchmarks/decide.py``. ``step`` decides with windows, notices and steps; the trace is
computed only when it is wanted. Where the rule engine ``zen-engine`` is installed, it decides the
same cases from a decision table of the same rules. It judges nothing unless ``--check`` is given.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

from ayuda.cache import Cache
from ayuda.calendar import Calendar
from ayuda.engine.decide import step
from ayuda.engine.knowledge import Contradiction, Silence
from ayuda.engine.results import Answer, Decision
from ayuda.engine.space import space_of
from ayuda.engine.trace import trace
from ayuda.engine.windows import Facts, FactValue, Setting, state_not_yet, window_state
from ayuda.model import Flow, Rule
from ayuda.policy.language.length import Elapsed, span_of
from ayuda.policy.load import built_in_path, load

NOW = datetime(2026, 11, 22, 9, 40, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)
ROUNDS = 7
MOST_TIMED = 500
SECONDS_A_ROUND = 0.25
LEAST_A_SECOND = 20_000

try:
    import zen
except ImportError:
    zen = None


@dataclass(frozen=True)
class Case:
    """A case with all its facts, and the rule that has to decide it."""

    facts: Facts
    answers: Mapping[str, Answer]
    rule: Rule
    silence: Silence


LONG_AGO = timedelta(days=90)
"""After which every window of working days has ended."""


def cases_of(setting: Setting, name: str) -> list[Case]:
    """A case for every way to answer the facts that decide a flow."""
    space = space_of(setting.policy, name)
    variables = [one for one in space.variables if one.name in space.deciding]
    found = []
    for answers in product(*(variable.answers for variable in variables)):
        facts: dict[str, FactValue] = {}
        skipped = set()
        for variable, answer in zip(variables, answers, strict=True):
            is_stretch = isinstance(answer, tuple)
            value = _moment_in(setting, variable.name, answer) if is_stretch else answer
            if value is None:
                skipped.add(variable.name)
            else:
                facts[variable.name] = value
        silence = Silence(skipped=frozenset(skipped))
        with suppress(Contradiction):
            decision = step(setting, name, facts, silence)
            assert isinstance(decision, Decision)
            known = {one.name: answer for one, answer in zip(variables, answers, strict=True)}
            found.append(
                Case(facts, {**known, **decision.knowledge.values}, decision.rule, silence)
            )
    return found


def _moment_in(
    setting: Setting, fact: str, stretch: tuple[tuple[str, str], ...]
) -> datetime | None:
    """A moment at which every window of a stretch is in the state that the stretch says.

    None where that is the state before it has happened.
    """
    if all(state == state_not_yet(setting.policy.windows[name]) for name, state in stretch):
        return None
    spans = (span_of(setting.policy.windows[name].lasts) for name, _ in stretch)
    ends = (span.duration for span in spans if isinstance(span, Elapsed))
    edges = [timedelta(), *ends, LONG_AGO]
    for edge in edges:
        moment = setting.now - edge - A_MINUTE
        states = [(name, window_state(setting, name, {fact: moment})) for name, _ in stretch]
        if all((name, state.state) in stretch for name, state in states if state is not None):
            return moment
    raise ValueError(stretch)


def a_second(decide: Callable[[Case], object], cases: Sequence[Case]) -> float:
    """How many cases are decided in a second: the median of several rounds."""
    begin = time.perf_counter()
    for case in cases:
        decide(case)
    once = max(time.perf_counter() - begin, 1e-9)
    times = max(1, int(SECONDS_A_ROUND / once))
    rates = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        for _ in range(times):
            for case in cases:
                decide(case)
        rates.append(times * len(cases) / (time.perf_counter() - begin))
    return statistics.median(rates)


def ways(setting: Setting, name: str) -> dict[str, Callable[[Case], tuple[str, str]]]:
    """The ways to decide a case of a flow; each gives the rule and the outcome."""
    policy = setting.policy

    def take_step(case: Case) -> tuple[str, str]:
        decision = step(setting, name, case.facts, case.silence)
        assert isinstance(decision, Decision)
        return decision.rule.id, decision.rule.outcome

    def step_and_trace(case: Case) -> tuple[str, str]:
        decision = step(setting, name, case.facts, case.silence)
        assert isinstance(decision, Decision)
        trace(policy, decision)
        return decision.rule.id, decision.rule.outcome

    found = {"step": take_step, "step and trace": step_and_trace}
    if zen is not None:
        found["zen-engine"] = _by_zen(policy.flows[name])
    return found


def _by_zen(flow: Flow) -> Callable[[Case], tuple[str, str]]:
    """The same flow decided by zen-engine, from a decision table with a row for every rule."""
    decision = zen.ZenEngine().create_decision(json.dumps(_zen_graph(flow)))

    def decide(case: Case) -> tuple[str, str]:
        known: dict[str, object] = {}
        for name, answer in case.answers.items():
            known.update(answer if isinstance(answer, tuple) else {name: answer})
        result = decision.evaluate(known)["result"]
        return result["rule"], result["outcome"]

    return decide


def _zen_graph(flow: Flow) -> dict[str, Any]:
    tested = dict.fromkeys(name for rule in flow.rules for name in rule.when)
    inputs = [{"id": f"in-{name}", "name": name, "field": name} for name in tested]
    outputs = [{"id": f"out-{name}", "name": name, "field": name} for name in ("rule", "outcome")]
    rows = [
        {
            "_id": rule.id,
            **{f"in-{name}": _zen_test(rule.when.get(name)) for name in tested},
            "out-rule": json.dumps(rule.id),
            "out-outcome": json.dumps(rule.outcome),
        }
        for rule in flow.rules
    ]
    content = {"hitPolicy": "first", "inputs": inputs, "outputs": outputs, "rules": rows}
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "table", "name": "table", "type": "decisionTableNode", "content": content},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = [
        {"id": f"{start}-{end}", "type": "edge", "sourceId": start, "targetId": end}
        for start, end in (("in", "table"), ("table", "out"))
    ]
    return {"nodes": nodes, "edges": edges}


def _zen_test(test: object) -> str:
    """A test as a cell of the decision table; an empty one holds always."""
    if test is None:
        return ""
    if isinstance(test, str | bool):
        return json.dumps(test)
    if isinstance(test, tuple):
        return ", ".join(map(json.dumps, test))
    raise TypeError(test)


def rows_of(setting: Setting) -> Iterator[tuple[str, int, dict[str, float]]]:
    """Every flow: its name, how many cells it has, and how many cases a second each way."""
    for name in setting.policy.flows:
        cases = cases_of(setting, name)
        rates = {}
        for way, decide in ways(setting, name).items():
            for case in cases:
                assert decide(case) == (case.rule.id, case.rule.outcome), (name, way, case)
            rates[way] = a_second(decide, cases[:: len(cases) // MOST_TIMED + 1])
        yield name, len(cases), rates


def main() -> int:
    """Measure, print the table, and with ``--check`` judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="exit with 1 below the least rate")
    options = parser.parse_args()
    policy = load(built_in_path(), Cache()).policy
    setting = Setting(policy, NOW, Calendar(policy.country))
    beside = "" if zen is None else " and zen-engine"
    print(f"Python {sys.version.split()[0]}{beside}; decisions a second, medians\n")
    slow = []
    for place, (name, count, rates) in enumerate(rows_of(setting)):
        if not place:
            heads = "".join(way.rjust(16) for way in rates)
            print(f"{'flow':<16}{'cells':>6}{heads}")
        figures = "".join(f"{rate:>16,.0f}" for rate in rates.values())
        print(f"{name:<16}{count:>6}{figures}")
        if rates["step"] < LEAST_A_SECOND:
            slow.append(name)
    print(f"\nA step should reach {LEAST_A_SECOND:,} in every flow.")
    for name in slow:
        print(f"below it: {name}")
    return 1 if slow and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
