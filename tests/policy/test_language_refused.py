"""What the grown language refuses: each slip with its path and its code."""

from __future__ import annotations

from pathlib import Path

import pytest

from ayuda.errors import AyudaError
from ayuda.policy.load import parse

FOLDER = Path(__file__).parents[1] / "support" / "policies"
TEXT = (FOLDER / "every_kind.toml").read_text(encoding="utf-8")
MANY = "\n".join(f'v{place} = {{ en = "{place}", es = "{place}" }}' for place in range(300))


def refused(text: str) -> list[tuple[str, str]]:
    with pytest.raises(AyudaError) as error:
        parse("p", text.encode())
    return [(problem.where.removeprefix("p: "), problem.code) for problem in error.value.problems]


def words(name: str) -> str:
    return f'name = {{ en = "{name}", es = "{name}" }}\nask = {{ en = "{name}", es = "{name}" }}\n'


def choice(name: str) -> str:
    return f'\n[facts.{name}]\nkind = "choice"\n{words(name)}\n[facts.{name}.values]\n{MANY}\n'


SLIPS: dict[str, tuple[str, str, str, str]] = {
    # what is wrong: what stands there, what stands there then, the path, the code
    "numbers of a list without any": (
        "price = { below = 10 }",
        "price = []",
        "flows.stay.rules[0].when.price",
        "empty-test",
    ),
    "a number that is none of none": (
        "price = { below = 10 }",
        "price = { not = [] }",
        "flows.stay.rules[0].when.price",
        "empty-test",
    ),
    "any of none": (
        'any = ["cot", "breakfast"]',
        "any = []",
        "flows.stay.rules[5].when.extras.any",
        "empty-test",
    ),
    "a number by default over the greatest": (
        "min = 1\nmax = 30",
        "min = 1\nmax = 30\ndefault = 31",
        "facts.nights.default",
        "unknown-value",
    ),
    "a number by default with too many decimals": (
        "min = 1\nmax = 30",
        "min = 1\nmax = 30\ndefault = 2.5",
        "facts.nights.default",
        "unknown-value",
    ),
    "a number otherwise below the least": (
        "min = 1\nmax = 30",
        "min = 1\nmax = 30\nasked_if = { price = 3 }\notherwise = 0",
        "facts.nights.otherwise",
        "unknown-value",
    ),
    "a mask of blanks": ('mask = "aa-9999"', 'mask = "  "', "facts.booking.mask", "empty-text"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_with_its_path(slip: str) -> None:
    old, new, path, code = SLIPS[slip]
    assert TEXT.count(old) == 1
    assert refused(TEXT.replace(old, new)) == [(path, code)]


def several(tested: int) -> str:
    rules = [
        f'\n[[flows.stay.rules]]\nid = "many-{place}"\n'
        f'when = {{ many = {{ any = ["v{place}"] }} }}\n'
        'outcome = "kept"\ncites = ["S1"]\n'
        for place in range(tested - 1)
    ]
    score = (
        f"\n[scores.points]\n{words('points').splitlines()[0]}\n"
        f'points = [{{ when = {{ many = {{ all = ["v{tested - 1}"] }} }}, add = 1 }}]\n'
    )
    rules.append(
        '\n[[flows.stay.rules]]\nid = "scored"\nwhen = { points = 1 }\n'
        'outcome = "kept"\ncites = ["S1"]\n'
    )
    at = TEXT.index('[[flows.stay.rules]]\nid = "rest"')
    flow = TEXT[:at].replace('"booking", "iban"]', '"booking", "iban", "many"]')
    made = choice("many").replace('kind = "choice"', 'kind = "choice"\nseveral = true')
    return flow + "".join(rules) + TEXT[at:] + made + score


def test_twelve_values_of_several_may_be_tested_and_no_more() -> None:
    parse("p", several(12).encode())
    assert refused(several(13)) == [("flows.stay.rules", "too-many-values")]


def test_a_table_of_too_many_rows_is_told_once() -> None:
    table = (
        '\n[tables.fee]\nname = { en = "Fee", es = "Tasa" }\nby = ["one", "other"]\n'
        'rows = [{ one = "v1", other = "v1", value = 1 }]\n'
    )
    assert refused(TEXT + choice("one") + choice("other") + table) == [
        ("tables.fee.by", "too-many-rows")
    ]


def test_an_amount_whose_floor_is_over_its_cap_is_told() -> None:
    amount = (
        '\n[amounts.fee]\nname = { en = "Fee", es = "Tasa" }\nunit = "EUR"\n'
        "lines = [{ times = [3] }]\nfloor = 20\ncap = 10\n"
    )
    assert refused(TEXT + amount) == [("amounts.fee.cap", "bounds-cross")]
