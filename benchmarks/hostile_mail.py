"""How the time of messages that are made to be slow grows with their size, in every dimension.

Run it as ``python benchmarks/hostile_mail.py [NAME…]``. Each message is doubled four times, up to
2 MB, and judged at each size in a process of its own. It fails where a doubling takes more than
2.6 times as long, where 2 MB take more than two seconds of processor time, or more than 300 MB.
"""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))

from support.mail.hostile import DIMENSIONS  # noqa: E402

LARGEST = 2_000_000
SIZES = tuple(LARGEST >> halved for halved in (4, 3, 2, 1, 0))
MOST_GROWTH, MOST_SECONDS, MOST_MEBIBYTES = 2.6, 2.0, 300
LEAST_SECONDS = 0.02
"""What takes less tells nothing of how it grows."""
CODE = """
import gc, json, re, sys, time
from pathlib import Path
from support.mail.hostile import DIMENSIONS
from support.mail.policy import load_mail
from ayuda.mail.judge import MessageChecks
checks, make = MessageChecks(load_mail()), DIMENSIONS[sys.argv[1]]
checks.evidence(make(1000))
found = []
for size in json.loads(sys.argv[2]):
    raw = make(size)
    took = []
    while not took or (len(took) < 3 and took[0] < 1):
        gc.collect()
        started = time.process_time()
        checks.evidence(raw)
        took.append(time.process_time() - started)
    found.append(min(took))
peak = re.search("VmHWM:[^0-9]*([0-9]+)", Path("/proc/self/status").read_text())[1]
print(json.dumps([found, int(peak) // 1024]))
"""


def judged(name: str) -> tuple[list[float], int]:
    """Seconds at each size, and the most mebibytes."""
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    call = [sys.executable, "-c", CODE, name, str(list(SIZES))]
    told = subprocess.run(call, capture_output=True, text=True, check=True, env=environment)
    seconds, mebibytes = eval(told.stdout)  # noqa: S307  (our own process's numbers)
    return seconds, mebibytes


def faults(seconds: list[float], mebibytes: int) -> list[str]:
    """What is wrong with a dimension."""
    growth = [
        later / max(before, LEAST_SECONDS)
        for before, later in pairwise(seconds)
        if later > LEAST_SECONDS
    ]
    found = [f"a doubling takes {one:.1f} times as long" for one in growth if one > MOST_GROWTH]
    if seconds[-1] > MOST_SECONDS:
        found.append(f"{seconds[-1]:.1f} s")
    if mebibytes > MOST_MEBIBYTES:
        found.append(f"{mebibytes} MiB")
    return found


def main() -> int:
    """Print the table; 1 if a dimension fails."""
    names = sys.argv[1:] or list(DIMENSIONS)
    failed = False
    print("message".ljust(26) + "".join(f"{size // 1000} KB".rjust(10) for size in SIZES))
    for name in names:
        seconds, mebibytes = judged(name)
        wrong = faults(seconds, mebibytes)
        failed = failed or bool(wrong)
        row = "".join(f"{one:8.3f} s" for one in seconds)
        print(f"{name:26}{row} {mebibytes:5} MiB  {'; '.join(wrong)}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
