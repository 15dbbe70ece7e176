"""Mappings: what is wrong with one, what it means for a job, and the ready ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import msgspec
import pytest
from support.builtin import POLICY
from support.row_batches import decide, refusal, row_job, table_of, write, write_table

from ayuda.batch.mapped import mapped_job
from ayuda.batch.mapping import Mapping, load_mapping, ready_mappings
from ayuda.batch.rows.job import RowJob
from ayuda.batch.rows.layout import Layout
from ayuda.errors import AyudaError

WHOLE = """
flow = ["cancel", "return"]
encoding = "windows-1252"
skip = 3
sheet = "Pedidos"
set = { bundle = false }
[columns]
"Estado del pedido" = "stage"
"Fecha" = "ordered_at"
[values."Estado del pedido"]
"Pendiente" = "placed"
"?" = ""
[ignore]
"Estado del pedido" = ["Cancelado", "Prueba"]
[dates]
"Fecha" = "dmy"
"""


def mapping(tmp_path: Path, text: str) -> Mapping:
    return load_mapping(write(tmp_path / "map.toml", text.encode()))


def told(error: AyudaError) -> list[tuple[str, str]]:
    return [(problem.where.rpartition(": ")[2], problem.code) for problem in error.problems]


def test_a_mapping_says_all_of_it(tmp_path: Path) -> None:
    found = mapping(tmp_path, WHOLE)
    assert msgspec.structs.replace(found, path="") == Mapping(
        "",
        ("cancel", "return"),
        Layout("windows-1252", 3, "Pedidos"),
        {"Estado del pedido": "stage", "Fecha": "ordered_at"},
        {"Estado del pedido": {"Pendiente": "placed", "?": ""}},
        {"bundle": "no"},
        {"Estado del pedido": ("Cancelado", "Prueba")},
        {"Fecha": "dmy"},
    )


def test_every_mistake_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    text = """
flow = 3
flwo = "cancel"
encoding = "zip"
skip = -1
sheet = 4
set = "x"
dates = "dym"
[columns]
"a b" = 2
[values]
x = "y"
[values.z]
"1" = 1
[ignore]
status = "Cancelled"
"""
    with pytest.raises(AyudaError) as caught:
        mapping(tmp_path, text)
    assert sorted(told(caught.value)) == sorted(
        [
            (str(tmp_path / "map.toml"), "unknown-value-nearest"),
            ("flow", "mapping-not-a-list"),
            ("encoding", "batch-no-such-encoding"),
            ("skip", "mapping-not-a-count"),
            ("sheet", "mapping-not-a-text"),
            ("set", "mapping-not-a-table"),
            ("dates", "unknown-value-nearest"),
            ('columns."a b"', "mapping-not-a-text"),
            ("values.x", "mapping-not-a-table"),
            ("values.z.1", "mapping-not-a-text"),
            ("ignore.status", "mapping-not-a-list"),
        ]
    )


def test_a_mapping_that_is_not_there_names_the_ready_ones() -> None:
    with pytest.raises(AyudaError) as caught:
        load_mapping("seller-central-order")
    [problem] = caught.value.problems
    assert problem.code == "mapping-missing"
    assert "seller-central-orders" in problem.values["allowed"]


def test_all_that_does_not_fit_the_policy_is_told_at_once(tmp_path: Path) -> None:
    text = """
flow = "retrn"
set = { stage = "placed", seller = "amzon", nothing = "x" }
[columns]
A = "stge"
B = "stage"
C = "stage"
D = "bundle"
[values.B]
x = "plced"
[values.D]
x = "perhaps"
[values.E]
x = "placed"
[dates]
B = "dmy"
"""
    with pytest.raises(AyudaError) as caught:
        mapped_job(row_job(), mapping(tmp_path, text), POLICY)
    assert sorted(told(caught.value)) == sorted(
        [
            ("flow", "unknown-value-nearest"),
            ("flow", "mapping-other-flow"),
            ("set.stage", "batch-set-stated"),
            ("set.seller", "unknown-value-nearest"),
            ("set.nothing", "unknown-value-nearest"),
            ("columns.A", "unknown-value-nearest"),
            ("columns.C", "batch-column-twice"),
            ("values.B.x", "unknown-value-nearest"),
            ("values.D.x", "cell-not-yes-no"),
            ("values.E", "mapping-without-fact"),
            ("dates.B", "dates-without-moment"),
        ]
    )


def test_options_beat_the_mapping(tmp_path: Path) -> None:
    found = mapping(tmp_path, WHOLE)
    own = row_job(
        facts={"Estado": "stage", "Fecha": "now"},
        constants={"bundle": "yes"},
        layout=Layout(skip=1),
        date_form="mdy",
    )
    job = mapped_job(own, found, POLICY)
    assert job.facts == {"Estado": "stage", "Fecha": "now"}
    assert (job.constants, job.layout) == ({"bundle": "yes"}, Layout("windows-1252", 1, "Pedidos"))
    assert (job.dates, job.date_form) == ({}, "mdy")
    assert job.ignored == {"Estado del pedido": ("Cancelado", "Prueba")}
    cells = row_job(values={"Estado del pedido": {"Pendiente": "shipped"}})
    mapped = mapped_job(cells, found, POLICY).values
    assert mapped == {"Estado del pedido": {"Pendiente": "shipped", "?": ""}}


def test_facts_of_other_flows_are_left(tmp_path: Path) -> None:
    job = mapped_job(row_job("return"), mapping(tmp_path, WHOLE), POLICY)
    assert (job.facts, job.constants) == ({"Estado del pedido": "stage"}, {})
    assert job.dates == {}


@pytest.mark.parametrize("name", ready_mappings())
def test_every_ready_mapping_fits_every_flow_that_it_names(name: str) -> None:
    found = load_mapping(name)
    assert found.flows
    for flow in found.flows:
        mapped_job(row_job(flow), found, POLICY)


# ---------------------------------------------------------------- both ways to decide rows

STATES = {"Nuevo": "placed", "En reparto": "shipped", "Entregado": "delivered", "Raro": None}


def office_rows(random: Random, count: int) -> list[Sequence[str]]:
    """Rows as an office has them: own words, dates, ticks, and some of no interest."""
    rows: list[Sequence[str]] = []
    for number in range(count):
        state = random.choice([*STATES, "Cancelado", "Cancelado, pagado", ""])
        seller = random.choice(["A", "B", "", "?"])
        day, hour = random.randint(20, 24), random.randint(0, 23)
        moment = random.choice(
            [
                f"{day}/11/2026 {hour}:05",
                f"{day}/11/2026, {hour:02}:05:00",
                "ayer",
                "",
                "31/02/2026 1:00",
            ]
        )
        bundle = random.choice(["VERDADERO", "FALSO", "S", "N", "x", "X", "Sí", "no", "y", "", "q"])
        rows.append([str(number), state, seller, moment, bundle])
    return rows


def office_job(tmp_path: Path) -> RowJob:
    text = """
set = { shipped_by = "amazon", bundle_item_shipped = "no" }
dates = "dmy"
[columns]
Estado = "stage"
Quien = "seller"
Pedido = "ordered_at"
Lote = "bundle"
[values.Estado]
Nuevo = "placed"
"En reparto" = "shipped"
Entregado = "delivered"
[values.Quien]
A = "amazon"
B = "marketplace"
"?" = ""
[ignore]
Estado = ["Cancelado", "Cancelado, pagado"]
Nr = ["7", "12"]
"""
    return mapped_job(row_job(), mapping(tmp_path, text), POLICY)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("keeps_lines", [True, False])
def test_both_ways_give_the_same_for_a_mapping(
    tmp_path: Path, delimiter: str, *, keeps_lines: bool
) -> None:
    rows = office_rows(Random("office"), 3000)
    heading = ["Nr", "Estado", "Quien", "Pedido", "Lote"]
    ending = "csv" if keeps_lines or delimiter == "\t" else "tsv"
    written = "\t" if ending == "tsv" else delimiter.replace("\t", ",")
    source = write_table(tmp_path / "rows.csv", [heading, *rows], delimiter=delimiter)
    job = office_job(tmp_path)
    outputs, summaries = [], []
    for fast in (True, False):
        target = tmp_path / f"{fast}.{ending}"
        summaries.append(decide(source, target, job, fast=fast))
        outputs.append(table_of(target, written))
    assert outputs[0] == outputs[1]
    assert summaries[0] == summaries[1]
    passed = [row for row in rows if row[1].startswith("Cancelado") or row[0] in {"7", "12"}]
    assert summaries[0].ignored == len(passed)
    assert summaries[0].rows == len(rows)
    width = len(heading)
    for row, found in zip(rows, outputs[0][1:], strict=True):
        assert found[:width] == list(row)
        assert any(found[width:]) != (row in passed)


def test_json_lines_know_a_mapping_too(tmp_path: Path) -> None:
    rows = [
        b'{"Estado":"Nuevo","Quien":"A","Pedido":"22/11/2026 10:05","Lote":true}',
        b'{"Estado":"Cancelado","Quien":"A"}',
        b'{"Estado":"Nuevo","Quien":"B","Pedido":"23/11/2026 11:55","shipped_by":"seller"}',
    ]
    source = write(tmp_path / "rows.jsonl", b"\n".join(rows * 500) + b"\n")
    found = []
    for fast in (True, False):
        target = tmp_path / f"{fast}.jsonl"
        summary = decide(source, target, office_job(tmp_path), fast=fast)
        assert (summary.rows, summary.ignored) == (1500, 500)
        found.append(target.read_bytes())
    assert found[0] == found[1]
    first, passed, third = (msgspec.json.decode(line) for line in found[0].splitlines()[:3])
    assert first["outcome"] == "cancel-now"
    assert passed["outcome"] is None
    assert passed["problem"] is None
    assert third["outcome"] == "cancel-now"


def test_ignored_rows_alone_are_clean_and_can_be_chosen(tmp_path: Path) -> None:
    rows = [["Estado", "Nr"], ["Cancelado", "1"], ["Nuevo", "2"], ["Cancelado", "3"]]
    source = write_table(tmp_path / "rows.csv", rows)
    job = row_job(
        "return",
        facts={"Estado": "stage"},
        values={"Estado": {"Nuevo": "placed"}},
        ignored={"Estado": ("Cancelado",)},
        columns=("outcome",),
    )
    summary = decide(source, tmp_path / "all.csv", job)
    assert (summary.is_clean, summary.ignored) == (True, 2)
    only = msgspec.structs.replace(job, only=("ignored",))
    for fast in (True, False):
        decide(source, tmp_path / "some.csv", only, fast=fast)
        assert table_of(tmp_path / "some.csv")[1:] == [
            ["Cancelado", "1", ""],
            ["Cancelado", "3", ""],
        ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ignored": {"Status": ("x",)}}, "batch-no-such-column"),
        ({"dates": {"Status": "dmy"}}, "batch-no-such-column"),
        ({"dates": {"stage": "dmy"}}, "dates-without-moment"),
        ({"constants": {"stage": "placed"}}, "batch-set-stated"),
    ],
)
def test_what_does_not_fit_the_file_is_refused(
    tmp_path: Path, changes: dict[str, object], code: str
) -> None:
    source = write_table(tmp_path / "rows.csv", [["stage", "seller"], ["placed", "amazon"]])
    assert refusal(source, tmp_path / "out.csv", row_job(**changes)).code == code


# ---------------------------------------------------------------------------------- headings


@pytest.mark.parametrize(
    ("heading", "fact"),
    [
        ("STAGE", "stage"),
        (" Stage ", "stage"),
        ("Ordered at", "ordered_at"),
        ("ordered-at", "ordered_at"),
        ("Shipped  By", "shipped_by"),
        ("Quién envía", "shipped_by"),
        ("vendedor", "seller"),
        ("NOW", "now"),
    ],
)
def test_a_heading_that_is_a_facts_name_is_taken_and_told(
    tmp_path: Path, heading: str, fact: str
) -> None:
    others = [name for name in ("stage", "seller") if name != fact]
    source = write_table(tmp_path / "rows.csv", [[heading, *others], ["", *["" for _ in others]]])
    assert decide(source, None, row_job()).taken == {heading: fact}


@pytest.mark.parametrize(
    "headings", [("stage", "Stage"), ("Stage", "STAGE"), ("Vendedor", "vendedor")]
)
def test_two_headings_of_one_fact_are_refused(tmp_path: Path, headings: tuple[str, ...]) -> None:
    source = write_table(tmp_path / "rows.csv", [headings, ["", ""]])
    assert refusal(source, None, row_job()).code == "batch-column-twice"


def test_a_column_that_is_named_beats_those_that_are_alike(tmp_path: Path) -> None:
    source = write_table(
        tmp_path / "rows.csv", [["Estado", "Stage", "Vendedor", "seller"], [""] * 4]
    )
    summary = decide(source, None, row_job(facts={"Estado": "stage"}))
    assert summary.taken == {}
