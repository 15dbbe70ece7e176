"""The interview: every way to ask comes to the same decision, and nothing idle is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.builtin import FLOWS, POLICY, setting
from support.contract import CONTACTS, MACHINE, NOT_YET, Case, Value, cases, stated_mail_cases
from support.interviews import (
    ASKED_ONLY_IF,
    DECIDING,
    FOLLOWS,
    PUT_AS,
    answers_of,
    distinct_cases,
    fewest_questions,
    given_of,
    loop_through,
    pairs_that_differ,
    partial_facts,
    remembered_step,
    some_other_answer,
    walk_through,
    worst_case_of_order,
)

from ayuda.engine.decide import step
from ayuda.engine.knowledge import Silence
from ayuda.engine.results import Decision, Question
from ayuda.mail_vocabulary import ONLY_IN_MESSAGES
from ayuda.ui.walk import Walk


@pytest.fixture(autouse=True)
def remembered_steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Walks repeat the same steps by the thousand; as the step is pure, each is taken once."""
    monkeypatch.setattr("ayuda.case.step", remembered_step)
    yield
    monkeypatch.undo()


SMALL = ("track", "return", "contact-seller")
LARGE = ("cancel", "modify", "check-email")


def walked_cases(flow: str) -> Sequence[Case]:
    """The cases of a flow's cells; of e-mails those without a raw message, or nearly so."""
    if flow != "check-email":
        return list(cases(flow, edges=False))
    nearly = [
        Case(case.flow, {**case.facts, name: True}, case.now)
        for case in stated_mail_cases()
        for name in MACHINE
        if case.facts["claims_amazon"]
    ]
    return [*stated_mail_cases(), *nearly]


Told = tuple[str, str, tuple[str, ...], tuple[str, ...]]
SEVERAL_RULES_ALIKE = "check-email"
"""The flow that has several rules of the same outcome: any of those that still may hold is right.

With all facts known its rule is exact, as the tests of the cells show.
"""


def told(decision: Decision) -> Told:
    """Rule, outcome, windows and notices of a decision."""
    return (
        "" if decision.flow == SEVERAL_RULES_ALIKE else decision.rule.id,
        decision.rule.outcome,
        tuple(window.id for window in decision.windows),
        tuple(notice.id for notice in decision.notices),
    )


def expected(case: Case) -> Told:
    """The same, as the contract has it."""
    verdict = case.verdict
    rule = "" if case.flow == SEVERAL_RULES_ALIKE else verdict.rule
    return rule, verdict.outcome, verdict.windows, verdict.notices


@pytest.mark.parametrize("flow", FLOWS)
def test_the_walk_agrees_with_the_contract_in_every_cell(flow: str) -> None:
    for case in walked_cases(flow):
        assert told(walk_through(case)[0]) == expected(case), case


@pytest.mark.parametrize("flow", FLOWS)
def test_the_loop_over_the_step_agrees_with_the_contract_in_every_cell(flow: str) -> None:
    for case in walked_cases(flow):
        decision = loop_through(case, lambda needs: needs[0])
        assert told(decision)[:3] == expected(case)[:3], case


@pytest.mark.parametrize("contacted", CONTACTS, ids=range(len(CONTACTS)))
def test_the_walk_reaches_both_sides_of_the_edge_of_the_sellers_answer(
    contacted: tuple[object, object],
) -> None:
    for case in cases("contact-seller"):
        if (case.facts.get("contacted_at"), case.now) == contacted:
            assert told(walk_through(case)[0]) == expected(case)


@pytest.mark.parametrize("flow", SMALL)
def test_every_order_of_answering_comes_to_the_same_decision(flow: str) -> None:
    for order in permutations(DECIDING[flow]):
        for case in distinct_cases(flow):
            decision = loop_through(case, partial(first_of, order))
            assert told(decision)[:3] == expected(case)[:3], (order, case)


def first_of(order: Sequence[str], needs: Sequence[str]) -> str:
    """The need that comes first in an order of asking."""
    return min(needs, key=[PUT_AS.get(name, name) for name in order].index)


@pytest.mark.parametrize("flow", LARGE)
def test_any_order_of_answering_comes_to_the_same_decision(flow: str) -> None:
    @settings(max_examples=250)
    @given(st.sampled_from(distinct_cases(flow)), st.permutations(DECIDING[flow]))
    def holds(case: Case, order: list[str]) -> None:
        decision = loop_through(case, partial(first_of, order))
        assert told(decision)[:3] == expected(case)[:3]

    holds()


@pytest.mark.parametrize("flow", FLOWS)
def test_any_order_of_stating_comes_to_the_same_decision(flow: str) -> None:
    @settings(max_examples=150)
    @given(st.sampled_from(distinct_cases(flow)), st.data())
    def holds(case: Case, data: st.DataObject) -> None:
        names = data.draw(st.permutations(list(case.facts)))
        stated = {name: case.facts[name] for name in names}
        result = remembered_step(setting(case.now), flow, stated)
        assert isinstance(result, Decision)
        assert told(result) == expected(case)

        answers = answers_of(case)
        walk = Walk(partial(setting, case.now), flow, given_of(case))
        for name in data.draw(st.permutations(list(answers))):
            walk.answer(name, answers[name])
        walked, fact = walk.advance()
        assert isinstance(walked, Decision)
        assert (told(walked), fact) == (expected(case), None)

    holds()


@pytest.mark.parametrize("flow", FLOWS)
def test_a_question_is_asked_exactly_while_the_case_can_come_to_two_things(flow: str) -> None:
    for known, left in partial_facts(flow):
        result = remembered_step(setting(), flow, known)
        results = {case.verdict.result for case in left}
        if isinstance(result, Decision):
            assert results == {(result.rule.outcome, result.rule.windows)}, known
            assert result.rule.id in {case.verdict.rule for case in left}, known
        else:
            assert len(results) > 1, known


@pytest.mark.parametrize("flow", FLOWS)
def test_the_needs_are_the_facts_that_can_still_change_the_decision(flow: str) -> None:
    for known, left in partial_facts(flow):
        result = remembered_step(setting(), flow, known)
        if isinstance(result, Decision):
            continue
        unknown = [name for name in DECIDING[flow] if name not in known]
        alone = {fact for fact in unknown if pairs_that_differ(flow, left, fact)}
        along = {
            fact
            for fact in unknown
            if pairs_that_differ(flow, left, fact, along=FOLLOWS.get(fact, frozenset()))
        }
        needs = set(result.needs)
        assert needs >= {PUT_AS.get(fact, fact) for fact in alone}, known
        assert needs <= {PUT_AS.get(fact, fact) for fact in along}, known


@pytest.mark.parametrize("flow", FLOWS)
def test_the_first_need_is_the_question_and_the_needs_stand_in_the_policys_order(
    flow: str,
) -> None:
    order = POLICY.flows[flow].facts
    for known, _ in partial_facts(flow):
        result = remembered_step(setting(), flow, known)
        if isinstance(result, Question):
            assert result.fact == result.needs[0], known
            assert list(result.needs) == sorted(result.needs, key=order.index), known


@pytest.mark.parametrize("flow", FLOWS)
def test_a_fact_is_only_asked_where_it_applies(flow: str) -> None:
    for known, left in partial_facts(flow):
        result = remembered_step(setting(), flow, known)
        asked = result.fact if isinstance(result, Question) else None
        if asked is not None and asked in ASKED_ONLY_IF:
            condition, values = ASKED_ONLY_IF[asked]
            assert all(case.facts[condition] in values for case in left), known


@pytest.mark.parametrize("flow", ["cancel", "modify", "return"])
def test_who_ships_is_asked_of_marketplace_cases_alone(flow: str) -> None:
    asked = 0
    for known, _ in partial_facts(flow):
        result = remembered_step(setting(), flow, known)
        if isinstance(result, Question) and result.fact == "shipped_by":
            asked += 1
            assert known["seller"] == "marketplace"
    assert asked


@pytest.mark.parametrize("flow", FLOWS)
def test_the_prospects_of_an_answer_are_the_outcomes_it_can_lead_to(flow: str) -> None:
    for known, left in partial_facts(flow):
        result = remembered_step(setting(), flow, known)
        if isinstance(result, Decision):
            continue
        told_of = {prospect.fact for prospect in result.prospects}
        assert {PUT_AS.get(fact, fact) for fact in told_of} == set(result.needs), known
        for prospect in result.prospects:
            sayable = (prospect.fact, prospect.answer) not in ONLY_IN_MESSAGES
            if sayable and not isinstance(prospect.answer, tuple):
                led = {
                    case.verdict.outcome
                    for case in left
                    if case.facts[prospect.fact] == prospect.answer
                }
                assert set(prospect.outcomes) == led, (known, prospect)


QUESTIONS = {
    # flow: the most questions until it is decided, and their mean over the deciding cells
    "track": (3, Fraction(11, 6)),
    "cancel": (5, Fraction(29, 12)),
    "modify": (5, Fraction(37, 12)),
    "return": (3, Fraction(11, 6)),
    "contact-seller": (3, Fraction(5, 2)),
    "check-email": (5, Fraction(191, 80)),
}


@pytest.mark.parametrize("flow", FLOWS)
def test_the_worst_case_and_the_mean_number_of_questions_are_recorded(flow: str) -> None:
    counts = [walk_through(case)[1] for case in distinct_cases(flow)]
    assert (max(counts), Fraction(sum(counts), len(counts))) == QUESTIONS[flow]


@pytest.mark.parametrize("flow", FLOWS)
def test_no_way_of_asking_has_a_worst_case_better_by_more_than_one(flow: str) -> None:
    """Every fixed order is one of these ways: the best may choose anew after each answer."""
    assert QUESTIONS[flow][0] <= fewest_questions(flow) + 1


@pytest.mark.parametrize("flow", FLOWS)
def test_no_order_of_asking_has_a_worst_case_better_by_more_than_one(flow: str) -> None:
    best = min(worst_case_of_order(flow, order) for order in permutations(DECIDING[flow]))
    assert QUESTIONS[flow][0] <= best + 1


@pytest.mark.parametrize("flow", FLOWS)
def test_going_back_keeps_the_later_answers_that_still_apply(flow: str) -> None:
    for case in distinct_cases(flow):
        walk = Walk(partial(setting, case.now), flow, given_of(case))
        follow(walk, answers_of(case))
        for changed in tuple(walk.asked):
            going_back(walk, case, changed)


def going_back(walk: Walk, case: Case, changed: str) -> None:
    """Change one answer to another, and back again."""
    before = dict(walk.stock)
    first_asked = tuple(walk.asked)
    walk.forget(changed)
    assert walk.advance()[1] == changed
    assert {**walk.stock, changed: before[changed]} == before

    other = some_other_answer(case, changed)
    walk.answer(changed, other)
    result, fact = walk.advance()
    assert changed in walk.asked
    for name, value in walk.stock.items():
        assert value == (other if name == changed else before[name])
    assert fact is None or fact not in walk.stock
    for name in walk.asked:
        assert name in before, "an answer is used that nobody gave"
    if isinstance(result, Decision):
        direct = step(
            walk.setting,
            case.flow,
            result.knowledge.facts,
            Silence(skipped=frozenset(n for n in walk.asked if walk.stock[n] is None)),
        )
        assert isinstance(direct, Decision)
        assert told(direct) == told(result)

    walk.answer(changed, before[changed])
    for name, value in before.items():
        walk.stock.setdefault(name, value)
    assert told_or_needs(walk) == expected(case)
    assert tuple(walk.asked) == first_asked


def told_or_needs(walk: Walk) -> object:
    """What a walk comes to: a decision's content, or the needs of a question."""
    result, _ = walk.advance()
    return told(result) if isinstance(result, Decision) else result.needs


def test_changing_the_stage_back_and_forth_keeps_the_answers_of_the_other_branch() -> None:
    walk = Walk(setting, "cancel", {})
    now = setting().now
    answers: dict[str, Value] = {
        "stage": "placed",
        "seller": "amazon",
        "bundle": True,
        "bundle_item_shipped": True,
        "ordered_at": now,
    }
    for fact, value in answers.items():
        assert walk.advance()[1] == fact
        walk.answer(fact, value)
    assert told_or_needs(walk) == ("bundle-has-to-wait", "wait-for-bundle", ("bundle_wait",), ())

    walk.forget("stage")
    walk.answer("stage", "shipped")
    result, question = walk.advance()
    assert isinstance(result, Decision)
    assert question is None
    assert result.rule.id == "on-its-way"

    walk.forget("stage")
    walk.answer("stage", "placed")
    assert told_or_needs(walk) == ("bundle-has-to-wait", "wait-for-bundle", ("bundle_wait",), ())
    assert walk.advance()[1] is None


def test_an_answer_that_contradicts_a_changed_one_is_dropped() -> None:
    walk = Walk(setting, "return", {})
    for fact, value in (("stage", "shipped"), ("seller", "marketplace"), ("shipped_by", "seller")):
        assert walk.advance()[1] == fact
        walk.answer(fact, value)
    walk.forget("seller")
    walk.answer("seller", "amazon")
    result, question = walk.advance()
    assert isinstance(result, Decision)
    assert question is None
    assert result.rule.id == "on-its-way"
    assert result.knowledge.values["shipped_by"] == "amazon"


UNSTATED: dict[str, Value] = {
    "sender_is": "not-stated",
    "links_lead": "nowhere",
    "asks_personal_data": False,
    "asks_payment_update": False,
    "in_my_orders": True,
    "contacted_at": NOT_YET,
}
"""The value that counts where a person does not know: what is no evidence, or not yet."""


@pytest.mark.parametrize("flow", FLOWS)
def test_an_unknown_answer_leads_on_or_says_what_the_decision_hangs_on(flow: str) -> None:
    for case in distinct_cases(flow):
        whole = Walk(partial(setting, case.now), flow, given_of(case))
        follow(whole, answers_of(case))
        for unknown in tuple(whole.asked):
            walk = Walk(partial(setting, case.now), flow, given_of(case))
            result = follow(walk, {**answers_of(case), unknown: None})
            if isinstance(result, Question):
                assert result.fact is None
                assert unknown in result.needs
                continue
            facts = {
                name: UNSTATED.get(name, value) if PUT_AS.get(name, name) == unknown else value
                for name, value in case.facts.items()
            }
            assert result.rule.id == Case(flow, facts, case.now).verdict.rule


def follow(walk: Walk, answers: Mapping[str, Value | None]) -> Decision | Question:
    """Answer whatever a walk asks."""
    while (advanced := walk.advance())[1] is not None:
        walk.answer(advanced[1], answers[advanced[1]])
    return advanced[0]


def test_an_email_of_which_nothing_is_known_cannot_be_told() -> None:
    walk = Walk(setting, "check-email", {})
    asked = []
    while (fact := walk.advance()[1]) is not None:
        asked.append(fact)
        walk.answer(fact, None)
    result, _ = walk.advance()
    assert isinstance(result, Decision)
    assert (result.rule.id, result.rule.outcome) == ("cannot-tell", "cannot-tell")
    assert asked == ["sender", "link", "asks_personal_data", "asks_payment_update"]


def test_facts_that_only_a_notice_needs_are_asked_after_the_outcome_is_known() -> None:
    walk = Walk(setting, "track", {})
    answers: dict[str, Value] = {
        "stage": "shipped",
        "missing": False,
        "trackable": True,
        "seller": "amazon",
        "several_items": True,
        "destination": "ceuta",
    }
    kinds = []
    while True:
        result, fact = walk.advance()
        if fact is None:
            break
        kinds.append((fact, type(result)))
        walk.answer(fact, answers[fact])
    assert kinds == [
        ("stage", Question),
        ("missing", Question),
        ("trackable", Question),
        ("seller", Decision),
        ("several_items", Decision),
        ("destination", Decision),
    ]


@pytest.mark.parametrize("flow", FLOWS)
def test_a_given_fact_is_never_asked(flow: str) -> None:
    for case in distinct_cases(flow):
        known = {name: case.facts[name] for name in DECIDING[flow] if name not in PUT_AS}
        walk = Walk(partial(setting, case.now), flow, {**known, **given_of(case)})
        answers = answers_of(case)
        while (fact := walk.advance()[1]) is not None:
            assert fact not in known
            walk.answer(fact, answers[fact])
