"""The command ``train``: cards, interviews and messages, led by a person or by a program."""

from __future__ import annotations

import random
import sys
from typing import Any

from ayuda.cli.session import Session as Call
from ayuda.cli.train.options import (
    MOST_CARDS,
    OUTSIDE,
    flows_of,
    kind_of,
    number_of,
)
from ayuda.cli.train.started import Started, face_of, started
from ayuda.errors import AyudaError, ExitCode
from ayuda.texts import visible
from ayuda.train.cards import CardName
from ayuda.train.deck import OF_CALLS, cards_of_calls, cards_of_interviews, flows_of_calls
from ayuda.train.session import Session

CARDS, INTERVIEWS = 20, 5
"""How many there are where nobody says."""


def run_drill(call: Call, options: dict[str, Any]) -> int:
    """Train what the options choose; the exit code. Raises AyudaError."""
    flows = flows_of(call, options["flows"])
    kind = kind_of(options["kind"], (*OF_CALLS, "mail"))
    interviews = bool(options["interview"])
    most = number_of("--count", options["count"], 1, MOST_CARDS)
    count = most or (INTERVIEWS if interviews else CARDS)
    begun = started(call, options, "interview" if interviews else "drill")
    calls = [flow for flow in flows if flow in flows_of_calls(call.policy)]
    if interviews:
        names = cards_of_interviews(call.policy, calls)
    else:
        names = cards_of_calls(call.policy, calls, (kind,) if kind else OF_CALLS)
    if not names:
        allowed = ", ".join(flows_of_calls(call.policy))
        raise AyudaError.of(OUTSIDE, "nothing-to-train", allowed=allowed)
    session = Session(
        face_of(call, options, begun), begun.dealer, begun.sitting, begun.keeping, begun.seed
    )
    order = _order(begun, names)
    if interviews:
        session.interviews(order, count)
    else:
        session.drill(order, count)
    if not options["json"]:
        _tell_sum(call, begun, session)
    return ExitCode.DECIDED


def _order(begun: Started, names: tuple[CardName, ...]) -> list[CardName]:
    order = list(names)
    random.Random(begun.seed).shuffle(order)  # noqa: S311 - to learn with
    return order


def _tell_sum(call: Call, begun: Started, session: Session) -> None:
    """How many answers were right, and where they are kept."""
    answers = session.answers
    if not answers:
        sys.stdout.write(f"{call.texts.say('train.summary_none')}\n")
        return
    words = {"right": str(sum(answer.is_right for answer in answers)), "answers": str(len(answers))}
    path = visible(str(begun.path), None)
    sys.stdout.write(f"{call.texts.say('train.summary', path=path, **words)}\n")
