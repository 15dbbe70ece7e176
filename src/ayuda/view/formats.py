"""The JSON formats as types: what scripts and programs in Python may rely on.

Field by field they are what ``view.document`` writes; the schemas beside this module are made
from them.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Scalar = str | bool
"""A value of a finite fact, a moment with an offset, or an address."""
PlainFacts = dict[str, Scalar | list[str]]
"""Facts by id; links are lists."""
Seconds = Annotated[int, msgspec.Meta(ge=0)]


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What all documents share: frozen, and no other fields."""


class Notice(Document, frozen=True):
    """A remark that holds."""

    id: str
    text: str


class Window(Document, frozen=True):
    """A span of time that the decision shows, as it stands now."""

    id: str
    state: str
    begins: str = msgspec.field(name="from")
    until: str
    seconds_left: Seconds


class TraceEntry(Document, frozen=True):
    """A rule that was looked at, and what made it fail or hold; null where nobody stated it."""

    rule: str
    held: bool
    because: dict[str, Scalar | None]


class Statement(Document, frozen=True):
    """What the source says, on which the decision rests."""

    id: str
    section: str
    says: str


class PolicyId(Document, frozen=True):
    """The policy that decided, and the SHA-256 of its file."""

    id: str
    sha256: str


class Place(Document, frozen=True):
    """Where something was found."""

    part: str
    start: int
    end: int


class Finding(Document, frozen=True):
    """Something found in a message or in what was stated of it. ``evidence`` is raw text."""

    rule: str
    breaks: bool
    statement: str | None
    evidence: str
    where: Place


class Decision(Document, frozen=True):
    """What a case comes to: ``ayuda.decision/1``."""

    format: Literal["ayuda.decision/1"]
    flow: str
    outcome: str
    rule: str
    title: str
    say: str | None
    steps: list[str]
    notices: list[Notice]
    windows: list[Window]
    facts: PlainFacts
    trace: list[TraceEntry]
    next: list[str]
    statements: list[Statement]
    reading: str | None
    policy: PolicyId
    now: str
    lang: str
    findings: list[Finding] | msgspec.UnsetType = msgspec.UNSET


class Need(Document, frozen=True):
    """A fact that can still change the decision; ``values`` is null where any will do."""

    fact: str
    option: str
    question: str
    values: list[Scalar] | None


class Question(Document, frozen=True):
    """What is needed before a case can be decided: ``ayuda.question/1``. ``needs[0]`` is next."""

    format: Literal["ayuda.question/1"]
    flow: str
    facts: PlainFacts
    needs: Annotated[list[Need], msgspec.Meta(min_length=1)]
    now: str
    lang: str


class Told(Document, frozen=True):
    """A problem in words: where, what is wrong, what would be right."""

    where: str
    what: str
    hint: str


class Refusal(Document, frozen=True):
    """Why a call was refused: ``ayuda.error/1``."""

    format: Literal["ayuda.error/1"]
    problems: Annotated[list[Told], msgspec.Meta(min_length=1)]


FORMATS: dict[str, type[Document]] = {
    "decision": Decision,
    "question": Question,
    "error": Refusal,
}
"""The formats that have a schema, by the name of its file."""


def schema_of(name: str) -> bytes:
    """The JSON Schema of a format, as its file has it."""
    schema = msgspec.json.schema(FORMATS[name])
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return msgspec.json.format(msgspec.json.encode(schema), indent=2) + b"\n"
