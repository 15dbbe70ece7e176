"""What a mapping means for a batch: checked against the policy, and put into the job."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ayuda.batch.mapping import Mapping
from ayuda.batch.rows.deciding.row_decider import parse_cell
from ayuda.batch.rows.job import RowJob, stated_facts, states_moment, states_number
from ayuda.batch.rows.layout import AS_SHOWN, Layout
from ayuda.engine.stated import unknown_value
from ayuda.errors import AyudaError, Problem
from ayuda.model import NOW, Policy


def mapped_job(job: RowJob, mapping: Mapping, policy: Policy) -> RowJob:
    """The job with what a mapping says; what the job says itself comes first.

    Facts of the policy that the job's flow does not ask are left: a mapping may serve several
    flows. Raises AyudaError with everything that does not fit the policy.
    """
    problems = list(_problems(job, mapping, policy))
    if problems:
        raise AyudaError(problems)
    asked = stated_facts(policy, job.flow)
    told = {*job.facts.values()}
    facts = {
        column: fact
        for column, fact in mapping.facts.items()
        if fact in asked and fact not in told and column not in job.facts
    }
    merged = {**facts, **job.facts}

    def is_meant(column: str) -> bool:
        """Whether the column still states what the mapping has it state."""
        own = mapping.facts.get(column, column)
        return own in asked and merged.get(column, column) == own

    values = {column: dict(cells) for column, cells in mapping.values.items() if is_meant(column)}
    for column, cells in job.values.items():
        values[column] = {**values.get(column, {}), **cells}
    dates = {column: form for column, form in mapping.dates.items() if is_meant(column)}
    marks = {column: mark for column, mark in mapping.marks.items() if is_meant(column)}
    constants = {
        fact: value
        for fact, value in mapping.constants.items()
        if fact in asked and fact not in told
    }
    return msgspec.structs.replace(
        job,
        facts=merged,
        values=values,
        constants={**constants, **job.constants},
        ignored={**mapping.ignored, **job.ignored},
        dates={**({} if job.date_form else dates), **job.dates},
        date_form=job.date_form or mapping.date_form,
        marks={**marks, **job.marks},
        mark=job.mark or mapping.mark,
        layout=_layout(job.layout, mapping.layout),
    )


def _layout(own: Layout, mapped: Layout) -> Layout:
    return Layout(
        **{
            name: told if told != getattr(AS_SHOWN, name) else getattr(mapped, name)
            for name, told in msgspec.structs.asdict(own).items()
        }
    )


def _problems(job: RowJob, mapping: Mapping, policy: Policy) -> Iterator[Problem]:
    asked = {name for flow in policy.flows for name in stated_facts(policy, flow)}
    known = [name for name in policy.facts if name in asked]
    flows = list(policy.flows)
    for flow in mapping.flows:
        if flow not in flows:
            yield unknown_value(mapping.place("flow"), flow, flows)
    if mapping.flows and job.flow not in mapping.flows:
        words = {"value": job.flow, "flows": ", ".join(mapping.flows)}
        yield Problem(mapping.place("flow"), "mapping-other-flow", words)
    yield from _of_columns(mapping, [*known, NOW])
    yield from _of_constants(job, mapping, policy, known)
    yield from _of_values(job, mapping, policy, known)
    for column in mapping.dates:
        if not states_moment(policy, mapping.facts.get(column, column)):
            yield Problem(mapping.place("dates", column), "dates-without-moment")
    for column in mapping.marks:
        if not states_number(policy, mapping.facts.get(column, column)):
            yield Problem(mapping.place("decimal", column), "decimal-without-number")


def _of_values(
    job: RowJob, mapping: Mapping, policy: Policy, known: list[str]
) -> Iterator[Problem]:
    for column, cells in mapping.values.items():
        fact = mapping.facts.get(column, column)
        if fact not in known:
            if column not in mapping.facts:
                yield Problem(mapping.place("values", column), "mapping-without-fact")
            continue
        for cell, value in cells.items():
            if value:  # An empty one says that the cell tells nothing.
                yield from _of_value(
                    job, policy, fact, value, mapping.place("values", column, cell)
                )


def _of_columns(mapping: Mapping, known: list[str]) -> Iterator[Problem]:
    stated: set[str] = set()
    for column, fact in mapping.facts.items():
        where = mapping.place("columns", column)
        if fact not in known:
            yield unknown_value(where, fact, known)
        elif fact in stated:
            yield Problem(where, "batch-column-twice", {"value": fact})
        stated.add(fact)


def _of_constants(
    job: RowJob, mapping: Mapping, policy: Policy, known: list[str]
) -> Iterator[Problem]:
    for fact, value in mapping.constants.items():
        where = mapping.place("set", fact)
        if fact not in known:
            yield unknown_value(where, fact, known)
        elif fact in mapping.facts.values():
            yield Problem(where, "batch-set-stated", {"value": fact})
        else:
            yield from _of_value(job, policy, fact, value, where)


def _of_value(job: RowJob, policy: Policy, fact: str, value: str, where: str) -> Iterator[Problem]:
    if fact == NOW:
        return
    try:
        parse_cell(job.setting(policy), policy.facts[fact], value, where)
    except AyudaError as error:
        yield from error.problems
