"""Mappings, forms of dates and proposals on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from program_under_test import NOW, Call, both_languages, words

from ayuda.model import Language

AS_OF = ("--now", NOW)
ROWS = "Estado;Creado;seller\nNuevo;{day};amazon\nCancelado;;amazon\n"
MAPPING = """
[columns]
Estado = "stage"
Creado = "ordered_at"
[values.Estado]
Nuevo = "placed"
[ignore]
Estado = ["Cancelado"]
"""


@pytest.fixture
def rows(tmp_path: Path) -> str:
    path = tmp_path / "rows.csv"
    path.write_text(ROWS.format(day="22/11/2026 10:20"), encoding="utf-8")
    return str(path)


@pytest.fixture
def mapping(tmp_path: Path) -> str:
    path = tmp_path / "map.toml"
    path.write_text(MAPPING, encoding="utf-8")
    return str(path)


def test_ignored_rows_are_told_apart_and_leave_exit_code_0(
    ayuda_here: Call, rows: str, mapping: str
) -> None:
    call = ("batch", "return", rows, "--mapping", mapping, *AS_OF, "--columns", "outcome")
    result = ayuda_here(*call)
    assert result.code == 0
    assert result.output.splitlines()[1:] == [
        "Nuevo;22/11/2026 10:20;amazon;cancel-instead",
        "Cancelado;;amazon;",
    ]
    assert f"  {words('en').say('batch.ignored')}         1  " in result.messages
    document = ayuda_here(*call, "--summary", "--json").document
    assert (document["rows"], document["ignored"], document["faulty"]) == (2, 1, 0)
    assert ayuda_here(*call, "--only", "ignored").output.splitlines()[1:] == ["Cancelado;;amazon;"]


@pytest.mark.parametrize("dates", ["dmy", "Creado=dmy"])
def test_the_form_of_dates_is_told_for_all_or_for_a_column(
    ayuda_here: Call, rows: str, mapping: str, dates: str
) -> None:
    call = ("batch", "cancel", rows, "--mapping", mapping, "--map", "seller=seller", *AS_OF)
    without = ayuda_here(*call, "--columns", "problem")
    assert without.code == 1
    assert "22/11/2026 10:20" in without.output.splitlines()[1].partition("amazon")[2]
    told = ayuda_here(*call, "--columns", "problem", "--dates", dates)
    assert told.output.splitlines()[1].endswith("amazon;")


@pytest.mark.parametrize(
    ("dates", "where"), [("dym", "--dates"), ("Creado=x", "--dates"), ("seller=dmy", "--dates")]
)
def test_a_form_that_is_none_or_of_no_moment_is_refused(
    ayuda_here: Call, rows: str, dates: str, where: str
) -> None:
    options = ("--dates", dates, "--map", "seller=seller", "--json", *AS_OF)
    result = ayuda_here("batch", "cancel", rows, *options)
    assert result.code == 2
    assert result.document["problems"][0]["where"].startswith(where)


@pytest.mark.parametrize("language", both_languages())
def test_a_heading_that_was_taken_is_told(
    ayuda_here: Call, tmp_path: Path, language: Language
) -> None:
    source = tmp_path / "rows.csv"
    source.write_text("Stage,Vendedor\nplaced,amazon\n", encoding="utf-8")
    result = ayuda_here("batch", "return", str(source), *AS_OF, "--lang", language)
    assert result.code == 0
    for column, fact in (("Stage", "stage"), ("Vendedor", "seller")):
        said = words(language).say("batch.taken", column=column, fact=fact)
        assert said in result.messages.splitlines()
    json_summary = ayuda_here("batch", "return", str(source), *AS_OF, "--summary", "--json")
    taken = json.loads(json_summary.out)["taken"]
    assert taken == {"Stage": "stage", "Vendedor": "seller"}


def test_parts_know_the_mapping_and_resume_asks_for_the_same(
    ayuda_here: Call, rows: str, mapping: str, tmp_path: Path
) -> None:
    folder = f"{tmp_path}/out/"
    call = ("batch", "return", rows, "-o", folder, *AS_OF)
    assert ayuda_here(*call, "--mapping", mapping).code == 0
    summary = ayuda_here(*call, "--mapping", mapping, "--resume", "--summary", "--json").document
    assert (summary["rows"], summary["ignored"]) == (2, 1)
    Path(mapping).write_text(MAPPING.replace("Cancelado", "Anulado"), encoding="utf-8")
    assert ayuda_here(*call, "--mapping", mapping, "--resume").code == 2


def test_what_is_proposed_goes_to_standard_output_and_is_taken(
    ayuda_here: Call, rows: str, tmp_path: Path
) -> None:
    result = ayuda_here("batch", "cancel", rows, "--propose")
    assert (result.code, result.err) == (0, b"")
    path = tmp_path / "proposed.toml"
    path.write_bytes(result.out)
    decided = ayuda_here("batch", "cancel", rows, "--mapping", str(path), *AS_OF)
    assert decided.code == 1


def test_a_proposal_with_options_of_a_decision_is_refused(ayuda_here: Call, rows: str) -> None:
    result = ayuda_here("batch", "cancel", rows, "--propose", "--only", "faulty", "-o", "x.csv")
    assert (result.code, result.out) == (2, b"")
    assert "--output, --only" in result.messages


@pytest.mark.parametrize("language", both_languages())
def test_a_mapping_with_mistakes_names_each_of_them(
    ayuda_here: Call, rows: str, mapping: str, language: Language
) -> None:
    Path(mapping).write_text('flow = "track"\nskipp = 1\nskip = "x"\n', encoding="utf-8")
    call = ("batch", "cancel", rows, "--mapping", mapping, "--json", "--lang", language)
    problems = ayuda_here(*call).document["problems"]
    assert [problem["where"] for problem in problems] == [mapping, f"{mapping}: skip"]
    Path(mapping).write_text('flow = "track"\n', encoding="utf-8")
    [problem] = ayuda_here(*call).document["problems"]
    assert problem["where"] == f"{mapping}: flow"
    assert "track" in problem["what"]


def test_the_ready_mapping_reads_the_report(ayuda_here: Call) -> None:
    report = Path(__file__).parents[2] / "docs" / "examples" / "seller-orders.tsv"
    call = ("batch", "cancel", str(report), "--mapping", "seller-central-orders")
    result = ayuda_here(*call, "--now", "2026-11-22T10:40", "--columns", "outcome,rule")
    assert result.code == 0
    assert [line.split("\t")[-2:] for line in result.output.splitlines()[1:]] == [
        ["cancel-now", "marketplace-in-time"],
        ["contact-seller", "marketplace-too-late"],
        ["refuse-or-return", "on-its-way"],
        ["contact-seller", "sent-by-seller"],
        ["", ""],
        ["", ""],
    ]
