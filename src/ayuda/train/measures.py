"""Statistics of answers: shares, signal detection, and how far each of them can be trusted.

All intervals are of 95 %.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp, hypot, lgamma, log, sqrt
from statistics import NormalDist

import msgspec

NORMAL = NormalDist()
SURE = 0.95
Z = NORMAL.inv_cdf((1 + SURE) / 2)


class Interval(msgspec.Struct, frozen=True):
    """The ends between which a value lies with 95 % confidence."""

    low: float
    high: float


class Share(msgspec.Struct, frozen=True):
    """So many of so many, with the interval of the share behind it; None of none at all."""

    count: int
    total: int
    interval: Interval | None

    @property
    def value(self) -> float | None:
        """The share, from 0 to 1."""
        return self.count / self.total if self.total else None


def share(count: int, total: int) -> Share:
    """A share with Wilson's score interval (Wilson 1927, JASA 22:209-212)."""
    return Share(count, total, wilson(count, total) if total else None)


def wilson(count: float, total: float) -> Interval:
    """Wilson's score interval of ``count`` in ``total``, which may be corrected counts."""
    observed = count / total
    middle = (observed + Z * Z / (2 * total)) / (1 + Z * Z / total)
    half = Z * sqrt(observed * (1 - observed) / total + Z * Z / (4 * total * total))
    half /= 1 + Z * Z / total
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


class Detection(msgspec.Struct, frozen=True):
    """How well signals are told from noise, and towards which answer somebody leans.

    ``d_prime`` is the distance between the two in standard deviations (0: a guess), ``bias`` the
    criterion c: below 0 leans towards calling everything a signal, above towards nothing.
    """

    hits: Share
    false_alarms: Share
    d_prime: float
    d_prime_interval: Interval
    bias: float
    bias_interval: Interval


def detection(hits: int, signals: int, false_alarms: int, noises: int) -> Detection | None:
    """Signal detection (Green & Swets 1966); None where there was no signal or no noise.

    Rates have the log-linear correction (Hautus 1995, Behavior Research Methods 27:46-51): a half
    is added to each count and one to each total, so that 0 and 1 have finite values. The intervals
    join Wilson's of both rates in normal units by the method of variance estimates recovery (Zou &
    Donner 2008, Statistics in Medicine 27:1693-1702), which holds 95 % also for few messages.
    """
    if not signals or not noises:
        return None
    hit, alarm = _Rate.of(hits, signals), _Rate.of(false_alarms, noises)
    d_prime, bias = hit.value - alarm.value, -(hit.value + alarm.value) / 2
    return Detection(
        share(hits, signals),
        share(false_alarms, noises),
        d_prime,
        Interval(d_prime - hypot(hit.below, alarm.above), d_prime + hypot(hit.above, alarm.below)),
        bias,
        Interval(
            bias - hypot(hit.above, alarm.above) / 2, bias + hypot(hit.below, alarm.below) / 2
        ),
    )


class _Rate(msgspec.Struct, frozen=True):
    """A corrected rate in deviations of the normal, and how far below and above it may lie.

    Each end is the outer one of the intervals with and without the correction; without it, none
    is had where all or none were counted.
    """

    value: float
    below: float
    above: float

    @classmethod
    def of(cls, count: int, total: int) -> _Rate:
        corrected, plain = wilson(count + 0.5, total + 1), wilson(count, total)
        low = min(corrected.low, plain.low) if count else corrected.low
        high = max(corrected.high, plain.high) if count < total else corrected.high
        value = NORMAL.inv_cdf((count + 0.5) / (total + 1))
        return cls(value, value - NORMAL.inv_cdf(low), NORMAL.inv_cdf(high) - value)


def binomial_tail(count: int, total: int, chance: float) -> float:
    """The probability of at least so many successes in ``total`` tries of that chance."""
    if not 0 < chance < 1:
        return float(count <= total * chance)
    return sum(_probability(hits, total, chance) for hits in range(count, total + 1))


def _probability(hits: int, total: int, chance: float) -> float:
    """Of exactly so many; in logarithms, for the number of ways is beyond any float."""
    ways = lgamma(total + 1) - lgamma(hits + 1) - lgamma(total - hits + 1)
    return exp(ways + hits * log(chance) + (total - hits) * log(1 - chance))


def clopper_pearson(count: int, total: int) -> Interval:
    """The exact interval of a share (Clopper & Pearson 1934, Biometrika 26:404-413)."""
    tail = (1 - SURE) / 2
    low = _where(lambda chance: binomial_tail(count, total, chance) > tail) if count else 0.0
    high = (
        _where(lambda chance: 1 - binomial_tail(count + 1, total, chance) < tail)
        if count < total
        else 1.0
    )
    return Interval(low, high)


def _where(holds: Callable[[float], bool]) -> float:
    """The chance from which on something holds, by halving."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return (low + high) / 2
