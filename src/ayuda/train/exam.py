"""An exam: items drawn from a seed, and a test that ends as soon as the answer is clear.

Either Wald's sequential probability ratio test (Wald 1945, Annals of Mathematical Statistics
16:117-186) of "answers 90 % rightly" against "answers 70 %", or a fixed number of items.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log
from random import Random
from typing import Literal

import msgspec

from ayuda.train.answers import Answer
from ayuda.train.cards import CardName
from ayuda.train.measures import Interval, binomial_tail, clopper_pearson

Verdict = Literal["passed", "failed", "not-shown"]

KNOWS = 0.9
"""The share of right answers of somebody who should pass,"""
KNOWS_NOT = 0.7
"""and of somebody who should not."""
RISK = 0.05
"""How often, at most, each of the two may be taken for the other."""
MOST_ITEMS = 40
"""Undecided by then, it is not shown that somebody knows."""
FRAUD_SHARE = (0.1, 0.2)
"""The least and the most of fraudulent messages in an exam, as at a desk."""

_RIGHT = log(KNOWS / KNOWS_NOT)
_WRONG = log((1 - KNOWS) / (1 - KNOWS_NOT))
_PASS = log((1 - RISK) / RISK)
_FAIL = log(RISK / (1 - RISK))


class Rules(msgspec.Struct, frozen=True):
    """How an exam ends: after ``items`` answers, or (None) by the sequential test."""

    items: int | None = None

    @property
    def most(self) -> int:
        """How many items there can be."""
        return MOST_ITEMS if self.items is None else self.items


def verdict_of(rules: Rules, answers: Sequence[bool]) -> Verdict | None:
    """What answers so far come to; None while the exam goes on.

    An exam of fixed length is passed where as many right answers or more would be had in at most
    5 % of the cases by somebody who answers 70 % rightly, and failed where as few or fewer would
    be had so seldom by somebody who answers 90 %; both or neither: not shown.
    """
    if rules.items is None:
        return _sequential(answers)
    if len(answers) < rules.items:
        return None
    right, total = sum(answers), len(answers)
    passes = binomial_tail(right, total, KNOWS_NOT) <= RISK
    fails = 1 - binomial_tail(right + 1, total, KNOWS) <= RISK
    return "passed" if passes and not fails else "failed" if fails and not passes else "not-shown"


def _sequential(answers: Sequence[bool]) -> Verdict | None:
    weight = 0.0
    for right in answers:
        weight += _RIGHT if right else _WRONG
        if weight >= _PASS:
            return "passed"
        if weight <= _FAIL:
            return "failed"
    return "not-shown" if len(answers) >= MOST_ITEMS else None


class ExamResult(msgspec.Struct, frozen=True):
    """What an exam came to, with the exact interval of the share of right answers.

    The interval is that of a fixed number of items; after a sequential test it is somewhat narrow.
    """

    verdict: Verdict
    right: int
    items: int
    interval: Interval


def result_of(rules: Rules, answers: Iterable[Answer]) -> ExamResult:
    """What an exam that has ended came to. One that was broken off is not shown."""
    marks = [answer.is_right for answer in answers]
    verdict = verdict_of(rules, marks) or "not-shown"
    return ExamResult(verdict, sum(marks), len(marks), clopper_pearson(sum(marks), len(marks)))


def draw_items(deck: Sequence[CardName], most: int, draw: Random) -> list[CardName]:
    """So many cards, spread evenly: no rule twice before each flow has shown all of its own.

    Cards of messages are all of one flow here; which messages they show is drawn by whoever deals
    them, so that the share of fraud is a desk's.
    """
    by_flow: dict[str, list[CardName]] = {}
    for card in deck:
        by_flow.setdefault(card.flow, []).append(card)
    waiting = {flow: _rules_in_turn(cards, draw) for flow, cards in by_flow.items()}
    found: list[CardName] = []
    while waiting and len(found) < most:
        flows = list(waiting)
        draw.shuffle(flows)
        for flow in flows:
            if len(found) < most:
                found.append(waiting[flow].pop())
            if not waiting[flow]:
                waiting[flow] = _rules_in_turn(by_flow[flow], draw)
    return found


def _rules_in_turn(cards: Sequence[CardName], draw: Random) -> list[CardName]:
    """The cards shuffled, so that a rule comes again only after all others have come."""
    by_rule: dict[str, list[CardName]] = {}
    for card in cards:
        by_rule.setdefault(card.about, []).append(card)
    rounds: list[CardName] = []
    for of_rule in by_rule.values():
        draw.shuffle(of_rule)
    while by_rule:
        turn = [of_rule.pop() for of_rule in by_rule.values()]
        draw.shuffle(turn)
        rounds = turn + rounds
        by_rule = {rule: left for rule, left in by_rule.items() if left}
    return rounds
