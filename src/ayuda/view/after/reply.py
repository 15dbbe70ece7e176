"""The reply: what the customer is written, in the policy's own words for customers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ayuda.model import Policy, Text
from ayuda.texts import Texts
from ayuda.view.after.decided import Decided
from ayuda.view.after.lasting import lasting_wording, one_line
from ayuda.view.wording import Wording, has_cents

QUOTED = re.compile(r"«[^»]*»|\([^()]*\)|https?:\S+")
"""Names of pages and buttons, which may have the customer in them."""
NAMES_THE_CUSTOMER = re.compile(r"\b(?:customer|cliente|clienta)s?\b", re.IGNORECASE)
"""What only the agent is told speaks of the customer; every text has English or Spanish words."""


def reply_of(decided: Decided, texts: Texts) -> str | None:
    """The text for the customer, in paragraphs with an empty line between them.

    None where nothing is said to the customer: titles are for the agent.
    """
    if decided.decision.say is None:
        return None
    wording = lasting_wording(texts, decided.setting)
    wording = wording.of_case(decided.decision.knowledge.values)
    paragraphs = _paragraphs(wording, decided, decided.decision.say)
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines)


def _paragraphs(wording: Wording, decided: Decided, answer: Text) -> Iterator[list[str]]:
    decision = decided.decision
    said = wording.deadlines(decision)
    say = wording.texts.say

    def told(texts: Iterable[Text]) -> list[str]:
        return [_sentence(wording.text(text, **said)) for text in texts]

    policy = wording.policy
    steps = [step.text for step in decision.steps if is_for_customers(policy, step.text)]
    notices = [
        notice.text
        for notice in decision.notices
        if notice.important and is_for_customers(policy, notice.text)
    ]
    yield [say("after.reply_greeting")]
    yield told([answer])
    templates = "\n".join(wording.template(text) for text in (answer, *steps, *notices))
    yield [*_deadlines(wording, decided, templates), *_amounts(wording, decided, templates)]
    if steps:
        numbered = [f"{number}. {step}" for number, step in enumerate(told(steps), 1)]
        yield [say("after.reply_steps"), *numbered]
    yield told(notices)
    promises = [one_line(wording.text(text, **said)) for text in decision.outcome.not_promised]
    if promises:
        yield [_sentence(say("after.reply_not_promised", promises="; ".join(promises)))]
    if decided.ref:
        yield [_sentence(say("after.reference", ref=decided.ref))]


def is_for_customers(policy: Policy, text: Text) -> bool:
    """Whether a text can be told to them: what speaks of the customer is for the agent alone."""
    return policy.for_customers and not any(
        NAMES_THE_CUSTOMER.search(QUOTED.sub("", words)) for words in text.in_every_language()
    )


def _sentence(text: str) -> str:
    """A text in one line, with a full stop where it ends without a mark."""
    line = one_line(text)
    return line if line.endswith((".", "!", "?", "…", ":")) else f"{line}."


def _deadlines(wording: Wording, decided: Decided, told: str) -> Iterator[str]:
    """The deadlines that are not named in what is told anyway: what they mean, or when they end.

    How much of one is left is true for a moment only.
    """
    policy = wording.policy
    for state in decided.decision.windows:
        if f"{{{state.id}.until}}" in told:
            continue
        window = policy.windows[state.id]
        says = window.states[state.state].says
        until = wording.deadline(state.until, window)
        is_to_come = state in decided.deadlines
        left = "{left}" in wording.template(says)
        if is_for_customers(policy, says) and not (is_to_come and left):
            yield _sentence(wording.text(says, until=until, left=wording.left(state.seconds_left)))
        elif is_to_come and state.state != window.not_yet:
            yield _sentence(_labelled(wording, window.name, until))


def _amounts(wording: Wording, decided: Decided, told: str) -> Iterator[str]:
    """The sums that are known and not named in what is told anyway."""
    for amount in decided.decision.amounts:
        if amount.value is not None and f"{{{amount.id}}}" not in told:
            value = wording.amount(amount.id, amount.value, cents=has_cents(amount))
            yield _sentence(_labelled(wording, wording.policy.amounts[amount.id].name, value))


def _labelled(wording: Wording, name: Text, value: str) -> str:
    return wording.texts.say("trace.because", name=wording.text(name), value=value)
