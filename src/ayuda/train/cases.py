"""Cases to learn with: drawn for a rule, most often close to where another rule would decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random

from ayuda.case import Case, decide
from ayuda.engine.diagram import Diagram
from ayuda.engine.drawing.drawn import drawn_facts, must_be_drawn
from ayuda.engine.drawing.paths import Ways, path_to_rule, what_matters
from ayuda.engine.knowledge import Contradiction
from ayuda.engine.results import Answer, Decision
from ayuda.engine.samples import Sample
from ayuda.engine.space import Space, space_of
from ayuda.engine.stretches import SECOND, is_not_yet, moments_in
from ayuda.engine.windows import FactValue, Setting
from ayuda.model import GIVEN, MALFORMED, NOW, UNKNOWN, Ago, Fact, Policy, Rule, Scenario
from ayuda.moments import start_of_day
from ayuda.policy.language.causes import causes_of_amount, given_causes
from ayuda.policy.language.conditions import Known, all_hold, names
from ayuda.policy.language.masks import example_of
from ayuda.train.cards import ShownCase

MINUTE = timedelta(minutes=1)
FAR = timedelta(days=9)
"""How far before the last moment of a stretch that has no first one a moment may lie."""
TOLD_THOUGH_NEEDLESS = 0.35
"""How often a fact is told that does not matter."""
NEAR_AN_EDGE = 0.7
"""How often a moment lies within a minute of where a window changes."""
TRIES = 60
MOST_DRAWN = 200
"""How many cases of a flow in which facts decide together are decided to find one of a rule."""


class NoSuchCase(Exception):
    """No case that a customer could tell comes to the rule."""


def rules_of(policy: Policy, flow_id: str) -> tuple[str, ...]:
    """The rules of a flow that some case comes to, in their order."""
    space = space_of(policy, flow_id)
    return tuple(
        rule.id
        for place, rule in enumerate(space.flow.rules)
        if Ways(space.diagram(), place).leads(space.diagram().root)
    )


def case_of(
    setting: Setting, flow_id: str, rule_id: str, draw: Random, *, whole: bool = False
) -> ShownCase:
    """A case that this rule decides. Raises NoSuchCase.

    All that matters is told, and some things that do not; with ``whole``, also what another way of
    asking may come to. The same seed draws the same case.
    """
    setting = Setting(setting.policy, whole_minute(setting.now), setting.calendar)
    space = space_of(setting.policy, flow_id)
    place = next(at for at, rule in enumerate(space.flow.rules) if rule.id == rule_id)
    if must_be_drawn(space):
        return _drawn(setting, space, flow_id, place, draw, whole=whole)
    ways = Ways(space.diagram(), place)
    for attempt in range(TRIES):
        if not ways.leads(space.diagram().root):
            break
        facts = _facts(setting, space, ways, draw, everything=attempt >= TRIES // 2)
        if facts is not None and rule_of(setting, flow_id, facts) == rule_id:
            return ShownCase(flow_id, facts, setting.now, setting.calendar.region)
    raise NoSuchCase(f"{flow_id}/{rule_id}")


def _drawn(
    setting: Setting, space: Space, flow_id: str, place: int, draw: Random, *, whole: bool
) -> ShownCase:
    """A case that came to the rule when it was decided. Raises NoSuchCase."""
    rule = space.flow.rules[place]
    ways = Ways(_diagram_of_today(setting, space), place)
    tries = MOST_DRAWN if ways.leads(ways.diagram.root) else 0
    for _ in range(tries):
        facts = drawn_facts(setting, space, ways, draw)
        if facts is not None and rule_of(setting, flow_id, facts) == rule.id:
            told = facts if whole else _without_needless(setting, flow_id, rule, facts, draw)
            return ShownCase(flow_id, told, setting.now, setting.calendar.region)
    raise NoSuchCase(f"{flow_id}/{rule.id}")


def _diagram_of_today(setting: Setting, space: Space) -> Diagram:
    """The diagram of the rules, of today's cases where a rule looks at the day."""
    if NOW not in space.place:
        return space.diagram()
    today = space.answer(NOW, setting.day_of(setting.now))
    return space.diagram_with(NOW, today, frozenset())


def _without_needless(
    setting: Setting, flow_id: str, rule: Rule, facts: Mapping[str, FactValue], draw: Random
) -> dict[str, FactValue]:
    """The facts without most of those that change nothing in what the case comes to."""
    told = dict(facts)
    policy = setting.policy
    shown = {cause for name in rule.amounts for cause in causes_of_amount(policy, name)}
    shown |= {cause for name in rule.windows for cause in given_causes(policy, name)}
    tested = {cause for name in names(rule.when) for cause in given_causes(policy, name)}
    shown |= {name for name in tested if facts.get(name) == UNKNOWN}
    for name in reversed(tuple(facts)):
        if name in shown or draw.random() < TOLD_THOUGH_NEEDLESS:
            continue
        rest = {key: value for key, value in told.items() if key != name}
        if rule_of(setting, flow_id, rest) == rule.id:
            told = rest
    return told


def scenario_case(setting: Setting, flow_id: str, scenario: Scenario) -> ShownCase:
    """The case of a call that stands in the policy."""
    now = whole_minute(setting.now)
    facts: dict[str, FactValue] = {
        name: now - span_ago(value) if isinstance(value, Ago) else value
        for name, value in scenario.facts.items()
    }
    return ShownCase(flow_id, facts, now, setting.calendar.region)


def span_ago(ago: Ago) -> timedelta:
    """How long before the present a moment of a scenario was."""
    return timedelta(days=ago.days or 0, hours=ago.hours or 0, minutes=ago.minutes or 0)


def rule_of(setting: Setting, flow_id: str, facts: Mapping[str, FactValue]) -> str | None:
    """The rule that decides a case; None where none does, or more would be asked."""
    try:
        answer = decide(setting, Case(flow_id, facts)).answer
    except Contradiction:
        return None
    return answer.rule.id if isinstance(answer, Decision) else None


def _facts(
    setting: Setting, space: Space, ways: Ways, draw: Random, *, everything: bool
) -> dict[str, FactValue] | None:
    """What a customer tells of a case drawn along a path to the rule; None for no such moment.

    With ``everything`` all is told: where less comes to the same, another rule may be reported.
    """
    path = path_to_rule(space, ways, draw)
    matter = what_matters(space, ways, path)
    levels = {variable.name: level for level, variable in enumerate(space.variables)}
    last = max((at for at, name in enumerate(space.flow.facts) if name in matter), default=0)
    values: dict[str, Known] = dict(space.constant)
    for variable, answer in zip(space.variables, path, strict=True):
        values.update({name: shown[answer] for name, shown in variable.shows.items()})
    facts: dict[str, FactValue] = {}
    for place, name in enumerate(space.flow.facts):
        fact = space.facts[name]
        if name not in levels or fact.ask is None or all_hold(fact.asked_if, values) is False:
            continue
        level = levels[name]
        stated = space.variables[level].answers[path[level]]
        # What would be asked later may contradict, in people's eyes, what has settled the case.
        late = place > last and not isinstance(stated, tuple)
        implied = any(all_hold(one.when, values) for one in fact.implied)
        needless = name not in matter and not everything
        if needless and (late or implied or draw.random() > TOLD_THOUGH_NEEDLESS):
            continue
        if isinstance(stated, Sample):
            facts[name] = stated_sample(setting, fact, stated)
            continue
        if not isinstance(stated, tuple):
            facts[name] = stated
            continue
        states = states_in(stated)
        if states is None:
            return None
        if is_not_yet(setting, states):
            continue
        moment = _moment(setting, space, ways, path, level, draw)
        if moment is None:
            return None
        facts[name] = moment
    return facts


def _moment(
    setting: Setting, space: Space, ways: Ways, path: Sequence[int], level: int, draw: Random
) -> datetime | None:
    """A whole minute at which the rule decides, most often within a minute of where another does.

    What windows change that do not matter in this case is no edge: such a moment lies anywhere.
    """
    winners = ways.winners(path, level)
    stretches = [
        (moments_in(setting, states), winner)
        for answer, winner in zip(space.variables[level].answers, winners, strict=True)
        if (states := states_in(answer)) is not None and not is_not_yet(setting, states)
    ]
    chosen = moments_in(setting, states_in(space.variables[level].answers[path[level]]) or {})
    if chosen is None:
        return None
    found = [(ends, winner) for ends, winner in stretches if ends is not None]
    found.sort(key=lambda one: one[0][1], reverse=True)
    start = end = next(at for at, (ends, _) in enumerate(found) if ends == chosen)
    rule = found[start][1]
    while start and found[start - 1][1] == rule:
        start -= 1
    while end + 1 < len(found) and found[end + 1][1] == rule:
        end += 1
    first, last = found[end][0][0], found[start][0][1]
    high = whole_minute(last)
    low = whole_minute(first + MINUTE - SECOND) if first is not None else high - FAR
    if low > high:
        return None
    edges = [high, max(low, high - MINUTE)] if start else []
    edges += [low, min(high, low + MINUTE)] if end + 1 < len(found) else []
    if edges and draw.random() < NEAR_AN_EDGE:
        return draw.choice(edges)
    return low + MINUTE * draw.randrange((high - low) // MINUTE + 1)


def states_in(answer: Answer) -> dict[str, Known] | None:
    """The states of the windows of a moment; None for an answer that is, or has, anything else."""
    if not isinstance(answer, tuple):
        return None
    states: dict[str, Known] = {
        name: state for name, state in answer if not isinstance(state, Sample)
    }
    return states if len(states) == len(answer) else None


def stated_sample(setting: Setting, fact: Fact, sample: Sample) -> FactValue:
    """What a customer says of a fact whose value is of that class."""
    value = sample.value
    if value == UNKNOWN:
        return UNKNOWN
    if fact.kind == "text":
        return example_of(fact.mask or "") if value == GIVEN else MALFORMED
    if fact.kind == "moment" and isinstance(value, date):
        return start_of_day(min(value, setting.day_of(setting.now)), setting.zone)
    return value  # type: ignore[return-value]


def whole_minute(moment: datetime) -> datetime:
    """A moment without its seconds."""
    return moment.replace(second=0, microsecond=0)
