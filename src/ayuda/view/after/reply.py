"""The reply: what the customer is written, in the policy's own words for customers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ayuda.model import Text
from ayuda.texts import Texts
from ayuda.view.after.decided import Decided
from ayuda.view.after.lasting import lasting_wording, one_line
from ayuda.view.wording import Wording, has_cents

QUOTED = re.compile(r"«[^»]*»|\([^()]*\)|https?:\S+")
"""Names of pages and buttons, which may have the customer in them."""
NAMES_THE_CUSTOMER = re.compile(r"\b(?:customer|cliente|clienta)s?\b", re.IGNORECASE)
"""What only the agent is told speaks of the customer; every text has English or Spanish words."""


def reply_of(decided: Decided, texts: Texts) -> str:
    """The text for the customer, in paragraphs with an empty line between them."""
    wording = lasting_wording(texts, decided.setting)
    wording = wording.of_case(decided.decision.knowledge.values)
    return "\n\n".join("\n".join(lines) for lines in _paragraphs(wording, decided) if lines)


def _paragraphs(wording: Wording, decided: Decided) -> Iterator[list[str]]:
    decision = decided.decision
    said = wording.deadlines(decision)
    say = wording.texts.say

    def told(texts: Iterable[Text]) -> list[str]:
        return [_sentence(wording.text(text, **said)) for text in texts]

    answer = decision.say or decision.outcome.title
    steps = [step.text for step in decision.steps if is_for_customers(step.text)]
    notices = [
        notice.text
        for notice in decision.notices
        if notice.important and is_for_customers(notice.text)
    ]
    yield [say("after.reply_greeting")]
    yield told([answer])
    templates = [wording.template(text) for text in (answer, *steps, *notices)]
    yield [*_deadlines(wording, decided, templates), *_amounts(wording, decided)]
    if steps:
        numbered = [f"{number}. {step}" for number, step in enumerate(told(steps), 1)]
        yield [say("after.reply_steps"), *numbered]
    yield told(notices)
    promises = [one_line(wording.text(text, **said)) for text in decision.outcome.not_promised]
    if promises:
        yield [_sentence(say("after.reply_not_promised", promises="; ".join(promises)))]
    if decided.ref:
        yield [_sentence(say("after.reference", ref=decided.ref))]


def is_for_customers(text: Text) -> bool:
    """Whether a text can be told to customers: what speaks of them is for the agent alone."""
    return not any(
        NAMES_THE_CUSTOMER.search(QUOTED.sub("", words)) for words in text.in_every_language()
    )


def _sentence(text: str) -> str:
    """A text in one line, with a full stop where it ends without a mark."""
    line = one_line(text)
    return line if line.endswith((".", "!", "?", "…", ":")) else f"{line}."


def _deadlines(wording: Wording, decided: Decided, told: Sequence[str]) -> Iterator[str]:
    """What the deadlines mean that are not named in what is told anyway.

    How much of one is left is true for a moment only: such a one is named with its end.
    """
    for state in decided.decision.windows:
        if any(f"{{{state.id}.until}}" in text for text in told):
            continue
        window = wording.policy.windows[state.id]
        says = window.states[state.state].says
        until = wording.deadline(state.until, window)
        if state in decided.deadlines and "{left}" in wording.template(says):
            name = wording.text(window.name)
            yield _sentence(wording.texts.say("trace.because", name=name, value=until))
        elif is_for_customers(says):
            left = wording.left(state.seconds_left)
            yield _sentence(wording.text(says, until=until, left=left))


def _amounts(wording: Wording, decided: Decided) -> Iterator[str]:
    """The sums that are known."""
    for amount in decided.decision.amounts:
        if amount.value is not None:
            value = wording.amount(amount.id, amount.value, cents=has_cents(amount))
            name = wording.text(wording.policy.amounts[amount.id].name)
            yield _sentence(wording.texts.say("trace.because", name=name, value=value))
