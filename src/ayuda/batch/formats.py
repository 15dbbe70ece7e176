"""The formats of rows and results, by the endings of names."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

RowFormat = Literal["csv", "tsv", "jsonl", "parquet"]
Compression = Literal["none", "gzip", "zstd", "bzip2", "xz", "zip"]
ENDINGS: dict[str, RowFormat] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
}
COMPRESSIONS: dict[str, Compression] = {
    ".gz": "gzip",
    ".zst": "zstd",
    ".bz2": "bzip2",
    ".xz": "xz",
    ".zip": "zip",
}
WRITTEN: tuple[Compression, ...] = ("none", "gzip", "zstd")
"""The compressions that are written; the others are read alone."""


def format_of_name(path: str) -> tuple[RowFormat | None, Compression]:
    """The format and the compression that a file's name says."""
    compression = COMPRESSIONS.get(Path(path).suffix.lower(), "none")
    inner = path if compression == "none" else path[: -len(Path(path).suffix)]
    return ENDINGS.get(Path(inner).suffix.lower()), compression
