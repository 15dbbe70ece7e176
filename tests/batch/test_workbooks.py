"""Workbooks as other readers have them, cell by cell, or refused by sheet, row and cell."""

from __future__ import annotations

import random
import sys
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support.row_batches import Cells, decide, refusal, row_job, table_of, write
from support.workbooks import (
    CLOCK,
    DAY,
    GENERAL,
    MAIN,
    MOMENT,
    OWN_MOMENT,
    PADDED,
    PERCENT,
    SPAN,
    WORDS,
    calamine_rows,
    ods_cell,
    raw_ods,
    raw_xlsx,
    sheet_xml,
    write_ods,
    write_parts,
    write_xlsx,
)

from ayuda.batch.rows.layout import Layout
from ayuda.batch.rows.reading import excel_workbook, workbook_package, workbooks
from ayuda.batch.rows.reading.contents import contents
from ayuda.batch.rows.reading.files import row_file
from ayuda.batch.rows.reading.number_formats import meaning_of
from ayuda.batch.rows.reading.sheet_cells import column_name, number_text
from ayuda.errors import AyudaError

JOB = row_job("return", columns=("rule",))
HEADING = ["stage", "a", "b", "c"]


def read(path: Path, layout: Layout | None = None) -> list[Cells]:
    """The heading and the rows of a file, as the database is given them."""
    file = row_file(str(path), layout or Layout())
    with contents() as folder:
        [made] = folder.plain([file], lambda _share: None)
        rows = table_of(Path(made.tidy))[1:]
        assert made.tidy_rows == len(rows)
    width = len(file.columns)
    assert all(len(row[-1]) == width for row in rows)
    return [list(file.columns), *(row[:-1] for row in rows)]


def refused(path: Path, layout: Layout | None = None) -> tuple[str, str, dict[str, str]]:
    """The one problem of a file: its place, its code, and what it tells."""
    with pytest.raises(AyudaError) as caught:
        read(path, layout)
    [problem] = caught.value.problems
    return problem.where, problem.code, dict(problem.values)


def number_row(number: int, *cells: str) -> str:
    """A row of a sheet's XML with these cells of XML."""
    return f'<row r="{number}">{"".join(cells)}</row>'


def text_cell(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def one_cell(path: Path, cell: str, workbook: str = "", strings: str = "") -> str:
    """What the cell B2 of a made workbook is read as."""
    rows = (number_row(1, text_cell("A1", "stage"), text_cell("B1", "b")), number_row(2, cell))
    raw_xlsx(path, sheet_xml(*rows), workbook=workbook, strings=strings)
    return read(path)[1][1]


# ------------------------------------------------------------------ against other readers

TEXTS = (
    *("", " ", " x ", "x\ny", '"', ",", ";", "ñ€😀", "0800", "=1+1", "'x", "TRUE", "1,5", "\t"),
    *("2026-11-22", "#N/A", "a\u2028b", "&amp;<x>", "x" * 300),
)


def odd_value(draw: random.Random) -> Any:  # noqa: ANN401 - any value of a cell
    """A value of any kind that a cell can have; None more often than others."""
    moment = datetime(2026, 3, 29) + timedelta(seconds=draw.randrange(40_000_000))
    return draw.choice(
        [
            None,
            None,
            None,
            draw.choice(TEXTS),
            draw.choice(TEXTS),
            draw.randrange(-5, 5),
            draw.randrange(10**14),
            draw.choice([1.0, 0.1, -2.5, 1e-7, 123456.789, 1e15, 19.99 * 3]),
            draw.random() * 10 ** draw.randrange(-6, 12),
            draw.random() < 0.5,
            moment,
            moment.replace(second=0),
            moment.replace(hour=0, minute=0, second=0),
            moment.date(),
            moment.time().replace(second=0),
        ]
    )


def seen(value: Any) -> str:  # noqa: ANN401 - any value of a cell
    """A value as people see it: written anew, from its own type."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        assert value.is_integer()
        return str(int(value))
    if isinstance(value, datetime | time):
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    return str(value)


def check_same(found: str, value: Any) -> None:  # noqa: ANN401 - any value of a cell
    """Check what is read of a value: numbers by 15 digits, without an exponent."""
    if isinstance(value, float) and not value.is_integer():
        assert float(found) == float(f"{value:.15g}")
        assert "e" not in found
    else:
        assert found == seen(value)


def table_of_values(draw: random.Random) -> list[list[Any]]:
    rows = [
        [draw.choice(["placed", "", "x"]) or None, *(odd_value(draw) for _ in HEADING[1:])]
        for _ in range(draw.randrange(12))
    ]
    while rows and all(value in (None, "") for value in rows[-1]):
        rows.pop()
    return rows


@pytest.mark.parametrize("seed", range(40))
def test_rows_are_those_that_another_library_wrote_and_reads(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    rows = table_of_values(draw)
    path = write_xlsx(tmp_path / "rows.xlsx", {"Hoja": [HEADING]})
    workbook = openpyxl.load_workbook(path)
    for number, row in enumerate(rows, 2):
        for place, value in enumerate(row, 1):
            cell = workbook.active.cell(number, place, value)
            if isinstance(value, str):  # What looks like a formula or an error is none.
                cell.data_type = "s"
    workbook.save(path)
    heading, *found = read(path)
    assert heading == HEADING
    assert len(found) == len(rows)
    again = list(openpyxl.load_workbook(path).active.iter_rows(min_row=2, values_only=True))
    for texts, row, value_row in zip(found, rows, again, strict=False):
        for text, value, read_back in zip(texts, row, value_row, strict=True):
            is_number = isinstance(value, float)  # That library writes 16 digits of it.
            check_same(text, read_back if is_number else value)
            if not isinstance(value, time | date | float):  # and makes a date a moment
                assert read_back == value or not value


@pytest.mark.parametrize("seed", range(20))
def test_rows_of_an_open_document_are_those_that_were_written(seed: int, tmp_path: Path) -> None:
    rows = table_of_values(random.Random(seed))
    path = write_ods(tmp_path / "rows.ods", {"Hoja": [HEADING, *rows]})
    heading, *found = read(path)
    assert heading == HEADING
    assert len(found) == len(rows)
    for texts, row in zip(found, rows, strict=True):
        for text, value in zip(texts, row, strict=True):
            check_same(text, value)


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_fast_reader_of_others_sees_the_same_texts(ending: str, tmp_path: Path) -> None:
    draw = random.Random(ending)
    rows = [["placed", *(draw.choice(TEXTS[2:]).strip() for _ in "abc")] for _ in range(50)]
    make = write_xlsx if ending == "xlsx" else write_ods
    path = make(tmp_path / f"rows.{ending}", {"Hoja": [HEADING, *rows]})
    if ending == "xlsx":
        rows = [[cell if not cell.startswith("=") else "x" for cell in row] for row in rows]
        rows = [[cell if cell != "#N/A" else "y" for cell in row] for row in rows]
        write_xlsx(path, {"Hoja": [HEADING, *rows]})
    assert read(path) == [[str(cell) for cell in row] for row in calamine_rows(path)]


# ------------------------------------------------------------------ cells


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("1", "1"),
        ("1.0", "1"),
        ("-0.0", "0"),
        ("4035123456789", "4035123456789"),
        ("4.035123456789E12", "4035123456789"),
        ("12345678901234567890", "12345678901234567890"),
        ("0.1", "0.1"),
        ("0.10000000000000001", "0.1"),
        ("0.30000000000000004", "0.3"),
        ("59.969999999999999", "59.97"),
        ("1E-7", "0.0000001"),
        ("-1.5E3", "-1500"),
        ("1E+20", "100000000000000000000"),
        ("1E300", "1E300"),
        ("NaN", "NaN"),
    ],
)
def test_a_number_is_what_people_see(told: str, text: str) -> None:
    assert number_text(told) == text


@pytest.mark.parametrize(
    ("style", "told", "text"),
    [
        (DAY, "46348", "2026-11-22"),
        (DAY, "46348.4444444444", "2026-11-22T10:40"),
        (MOMENT, "46348.444444444445", "2026-11-22T10:40"),
        (MOMENT, "46348.44444443", "2026-11-22T10:40"),  # 10:39:59.999
        (MOMENT, "46348.44445", "2026-11-22T10:40:00.480"),
        (MOMENT, "46348.44446759259", "2026-11-22T10:40:02"),
        (MOMENT, "46348", "2026-11-22T00:00"),
        (OWN_MOMENT, "46348", "2026-11-22T00:00"),
        (DAY, "46347.99999999999", "2026-11-22"),
        (DAY, "1", "1900-01-01"),
        (DAY, "59", "1900-02-28"),
        (DAY, "60", "60"),  # a 29 February that never was
        (DAY, "61", "1900-03-01"),
        (DAY, "0", "0"),
        (DAY, "-5", "-5"),
        (DAY, "2958465", "9999-12-31"),
        (DAY, "2958466", "2958466"),
        (CLOCK, "0.444444444444444", "10:40"),
        (CLOCK, "46348.4444444444", "2026-11-22T10:40"),
        (SPAN, "1.25", "30:00"),
        (SPAN, "-0.5", "-12:00"),
        (PADDED, "8001", "08001"),
        (PADDED, "1.5", "1.5"),
        (PERCENT, "0.215", "0.215"),
        (WORDS, "2.5", "2.5"),
        (GENERAL, "46348.5", "46348.5"),
    ],
)
def test_a_number_is_what_its_format_makes_of_it(
    style: int, told: str, text: str, tmp_path: Path
) -> None:
    assert one_cell(tmp_path / "a.xlsx", f'<c r="B2" s="{style}"><v>{told}</v></c>') == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="B2" t="b"><v>1</v></c>', "true"),
        ('<c r="B2" t="b"><v>0</v></c>', "false"),
        ('<c r="B2" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c r="B2" t="str"><f>A1</f><v>x &amp; y</v></c>', "x & y"),
        ('<c r="B2"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="B2" t="d"><v>2026-11-22T10:40:00</v></c>', "2026-11-22T10:40"),
        ('<c r="B2" t="d"><v>2026-11-22T10:40:30.5</v></c>', "2026-11-22T10:40:30.5"),
        ('<c r="B2" t="d"><v>2026-11-22</v></c>', "2026-11-22"),
        ('<c r="B2" t="s"><v>0</v></c>', "plain"),
        ('<c r="B2" t="s"><v>1</v></c>', "rich text"),
        ('<c r="B2" t="s"><v>2</v></c>', " ñ\n"),
        ('<c r="B2" t="s"><v>3</v></c>', "\x01_x0041_😀_xD83D_"),
        ('<c r="B2" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>', "ab"),
        ('<c r="B2" t="inlineStr"><is><t>a</t><rPh><t>no</t></rPh></is></c>', "a"),
        ('<c r="B2" s="1"/>', ""),
        ("<c/><c><v>7</v></c>", "7"),  # without addresses
    ],
)
def test_a_cell_of_each_kind(cell: str, text: str, tmp_path: Path) -> None:
    strings = (
        "<si><t>plain</t></si><si><r><t>rich</t></r><r><rPr/><t> text</t></r>"
        '<rPh sb="0" eb="1"><t>no</t></rPh></si><si><t xml:space="preserve"> ñ\n</t></si>'
        "<si><t>_x0001__x005F_x0041__xD83D__xDE00__xD83D_</t></si>"
    )
    cells = cell if "<c/>" in cell else text_cell("A2", "placed") + cell
    assert one_cell(tmp_path / "a.xlsx", cells, strings=strings) == text


def test_days_count_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    for told, text in (("44886", "2026-11-22"), ("0", "1904-01-01"), ("0.5", "1904-01-01T12:00")):
        cell = text_cell("A2", "x") + f'<c r="B2" s="{DAY}"><v>{told}</v></c>'
        found = one_cell(tmp_path / "a.xlsx", cell, workbook='<workbookPr date1904="1"/>')
        assert found == text
    path = write_xlsx(tmp_path / "b.xlsx", {"S": [["stage"], [date(2026, 11, 22)]]}, from_1904=True)
    assert read(path)[1] == ["2026-11-22"]


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("General", "n"),
        ("0.00", "n"),
        ("0.00E+00", "n"),
        ("#,##0.00\\ [$€-C0A];[Red]-#,##0.00", "n"),
        ('0" days"', "n"),
        ("_-* #,##0\\ _h_-", "n"),
        ("@", "n"),
        ("dd/mm/yyyy", "d"),
        ("mmm-yy", "d"),
        ("mmmm", "d"),
        ("[$-C0A]d\\ mmmm;@", "d"),
        ('d "de" mmmm "de" yyyy', "d"),
        ("yyyy-mm-dd hh:mm:ss", "m"),
        ("d/m/yy h:mm AM/PM", "m"),
        ("hh:mm", "c"),
        ("mm:ss.0", "c"),
        ("[hh]:mm", "s"),
        ("[m]", "s"),
        ("000000", "000000"),
    ],
)
def test_a_format_says_what_a_number_means(code: str, meaning: str) -> None:
    assert meaning_of(200, code) == meaning


def test_a_columns_name_is_that_of_spreadsheets() -> None:
    places = (0, 25, 26, 701, 702, 16_383)
    assert [column_name(place) for place in places] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


def test_prefixes_of_elements_change_nothing(tmp_path: Path) -> None:
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:v>stage'
        '</x:v></x:c></x:row><x:row r="2"><x:c r="A2"><x:f>1</x:f><x:v>5</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    assert read(raw_xlsx(tmp_path / "a.xlsx", sheet)) == [["stage"], ["5"]]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (ods_cell(" a  b\tc\nd "), " a  b\tc\nd "),
        (
            (
                '<table:table-cell office:value-type="string"><text:p>a  <text:span>b\n c'
                "</text:span></text:p><office:annotation><text:p>no</text:p></office:annotation></table:table-cell>"
            ),
            "a b c",
        ),
        (
            (
                '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
                'office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p>'
                "</table:table-cell>"
            ),
            "#DIV/0!",
        ),
        (
            (
                '<table:table-cell office:value-type="currency" office:currency="EUR" '
                'office:value="12.50"><text:p>12,50 €</text:p></table:table-cell>'
            ),
            "12.5",
        ),
        (
            '<table:table-cell office:value-type="percentage" office:value="0.21"/>',
            "0.21",
        ),
        (ods_cell(datetime(2026, 11, 22)), "2026-11-22T00:00"),
        (ods_cell(date(2026, 11, 22)), "2026-11-22"),
        (ods_cell(timedelta(hours=30)), "30:00"),
        ("<table:table-cell><text:p>plain</text:p></table:table-cell>", "plain"),
    ],
)
def test_a_cell_of_an_open_document(cell: str, text: str, tmp_path: Path) -> None:
    row = f"<table:table-row>{ods_cell('placed')}{cell}</table:table-row>"
    heading = f"<table:table-row>{ods_cell('stage')}{ods_cell('b')}</table:table-row>"
    table = f'<table:table table:name="S">{heading}{row}</table:table>'
    assert read(raw_ods(tmp_path / "a.ods", table))[1] == ["placed", text]


def test_what_is_repeated_in_an_open_document_stands_so_often(tmp_path: Path) -> None:
    twice = '<table:table-cell table:number-columns-repeated="2" office:value-type="float" '
    table = (
        f'<table:table table:name="S"><table:table-row>{"".join(map(ods_cell, HEADING))}'
        '</table:table-row><table:table-row table:number-rows-repeated="2"><table:table-cell/>'
        f'{twice}office:value="1"/></table:table-row><table:table-row '
        'table:number-rows-repeated="3"><table:table-cell/></table:table-row><table:table-row>'
        f"{ods_cell('x')}</table:table-row></table:table>"
    )
    blank = ["", "", "", ""]
    rows = [["", "1", "1", ""]] * 2 + [blank] * 3 + [["x", "", "", ""]]
    assert read(raw_ods(tmp_path / "a.ods", table))[1:] == rows


# ------------------------------------------------------------------ sheets and tables

KINDS = pytest.mark.parametrize("ending", ["xlsx", "ods"])


def make(path: Path, sheets: dict[str, Sequence[Sequence[Any]]], **more: Any) -> Path:  # noqa: ANN401
    return (write_xlsx if path.suffix == ".xlsx" else write_ods)(path, sheets, **more)


@KINDS
def test_the_only_filled_sheet_is_taken_and_any_may_be_named(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{ending}"
    first, second = [["stage"], ["placed"]], [["stage"], ["shipped"]]
    make(path, {"Empty": [], "Datos": first, "Old": second}, hidden=["Old"])
    assert read(path) == first
    for name in ("Old", "old"):
        assert read(path, Layout(sheet=name)) == second
    place, code, values = refused(path, Layout(sheet="Otra"))
    assert (place, code) == (str(path), "batch-no-such-sheet")
    assert values == {"value": "Otra", "sheets": "Empty, Datos, Old"}
    make(path, {"Uno": first, "Dos": second, "Empty": []})
    words = {"sheets": "Uno, Dos", "first": "Uno"}
    assert refused(path) == (str(path), "batch-sheets-several", words)
    assert read(path, Layout(sheet="Dos")) == second
    make(path, {"Empty": [], "Old": second}, hidden=["Old"])
    words = {"sheets": "Old", "first": "Old"}
    assert refused(path) == (str(path), "batch-sheets-hidden", words)


@KINDS
def test_a_workbook_without_cells_is_empty(ending: str, tmp_path: Path) -> None:
    path = make(tmp_path / f"a.{ending}", {"Empty": []})
    assert refusal(path, None, JOB).code == "batch-input-empty"


@KINDS
def test_title_lines_are_passed_over_when_told(ending: str, tmp_path: Path) -> None:
    rows = [["Pedidos de noviembre"], [None], [None], ["stage", "b"], ["placed", 1]]
    path = make(tmp_path / f"a.{ending}", {"S": rows})
    assert read(path, Layout(skip=1)) == [["stage", "b"], ["placed", "1"]]
    assert read(path, Layout(skip=3)) == [["stage", "b"], ["placed", "1"]]
    words = {"row": "1", "wider": "4", "skip": "3"}
    assert refused(path) == (f"{path}:S", "batch-title-rows", words)
    path = make(tmp_path / f"b.{ending}", {"S": [["Pedidos"], *([f"{n}"] for n in range(20))]})
    assert refusal(path, None, JOB).code == "batch-no-facts"


@KINDS
def test_a_table_may_begin_anywhere_and_nothing_stands_beside_it(
    ending: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a.{ending}"
    table: list[list[Any]] = [[None, None, "stage", None, "b"], [None, None, "placed", "x", 1]]
    make(path, {"S": [[None], *table]})
    assert read(path) == [["stage", "", "b"], ["placed", "x", "1"]]
    outside = {"row": "2", "first": "C", "last": "E"}
    table += [table[1]] * 20
    make(path, {"S": [[None], *table, [None, 5, "placed"]]})
    assert refused(path) == (f"{path}:S!B24", "batch-cell-outside", outside)
    make(path, {"S": [[None], *table, [*table[1], "x"]]})
    assert refused(path) == (f"{path}:S!F24", "batch-cell-outside", outside)


@KINDS
def test_blank_rows_between_are_rows_and_those_at_the_end_none(ending: str, tmp_path: Path) -> None:
    rows = [["stage", "b"], ["placed", 1], [None, None], [None, None], ["shipped", None]]
    path = make(tmp_path / f"a.{ending}", {"S": [*rows, [None, None], [None]]})
    assert read(path)[1:] == [["placed", "1"], ["", ""], ["", ""], ["shipped", ""]]
    summary = decide(path, None, JOB)
    assert (summary.rows, summary.undecided, summary.blank) == (4, 3, 0)
    assert [(row.sheet, row.line) for row in summary.first] == [("S", 3), ("S", 4), ("S", 5)]


def test_rows_at_the_end_whose_formulas_wait_to_be_filled_are_counted(tmp_path: Path) -> None:
    waiting = '<c r="{}" t="str"><f>IF(1,"","")</f><v></v></c>'
    rows = [number_row(1, text_cell("A1", "stage")), number_row(2, waiting.format("A2"))]
    rows += [number_row(3, text_cell("A3", "placed"))]
    rows += [number_row(number, waiting.format(f"A{number}")) for number in (4, 5, 9)]
    rows += [number_row(10, '<c r="A10" s="1"/>')]
    path = raw_xlsx(tmp_path / "a.xlsx", sheet_xml(*rows))
    summary = decide(path, None, JOB)
    assert (summary.rows, summary.blank) == (2, 3)


def test_the_hidden_cells_of_a_merged_area_are_empty(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"S": [["stage", "b"], ["placed", 1], [None, 2]]})
    workbook = openpyxl.load_workbook(path)
    workbook.active.merge_cells("A2:A3")
    workbook.save(path)
    assert read(path)[1:] == [["placed", "1"], ["", "2"]]


@pytest.mark.parametrize("kind", ["", ' t="b"', ' t="e"', ' t="s"'])
def test_a_formula_that_was_never_worked_out_is_refused_by_its_cell(
    kind: str, tmp_path: Path
) -> None:
    for value in ("", "<v/>", "<v></v>"):
        rows = [number_row(1, text_cell("A1", "stage"), text_cell("B1", "b"))]
        rows += [number_row(2, text_cell("A2", "x"), f'<c r="B2"{kind}><f>A1</f>{value}</c>')]
        path = raw_xlsx(tmp_path / "a.xlsx", sheet_xml(*rows))
        assert refused(path) == (f"{path}:Hoja1!B2", "batch-formula-unsaved", {})
    path = write_xlsx(tmp_path / "b.xlsx", {"S": [["stage"], ["=1+1"]]})
    assert refused(path) == (f"{path}:S!A2", "batch-formula-unsaved", {})
    path = write_xlsx(tmp_path / "b.xlsx", {"S": [["=1+1"], ["x"]]})
    assert refused(path) == (f"{path}:S!A1", "batch-formula-unsaved", {})


def test_an_error_in_a_facts_column_is_told_and_elsewhere_kept(tmp_path: Path) -> None:
    rows = [number_row(1, text_cell("A1", "stage"), text_cell("B1", "b"))]
    error = '<c r="{}" t="e"><v>#N/A</v></c>'
    rows += [number_row(2, error.format("A2"), error.format("B2"))]
    path = raw_xlsx(tmp_path / "a.xlsx", sheet_xml(*rows))
    summary = decide(path, tmp_path / "out.csv", JOB)
    [row] = summary.first
    assert "#N/A" in (row.problem or "")
    assert table_of(tmp_path / "out.csv")[1][:2] == ["#N/A", "#N/A"]


# ------------------------------------------------------------------ what is no workbook

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def compound(*streams: str) -> bytes:
    """A compound file of which nothing but the names of streams can be read."""
    header = bytearray(512)
    header[:8] = COMPOUND
    header[30:32] = (9).to_bytes(2, "little")
    header[48:52] = (1).to_bytes(4, "little")
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return bytes(header) + bytes(512) + names


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xls", compound("Root Entry", "Workbook"), "batch-workbook-old"),
        ("a.xlsx", compound("Root Entry", "Workbook"), "batch-workbook-old"),
        ("a.csv", compound("Root Entry", "Workbook"), "batch-workbook-old"),
        (
            "a.xlsx",
            compound("Root Entry", "EncryptionInfo", "EncryptedPackage"),
            "batch-workbook-protected",
        ),
        ("a.xlsx", b"stage,b\nplaced,1\n", "batch-not-workbook"),
        ("a.xlsx", b"", "batch-not-workbook"),
        ("a.ods", b"<html><table></table></html>", "batch-not-workbook"),
        ("a.xlsx", b"PK\x03\x04" + bytes(40), "batch-not-workbook"),
    ],
)
def test_what_is_no_workbook_is_named(name: str, content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert refused(path)[:2] == (str(path), code)


def test_a_workbook_by_another_name_is_named_or_taken(tmp_path: Path) -> None:
    rows = [["stage"], ["placed"]]
    for kind in ("xlsx", "ods"):
        made = make(tmp_path / f"a.{kind}", {"S": rows})
        for name in ("a.csv", "a.jsonl", "a.parquet"):
            path = tmp_path / name
            path.write_bytes(made.read_bytes())
            words = {"ending": f".{kind}"}
            assert refused(path) == (str(path), "batch-workbook-other-name", words)
        for name in ("bare", "a.dat", "a.xlsm"):
            path = tmp_path / name
            path.write_bytes(made.read_bytes())
            assert read(path) == rows
        packed = write(tmp_path / f"a.{kind}.gz", made.read_bytes())
        assert refused(packed)[1] == "batch-workbook-packed"


def test_a_binary_workbook_and_other_documents_are_named(tmp_path: Path) -> None:
    path = write_parts(
        tmp_path / "a.xlsx",
        {"[Content_Types].xml": "", "xl/workbook.bin": b"\0", "_rels/.rels": ""},
    )
    assert refused(path) == (str(path), "batch-workbook-old", {"ending": ".xlsb"})
    path = write_parts(tmp_path / "b.xlsx", {"[Content_Types].xml": "", "word/document.xml": ""})
    assert refused(path)[1] == "batch-not-workbook"


def test_a_protected_open_document_is_named(tmp_path: Path) -> None:
    manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    path = write_ods(tmp_path / "a.ods", {"S": [["stage"]]}, manifest=manifest)
    assert refused(path)[1] == "batch-workbook-protected"


def test_a_sheet_of_a_table_of_text_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", b"stage\nplaced\n")
    assert refused(path, Layout(sheet="S"))[1] == "batch-sheet-of-text"


# ------------------------------------------------------------------ damage and bombs

REFUSED_FOR_DAMAGE = {
    "batch-workbook-damaged",
    "batch-not-workbook",
    "batch-input-empty",
    "batch-workbook-protected",
    "batch-workbook-too-large",
}


@KINDS
@pytest.mark.parametrize("how", ["cut", "changed"])
def test_a_damaged_workbook_is_refused_or_read_as_it_was(
    how: str, ending: str, tmp_path: Path
) -> None:
    rows = [["stage", "b"], *(["placed", f"{n}"] for n in range(20))]
    whole = make(tmp_path / f"a.{ending}", {"S": rows}).read_bytes()
    path = tmp_path / f"damaged.{ending}"
    draw = random.Random(how)
    for _ in range(80):
        place = draw.randrange(len(whole))
        changed = whole[:place] + bytes([whole[place] ^ (1 << draw.randrange(8))])
        path.write_bytes(whole[:place] if how == "cut" else changed + whole[place + 1 :])
        try:
            found = read(path)
        except AyudaError as error:
            [problem] = error.problems
        else:
            assert (how, found) == ("changed", rows)
            continue
        assert problem.code in REFUSED_FOR_DAMAGE
        assert problem.where.startswith(str(path))


@pytest.mark.parametrize(
    "sheet",
    [
        "<worksheet>",
        "<html/>",
        sheet_xml('<row r="2"/><row r="1"/>'),
        sheet_xml('<row r="1048577"/>'),
        sheet_xml('<row r="0"/>'),
        sheet_xml('<row r="x"/>'),
        sheet_xml('<row r="1"><c r="B1"/><c r="A1"/></row>'),
        sheet_xml('<row r="1"><c r="A1"/><c r="A1"/></row>'),
        sheet_xml('<row r="1"><c r="A2"/></row>'),
        sheet_xml('<row r="1"><c r="XFE1"/></row>'),
        sheet_xml('<row r="1"><c r="a1"/></row>'),
        sheet_xml('<row r="1"><c r="A1" t="s"><v>9</v></c></row>'),
        sheet_xml('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>'),
        sheet_xml('<row r="1"><c r="A1" s="99"><v>1</v></c></row>'),
        sheet_xml('<row r="1"><c r="A1" t="x"><v>1</v></c></row>'),
        sheet_xml('<row r="1"><c r="A1" s="1"><v>x</v></c></row>'),
        '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + sheet_xml(),
    ],
)
def test_a_sheet_that_no_program_writes_is_refused(sheet: str, tmp_path: Path) -> None:
    path = raw_xlsx(tmp_path / "a.xlsx", sheet)
    words = {"part": "xl/worksheets/sheet1.xml"}
    assert refused(path) == (str(path), "batch-workbook-damaged", words)


def test_a_part_that_is_not_there_is_named(tmp_path: Path) -> None:
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "_rels/.rels"):
        path = raw_xlsx(tmp_path / "a.xlsx", sheet_xml(), changes={part: None})
        assert refused(path) == (str(path), "batch-workbook-damaged", {"part": part})


def test_a_part_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = raw_xlsx(tmp_path / "a.xlsx", sheet_xml())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet_xml())
    assert refused(path)[1] == "batch-workbook-damaged"


def test_what_unpacks_to_too_much_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_package, "ALWAYS_UNPACKED", 1 << 20)
    bomb = sheet_xml(" " * (16 << 20))
    path = raw_xlsx(tmp_path / "a.xlsx", bomb)
    assert path.stat().st_size < 1 << 16
    place, code, values = refused(path)
    assert (place, code, values["size"]) == (str(path), "batch-workbook-too-large", "16")
    strings = "<si><t>x</t></si>" * (1 << 20)
    sheet = sheet_xml(number_row(1, '<c r="A1" t="s"><v>0</v></c>'))
    path = raw_xlsx(tmp_path / "b.xlsx", sheet, strings=strings)
    assert refused(path)[2]["part"] == "xl/sharedStrings.xml"


def test_cells_far_away_take_neither_memory_nor_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heading = number_row(1, text_cell("A1", "stage"))
    far = number_row(1_048_576, text_cell("XFD1048576", "x"))
    path = raw_xlsx(tmp_path / "a.xlsx", sheet_xml(heading, far))
    assert refused(path)[:2] == (f"{path}:Hoja1!XFD1048576", "batch-cell-outside")
    wide = number_row(1, text_cell("A1", "stage"), text_cell("XFD1", "x"))
    path = raw_xlsx(tmp_path / "a.xlsx", sheet_xml(wide, far))
    assert refused(path)[:2] == (f"{path}:Hoja1", "batch-workbook-cells")
    monkeypatch.setattr(workbooks, "MOST_CELLS", 1000)
    cell = ods_cell("x")
    table = f'<table:table table:name="S"><table:table-row>{ods_cell("stage")}</table:table-row>'
    for rows, columns, code in (
        (2000, 1, "batch-workbook-cells"),
        (2_000_000, 1, "batch-workbook-damaged"),
        (1, 2, "batch-title-rows"),
        (1, 2_000_000_000, "batch-workbook-damaged"),
    ):
        repeated = cell.replace(
            "<table:table-cell", f'<table:table-cell table:number-columns-repeated="{columns}"'
        )
        row = f'<table:table-row table:number-rows-repeated="{rows}">{repeated}</table:table-row>'
        path = raw_ods(tmp_path / "a.ods", f"{table}{row}</table:table>")
        assert refused(path)[1] == code


@KINDS
def test_a_row_that_is_too_long_is_refused_while_it_is_read(ending: str, tmp_path: Path) -> None:
    text = "x" * (1 << 20)
    for cells, piece in ((1, text * 40), (40, text)):
        if ending == "xlsx":
            row = "".join(f'<c t="str"><v>{piece}</v></c>' for _ in range(cells))
            path = raw_xlsx(tmp_path / "a.xlsx", sheet_xml(f"<row>{row}</row>"))
        else:
            row = "".join(ods_cell(piece) for _ in range(cells))
            table = f'<table:table table:name="S"><table:table-row>{row}</table:table-row>'
            path = raw_ods(tmp_path / "a.ods", f"{table}</table:table>")
        assert refused(path) == (f"{path}:1", "batch-row-too-long", {"most": "16"})


def test_shared_texts_have_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_workbook, "MOST_SHARED", 1 << 20)
    sheet = sheet_xml('<row><c t="s"><v>99999</v></c></row>')
    for strings in ("<si><t>ab</t></si>" * 100_000, f"<si><t>{'x' * (2 << 20)}</t></si>"):
        path = raw_xlsx(tmp_path / "a.xlsx", sheet, strings=strings)
        assert refused(path) == (str(path), "batch-no-memory", {})


def test_rows_are_read_as_a_stream(tmp_path: Path) -> None:
    """No more than a piece of the sheet is held: what is read of it is passed on at once."""
    rows = (number_row(n, text_cell(f"A{n}", "stage")) for n in range(1, 100_000))
    path = raw_xlsx(tmp_path / "a.xlsx", sheet_xml(*rows))
    file = row_file(str(path))
    shares: list[float] = []
    table = workbooks.SheetTable(file).rows(shares.append)
    next(table)
    assert shares[-1] < 0.1
    assert sum(1 for _ in table) == 99_997
    assert shares[-1] == 1.0
    assert sys.getsizeof(table) < 1000
