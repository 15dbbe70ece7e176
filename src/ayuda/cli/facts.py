"""The facts that options state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ayuda.engine.windows import FactValue, Setting
from ayuda.errors import AyudaError, Problem
from ayuda.mail.stated_values import parse_stated, stated_links
from ayuda.model import Fact, option_names

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
            facts[name] = _value(setting, fact, given, where)
        except AyudaError as error:
            problems.extend(error.problems)
    if problems:
        raise AyudaError(problems)
    return facts


def _value(setting: Setting, fact: Fact, given: Any, where: str) -> FactValue:
    """The value of an option; only links are repeated, and count together."""
    if isinstance(given, list | tuple):
        return stated_links(map(_text, given), where)
    return parse_stated(setting, fact, _text(given), where)


def _text(given: str) -> str:
    """An option's text; bytes that are no UTF-8 are replaced, not passed on."""
    return given.encode(errors="surrogateescape").decode(errors="replace")
