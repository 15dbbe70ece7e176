"""Which facts are worth asking: only those that can still change what a case comes to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import partial

from ayuda.engine.consequences import open_bans
from ayuda.engine.diagram import Diagram, Domains, TooManyNodes
from ayuda.engine.knowledge import Situation, values_left
from ayuda.engine.results import Answer, NoRuleHolds, Prospect, Question
from ayuda.engine.space import Space
from ayuda.engine.walks import can_change, winners
from ayuda.model import Fact, Rule, When
from ayuda.policy.language.conditions import all_hold, holds


def inquire(situation: Situation, flow_id: str, skipped: Collection[str]) -> Rule | Question:
    """The rule to decide by, once nothing can change what the case comes to, or what to ask.

    Raises NoRuleHolds.
    """
    return Inquiry(situation).answer(flow_id, skipped)


def asked_by(facts: Mapping[str, Fact], fact: str) -> str:
    """The fact that is put to a person to learn this one: itself, or what it is read from."""
    return facts[fact].read_from or fact


class Inquiry:
    """What can be asked in one situation."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.space: Space = situation.space
        self.values = situation.knowledge.values
        self.domains: Domains = situation.domains
        self.diagram: Diagram = self.space.diagram(situation.pending)
        self._guards: dict[str, bool | None] = {}

    def answer(self, flow_id: str, skipped: Collection[str]) -> Rule | Question:
        """The rule to decide by, or what to ask. Raises NoRuleHolds."""
        if self._is_settled():
            return self._rule_to_report()
        needed = self._needs()
        if not needed and self.space.flow.rules[-1].when:
            raise NoRuleHolds(str(self.values))
        facts = self.space.facts
        asked = tuple(dict.fromkeys(asked_by(facts, name) for name in needed))
        return Question(
            flow_id,
            asked,
            self._following(needed, skipped),
            self.situation.knowledge,
            partial(prospects, self, needed),
        )

    # ---------------------------------------------------------------- decided

    def _is_settled(self) -> bool:
        try:
            found = winners(self.diagram, self.domains, self.space.results, 2)
        except TooManyNodes:
            return False
        if self.space.results[-1] in found:
            raise NoRuleHolds(str(self.values))
        return len(found) == 1

    def _rule_to_report(self) -> Rule:
        """Of the rules that can still win, the first that holds for certain, else the first."""
        first: Rule | None = None
        for place, rule in enumerate(self.space.flow.rules):
            if holds(rule.when, self.values) is False or not self._can_win(place):
                continue
            first = first or rule
            if self._holds_for_certain(place):
                return rule
        if first is None:
            raise NoRuleHolds(str(self.values))
        return first

    def _can_win(self, place: int) -> bool:
        groups = [int(rule != place) for rule in range(self.diagram.rules + 1)]
        try:
            return 0 in winners(self.diagram, self.domains, groups, 2, (1,))
        except TooManyNodes:
            return True

    def _holds_for_certain(self, place: int) -> bool:
        return all(not self._seen(at) & ~mask for at, mask in self.space.rules[place])

    def _seen(self, place: int) -> int:
        """The answers that a variable can be seen to have, as bits."""
        variable = self.space.variables[place]
        name = variable.name
        if name in self.values and len(variable.shows) == 1:
            return variable.answers_seen(self.values)
        if name in self.situation.held:
            return self.situation.held[name]
        if place in self.space.computed:
            return values_left(self.space, place, self.domains, self.situation.pending)
        guard = self.space.guards.get(place)
        if guard is None:
            return self.domains[place]
        verdict = self._guard_holds(name)
        own = 0 if verdict is False else self.domains[place]
        return own if verdict else own | 1 << guard.otherwise

    # ------------------------------------------------------------------ needs

    def _needs(self) -> list[str]:
        """The facts that can change what the case comes to, and those on which guards hang."""
        ties = self._ties()
        unasked = self.situation.assumed
        found = {
            name
            for name in self.space.deciding
            if name not in unasked and self._can_change(name, ties)
        }
        # What is known has been asked, also where what compares it with something else is open;
        # but the guard that may hide it can still matter.
        hidden = found & self.situation.knowledge.given
        found -= hidden
        if not found and not hidden:
            found = {name for name in unasked if self._can_change(name, ties)}
        waiting = [*found, *hidden]
        while waiting:
            for name in self._hangs_on(waiting.pop()):
                if name not in found and name not in unasked:
                    found.add(name)
                    waiting.append(name)
        return self._in_order(found)

    def _can_change(self, name: str, ties: Mapping[str, frozenset[int]]) -> bool:
        places = [
            place
            for place in self.space.places_of.get(name, ())
            if self.domains[place].bit_count() > 1
        ]
        tied = ties.get(name, frozenset()).union(places)
        return any(
            can_change(diagram, self.domains, place, tied - {place}, self.space.results)
            for place in places
            for diagram in self._diagrams_of(name)
        )

    def _diagrams_of(self, name: str) -> Iterator[Diagram]:
        """The rules over the cases in which a fact can be asked for.

        Where its guard fails it matters too if the policy says nothing of it then.
        """
        verdict = self._guard_holds(name)
        told = self.space.facts[name].otherwise is not None
        if verdict is None:
            guard, pending = self._guard(name), self.situation.pending
            yield self.space.guarded_diagram(name, guard, pending, holds=True)
            if not told:
                yield self.space.guarded_diagram(name, guard, pending, holds=False)
        elif verdict or not told:
            yield self.diagram

    def _ties(self) -> dict[str, frozenset[int]]:
        """For each fact the places of those that implications tie to it, chains of them too."""
        groups: list[set[str]] = []
        for ban in self._tying():
            joined = set(ban)
            apart = []
            for group in groups:
                if group & joined:
                    joined |= group
                else:
                    apart.append(group)
            groups = [*apart, joined]
        places = self.space.places_of
        return {
            name: frozenset(at for other in group if other != name for at in places[other])
            for group in groups
            for name in group
        }

    def _tying(self) -> Iterator[set[str]]:
        """The facts of every implication that can still be broken."""
        if not open_bans(self.space, self.values):
            return
        for ban in self.space.bans:
            seen = {place: self._seen(place) for place, _ in ban}
            if any(not seen[place] & mask for place, mask in ban):
                continue
            tied = {
                name
                for at, mask in ban
                if seen[at] & ~mask
                for name in self.space.variables[at].facts
            }
            waiting = list(tied)
            while waiting:
                name = waiting.pop()
                guarded = self.space.place.get(name) in self.space.guards
                more = self._hangs_on(name) if guarded else ()
                waiting += [other for other in more if other not in tied]
                tied.update(more)
            yield tied

    def _hangs_on(self, name: str) -> tuple[str, ...]:
        """The unknown facts on which the guard of a fact hangs, while it is open."""
        if self._guard_holds(name) is not None:
            return ()
        unknown = [key for key in self._guard(name) if self._is_open(key, self._guard(name))]
        given = self.situation.knowledge.given
        behind = (
            fact
            for key in unknown
            for fact in self.space.facts_behind(key)
            if fact == key or fact not in given
        )
        values = self.space.finite.keys() & self.values.keys()
        return tuple(fact for fact in dict.fromkeys(behind) if fact not in values)

    def _is_open(self, key: str, guard: When) -> bool:
        [(place, mask)] = self.space.tests({key: guard[key]}) or [(0, 0)]
        seen = self._seen(place)
        return key not in self.values and bool(seen & mask) and bool(seen & ~mask)

    def _guard(self, name: str) -> When:
        """What must hold before a fact is asked: its guard and that of what it is read from."""
        fact = self.space.facts[name]
        source = self.space.facts.get(fact.read_from or "")
        return fact.asked_if if source is None else {**source.asked_if, **fact.asked_if}

    def _guard_holds(self, name: str) -> bool | None:
        """Whether a fact's guard holds in every possible case, in none, or None."""
        if name not in self._guards:
            self._guards[name] = self._find_guard(name)
        return self._guards[name]

    def _find_guard(self, name: str) -> bool | None:
        guard = self._guard(name)
        verdict = all_hold(guard, self.values)
        if verdict is not None:
            return verdict
        diagram = self.space.guard_diagram(name, guard, self.situation.pending)
        try:
            found = winners(diagram, self.domains, (0, 1, 2), 2)
        except TooManyNodes:
            return None
        return None if len(found) > 1 else found == {0}

    def _in_order(self, found: set[str]) -> list[str]:
        """The facts in the order of asking: guards before what they guard, the failed ones last."""
        waiting = [name for name in self.space.flow.facts if name in found]
        ordered: list[str] = []
        late: list[str] = []
        while waiting:
            following = next(
                (
                    name
                    for name in waiting
                    if set(waiting).isdisjoint(set(self._hangs_on(name)) - {name})
                ),
                waiting[0],
            )
            waiting.remove(following)
            (late if self._guard_holds(following) is False else ordered).append(following)
        return ordered + late

    def _following(self, needed: Collection[str], skipped: Collection[str]) -> str | None:
        """The fact to put to a person next; None where all that could be asked was skipped."""
        facts = self.space.facts
        left = [name for name in needed if asked_by(facts, name) not in skipped]
        for name in left:
            if self._guard_holds(name):
                return asked_by(facts, name)
        for name in left:
            if self._guard_holds(name) is False and facts[name].otherwise is None:
                return asked_by(facts, name)
        return None

    # -------------------------------------------------------------- prospects

    def outcomes_of(self, name: str, answer: int) -> tuple[str, ...]:
        """The outcomes that an answer can still lead to, in the order of the rules."""
        space = self.space
        place = space.place[name]
        domains = self.domains
        diagram = self.diagram
        if place in space.guards:
            diagram = space.diagram_with(name, answer, self.situation.pending)
        else:
            domains = (*domains[:place], domains[place] & 1 << answer, *domains[place + 1 :])
        order: dict[str, int] = {}
        groups = [order.setdefault(rule.outcome, len(order)) for rule in space.flow.rules]
        groups.append(len(order))
        try:
            found = winners(diagram, domains, groups, len(order))
        except TooManyNodes:
            return tuple(order)
        return tuple(outcome for outcome, group in order.items() if group in found)


def prospects(inquiry: Inquiry, needed: Collection[str]) -> tuple[Prospect, ...]:
    """What every possible answer to these facts can lead to."""
    found: list[Prospect] = []
    for name in needed:
        if name not in inquiry.space.place:
            continue  # It only counts together with others.
        answers = inquiry.space.variables[inquiry.space.place[name]].answers
        led = {answer: inquiry.outcomes_of(name, at) for at, answer in enumerate(answers)}
        possible = {answer: outcomes for answer, outcomes in led.items() if outcomes}
        for answer, outcomes in _by_one_window(possible).items():
            found.append(Prospect(name, answer, outcomes))
    return tuple(found)


def _by_one_window(found: Mapping[Answer, tuple[str, ...]]) -> Mapping[Answer, tuple[str, ...]]:
    """For a moment, the one window whose state already tells where an answer leads, if any.

    Other windows of that moment would only split answers that lead to the same.
    """
    stretches = [answer for answer in found if isinstance(answer, tuple)]
    for window in dict(stretches[0]) if stretches else ():
        merged: dict[Answer, tuple[str, ...]] = {}
        for stretch in stretches:
            state = ((window, dict(stretch)[window]),)
            if merged.setdefault(state, found[stretch]) != found[stretch]:
                break
        else:
            return merged
    return found
