"""A session of training: cards are put to somebody, each answer is kept, then told of.

What puts them is a face: a terminal, or lines that another program reads and writes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Protocol

import msgspec

from ayuda.train.answers import Answer
from ayuda.train.cards import CardName
from ayuda.train.cases import NoSuchCase
from ayuda.train.deal import Dealer, Dealt
from ayuda.train.deck import TRIES, dealt
from ayuda.train.feedback import Feedback, feedback_on
from ayuda.train.grading import Circumstances, Reply, Sitting, answer_record, record
from ayuda.train.interviewing import DECIDE, Interview
from ayuda.train.session_queue import SessionQueue

MOST_DRAWN = 10_000
"""How many cards are drawn for an exam at most, those that cannot be dealt among them."""


class Face(Protocol):
    """Puts cards to a trainee, and tells what became of the answers."""

    def ask(self, card: Dealt, item: int, total: int) -> Reply | None:
        """The answer to a card, one that fits it; None where the trainee ends the session."""

    def tell(self, card: Dealt, answer: Answer, feedback: Feedback) -> bool:
        """Tell of an answer that is kept; whether the trainee goes on."""

    def hear(self, card: Dealt, answer: Answer, said: str) -> None:
        """Tell of a turn of an interview that goes on: what the customer said to it."""


class Keeping(msgspec.Struct, frozen=True):
    """Where answers go, and what records need from outside.

    ``keep`` has stored an answer for good when it returns. ``stopwatch`` gives seconds.
    """

    keep: Callable[[Answer], None]
    new_id: Callable[[], str]
    clock: Callable[[], datetime]
    stopwatch: Callable[[], float]


class Session:
    """Puts cards one after another, until there are no more or the trainee ends it.

    ``answers`` are all that were given; whatever happens, each of them is kept already. ``put``
    is how many cards were put, answered or not.
    """

    def __init__(
        self, face: Face, dealer: Dealer, sitting: Sitting, keeping: Keeping, seed: str
    ) -> None:
        self.answers: list[Answer] = []
        self.put = 0
        self._face = face
        self._dealer = dealer
        self._sitting = sitting
        self._keeping = keeping
        self._seed = seed

    def drill(self, queue: SessionQueue, total: int) -> None:
        """Put so many cards at most, and say at once what became of each answer.

        A card that was wrong comes again a little later.
        """
        for name in queue:
            if len(self.answers) >= total:
                return
            card = dealt(self._dealer, name, f"{self._seed}/{len(self.answers)}")
            if card is None:
                continue
            answer = self._answered(card, total)
            if answer is None:
                return
            if not answer.is_right:
                queue.again(name)
            if not self._face.tell(card, answer, feedback_on(card, answer)):
                return

    def exam(
        self,
        order: Iterator[CardName],
        done: Sequence[Answer],
        is_over: Callable[[Sequence[Answer]], bool],
        total: int,
    ) -> bool:
        """Put cards until it is over, telling nothing; whether it came to its end.

        ``done`` are the answers that were given before it was interrupted.
        """
        self.answers += done
        again = len(done)
        for place, name in enumerate(islice(order, MOST_DRAWN)):
            if is_over(self.answers):
                return True
            card = dealt(self._dealer, name, f"{self._seed}/{place}")
            if card is None:
                continue
            if again:
                again -= 1
            elif self._answered(card, total) is None:
                return False
        return is_over(self.answers)

    def _answered(self, card: Dealt, total: int) -> Answer | None:
        begun = self._keeping.stopwatch()
        self.put += 1
        reply = self._face.ask(card, len(self.answers), total)
        if reply is None:
            return None
        return self._kept(record(card, reply, self._sitting, self._circumstances(begun, reply)))

    def _circumstances(self, begun: float, reply: Reply) -> Circumstances:
        keeping = self._keeping
        seconds = keeping.stopwatch() - begun if reply.seconds is None else reply.seconds
        return Circumstances(keeping.new_id(), len(self.answers), keeping.clock(), seconds)

    def _kept(self, answer: Answer) -> Answer:
        self._keeping.keep(answer)
        self.answers.append(answer)
        return answer

    # --------------------------------------------------------------- interviews

    def interviews(self, order: Iterable[CardName], total: int) -> None:
        """Lead so many interviews at most, each with the words not to say at its end."""
        for place, name in enumerate(order):
            if place >= total or not self._interview(name, place, total):
                return

    def _interview(self, name: CardName, place: int, total: int) -> bool:
        draw = random.Random(f"{self._seed}/{place}/{name}")  # noqa: S311 - to learn with
        try:
            told = self._dealer.told(name, draw, whole=True)
        except NoSuchCase:
            return True
        interview = Interview(told, draw)
        while not interview.is_over:
            card = interview.card()
            begun = self._keeping.stopwatch()
            self.put += 1
            reply = self._face.ask(card, place, total)
            if reply is None:
                return False
            missing = interview.missing()
            turn = interview.take(reply.given)
            when = self._circumstances(begun, reply)
            answer = self._kept(
                answer_record(card, turn.given, turn.grade, reply, self._sitting, when)
            )
            if not turn.given.startswith(DECIDE):
                self._face.hear(card, answer, turn.said)
                continue
            notes = interview.notes(missing)
            if not self._face.tell(card, answer, feedback_on(card, answer, notes)):
                return False
        return self._words_not_to_say(told, draw, total)

    def _words_not_to_say(self, told: Dealt, draw: random.Random, total: int) -> bool:
        name = CardName(told.name.flow, told.name.about, "not-promised")
        asked = (
            self._dealer.ask_promise(msgspec.structs.replace(told, name=name), draw)
            for _ in range(TRIES)
        )
        card = next((one for one in asked if one is not None), None)
        if card is None:
            return True
        answer = self._answered(card, total)
        return answer is not None and self._face.tell(card, answer, feedback_on(card, answer))
