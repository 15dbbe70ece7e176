"""A change of the policy takes back exactly the cards whose answer it changed."""

from __future__ import annotations

from support.training import an_answer

from ayuda.train.answers import Answer
from ayuda.train.changed import Right, learnt_of

OLD, NEW = "0" * 64, "1" * 64
LATE = "cancel/marketplace-too-late/outcome"
UNTIL = "cancel/marketplace-in-time/deadline"


def the_same(answer: Answer) -> Right:
    return Right(answer.outcome, answer.deadline, answer.rule)


def later(answer: Answer) -> Right:
    """The policy in which the external seller's half an hour has become longer."""
    if answer.card == LATE:
        return Right("cancel-now", answer.deadline, answer.rule)
    deadline = "2026-11-02T10:45:00+01:00" if answer.deadline else None
    return Right(answer.outcome, deadline, answer.rule)


ANSWERS = [
    an_answer(0),
    an_answer(
        1,
        facts={"seller": "marketplace", "ordered": "31"},
        card=LATE,
        rule="marketplace-too-late",
        outcome="contact-seller",
    ),
    an_answer(
        2,
        facts={"seller": "marketplace", "ordered": "10"},
        card=UNTIL,
        kind="deadline",
        deadline="2026-11-02T10:30:00+01:00",
    ),
    an_answer(
        3,
        facts={"seller": "marketplace", "ordered": "180"},
        card=LATE,
        rule="marketplace-too-late",
        outcome="contact-seller",
        now="2026-11-03T10:00:00+01:00",
    ),
]


def test_under_the_same_policy_everything_counts_and_nothing_is_decided_again() -> None:
    def never(_: Answer) -> Right:
        raise AssertionError

    learnt = learnt_of(ANSWERS, OLD, never)
    assert sum(map(len, learnt.answers.values())) == 4
    assert learnt.changed == ()


def test_an_edit_of_words_takes_nothing_back() -> None:
    learnt = learnt_of(ANSWERS, NEW, the_same)
    assert sum(map(len, learnt.answers.values())) == 4
    assert learnt.changed == ()


def test_cards_whose_answer_changed_are_taken_back_whole_and_told() -> None:
    learnt = learnt_of(ANSWERS, NEW, later)
    assert list(learnt.answers) == ["cancel/marketplace-in-time/outcome"]
    assert learnt.changed == (LATE, UNTIL)


def test_what_was_answered_since_counts_and_is_no_longer_told() -> None:
    since = an_answer(9, card=LATE, outcome="cancel-now", policy=NEW)
    learnt = learnt_of([*ANSWERS, since], NEW, later)
    assert learnt.answers[LATE] == [since]
    assert learnt.changed == (UNTIL,)


def test_what_can_no_longer_be_decided_is_taken_back() -> None:
    learnt = learnt_of(ANSWERS, NEW, lambda _: None)
    assert learnt.answers == {}
    assert len(learnt.changed) == 3


def test_equal_cases_are_decided_once() -> None:
    asked = []

    def counted(answer: Answer) -> Right:
        asked.append(answer.id)
        return the_same(answer)

    learnt_of([an_answer(number) for number in range(1000)], NEW, counted)
    assert len(asked) == 1
