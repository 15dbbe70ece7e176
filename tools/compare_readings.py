"""Hold the engine against a brute-force reading of ``docs/semantics.md`` over random policies.

``python tools/compare_readings.py [FIRST [POLICIES [CASES]]]``: seeds from FIRST on, so many
policies, so many partial cases of each. Ends with 1 at the first disagreement, which it prints.
"""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.comparison import compare
from support.random_policies import random_policy


def main() -> int:
    """Compare, and count."""
    first, policies, cases = (
        int(word) for word in (*sys.argv[1:], *("0", "1000", "20")[len(sys.argv) - 1 :])
    )
    compared = 0
    for seed in range(first, first + policies):
        policy = random_policy(seed)
        for difference in compare(policy, Random(seed), cases):
            print(f"seed {seed}: {difference}")
            return 1
        compared += cases
    print(f"{compared} partial cases of {policies} policies: no difference")
    return 0


if __name__ == "__main__":
    sys.exit(main())
