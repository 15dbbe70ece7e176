"""What was proven of a flow."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from ayuda.author.findings import Finding


class Questions(msgspec.Struct, frozen=True):
    """How many questions an interview takes, over all ways through its questions.

    ``most`` is the number of the longest way, ``total`` that of all ways together, and ``ways``
    how many ways there are: the average is ``total`` over ``ways``.
    """

    most: int
    total: int
    ways: int


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
