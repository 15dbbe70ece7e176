"""The reply: what the customer is written, in the policy's own words for customers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ayuda.engine.windows import WindowState
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

    def told(text: Text) -> str:
        return _sentence(wording.text(text, **said))

    yield [say("after.reply_greeting")]
    yield [told(decision.say or decision.outcome.title)]
    yield [*_deadlines(wording, decided), *_amounts(wording, decided)]
    steps = [told(step.text) for step in decision.steps if is_for_customers(step.text)]
    if steps:
        yield [
            say("after.reply_steps"),
            *(f"{number}. {step}" for number, step in enumerate(steps, 1)),
        ]
    notices = [notice.text for notice in decision.notices if notice.important]
    yield [told(text) for text in notices if is_for_customers(text)]
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


def _deadlines(wording: Wording, decided: Decided) -> Iterator[str]:
    """The deadlines that what is said does not name yet."""
    decision = decided.decision
    said = wording.template(decision.say or decision.outcome.title)
    for state in decision.windows:
        if f"{{{state.id}.until}}" in said:
            continue
        window = wording.policy.windows[state.id]
        if state.until > decided.setting.now and state.state != window.not_yet:
            until = wording.deadline(state.until, window)
            yield _sentence(
                wording.texts.say("trace.because", name=wording.text(window.name), value=until)
            )
        else:
            yield from _meaning(wording, state)


def _meaning(wording: Wording, state: WindowState) -> Iterator[str]:
    """What a deadline means that is past, or counts from what has not been; not to the agent."""
    window = wording.policy.windows[state.id]
    says = window.states[state.state].says
    if is_for_customers(says):
        until = wording.deadline(state.until, window)
        yield _sentence(wording.text(says, until=until, left=wording.left(state.seconds_left)))


def _amounts(wording: Wording, decided: Decided) -> Iterator[str]:
    """The sums that are known."""
    for amount in decided.decision.amounts:
        if amount.value is not None:
            value = wording.amount(amount.id, amount.value, cents=has_cents(amount))
            name = wording.text(wording.policy.amounts[amount.id].name)
            yield _sentence(wording.texts.say("trace.because", name=name, value=value))
