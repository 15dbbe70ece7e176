"""The engine beside the reading of the language: what each says of a case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction
from random import Random

from ayuda.calendar import Calendar
from ayuda.engine.decide import step
from ayuda.engine.knowledge import Contradiction, Silence
from ayuda.engine.results import Decision, Question
from ayuda.engine.windows import Setting
from ayuda.model import NOW, Policy
from support.language.amounts import amount
from support.language.cases import CasesOfFlow, Contradicted, Said, facts_under
from support.language.computed import Case, Page, Result
from support.language.drawn_cases import DrawnCase, drawn_cases
from support.language.pools import Pools
from support.language.values import BLANK, Answer, Nothing, Seen

FLOW = "f"
MOST_QUESTIONS = 12


def setting_of(policy: Policy, now: datetime) -> Setting:
    """What the engine decides with: the policy's own holidays are the calendar's."""
    return Setting(policy, now, Calendar(policy.country, days=policy.holidays or ()))


def compare(
    policy: Policy, now: datetime, random: Random, count: int
) -> Iterator[tuple[DrawnCase, str]]:
    """Where the two say different things of some cases."""
    cases = CasesOfFlow(Page(policy, FLOW, now))
    setting = setting_of(policy, now)
    for case in drawn_cases(cases, random, count):
        for difference in differences(cases, setting, case):
            yield case, difference


def differences(cases: CasesOfFlow, setting: Setting, drawn: DrawnCase) -> Iterator[str]:
    """In what the two differ of a case."""
    try:
        said: Said | bool = cases.say(drawn.known, silent=drawn.silent, skipped=drawn.skipped)
    except Contradicted as found:
        said = bool(found.args[0])
    silence = Silence(drawn.silent, drawn.skipped)
    try:
        answered = step(setting, FLOW, drawn.known, silence)  # type: ignore[arg-type]
    except Contradiction:
        if isinstance(said, Said):
            yield f"contradiction: engine yes, page no ({shown(said.possible[0])})"
        return
    if not isinstance(said, Said):
        if said:
            yield f"contradiction: engine no, page yes: {answered.__class__.__name__}"
        return
    if isinstance(answered, Decision):
        yield from _of_decision(cases, said, answered)
    else:
        yield from _of_question(cases, setting, said, answered, drawn)


def shown(case: Case) -> str:
    """A case's values, to be read."""
    return ", ".join(f"{name}={answer}" for name, answer in case.answers.items())


# ----------------------------------------------------------------- decisions


def result_of(decision: Decision) -> Result:
    """What a decision comes to."""
    rule = decision.rule
    onward = decision.outcome.next if rule.next is None else rule.next
    return rule.outcome, rule.windows, rule.amounts, onward


def _of_decision(cases: CasesOfFlow, said: Said, decision: Decision) -> Iterator[str]:
    wrong = [case for case in said.possible if case.result != result_of(decision)]
    if wrong:
        case = wrong[0]
        yield (
            f"decided: engine {decision.rule.id} {result_of(decision)}, "
            f"page {case.winner.id} {case.result} where {shown(case)}"
        )
        return
    if said.complete and said.rule != decision.rule.id:
        yield f"rule: engine {decision.rule.id}, page {said.rule}"
        return
    if said.whole and said.possible[0].winner.id != decision.rule.id:
        yield f"rule: engine {decision.rule.id}, page {said.possible[0].winner.id}"
    yield from _told(cases, said, decision)
    if said.whole:
        yield from _values(cases, said.possible[0], decision)
        yield from _amounts(said.possible[0], decision)


def _told(cases: CasesOfFlow, said: Said, decision: Decision) -> Iterator[str]:
    """Notices and steps."""
    outcome = decision.rule.outcome
    parts = [(notice, decision.notices) for notice in cases.page.flow.notices]
    parts += [(step, decision.steps) for step in decision.outcome.steps]  # type: ignore[misc]
    for part, told in parts:
        if any(hangs_on_now(cases, name) for name in _names(part.when)):
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


def hangs_on_now(cases: CasesOfFlow, name: str) -> bool:
    """Whether something is shown as counting from now while its moment is unknown."""
    windows = cases.policy.windows
    counted = {key for key, window in windows.items() if window.else_now or window.not_yet}
    moments = {fact for key in counted for fact in facts_under(cases.policy, key)}
    return bool(facts_under(cases.policy, name) & moments) and bool(moments)


def _values(cases: CasesOfFlow, case: Case, decision: Decision) -> Iterator[str]:
    values = decision.knowledge.values
    policy = cases.policy
    for name in (*cases.facts, *policy.windows, *policy.derived, *policy.scores, *policy.tables):
        value = case.value(name)
        if name in values and not is_alike(values[name], value):
            yield f"value of {name}: engine {values[name]!r}, page {value!r} where {shown(case)}"
    for window in decision.windows:
        end = case.end(window.id)
        if end is not None and window.until != end.moment:
            ends = f"engine {window.until}, page {end.moment}"
            yield f"end of {window.id}: {ends} where {shown(case)}"
        if window.state != case.value(window.id):
            yield f"state of {window.id}: engine {window.state}, page {case.value(window.id)}"


def _amounts(case: Case, decision: Decision) -> Iterator[str]:
    for found in decision.amounts:
        name, said = found.id, amount(case, found.id)
        total = None if found.value is None else Fraction(found.value)
        lines = tuple((line.place, Fraction(line.value)) for line in found.lines)
        if (total, lines) != (said.total, said.lines):
            yield (
                f"amount of {name}: engine {total} {lines}, page {said.total} {said.lines}"
                f" where {shown(case)}"
            )


def is_alike(value: object, seen: Seen) -> bool:
    """Whether the engine's value is the page's."""
    if isinstance(seen, Nothing):
        return seen is not BLANK or value == "unknown"
    if isinstance(seen, Fraction) and not isinstance(value, str | bool):
        return abs(Fraction(str(value)) - seen) < Fraction(1, 10**12)
    if isinstance(seen, frozenset):
        return frozenset(value) == seen  # type: ignore[arg-type]
    if isinstance(value, datetime):
        return True
    return value == seen and type(value) is type(seen)


# ----------------------------------------------------------------- questions


def _of_question(
    cases: CasesOfFlow, setting: Setting, said: Said, question: Question, drawn: DrawnCase
) -> Iterator[str]:
    needs = set(question.needs)
    if not needs:
        yield "needs: none"
        return
    if needs & drawn.known.keys():
        yield f"needs: {needs & drawn.known.keys()} are known"
    if said.complete and said.rule is not None:
        yield f"asks: engine {question.needs}, page decided {said.rule} {said.result}"
    elif not cases.has_implications and not cases.assumed(
        drawn.known, silent=drawn.silent, skipped=drawn.skipped
    ):
        lacking = said.changing - needs
        if lacking and not cases.joint:
            yield f"needs: engine {question.needs}, page also {sorted(lacking)}"
        more = needs - said.hanging
        if said.complete and more:
            yield f"needs: engine {question.needs}, page not {sorted(more)}"
    if said.whole:
        yield f"asks: engine {question.needs}, all is known, page {said.possible[0].winner.id}"
    yield from _interview(cases, setting, question, drawn)


def _interview(
    cases: CasesOfFlow, setting: Setting, question: Question, drawn: DrawnCase
) -> Iterator[str]:
    """Answering what is needed, by the whole case, always leads on and never goes back."""
    known, skipped = dict(drawn.known), set(drawn.skipped)
    found: Question | Decision = question
    for _ in range(MOST_QUESTIONS):
        needed = [name for name in (found.fact, *found.needs) if name is not None]
        left = [name for name in needed if name not in known and name not in skipped]
        if not left:
            if found.fact is not None:
                yield f"interview: asks {found.fact} again"
            return
        answer = drawn.whole[left[0]]
        if isinstance(answer, Nothing):
            skipped.add(left[0])
        else:
            known[left[0]] = answer
        try:
            found = step(setting, FLOW, known, Silence(drawn.silent, frozenset(skipped)))  # type: ignore[arg-type]
        except Contradiction:
            return
        if isinstance(found, Decision):
            yield from _end_of_interview(cases, known, skipped, drawn, found)
            return
    yield "interview: no end"


def _end_of_interview(
    cases: CasesOfFlow,
    known: dict[str, Answer],
    skipped: set[str],
    drawn: DrawnCase,
    decision: Decision,
) -> Iterator[str]:
    try:
        said = cases.say(known, silent=drawn.silent, skipped=frozenset(skipped))
    except Contradicted:
        return
    for case in said.possible:
        if case.result != result_of(decision):
            yield (
                f"after questions: engine {decision.rule.id}, page {case.winner.id}"
                f" where {shown(case)}"
            )
            return


__all__ = ["NOW", "UTC", "Pools", "compare", "differences"]
