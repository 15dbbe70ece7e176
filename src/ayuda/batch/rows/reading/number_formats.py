"""What a number of an Excel workbook stands for, by the format in which it is shown."""

from __future__ import annotations

import re

from ayuda.batch.rows.reading.sheet_cells import (
    CLOCK,
    DAY,
    MOMENT,
    NUMBER,
    SPAN,
    TEXT,
    Cell,
    clock_text,
    moment_of_serial,
    moment_text,
    number_text,
    rounded_milliseconds,
)

BUILT_IN = {
    **dict.fromkeys((14, 15, 16, 17, *range(27, 32), 34, 35, 36, *range(50, 59)), DAY),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 45, 47), CLOCK),
    22: MOMENT,
    46: SPAN,
}
"""The formats that need no code in the file (Ecma-376, 18.8.30), but for those of plain numbers."""
QUOTED = re.compile(r'"[^"]*"?|[\\_*].', re.DOTALL)
BRACKETS = re.compile(r"\[([^\]]*)\]")
COUNTED_ON = re.compile(r"h+|m+|s+")
HALVES = re.compile(r"am/pm|a/p")
EXPONENT = re.compile(r"e[+-]")
PADDED = re.compile("0{2,}")


def meaning_of(number: int, code: str | None) -> str:
    """What a format makes of numbers: a kind of cell, or the zeros that it fills them with.

    ``code`` is what the file says of the format, None where it says nothing.
    """
    if code is None:
        return BUILT_IN.get(number, NUMBER)
    if PADDED.fullmatch(code):
        return code
    plain = QUOTED.sub("", code).partition(";")[0].casefold()
    spans = [part for part in BRACKETS.findall(plain) if COUNTED_ON.fullmatch(part)]
    plain = EXPONENT.sub("", HALVES.sub("", BRACKETS.sub("", plain)))
    if spans:
        return SPAN
    if "general" in plain:
        return NUMBER
    has_clock = any(letter in plain for letter in "hs")
    has_day = any(letter in plain for letter in "yde") or ("m" in plain and not has_clock)
    if has_day:
        return MOMENT if has_clock else DAY
    return CLOCK if has_clock else NUMBER


def shown_number(told: str, meaning: str, *, from_1904: bool) -> Cell:
    """A number of a workbook as a cell, by what its format makes of it."""
    if meaning == NUMBER:
        return NUMBER, number_text(told)
    if meaning.startswith("0"):
        text = number_text(told)
        return (TEXT, text.zfill(len(meaning))) if text.isdecimal() else (NUMBER, text)
    serial = float(told)
    if meaning == SPAN or (meaning == CLOCK and 0 <= serial < 1):
        return meaning, clock_text(rounded_milliseconds(serial))
    moment = moment_of_serial(serial, from_1904=from_1904)
    if moment is None:  # It is shown as hashes, or as a day that never was.
        return NUMBER, number_text(told)
    if meaning == DAY and not (moment.hour or moment.minute or moment.second or moment.microsecond):
        return DAY, moment.date().isoformat()
    return MOMENT, moment_text(moment)
