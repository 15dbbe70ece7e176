"""The engine beside the reading of the language: what each says of a case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from random import Random

from ayuda.calendar import Calendar
from ayuda.engine.decide import step
from ayuda.engine.knowledge import Contradiction, Silence
from ayuda.engine.results import Decision, Question
from ayuda.engine.windows import Setting
from ayuda.model import Policy
from support.language.amounts import amount
from support.language.cases import CasesOfFlow, Contradicted, Said
from support.language.computed import Case, Result
from support.language.drawn_cases import DrawnCase, drawn_cases
from support.language.page import Page
from support.language.told import shown, told_differences
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
    yield from told_differences(cases, said, decision)
    if said.whole:
        yield from _values(cases, said.possible[0], decision)
        yield from _amounts(said.possible[0], decision)


def _values(cases: CasesOfFlow, case: Case, decision: Decision) -> Iterator[str]:
    values = decision.knowledge.values
    policy = cases.policy
    for name in (*cases.facts, *policy.windows, *policy.derived, *policy.scores, *policy.tables):
        value, found = case.value(name), values.get(name)
        if found is not None and not is_alike(found, value):
            yield f"value of {name}: engine {found!r}, page {value!r} where {shown(case)}"
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
        return isinstance(value, tuple) and frozenset(value) == seen
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
    seen = {name for name in drawn.known if cases.facts[name].otherwise is None}
    if needs & seen:  # What is known may hang on a guard, and so on more.
        yield f"needs: {needs & seen} are known"
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
    found = question
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
            answered = step(setting, FLOW, known, Silence(drawn.silent, frozenset(skipped)))  # type: ignore[arg-type]
        except Contradiction:
            return
        if isinstance(answered, Decision):
            yield from _end_of_interview(cases, known, skipped, drawn, answered)
            return
        found = answered
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
