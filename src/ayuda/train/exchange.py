"""Answers as JSON lines: to take from one machine to another, or to bring a team together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from ayuda.errors import AyudaError, Problem
from ayuda.train.answers import Answer, is_profile_name

MOST_PROBLEMS = 10
"""How many lines that are no answers are told of at once."""
YEARS = range(1970, 9000)
"""Those in which answers are given, so that every window and every interval still has an end."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def exported(answers: Iterable[Answer]) -> Iterator[bytes]:
    """One line an answer, in the order in which they were given."""
    encode = msgspec.json.encode
    for answer in sorted(answers, key=lambda one: (one.at, one.id)):
        yield encode({"format": answer.format, **msgspec.to_builtins(answer)}) + b"\n"


def imported(
    where: str, content: bytes, known: Mapping[str, Answer] | None = None
) -> dict[str, Answer]:
    """The answers in a file of lines, by their ids; empty lines do not count.

    ``known`` are those that are kept already, or stand in a file before this one. Raises AyudaError
    with the first lines that are no answers or differ from one of the same id; then nothing may be
    kept.
    """
    known = known or {}
    decode = msgspec.json.Decoder(Answer, strict=True).decode
    found: dict[str, Answer] = {}
    problems: list[Problem] = []
    for number, line in enumerate(content.removeprefix(BYTE_ORDER_MARK).splitlines(), 1):
        if not line.strip():
            continue
        place = f"{where}:{number}"
        try:
            answer = decode(line)
            _check(answer)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            problems.append(Problem(place, "training-no-answer", {"reason": str(error)}))
        else:
            if found.setdefault(answer.id, known.get(answer.id, answer)) != answer:
                problems.append(Problem(place, "training-same-id", {"value": answer.id}))
        if len(problems) >= MOST_PROBLEMS:
            break
    if problems:
        raise AyudaError(problems)
    return found


def _check(answer: Answer) -> None:
    """Raise ValueError for what no answer of ours can be, with the names of the fields."""
    from datetime import datetime, timedelta

    from ayuda.train.cards import CardName

    card = CardName.parse(answer.card)
    if (card.flow, card.kind) != (answer.flow, answer.kind) or not card.about:
        raise ValueError("card, flow, kind")
    moments = [datetime.fromisoformat(text) for text in (answer.at, answer.now)]
    if any(moment.tzinfo is None or moment.year not in YEARS for moment in moments):
        raise ValueError("at, now")
    if moments[0].utcoffset() != timedelta():  # The order of answers is that of these texts.
        raise ValueError("at")
    if not answer.id or not answer.seconds >= 0 or answer.item < 0:
        raise ValueError("id, seconds, item")
    if not is_profile_name(answer.profile):
        raise ValueError("profile")
