"""A table of verdicts for labelled folders: ``python tools/evaluate_mail.py DIR…``.

Every folder holds one message a file (also in folders inside it). Its last name is its label:
names with ``phish``, ``fraud``, ``imperson`` or ``spoof`` are impersonations, with ``genuine`` or
``amazon`` the brand's own, anything else ordinary mail. With ``--list VERDICT`` the files of that
verdict are listed with the findings that led there.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from ayuda.cache import Cache
from ayuda.calendar import Calendar
from ayuda.engine.decide import step
from ayuda.engine.knowledge import Silence
from ayuda.engine.results import Decision
from ayuda.engine.windows import Setting
from ayuda.errors import AyudaError
from ayuda.mail.evidence import Evidence
from ayuda.mail.judge import MessageChecks
from ayuda.policy.load import built_in_path, load

FLOW = "check-email"
VERDICTS = ("fraudulent", "genuine", "cannot-tell", "no-claim", "refused")
LABELS = {
    "impersonation": ("phish", "fraud", "imperson", "spoof"),
    "genuine": ("genuine", "amazon"),
}
WANTED = {
    "impersonation": "fraudulent at least 99 %, genuine never",
    "genuine": "fraudulent never",
    "ordinary": "fraudulent under 1 %",
}


def label_of(folder: Path) -> str:
    name = folder.resolve().name.lower()
    marks = ((label, mark) for label, marks in LABELS.items() for mark in marks)
    return next((label for label, mark in marks if mark in name), "ordinary")


def files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def judge(
    setting: Setting, checks: MessageChecks, path: Path, servers: Sequence[str]
) -> tuple[str, Evidence | None]:
    """The engine's verdict on one file, as where nobody can be asked."""
    try:
        evidence = checks.evidence(path.read_bytes(), trusted_servers=servers)
    except AyudaError:
        return "refused", None
    decision = step(setting, FLOW, dict(evidence.facts), Silence(everywhere=True))
    assert isinstance(decision, Decision)
    return decision.rule.outcome, evidence


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--list", choices=VERDICTS, default=None, dest="listed")
    parser.add_argument("--trusted-server", action="append", default=[], dest="servers")
    options = parser.parse_args()
    policy = load(built_in_path(), Cache()).policy
    assert policy.mail is not None
    setting = Setting(policy, datetime.now(UTC), Calendar(policy.country))
    checks = MessageChecks(policy.mail)
    print(f"{'folder':28}{'label':15}{'files':>7}" + "".join(f"{one:>13}" for one in VERDICTS))
    for folder in options.folders:
        counts: Counter[str] = Counter()
        for path in files(folder):
            found, evidence = judge(setting, checks, path, options.servers)
            counts[found] += 1
            if found == options.listed and evidence is not None:
                rules = sorted({one.rule for one in evidence.findings})
                print(f"  {path}: {', '.join(rules)}")
        total = counts.total()
        label = label_of(folder)
        shares = "".join(f"{counts[one]:>6} {counts[one] / max(total, 1):5.1%}" for one in VERDICTS)
        print(f"{folder.name:28}{label:15}{total:>7}{shares}   wanted: {WANTED[label]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
