"""Several of a list, typed: keys or names, with commas between."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ayuda.ui.prompts import Choice
from ayuda.ui.spoken_words import fold


class TypedTicks:
    """Understands what is typed for a list; ``ways`` are answers of their own, and stand alone."""

    def __init__(
        self, choices: Sequence[Choice], ways: Sequence[Choice], keys: Sequence[str]
    ) -> None:
        self.lines = [*choices, *ways]
        self.keys = keys
        self.count = len(choices)

    def unknown(self, typed: str) -> str | None:
        """The first part of a text that names no line, or not one alone; None where all do."""
        parts = self._parts(typed)
        if not parts:
            return typed
        places = [self._place(part) for part in parts]
        for part, place in zip(parts, places, strict=True):
            if place is None or (place >= self.count and len(parts) > 1):
                return part
        return None

    def answer(self, typed: str) -> str | tuple[str, ...]:
        """The keys of the lines that are named, in the order of the list, or that of a way."""
        named = {self._place(part) for part in self._parts(typed)}
        places = sorted(place for place in named if place is not None)
        if places[-1] >= self.count:
            return self.lines[places[-1]].key
        return tuple(self.lines[place].key for place in places)

    def _parts(self, typed: str) -> list[str]:
        """What stands between commas; of keys alone, between blanks too."""
        whole = fold(typed)
        if self._place(whole) is not None:
            return [whole]
        parts = [part.strip() for part in re.split("[,;]", whole) if part.strip()]
        return [
            word
            for part in parts
            for word in (part.split() if set(part.split()) <= set(self.keys) else [part])
        ]

    def _place(self, part: str) -> int | None:
        """The line of a key, of a name, or of a beginning that only one name has."""
        if part in self.keys and part:
            return list(self.keys).index(part)
        labels = [fold(line.label) for line in self.lines]
        if part in labels:
            return labels.index(part)
        found = [place for place, label in enumerate(labels) if part and label.startswith(part)]
        return found[0] if len(found) == 1 else None
