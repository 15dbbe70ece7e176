"""The public API: typed answers with the content of the JSON, the schemas, and no early imports."""

from __future__ import annotations

import doctest
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from support.builtin import FLOWS, NO_CACHE, NOW, POLICY, POLICY_FILE, answer, wording
from support.contract import MACHINE, cases, stated_mail_cases
from support.interviews import partial_facts

import ayuda
from ayuda.engine.results import Decision
from ayuda.errors import Problem
from ayuda.model import LANGUAGES
from ayuda.texts import load_texts
from ayuda.view import formats
from ayuda.view.document import decision_document, encode, error_document, question_document

ROOT = Path(__file__).parents[1]
SCHEMAS = Path(formats.__file__).with_name("schemas")


def validator(name: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for((SCHEMAS / f"{name}-1.json").read_text("utf-8"))


VALIDATORS = {name: validator(name) for name in formats.FORMATS}


@pytest.mark.parametrize("name", formats.FORMATS)
def test_a_schema_is_the_one_of_the_type(name: str) -> None:
    assert (SCHEMAS / f"{name}-1.json").read_bytes() == formats.schema_of(name)


@pytest.mark.parametrize("flow", FLOWS)
def test_every_decision_fits_its_schema_and_its_type_byte_for_byte(flow: str) -> None:
    for case in stated_mail_cases() if flow == "check-email" else cases(flow):
        found = answer(flow, case.facts, case.now)
        assert isinstance(found, Decision)
        document = decision_document(wording("es", case.now), POLICY_FILE, found)
        written = encode(document)
        VALIDATORS["decision"].validate(msgspec.json.decode(written))
        typed = msgspec.json.decode(written, type=ayuda.Decision)
        assert msgspec.json.encode(typed) == msgspec.json.encode(document)


@pytest.mark.parametrize("flow", [flow for flow in FLOWS if flow != "check-email"])
def test_every_question_fits_its_schema_and_its_type_byte_for_byte(flow: str) -> None:
    asked = 0
    for known, _ in partial_facts(flow):
        found = answer(flow, known)
        if not isinstance(found, Decision):
            asked += 1
            document = question_document(wording(), found)
            VALIDATORS["question"].validate(document)
            typed = msgspec.convert(document, ayuda.Question)
            assert msgspec.json.encode(typed) == encode(document)
    assert asked


def test_findings_fit_the_schema() -> None:
    stated = {"sender": "no-reply@amazon.es", "link": ["http://192.0.2.1/amazon.es/"]}
    found = ayuda.decide(POLICY_FILE, "check-email", stated)
    assert isinstance(found, ayuda.Decision)
    assert found.outcome == "fraudulent"
    assert not isinstance(found.findings, msgspec.UnsetType)
    assert {finding.where.part for finding in found.findings} == {"--sender", "--link"}
    VALIDATORS["decision"].validate(msgspec.to_builtins(found))


def test_a_refusal_fits_its_schema() -> None:
    message = load_texts("en", NO_CACHE).message(Problem("--stage", "empty-value", {}))
    VALIDATORS["error"].validate(error_document([message]))


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("question", {"format": "ayuda.question/1", "flow": "f", "facts": {}, "needs": []}),
        ("error", {"format": "ayuda.error/2", "problems": []}),
        ("decision", {"format": "ayuda.decision/1", "colour": "red"}),
    ],
)
def test_a_schema_refuses_what_is_no_such_document(name: str, document: dict[str, Any]) -> None:
    assert not VALIDATORS[name].is_valid(document)


@pytest.mark.parametrize("flow", FLOWS)
def test_a_decision_from_python_is_the_one_of_the_json(flow: str) -> None:
    for case in list(cases(flow))[:40]:
        stated = {
            name: value
            for name, value in case.facts.items()
            if POLICY.facts[name].ask is not None and name not in MACHINE
        }
        found = ayuda.decide(POLICY_FILE, flow, stated, now=case.now)
        expected = answer(flow, stated, case.now)
        if isinstance(expected, Decision):
            document = decision_document(wording("en", case.now), POLICY_FILE, expected)
        else:
            document = question_document(wording("en", case.now), expected)
        assert msgspec.to_builtins(found) == document


REFUSED: dict[str, tuple[str, dict[str, Any], dict[str, Any], str, str]] = {
    "an unknown flow": ("fly", {}, {}, "flow", "unknown-flow"),
    "an unknown language": ("return", {}, {"lang": "fr"}, "lang", "unknown-value"),
    "an unknown region": ("contact-seller", {}, {"region": "XX"}, "region", "unknown-region"),
    "a flow that is no name": (["return"], {}, {}, "flow", "unknown-flow"),
    "a language that is no name": ("return", {}, {"lang": 3}, "lang", "unknown-value"),
    "a region that is no name": ("contact-seller", {}, {"region": 3}, "region", "unknown-region"),
    "a present that is no moment": ("return", {}, {"now": 3}, "now", "not-a-moment"),
    "a present that is a day": ("return", {}, {"now": NOW.date()}, "now", "not-a-moment"),
    "a present out of all calendars": (
        "contact-seller",
        {},
        {"now": datetime.max.replace(tzinfo=UTC)},
        "now",
        "year-out-of-range",
    ),
    "a present out of all calendars in the policy's zone": (
        "contact-seller",
        {},
        {"now": datetime(2199, 12, 31, 23, 30, tzinfo=UTC)},
        "now",
        "year-out-of-range",
    ),
    "a number for a moment": ("cancel", {"ordered_at": 3}, {}, "ordered_at", "unknown-value"),
    "a number for a choice": ("return", {"stage": 3}, {}, "stage", "unknown-value"),
    "nothing for a choice": ("return", {"stage": None}, {}, "stage", "unknown-value"),
    "numbers for links": ("check-email", {"link": [3]}, {}, "link", "unknown-value"),
    "a number for links": ("check-email", {"link": 3}, {}, "link", "unknown-value"),
    "what is no link": ("check-email", {"link": ["http://"]}, {}, "link", "no-link"),
    "what is no address": ("check-email", {"sender": "Amazon"}, {}, "sender", "no-address"),
    "an unknown fact": ("return", {"colour": "red"}, {}, "colour", "unknown-fact"),
    "a fact of another flow": ("return", {"bundle": True}, {}, "bundle", "unknown-fact"),
    "a fact that is never asked": (
        "check-email",
        {"proven": True},
        {},
        "proven",
        "unknown-fact",
    ),
    "yes for a choice": ("return", {"stage": True}, {}, "stage", "unknown-value"),
    "a text for yes": ("cancel", {"bundle": "yes"}, {}, "bundle", "unknown-value"),
    "a list for a choice": ("return", {"stage": ["placed"]}, {}, "stage", "unknown-value"),
    "a moment for a choice": ("return", {"stage": NOW}, {}, "stage", "unknown-value"),
    "a moment that is none": (
        "cancel",
        {"ordered_at": "soon"},
        {},
        "ordered_at",
        "not-a-moment",
    ),
    "a moment to come": (
        "cancel",
        {"ordered_at": datetime(2099, 1, 1, tzinfo=UTC)},
        {},
        "ordered_at",
        "moment-in-future",
    ),
    "a local time that never occurs": (
        "cancel",
        {},
        {"now": datetime(2026, 3, 29, 2, 30)},  # noqa: DTZ001 - in the policy's zone
        "now",
        "time-never-occurs",
    ),
    "facts that contradict each other": (
        "return",
        {"seller": "amazon", "shipped_by": "seller"},
        {},
        "shipped_by",
        "contradiction",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_stated_wrongly_is_refused(name: str) -> None:
    flow, facts, options, where, code = REFUSED[name]
    with pytest.raises(ayuda.AyudaError) as refused:
        ayuda.decide(POLICY_FILE, flow, facts, **options)
    assert (where, code) in {(one.where, one.code) for one in refused.value.problems}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_names_what_python_was_given_and_no_option(name: str) -> None:
    flow, facts, options, _, _ = REFUSED[name]
    with pytest.raises(ayuda.AyudaError) as refused:
        ayuda.decide(POLICY_FILE, flow, facts, **options)
    for language in LANGUAGES:
        for problem in refused.value.problems:
            assert "--" not in load_texts(language, NO_CACHE).message(problem).told()


def test_every_problem_of_a_call_is_told_at_once() -> None:
    with pytest.raises(ayuda.AyudaError) as refused:
        ayuda.decide(POLICY_FILE, "return", {"stage": "sent", "colour": "red"})
    assert [one.where for one in refused.value.problems] == ["stage", "colour"]


def test_a_policy_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ayuda.AyudaError):
        ayuda.load_policy(tmp_path / "none.toml")


def test_a_local_datetime_is_in_the_time_zone_of_the_policy() -> None:
    local = datetime(2026, 11, 24, 9, 50)  # noqa: DTZ001 - in the policy's zone
    facts = {"stage": "placed", "seller": "marketplace", "ordered_at": local}
    found = ayuda.decide(POLICY_FILE, "cancel", facts, now="2026-11-24T10:00")
    assert isinstance(found, ayuda.Decision)
    assert found.windows[0].begins == "2026-11-24T09:50:00+01:00"


@pytest.mark.parametrize("document", ["README.md", "docs/python.md"])
def test_the_examples_of_the_documents_are_what_python_says(document: str) -> None:
    found = doctest.testfile(str(ROOT / document), module_relative=False, encoding="utf-8")
    assert found.attempted > 3
    assert found.failed == 0


def test_the_stable_names_are_there_and_no_others() -> None:
    assert {name: hasattr(ayuda, name) for name in ayuda.__all__} == dict.fromkeys(
        ayuda.__all__, True
    )
    with pytest.raises(AttributeError, match="no attribute 'fly'"):
        _ = ayuda.fly  # type: ignore[attr-defined]
    assert (Path(ayuda.__file__).with_name("py.typed")).exists()


def test_importing_the_package_loads_nothing_else() -> None:
    code = "import sys, ayuda; print(*(n for n in sys.modules if n.startswith('ayuda.')))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.split() == []


def test_a_program_states_a_choice_by_its_id_alone() -> None:
    with pytest.raises(ayuda.AyudaError) as refused:
        ayuda.decide(POLICY_FILE, "return", {"stage": "Sent"})
    assert [one.code for one in refused.value.problems] == ["unknown-value"]
