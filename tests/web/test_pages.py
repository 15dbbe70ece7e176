"""The pages in a real browser: nothing that axe finds, nothing cut off, nothing asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from conftest import AXE  # type: ignore[attr-defined]
from selenium.webdriver import Chrome
from support.builtin import POLICY, POLICY_FILE, texts, wording
from support.training import an_answer, random_answers

from ayuda.author.explaining.explain import explain_flow, explain_outcome
from ayuda.author.explaining.explanation import Explanations
from ayuda.cli.explain import explanation_page
from ayuda.model import LANGUAGES, Language
from ayuda.train.cards import CardName
from ayuda.train.decided import is_signal
from ayuda.train.practice import Practice, Standing, practice_of
from ayuda.train.schedule import study_day
from ayuda.ui.practice import practice_tables, practice_title
from ayuda.view.web.page import page

WIDTHS = {"phone": (390, 844), "desktop": (1280, 900)}
RULES = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']"
MADRID = ZoneInfo("Europe/Madrid")


def handbook(language: Language) -> bytes:
    words = wording(language)
    used = dict.fromkeys(rule.outcome for flow in POLICY.flows.values() for rule in flow.rules)
    parts = [explain_flow(words, name) for name in POLICY.flows]
    parts += [explain_outcome(words, name) for name in used]
    return explanation_page(words, explanations(language, tuple(parts)))


def one_flow(language: Language) -> bytes:
    words = wording(language)
    return explanation_page(words, explanations(language, (explain_flow(words, "cancel"),)))


def explanations(language: Language, parts: tuple[object, ...]) -> Explanations:
    return Explanations(
        policy_id=POLICY.id,
        policy_title=getattr(POLICY.title, language),
        policy_source=getattr(POLICY.source, language),
        sha256=POLICY_FILE.sha256,
        lang=language,
        explanations=parts,  # type: ignore[arg-type]
    )


def team() -> Practice:
    """Two trainees with weeks of answers about calls, interviews and messages."""
    answers = []
    for number, answer in enumerate(random_answers(Random(5), 300, days=30)):
        kind, outcome, given = answer.kind, "cancel-now", "cancel-now"
        if number % 3 == 1:
            kind, outcome = "mail", Random(number).choice(("fraudulent", "genuine"))
            given = outcome if answer.is_right else "fraudulent"
        more = {
            "kind": "question" if number % 3 == 2 else kind,
            "profile": ("ana", "luis <b>")[number % 2],
            "outcome": outcome,
            "given": given if answer.is_right else "contact-seller",
            "cue": "sender",
            "cue_is_right": number % 4 > 0 if kind == "mail" else None,
        }
        answers.append(an_answer(number, **{"at": answer.at, "grade": answer.grade, **more}))
    deck = [CardName("cancel", rule.id, "outcome") for rule in POLICY.flows["cancel"].rules]
    standings = {deck[7]: Standing(deck[7], date(2026, 11, 1), 30)}

    def day(moment: datetime) -> date:
        return study_day(moment, MADRID)

    return practice_of(answers, deck, standings, date(2026, 12, 2), day, partial(is_signal, POLICY))


def report(language: Language) -> bytes:
    words, practice = wording(language), team()
    return page(
        "practice",
        texts(language),
        title=practice_title(texts(language), practice),
        today=words.day(practice.today),
        policy_title=getattr(POLICY.title, language),
        policy_id=POLICY.id,
        sha256=POLICY_FILE.sha256,
        tables=list(practice_tables(words, practice)),
        days=practice.days,
        version="1",
    )


def exam(language: Language) -> bytes:
    answers = random_answers(Random(1), 25)
    return page(
        "exam",
        texts(language),
        profile="ana",
        at="2026-11-24 10:00",
        seed="7",
        verdict="passed",
        result=texts(language).say(
            "practice.exam_result", right="20", items="25", low="59", high="93"
        ),
        items=answers,
        policy_title=getattr(POLICY.title, language),
        policy_id=POLICY.id,
        sha256=POLICY_FILE.sha256,
        version="1",
    )


PAGES: dict[str, Callable[[Language], bytes]] = {
    "handbook": handbook,
    "one flow": one_flow,
    "report": report,
    "exam": exam,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("made", PAGES)
def test_a_page_is_readable_by_everybody_at_every_width(
    browser: Chrome, made: str, language: Language, tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(PAGES[made](language))
    for width, height in WIDTHS.values():
        browser.set_window_size(width, height)
        for scheme in ("light", "dark"):
            media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
            browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
            browser.get(path.as_uri())
            browser.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
            browser.execute_script(AXE.read_text("utf-8"))
            found = browser.execute_async_script(
                "const done = arguments[arguments.length - 1];"
                f"axe.run(document, {{runOnly: {RULES}}}).then(r => done(r.violations.map("
                "v => [v.id, v.nodes.map(n => n.html.slice(0, 200))])));"
            )
            assert found == []
            overflow = "return document.documentElement.scrollWidth > window.innerWidth"
            assert not browser.execute_script(overflow)
            assert (
                browser.execute_script("return performance.getEntriesByType('resource').length")
                == 0
            )
            assert browser.get_log("browser") == []
    assert browser.execute_script("return document.documentElement.lang") == language
    assert browser.execute_script("return document.querySelectorAll('b').length") == 0
