"""An answer that is kept is the one that the whole program would give: bytes and exit code."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from ayuda.cache import Cache
from ayuda.cli import kept_answers
from ayuda.cli.main import main
from ayuda.cli.session import Session
from ayuda.front import answer
from ayuda.model import Fact, Policy, option_names
from ayuda.policy.load import built_in_path, load

COOKBOOK = Path(__file__).parents[2] / "docs" / "cookbook"
POLICIES = (
    built_in_path(),
    *(COOKBOOK / name / "policy.toml" for name in ("airline", "library", "consumer-law")),
)
OFTEN = POLICIES[:2]
"""Those whose windows are minutes and hours, so that one answer serves many moments."""
LINES, VARIATIONS = 24, 10
MADRID = ZoneInfo("Europe/Madrid")
PRESENT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DISTANCES = (0, 1, 59, 60, 1799, 1800, 1801, 3600, 7200, 86_400, 172_800, 259_199, 259_200, 259_201)
"""Seconds between moments: at and beside the ends of windows, and some days."""
ODD = (
    *("--why", "--note", "--no-input", "--jsno", "--help", "--ref=7", "--stage=placed", "extra"),
    *("--lang=es", "--region", "--now", "2026-11-24T24:00", "2026-02-30T10:00", "--ordered-at"),
)


class Told(NamedTuple):
    """What a call came to."""

    code: int
    out: bytes
    err: bytes


Whole = Callable[[list[str]], Told]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path), "LANG": "C.UTF-8"}


@pytest.fixture
def whole(
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> Iterator[Whole]:
    """The whole program, as a process would call it, at the one present."""
    for name in os.environ:
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(Session.__init__, "__defaults__", (lambda: PRESENT,))
    monkeypatch.setattr(kept_answers, "SETTLED", 0)
    before = signal.getsignal(signal.SIGINT)

    def call(words: list[str]) -> Told:
        monkeypatch.setattr(sys, "argv", ["ayuda", *words])
        capfdbinary.readouterr()
        try:
            code = main()
        except SystemExit as end:
            code = int(end.code or 0)
        return Told(code, *capfdbinary.readouterr())

    yield call
    signal.signal(signal.SIGINT, before)


class Lines:
    """Random command lines of a policy, and the same with other moments."""

    def __init__(self, path: Path, random: Random) -> None:
        self.path = path
        self.policy: Policy = load(path, Cache()).policy
        self.random = random

    def line(self) -> list[str]:
        random = self.random
        flow = random.choice(list(self.policy.flows))
        words = [flow, "--json"]
        for name in self.policy.flows[flow].facts:
            fact = self.policy.facts[name]
            if fact.ask is not None and random.random() < 0.93:
                words += self.stated(name, fact)
        if random.random() < 0.8:
            words += ["--now", "MOMENT"]
        if self.path != built_in_path():
            words += ["--policy", str(self.path)]
        words += random.choice(([], [], ["--lang", "es"], ["--region", "MD"], ["--no-input"]))
        if random.random() < 0.1:
            words.insert(random.randrange(len(words)), random.choice(ODD))
        return words

    def stated(self, name: str, fact: Fact) -> list[str]:
        names = option_names(name, fact)
        if fact.kind == "yes-no":
            return [self.random.choice(names)]
        if fact.kind == "moment":
            return [names[0], "MOMENT"]
        values = {"number": "7", "date": "2026-11-20", "text": "X1", "address": "a@amazon.es"}
        values["links"] = "https://www.amazon.es/"
        return [names[0], values.get(fact.kind) or self.random.choice(list(fact.values))]

    def with_moments(self, line: list[str]) -> list[str]:
        """The line with moments: near each other, some far, in any of the usual forms."""
        random = self.random
        day = random.choice((0, 0, 0, 0, 1, -1, 3, 40, 190))
        base = PRESENT + timedelta(days=day, minutes=random.randrange(-600, 800))
        words = list(line)
        for place, word in enumerate(words):
            if word != "MOMENT":
                continue
            moment = base - timedelta(seconds=random.choice(DISTANCES))
            if words[place - 1] == "--now" and random.random() < 0.9:
                moment = base
            words[place] = self.written(moment)
        return words

    def written(self, moment: datetime) -> str:
        form = self.random.randrange(6)
        if form == 0:
            return moment.isoformat()
        if form == 1:
            return moment.astimezone(MADRID).isoformat()
        if form == 2:
            return moment.isoformat().replace("+00:00", "Z")
        local = moment.astimezone(MADRID).replace(tzinfo=None)
        return local.isoformat(timespec="minutes" if form == 3 else "seconds")


@pytest.mark.parametrize("seed", range(12))
def test_what_is_kept_answers_as_the_whole_program_does(
    seed: int, whole: Whole, environment: dict[str, str]
) -> None:
    lines = Lines(POLICIES[seed % len(POLICIES)], Random(seed))
    answered = 0
    for _ in range(LINES):
        line = lines.line()
        for _ in range(VARIATIONS):
            words = lines.with_moments(line)
            given = answer(words, environment, int(PRESENT.timestamp()))
            told = whole(words)
            if given is not None:
                answered += 1
                assert Told(*given, b"") == told, words
    # What hangs on days of the calendar alone (consumer-law) leaves no pages.
    assert answered >= LINES or lines.path not in OFTEN
