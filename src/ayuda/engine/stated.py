"""Facts as people, options and files state them: text to values, each problem with its place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches

from ayuda.engine.knowledge import Contradiction
from ayuda.engine.windows import FactValue, Setting
from ayuda.errors import AyudaError, Problem
from ayuda.model import Fact, Flow, Policy, option_names
from ayuda.moments import in_zone, parse_moment

CLOSE = 0.4
"""How alike two words must be before one is offered for the other (0 to 1)."""


def unknown_value(where: str, value: str, allowed: list[str]) -> Problem:
    """The problem of a value that is none of the allowed ones, with the nearest of them."""
    words = {"value": value, "allowed": ", ".join(allowed)}
    near = get_close_matches(value[:80].casefold(), allowed, n=1, cutoff=CLOSE)
    if not near:
        return Problem(where, "unknown-value", words)
    return Problem(where, "unknown-value-nearest", {**words, "nearest": near[0]})


def parse_value(setting: Setting, fact: Fact, text: str, where: str) -> FactValue:
    """The value that a text states for a fact that is no yes/no fact. Raises AyudaError."""
    if not text.strip():
        raise AyudaError.of(where, "empty-value")
    if fact.kind == "moment":
        moment = parse_moment(text, setting.zone, where, date_allowed=fact.accepts_date)
        check_not_future(setting, moment, where)
        return moment
    if fact.kind == "choice" and text not in fact.values:
        raise AyudaError([unknown_value(where, text, list(fact.values))])
    return text


def check_not_future(setting: Setting, moment: datetime, where: str) -> None:
    """Raise AyudaError where a moment lies after the present."""
    if moment > setting.now:
        words = {
            "value": in_zone(moment, setting.zone),
            "now": in_zone(setting.now, setting.zone),
        }
        raise AyudaError.of(where, "moment-in-future", **words)


def contradiction_problem(policy: Policy, contradiction: Contradiction) -> Problem:
    """A contradiction in the words of the options that state it."""

    def stated(name: str, value: object) -> str:
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


def is_silent(policy: Policy, flow: Flow, facts: Mapping[str, object]) -> bool:
    """Whether, where nobody can be asked, what was not stated counts as unstated.

    It does for a flow that judges evidence once there is some: an address, a link, a message.
    """
    sources = {name: policy.facts[name].read_from for name in flow.facts}
    evidence = {name for pair in sources.items() if pair[1] is not None for name in pair}
    return not evidence or not evidence.isdisjoint(facts)
