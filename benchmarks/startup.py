"""How long a start takes, beside a bare interpreter, a small Typer program and other programs.

Run it with the Python that ayuda is installed for: ``python benchmarks/startup.py``. All
programs run in turns, so that whatever else the machine does falls on all of them; the figures
are medians, and only their ratios say something about another machine. It judges nothing
unless ``--check`` is given: then a ratio over its limit gives exit code 1.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import json
import os
import re
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LEAST_RUNS = 15
USUAL_RUNS = 25
COLUMNS, LINES = 80, 24
LONGEST_WAIT = 30.0
ESCAPE = re.compile(rb"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_=>78])")
CURSOR_REQUEST, CURSOR_REPLY = b"\x1b[6n", b"\x1b[1;1R"

NOW = ("--now", "2026-11-22T10:40")
CASE = (
    *("cancel", "--stage", "placed", "--seller", "marketplace", "--shipped-by", "seller"),
    *("--no-bundle", "--ordered-at", "2026-11-22T10:20", *NOW, "--json"),
)

LINE = {"COMP_WORDS": "ayuda cancel --st", "COMP_CWORD": "2"}
"""What a shell says of the line that it completes."""
CANNOT_TELL = 3
"""The exit code where a message is neither proven nor fraudulent."""
SENDER = "Amazon.es <shipment-tracking@amazon.es>"
ROW = """<tr><td style="padding:11px 18px;vertical-align:top"><a href="https://www.amazon.es/dp/\
B{number:08}?ref=pe_{number}" style="color:#069"><img src="https://m.media-amazon.com/{number}.jpg"
 alt="Producto" width="60"></a></td><td style="font:14px/18px Arial,sans-serif;color:#333"><p>Llega
 mañana: producto {number}.</p></td></tr>
"""
ROWS = 60


def ordinary_message() -> bytes:
    """A message of some 20 KB as shops send them: a text and a page with many links."""
    page = "".join(ROW.format(number=number) for number in range(ROWS))
    lines = (
        *(f"From: {SENDER}", "To: lucia@example.org", "Subject: Tu pedido de Amazon.es"),
        *("Date: Sun, 22 Nov 2026 08:30:40 +0100", "MIME-Version: 1.0"),
        *('Content-Type: multipart/alternative; boundary="=_1"', "", "--=_1"),
        *("Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", ""),
        *("Tu pedido va de camino: https://www.amazon.es/gp/css/order-history", "", "--=_1"),
        *("Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: 8bit", ""),
        *(f"<html><body><table width=100%>{page}</table></body></html>", "--=_1--", ""),
    )
    return "\r\n".join(lines).encode()


MINIMAL_PROGRAM = '''
from enum import Enum
from typing import Annotated, Optional

import typer

app = typer.Typer()


class Size(str, Enum):
    small = "small"
    large = "large"


@app.command()
def order(
    name: Annotated[str, typer.Option(help="Who orders.")],
    size: Annotated[Size, typer.Option(help="How large it is.")] = Size.small,
    count: Annotated[int, typer.Option(help="How many.")] = 1,
    at: Annotated[Optional[str], typer.Option(help="When.")] = None,
    gift: Annotated[bool, typer.Option(help="Whether it is a gift.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Order something."""
    typer.echo(f"{name} {size.value} {count} {at} {gift} {json}")


@app.command()
def cancel(
    name: Annotated[str, typer.Option(help="Who cancels.")],
    size: Annotated[Size, typer.Option(help="How large it is.")] = Size.small,
    count: Annotated[int, typer.Option(help="How many.")] = 1,
    at: Annotated[Optional[str], typer.Option(help="When.")] = None,
    gift: Annotated[bool, typer.Option(help="Whether it is a gift.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Cancel something."""
    typer.echo(f"{name} {size.value} {count} {at} {gift} {json}")
'''
MINIMAL_SCRIPT = "import sys\nfrom minimal_program import app\nsys.exit(app())\n"
MINIMAL_CASE = (
    *("cancel", "--name", "Ana", "--size", "large", "--count", "2"),
    *("--at", "2026-11-22T10:20", "--gift", "--json"),
)

STAGES = (
    "interpreter",
    "import msgspec",
    "import zoneinfo",
    "import own modules",
    "the call itself",
    "the rest (leaving, mostly)",
)
STAGED_CALL = """
import gc, os, sys
from time import perf_counter
gc.disable()
marks = [perf_counter()]
from ayuda.cli.lean_loading import without
with without("typing_extensions"):
    import msgspec
marks.append(perf_counter())
import zoneinfo
marks.append(perf_counter())
from ayuda.cli.main import main
marks.append(perf_counter())
main(sys.argv[1:])
marks.append(perf_counter())
sys.stderr.write(" ".join(str(b - a) for a, b in zip(marks, marks[1:])))
"""


@dataclass
class Program:
    """Something that is started again and again, and how long each start took in seconds."""

    name: str
    run: Callable[[], float]
    times: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The median of all runs."""
        return statistics.median(self.times)


@dataclass(frozen=True)
class Limit:
    """How many times as long as another program one may take."""

    program: str
    against: str
    most: float | None = None


def timed(words: Sequence[str], environ: Mapping[str, str], code: int = 0) -> float:
    """The time from spawning a program until it has ended, with the exit code that is expected."""
    begin = time.perf_counter()
    ended = subprocess.run(
        words,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    passed = time.perf_counter() - begin
    if ended.returncode != code:
        sys.exit(f"{' '.join(words)} ended with {ended.returncode}")
    return passed


def until_shown(words: Sequence[str], environ: Mapping[str, str], text: str) -> float:
    """The time from spawning a program at a terminal until a text is on the screen."""
    wanted = b"".join(text.encode().split())
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    begin = time.perf_counter()
    child = subprocess.Popen(
        words, env=environ, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    try:
        for screen in _screens(ours):
            if wanted in screen:
                return time.perf_counter() - begin
            if time.perf_counter() - begin > LONGEST_WAIT:
                break
        sys.exit(f"{' '.join(words)} never showed: {text}")
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        os.close(ours)


def _screens(terminal: int) -> Iterator[bytes]:
    """All that was written so far, without escape sequences and blanks, each time more comes."""
    written = b""
    while True:
        try:
            more = os.read(terminal, 65536)
        except OSError:
            return
        if not more:
            return
        if CURSOR_REQUEST in more:
            os.write(terminal, CURSOR_REPLY)
        written += more
        yield b"".join(ESCAPE.sub(b"", written).split())


def stages(environ: Mapping[str, str], bare: float) -> list[float]:
    """The seconds of each stage of a one-shot call, and those that none of them explains."""
    begin = time.perf_counter()
    ended = subprocess.run(
        [sys.executable, "-c", STAGED_CALL, *CASE],
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=True,
    )
    whole = time.perf_counter() - begin
    parts = [float(part) for part in ended.stderr.split()]
    return [bare, *parts, whole - bare - sum(parts)]


def ayuda_words() -> list[str]:
    """How ayuda is called: its console script beside this Python, or else as a module."""
    script = Path(sys.executable).with_name("ayuda")
    return [str(script)] if script.exists() else [sys.executable, "-m", "ayuda"]


def clean_environ(folder: Path) -> dict[str, str]:
    """An environment in which every run is alike: one language, one size, a cache of its own."""
    dropped = ("AYUDA_", "PYTHON", "NO_COLOR", "FORCE_COLOR", "LC_", "LANGUAGE")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    own = {"LANG": "C.UTF-8", "TERM": "xterm-256color", "COLUMNS": str(COLUMNS)}
    return {**environ, **own, "XDG_CACHE_HOME": str(folder / "cache")}


def first_question(words: Sequence[str], environ: Mapping[str, str]) -> str:
    """The words of the question that a walk begins with."""
    call = [*words, "cancel", "--json"]
    ended = subprocess.run(call, env=environ, capture_output=True, check=False)
    needs = json.loads(ended.stdout)["needs"]
    return str(needs[0]["question"])


def other_programs(environ: Mapping[str, str]) -> Iterator[Program]:
    """Those of a few known Python programs that are installed."""
    beside = f"{Path(sys.executable).parent}{os.pathsep}{environ.get('PATH', '')}"
    for name, command in (("httpie", "http"), ("sqlite-utils", "sqlite-utils"), ("tldr", "tldr")):
        found = shutil.which(command, path=beside)
        if found:
            words = [found, "--version"]
            yield Program(f"{name} --version", lambda words=words: timed(words, environ))


def programs_in(folder: Path, environ: Mapping[str, str]) -> list[Program]:
    """All that is compared."""
    (folder / "minimal_program.py").write_text(MINIMAL_PROGRAM, encoding="utf-8")
    script = folder / "minimal.py"
    script.write_text(MINIMAL_SCRIPT, encoding="utf-8")
    minimal = [sys.executable, str(script)]
    message = folder / "message.eml"
    message.write_bytes(ordinary_message())
    ayuda = ayuda_words()
    check = [*ayuda, "check-email", str(message), "--json"]
    question = first_question(ayuda, environ)
    walk = [*ayuda, "cancel", *NOW]

    def cold() -> float:
        with tempfile.TemporaryDirectory() as empty:
            return timed([*ayuda, *CASE], {**environ, "XDG_CACHE_HOME": empty})

    def unanswered() -> float:
        shutil.rmtree(folder / "other" / "ayuda" / "answers", ignore_errors=True)
        return timed([*ayuda, *CASE], {**environ, "XDG_CACHE_HOME": str(folder / "other")})

    shell = {**environ, "_AYUDA_COMPLETE": "complete_bash", **LINE}

    return [
        Program("bare interpreter", lambda: timed([sys.executable, "-c", "pass"], environ)),
        Program("small Typer program", lambda: timed([*minimal, *MINIMAL_CASE], environ)),
        Program("its --help (Rich)", lambda: timed([*minimal, "--help"], environ)),
        Program("ayuda one-shot, JSON", lambda: timed([*ayuda, *CASE], environ)),
        Program("the same, no answer kept", unanswered),
        Program("the same, nothing cached", cold),
        Program("completion", lambda: timed(ayuda, shell)),
        Program("one ordinary message", lambda: timed(check, environ, CANNOT_TELL)),
        Program("ayuda --help", lambda: timed([*ayuda, "--help"], environ)),
        Program("ayuda, first question", lambda: until_shown(walk, environ, question)),
        *other_programs(environ),
    ]


LIMITS = (
    Limit("small Typer program", "bare interpreter"),
    Limit("ayuda one-shot, JSON", "bare interpreter", 3),
    Limit("the same, no answer kept", "bare interpreter"),
    Limit("the same, no answer kept", "small Typer program", 1.2),
    Limit("the same, nothing cached", "bare interpreter", 9),
    Limit("completion", "bare interpreter", 4),
    Limit("one ordinary message", "bare interpreter", 7),
    Limit("its --help (Rich)", "bare interpreter"),
    Limit("ayuda --help", "its --help (Rich)", 1.5),
    Limit("ayuda --help", "bare interpreter"),
    Limit("ayuda, first question", "bare interpreter", 14),
)


def measure(programs: Sequence[Program], environ: Mapping[str, str], runs: int) -> dict[str, float]:
    """Run everything in turns; the medians of the stages of a one-shot call."""
    parts: list[list[float]] = []
    for program in programs:
        program.run()
    for turn in range(runs):
        shift = turn % len(programs)
        for program in (*programs[shift:], *programs[:shift]):
            program.times.append(program.run())
        parts.append(stages(environ, programs[0].times[-1]))
    columns = zip(*parts, strict=True)
    return dict(zip(STAGES, map(statistics.median, columns), strict=True))


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows in columns, the first to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        first, *others = (cell for cell in row)
        cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        yield "  ".join([first.ljust(widths[0]), *cells]).rstrip()


def times_table(programs: Sequence[Program]) -> Iterator[str]:
    """The median of every program, its spread, and its ratio to the bare interpreter."""
    bare = programs[0].median
    rows = [("program", "median", "fastest", "slowest", "to bare")]
    for program in programs:
        figures = (program.median, min(program.times), max(program.times))
        shown = (f"{figure * 1000:.1f} ms" for figure in figures)
        rows.append((program.name, *shown, f"{program.median / bare:.2f}x"))
    return table(rows)


def ratio(programs: Sequence[Program], limit: Limit) -> float:
    """How many times as long a program takes as the one it is held against."""
    medians = {program.name: program.median for program in programs}
    return medians[limit.program] / medians[limit.against]


def limits_table(programs: Sequence[Program]) -> Iterator[str]:
    """Every ratio that matters, and its limit where it has one."""
    rows = [("ratio", "measured", "at most")]
    for limit in LIMITS:
        most = "" if limit.most is None else f"{limit.most:g}x"
        measured = f"{ratio(programs, limit):.2f}x"
        rows.append((f"{limit.program} / {limit.against}", measured, most))
    return table(rows)


def stages_table(parts: Mapping[str, float]) -> Iterator[str]:
    """What the time of a one-shot call is spent on."""
    bare, whole = parts[STAGES[0]], sum(parts.values())
    rows = [("one-shot call", "median", "share", "to bare")]
    for name, seconds in parts.items():
        share = f"{seconds / whole:.0%}"
        rows.append((name, f"{seconds * 1000:.1f} ms", share, f"{seconds / bare:.2f}x"))
    return table(rows)


def versions() -> str:
    """What was measured with."""
    names = ("ayuda", "typer", "rich", "msgspec")
    found = [f"Python {sys.version.split()[0]}"]
    for name in names:
        with contextlib.suppress(PackageNotFoundError):
            found.append(f"{name} {version(name)}")
    return ", ".join(found)


def main() -> int:
    """Measure, print the tables, and with ``--check`` judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=USUAL_RUNS, help=f"at least {LEAST_RUNS}")
    parser.add_argument("--check", action="store_true", help="exit with 1 over a limit")
    options = parser.parse_args()
    runs = max(options.runs, LEAST_RUNS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environ = clean_environ(folder)
        programs = programs_in(folder, environ)
        parts = measure(programs, environ, runs)
    print(f"{runs} runs of each, in turns; {versions()}\n")
    for lines in (times_table(programs), limits_table(programs), stages_table(parts)):
        print("\n".join(lines), end="\n\n")
    over = [limit for limit in LIMITS if limit.most and ratio(programs, limit) > limit.most]
    for limit in over:
        print(f"over its limit: {limit.program} / {limit.against}")
    return 1 if over and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
