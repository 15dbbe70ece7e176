"""Hold the batch against files that others wrote: ``python tools/suites.py DIR [FLOW]``.

Every CSV, TSV, JSON and Parquet file below DIR goes through ``ayuda batch`` with its first column
named as a fact, and what comes out is read by other readers (Python's own, pyarrow) beside what
went in. Each file is **same** (every row with its cells), **refused** with a reason, or
**differing**; a run that does not end as the contract says is a **traceback**. Ends with 1 where
a file differs or ended with a traceback.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import json
import lzma
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from math import isnan
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TABLES = (".csv", ".tsv", ".tab")
DOCUMENTS = (".jsonl", ".ndjson", ".json")
PARQUET = ".parquet"
PACKED = {".gz": gzip.decompress, ".zst": zstd.decompress, ".bz2": bz2.decompress}
PACKED |= {".xz": lzma.decompress}
DELIMITERS = ",;\t|"
ADDED = "rule"
ENDS = {0, 1, 2}
SECONDS = 300
Row = tuple[Any, ...]


class Result(NamedTuple):
    """What became of a file: same, refused, differing or traceback; and why."""

    path: Path
    kind: str
    reason: str


def main() -> int:
    """Try every file, and print the table."""
    folder, flow = Path(sys.argv[1]), (*sys.argv[2:], "return")[0]
    files = sorted(path for path in folder.rglob("*") if path.is_file() and _kind(path))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda path: tried(path, flow), files))
    for result in results:
        if result.kind != "same":
            name = ascii(str(result.path.relative_to(folder)))[1:-1]
            print(f"{result.kind:10} {name}: {result.reason}")
    counts = Counter(result.kind for result in results)
    told = (f"{counts[kind]} {kind}" for kind in ("same", "refused", "differing", "traceback"))
    print(f"{len(results)} files: {', '.join(told)}")
    return 1 if counts["differing"] or counts["traceback"] else 0


def tried(path: Path, flow: str) -> Result:
    """One file through the program, and through other readers."""
    kind = _kind(path)
    with TemporaryDirectory() as folder:
        made = Path(folder, f"made.{kind}")
        column, fact = _first_name(path, kind), _first_fact(flow)
        ours = [] if not column or column == fact else ["--map", f"{column}={fact}"]
        call = ["batch", flow, str(path), "-o", str(made), "--columns", ADDED, "--lang", "en"]
        done = subprocess.run(
            [sys.executable, "-m", "ayuda", *call, *ours],
            capture_output=True,
            check=False,
            timeout=SECONDS,
            stdin=subprocess.DEVNULL,
        )
        said = done.stderr.decode(errors="replace").strip()
        if done.returncode not in ENDS or "Traceback" in said or "unexpected" in said.lower():
            return Result(path, "traceback", f"{done.returncode}: {said[-400:]}")
        if done.returncode == 2:
            return Result(path, "refused", " ".join(said.split())[:300])
        try:
            return _compared(path, kind, made)
        except Exception as error:  # noqa: BLE001 - whatever another reader says of it
            return Result(path, "differing", f"taken, but {type(error).__name__}: {error}")


def _compared(path: Path, kind: str, made: Path) -> Result:
    if kind == "parquet":
        went_in, came_out = [_arrow_rows(path)], _arrow_rows(made)
    elif kind == "jsonl":
        went_in, came_out = [_json_rows(path)], _json_rows(made)
    else:
        went_in = list(_tables(path))
        came_out = max(_tables(made), key=lambda rows: len(rows[0]) if rows else 0)
    came_out = [row[:-1] for row in came_out]
    if any(rows == came_out for rows in went_in):
        return Result(path, "same", "")
    closest = min(went_in, key=lambda rows: abs(len(rows) - len(came_out)))
    pairs = zip(closest, came_out, strict=False)
    place = next((n for n, (given, got) in enumerate(pairs) if given != got), len(came_out))
    told = f"{len(closest)} rows in, {len(came_out)} out; the first that differs: {place}"
    return Result(path, "differing", told)


def _kind(path: Path) -> str:
    """The format that a file's name says; empty where it is none of them."""
    name = path.with_suffix("") if path.suffix.lower() in PACKED else path
    ending = name.suffix.lower()
    if ending in TABLES:
        return "csv" if ending == ".csv" else "tsv"
    if ending in DOCUMENTS:
        return "jsonl"
    return "parquet" if ending == PARQUET and name == path else ""


def _content(path: Path) -> bytes:
    content = path.read_bytes()
    unpack = PACKED.get(path.suffix.lower())
    return unpack(content) if unpack else content


def _text(path: Path) -> str:
    content = _content(path)
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding)
    return content.decode("utf-8-sig")


def _tables(path: Path) -> Iterator[list[Row]]:
    """The rows of a table, the heading first, by each mark that can part its cells."""
    csv.field_size_limit(1 << 30)
    text = _text(path)
    if text[:4].lower() == "sep=" and text[5:6] in {"\r", "\n"}:
        text = text[5:].lstrip("\r\n")
    for delimiter in DELIMITERS:
        found = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
        wide = len(next(filter(None, found), []))
        rows = [tuple(row) for row in found if row or wide == 1]
        while rows and not any(rows[-1]):
            rows.pop()
        if wide > 1 and all(len(row) == wide + 1 and not row[-1] for row in rows[1:]):
            rows[1:] = [row[:-1] for row in rows[1:]]
        yield [row or ("",) for row in rows]


def _json_rows(path: Path) -> list[Row]:
    """The objects of JSON lines, or of one array, with numbers as they are written."""
    text = _text(path)
    if text.lstrip().startswith("["):
        rows = _strict(text)
    else:
        rows = [_strict(line) for line in text.split("\n") if line.strip()]
    assert all(isinstance(row, dict) for row in rows)
    return [tuple((key, repr(value)) for key, value in row.items()) for row in rows]


def _strict(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    def refuse(name: str) -> None:
        raise ValueError(name)

    return json.loads(text, parse_constant=refuse, parse_int=str, parse_float=str)


def _arrow_rows(path: Path) -> list[Row]:
    import pyarrow as pa
    from pyarrow import parquet

    columns = [
        # Parquet has no lengths of time: they are numbers, and a remark of Arrow's about them.
        column.cast(pa.int64()) if pa.types.is_duration(column.type) else column
        for column in parquet.ParquetFile(path).read().columns
    ]
    return list(zip(*(map(_plain, column.to_pylist()) for column in columns), strict=True))


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a cell holds
    """A value that equals itself, whatever type it is kept by."""
    if isinstance(value, float) and isnan(value):
        return "NaN"
    if isinstance(value, list | tuple):
        return tuple(map(_plain, value))
    if isinstance(value, dict):
        return tuple((key, _plain(one)) for key, one in value.items())
    return value


def _first_name(path: Path, kind: str) -> str | None:
    """The name of the first column, as far as another reader finds one that can be told."""
    name = _read_name(path, kind) or ""
    return name if name.isprintable() else None


def _read_name(path: Path, kind: str) -> str | None:
    try:
        if kind == "parquet":
            from pyarrow import parquet

            return str(parquet.ParquetFile(path).schema_arrow.names[0])
        if kind == "jsonl":
            return str(next(iter(_json_rows(path)))[0][0])
        return str(max(_tables(path), key=lambda rows: len(rows[0]) if rows else 0)[0][0])
    except Exception:  # noqa: BLE001 - then it is given to the program as it is
        return None


def _first_fact(flow: str) -> str:
    import ayuda

    return next(iter(ayuda.load_policy().policy.flows[flow].facts))


if __name__ == "__main__":
    sys.exit(main())
