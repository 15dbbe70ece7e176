"""What note, reply, reminder and receipt are made of, and what of it may be kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import normalize

import msgspec

from ayuda.engine.knowledge import seen_value
from ayuda.engine.results import Decision
from ayuda.engine.windows import FactValue, Setting, WindowState
from ayuda.mail.evidence import Finding
from ayuda.model import GIVEN, MALFORMED, Fact
from ayuda.texts import visible

OUTSIDE = ("address", "links")
"""Kinds of facts that come out of a message: who wrote it, and where it leads."""

FULL_STOPS = str.maketrans("\u3002", ".")
"""What names of hosts are parted by where there is no full stop on the keyboard."""
ADDRESS_OR_LINK = re.compile(
    r"@|//|\bwww\b|\w\.[^\W\d]{2}|\d(?:\.\d+){3}|\b(?:https?|mailto|tel|javascript|data):",
    re.IGNORECASE,
)


class Decided(msgspec.Struct, frozen=True):
    """A decision, what it was taken with, and the reference under which somebody keeps it.

    ``sha256`` is the digest of the policy's file.
    """

    setting: Setting
    decision: Decision
    sha256: str
    ref: str | None = None
    findings: Sequence[Finding] = ()

    @property
    def deadlines(self) -> tuple[WindowState, ...]:
        """The windows that the decision shows and whose end is still to come."""
        return tuple(one for one in self.decision.windows if one.until > self.setting.now)


class Kept(msgspec.Struct, frozen=True):
    """The facts that were given: those to keep, and of the others whether there was something.

    Left out are addresses, links, personal texts, and any text with a link or an address in it or
    that is not well-formed: by a slip of the fingers there may be anything in it.
    """

    facts: dict[str, FactValue]
    left_out: dict[str, str]


def kept_facts(decided: Decided) -> Kept:
    """What may be kept of the facts that a decision was given."""
    known = decided.setting.policy.facts
    knowledge = decided.decision.knowledge
    given = {name: value for name, value in knowledge.facts.items() if name in knowledge.given}
    left_out = {
        name: GIVEN if known[name].kind in OUTSIDE else str(seen_value(known[name], value))
        for name, value in given.items()
        if _is_left_out(known[name], value)
    }
    return Kept({name: value for name, value in given.items() if name not in left_out}, left_out)


def _is_left_out(fact: Fact, value: FactValue) -> bool:
    if fact.kind in OUTSIDE:
        return True
    if fact.kind != "text" or not isinstance(value, str):
        return False
    malformed = seen_value(fact, value) == MALFORMED
    return fact.personal or malformed or has_address_or_link(value) or visible(value, None) != value


def has_address_or_link(text: str) -> bool:
    """Whether some program may make an address or a link of it, whatever width its letters have."""
    plain = normalize("NFKC", text).translate(FULL_STOPS)
    return ADDRESS_OR_LINK.search(plain) is not None
