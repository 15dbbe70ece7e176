"""The lines of an amount in words, what its sum is kept between, and the rates of its interest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ayuda.author.explaining.explain_fact import unit_words
from ayuda.author.explaining.explanation import Piece
from ayuda.model import NOW, Amount, AmountLine, Interest
from ayuda.policy.language.causes import exact
from ayuda.view.conditions import condition_words
from ayuda.view.wording import AMOUNT_DECIMALS, Wording

TIMES = " \N{MULTIPLICATION SIGN} "


def amount_properties(wording: Wording, amount: Amount) -> Iterator[str]:
    """Its unit, how it is rounded, its floor and its cap, and the rates of its interest."""
    say = wording.texts.say
    yield say("explain.unit", unit=unit_words(wording, amount.unit))
    yield say(f"explain.round_{amount.round}")
    for key, bound in (("floor", amount.floor), ("cap", amount.cap)):
        if bound is not None:
            yield say(f"explain.{key}", value=_bound(wording, amount, bound))
    used = (line.interest.rates for line in amount.lines if line.interest is not None)
    for name in dict.fromkeys(used):
        steps = (
            say(
                "explain.rate_from",
                rate=say("quantities.percent", number=_written(wording, step.percent)),
                day=wording.fixed_day(step.begins),
            )
            for step in wording.policy.rates[name].steps
        )
        yield say("explain.rates", name=name, steps="; ".join(steps))


def amount_pieces(wording: Wording, amount: Amount) -> Iterator[Piece]:
    """The lines, each with what it is called and the conditions on which it counts."""
    for line in amount.lines:
        product = _of_line(wording, line)
        words = (
            wording.texts.say("trace.because", name=wording.text(line.name), value=product)
            if line.name is not None
            else product
        )
        sets = condition_words(wording, line.when)
        yield Piece(words, sets if any(sets) else ())


def _of_line(wording: Wording, line: AmountLine) -> str:
    if line.interest is None:
        return _product(wording, line.times)
    return _interest(wording, line.interest)


def _interest(wording: Wording, interest: Interest) -> str:
    begins, to = (
        wording.texts.say(
            "explain.today" if name == NOW else "explain.quoted", name=_name(wording, name)
        )
        for name in (interest.begins, interest.to)
    )
    on = _product(wording, interest.on)
    words = {"on": on, "rates": interest.rates, "begins": begins, "to": to}
    return wording.texts.say("explain.interest", **words)


def _product(wording: Wording, factors: Sequence[str | float]) -> str:
    return TIMES.join(_factor(wording, factor) for factor in factors)


def _factor(wording: Wording, factor: str | float) -> str:
    if isinstance(factor, str):
        return wording.texts.say("explain.quoted", name=_name(wording, factor))
    number = exact(factor)
    assert isinstance(number, Decimal)
    return _written(wording, number)


def _name(wording: Wording, name: str) -> str:
    return wording.fact_name(name)


def _written(wording: Wording, number: Decimal) -> str:
    """A number with as many decimals as it is written with."""
    exponent = number.as_tuple().exponent
    return wording.quantities.number(
        number, -exponent if isinstance(exponent, int) and exponent < 0 else 0
    )


def _bound(wording: Wording, amount: Amount, bound: str | float) -> str:
    if isinstance(bound, str):
        return wording.texts.say("explain.quoted", name=_name(wording, bound))
    number = exact(bound)
    assert isinstance(number, Decimal)
    return wording.quantities.quantity(number, amount.unit, AMOUNT_DECIMALS)
