"""The text of row files, whatever they are compressed with, for looks at their lines."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ayuda.batch import sql
from ayuda.batch.rows.zstd_frames import is_whole
from ayuda.errors import AyudaError

PEEK = 1 << 20
"""How many bytes of a file are looked at to learn its columns and its encoding."""
PEEK_LINES = 20_000
ROWS_AT_ONCE = 1000
GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"
PARQUET = b"PAR1"
UTF8 = "utf-8"
LATIN1 = "latin-1"


def head_of(path: str, start: bytes) -> bytes:
    """The beginning of a file's content; ``start`` are its first bytes as they are.

    Raises AyudaError where it is compressed and damaged.
    """
    if start.startswith(ZSTD):
        if not is_whole(path):
            raise AyudaError.of(path, "batch-cut-short")
        try:
            return _zstd_head(path, UTF8)
        except UnicodeError:
            return _zstd_head(path, LATIN1)
    if not start.startswith(GZIP):
        return start
    import gzip

    try:
        with gzip.open(path) as stream:
            return stream.read(PEEK)
    except (OSError, EOFError) as error:
        raise AyudaError.of(path, "batch-unreadable", reason=str(error)) from None


def _zstd_head(path: str, encoding: str) -> bytes:
    lines = islice(_zstd_lines(path, encoding), PEEK_LINES)
    return "".join(lines).encode(encoding)[:PEEK]


def text_lines(path: str, encoding: str) -> Iterator[str]:
    """The lines of a file with their ends; what does not fit the encoding is replaced."""
    with Path(path).open("rb") as file:
        start = file.read(len(ZSTD))
    if start == ZSTD:
        yield from _zstd_lines(path, encoding)
        return
    import gzip

    opened = gzip.open if start.startswith(GZIP) else open
    encoding = "utf-8-sig" if encoding == UTF8 else encoding
    with opened(path, "rt", encoding=encoding, errors="replace", newline="") as text:
        yield from text


def _zstd_lines(path: str, encoding: str) -> Iterator[str]:
    """The lines as the database reads them: empty ones are left out. Raises UnicodeError."""
    import duckdb

    options = (
        "auto_detect = false, header = false, compression = 'zstd', delim = '\x01', quote = '',"
        " escape = '', strict_mode = false, columns = {'line': 'VARCHAR'},"
        f" encoding = '{encoding}'"
    )
    connection = duckdb.connect()
    try:
        connection.execute(f"SELECT line FROM read_csv({sql.literal(path)}, {options})")
        while rows := connection.fetchmany(ROWS_AT_ONCE):
            yield from (f"{line}\n" for (line,) in rows)
    except duckdb.Error as error:
        message = str(error)
        if "utf" in message.lower():
            raise UnicodeError(message) from None
        reason = message.partition("\n")[0]
        raise AyudaError.of(path, "batch-unreadable", reason=reason) from None
    finally:
        connection.close()


def parquet_columns(path: str) -> tuple[str, ...]:
    """The names of a Parquet file's columns. Raises AyudaError where it is none."""
    import duckdb

    connection = duckdb.connect()
    try:
        described = f"DESCRIBE SELECT * FROM read_parquet({sql.literal(path)})"
        return tuple(name for name, *_ in connection.execute(described).fetchall())
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        raise AyudaError.of(path, "batch-unreadable", reason=reason) from None
    finally:
        connection.close()
