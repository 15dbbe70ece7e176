"""Deadlines in texts: told by decisions that show the window, refused where one does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec import structs
from support.builtin import NOW, POLICY, decide, wording
from support.edited_policy import found

from ayuda.model import LANGUAGES, Text
from ayuda.view.pages import decision_page

STEPS = "outcomes/cancel-now/steps/1/text"


def words(*placeholders: str) -> dict[str, str]:
    told = " ".join(f"{{{one}}}" for one in placeholders)
    return {"en": f"Until {told}.", "es": f"Hasta {told}."}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_step_tells_the_moment_and_the_time_left(language: str) -> None:
    facts = {"stage": "placed", "seller": "marketplace", "ordered_at": NOW - timedelta(minutes=10)}
    page = decision_page(wording(language), decide("cancel", facts))
    left = wording(language).left(20 * 60)
    [deadline] = [one for one in page.deadlines if left in one.text]
    [step] = [step.text for step in page.steps if step.important]
    until = wording(language).moment(NOW + timedelta(minutes=20))
    assert until in step
    assert until in deadline.text


def test_a_window_knows_its_moment_and_what_is_left() -> None:
    facts = {"stage": "placed", "seller": "marketplace", "ordered_at": NOW - timedelta(minutes=10)}
    said = wording("en").deadlines(decide("cancel", facts))
    text = Text(en="{marketplace_cancel.left}, {marketplace_cancel}", es="x")
    assert wording("en").text(text, **said) == "some 20 minutes, 30 minutes"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deadline_whose_moment_is_not_known_is_named_in_words(language: str) -> None:
    facts = {"stage": "placed", "seller": "marketplace", "ordered_at": NOW - timedelta(minutes=10)}
    decision = structs.replace(decide("cancel", facts), windows=())
    words = wording(language)
    said = words.deadlines(decision)
    template = "{marketplace_cancel.until}; {marketplace_cancel.left}"
    text = Text(en=template, es=template)
    told = words.text(text, **said)
    assert "{" not in told
    assert words.fact_name("marketplace_cancel") in told


@pytest.mark.parametrize("what", ["until", "left"])
def test_a_window_that_some_decision_does_not_show_is_told(what: str) -> None:
    problems = found((STEPS, words(f"marketplace_cancel.{what}")))
    assert problems == {("deadline-not-shown", "outcomes.cancel-now.steps[1].text")}


def test_a_window_that_every_decision_shows_may_be_named() -> None:
    assert not found((STEPS, words("cancellation_reply.until", "cancellation_reply.left")))


@pytest.mark.parametrize(
    "when",
    [{"seller": "marketplace"}, {"seller": ["marketplace"]}, [{"seller": "marketplace"}]],
)
def test_a_condition_can_leave_out_the_rules_that_do_not_show_it(when: object) -> None:
    step = ("outcomes/cancel-now/steps/1/when", when)
    assert not found((STEPS, words("marketplace_cancel.until")), step)


@pytest.mark.parametrize(
    "when",
    [{"stage": "placed"}, {"seller": {"not": "marketplace"}}, [{"seller": "amazon"}, {}]],
)
def test_another_condition_does_not(when: object) -> None:
    step = ("outcomes/cancel-now/steps/1/when", when)
    problems = found((STEPS, words("marketplace_cancel.until")), step)
    assert problems == {("deadline-not-shown", "outcomes.cancel-now.steps[1].text")}


def test_what_is_said_to_the_customer_is_held_to_the_same() -> None:
    assert not found(("outcomes/cancel-now/say", words("cancellation_reply.until")))
    problems = found(
        ("outcomes/cancel-now/say", words("marketplace_cancel.left")),
        ("outcomes/return-online/say", words("cancellation_reply.until")),
    )
    assert problems == {
        ("deadline-not-shown", "outcomes.cancel-now.say"),
        ("deadline-not-shown", "outcomes.return-online.say"),
    }


def test_a_title_and_a_notice_are_held_to_the_same() -> None:
    text = words("cancellation_reply.until")
    problems = found(
        ("outcomes/contact-seller/title", text),
        ("flows/cancel/notices/0/text", text),
        ("flows/return/notices", [{"id": "x", "cites": ["S01"], "text": text}]),
    )
    assert problems == {
        ("deadline-not-shown", "outcomes.contact-seller.title"),
        ("deadline-not-shown", "flows.return.notices[0].text"),
    }


@pytest.mark.parametrize("name", ["cancellation_reply.since", "nowhere.until", "stage.until"])
def test_what_is_no_deadline_is_told(name: str) -> None:
    assert {code for code, _ in found((STEPS, words(name)))} == {"unknown-placeholder"}


@pytest.mark.parametrize(
    "path",
    [
        "facts/stage/hint",
        "outcomes/cancel-now/reading",
        "outcomes/cancel-now/steps/1/reading",
        "flows/cancel/notices/0/reading",
        "flows/cancel/rules/0/reading",
    ],
)
def test_other_texts_are_told_without_deadlines(path: str) -> None:
    [(code, _)] = found((path, words("cancellation_reply.until")))
    assert code == "unknown-placeholder"


def test_the_built_in_policy_names_some() -> None:
    said = [step.text.en for outcome in POLICY.outcomes.values() for step in outcome.steps]
    assert sum(".until}" in text for text in said) >= 3


def test_what_to_say_is_looked_at_like_a_title() -> None:
    say = "outcomes/cancel-now/say"
    assert found((say, words("marketplace_cancel.until"))) == {
        ("deadline-not-shown", "outcomes.cancel-now.say")
    }
    assert not found((say, words("cancellation_reply.until")))


def test_what_a_rule_says_itself_may_name_what_that_rule_shows_and_no_more() -> None:
    rules = {rule.id: place for place, rule in enumerate(POLICY.flows["cancel"].rules)}
    in_time = f"flows/cancel/rules/{rules['marketplace-in-time']}/say"
    of_amazon = rules["amazon-before-shipping"]
    text = words("marketplace_cancel.until")
    assert not found((in_time, text))
    assert found((f"flows/cancel/rules/{of_amazon}/say", text)) == {
        ("deadline-not-shown", f"flows.cancel.rules[{of_amazon}].say")
    }
