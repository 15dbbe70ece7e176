"""Tables of other programs: the same columns and rows come out, with ours behind them."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from support.builtin import POLICY, POLICY_FILE

import ayuda
from ayuda.batch.rows.job import added_columns
from ayuda.batch.tables import deciding

NOW = datetime(2026, 11, 22, 9, 40, tzinfo=UTC)
"""20 minutes after ORDERED, and before the window ends."""
ORDERED = datetime(2026, 11, 22, 9, 20, tzinfo=UTC)
LOCAL = datetime(2026, 11, 22, 10, 20)
IN_TIME = "marketplace-in-time"
STAGES = ["placed", "shipped", "delivered", None, "sent"]
OUTCOMES = ["cancel-now", "refuse-or-return", "return-online", None, None]


def decided(table: Any, flow: str = "cancel", **more: Any) -> pa.Table:  # noqa: ANN401 - any table
    return pa.table(ayuda.decide_table(table, flow=flow, policy=POLICY_FILE, now=NOW, **more))


def orders(times: int = 1) -> pa.Table:
    return pa.table(
        {
            "id": range(5 * times),
            "stage": STAGES * times,
            "seller": ["amazon"] * 5 * times,
            "bundle": [False] * 5 * times,
        }
    )


def refused(table: Any, **more: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - any table
    with pytest.raises(ayuda.AyudaError) as error:
        decided(table, **more)
    return [(problem.where, problem.code) for problem in error.value.problems]


# ---------------------------------------------------------------- programs


READERS: dict[str, Callable[[Any], list[dict[str, Any]]]] = {
    "pyarrow": lambda result: pa.table(result).to_pylist(),
    "polars": lambda result: pl.DataFrame(result).to_dicts(),
    "pandas": lambda result: pa.Table.from_pandas(pd.DataFrame.from_arrow(result)).to_pylist(),
    "duckdb": lambda given: (
        duckdb.register("given", given).table("given").to_arrow_table().to_pylist()
    ),
}
WRITERS: dict[str, Callable[[pa.Table], Any]] = {
    "pyarrow": lambda table: table,
    "a reader": lambda table: table.to_reader(max_chunksize=2),
    "polars": pl.from_arrow,
    "pandas": lambda table: table.to_pandas(),
    "duckdb": lambda _table: duckdb.sql("FROM _table"),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("writer", WRITERS)
def test_what_any_program_gives_any_other_takes(writer: str, reader: str) -> None:
    if (writer, reader) == ("a reader", "duckdb"):
        pytest.skip("DuckDB reads what it is given more than once")
    result = ayuda.decide_table(WRITERS[writer](orders()), flow="cancel", policy=POLICY_FILE)
    rows = READERS[reader](result)
    assert list(rows[0]) == ["id", "stage", "seller", "bundle", *added_columns(POLICY, "cancel")]
    assert [row["id"] for row in rows] == list(range(5))
    assert [row["outcome"] for row in rows] == OUTCOMES
    assert rows[3]["needs"][0] == "stage"
    assert "“sent”" in rows[4]["problem"]


def test_pyarrow_is_not_needed() -> None:
    """Neither for what is given nor for what is taken, nor in between."""
    program = """
import sys
sys.modules["pyarrow"] = None
import ayuda, duckdb, polars
given = polars.DataFrame({"stage": ["placed", "shipped"], "seller": ["amazon", "amazon"]})
duckdb.sql("CREATE TABLE held AS SELECT unnest(['placed', 'shipped']) stage, 'amazon' seller")
for table in (given, duckdb.sql("FROM held")):
    result = ayuda.decide_table(table, flow="return")
    assert polars.DataFrame(result)["outcome"].to_list() == ["cancel-instead", "refuse-or-return"]
    print(duckdb.sql("SELECT count(*) FROM result").fetchall())
many = polars.concat([given] * 1000)
print(len(polars.DataFrame(ayuda.decide_table(many, flow="return"))))
assert sys.modules["pyarrow"] is None
"""
    called = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=100, check=False
    )
    assert (called.returncode, called.stderr) == (0, "")
    assert called.stdout.split() == ["[(2,)]", "[(2,)]", "2000"]


def test_a_program_may_end_while_it_holds_what_it_was_given() -> None:
    program = """
import ayuda, pyarrow, polars, threading
table = pyarrow.table({"stage": ["placed"] * 5000, "seller": ["amazon"] * 5000})
result = ayuda.decide_table(table, flow="return")
one, other, capsule = pyarrow.table(result), polars.DataFrame(result), result.__arrow_c_stream__()
reader = pyarrow.RecordBatchReader.from_stream(result)
ring = [one, other, capsule, reader]
ring.append(ring)
threading.ring = ring
"""
    called = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=100, check=False
    )
    assert (called.returncode, called.stderr) == (0, "")


# ------------------------------------------------------------------- types


def text(values: list[Any], kind: pa.DataType) -> pa.Array:
    return pa.array(values, kind)


ENUM = pa.array(["placed", None]).dictionary_encode()
CHOICES = {
    "string": text(["placed", None], pa.string()),
    "large_string": text(["placed", None], pa.large_string()),
    "string_view": text(["placed", None], pa.string_view()),
    "dictionary": ENUM,
    "dictionary of large": text(["placed", None], pa.dictionary(pa.int8(), pa.large_string())),
}
YES_NO = {
    "bool": text([True, False, None], pa.bool_()),
    **{
        str(kind): text([1, 0, None], kind)
        for kind in (pa.int8(), pa.uint8(), pa.int16(), pa.int32(), pa.int64(), pa.uint64())
    },
    "string": text(["yes", "no", ""], pa.string()),
    "dictionary": pa.array(["sí", "0", None]).dictionary_encode(),
}
UNITS = ("s", "ms", "us", "ns")
MOMENTS = {
    **{
        f"{unit} {zone}": text([ORDERED, None], pa.timestamp(unit, zone))
        for unit in UNITS
        for zone in ("UTC", "Europe/Madrid", "America/New_York", "+09:00")
    },
    **{
        f"{unit} local": text([LOCAL, None], pa.timestamp(unit)) for unit in ("s", "ms", "us", "ns")
    },
    "string": text(["2026-11-22T10:20", None], pa.string()),
}
OTHERS = {
    "null": pa.nulls(2),
    "float16": text([1.5, None], pa.float16()),
    "decimal256": text([Decimal(10) ** 60, None], pa.decimal256(70, 2)),
    "duration": text([timedelta(1), None], pa.duration("ns")),
    "interval": text([pa.MonthDayNano([1, 2, 3]), None], pa.month_day_nano_interval()),
    "time": text([1, None], pa.time64("ns")),
    "binary": text([b"\0\xff", None], pa.binary()),
    "fixed": text([b"ab", None], pa.binary(2)),
    "list of structs": pa.array([[{"a": [1, None]}, None], None]),
    "map": text([[("k", [1])], None], pa.map_(pa.string(), pa.list_(pa.int8()))),
    "fixed list": text([[1, 2], None], pa.list_(pa.int8(), 2)),
    "list view": text([[1], None], pa.list_view(pa.int8())),
    "union": pa.UnionArray.from_dense(
        pa.array([0, 1], pa.int8()), pa.array([0, 0], pa.int32()), [pa.array([1]), pa.array(["x"])]
    ),
    "run-end": pa.RunEndEncodedArray.from_arrays([1, 2], pa.array([1, None])),
    "dictionary in a list": text([["a"], None], pa.list_(pa.dictionary(pa.int8(), pa.string()))),
    "an extension": pa.ExtensionArray.from_storage(
        pa.uuid(), text([b"0" * 16, None], pa.binary(16))
    ),
    "far moments": text([ORDERED, None], pa.timestamp("ns", "Asia/Tokyo")),
}


@pytest.mark.parametrize("kind", CHOICES)
def test_a_choice_may_have_any_type_of_text(kind: str) -> None:
    found = decided(pa.table({"stage": CHOICES[kind]}), "return")
    assert found["outcome"].to_pylist() == ["cancel-instead", None]
    assert found["needs"].to_pylist() == [None, ["stage", "seller", "shipped_by"]]
    assert found["stage"].type == CHOICES[kind].type


@pytest.mark.parametrize("kind", YES_NO)
def test_a_yes_or_no_may_be_a_truth_a_number_or_a_word(kind: str) -> None:
    found = decided(pa.table({"stage": ["shipped"] * 3, "missing": YES_NO[kind]}), "track")
    assert found["outcome"].to_pylist() == ["find-missing-parcel", None, None]
    assert found["needs"].to_pylist()[1:] == [["trackable"], ["missing", "trackable"]]


@pytest.mark.parametrize("kind", MOMENTS)
def test_a_moment_with_a_zone_is_that_moment_and_one_without_is_local(kind: str) -> None:
    table = {"stage": ["placed"] * 2, "seller": ["marketplace"] * 2, "ordered_at": MOMENTS[kind]}
    found = decided(pa.table(table))
    assert found["rule"].to_pylist() == [IN_TIME, None]
    until = found["marketplace_cancel_until"]
    assert until.type == pa.timestamp("us", "Europe/Madrid")
    assert until.to_pylist()[0] == ORDERED + timedelta(minutes=30)


@pytest.mark.parametrize("kind", [pa.date32(), pa.date64()])
def test_a_date_is_a_day_where_a_fact_accepts_one(kind: pa.DataType) -> None:
    day = pa.array([date(2026, 11, 20)], kind)
    found = decided(pa.table({"reason": ["after-order"], "contacted_at": day}), "contact-seller")
    assert found["rule"].to_pylist() == ["reply-pending"]
    table = {"stage": ["placed"], "seller": ["marketplace"], "ordered_at": day}
    [problem] = decided(pa.table(table))["problem"].to_pylist()
    assert problem.startswith("ordered_at: ")


@pytest.mark.parametrize("kind", OTHERS)
def test_a_column_of_any_type_goes_through_as_it_is(kind: str) -> None:
    own = pa.field("own", OTHERS[kind].type, metadata={"told": "by its owner"})
    schema = pa.schema([pa.field("stage", pa.string()), own], metadata={"of": "the table"})
    table = pa.table([pa.array(["placed", "shipped"]), OTHERS[kind]], schema=schema)
    found = decided(table, "return")
    assert found.select(["stage", "own"]).equals(table)
    assert found.schema.field("own").equals(own, check_metadata=True)
    assert found.schema.metadata == schema.metadata
    found.validate(full=True)


def test_a_list_of_links_is_all_of_them() -> None:
    first = ["https://www.amazon.es/a", "http://192.0.2.1/"]
    links = [first, ["https://www.amazon.es/, x"], None]
    table = pa.table({"sender": ["no-reply@amazon.es"] * 3, "link": links})
    told = [
        '["https://www.amazon.es/a","http://192.0.2.1/"]',
        '["https://www.amazon.es/, x"]',
        None,
    ]
    as_text = table.set_column(1, "link", pa.array(told))
    found = decided(table, "check-email").drop_columns(["link"])
    assert found.equals(decided(as_text, "check-email").drop_columns(["link"]))
    assert found["outcome"].to_pylist()[0] == "fraudulent"


def test_an_ordered_dictionary_keeps_its_values_and_leaves_its_order() -> None:
    grades = pa.DictionaryArray.from_arrays([1, 0], ["low", "high"], ordered=True)
    found = decided(pa.table({"stage": ["placed", "shipped"], "grade": grades}), "return")
    assert found["grade"].to_pylist() == ["high", "low"]


@pytest.mark.parametrize(
    "column", [text([1.5], pa.float16()), text([Decimal(10) ** 60], pa.decimal256(70, 2))]
)
def test_a_fact_of_a_type_that_the_database_cannot_read_is_refused(column: pa.Array) -> None:
    assert refused(pa.table({"stage": column}), flow="return") == [("table", "table-unreadable")]


def test_bytes_and_numbers_where_a_choice_should_be_are_problems_of_their_rows() -> None:
    for column in (pa.array([b"\xff"]), pa.array([1]), pa.array([{"a": 1}])):
        found = decided(pa.table({"stage": column}), "return")
        assert found["problem"].to_pylist()[0].startswith("stage: ")


# ------------------------------------------------------------------ shapes


def test_rows_stay_in_their_order_however_the_table_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "SLICE_ROWS", 300)
    monkeypatch.setattr(deciding, "ROUND_ROWS", 1200)
    table = orders(800)
    whole = table["outcome"] if "outcome" in table.column_names else OUTCOMES * 800
    nested = pa.array([{"a": [n], "b": str(n)} for n in range(len(table))])
    table = table.append_column("nested", nested)
    sizes = (3, 999, 1001, len(table))
    for size in sizes:
        cut = pa.Table.from_batches(table.to_batches(max_chunksize=size))
        for given in (cut, cut.slice(13, 1900), cut.to_reader(), pl.from_arrow(cut)):
            is_part = isinstance(given, pa.Table) and len(given) != len(table)
            start, end = (13, 1913) if is_part else (0, len(table))
            found = decided(given)
            assert found["id"].to_pylist() == list(range(start, end))
            assert found["outcome"].to_pylist() == whole[start:end]
            assert found["nested"].to_pylist() == nested[start:end].to_pylist()
            found.validate(full=True)


def test_more_rows_than_a_reader_gets_at_once_are_cut_where_they_must() -> None:
    rows = 1_200_000
    table = pa.table({"id": range(rows), "stage": pa.array(["placed", "shipped"] * (rows // 2))})
    result = ayuda.decide_table(table, flow="return", columns=["outcome"])
    found = pl.DataFrame(result)
    assert found["id"].equals(pl.Series("id", range(rows)))
    assert found["outcome"].to_list() == ["cancel-instead", None] * (rows // 2)


@pytest.mark.parametrize("chunks", [0, 1])
def test_a_table_without_rows_has_all_columns(chunks: int) -> None:
    table = orders().slice(0, 0) if chunks else orders().schema.empty_table()
    for given in (table, table.to_reader(), pl.from_arrow(table), table.to_pandas()):
        found = decided(given)
        assert (found.num_rows, found.num_columns) == (0, 4 + len(added_columns(POLICY, "cancel")))
        assert found.schema.field("needs").type == pa.list_(pa.string())


def test_what_does_not_fit_is_refused_as_in_a_file() -> None:
    table = orders()
    assert refused(pa.table({})) == [("table", "batch-no-facts")]
    assert refused(table.select(["id"])) == [("table", "batch-no-facts")]
    assert refused(table.append_column("rule", table["id"])) == [("table", "batch-column-taken")]
    assert refused(table.append_column("stage", table["stage"])) == [
        ("table", "batch-column-twice")
    ]
    assert refused(table, columns=["outcom"]) == [("columns", "unknown-value-nearest")]
    assert refused(table, flow="buy") == [("flow", "unknown-flow")]
    assert refused(table, lang="fr") == [("lang", "unknown-value")]
    assert refused(table, region="XX")[0][0] == "region"
    assert refused([{"stage": "placed"}]) == [("table", "table-not-arrow")]
    assert refused(table["stage"]) == [("table", "table-unreadable")]


def test_other_columns_may_have_one_name_or_none() -> None:
    names = ["stage", "x", "x", "", "Ñandú 'x' \"y\""]
    table = pa.table([pa.array(["placed"]), *[pa.array([n]) for n in range(4)]], names=names)
    found = decided(table, "return")
    assert found.column_names[:5] == names
    assert found.columns[:5] == table.columns


def test_texts_that_are_huge_or_hostile_go_through() -> None:
    odd = [
        "'; DROP TABLE facts; --",
        "\0",
        "x" * 30_000_000,
        "\u202e\U0001f4e6",
        "=A1",
        "placed",
    ]
    found = decided(pa.table({"stage": odd, "note": odd}), "return")
    assert found["note"].to_pylist() == odd
    assert found["outcome"].to_pylist() == [None] * 5 + ["cancel-instead"]
    assert found["problem"].null_count == 1


def test_columns_are_those_that_were_asked_for() -> None:
    found = decided(orders(), columns=["rule", "windows", "rule"])
    assert found.column_names[4:6] == ["rule", "marketplace_cancel_until"]
    assert "outcome" not in found.column_names


def test_a_mapping_is_a_file_or_what_would_stand_in_it(tmp_path: Path) -> None:
    told = {"columns": {"status": "stage"}, "values": {"status": {"open": "placed"}}}
    file = tmp_path / "map.toml"
    file.write_text('[columns]\nstatus = "stage"\n[values.status]\nopen = "placed"\n', "utf-8")
    table = pa.table({"status": ["open", "shipped"]})
    for mapping in (told, file, str(file)):
        found = decided(table, "return", mapping=mapping)
        assert found["outcome"].to_pylist() == ["cancel-instead", None]
    assert (
        refused(table, mapping={"columns": {"status": "stag"}})[0][0] == "mapping: columns.status"
    )


# ----------------------------------------------------------------- streams


def test_a_stream_is_decided_as_it_is_read_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "ROUND_ROWS", 1000)
    table, given = orders(), 0

    def batches() -> Iterator[pa.RecordBatch]:
        nonlocal given
        for _ in range(2000):
            given += 1
            yield from table.to_batches()

    stream = pa.RecordBatchReader.from_batches(table.schema, batches())
    result = ayuda.decide_table(stream, flow="cancel", policy=POLICY_FILE)
    assert given == 0
    reader = pa.RecordBatchReader.from_stream(result)
    reader.read_next_batch()
    assert given <= 400
    assert reader.read_all().num_rows == 9995
    with pytest.raises(ayuda.AyudaError) as error:
        pa.table(result)
    assert [problem.code for problem in error.value.problems] == ["table-read-before"]


def test_what_fails_while_a_stream_is_read_is_told_by_its_reader() -> None:
    def batches() -> Iterator[pa.RecordBatch]:
        yield from orders(1000).to_batches()
        raise ValueError("the line went dead")

    stream = pa.RecordBatchReader.from_batches(orders().schema, batches())
    result = ayuda.decide_table(stream, flow="cancel", policy=POLICY_FILE)
    with pytest.raises(pa.ArrowInvalid, match="the line went dead"):
        pa.table(result)


# ------------------------------------------------------------------ memory


def test_nothing_is_kept_of_what_was_read_dropped_or_never_taken() -> None:
    gc.collect()
    allocated = pa.total_allocated_bytes()
    table = orders(1000)
    for _ in range(3):
        result = ayuda.decide_table(table, flow="cancel", policy=POLICY_FILE)
        found = [pa.table(result), pl.DataFrame(result), pd.DataFrame.from_arrow(result)]
        capsules = [result.__arrow_c_stream__() for _ in range(3)]
        reader = pa.RecordBatchReader.from_stream(result)
        column = pa.table(result)["rule"]
        del result, found, capsules, reader
        assert set(column.to_pylist()) >= {"on-its-way"}  # It outlives all that it came with.
        del column
    del table
    gc.collect()
    assert pa.total_allocated_bytes() == allocated


def test_memory_does_not_grow_from_call_to_call() -> None:
    table = orders(2000)

    def resident() -> int:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    seen = []
    for _ in range(12):
        assert decided(table).num_rows == 10_000
        gc.collect()
        seen.append(resident())
    assert seen[-1] - seen[4] < 40 << 20


def test_two_threads_decide_at_once() -> None:
    tables = [orders(1000 + n) for n in range(6)]
    with ThreadPoolExecutor(3) as threads:
        found = list(threads.map(decided, tables))
    for n, result in enumerate(found):
        assert result["outcome"].to_pylist() == OUTCOMES * (1000 + n)


def test_the_zone_of_moments_does_not_hang_on_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    moments = pd.Series([ORDERED.astimezone(ZoneInfo("Asia/Tokyo"))])
    frame = pd.DataFrame({"stage": ["placed"], "seller": ["marketplace"], "ordered_at": moments})
    assert decided(frame)["rule"].to_pylist() == [IN_TIME]
