"""A policy's files checked as a whole: what keeps it from being one, or what is wrong with it.

The file of its cases beside it is read too: what these come to is no matter here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from ayuda.author.check.located import Locator
from ayuda.author.findings import Level
from ayuda.cache import Cache
from ayuda.errors import AyudaError, Problem
from ayuda.policy.load import PolicyFile, load
from ayuda.texts import Texts
from ayuda.view.formats import Check


def check_policy(
    path: Path, today: date, texts: Texts, words: Mapping[str, Texts], cache: Cache
) -> Check:
    """All that is wrong with a policy, told in ``texts``.

    ``words`` are the program's in each language that a policy's own file can be in.
    """
    found = Locator(path).located(texts, _found(path, today, words, cache))
    errors = sum(one.level == "error" for one in found)
    return Check("ayuda.check/1", str(path), [*found], errors, len(found) - errors)


def _found(
    path: Path, today: date, words: Mapping[str, Texts], cache: Cache
) -> list[tuple[Level, Problem]]:
    """The problems of a policy that is none, or else what checks find in it."""
    from ayuda.author.check.findings import findings_of

    try:
        file = load(path, cache)
    except AyudaError as error:
        return [("error", problem) for problem in error.problems]
    found: list[tuple[Level, Problem]] = []
    for finding in findings_of(file.policy, today, words):
        one = finding.problem
        where = Problem(f"{file.path}: {one.where}", one.code, one.values)
        found += ((finding.level, told) for told in file.told([where]))
    return [*found, *(("error", problem) for problem in _of_cases(file))]


def _of_cases(file: PolicyFile) -> list[Problem]:
    """What keeps the policy's own cases from being decided."""
    from ayuda.author.cases.reading import read_cases
    from ayuda.policy.cases_beside import all_cases

    try:
        read_cases(file.policy, all_cases(file).cases)
    except AyudaError as error:
        return [*error.problems]
    return []
