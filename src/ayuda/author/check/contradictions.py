"""Cases that nobody can state, since what is implied in them is set against itself."""

from __future__ import annotations

from collections.abc import Iterator

from ayuda.author.findings import Finding
from ayuda.engine.covers.possible import impossible_case
from ayuda.engine.diagram import Tests, TooManyNodes
from ayuda.engine.space import NEVER, Space, space_of
from ayuda.engine.walks import winners
from ayuda.errors import Problem
from ayuda.model import Policy


def contradiction_findings(policy: Policy) -> Iterator[Finding]:
    """For each flow the implications that leave some answers of the other facts no case at all."""
    told: set[str] = set()
    for flow in policy.flows:
        space = space_of(policy, flow)
        try:
            found = list(_contradictions(policy, space))
        except TooManyNodes:  # Too many cases to say so of; nothing is said then.
            continue
        for finding in found:
            if finding.problem.where not in told:
                told.add(finding.problem.where)
                yield finding


def _contradictions(policy: Policy, space: Space) -> Iterator[Finding]:
    """One for each implication that is set against those before it; it is left out from there."""
    follows = _follows(space)
    if impossible_case(space.cases_diagram(space.bans), follows) is None:
        return
    kept: list[Tests] = []
    places: list[str] = []
    for path, ban in zip(_paths(policy, space), space.bans, strict=True):
        answers = impossible_case(space.cases_diagram([*kept, ban]), follows)
        if answers is None:
            kept.append(ban)
            places.append(path)
            continue
        if any(len(space.variables[place].facts) > 1 for place, _ in answers):
            continue  # Not every combination of what several moments come to is a case.
        others = tuple(
            other
            for other, before in zip(places, kept, strict=True)
            if impossible_case(
                space.cases_diagram([*(one for one in kept if one != before), ban]), follows
            )
            is None
        )
        guarded = path.rpartition(".")[0] + ".otherwise"
        words = {"value": _in_words(space, answers), "others": ", ".join(others) or guarded}
        yield Finding("error", Problem(path, "implied-at-odds", words), others=others)


def _follows(space: Space) -> set[int]:
    """The places of the facts that some case implies, were it possible. Raises TooManyNodes."""
    return {
        space.place[name]
        for name, when, _ in space.implications
        if 0 in winners(space.cases_diagram((), space.tests(when)), space.whole, (0, 1), 2)
    }


def _paths(policy: Policy, space: Space) -> list[str]:
    """Where each ban of a flow stands, in their order."""
    return [
        f"facts.{name}.implied[{place}]"
        for name in space.finite
        for place, implication in enumerate(policy.facts[name].implied)
        if space.tests(implication.when) != NEVER
    ]


def _in_words(space: Space, answers: tuple[tuple[int, int], ...]) -> str:
    """Answers as an author writes them: ``stage = "placed", sealed = true``."""
    shown = (
        (name, values[answer])
        for place, answer in answers
        for name, values in space.variables[place].shows.items()
    )
    return ", ".join(f"{name} = {written(value)}" for name, value in shown) or "{}"


def written(value: object) -> str:
    """A value as a policy's file has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
