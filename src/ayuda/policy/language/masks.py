"""How a text has to look: a mask of digits, letters and characters that stand for themselves."""

from __future__ import annotations

DIGIT, LETTER, EITHER = "9", "a", "*"


def fits(text: str, mask: str) -> bool:
    """Whether a text looks as the mask says; blanks and capitals do not matter."""
    written, wanted = "".join(text.split()), "".join(mask.split())
    return len(written) == len(wanted) and all(map(_fits, written, wanted))


def _fits(character: str, place: str) -> bool:
    is_digit = character.isascii() and character.isdigit()
    if place == DIGIT:
        return is_digit
    if place == LETTER:
        return character.isalpha()
    if place == EITHER:
        return is_digit or character.isalpha()
    return character.casefold() == place.casefold()


def example_of(mask: str) -> str:
    """A text that fits a mask; something, where there is none."""
    shown = {DIGIT: "1", LETTER: "A", EITHER: "1"}
    return "".join(shown.get(place, place) for place in mask) or "…"
