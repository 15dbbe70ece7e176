"""A batch of messages is whole, in order and counted, in one process and in several."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import msgspec
import pytest
import support.mail.kinds  # noqa: F401  (registers the kinds)
from support.builtin import POLICY_FILE
from support.mail.builder import corpus

import ayuda.batch.messages.judging.batches
import ayuda.batch.messages.judging.pool
import ayuda.batch.messages.judging.work
from ayuda.batch.formats import Compression, RowFormat
from ayuda.batch.messages.finding.references import Reference
from ayuda.batch.messages.finding.sources import references
from ayuda.batch.messages.judging.batches import BatchJudge, JudgedBatch
from ayuda.batch.messages.judging.pool import MailPool
from ayuda.batch.messages.judging.results import MAIL_COLUMNS, MailJob
from ayuda.batch.messages.judging.work import MailWork, StreamTarget, decide_messages
from ayuda.batch.output import Target
from ayuda.errors import AyudaError

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
JOB = MailJob(POLICY_FILE.path, POLICY_FILE.sha256, "check-email", NOW, None, "en")
BUILT = [built for built in corpus(3) if not built.trusted]
REFERENCES = [Reference(f"m/{place}", content=built.raw) for place, built in enumerate(BUILT)]
TEXTS = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def expected() -> list[bytes]:
    """The lines, as one process makes them."""
    stream = io.BytesIO()
    decide_messages(JOB, REFERENCES, StreamTarget(stream, "jsonl"))
    return stream.getvalue().splitlines()


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that there are many of them."""
    monkeypatch.setattr(ayuda.batch.messages.judging.work, "BATCH_MESSAGES", 7)


def left_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_lines_are_in_order_and_counted(
    tmp_path: Path, expected: list[bytes], processes: int
) -> None:
    path = tmp_path / "out.jsonl"
    seen: list[tuple[int, int]] = []
    summary = decide_messages(
        JOB,
        iter(REFERENCES),
        Target(path, "jsonl"),
        processes=processes,
        watch=lambda messages, size: seen.append((messages, size)),
    )
    assert path.read_bytes().splitlines() == expected
    assert summary.rows == len(REFERENCES) == sum(summary.outcomes.values()) + summary.faulty
    verdicts = [json.loads(line)["outcome"] for line in expected]
    assert verdicts == [built.verdict for built in BUILT]
    assert summary.outcomes == {name: verdicts.count(name) for name in summary.outcomes}
    assert seen == sorted(seen)
    assert seen[-1] == (len(REFERENCES), sum(len(one.content or b"") for one in REFERENCES))
    assert left_in(tmp_path) == {"out.jsonl"}


FORMATS: list[tuple[RowFormat, Compression]] = [
    ("csv", "none"),
    ("csv", "gzip"),
    ("csv", "zstd"),
    ("tsv", "none"),
    ("jsonl", "gzip"),
    ("jsonl", "zstd"),
    ("parquet", "none"),
]


@pytest.mark.parametrize(("form", "compression"), FORMATS)
def test_every_format_holds_the_same(
    tmp_path: Path, expected: list[bytes], form: RowFormat, compression: Compression
) -> None:
    path = tmp_path / "out"
    found = REFERENCES if form != "csv" else [*REFERENCES, Reference("x", content=b"")]
    summary = decide_messages(JOB, found, Target(path, form, compression))
    assert left_in(tmp_path) == {"out"}
    raw = path.read_bytes()
    if compression == "gzip":
        raw = gzip.decompress(raw)
    elif compression == "zstd":
        reading = f"read_csv('{path}', delim='\x01', quote='', escape='', header=false,"
        reading += " columns={'l': 'VARCHAR'}, compression='zstd')"
        rows = duckdb.sql(f"SELECT * FROM {reading}").fetchall()
        raw = "".join(f"{line}\n" for (line,) in rows).encode()
    if form == "parquet":
        columns = duckdb.sql(f"SELECT * FROM read_parquet('{path}')")
        assert tuple(columns.columns) == MAIL_COLUMNS
        documents = [dict(zip(MAIL_COLUMNS, row, strict=True)) for row in columns.fetchall()]
        assert documents == [json.loads(line) for line in expected]
    elif form == "jsonl":
        assert raw.splitlines() == expected
    else:
        delimiter = "," if form == "csv" else "\t"
        rows_read = list(csv.DictReader(io.StringIO(raw.decode()), delimiter=delimiter))
        assert [row["message"] for row in rows_read] == [one.where for one in found]
        assert len(rows_read) == summary.rows


@pytest.mark.parametrize("folder", ["outcome=x", "p[1]", "a*", "~", "it's"])
@pytest.mark.parametrize(("form", "compression"), [("parquet", "none"), ("csv", "zstd")])
def test_a_folders_name_means_nothing(
    tmp_path: Path, folder: str, form: RowFormat, compression: Compression
) -> None:
    made = []
    for place in (tmp_path / "plain", tmp_path / folder):
        place.mkdir()
        decide_messages(JOB, REFERENCES[:20], Target(place / "out", form, compression))
        made.append((place / "out").read_bytes())
    assert made[0] == made[1]


def test_the_same_results_make_the_same_packed_file(tmp_path: Path) -> None:
    made = []
    for name in ("a.csv.gz", "b.csv.gz"):
        decide_messages(JOB, REFERENCES[:20], Target(tmp_path / name, "csv", "gzip"))
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize("processes", [1, 2])
def test_only_what_is_wanted_is_written_and_all_is_counted(
    tmp_path: Path, expected: list[bytes], processes: int
) -> None:
    path = tmp_path / "out.jsonl"
    found = [*REFERENCES, Reference("none", b"/nothing/there")]
    summary = decide_messages(
        JOB, found, Target(path, "jsonl"), processes=processes, only=("no-claim", "faulty")
    )
    assert summary.rows == len(found)
    assert summary.faulty == 1
    *lines, last = path.read_bytes().splitlines()
    assert lines == [line for line in expected if b'"outcome":"no-claim"' in line]
    assert json.loads(last)["message"] == "none"
    [first] = summary.first
    assert (first.source, first.line, first.needs) == ("none", 0, ())
    assert "vanished" in str(first.problem)


def test_without_a_target_messages_are_only_counted() -> None:
    summary = decide_messages(JOB, REFERENCES, None, processes=2)
    assert summary.rows == len(REFERENCES)


def test_no_messages_make_a_whole_and_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    assert decide_messages(JOB, [], Target(path, "csv"), processes=2).rows == 0
    assert path.read_text() == ",".join(MAIL_COLUMNS) + "\n"


def test_the_same_processes_fill_several_targets(tmp_path: Path) -> None:
    with MailWork(JOB, "jsonl", processes=2) as work:
        for name, found in (("a", REFERENCES[:30]), ("b", REFERENCES[30:])):
            summary = work.decide(found, Target(tmp_path / name, "jsonl"))
            assert summary.rows == len(found) == (tmp_path / name).read_bytes().count(b"\n")


def test_files_are_read_by_the_workers(tmp_path: Path, expected: list[bytes]) -> None:
    box = tmp_path / "box.mbox"
    with box.open("wb") as file:
        for built in BUILT:
            body = built.raw.replace(b"\nFrom ", b"\n>From ").rstrip(b"\r\n") + b"\n"
            file.write(b"From a@example.org Mon Jun  3 09:12:00 2024\n" + body + b"\n")
    stream = io.BytesIO()
    decide_messages(JOB, references([str(box)]), StreamTarget(stream, "jsonl"), processes=2)
    verdicts = [json.loads(line)["outcome"] for line in stream.getvalue().splitlines()]
    assert verdicts == [built.verdict for built in BUILT]
    assert len(expected) == len(verdicts)


# What goes wrong


@pytest.mark.parametrize("processes", [1, 2])
def test_another_policy_than_the_one_of_the_job_is_refused(tmp_path: Path, processes: int) -> None:
    job = msgspec.structs.replace(JOB, policy_sha256="0" * 64)
    with pytest.raises(AyudaError) as refused:
        decide_messages(job, REFERENCES, Target(tmp_path / "out", "csv"), processes=processes)
    assert refused.value.problems[0].code == "batch-policy-differs"
    assert left_in(tmp_path) == set()


def endless() -> Iterator[Reference]:
    while True:
        yield from REFERENCES


def test_a_killed_worker_ends_the_batch_with_nothing_half_written(tmp_path: Path) -> None:
    killed: list[int] = []
    with MailWork(JOB, "jsonl", processes=2) as work:
        assert work._pool is not None
        victim = work._pool._workers[1].process

        def watch(messages: int, _size: int) -> None:
            if messages > 100 and not killed:
                killed.append(victim.pid)
                os.kill(victim.pid, signal.SIGKILL)

        with pytest.raises(AyudaError) as ended:
            work.decide(endless(), Target(tmp_path / "out.jsonl", "jsonl"), watch)
    assert ended.value.problems[0].code == "batch-killed"
    assert left_in(tmp_path) == set()


def test_whatever_is_raised_on_the_way_leaves_no_worker_and_no_file(tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def watch(messages: int, _size: int) -> None:
        if messages:
            raise Stopped

    work = MailWork(JOB, "jsonl", processes=2)
    assert work._pool is not None
    with pytest.raises(Stopped), work:
        work.decide(endless(), Target(tmp_path / "out.jsonl", "jsonl"), watch)
    assert all(worker.process.returncode is not None for worker in work._pool._workers)
    assert left_in(tmp_path) == set()


@pytest.mark.parametrize("processes", [1, 2])
def test_a_lost_message_is_found_by_the_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    def lossy(judged: JudgedBatch) -> JudgedBatch:
        return msgspec.structs.replace(judged, messages=judged.messages - 1)

    judge, told = BatchJudge.judge, MailPool._told
    monkeypatch.setattr(BatchJudge, "judge", lambda self, batch: lossy(judge(self, batch)))
    monkeypatch.setattr(MailPool, "_told", lambda self, content: lossy(told(self, content)))
    with pytest.raises(AyudaError) as lost:
        decide_messages(JOB, REFERENCES, Target(tmp_path / "x", "csv"), processes=processes)
    assert lost.value.problems[0].code == "batch-lost-rows"
    assert left_in(tmp_path) == set()


def test_a_lost_line_is_found_by_the_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = BatchJudge.judge

    def lossy(self: BatchJudge, batch: list[Reference]) -> JudgedBatch:
        judged = judge(self, batch)
        return msgspec.structs.replace(judged, lines=judged.lines.partition(b"\n")[2])

    monkeypatch.setattr(BatchJudge, "judge", lossy)
    with pytest.raises(AyudaError) as lost:
        decide_messages(JOB, REFERENCES, Target(tmp_path / "x", "jsonl"))
    assert lost.value.problems[0].code == "batch-lost-rows"


SCRIPT = """
import signal, sys
from pathlib import Path
from test_mail_work import JOB, REFERENCES, endless
from ayuda.batch.messages.judging.work import Target, decide_messages
from ayuda.errors import AyudaError

def watch(messages, size):
    print(messages, flush=True)

processes, form, path = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
try:
    if sys.argv[4] == "full":
        import resource
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    target = Target(path, form, "gzip" if path.suffix == ".gz" else "none")
    decide_messages(JOB, endless() if sys.argv[4] == "endless" else REFERENCES * 8, target,
                    processes=processes, watch=watch)
except KeyboardInterrupt:
    print("interrupted", flush=True)
except AyudaError as error:
    print(*(problem.code for problem in error.problems), flush=True)
"""


def script(processes: int, form: str, path: Path, how: str) -> subprocess.Popen[str]:
    places = os.pathsep.join([str(TEXTS), str(TEXTS / "batch")])
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(processes), form, str(path), how],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": places},
        start_new_session=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="signals to a group of processes")
@pytest.mark.parametrize("processes", [1, 2])
def test_an_interruption_ends_it_at_once_and_quietly(tmp_path: Path, processes: int) -> None:
    with script(processes, "csv", tmp_path / "out.csv", "endless") as running:
        assert running.stdout is not None
        assert running.stderr is not None
        while int(running.stdout.readline()) < 100:
            pass
        begin = time.monotonic()
        os.killpg(running.pid, signal.SIGINT)
        told, errors = running.communicate(timeout=10)
        assert told.split()[-1] == "interrupted"
        assert errors == ""
        assert time.monotonic() - begin < 5
    with pytest.raises(ProcessLookupError):
        os.killpg(running.pid, 0)
    assert left_in(tmp_path) == set()


@pytest.mark.skipif(sys.platform == "win32", reason="the size of files is not limited there")
@pytest.mark.parametrize(
    ("form", "name"), [("csv", "x.csv"), ("csv", "x.csv.gz"), ("parquet", "x")]
)
def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, form: str, name: str) -> None:
    with script(1, form, tmp_path / name, "full") as running:
        told, errors = running.communicate(timeout=20)
    assert told.split()[-1] == "batch-not-written"
    assert errors == ""
    assert left_in(tmp_path) == set()


def test_a_target_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(AyudaError) as refused:
        decide_messages(JOB, REFERENCES, Target(tmp_path / "none/x.csv", "csv"))
    assert refused.value.problems[0].code == "batch-not-written"


# What it costs


def test_a_worker_loads_only_what_it_needs() -> None:
    code = "import sys, ayuda.batch.messages.judging.worker; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"duckdb", "pyarrow", "rich", "typer", "numpy"}.isdisjoint(told.stdout.split())


def test_messages_that_are_carried_are_sent_a_few_at_a_time() -> None:
    taken = 0
    most = 0
    back = 0
    size = 1 << 20

    def large() -> Iterator[Reference]:
        nonlocal taken, most
        for place in range(150):
            taken += 1
            most = max(most, taken - back)
            yield Reference(str(place), content=b"From: a@example.org\n\n" + b"x" * size)

    def watch(messages: int, _size: int) -> None:
        nonlocal back
        back = messages

    assert decide_messages(JOB, large(), None, processes=2, watch=watch).rows == 150
    held = (
        ayuda.batch.messages.judging.pool.HELD_BYTES
        + ayuda.batch.messages.judging.batches.BATCH_BYTES
    )
    assert most <= 2 * held // size
