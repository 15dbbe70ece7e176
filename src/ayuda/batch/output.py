"""Where results go: a file that appears under its name only when it is whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from ayuda.batch.formats import Compression, RowFormat
from ayuda.errors import AyudaError


class Target(msgspec.Struct, frozen=True):
    """The file that results go to: its final path and its format."""

    path: Path
    format: RowFormat
    compression: Compression = "none"


@contextmanager
def whole_file(final: Path) -> Iterator[Path]:
    """A path beside the final one to write to; it takes the final name when all went well.

    Whatever is raised goes through, and then nothing is left. An error of the system becomes an
    AyudaError that names the final path.
    """
    beside = final.with_name(f".{final.name}.{os.getpid()}.part")
    try:
        with beside.open("wb"):
            pass
        yield beside
        beside.replace(final)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AyudaError.of(str(final), "batch-not-written", reason=reason) from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def ending_of(kind: RowFormat, compression: Compression) -> str:
    """The ending of a name that says a format and a compression."""
    packed = {"none": "", "gzip": ".gz", "zstd": ".zst"}[compression]
    return f".{kind}" if kind == "parquet" else f".{kind}{packed}"
