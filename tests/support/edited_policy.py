"""The built-in policy with some places changed, and what is wrong with it then."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import msgspec
import tomli

from ayuda.model import Policy
from ayuda.policy.check import problems_of
from support.whole_policy import whole_text

TABLES: dict[str, Any] = tomli.loads(whole_text())
Edit = tuple[str, object]
DELETED = object()


def edited(*edits: Edit) -> dict[str, Any]:
    """The built-in policy's tables with some places changed, added or taken out."""
    tables = deepcopy(TABLES)
    for path, value in edits:
        *parents, last = [int(key) if key.isdigit() else key for key in path.split("/")]
        place: Any = tables
        for key in parents:
            place = place[key]
        if value is DELETED:
            del place[last]
        else:
            place[last] = value
    return tables


def found(*edits: Edit) -> set[tuple[str, str]]:
    """The code and the path of every problem of an edited policy."""
    policy = msgspec.convert(edited(*edits), Policy)
    return {
        (problem.code, problem.where.removeprefix("file: "))
        for problem in problems_of("file", policy)
    }
