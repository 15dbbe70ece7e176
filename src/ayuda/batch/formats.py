"""The formats of rows and results, by the endings of names."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

RowFormat = Literal["csv", "tsv", "jsonl", "parquet", "xlsx", "ods"]
Compression = Literal["none", "gzip", "zstd", "bzip2", "xz", "zip"]
ENDINGS: dict[str, RowFormat] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".ods": "ods",
}
COMPRESSIONS: dict[str, Compression] = {
    ".gz": "gzip",
    ".zst": "zstd",
    ".bz2": "bzip2",
    ".xz": "xz",
    ".zip": "zip",
}
PACKED: tuple[Compression, ...] = ("none", "gzip", "zstd")
"""The compressions that are written; the others are read alone."""
WORKBOOKS: frozenset[RowFormat] = frozenset({"xlsx", "ods"})
WRITTEN: tuple[RowFormat, ...] = ("csv", "tsv", "jsonl", "parquet", "xlsx")
"""The formats of outputs."""
NOT_WRITTEN = frozenset({".xlsm", ".ods"})
"""Endings of inputs that no output has: what is written has no macros, and is Excel's alone."""


def format_of_name(path: str) -> tuple[RowFormat | None, Compression]:
    """The format and the compression that a file's name says."""
    compression = COMPRESSIONS.get(Path(path).suffix.lower(), "none")
    inner = path if compression == "none" else path[: -len(Path(path).suffix)]
    return ENDINGS.get(Path(inner).suffix.lower()), compression


def written_format(path: str) -> tuple[RowFormat | None, Compression]:
    """The format and the compression of an output by this name; a workbook is packed by itself."""
    kind, compression = format_of_name(path)
    if Path(path).suffix.lower() in NOT_WRITTEN or (kind in WORKBOOKS and compression != "none"):
        return None, compression
    return kind, compression
