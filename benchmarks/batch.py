"""How long a batch of rows takes, against what DuckDB takes to copy the same file.

Run it with ``python benchmarks/batch.py [ROWS] [ROUNDS]``. The orders are drawn from a seed: broad
rows (18 columns, 160 bytes) and narrow ones (7 columns, 60 bytes). Every run is a process of its
own; the sides take turns, and medians count. Beside DuckDB's copy and our two outputs stands what
a person would write there by hand: a CASE for the outcome and one for the rule, without a check.

With ``memory`` as the first word it measures the most memory used for 5, 10 and 50 million rows
instead (and the time: the curve that docs/billion-rows.md rests on), or for the numbers that
follow; with ``cluster``, one Dask worker against two; with ``small``, ten rows against a bare
interpreter alone; with ``files``, so many files of twenty rows (10,000) to parts; with ``odd``,
rows that only the engine can read; with ``count``, the independent count of the rows against the
whole batch, in the time of the processors.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb

ROWS = 5_000_000
ROUNDS = 3
SMALL_ROUNDS = 25
AS_OF = "2026-11-22T10:40"
FILES = 10_000
ROWS_OF_A_FILE = 20
ODD_SHARES = (0, 0.01, 1)
"""How many of a file's rows have a moment that only the engine reads."""
MEMORY_ROWS = (5_000_000, 10_000_000, 50_000_000)
PRODUCTS = (
    *("Auriculares inalámbricos con micrófono", "Cafetera, 12 tazas", "Libro de cocina casera"),
    *("Funda para móvil", "Zapatillas de correr", "Lámpara de mesa", "Mochila escolar 25 l"),
    *("Botella de acero 750 ml", "Teclado mecánico", "Juego de sábanas 150 cm"),
)
CITIES = ("Madrid", "Barcelona", "Valencia", "Sevilla", "Zaragoza", "Málaga", "Bilbao", "A Coruña")
COPY = """import duckdb, sys
duckdb.execute("SET memory_limit = '400MB'")
source = f"read_csv('{sys.argv[1]}', all_varchar = true)"
duckdb.execute(f"COPY (SELECT * FROM {source}) TO '{sys.argv[2]}' (HEADER, FORMAT csv)")
"""

COUNT = """import sys, time
import numpy
from ayuda.batch.rows.reading.contents import contents
from ayuda.batch.rows.reading.files import row_file
from ayuda.batch.rows.reading.row_count import RowCount
file, lines = row_file(sys.argv[1]), sys.argv[2] == "lines"
with contents() as folder:
    files = folder.plain([file], lambda share: None)
    began = time.process_time()
    count = RowCount(files, rows_are_lines=lines)
    count.finish()
    print(time.process_time() - began)
"""
COUNTED = (
    *(("orders.csv", "csv"), ("orders.csv", "jsonl"), ("quoted.csv", "csv")),
    *(("orders.csv.gz", "csv"), ("orders.csv.zst", "csv"), ("orders.jsonl", "jsonl")),
)
"""Inputs whose rows are counted, and the formats of the outputs."""


class Used(NamedTuple):
    """What a process took: seconds of the clock and of the processors, and megabytes."""

    wall: float
    cpu: float
    memory: float


BY_HAND = """import duckdb, sys
duckdb.execute("SET memory_limit = '400MB'; SET TimeZone = 'UTC'")
source = f"read_csv('{sys.argv[1]}', all_varchar = true)"
now = "TIMESTAMPTZ '2026-11-22 09:40:00+00:00'"
tests = (
    ("stage IN ('shipped', 'delivered') AND shipped_by = 'seller'", "contact-seller",
     "sent-by-seller"),
    ("stage = 'shipped'", "refuse-or-return", "on-its-way"),
    ("stage = 'delivered'", "return-online", "delivered"),
    ("stage = 'preparing'", "request-cancellation", "being-prepared"),
    ("seller = 'amazon' AND bundle = 'yes' AND bundle_item_shipped = 'yes'"
     " AND ordered + INTERVAL 72 HOUR > " + now, "wait-for-bundle", "bundle-has-to-wait"),
    ("seller = 'amazon' AND bundle = 'yes' AND bundle_item_shipped = 'yes'",
     "cancel-unshipped-bundle", "bundle-has-waited"),
    ("seller = 'amazon'", "cancel-now", "amazon-before-shipping"),
    ("ordered + INTERVAL 30 MINUTE >= " + now, "cancel-now", "marketplace-in-time"),
)
last = ("contact-seller", "marketplace-too-late")
cases = [
    "CASE " + " ".join(f"WHEN {test[0]} THEN '{test[n + 1]}'" for test in tests)
    + f" ELSE '{last[n]}' END" for n in range(2)
]
moment = "TRY_CAST(ordered_at AS TIMESTAMPTZ) AS ordered"
rows = f"SELECT *, {moment} FROM {source}"
decided = f"SELECT * EXCLUDE (ordered), {cases[0]} AS outcome, {cases[1]} AS rule FROM ({rows})"
duckdb.execute(f"COPY ({decided}) TO '{sys.argv[2]}' (HEADER, FORMAT csv)")
"""
"""The flow ``cancel`` as a person would write it: it is right for these rows, and checks none."""


def make_orders(
    path: Path, rows: int, seed: int = 1, *, narrow: bool = False, odd: float = 0
) -> None:
    """A file of orders as shops export them; the same for the same seed.

    Of the moments, the share ``odd`` has a blank at its end.
    """

    def one_of(words: Sequence[str], draw: str) -> str:
        listed = ", ".join(f"'{word}'" for word in words)
        return f"([{listed}])[CAST({draw} % {len(words)} AS INTEGER) + 1]"

    drawn = ", ".join(f"hash(i * 31 + {n} + {seed} * 1000003) AS h{n}" for n in range(14))
    orders = f"""
        SELECT
            printf('40%d-%07d-%07d', CAST(h0 % 10 AS INTEGER), CAST(h1 % 10000000 AS INTEGER),
                CAST(i % 10000000 AS INTEGER)) AS order_id,
            strftime(make_timestamp(1795340400000000 - CAST(h2 % 400000 AS BIGINT) * 1000000),
                '%Y-%m-%dT%H:%M:%S+00:00')
                || CASE WHEN h13 % 1000 < {1000 * odd} THEN ' ' ELSE '' END AS ordered_at,
            'C' || CAST(h3 % 900000 + 100000 AS VARCHAR) AS customer,
            {one_of(PRODUCTS, "h4")} AS product,
            'B0' || upper(printf('%08x', CAST(h5 % 4294967296 AS BIGINT))) AS sku,
            CAST(h6 % 3 + 1 AS VARCHAR) AS quantity,
            printf('%.2f', (h7 % 20000) / 100.0) AS price,
            'EUR' AS currency,
            {one_of(CITIES, "h8")} AS city,
            printf('%05d', CAST(h9 % 52000 + 1000 AS INTEGER)) AS postcode,
            {one_of(("placed", "preparing", "shipped", "delivered"), "h10")} AS stage,
            {one_of(("amazon", "marketplace"), "h11")} AS seller,
            CASE WHEN h11 % 2 = 0 THEN CASE WHEN h12 % 2 = 0 THEN 'amazon' END
                ELSE {one_of(("amazon", "seller"), "h12")} END AS shipped_by,
            CASE WHEN h13 % 5 = 0 THEN 'yes' ELSE 'no' END AS bundle,
            CASE WHEN h13 % 5 = 0 THEN {one_of(("yes", "no"), "h0")} END AS bundle_item_shipped,
            {one_of(("SEUR", "Correos", "MRW"), "h1")} AS carrier,
            'ES' || CAST(h2 % 10000000 AS VARCHAR) AS tracking,
            h12 % 2 AS gift
        FROM (SELECT i, {drawn} FROM range({rows}) numbers(i))"""
    if narrow:
        facts = "ordered_at, stage, seller, shipped_by, bundle, bundle_item_shipped"
        orders = f"SELECT substr(order_id, 5, 7) AS order_id, {facts} FROM ({orders})"
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'; SET memory_limit = '1GB'")
    connection.execute(f"COPY ({orders}) TO '{path}' (HEADER, FORMAT csv)")


def used(command: Sequence[str]) -> Used:
    """Run a command and take its measure. Raises CalledProcessError where it fails."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, taken = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(command))
    return Used(wall, taken.ru_utime + taken.ru_stime, taken.ru_maxrss / 1024)


def batch(source: Path, made: Path | str, *options: str) -> list[str]:
    """The command that decides the orders of a file."""
    program = [sys.executable, "-m", "ayuda", "batch", "cancel", str(source), "-o", str(made)]
    return [*program, "--now", AS_OF, *options]


def compare(folder: Path, rows: int, rounds: int) -> None:
    """The whole times, in turns, and the most memory; of broad rows, and of narrow ones."""
    for kind in ("broad", "narrow"):
        source, made = folder / f"{kind}.csv", folder / "made.csv"
        make_orders(source, rows, narrow=kind == "narrow")
        width = source.stat().st_size / rows
        print(f"{kind}: {rows:,} rows of {width:.0f} bytes, {rounds} rounds")
        sides = {
            "DuckDB, copy": [sys.executable, "-c", COPY, str(source), str(made)],
            "DuckDB, CASE by hand": [sys.executable, "-c", BY_HAND, str(source), str(made)],
            "all columns": batch(source, made),
            "outcome,rule": batch(source, made, "--columns", "outcome,rule"),
        }
        taken: dict[str, list[Used]] = {side: [] for side in sides}
        for _ in range(rounds):
            for side, command in sides.items():
                # No run pays for what the one before it wrote.
                made.unlink(missing_ok=True)
                os.sync()
                taken[side].append(used(command))
        _print_ratios(taken, "DuckDB, copy")
        pairs = list(zip(taken["outcome,rule"], taken["DuckDB, CASE by hand"], strict=True))
        quicker = sum(ours.wall <= theirs.wall for ours, theirs in pairs)
        print(f"outcome,rule at least as fast as the CASE in {quicker} of {rounds} rounds")
        source.unlink()


def _print_ratios(taken: dict[str, list[Used]], base: str) -> None:
    medians = {
        side: [statistics.median(run[place] for run in runs) for place in range(3)]
        for side, runs in taken.items()
    }
    for side, (wall, cpu, memory) in medians.items():
        ratio, share = wall / medians[base][0], cpu / medians[base][1]
        print(
            f"{side:22} {wall:7.2f} s {ratio:5.2f}x  processors {cpu:7.2f} s {share:5.2f}x"
            f"  memory {memory:5.0f} MB"
        )


def small(folder: Path) -> None:
    """Ten rows, against an interpreter that does nothing."""
    source, made = folder / "ten.csv", folder / "made.csv"
    make_orders(source, 10)
    taken: dict[str, list[Used]] = {"bare interpreter": [], "10 rows": []}
    for _ in range(SMALL_ROUNDS):
        taken["bare interpreter"].append(used([sys.executable, "-c", "pass"]))
        taken["10 rows"].append(used(batch(source, made)))
    _print_ratios(taken, "bare interpreter")


def files(folder: Path, number: int) -> None:
    """Many small files to parts: the time for each."""
    whole = folder / "whole.csv"
    make_orders(whole, ROWS_OF_A_FILE * number)
    sources, made = folder / "files", folder / "made"
    sources.mkdir()
    with whole.open() as rows:
        header = next(rows)
        for place in range(number):
            some = "".join(next(rows) for _ in range(ROWS_OF_A_FILE))
            (sources / f"{place:05}.csv").write_text(header + some)
    taken = used(batch(sources / "*.csv", f"{made}/"))
    each = (
        f"{1000 * taken.wall / number:.1f} ms each, processors {1000 * taken.cpu / number:.1f} ms"
    )
    print(f"{number:,} files of {ROWS_OF_A_FILE} rows: {each}  memory {taken.memory:5.0f} MB")


def odd(folder: Path, rows: int) -> None:
    """Rows that only the engine can read: what they cost, by their share."""
    for share in ODD_SHARES:
        source, made = folder / "orders.csv", folder / "made.csv"
        make_orders(source, rows, odd=share)
        taken = used(batch(source, made))
        print(
            f"{share:5.0%} of {rows:,} rows odd {taken.wall:7.2f} s"
            f"  processors {taken.cpu:7.2f} s  memory {taken.memory:5.0f} MB"
        )


def memory(folder: Path, numbers: Sequence[int]) -> None:
    """The most memory and the time by the number of rows."""
    for rows in numbers or MEMORY_ROWS:
        source, made = folder / "orders.csv", folder / "made.csv"
        make_orders(source, rows)
        taken = used(batch(source, made))
        print(
            f"{rows:12,} rows {source.stat().st_size / 1e9:6.2f} GB in"
            f" {made.stat().st_size / 1e9:6.2f} GB out {taken.wall:7.1f} s"
            f" {rows / taken.wall:9,.0f} rows a second  memory {taken.memory:5.0f} MB"
        )
        source.unlink()
        made.unlink()


def count(folder: Path, rows: int, rounds: int) -> None:
    """What the independent count costs, against the whole batch, by kind of file."""
    source = folder / "orders.csv"
    make_orders(source, rows)
    table = f"(SELECT * FROM read_csv('{source}', all_varchar = true))"
    connection = duckdb.connect()
    connection.execute(f"COPY {table} TO '{folder}/quoted.csv' (HEADER, FORCE_QUOTE *)")
    for name in ("orders.csv.gz", "orders.csv.zst", "orders.jsonl"):
        kind = "json" if name.endswith("jsonl") else "csv"
        packed = {"gz": "gzip", "zst": "zstd"}.get(name.rpartition(".")[2], "none")
        options = f"FORMAT {kind}, COMPRESSION {packed}"
        connection.execute(f"COPY {table} TO '{folder / name}' ({options})")
    connection.close()
    for name, output in COUNTED:
        lines = "lines" if (name.partition(".")[2][:3], output) == ("csv", "csv") else "cells"
        lines = "cells" if name.startswith("quoted") else lines
        counted, whole = [], []
        for _ in range(rounds):
            command = [sys.executable, "-c", COUNT, str(folder / name), lines]
            counted.append(float(subprocess.check_output(command)))
            whole.append(used(batch(folder / name, folder / f"made.{output}")).cpu)
        alone, all_of_it = statistics.median(counted), statistics.median(whole)
        print(
            f"{name:15} to {output:6} counting {alone:6.2f} s of {all_of_it:7.2f} s"
            f"  {alone / (all_of_it - alone):5.1%} of the rest"
        )


def cluster(folder: Path, rows: int, rounds: int) -> None:
    """One Dask worker of one thread against two, on the same parts."""
    sources = []
    for place in range(10):
        sources.append(folder / f"orders-{place}.csv")
        make_orders(sources[-1], rows // 10, seed=place)
    taken: dict[str, list[Used]] = {"1 worker": [], "2 workers": []}
    for _ in range(rounds):
        for count in (1, 2):
            made = folder / f"made-{count}"
            subprocess.run(["rm", "-rf", str(made)], check=True)  # noqa: S607
            command = [sys.executable, "-m", "ayuda", "batch", "cancel", *map(str, sources)]
            command += ["-o", f"{made}/", "--now", AS_OF, "--cluster", f"local:{count}"]
            taken["1 worker" if count == 1 else "2 workers"].append(used(command))
    _print_ratios(taken, "2 workers")


def main() -> None:
    words = sys.argv[1:]
    numbers = [int(word) for word in words if word.isdigit()]
    rows, rounds = numbers[:2] + [ROWS, ROUNDS][len(numbers[:2]) :]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "memory" in words:
            memory(folder, numbers)
        elif "cluster" in words:
            cluster(folder, rows, rounds)
        elif "count" in words:
            count(folder, rows, rounds)
        elif "small" in words:
            small(folder)
        elif "files" in words:
            files(folder, numbers[0] if numbers else FILES)
        elif "odd" in words:
            odd(folder, rows)
        else:
            compare(folder, rows, rounds)
            small(folder)


if __name__ == "__main__":
    main()
