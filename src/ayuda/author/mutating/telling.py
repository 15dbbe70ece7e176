"""A case that a policy and a mutant of it decide otherwise, found where both are laid together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Literal

import msgspec

from ayuda.author.cases.running import End, end_of
from ayuda.author.comparing.decided import Label
from ayuda.author.comparing.examples import ExampleSearch, Facts, Settings, Wanted
from ayuda.author.mutating.change import Mutant
from ayuda.calendar import Calendar
from ayuda.engine.diagram import TooManyNodes
from ayuda.engine.joint.policies import NEW, Joint, is_alike, joint_policies
from ayuda.engine.joint.space import JointSpace, joint_space
from ayuda.engine.joint.walk import PairWalk, Rules
from ayuda.engine.windows import FactValue, Setting
from ayuda.errors import AyudaError
from ayuda.model import Check, Flow, Policy
from ayuda.moments import start_of_day

MOST_PAIRS = 40_000
"""How many pairs of nodes are walked over to find out about one change."""
TRIES, MOST_TRIES = 60, 240
"""How many cases are made for one change: at one present, and at all together."""
NONE, ONE_DAY = timedelta(), timedelta(days=1)
DAYS_AHEAD = 7
"""On as many days it is tried: windows that count working days may differ on some alone."""
MOST_DAYS_TO_COME = 4
MOST_LEFT_OUT = 12
"""A case of more facts is not tried with two of them left out."""

Verdict = Literal["differs", "same", "open"]


class Told(msgspec.Struct, frozen=True):
    """A case that tells two policies apart, and what it comes to under the first.

    ``until`` are the windows whose ends have to be told where nothing else is otherwise.
    """

    facts: Mapping[str, FactValue]
    now: datetime
    end: End
    until: tuple[str, ...] = ()


class Comparison(msgspec.Struct, frozen=True):
    """Whether any case of a flow is decided otherwise; ``open`` where neither was shown."""

    verdict: Verdict
    told: Told | None = None


def compare(policy: Policy, mutant: Mutant, flow_id: str, now: datetime) -> Comparison:
    """Compare what a policy and a mutant of it decide in a flow: outcome, rule, ends of windows.

    They are the same where no way through both diagrams leads to different rules or outcomes, and
    no case was found in which a window ends at another time, or that only one of them decides.
    """
    calendar = Calendar(policy.country, None, policy.holidays)
    old, new = Setting(policy, now, calendar), Setting(mutant.policy, now, calendar)
    joint = joint_policies(old, new, flow_id)
    labels = _Labels(joint, old.policy.flows[flow_id], new.policy.flows[flow_id])
    if mutant.unstated is None and is_alike(joint) and labels.are_alike():
        return Comparison("same")
    try:
        return _compared(joint, labels, (old, new), flow_id, mutant.unstated)
    except TooManyNodes:
        return Comparison("open")


def _compared(
    joint: Joint, labels: _Labels, settings: Settings, flow_id: str, silent: str | None
) -> Comparison:
    """The same. Raises TooManyNodes."""
    space = joint_space(*settings, flow_id, joint, silent=silent)
    if silent is not None and space.silent is None:
        return Comparison("same")
    labels.only_possible = silent is not None
    walk = PairWalk(space, labels.of, MOST_PAIRS)
    verdict: Verdict = "same"
    for wanted, judge, is_shown in (
        (_is_decided_otherwise, _OfRules(flow_id), True),
        (_is_only_of_the_new, _OfParts(flow_id), False),
        (_is_of_another_end, _OfRules(flow_id), False),
    ):
        if walk.path(wanted, {}, set()) is None:
            continue
        search = ExampleSearch(space, walk, judge, MOST_TRIES, TRIES)
        found = search.example({}, wanted, presents=_presents(settings[0], space))
        if isinstance(found, Told):
            return Comparison("differs", found)
        if is_shown:
            verdict = "open"
    return Comparison(verdict)


def _presents(setting: Setting, space: JointSpace) -> list[datetime]:
    """Other presents than a case's own, where the days of the week or days to come matter."""
    now = setting.now
    ahead = [now + timedelta(days=days) for days in range(1, DAYS_AHEAD)]
    later = [now + (day - setting.day_of(now)) for day in _days_to_come(setting, space)]
    return [start_of_day(setting.day_of(now), setting.zone), *later, *ahead]


def _days_to_come(setting: Setting, space: JointSpace) -> list[date]:
    """The tested days that no fact of what is past can reach yet, each with the day behind it."""
    today, found = setting.day_of(setting.now), set[date]()
    for variable in space.variables:
        for tests in variable.classes.values():
            for test in (one for one in tests if isinstance(one, Check)):
                ends = (test.begins, test.after, test.until, test.before)
                days = {day + side for day in ends if day is not None for side in (NONE, ONE_DAY)}
                found |= {day for day in days if day > today}
    return sorted(found)[:MOST_DAYS_TO_COME]


# -------------------------------------------------------------------- labels


class _Labels:
    """What is told apart of a case by the rules that decide it in the two policies.

    With ``only_possible`` nothing is of what only one of the two has.
    """

    only_possible = False

    def __init__(self, joint: Joint, old: Flow, new: Flow) -> None:
        self._ends = [[(rule.id, rule.outcome) for rule in flow.rules] for flow in (old, new)]
        others = {name for name in joint.cut.windows if f"{NEW}{name}" in joint.cut.windows}
        self._moved = [not others.isdisjoint(rule.windows) for rule in old.rules]

    def are_alike(self) -> bool:
        """Whether each rule of both flows comes to the same, in their order."""
        return self._ends[0] == self._ends[1] and not any(self._moved)

    def of(self, rules: Rules) -> Label | None:
        """The old and the new rule, and whether only windows can end otherwise."""
        first, second = rules
        before = None if first is None else self._ends[0][first]
        after = None if second is None else self._ends[1][second]
        if before == after:
            moved = first is not None and self._moved[first]
            return (str(before), str(after), True) if moved else None
        if self.only_possible and None in (before, after):
            return None
        return (before and str(before), after and str(after), False)


def _is_decided_otherwise(label: Label) -> bool:
    return label[0] is not None and not label[2]


def _is_only_of_the_new(label: Label) -> bool:
    """Whether it is a case of facts that contradict each other, but not in the new policy."""
    return label[0] is None


def _is_of_another_end(label: Label) -> bool:
    return bool(label[2])


# -------------------------------------------------------------------- judges


class _OfRules:
    """What is told apart is the outcome, the rule, or when a window ends."""

    def __init__(self, flow_id: str) -> None:
        self._flow = flow_id

    def told(self, settings: Settings, facts: Facts, wanted: Wanted) -> Told | None:
        """The case, if the first policy decides it and the other does not decide it so."""
        try:
            end = end_of(settings[0], self._flow, facts)
            if end.rule is None:
                return None
            other = end_of(settings[1], self._flow, facts)
        except (AyudaError, OverflowError):
            return None
        if (other.outcome, other.rule) != (end.outcome, end.rule):
            return Told(facts, settings[0].now, end)
        moved = tuple(name for name in end.until if end.until[name] != other.until.get(name))
        is_wanted = moved and wanted(("", "", True))
        return Told(facts, settings[0].now, end, moved) if is_wanted else None

    def can_be(self, found: Told, shorter: Told) -> bool:
        """Whether both cases are told apart by the same: what they come to, or an end alone."""
        return bool(shorter.until) == bool(found.until)


class _OfParts(_OfRules):
    """The same of a case with one or two of its facts left out: only so it has no contradiction."""

    def told(self, settings: Settings, facts: Facts, wanted: Wanted) -> Told | None:
        """The first part of the case that is told apart."""
        whole = super().told(settings, facts, wanted)
        if whole is not None:
            return whole
        for count in (1, 2) if len(facts) <= MOST_LEFT_OUT else (1,):
            for left_out in combinations(facts, count):
                part = {name: value for name, value in facts.items() if name not in left_out}
                found = super().told(settings, part, wanted)
                if found is not None:
                    return found
        return None


def is_as_told(told: Told, end: End) -> bool:
    """Whether a case comes to what it says once it is written down."""
    is_end = (end.outcome, end.rule) == (told.end.outcome, told.end.rule)
    return is_end and all(end.until.get(name) == told.end.until[name] for name in told.until)
