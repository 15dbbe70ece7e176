"""A mapping names the comma before decimals; dates are read in the forms of moments."""

from __future__ import annotations

from pathlib import Path

import pytest

from ayuda.batch.mapping import load_mapping
from ayuda.cli.main import main
from ayuda.errors import AyudaError

POLICY = Path(__file__).parents[1] / "support" / "policies" / "every_kind.toml"
HEADING = "price;nights;booked_on;arrives_on;extras;booking;iban"
ROWS = {
    # the cell of the price: the rule that decides, None for a problem of the row
    "1250,5": "old",
    "9,99": "cheap",
    "10,00": "old",
    " 9,": "cheap",
    ",5": "cheap",
    "1250": "old",
    "unknown": "old",
    "1.250": None,
    "9.99": None,
    "1.250,50": None,
    "1,2,5": None,
    "-1,5": None,
}


def decided(tmp_path: Path, mapping: str, capsys: pytest.CaptureFixture[str]) -> list[list[str]]:
    rows = (
        f"{cell};3;22/11/2025;01/12/2026;none;AB-1234;ES1234567890123456789012" for cell in ROWS
    )
    table, told = tmp_path / "stays.csv", tmp_path / "map.toml"
    table.write_text("\n".join([HEADING, *rows, ""]), encoding="utf-8")
    told.write_text(mapping, encoding="utf-8")
    words = f"batch stay {table} --mapping {told} --policy {POLICY} --now 2026-11-22T10:00"
    assert main([*words.split(), "--columns", "rule,needs,problem"]) == 1
    lines = capsys.readouterr().out.splitlines()[1:]
    return [line.split(";", 7)[-1].split(";") for line in lines]


@pytest.mark.parametrize(
    "mapping",
    [
        'decimal = ","\ndates = "dmy"',
        '[decimal]\nprice = ","\n[dates]\nbooked_on = "dmy"\narrives_on = "dmy"',
    ],
)
def test_a_comma_that_a_mapping_names_stands_before_decimals(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], mapping: str
) -> None:
    for cell, (rule, needs, *problem) in zip(ROWS, decided(tmp_path, mapping, capsys), strict=True):
        wanted = ROWS[cell]
        assert rule == (wanted or ""), cell
        assert not needs
        assert ("price:" in problem[0]) is (wanted is None), cell


WRONG = {
    'decimal = ";"': "decimal",
    "decimal = 3": "decimal",
    '[decimal]\nprice = "x"': "decimal.price",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_mark_is_told_with_its_place(tmp_path: Path, text: str) -> None:
    path = tmp_path / "map.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AyudaError) as error:
        load_mapping(path)
    assert [problem.where.rpartition(": ")[2] for problem in error.value.problems] == [WRONG[text]]
