"""The engine against a brute-force reading of ``docs/semantics.md``, over random policies."""

from __future__ import annotations

from dataclasses import replace as replaced
from datetime import timedelta
from random import Random

import pytest
from msgspec import structs
from support.comparison import CONTRADICTED, by_engine, compare
from support.random_policies import PRESENT, WORDS, partial_cases, random_policy
from support.small_policies import choice, small, window, yes_no

from ayuda.calendar import Calendar
from ayuda.engine.decide import step
from ayuda.engine.knowledge import NOT_SILENT, Contradiction, Silence
from ayuda.engine.results import Decision, Question
from ayuda.engine.windows import FactValue, Setting
from ayuda.model import Fact, Implication, Length, Notice, Policy
from ayuda.policy.check import problems_of

POLICIES = 150
CASES = 20
ANYBODY_SILENT = Silence(everywhere=True)


@pytest.mark.parametrize("seed", range(POLICIES))
def test_the_engine_says_what_the_page_says(seed: int) -> None:
    assert list(compare(random_policy(seed), Random(seed), CASES)) == []


@pytest.mark.parametrize("seed", range(0, POLICIES, 3))
def test_the_order_of_a_flows_facts_changes_nothing_but_the_order_of_asking(seed: int) -> None:
    policy = random_policy(seed)
    flow = policy.flows["f"]
    turned = structs.replace(flow, facts=tuple(reversed(flow.facts)))
    other = structs.replace(policy, flows={"f": turned})
    for known, everywhere, skipped in partial_cases(policy, Random(seed), CASES):
        silence = Silence(everywhere, skipped)
        found = [by_engine(one, known, silence) for one in (policy, other)]
        told = [
            one
            if isinstance(one, str)
            else replaced(one, needs=tuple(sorted(one.needs)), fact=None)
            for one in found
        ]
        assert told[0] == told[1], known


@pytest.mark.parametrize("seed", range(0, POLICIES, 3))
def test_what_is_decided_stays_decided_when_more_is_said(seed: int) -> None:
    policy = random_policy(seed)
    assumable = {name for name, fact in policy.facts.items() if fact.default is not None}
    random = Random(seed)
    for known, _, _ in partial_cases(policy, random, CASES):
        fewer = {name: value for name, value in known.items() if random.random() < 0.6}
        if not assumable.isdisjoint(known.keys() - fewer.keys()):
            continue
        before, after = (by_engine(policy, facts, NOT_SILENT) for facts in (fewer, known))
        if CONTRADICTED in {before, after} or before.rule is None:
            continue
        assert after.rule is not None
        rules = {rule.id: rule for rule in policy.flows["f"].rules}
        one, other = rules[before.rule], rules[after.rule]
        assert (one.outcome, one.windows) == (other.outcome, other.windows)


@pytest.mark.parametrize("seed", range(0, POLICIES, 3))
def test_a_question_always_says_what_is_needed(seed: int) -> None:
    policy = random_policy(seed)
    for known, everywhere, skipped in partial_cases(policy, Random(seed), CASES):
        found = by_engine(policy, known, Silence(everywhere, skipped))
        assert isinstance(found, str) or found.rule is not None or found.needs


@pytest.mark.parametrize("seed", range(0, POLICIES, 3))
def test_an_interview_always_comes_to_an_end(seed: int) -> None:
    policy = random_policy(seed)
    setting = Setting(policy, PRESENT, Calendar("ES"))
    for whole, _, _ in partial_cases(policy, Random(seed), CASES):
        known: dict[str, FactValue] = {}
        skipped: set[str] = set()
        for _ in range(20):
            found = _step_or_none(setting, known, Silence(skipped=frozenset(skipped)))
            if not isinstance(found, Question) or found.fact is None:
                break
            assert found.fact not in known
            assert found.fact in found.needs
            if found.fact in whole:
                known[found.fact] = whole[found.fact]
            else:
                skipped.add(found.fact)
        else:
            pytest.fail("asked without end")


def _step_or_none(
    setting: Setting, known: dict[str, FactValue], silence: Silence
) -> Decision | Question | None:
    try:
        return step(setting, "f", known, silence)
    except Contradiction:
        return None


def said(
    policy: Policy, known: dict[str, FactValue], silence: Silence = ANYBODY_SILENT
) -> str | tuple[str, ...]:
    """The outcome, or what is needed."""
    assert problems_of("", policy) == []
    found = step(Setting(policy, PRESENT, Calendar("ES")), "f", known, silence)
    return found.rule.outcome if isinstance(found, Decision) else found.needs


CHAIN = {
    "a": yes_no(),
    "b": yes_no(asked_if={"a": True}, otherwise=False),
    "c": yes_no(asked_if={"b": True}, otherwise=False),
}


@pytest.mark.parametrize("order", [("a", "b", "c"), ("c", "b", "a"), ("b", "c", "a")])
def test_a_chain_of_guards_is_followed_in_any_order_of_the_facts(order: tuple[str, ...]) -> None:
    policy = small(CHAIN, [({"c": True}, "pay"), ({}, "refuse")], order=order)
    assert said(policy, {"c": True, "b": False}) == "refuse"
    assert said(policy, {"c": True}) == ("a", "b")
    assert said(policy, {}) == ("a", "b", "c")
    assert said(policy, {"a": False, "b": True, "c": True}) == "refuse"
    assert said(policy, {"a": True, "b": True, "c": True}) == "pay"


def test_a_fact_of_which_the_file_says_nothing_where_its_guard_fails_is_asked_in_the_end() -> None:
    facts = {"item": choice("book", "map"), "reserved": yes_no(asked_if={"item": "book"})}
    policy = small(facts, [({"reserved": True}, "refuse"), ({}, "lend")])
    assert said(policy, {}) == ("item", "reserved")
    assert said(policy, {"item": "map"}) == ("reserved",)
    assert said(policy, {"item": "map", "reserved": True}) == "refuse"
    asked = step(Setting(policy, PRESENT, Calendar("ES")), "f", {"item": "map"})
    assert isinstance(asked, Question)
    assert asked.fact == "reserved"


MOMENT = Fact(kind="moment", name=WORDS, ask=WORDS)


@pytest.mark.parametrize(("minutes", "outcome"), [(29, "no"), (30, "yes"), (31, "no")], ids=str)
def test_windows_of_one_moment_are_cut_at_the_edges_of_all(minutes: int, outcome: str) -> None:
    windows = {
        "w": window("on", "off", edge="on"),
        "v": window("on", "off"),
    }
    policy = small({"t": MOMENT}, [({"w": "on", "v": "off"}, "yes"), ({}, "no")], windows)
    assert said(policy, {}) == ("t",)
    assert said(policy, {"t": PRESENT - timedelta(minutes=minutes)}) == outcome


def test_sixty_minutes_are_one_hour() -> None:
    windows = {
        "w": window("on", "off", lasts=Length(minutes=60)),
        "v": window("on", "off", lasts=Length(hours=1)),
    }
    policy = small({"t": MOMENT}, [({"w": "on", "v": "off"}, "never"), ({}, "always")], windows)
    assert said(policy, {}) == "always"


def test_a_rule_on_a_window_that_is_shown_from_now_needs_its_moment() -> None:
    windows = {"w": window("on", "off", else_now=True)}
    policy = small({"t": MOMENT}, [({"w": "on"}, "early"), ({}, "late")], windows)
    assert said(policy, {}) == ("t",)
    assert said(policy, {}, NOT_SILENT) == ("t",)


def test_a_state_for_not_yet_holds_where_nobody_can_be_asked_and_is_an_answer_elsewhere() -> None:
    windows = {"w": window("before", "on", "off", not_yet="before")}
    rules = [({"w": "before"}, "write"), ({"w": "on"}, "wait"), ({}, "remind")]
    policy = small({"t": MOMENT}, rules, windows, shows=("w",))
    assert said(policy, {}) == "write"
    assert said(policy, {}, NOT_SILENT) == ("t",)
    assert said(policy, {}, Silence(skipped=frozenset({"t"}))) == "write"
    assert said(policy, {"t": PRESENT}) == "wait"
    assert said(policy, {"t": PRESENT - timedelta(hours=1)}) == "remind"
    decided = step(Setting(policy, PRESENT, Calendar("ES")), "f", {}, ANYBODY_SILENT)
    assert isinstance(decided, Decision)
    [shown] = decided.windows
    assert (shown.state, shown.begins) == ("before", PRESENT)
    assert shown.until == PRESENT + timedelta(minutes=30)


def test_a_flow_without_the_moment_is_in_the_state_for_not_yet() -> None:
    windows = {"w": window("before", "on", "off", not_yet="before")}
    facts = {"a": yes_no(), "t": MOMENT}
    rules = [({"w": "before", "a": True}, "write"), ({}, "else")]
    policy = small(facts, rules, windows, order=("a",), shows=("w",))
    assert said(policy, {"a": True}) == "write"


def test_a_default_gives_way_to_what_an_implication_says() -> None:
    facts = {
        "a": yes_no(),
        "b": choice("p", "q", default="p", implied=(Implication(when={"a": True}, value="q"),)),
    }
    policy = small(facts, [({"b": "q"}, "second"), ({}, "first")])
    assert said(policy, {}) == ("a",)
    assert said(policy, {"a": True}) == "second"
    assert said(policy, {"a": False}) == "first"
    assert said(policy, {"b": "q"}) == "second"


def test_a_stuck_interview_asks_for_what_guards_hang_on() -> None:
    facts = {
        "f0": choice("p", "q"),
        "f1": yes_no(),
        "f2": choice("p", "q", asked_if={"f1": True}, otherwise="p"),
        "f3": yes_no(asked_if={"f2": "p"}, otherwise=True),
    }
    rules = [
        ({"f2": "p", "f3": True}, "o1"),
        ({"f1": True}, "o0"),
        ({"f0": "p"}, "o0"),
        ({"f3": False}, "o0"),
        ({}, "o1"),
    ]
    policy = small(facts, rules)
    assert said(policy, {}) == ("f1", "f2", "f3")
    assert said(policy, {"f1": True}) == ("f2", "f3")
    assert said(policy, {"f1": False}) == ("f3",)


def test_after_the_decision_the_guards_of_what_a_notice_hangs_on_are_asked_first() -> None:
    facts = {
        "x": yes_no(),
        "a": yes_no(),
        "b": yes_no(asked_if={"a": True}, otherwise=False),
    }
    policy = small(facts, [({"x": True}, "one"), ({}, "two")])
    notice = Notice(id="n", when={"b": True}, text=WORDS, cites=("S1",))
    flow = structs.replace(policy.flows["f"], notices=(notice,))
    setting = Setting(structs.replace(policy, flows={"f": flow}), PRESENT, Calendar("ES"))
    asked: list[tuple[str, ...]] = []
    for known in ({"x": True}, {"x": True, "a": True}, {"x": True, "a": False}):
        found = step(setting, "f", known)
        assert isinstance(found, Decision)
        assert not found.notices
        asked.append(found.asks)
    assert asked == [("a",), ("b",), ()]


def test_after_the_decision_the_moment_of_a_window_that_it_shows_is_asked() -> None:
    windows = {"w": window("on", "off"), "v": window("on", "off", else_now=True)}
    rules = [({"a": True}, "one"), ({}, "two")]
    policy = small({"a": yes_no(), "t": MOMENT}, rules, windows, shows=("w", "v"))
    setting = Setting(policy, PRESENT, Calendar("ES"))
    found = step(setting, "f", {"a": True})
    assert isinstance(found, Decision)
    assert (found.asks, [shown.id for shown in found.windows]) == (("t",), ["v"])
    told = step(setting, "f", {"a": True, "t": PRESENT})
    assert isinstance(told, Decision)
    assert (told.asks, [shown.id for shown in told.windows]) == ((), ["w", "v"])
    in_vain = step(setting, "f", {"a": True}, Silence(skipped=frozenset({"t"})))
    assert isinstance(in_vain, Decision)
    assert in_vain.asks == ()
