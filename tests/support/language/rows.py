"""Cases as rows of a file, decided by both ways of the batch, beside the engine itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random

from ayuda.batch.output import Target
from ayuda.batch.rows.database import Limits
from ayuda.batch.rows.job import OUTCOME_COLUMN, PROBLEM_COLUMN, RULE_COLUMN, RowJob
from ayuda.batch.rows.reading.files import row_file
from ayuda.batch.rows.row_batch import RowBatch
from ayuda.cache import Cache
from ayuda.engine.decide import step
from ayuda.engine.knowledge import Contradiction, Silence
from ayuda.engine.results import Decision
from ayuda.engine.windows import Setting
from ayuda.model import Policy
from ayuda.texts import load_texts
from support.language.cases import CasesOfFlow
from support.language.comparing import FLOW, setting_of
from support.language.drawn_cases import DrawnCase, drawn_cases
from support.language.page import Page
from support.language.values import Answer
from support.row_batches import table_of, write_table

TEXTS = load_texts("en", Cache())
CONTRADICTED = "contradicted"
COLUMNS = (OUTCOME_COLUMN, RULE_COLUMN, PROBLEM_COLUMN)


def compare_rows(
    policy: Policy, now: datetime, random: Random, count: int, folder: Path
) -> Iterator[tuple[DrawnCase, str]]:
    """Where a row comes to something else than its case."""
    cases = list(drawn_cases(CasesOfFlow(Page(policy, FLOW, now)), random, count))
    names = list(policy.flows[FLOW].facts)
    rows = [[cell(case.known.get(name)) for name in names] for case in cases]
    asked = write_table(folder / "cases.csv", [["row", *names], *numbered(rows)])
    setting = setting_of(policy, now)
    for fast in (True, False):
        told = decided(policy, now, asked, folder / "decided.csv", fast=fast)
        for place, case in enumerate(cases):
            expected, found = by_engine(setting, case), told.get(str(place), "no row")
            if expected != found:
                yield case, f"row, fast {fast}: engine {expected}, batch {found}"


def numbered(rows: list[list[str]]) -> list[list[str]]:
    """The rows with their places, by which they are found again."""
    return [[str(place), *row] for place, row in enumerate(rows)]


def cell(answer: Answer | None) -> str:
    """An answer as a file states it."""
    if answer is None:
        return ""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, tuple):
        return ",".join(answer) or "none"
    if isinstance(answer, Decimal):
        return f"{answer:f}"
    return answer.isoformat() if isinstance(answer, date) else str(answer)


def decided(
    policy: Policy, now: datetime, asked: Path, output: Path, *, fast: bool
) -> Mapping[str, str]:
    """What the batch says of each row."""
    job = RowJob("", "", FLOW, now, None, "en", COLUMNS)
    output.unlink(missing_ok=True)
    batch = RowBatch(job, policy, TEXTS, Limits(), fast=fast)
    batch.decide([row_file(str(asked), job.layout)], Target(output, "csv", "none"))
    header, *rows = table_of(output)
    places = [header.index(column) for column in ("row", *COLUMNS)]
    found: dict[str, str] = {}
    for row in rows:
        place, outcome, rule, problem = (row[at] for at in places)
        found[place] = CONTRADICTED if problem else f"{outcome} {rule}"
    return found


def by_engine(setting: Setting, case: DrawnCase) -> str:
    """What the engine says of a case of which nobody can be asked."""
    try:
        found = step(setting, FLOW, case.known, Silence(everywhere=True))  # type: ignore[arg-type]
    except Contradiction:
        return CONTRADICTED
    return f"{found.rule.outcome} {found.rule.id}" if isinstance(found, Decision) else " "
