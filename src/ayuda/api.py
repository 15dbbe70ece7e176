"""Deciding from Python: what ``import ayuda`` offers."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from ayuda import case as cases
from ayuda.cache import Cache
from ayuda.calendar import Calendar
from ayuda.engine import results
from ayuda.engine.knowledge import Contradiction
from ayuda.engine.stated import check_not_future, contradiction_problem, parse_value
from ayuda.engine.windows import FactValue, Setting
from ayuda.errors import AyudaError, Problem
from ayuda.model import LANGUAGES, Language
from ayuda.moments import localize, parse_moment
from ayuda.policy.load import PolicyFile, built_in_path, load
from ayuda.texts import load_texts
from ayuda.view.document import decision_document, question_document
from ayuda.view.formats import Decision, Question
from ayuda.view.wording import wording_as_of

Stated = str | bool | datetime | Sequence[str]
"""A fact as a program states it: a choice's id, yes or no, a moment, an address, links."""


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
) -> Decision | Question:
    """What a case comes to, or what is needed to say it: the content of the JSON formats.

    Facts are those of the command's options, by id. Moments are datetimes or ISO 8601; without an
    offset they are in the policy's time zone. ``now`` is the present if it is not given. Raises
    AyudaError with every problem of what was stated.
    """
    language = _language(lang)
    if flow not in policy.policy.flows:
        allowed = ", ".join(policy.policy.flows)
        raise AyudaError.of("flow", "unknown-flow", value=flow, allowed=allowed)
    setting = _setting(policy, now, region)
    try:
        result = cases.decide(setting, cases.Case(flow, _facts(setting, flow, facts)))
    except Contradiction as contradiction:
        raise AyudaError([contradiction_problem(setting.policy, contradiction)]) from None
    wording = wording_as_of(load_texts(language, Cache()), setting)
    if isinstance(result.answer, results.Question):
        return msgspec.convert(question_document(wording, result.answer), Question)
    document = decision_document(wording, policy, result.answer, result.findings)
    return msgspec.convert(document, Decision)


def _language(lang: str) -> Language:
    for language in LANGUAGES:
        if lang == language:
            return language
    raise AyudaError.of("lang", "unknown-value", value=lang, allowed=", ".join(LANGUAGES))


def _setting(policy: PolicyFile, now: datetime | str | None, region: str | None) -> Setting:
    calendar = Calendar(policy.policy.country, region)
    calendar.settle_region()
    setting = Setting(policy.policy, datetime.now(UTC).replace(microsecond=0), calendar)
    if now is None:
        return setting
    return Setting(policy.policy, _moment(setting, now, "now"), calendar)


def _moment(setting: Setting, moment: datetime | str, where: str) -> datetime:
    if isinstance(moment, str):
        return parse_moment(moment, setting.zone, where)
    aware = moment if moment.tzinfo else localize(moment, setting.zone, where)
    return aware.astimezone(UTC)


def _facts(setting: Setting, flow: str, stated: Mapping[str, Stated]) -> dict[str, FactValue]:
    facts: dict[str, FactValue] = {}
    problems: list[Problem] = []
    for name, value in stated.items():
        try:
            facts[name] = _value(setting, flow, name, value)
        except AyudaError as error:
            problems.extend(error.problems)
    if problems:
        raise AyudaError(problems)
    return facts


def _value(setting: Setting, flow: str, name: str, value: Stated) -> FactValue:
    known = setting.policy.flows[flow].facts
    askable = [fact for fact in known if setting.policy.facts[fact].ask is not None]
    if name not in askable:
        raise AyudaError.of(name, "unknown-fact", value=name, allowed=", ".join(askable))
    fact = setting.policy.facts[name]
    if fact.kind == "yes-no" or isinstance(value, bool):
        if fact.kind == "yes-no" and isinstance(value, bool):
            return value
        allowed = "True, False" if fact.kind == "yes-no" else ", ".join(fact.values)
        raise AyudaError.of(name, "unknown-value", value=str(value), allowed=allowed)
    if fact.kind == "moment" and isinstance(value, datetime):
        moment = _moment(setting, value, name)
        check_not_future(setting, moment, name)
        return moment
    if fact.kind == "links" and not isinstance(value, str | datetime):
        return tuple(str(parse_value(setting, fact, link, name)) for link in value)
    if not isinstance(value, str):
        raise AyudaError.of(name, "unknown-value", value=str(value), allowed=fact.kind)
    found = parse_value(setting, fact, value, name)
    return (str(found),) if fact.kind == "links" else found
