"""Text that is shown backwards: what stands after a right-to-left override (UAX 9, 2.3)."""

from __future__ import annotations

from ayuda.late_patterns import late

_OVERRIDE = "\u202e"
_REVERSED = late(_OVERRIDE + "([^\u202c\n]*)\u202c?")


def as_shown(text: str) -> str:
    """``text`` as a reader sees it: what an override turns round is turned round."""
    if _OVERRIDE not in text:
        return text
    return _REVERSED.sub(lambda found: found[1][::-1], text)
