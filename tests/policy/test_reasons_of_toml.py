"""What TOML's parser says of a file is told in the language of the call."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from support.builtin import NO_CACHE

from ayuda.errors import AyudaError, Problem
from ayuda.model import LANGUAGES, Language
from ayuda.policy.files import parse_toml
from ayuda.policy.toml_reasons import OTHER, reason_of
from ayuda.texts import load_texts

FAULTS = {
    "statement": "= 1",
    "behind": "a = 1 2",
    "character": 'a = "b\0"',
    "twice": "a = 1\na = 2",
    "header": "[a",
    "settled": "a = [1]\n[[a]]",
    "equals": "a\n",
    "key": "a. = 1",
    "list": "a = [1",
    "inline": "a = { b = 1",
    "backslash": 'a = "\\q"',
    "number": 'a = "\\uD800"',
    "text": 'a = "b',
    "day": "a = 2026-02-30",
    "value": "a = b",
}
MORE = {
    "a = '''b": "text",
    "a = 'b": "text",
    'a = """b': "text",
    "# \0": "character",
    "a = 'b\0'": "character",
    "[a]\n[a]": "twice",
    "a = 1\n[a]": "twice",
    "a = 1\n[[a]]": "twice",
    "a = { b = 1, b = 2 }": "twice",
    "a = 1\na.b = 2": "twice",
    "a = { b = 1, b.c = 2 }": "twice",
    "[[a": "header",
    "a = { b = 1 }\n[a.c]": "twice",
    "[a.b]\n[a]\nb.c = 1": "settled",
    "a = { b = { c = 1 }, b.d = 1 }": "settled",
    'a = "\\uZZZZ"': "number",
    "a = [1 2]": "list",
    "a = { b = 1 c = 2 }": "inline",
}
SAID_BY_TOMLI = re.compile(r'"((?:Inv|Exp|Fou|Can|Uncl|Unes|Unt|Dup|Esc|Ill)[^"]+)"')


def fault(text: str) -> Problem:
    with pytest.raises(AyudaError) as refused:
        parse_toml("p.toml", text.encode())
    [problem] = refused.value.problems
    assert problem.code == "toml-syntax"
    return problem


@pytest.mark.parametrize(
    ("text", "reason"), [*((text, reason) for reason, text in FAULTS.items()), *MORE.items()]
)
def test_what_is_no_toml_has_a_reason_of_its_own(text: str, reason: str) -> None:
    assert fault(text).values["reason"] == reason


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", [*FAULTS, OTHER])
def test_a_reason_is_told_in_the_language_of_the_call(language: Language, reason: str) -> None:
    texts = load_texts(language, NO_CACHE)
    told = texts.message(Problem("p.toml:1:1", "toml-syntax", {"reason": reason})).what
    assert texts.say(f"toml.{reason}") in told


def test_no_reason_that_the_parser_has_is_an_other_one() -> None:
    spec = find_spec("tomli")
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).with_name("_parser.py").read_text("utf-8")
    said = [one for one in SAID_BY_TOMLI.findall(source) if "file must be" not in one.lower()]
    assert len(said) > 20
    assert [one for one in said if reason_of(one) == OTHER] == []


def test_a_reason_that_nobody_knows_is_told_without_the_parsers_words() -> None:
    assert reason_of("Something quite new") == OTHER
