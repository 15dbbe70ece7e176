"""The cells of facts in SQL: which digit a cell is, and whether it is well written.

Only what is written in a usual way is read. All else gives NULL, and the engine reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from ayuda.batch import sql
from ayuda.batch.rows.deciding.moments_in_sql import days_since_1970
from ayuda.batch.rows.deciding.row_decider import NO, YES
from ayuda.batch.rows.deciding.row_variables import MOST_DECIMALS, class_place, samples_seen
from ayuda.engine.samples import Range
from ayuda.engine.stated import LONGEST_TEXT, NONE
from ayuda.engine.variables import Variable
from ayuda.model import GIVEN, MALFORMED, UNKNOWN, Check, Fact, Test
from ayuda.policy.language.masks import DIGIT, EITHER, LETTER

WHOLE_DIGITS = 15
"""Of a number in a cell, before its point."""
PLAIN_TEXT = rf"[!-~]([ -~]{{0,{LONGEST_TEXT - 2}}}[!-~])?"


def text_of(name: str) -> str:
    """The column of a fact's text."""
    return f"text_{name}"


def number_of(name: str) -> str:
    """The column of a fact's number."""
    return f"number_of_{name}"


def day_of(name: str) -> str:
    """The column of a fact's day, in days since 1970, in the policy's time zone."""
    return f"day_{name}"


# -------------------------------------------------------------- listed values


def ways(fact: Fact) -> list[tuple[str, ...]]:
    """The usual ways to write each of a finite fact's values, in the order of the values."""
    if fact.kind == "yes-no":
        return [_in_usual_letters(YES), _in_usual_letters(NO)]
    return [(value,) for value in fact.values] if fact.kind == "choice" else []


def _in_usual_letters(words: Iterable[str]) -> tuple[str, ...]:
    """Words as programs write them: TRUE, True, true."""
    every = (way for word in words for way in (word, word.upper(), word.capitalize()))
    return tuple(dict.fromkeys(every))


def listed_digit(name: str, fact: Fact) -> str:
    """The digit of one of a few listed values."""
    text = text_of(name)
    words = [
        (nth, word, place)
        for place, said in enumerate(ways(fact), 1)
        for nth, word in enumerate(said)
    ]
    # The usual word for each value comes first: what is found is not compared any further.
    tests = [f"WHEN {sql.literal(word)} THEN {place}" for _, word, place in sorted(words)]
    unknown = f"CASE WHEN {text} IS NULL THEN 0 END"
    return f"(CASE {text} {' '.join(tests)} ELSE {unknown} END)"


def is_one_of(name: str, fact: Fact) -> str:
    """Whether a cell has one of the listed values of its fact."""
    words = [sql.literal(word) for said in ways(fact) for word in said]
    return f"{text_of(name)} IN ({', '.join(words)})" if words else "FALSE"


# -------------------------------------------------------------------- numbers


def number_in(name: str, fact: Fact) -> str:
    """The exact number that a cell says; NULL where it is none that the fact can have."""
    decimals = min(fact.decimals, MOST_DECIMALS)
    zeros = f"0{{0,{MOST_DECIMALS - decimals}}}"
    behind = rf"\.[0-9]{{1,{decimals}}}{zeros}" if decimals else rf"\.0{{1,{MOST_DECIMALS}}}"
    pattern = f"[+-]?[0-9]{{1,{WHOLE_DIGITS}}}({behind})?"
    text = text_of(name)
    number = f"TRY_CAST({text} AS DECIMAL({WHOLE_DIGITS + decimals}, {decimals}))"
    return f"CASE WHEN regexp_full_match({text}, {sql.literal(pattern)}) THEN {number} END"


def fits_bounds(name: str, fact: Fact) -> str:
    """Whether a cell's number is one that the fact can have; NULL where it is none at all."""
    number = number_of(name)
    tests = [f"{number} >= {fact.min:f}"] if fact.min is not None else []
    tests += [f"{number} <= {fact.max:f}"] if fact.max is not None else []
    return " AND ".join(tests) or f"{number} IS NOT NULL"


# -------------------------------------------------------------------- classes


def class_digit(name: str, variable: Variable, fact: Fact | None) -> str:
    """The digit of the class that a number, a day, a text or a set of values is in."""
    if fact is not None and fact.kind == "text":
        return _text_digit(name, variable, fact)
    if fact is not None and fact.several:
        return _set_digit(name, variable, fact)
    is_number = fact is not None and fact.kind == "number"
    column = number_of(name) if is_number else day_of(name)
    places: dict[int, list[Range]] = {}
    for place, sample in enumerate(samples_seen(variable, fact), 1):
        if sample.value != UNKNOWN:
            places[place] = list(sample.ranges)
    known = by_ranges(column, places)
    if fact is not None and fact.min is not None:
        known = f"CASE WHEN {column} >= {fact.min:f} THEN {known} END"
    # A blank of the present is the present of all rows.
    return (
        f"({known})"
        if fact is None
        else f"(CASE WHEN {text_of(name)} IS NULL THEN 0 ELSE {known} END)"
    )


def by_ranges(column: str, places: dict[int, list[Range]]) -> str:
    """The place whose stretches of a line have a value: the line is whole, so ends are enough."""
    stretches = sorted(
        (_end(high), place)
        for place, ranges in places.items()
        for _, high in ranges
        if high is not None
    )
    last = [place for place, ranges in places.items() if any(high is None for _, high in ranges)]
    tests = [f"WHEN {column} <= {end:f} THEN {place}" for end, place in stretches]
    tests += [f"WHEN {column} IS NOT NULL THEN {place}" for place in last]
    return f"CASE {' '.join(tests)} END"


def _end(value: object) -> Decimal:
    if isinstance(value, date):
        return Decimal(days_since_1970(value))
    assert isinstance(value, Decimal)
    return value


def _text_digit(name: str, variable: Variable, fact: Fact) -> str:
    text = text_of(name)
    given = _digit_of(variable, GIVEN)
    told = str(given)
    if fact.mask is not None:
        pattern = sql.literal(mask_pattern(fact.mask))
        malformed = _digit_of(variable, MALFORMED)
        told = f"CASE WHEN regexp_full_match({text}, {pattern}) THEN {given} ELSE {malformed} END"
    plain = f"regexp_full_match({text}, {sql.literal(PLAIN_TEXT)})"
    unsaid = f"WHEN {text} = {sql.literal(UNKNOWN)} THEN NULL"
    return f"(CASE WHEN {text} IS NULL THEN 0 {unsaid} WHEN {plain} THEN {told} END)"


def is_text(name: str) -> str:
    """Whether a cell is a plain text; not every one that can be stated is."""
    return f"regexp_full_match({text_of(name)}, {sql.literal(PLAIN_TEXT)})"


def mask_pattern(mask: str) -> str:
    """A mask as a regular expression for plain texts; blanks and capitals do not matter."""
    classes = {DIGIT: "[0-9]", LETTER: "[A-Za-z]", EITHER: "[0-9A-Za-z]"}
    places = [classes.get(place) or _as_itself(place) for place in "".join(mask.split())]
    return " *".join(["", *places, ""])


def _as_itself(place: str) -> str:
    if place.isalpha():
        return f"[{place.lower()}{place.upper()}]"
    return re.escape(place)


def _set_digit(name: str, variable: Variable, fact: Fact) -> str:
    """By which of the values that are tested a cell names; all of them are its set's bits."""
    tested = _values_tested(variable.classes[name])
    looked_at = [value for value in fact.values if value in tested]
    sets = [
        tuple(value for at, value in enumerate(looked_at) if number >> at & 1)
        for number in range(1 << len(looked_at))
    ]
    digits = sql.array((_digit_of(variable, chosen) for chosen in sets), "INTEGER")
    text = text_of(name)
    listed = f"(',' || replace({text}, ' ', '') || ',')"
    bits = [
        f"CASE WHEN contains({listed}, {sql.literal(f',{value},')}) THEN {1 << at} ELSE 0 END"
        for at, value in enumerate(looked_at)
    ]
    number = " + ".join(bits) or "0"
    none = _digit_of(variable, ())
    return (
        f"(CASE WHEN {text} IS NULL THEN 0 WHEN {text} = {sql.literal(NONE)} THEN {none}"
        f" WHEN {names_values(name, fact)} THEN {sql.element(digits, number)} END)"
    )


def names_values(name: str, fact: Fact) -> str:
    """Whether a cell lists values of a choice of several, or says that there is none."""
    every = "|".join(map(re.escape, (value for value in fact.values if value != NONE)))
    pattern = f"({every})(, ?({every}))*|{NONE}"
    return f"regexp_full_match({text_of(name)}, {sql.literal(pattern)})"


def _values_tested(tests: Sequence[Test]) -> set[str]:
    return {
        value
        for test in tests
        if isinstance(test, Check)
        for value in (*(test.any or ()), *(test.all or ()), *(test.none or ()))
    }


def _digit_of(variable: Variable, value: str | tuple[str, ...]) -> int:
    """The digit of a value that is not a blank: those of UNKNOWN are none."""
    shown = [one for one in variable.shows[variable.name] if one != UNKNOWN]
    place = class_place(variable, value)
    return 0 if place is None else 1 + shown.index(variable.shows[variable.name][place])
