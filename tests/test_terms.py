"""How we write: the terms of docs/glossary.md, and what no text says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from support.builtin import NOW, POLICY, wording

from ayuda.cache import Cache
from ayuda.model import LANGUAGES, Language, Text
from ayuda.texts import load_texts

GLOSSARY = (Path(__file__).parents[1] / "docs/glossary.md").read_text("utf-8")
NO_BREAK = "\u00a0"

BANNED: Mapping[Language, Mapping[str, str]] = {
    "es": {
        "English quotation marks": "[“”]",
        "a courier for a messaging service": r"\bmensajería\b",
        "anular for cancelar": r"\banul\w+",
        "orden for comando or pedido": r"\b(?:la|una|misma|esta) orden\b|\bórdenes\b|\bORDEN\b",
        "the shipping under way for being prepared": r"\benvío (?:ya )?(?:est[éá] )?en marcha\b",
        "como tarde without muy": r"\bcomo tarde\b",
        "not accepting the delivery for refusing it": r"\bno aceptar la entrega\b|\bno lo acepte\b",
        "devolverla, of a delivery": r"\bentrega o devolver(?:la|lo)\b",
        "compra for pedido": r"\bcompras?\b|\bcomprar\b",
        "ficha for página del producto": r"\bfichas?\b",
        "lectura for interpretación": r"\blectura nuestra\b|\bnuestra lectura\b",
        "a plural hour for one o'clock": r"\ba las (?:0?1:|una\b)",
        "de el, a el": r"\b(?:de|a) el\b",
        "a preposition that melts into the article of a day": (
            r"\b(?:de|a) \{(?:\w+\.)?(?:until|moment|day)\}"
        ),
        "a number parted from its unit by a plain blank": (
            r"\{(?:number|value|needed|most)\} (?:MiB|MB|minutos?|horas?|días?|segundos?|filas?)\b"
        ),
        "p. ej. that breaks": r"\bp\. ej\.",
        "what only English says": r"\b(?:batch|email|e-mail|link|click)\b",
    },
    "en": {
        "stands for is": r"\bstands?\b(?! for\b)|\bstood\b",
        "it cannot be told": r"\bcannot be told\b",
        "only so": r"\bonly so\b",
        "they without a noun": r"(?:\A|[.:;] )They\b|\b(?:if|once|when|then|so|and) they\b",
        "leave for exit": r"\A(?:Leave)\Z|\band leave\b",
        "nothing was expected": r"\bNothing was expected\b",
        "no for not a": r"” is no\b|\bis no (?:raw|mail|link|JSON|e-mail)\b",
        "item for product": r"\bitems?\b",
        "Marketplace seller for external seller": r"\bMarketplace seller\b",
        "behind for after": r"\b[Bb]ehind (?:a|its|the)\b",
    },
}
"""What no text says, by what is wrong with it. Names of buttons and options do not count."""

ENGLISH_NAMES = re.compile(r"\([A-Z][^()]*\)(?=[^()]*)")
"""What a button is called in English: Amazon's words, not ours."""
OUTSIDE = re.compile(r"«[^»]*»|--[a-z][a-z-]*|ayuda batch\b|ayuda \{command\}|check-email|\bbatch ")


def policy_texts(value: object = POLICY, path: str = "policy") -> Iterator[tuple[str, Text]]:
    """Every text of the built-in policy, with its path."""
    if isinstance(value, Text):
        yield path, value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from policy_texts(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, dict):
        for name, child in value.items():
            yield from policy_texts(child, f"{path}.{name}")
    elif isinstance(value, tuple):
        for place, child in enumerate(value):
            yield from policy_texts(child, f"{path}[{place}]")


def program_texts(language: Language) -> Iterator[tuple[str, str]]:
    """Every text of the program's own, but the words that people type."""

    def walk(value: object, path: str) -> Iterator[tuple[str, str]]:
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict):
            for name, child in value.items():
                yield from walk(child, f"{path}.{name}".lstrip("."))

    tables = load_texts(language, Cache()).tables
    yield from walk({name: one for name, one in tables.items() if name != "spoken_time"}, "")


def all_texts(language: Language) -> Iterator[tuple[str, str]]:
    yield from program_texts(language)
    for path, text in policy_texts():
        if not CUSTOMERS.search(path):
            yield path, getattr(text, language)


def bare(text: str) -> str:
    """A text without the names of buttons, options and commands, which are not ours to choose."""
    return OUTSIDE.sub("…", ENGLISH_NAMES.sub("…", text))


CUSTOMERS = re.compile(r"\.(?:tells|opens|scenarios)\b|\.asides\b")
"""What customers say: they speak as people do."""
CHECKS = [(language, wrong) for language in LANGUAGES for wrong in BANNED[language]]


@pytest.mark.parametrize(("language", "wrong"), CHECKS)
def test_no_text_says_what_is_banned(language: Language, wrong: str) -> None:
    pattern = re.compile(BANNED[language][wrong])
    assert {path: text for path, text in all_texts(language) if pattern.search(bare(text))} == {}


SAID_WRONGLY = [
    ("es", "a courier for a messaging service", "La mensajería lo hace llegar."),
    ("es", "anular for cancelar", "Para anularlo todo."),
    ("es", "orden for comando or pedido", "Use la orden una vez."),
    ("es", "de el, a el", "La respuesta de el domingo."),
    ("es", "a plural hour for one o'clock", "mañana a las 01:23"),
    ("es", "a number parted from its unit by a plain blank", "{number} minutos"),
    ("en", "stands for is", "The order stands under «Pedidos cancelados»."),
    ("en", "they without a noun", "They press «Cambiar»."),
    ("en", "leave for exit", "Print the version and leave."),
    ("en", "no for not a", "“{value}” is no link."),
]


@pytest.mark.parametrize(("language", "wrong", "text"), SAID_WRONGLY)
def test_the_ban_finds_what_it_is_for(language: Language, wrong: str, text: str) -> None:
    assert re.search(BANNED[language][wrong], bare(text))


# Thirty words


LONGEST_WORDS = {
    "en": "Wednesday 23 September 2026 at 10:40",
    "es": "el miércoles 23 de septiembre a las 10:40",
}
MOST = 30


def told_at_its_longest(language: Language, text: str) -> str:
    said = wording(language)
    moments = re.sub(r"\{\w+\.until\}", LONGEST_WORDS[language], text)
    return said.text(Text(en=moments, es=moments))


def steps_and_notices() -> Iterator[tuple[str, Text]]:
    for path, text in policy_texts():
        if re.search(r"\.steps\[\d+\]|\.notices\[\d+\]\.text\Z", path) and "reading" not in path:
            yield path, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_step_and_no_notice_has_more_than_thirty_words(language: Language) -> None:
    words = {
        path: told_at_its_longest(language, getattr(text, language)).split()
        for path, text in steps_and_notices()
    }
    assert len(words) > 80
    assert {path: len(told) for path, told in words.items() if len(told) > MOST} == {}


# What is said to the customer


@pytest.mark.parametrize("name", POLICY.outcomes)
def test_each_outcome_has_something_to_say_to_the_customer(name: str) -> None:
    say = POLICY.outcomes[name].say
    assert say is not None
    for language in LANGUAGES:
        told = told_at_its_longest(language, getattr(say, language))
        assert told.endswith(".")
        assert max(len(one.split()) for one in re.split(r"[.:] ", told)) <= MOST
        assert not re.search("[«»“”]", told), "it is said aloud"


@pytest.mark.parametrize("name", POLICY.outcomes)
def test_what_is_said_is_not_dictated_a_second_time(name: str) -> None:
    outcome = POLICY.outcomes[name]
    assert outcome.say is not None
    for language in LANGUAGES:
        said = set(re.split(r"(?<=[.:;]) ", getattr(outcome.say, language)))
        assert not said & {getattr(step.text, language) for step in outcome.steps}


# How times are told


@pytest.mark.parametrize(
    ("hour", "told"),
    [(0, "a las 00:23"), (1, "a la 01:23"), (2, "a las 02:23"), (13, "a las 13:23")],
)
def test_spanish_tells_one_o_clock_in_the_singular(hour: int, told: str) -> None:
    moment = datetime(2026, 11, 23, hour, 23, tzinfo=wording("es").zone).astimezone(UTC)
    assert told in wording("es").moment(moment)


UNITS: tuple[Callable[[int], int], ...] = (
    lambda number: number,
    lambda number: number * 60,
    lambda number: number * 3600,
    lambda number: number * 86_400,
)


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("seconds", UNITS)
def test_spanish_never_parts_a_number_from_its_unit(
    seconds: Callable[[int], int], number: int
) -> None:
    assert f"{number}{NO_BREAK}" in wording("es").span(seconds(number))


def test_a_day_has_its_article_and_no_preposition_before_it_melts() -> None:
    assert wording("es").moment(NOW.replace(day=1)).startswith("el ")


# The glossary


ROW = re.compile(r"^\| (.+?) \| (.+?) \| (.*?) ?\|$", re.MULTILINE)
TERMS = [(row[1], row[2]) for row in ROW.finditer(GLOSSARY) if row[1] not in {"English", "---"}]


def test_the_glossary_has_each_term_once() -> None:
    assert len(TERMS) > 40
    for terms in zip(*TERMS, strict=True):
        assert len(terms) == len(set(terms))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terms_of_the_glossary_are_used(language: Language) -> None:
    everything = "\n".join(text for _, text in all_texts(language)).casefold()
    terms = {re.sub(r" \(.*?\)", "", term[LANGUAGES.index(language)]) for term in TERMS}
    assert {term for term in terms if term.casefold() not in everything} == set()
