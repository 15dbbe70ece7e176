"""A policy that speaks further languages: what a call in one of them says, and where it is said."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from program_under_test import MODULE, NOW, Call, built_in, refused, words
from support.edited_policy import TABLES
from support.translations import CLOSE, OPEN, marked, mirrored

import ayuda as library
from ayuda.errors import AyudaError
from ayuda.model import LANGUAGES, Text
from ayuda.policy.parts import parts_of
from ayuda.texts import PLACEHOLDER

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
LIBRARY = EXAMPLES / "library.toml"
RENEW = ("renew", "--reserved", "--policy", str(LIBRARY), "--json", "--now", NOW)
SHORT = 12
"""Texts of fewer characters may be anywhere by chance."""


@pytest.mark.parametrize("place", ["before", "after", "with =", "variable", "locale", "kept"])
def test_a_language_of_the_policy_is_heard_wherever_it_is_said(
    ayuda_here: Call, place: str, tmp_path: Path
) -> None:
    call, env = [*RENEW], {"LANG": "en_GB.UTF-8", "XDG_CONFIG_HOME": str(tmp_path)}
    if place == "before":
        call = ["--lang", "ca", *call]
    elif place == "after":
        call += ["--lang", "ca"]
    elif place == "with =":
        call.append("--lang=ca")
    elif place == "variable":
        env["AYUDA_LANG"] = "ca"
    elif place == "locale":
        env["LANG"] = "ca_ES.UTF-8@valencia"
    else:
        kept = ayuda_here("config", "set", "lang", "ca", "--policy", str(LIBRARY), env=env)
        assert kept.code == 0
    result = ayuda_here(*call, env=env)
    assert result.document["lang"] == "ca"
    assert result.document["say"] == "Una altra persona l'està esperant."


@pytest.mark.parametrize(
    ("env", "language"),
    [
        ({}, "es"),
        ({"LANG": "C"}, "es"),
        ({"LANG": "de_DE.UTF-8"}, "es"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "gl_ES"}, "es"),
        ({"LANG": "CA_es"}, "ca"),
        ({"LANGUAGE": "de:ca:en", "LANG": "en_GB"}, "ca"),
        ({"LANGUAGE": "en:ca", "LANG": "ca_ES"}, "en"),
    ],
)
def test_the_locale_names_a_language_of_the_policy_or_else_its_first_is_taken(
    ayuda_here: Call, env: dict[str, str], language: str
) -> None:
    assert ayuda_here(*RENEW, env=env).document["lang"] == language


def test_a_policy_without_english_is_told_in_its_first_language_in_english_words(
    ayuda_here: Call,
) -> None:
    said = ayuda_here(*RENEW[:-3], "--lang", "en").output
    assert said.startswith("Renovar un libro: Devolver el libro\nSay: “Otra persona")


@pytest.mark.parametrize("where", ["--lang", "AYUDA_LANG"])
@pytest.mark.parametrize("code", ["de", "CA", "ca-ES", "xx", "../ca"])
def test_another_language_is_refused_with_those_that_there_are(
    ayuda_here: Call, where: str, code: str
) -> None:
    option = ["--lang", code] if where == "--lang" else []
    env = {"AYUDA_LANG": code} if where == "AYUDA_LANG" else {}
    [problem] = refused(ayuda_here(*RENEW, *option, env=env), where)
    assert "en, es, ca" in problem["hint"]
    assert ayuda_here(*RENEW, "--lang", "en").code == 0


def test_a_language_is_kept_only_if_the_policy_has_it(ayuda_here: Call, tmp_path: Path) -> None:
    env = {"XDG_CONFIG_HOME": str(tmp_path)}
    refusal = ayuda_here("config", "set", "lang", "ca", env=env)
    assert refusal.code == 2
    assert "en, es" in refusal.messages
    assert not (tmp_path / "ayuda").exists()


def test_a_kept_language_of_another_policy_is_told_by_its_line_and_can_be_changed(
    ayuda_here: Call, tmp_path: Path
) -> None:
    file = tmp_path / "ayuda" / "config.toml"
    file.parent.mkdir()
    file.write_text('lang = "ca"\n', encoding="utf-8")
    env = {"XDG_CONFIG_HOME": str(tmp_path)}
    refused(ayuda_here("cancel", "--stage", "placed", "--json", env=env), f"{file}:1")
    assert f"{file}:1" in ayuda_here("--help", env=env).messages
    assert ayuda_here(*RENEW, env=env).document["lang"] == "ca"
    assert ayuda_here("config", "set", "lang", "es", env=env).code == 0
    assert file.read_text("utf-8") == 'lang = "es"\n'


def test_the_help_names_the_languages_of_the_policy(ayuda_here: Call) -> None:
    for call in (
        ["renew", "--help"],
        ["config", "--help"],
        ["batch", "--help"],
        ["train", "--help"],
    ):
        said = ayuda_here("--policy", str(LIBRARY), *call).output
        assert "en|es|ca" in said or call[0] == "train", call
        assert "en|es|ca" not in ayuda_here("help", "cancel").output


def test_a_shell_is_told_the_languages_of_the_policy(ayuda: Call) -> None:
    line = f"ayuda --policy {LIBRARY} renew --lang "
    env = {"_AYUDA_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": "5"}
    assert ayuda(env=env).output.split() == ["en", "es", "ca"]


def test_a_broken_file_of_words_is_refused_by_its_name(ayuda_here: Call, tmp_path: Path) -> None:
    policy = tmp_path / "library.toml"
    policy.write_text(LIBRARY.read_text("utf-8"), encoding="utf-8")
    call = ["renew", "--reserved", "--json", "--policy", str(policy), "--lang", "ca"]
    refused(ayuda_here(*call), str(tmp_path / "library.ca.toml"))
    (tmp_path / "library.ca.toml").write_text("titel = 'T'", encoding="utf-8")
    refused(ayuda_here(*call), f"{tmp_path / 'library.ca.toml'}: titel")


def test_python_speaks_the_languages_of_the_policy() -> None:
    policy = library.load_policy(LIBRARY)
    decided = library.decide(policy, "renew", {"reserved": True}, lang="ca")
    assert (decided.lang, decided.say) == ("ca", "Una altra persona l'està esperant.")
    with pytest.raises(AyudaError) as error:
        library.decide(policy, "renew", {"reserved": True}, lang="de")
    assert error.value.problems[0].values["allowed"] == "en, es, ca"


def test_a_page_says_in_which_language_its_words_are(ayuda_here: Call, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    call = ["explain", "renew", "--policy", str(LIBRARY), "--html", str(page)]
    for language, most, own in (("ca", "ca", "es"), ("en", "es", "en"), ("es", "es", None)):
        assert ayuda_here(*call, "--lang", language).code == 0
        found = page.read_text("utf-8")
        assert f'<html lang="{most}">' in found
        assert set(re.findall(r'<h3 lang="(\w+)"', found)) == ({own} if own else set())
        page.unlink()


# ------------------------------------------------------------------ the built-in policy


@pytest.fixture(scope="module")
def translated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built-in policy with a Catalan of which every text can be told."""
    folder = tmp_path_factory.mktemp("translated")
    tables = {"languages": ["es", "en", "ca"], **TABLES}
    path = folder / "policies.toml"
    path.write_text(tomlkit.dumps(tables), encoding="utf-8")
    made = tomlkit.dumps(mirrored(tables, marked))
    (folder / "policies.ca.toml").write_text(made, encoding="utf-8")
    return path


def plain(text: str) -> str:
    return " ".join(text.split())


def pieces() -> Iterator[str]:
    """What stands between placeholders in the texts of the policy, in its own languages."""
    for _, part in parts_of(built_in()):
        if isinstance(part, Text):
            for said in (part.en, part.es):
                yield from map(plain, PLACEHOLDER.sub("\0", said).split("\0"))


def foreign(shown: str) -> list[str]:
    """What a text shows of the policy's own languages, outside of all marks."""
    rest = plain(shown)
    while MARKED.search(rest):  # Texts may stand in texts.
        rest = MARKED.sub("", rest)
    return [piece for piece in PIECES if piece in rest]


def strings(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


OWN_WORDS = plain(" ".join(text for own in LANGUAGES for text in strings(words(own).tables)))
PIECES = {piece for piece in pieces() if len(piece) >= SHORT and piece not in OWN_WORDS}
MARKED = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*(?:{CLOSE}|…)")
PHISHING = str(EXAMPLES / "phishing.eml")
CASE = (
    "cancel",
    "--stage",
    "placed",
    "--seller",
    "marketplace",
    "--ordered-at",
    "2026-11-23T11:45",
)
CALLS = [
    (),
    ("--help",),
    ("cancel", "--help"),
    ("check-email", "--help"),
    ("help", "return"),
    CASE,
    (*CASE, "--why"),
    (*CASE, "--json"),
    ("cancel", "--no-input"),
    ("cancel", "--json"),
    ("track", "--stage", "shipped"),
    ("return", "--stage", "delivered", "--seller", "amazon", "--why"),
    ("modify", "--json"),
    ("contact-seller", "--no-input"),
    ("check-email", PHISHING),
    ("check-email", PHISHING, "--why"),
    ("check-email", PHISHING, "--json"),
    *(("explain", flow) for flow in built_in().flows),
    ("explain", "stage"),
    ("explain", "cancel-now"),
    ("explain", "cancel", "--json"),
]


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_in_a_further_language_all_words_of_the_policy_are_in_it(
    ayuda_here: Call, translated: Path, call: tuple[str, ...]
) -> None:
    now = ("--now", NOW) if call[:1] in {("cancel",), ("return",)} and "--help" not in call else ()
    result = ayuda_here(*call, *now, "--policy", str(translated), "--lang", "ca")
    told = result.output
    if "--json" in call:
        document = json.loads(told)
        assert document.get("lang") == "ca"
        told = "\n".join(strings(document))
    shown = plain(f"{told}\n{result.messages}")
    assert OPEN in shown
    assert foreign(shown) == []


def test_pages_of_the_policy_are_in_it_too(
    ayuda_here: Call, translated: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    call = ("explain", "--html", str(page), "--policy", str(translated), "--lang", "ca")
    assert ayuda_here(*call).code == 0
    assert foreign(page.read_text("utf-8")) == []


@pytest.mark.parametrize(("flow", "given"), [("cancel", "cancel-now"), ("check-email", "genuine")])
def test_cards_and_answers_to_them_are_in_it(
    environment: dict[str, str], translated: Path, tmp_path: Path, flow: str, given: str
) -> None:
    env = {**environment, "XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)}
    shared = ("--policy", str(translated), "--lang", "ca", "--now", NOW)
    ended = subprocess.run(
        [*MODULE, "train", flow, "--json", "--count", "1", "--seed", "3", *shared],
        input=json.dumps({"given": given}).encode() + b"\n",
        env=env,
        capture_output=True,
        check=False,
    )
    told = [json.loads(line) for line in ended.stdout.splitlines()]
    assert {one["format"] for one in told} >= {"ayuda.card/1", "ayuda.answer/1"}, ended.stderr
    for one in told:
        assert one["lang"] == "ca"
        assert foreign("\n".join(strings(one))) == []
    report = subprocess.run(
        [*MODULE, "train", "report", *shared], env=env, capture_output=True, check=False
    )
    assert report.returncode == 0, report.stderr
    assert foreign(report.stdout.decode()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_its_own_languages_the_policy_is_as_without_it(
    ayuda_here: Call, translated: Path, language: str
) -> None:
    call = (*CASE, "--now", NOW, "--lang", language)
    said = ayuda_here(*call, "--json", "--policy", str(translated)).document
    assert said["policy"].pop("sha256")
    document = ayuda_here(*call, "--json").document
    del document["policy"]["sha256"]
    assert said == document
