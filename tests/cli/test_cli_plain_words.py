"""Ordinary calls are read without Typer, and exactly as Typer reads them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from program_under_test import NOW, NOWHERE, both_languages

import ayuda.cli.group as by_typer
import ayuda.cli.main as program
import ayuda.cli.plain_words as plainly
from ayuda.cli.options import OWN, Option, flow_options
from ayuda.cli.session import Session
from ayuda.errors import AyudaError
from ayuda.model import Policy
from ayuda.policy.load import built_in_path, load

COOKBOOK = Path(__file__).parents[2] / "docs/cookbook"
POLICIES = (built_in_path(), COOKBOOK / "airline/policy.toml", COOKBOOK / "order-risk/policy.toml")
LINES = 800
"""How many command lines are made of each policy in each language."""
ODD_WORDS = (
    *("", "-", "--", "---", "-x", "-h", "--help", "--version", "-V", "--json=yes", "--bogus"),
    *("--no-", "--lang", "--policy", "--lang=", "--now=", "help", "word", "--stag", "=", "-1"),
    *("a=b", "--trusted-server=-", "\udcff", "é", "--install-completion", "--ref=--json", " "),
)
Asked = tuple[Any, ...]


@cache
def policy_at(path: Path) -> Policy:
    return load(path, NOWHERE).policy


def session_of(words: Sequence[str]) -> Session:
    session = Session({"XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"]})
    session.look_ahead(words)
    return session


@pytest.fixture
def _asked_only(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Nothing runs: what would is told instead."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    for module in (plainly, by_typer):
        monkeypatch.setattr(module, "run_flow", lambda _, name, told: ("flow", name, told))
        monkeypatch.setattr(module, "run_topics", lambda _: ("topics",))


def asked(call: Callable[..., Any], words: Sequence[str]) -> Asked | None:
    """What a reader makes of the words: what would run, or the problems; None where it passes."""
    try:
        run = call(session_of(words), words)
        return None if run is None else ("asked", run())
    except AyudaError as error:
        return ("refused", error.problems)


def value_of(random: Random, option: Option, policy: Policy) -> str:
    """Some value of an option; whether it is a good one matters to nobody here."""
    fact = policy.facts.get(option.key.removeprefix("fact_"))
    if fact is not None and fact.values and random.random() < 0.8:
        return random.choice([*fact.values])
    return random.choice(["x", "2026-11-22T10:20", "a b", "ñ", "MD", "12,5", "a=b", "-", "help me"])


def said(random: Random, options: Sequence[Option], policy: Policy) -> list[list[str]]:
    """Some of the options, each as its words, in any order."""
    some = random.sample(options, random.randint(0, min(len(options), 7)))
    lines = []
    for option in some:
        name = random.choice(option.names) if option.names else ""
        value = value_of(random, option, policy)
        if option.key in ("lang", "policy"):
            continue
        if not name:
            lines.append([value])
        elif option.takes == "nothing":
            lines.append([name])
        else:
            joined = random.random() < 0.2
            lines.append([f"{name}={value}"] if joined else [name, value])
        if option.takes == "values" and random.random() < 0.5:
            lines.append([name, "other"])
    return lines


def shared(random: Random, path: Path, language: str) -> tuple[list[str], list[list[str]]]:
    """The options for the policy and the language, before the command and behind it."""
    before, behind = [], []
    for pair in (["--policy", str(path)], ["--lang", language]):
        if random.random() < 0.5:
            before += pair
        else:
            behind.append(pair)
    return before, behind


def line(random: Random, path: Path, language: str) -> list[str]:
    """A command line as it should be."""
    policy = policy_at(path)
    flow = random.choice([*policy.flows])
    before, behind = shared(random, path, language)
    session = session_of(["--policy", str(path), "--lang", language])
    parts = [*said(random, flow_options(session, flow), policy), *behind]
    random.shuffle(parts)
    return [*before, flow, *(word for part in parts for word in part)]


def bent(random: Random, words: Sequence[str]) -> list[str]:
    """The same with one to three slips."""
    bent = [*words]
    for _ in range(random.randint(1, 3)):
        place = random.randrange(len(bent) + 1)
        here = bent[place : place + 1]
        match random.randrange(8):
            case 0 | 1:
                bent.insert(place, random.choice(ODD_WORDS))
            case 2:
                bent[place : place + 1] = []
            case 3:
                bent[place:place] = random.choices(bent, k=2) if bent else []
            case 4:
                bent[place : place + 1] = [word[:-1] for word in here]
            case 5:
                bent[place : place + 1] = [word.upper() for word in here]
            case 6:
                random.shuffle(bent)
            case 7:
                bent[place : place + 1] = [f"--no-{word.strip('-')}" for word in here]
    return bent


def lines(seed: str, path: Path, language: str, count: int) -> Iterator[list[str]]:
    """Command lines of which two thirds have slips."""
    random = Random(seed)
    for number in range(count):
        words = line(random, path, language)
        yield bent(random, words) if number % 3 else words


@pytest.mark.usefixtures("_asked_only")
@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.parent.name)
def test_what_is_read_plainly_is_read_as_typer_reads_it(path: Path, language: str) -> None:
    plain = 0
    for words in lines(f"{path.parent.name} {language}", path, language, LINES):
        found = asked(plainly.plain_call, words)
        if found is not None:
            plain += found[0] == "asked"
            assert found == asked(by_typer.typer_call, words), words
    assert plain > LINES / 4


@pytest.mark.usefixtures("_asked_only")
@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.parent.name)
def test_a_call_without_slips_is_read_plainly(path: Path) -> None:
    random = Random(f"good {path.parent.name}")
    for _ in range(LINES // 4):
        words = line(random, path, "en")
        assert asked(plainly.plain_call, words) is not None, words


@pytest.mark.usefixtures("_asked_only")
@pytest.mark.parametrize(
    "words",
    [
        *([name] for name in OWN),
        ["cancel", "--help"],
        ["cancel", "-h"],
        ["cancel", "--"],
        ["cancel", "--stage"],
        ["cancel", "--stage", ""],
        ["cancel", "--stage="],
        ["cancel", "--stage", "-x"],
        ["cancel", "--stage", "--json"],
        ["cancel", "--stag", "placed"],
        ["cancel", "--stage", "placed", "--stage", "placed"],
        ["cancel", "--stage", "\udcff"],
        ["cancel", "--bundle", "--no-bundle"],
        ["cancel", "--json", "--json"],
        ["cancel", "--json=yes"],
        ["cancel", "word"],
        ["cancel", "-"],
        ["check-email", "one.eml", "two.eml"],
        ["check-email", ""],
        ["--lang", "es", "--lang", "en", "cancel"],
        ["--lang"],
        ["--lang", "", "cancel"],
        ["--lang=es", "cancel"],
        ["--json", "cancel"],
        ["--version"],
        ["cancle"],
        [""],
    ],
)
def test_what_is_not_plain_at_once_is_left_to_typer(words: list[str]) -> None:
    assert asked(plainly.plain_call, words) is None


@pytest.mark.usefixtures("_asked_only")
def test_a_message_on_standard_input_and_several_values_are_plain() -> None:
    words = ["check-email", "-", "--trusted-server", "a", "--dns", "--trusted-server=b", "--json"]
    found = asked(plainly.plain_call, words)
    assert found is not None
    told = found[1][2]
    assert (told["message"], told["trusted_server"], told["dns"]) == ("-", ["a", "b"], True)
    assert found == asked(by_typer.typer_call, words)


def test_both_ways_tell_the_same_and_end_alike(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], home: Path
) -> None:
    for name in ("AYUDA_LANG", "AYUDA_POLICY", "AYUDA_REGION", "XDG_CONFIG_HOME", "LC_ALL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("HOME", str(home))
    random = Random("both ways")
    codes = set()
    for path in POLICIES:
        for language in both_languages():
            for words in lines(f"main {path.parent.name} {language}", path, language, 25):
                call = [*words, "--now", NOW, *random.choice(([], ["--json"], ["--why"]))]
                told = []
                for reader in (plainly.plain_call, lambda *_: None):
                    monkeypatch.setattr(program, "plain_call", reader)
                    told.append((program.main(call), capfdbinary.readouterr()))
                assert told[0] == told[1], call
                codes.add(told[0][0])
    assert {0, 2} <= codes
