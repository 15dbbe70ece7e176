"""What was proven of a flow."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from ayuda.author.findings import Finding
from ayuda.author.questions.question_tree import Questions


class Proof(msgspec.Struct, frozen=True):
    """What was proven of a flow, and everything that was found.

    ``cases`` are the possible cases by rule, ``None`` where there are more than are counted in
    reasonable time; ``reached`` the ids of the rules that decide some case. ``open`` are parts
    (paths) about which nothing could be proven in reasonable time.
    """

    flow: str
    cases: Mapping[str, int] | None
    rules: tuple[str, ...]
    reached: tuple[str, ...]
    findings: tuple[Finding, ...]
    questions: Questions | None = None
    open: tuple[str, ...] = ()

    @property
    def is_proven(self) -> bool:
        """Whether nothing is wrong: there may be warnings."""
        return not self.open and all(finding.level != "error" for finding in self.findings)
