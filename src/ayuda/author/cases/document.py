"""What cases came to as a document for scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ayuda.author.cases.running import End, Failure, FlowResult
from ayuda.author.check.located import Locator
from ayuda.moments import in_zone
from ayuda.policy.load import PolicyFile
from ayuda.texts import Texts
from ayuda.view.case_formats import CaseEnd, CaseFailure, Cases, FlowCases


def cases_document(texts: Texts, file: PolicyFile, results: Sequence[FlowResult]) -> Cases:
    """The cases of some flows, and which of them failed."""
    locator = Locator(Path(file.path))
    flows = [
        FlowCases(
            flow=one.flow,
            cases=one.cases,
            failed=[_failure(texts, file, locator, failure) for failure in one.failures],
            unreached=list(one.unreached),
        )
        for one in results
    ]
    return Cases(policy_id=file.policy.id, sha256=file.sha256, flows=flows)


def _failure(texts: Texts, file: PolicyFile, locator: Locator, failure: Failure) -> CaseFailure:
    case, zone = failure.case, ZoneInfo(file.policy.time_zone)
    said = End(case.says.outcome, case.says.rule, case.until)
    got = failure.end
    shown = {name: moment for name, moment in got.until.items() if name in case.until}
    place = locator.place(case.where)
    return CaseFailure(
        where=case.where,
        file=place.file,
        line=place.line,
        column=place.column,
        path=place.path,
        id=case.says.id,
        expected=_end(texts, zone, said, said.until),
        got=_end(texts, zone, got, shown),
    )


def _end(texts: Texts, zone: ZoneInfo, end: End, until: Mapping[str, datetime]) -> CaseEnd:
    told = None if end.contradiction is None else texts.message(end.contradiction).what
    return CaseEnd(
        outcome=end.outcome,
        rule=end.rule,
        until={name: in_zone(moment, zone) for name, moment in until.items()},
        needs=list(end.needs),
        contradiction=told,
    )
