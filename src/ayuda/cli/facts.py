"""The facts that options state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ayuda.case import Stated, read_facts
from ayuda.cli.value_words import value_meant
from ayuda.engine.windows import FactValue, Setting
from ayuda.model import option_names

FACT_PREFIX = "fact_"
"""What the parameters of facts begin with, so that no fact's name is a word of Python's."""


def facts_told(setting: Setting, flow: str, options: Mapping[str, Any]) -> dict[str, FactValue]:
    """The facts that the options state. Raises AyudaError with every wrong one."""
    policy = setting.policy
    given = {name: options.get(FACT_PREFIX + name) for name in policy.flows[flow].facts}
    stated = {name: _told(value) for name, value in given.items() if value not in (None, [])}

    def option(name: str) -> str:
        return option_names(name, policy.facts[name])[0]

    return read_facts(setting, flow, stated, option, value_meant)


def _told(given: Any) -> Stated:
    """What an option was given; bytes that are no UTF-8 are replaced, not passed on."""
    if isinstance(given, str):
        return given.encode(errors="surrogateescape").decode(errors="replace")
    return given if isinstance(given, bool) else [str(_told(one)) for one in given]
