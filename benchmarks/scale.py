"""How far the engine scales: random policies, much larger than any procedure.

``python benchmarks/scale.py [SEEDS [OLD_SOURCE]]``. Three generators, drawn from seeds:

- *anywhere*: 20 facts of 2 to 5 values, 200 rules of 3 to 5 tests, each allowing a random subset;
- *neighbours*: the same, but a rule looks at facts that stand near each other, as in procedures;
- *single*: 20 facts of 3 values, each test allowing one: the hardest;
- *computed*: 20 facts of 2 to 5 values and 4 numbers, two scores over 16 of them each, the
higher of
  the two, a table of 200 rows and a derived fact of 10 cases; 60 rules, each over one of
  8 facts and two of what is computed, as those of procedures with scores are.

Measured are the first question of a one-shot call (as a ratio to a bare interpreter), the steps of
an interview, and the pass that counts all cases, with its memory. OLD_SOURCE is the ``src`` of
another version: its first question of a policy of 8 facts is measured in turns with ours.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random

from ayuda.cache import Cache
from ayuda.calendar import Calendar
from ayuda.engine.counting import count_cases
from ayuda.engine.decide import step
from ayuda.engine.results import Question
from ayuda.engine.windows import FactValue, Setting
from ayuda.errors import AyudaError
from ayuda.policy.load import load
from ayuda.texts import load_texts

ROUNDS = 7
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HEAD = """
format = "ayuda.policy/1"
id = "{name}"
title = {{ en = "T", es = "T" }}
source = {{ en = "S", es = "S" }}
time_zone = "Europe/Madrid"
country = "ES"
[statements.S1]
section = {{ en = "a", es = "a" }}
says = {{ en = "b", es = "b" }}
[flows.f]
title = {{ en = "F", es = "F" }}
about = {{ en = "f", es = "f" }}
facts = [{facts}]
"""
KINDS = ("anywhere", "neighbours", "single", "computed")
NUMBERS = 4
SCORED = 16


def policy_text(kind: str, seed: int, facts: int = 20, rules: int = 200) -> str:
    """A policy file of that kind."""
    if kind == "computed":
        return computed_text(seed)
    random = Random(f"{kind} {seed}")
    sizes = [3 if kind == "single" else random.randint(2, 5) for _ in range(facts)]
    words = '{ en = "x", es = "x" }'
    names = [f"f{place}" for place in range(facts)]
    parts = [HEAD.format(name=f"{kind}-{seed}", facts=", ".join(f'"{name}"' for name in names))]
    for name, size in zip(names, sizes, strict=True):
        parts.append(f'[facts.{name}]\nkind = "choice"\nname = {words}\nask = {words}\n')
        parts.append(f"[facts.{name}.values]\n")
        parts += [f"v{value} = {words}\n" for value in range(size)]
    outcomes = 12
    parts += [
        f'[outcomes.o{place}]\ntitle = {words}\nsteps = []\ncites = ["S1"]\n'
        for place in range(outcomes)
    ]
    for place in range(rules):
        count = random.randint(3, 5)
        first = random.randrange(facts - 5) if kind == "neighbours" else 0
        among = range(first, first + 6) if kind == "neighbours" else range(facts)
        tests = []
        for fact in sorted(random.sample(among, count)):
            allowed = 1 if kind == "single" else random.randint(1, sizes[fact] - 1)
            values = random.sample(range(sizes[fact]), allowed)
            listed = ", ".join(f'"v{value}"' for value in values)
            tests.append(f"f{fact} = [{listed}]")
        parts.append(_rule(f"r{place}", ", ".join(tests), random.randrange(outcomes)))
    parts.append(_rule("last", "", 0))
    return "".join(parts)


def computed_text(seed: int) -> str:
    """A policy with numbers, scores, a table and derived facts."""
    random = Random(f"computed {seed}")
    words = '{ en = "x", es = "x" }'
    names = [f"f{place}" for place in range(20)] + [f"n{place}" for place in range(NUMBERS)]
    sizes = dict.fromkeys(names, 0) | {name: random.randint(2, 5) for name in names[:20]}
    sizes |= {"f0": 10, "f1": 20}
    parts = [HEAD.format(name=f"computed-{seed}", facts=", ".join(f'"{name}"' for name in names))]

    def test(name: str) -> str:
        if name.startswith("n"):
            return f"{name} = {{ at_least = {random.randint(1, 99)} }}"
        chosen = random.sample(range(sizes[name]), random.randint(1, sizes[name] - 1))
        listed = ", ".join(f'"v{value}"' for value in chosen)
        return f"{name} = [{listed}]"

    for name in names:
        kind = 'kind = "choice"' if sizes[name] else 'kind = "number"\nmin = 0\nmax = 100'
        parts.append(f"[facts.{name}]\n{kind}\nname = {words}\nask = {words}\n")
        if sizes[name]:
            parts.append(f"[facts.{name}.values]\n")
        parts += [f"v{value} = {words}\n" for value in range(sizes[name])]
    for score in ("s0", "s1"):
        points = [
            f"{{ when = {{ {test(name)} }}, add = {random.randint(1, 3)} }}"
            for name in random.sample(names, SCORED)
        ]
        parts.append(f"[scores.{score}]\nname = {words}\npoints = [{', '.join(points)}]\n")
    rows = [
        f'{{ f0 = "v{one}", f1 = "v{other}", value = {random.randint(0, 9)} }}'
        for one in range(sizes["f0"])
        for other in range(sizes["f1"])
    ]
    listed = ", ".join(rows)
    parts.append(f'[tables.t]\nname = {words}\nby = ["f0", "f1"]\nrows = [{listed}]\n')
    cases = []
    for nth in range(9):
        looked_at = ", ".join(map(test, random.sample(names, 2)))
        cases.append(f'{{ when = {{ {looked_at} }}, value = "v{nth % 4}" }}')
    values = ", ".join(f"v{nth} = {words}" for nth in range(4))
    cases.append('{ value = "v3" }')
    parts.append(f"[derived.d]\nname = {words}\nvalues = {{ {values} }}\n")
    parts.append(f"first = [{', '.join(cases)}]\n")
    parts.append(f'[derived.h]\nname = {words}\nhighest = ["s0", "s1"]\n')
    outcomes = 8
    for place in range(outcomes):
        parts.append(f'[outcomes.o{place}]\ntitle = {words}\nsteps = []\ncites = ["S1"]\n')
    for place in range(60):
        tests = [test(random.choice(names[:8]))]
        tests += random.sample(
            [
                f"s0 = {{ at_least = {random.randint(8, 24)} }}",
                f"s1 = {{ below = {random.randint(8, 24)} }}",
                f"t = {{ above = {random.randint(1, 8)} }}",
                f'd = "v{random.randrange(4)}"',
                f'h = "s{random.randrange(2)}"',
            ],
            2,
        )
        parts.append(_rule(f"r{place}", ", ".join(tests), random.randrange(outcomes)))
    parts.append(_rule("last", "", 0))
    return "".join(parts)


def _rule(name: str, when: str, outcome: int) -> str:
    body = f'id = "{name}"\nwhen = {{ {when} }}\noutcome = "o{outcome}"\ncites = ["S1"]\n'
    return f"[[flows.f.rules]]\n{body}"


def seconds_of(command: list[str], source: str | None, cache: str) -> float:
    """The time of one run of a program."""
    environment = {**os.environ, "XDG_CACHE_HOME": cache}
    if source is not None:
        environment["PYTHONPATH"] = source
    begin = time.perf_counter()
    subprocess.run(command, env=environment, capture_output=True, check=False)
    return time.perf_counter() - begin


def first_question(file: Path, sources: list[str | None], cache: str) -> list[float]:
    """The first question with each source, as ratios to a bare interpreter, medians, in turns."""
    ask = [sys.executable, "-m", "ayuda", "--policy", str(file), "f", "--json"]
    bare: list[float] = []
    taken: list[list[float]] = [[] for _ in sources]
    for round_ in range(ROUNDS + 1):
        seconds = seconds_of([sys.executable, "-c", "pass"], None, cache)
        found = [seconds_of(ask, source, cache) for source in sources]
        if round_:
            bare.append(seconds)
            for times, one in zip(taken, found, strict=True):
                times.append(one)
    return [statistics.median(times) / statistics.median(bare) for times in taken]


def interview(setting: Setting, seed: int) -> tuple[int, float]:
    """How many questions an interview with random answers has, and the time of the slowest step."""
    random = Random(seed)
    known: dict[str, FactValue] = {}
    slowest = 0.0
    while True:
        begin = time.process_time()
        found = step(setting, "f", known)
        slowest = max(slowest, time.process_time() - begin)
        if not isinstance(found, Question):
            return len(known), slowest
        assert found.fact is not None
        values = list(setting.policy.facts[found.fact].values)
        known[found.fact] = random.choice(values) if values else Decimal(random.randint(0, 100))


def count_in_another_process(file: Path) -> str:
    """What the pass over all nodes comes to, with its CPU time and memory."""
    child = [sys.executable, __file__, "--count", str(file)]
    return subprocess.run(child, capture_output=True, text=True, check=True).stdout.strip()


def count(file: Path) -> str:
    """The pass over all nodes, in this process."""
    policy = load(file, Cache()).policy
    begin = time.process_time()
    try:
        found = count_cases(policy, "f")
        told = f"{found.nodes:>9,} nodes, {found.total:.1e} cases"
    except AyudaError as error:
        told = load_texts("en", Cache()).message(error.problems[0]).what
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return f"{time.process_time() - begin:5.1f} s CPU, {memory:>4} MB: {told}"


def main() -> int:
    """Measure and print."""
    if sys.argv[1:2] == ["--count"]:
        print(count(Path(sys.argv[2])))
        return 0
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            for seed in range(seeds):
                file = Path(folder, f"{kind}-{seed}.toml")
                file.write_text(policy_text(kind, seed))
                [ratio] = first_question(file, [None], folder)
                policy = load(file, Cache()).policy
                asked, slowest = interview(Setting(policy, NOW, Calendar("ES")), seed)
                print(
                    f"{kind:<11} {seed}: first question {ratio:5.1f}x bare Python;"
                    f" {asked:>2} questions, slowest {slowest * 1000:5.1f} ms;"
                    f" all cases {count_in_another_process(file)}",
                    flush=True,
                )
        if len(sys.argv) > 2:
            file = Path(folder, "small.toml")
            file.write_text(policy_text("anywhere", 0, facts=8, rules=30))
            old, new = first_question(file, [sys.argv[2], None], folder)
            print(f"8 facts, 30 rules: first question {new:.1f}x, before {old:.1f}x")
    return 0


if __name__ == "__main__":
    sys.exit(main())
