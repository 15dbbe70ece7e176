"""Kill a program that keeps answers, at random moments: ``python tools/kill_training.py [KILLS]``.

After each kill every answer that was said to be kept must be there, and no other than a whole one.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))

from support.training import an_answer  # noqa: E402 - the tests' own answers

from ayuda.train.store import Store  # noqa: E402

APPENDING = """
import sys
from pathlib import Path
from support.training import an_answer
from ayuda.train.store import Store
store = Store.open(Path(sys.argv[1]))
number = len(store.answers())
while True:
    store.append(an_answer(number))
    print(number, flush=True)
    number += 1
"""


def killed(path: Path, seconds: float) -> int:
    """Let a program keep answers for so long; how many it said were kept in all."""
    command = [sys.executable, "-c", APPENDING, str(path)]
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        said = process.stdout.read().splitlines()
    return int(said[-1]) + 1 if said and said[-1].isdigit() else 0


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    draw = Random(1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "training.sqlite3")
        for _ in range(kills):
            said = killed(path, draw.random() * 0.05)
            with Store.open(path) as store:
                kept = store.answers()
            assert len(kept) >= said, (len(kept), said)
            assert list(kept) == [an_answer(number) for number in range(len(kept))]
        print(f"{kills} kills: {len(kept)} answers kept, none lost")


if __name__ == "__main__":
    main()
