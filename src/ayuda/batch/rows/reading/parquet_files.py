"""What a Parquet file says of itself: its columns, and how many rows it holds."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ayuda.batch.rows.database import Limits, close, connect, paths
from ayuda.errors import AyudaError

OPTIONS = "hive_partitioning = false"


def parquet_rows(files: Iterable[str]) -> str:
    """Parquet files, by their absolute paths, as a relation of the database.

    Folders named ``key=value`` add no columns to it.
    """
    return f"read_parquet({paths(files)}, {OPTIONS})"


Nested = tuple[tuple[str, ...], ...]


def parquet_columns(path: str) -> tuple[tuple[str, ...], Nested]:
    """The names of a Parquet file's columns, and the paths to what stands in structures.

    Raises AyudaError where it is none.
    """
    try:
        with TemporaryDirectory(prefix="ayuda-") as folder:
            link = Path(folder, "0")
            link.symlink_to(Path(path).absolute())
            return _columns(str(link))
    except _errors() as error:
        reason = str(error).partition("\n")[0]
        raise AyudaError.of(path, "batch-unreadable", reason=reason) from None


def _columns(path: str) -> tuple[tuple[str, ...], Nested]:
    """The columns by the file's own schema: read as a table, names that are alike are changed."""
    schema = f"SELECT name, num_children FROM parquet_schema({paths([path])})"
    connection = connect(Limits(threads=1))
    try:
        types = connection.sql(f"SELECT * FROM {parquet_rows([path])}").types
        elements = connection.execute(schema).fetchall()
    finally:
        close(connection)
    names = tuple(_top_names(elements))
    assert len(names) == len(types)
    nested = (path for name, kind in zip(names, types, strict=True) for path in _inside(name, kind))
    return names, tuple(nested)


def _inside(name: str, kind: Any) -> Iterable[tuple[str, ...]]:  # noqa: ANN401 - the database's
    """The paths to what stands in a structure, and in those in it."""
    if kind.id != "struct":
        return
    for child, of_child in kind.children:
        yield (name, child)
        yield from ((name, *path) for path in _inside(child, of_child))


def _top_names(elements: list[Any]) -> Iterable[str]:
    """The names of a schema's first level; ``elements`` has each before what it holds."""
    left = [int(elements[0][1] or 0)]
    for name, children in elements[1:]:
        while left[-1] == 0:
            left.pop()
        if len(left) == 1:
            yield name
        left[-1] -= 1
        left.append(int(children or 0))


def parquet_count(path: str) -> int:
    """How many rows the end of a file says there are; it is not read for that."""
    connection = connect(Limits(threads=1))
    try:
        statement = f"SELECT num_rows FROM parquet_file_metadata({paths([path])})"
        [(count,)] = connection.execute(statement).fetchall()
        return int(count)
    finally:
        close(connection)


def _errors() -> tuple[type[Exception], ...]:
    import duckdb

    return (duckdb.Error, OSError)
