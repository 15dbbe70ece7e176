"""Which language and which policy a call uses, and where they may be said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from program_under_test import NOW, Call, both_languages, built_in_digest, refused, words

from ayuda.model import Language

CASE = ["cancel", "--stage", "placed", "--seller", "amazon", "--no-bundle", "--now", NOW, "--json"]


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ({}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "es_ES.UTF-8"}, "es"),
        ({"LANG": "es"}, "es"),
        ({"LANG": "es_MX"}, "es"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "es_ES.UTF-8"}, "es"),
        ({"LANG": "es_ES.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "es_ES.UTF-8", "LC_ALL": ""}, "es"),
        ({"LANG": "es_ES.UTF-8", "AYUDA_LANG": "en"}, "en"),
        ({"LANG": "C", "AYUDA_LANG": "es"}, "es"),
        ({"LANG": "es_ES.UTF-8", "AYUDA_LANG": ""}, "es"),
        ({"LANG": "ca_ES.UTF-8"}, "es"),
        ({"LANG": "ca_ES@valencia"}, "es"),
        ({"LANG": "gl_ES.UTF-8"}, "es"),
        ({"LANG": "eu"}, "es"),
        ({"LANGUAGE": "ca:es"}, "es"),
        ({"LANGUAGE": "ca:es", "LANG": "en_GB.UTF-8"}, "es"),
        ({"LANGUAGE": "de:fr:es:en", "LANG": "de_DE.UTF-8"}, "es"),
        ({"LANGUAGE": "en_GB:es", "LANG": "es_ES.UTF-8"}, "en"),
        ({"LANGUAGE": "de", "LANG": "es_ES.UTF-8"}, "es"),
        ({"LANGUAGE": "es", "LANG": "C"}, "en"),
        ({"LANGUAGE": "es", "LC_ALL": "POSIX", "LANG": "es_ES"}, "en"),
        ({"LANGUAGE": "es", "AYUDA_LANG": "en"}, "en"),
        ({"LANG": "cab_DZ"}, "en"),
        ({"LANG": "ES_es"}, "es"),
    ],
)
def test_the_language_is_that_of_the_variable_else_of_the_locale(
    ayuda_here: Call, locale: dict[str, str], language: str
) -> None:
    assert ayuda_here(*CASE, env=locale).document["lang"] == language


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize("locale", [{}, {"LANG": "C"}, {"LANG": "es_ES.UTF-8"}])
@pytest.mark.parametrize("place", ["before", "after", "before with =", "after with ="])
def test_the_option_goes_over_all_else_before_and_after_the_commands_name(
    ayuda_here: Call, language: str, locale: dict[str, str], place: str
) -> None:
    option = [f"--lang={language}"] if "=" in place else ["--lang", language]
    call = [*option, *CASE] if place.startswith("before") else [*CASE, *option]
    other = "es" if language == "en" else "en"
    result = ayuda_here(*call, env={**locale, "AYUDA_LANG": other})
    assert (result.code, result.document["lang"]) == (0, language)


def test_the_same_call_is_the_same_document_whatever_the_locale(ayuda: Call) -> None:
    locales = [{}, {"LANG": "C"}, {"LC_ALL": "C"}, {"LANG": "de_DE.UTF-8"}, {"LANG": "tr_TR.UTF-8"}]
    documents = {ayuda(*CASE, "--lang", "es", env=locale).out for locale in locales}
    documents.add(ayuda(*CASE, env={"LANG": "es_ES.ISO-8859-1"}).out)
    documents.add(ayuda(*CASE, "--lang", "es", env={"PYTHONIOENCODING": "ascii"}).out)
    documents.add(ayuda(*CASE, "--lang", "es", env={"PYTHONUTF8": "0", "LC_ALL": "C"}).out)
    assert len(documents) == 1


@pytest.mark.parametrize("where", ["--lang", "AYUDA_LANG"])
@pytest.mark.parametrize("locale", ["C", "es_ES.UTF-8"])
def test_an_unknown_language_is_refused_in_the_locales_language(
    ayuda_here: Call, where: str, locale: str
) -> None:
    said: Language = "es" if locale.startswith("es") else "en"
    env = {"LANG": locale, **({"AYUDA_LANG": "xx"} if where == "AYUDA_LANG" else {})}
    option = ["--lang", "xx"] if where == "--lang" else []
    result = ayuda_here(*CASE, *option, env=env)
    assert result.code == 2
    [problem] = result.document["problems"]
    assert problem["where"] == where
    assert problem["what"] == words(said).say("problems.unknown-value.what", value="xx")
    assert "en, es" in problem["hint"]
    assert "Traceback" not in result.messages


@pytest.mark.parametrize("place", ["before", "after", "before with =", "after with =", "variable"])
def test_another_policy_is_used_wherever_it_is_said(
    ayuda_here: Call, policy_copy: Callable[..., Path], place: str
) -> None:
    copy = policy_copy(('id = "amazon-es-2021"', 'id = "another"'))
    option = [f"--policy={copy}"] if "=" in place else ["--policy", str(copy)]
    env = {"AYUDA_POLICY": str(copy)} if place == "variable" else {}
    if place == "variable":
        call = CASE
    else:
        call = [*option, *CASE] if place.startswith("before") else [*CASE, *option]
    used = ayuda_here(*call, env=env).document["policy"]
    assert used["id"] == "another"
    assert used["sha256"] != built_in_digest()


def test_the_option_for_the_policy_goes_over_the_variable(
    ayuda: Call, policy_copy: Callable[..., Path]
) -> None:
    copy = policy_copy(('id = "amazon-es-2021"', 'id = "another"'))
    result = ayuda(*CASE, "--policy", str(copy), env={"AYUDA_POLICY": "/nowhere/at/all.toml"})
    assert result.document["policy"]["id"] == "another"


@pytest.mark.parametrize("option", ["--policy", "--lang"])
@pytest.mark.parametrize("command", ["return", "batch"])
def test_an_empty_option_stands_for_nothing(ayuda_here: Call, option: str, command: str) -> None:
    for told in ([option, ""], [f"{option}="]):
        refused(ayuda_here(*told, command, "--json"), option)
        refused(ayuda_here(command, *told, "--json"), option)


def test_a_policy_that_changed_is_read_again(ayuda: Call, policy_copy: Callable[..., Path]) -> None:
    copy = policy_copy(("lasts = { minutes = 30 }", "lasts = { minutes = 31 }"))
    call = "cancel --stage placed --seller marketplace --ordered-at 2026-11-23T11:29:30 --json"
    arguments = [*call.split(), "--now", NOW, "--policy", str(copy)]
    assert ayuda(*arguments).document["outcome"] == "cancel-now"
    content = copy.read_text(encoding="utf-8")
    copy.write_text(content.replace("minutes = 31", "minutes = 7"), encoding="utf-8")
    assert ayuda(*arguments).document["outcome"] == "contact-seller"


def test_a_damaged_cache_does_no_harm(ayuda: Call, tmp_path: Path) -> None:
    env = {"XDG_CACHE_HOME": str(tmp_path)}
    first = ayuda(*CASE, env=env)
    entries = [path for path in (tmp_path / "ayuda").rglob("*") if path.is_file()]
    assert any(entry.parent.name == "answers" for entry in entries)
    for entry in entries:
        entry.write_bytes(entry.read_bytes()[:-40] + b"\xff\x00")
    assert ayuda(*CASE, env=env) == first
    assert first.code == 0


def test_a_cache_that_cannot_be_written_does_no_harm(ayuda: Call, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = ayuda(*CASE, env={"XDG_CACHE_HOME": str(tmp_path / "file"), "HOME": "/dev/null"})
    assert result.code == 0
    assert result.err == b""


def test_no_home_at_all_does_no_harm(ayuda: Call) -> None:
    assert ayuda(*CASE, env={"XDG_CACHE_HOME": "", "HOME": ""}).code == 0
