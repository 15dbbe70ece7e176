"""When cards are due: as FSRS says, in study days that turn at four in the morning."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from fsrs import Card, Rating, Scheduler
from support.training import an_answer, random_answers

from ayuda.train.answers import Answer
from ayuda.train.cards import CardName
from ayuda.train.deck import FROM_EASY
from ayuda.train.schedule import CardState, rating_of, replay, study_day
from ayuda.train.session_queue import APART, MOST_REPEATS, SessionQueue, easiest_first, plan

MADRID = ZoneInfo("Europe/Madrid")


def by_fsrs(answers: list[Answer]) -> tuple[date, float, float]:
    """What FSRS itself makes of the first answer of each study day."""
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card, seen = Card(card_id=7), set()
    for answer in answers:
        day = study_day(datetime.fromisoformat(answer.at), MADRID)
        if day not in seen:
            seen.add(day)
            moment = datetime.combine(day, time(5), UTC)
            card, _ = scheduler.review_card(card, Rating(rating_of(answer)), moment)
    assert card.stability is not None
    assert card.difficulty is not None
    return card.due.date(), card.stability, card.difficulty


def test_intervals_are_those_of_fsrs_for_twelve_thousand_answers() -> None:
    draw = Random(2026)
    for _ in range(600):
        answers = random_answers(draw, 20)
        state = replay(answers, MADRID)
        assert state is not None
        assert (state.due, state.stability, state.difficulty) == by_fsrs(answers)
        assert state.answers == 20


def test_no_answers_are_no_state() -> None:
    assert replay([], MADRID) is None


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-24T03:59:59+01:00", date(2026, 11, 23)),
        ("2026-11-24T04:00:00+01:00", date(2026, 11, 24)),
        ("2026-10-25T02:59:00+02:00", date(2026, 10, 24)),
        ("2026-10-25T03:59:00+01:00", date(2026, 10, 24)),
        ("2026-10-25T04:00:00+01:00", date(2026, 10, 25)),
        ("2026-03-29T03:59:00+02:00", date(2026, 3, 28)),
        ("2026-03-29T04:00:00+02:00", date(2026, 3, 29)),
    ],
)
def test_the_study_day_turns_at_four_whatever_the_clocks_do(moment: str, day: date) -> None:
    assert study_day(datetime.fromisoformat(moment).astimezone(UTC), MADRID) == day


@pytest.mark.parametrize(
    ("more", "rating"),
    [
        ({"grade": "wrong"}, 1),
        ({"grade": "needless", "sure": "sure"}, 1),
        ({"sure": "guess"}, 2),
        ({"sure": "think-so", "seconds": 1.0}, 2),
        ({"seconds": 46.0}, 2),
        ({"seconds": 45.0}, 3),
        ({"seconds": 16.0}, 3),
        ({"seconds": 15.0}, 4),
        ({"sure": None, "seconds": 1.0}, 3),
        ({"kind": "mail", "seconds": 25.0}, 4),
    ],
)
def test_the_rating_follows_from_right_sure_and_quick(more: dict[str, object], rating: int) -> None:
    assert rating_of(an_answer(**more)) == rating


def test_what_is_practised_is_kept_longer_and_what_is_wrong_comes_sooner() -> None:
    days = (0, 3, 10, 30)
    at = [(datetime(2026, 11, 2, 9, tzinfo=UTC) + timedelta(days=d)).isoformat() for d in days]
    kept = [an_answer(n, at=moment) for n, moment in enumerate(at)]
    lost = [*kept[:3], an_answer(3, at=at[3], grade="wrong")]
    once, often, forgotten = (replay(some, MADRID) for some in (kept[:1], kept, lost))
    assert once is not None
    assert often is not None
    assert forgotten is not None
    assert often.interval > once.interval > 0
    assert often.retention_on(often.last + timedelta(days=20)) > once.retention_on(
        once.last + timedelta(days=20)
    )
    assert forgotten.due < often.due
    assert forgotten.lapses == 1


DECK = [CardName(flow, f"rule-{n}", "outcome") for flow in ("a", "b") for n in range(6)]
TODAY = date(2026, 11, 24)


def state(due: date, last: date) -> CardState:
    return CardState(due, last, 10.0, 5.0, 1, 0)


def test_what_is_due_comes_first_the_least_remembered_before_all() -> None:
    states = {
        DECK[3]: state(TODAY, TODAY - timedelta(days=9)),
        DECK[5]: state(TODAY - timedelta(days=2), TODAY - timedelta(days=30)),
        DECK[7]: state(TODAY + timedelta(days=1), TODAY - timedelta(days=9)),
    }
    found = plan(DECK, states, TODAY, 6)
    assert found.due == (DECK[5], DECK[3])
    assert [card.flow for card in found.new] == ["a", "b", "a", "b"]
    assert len(found.cards) == 6
    assert DECK[7] not in found.cards


@pytest.mark.parametrize(("days", "new"), [(4, 3), (12, 1), (1, 12), (0, 12), (-3, 12)])
def test_what_is_new_is_spread_over_the_days_that_are_left(days: int, new: int) -> None:
    found = plan(DECK, {}, TODAY, 5, TODAY + timedelta(days=days))
    assert len(found.new) == new


def test_what_was_wrong_comes_again_after_others_and_not_for_ever() -> None:
    queue = SessionQueue(DECK, Random(1))
    order = []
    for card in queue:
        order.append(card)
        queue.again(card)
    assert order.count(DECK[0]) == 1 + MOST_REPEATS
    first, second = [place for place, card in enumerate(order) if card == DECK[0]][:2]
    assert second - first > APART
    again = SessionQueue(DECK, Random(1))
    repeated = []
    for card in again:
        repeated.append(card)
        again.again(card)
    assert repeated == order


def test_new_cards_come_from_easy_to_hard_within_their_group_and_all_others_stay() -> None:
    kinds = ("contrast", "outcome", "deadline", "next-step", "outcome", "contrast")
    flows = ("cancel", "return") * 3
    cards = [
        CardName(flow, f"r{place}", kind)
        for place, (flow, kind) in enumerate(zip(flows, kinds, strict=True))
    ]
    found = easiest_first(
        cards, set(cards[1:]), lambda card: FROM_EASY.index(card.kind), lambda card: card.flow
    )
    assert sorted(found) == sorted(cards)
    assert found[0] == cards[0]
    assert [card.flow for card in found] == list(flows)
    for flow in ("cancel", "return"):
        hard = [FROM_EASY.index(card.kind) for card in found[1:] if card.flow == flow]
        assert hard == sorted(hard)
