"""The program's own words: the same keys everywhere, each one used, and none that says "tú"."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

import ayuda
from ayuda.cache import Cache
from ayuda.model import LANGUAGES, Language, Text
from ayuda.policy.load import built_in_path, load
from ayuda.texts import load_texts

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
IN_TEMPLATE = re.compile(r'\bsay\(\s*"([^"]+)"\s*(~)?')
"""A text that a template asks for; with ~ its key goes on."""
TEMPLATES = [path.read_text("utf-8") for path in Path(ayuda.__path__[0], "view/web").rglob("*.j2")]
SOURCES = {
    path: tuple(ast.walk(ast.parse(path.read_text("utf-8"))))
    for path in Path(ayuda.__path__[0]).rglob("*.py")
}
"""All pieces of each module of the code: to walk through it anew for each question takes long."""
POLICY_ROOM = Path(ayuda.__path__[0], "policy")
POLICY = load(built_in_path(), Cache()).policy

SAME_IN_BOTH = {
    "after.note_window": "only placeholders",
    "after.reminder": "only placeholders",
    "replay.until": "only placeholders",
    "callers.in_fives.0": "only a placeholder",
    "screen.evidence": "only placeholders",
    "moments.amount_of": "only a placeholder",
    "trace.because": "only placeholders",
    "walk.day_near": "only placeholders",
    "walk.question_unit": "only placeholders",
    "units.decimal.one": "the same word in both languages",
    "quantities.currency_words.EUR.0": "the same word in both languages",
    "quantities.currency_words.EUR.1": "the same word in both languages",
    "conditions.any_of": "only a placeholder",
    "trace.computed": "only placeholders",
    "trace.points": "only placeholders",
    "screen.onward_line": "only placeholders",
    "screen.onward_if": "only placeholders",
    "screen.source_line": "only placeholders",
    "problems.usage.what": "only a placeholder",
    "problems.policy-shape.what": "only a placeholder",
    "facts.no": "the same word in both languages",
    "help.value_links": "an acronym of both languages",
    "batch.progress_rate": "a placeholder and a sign",
    "help.value_number": "a sign for a number",
    "train.present": "only placeholders",
    "train.rule": "only placeholders",
    "train.source_is": "only placeholders",
    "train.pair": "only placeholders and numbers",
    "train.exchange": "only placeholders",
    "callers.fact": "only placeholders",
    "callers.near": "only a placeholder",
    "checked.error": "the same word in both languages",
    "checked.errors.one": "the same word in both languages",
    "checked.summary": "only placeholders",
    "explain.title": "only placeholders",
    "mutants.changed": "only placeholders",
    "explain.all_of": "a sign",
    "diff.arrow": "a sign",
    "graph.numbered": "only placeholders",
    "graph.title": "only placeholders",
    "explain.stretch": "only placeholders",
    "explain.cases_of": "only placeholders",
    "explain.onward": "only placeholders",
    "explain.step_if": "only placeholders",
    "explain.reference": "only placeholders",
    "proved.flow": "only placeholders",
    "proved.flow_unasked": "only placeholders",
    "proved.summary": "only placeholders",
    "proved.error": "the same word in both languages",
    "proved.count_errors.one": "the same word in both languages",
}
TYPERS_OWN = {"install_completion", "show_completion"}
"""Options whose names Typer makes, so that they do not stand in our code."""

TU = frozenset(
    """
    tu tus tú te ti contigo tuyo tuya tuyos tuyas vosotros vosotras vuestro vuestra os
    eres estás tienes puedes debes quieres sabes necesitas prefieres podrás tendrás deberás
    has habrás puedas quieras tengas seas abras escribas pulses hagas uses contestes respondas
    haz pon ten di sal ven muéstrame escríbelo díselo dile pídele recuérdale hazlo
    """.split()  # noqa: SIM905  # words read better so than as a list
)
"""Words that can only address somebody as "tú"."""

IMPERATIVES = frozenset(
    """
    abre anota añade averigua avisa busca cancela cierra comprueba confirma consulta contacta
    contesta corrige da deja elige entra envía escribe espera explica guarda ignora indica intenta
    lee llama localiza marca mira muestra ofrece olvida pasa pide pregunta prueba pulsa quita
    recuerda rechaza responde revisa selecciona sigue solicita teclea toma usa ve verifica vuelve
    """.split()  # noqa: SIM905
)
"""Imperatives of "tú" that are also third persons: they count where a clause that tells somebody
what to do begins with one."""

QUOTED = re.compile(r"«[^»]*»")
"""Names of buttons and pages, which the source has as they are ("Localiza tu paquete")."""


def leaves(table: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a table with its dotted key; those of lists with their place."""
    if isinstance(table, str):
        yield key, table
        return
    assert isinstance(table, dict | list)
    children = table.items() if isinstance(table, dict) else enumerate(table)
    for name, child in children:
        yield from leaves(child, f"{key}.{name}" if key else str(name))


@cache
def texts_of(language: Language) -> dict[str, str]:
    """All texts but the words that people type, which each language has its own number of."""
    tables = {**load_texts(language, Cache()).tables}
    del tables["spoken_time"]
    return dict(leaves(tables))


def spoken_time(language: Language) -> dict[str, list[Any]]:
    table: dict[str, list[Any]] = load_texts(language, Cache()).get("spoken_time")
    return table


KEYS = tuple(texts_of("en"))


def test_both_languages_have_the_same_keys_in_the_same_order() -> None:
    assert tuple(texts_of("es")) == KEYS


def test_both_languages_have_the_same_kinds_of_words_for_times() -> None:
    english, spanish = spoken_time("en"), spoken_time("es")
    assert list(english) == list(spanish)
    assert len(english["weekdays"]) == len(spanish["weekdays"]) == 7
    assert len(english["months"]) == len(spanish["months"]) == 12


@pytest.mark.parametrize("key", KEYS)
def test_a_text_has_the_same_placeholders_in_both_languages(key: str) -> None:
    english, spanish = (PLACEHOLDER.findall(texts_of(language)[key]) for language in LANGUAGES)
    assert sorted(english) == sorted(spanish)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language: Language) -> None:
    assert [key for key, text in texts_of(language).items() if not text.strip()] == []
    assert [key for key, text in leaves(spoken_time(language)) if not text.strip()] == []
    assert [key for key, forms in spoken_time(language).items() if not forms] == []


def test_the_spanish_is_no_copy_of_the_english() -> None:
    english, spanish = texts_of("en"), texts_of("es")
    assert {key for key in KEYS if english[key] == spanish[key]} == set(SAME_IN_BOTH)


# What the code asks for


def constants(nodes: Iterable[ast.AST]) -> set[str]:
    """Every string in pieces of code, and every parameter: Typer makes options of those."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
    return found


ALL_CONSTANTS = set[str]().union(*map(constants, SOURCES.values())) | TYPERS_OWN


def shapes(node: ast.expr) -> Iterator[str]:
    """Patterns of the keys that an expression can be: each ``(...)`` in one is filled later."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.IfExp):
        yield from (*shapes(node.body), *shapes(node.orelse))
    elif isinstance(node, ast.JoinedStr):
        yield "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else "([^.]+)"
            for part in node.values
        )


def calls(*names: str) -> Iterator[tuple[Path, ast.Call]]:
    """Calls of a function or method of one of these names."""
    for path, nodes in SOURCES.items():
        for node in nodes:
            if isinstance(node, ast.Call) and _last_name(node.func) in names:
                yield path, node


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def asked_texts() -> Iterator[str]:
    """The patterns of all keys that are asked for as texts."""
    for _, call in calls("say"):
        yield from shapes(call.args[0])
    for _, call in calls("get"):
        if isinstance(call.func, ast.Attribute) and _last_name(call.func.value).endswith("texts"):
            yield from (f"{shape}(?:\\..+)?" for shape in shapes(call.args[0]))
    for _, call in calls("count"):
        if isinstance(call.func, ast.Attribute) and _last_name(call.func.value).endswith("texts"):
            yield from (f"units\\.{shape}\\.(?:one|other)" for shape in shapes(call.args[0]))


def asked_by_templates() -> Iterator[str]:
    """The same for the templates of pages."""
    for template in TEMPLATES:
        for key, goes_on in IN_TEMPLATE.findall(template):
            yield re.escape(key) + ("([^.]+)" if goes_on else "")


def asked_problems() -> Iterator[str]:
    """The codes of all problems that are raised; those in variables too."""
    for _, call in calls("of", "Problem"):
        own = call.func.value if isinstance(call.func, ast.Attribute) else None
        if own is None or _last_name(own) == "AyudaError":
            yield from (shape.replace("\\", "") for shape in shapes(call.args[1]))
    yield from (word for word in ALL_CONSTANTS if word.startswith("batch-is-"))  # in a table
    for _, call in ((path, call) for path, call in calls("_wrong") if call.args):
        yield from (shape.replace("\\", "") for shape in shapes(call.args[0]))
    for _, call in calls("_finding"):
        yield from (shape.replace("\\", "") for shape in shapes(call.args[2]))
    for nodes in SOURCES.values():
        for node in nodes:
            if isinstance(node, ast.Assign) and _last_name(node.targets[0]) == "code":
                yield from (shape.replace("\\", "") for shape in shapes(node.value))
    yield from (shape.replace("\\", "") for told in told_of_policies() for shape in shapes(told))


def told_of_policies() -> Iterator[ast.expr]:
    """The codes that the checks of policies return or yield, with more beside them."""
    for nodes in (nodes for path, nodes in SOURCES.items() if path.parent == POLICY_ROOM):
        for node in nodes:
            if not isinstance(node, ast.Return | ast.Yield):
                continue
            told = node.value.elts if isinstance(node.value, ast.Tuple) else []
            if isinstance(node, ast.Return) and told:
                yield told[0]
            if isinstance(node, ast.Yield) and len(told) == 3:
                yield told[1]


ASKED = {shape: re.compile(shape) for shape in sorted({*asked_texts(), *asked_by_templates()})}
PROBLEMS = sorted(set(asked_problems()))
KNOWN = [*KEYS, *(f"spoken_time.{key}" for key in spoken_time("en"))]


@pytest.mark.parametrize("shape", ASKED)
def test_every_text_that_the_code_asks_for_exists(shape: str) -> None:
    assert any(ASKED[shape].fullmatch(key) for key in KNOWN), shape


@pytest.mark.parametrize("code", PROBLEMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_has_words(language: Language, code: str) -> None:
    assert {f"problems.{code}.what", f"problems.{code}.hint"} <= texts_of(language).keys()


def test_the_code_was_read() -> None:
    assert "walk\\.unknown" in ASKED
    assert {"not-understood", "unknown-fact", "option-needs-value", "usage"} <= set(PROBLEMS)


def is_used(key: str) -> bool:
    """Whether the code asks for a text; what fills a pattern must be some string of the code."""
    if key.startswith("problems."):
        return key.split(".")[1] in PROBLEMS
    for shape in ASKED.values():
        match = shape.fullmatch(key)
        if match and all(filled in ALL_CONSTANTS for filled in match.groups()):
            return True
    return False


def test_every_text_is_used() -> None:
    asked = {f"lists.{word}" for _, call in calls("listed") for word in constants(ast.walk(call))}
    assert [key for key in KEYS if not is_used(key) and key not in asked] == []


def test_every_kind_of_word_for_times_is_used() -> None:
    readers = [nodes for path, nodes in SOURCES.items() if path.name.startswith("spoken_")]
    assert set(spoken_time("en")) <= set().union(*map(constants, readers))


def test_every_placeholder_is_filled_where_a_text_is_asked_for_by_its_key() -> None:
    for path, call in calls("say", "of"):
        key = call.args[0 if _last_name(call.func) == "say" else -1]
        given = {keyword.arg for keyword in call.keywords}
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str) or None in given:
            continue
        parts = [key.value]
        if _last_name(call.func) == "of":
            parts = [f"problems.{key.value}.{part}" for part in ("what", "hint")]
        for part in parts:
            missing = set(PLACEHOLDER.findall(texts_of("en")[part])) - given
            assert not missing, f"{path.name}:{call.lineno}: {part} lacks {missing}"


# How a person is addressed


def spanish_of_the_policy() -> Iterator[tuple[str, str]]:
    """Every Spanish text of the built-in policy, with its path."""

    def walk(value: object, path: str) -> Iterator[tuple[str, str]]:
        if isinstance(value, Text):
            yield path, value.es
        elif isinstance(value, msgspec.Struct):
            for name in value.__struct_fields__:
                yield from walk(getattr(value, name), f"{path}.{name}")
        elif isinstance(value, dict):
            for name, child in value.items():
                yield from walk(child, f"{path}.{name}")
        elif isinstance(value, tuple):
            for place, child in enumerate(value):
                yield from walk(child, f"{path}[{place}]")

    return walk(POLICY, "policy")


def tu_words(text: str, *, tells: bool) -> set[str]:
    """The words of a text that say "tú"; imperatives where the text tells what to do."""
    outside = QUOTED.sub("«»", text)
    words = set(re.findall(r"\w+", outside.casefold()))
    first = re.findall(r"(?:\A|[.:;¿?¡!]\s*)(\w+)", outside.casefold())
    return words & TU | (set(first) & IMPERATIVES if tells else set())


def test_no_spanish_text_of_the_program_says_tu() -> None:
    found = {
        key: tu_words(text, tells=not key.startswith("help."))  # what an option does: "Explica …"
        for key, text in texts_of("es").items()
    }
    assert {key: words for key, words in found.items() if words} == {}


def test_no_spanish_text_of_the_policy_says_tu() -> None:
    found = {
        path: tu_words(text, tells=re.search(r"\.(steps|hint|notices)\b", path) is not None)
        for path, text in spanish_of_the_policy()
    }
    assert len(found) > 300
    assert {path: words for path, words in found.items() if words} == {}


@pytest.mark.parametrize(
    "text",
    ["Abre «Mis pedidos».", "Revise tu pedido.", "Si puedes, espere.", "Listo: pulsa Intro."],
)
def test_the_list_of_words_finds_tu(text: str) -> None:
    assert tu_words(text, tells=True)


@pytest.mark.parametrize("text", ["Pulse «Localiza tu paquete».", "El cliente espera respuesta."])
def test_the_list_of_words_leaves_names_and_third_persons_alone(text: str) -> None:
    assert not tu_words(text, tells=True)


# How the words stand together


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_small_menu_can_be_answered_by_the_first_letters(language: Language) -> None:
    texts = texts_of(language)
    menus = (
        ("walk.right", "walk.again"),
        ("walk.enough", "walk.unknown", "walk.back", "walk.type_it"),
        ("walk.unknown", "walk.back", "walk.type_it"),
        ("facts.yes", "facts.no", "walk.unknown", "walk.back"),
    )
    for menu in menus:
        first = [re.sub(r"\W", "", texts[key])[0].casefold() for key in menu]
        assert len(set(first)) == len(menu), menu


def test_spanish_quotes_in_spanish_ways() -> None:
    assert [key for key, text in texts_of("es").items() if re.search("[“”]", text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_has_blanks_at_its_ends_but_prompts_and_separators(language: Language) -> None:
    ragged = {key for key, text in texts_of(language).items() if text != text.strip()}
    assert ragged == {"walk.key", "undecided.or", "explain.all_of", "explain.any_of"}
