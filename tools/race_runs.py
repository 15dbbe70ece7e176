"""Many runs at once into one folder of parts: one output comes of it, and words for all others.

Usage: python tools/race_runs.py [RUNS] [ROUNDS]

Runs begin together, half of them with --resume; some are killed. At the end the folder must hold
what one run alone makes, byte for byte, and nothing else.
"""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

NOW = "2026-11-23T12:00:00+01:00"
ALLOWED = {0, 2, -9}
FILES = 6
ROWS = 3_000


def call(inputs: Path, folder: Path, *more: str) -> list[str]:
    told = [str(inputs / "*.csv"), "-o", f"{folder}/", "--now", NOW, "--columns", "outcome"]
    return [sys.executable, "-m", "ayuda", "batch", "return", *told, *more]


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def race(inputs: Path, folder: Path, runs: int, draw: random.Random) -> dict[int, int]:
    """Let so many runs begin at once, and kill some; how often each exit code came."""
    started = [
        subprocess.Popen(
            call(inputs, folder, *(["--resume"] if draw.random() < 0.5 else [])),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for _ in range(runs)
    ]
    for run in draw.sample(started, runs // 10):
        run.kill()
    codes: dict[int, int] = {}
    for run in started:
        _, err = run.communicate()
        assert run.returncode in ALLOWED, (run.returncode, err)
        assert b"Traceback" not in err, err
        codes[run.returncode] = codes.get(run.returncode, 0) + 1
    return codes


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    draw = random.Random("races")
    with TemporaryDirectory() as told:
        place = Path(told)
        inputs = place / "in"
        inputs.mkdir()
        for number in range(FILES):
            rows = "".join(f"{row},placed\n" for row in range(ROWS))
            (inputs / f"{number}.csv").write_text(f"id,stage\n{rows}")
        subprocess.run(call(inputs, place / "alone"), check=True, capture_output=True)
        for number in range(rounds):
            folder = place / f"race{number}"
            codes = race(inputs, folder, runs, draw)
            subprocess.run(call(inputs, folder, "--resume"), check=True, capture_output=True)
            assert content(folder) == content(place / "alone")
            told_codes = ", ".join(f"{count} times {code}" for code, count in sorted(codes.items()))
            print(f"{runs} runs at once: exit codes {told_codes}; the output is that of one run")


if __name__ == "__main__":
    main()
