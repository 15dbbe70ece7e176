"""Regular expressions that are compiled when they are first used.

A call needs few of those that its modules define, and compiling takes longer than most searches. So
what an ordinary call loads defines them so; elsewhere ``re.compile`` does.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _Late:
    """A pattern's methods, each looked up once."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self._told: tuple[Any, int] = (pattern, flags)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a pattern has
        found = getattr(re.compile(*self._told), name)
        setattr(self, name, found)
        return found


def late(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A regular expression; one that is none is refused only where it is used."""
    return cast("re.Pattern[AnyStr]", _Late(pattern, flags))
