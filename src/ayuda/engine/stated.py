"""Facts as people, options and files state them: text to values, each problem with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from ayuda.engine.knowledge import Contradiction
from ayuda.engine.numbers import parse_number
from ayuda.engine.windows import FactValue, Setting
from ayuda.errors import AyudaError, Problem
from ayuda.model import UNKNOWN, Fact, Flow, Policy, option_names
from ayuda.moments import check_year, in_zone, parse_day, parse_moment
from ayuda.policy.language.causes import given_causes

NONE = "none"
"""What says that none of several values is so."""
LONGEST_TEXT = 200
BLANK_KINDS = ("number", "date", "moment", "text")
CLOSE = 0.4
"""How alike two words must be before one is offered for the other (0 to 1)."""


def unknown_value(where: str, value: str, allowed: list[str]) -> Problem:
    """The problem of a value that is none of the allowed ones, with the nearest of them."""
    from difflib import get_close_matches

    words = {"value": value, "allowed": ", ".join(allowed)}
    near = get_close_matches(value[:80].casefold(), allowed, n=1, cutoff=CLOSE)
    if not near:
        return Problem(where, "unknown-value", words)
    return Problem(where, "unknown-value-nearest", {**words, "nearest": near[0]})


def parse_value(setting: Setting, fact: Fact, text: str, where: str) -> FactValue:
    """The value that a text states for a fact that is no yes/no fact. Raises AyudaError."""
    if not text.strip():
        raise AyudaError.of(where, "empty-value")
    if fact.unstated == UNKNOWN and text.strip() == UNKNOWN and fact.kind in BLANK_KINDS:
        return UNKNOWN
    if fact.kind == "number":
        return parse_number(fact, text, where)
    if fact.kind == "date":
        return checked_day(setting, fact, _parsed_day(text, where), where)
    if fact.kind == "moment":
        moment = parse_moment(text, setting.zone, where, date_allowed=fact.accepts_date)
        check_time(setting, fact, moment, where)
        return moment
    if fact.several:
        return chosen(fact, text.split(","), where)
    if fact.kind == "choice" and text not in fact.values:
        raise AyudaError([unknown_value(where, text, list(fact.values))])
    if fact.kind == "text":
        if len(text) > LONGEST_TEXT:
            raise AyudaError.of(where, "text-too-long", most=str(LONGEST_TEXT))
        return text.strip()
    return text


def chosen(fact: Fact, words: Iterable[str], where: str) -> tuple[str, ...]:
    """The values of a choice of several that words name, in its own order; none for NONE.

    Raises AyudaError with each word that names none.
    """
    named = [word.strip() for word in words if word.strip()]
    if named == [NONE]:
        return ()
    known = list(fact.values)
    problems = [unknown_value(where, word, [*known, NONE]) for word in named if word not in known]
    if problems:
        raise AyudaError(problems)
    return tuple(value for value in known if value in named)


def _parsed_day(text: str, where: str) -> date:
    day = parse_day(text)
    if day is None:
        raise AyudaError.of(where, "not-a-date", value=text)
    check_year(day, text, where)
    return day


def checked_day(setting: Setting, fact: Fact, day: date, where: str) -> date:
    """The day, if the fact can have it: today is neither past nor to come. Raises AyudaError."""
    check_year(day, day.isoformat(), where)
    today = setting.day_of(setting.now)
    if fact.time == "past" and day > today:
        words = {"value": day.isoformat(), "now": today.isoformat()}
        raise AyudaError.of(where, "day-in-future", **words)
    if fact.time == "future" and day < today:
        words = {"value": day.isoformat(), "now": today.isoformat()}
        raise AyudaError.of(where, "day-in-past", **words)
    return day


def check_time(setting: Setting, fact: Fact, moment: datetime, where: str) -> None:
    """Raise AyudaError where a moment lies on the wrong side of the present for its fact."""
    if fact.time == "past":
        check_not_future(setting, moment, where)
    elif fact.time == "future" and moment < setting.now:
        words = {
            "value": in_zone(moment, setting.zone),
            "now": in_zone(setting.now, setting.zone),
        }
        raise AyudaError.of(where, "moment-in-past", **words)


def check_not_future(setting: Setting, moment: datetime, where: str) -> None:
    """Raise AyudaError where a moment lies after the present."""
    if moment > setting.now:
        words = {
            "value": in_zone(moment, setting.zone),
            "now": in_zone(setting.now, setting.zone),
        }
        raise AyudaError.of(where, "moment-in-future", **words)


def contradiction_problem(policy: Policy, contradiction: Contradiction) -> Problem:
    """A contradiction in the words of the options that state it.

    For a window's state stand the options of the moments that it hangs on; without any, itself.
    """

    def stated(name: str, value: object) -> str:
        if name not in policy.facts:
            causes = [one for one in given_causes(policy, name) if one in policy.facts]
            options = (option_names(one, policy.facts[one])[0] for one in causes)
            return ", ".join(options) or f"{name} {value}"
        names = option_names(name, policy.facts[name])
        if isinstance(value, bool):
            return names[0 if value else 1]
        return f"{names[0]} {value}"

    against = ", ".join(stated(name, value) for name, value in contradiction.against.items())
    own = stated(contradiction.fact, contradiction.value)
    where = own.split(" ", 1)[0]
    return Problem(where, "contradiction", {"value": own, "against": against})


def judges_evidence(policy: Policy, flow: Flow) -> bool:
    """Whether some fact of the flow is read from what was stated or found."""
    return any(policy.facts[name].read_from is not None for name in flow.facts)


def blank_facts(policy: Policy, flow: Flow) -> frozenset[str]:
    """The facts of which a blank is an answer where nobody can be asked."""
    return frozenset(
        name
        for name in flow.facts
        if policy.facts[name].unstated == UNKNOWN and policy.facts[name].kind in BLANK_KINDS
    )


def is_silent(policy: Policy, flow: Flow, facts: Mapping[str, object]) -> bool:
    """Whether, where nobody can be asked, what was not stated counts as unstated.

    It does for a flow that judges evidence once there is some: an address, a link, a message.
    """
    sources = {name: policy.facts[name].read_from for name in flow.facts}
    evidence = {name for pair in sources.items() if pair[1] is not None for name in pair}
    return not evidence or not evidence.isdisjoint(facts)
