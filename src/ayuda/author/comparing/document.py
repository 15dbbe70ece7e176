"""Two policies compared, as one document: what a program reads, and what a screen shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import msgspec

from ayuda.author.comparing.decided import Difference
from ayuda.author.comparing.flow import ChangedRegion, FlowComparison
from ayuda.author.comparing.parts import ChangedPart, ChangedRow
from ayuda.author.comparing.policies import PolicyComparison
from ayuda.policy.language.causes import exact
from ayuda.policy.load import PolicyFile
from ayuda.view.conditions import condition_words
from ayuda.view.diff_formats import (
    Diff,
    DiffCases,
    DiffCells,
    DiffExample,
    DiffFlow,
    DiffPart,
    DiffPolicy,
    DiffRegion,
)
from ayuda.view.document import plain_facts
from ayuda.view.joint_regions import joint_region_words
from ayuda.view.wording import Wording

if TYPE_CHECKING:
    from ayuda.model import When

Wordings = tuple[Wording, Wording]


def diff_document(
    wordings: Wordings,
    files: tuple[PolicyFile, PolicyFile],
    found: PolicyComparison,
    cases: Sequence[DiffCases] | None,
) -> Diff:
    """The document; ``wordings`` and ``files`` are those of the old and the new policy."""
    old, new = (DiffPolicy(file.policy.id, file.path, file.sha256) for file in files)
    unknown = set(found.endless)
    rows = [] if cases is None else cases
    return Diff(
        "ayuda.diff/1",
        old,
        new,
        found.changes_outcomes or any(one.changed for one in rows),
        [one.flow for one in found.flows if one.is_empty and one.flow not in unknown],
        [
            _flow(wordings, one, is_endless=one.flow in unknown)
            for one in found.flows
            if not one.is_empty or one.flow in unknown
        ],
        list(found.added),
        list(found.removed),
        [_part(wordings, part) for part in found.parts],
        None if cases is None else list(cases),
        wordings[1].texts.language,
    )


def _part(wordings: Wordings, part: ChangedPart) -> DiffPart:
    """A changed place; the length of a window and a table's row in words."""
    told = DiffPart(part.kind, part.path, part.how, part.old, part.new)
    if part.row is not None:
        return _row(wordings, told, part.row)
    name = part.path.removeprefix("windows.").removesuffix(".lasts")
    if part.path != f"windows.{name}.lasts" or part.how != "changed":
        return told
    old, new = (wording.lengths[name] for wording in wordings)
    return msgspec.structs.replace(told, old=old, new=new)


def _row(wordings: Wordings, told: DiffPart, row: ChangedRow) -> DiffPart:
    """A changed row of a table: its keys, and its values before and after."""
    old, new = (
        None if value is None else wording.fact_value(row.table, exact(value))
        for wording, value in zip(wordings, (row.old, row.new), strict=True)
    )
    [keys] = condition_words(
        wordings[0] if new is None else wordings[1], cast("When", row.keys)
    )  # Its keys are ids, or yes and no.
    return msgspec.structs.replace(told, old=old, new=new, row=list(keys))


def _flow(wordings: Wordings, found: FlowComparison, *, is_endless: bool) -> DiffFlow:
    return DiffFlow(
        found.flow,
        [_region(wordings, found, region) for region in found.regions],
        None if is_endless else found.more,
        [DiffCells(one.old, one.new, one.shown, one.cells) for one in found.cells],
        found.exact,
        list(found.apart),
    )


def _region(wordings: Wordings, found: FlowComparison, region: ChangedRegion) -> DiffRegion:
    words: tuple[str, ...] = ()
    if found.space is not None:
        words = joint_region_words(wordings, found.space, region.answers)
    example = None if region.example is None else _example(wordings, region.example)
    return DiffRegion(region.old, region.new, region.shown, list(words), example)


def _example(wordings: Wordings, found: Difference) -> DiffExample:
    old, new = wordings
    own = {name: value for name, value in found.facts.items() if name in new.policy.facts}
    gone = {name: value for name, value in found.facts.items() if name not in own}
    facts = {**plain_facts(old, gone), **plain_facts(new, own)}
    now = found.now.astimezone(new.zone).isoformat()
    return DiffExample(
        {name: facts[name] for name in found.facts},
        now,
        None if found.old is None else found.old.rule,
        None if found.new is None else found.new.rule,
    )
