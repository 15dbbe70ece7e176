"""Asking for a moment: which of several, what is exact enough, and what hangs on the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spoken_tables import LISTS, entries
from support.builtin import MADRID, POLICY, moment, setting

from ayuda.cache import Cache
from ayuda.engine.decide import step
from ayuda.engine.windows import FactValue
from ayuda.model import LANGUAGES, Language
from ayuda.texts import Texts, load_texts
from ayuda.ui.prompts import Choice
from ayuda.ui.questions import Questioner
from ayuda.ui.spoken_meaning import Stretch
from ayuda.ui.spoken_states import MARGIN, StateReader, windows_that_decide
from ayuda.ui.spoken_words import words_of
from ayuda.ui.ways_out import Answered

TEXTS = {language: load_texts(language, Cache()) for language in LANGUAGES}
WORDS = words_of(list(TEXTS.values()))
MARKETPLACE = {"stage": "placed", "seller": "marketplace", "bundle": False}
BUNDLE = {"stage": "placed", "seller": "amazon", "bundle": True, "bundle_item_shipped": True}
NOW = moment("2026-11-23T12:00")  # a Monday


class NothingMoreTyped(Exception):
    """What was typed is refused, and there is nothing else to type."""


class Typing:
    """A prompter that types and then chooses the line that holds some words."""

    def __init__(self, typed: str, *chosen: str) -> None:
        self.typed = [typed]
        self.chosen = list(chosen)
        self.shown: list[str] = []
        self.menus: list[list[str]] = []
        self.told: list[str] = []
        self.objection = ""

    def choose(self, question: str, hint: str, choices: Sequence[Choice], default: str = "") -> str:
        self.shown.append(f"{question} {hint}".strip())
        self.menus.append([choice.label for choice in choices])
        wanted = self.chosen.pop(0)
        return next(choice.key for choice in choices if wanted in choice.label)

    def write(self, question: str, hint: str, check: Callable[[str], str | None]) -> str:
        if not self.typed:
            raise NothingMoreTyped
        typed = self.typed.pop(0)
        self.objection = check(typed) or ""
        assert typed or not self.objection
        if self.objection:
            raise NothingMoreTyped
        return typed

    def tell(self, text: str) -> None:
        self.told.append(text)


def ask(
    prompter: Typing,
    facts: dict[str, FactValue],
    now: datetime = NOW,
    language: Language = "en",
    *,
    flow: str = "cancel",
    fact: str = "ordered_at",
) -> datetime:
    """What a case's question for a moment comes to."""
    asked = Questioner(prompter, TEXTS[language], lambda: setting(now), lambda: WORDS)
    windows = windows_that_decide(POLICY, step(setting(now), flow, facts), fact)
    reply = asked.ask(fact, can_go_back=False, windows=windows)
    assert isinstance(reply, Answered)
    assert isinstance(reply.value, datetime)
    return reply.value


def objection(
    typed: str, facts: dict[str, FactValue], now: datetime = NOW, language: Language = "en"
) -> str:
    prompter = Typing(typed)
    with pytest.raises(NothingMoreTyped):
        ask(prompter, facts, now, language)
    return prompter.objection


@pytest.mark.parametrize(
    ("language", "typed", "chosen", "meant"),
    [
        ("es", "ayer a las 6", "06:00", "2026-11-22T06:00"),
        ("es", "ayer a las 6", "18:00", "2026-11-22T18:00"),
        ("en", "yesterday at half past six", "18:30", "2026-11-22T18:30"),
    ],
)
def test_morning_or_evening_is_asked_by_one_key(
    language: Language, typed: str, chosen: str, meant: str
) -> None:
    prompter = Typing(typed, chosen)
    assert ask(prompter, MARKETPLACE, language=language) == moment(meant)
    assert len(prompter.menus) == 1
    assert len(prompter.menus[0]) == 3  # both, and to type it again
    assert typed in prompter.shown[0]


def test_neither_of_two_times_lets_it_be_typed_again() -> None:
    prompter = Typing("ayer a las 6", TEXTS["en"].say("walk.neither"), "right")
    prompter.typed.append("11:50")
    assert ask(prompter, MARKETPLACE) == moment("2026-11-23T11:50")


def test_of_a_repeated_time_it_is_asked_which_in_words() -> None:
    now = moment("2026-10-25T12:00")
    prompter = Typing("02:30", "before the clocks went back")
    assert ask(prompter, MARKETPLACE, now) == datetime.fromisoformat("2026-10-25T02:30+02:00")
    assert "+0" not in " ".join(prompter.menus[0])


ENOUGH = [
    ("yesterday", MARKETPLACE, "yesterday", "more than 30 minutes after ordering"),
    (
        "ayer por la tarde",
        MARKETPLACE,
        "from 12:00 to 21:59",
        "more than 30 minutes after ordering",
    ),
    ("more than an hour ago", MARKETPLACE, "or earlier", "more than 30 minutes after ordering"),
    ("más de media hora", MARKETPLACE, "or earlier", "more than 30 minutes after ordering"),
    (
        "less than half an hour ago",
        MARKETPLACE,
        "from 11:30 to 12:00",
        "up to 30 minutes after ordering",
    ),
    ("last week", MARKETPLACE, "between", "more than 30 minutes after ordering"),
    ("yesterday", BUNDLE, "yesterday", "less than 72 hours after ordering"),
    ("the 15th", BUNDLE, "Sunday 15 November", "72 hours or more after ordering"),
    ("more than 3 days ago", BUNDLE, "or earlier", "72 hours or more after ordering"),
]


@pytest.mark.parametrize(("typed", "facts", "shown", "state"), ENOUGH)
def test_what_gives_one_state_is_enough_and_shown_as_it_was_said(
    typed: str, facts: dict[str, FactValue], shown: str, state: str
) -> None:
    prompter = Typing(typed, TEXTS["en"].say("walk.right"))
    counted = ask(prompter, facts)
    assert shown in prompter.shown[0]
    assert state in prompter.shown[0]
    assert "counts as" in prompter.shown[0]
    assert counted <= NOW


@pytest.mark.parametrize(
    ("state", "minutes"),
    [("up to 30 minutes after ordering", 25), ("more than 30 minutes after ordering", 30)],
)
def test_it_is_told_as_which_moment_a_chosen_state_counts(state: str, minutes: int) -> None:
    prompter = Typing("", state)
    counted = ask(prompter, MARKETPLACE)
    assert (NOW - counted) // timedelta(minutes=1) == minutes
    shown = counted.astimezone(MADRID)
    assert prompter.told == [f"  It counts as today at {shown:%H:%M}."]


INEXACT = [
    ("today", MARKETPLACE),
    ("hoy", MARKETPLACE),
    ("this morning", MARKETPLACE),
    ("this week", MARKETPLACE),
    ("in the last hour", MARKETPLACE),
    ("less than an hour ago", MARKETPLACE),
    ("more than 10 minutes ago", MARKETPLACE),
    ("friday", BUNDLE),
    ("3 days ago", BUNDLE),
    ("more than an hour ago", BUNDLE),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("typed", "facts"), INEXACT)
def test_what_can_be_either_is_not_enough_and_both_are_told(
    typed: str, facts: dict[str, FactValue], language: Language
) -> None:
    told = objection(typed, facts, language=language)
    assert typed in told
    window = "marketplace_cancel" if facts is MARKETPLACE else "bundle_wait"
    for state in POLICY.windows[window].states.values():
        name: str = getattr(state.name, language)
        assert name.partition("{")[0] in told
    assert "T" not in told.split(typed)[-1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("typed", "now"),
    [
        ("mañana", "2026-11-23T12:00"),
        ("tomorrow at 9", "2026-11-23T12:00"),
        ("2026-11-23 12:01", "2026-11-23T12:00"),
        ("2026-11-24T12:01+01:00", "2026-11-23T12:00"),
        ("hace un rato", "2026-11-23T12:00"),
        ("2026-03-29 02:30", "2026-03-29T12:00"),
        ("qwerty", "2026-11-23T12:00"),
        ("22/11/1969 10:00", "2026-11-23T12:00"),
    ],
)
def test_a_refusal_tells_what_would_be_right_and_never_in_iso(
    typed: str, now: str, language: Language
) -> None:
    told = objection(typed, MARKETPLACE, moment(now), language).replace(typed, "")
    assert told
    assert "2026-" not in told
    assert "+0" not in told


def test_a_skipped_time_is_refused_with_both_beside_it() -> None:
    told = objection("hoy a las 2 y media de la madrugada", MARKETPLACE, moment("2026-03-29T12:00"))
    assert "today at 01:30" in told
    assert "today at 03:30" in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("facts", "window"), [(MARKETPLACE, "marketplace_cancel"), (BUNDLE, "bundle_wait")]
)
def test_an_empty_line_offers_the_states_and_each_leads_to_itself(
    facts: dict[str, FactValue], window: str, language: Language
) -> None:
    texts: Texts = TEXTS[language]
    length = texts.count(*(("minute", 30) if window == "marketplace_cancel" else ("hour", 72)))
    for state, words in POLICY.windows[window].states.items():
        label = getattr(words.name, language).replace(f"{{{window}}}", length)
        prompter = Typing("", label)
        counted = ask(prompter, facts, language=language)
        assert texts.say("walk.type_it") in prompter.menus[0]
        assert len(prompter.menus[0]) == 5
        states = StateReader(setting(NOW), "ordered_at", [window])
        later = StateReader(setting(NOW + MARGIN - timedelta(minutes=1)), "ordered_at", [window])
        for reader in (states, later):
            assert reader.decided(Stretch(counted, counted)) == ((window, state),)


def test_the_states_of_working_days_are_told_with_their_window() -> None:
    prompter = Typing("", "overdue")
    facts: dict[str, FactValue] = {"reason": "invoice", "seller": "marketplace"}
    counted = ask(prompter, facts, flow="contact-seller", fact="contacted_at")
    assert prompter.menus[0][:2] == ["Seller's answer: still pending", "Seller's answer: overdue"]
    assert counted < moment("2026-11-19T00:00")


def test_a_day_is_enough_where_a_date_may_stand() -> None:
    prompter = Typing("last thursday", TEXTS["en"].say("walk.right"))
    facts: dict[str, FactValue] = {"reason": "invoice", "seller": "marketplace"}
    counted = ask(prompter, facts, flow="contact-seller", fact="contacted_at")
    assert counted == moment("2026-11-19T00:00")
    assert "counts as" not in prompter.shown[0]


STRETCHES = [
    stretch
    for name in LISTS
    for _, _, meant in entries(name)
    if not isinstance(meant, str)
    for stretch in meant
    if stretch.moment is None
]


@given(
    stretch=st.sampled_from(STRETCHES),
    shift=st.integers(0, 100 * 1440),
    places=st.lists(st.floats(0, 1), max_size=5),
    ordered=st.booleans(),
)
def test_every_moment_of_a_decided_stretch_has_its_states(
    stretch: Stretch, shift: int, places: list[float], ordered: bool
) -> None:
    now = moment("2026-11-25T16:20") + timedelta(minutes=shift)
    fact = "ordered_at" if ordered else "contacted_at"
    windows = [name for name, window in POLICY.windows.items() if window.begins == fact]
    reader = StateReader(setting(now), fact, windows)
    earliest = stretch.earliest or stretch.latest - timedelta(days=900)
    states = reader.decided(stretch)
    if states is None:
        return
    counted = reader.counted(stretch).latest
    assert earliest <= counted <= stretch.latest
    for one in (counted, *(earliest + place * (stretch.latest - earliest) for place in places)):
        assert reader.decided(Stretch(one, one)) == states


@given(now=st.datetimes(datetime(2021, 1, 1), datetime(2029, 1, 1)))  # noqa: DTZ001
def test_the_choices_of_states_cover_the_past_without_a_gap(now: datetime) -> None:
    for windows in (["marketplace_cancel"], ["bundle_wait"], ["marketplace_cancel", "bundle_wait"]):
        present = now.replace(microsecond=0, tzinfo=MADRID).astimezone(
            moment("2026-11-22T00:00").tzinfo
        )
        found = list(StateReader(setting(present), "ordered_at", windows).choices())
        assert found[0][1].latest == present
        assert found[-1][1].earliest is None
        assert len({states for states, _ in found}) == len(found) == len(windows) + 1
        for (_, later), (_, earlier) in pairwise(found):
            assert later.earliest == earlier.latest + timedelta(seconds=1)
