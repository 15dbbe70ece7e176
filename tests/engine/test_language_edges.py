"""What the language means where several of its parts meet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from msgspec import structs
from support.language.comparing import setting_of
from support.random_policies import PRESENT, WORDS
from support.small_policies import choice, small, window, yes_no

from ayuda.engine.decide import step
from ayuda.engine.knowledge import NOT_SILENT, Silence
from ayuda.engine.results import Decision
from ayuda.engine.windows import FactValue
from ayuda.model import (
    Amount,
    AmountLine,
    Beginning,
    Check,
    Derived,
    Fact,
    Implication,
    Length,
    Notice,
    Policy,
    When,
)

NOBODY = Silence(everywhere=True)
NUMBER = Fact(kind="number", name=WORDS, ask=WORDS)
DAY = Fact(kind="date", name=WORDS, ask=WORDS, time="any")
MOMENT = Fact(kind="moment", name=WORDS, ask=WORDS, time="any")


def said(
    policy: Policy, known: dict[str, FactValue], silence: Silence = NOT_SILENT
) -> str | tuple[str, ...]:
    """The outcome, or what is needed."""
    found = step(setting_of(policy, PRESENT), "f", known, silence)
    return found.rule.outcome if isinstance(found, Decision) else found.needs


def test_no_test_holds_of_a_window_whose_length_is_a_blank() -> None:
    facts = {"t": MOMENT, "n": structs.replace(NUMBER, unstated="unknown")}
    windows = {"w": window("on", "off", lasts=Length(minutes="n"))}
    rules: list[tuple[dict[str, Any], str]] = [
        ({"w": "on"}, "early"),
        ({"w": Check(excludes="on")}, "late"),
        ({}, "unclear"),
    ]
    policy = small(facts, rules, windows)
    assert said(policy, {"t": PRESENT}, NOBODY) == "unclear"
    assert said(policy, {"t": PRESENT}) == ("n",)


def test_what_is_given_is_not_asked_where_a_window_hangs_on_more() -> None:
    windows = {"w": window("on", "off", seen_at="s")}
    policy = small({"t": MOMENT, "s": MOMENT}, [({"w": "on"}, "one"), ({}, "two")], windows)
    assert said(policy, {"t": PRESENT}) == ("s",)
    assert said(policy, {"s": PRESENT}) == ("t",)
    assert said(policy, {"t": PRESENT, "s": PRESENT}) == "one"


def test_a_notice_may_look_at_a_day_that_no_rule_tests() -> None:
    policy = small({"d": DAY}, [({}, "always")])
    test: When = {"d": Check(before=date(2026, 1, 1))}
    notice = Notice(id="n", when=test, text=WORDS, cites=("S1",))
    flow = structs.replace(policy.flows["f"], notices=(notice,))
    told = structs.replace(policy, flows={"f": flow})
    for day, shown in ((date(2025, 12, 31), ["n"]), (date(2026, 1, 1), [])):
        found = step(setting_of(told, PRESENT), "f", {"d": day})
        assert isinstance(found, Decision)
        assert [one.id for one in found.notices] == shown


def test_a_class_of_numbers_is_no_value() -> None:
    implied = (Implication(when={"b": False}, value="p"),)
    facts = {
        "a": choice("p", "q", "r", implied=implied),
        "m": NUMBER,
        "n": NUMBER,
        "b": yes_no(default=True),
    }
    policy = small(facts, [({"d": True}, "alike"), ({}, "apart")])
    policy = structs.replace(policy, derived={"d": Derived(name=WORDS, same=("m", "n"))})
    assert said(policy, {}) == ("m", "n")


def test_rules_that_show_different_amounts_come_to_different_things() -> None:
    policy = small({"a": yes_no()}, [({"a": True}, "pay"), ({}, "pay")])
    assert said(policy, {}) == "pay"
    line = AmountLine(name=WORDS, times=(3,))
    amounts = {"charge": Amount(name=WORDS, unit="EUR", lines=(line,))}
    flow = policy.flows["f"]
    first = structs.replace(flow.rules[0], amounts=("charge",))
    flow = structs.replace(flow, rules=(first, flow.rules[1]))
    policy = structs.replace(policy, flows={"f": flow}, amounts=amounts)
    assert said(policy, {}) == ("a",)


def test_what_begins_where_a_window_ended_that_counts_back_can_be_over() -> None:
    windows = {
        "v": window("on", "off", lasts=Length(hours=24), back=True),
        "w": structs.replace(window("on", "off"), begins=Beginning(end_of="v")),
    }
    policy = small({"t": MOMENT}, [({"w": "off"}, "over"), ({}, "not yet over")], windows)
    assert said(policy, {}) == ("t",)
    assert said(policy, {"t": PRESENT}) == "over"
    assert said(policy, {"t": PRESENT + timedelta(hours=24)}) == "not yet over"


def test_a_day_to_come_that_is_today_has_begun() -> None:
    facts = {"t": structs.replace(DAY, time="future")}
    windows = {"w": window("on", "off", lasts=Length(hours=1))}
    policy = small(facts, [({"w": "off"}, "over"), ({}, "not yet over")], windows)
    assert said(policy, {}) == ("t",)
    assert said(policy, {"t": date(2026, 11, 24)}) == "over"
    assert said(policy, {"t": date(2026, 11, 25)}) == "not yet over"
