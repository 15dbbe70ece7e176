"""What else changed between two policies, and first differences where a day or a number decides."""

from __future__ import annotations

from decimal import Decimal

from msgspec import structs
from support.builtin import POLICY
from support.changed_policies import as_of_present
from support.random_policies import WORDS
from support.small_policies import choice, small, window, yes_no

from ayuda.author.comparing.flow import compare_flow, first_difference
from ayuda.author.comparing.parts import changed_parts
from ayuda.model import NOW, Check, Derived, Fact, Lookup, Policy
from ayuda.policy.load import PACKAGE, parse

TEMPLATE = (PACKAGE / "policy/template.toml").read_text("utf-8")


def number(**more: object) -> Fact:
    return Fact(kind="number", name=WORDS, ask=WORDS, **more)  # type: ignore[arg-type]


def at_least(bound: int) -> Policy:
    rules = [({"n": Check(at_least=Decimal(bound))}, "a"), ({}, "b")]
    return small({"n": number(min=Decimal(0), max=Decimal(100))}, rules)  # type: ignore[arg-type]


def test_a_moved_bound_changes_the_numbers_between() -> None:
    found = compare_flow(as_of_present(at_least(10)), as_of_present(at_least(20)), "f")
    (region,) = found.regions
    assert [answer.ranges for answer in region.answers["n"]] == [((10, 19),)]  # type: ignore[union-attr]
    assert (region.old, region.new) == ("a", "b")
    assert region.example is not None
    assert 10 <= region.example.facts["n"] < 20  # type: ignore[operator]


def test_a_value_that_the_old_policy_lacks_has_no_old_outcome() -> None:
    old = small({"c": choice("p", "q")}, [({"c": "p"}, "a"), ({}, "b")])
    new = small({"c": choice("p", "q", "r")}, [({"c": "p"}, "a"), ({}, "b")])
    (region,) = compare_flow(as_of_present(old), as_of_present(new), "f").regions
    assert (region.old, region.new, region.answers["c"]) == (None, "b", ("r",))
    assert first_difference(as_of_present(old), as_of_present(new), "f") is None
    assert not compare_flow(as_of_present(old), as_of_present(new), "f").changes_outcomes
    assert compare_flow(as_of_present(new), as_of_present(old), "f").changes_outcomes


def test_a_fact_of_another_kind_is_told_and_nothing_compared() -> None:
    old = small({"c": choice("p", "q")}, [({"c": "p"}, "a"), ({}, "b")])
    new = small({"c": yes_no()}, [({"c": True}, "a"), ({}, "b")])
    found = compare_flow(as_of_present(old), as_of_present(new), "f")
    assert found.apart == ("c",)
    assert found.changes_outcomes


def test_comparisons_of_numbers_have_cases_too() -> None:
    def policy(bound: int) -> Policy:
        rules = [({"d": Check(above=Decimal(bound))}, "a"), ({}, "b")]
        made = small({"n": number(), "m": number()}, rules)  # type: ignore[arg-type]
        return structs.replace(made, derived={"d": Derived(name=WORDS, difference=("n", "m"))})

    old, new = as_of_present(policy(5)), as_of_present(policy(7))
    found = first_difference(old, new, "f")
    assert found is not None
    assert 5 < found.facts["n"] - found.facts["m"] <= 7  # type: ignore[operator]


def test_rules_that_look_at_the_day_have_cases_of_another_day() -> None:
    from datetime import date

    def policy(day: date) -> Policy:
        return small({"c": yes_no()}, [({NOW: Check(begins=day)}, "a"), ({}, "b")])

    old, new = as_of_present(policy(date(2027, 1, 1))), as_of_present(policy(date(2027, 3, 1)))
    assert first_difference(old, new, "f") is None
    (region,) = compare_flow(old, new, "f").regions
    assert region.example is not None
    assert region.example.now.date() == date(2027, 1, 1)


def test_working_days_of_another_calendar_are_told_apart() -> None:
    from datetime import timedelta

    from support.random_policies import PRESENT

    from ayuda.model import Length

    moment = Fact(kind="moment", name=WORDS, ask=WORDS)
    windows = {"w": window("on", "off", lasts=Length(working_days=1))}
    old = small({"t": moment}, [({"w": "on"}, "a"), ({}, "b")], windows)
    closed = structs.replace(old, holidays=((PRESENT - timedelta(days=1)).date(),))
    settings = as_of_present(structs.replace(old, holidays=())), as_of_present(closed)
    fresh = [structs.replace(one, calendar=_calendar(one.policy)) for one in settings]
    found = first_difference(*fresh, "f")
    assert found is not None
    assert (found.old.outcome, found.new.outcome) == ("b", "a")  # type: ignore[union-attr]


def _calendar(policy: Policy) -> object:
    from ayuda.calendar import Calendar

    return Calendar(policy.country, None, policy.holidays)


def test_a_changed_row_of_a_table_is_told_by_what_it_goes_by() -> None:
    rows = (("a", 1), ("b", 2), ("c", 3))
    after = (("c", 3), ("a", 5), ("d", 4))
    old, new = (
        structs.replace(
            POLICY,
            tables={
                "fee": Lookup(
                    name=WORDS,
                    by=("kind",),
                    rows=tuple({"kind": kind, "value": value} for kind, value in some),
                )
            },
        )
        for some in (rows, after)
    )
    found = changed_parts(old, new)
    assert [(part.path, part.how, part.old, part.new) for part in found] == [
        ("tables.fee.rows", "changed", "1", "5"),
        ("tables.fee.rows", "removed", "2", None),
        ("tables.fee.rows", "added", None, "4"),
    ]
    assert [dict(part.row.keys) for part in found if part.row] == [
        {"kind": kind} for kind in ("a", "b", "d")
    ]


def test_parts_are_told_by_path_and_kind() -> None:
    outcome = POLICY.outcomes["cancel-now"]
    title = structs.replace(outcome.title, en="Other words")
    fewer = structs.replace(outcome, title=title, steps=outcome.steps[1:])
    changed = structs.replace(POLICY, outcomes={**POLICY.outcomes, "cancel-now": fewer})
    assert {(part.kind, part.path, part.how) for part in changed_parts(POLICY, changed)} == {
        ("text", "outcomes.cancel-now.title.en", "changed"),
        ("step", "outcomes.cancel-now.steps", "changed"),
    }
    assert changed_parts(POLICY, POLICY) == ()


def test_a_changed_rule_of_a_file_is_told_by_its_id_and_the_place_in_it() -> None:
    old = parse("old.toml", TEMPLATE.encode()).policy
    text = TEMPLATE.replace('when = { condition = "defective" }', 'when = { condition = "used" }')
    new = parse("new.toml", text.replace("Pay the price back.", "Pay it back.").encode()).policy
    assert [(part.path, part.old, part.new) for part in changed_parts(old, new)] == [
        ("outcomes.pay-back.steps[1].text.en", "Pay the price back.", "Pay it back."),
        ("flows.bring-back.rules.defective.when.condition", "defective", "used"),
    ]
