"""Hold proofs and comparisons of policies against a solver, over random policies.

``python tools/prove_by_z3.py [COUNT [SEED]]``: so many policies, from that seed on; of each, what
is proven, and whether it is the same as one that is a little changed. Needs ``z3-solver``. Ends
with 1 at the first disagreement, which it prints.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.proving.by_z3 import Verdicts
from support.proving.engine_says import changes_differ, proof_differs
from support.proving.random_flows import changed, random_flow


def main() -> int:
    """Compare, and count."""
    count, seed = (int(word) for word in (*sys.argv[1:], *("500", "0")[len(sys.argv) - 1 :]))
    found: Counter[str] = Counter()
    for at in range(seed, seed + count):
        policy = random_flow(at)
        differences = [
            *proof_differs(policy, Verdicts(policy)),
            *changes_differ(policy, changed(policy, Random(at))),
        ]
        if differences:
            print(f"seed {at}: {differences}")
            return 1
        found.update(code for code, _ in Verdicts(policy).findings())
        found.update([] if Verdicts(policy).is_complete() else ["undecided"])
    told = ", ".join(f"{number} {code}" for code, number in sorted(found.items()))
    print(f"{count} policies: no difference; {told}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
