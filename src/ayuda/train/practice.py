"""What the answers of a trainee, or of a team, say: the data of the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

import msgspec

from ayuda.train.answers import Answer, Sureness
from ayuda.train.cards import CardName
from ayuda.train.measures import Detection, Share, detection, share

FORMAT: Literal["ayuda.practice/1"] = "ayuda.practice/1"

MASTERED = 21
"""Days until a card is due again, from which on it counts as mastered."""
WEAK = 0.8
"""A rule with a lower share of right answers is weak, from so many answers on:"""
ENOUGH = 3
SURENESS: tuple[Sureness, ...] = ("sure", "think-so", "guess")
LATER = (1, 2, 4, 8, 16, 32)
"""Days since the last answer to a card, at which retention is told: from each on to the next."""


class Standing(msgspec.Struct, frozen=True):
    """How a card stands: when it is due, after how many days from its last answer."""

    card: CardName
    due: date
    interval: int


class RuleStanding(msgspec.Struct, frozen=True):
    """How often a rule was answered rightly, and by whom."""

    flow: str
    rule: str
    right: Share
    profiles: tuple[tuple[str, Share], ...]

    @property
    def is_weak(self) -> bool:
        """Whether it needs practice."""
        value = self.right.value
        return value is not None and self.right.total >= ENOUGH and value < WEAK


class Confusion(msgspec.Struct, frozen=True):
    """An outcome that was taken for another, and how often."""

    flow: str
    right: str
    given: str
    times: int


class Day(msgspec.Struct, frozen=True):
    """The answers of one study day."""

    day: date
    answers: int
    right: int


class Retention(msgspec.Struct, frozen=True):
    """Of cards answered again after so many days (up to ``to``, None: and more), the right ones."""

    days: int
    to: int | None
    right: Share


class Calibration(msgspec.Struct, frozen=True):
    """How often answers of this sureness were right."""

    sure: Sureness
    right: Share


class Questions(msgspec.Struct, frozen=True):
    """The turns of interviews: put in need, needlessly, decided too early, missed to decide."""

    right: int
    needless: int
    too_early: int
    missed: int
    wrong: int


class MailSkill(msgspec.Struct, frozen=True):
    """How well fraud was told from other messages, in drills or in exams."""

    mode: Literal["drill", "exam"]
    detection: Detection | None
    messages: int
    frauds: int
    cues: Share


class Practice(msgspec.Struct, frozen=True, kw_only=True):
    """The report of the profiles named, as of a study day."""

    profiles: tuple[str, ...]
    today: date
    answers: Share
    due: tuple[CardName, ...]
    new: int
    mastered: int
    cards: int
    rules: tuple[RuleStanding, ...]
    unpractised: tuple[tuple[str, str], ...]
    confusions: tuple[Confusion, ...]
    days: tuple[Day, ...]
    retention: tuple[Retention, ...]
    calibration: tuple[Calibration, ...]
    questions: Questions
    mail: tuple[MailSkill, ...]

    @property
    def weak(self) -> tuple[RuleStanding, ...]:
        """The rules that need practice, the weakest first."""
        return tuple(rule for rule in self.rules if rule.is_weak)


def practice_of(
    answers: Sequence[Answer],
    deck: Sequence[CardName],
    standings: Mapping[CardName, Standing],
    today: date,
    study_day: Callable[[datetime], date],
    is_signal: Callable[[str], bool],
) -> Practice:
    """The report of these answers; ``standings`` are those of the cards that were answered.

    ``study_day`` is the day on which a moment counts. Verdicts on a message of which ``is_signal``
    holds are signals, all others noise.
    """
    marked = [_Marked(answer, study_day(datetime.fromisoformat(answer.at))) for answer in answers]
    practised = {(answer.flow, answer.rule) for answer in answers}
    known = dict.fromkeys((card.flow, card.about) for card in deck if ":" not in card.about)
    return Practice(
        profiles=tuple(sorted({answer.profile for answer in answers})),
        today=today,
        answers=share(sum(answer.is_right for answer in answers), len(answers)),
        due=tuple(card for card in deck if card in standings and standings[card].due <= today),
        new=sum(card not in standings for card in deck),
        mastered=sum(card in standings and standings[card].interval >= MASTERED for card in deck),
        cards=len(deck),
        rules=_rules(answers),
        unpractised=tuple(rule for rule in known if rule not in practised),
        confusions=_confusions(answers),
        days=_days(marked),
        retention=_retention(marked),
        calibration=tuple(
            Calibration(sure, _right(a for a in answers if a.sure == sure)) for sure in SURENESS
        ),
        questions=_questions(answers),
        mail=tuple(_mail_skill(answers, mode, is_signal) for mode in ("drill", "exam")),
    )


class _Marked(msgspec.Struct, frozen=True):
    answer: Answer
    day: date


def _right(answers: Iterable[Answer]) -> Share:
    marks = [answer.is_right for answer in answers]
    return share(sum(marks), len(marks))


def _rules(answers: Iterable[Answer]) -> tuple[RuleStanding, ...]:
    """By rule how often it was answered rightly, the weakest first."""
    by_rule: dict[tuple[str, str], list[Answer]] = {}
    for answer in answers:
        by_rule.setdefault((answer.flow, answer.rule), []).append(answer)
    found = []
    for (flow, rule), about_it in by_rule.items():
        names = sorted({answer.profile for answer in about_it})
        profiles = tuple((n, _right(a for a in about_it if a.profile == n)) for n in names)
        found.append(RuleStanding(flow, rule, _right(about_it), profiles))
    return tuple(sorted(found, key=lambda one: (one.right.value or 0, -one.right.total)))


def _confusions(answers: Iterable[Answer]) -> tuple[Confusion, ...]:
    """Which outcome was taken for which, the most frequent first."""
    counted = Counter(
        (answer.flow, answer.outcome, answer.given)
        for answer in answers
        if answer.kind in {"outcome", "mail"} and answer.grade == "wrong"
    )
    return tuple(Confusion(*pair, times) for pair, times in counted.most_common())


def _days(marked: Iterable[_Marked]) -> tuple[Day, ...]:
    by_day: dict[date, list[bool]] = {}
    for one in marked:
        by_day.setdefault(one.day, []).append(one.answer.is_right)
    return tuple(Day(day, len(marks), sum(marks)) for day, marks in sorted(by_day.items()))


def _retention(marked: Iterable[_Marked]) -> tuple[Retention, ...]:
    """The first answer of a day to a card, by the days since it was last answered."""
    last: dict[tuple[str, str], date] = {}
    marks: dict[int, list[bool]] = {days: [] for days in LATER}
    for one in sorted(marked, key=lambda one: one.answer.at):
        card = (one.answer.profile, one.answer.card)
        if card in last and (days := (one.day - last[card]).days) > 0:
            marks[max(step for step in LATER if step <= days)].append(one.answer.is_right)
        last[card] = one.day
    ends = (*(later - 1 for later in LATER[1:]), None)
    return tuple(
        Retention(days, to, share(sum(marks[days]), len(marks[days])))
        for days, to in zip(LATER, ends, strict=True)
    )


def _questions(answers: Iterable[Answer]) -> Questions:
    grades = Counter(answer.grade for answer in answers if answer.kind == "question")
    return Questions(
        grades["right"], grades["needless"], grades["too-early"], grades["missed"], grades["wrong"]
    )


def _mail_skill(
    answers: Iterable[Answer], mode: Literal["drill", "exam"], is_signal: Callable[[str], bool]
) -> MailSkill:
    judged = [answer for answer in answers if answer.kind == "mail" and answer.mode == mode]
    frauds = [answer for answer in judged if is_signal(answer.outcome)]
    others = [answer for answer in judged if not is_signal(answer.outcome)]
    cues = [answer for answer in judged if answer.cue_is_right is not None]
    return MailSkill(
        mode,
        detection(
            sum(is_signal(answer.given) for answer in frauds),
            len(frauds),
            sum(is_signal(answer.given) for answer in others),
            len(others),
        ),
        len(judged),
        len(frauds),
        share(sum(answer.cue_is_right is True for answer in cues), len(cues)),
    )


def practice_document(practice: Practice, lang: str, policy: Mapping[str, str]) -> dict[str, Any]:
    """The report as the format ``ayuda.practice/1`` has it."""
    document: dict[str, Any] = {"format": FORMAT, "lang": lang, "policy": dict(policy)}
    plain = msgspec.to_builtins(practice)
    plain["due"] = [str(card) for card in practice.due]
    plain["weak"] = [f"{rule.flow}/{rule.rule}" for rule in practice.weak]
    plain["unpractised"] = [f"{flow}/{rule}" for flow, rule in practice.unpractised]
    return {**document, **plain}
