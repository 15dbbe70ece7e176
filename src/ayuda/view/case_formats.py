"""The JSON formats of a policy's own cases, and of its changes that none of them notices."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What all parts share: frozen, and no other fields."""


class CaseEnd(Part, frozen=True):
    """What a case comes to: an outcome by a rule, or the facts that are missing, or neither.

    ``until`` are the ends of windows, by window. ``contradiction`` says which facts contradict
    each other, in words.
    """

    outcome: str | None
    rule: str | None
    until: dict[str, str]
    needs: list[str]
    contradiction: str | None


class CaseFailure(Part, frozen=True):
    """A case that came to something else than it says, and where it is in its file.

    ``path`` is that in the file.
    """

    where: str
    file: str
    line: Annotated[int, msgspec.Meta(ge=1)] | None
    column: Annotated[int, msgspec.Meta(ge=1)] | None
    path: str | None
    id: str | None
    expected: CaseEnd
    got: CaseEnd


class FlowCases(Part, frozen=True):
    """The cases of a flow: how many, those that failed, and the rules that none comes to."""

    flow: str
    cases: int
    failed: list[CaseFailure]
    unreached: list[str]


class Cases(Part, frozen=True, kw_only=True):
    """What a policy's own cases came to: ``ayuda.cases/1``."""

    format: Literal["ayuda.cases/1"] = "ayuda.cases/1"
    policy_id: str
    sha256: str
    flows: list[FlowCases]


class MutantChange(Part, frozen=True):
    """One change of a policy; of two that are swapped, ``becomes`` is the second."""

    path: str
    kind: Literal["changed", "removed", "swapped"]
    was: str
    becomes: str


class NoticingCase(Part, frozen=True):
    """A case that would notice a change: what it comes to as the policy is, and ready to paste."""

    outcome: str
    rule: str
    toml: str


class Survivor(Part, frozen=True):
    """A change that no case notices, with one that would."""

    change: MutantChange
    flow: str
    case: NoticingCase


class UnsettledChange(Part, frozen=True):
    """A change that no case notices, for which a case was neither found nor ruled out."""

    change: MutantChange
    flow: str


class MutantTally(Part, frozen=True):
    """What became of the changes of a flow's rules, or of facts, windows and so on."""

    part: str
    changes: int
    noticed: int
    same: int
    refused: int
    survivors: int
    unsettled: int


class Mutants(Part, frozen=True, kw_only=True):
    """A policy changed in each place once: ``ayuda.mutants/1``.

    ``same`` are the changes that no case notices since they change no decision, ``unsettled`` those
    of which that is not known. ``written`` is
    the file to which ``added`` cases were added.
    """

    format: Literal["ayuda.mutants/1"] = "ayuda.mutants/1"
    policy_id: str
    sha256: str
    parts: list[MutantTally]
    survivors: list[Survivor]
    same: list[MutantChange]
    unsettled: list[UnsettledChange]
    written: str | None
    added: int
