"""What a batch came to, for people: counts drawn as bars, and the first faulty rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from ayuda.batch.summary import FAULTY, IGNORED, UNDECIDED, FaultyRow, Summary
from ayuda.texts import Texts, visible

WIDEST_BAR = 30
BLOCK = "█"
PLAIN = "#"


def print_summary(texts: Texts, summary: Summary, stream: TextIO, unit: str) -> None:
    """Write the summary; ``unit`` is what was counted, a key of the texts' units.

    Bars are of blocks on a terminal that can show them, of plain marks elsewhere.
    """
    mark = BLOCK if stream.isatty() and _can_show(stream) else PLAIN
    stream.writelines(f"{line}\n" for line in summary_lines(texts, summary, mark, unit))
    stream.flush()


def _can_show(stream: TextIO) -> bool:
    try:
        BLOCK.encode(stream.encoding or "ascii")
    except (UnicodeError, LookupError):
        return False
    return True


def summary_lines(texts: Texts, summary: Summary, mark: str, unit: str) -> Iterator[str]:
    """The lines of a summary; ``mark`` is what bars are made of."""
    yield texts.count(unit, summary.rows).replace(str(summary.rows), grouped(texts, summary.rows))
    counts = dict(summary.outcomes)
    for word in (UNDECIDED, FAULTY, IGNORED):
        if count := summary.kinds()[word]:
            counts[texts.say(f"batch.{word}")] = count
    if counts:
        yield from _bars(texts, counts, mark)
    if summary.first:
        yield texts.say("batch.first_faulty" if summary.faulty else "batch.first_undecided")
        yield from (f"  {_row(texts, row)}" for row in summary.first)


def _bars(texts: Texts, counts: dict[str, int], mark: str) -> Iterator[str]:
    most = max(counts.values())
    names = max(len(name) for name in counts)
    digits = max(len(grouped(texts, count)) for count in counts.values())
    for name, count in counts.items():
        bar = mark * max(1, round(count * WIDEST_BAR / most))
        yield f"  {name.ljust(names)}  {grouped(texts, count).rjust(digits)}  {bar}"


def _row(texts: Texts, row: FaultyRow) -> str:
    where = visible(row.source, None)
    if row.line:
        where = f"{where}:{row.line}"
    if row.problem is not None:
        return f"{where}: {visible(row.problem, None)}"
    return f"{where}: {texts.say('batch.needs', facts=', '.join(row.needs))}"


def grouped(texts: Texts, number: int) -> str:
    """A number with its thousands apart, as the language writes them."""
    return f"{number:,}".replace(",", texts.say("batch.thousands_mark"))
