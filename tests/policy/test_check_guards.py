"""Policies that would decide wrongly, or never, are refused with the path of what is wrong."""

from __future__ import annotations

import pytest
from msgspec import structs
from support.random_policies import WORDS
from support.small_policies import choice, small, window, yes_no

from ayuda.model import Fact, Implication, Policy
from ayuda.policy.check import problems_of

MOMENT = Fact(kind="moment", name=WORDS, ask=WORDS)
ALWAYS: list[tuple[dict[str, object], str]] = [({}, "o")]


def found(policy: Policy) -> set[tuple[str, str]]:
    """The code and the path of every problem."""
    return {(one.code, one.where.removeprefix(": ")) for one in problems_of("", policy)}


def implied(*pairs: tuple[dict[str, object], str]) -> tuple[Implication, ...]:
    return tuple(Implication(when=when, value=value) for when, value in pairs)


OVERLAPS = {
    "the same condition": implied(({"a": "x"}, "p"), ({"a": "x"}, "q")),
    "conditions on other facts": implied(({"a": "x"}, "p"), ({"c": True}, "q")),
    "a condition within another": implied(({"a": ("x", "y")}, "p"), ({"a": "x"}, "q")),
    "no condition": implied(({}, "p"), ({"a": "x"}, "q")),
}


@pytest.mark.parametrize("name", OVERLAPS)
def test_implications_that_can_hold_together_must_say_the_same(name: str) -> None:
    facts = {"a": choice("x", "y"), "c": yes_no(), "b": choice("p", "q", implied=OVERLAPS[name])}
    assert found(small(facts, ALWAYS)) == {("implied-overlap", "facts.b.implied[1]")}


APART = {
    "other values": implied(({"a": "x"}, "p"), ({"a": "y"}, "q")),
    "the same conclusion": implied(({"a": "x"}, "p"), ({"c": True}, "p")),
    "values that another implication keeps apart": implied(
        ({"a": "x", "c": True}, "p"), ({"d": True, "a": "x"}, "q")
    ),
}


@pytest.mark.parametrize("name", APART)
def test_implications_that_cannot_hold_together_may_say_what_they_like(name: str) -> None:
    never = (Implication(when={"c": True}, value=False),)
    facts = {
        "a": choice("x", "y"),
        "c": yes_no(),
        "d": yes_no(implied=never),
        "b": choice("p", "q", implied=APART[name]),
    }
    assert found(small(facts, ALWAYS)) == set()


def test_guards_in_a_circle_are_told_once_for_all_flows() -> None:
    facts = {
        "a": yes_no(asked_if={"b": True}),
        "b": yes_no(asked_if={"c": True}),
        "c": yes_no(asked_if={"b": True}),
    }
    policy = small(facts, ALWAYS)
    twice = structs.replace(policy, flows={**policy.flows, "g": policy.flows["f"]})
    assert found(twice) == {("guard-circle", "facts.b.asked_if")}
    [problem] = problems_of("", twice)
    assert problem.values["value"] == "b → c → b"


def test_a_guard_may_not_hang_on_its_own_fact_nor_on_a_window_of_its_own_moment() -> None:
    own = small({"a": yes_no(asked_if={"a": True})}, ALWAYS)
    assert found(own) == {("guard-circle", "facts.a.asked_if")}
    moment = Fact(kind="moment", name=WORDS, ask=WORDS, asked_if={"w": "on"})
    policy = small({"t": moment}, ALWAYS, {"w": window("on", "off")})
    assert found(policy) == {("guard-circle", "facts.t.asked_if")}


def test_guards_that_meet_again_are_no_circle() -> None:
    facts = {
        "a": yes_no(),
        "b": yes_no(asked_if={"a": True}),
        "c": yes_no(asked_if={"a": True, "b": True}),
    }
    assert found(small(facts, ALWAYS, order=("c", "b", "a"))) == set()


def test_a_guard_on_a_fact_or_a_window_that_the_flow_lacks_is_told() -> None:
    facts = {"a": yes_no(), "b": yes_no(asked_if={"a": True})}
    assert found(small(facts, ALWAYS, order=("b",))) == {("guard-outside", "flows.f.facts[0]")}
    facts = {"t": MOMENT, "b": yes_no(asked_if={"w": "on"})}
    lacking = small(facts, ALWAYS, {"w": window("on", "off")}, order=("b",))
    assert found(lacking) == {("guard-outside", "flows.f.facts[0]")}


@pytest.mark.parametrize("more", [{"else_now": True}, {"not_yet": "before"}], ids=str)
def test_a_window_without_its_moment_is_shown_only_if_it_counts_from_now(
    more: dict[str, object],
) -> None:
    facts = {"a": yes_no(), "t": MOMENT}
    states = ("before", "on", "off") if "not_yet" in more else ("on", "off")
    for extra, problems in (
        ({}, {("window-without-fact", "flows.f.rules[0].windows")}),
        (more, set()),
    ):
        windows = {"w": window(*(states if extra else ("on", "off")), **extra)}
        assert found(small(facts, ALWAYS, windows, order=("a",), shows=("w",))) == problems


def test_a_state_for_not_yet_is_one_of_the_states_and_not_the_only_one() -> None:
    unknown = {"w": window("on", "off", not_yet="before")}
    assert found(small({"t": MOMENT}, ALWAYS, unknown)) == {("unknown-value", "windows.w.not_yet")}
    alone = {"w": window("before", not_yet="before")}
    assert found(small({"t": MOMENT}, ALWAYS, alone)) == {("bad-states", "windows.w.states")}
    edge = {"w": window("before", "on", "off", not_yet="before", edge="before")}
    assert found(small({"t": MOMENT}, ALWAYS, edge)) == {("unknown-value", "windows.w.edge")}


def test_what_counts_from_now_has_no_time_before_it() -> None:
    windows = {"w": structs.replace(window("before", "on", not_yet="before"), begins="now")}
    assert found(small({"t": MOMENT}, ALWAYS, windows)) == {
        ("not-yet-from-now", "windows.w.not_yet")
    }


def test_all_windows_of_a_moment_have_a_state_for_not_yet_or_none_has() -> None:
    windows = {"v": window("on", "off"), "w": window("before", "on", "off", not_yet="before")}
    assert found(small({"t": MOMENT}, ALWAYS, windows)) == {("not-yet-missing", "windows.v")}
    windows["v"] = window("on", "off", else_now=True)
    assert found(small({"t": MOMENT}, ALWAYS, windows)) == set()


@pytest.mark.parametrize(
    "name", ["batch", "sql", "policy", "train", "explain", "config", "replay", "help"]
)
def test_a_flow_may_not_have_the_name_of_a_command_of_the_program(name: str) -> None:
    policy = small({"a": yes_no()}, ALWAYS)
    named = structs.replace(policy, flows={name: policy.flows["f"]})
    assert found(named) == {("reserved-id", f"flows.{name}")}
