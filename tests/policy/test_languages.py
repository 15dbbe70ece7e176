"""In which languages a policy speaks: what it may say of them, and the files of further ones."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import tomlkit
from msgspec.structs import replace
from support.builtin import NO_CACHE
from support.edited_policy import TABLES
from support.translations import marked, mirrored

from ayuda.cache import Cache
from ayuda.errors import AyudaError
from ayuda.model import Policy, Text
from ayuda.policy.load import load, parse, read
from ayuda.policy.parts import parts_of
from ayuda.texts import program_language

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
LIBRARY = (EXAMPLES / "library.toml").read_text(encoding="utf-8")
CATALAN = (EXAMPLES / "library.ca.toml").read_text(encoding="utf-8")
TITLE = 'title = { es = "Préstamos de la biblioteca" }'
TOP = 'languages = ["es", "ca"]'
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """The library's policy with some of it replaced, and its words in other languages."""

    def written(*replaced: tuple[str, str], **further: str | None) -> Path:
        content = LIBRARY
        for old, new in replaced:
            assert old in content
            content = content.replace(old, new)
        path = tmp_path / "library.toml"
        path.write_text(content, encoding="utf-8")
        for language, words in {"ca": CATALAN, **further}.items():
            if words is not None:
                name = f"library.{language.replace('_', '-')}.toml"
                (tmp_path / name).write_text(words, encoding="utf-8")
        return path

    return written


def told(path: Path) -> list[tuple[str, str]]:
    """The place of every problem of a policy, without the folder, and its code."""
    with pytest.raises(AyudaError) as refused:
        load(path, NO_CACHE)
    folder = f"{path.parent}{os.sep}"
    return [(one.where.replace(folder, ""), one.code) for one in refused.value.problems]


# ------------------------------------------------------------------ languages


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        ("[]", [("languages", "first-language")]),
        ('["ca", "es"]', [("languages", "first-language")]),
        ('["es", "es", "ca"]', [("languages[1]", "repeated-language")]),
        ('["es", "ca", "ca"]', [("languages[2]", "repeated-language")]),
        ('"es"', [("languages", "wrong-type")]),
        ('["es", 3]', [("languages[1]", "wrong-type")]),
    ],
)
def test_a_wrong_list_of_languages_is_refused(
    write: Write, languages: str, expected: list[tuple[str, str]]
) -> None:
    found = told(write((TOP, f"languages = {languages}")))
    assert {(f"library.toml: {place}", code) for place, code in expected} <= set(found)


@pytest.mark.parametrize(
    "code",
    [
        "català",
        "CA",
        "ca_ES",
        "ca-es",
        "catalan",
        "c",
        "ca-",
        "",
        "ca-ES-",
        "pt-br",
        "../ca",
        "ca\\n",
    ],
)
def test_what_is_no_code_of_a_language_is_refused(write: Write, code: str) -> None:
    assert ("library.toml: languages[1]", "bad-language") in told(
        write((TOP, f'languages = ["es", "{code}"]'))
    )


@pytest.mark.parametrize(
    "code", ["ca", "pt-BR", "zh-Hant", "zh-Hant-TW", "es-419", "ast", "ca-valencia", "de-1996"]
)
def test_a_code_as_bcp_47_has_it_names_a_language(write: Write, code: str) -> None:
    path = write((TOP, f'languages = ["es", "{code}"]'), **{code: 'title = "T"'})
    policy = load(path, NO_CACHE).policy
    assert policy.languages == ("es", code)
    assert policy.title.words(code) == "T"


def test_without_the_key_english_and_spanish_are_both_required(write: Write) -> None:
    found = told(write((f"{TOP}\n", "")))
    texts = LIBRARY.count("{ es = ")
    assert [code for _, code in found] == ["missing-key"] * texts
    assert ("library.toml: title", "missing-key") in found


@pytest.mark.parametrize(
    ("languages", "text", "code"),
    [
        ('["es", "ca"]', '{ en = "Loans", es = "Préstamos" }', "text-language"),
        ('["es", "ca"]', '{ es = "Préstamos", ca = "Préstecs" }', "text-language"),
        ('["es", "ca"]', '{ es = "Préstamos", more = { ca = "Préstecs" } }', "text-language"),
        ('["es", "ca"]', '{ en = "Loans" }', "text-language"),
        ('["es", "ca"]', "{}", "missing-key"),
        ('["es", "ca"]', '{ es = "" }', "empty-text"),
        ('["es", "ca"]', '{ es = " " }', "empty-text"),
        ('["es", "ca"]', '{ es = "{loam}" }', "unknown-placeholder"),
    ],
)
def test_a_text_has_the_languages_of_the_policys_own_file(
    write: Write, languages: str, text: str, code: str
) -> None:
    found = told(write((TOP, f"languages = {languages}"), (TITLE, f"title = {text}"), ca=""))
    assert ("library.toml: title", code) in found
    assert {place for place, _ in found} == {"library.toml: title"}


def test_a_policy_in_one_language_has_its_words_in_that_whatever_is_asked(write: Write) -> None:
    title = load(write((TOP, 'languages = ["es"]')), NO_CACHE).policy.title
    assert {title.words(code) for code in ("en", "es", "ca")} == {"Préstamos de la biblioteca"}
    assert [*title.in_every_language()] == ["Préstamos de la biblioteca"]


# ------------------------------------------------------------------ files of words


@pytest.mark.parametrize(
    ("words", "place", "code"),
    [
        ("titel = 'T'", "titel", "translation-no-text"),
        ("id = 'T'", "id", "translation-no-text"),
        ("facts.reserve.name = 'T'", "facts.reserve", "translation-no-text"),
        ("facts.reserved.kind = 'T'", "facts.reserved.kind", "translation-no-text"),
        ("facts.reserved.hint = 'T'", "facts.reserved.hint", "translation-no-text"),
        ("facts.reserved.values.maybe = 'T'", "facts.reserved.values.maybe", "translation-no-text"),
        ("[facts.lent_at.asked_if]", "facts.lent_at.asked_if", "translation-no-text"),
        ("flows.renew.rules.too-late.say = 'T'", "flows.renew.rules.too-late", None),
        ("flows.renew.rules.never.say = 'T'", "flows.renew.rules.never", "translation-no-text"),
        ("title.ca = 'T'", "title", "wrong-type"),
        ("title = 3", "title", "wrong-type"),
        ("title = ['T']", "title", "wrong-type"),
        ("facts = 'T'", "facts", "wrong-type"),
        ("facts.reserved = 'T'", "facts.reserved", "wrong-type"),
        ("[[flows.renew.rules]]\nid = 'reserved'\nsay = 'T'", "flows.renew.rules", "wrong-type"),
        ("outcomes.renew.steps = 'T'", "outcomes.renew.steps", "wrong-type"),
        ("outcomes.renew.steps.0 = 'T'", "outcomes.renew.steps", "wrong-type"),
        ("outcomes.renew.steps = ['T']", "outcomes.renew.steps", "translation-length"),
        ("outcomes.renew.steps = ['', 3]", "outcomes.renew.steps[1]", "wrong-type"),
        (
            "outcomes.renew.steps = ['', {txt = 'T'}]",
            "outcomes.renew.steps[1].txt",
            "translation-no-text",
        ),
        ("statements.L1.says = 'T'", "statements.L1.says", "translation-lacks"),
        ("title = '{loan}'", "title", "translation-placeholder"),
        ('title = "T\\u200e"', "title", "unseen-character"),
        ("title = 99999999999999999999", "title", "number-too-large"),
    ],
)
def test_what_leads_to_no_text_or_is_no_words_of_it_is_refused(
    write: Write, words: str, place: str, code: str | None
) -> None:
    found = told(write(ca=words))
    expected = code or "translation-no-text"
    assert (f"library.ca.toml: {place}", expected) in found
    assert all(where.startswith(f"library.ca.toml: {place}") for where, _ in found)


def test_all_problems_of_all_files_are_told_at_once(write: Write) -> None:
    languages = (TOP, 'languages = ["es", "ca", "de", "fr", "pt-BR"]')
    cites = (
        ("[flows.renew]\n", '[flows.renew]\ncalled = ["{"]\n'),
        ('cites = ["L1"]', 'cites = ["L2"]'),
    )
    found = told(
        write(languages, *cites, ca="title = '{loan}'\nfoo = 'T'", de="title =", pt_BR="a")
    )
    codes = {code for _, code in found}
    assert codes >= {"unknown-statement", "translation-placeholder", "translation-no-text"}
    assert ("library.fr.toml", "translation-missing") in found
    assert ("library.de.toml:1:8", "toml-syntax") in found
    assert any(where.startswith("library.pt-BR.toml:1") for where, _ in found)


def test_a_file_of_words_that_is_no_toml_is_told_with_its_line(write: Write) -> None:
    path = write()
    path.with_name("library.ca.toml").write_bytes(b"title = '\xff'")
    assert told(path) == [("library.ca.toml:1", "not-utf8")]


def test_a_byte_order_mark_before_words_is_read_over(write: Write) -> None:
    path = write(ca="title = 'Títol'")
    words = path.with_name("library.ca.toml")
    words.write_bytes(b"\xef\xbb\xbf" + words.read_bytes())
    assert read(path).policy.title.words("ca") == "Títol"


def test_a_folder_in_the_place_of_the_words_is_told(write: Write) -> None:
    path = write(ca=None)
    path.with_name("library.ca.toml").mkdir()
    assert told(path) == [("library.ca.toml", "file-is-folder")]


def test_a_file_of_words_may_be_empty_and_all_is_told_in_the_first_language(write: Write) -> None:
    policy = load(write(ca=""), NO_CACHE).policy
    for _, text in texts_of(policy):
        assert text.words("ca") == text.es


def test_words_that_are_missing_or_empty_are_those_of_the_first_language(write: Write) -> None:
    policy = load(write(), NO_CACHE).policy
    first, second = policy.outcomes["renew"].steps
    assert first.text.words("ca") == "Busqueu el llibre al compte del lector."
    assert second.text.words("ca") == "Pulse «Renovar»."
    assert policy.source.words("ca") == "Un ejemplo."
    assert policy.flows["renew"].rules[0].say == Text(
        es="Otra persona lo está esperando.", more={"ca": "Una altra persona l'està esperant."}
    )


def test_the_fallback_of_a_further_language_is_the_first_not_english(write: Write) -> None:
    both = re.sub(r'es = "([^"]*)"', r'en = "EN \1", es = "ES \1"', LIBRARY)
    for first, second in (("en", "es"), ("es", "en")):
        path = write((TOP, f'languages = ["{first}", "{second}", "ca"]'), ca="")
        content = both.replace(TOP, f'languages = ["{first}", "{second}", "ca"]')
        path.write_text(content, encoding="utf-8")
        assert load(path, NO_CACHE).policy.title.words("ca")[:2] == first.upper()


def test_a_step_may_be_its_text_or_a_table_of_its_texts(write: Write) -> None:
    words = "outcomes.renew.steps = ['A', { text = 'B' }]"
    steps = load(write(ca=words), NO_CACHE).policy.outcomes["renew"].steps
    assert [step.text.words("ca") for step in steps] == ["A", "B"]


def test_files_of_languages_that_the_policy_does_not_name_are_nothing_to_it(write: Write) -> None:
    path = write(de="this is no TOML")
    assert load(path, NO_CACHE).policy.languages == ("es", "ca")


def test_a_parser_that_knows_no_files_tells_all_in_the_first_language() -> None:
    policy = parse("elsewhere.toml", LIBRARY.encode()).policy
    assert policy.title.words("ca") == "Préstamos de la biblioteca"


# ------------------------------------------------------------------ what is remembered


def test_a_changed_a_new_and_a_removed_file_of_words_are_noticed(
    write: Write, tmp_path: Path
) -> None:
    cache = Cache(tmp_path / "cache")
    path = write(ca="title = 'One'")
    catalan = path.with_name("library.ca.toml")
    for _ in range(2):
        assert load(path, cache).policy.title.words("ca") == "One"
    catalan.write_text("title = 'Two'", encoding="utf-8")
    for _ in range(2):
        assert load(path, cache).policy.title.words("ca") == "Two"
    catalan.unlink()
    with pytest.raises(AyudaError):
        load(path, cache)
    catalan.write_text("title = 'One'", encoding="utf-8")
    assert load(path, cache).policy.title.words("ca") == "One"


# ------------------------------------------------------------------ the built-in policy


def texts_of(policy: Policy) -> list[tuple[str, Text]]:
    return [(path, part) for path, part in parts_of(policy) if isinstance(part, Text)]


def test_a_file_that_mirrors_the_built_in_policy_has_words_for_every_text(tmp_path: Path) -> None:
    tables = {"languages": ["en", "es", "ca"], **TABLES}
    path = tmp_path / "policies.toml"
    path.write_text(tomlkit.dumps(tables), encoding="utf-8")
    words = tomlkit.dumps(mirrored(tables, marked))
    (tmp_path / "policies.ca.toml").write_text(words, encoding="utf-8")
    found = texts_of(load(path, NO_CACHE).policy)
    assert len(found) > 500
    for place, text in found:
        assert text.words("ca") == f"⟦{text.es}⟧", place


@pytest.mark.parametrize(
    ("chosen", "languages", "own"),
    [
        ("en", ("es",), "en"),
        ("es", ("en",), "es"),
        ("ca", ("en", "ca"), "es"),
        ("gl", ("en", "es", "gl"), "es"),
        ("eu", ("en", "eu"), "es"),
        ("ca-valencia", ("en", "ca-valencia"), "es"),
        ("de", ("en", "es", "de"), "en"),
        ("de", ("es", "en", "de"), "es"),
        ("de", ("es", "de"), "es"),
        ("en-GB", ("es", "en-GB"), "en"),
        ("cab", ("es", "cab"), "es"),
    ],
)
def test_the_programs_own_words_are_in_the_language_that_people_read(
    chosen: str, languages: tuple[str, ...], own: str
) -> None:
    policy = parse("library.toml", LIBRARY.encode()).policy
    assert program_language(replace(policy, languages=languages), chosen) == own
