"""Policies of one flow, small enough to be read at a glance."""

from __future__ import annotations

from typing import Any

from ayuda.model import (
    Fact,
    Flow,
    Length,
    Outcome,
    Policy,
    Rule,
    Statement,
    Window,
    WindowStateTexts,
)
from support.random_policies import WORDS


def yes_no(**more: Any) -> Fact:  # noqa: ANN401 - a fact's own keys
    words = {"yes": WORDS, "no": WORDS}
    return Fact(kind="yes-no", name=WORDS, ask=WORDS, values=words, **more)


def choice(*values: str, **more: Any) -> Fact:  # noqa: ANN401 - a fact's own keys
    return Fact(kind="choice", name=WORDS, ask=WORDS, values=dict.fromkeys(values, WORDS), **more)


def window(*states: str, **more: Any) -> Window:  # noqa: ANN401 - its keys
    texts = {state: WindowStateTexts(name=WORDS, says=WORDS) for state in states}
    lasts = more.pop("lasts", Length(minutes=30))
    return Window(name=WORDS, begins="t", states=texts, lasts=lasts, cites=("S1",), **more)


def small(
    facts: dict[str, Fact],
    rules: list[tuple[dict[str, Any], str]],
    windows: dict[str, Window] | None = None,
    order: tuple[str, ...] = (),
    shows: tuple[str, ...] = (),
) -> Policy:
    """A policy of one flow; rules are conditions and outcomes."""
    outcomes = {outcome: Outcome(title=WORDS, steps=(), cites=("S1",)) for _, outcome in rules}
    made = [
        Rule(id=f"r{place}", when=when, outcome=outcome, windows=shows, cites=("S1",))
        for place, (when, outcome) in enumerate(rules)
    ]
    flow = Flow(title=WORDS, about=WORDS, facts=order or tuple(facts), rules=tuple(made))
    return Policy(
        format="ayuda.policy/1",
        id="small",
        title=WORDS,
        source=WORDS,
        time_zone="Europe/Madrid",
        country="ES",
        statements={"S1": Statement(section=WORDS, says=WORDS)},
        facts=facts,
        windows=windows or {},
        outcomes=outcomes,
        flows={"f": flow},
    )
