"""Several of a list, typed: keys, names, beginnings of names; and what names nothing."""

from __future__ import annotations

import pytest

from ayuda.ui.prompts import Choice, numbers
from ayuda.ui.terminal_ticks import Ticks
from ayuda.ui.typed_ticks import TypedTicks

LINES = [
    Choice("cot", "Una cuna"),
    Choice("parking", "Aparcamiento"),
    Choice("meal", "Cena, tarde"),
]
WAYS = [Choice("?none", "Ninguno de ellos", "n"), Choice("?unknown", "Aún no lo sé", "0")]
TYPED = TypedTicks(LINES, WAYS, numbers([*LINES, *WAYS]))


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("1", ("cot",)),
        ("2,1", ("cot", "parking")),
        ("1, 2", ("cot", "parking")),
        ("1 3", ("cot", "meal")),
        ("1,1", ("cot",)),
        ("una cuna", ("cot",)),
        ("Una cuna, aparcamiento", ("cot", "parking")),
        ("aparc", ("parking",)),
        ("1; aparcamiento", ("cot", "parking")),
        ("cena, tarde", ("meal",)),
        ("n", "?none"),
        ("N", "?none"),
        ("ninguno de ellos", "?none"),
        ("ninguno", "?none"),
        ("0", "?unknown"),
        ("aun no lo se", "?unknown"),
    ],
)
def test_keys_and_names_are_taken_in_the_order_of_the_list(typed: str, answer: object) -> None:
    assert TYPED.unknown(typed) is None
    assert TYPED.answer(typed) == answer


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("4", "4"),
        ("1, 4", "4"),
        ("bed", "bed"),
        ("1, n", "n"),
        ("0,1", "0"),
        (",", ","),
        ("9", "9"),
    ],
)
def test_what_names_no_line_is_told(typed: str, wrong: str) -> None:
    assert TYPED.unknown(typed) == wrong


def test_nothing_ticked_is_no_answer_and_a_way_is_one_at_once() -> None:
    ticks = Ticks(LINES, WAYS, "tick something")
    assert ticks.taken() is None
    assert ticks.refused
    assert "tick something" in "".join(text for _, text in ticks.shown())
    assert ticks.press() is None
    assert ticks.press(2) is None
    assert ticks.taken() == ("cot", "meal")
    assert ticks.press(0) is None
    assert ticks.taken() == ("meal",)
    assert ticks.press(3) == "?none"
    ticks.move(-2)
    assert ticks.taken() == "?none"
    ticks.move(2)
    assert ticks.pointed == 0


@pytest.mark.parametrize("count", [2, 7, 8, 20, 40])
def test_every_line_of_a_list_that_has_a_key_has_one_of_its_own(count: int) -> None:
    lines = [Choice(str(place), "label") for place in range(count)]
    ticks = Ticks(lines, [*WAYS, Choice("?back", "Back", "9")], "")
    keys = [key for key in ticks.keys if key]
    assert len(keys) == len(set(keys))
    assert ticks.keys[-3:] == ["n", "0", "9"]
    assert "".join(keys).startswith("1234567"[:count] if count <= 7 else "abcdefg")
