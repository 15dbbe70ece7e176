"""How time and memory grow with the size of messages made to be slow, at 1, 10 and 50 MB.

Run it as ``python benchmarks/hostile_mail.py``. Each message is judged in a process of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))

from support.mail.huge import HUGE  # noqa: E402

SIZES = (1, 10, 50)
CODE = """
import re, sys, time
from pathlib import Path
from support.mail.huge import HUGE, MEGABYTE
from support.mail.policy import load_mail
from ayuda.mail.judge import MessageChecks
checks, raw = MessageChecks(load_mail()), HUGE[sys.argv[1]](int(sys.argv[2]) * MEGABYTE)
started = time.process_time()
checks.evidence(raw)
passed = time.process_time() - started
peak = re.search("VmHWM:[^0-9]*([0-9]+)", Path("/proc/self/status").read_text())[1]
print(passed, int(peak) // 1024)
"""


def judged(name: str, size: int) -> str:
    """Seconds and mebibytes of one message."""
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    call = [sys.executable, "-c", CODE, name, str(size)]
    told = subprocess.run(call, capture_output=True, text=True, check=True, env=environment)
    seconds, mebibytes = told.stdout.split()
    return f"{float(seconds):8.2f} s {mebibytes:>5} MiB"


def main() -> int:
    """Print the table."""
    print("message".ljust(18) + "".join(f"{size} MB".rjust(21) for size in SIZES))
    for name in HUGE:
        print(name.ljust(18) + "".join(judged(name, size).rjust(21) for size in SIZES))
    return 0


if __name__ == "__main__":
    sys.exit(main())
