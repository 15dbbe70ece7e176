"""What ``test`` and ``mutate`` begin with: the policy, the flows that are meant, their cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from ayuda.author.cases.reading import ReadCase, read_cases
from ayuda.author.cases.running import FlowResult, run_cases
from ayuda.cli.policy.files import policy_of
from ayuda.cli.session import Session
from ayuda.engine.stated import unknown_value
from ayuda.errors import AyudaError
from ayuda.moments import parse_moment
from ayuda.policy.cases_beside import all_cases
from ayuda.policy.load import PolicyFile


class OwnCases(msgspec.Struct, frozen=True):
    """A policy with its cases, what these came to, and the present of those that name none.

    ``is_whole`` says that all flows are meant.
    """

    file: PolicyFile
    flows: tuple[str, ...]
    is_whole: bool
    cases: list[ReadCase]
    results: list[FlowResult]
    now: datetime | None

    @property
    def failed(self) -> bool:
        """Whether a case came to something else than it says."""
        return any(result.failures for result in self.results)


def own_cases(session: Session, options: Mapping[str, Any], *, all_flows: bool = False) -> OwnCases:
    """The cases of the policy that is named, decided: those of the flows meant, or all.

    Raises AyudaError.
    """
    named, told = options.get("flow"), options.get("file")
    if named is None and told and not Path(told).exists() and told in session.policy.flows:
        named, options = told, {**options, "file": None}  # A command alone is no file.
    file = policy_of(session, options)
    policy = file.policy
    if named is not None and named not in policy.flows:
        raise AyudaError([unknown_value("COMMAND", named, list(policy.flows))])
    flows = tuple(policy.flows) if named is None else (named,)
    found = all_cases(file)
    cases = read_cases(policy, found.cases)
    zone = ZoneInfo(policy.time_zone)
    now = None if found.now is None else parse_moment(found.now, zone, "cases_now")
    results = run_cases(policy, cases, policy.flows if all_flows else flows)
    return OwnCases(file, flows, named is None, cases, results, now)
