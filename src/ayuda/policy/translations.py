"""A policy's words in further languages: files that mirror its tables, with words at the leaves.

Tables are addressed as in the policy; what stands in lists there, by its ``id`` where it has one
(rules, notices, topics, scenarios), and else by its place, in a list with as many entries. A step
may be its text alone. Words that are empty or not there are those of the policy's first language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from ayuda.errors import AyudaError, Problem, unreadable
from ayuda.model import Policy, Step, Text
from ayuda.policy.beside import LARGEST, Translations, translation_name
from ayuda.policy.check_conditions import Found, named
from ayuda.policy.languages import CODE
from ayuda.policy.parts import parts_of, with_parts
from ayuda.policy.values import value_problems
from ayuda.texts import PLACEHOLDER


def translated(
    path: str, policy: Policy, beside: Translations
) -> tuple[Policy, tuple[Problem, ...]]:
    """The policy with the words of its further languages, and all that is wrong with these."""
    problems: list[Problem] = []
    words: dict[str, dict[str, str]] = {}
    for language in filter(CODE.match, dict.fromkeys(policy.further_languages)):
        name = translation_name(Path(path), language)
        file = str(Path(path).with_name(name))
        try:
            found = _Reading(policy, _tables(file, language, beside.get(name)))
        except AyudaError as error:
            problems += error.problems
            continue
        told = [Problem(f"{file}: {at}", code, values) for at, code, values in found.problems()]
        problems += [*value_problems(file, found.tables, are_words=True), *told]
        words[language] = found.words

    def with_words(place: str, part: Any) -> Any:  # noqa: ANN401 - any part of a policy
        if not isinstance(part, Text):
            return part
        first = part.words(policy.languages[0])
        more = {language: said.get(place, first) for language, said in words.items()}
        return msgspec.structs.replace(part, more=more)

    return (policy if problems else with_parts(policy, with_words)), tuple(problems)


def _tables(
    file: str, language: str, content: bytes | OSError | ValueError | None
) -> dict[str, Any]:
    """The tables of a file of words. Raises AyudaError where there is none to read."""
    from ayuda.policy.files import parse_toml

    if content is None:
        raise AyudaError.of(file, "translation-missing", value=language)
    if not isinstance(content, bytes):
        raise unreadable(file, content)
    if len(content) > LARGEST:
        raise AyudaError.of(file, "file-too-large", limit=f"{LARGEST >> 20} MiB")
    return parse_toml(file, content)


class _Reading:
    """What a file of words says, text by text, and what in it leads to no text."""

    def __init__(self, policy: Policy, tables: dict[str, Any]) -> None:
        self.policy = policy
        self.tables = tables
        self.words: dict[str, str] = {}

    def problems(self) -> Found:
        """Read the file; what is wrong with it. ``words`` are known afterwards, by path."""
        yield from self._part("", self.policy, "", self.tables)  # A policy has texts.

    def _part(self, path: str, part: object, place: str, said: object) -> Found:
        """Read what is said of a part of the policy, at its path there and its place here."""
        if isinstance(part, Text):
            yield from self._text(path, part, place, said)
            return
        if isinstance(part, Step) and isinstance(said, str):
            yield from self._text(f"{path}.text", part.text, place, said)
            return
        inner = {key: found for key, *found in _inner(path, part)}
        if isinstance(part, tuple) and 0 in inner:
            yield from self._list(place, said, [*inner.values()])
        elif not isinstance(said, dict):
            yield place, "wrong-type", {"value": str(said), "type": "object"}
        else:
            for key, value in said.items():
                here = f"{place}.{key}" if place else key
                if key not in inner:
                    yield here, "translation-no-text", named(key, [*map(str, inner)])
                else:
                    inner_part, inner_path = inner[key]
                    yield from self._part(inner_path, inner_part, here, value)

    def _list(self, place: str, said: object, parts: list[list[Any]]) -> Found:
        """Read a list by the places in it: each entry stands for one of the policy's list."""
        if not isinstance(said, list):
            yield place, "wrong-type", {"value": str(said), "type": "array"}
        elif len(said) != len(parts):
            words = {"value": str(len(said)), "wanted": str(len(parts))}
            yield place, "translation-length", words
        else:
            for number, (value, (part, path)) in enumerate(zip(said, parts, strict=True)):
                yield from self._part(path, part, f"{place}[{number}]", value)

    def _text(self, path: str, text: Text, place: str, said: object) -> Found:
        if not isinstance(said, str):
            yield place, "wrong-type", {"value": str(said), "type": "string"}
            return
        if not said.strip():
            return
        self.words[path] = said
        own = text.words(self.policy.languages[0])
        wanted, found = (dict.fromkeys(PLACEHOLDER.findall(words)) for words in (own, said))
        for name in found.keys() - wanted.keys():
            yield place, "translation-placeholder", {"value": f"{{{name}}}", "text": own}
        for name in wanted.keys() - found.keys():
            yield place, "translation-lacks", {"value": f"{{{name}}}", "text": own}


def _inner(path: str, part: object) -> Iterator[tuple[str | int, Any, str]]:
    """What a part has within it that leads to texts: by its key here, with its path there."""
    for key, value, inner in _children(path, part):
        if any(isinstance(found, Text) for _, found in parts_of(value)):
            yield key, value, inner


def _children(path: str, part: object) -> Iterator[tuple[str | int, Any, str]]:
    if isinstance(part, msgspec.Struct):
        keys = zip(part.__struct_fields__, part.__struct_encode_fields__, strict=True)
        for name, key in keys:
            yield key, getattr(part, name), f"{path}.{key}" if path else key
    elif isinstance(part, Mapping):
        yield from ((key, value, f"{path}.{key}") for key, value in part.items())
    elif isinstance(part, tuple):
        for number, value in enumerate(part):
            yield getattr(value, "id", number), value, f"{path}[{number}]"
