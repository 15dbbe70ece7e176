"""Hold the engine against a second reading of the policy language, over random policies.

``python tools/fuzz_language.py COUNT [SEED]``: so many cases, ten of each policy, of the seeds from
SEED on. Prints each disagreement as TOML, the policy made as small as it can be, with the case;
ends with 1 if there is one.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.language.cases import CasesOfFlow
from support.language.comparing import FLOW, compare, differences, setting_of
from support.language.computed import Page
from support.language.drawn_cases import DrawnCase
from support.language.random_language import is_valid, random_language
from support.language.shrinking import case_to_toml, shrink, to_toml

from ayuda.model import Policy

CASES = 10
MOST_SHOWN = 2
"""Of each kind of disagreement."""


def kind_of(difference: str) -> str:
    """What sort of disagreement it is."""
    return difference.split(":", maxsplit=1)[0].split(" of ", maxsplit=1)[0]


def said_of(policy: Policy, now: datetime, case: DrawnCase) -> list[str]:
    """The disagreements on one case."""
    cases = CasesOfFlow(Page(policy, FLOW, now))
    return list(differences(cases, setting_of(policy, now), case))


def is_whole(policy: Policy, case: DrawnCase) -> bool:
    """Whether every number of a case is one that its fact takes."""
    for name, answer in case.known.items():
        fact = policy.facts[name]
        if fact.kind == "number" and isinstance(answer, Decimal):
            least, most = fact.min, fact.max
            if (least is not None and answer < least) or (most is not None and answer > most):
                return False
            if fact.decimals == 0 and answer % 1:
                return False
    return True


def shown(policy: Policy, now: datetime, case: DrawnCase, difference: str) -> str:
    """The smallest policy on which the two differ in this way."""
    kind = kind_of(difference)

    def differs(smaller: Policy, fewer: DrawnCase) -> bool:
        return (
            is_valid(smaller)
            and is_whole(smaller, fewer)
            and any(kind_of(one) == kind for one in said_of(smaller, now, fewer))
        )

    policy, case = shrink(policy, case, differs)
    said = next(one for one in said_of(policy, now, case) if kind_of(one) == kind)
    return f"# {said}\n{to_toml(policy)}\n{case_to_toml(case, now)}"


def main() -> int:
    """Compare, and count."""
    count, first = (int(word) for word in (*sys.argv[1:], *("1000", "0")[len(sys.argv) - 1 :]))
    policies = -(-count // CASES)
    refused, found = 0, Counter[str]()
    for seed in range(first, first + policies):
        drawn = random_language(seed)
        refused += len(drawn.refused)
        for case, difference in compare(drawn.policy, drawn.now, Random(seed), CASES):
            kind = kind_of(difference)
            found[kind] += 1
            print(f"# seed {seed}: {difference}")
            if found[kind] <= MOST_SHOWN:
                print(shown(drawn.policy, drawn.now, case, difference), flush=True)
    print(f"# {policies * CASES} cases of {policies} policies ({refused} attempts were none)")
    print(f"# disagreements: {dict(found) or 'none'}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
