"""When a card is due: a replay of its answers by one function, today FSRS-6.

Nothing of it is stored, so that another way of reckoning needs no migration. FSRS comes from "A
Stochastic Shortest Path Algorithm for Optimizing Spaced Repetition Scheduling" (Ye, Su & Cao 2022,
KDD); its parameters are the defaults of the package ``fsrs``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final, Literal
from zoneinfo import ZoneInfo

import msgspec

from ayuda.train.answers import Answer, CardKind

if TYPE_CHECKING:
    from fsrs import Card, Scheduler

Rating = Literal[1, 2, 3, 4]
"""Again, hard, good, easy."""
DAY_TURNS: Final = timedelta(hours=4)
"""After midnight: who learns until late is still at the day before."""
QUICK: Final[dict[CardKind, float]] = {"contrast": 25.0, "mail": 25.0, "deadline": 25.0}
QUICK_ELSE: Final = 15.0
"""Seconds within which an answer is quick, reading included."""
SLOW: Final = 3.0
"""How many times as long makes it slow."""


class CardState(msgspec.Struct, frozen=True):
    """How a card stands after its answers: due on that study day, with that memory behind it.

    ``stability`` is the days after which nine of ten are still right; ``difficulty`` is 1 to 10.
    """

    due: date
    last: date
    stability: float
    difficulty: float
    answers: int
    lapses: int

    @property
    def interval(self) -> int:
        """Days from the last answer to the next."""
        return (self.due - self.last).days

    def retention_on(self, day: date) -> float:
        """How likely the answer is still known on a study day, 0 to 1."""
        return _scheduler().get_card_retrievability(_card(self), _noon(day))


def study_day(moment: datetime, zone: ZoneInfo) -> date:
    """The day on which a moment counts: it turns at 04:00 of the zone's clocks."""
    local = moment.astimezone(zone).replace(tzinfo=None)
    return (local - DAY_TURNS).date()


def rating_of(answer: Answer) -> Rating:
    """How well an answer shows that a card is known."""
    if not answer.is_right:
        return 1
    quick = QUICK.get(answer.kind, QUICK_ELSE)
    if answer.sure in {"guess", "think-so"} or answer.seconds > quick * SLOW:
        return 2
    return 4 if answer.sure == "sure" and answer.seconds <= quick else 3


def replay(answers: Iterable[Answer], zone: ZoneInfo) -> CardState | None:
    """How a card stands after all its answers, in the order in which they were given.

    Of a study day the first answer counts: what follows in the same session is the session's own
    repetition, and knowing again what one has just been told shows nothing. None of no answers.
    """
    from fsrs import Card
    from fsrs import Rating as Grade

    card: Card | None = None
    last: date | None = None
    count = lapses = 0
    for answer in answers:
        count += 1
        day = study_day(datetime.fromisoformat(answer.at), zone)
        if last is not None and day <= last:
            continue
        rating = rating_of(answer)
        lapses += rating == 1
        card = card or Card(card_id=1)
        card, _ = _scheduler().review_card(card, Grade(rating), _noon(day))
        last = day
    if card is None or last is None:
        return None
    assert card.stability is not None
    assert card.difficulty is not None
    return CardState(card.due.date(), last, card.stability, card.difficulty, count, lapses)


@cache
def _scheduler() -> Scheduler:
    """FSRS in whole study days: no steps of minutes, and nothing at random."""
    from fsrs import Scheduler

    return Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def _card(state: CardState) -> Card:
    from fsrs import Card, State

    return Card(
        card_id=1,
        state=State.Review,
        stability=state.stability,
        difficulty=state.difficulty,
        due=_noon(state.due),
        last_review=_noon(state.last),
    )


def _noon(day: date) -> datetime:
    """A study day as FSRS counts time: between two of them lie whole days."""
    return datetime.combine(day, time(12), UTC)
