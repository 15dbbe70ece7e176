"""Interruptions of a batch: what they leave, whatever the libraries in between make of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ayuda.batch.parts.manifest import MANIFEST
from ayuda.batch.parts.places import is_remote
from ayuda.cli.batch.inputs import is_read_once
from ayuda.cli.batch.options import Output
from ayuda.cli.endings import Endings
from ayuda.texts import Texts, visible


@contextmanager
def interruptions_told(
    texts: Texts, output: Output, inputs: Sequence[str], *, is_unbuffered: bool = False
) -> Iterator[None]:
    """Say what an interruption leaves of a batch of these inputs."""
    before = _file_of(output)
    with Endings() as endings:
        try:
            yield
        except BaseException as error:
            endings.stop_hearing()
            ended = endings.first or error
            if not isinstance(ended, KeyboardInterrupt):
                raise
            told = _left(texts, output, inputs, before)
            if is_unbuffered:
                told = texts.say("batch.rows_left")
            sys.stderr.write(f"{told}\n")
            raise ended from None


def _left(
    texts: Texts, output: Output, inputs: Sequence[str], before: tuple[int, int] | None
) -> str:
    path = visible(output.path or "", None)
    if output.is_folder:
        has_begun = _is_begun(output.path or "") and not any(map(is_read_once, inputs))
        return texts.say("batch.parts_left" if has_begun else "batch.nothing_left", path=path)
    if _file_of(output) != before:
        return texts.say("batch.written", path=path)
    return texts.say("batch.nothing_left")


def _is_begun(folder: str) -> bool:
    """Whether there is something to go on with; of a store that cannot be asked now, there is."""
    return is_remote(folder) or Path(folder, MANIFEST).exists()


def _file_of(output: Output) -> tuple[int, int] | None:
    """What stands under an output's name."""
    try:
        found = Path(output.path or "").stat()
    except (OSError, ValueError):
        return None
    return found.st_ino, found.st_mtime_ns
