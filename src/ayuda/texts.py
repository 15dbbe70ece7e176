"""The program's own words, one TOML file per language; the policy's texts are not here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from ayuda.cache import Cache
from ayuda.errors import Problem
from ayuda.late_patterns import late
from ayuda.model import Language, Policy

FOLDER = Path(__file__).with_name("texts")
PLACEHOLDER = late(r"\{([a-z0-9_]+(?:\.[a-z]+)?)\}")
LONGEST_VALUE = 120
WHOLE_VALUES = frozenset(("allowed", "others", "region"))
"""Values of problems that are told whole, however long they are: nobody wrote them."""
LONGEST_PLACE = 1_000
"""How many characters of a value, and of a path, are shown."""
READS: Mapping[str, Language] = {"en": "en", "es": "es", "ca": "es", "gl": "es", "eu": "es"}
"""The texts that people of a language read: the other languages of Spain have none of their own."""
UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """A problem in a person's language: where it is, what is wrong, what would be right.

    Of a path in a file there is also where it stands in its text, if anybody has looked it up.
    """

    where: str
    what: str
    hint: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    path: str | None = None

    @property
    def place(self) -> str:
        """Where it is, with the line and column of a path in a file as far as they are known."""
        if self.file is None:
            return self.where
        return f"{in_file(self.file, self.line, self.column)}: {self.path}"

    def told(self) -> str:
        """The lines in which a person is told."""
        return f"{self.place}: {self.what}\n  {self.hint}"

    def told_in_one_line(self) -> str:
        """The same for a log."""
        return f"{self.place}: {self.what} {self.hint}"


class Texts(msgspec.Struct, frozen=True):
    """The words of one language, by dotted key.

    ``policy_language`` is the language that was chosen, where the program itself has no words in
    it: a policy's words are in that one.
    """

    language: Language
    tables: Mapping[str, Any]
    policy_language: str | None = None

    @property
    def chosen(self) -> str:
        """The language that was chosen, in which a policy's words are told."""
        return self.policy_language or self.language

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
        """A problem in this language. What came from outside is made visible and shortened.

        The reason for which a file is no TOML is the id of one that has words of its own.
        """
        values = {
            key: visible(value, None if key in WHOLE_VALUES else LONGEST_VALUE)
            for key, value in problem.values.items()
        }
        if problem.code == "toml-syntax":
            values["reason"] = self.say(f"toml.{values['reason']}")
        table = f"problems.{problem.code}"
        what, hint = (self.say(f"{table}.{part}", **values) for part in ("what", "hint"))
        where = visible(problem.where, LONGEST_PLACE)
        if not where.strip():  # An empty word of the call, which nobody would see.
            where = self.say("lists.nameless", name=where)
        return Message(where, what, hint)


def in_file(file: str, line: int | None, column: int | None) -> str:
    """A place in a file as compilers write it: ``policy.toml:12:3``, as far as it is known."""
    return ":".join((file, *(str(part) for part in (line, column) if part)))


def load_texts(language: Language, cache: Cache) -> Texts:
    """The program's words in a language, read or remembered."""
    path = FOLDER / f"{language}.toml"
    content = path.read_bytes()
    return cache.remember(path, content, Texts, lambda: Texts(language, _parse(content)))


def load_texts_beside(policy: Policy, language: str, cache: Cache) -> Texts:
    """The program's words for a call in any language of a policy, read or remembered."""
    own = program_language(policy, language)
    texts = load_texts(own, cache)
    return texts if language == own else msgspec.structs.replace(texts, policy_language=language)


def program_language(policy: Policy, language: str) -> Language:
    """The language of the program's own words for a call in that language of a policy.

    It is that language, or the one that its people read, or else the policy's first.
    """
    first = next(known for known in policy.own_languages if known in policy.languages[:1])
    return READS.get(language.partition("-")[0], first)


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
