"""A decision at a glance: what is said to the customer stands on one screen of a terminal."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import NamedTuple

import pytest
from msgspec import structs
from support.builtin import FLOWS, POLICY, answer, moment, setting, wording
from support.builtin import texts as texts_of
from support.contract import Case, cases

from ayuda.engine.results import Decision
from ayuda.engine.windows import FactValue
from ayuda.mail.evidence_of_facts import NO_MESSAGE
from ayuda.model import LANGUAGES, Language
from ayuda.ui.closing import DONE, MORE
from ayuda.ui.glance import glance_lines, pages_of
from ayuda.ui.guide import Guide
from ayuda.ui.lines import Line, rows_of
from ayuda.ui.prompts import WAY_OUT, Choice, offer_rows
from ayuda.ui.spoken_words import Words, words_of
from ayuda.ui.ways_out import UNKNOWN
from ayuda.view.after.wanted import Wanted
from ayuda.view.pages import DecisionPage, decision_page
from ayuda.view.said_once import Preference
from ayuda.view.wording import Wording

LINES = 24


class Told(NamedTuple):
    """A case, and what is told of it in a language.

    ``deadlines`` are the moments at which its windows end, and what is left where that is told.
    """

    case: Case
    facts: dict[str, FactValue]
    page: DecisionPage
    deadlines: tuple[tuple[str, str], ...]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Reader:
    """A prompter that knows no more than was stated: it reads the screen, page by page."""

    plain = False

    def __init__(self, out: Terminal, *, pages: bool) -> None:
        self.out = out
        self.pages = pages
        self.screens: list[list[str]] = []
        self.defaults: list[str] = []

    def choose(self, question: str, hint: str, choices: Sequence[Choice], default: str = "") -> str:
        return UNKNOWN

    def write(self, question: str, hint: str, check: Callable[[str], str | None]) -> str:
        check(WAY_OUT)
        raise AssertionError(question)

    def tell(self, text: str) -> None:
        raise AssertionError(text)

    def offer(self, choices: Sequence[Choice], default: str) -> str:
        printed = re.sub(r"\x1b\[[0-9;]*m", "", self.out.getvalue()).splitlines()
        self.out.seek(0)
        self.out.truncate()
        self.screens.append([*printed, *offer_rows(choices, 0)])
        self.defaults.append(default)
        return MORE if self.pages and default == MORE else DONE

    def offer_height(self, choices: Sequence[Choice]) -> int:
        return len(offer_rows(choices, 0))


@cache
def decided() -> tuple[tuple[Case, dict[str, FactValue], Decision], ...]:
    """A case for every screen of the built-in policy: those of one region look the same."""
    found: dict[object, tuple[Case, dict[str, FactValue], Decision]] = {}
    for flow in FLOWS:
        for case in cases(flow, edges=False):
            for facts in _complete(case):
                result = answer(flow, facts, case.now)
                assert isinstance(result, Decision)
                shown = (result.windows, result.notices, result.steps)
                key = (flow, result.rule.id, *(tuple(map(str, part)) for part in shown))
                found.setdefault(key, (case, facts, result))
    return tuple(found.values())


@cache
def told(language: Language) -> tuple[Told, ...]:
    """What is told of each of them in a language."""
    return tuple(
        Told(case, facts, decision_page(words, result), tuple(deadlines_of(words, result)))
        for case, facts, result in decided()
        for words in [wording(language, case.now)]
    )


def deadlines_of(words: Wording, decision: Decision) -> Iterator[tuple[str, str]]:
    for state in decision.windows:
        window = POLICY.windows[state.id]
        tells_left = "{left}" in window.states[state.state].says.en
        left = words.left(state.seconds_left) if tells_left else ""
        yield words.deadline(state.until, window), left


def _complete(case: Case) -> Iterator[dict[str, FactValue]]:
    """The facts of a case with the answer to everything that could still be asked."""
    facts: dict[str, FactValue] = dict(case.facts)  # type: ignore[arg-type]
    if case.flow == "track":
        yield {**facts, "several_items": False, "destination": "spain"}
        yield {**facts, "several_items": True, "destination": "ceuta"}
    elif isinstance(answer(case.flow, facts, case.now), Decision):
        yield facts
    else:
        yield from ({**facts, "seller": seller} for seller in ("amazon", "marketplace"))


def spoken() -> Words:
    return words_of([texts_of(language) for language in LANGUAGES])


def screens_of(
    one: Told, language: Language, monkeypatch: pytest.MonkeyPatch, *, pages: bool = False
) -> Reader:
    """What a person sees of a case, each time that the closing menu stands."""
    out = Terminal()
    reader = Reader(out, pages=pages)
    texts = texts_of(language)
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", out)
        wanted = Wanted("0" * 64, texts, lambda: texts)
        guide = Guide(reader, texts, partial(setting, one.case.now), spoken, wanted=wanted)
        guide.lead(one.case.flow, one.facts, NO_MESSAGE)
    return reader


def flowing(rows: Sequence[str]) -> str:
    """Rows as one text, without the signs in the margin."""
    return " ".join(" ".join(row[3:] for row in rows).split())


def head_of(one: Told) -> list[str]:
    """The answer, what to say, and of each deadline the moment and what is left."""
    return [one.page.title, one.page.say, *(words for pair in one.deadlines for words in pair)]


def importants_of(one: Told) -> list[str]:
    return [notice.text for notice in one.page.notices if notice.important]


def holds(text: str, wanted: str) -> bool:
    return " ".join(wanted.split()) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_of_80_by_24_holds_what_is_told_and_nearly_all_hold_every_step(
    language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", str(LINES))
    every = told(language)
    assert len(every) > 60
    whole = 0
    for one in every:
        text = flowing(screens_of(one, language, monkeypatch).screens[0][-LINES:])
        steps = [step.text for step in one.page.steps]
        for wanted in [*head_of(one), *importants_of(one), steps[0]]:
            assert holds(text, wanted), (one.case, wanted)
        whole += all(holds(text, step) for step in steps)
    assert whole * 100 >= len(every) * 95


@pytest.mark.parametrize("size", [(80, 24), (40, 24), (40, 12), (30, 40)], ids=str)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_does_not_fit_is_paged_and_nothing_is_scrolled_away_or_cut(
    language: Language, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    columns, lines = size
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("LINES", str(lines))
    several = warned = 0
    for one in told(language):
        reader = screens_of(one, language, monkeypatch, pages=True)
        several += len(reader.screens) > 1
        assert reader.defaults == [MORE] * (len(reader.screens) - 1) + [DONE]
        seen = ""
        for screen in reader.screens:
            assert all(len(row) <= columns for row in screen), screen
            rows = screen[1:]
            assert len(rows) <= lines or _one_paragraph(rows), (one.case, screen)
            seen += f" {flowing(rows)}"
            assert holds(flowing(rows), one.page.title)
        steps = [step.text for step in one.page.steps]
        for wanted in [*head_of(one), *importants_of(one), *steps]:
            assert holds(seen, wanted), (one.case, wanted)
        if columns * lines >= 40 * LINES:
            first = flowing(reader.screens[0])
            for wanted in [*head_of(one), steps[0]]:
                assert holds(first, wanted), (one.case, wanted)
            warned += all(holds(first, wanted) for wanted in importants_of(one))
    if columns * lines >= 40 * LINES:
        assert warned * 100 >= len(told(language)) * 95
    assert bool(several) is (columns < 80)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deadline_that_is_said_to_the_customer_is_told_once(
    language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", str(LINES))
    said_too = others = 0
    for one in told(language):
        text = flowing(screens_of(one, language, monkeypatch).screens[0])
        head = text.partition(" ".join(one.page.steps[0].text.split()))[0]
        for deadline, (until, left) in zip(one.page.deadlines, one.deadlines, strict=True):
            whole = f"{deadline.name}: {deadline.text}"
            said_too += deadline.is_said
            others += not deadline.is_said
            assert until in one.page.say or not deadline.is_said
            assert holds(head, whole) is not deadline.is_said
            assert not deadline.is_said or holds(head, f"{deadline.name}: ") is bool(left)
    assert said_too
    assert others


@pytest.mark.parametrize("size", [(80, 24), (40, 24)], ids=str)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_worth_setting_pushes_no_first_step_away(
    language: Language, size: tuple[int, int]
) -> None:
    columns, lines = size
    texts = texts_of(language)
    unset = Preference(texts.say("once.region"), "ayuda config set region MD")
    rows = offer_rows([Choice("w", texts.say("walk.why"), "w")] * 4, columns)
    for one in told(language):
        page = structs.replace(one.page, worth_setting=(unset,))
        pages = pages_of(glance_lines(texts, page), columns, lines - len(rows) - 1)
        assert one.page.steps[0].text in [line.text for line in pages[0]]
        assert [line.text for line in pages[-1]][-2:] == [unset.text, unset.command]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_is_shown_how_to_set_a_region_that_would_have_changed_the_answer(
    language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", str(LINES))
    facts: dict[str, FactValue] = {"reason": "after-order"}
    case = Case("contact-seller", facts, moment("2026-12-04T10:00"))
    page = told(language)[0].page
    reader = screens_of(Told(case, facts, page, ()), language, monkeypatch)
    text = flowing(reader.screens[0])
    assert holds(text, texts_of(language).say("once.region"))
    assert holds(text, "ayuda config set region AN")


def _one_paragraph(rows: Sequence[str]) -> bool:
    """Whether a page holds no more than the answer and one paragraph, which nothing parts."""
    return sum(not row.startswith("   ") for row in rows) <= 3


@pytest.mark.parametrize("width", range(12, 60))
def test_no_row_ends_at_a_space_that_does_not_break(width: int) -> None:
    line = Line("Tiene unos 30\xa0minutos y 2\xa0días y 14\xa0horas.", hang=3, mark="1")
    rows = [row.plain for row in rows_of(line, width)]
    assert all(unit in " ".join(rows) for unit in ("30\xa0minutos", "2\xa0días", "14\xa0horas"))
    assert all(len(row) <= max(width, 13) for row in rows)
