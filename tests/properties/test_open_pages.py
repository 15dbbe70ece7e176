"""A page says for which moments it holds: filled with them, it is the document of that case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from support.builtin import POLICY_FILE, moment
from support.language.cases import CasesOfFlow
from support.language.comparing import FLOW, setting_of
from support.language.drawn_cases import drawn_cases
from support.language.page import Page
from support.language.random_language import random_language
from support.random_policies import random_policy

from ayuda.cache import Cache
from ayuda.calendar import Calendar
from ayuda.case import Case, decide
from ayuda.engine.knowledge import Contradiction
from ayuda.engine.results import Decision
from ayuda.engine.stated import check_time, checked_day
from ayuda.engine.windows import Facts, FactValue, Setting
from ayuda.errors import AyudaError
from ayuda.front import Told, filled
from ayuda.model import NOW, Policy
from ayuda.policy.load import PolicyFile
from ayuda.texts import load_texts
from ayuda.view.document import decision_document, encode
from ayuda.view.open_document import open_page
from ayuda.view.wording import wording_as_of

TEXTS = [load_texts(language, Cache()) for language in ("en", "es")]
CLOCKS_CHANGE = "2026-10-24T20:00"
SEEDS, TOGETHER = 400, 40
CASES, SHIFTS = 4, 10
SECONDS = (0, 1, -1, 60, -60, 1799, 1801, 3600, -3600, 86_400, -86_400, 9 * 86_400)


def document(
    setting: Setting, facts: Facts, language: int, flow: str = FLOW, file: PolicyFile | None = None
) -> str | None:
    """The document of a decision; None where the case has none."""
    try:
        for name, value in facts.items():
            if isinstance(value, datetime):
                check_time(setting, setting.policy.facts[name], value, name)
            elif isinstance(value, date):
                checked_day(setting, setting.policy.facts[name], value, name)
        answer = decide(setting, Case(flow, facts)).answer
    except (AyudaError, Contradiction):
        return None
    if not isinstance(answer, Decision):
        return None
    wording = wording_as_of(TEXTS[language], setting)
    policy_file = file or file_of(setting.policy)
    return f"{encode(decision_document(wording, policy_file, answer)).decode()}\n"


def file_of(policy: Policy) -> PolicyFile:
    return PolicyFile("policy.toml", policy, "0" * 64)


def seconds(moment: datetime) -> Told:
    return int(moment.timestamp()), 0


def shifted(facts: Facts, random: Random) -> Facts:
    """The facts with other moments: all together, and each a little."""
    together = random.choice(SECONDS)

    def moved(value: FactValue) -> FactValue:
        if not isinstance(value, datetime):
            return value
        return value + timedelta(seconds=together + random.choice((0, *SECONDS)))

    return {name: moved(value) for name, value in facts.items()}


def cases_of(seed: int, random: Random) -> Iterator[tuple[Setting, Facts]]:
    """Cases of a random policy: of windows from single moments, or of the whole language."""
    if seed % 2:
        drawn = random_language(seed)
        policy, now = drawn.policy, drawn.now
    else:
        policy, now = random_policy(seed), datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    setting = setting_of(policy, now)
    for case in drawn_cases(CasesOfFlow(Page(policy, FLOW, now)), random, CASES):
        facts = {
            name: value.replace(microsecond=0) if isinstance(value, datetime) else value
            for name, value in case.known.items()
        }
        yield setting, facts  # type: ignore[misc]


@pytest.mark.parametrize("first", range(0, SEEDS, TOGETHER))
def test_a_page_that_holds_is_the_document(first: int) -> None:
    pages = held = 0
    for seed in range(first, first + TOGETHER):
        random = Random(seed)
        for setting, facts in cases_of(seed, random):
            language = random.randrange(2)
            own = document(setting, facts, language)
            if own is None:
                continue
            names = [name for name, value in facts.items() if isinstance(value, datetime)]
            told = {name: place for place, name in enumerate((*names, NOW))}
            decision = decide(setting, Case(FLOW, facts)).answer
            assert isinstance(decision, Decision)
            texts = TEXTS[language]
            page = open_page(setting, file_of(setting.policy), texts, decision, told)
            if page is None:
                continue
            pages += 1
            for _ in range(SHIFTS):
                other = shifted(facts, random)
                now = setting.now + timedelta(seconds=random.choice(SECONDS))
                moments = [seconds(other[name]) for name in names]  # type: ignore[arg-type]
                found = filled(page, [*moments, seconds(now)])
                if found is not None:
                    held += 1
                    moved = Setting(setting.policy, now, setting.calendar)
                    assert found == (
                        decision.outcome.exit_code,
                        document(moved, other, language),
                    ), (seed, facts, other, now)
    assert held > pages > TOGETHER / 2


@pytest.mark.parametrize("language", [0, 1])
@pytest.mark.parametrize("start", ["2026-11-24T23:20", "2026-11-24T09:00", CLOCKS_CHANGE])
def test_words_around_a_time_hold_with_it_at_every_hour(start: str, language: int) -> None:
    policy = POLICY_FILE.policy
    first = moment(start)
    stated = {"stage": "placed", "seller": "marketplace", "shipped_by": "seller", "bundle": False}
    told = {"ordered_at": 0, NOW: 1}
    held = 0
    pages: list[str] = []
    for minutes in range(0, 2 * 24 * 60, 7):
        now = first + timedelta(minutes=minutes)
        facts: Facts = {**stated, "ordered_at": now - timedelta(minutes=minutes % 30)}
        setting = Setting(policy, now, Calendar(policy.country))
        own = document(setting, facts, language, "cancel", POLICY_FILE)
        asked = [seconds(facts["ordered_at"]), seconds(now)]  # type: ignore[arg-type]
        for page in pages:
            found = filled(page, asked)
            if found is not None:
                held += 1
                assert found == (0, own), now
        decision = decide(setting, Case("cancel", facts)).answer
        assert isinstance(decision, Decision)
        page = open_page(setting, POLICY_FILE, TEXTS[language], decision, told)
        pages += [page] if page is not None else []
    assert held > len(pages) or start == CLOCKS_CHANGE  # Then pages are for one side of it.
