"""What is wrong with the cases that a policy gives for itself, as far as no decision tells it."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from ayuda.calendar import Calendar
from ayuda.errors import AyudaError
from ayuda.likeness import nearest
from ayuda.model import NOW, UNKNOWN, Ago, ExampleCase, Fact, Flow, Policy
from ayuda.moments import parse_moment
from ayuda.policy.check_conditions import Found, allows, named, stated_value
from ayuda.policy.language.causes import given_causes
from ayuda.policy.language.conditions import names

DAYS = ("date", "moment")
MOST_DAYS = 36_500


def cases_problems(policy: Policy) -> Found:
    """The problems of all cases in the policy itself."""
    yield from present_problems("cases_now", policy, policy.cases_now)
    for flow_id in policy.flows:
        yield from cases_of_flow_problems(policy, flow_id, policy.flows[flow_id].cases)


def cases_of_flow_problems(policy: Policy, flow_id: str, cases: tuple[ExampleCase, ...]) -> Found:
    """The problems of cases of a flow."""
    flow = policy.flows[flow_id]
    known = {name: policy.facts[name] for name in flow.facts if name in policy.facts}
    seen: set[str] = set()
    for place, case in enumerate(cases):
        path = f"flows.{flow_id}.cases[{place}]"
        if case.id is not None and case.id in seen:
            yield f"{path}.id", "repeated-id", {"value": case.id}
        seen.update(filter(None, (case.id,)))
        for name, value in case.facts.items():
            inner = f"{path}.facts.{name}"
            if name not in known:
                yield inner, "unknown-fact", nearest_first(name, known)
            else:
                yield from _stated_problems(inner, known[name], value)
        yield from present_problems(f"{path}.now", policy, case.now)
        if case.now is None and policy.cases_now is None and needs_present(policy, flow, case):
            yield path, "case-without-now", {}
        yield from _region_problems(f"{path}.region", policy, case.region)
        yield from _end_problems(path, flow, case)
        shown = {name: None for rule in flow.rules for name in rule.windows}
        for name, moment in case.until.items():
            inner = f"{path}.until.{name}"
            if name not in shown:
                yield inner, "unknown-window", nearest_first(name, shown)
            yield from present_problems(inner, policy, moment)


def _end_problems(path: str, flow: Flow, case: ExampleCase) -> Found:
    """The outcome is one of the flow's, and the rule is one that comes to it."""
    outcomes = {rule.outcome: None for rule in flow.rules}
    rules = {rule.id: rule.outcome for rule in flow.rules}
    if case.outcome not in outcomes:
        yield f"{path}.outcome", "unknown-outcome", nearest_first(case.outcome, outcomes)
    if case.rule is None:
        return
    if case.rule not in rules:
        yield f"{path}.rule", "unknown-rule", nearest_first(case.rule, rules)
    elif rules[case.rule] != case.outcome and case.outcome in outcomes:
        words = {"value": case.rule, "outcome": rules[case.rule]}
        yield f"{path}.rule", "case-of-other-outcome", words


def nearest_first(value: str, known: Mapping[str, object]) -> dict[str, str]:
    """A name that is not there: the nearest that is, if one is near, before all others."""
    near = nearest(value, {name: name for name in known})
    order = sorted(known, key=lambda name: name != near)
    return named(value, order)


def needs_present(policy: Policy, flow: Flow, case: ExampleCase) -> bool:
    """Whether what a case comes to may hang on the day on which it is decided."""
    if case.until:
        return True
    facts = (policy.facts[name] for name in case.facts if name in policy.facts)
    return any(fact.kind in DAYS for fact in facts) or _looks_at_the_present(policy, flow)


def _looks_at_the_present(policy: Policy, flow: Flow) -> bool:
    """Whether a rule tests today's date, straight or through something computed."""
    tested = {name for rule in flow.rules for name in names(rule.when)}
    try:
        return any(
            NOW in given_causes(policy, name) for name in tested if name not in policy.windows
        )
    except RecursionError:
        return False


def present_problems(path: str, policy: Policy, now: str | None) -> Found:
    """What is wrong with a present that is told."""
    if now is None:
        return
    try:
        parse_moment(now, ZoneInfo(policy.time_zone), path)
    except AyudaError as error:
        yield from ((path, found.code, dict(found.values)) for found in error.problems)
    except (OSError, ValueError, KeyError):
        return  # The time zone is told of elsewhere.


def _region_problems(path: str, policy: Policy, region: str | None) -> Found:
    if region is None:
        return
    calendar = Calendar(policy.country, region, policy.holidays)
    try:
        calendar.settle_region(path)
    except AyudaError as error:
        yield from ((path, found.code, dict(found.values)) for found in error.problems)


def _stated_problems(path: str, fact: Fact, value: object) -> Found:
    """A value is one that the fact can have; of a moment, a text or how long ago it was."""
    if isinstance(value, Ago):
        told = [one for one in (value.minutes, value.hours, value.days) if one is not None]
        if fact.kind not in DAYS:
            yield path, "unknown-value", stated_value(fact, "")
        elif len(told) != 1 or abs(told[0]) > MOST_DAYS * 24 * 60:
            yield path, "no-time-ago", {"value": "{ minutes = 29 }"}
    elif fact.several:
        chosen = value if isinstance(value, tuple) else (value,)
        for one in chosen:
            if one not in fact.values:
                yield path, "unknown-value", named(str(one), list(fact.values))
    elif not _can_be_stated(fact, value):
        yield path, "unknown-value", stated_value(fact, value)


def _can_be_stated(fact: Fact, value: object) -> bool:
    if fact.kind == "links":
        return isinstance(value, str | tuple)
    if fact.kind in {"choice", "yes-no", "number"}:
        return allows(fact, value) and (value != UNKNOWN or fact.unstated == UNKNOWN)
    return isinstance(value, str)
