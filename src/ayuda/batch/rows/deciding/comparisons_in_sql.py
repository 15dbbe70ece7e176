"""Derived facts that compare two numbers or two days of a row, in SQL.

Operands are facts as they are stated, or the present; all else goes to the engine.
"""

from __future__ import annotations

from ayuda.batch.rows.deciding.cells_in_sql import by_ranges, day_of, number_of, text_of
from ayuda.batch.rows.deciding.row_variables import operands_of
from ayuda.engine.results import Answer
from ayuda.engine.samples import Sample
from ayuda.engine.variables import DAYS, Variable
from ayuda.model import NOW, UNKNOWN, Policy


def compared(name: str) -> str:
    """The column of what a comparison comes to."""
    return f"compared_{name}"


def comparison(policy: Policy, name: str, today: str) -> str:
    """What a comparison comes to: a number, or whether both are alike; ``today`` is SQL."""
    derived = policy.derived[name]
    one, other = (_operand(policy, operand, today) for operand in operands_of(derived))
    return f"{one} = {other}" if derived.same is not None else f"{one} - {other}"


def _operand(policy: Policy, name: str, today: str) -> str:
    if name == NOW:
        return today
    return day_of(name) if policy.facts[name].kind in DAYS else number_of(name)


def comparison_digit(policy: Policy, variable: Variable) -> str:
    """The digit of a comparison, as the engine's cases have it: 0 where a number or day lacks."""
    name = variable.name
    facts = [operand for operand in operands_of(policy.derived[name]) if operand != NOW]
    tests: list[str] = []
    for may_be_blank in (False, True):
        blank = [
            f"{text_of(fact)} IS NULL"
            for fact in facts
            if (policy.facts[fact].unstated == UNKNOWN) == may_be_blank
        ]
        if blank:
            unknown = variable.shows[name].index(UNKNOWN) + 1 if may_be_blank else 0
            tests.append(f"WHEN {' OR '.join(blank)} THEN {unknown}")
    return f"(CASE {' '.join(tests)} ELSE {_known(name, variable.answers)} END)"


def _known(name: str, answers: tuple[Answer, ...]) -> str:
    column = compared(name)
    samples = [answer for answer in answers if isinstance(answer, Sample)]
    if not samples:
        yes, no = answers.index(True) + 1, answers.index(False) + 1
        return f"CASE WHEN {column} THEN {yes} WHEN NOT {column} THEN {no} END"
    places = {place: list(one.ranges) for place, one in enumerate(samples, 1) if one.ranges}
    return by_ranges(column, places)
