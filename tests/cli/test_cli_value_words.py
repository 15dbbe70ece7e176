"""Values as people say them: an option takes an id, a value's words, or where those begin."""

from __future__ import annotations

from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from program_under_test import NOW, Call, built_in, refused

from ayuda.cli.value_words import value_meant
from ayuda.errors import AyudaError
from ayuda.model import LANGUAGES, Fact, Text

CHOICES = {name: fact for name, fact in built_in().facts.items() if fact.kind == "choice"}
WORDS = [
    (name, value, getattr(words, language))
    for name, fact in CHOICES.items()
    for value, words in fact.values.items()
    for language in LANGUAGES
]


def choice(**values: tuple[str, str]) -> Fact:
    """A choice with the words of each value in English and in Spanish."""
    name = Text(en="Thing", es="Cosa")
    texts = {value: Text(en=en, es=es) for value, (en, es) in values.items()}
    return Fact(kind="choice", name=name, values=texts)


def without_accents(text: str) -> str:
    return normalize("NFKD", text).encode("ascii", "ignore").decode()


def meant(fact: Fact, text: str) -> str:
    """What a text means, or the code of its problem."""
    try:
        return value_meant(fact, text, "--thing")
    except AyudaError as error:
        [problem] = error.problems
        assert problem.where == "--thing"
        return problem.code


@pytest.mark.parametrize(("name", "value", "words"), WORDS)
def test_every_value_of_the_policy_goes_by_its_words(name: str, value: str, words: str) -> None:
    fact = CHOICES[name]
    shared = {other for _, other, said in WORDS if said == words and other in fact.values}
    for said in (words, words.upper(), without_accents(words).lower(), f" {words}. "):
        assert meant(fact, said) == (value if len(shared) == 1 else "ambiguous-value")


@given(st.data())
def test_a_beginning_means_a_value_where_no_other_begins_so(data: st.DataObject) -> None:
    name, value, words = data.draw(st.sampled_from(WORDS))
    said = words[: data.draw(st.integers(1, len(words)))]
    found = meant(CHOICES[name], said)
    assert found in {value, "ambiguous-value"} or said in CHOICES[name].values


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("open", "open"),
        ("closed", "closed"),  # an id, whatever the words of others are
        ("Open", "open"),
        ("shut", "closed"),
        ("half", "ajar"),
        ("Half open", "ajar"),
        ("half open, or so", "unknown-value-nearest"),
        ("ce", "ambiguous-value"),
        ("cerrado del todo", "closed"),
        ("cerrado", "ambiguous-value"),
        ("hlaf open", "unknown-value-nearest"),
        ("zzzzzz", "zzzzzz"),
        ("", ""),
        ("?", "?"),
        ("shut\u2066", "shut\u2066"),
    ],
)
def test_what_a_text_means(text: str, found: str) -> None:
    fact = choice(
        open=("closed", "Abierto"),
        closed=("Shut", "Cerrado del todo"),
        ajar=("Half open", "Cerrado a medias"),
    )
    assert meant(fact, text) == found


def test_words_of_several_values_name_them_all() -> None:
    fact = choice(b=("The same", "Igual"), a=("The same", "Otro"), c=("Else", "Más"))
    with pytest.raises(AyudaError) as refusal:
        value_meant(fact, "the SAME", "--thing")
    [problem] = refusal.value.problems
    assert problem.values == {"value": "the SAME", "candidates": "b, a"}


@pytest.mark.parametrize(
    ("seller", "stage"),
    [
        ("marketplace", "shipped"),
        ("external seller", "enviado"),
        ("VENDEDOR externo", "Sent"),
        ("External", "envi"),
    ],
)
def test_the_json_has_ids_whatever_was_said(ayuda_here: Call, seller: str, stage: str) -> None:
    call = ("--seller", seller, "--stage", stage, "--shipped-by", "el vendedor", "--now", NOW)
    facts = ayuda_here("return", *call, "--json").document["facts"]
    assert facts == {"stage": "shipped", "seller": "marketplace", "shipped_by": "seller"}


def test_every_value_that_is_ambiguous_or_none_is_told_at_once(ayuda_here: Call) -> None:
    problems = refused(
        ayuda_here("cancel", "--stage", "e", "--seller", "nobody", "--json"), "--stage", "--seller"
    )
    assert "preparing, shipped" in problems[0]["hint"]


def test_files_of_rows_give_ids_alone(ayuda_here: Call, tmp_path: Path) -> None:
    source = tmp_path / "rows.csv"
    source.write_text("stage,seller\nenviado,amazon\nshipped,amazon\n", encoding="utf-8")
    result = ayuda_here("batch", "return", str(source), "--columns", "outcome", "--now", NOW)
    assert result.code == 1
    assert [row.rpartition(",")[2] for row in result.output.splitlines()[1:]] == [
        "",
        "refuse-or-return",
    ]
