"""The command ``train``: cards, interviews and messages, led by a person or by a program."""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from ayuda.cli.session import Session as Call
from ayuda.cli.train.options import (
    MOST_CARDS,
    OUTSIDE,
    day_ahead,
    flows_of,
    kind_of,
    nothing_drawn,
    number_of,
    refuse_without_person,
    share_of,
)
from ayuda.cli.train.started import Trainee, deck_of, face_of, new_id, seed_of, today_of, trainee_of
from ayuda.errors import AyudaError, ExitCode
from ayuda.texts import visible
from ayuda.train.answers import Mode
from ayuda.train.cards import CardName
from ayuda.train.deck import FROM_EASY, OF_CALLS, cards_of_interviews, flows_of_calls
from ayuda.train.grading import Sitting
from ayuda.train.learning import Learning, learning_of
from ayuda.train.messages import TO_LEARN, hardness_of, is_fraud, mixed
from ayuda.train.session import Session
from ayuda.train.session_queue import Plan, SessionQueue, easiest_first, plan

CARDS, INTERVIEWS = 20, 5
"""How many there are where nobody says."""
HARDEST = 10
"""More than there are degrees of difficulty within a kind of card."""
MOST_TOLD = 5
"""How many cards are named that a change of the policy took back."""


class Wanted(msgspec.Struct, frozen=True):
    """What the options ask for."""

    deck: tuple[CardName, ...]
    interviews: bool
    count: int
    seed: str
    ready_by: date | None
    fraud_share: float


def run_drill(call: Call, options: dict[str, Any]) -> int:
    """Train what the options choose; the exit code. Raises AyudaError."""
    wanted = _wanted(call, options)
    refuse_without_person(call, options)
    with trainee_of(call, options) as trainee:
        answers = trainee.store.answers(trainee.profile)
        learning = learning_of(call.policy, trainee.digest, answers, trainee.setting.zone)
        order = _from_easy(trainee, wanted, learning, _order(wanted, learning, trainee.today))
        mode: Mode = "interview" if wanted.interviews else "drill"
        sitting = Sitting(new_id(), trainee.profile, mode, trainee.digest)
        face = face_of(call, options, sitting.session)
        session = trainee.session(face, trainee.setting, sitting, wanted.seed)
        if not options["json"]:
            _tell_beforehand(trainee, wanted, learning, order)
        total = max(wanted.count, len(order)) if wanted.ready_by else wanted.count
        if wanted.interviews:
            session.interviews(order, total)
        else:
            draw = random.Random(wanted.seed)  # noqa: S311 - to learn with
            session.drill(SessionQueue(order, draw), total)
        if not session.put:
            raise nothing_drawn(wanted.deck)
        if not options["json"]:
            _tell_sum(trainee, session)
    return ExitCode.DECIDED


def _wanted(call: Call, options: dict[str, Any]) -> Wanted:
    flows = flows_of(call, options["flows"])
    kind = kind_of(options["kind"], (*OF_CALLS, "mail"))
    interviews = bool(options["interview"])
    count = number_of("--count", options["count"], 1, MOST_CARDS)
    share = share_of(options["fraud_share"])
    if interviews:
        calls = [flow for flow in flows if flow in flows_of_calls(call.policy)]
        deck = cards_of_interviews(call.policy, calls)
    else:
        deck = tuple(card for card in deck_of(call, flows) if kind in {None, card.kind})
    seed = seed_of(options)
    ready_by = day_ahead("--ready-by", options["ready_by"], today_of(call, options))
    if not deck:
        allowed = ", ".join(call.policy.flows)
        raise AyudaError.of(OUTSIDE, "nothing-to-train", allowed=allowed)
    count = count or (INTERVIEWS if interviews else CARDS)
    return Wanted(deck, interviews, count, seed, ready_by, TO_LEARN if share is None else share)


def _order(wanted: Wanted, learning: Learning, today: date) -> list[CardName]:
    """The cards of the session: what is due, then what is new, else what is due soonest.

    They are more than are wanted, for not every card can be dealt just now, but with a day to be
    ready by. Messages have the frauds that are wanted among them.
    """
    states = learning.states
    most = wanted.count if wanted.ready_by else len(wanted.deck)
    found = list(plan(wanted.deck, states, today, most, wanted.ready_by).cards)
    if not found:
        found = sorted(wanted.deck, key=lambda card: states[card].due)
    messages = [card for card in wanted.deck if card.kind == "mail"]
    places = [place for place, card in enumerate(found) if card.kind == "mail"]
    if places:
        draw = random.Random(wanted.seed)  # noqa: S311 - to learn with
        draw.shuffle(messages)
        all_of: Plan = plan(messages, states, today, len(messages))
        rest = [card for card in messages if card not in set(all_of.cards)]
        planned = [*all_of.cards, *rest]
        first = max(1, sum(place < wanted.count for place in places))
        cards = mixed(planned, first, wanted.fraud_share, draw)
        cards += [card for card in planned if card not in set(cards)]
        for place, card in zip(places, cards, strict=False):
            found[place] = card
    return found


def _from_easy(
    trainee: Trainee, wanted: Wanted, learning: Learning, order: Sequence[CardName]
) -> list[CardName]:
    """The order with the new cards of the session from easy to hard, flow by flow.

    Frauds keep the places of frauds: they have more cues, and easy ones would all stand in front.
    """
    if wanted.interviews:
        return list(order)
    most = max(wanted.count, len(order)) if wanted.ready_by else wanted.count
    language = trainee.call.texts.language

    def hardness(card: CardName) -> int:
        return FROM_EASY.index(card.kind) * HARDEST + hardness_of(trainee.setting, card, language)

    new = {card for card in order if card not in learning.states}
    first = easiest_first(order[:most], new, hardness, lambda card: (card.flow, is_fraud(card)))
    return [*first, *order[most:]]


def _tell_beforehand(
    trainee: Trainee, wanted: Wanted, learning: Learning, order: Sequence[CardName]
) -> None:
    """What has changed since it was learnt, and that nothing is due."""
    call, deck = trainee.call, {str(card) for card in wanted.deck}
    changed = [card for card in learning.changed if card in deck]
    if changed:
        from ayuda.ui.card_words import card_words

        wording = call.wording(trainee.setting)
        words = [card_words(wording, card) for card in changed[:MOST_TOLD]]
        named = " · ".join(words) + (" …" if len(changed) > MOST_TOLD else "")
        sys.stderr.write(f"{call.texts.say('train.changed', cards=visible(named, None))}\n")
    states = learning.states
    if all(card in states and states[card].due > trainee.today for card in order):
        sys.stderr.write(f"{call.texts.say('train.ahead')}\n")


def _tell_sum(trainee: Trainee, session: Session) -> None:
    """How many answers were right, and where they are kept."""
    answers, texts = session.answers, trainee.call.texts
    if not answers:
        sys.stdout.write(f"{texts.say('train.summary_none')}\n")
        return
    words = {"right": str(sum(answer.is_right for answer in answers)), "answers": str(len(answers))}
    path = visible(str(trainee.store.path), None)
    sys.stdout.write(f"{texts.say('train.summary', path=path, **words)}\n")
