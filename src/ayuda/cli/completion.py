"""What a shell is told where it asks how a line may go on.

Shells evaluate what completion scripts print, and a policy's texts are somebody else's. So what a
shell is told holds nothing that means anything to it: not behind any number of backslashes either.
"""

from __future__ import annotations

import textwrap

LOOK_ALIKES = str.maketrans(
    {"'": "\u2019", "`": "\u2019", '"': "\u201d", "\\": "\u2215", "$": "\uff04", "#": "\uff03"}
    | {"[": "(", "]": ")", "{": "(", "}": ")", "<": "\u2039", ">": "\u203a", "|": "\u2223"}
    | {"!": "\uff01", "*": "\u2217", ";": ",", "&": "+", "~": "\u223c", "=": "\uff1d"}
)
"""What has a meaning of its own, to a shell or as Rich's markup, and what looks alike."""
WIDEST = 72
"""How many characters of a text a shell is told: Typer folds longer ones into several lines."""
OF_WORDS = frozenset("_-.,:+@%/")


def inert(text: str) -> str:
    """A text beside a completion, in one line in which no shell finds anything to do."""
    return textwrap.shorten(text.translate(LOOK_ALIKES), WIDEST, placeholder="…")


def is_plain_word(word: str) -> bool:
    """Whether a word may stand in a command line as it is; others are not offered at all."""
    return bool(word) and all(char.isalnum() or char in OF_WORDS for char in word)
