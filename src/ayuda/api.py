"""Deciding from Python: what ``import ayuda`` offers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from ayuda.cache import Cache
from ayuda.calendar import Calendar
from ayuda.case import Case, Stated, read_facts
from ayuda.case import decide as decide_case
from ayuda.engine import results
from ayuda.engine.knowledge import Contradiction
from ayuda.engine.windows import Setting
from ayuda.errors import AyudaError, Problem
from ayuda.model import LANGUAGES
from ayuda.moments import in_utc, parse_moment
from ayuda.policy.load import PolicyFile, built_in_path, load
from ayuda.texts import Texts, load_texts_beside
from ayuda.view.document import decision_document, question_document
from ayuda.view.formats import Decision, Question
from ayuda.view.wording import wording_as_of


def load_policy(path: str | os.PathLike[str] | None = None) -> PolicyFile:
    """A policy file, or the built-in policy. Raises AyudaError with every problem it has."""
    return load(built_in_path() if path is None else Path(path), Cache())


def decide(
    policy: PolicyFile,
    flow: str,
    facts: Mapping[str, Stated],
    *,
    now: datetime | str | None = None,
    lang: str = "en",
    region: str | None = None,
    why: bool = False,
) -> Decision | Question:
    """What a case comes to, or what is needed to say it: the content of the JSON formats.

    Facts are those of the command's options, by id. Moments are datetimes or ISO 8601; without an
    offset they are in the policy's time zone. ``now`` is the present if it is not given. With
    ``why`` a decision has what would change it (``nearest``). Raises AyudaError with every problem
    of what was stated.
    """
    texts = texts_in(policy, lang)
    if flow not in list(policy.policy.flows):
        allowed = ", ".join(policy.policy.flows)
        raise AyudaError.of("flow", "unknown-flow", value=str(flow), allowed=allowed)
    setting = setting_of(policy, now, region)
    try:
        result = decide_case(setting, Case(flow, read_facts(setting, flow, facts, str)))
    except Contradiction as contradiction:
        raise AyudaError([_contradiction_problem(contradiction)]) from None
    wording = wording_as_of(texts, setting)
    if isinstance(result.answer, results.Question):
        return msgspec.convert(question_document(wording, result.answer), Question)
    document = decision_document(wording, policy, result.answer, result.findings)
    if why:
        from ayuda.view.nearest_changes import nearest_documents

        document["nearest"] = nearest_documents(wording, setting, result)
    decision = msgspec.convert(document, Decision)
    return msgspec.structs.replace(decision, facts=document["facts"])  # Numbers stay decimals.


def texts_in(policy: PolicyFile, lang: str) -> Texts:
    """The program's words for a language of it or of a policy. Raises AyudaError for another."""
    known = (*LANGUAGES, *policy.policy.further_languages)
    if lang not in list(known):
        raise AyudaError.of("lang", "unknown-value", value=str(lang), allowed=", ".join(known))
    return load_texts_beside(policy.policy, lang, Cache())


def setting_of(policy: PolicyFile, now: datetime | str | None, region: str | None) -> Setting:
    """What cases are decided with: the moment, and the working days of a region.

    Raises AyudaError.
    """
    named = None if region is None else str(region)
    calendar = Calendar(policy.policy.country, named, policy.policy.holidays)
    calendar.settle_region("region")
    setting = Setting(policy.policy, datetime.now(UTC).replace(microsecond=0), calendar)
    if now is None:
        return setting
    if isinstance(now, str):
        return Setting(policy.policy, parse_moment(now, setting.zone, "now"), calendar)
    if isinstance(now, datetime):
        return Setting(policy.policy, in_utc(now, setting.zone, "now"), calendar)
    raise AyudaError.of("now", "not-a-moment", value=str(now))


def _contradiction_problem(found: Contradiction) -> Problem:
    """A contradiction by the ids of the facts that state it."""
    own, *others = {found.fact: found.value, **found.against}.items()
    words = {"value": _said(*own), "against": ", ".join(_said(*other) for other in others)}
    return Problem(found.fact, "contradiction", words)


def _said(name: str, value: object) -> str:
    return f"{name} = {value}"
