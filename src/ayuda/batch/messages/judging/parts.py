"""Messages to an output in parts: so many of them in each, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import file_digest
from itertools import chain, islice
from pathlib import Path

from ayuda.batch.messages.finding.references import Reference
from ayuda.batch.messages.judging.work import MailWork, Watched
from ayuda.batch.output import Target, ending_of
from ayuda.batch.parts.manifest import PartFolder, PartRecord
from ayuda.batch.summary import Summary

MESSAGES_OF_A_PART = 10_000


def decide_mail_parts(
    folder: PartFolder,
    work: MailWork,
    references: Iterable[Reference],
    target: Target,
    watch: Watched,
    size: int = MESSAGES_OF_A_PART,
) -> Summary:
    """Judge all messages that an earlier run has not; ``target`` is the folder, with its format.

    What is finished stays, whatever is raised. Raises AyudaError.
    """
    names: list[str] = []
    done = read = 0
    ending = ending_of(target.format, target.compression)
    for number, part in enumerate(_parts(references, size), 1):
        name = f"part-{number:05}{ending}"
        source = f"messages {done + 1} to {done + size}"
        kept = folder.kept(name, source)
        if kept is None:
            before, read_before = done, read

            def told(messages: int, read_now: int) -> None:
                nonlocal read
                read = read_before + read_now  # noqa: B023 - told only while the part is made
                watch(before + messages, read)  # noqa: B023

            path = target.path / name
            summary = work.decide(part, Target(path, target.format, target.compression), told)
            kept = _record(name, source, summary, path)
            folder.add(kept)
        else:
            for _ in part:
                pass
        names.append(name)
        done += kept.rows
        watch(done, read)
    return folder.finish(names)


def _parts(references: Iterable[Reference], size: int) -> Iterator[Iterator[Reference]]:
    """The references in parts; each must be used up before the next is asked for."""
    left = iter(references)
    while True:
        first = next(left, None)
        if first is None:
            return
        yield chain([first], islice(left, size - 1))


def _record(name: str, source: str, summary: Summary, path: Path) -> PartRecord:
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return PartRecord(
        name,
        source,
        summary.rows,
        summary.outcomes,
        summary.undecided,
        summary.faulty,
        path.stat().st_size,
        digest,
        summary.first,
    )
