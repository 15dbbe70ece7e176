"""Workbooks that are written, read back by others: types kept, nothing that runs, nothing lost."""

from __future__ import annotations

import random
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support.row_batches import decide, refusal, row_job, table_of, write, write_parquet
from support.workbooks import calamine_rows, raw_xlsx, read_xlsx, sheet_xml, write_ods, write_xlsx

from ayuda.batch.rows.writing import workbook as writing

ALL = row_job("cancel")
JOB = row_job("return", columns=("rule",))
VALUES: list[Any] = [
    *("text", "=1+1", "+1", "-1", "@x", "http://a.example/", "mailto:a@b.example", "0800", "1,5"),
    *("1e5", "TRUE", " x ", "a\nb", "ñ😀", "_x0041_", "x" * 32_767, "internal:A1", "{=1}", "#N/A"),
    *(1, -2.5, 1e-7, 0, 123456789012345, True, False),
    *(date(2026, 11, 22), datetime(2026, 11, 22, 10, 40), datetime(2026, 11, 22, 10, 40, 7)),
    *(datetime(2026, 11, 22, 0, 0, 1), time(10, 40), timedelta(hours=30), None),
]


def xlsx_of_values(path: Path, values: list[Any]) -> Path:
    """A workbook with these values in a column, each text a text."""
    write_xlsx(path, {"Hoja": [["stage", "value"]]})
    workbook = openpyxl.load_workbook(path)
    for number, value in enumerate(values, 2):
        workbook.active.cell(number, 1, "placed")
        cell = workbook.active.cell(number, 2, value)
        if isinstance(value, str):
            cell.data_type = "s"
    workbook.save(path)
    return path


def test_cells_of_a_workbook_keep_their_types_and_texts_stay_texts(tmp_path: Path) -> None:
    values = [value for value in VALUES if value != "_x0041_"]  # That library undoes no escapes.
    source = xlsx_of_values(tmp_path / "rows.xlsx", values)
    target = tmp_path / "decided.xlsx"
    assert decide(source, target, JOB).rows == len(values)
    heading, *found = read_xlsx(target)
    assert heading == ["stage", "value", "rule"]
    before = [row[1] for row in read_xlsx(source)[1:]]
    assert [(type(row[1]), row[1]) for row in found] == [(type(value), value) for value in before]
    assert {row[2] for row in found} == {"not-sent-yet"}
    workbook = openpyxl.load_workbook(target)
    for row in workbook.active.iter_rows():
        for cell in row:
            assert cell.data_type != "f"
            assert cell.hyperlink is None


def test_what_looks_like_an_escape_is_read_back_as_it_was(tmp_path: Path) -> None:
    texts = ["_x0041_", "\x01", "a_x000D_", "_x005F_", "\r"]
    source = write(
        tmp_path / "rows.csv",
        "".join(["stage,value\n", *(f'placed,"{text}"\n' for text in texts)]).encode(),
    )
    decide(source, tmp_path / "decided.xlsx", JOB)
    decide(tmp_path / "decided.xlsx", tmp_path / "again.csv", row_job("return", columns=("needs",)))
    assert [row[1] for row in table_of(tmp_path / "again.csv")[1:]] == texts


def test_cells_of_text_are_texts(tmp_path: Path) -> None:
    cells = ["0800", "1", "=1+1", "2026-11-22", "true", "http://a.example/", "1e5", ""]
    text = "".join(["stage,value\n", *(f"placed,{cell}\n" for cell in cells)])
    decide(write(tmp_path / "rows.csv", text.encode()), tmp_path / "decided.xlsx", JOB)
    assert [row[1] or "" for row in read_xlsx(tmp_path / "decided.xlsx")[1:]] == cells
    assert [row[1] for row in calamine_rows(tmp_path / "decided.xlsx")[1:]] == cells


@pytest.mark.parametrize("fast", [True, False])
def test_what_is_added_is_what_is_added_elsewhere(fast: bool, tmp_path: Path) -> None:
    """Moments are dates by the clocks of the policy's time zone."""
    source = write(
        tmp_path / "rows.csv",
        b"stage,seller,shipped_by,ordered_at,bundle\n"
        b"placed,marketplace,seller,2026-11-23T11:45,no\n"
        b"placed,marketplace,seller,2026-10-25T01:45+02:00,no\n"  # until an hour that comes twice
        b"placed,amazon,,2026-11-20T09:00,no\nshipped,marketplace,,,\nnone,,,,\n",
    )
    decide(source, tmp_path / "decided.csv", ALL, fast=fast)
    decide(source, tmp_path / "decided.xlsx", ALL, fast=fast)
    heading, *wanted = table_of(tmp_path / "decided.csv")
    own, *found = read_xlsx(tmp_path / "decided.xlsx")
    assert own == heading
    dates = 0
    for told, row in zip(wanted, found, strict=True):
        for column, text, value in zip(heading, told, row, strict=True):
            if isinstance(value, datetime):
                assert column.endswith("_until")
                assert value == datetime.fromisoformat(text).replace(tzinfo=None)
                dates += 1
            else:
                assert (value or "") == text
    assert dates == 4
    until = heading.index("marketplace_cancel_until")
    assert found[1][until] == "2026-10-25T02:15:00+02:00"


def test_it_looks_like_what_an_office_works_with(tmp_path: Path) -> None:
    rows = [["stage", "note"], ["placed", "x" * 30], ["placed", "y" * 300]]
    decide(write_xlsx(tmp_path / "rows.xlsx", {"S": rows}), tmp_path / "decided.xlsx", JOB)
    [sheet] = openpyxl.load_workbook(tmp_path / "decided.xlsx").worksheets
    assert sheet.title == "return"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C3"
    assert sheet["A1"].font.bold
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert 8 <= widths[0] < 12
    assert 60 <= widths[1] < 62
    assert 12 < widths[2] < 20


def test_the_same_rows_are_the_same_file(tmp_path: Path) -> None:
    source = write(tmp_path / "rows.csv", b"stage\nplaced\n")
    for name in ("a.xlsx", "b.xlsx"):
        decide(source, tmp_path / name, JOB)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize("given", ["csv", "tsv", "jsonl", "parquet", "xlsx", "ods"])
@pytest.mark.parametrize("fast", [True, False])
def test_every_format_becomes_a_workbook(given: str, fast: bool, tmp_path: Path) -> None:
    source = tmp_path / f"rows.{given}"
    rows = [["stage", "value"], ["placed", "a"], ["shipped", "b"]]
    if given == "parquet":
        cells = "SELECT unnest(['placed', 'shipped']) AS stage, unnest(['a', 'b']) AS value"
        write_parquet(source, cells)
    elif given == "xlsx":
        write_xlsx(source, {"S": rows})
    elif given == "ods":
        write_ods(source, {"S": rows})
    elif given == "jsonl":
        write(source, b'{"stage":"placed","value":"a"}\n{"stage":"shipped","value":"b"}\n')
    else:
        mark = {"csv": ",", "tsv": "\t"}[given]
        write(source, "".join(f"{mark.join(row)}\n" for row in rows).encode())
    job = row_job("return", columns=("outcome",))
    decide(source, tmp_path / "decided.xlsx", job, fast=fast)
    added = ["outcome", "cancel-instead", None]
    assert read_xlsx(tmp_path / "decided.xlsx") == [
        [*row, cell] for row, cell in zip(rows, added, strict=True)
    ]


def test_some_rows_or_none_are_written_whole(tmp_path: Path) -> None:
    source = write(tmp_path / "rows.csv", b"stage\nplaced\nshipped\ndelivered\n")
    target = tmp_path / "decided.xlsx"
    for only, found in (("undecided", ["shipped", "delivered"]), ("contact-seller", [])):
        decide(source, target, row_job("return", columns=("outcome",), only=(only,)))
        assert [row[0] for row in read_xlsx(target)[1:]] == found


# ------------------------------------------------------------------ what does not fit


def test_more_rows_than_a_sheet_holds_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path / "rows.csv", b"stage\nplaced\nshipped\ndelivered\n")
    monkeypatch.setattr(writing, "MOST_ROWS", 4)
    decide(source, tmp_path / "decided.xlsx", JOB)
    monkeypatch.setattr(writing, "MOST_ROWS", 3)
    problem = refusal(source, tmp_path / "decided.xlsx", JOB)
    assert (problem.code, problem.values) == ("batch-workbook-rows", {"rows": "3", "most": "2"})
    assert len(read_xlsx(tmp_path / "decided.xlsx")) == 4


def test_more_columns_than_a_sheet_holds_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_COLUMNS", 2)
    source = write(tmp_path / "rows.csv", b"stage,b\nplaced,1\n")
    assert refusal(source, tmp_path / "decided.xlsx", JOB).code == "batch-workbook-columns"


@pytest.mark.parametrize("cell", ["x" * 32_768, "😀" * 16_384])
def test_a_text_that_no_cell_holds_is_refused(cell: str, tmp_path: Path) -> None:
    source = write(tmp_path / "rows.csv", f"stage,b\nplaced,1\nplaced,{cell}\n".encode())
    problem = refusal(source, tmp_path / "decided.xlsx", JOB)
    assert (problem.code, problem.values["row"]) == ("batch-workbook-cell", "2")


def test_a_number_that_no_spreadsheet_holds_stays_a_text(tmp_path: Path) -> None:
    numbers = ["12345678901234567890", "123456789012345", "1E300", "0.000123456789012345"]
    cells = "".join(f"<c><v>{number}</v></c>" for number in numbers)
    heading = "".join(f'<c t="str"><v>{name}</v></c>' for name in ("stage", *"abcd"))
    row = f'<row><c t="str"><v>placed</v></c>{cells}</row>'
    source = raw_xlsx(tmp_path / "rows.xlsx", sheet_xml(f"<row>{heading}</row>", row))
    decide(source, tmp_path / "decided.xlsx", JOB)
    found = read_xlsx(tmp_path / "decided.xlsx")[1][1:5]
    assert found == ["12345678901234567890", 123456789012345, 1e300, 0.000123456789012345]


def test_a_workbook_goes_through_unchanged_again_and_again(tmp_path: Path) -> None:
    draw = random.Random(5)
    values = [draw.choice(VALUES) for _ in range(200)]
    source = xlsx_of_values(tmp_path / "rows.xlsx", values)
    names = ["rule", "outcome", "needs"]
    decide(source, tmp_path / "0.csv", row_job("return", columns=("problem",)))
    for number, name in enumerate(names):
        target = tmp_path / f"{number}.xlsx"
        decide(source, target, row_job("return", columns=(name,)))
        source = target
    decide(source, tmp_path / "3.csv", row_job("return", columns=("problem",)))
    first, last = table_of(tmp_path / "0.csv"), table_of(tmp_path / "3.csv")
    assert [row[:2] for row in last] == [row[:2] for row in first]


def test_nothing_in_it_runs_or_leads_elsewhere(tmp_path: Path) -> None:
    source = write(
        tmp_path / "rows.csv", b'stage,"=cmd|x"\nplaced,=HYPERLINK("http://a.example")\n'
    )
    decide(source, tmp_path / "decided.xlsx", JOB)
    with zipfile.ZipFile(tmp_path / "decided.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b"hyperlink" not in sheet
        assert not [name for name in archive.namelist() if "vba" in name or "external" in name]
