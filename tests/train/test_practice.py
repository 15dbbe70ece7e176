"""Simulated trainees end with the report that is right for them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from support.builtin import POLICY, wording
from support.training import an_answer

from ayuda.model import LANGUAGES
from ayuda.train.answers import Answer
from ayuda.train.cards import CardName
from ayuda.train.decided import is_signal
from ayuda.train.practice import Practice, Standing, practice_document, practice_of
from ayuda.train.schedule import study_day
from ayuda.ui.lines import rows_of
from ayuda.ui.practice import practice_lines

MADRID = ZoneInfo("Europe/Madrid")
BEGINNING = datetime(2026, 9, 1, 8, tzinfo=UTC)
TODAY = date(2026, 12, 1)
DECK = [
    CardName(flow, rule.id, "outcome")
    for flow in ("cancel", "return")
    for rule in POLICY.flows[flow].rules
]
OUTCOMES = {
    f"{flow}/{rule.id}/outcome": rule.outcome
    for flow in ("cancel", "return")
    for rule in POLICY.flows[flow].rules
}


def report(answers: list[Answer], standings: dict[CardName, Standing] | None = None) -> Practice:
    def day(moment: datetime) -> date:
        return study_day(moment, MADRID)

    return practice_of(answers, DECK, standings or {}, TODAY, day, partial(is_signal, POLICY))


def answered(number: int, card: CardName, given: str, **more: object) -> Answer:
    outcome = OUTCOMES[str(card)]
    fields = {
        "card": str(card),
        "flow": card.flow,
        "rule": card.about,
        "outcome": outcome,
        "given": given,
        "right": (outcome,),
        "grade": "right" if given == outcome else "wrong",
        "at": (BEGINNING + timedelta(hours=number)).isoformat(),
    }
    return an_answer(number, **{**fields, **more})


def judged(number: int, verdict: str, given: str, **more: object) -> Answer:
    grade = "right" if verdict == given else "wrong"
    fields = {"kind": "mail", "flow": "check-email", "rule": verdict, "outcome": verdict}
    return an_answer(number, **{**fields, "given": given, "grade": grade, **more})


def test_who_knows_all_has_nothing_weak_and_nothing_confused() -> None:
    answers = [answered(n, card, OUTCOMES[str(card)]) for n, card in enumerate(DECK * 5)]
    found = report(answers)
    assert found.weak == ()
    assert found.confusions == ()
    assert found.unpractised == ()
    assert found.answers.value == 1
    assert found.calibration[0].right.value == 1


def test_who_confuses_two_outcomes_is_told_which_and_which_rules_are_weak() -> None:
    swapped = {"cancel-now": "contact-seller", "contact-seller": "cancel-now"}
    answers = []
    for number, card in enumerate([card for card in DECK if card.flow == "cancel"] * 6):
        outcome = OUTCOMES[str(card)]
        answers.append(answered(number, card, swapped.get(outcome, outcome)))
    found = report(answers)
    pairs = {(one.right, one.given) for one in found.confusions}
    assert pairs == set(swapped.items())
    weak = {rule.rule for rule in found.weak}
    assert weak == {rule.id for rule in POLICY.flows["cancel"].rules if rule.outcome in swapped}
    assert {flow for flow, _ in found.unpractised} == {"return"}


def test_who_guesses_is_about_chance_and_sure_without_reason() -> None:
    draw = Random(1)
    choices = sorted(set(OUTCOMES.values()))[:4]
    answers = [
        answered(n, card, draw.choice(choices), sure="sure") for n, card in enumerate(DECK * 30)
    ]
    found = report(answers)
    assert found.calibration[0].right.total == len(answers)
    assert 0.05 < (found.answers.value or 0) < 0.35
    assert found.weak


def test_who_calls_everything_fraud_has_all_hits_all_false_alarms_and_a_bias() -> None:
    answers = [judged(n, ("fraudulent", "genuine")[n % 2], "fraudulent") for n in range(40)]
    [drill, exam] = report(answers).mail
    assert drill.detection is not None
    assert (drill.detection.hits.value, drill.detection.false_alarms.value) == (1, 1)
    assert abs(drill.detection.d_prime) < 1e-9
    assert drill.detection.bias < -1.5
    assert exam.messages == 0


def test_who_tells_them_apart_has_a_distance_and_exams_stand_apart_from_drills() -> None:
    drills = [judged(n, v, v) for n, v in enumerate(("fraudulent", "genuine") * 20)]
    exams = [judged(n + 99, "genuine", "genuine", mode="exam") for n in range(9)]
    [drill, exam] = report([*drills, *exams]).mail
    assert drill.detection is not None
    assert drill.detection.d_prime_interval.low > 2
    assert (exam.messages, exam.frauds, exam.detection) == (9, 0, None)


def test_who_forgets_with_a_half_life_is_seen_to_forget_with_it() -> None:
    draw = Random(4)
    half_life = 8.0
    answers = []
    for number in range(3000):
        gap = draw.choice((1, 2, 4, 8, 16, 32))
        card = f"cancel/rule-{number}/outcome"
        first = an_answer(2 * number, card=card, at=BEGINNING.isoformat())
        knows = draw.random() < 2 ** (-gap / half_life)
        later = (BEGINNING + timedelta(days=gap)).isoformat()
        grade = "right" if knows else "wrong"
        answers += [first, an_answer(2 * number + 1, card=card, at=later, grade=grade)]
    for one in report(answers).retention:
        assert one.right.interval is not None
        low, high = one.right.interval.low - 0.02, one.right.interval.high + 0.02
        assert low <= 2 ** (-one.days / half_life) <= high


def test_turns_of_interviews_are_counted_by_grade() -> None:
    grades = ["right"] * 5 + ["needless"] * 3 + ["too-early"] * 2 + ["missed"]
    asked = report([an_answer(n, kind="question", grade=g) for n, g in enumerate(grades)]).questions
    assert (asked.right, asked.needless, asked.too_early, asked.missed) == (5, 3, 2, 1)


def test_what_is_due_new_and_mastered_follows_from_the_cards_standings() -> None:
    standings = {
        DECK[0]: Standing(DECK[0], TODAY, 3),
        DECK[1]: Standing(DECK[1], TODAY + timedelta(days=30), 40),
    }
    found = report([answered(0, DECK[0], "contact-seller")], standings)
    assert found.due == (DECK[0],)
    assert found.mastered == 1
    assert found.new == len(DECK) - 2


def team() -> list[Answer]:
    answers = []
    for number, card in enumerate(DECK * 4):
        profile = ("ana", "luis")[number % 2]
        given = "contact-seller" if profile == "luis" else OUTCOMES[str(card)]
        answers.append(answered(number, card, given, profile=profile))
    return answers


def test_a_team_is_told_by_name_who_is_weak_in_which_rule() -> None:
    found = report(team())
    assert found.profiles == ("ana", "luis")
    assert found.weak
    by_name = dict(found.weak[0].profiles)
    assert by_name["luis"].value == 0
    assert by_name["ana"].value == 1


def test_the_report_fits_every_screen_and_says_each_number_with_its_count() -> None:
    for language in LANGUAGES:
        for answers in (
            [],
            team(),
            [*team(), *[judged(n + 500, "genuine", "fraudulent") for n in range(3)]],
        ):
            lines = list(practice_lines(wording(language), report(answers)))
            text = "\n".join(line.text for line in lines)
            assert "{" not in text
            for width in (80, 40):
                for line in lines:
                    assert all(row.cell_len <= width for row in rows_of(line, width))


def test_the_document_has_plain_values_and_names_its_format() -> None:
    document = practice_document(report(team()), "en", {"id": "p", "sha256": "0"})
    assert document["format"] == "ayuda.practice/1"
    assert list(document["profiles"]) == ["ana", "luis"]
    assert all(isinstance(name, str) for name in document["weak"])


def test_what_counts_as_fraud_is_what_the_policy_ends_with_exit_code_1() -> None:
    def renamed(answer: Answer) -> Answer:
        def name(verdict: str) -> str:
            return "fake" if verdict == "fraudulent" else verdict

        return replace(answer, outcome=name(answer.outcome), given=name(answer.given))

    pairs = [("fraudulent", "fraudulent"), ("fraudulent", "genuine"), ("genuine", "genuine")] * 4
    answers = [judged(n, *pair) for n, pair in enumerate(pairs)]
    outcomes = {**POLICY.outcomes, "fake": POLICY.outcomes["fraudulent"]}
    del outcomes["fraudulent"]
    other = replace(POLICY, outcomes=outcomes)
    of_other = practice_of(
        [renamed(answer) for answer in answers],
        DECK,
        {},
        TODAY,
        lambda moment: moment.date(),
        partial(is_signal, other),
    )
    assert of_other.mail == report(answers).mail
    assert of_other.mail[0].frauds == 8
