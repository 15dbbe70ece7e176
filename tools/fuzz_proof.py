"""Forges signed messages: ``python tools/fuzz_proof.py [COUNT] [FIRST SEED]``.

Signs with keys of its own, changes what was signed (tests/support/mail/forgery.py), and runs the
check with the keys at hand, or with the results of a server that verified it. It ends with 1 at the
first ``genuine`` that does not show what was signed, and says its seed.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]

from support.mail.forgery import SERVER, differences, forgery, zone  # noqa: E402
from support.mail.policy import load_mail  # noqa: E402
from support.mail.verdict import verdict  # noqa: E402

from ayuda.errors import AyudaError  # noqa: E402
from ayuda.mail.judge import MessageChecks  # noqa: E402

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def main() -> int:
    checks, keys = MessageChecks(load_mail()), zone()
    numbers = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    count, first, *_ = [*numbers, *(20_000, 0)[len(numbers) :]]
    verdicts: Counter[str] = Counter()
    slowest = 0.0
    for seed in range(first, first + count):
        forged = forgery(seed)
        means = {"trusted_servers": (SERVER,)} if forged.delivered else {"key_lookup": keys}
        started = time.perf_counter()
        try:
            evidence = checks.evidence(forged.raw, now=NOW, **means)  # type: ignore[arg-type]
            found = verdict(evidence)
        except AyudaError:
            found = "refused"
        slowest = max(slowest, time.perf_counter() - started)
        verdicts[f"{found}{', delivered' if forged.delivered else ''}"] += 1
        if found == "genuine" and (seen := differences(forged.raw, forged.original)):
            print(f"seed {seed}: genuine, but {seen}")
            return 1
    print(f"{count} forgeries; slowest {slowest * 1000:.0f} ms; {dict(sorted(verdicts.items()))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
