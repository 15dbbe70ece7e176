"""The nearest cases that come to something else: which few facts would have to be different.

Exact: no change of fewer facts does it, and none of as many with smaller moves of moments. Where
that cannot be said for certain, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import islice

import msgspec

from ayuda.engine.changes.alternatives import Alternatives
from ayuda.engine.changes.search import Search
from ayuda.engine.decide import step
from ayuda.engine.diagram import TooManyNodes
from ayuda.engine.knowledge import NOT_SILENT, Contradiction, Silence, learn
from ayuda.engine.results import Decision
from ayuda.engine.space import space_of
from ayuda.engine.stated import judges_evidence
from ayuda.engine.variables import DAYS
from ayuda.engine.windows import Facts, FactValue, Setting

MOST_STEPS = 40_000
"""How many nodes the search may walk over: a trainee waits for it."""
MOST_STEPS_TOLD = 20_000
"""The same where a person waits for more than this."""
MOST_TOLD = 3


Changed = Mapping[str, FactValue | None]
"""Facts to be stated anew; None: the moment has not happened yet."""


class Change(msgspec.Struct, frozen=True):
    """Facts to be stated anew, and what that comes to.

    ``moved`` is by how much moments move, all together; ``decision`` is that of the changed case.
    """

    facts: Changed
    outcome: str
    moved: timedelta
    decision: Decision


def nearest_change(
    setting: Setting,
    flow_id: str,
    facts: Facts,
    silence: Silence = NOT_SILENT,
    outcome: str | None = None,
) -> Change | None:
    """The smallest change of a decided case that comes to another outcome, or to a given one.

    What changes are facts that were stated, and facts that are stated in addition. None where no
    change does it. Raises ValueError for a case that is not decided, Contradiction, and
    TooManyNodes where nobody can say which change is the smallest.
    """
    space = space_of(setting.policy, flow_id)
    learn(setting, space, facts, silence)
    alternatives = Alternatives(setting, flow_id, facts, silence)
    return next(_by_size(alternatives, outcome, MOST_STEPS), None)


def nearest_changes(
    setting: Setting, flow_id: str, facts: Facts, silence: Silence = NOT_SILENT
) -> tuple[Change, ...]:
    """What to tell of a case: the smallest change, and those to further outcomes of as few facts.

    Where moving what is stated in time does it too, with as few facts, the smallest such move is
    told beside it, before the others. Of a flow that judges evidence they take back what was
    stated or found. Empty where no change comes to anything else, or where nobody can say soon
    which one is the smallest.
    """
    space = space_of(setting.policy, flow_id)
    only_back = judges_evidence(setting.policy, space.flow)
    timed = frozenset(n for n in facts if n in space.facts and space.facts[n].kind in DAYS)
    found: list[Change] = []
    try:
        alternatives = Alternatives(setting, flow_id, facts, silence, only_back=only_back)
        found.extend(_by_size(alternatives, None, MOST_STEPS_TOLD, as_few=True))
        for change in tuple(found) if timed and not only_back else ():
            if not change.moved:
                found += _moves(alternatives, change, timed)
    except (TooManyNodes, ValueError):
        pass  # What was found before is exact all the same.
    found.sort(key=lambda change: (not change.moved, change.moved))
    return tuple(found[:MOST_TOLD])


def _moves(alternatives: Alternatives, change: Change, timed: frozenset[str]) -> Iterator[Change]:
    """The smallest move in time that comes to the same as another change of as many facts."""
    search = Search(alternatives, MOST_STEPS_TOLD, len(change.facts), timed)
    yield from islice(_found(alternatives, search, {change.outcome}), 1)


def changed_case(facts: Facts, silence: Silence, changed: Changed) -> tuple[Facts, Silence]:
    """A case with a change: a moment that has not happened is one that nobody can say."""
    merged = {**facts, **changed}
    gone = frozenset(name for name, value in merged.items() if value is None)
    stated = {name: value for name, value in merged.items() if value is not None}
    return stated, Silence(silence.everywhere, silence.skipped | gone)


def decided(
    setting: Setting, flow_id: str, facts: Facts, silence: Silence, changed: Changed
) -> Decision | None:
    """What a changed case comes to; None where it is not decided, or contradicts itself."""
    stated, silence = changed_case(facts, silence, changed)
    try:
        found = step(setting, flow_id, stated, silence)
    except Contradiction:
        return None
    return found if isinstance(found, Decision) else None


def _by_size(
    alternatives: Alternatives, outcome: str | None, most_steps: int, *, as_few: bool = False
) -> Iterator[Change]:
    """The smallest change for each other outcome, or for a given one, the smallest first.

    Each is decided by the engine before it is given back. With ``as_few`` those end that need more
    facts than the first. Raises as ``nearest_change`` does.
    """
    search = Search(alternatives, most_steps)
    results = search.results_now()
    if len(results) != 1:
        raise ValueError(alternatives.facts)
    before = {result[0] for result in results}
    wanted = {rule.outcome for rule in alternatives.space.flow.rules}
    wanted = wanted - before if outcome is None else wanted & {outcome}
    for change in _found(alternatives, search, wanted):
        yield change
        search.most_facts = len(change.facts) if as_few else None


def _found(alternatives: Alternatives, search: Search, wanted: set[str]) -> Iterator[Change]:
    """For each wanted outcome the first change of a search that comes to it."""
    setting, facts, silence = alternatives.setting, alternatives.facts, alternatives.silence
    while wanted:
        found = next(search.found(frozenset(wanted)), None)
        if found is None:
            return
        there = decided(setting, alternatives.flow_id, facts, silence, found.facts)
        if there is None or there.rule.outcome != found.outcome:
            raise TooManyNodes(())  # Open, or a fault of the search: nothing is said.
        yield Change(found.facts, found.outcome, found.size[1], there)
        wanted = wanted - {found.outcome}
