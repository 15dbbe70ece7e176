"""Fuzzes the checks of a message: ``python tools/fuzz_mail.py [COUNT] [FIRST SEED]``.

Damages built messages (tests/mail/mutations.py) and runs the whole check on each. It ends with 1
at the first crash, slow message, or ``genuine`` without proof, and says its seed. With
``--atheris`` (where the package is installed) the damage is guided by coverage instead.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]

import support.mail.kinds  # noqa: E402, F401
from support.mail.mutations import mutated  # noqa: E402
from support.mail.policy import load_mail  # noqa: E402
from support.mail.verdict import verdict  # noqa: E402

from ayuda.errors import AyudaError  # noqa: E402
from ayuda.mail.judge import MessageChecks  # noqa: E402

CORPUS = 300
"""Messages from which coverage guides on."""
SLOW = 2.0
"""Seconds; built messages take some milliseconds."""


def judge(checks: MessageChecks, raw: bytes) -> str:
    try:
        return verdict(checks.evidence(raw))
    except AyudaError:
        return "refused"


def guided(checks: MessageChecks, count: int) -> None:
    """Let coverage guide the damage of ``count`` messages, from a corpus of damaged ones."""
    import atheris  # type: ignore[import-untyped, unused-ignore]

    def one(data: bytes) -> None:
        if judge(checks, data) == "genuine":
            message = "genuine without proof"
            raise AssertionError(message)

    with TemporaryDirectory() as corpus:
        for seed in range(CORPUS):
            (Path(corpus) / str(seed)).write_bytes(mutated(seed))
        atheris.instrument_all()
        limits = [f"-runs={count}", "-max_len=100000", "-rss_limit_mb=1000", "-timeout=20"]
        atheris.Setup([sys.argv[0], *limits, corpus], one)
        atheris.Fuzz()


def main() -> int:
    checks = MessageChecks(load_mail())
    numbers = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    count, first, *_ = [*numbers, *(20_000, 0)[len(numbers) :]]
    if "--atheris" in sys.argv:
        guided(checks, count)
        return 0
    verdicts: dict[str, int] = {}
    slowest = 0.0
    for seed in range(first, first + count):
        raw = mutated(seed)
        started = time.perf_counter()
        found = judge(checks, raw)
        took = time.perf_counter() - started
        slowest = max(slowest, took)
        if found == "genuine" or took > SLOW:
            print(f"seed {seed}: {found} in {took:.2f} s")
            return 1
        verdicts[found] = verdicts.get(found, 0) + 1
    print(f"{count} messages; slowest {slowest * 1000:.0f} ms; {verdicts}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
