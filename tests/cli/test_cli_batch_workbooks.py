"""Workbooks in and out of the command ``batch``, as a script and an office see them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from program_under_test import MODULE, NOW, Call, refused, refused_in_words
from support.workbooks import raw_xlsx, read_xlsx, sheet_xml, write_ods, write_xlsx

AS_OF = ("--now", NOW)
ROWS = [
    ["id", "stage", "seller"],
    [1, "placed", "amazon"],
    [2, "shipped", None],
    [3, "bogus", "amazon"],
]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write_xlsx(tmp_path / "rows.xlsx", {"Mis pedidos": ROWS})


def test_rows_go_to_standard_output_as_a_table(ayuda_here: Call, book: Path) -> None:
    result = ayuda_here("batch", "return", str(book), "--columns", "outcome", *AS_OF)
    assert result.code == 1
    assert result.output.splitlines()[:2] == [
        "id,stage,seller,outcome",
        "1,placed,amazon,cancel-instead",
    ]
    assert f"{book}, sheet Mis pedidos, row 4: stage:" in result.err.decode()
    result = ayuda_here("batch", "return", str(book), "--lang", "es", *AS_OF)
    assert f"{book}, hoja Mis pedidos, fila 4: stage:" in result.err.decode()


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_workbook_comes_from_standard_input(
    ending: str, environment: dict[str, str], tmp_path: Path
) -> None:
    make = write_xlsx if ending == "xlsx" else write_ods
    path = make(tmp_path / f"rows.{ending}", {"S": ROWS})
    for flow, code in (("return", 1), ("check-email", 2)):
        done = subprocess.run(
            [*MODULE, "batch", flow, "-", "--summary", "--json", *AS_OF],
            env=environment,
            input=path.read_bytes(),
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == code, done.stderr
        if flow == "return":
            [first] = json.loads(done.stdout)["first"]
            assert (first["where"], first["sheet"], first["line"]) == ("stdin", "S", 4)
        else:  # It is taken for rows, of which none states a fact.
            assert b"stdin: None of its columns" in done.stderr


def test_the_summary_tells_of_blank_rows(ayuda_here: Call, tmp_path: Path) -> None:
    cell = '<c t="str"><f>x</f><v>{}</v></c>'
    texts = ("stage", "placed", "", "")
    rows = (f"<row>{cell.format(text)}</row>" for text in texts)
    path = raw_xlsx(tmp_path / "rows.xlsx", sheet_xml(*rows))
    call = ("batch", "return", str(path), "--summary", *AS_OF)
    assert "2 blank rows at the end were left out." in ayuda_here(*call).output
    assert json.loads(ayuda_here(*call, "--json").out)["blank"] == 2


def test_parts_of_workbooks_are_workbooks(ayuda_here: Call, book: Path, tmp_path: Path) -> None:
    other = write_ods(tmp_path / "more.ods", {"S": ROWS[:2]})
    folder = tmp_path / "parts"
    call = ("batch", "return", str(book), str(other), "-o", f"{folder}/", "--columns", "outcome")
    result = ayuda_here(*call, *AS_OF, "--json")
    assert result.code == 1, result
    assert sorted(path.name for path in folder.glob("part-*")) == [
        "part-00001-rows.xlsx",
        "part-00002-more.xlsx",
    ]
    assert read_xlsx(folder / "part-00002-more.xlsx")[1] == [
        1,
        "placed",
        "amazon",
        "cancel-instead",
    ]
    [first] = json.loads(result.err)["first"]
    assert (first["where"], first["sheet"], first["line"]) == (str(book), "Mis pedidos", 4)


def test_a_fault_of_a_part_is_told_by_its_cell(ayuda_here: Call, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "rows.xlsx", {"S": [["stage"], ["=1+1"]]})
    call = ("batch", "return", str(path), "-o", f"{tmp_path}/parts/", *AS_OF)
    refused(ayuda_here(*call, "--json"), f"{path}:S!A2")
    refused_in_words(ayuda_here(*call), f"{path}:S!A2")


def test_another_sheet_is_another_batch(ayuda_here: Call, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "rows.xlsx", {"A": ROWS[:2], "B": ROWS[:2]})
    call = ("batch", "return", str(path), "-o", f"{tmp_path}/parts/", *AS_OF, "--sheet")
    assert ayuda_here(*call, "A").code == 0
    assert ayuda_here(*call, "A", "--resume").code == 0
    refused(ayuda_here(*call, "B", "--resume", "--json"), f"{tmp_path}/parts/")


def test_a_sheet_of_what_has_none_is_refused(ayuda_here: Call, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("stage\nplaced\n")
    call = ("batch", "return", str(path), "--sheet", "A", *AS_OF)
    refused(ayuda_here(*call, "--json"), str(path))
    refused_in_words(ayuda_here(*call), str(path))


def test_messages_become_a_workbook_too(ayuda_here: Call, tmp_path: Path) -> None:
    for name in ("a", "b"):
        head = f"From: {name}@example.org\nSubject: =1+1\n"
        (tmp_path / f"{name}.eml").write_text(
            f"{head}Date: Mon, 23 Nov 2026 10:00:00 +0100\n\nhi\n"
        )
    target = tmp_path / "judged.xlsx"
    folder = tmp_path / "judged"
    inputs = (str(tmp_path / "a.eml"), str(tmp_path / "b.eml"))
    columns = ("--columns", "message,outcome")
    assert ayuda_here("batch", "check-email", *inputs, "-o", str(target), *columns).code == 0
    assert read_xlsx(target) == [
        ["message", "outcome"],
        *([name, "no-claim"] for name in inputs),
    ]
    more = ("-o", f"{folder}/", "--format", "xlsx")
    assert ayuda_here("batch", "check-email", *inputs, *more, *columns).code == 0
    assert len(read_xlsx(folder / "part-00001.xlsx")) == 3
    call = ("batch", "check-email", *inputs, "--format", "xlsx")
    refused(ayuda_here(*call, "--json"), "--format")


def test_only_a_workbook_loads_what_reads_or_writes_one(
    environment: dict[str, str], book: Path, tmp_path: Path
) -> None:
    def loaded(*arguments: str) -> set[str]:
        script = (
            "import sys; from ayuda.cli.main import main;"
            f" main({list(arguments)!r});"
            " sys.stderr.write('\\nLOADED ' + ' '.join(sys.modules))"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, check=True
        )
        return set(done.stderr.decode().rpartition("LOADED ")[2].split())

    readers = {"xml.parsers.expat", "ayuda.batch.rows.reading.excel_workbook"}
    call = ("batch", "return", str(book), *AS_OF)
    found = loaded(*call)
    assert readers <= found
    assert not {"xlsxwriter", "openpyxl", "python_calamine", "numpy"} & found
    found = loaded(*call, "-o", str(tmp_path / "out.xlsx"))
    assert "xlsxwriter" in found
    assert not {"openpyxl", "python_calamine", "numpy"} & found
