"""What became of a policy's changes as a document for scripts, with cases ready to paste."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from ayuda.author.cases.written import WrittenCase, case_text
from ayuda.author.mutating.change import Mutant
from ayuda.author.mutating.chosen import Chosen
from ayuda.author.mutating.survivors import Mutated, Survivor
from ayuda.author.mutating.telling import Told
from ayuda.model import ExampleCase, Policy
from ayuda.policy.check_cases import needs_present
from ayuda.policy.load import PolicyFile
from ayuda.view import case_formats as formats

MOST_NOTES = 3
"""How many of the changes that a case notices are noted above it."""


class Writer(msgspec.Struct, frozen=True):
    """What writes cases of a policy: ``now`` is the present of those that name none."""

    policy: Policy
    now: datetime | None

    def text(self, flow: str, told: Told, notes: tuple[str, ...] = ()) -> str:
        """A case ready to paste."""
        end = told.end
        named = None if told.now == self.now else told.now
        order = self.policy.flows[flow].facts
        facts = {name: told.facts[name] for name in order if name in told.facts}
        until = {name: end.until[name] for name in told.until}
        if named is not None and not until and not self._needs_present(flow, told):
            named = None
        case = WrittenCase(
            flow, facts, named, told.now, str(end.outcome), str(end.rule), until, notes
        )
        return case_text(case, ZoneInfo(self.policy.time_zone))

    def _needs_present(self, flow: str, told: Told) -> bool:
        case = ExampleCase(facts=dict.fromkeys(told.facts, ""), outcome="")
        return needs_present(self.policy, self.policy.flows[flow], case)

    def chosen(self, one: Chosen) -> str:
        """A case to be added, with the changes that it notices noted."""
        notes = [_note(mutant) for mutant in one.noticed[:MOST_NOTES]]
        return self.text(one.flow, one.told, tuple(notes))


def _note(mutant: Mutant) -> str:
    if mutant.kind == "swapped":
        return f"{mutant.path}: {mutant.was} ↔ {mutant.becomes}"
    if mutant.kind == "removed":
        return f"{mutant.path}: - {mutant.was}"
    return f"{mutant.path}: {mutant.was} → {mutant.becomes}"


def mutants_document(
    file: PolicyFile, found: Mutated, writer: Writer, written: str | None, added: int
) -> formats.Mutants:
    """All that became of the changes."""
    parts = [
        formats.MutantTally(part=part, **msgspec.structs.asdict(tally))
        for part, tally in found.parts.items()
    ]
    return formats.Mutants(
        policy_id=file.policy.id,
        sha256=file.sha256,
        parts=parts,
        survivors=[_survivor(writer, one) for one in found.survivors],
        same=[_change(one) for one in found.same],
        unsettled=[
            formats.UnsettledChange(_change(one.mutant), one.flow) for one in found.unsettled
        ],
        written=written,
        added=added,
    )


def _survivor(writer: Writer, one: Survivor) -> formats.Survivor:
    end = one.told.end
    text = writer.text(one.flow, one.told)
    case = formats.NoticingCase(str(end.outcome), str(end.rule), text)
    return formats.Survivor(_change(one.mutant), one.flow, case)


def _change(one: Mutant) -> formats.MutantChange:
    return formats.MutantChange(one.path, one.kind, one.was, one.becomes)
