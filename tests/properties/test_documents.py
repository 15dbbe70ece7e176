"""Properties of what is told of any case: documents, languages, and the command to copy."""

from __future__ import annotations

import contextlib
import io
import json
import shlex
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.builtin import FLOWS, MADRID, NOW, POLICY, POLICY_FILE, answer, wording
from support.contract import MACHINE, Case, Value, cases
from support.interviews import SAID

from ayuda.cli.main import main
from ayuda.engine.results import Decision, Question
from ayuda.model import LANGUAGES, Language
from ayuda.moments import in_zone
from ayuda.view.command_line import command_line
from ayuda.view.document import decision_document, question_document

DECISION_KEYS = {
    *("format", "flow", "outcome", "rule", "title", "say", "steps", "notices", "windows", "facts"),
    *("trace", "next", "statements", "reading", "policy", "now", "lang"),
}
QUESTION_KEYS = {"format", "flow", "facts", "needs", "now", "lang"}
ORDER_CASES = list(chain.from_iterable(cases(flow) for flow in FLOWS if flow != "check-email"))
SENDERS = [str(said) for (name, _), said in SAID.items() if name == "sender_is" and said]
LINKS = [
    "https://www.amazon.es/x",
    "https://example.org/amazon.es",
    "http://1.2.3.4/",
    "amazon.es/x",
]
YES_NO_OF_MAIL = ("claims_amazon", "asks_personal_data", "asks_payment_update", "in_my_orders")

mail_facts: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {},
    optional={
        "sender": st.sampled_from(SENDERS)
        | st.text("ab'$!&~%é", max_size=12).map(lambda name: f"a{name}z@example.org"),
        "link": st.lists(
            st.sampled_from(LINKS)
            | st.text("a/:'$\\!~&;#é", max_size=12).map(lambda path: f"https://a.example/{path}z"),
            min_size=1,
            max_size=3,
        ).map(tuple),
        **{name: st.booleans() for name in YES_NO_OF_MAIL},
    },
)
mail_cases = mail_facts.map(lambda facts: Case("check-email", facts, NOW))


@st.composite
def partial_cases(draw: st.DrawFn) -> Case:
    """A case of which some facts are known, moments anywhere."""
    case = draw(st.sampled_from(ORDER_CASES))
    names = draw(st.lists(st.sampled_from(list(case.facts)), unique=True))
    facts = {name: case.facts[name] for name in case.facts if name in names}
    for name, value in facts.items():
        if isinstance(value, datetime):
            facts[name] = case.now - draw(st.timedeltas(timedelta(0), timedelta(days=200)))
    return Case(case.flow, facts, case.now)


any_case = st.sampled_from(ORDER_CASES) | partial_cases() | mail_cases


def document(case: Case, language: Language = "en") -> dict[str, Any]:
    """What scripts are told of a case."""
    result = answer(case.flow, case.facts, case.now)
    words = wording(language, case.now)
    if isinstance(result, Decision):
        return decision_document(words, POLICY_FILE, result)
    return question_document(words, result)


def without_words(value: object) -> object:
    """A document without what is said in one language."""
    if isinstance(value, dict):
        spoken = {"title", "say", "steps", "text", "says", "section", "question", "reading", "lang"}
        return {key: without_words(child) for key, child in value.items() if key not in spoken}
    return [without_words(child) for child in value] if isinstance(value, list) else value


@settings(max_examples=200)
@given(any_case)
def test_the_documents_of_both_languages_tell_the_same_in_other_words(case: Case) -> None:
    english, spanish = document(case, "en"), document(case, "es")
    assert without_words(english) == without_words(spanish)
    assert (english["lang"], spanish["lang"]) == ("en", "es")
    if "outcome" in english:
        assert english["title"] != spanish["title"]
        assert len(english["steps"]) == len(spanish["steps"]) > 0
        assert (english["reading"] is None) == (spanish["reading"] is None)


@settings(max_examples=200)
@given(any_case)
def test_a_document_is_json_with_exactly_the_keys_of_the_contract(case: Case) -> None:
    found = document(case)
    assert json.loads(msgspec.json.encode(found)) == found
    if found["format"] == "ayuda.question/1":
        assert set(found) == QUESTION_KEYS
        assert found["needs"]
        for need in found["needs"]:
            assert set(need) == {"fact", "option", "question", "values"}
    else:
        assert found["format"] == "ayuda.decision/1"
        findings = {"findings"} if case.flow == "check-email" else set()
        assert set(found) == DECISION_KEYS | findings
        assert list(found)[:4] == ["format", "flow", "outcome", "rule"]
        check_inner_keys(found)


def check_inner_keys(found: dict[str, Any]) -> None:
    """The keys inside a decision's document."""
    assert set(found["policy"]) == {"id", "sha256"}
    for name, keys in {
        "notices": {"id", "text"},
        "windows": {"id", "state", "from", "until", "seconds_left"},
        "trace": {"rule", "held", "because"},
        "statements": {"id", "section", "says"},
        "findings": {"rule", "breaks", "statement", "evidence", "where"},
    }.items():
        for part in found.get(name, []):
            assert set(part) == keys
    for finding in found.get("findings", []):
        assert set(finding["where"]) == {"part", "start", "end"}


@settings(max_examples=200)
@given(any_case)
def test_moments_are_written_with_an_offset_and_seconds_are_whole(case: Case) -> None:
    found = document(case)
    written = [found["now"]]
    for window in found.get("windows", []):
        written += [window["from"], window["until"]]
        assert isinstance(window["seconds_left"], int)
        assert window["seconds_left"] >= 0
    written += [found["facts"][n] for n in ("ordered_at", "contacted_at") if n in found["facts"]]
    for moment in written:
        assert datetime.fromisoformat(moment).utcoffset() is not None
        assert in_zone(datetime.fromisoformat(moment), MADRID) == moment


@settings(max_examples=200)
@given(any_case)
def test_the_statements_and_the_reading_of_the_rule_are_among_those_told(case: Case) -> None:
    result = answer(case.flow, case.facts, case.now)
    if isinstance(result, Question):
        return
    found = document(case)
    told = [statement["id"] for statement in found["statements"]]
    assert set(result.rule.cites) <= set(told)
    assert len(set(told)) == len(told)
    if result.rule.reading is not None:
        assert wording().text(result.rule.reading) in found["reading"]
    for statement in found["statements"]:
        assert statement["says"]
        assert "{" not in statement["says"]


@settings(max_examples=200)
@given(any_case)
def test_no_placeholder_is_left_in_any_text(case: Case) -> None:
    for language in LANGUAGES:
        found = document(case, language)
        texts = [found.get("title"), *found.get("steps", []), found.get("reading")]
        texts += [notice["text"] for notice in found.get("notices", [])]
        assert not any("{" in text or "}" in text for text in texts if text)


@settings(max_examples=200)
@given(any_case)
def test_the_trace_ends_with_the_rule_that_held_and_tells_why_the_others_did_not(
    case: Case,
) -> None:
    found = document(case)
    if found["format"] == "ayuda.question/1":
        return
    *failed, last = found["trace"]
    assert (last["rule"], last["held"]) == (found["rule"], True)
    assert not any(entry["held"] for entry in failed)
    rules = [rule.id for rule in POLICY.flows[case.flow].rules]
    assert [entry["rule"] for entry in found["trace"]] == rules[: len(found["trace"])]


@settings(max_examples=200)
@given(any_case)
def test_the_facts_told_hold_those_given(case: Case) -> None:
    told = document(case)["facts"]
    for name, value in case.facts.items():
        if name in MACHINE or name == "missing":
            continue
        plain: object = list(value) if isinstance(value, tuple) else value
        if isinstance(value, datetime):
            plain = in_zone(value, MADRID)
        assert told[name] == plain


@pytest.fixture(scope="module", autouse=True)
def quiet_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No language or policy from outside; a cache of the test's own."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AYUDA_LANG", "AYUDA_POLICY", "LC_ALL", "LC_MESSAGES", "LANG"):
            patch.delenv(name, raising=False)
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


def run(words: list[str]) -> tuple[int, dict[str, Any]]:
    """Run the program here: its exit code and its document."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        code = main(words)
    return code, json.loads(out.getvalue())


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(any_case, st.sampled_from(LANGUAGES))
def test_the_command_to_copy_decides_the_same_case_again(case: Case, language: Language) -> None:
    result = answer(case.flow, case.facts, case.now)
    extra = ["--now", in_zone(case.now, MADRID)]
    line = command_line(wording("en", case.now), case.flow, result.knowledge.facts, extra)
    program, *words = shlex.split(line)
    assert program == "ayuda"
    code, found = run([*words, "--json", "--lang", language])
    expected = document(case, language)
    if "findings" in found:
        found.pop("findings")
        expected.pop("findings")
    assert found == expected
    assert code == (result.outcome.exit_code if isinstance(result, Decision) else 3)
