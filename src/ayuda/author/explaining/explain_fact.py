"""What holds of every value of a fact: its unit and ends, its mask, where it lies in time."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ayuda.model import UNKNOWN, Fact
from ayuda.view.quantities import PERCENT, SYMBOLS
from ayuda.view.wording import Wording


def properties_of(wording: Wording, fact: Fact) -> Iterator[str]:
    """What can be said of a number, a date, a moment to come, a text or a choice of several."""
    say = wording.texts.say
    if fact.kind == "number":
        yield from _of_number(wording, fact)
    elif fact.kind == "text":
        if fact.mask:
            yield say("explain.mask", mask=fact.mask)
        if fact.personal:
            yield say("explain.personal")
    elif fact.kind in {"date", "moment"} and (fact.kind == "date" or fact.time != "past"):
        yield say(f"explain.{fact.kind}_{fact.time}")
    elif fact.several:
        yield say("explain.several")
    if fact.unstated == UNKNOWN and fact.kind not in {"choice", "yes-no"}:
        yield say("explain.blank", words=_blank(wording, fact))


def _of_number(wording: Wording, fact: Fact) -> Iterator[str]:
    say, quantity = wording.texts.say, wording.quantities.quantity
    if fact.unit is not None:
        yield say("explain.unit", unit=unit_words(wording, fact.unit))
    if fact.decimals:
        yield say("explain.decimals", number=str(fact.decimals))
    ends = {"least": fact.min, "most": fact.max}
    known = {
        key: quantity(end, fact.unit, fact.decimals) for key, end in ends.items() if end is not None
    }
    if known:
        key = "both" if len(known) > 1 else next(iter(known))
        yield say(f"explain.ends_{key}", **known)


def unit_words(wording: Wording, unit: str) -> str:
    """What a unit is called, of more than one."""
    if unit in wording.policy.units:
        several = wording.quantities.quantity(Decimal(2), unit)
        return several.partition(" ")[2]
    return unit if unit == PERCENT else SYMBOLS.get(unit, unit)


def _blank(wording: Wording, fact: Fact) -> str:
    return wording.text(fact.unknown) if fact.unknown else wording.texts.say("facts.unknown")
