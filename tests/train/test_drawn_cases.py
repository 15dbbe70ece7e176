"""Calls to learn with: each is decided by the rule it was drawn for, and can be told and read."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from msgspec.structs import replace
from support.builtin import FLOWS, POLICY, setting, texts
from support.random_policies import PRESENT, random_policy
from support.whole_policy import whole_text

from ayuda.calendar import Calendar
from ayuda.case import Case, decide
from ayuda.engine.results import Decision
from ayuda.engine.windows import Setting
from ayuda.errors import AyudaError
from ayuda.model import LANGUAGES, Language
from ayuda.policy.load import parse
from ayuda.train import callers
from ayuda.train.cases import NoSuchCase, case_of, rules_of, scenario_case
from ayuda.train.contrasts import contrast_of
from ayuda.train.said_times import said_moment
from ayuda.ui.spoken_time import understand
from ayuda.ui.spoken_words import words_of
from ayuda.view.wording import Wording

CALLS = [flow for flow in FLOWS if flow != "check-email"]
RULES = [(flow, rule) for flow in CALLS for rule in rules_of(POLICY, flow)]
DRAWS = 40


def decided(given: Setting, flow: str, facts: dict[str, object]) -> Decision:
    answer = decide(given, Case(flow, facts)).answer  # type: ignore[arg-type]
    assert isinstance(answer, Decision)
    return answer


def test_every_rule_of_the_built_in_calls_can_be_learnt() -> None:
    assert [(flow, rule.id) for flow in CALLS for rule in POLICY.flows[flow].rules] == RULES


@pytest.mark.parametrize(("flow", "rule"), RULES)
def test_a_case_is_decided_by_its_rule_and_the_same_seed_draws_the_same(
    flow: str, rule: str
) -> None:
    given = setting()
    for seed in range(DRAWS):
        case = case_of(given, flow, rule, Random(seed))
        assert decided(given, flow, case.facts).rule.id == rule
        assert case == case_of(given, flow, rule, Random(seed))
        moments = [value for value in case.facts.values() if isinstance(value, datetime)]
        assert all(moment <= case.now for moment in moments)
        assert all(not moment.second for moment in moments)


def test_cases_of_random_policies_are_decided_by_their_rule() -> None:
    drawn = missed = 0
    for seed in range(80):
        policy = random_policy(seed)
        given = Setting(policy, PRESENT, Calendar(policy.country))
        for rule in rules_of(policy, "f"):
            try:
                case = case_of(given, "f", rule, Random(seed))
            except NoSuchCase:  # Rules that come to the same are not always told apart.
                missed += 1
                continue
            drawn += 1
            assert decided(given, "f", case.facts).rule.id == rule
            text = callers.tell(Wording(policy, texts("en"), case.now), case, Random(seed))
            assert text
    assert drawn > 4 * missed, (drawn, missed)


def test_moments_lie_at_the_edges_of_windows_more_often_than_far_from_them() -> None:
    given = setting()
    spans = []
    for seed in range(200):
        case = case_of(given, "cancel", "marketplace-in-time", Random(seed))
        ordered = case.facts["ordered_at"]
        assert isinstance(ordered, datetime)
        spans.append((case.now - ordered) // timedelta(minutes=1))
    assert sum(span in {29, 30} for span in spans) > 60
    assert len(set(spans)) > 8


def test_a_contrast_differs_in_one_fact_and_in_the_outcome() -> None:
    given = setting()
    moved = 0
    for flow, rule in RULES:
        for seed in range(8):
            case = case_of(given, flow, rule, Random(seed))
            found = contrast_of(given, case)
            if found is None:
                continue
            other, fact = found
            names = case.facts.keys() | other.facts.keys()
            assert [n for n in names if case.facts.get(n) != other.facts.get(n)] == [fact]
            before, after = (decided(given, flow, one.facts) for one in (case, other))
            assert before.rule.outcome != after.rule.outcome
            moved += fact == "ordered_at"
    assert moved


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("flow", "rule"), RULES)
def test_a_call_tells_every_fact_of_its_case_in_words(
    flow: str, rule: str, language: Language
) -> None:
    given = setting()
    for seed in range(6):
        case = case_of(given, flow, rule, Random(seed))
        wording = Wording(POLICY, texts(language), case.now)
        call = callers.tell(wording, case, Random(seed))
        assert "{" not in call
        for name in case.facts:
            said = callers.said_of(wording, case, name, Random(seed))
            assert said
            assert said[-1] in ".?!"
        ways = {
            name: [getattr(text, language) for text in POLICY.facts[name].tells[key]]
            for name, key in ((n, callers._key(wording, v)) for n, v in case.facts.items())
        }
        for sentences in ways.values():
            patterns = [re.escape(one).replace(r"\{when\}", ".*") for one in sentences]
            assert any(re.search(pattern, call, re.IGNORECASE) for pattern in patterns)


WORDS = words_of([texts(language) for language in LANGUAGES])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("flow", ["cancel", "modify", "contact-seller"])
def test_a_moment_that_is_told_is_read_back_to_the_same_outcome(
    flow: str, language: Language
) -> None:
    given = setting()
    read = 0
    for rule in rules_of(POLICY, flow):
        for seed in range(20):
            case = case_of(given, flow, rule, Random(seed))
            wording = Wording(POLICY, texts(language), case.now)
            for name, value in case.facts.items():
                if not isinstance(value, datetime):
                    continue
                said = said_moment(wording, value, Random(seed))
                [stretch] = understand(said, WORDS, case.now, given.zone)
                for found in (stretch.earliest or stretch.latest, stretch.latest):
                    facts = {**case.facts, name: found}
                    assert decided(given, flow, facts).rule.id == rule, said
                read += 1
    assert read > 20


# Days at which the clocks change, a leap day, the turn of a year, and ordinary ones.
PRESENTS = (
    *("2026-11-24T10:00", "2026-03-29T04:30", "2026-10-25T03:10", "2026-10-26T12:00"),
    *("2028-02-29T23:59", "2027-01-01T00:30", "2026-07-14T13:05", "2026-06-07T20:40"),
)


@pytest.mark.parametrize("present", PRESENTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_moment_as_it_is_said_means_that_minute_and_no_other(
    language: Language, present: str
) -> None:
    zone = setting().zone
    now = datetime.fromisoformat(present).replace(tzinfo=zone).astimezone(UTC)
    wording = Wording(POLICY, texts(language), now)
    draw = Random(present)
    spans = [*range(121), *(draw.randrange(12 * 24 * 60) for _ in range(500))]
    minute = timedelta(minutes=1)
    for ago in spans:
        moment = now - ago * minute
        said = said_moment(wording, moment, draw)
        local = moment.astimezone(zone)
        if local.replace(fold=1 - local.fold).utcoffset() != local.utcoffset() and "(" in said:
            assert f"({local:%z})" in said  # An hour that the clocks repeat has no other name.
            continue
        [stretch] = understand(said, WORDS, now, zone)
        assert stretch.earliest is not None, said
        assert moment <= stretch.earliest <= stretch.latest < moment + minute, said


def test_an_interview_begins_with_what_it_says_it_tells() -> None:
    given = setting()
    wording = Wording(POLICY, texts("en"), given.now)
    told = 0
    for seed in range(40):
        case = case_of(given, "cancel", "marketplace-in-time", Random(seed))
        text, facts = callers.opening(wording, case, Random(seed))
        assert text
        assert facts <= case.facts.keys()
        told += len(facts)
    assert 10 < told < 40
    assert callers.said_of(wording, case, "change", Random(1)) == texts("en").say("callers.unknown")


def test_the_scenarios_of_the_built_in_policy_are_decided() -> None:
    given = setting()
    scenarios = [(name, one) for name, flow in POLICY.flows.items() for one in flow.scenarios]
    assert len(scenarios) >= 2
    for flow, scenario in scenarios:
        case = scenario_case(given, flow, scenario)
        assert decided(given, flow, case.facts)


SOURCE = whole_text()


AGO = "ordered_at = { minutes = 31 }"
SLIPS = [
    ("I ordered it {when}.", "I ordered it.", "facts.ordered_at.tells.at[0]", "no-moment-told"),
    ("[facts.bundle.tells]\nyes", "[facts.bundle.tells]\nmaybe", "facts.bundle.tells.maybe", ""),
    (AGO, "ordered_at = { minutes = 31, hours = 2 }", "ordered_at", "no-time-ago"),
    (AGO, "ordered_at = true", "ordered_at", "no-time-ago"),
    (AGO, 'change = "gift"', "change", "unknown-fact"),
    (AGO, "bundle = { minutes = 3 }", "bundle", "unknown-value"),
]


@pytest.mark.parametrize(("before", "after", "path", "code"), SLIPS)
def test_what_is_wrong_with_sentences_and_scenarios_is_told_by_its_path(
    before: str, after: str, path: str, code: str
) -> None:
    assert before in SOURCE
    with pytest.raises(AyudaError) as error:
        parse("p.toml", SOURCE.replace(before, after, 1).encode())
    if "." not in path:
        path = f"flows.cancel.scenarios[0].facts.{path}"
    found = {(problem.where, problem.code) for problem in error.value.problems}
    assert (f"p.toml: {path}", code or "unknown-value") in found


def test_a_policy_without_sentences_is_told_by_names_and_values() -> None:
    facts = {name: replace(fact, tells={}) for name, fact in POLICY.facts.items()}
    policy = replace(POLICY, facts=facts, asides=())
    given = Setting(policy, setting().now, Calendar(policy.country))
    case = case_of(given, "cancel", "marketplace-in-time", Random(3))
    call = callers.tell(Wording(policy, texts("en"), case.now), case, Random(3))
    assert "Seller: External seller (Marketplace)." in call
