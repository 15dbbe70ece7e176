"""What would change a decision, as it is told: each change is what the engine decides."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import jsonschema_rs
import msgspec
import pytest
from support.builtin import FLOWS, NOW, POLICY_FILE, moment, setting, texts, wording
from support.contract import cases, stated_mail_cases
from support.small_policies import small, yes_no

from ayuda.calendar import Calendar
from ayuda.case import Case, Result, decide
from ayuda.engine.changes.nearest import decided
from ayuda.engine.results import Decision
from ayuda.engine.windows import FactValue, Setting
from ayuda.mail.evidence_of_facts import NO_MESSAGE
from ayuda.model import LANGUAGES, Fact, Language, Text
from ayuda.ui.report import why_lines
from ayuda.view import formats
from ayuda.view.document import decision_document, encode
from ayuda.view.nearest_changes import changes_of, differences, nearest_documents, with_nearest
from ayuda.view.pages import decision_page
from ayuda.view.wording import wording_as_of

SCHEMA = jsonschema_rs.validator_for(formats.schema_of("decision").decode())
MOST = 60
Told = tuple[str, Mapping[str, FactValue], Mapping[Language, tuple[str, ...]]]
SCREENS: Mapping[str, Told] = {
    "a moment": (
        "cancel",
        {
            "stage": "placed",
            "seller": "marketplace",
            "ordered_at": moment("2026-11-24T09:26:30+01:00"),
        },
        {
            "en": (
                "Ordered at: today at 09:30 (3 minutes 30 seconds later)",
                "Stage: Being prepared, not sent",
            ),
            "es": (
                "Momento del pedido: hoy a las 09:30 (3\xa0minutos 30\xa0segundos después)",
                "Fase del pedido: En preparación, sin enviar",
            ),
        },
    ),
    "a moment that moves back": (
        "cancel",
        {
            "stage": "placed",
            "seller": "marketplace",
            "ordered_at": moment("2026-11-24T09:31:00+01:00"),
        },
        {
            "en": (
                "Ordered at: today at 09:29 (2 minutes earlier)",
                "Stage: Being prepared, not sent",
            ),
            "es": (
                "Momento del pedido: hoy a las 09:29 (2\xa0minutos antes)",
                "Fase del pedido: En preparación, sin enviar",
            ),
        },
    ),
    "a message": (
        "check-email",
        {"sender": "a@evil.com", "asks_personal_data": True},
        {
            "en": ("Sender's domain: Another domain", "Asks for personal data: Asks for them"),
            "es": ("Dominio del remitente: Otro dominio", "Pide datos personales: Los pide"),
        },
    ),
}


def told(
    flow: str, facts: Mapping[str, FactValue], where: Setting | None = None
) -> tuple[Setting, Result]:
    where = where or setting()
    return where, decide(where, Case(flow, facts, NO_MESSAGE))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SCREENS)
def test_what_would_change_a_decision_is_told_in_both_languages(
    name: str, language: Language
) -> None:
    flow, facts, words = SCREENS[name]
    where, result = told(flow, facts)
    found = differences(wording(language), where, result)
    assert tuple(fact for change in found for fact in change.facts) == words[language]
    assert {change.without for change in found} == {flow == "check-email"}


@pytest.mark.parametrize("name", SCREENS)
def test_the_screen_has_the_changes_behind_the_rules(name: str) -> None:
    flow, facts, words = SCREENS[name]
    where, result = told(flow, facts)
    assert isinstance(result.answer, Decision)
    page = decision_page(wording(), result.answer)
    heading = texts().say("screen.nearest")
    assert heading not in [line.text for line in why_lines(texts(), page)]
    page = with_nearest(page, wording(), where, result)
    shown = [line.text for line in why_lines(texts(), page)]
    below = shown[shown.index(heading) + 1 :]
    joined = "without" if flow == "check-email" else "if"
    assert below[0].partition(f", {joined}: ")[2].startswith(words["en"][0])


@pytest.mark.parametrize("flow", FLOWS)
def test_each_change_that_is_told_is_decided_so_and_fits_the_schema(flow: str) -> None:
    every = [*(stated_mail_cases() if flow == "check-email" else cases(flow))]
    found = 0
    for case in Random(flow).sample(every, min(len(every), MOST)):
        where, result = told(flow, dict(case.facts), setting(case.now))
        assert isinstance(result.answer, Decision)
        words = wording("es", case.now)
        documents = nearest_documents(words, where, result)
        changes = changes_of(where, result)
        outcomes = [change.outcome for change in changes]
        assert len(documents) == len(differences(words, where, result)) == len(changes) <= 3
        assert result.answer.rule.outcome not in outcomes
        assert len({len(change.facts) for change in changes}) <= 1
        for change in changes:
            there = decided(where, flow, result.facts, result.silence, change.facts)
            assert there is not None
            assert there.rule.outcome == change.outcome
        document = decision_document(words, POLICY_FILE, result.answer, result.findings)
        document["nearest"] = documents
        written = encode(document)
        SCHEMA.validate(msgspec.json.decode(written))
        typed = msgspec.json.decode(written, type=formats.Decision)
        assert msgspec.json.encode(typed) == msgspec.json.encode(document)
        found += len(changes)
    assert found


def test_a_decision_without_why_has_no_changes() -> None:
    _, result = told(*SCREENS["a moment"][:2])
    assert isinstance(result.answer, Decision)
    assert "nearest" not in decision_document(wording(), POLICY_FILE, result.answer)


DOCUMENT = "X1234567Z"


@pytest.mark.parametrize("stated", [DOCUMENT, "not one"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_never_told_only_whether_it_would_be_well_formed(
    stated: str, language: Language
) -> None:
    name = Text(en="Document", es="Documento")
    document = Fact(
        kind="text", name=name, ask=name, mask="a9999999a", personal=True, unstated="unknown"
    )
    policy = small({"d": document}, [({"d": "given"}, "one"), ({}, "other")])
    where = Setting(policy, NOW, Calendar("ES"))
    result = decide(where, Case("f", {"d": stated}, NO_MESSAGE))
    words = wording_as_of(texts(language), where)
    [[line]] = [change.facts for change in differences(words, where, result)]
    [document_told] = nearest_documents(words, where, result)
    state = "malformed" if stated == DOCUMENT else "given"
    assert document_told["facts"] == {"d": state}
    said = texts(language).say(f"facts.{state}")
    assert f"{words.fact_name('d')}: {said}" in line
    assert not any(character.isdigit() for character in line)


def test_a_fact_that_nobody_stated_is_told_as_such() -> None:
    facts = {"a": yes_no(unstated=False)}
    policy = small(facts, [({"a": True}, "one"), ({}, "other")])
    where = Setting(policy, NOW, Calendar("ES"))
    result = decide(where, Case("f", {}, NO_MESSAGE))
    [change] = differences(wording_as_of(texts(), where), where, result)
    assert (change.facts, change.outcome) == (("x: x (not stated so far)",), "x")


def test_moments_are_moved_by_seconds_with_a_sign() -> None:
    where, result = told(*SCREENS["a moment that moves back"][:2])
    documents = nearest_documents(wording(), where, result)
    assert documents[0]["moved_seconds"] == {"ordered_at": -61}
    assert documents[0]["facts"] == {"ordered_at": "2026-11-24T09:29:59+01:00"}
    assert documents[1]["moved_seconds"] == {}
