"""What checks and proofs find in a policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from ayuda.errors import Problem

Level = Literal["error", "warning"]
"""An error makes ``check`` and ``prove`` end with 2; a warning alone does not."""


class Finding(msgspec.Struct, frozen=True):
    """One thing that is wrong, or worth a look.

    ``problem.where`` is a path inside the policy (``flows.cancel.rules[3]``); its code's words are
    those of every problem. ``rule`` is the id of the rule it is about, if it is about one, and
    ``others`` the ids of the rules (or whatever else) that make it so. ``facts`` is a case that
    shows it, decided anew before it is told.
    """

    level: Level
    problem: Problem
    rule: str | None = None
    others: tuple[str, ...] = ()
    facts: Mapping[str, Any] | None = None
