"""The whole check of a batch of messages, against a pipeline of the standard library run alike.

Run it with ``python benchmarks/batch_mail.py [MESSAGES] [ROUNDS]``. The built messages of
``benchmarks/mail.py`` stand in a folder and in one mbox. Each side reads them, judges them in so
many processes and writes a file of JSON lines; the rounds take turns, and medians count. If
``rspamc`` is there and its server runs (set up without network checks), it judges the folder too.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "src")]

from mail import message, plain_pipeline  # noqa: E402

from ayuda.batch.messages.finding.references import Reference, fetch  # noqa: E402
from ayuda.batch.messages.finding.sources import references  # noqa: E402
from ayuda.batch.messages.judging.batches import BATCH_MESSAGES, batches  # noqa: E402
from ayuda.batch.messages.judging.results import MailJob  # noqa: E402
from ayuda.batch.messages.judging.work import decide_messages  # noqa: E402
from ayuda.batch.output import Target  # noqa: E402
from ayuda.cache import Cache  # noqa: E402
from ayuda.policy.load import built_in_path, load  # noqa: E402

MESSAGES = 8_000
ROUNDS = 3
OURS_2, OURS_1, PLAIN_2 = "ayuda, 2 processes", "ayuda, 1 process", "standard library, 2 processes"


def build(folder: Path, count: int) -> tuple[Path, Path]:
    """The messages as files of a folder, and as one mbox."""
    files, box = folder / "messages", folder / "box.mbox"
    files.mkdir()
    with box.open("wb") as mbox:
        for seed in range(count):
            raw = message(seed)
            (files / f"{seed:06}.eml").write_bytes(raw)
            mbox.write(b"From mail@example.org Mon Jun  3 09:12:00 2024\n" + raw + b"\n\n")
    return files, box


def plain_batch(batch: list[Reference]) -> str:
    """The lines of some messages, as a worker of the standard library's pool makes them."""
    return "".join(f"{plain_pipeline(fetch(reference))}\n" for reference in batch)


def plain(source: Path, made: Path) -> int:
    """The pipeline of the standard library in two processes; how many lines it made."""
    lines = 0
    with made.open("w") as file, ProcessPoolExecutor(2) as pool:
        for text in pool.map(plain_batch, batches(references([str(source)]), BATCH_MESSAGES)):
            file.write(text)
            lines += text.count("\n")
    return lines


def ours(processes: int) -> Callable[[Path, Path], int]:
    """The batch in so many processes."""
    policy = load(built_in_path(), Cache())
    job = MailJob(policy.path, policy.sha256, "check-email", datetime.now(UTC), None, "en")

    def run(source: Path, made: Path) -> int:
        found = references([str(source)])
        return decide_messages(job, found, Target(made, "jsonl"), processes=processes).rows

    return run


def rspamd(source: Path, _made: Path) -> int:
    """The folder through rspamd's own client; how many messages it answered."""
    call = ["rspamc", "-n", "2", "--compact", "symbols", str(source)]
    told = subprocess.run(call, capture_output=True, text=True, check=True)
    return len(told.stdout.splitlines())


def processor_seconds() -> float:
    """What this process and those that ended have used of the processor."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def measure(
    source: Path, made: Path, count: int, rounds: int
) -> Iterator[tuple[str, float, float]]:
    """The median time of each way, and of its processor time, in seconds."""
    ways: dict[str, Callable[[Path, Path], int]] = {
        PLAIN_2: plain,
        OURS_2: ours(2),
        OURS_1: ours(1),
    }
    if source.is_dir() and shutil.which("rspamc"):
        ways["rspamd, 2 at once"] = rspamd
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            start, used = time.perf_counter(), processor_seconds()
            done = way(source, made)
            times[name].append((time.perf_counter() - start, processor_seconds() - used))
            assert done == count, f"{name}: {done} of {count}"
    for name, found in times.items():
        yield name, statistics.median(t for t, _ in found), statistics.median(u for _, u in found)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    if not shutil.which("rspamc"):
        print("rspamd is not installed: left out")
    with tempfile.TemporaryDirectory() as folder:
        for source in build(Path(folder), count):
            print(f"{count} messages, {source.name}:")
            took: dict[str, float] = {}
            for name, median, used in measure(source, Path(folder, "made.jsonl"), count, rounds):
                took[name] = median
                rate = f"{count / median:8.0f} messages a second"
                print(f"  {name:30} {median:7.2f} s {rate}, {used:6.2f} s of processor time")
            print(f"  faster than the standard library {took[PLAIN_2] / took[OURS_2]:.2f}")
            print(f"  two processes against one        {took[OURS_1] / took[OURS_2]:.2f}")


if __name__ == "__main__":
    main()
