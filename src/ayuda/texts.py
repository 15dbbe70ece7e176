"""The program's own words, one TOML file per language; the policy's texts are not here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from ayuda.cache import Cache
from ayuda.errors import Problem
from ayuda.model import Language

FOLDER = Path(__file__).with_name("texts")
PLACEHOLDER = re.compile(r"\{([a-z0-9_]+(?:\.[a-z]+)?)\}")
LONGEST_VALUE = 120
LONGEST_PLACE = 1_000
"""How many characters of a value, and of a path, are shown."""
UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class Message(msgspec.Struct, frozen=True):
    """A problem in a person's language: where it is, what is wrong, what would be right."""

    where: str
    what: str
    hint: str

    def told(self) -> str:
        """The lines in which a person is told."""
        return f"{self.where}: {self.what}\n  {self.hint}"

    def told_in_one_line(self) -> str:
        """The same for a log."""
        return f"{self.where}: {self.what} {self.hint}"


class Texts(msgspec.Struct, frozen=True):
    """The words of one language, by dotted key."""

    language: Language
    tables: Mapping[str, Any]

    def get(self, key: str) -> Any:  # noqa: ANN401 - texts, lists and tables
        """The text, list or table under a dotted key. Raises KeyError."""
        value: Any = self.tables
        for part in key.split("."):
            value = value[part]
        return value

    def say(self, key: str, **values: str) -> str:
        """The text under a dotted key, its placeholders filled."""
        return fill(self.get(key), values)

    def count(self, unit: str, number: int) -> str:
        """A number of units in words: "1 hour", "30 minutes"."""
        form = "one" if number == 1 else "other"
        return self.say(f"units.{unit}.{form}", number=str(number))

    def listed(self, items: Sequence[str], word: str = "or") -> str:
        """Items as a list in words: "a, b or c"."""
        *most, last = items
        return f"{', '.join(most)} {self.say(f'lists.{word}')} {last}" if most else last

    def message(self, problem: Problem) -> Message:
        """A problem in this language. What came from outside is made visible and shortened."""
        values = {
            key: visible(value, None if key == "allowed" else LONGEST_VALUE)
            for key, value in problem.values.items()
        }
        table = f"problems.{problem.code}"
        what, hint = (self.say(f"{table}.{part}", **values) for part in ("what", "hint"))
        where = visible(problem.where, LONGEST_PLACE)
        if not where.strip():  # An empty word of the call, which nobody would see.
            where = self.say("lists.nameless", name=where)
        return Message(where, what, hint)


def load_texts(language: Language, cache: Cache) -> Texts:
    """The program's words in a language, read or remembered."""
    path = FOLDER / f"{language}.toml"
    content = path.read_bytes()
    return cache.remember(path, content, Texts, lambda: Texts(language, _parse(content)))


def _parse(content: bytes) -> dict[str, Any]:
    import tomli

    return tomli.loads(content.decode())


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in the place of ``{name}``; a name without a value stays as it is."""
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def visible(text: str, longest: int | None = LONGEST_VALUE) -> str:
    """Text from outside, safe on a terminal: no control, escape or direction characters.

    Each such character is written as its code; a text over ``longest`` is cut in the middle.
    """
    if longest is not None and len(text) > longest:
        half = longest // 2
        text = f"{text[:half]}…{text[-half:]}"
    if text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    from unicodedata import category

    if category(character) not in UNSEEN_CATEGORIES:
        return character
    return character.encode("unicode_escape", "surrogatepass").decode()
