"""What somebody may have meant by a word that is none of the known ones."""

from __future__ import annotations

from collections.abc import Mapping

CLOSE = 0.7
"""How alike two words must be before one is offered for the other (0 to 1)."""
LONGEST = 80
"""How many characters of a word are looked at: comparing takes the square of them."""


def plain(text: str) -> str:
    """A text as it is compared: in lower case, without accents, its words parted by one blank."""
    from unicodedata import combining, normalize

    bare = "".join(c for c in normalize("NFKD", text.casefold()) if not combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def nearest(word: str, called: Mapping[str, str], cutoff: float = CLOSE) -> str | None:
    """What a word most likely means, by what each thing is called (``{"devolver": "return"}``)."""
    from difflib import get_close_matches

    known: dict[str, str] = {}
    for name, meant in called.items():
        known.setdefault(plain(name), meant)
    found = get_close_matches(plain(word[:LONGEST]), known, n=1, cutoff=cutoff)
    return known[found[0]] if found else None
