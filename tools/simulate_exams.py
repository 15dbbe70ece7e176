"""How exams end for people of known skill: ``python tools/simulate_exams.py [RUNS] [SEED]``."""

from __future__ import annotations

import sys
from collections import Counter
from random import Random

from ayuda.train.exam import Rules, verdict_of

SKILLS = (0.5, 0.7, 0.8, 0.9, 0.95, 1.0)


def outcome(rules: Rules, skill: float, draw: Random) -> tuple[str, int]:
    """The verdict on somebody who answers this share rightly, and after how many items."""
    answers: list[bool] = []
    while (verdict := verdict_of(rules, answers)) is None:
        answers.append(draw.random() < skill)
    return verdict, len(answers)


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    draw = Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    print(f"{runs} exams each; seed {sys.argv[2] if len(sys.argv) > 2 else 1}")
    for rules in (Rules(), Rules(20), Rules(40)):
        print(f"\n{'sequential' if rules.items is None else f'{rules.items} items'}")
        print("  skill  passed  failed  not shown  items")
        for skill in SKILLS:
            ended = [outcome(rules, skill, draw) for _ in range(runs)]
            counts = Counter(verdict for verdict, _ in ended)
            shares = [counts[name] / runs for name in ("passed", "failed", "not-shown")]
            mean = sum(items for _, items in ended) / runs
            print(
                f"  {skill:5.2f}  {shares[0]:6.1%}  {shares[1]:6.1%}  {shares[2]:9.1%}  {mean:5.1f}"
            )


if __name__ == "__main__":
    main()
