"""Statistics of training, against scipy, and what their intervals promise in simulation."""

from __future__ import annotations

from math import isclose
from random import Random

import pytest
from scipy.stats import binom, binomtest, norm

from ayuda.train.cards import CardName
from ayuda.train.exam import KNOWS, KNOWS_NOT, MOST_ITEMS, Rules, draw_items, verdict_of
from ayuda.train.measures import binomial_tail, clopper_pearson, detection, share

COUNTS = [(0, 1), (1, 1), (0, 20), (7, 20), (20, 20), (199, 200), (1, 3000)]


@pytest.mark.parametrize(("count", "total"), COUNTS)
def test_intervals_of_shares_are_those_of_scipy(count: int, total: int) -> None:
    found = binomtest(count, total)
    ours = share(count, total).interval
    assert ours is not None
    for ours_now, method in ((ours, "wilson"), (clopper_pearson(count, total), "exact")):
        theirs = found.proportion_ci(0.95, method)
        assert isclose(ours_now.low, theirs.low, abs_tol=1e-9)
        assert isclose(ours_now.high, theirs.high, abs_tol=1e-9)


def test_nothing_of_nothing_has_no_interval() -> None:
    assert share(0, 0).interval is None
    assert share(0, 0).value is None
    assert detection(0, 0, 3, 5) is None
    assert detection(1, 2, 0, 0) is None


@pytest.mark.parametrize("counts", [(16, 20, 4, 20), (20, 20, 0, 20), (0, 5, 5, 5), (3, 8, 2, 90)])
def test_d_prime_and_bias_are_those_of_the_log_linear_rates(counts: tuple[int, ...]) -> None:
    hits, signals, alarms, noises = counts
    found = detection(hits, signals, alarms, noises)
    assert found is not None
    hit, alarm = (norm.ppf((c + 0.5) / (n + 1)) for c, n in ((hits, signals), (alarms, noises)))
    assert isclose(found.d_prime, hit - alarm, abs_tol=1e-9)
    assert isclose(found.bias, -(hit + alarm) / 2, abs_tol=1e-9)
    assert found.d_prime_interval.low < found.d_prime < found.d_prime_interval.high


def test_with_twenty_messages_of_each_the_interval_is_some_nine_tenths_wide_to_each_side() -> None:
    found = detection(16, 20, 4, 20)
    assert found is not None
    half = (found.d_prime_interval.high - found.d_prime_interval.low) / 2
    assert 0.8 < half < 1.0


def coverage(d_prime: float, total: int) -> float:
    """How likely the interval holds what is true: exactly, over all counts there can be."""
    hit, alarm = norm.cdf(d_prime / 2), norm.cdf(-d_prime / 2)
    covered = 0.0
    for hits in range(total + 1):
        for alarms in range(total + 1):
            chance = binom.pmf(hits, total, hit) * binom.pmf(alarms, total, alarm)
            if chance > 1e-9:
                found = detection(hits, total, alarms, total)
                assert found is not None
                ends = found.d_prime_interval
                covered += chance * (ends.low <= d_prime <= ends.high)
    return covered


@pytest.mark.parametrize("total", [20, 40, 100])
@pytest.mark.parametrize("d_prime", [0.0, 0.5, 1.0, 2.0, 3.0])
def test_intervals_hold_what_is_true_in_ninety_three_to_ninety_seven_of_a_hundred(
    d_prime: float, total: int
) -> None:
    assert 0.93 <= coverage(d_prime, total) <= 0.97


def test_the_tail_is_that_of_scipy() -> None:
    for count in (0, 3, 20):
        assert isclose(binomial_tail(count, 20, 0.7), binom.sf(count - 1, 20, 0.7), abs_tol=1e-9)


def ended(skill: float, draw: Random, rules: Rules) -> str:
    answers: list[bool] = []
    while (verdict := verdict_of(rules, answers)) is None:
        answers.append(draw.random() < skill)
    assert len(answers) <= rules.most
    return verdict


@pytest.mark.parametrize("rules", [Rules(), Rules(20), Rules(40)])
def test_hardly_anybody_is_taken_for_another(rules: Rules) -> None:
    draw = Random(4)
    runs = 4000
    passed = sum(ended(KNOWS_NOT, draw, rules) == "passed" for _ in range(runs)) / runs
    failed = sum(ended(KNOWS, draw, rules) == "failed" for _ in range(runs)) / runs
    assert passed <= 0.06
    assert failed <= 0.06


def test_who_knows_all_passes_and_who_knows_nothing_fails_soon() -> None:
    assert verdict_of(Rules(), [True] * 12) == "passed"
    assert verdict_of(Rules(), [True] * 11) is None
    assert verdict_of(Rules(), [False] * 3) == "failed"
    undecided = [True] * 5 + ([False] + [True] * 4) * 7
    assert verdict_of(Rules(), undecided[: MOST_ITEMS - 1]) is None
    assert verdict_of(Rules(), undecided[:MOST_ITEMS]) == "not-shown"


DECK = [
    CardName(flow, f"rule-{rule}", kind)
    for flow in ("a", "b", "c")
    for rule in range(4)
    for kind in ("outcome", "deadline", "next-step")
]


def test_items_are_spread_over_flows_and_rules_and_drawn_again_from_the_seed() -> None:
    items = draw_items(DECK, 24, Random("7/digest"))
    assert items == draw_items(DECK, 24, Random("7/digest"))
    assert items != draw_items(DECK, 24, Random("8/digest"))
    assert all(sum(card.flow == flow for card in items) == 8 for flow in "abc")
    for flow in "abc":
        rules = [card.about for card in items if card.flow == flow]
        assert len(set(rules[:4])) == 4
    assert len(set(items)) == 24
    assert len(draw_items(DECK, 100, Random(1))) == 100
