"""The six flows walked at a real terminal, in both languages, as a person would."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from terminal_driver import BACKSPACE, ENTER, ESCAPE, Open, Terminal
from walks import (
    NOW,
    Answer,
    answer,
    built_in,
    finish,
    flow_title,
    hint,
    label,
    question,
    say,
    title,
)

from ayuda.model import LANGUAGES, Language

BOTH = pytest.mark.parametrize("language", LANGUAGES)


class Walk(NamedTuple):
    """A flow, the facts that are asked for with their answers, and what they come to."""

    flow: str
    answers: dict[str, Answer]
    outcome: str
    code: int = 0
    given: tuple[str, ...] = ()


WALKS = [
    Walk(
        "cancel",
        {"stage": "placed", "seller": "marketplace", "ordered_at": "20 min", "bundle": False},
        "cancel-now",
    ),
    Walk(
        "modify",
        {
            "stage": "placed",
            "seller": "marketplace",
            "shipped_by": "seller",
            "change": "address",
            "ordered_at": "ayer 18:00",
        },
        "request-cancellation-and-reorder",
    ),
    Walk(
        "return",
        {"stage": "delivered", "seller": "marketplace", "shipped_by": "amazon"},
        "return-online",
    ),
    Walk(
        "track",
        {
            "stage": "shipped",
            "missing": False,
            "trackable": True,
            "seller": "amazon",
            "several_items": True,
            "destination": "ceuta",
        },
        "track-online",
    ),
    Walk("contact-seller", {"reason": "after-order", "contacted_at": None}, "contact-from-orders"),
    Walk(
        "check-email",
        {
            "sender": "no-reply@amazon.es",
            "link": "https://www.amazon.es/orders",
            "asks_personal_data": False,
            "asks_payment_update": True,
            "in_my_orders": False,
        },
        "fraudulent",
        1,
    ),
]
# Letters in one language and arrows in the other; the first flow in all four ways.
PARAMS = [
    pytest.param(walk, language, arrows, id=f"{walk.flow}-{language}-{how}")
    for place, walk in enumerate(WALKS)
    for language in LANGUAGES
    for arrows, how in ((False, "letters"), (True, "arrows"))
    if place == 0 or (language == LANGUAGES[place % 2]) is arrows
]


def start(open_terminal: Open, language: Language, *arguments: str, **more: object) -> Terminal:
    terminal: Terminal = open_terminal(*arguments, "--now", NOW, "--lang", language, **more)
    return terminal


@pytest.mark.parametrize(("walk", "language", "arrows"), PARAMS)
def test_each_flow_asks_only_what_matters_with_hints_and_ends_in_its_outcome(
    open_terminal: Open, walk: Walk, language: Language, arrows: bool
) -> None:
    terminal = start(open_terminal, language, walk.flow)
    for fact, given in walk.answers.items():
        terminal.wait_for(hint(fact, language))
        answer(terminal, fact, given, language, arrows=arrows)
    terminal.wait_for(f"{flow_title(walk.flow, language)} ● {title(walk.outcome, language)}")
    for fact in built_in().flows[walk.flow].facts:
        if fact not in walk.answers and built_in().facts[fact].ask is not None:
            assert question(fact, language) not in terminal.flowing
    assert finish(terminal, language, arrows=arrows) == walk.code
    assert terminal.attributes_are_as_before()
    assert terminal.cursor_is_visible


@BOTH
def test_given_options_are_not_asked(open_terminal: Open, language: Language) -> None:
    terminal = start(open_terminal, language, "cancel", "--stage", "placed", "--no-bundle")
    answer(terminal, "seller", "amazon", language)
    terminal.wait_for(title("cancel-now", language))
    for fact in ("stage", "bundle", "bundle_item_shipped", "shipped_by", "ordered_at"):
        assert question(fact, language) not in terminal.flowing
    assert finish(terminal, language) == 0


def test_nothing_is_asked_where_everything_is_given(open_terminal: Open) -> None:
    call = "return --stage delivered --seller amazon"
    terminal = start(open_terminal, "en", *call.split())
    terminal.wait_for(title("return-online", "en"))
    assert finish(terminal, "en") == 0


@pytest.mark.parametrize("option", ["--no-input", "--json"])
def test_nothing_is_asked_where_that_is_not_wanted(open_terminal: Open, option: str) -> None:
    terminal = start(open_terminal, "en", "cancel", "--stage", "placed", option)
    assert terminal.wait_for_end() == 3
    assert "--seller" in terminal.text
    assert terminal.menu() == {}


def test_a_contradiction_of_given_options_is_refused_before_anything_is_asked(
    open_terminal: Open,
) -> None:
    call = "cancel --seller amazon --shipped-by seller"
    terminal = start(open_terminal, "en", *call.split())
    assert terminal.wait_for_end() == 2
    assert "--shipped-by" in terminal.text
    assert question("stage", "en") not in terminal.flowing


# ------------------------------------------------------------------ after the outcome


@BOTH
def test_why_tells_the_rules_and_the_sources_and_the_answer_comes_back(
    open_terminal: Open, language: Language
) -> None:
    terminal = start(open_terminal, language, "return", "--stage", "placed")
    terminal.wait_for_menu(say(language, "walk.why"))
    source = getattr(built_in().statements["S24"].says, language)
    assert "S24" in terminal.flowing
    assert source not in terminal.flowing
    terminal.send("w")
    terminal.wait_for(say(language, "trace.intro"))
    terminal.wait_for("(not-sent-yet)")
    terminal.wait_for(source)
    terminal.wait_for_menu(say(language, "walk.answer"))
    assert say(language, "walk.why") not in terminal.menu()
    terminal.send("w")
    terminal.wait_for_menu(say(language, "walk.why"))
    assert terminal.text.count(f"●  {title('cancel-instead', language)}") == 2
    assert finish(terminal, language) == 0


@pytest.mark.parametrize(("language", "arrows"), [("en", True), ("es", False)])
def test_going_on_carries_the_facts_over(
    open_terminal: Open, language: Language, arrows: bool
) -> None:
    terminal = start(open_terminal, language, "return")
    answer(terminal, "stage", "placed", language, arrows=arrows)
    terminal.wait_for(title("cancel-instead", language))
    onward = flow_title("cancel", language)
    terminal.wait_for_menu(say(language, "walk.done"))
    terminal.choose(onward, arrows=arrows)
    answer(terminal, "seller", "amazon", language, arrows=arrows)
    answer(terminal, "bundle", False, language, arrows=arrows)
    terminal.wait_for(title("cancel-now", language))
    assert terminal.flowing.count(question("stage", language)) == 1
    assert finish(terminal, language, arrows=arrows) == 0


def test_what_an_outcome_implies_is_carried_over_too(open_terminal: Open) -> None:
    call = "return --stage delivered --shipped-by seller"
    terminal = start(open_terminal, "en", *call.split())
    terminal.choose(flow_title("contact-seller", "en"))
    answer(terminal, "contacted_at", "yesterday", "en")
    terminal.wait_for(title("wait-for-reply", "en"))
    assert question("reason", "en") not in terminal.flowing
    assert finish(terminal, "en") == 0


@BOTH
def test_a_changed_answer_keeps_the_later_ones_that_still_apply(
    open_terminal: Open, language: Language
) -> None:
    terminal = start(open_terminal, language, "cancel")
    answer(terminal, "stage", "placed", language)
    answer(terminal, "seller", "amazon", language)
    answer(terminal, "bundle", True, language)
    answer(terminal, "bundle_item_shipped", True, language)
    answer(terminal, "ordered_at", "2026-11-22 09:00", language)
    terminal.wait_for(title("wait-for-bundle", language))
    terminal.wait_for_menu(say(language, "walk.done"))
    terminal.choose(say(language, "walk.change"))
    terminal.wait_for_question(say(language, "walk.back_question"))
    stage = getattr(built_in().facts["stage"].name, language)
    for fact in ("stage", "seller", "bundle", "bundle_item_shipped", "ordered_at"):
        terminal.wait_for(f"{getattr(built_in().facts[fact].name, language)}: ")
    terminal.choose(f"{stage}: {label('stage', 'placed', language)}")
    terminal.wait_until(
        lambda: terminal.flowing.count(question("stage", language)) == 2, "the question again"
    )
    answer(terminal, "stage", "preparing", language)
    terminal.wait_for(title("request-cancellation", language))
    assert terminal.flowing.count(question("seller", language)) == 1, "the seller is kept"
    assert terminal.flowing.count(question("bundle", language)) == 1, "the bundle is kept"
    assert finish(terminal, language) == 0


@BOTH
def test_going_back_in_the_middle_drops_what_no_longer_applies(
    open_terminal: Open, language: Language
) -> None:
    terminal = start(open_terminal, language, "return")
    answer(terminal, "stage", "shipped", language)
    answer(terminal, "seller", "marketplace", language)
    terminal.wait_for_question(question("shipped_by", language))
    terminal.choose(say(language, "walk.back"))
    terminal.wait_for_question(say(language, "walk.back_question"))
    seller = getattr(built_in().facts["seller"].name, language)
    terminal.choose(f"{seller}: {label('seller', 'marketplace', language)}")
    terminal.wait_until(
        lambda: terminal.flowing.count(question("seller", language)) == 2, "the question again"
    )
    answer(terminal, "seller", "amazon", language)
    terminal.wait_for(title("refuse-or-return", language))
    assert terminal.flowing.count(question("shipped_by", language)) == 1
    assert finish(terminal, language) == 0


def test_going_back_can_be_called_off(open_terminal: Open) -> None:
    terminal = start(open_terminal, "en", "return")
    answer(terminal, "stage", "shipped", "en")
    terminal.wait_for_question(question("seller", "en"))
    terminal.choose(say("en", "walk.back"))
    terminal.wait_for_question(say("en", "walk.back_question"))
    terminal.choose(say("en", "walk.back_cancel"))
    terminal.wait_until(
        lambda: terminal.flowing.count(question("seller", "en")) == 2, "the question again"
    )
    answer(terminal, "seller", "amazon", "en")
    assert finish(terminal, "en") == 0


@BOTH
@pytest.mark.parametrize("key", ["9", ESCAPE])
def test_the_first_question_leads_back_to_the_menu(
    open_terminal: Open, language: Language, key: str
) -> None:
    terminal = start(open_terminal, language, "return")
    terminal.wait_for_question(question("stage", language))
    assert say(language, "walk.back") not in terminal.menu()
    terminal.send(key)
    terminal.wait_for_question(say(language, "topics.question"))
    terminal.choose(say(language, "topics.leave"))
    assert terminal.wait_for_end() == 0


@BOTH
def test_an_option_that_was_given_can_be_changed_too(
    open_terminal: Open, language: Language
) -> None:
    call = "cancel --stage placed --seller amazon --no-bundle"
    terminal = start(open_terminal, language, *call.split())
    terminal.wait_for(title("cancel-now", language))
    terminal.choose(say(language, "walk.change"))
    terminal.wait_for_question(say(language, "walk.back_question"))
    seller = getattr(built_in().facts["seller"].name, language)
    terminal.choose(f"{seller}: {label('seller', 'amazon', language)}")
    answer(terminal, "seller", "marketplace", language)
    answer(terminal, "ordered_at", "20 min", language)
    terminal.wait_for_menu(say(language, "walk.done"))
    assert "12:10" in terminal.flowing, "the time of an external seller's order"
    assert finish(terminal, language) == 0


@BOTH
def test_escape_goes_one_step_back_at_every_kind_of_question(
    open_terminal: Open, language: Language
) -> None:
    call = "cancel --seller marketplace"
    terminal = start(open_terminal, language, *call.split())
    answer(terminal, "stage", "placed", language)
    terminal.wait_for_line(question("ordered_at", language))
    terminal.send(ESCAPE)
    terminal.wait_for_question(question("stage", language))
    answer(terminal, "stage", "placed", language)
    answer(terminal, "ordered_at", "20 min", language)
    terminal.wait_for_question(question("bundle", language))
    terminal.send(ESCAPE)
    terminal.wait_for_line(question("ordered_at", language))
    answer(terminal, "ordered_at", "20 min", language)
    answer(terminal, "bundle", False, language)
    terminal.wait_for(title("cancel-now", language))
    terminal.wait_for_menu(say(language, "walk.done"))
    terminal.send(ESCAPE)
    answer(terminal, "bundle", False, language)
    assert finish(terminal, language) == 0


@BOTH
def test_what_is_settled_is_decided_by_one_key(open_terminal: Open, language: Language) -> None:
    terminal = start(open_terminal, language, "track")
    answer(terminal, "stage", "shipped", language)
    answer(terminal, "missing", False, language)
    terminal.wait_for_question(question("trackable", language))
    assert say(language, "walk.enough") not in terminal.menu()
    answer(terminal, "trackable", True, language)
    terminal.wait_for_menu(say(language, "walk.enough"))
    terminal.send("8")
    terminal.wait_for(title("track-online", language))
    assert question("several_items", language) not in terminal.flowing
    assert finish(terminal, language) == 0


# ------------------------------------------------------------------ what is not known


@BOTH
def test_where_the_case_hangs_on_it_the_screen_says_what_to_find_out(
    open_terminal: Open, language: Language
) -> None:
    terminal = start(open_terminal, language, "return", "--stage", "shipped")
    answer(terminal, "seller", "marketplace", language)
    answer(terminal, "shipped_by", None, language)
    terminal.wait_for(say(language, "undecided.title"))
    terminal.wait_for(question("shipped_by", language))
    terminal.wait_for("ayuda return --stage shipped --seller marketplace")
    for value, outcome in (("amazon", "refuse-or-return"), ("seller", "contact-seller")):
        terminal.wait_for(
            say(
                language,
                "undecided.lead",
                answer=label("shipped_by", value, language),
                outcomes=title(outcome, language),
            )
        )
    assert finish(terminal, language) == 3


def test_an_unknown_fact_that_does_not_decide_is_passed_over(open_terminal: Open) -> None:
    terminal = start(open_terminal, "en", "cancel", "--stage", "preparing")
    answer(terminal, "bundle", None, "en")
    terminal.wait_for(title("request-cancellation", "en"))
    assert finish(terminal, "en") == 0


def test_an_unknown_answer_can_be_filled_in_afterwards(open_terminal: Open) -> None:
    terminal = start(open_terminal, "en", "return", "--stage", "shipped")
    answer(terminal, "seller", None, "en")
    terminal.wait_for(say("en", "undecided.title"))
    terminal.choose(say("en", "walk.change"))
    terminal.wait_for_question(say("en", "walk.back_question"))
    terminal.choose(f"Seller: {say('en', 'walk.unknown')}")
    terminal.wait_until(
        lambda: terminal.flowing.count(f"? {question('seller', 'en')}") == 2, "the question again"
    )
    answer(terminal, "seller", "amazon", "en")
    terminal.wait_for(title("refuse-or-return", "en"))
    assert finish(terminal, "en") == 0


@BOTH
def test_not_contacted_yet_counts_from_now(open_terminal: Open, language: Language) -> None:
    terminal = start(open_terminal, language, "contact-seller", "--reason", "after-order")
    answer(terminal, "contacted_at", None, language)
    terminal.wait_for(title("contact-from-orders", language))
    pending = getattr(built_in().windows["seller_reply"].states["unasked"].says, language)
    terminal.wait_for(pending.partition("{")[0])
    terminal.wait_for_menu(say(language, "walk.done"))
    notices = {n.id: getattr(n.text, language) for n in built_in().flows["contact-seller"].notices}
    assert notices["reply-overdue"][:25] not in terminal.flowing
    assert finish(terminal, language) == 0


# ------------------------------------------------------------------ times


@pytest.mark.parametrize(
    ("typed", "shown", "language"),
    [
        ("11:40", "11:40", "en"),
        ("20 min", "11:40", "es"),
        ("ayer 18:00", "18:00", "es"),
        ("ayer 18:00", "18:00", "en"),
        ("yesterday 6pm", "18:00", "en"),
        ("yesterday 6pm", "18:00", "es"),
        ("2026-11-20 09:15", "09:15", "es"),
        ("2026-11-20T09:15+00:00", "10:15", "en"),
        ("hace 2 horas", "10:00", "es"),
        ("13:30", "13:30", "en"),
    ],
)
def test_a_time_as_people_say_it_is_shown_back_before_it_counts(
    open_terminal: Open, typed: str, shown: str, language: Language
) -> None:
    call = "cancel --stage placed --seller marketplace --no-bundle"
    terminal = start(open_terminal, language, *call.split())
    terminal.wait_for(f"? {question('ordered_at', language)}")
    terminal.type(typed)
    terminal.wait_for_menu(say(language, "walk.right"), say(language, "walk.again"))
    assert shown in terminal.flowing.rpartition(question("ordered_at", language))[2]
    assert title("cancel-now", language) not in terminal.flowing
    terminal.choose(say(language, "walk.again"))
    terminal.wait_until(
        lambda: terminal.flowing.count(question("ordered_at", language)) == 2, "the question again"
    )
    answer(terminal, "ordered_at", "11:50", language)
    terminal.wait_for(title("cancel-now", language))
    assert finish(terminal, language) == 0


@pytest.mark.parametrize(
    ("typed", "code", "language"),
    [
        ("soon", "not-understood", "en"),
        ("25:99", "not-understood", "es"),
        ("a while ago", "too-vague", "en"),
        ("hoy", "time-needed", "es"),
        ("tomorrow", "still-to-come", "en"),
    ],
)
def test_a_wrong_time_is_refused_with_a_message_and_asked_again(
    open_terminal: Open, typed: str, code: str, language: Language
) -> None:
    call = "cancel --stage placed --seller marketplace --no-bundle"
    terminal = start(open_terminal, language, *call.split())
    terminal.wait_for(f"? {question('ordered_at', language)}")
    terminal.type(typed)
    terminal.wait_for(say(language, f"problems.{code}.what", value=typed).partition("{")[0][:60])
    terminal.wait_until(
        lambda: terminal.lines[terminal.cursor_line].split() == [">", *typed.split()], "a line"
    )
    terminal.send("\x15")
    answer(terminal, "ordered_at", "11:50", language)
    terminal.wait_for(title("cancel-now", language))
    assert finish(terminal, language) == 0


def test_a_time_to_come_is_refused(open_terminal: Open) -> None:
    call = "cancel --stage placed --seller marketplace --no-bundle"
    terminal = start(open_terminal, "en", *call.split())
    terminal.wait_for_line(question("ordered_at", "en"))
    terminal.type("2026-11-23 12:01")
    terminal.wait_for("is still to come (now: today at 12:00)")
    assert terminal.menu() == {}


@BOTH
def test_what_is_not_known_or_not_yet_so_is_one_line(
    open_terminal: Open, language: Language
) -> None:
    terminal = start(open_terminal, language, "contact-seller", "--reason", "after-order")
    terminal.wait_for_line(question("contacted_at", language))
    assert label("contacted_at", None, language) in terminal.flowing
    terminal.type("0")
    terminal.wait_for(title("contact-from-orders", language))
    assert finish(terminal, language) == 0


@BOTH
def test_a_refused_text_stays_there_to_be_mended(open_terminal: Open, language: Language) -> None:
    call = "cancel --stage placed --seller marketplace --no-bundle"
    terminal = start(open_terminal, language, *call.split())
    terminal.wait_for_line(question("ordered_at", language))
    terminal.type("11:5x")
    terminal.wait_for(say(language, "problems.not-understood.what", value="11:5x"))
    terminal.wait_until(
        lambda: terminal.lines[terminal.cursor_line].split() == [">", "11:5x"], "what was typed"
    )
    terminal.send(f"{BACKSPACE}0{ENTER}")
    terminal.choose(say(language, "walk.right"))
    terminal.wait_for(title("cancel-now", language))
    assert finish(terminal, language) == 0


@BOTH
@pytest.mark.parametrize("plain", [False, True])
def test_morning_or_evening_is_one_key(
    open_terminal: Open, language: Language, plain: bool
) -> None:
    call = "cancel --stage placed --seller marketplace --no-bundle"
    accessible = {"AYUDA_ACCESSIBLE": "1"} if plain else {}
    terminal = start(open_terminal, language, *call.split(), env=accessible)
    terminal.wait_for(question("ordered_at", language))
    typed = "ayer a las 6"
    terminal.type(typed)
    terminal.wait_for(say(language, "walk.which", value=typed)[:60])
    terminal.wait_for("18:00")
    terminal.wait_for("06:00")
    if plain:
        terminal.wait_for(say(language, "walk.key"))
        terminal.send("1")
    else:
        terminal.choose(terminal.wait_for_choice("18:00"))
    terminal.wait_for(title("contact-seller", language))
    assert say(language, "walk.right") not in terminal.flowing


@BOTH
def test_what_is_known_of_a_window_is_chosen_where_no_time_is(
    open_terminal: Open, language: Language
) -> None:
    call = "cancel --stage placed --seller marketplace --no-bundle"
    for state, outcome in (("open", "cancel-now"), ("closed", "contact-seller")):
        terminal = start(open_terminal, language, *call.split())
        terminal.wait_for_line(question("ordered_at", language))
        terminal.send(ENTER)
        terminal.wait_for_menu(say(language, "walk.type_it"))
        name = getattr(built_in().windows["marketplace_cancel"].states[state].name, language)
        terminal.choose(terminal.wait_for_choice(name.partition(" {")[0]))
        terminal.wait_for(title(outcome, language))
        assert finish(terminal, language) == 0


@BOTH
def test_a_day_is_enough_where_all_of_it_comes_to_the_same(
    open_terminal: Open, language: Language
) -> None:
    call = "cancel --stage placed --seller marketplace --no-bundle"
    terminal = start(open_terminal, language, *call.split())
    answer(terminal, "ordered_at", "yesterday" if language == "en" else "ayer", language)
    terminal.wait_for(title("contact-seller", language))
    assert finish(terminal, language) == 0


@BOTH
def test_a_day_alone_is_enough_where_a_date_may_stand(
    open_terminal: Open, language: Language
) -> None:
    terminal = start(open_terminal, language, "contact-seller", "--reason", "after-order")
    answer(
        terminal,
        "contacted_at",
        "el lunes pasado" if language == "es" else "last thursday",
        language,
    )
    terminal.wait_for(
        title("contact-from-orders" if language == "es" else "wait-for-reply", language)
    )
    assert finish(terminal, language) == 0


# ------------------------------------------------------------------ topics


@BOTH
def test_the_menu_of_topics_leads_into_a_flow(open_terminal: Open, language: Language) -> None:
    terminal = open_terminal("--lang", language)
    terminal.wait_for_question(say(language, "topics.question"))
    for topic in built_in().topics:
        assert terminal.wait_for_choice(getattr(topic.title, language)), topic.id
    topic = next(topic for topic in built_in().topics if topic.id == "returns-and-refunds")
    terminal.choose(terminal.wait_for_choice(getattr(topic.title, language)))
    answer(terminal, "stage", "placed", language)
    terminal.wait_for(title("cancel-instead", language))
    assert finish(terminal, language) == 0


@BOTH
def test_a_topic_without_a_flow_says_where_to_go_and_the_menu_comes_back(
    open_terminal: Open, language: Language
) -> None:
    terminal = open_terminal("--lang", language)
    terminal.wait_for_question(say(language, "topics.question"))
    topic = next(topic for topic in built_in().topics if topic.id == "payment-problems")
    terminal.choose(terminal.wait_for_choice(getattr(topic.title, language)), arrows=True)
    for step in topic.steps:
        terminal.wait_for(getattr(step, language))
    terminal.wait_until(
        lambda: say(language, "topics.leave") in terminal.menu(), "the menu once more"
    )
    terminal.choose(say(language, "topics.leave"))
    assert terminal.wait_for_end() == 0


def test_a_topic_that_says_something_of_the_case_does_not_ask_it(open_terminal: Open) -> None:
    terminal = open_terminal("--lang", "en", lines=100)
    terminal.wait_for_question(say("en", "topics.question"))
    topic = next(topic for topic in built_in().topics if topic.id == "print-invoice")
    terminal.choose(next(shown for shown in terminal.menu() if topic.title.en in shown))
    answer(terminal, "seller", "marketplace", "en")
    answer(terminal, "contacted_at", None, "en")
    terminal.wait_for(title("request-invoice", "en"))
    assert question("reason", "en") not in terminal.flowing
    assert finish(terminal, "en") == 0
