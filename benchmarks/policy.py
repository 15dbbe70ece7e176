"""How long it takes to check and to prove a policy, and to compare it with another.

``python benchmarks/policy.py [ROUNDS]``. Each of ``ayuda policy check``, ``prove`` and ``diff`` is
run as a whole command, in a process of its own; told are its seconds, the median of ROUNDS, and how
many times those of a bare interpreter that is, for only ratios mean something elsewhere. Measured
are

- the built-in policy, compared with itself with one window longer by a minute;
- a synthetic one of 20 facts of 2 to 5 values and 200 rules, as ``scale.py`` draws them, compared
  with itself with the rule in the middle coming to something else;
- the same with 50 to 400 rules, and with 5 to 40 facts: how it grows.

What takes longer than two minutes is stopped and told as that; what is refused, with what it says.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from scale import policy_text

from ayuda.policy.load import built_in_path

ROUNDS = 3
LONGEST = 120
SEED = 0
KIND = "anywhere"
FACTS, RULES = 20, 200
BY_RULES = (50, 100, 200, 400)
BY_FACTS = (5, 10, 20, 40)
CHANGED_OUTCOME = "o11"
Pair = tuple[str, Path, Path]
"""What a policy is called, and its file before and after a change."""


def main() -> int:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        bare = statistics.median(taken([sys.executable, "-c", "pass"], folder) for _ in range(7))
        print(f"{'':<22}{'check':>22}{'prove':>22}{'diff':>22}")
        for name, old, new in pairs(Path(folder)):
            columns = [
                measured(["check", str(old)], folder, rounds, bare),
                measured(["prove", str(old)], folder, rounds, bare),
                measured(["diff", str(old), str(new)], folder, rounds, bare),
            ]
            print(f"{name:<22}" + "".join(f"{column:>22}" for column in columns), flush=True)
    return 0


def pairs(folder: Path) -> Iterator[Pair]:
    """Every policy that is measured, beside a changed one."""
    yield "built-in", built_in_path(), built_in_changed(folder / "built-in")
    for rules in BY_RULES:
        yield synthetic(folder, FACTS, rules)
    for facts in BY_FACTS:
        if facts != FACTS:
            yield synthetic(folder, facts, RULES)


def built_in_changed(folder: Path) -> Path:
    """A copy of the built-in policy in which the first window of minutes lasts one more."""
    entry = built_in_path()
    folder.mkdir()
    shutil.copytree(entry.with_suffix(""), folder / entry.stem)
    copy = Path(shutil.copy(entry, folder))
    text = copy.read_text("utf-8")
    longer, changes = re.subn(r"(?<=minutes = )\d+", _one_more, text, count=1)
    assert changes
    copy.write_text(longer, "utf-8")
    return copy


def _one_more(found: re.Match[str]) -> str:
    return str(int(found[0]) + 1)


def synthetic(folder: Path, facts: int, rules: int) -> Pair:
    """A drawn policy, and the same with one rule coming to something else."""
    text = policy_text(KIND, SEED, facts, rules)
    middle = f'id = "r{rules // 2}"'
    before, found, after = text.partition(middle)
    assert found
    changed = re.sub(r'outcome = "o\d+"', f'outcome = "{CHANGED_OUTCOME}"', after, count=1)
    old, new = (folder / f"{facts}-{rules}-{age}.toml" for age in ("old", "new"))
    old.write_text(text, "utf-8")
    new.write_text(before + found + changed, "utf-8")
    return f"{facts} facts, {rules} rules", old, new


def measured(words: list[str], folder: str, rounds: int, bare: float) -> str:
    """A command's median time in seconds, and as a ratio; or why there is none."""
    command = [sys.executable, "-m", "ayuda", "policy", *words]
    first = tried(command, folder)
    if isinstance(first, str):
        return first
    times = [first, *(taken(command, folder) for _ in range(rounds - 1))]
    seconds = statistics.median(times)
    return f"{seconds:7.2f} s {seconds / bare:7.0f}x"


def tried(command: list[str], folder: str) -> float | str:
    """The time of a first run, or why there is none."""
    begin = time.perf_counter()
    try:
        done = subprocess.run(
            command,
            env=surroundings(folder),
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"over {LONGEST} s"
    if "Traceback" in done.stderr:
        return done.stderr.strip().splitlines()[-1][:20]
    if not done.stdout:
        return (done.stderr.splitlines() or ["nothing"])[0][:20]
    return time.perf_counter() - begin


def taken(command: list[str], folder: str) -> float:
    """The time of one run."""
    begin = time.perf_counter()
    subprocess.run(command, env=surroundings(folder), capture_output=True, check=False)
    return time.perf_counter() - begin


def surroundings(folder: str) -> dict[str, str]:
    """The environment of a run: a cache of its own."""
    return {**os.environ, "XDG_CACHE_HOME": folder}


if __name__ == "__main__":
    sys.exit(main())
