"""Whatever a moment is, the states of its windows are one of the stretches of cases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

import pytest
from support.wide_policies import MADRID, PRESENT, wide_policy

from ayuda.calendar import Calendar
from ayuda.engine.space import space_of
from ayuda.engine.windows import Setting, window_state
from ayuda.model import Fact
from ayuda.moments import start_of_day

EDGES = tuple(timedelta(seconds=n) for n in (0, 1, -1))


def moments_of(fact: Fact, random: Random) -> list[datetime]:
    """Moments that a fact can have, many of them near edges: hours, days, weeks, months."""
    spans = [timedelta(minutes=n) for n in (0, 1, 2, 3, 30)]
    spans += [timedelta(hours=n) for n in (1, 2, 3, 30)]
    spans += [timedelta(days=random.randint(0, 200)) for _ in range(60)]
    found = [PRESENT + sign * span + edge for span in spans for sign in (1, -1) for edge in EDGES]
    if fact.kind == "date":
        found = [start_of_day(moment.astimezone(MADRID).date(), MADRID) for moment in found]
        today: date = PRESENT.astimezone(MADRID).date()
        sides = {"past": lambda day: day <= today, "future": lambda day: day >= today}
        fits = sides.get(fact.time, lambda _: True)
        return [moment for moment in found if fits(moment.astimezone(MADRID).date())]
    if fact.time == "any":
        return found
    return [
        moment
        for moment in found
        if (moment <= PRESENT) == (fact.time == "past") or moment == PRESENT
    ]


@pytest.mark.parametrize("seed", range(45))
def test_the_states_of_any_moment_are_one_of_its_stretches(seed: int) -> None:
    policy = wide_policy(seed)
    space = space_of(policy, "f")
    setting = Setting(policy, PRESENT, Calendar("ES"))
    for variable in space.variables:
        windows = [name for name in variable.shows if name in policy.windows]
        fact = policy.facts.get(variable.name)
        if fact is None or not windows or variable.facts != (variable.name,):
            continue
        answers = {
            tuple(variable.shows[name][at] for name in windows)
            for at in range(len(variable.answers))
        }
        for moment in moments_of(fact, Random(seed)):
            facts = {variable.name: moment}
            states = [window_state(setting, name, facts) for name in windows]
            seen = tuple(state.state for state in states if state is not None)
            assert seen in answers, (variable.name, moment, windows)
