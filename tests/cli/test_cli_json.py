"""The JSON of decisions and questions, to the letter of the contract."""

from __future__ import annotations

import shlex
from datetime import datetime
from typing import Any, NamedTuple

import pytest
from program_under_test import NOW, Call, both_languages, built_in, built_in_digest, words

from ayuda.model import Language, Policy
from ayuda.view.wording import Wording

DECISION_KEYS = [
    *("format", "flow", "outcome", "rule", "title", "say", "steps", "notices", "windows", "facts"),
    *("trace", "next", "statements", "reading", "policy", "now", "lang"),
]
QUESTION_KEYS = ["format", "flow", "facts", "needs", "now", "lang"]


class Case(NamedTuple):
    """A call and what the contract says that it comes to."""

    call: str
    outcome: str
    rule: str
    windows: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    following: tuple[str, ...] = ()
    code: int = 0


IN_TIME = "--ordered-at 2026-11-23T11:40"
TOO_LATE = "--ordered-at 2026-11-23T11:29:59"
TRACKING = ("sms-updates", "mobile-app")
CASES = [
    Case(
        f"cancel --stage placed --seller marketplace {IN_TIME}",
        "cancel-now",
        "marketplace-in-time",
        ("marketplace_cancel", "cancellation_reply"),
        ("reply-within-the-hour",),
        ("contact-seller",),
    ),
    Case(
        f"cancel --stage placed --seller marketplace --shipped-by seller {TOO_LATE} --bundle",
        "contact-seller",
        "marketplace-too-late",
        ("marketplace_cancel", "seller_reply"),
        (),
        ("contact-seller",),
    ),
    Case(
        "cancel --stage preparing --bundle",
        "request-cancellation",
        "being-prepared",
        ("cancellation_reply",),
        ("bundle-cancels-together", "reply-within-the-hour", "not-guaranteed"),
        ("return", "contact-seller"),
    ),
    Case(
        "cancel --stage placed --seller amazon --bundle --bundle-item-shipped"
        " --ordered-at 2026-11-20T12:00:01",
        "wait-for-bundle",
        "bundle-has-to-wait",
        ("bundle_wait",),
        (),
        ("return",),
    ),
    Case(
        "cancel --stage placed --seller amazon --bundle --bundle-item-shipped"
        " --ordered-at 2026-11-20T12:00",
        "cancel-unshipped-bundle",
        "bundle-has-waited",
        ("bundle_wait", "cancellation_reply"),
        ("reply-within-the-hour",),
        ("return",),
    ),
    Case(
        f"modify --stage placed --seller marketplace --shipped-by seller --change gift {IN_TIME}",
        "cancel-and-reorder",
        "marketplace-in-time",
        ("marketplace_cancel", "cancellation_reply"),
        ("reorder-after-confirmation", "reply-within-the-hour"),
    ),
    Case(
        "modify --stage preparing --change address",
        "request-cancellation-and-reorder",
        "address-being-prepared",
        ("cancellation_reply",),
        ("reorder-after-confirmation", "not-guaranteed", "reply-within-the-hour"),
        ("return", "contact-seller"),
    ),
    Case(
        f"modify --stage placed --seller marketplace --shipped-by seller --change address"
        f" {TOO_LATE}",
        "request-cancellation-and-reorder",
        "marketplace-address-too-late",
        ("marketplace_cancel", "seller_reply"),
        ("reorder-after-confirmation", "not-guaranteed"),
        ("contact-seller",),
    ),
    Case("return --stage placed", "cancel-instead", "not-sent-yet", (), (), ("cancel",)),
    Case(
        "return --stage delivered --seller amazon", "return-online", "delivered", (), (), ("track",)
    ),
    Case(
        "return --stage shipped --shipped-by seller",
        "contact-seller",
        "sent-by-seller",
        ("seller_reply",),
        (),
        ("contact-seller",),
    ),
    Case(
        "track --stage shipped --not-missing --trackable --several-items --destination ceuta",
        "track-online",
        "with-tracking",
        (),
        ("each-item-has-its-own", "customs-delay", "carrier-contacts", *TRACKING),
    ),
    Case(
        "track --stage delivered --missing --no-several-items --destination eu",
        "find-missing-parcel",
        "parcel-missing",
        (),
        ("carrier-contacts", *TRACKING),
        ("contact-seller",),
    ),
    Case(
        "track --stage placed",
        "not-shipped-yet",
        "not-sent-yet",
        (),
        TRACKING,
        ("cancel", "modify"),
    ),
    Case(
        "contact-seller --reason after-order",
        "contact-from-orders",
        "after-order",
        ("seller_reply",),
    ),
    Case(
        "contact-seller --reason invoice --seller marketplace --contacted-at 2026-11-18",
        "request-invoice",
        "invoice",
        ("seller_reply",),
        ("reply-overdue",),
    ),
    Case(
        "contact-seller --reason question-before-order --several-sellers",
        "ask-from-offers",
        "question-with-several-sellers",
        ("seller_reply",),
    ),
    Case("check-email --sender seguridad@amaz0n.es", "fraudulent", "sender-not-documented", code=1),
    Case(
        "check-email --sender no-reply@amazon.es --link https://www.amazon.es/orders",
        "cannot-tell",
        "cannot-tell",
        code=3,
    ),
    Case("check-email --link http://192.0.2.1/amazon.es/", "fraudulent", "link-elsewhere", code=1),
    Case(
        "check-email --sender no-reply@amazon.es --asks-payment-update --not-in-my-orders",
        "fraudulent",
        "payment-not-in-orders",
        code=1,
    ),
    Case(
        "check-email --sender no-reply@amazon.es --asks-personal-data",
        "fraudulent",
        "asks-personal-data",
        code=1,
    ),
    Case(
        "check-email --sender info@example.org --no-claims-amazon", "no-claim", "no-claim", code=3
    ),
]
CALLS = [pytest.param(case, id=f"{case.call.split()[0]}-{case.rule}") for case in CASES]


def has_offset(moment: str) -> bool:
    return datetime.fromisoformat(moment).tzinfo is not None


def wording(language: Language) -> Wording:
    return Wording(built_in(), words(language), datetime.fromisoformat(NOW))


def check_common(document: dict[str, Any], flow: str, language: Language) -> None:
    assert document["flow"] == flow
    assert document["now"] == NOW
    assert document["lang"] == language


def deadlines_of(document: dict[str, Any], policy: Policy, said: Wording) -> dict[str, str]:
    """What texts say of the windows that a document shows."""
    found = {}
    for window in document["windows"]:
        until = datetime.fromisoformat(window["until"])
        known = policy.windows[window["id"]]
        found[f"{window['id']}.until"] = said.deadline(until, known)
    return found


def check_decision(document: dict[str, Any], case: Case, language: Language) -> None:
    policy, said = built_in(), wording(language)
    flow = case.call.split()[0]
    judged = ["findings"] if flow == "check-email" else []
    assert list(document) == [*DECISION_KEYS, *judged]
    assert document["format"] == "ayuda.decision/1"
    check_common(document, flow, language)
    outcome = policy.outcomes[case.outcome]
    assert (document["outcome"], document["rule"]) == (case.outcome, case.rule)
    deadlines = deadlines_of(document, policy, said)
    assert document["title"] == said.text(outcome.title, **deadlines)
    [rule] = [rule for rule in policy.flows[flow].rules if rule.id == case.rule]
    say = rule.say or outcome.say
    assert say is None or document["say"] == said.text(say, **deadlines)
    possible = [said.text(step.text, **deadlines) for step in outcome.steps]
    assert document["steps"] == [step for step in possible if step in document["steps"]]
    assert document["steps"]
    notices = {notice.id: said.text(notice.text) for notice in policy.flows[flow].notices}
    assert document["notices"] == [{"id": name, "text": notices[name]} for name in case.notices]
    assert document["next"] == list(case.following)
    assert document["policy"] == {"id": policy.id, "sha256": built_in_digest()}
    assert "{" not in "".join([document["title"], *document["steps"], *notices.values()])
    check_windows(document, case)
    check_trace(document, flow)
    check_grounds(document, language)


def check_windows(document: dict[str, Any], case: Case) -> None:
    assert [window["id"] for window in document["windows"]] == list(case.windows)
    now = datetime.fromisoformat(NOW)
    for window in document["windows"]:
        assert list(window) == ["id", "state", "from", "until", "seconds_left"]
        assert window["state"] in built_in().windows[window["id"]].states
        assert has_offset(window["from"])
        assert has_offset(window["until"])
        left = int((datetime.fromisoformat(window["until"]) - now).total_seconds())
        assert type(window["seconds_left"]) is int
        assert window["seconds_left"] == max(left, 0)


def check_trace(document: dict[str, Any], flow: str) -> None:
    policy = built_in()
    rules = [rule.id for rule in policy.flows[flow].rules]
    looked_at = [entry["rule"] for entry in document["trace"]]
    assert looked_at == rules[: rules.index(document["rule"]) + 1]
    assert [entry["held"] for entry in document["trace"]] == [False] * (len(looked_at) - 1) + [True]
    for entry in document["trace"]:
        assert list(entry) == ["rule", "held", "because"]
        assert set(entry["because"]) <= set(policy.facts) | set(policy.windows)


def check_grounds(document: dict[str, Any], language: Language) -> None:
    policy, said = built_in(), wording(language)
    for statement in document["statements"]:
        known = policy.statements[statement["id"]]
        words_of = {"section": said.text(known.section), "says": said.text(known.says)}
        assert statement == {"id": statement["id"], **words_of}
    rule = next(r for r in policy.flows[document["flow"]].rules if r.id == document["rule"])
    cited = [statement["id"] for statement in document["statements"]]
    assert len(cited) == len(set(cited))
    assert set(rule.cites) <= set(cited)
    if rule.reading is not None:
        assert said.text(rule.reading) in document["reading"]
    assert document["reading"] is None or document["reading"].strip()


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize("case", CALLS)
def test_a_decision_is_to_the_letter_of_the_contract(
    ayuda_here: Call, case: Case, language: Language
) -> None:
    result = ayuda_here(*shlex.split(case.call), "--now", NOW, "--lang", language, "--json")
    assert result.code == case.code
    assert result.err == b""
    check_decision(result.document, case, language)


def test_facts_are_those_stated_and_those_implied_in_the_flows_order(ayuda_here: Call) -> None:
    result = ayuda_here(
        *("cancel", "--ordered-at", "2026-11-23T10:40Z", "--shipped-by", "seller"),
        *("--stage", "placed", "--now", NOW, "--json"),
    )
    expected = {
        "stage": "placed",
        "seller": "marketplace",
        "shipped_by": "seller",
        "ordered_at": "2026-11-23T11:40:00+01:00",
    }
    assert list(result.document["facts"].items()) == list(expected.items())


def test_yes_no_facts_are_true_and_false(ayuda_here: Call) -> None:
    call = "cancel --stage placed --seller amazon --no-bundle --json --now"
    facts = ayuda_here(*call.split(), NOW).document["facts"]
    assert facts["bundle"] is False
    assert facts["bundle_item_shipped"] is False
    assert facts["shipped_by"] == "amazon"


def test_links_are_a_list_and_findings_say_what_was_found(ayuda_here: Call) -> None:
    call = "check-email --link https://www.amazon.es/a --link https://amazon.es.example.org --json"
    document = ayuda_here(*call.split(), "--now", NOW).document
    links = ["https://www.amazon.es/a", "https://amazon.es.example.org"]
    assert document["facts"]["link"] == links
    assert document["findings"]
    for finding in document["findings"]:
        assert list(finding) == ["rule", "breaks", "statement", "evidence", "where"]
        assert list(finding["where"]) == ["part", "start", "end"]
        assert finding["statement"] is None or finding["statement"] in built_in().statements
    breaking = [finding for finding in document["findings"] if finding["breaks"]]
    assert breaking
    assert any("example.org" in finding["evidence"] for finding in breaking)


def test_a_fact_that_does_not_matter_is_accepted(ayuda_here: Call) -> None:
    call = "cancel --stage shipped --seller amazon --no-bundle --ordered-at 2026-11-01T09:00"
    result = ayuda_here(*call.split(), "--now", NOW, "--json")
    assert result.code == 0
    assert result.document["outcome"] == "refuse-or-return"


def test_the_thirtieth_minute_is_open_and_the_second_after_it_is_not(ayuda_here: Call) -> None:
    call = "cancel --stage placed --seller marketplace --ordered-at 2026-11-23T11:30 --json --now"
    at_the_edge = ayuda_here(*call.split(), NOW).document
    assert at_the_edge["windows"][0]["state"] == "open"
    assert at_the_edge["windows"][0]["seconds_left"] == 0
    after = ayuda_here(*call.split(), "2026-11-23T12:00:01+01:00").document
    assert after["windows"][0]["state"] == "closed"
    assert after["windows"][0]["until"] == NOW


# ------------------------------------------------------------------ questions

QUESTIONS = [
    ("cancel", ["stage", "seller", "shipped_by", "bundle", "bundle_item_shipped", "ordered_at"]),
    ("cancel --stage placed --seller marketplace", ["ordered_at"]),
    ("cancel --stage placed --seller amazon --bundle", ["bundle_item_shipped", "ordered_at"]),
    ("modify --stage placed --shipped-by seller", ["change", "ordered_at"]),
    ("return --stage shipped --seller marketplace", ["shipped_by"]),
    ("track --stage shipped", ["missing", "trackable"]),
    ("contact-seller", ["reason", "seller", "several_sellers"]),
    ("contact-seller --reason question-before-order", ["several_sellers"]),
]


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize(("call", "needed"), QUESTIONS)
def test_missing_facts_are_a_question(
    ayuda_here: Call, call: str, needed: list[str], language: Language
) -> None:
    result = ayuda_here(*call.split(), "--now", NOW, "--json", "--lang", language)
    assert result.code == 3
    document = result.document
    assert list(document) == QUESTION_KEYS
    assert document["format"] == "ayuda.question/1"
    check_common(document, call.split(maxsplit=1)[0], language)
    assert [need["fact"] for need in document["needs"]] == needed
    for need in document["needs"]:
        fact = built_in().facts[need["fact"]]
        assert list(need) == ["fact", "option", "question", "values"]
        assert need["option"] == f"--{need['fact'].replace('_', '-')}"
        assert fact.ask is not None
        assert need["question"] == wording(language).text(fact.ask)
        by_kind = {"choice": list(fact.values), "yes-no": [True, False], "moment": None}
        assert need["values"] == by_kind[fact.kind]
        assert need["option"] in result.messages
    assert "Traceback" not in result.messages


def test_a_question_without_json_names_each_missing_option_on_standard_error(
    ayuda_here: Call,
) -> None:
    result = ayuda_here("cancel", "--stage", "placed", "--now", NOW)
    assert result.code == 3
    assert result.out == b""
    first, *_, others = result.messages.splitlines()
    assert first.startswith("--seller: ")
    for option in ("--bundle", "--bundle-item-shipped", "--ordered-at"):
        assert option in others
    assert len(result.messages.splitlines()) <= 8, "the first thing to find out, and no more"
    assert "--stage" not in result.messages
    assert "--shipped-by" not in result.messages, "who sends does not matter before shipping"


def test_another_program_can_lead_the_interview(ayuda_here: Call) -> None:
    answers: dict[str | bool, list[str]] = {
        "stage": ["placed"],
        "seller": ["amazon"],
        "bundle": [],
        "bundle_item_shipped": [],
        "ordered_at": ["2026-11-20T11:00"],
    }
    call = ["cancel", "--json", "--now", NOW]
    asked: list[str] = []
    while (result := ayuda_here(*call)).code == 3:
        need = result.document["needs"][0]
        asked.append(need["fact"])
        call += [need["option"], *answers[need["fact"]]]
    assert asked == list(answers)
    assert result.document["rule"] == "bundle-has-waited"


def test_check_email_without_any_evidence_asks(ayuda_here: Call) -> None:
    result = ayuda_here("check-email", "--json", "--now", NOW)
    assert result.code == 3
    assert result.document["format"] == "ayuda.question/1"
    assert result.document["needs"][0]["fact"] == "sender"


def test_a_stated_claim_alone_decides_that_there_is_none(ayuda_here: Call) -> None:
    result = ayuda_here("check-email", "--no-claims-amazon", "--json", "--now", NOW)
    assert (result.code, result.document["outcome"]) == (3, "no-claim")
