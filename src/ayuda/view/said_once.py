"""What would have changed an answer if it had been set: how to set it once for every call."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from ayuda.engine.decide import step
from ayuda.engine.knowledge import Silence
from ayuda.engine.regions import region_that_matters
from ayuda.engine.results import Decision
from ayuda.engine.windows import Setting
from ayuda.mail.evidence import Finding
from ayuda.mail_vocabulary import FindingId
from ayuda.texts import visible
from ayuda.view.command_line import PROGRAM
from ayuda.view.wording import Wording

SET = (PROGRAM, "config", "set")
OFFER: Final[FindingId] = "offers-server"
PROOFS = ("proven", "dmarc_failed")
"""The facts of a message that the results of a mail server can give."""


class Preference(msgspec.Struct, frozen=True):
    """Why something should be set, and the command that does it."""

    text: str
    command: str


def worth_setting(
    wording: Wording,
    setting: Setting,
    decision: Decision,
    findings: Iterable[Finding] = (),
    trusted: Sequence[str] = (),
) -> tuple[Preference, ...]:
    """The preferences that would have changed the answer, in words.

    ``trusted`` are the mail servers that are trusted already, and stay so.
    """
    return tuple(_worth_setting(wording, setting, decision, findings, trusted))


def _worth_setting(
    wording: Wording,
    setting: Setting,
    decision: Decision,
    findings: Iterable[Finding],
    trusted: Sequence[str],
) -> Iterator[Preference]:
    region = region_that_matters(setting, decision)
    if region is not None:
        yield Preference(wording.texts.say("once.region"), _command("region", region))
    servers = [found.evidence for found in findings if found.rule == OFFER]
    if servers and _hangs_on_proof(setting, decision):
        text = wording.texts.say("once.trusted_servers", server=visible(servers[0]))
        known = dict.fromkeys([*trusted, *servers])
        yield Preference(text, _command("trusted_servers", *known))


def _command(key: str, *values: str) -> str:
    return visible(shlex.join([*SET, key, *values]), longest=None)


def _hangs_on_proof(setting: Setting, decision: Decision) -> bool:
    """Whether the verdict would be another one if a server's word counted."""
    known = decision.knowledge.facts
    for fact in PROOFS:
        proven = step(setting, decision.flow, {**known, fact: True}, Silence(everywhere=True))
        if not isinstance(proven, Decision) or proven.rule.outcome != decision.rule.outcome:
            return True
    return False
