"""Conditions in three values, as a table."""

from __future__ import annotations

import pytest

from ayuda.model import Check, Condition, Test, Value, When
from ayuda.policy.language.conditions import accepts, all_hold, holds

KNOWN: dict[str, Value] = {"a": "x", "b": True}

ACCEPTS: list[tuple[Test, Value, bool]] = [
    ("x", "x", True),
    ("x", "y", False),
    (True, True, True),
    (True, False, False),
    (("x", "y"), "y", True),
    (("x", "y"), "z", False),
    (Check(excludes="x"), "x", False),
    (Check(excludes="x"), "y", True),
    (Check(excludes=("x", "y")), "y", False),
    (Check(excludes=("x", "y")), "z", True),
    (Check(excludes=False), False, False),
]


@pytest.mark.parametrize(("test", "value", "passes"), ACCEPTS)
def test_a_test_accepts_its_values_and_no_others(test: Test, value: Value, passes: bool) -> None:
    assert accepts(test, value) is passes


TESTS: list[tuple[When, bool | None]] = [
    ({}, True),
    ({"a": "x"}, True),
    ({"a": "y"}, False),
    ({"c": "p"}, None),
    ({"a": "x", "b": True}, True),
    ({"a": "x", "b": False}, False),
    ({"a": "x", "c": "p"}, None),
    ({"c": "p", "a": "y"}, False),
    ({"a": "y", "c": "p"}, False),
    ({"a": Check(excludes="y"), "b": (True, False)}, True),
]


@pytest.mark.parametrize(("when", "verdict"), TESTS)
def test_all_tests_hold_or_one_fails_or_it_is_open(when: When, verdict: bool | None) -> None:
    assert all_hold(when, KNOWN) is verdict
    assert holds(when, KNOWN) is verdict


ANY: list[tuple[Condition, bool | None]] = [
    ((), False),
    (({"a": "y"}, {"a": "x"}), True),
    (({"c": "p"}, {"a": "x"}), True),
    (({"c": "p"}, {"a": "y"}), None),
    (({"a": "y"}, {"c": "p"}), None),
    (({"a": "y"}, {"b": False}), False),
    (({"a": "y", "c": "p"}, {"b": False}), False),
]


@pytest.mark.parametrize(("condition", "verdict"), ANY)
def test_one_set_of_tests_is_enough(condition: Condition, verdict: bool | None) -> None:
    assert holds(condition, KNOWN) is verdict
