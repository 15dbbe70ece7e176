"""Cases as a file of TOML has them, ready to be pasted or added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from ayuda.author.toml_values import written
from ayuda.errors import AyudaError
from ayuda.moments import in_zone
from ayuda.policy.cases_beside import read_cases_text

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LONGEST_AGO = timedelta(days=10)
"""A moment that is longer ago is told by its date and time."""


class WrittenCase(msgspec.Struct, frozen=True):
    """A case to be written: the present is None where it is that of the file."""

    flow: str
    facts: Mapping[str, object]
    now: datetime | None
    seen: datetime
    outcome: str
    rule: str
    until: Mapping[str, datetime]
    notes: tuple[str, ...] = ()


def case_text(case: WrittenCase, zone: ZoneInfo) -> str:
    """A case as a table of TOML, with notes above it."""
    facts = ", ".join(f"{name} = {_fact(case, one, zone)}" for name, one in case.facts.items())
    until = ", ".join(f"{name} = {written(in_zone(at, zone))}" for name, at in case.until.items())
    lines = [
        *(f"# {note}" for note in case.notes),
        f"[[flows.{case.flow}.cases]]",
        *([f"now = {written(in_zone(case.now, zone))}"] if case.now is not None else []),
        f"facts = {{ {facts} }}" if facts else "facts = {}",
        f"outcome = {written(case.outcome)}",
        f"rule = {written(case.rule)}",
        *([f"until = {{ {until} }}"] if until else []),
    ]
    return "\n".join(lines) + "\n"


def with_cases(path: str, content: bytes | None, texts: Iterable[str], now: str) -> bytes:
    """A file of cases with more at its end; a new one begins with the present.

    Raises AyudaError where they cannot stand behind what is there.
    """
    before = f'cases_now = "{now}"\n'.encode() if content is None else content
    if before and not before.endswith(b"\n"):
        before += b"\n"
    whole = before + b"".join(b"\n" + text.encode() for text in texts)
    try:
        read_cases_text(path, whole)
    except AyudaError as error:
        problems = ", ".join(problem.where for problem in error.problems)
        raise AyudaError.of(path, "cases-not-added", value=problems) from None
    return whole


def _fact(case: WrittenCase, value: object, zone: ZoneInfo) -> str:
    if isinstance(value, datetime):
        ago = case.seen - value
        if timedelta() <= ago <= LONGEST_AGO and not ago % MINUTE:
            return _ago(ago)
        return written(in_zone(value, zone))
    return written(value.isoformat()) if isinstance(value, date) else written(value)


def _ago(ago: timedelta) -> str:
    if ago % HOUR or not ago:
        return f"{{ minutes = {ago // MINUTE} }}"
    return f"{{ hours = {ago // HOUR} }}"
