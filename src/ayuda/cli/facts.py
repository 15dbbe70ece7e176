"""The facts that options state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ayuda.engine.stated import parse_value
from ayuda.engine.windows import FactValue, Setting
from ayuda.errors import AyudaError, Problem
from ayuda.model import option_names
from ayuda.view.wording import refanged

FACT_PREFIX = "fact_"
"""What the parameters of facts begin with, so that no fact's name is a word of Python's."""


def stated_facts(setting: Setting, flow: str, options: Mapping[str, Any]) -> dict[str, FactValue]:
    """The facts that the options state. Raises AyudaError with every wrong one."""
    facts: dict[str, FactValue] = {}
    problems: list[Problem] = []
    for name in setting.policy.flows[flow].facts:
        given = options.get(FACT_PREFIX + name)
        if given is None or given == []:
            continue
        fact = setting.policy.facts[name]
        if isinstance(given, bool):
            facts[name] = given
            continue
        where = option_names(name, fact)[0]
        try:
            if isinstance(given, list | tuple):
                told = [refanged(_text(part)) for part in given]
                facts[name] = tuple(str(parse_value(setting, fact, part, where)) for part in told)
            else:
                text = refanged(_text(given)) if fact.kind == "address" else _text(given)
                facts[name] = parse_value(setting, fact, text, where)
        except AyudaError as error:
            problems.extend(error.problems)
    if problems:
        raise AyudaError(problems)
    return facts


def _text(given: str) -> str:
    """An option's text; bytes that are no UTF-8 are replaced, not passed on."""
    return given.encode(errors="surrogateescape").decode(errors="replace")
