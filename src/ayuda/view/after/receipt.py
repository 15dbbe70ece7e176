"""The receipt: what was decided on which facts, by which rule of which policy, for later."""

from __future__ import annotations

from typing import Any

from ayuda.texts import Texts
from ayuda.view.after.decided import Decided, kept_facts
from ayuda.view.document import Document, encode, plain_value, window_document
from ayuda.view.wording import wording_as_of

RECEIPT = "ayuda.receipt/1"


def receipt_document(decided: Decided, texts: Texts) -> Document:
    """A receipt as the public contract has it; the same decision gives the same one.

    The texts only lend a time zone's words a form: nothing in it is in a language.
    """
    setting, decision = decided.setting, decided.decision
    wording = wording_as_of(texts, setting)
    kept = kept_facts(decided)
    return {
        "format": RECEIPT,
        "ref": decided.ref,
        "flow": decision.flow,
        "facts": {name: plain_value(wording, value) for name, value in kept.facts.items()},
        "left_out": kept.left_out,
        "unknown": unknown_facts(decided),
        "now": wording.present(),
        "zone": setting.policy.time_zone,
        "region": setting.calendar.region,
        **came_to(decided, texts),
        "policy": {"id": setting.policy.id, "sha256": decided.sha256},
    }


def unknown_facts(decided: Decided) -> list[str]:
    """The facts of the flow that nobody could say, and that were decided without."""
    policy, decision = decided.setting.policy, decided.decision
    return [
        name
        for name in policy.flows[decision.flow].facts
        if name in decision.knowledge.assumed and policy.facts[name].unstated is not None
    ]


def came_to(decided: Decided, texts: Texts) -> dict[str, Any]:
    """What a decision came to, as a receipt has it: what a later decision is compared with."""
    decision = decided.decision
    wording = wording_as_of(texts, decided.setting)
    found: dict[str, Any] = {
        "outcome": decision.rule.outcome,
        "rule": decision.rule.id,
        "windows": [window_document(wording, window) for window in decision.windows],
    }
    if decided.setting.policy.amounts:
        found["amounts"] = {
            amount.id: None if amount.value is None else f"{amount.value:f}"
            for amount in decision.amounts
        }
    return found


def receipt_of(decided: Decided, texts: Texts) -> bytes:
    """A receipt as the line of JSON that its file has."""
    return encode(receipt_document(decided, texts)) + b"\n"
