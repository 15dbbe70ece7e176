"""Everything that is wrong with a policy, each problem with its path, all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from ayuda.calendar import Calendar
from ayuda.errors import Problem
from ayuda.late_patterns import late
from ayuda.model import (
    Fact,
    Policy,
    Text,
)
from ayuda.policy.check_amounts import amount_problems
from ayuda.policy.check_cases import cases_problems
from ayuda.policy.check_computed import computed_problems
from ayuda.policy.check_conditions import Found, allows, named, stated_value, when_problems
from ayuda.policy.check_deadlines import deadline_problems
from ayuda.policy.check_flows import flow_problems, outcome_problems, topic_problems
from ayuda.policy.check_guards import guard_problems, implication_problems, not_yet_problems
from ayuda.policy.check_mail import mail_problems
from ayuda.policy.check_numbers import kind_problems
from ayuda.policy.check_sizes import size_problems
from ayuda.policy.check_training import WHEN, training_problems
from ayuda.policy.check_windows import beginning_problems, length_problems
from ayuda.policy.language.causes import is_plain, single_moment
from ayuda.policy.language.length import counts_working_days
from ayuda.policy.languages import language_problems
from ayuda.policy.parts import parts_of
from ayuda.policy.review import review_problems
from ayuda.texts import PLACEHOLDER

FACT_ID = late(r"[a-z][a-z0-9]*(_[a-z0-9]+)*\Z")
OPTION = late(r"--[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
RESERVED = frozenset({"now", "outcome"})
WINDOW_WORDS = frozenset({"until", "left"})
_WITH_GROUNDS = late(r"(windows|outcomes)\.[^.\[]+\Z|flows\..*\]\Z")
_OF_STATES = late(r"windows\.[^.]+\.states\.[^.]+\.says")
_OF_FINDINGS = late(r"mail\.findings\.[^.]+\.says")
_OF_MOMENTS = late(r"facts\.[^.]+\.tells\.at\[")
_TOLD_BY_DECISIONS = late(
    r"outcomes\.[^.]+\.(?:title|say|steps\[\d+\]\.text)\Z"
    r"|flows\.[^.]+\.(?:notices\[\d+\]\.text|rules\[\d+\]\.say)\Z"
)
"""The texts that may name deadlines."""
Parts = Sequence[tuple[str, Any]]
"""What ``parts_of`` finds: each structure with its path."""


def problems_of(file: str, policy: Policy) -> list[Problem]:
    """What is wrong with a policy whose structure is right: names that lead nowhere, and so on."""
    parts = tuple(parts_of(policy))
    of_words = (
        language_problems(policy),
        _place_problems(policy),
        review_problems(policy),
        _grounds_problems(policy, parts),
        topic_problems(policy),
        mail_problems(policy),
        training_problems(policy),
        cases_problems(policy),
        _text_problems(policy, parts),
    )
    return [
        *problems_of_decisions(file, policy),
        *(
            Problem(f"{file}: {path}", code, values)
            for check in of_words
            for path, code, values in check
        ),
    ]


def problems_of_decisions(file: str, policy: Policy) -> list[Problem]:
    """What is wrong with what decides: all there can be where nothing else was changed."""
    checks = (
        _id_problems(policy),
        _fact_problems(policy),
        _window_problems(policy),
        guard_problems(policy),
        implication_problems(policy),
        not_yet_problems(policy),
        flow_problems(policy),
        outcome_problems(policy),
        computed_problems(policy),
        amount_problems(policy),
        deadline_problems(policy),
        size_problems(policy),
    )
    return [
        Problem(f"{file}: {path}", code, values) for check in checks for path, code, values in check
    ]


def _place_problems(policy: Policy) -> Found:
    try:
        ZoneInfo(policy.time_zone)
    except (OSError, ValueError, KeyError):
        yield "time_zone", "unknown-time-zone", {"value": policy.time_zone}
    counts_days = any(map(counts_working_days, policy.windows.values()))
    if counts_days and policy.holidays is None and not Calendar(policy.country).is_known():
        yield "country", "unknown-country", {"value": policy.country}


def _grounds_problems(policy: Policy, parts: Parts) -> Found:
    """Every statement that is cited exists; every rule, window, notice and outcome has grounds."""
    for path, part in parts:
        cites = getattr(part, "cites", None)
        if cites is None:
            continue
        for cited in cites:
            if cited not in policy.statements:
                yield f"{path}.cites", "unknown-statement", named(cited, policy.statements)
        if not cites and _WITH_GROUNDS.match(path) and part.reading is None:
            yield path, "no-grounds", {}


def _id_problems(policy: Policy) -> Found:
    """Names of what is computed: each is of its form, and nothing else's."""
    taken = Counter(
        (*policy.facts, *policy.windows, *policy.derived, *policy.scores, *policy.tables)
    ) + Counter(list(policy.amounts))
    for part in ("derived", "scores", "tables", "amounts"):
        for name in getattr(policy, part):
            if not FACT_ID.match(name):
                yield f"{part}.{name}", "bad-id", {"value": name, "form": "an_id"}
            if taken[name] > 1:
                yield f"{part}.{name}", "id-taken", {"value": name}
            if name in RESERVED:
                yield f"{part}.{name}", "reserved-id", {"value": name}


def _fact_problems(policy: Policy) -> Found:
    for name, fact in policy.facts.items():
        path = f"facts.{name}"
        yield from _value_problems(path, fact)
        yield from kind_problems(path, policy, fact)
        if not FACT_ID.match(name):
            yield path, "bad-id", {"value": name, "form": "a_fact_id"}
        if fact.negative is not None and not OPTION.match(fact.negative):
            yield f"{path}.negative", "bad-id", {"value": fact.negative, "form": "--not-so"}
        if fact.read_from is not None and fact.read_from not in policy.facts:
            yield f"{path}.read_from", "unknown-fact", named(fact.read_from, policy.facts)
        if fact.ask is None and fact.read_from is None and fact.default is None:
            yield path, "never-known", {}
        yield from when_problems(f"{path}.asked_if", fact.asked_if, policy, policy.facts)
        yield from _implied_problems(path, policy, fact)


def _implied_problems(path: str, policy: Policy, fact: Fact) -> Found:
    for place, implication in enumerate(fact.implied):
        inner = f"{path}.implied[{place}]"
        for key in implication.when:
            if not is_settling(policy, key):
                yield f"{inner}.when.{key}", "cannot-imply", {"value": key}
        yield from when_problems(f"{inner}.when", implication.when, policy, policy.facts)
        if not allows(fact, implication.value):
            yield f"{inner}.value", "unknown-value", stated_value(fact, implication.value)


def is_settling(policy: Policy, name: str) -> bool:
    """Whether an implication may look at a name: a listed fact, or a window of a single moment."""
    window = policy.windows.get(name)
    if window is not None:
        return single_moment(policy, window) is not None
    return name not in policy.facts or is_plain(policy.facts[name])


def _value_problems(path: str, fact: Fact) -> Found:
    """A finite fact has words for its values, and its own values are among them."""
    if fact.kind == "choice" and not fact.values:
        yield f"{path}.values", "no-values", {}
    if fact.kind == "yes-no" and set(fact.values) != {"yes", "no"}:
        yield f"{path}.values", "not-yes-no", {}
    for key in ("otherwise", "default", "unstated"):
        value = getattr(fact, key)
        if value is not None and not allows(fact, value):
            yield f"{path}.{key}", "unknown-value", stated_value(fact, value)


def _window_problems(policy: Policy) -> Found:
    for name, window in policy.windows.items():
        path = f"windows.{name}"
        if not FACT_ID.match(name):
            yield path, "bad-id", {"value": name, "form": "a_window_id"}
        yield from length_problems(path, policy, window)
        yield from beginning_problems(path, policy, window)
        states = [state for state in window.states if state != window.not_yet]
        if len(states) not in {1, 2}:
            yield f"{path}.states", "bad-states", {}
        if window.edge is not None and window.edge not in states:
            yield f"{path}.edge", "unknown-value", named(window.edge, states)


def _text_problems(policy: Policy, parts: Parts) -> Found:
    """Placeholders name windows (or a state's own words), and are the same in each language."""
    languages = policy.own_languages
    for path, text in parts:
        if not isinstance(text, Text):
            continue
        told = [getattr(text, language) for language in languages]
        if any("{" in words for words in told):
            yield from _placeholder_problems(policy, path, told)
        if not all(map(str.strip, told)):
            yield path, "empty-text", {}


def _placeholder_problems(policy: Policy, path: str, told: Sequence[str]) -> Found:
    known = set(policy.windows)
    if _OF_STATES.match(path):
        known |= WINDOW_WORDS
    if _OF_FINDINGS.match(path):
        known |= {"evidence"}
    if _OF_MOMENTS.match(path):
        known |= {WHEN}
    found = [frozenset(PLACEHOLDER.findall(words)) for words in told]
    used = frozenset[str]().union(*found)
    if _TOLD_BY_DECISIONS.match(path):
        known |= {name for name in used if name.partition(".")[0] in known}
        known |= set(policy.amounts)
    for unknown in sorted(used - known):
        yield path, "unknown-placeholder", named(f"{{{unknown}}}", sorted(known))
    if len(set(found)) > 1:
        yield path, "placeholders-differ", {}
