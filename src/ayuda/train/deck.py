"""All cards of a policy: what there is to learn."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Sequence

from ayuda.engine.stated import judges_evidence
from ayuda.model import Policy, Rule
from ayuda.train import cases
from ayuda.train.answers import CardKind
from ayuda.train.cards import CardName
from ayuda.train.deal import FEWEST, SCENARIO, Dealer, Dealt
from ayuda.train.options import outcomes_of

OF_CALLS: tuple[CardKind, ...] = ("outcome", "deadline", "next-step", "not-promised", "contrast")
"""The kinds that ask about a call which is told whole."""
FROM_EASY: tuple[CardKind, ...] = (
    "outcome",
    "next-step",
    "not-promised",
    "deadline",
    "contrast",
    "mail",
)
"""The kinds from the easiest on: what is recognised, what is reckoned, and two cases at once."""
TRIES = 4
"""How many cases of a rule are drawn before a kind of card is taken for impossible."""


def subjects(policy: Policy, flow: str) -> tuple[str, ...]:
    """What cards of a flow can be about: its rules, and the calls that supervisors wrote."""
    written = (f"{SCENARIO}{scenario.id}" for scenario in policy.flows[flow].scenarios)
    return (*cases.rules_of(policy, flow), *written)


def flows_of_calls(policy: Policy) -> tuple[str, ...]:
    """The flows about which customers call: all but those that judge messages."""
    return tuple(name for name, flow in policy.flows.items() if not judges_evidence(policy, flow))


def cards_of_calls(
    policy: Policy, flows: Sequence[str], kinds: Collection[CardKind] = OF_CALLS
) -> tuple[CardName, ...]:
    """The cards about calls as far as the rules tell, in the order of flows and rules.

    Of some of them no case may be found that can be asked about so (``dealt`` tells).
    """
    return tuple(
        CardName(flow, about, kind)
        for flow in flows
        for about in subjects(policy, flow)
        for kind in OF_CALLS
        if kind in kinds and _could_be_asked(policy, flow, about, kind)
    )


def cards_of_interviews(policy: Policy, flows: Sequence[str]) -> tuple[CardName, ...]:
    """The cards of interviews: one for each rule and each written call."""
    return tuple(
        CardName(flow, about, "question") for flow in flows for about in subjects(policy, flow)
    )


def dealt(dealer: Dealer, name: CardName, seed: str) -> Dealt | None:
    """The card with the first case drawn from a seed that can be asked about so, if any can."""
    found = (dealer.deal(name, random.Random(f"{seed}/{name}/{at}")) for at in range(TRIES))  # noqa: S311 - to learn with
    return next((card for card in found if card is not None), None)


def can_be_dealt(dealer: Dealer, name: CardName) -> bool:
    """Whether the card, or the interview, can be put to somebody just now."""
    if name.kind == "mail":
        return True
    if name.kind != "question":
        return dealt(dealer, name, "") is not None
    try:
        dealer.told(name, random.Random(str(name)), whole=True)  # noqa: S311 - to learn with
    except cases.NoSuchCase:
        return False
    return True


def _could_be_asked(policy: Policy, flow: str, about: str, kind: CardKind) -> bool:
    rules = list(_rules(policy, flow, about))
    several = len(outcomes_of(policy, flow)) >= FEWEST
    match kind:
        case "outcome" | "contrast":
            return several
        case "deadline":
            return any(rule.windows for rule in rules)
        case "next-step":
            return several and any(policy.outcomes[rule.outcome].steps for rule in rules)
        case _:
            said = (policy.outcomes[outcome].say for outcome in outcomes_of(policy, flow))
            own = any(policy.outcomes[rule.outcome].not_promised for rule in rules)
            return own or sum(say is not None for say in said) >= FEWEST


def _rules(policy: Policy, flow: str, about: str) -> Iterator[Rule]:
    """The rule that a card is about; of a written call, any."""
    for rule in policy.flows[flow].rules:
        if about == rule.id or about.startswith(SCENARIO):
            yield rule
