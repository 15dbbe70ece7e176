"""Notices and steps of a decision beside those of the reading."""

from __future__ import annotations

from collections.abc import Iterator

from ayuda.engine.results import Decision
from ayuda.model import NOW
from support.language.cases import CasesOfFlow, Said, facts_under
from support.language.computed import Case


def shown(case: Case) -> str:
    """A case's values, to be read."""
    return ", ".join(f"{name}={answer}" for name, answer in case.answers.items())


def told_differences(cases: CasesOfFlow, said: Said, decision: Decision) -> Iterator[str]:
    """Notices and steps."""
    outcome = decision.rule.outcome
    parts = [(notice, decision.notices) for notice in cases.page.flow.notices]
    parts += [(step, decision.steps) for step in decision.outcome.steps]  # type: ignore[misc]
    for part, told in parts:
        if any(_hangs_on_now(cases, name) for name in _names(part.when)):
            continue
        holds = cases.holds_for_certain(said.possible, part.when, outcome)
        is_told = any(part is other for other in told)
        if holds and not _is_known(cases, said, part.when):
            continue  # It follows from what is not known; whether that counts, no page says.
        if holds is not None and holds is not is_told:
            yield f"told: engine {is_told}, page {holds}: {part.when}"
        if is_told and holds is None:
            failing = [case for case in said.possible if not case.holds(part.when, outcome=outcome)]
            if failing:
                yield f"told: engine True, page not where {shown(failing[0])}: {part.when}"


def _is_known(cases: CasesOfFlow, said: Said, condition: object) -> bool:
    """Whether all facts beneath a condition have one answer."""
    return all(
        len({case.answers[fact] for case in said.possible}) == 1
        for name in _names(condition)
        for fact in cases.hanging(frozenset(facts_under(cases.policy, name) - {NOW}))
    )


def _names(condition: object) -> set[str]:
    many = (condition,) if isinstance(condition, dict) else condition
    return {name for tests in many for name in tests if name != "outcome"}  # type: ignore[attr-defined]


def _hangs_on_now(cases: CasesOfFlow, name: str) -> bool:
    """Whether something is shown as counting from now while its moment is unknown."""
    windows = cases.policy.windows
    counted = {key for key, window in windows.items() if window.else_now or window.not_yet}
    moments = {fact for key in counted for fact in facts_under(cases.policy, key)}
    return bool(facts_under(cases.policy, name) & moments) and bool(moments)
