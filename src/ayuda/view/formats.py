"""The JSON formats as types: what scripts and programs in Python may rely on.

Field by field they are what ``view.document`` writes; the schemas beside this module are made
from them.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from ayuda.view.case_formats import Cases, Mutants
from ayuda.view.diff_formats import Diff

Scalar = str | bool | int | float
"""A value of a fact: an id, yes or no, a number, a date, a moment with an offset, an address."""
PlainFacts = dict[str, Scalar | list[str]]
"""Facts by id; links are lists."""
Seconds = Annotated[int, msgspec.Meta(ge=0)]
Count = Annotated[int, msgspec.Meta(ge=0)]


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
    because: dict[str, Scalar | list[str] | None]


class AmountLine(Document, frozen=True):
    """A line of an amount. ``value`` is a decimal in a text, so that no reader rounds it."""

    name: str
    value: str


class Amount(Document, frozen=True):
    """A sum that the decision shows, with its lines; null where it ``needs`` facts.

    It is the sum of its lines, or the floor or cap that stands for that.
    """

    id: str
    name: str
    unit: str
    value: str | None
    needs: list[str]
    lines: list[AmountLine]


class Computed(Document, frozen=True):
    """A derived fact, a score or a table that a rule looked at, and what it was computed from."""

    name: str
    value: Scalar | list[str]
    because: dict[str, Scalar | list[str] | None]


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


class NearestChange(Document, frozen=True):
    """Facts that would have to be different, and what that comes to; null: not happened yet.

    ``moved_seconds`` has, for moments and days, how much later they would be; null of one that
    was not stated, or would not have happened.
    """

    facts: dict[str, Scalar | list[str] | None]
    moved_seconds: dict[str, int | None]
    outcome: str
    title: str


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
    amounts: list[Amount] | msgspec.UnsetType = msgspec.UNSET
    computed: list[Computed] | msgspec.UnsetType = msgspec.UNSET
    findings: list[Finding] | msgspec.UnsetType = msgspec.UNSET
    note: str | msgspec.UnsetType = msgspec.UNSET
    reply: str | msgspec.UnsetType = msgspec.UNSET
    nearest: list[NearestChange] | msgspec.UnsetType = msgspec.UNSET


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
    """A problem in words: where, what is wrong, what would be right.

    Of a path in a file of TOML also the file, the path, and the line and column in it.
    """

    where: str
    what: str
    hint: str
    file: str | msgspec.UnsetType = msgspec.UNSET
    line: Annotated[int, msgspec.Meta(ge=1)] | msgspec.UnsetType = msgspec.UNSET
    column: Annotated[int, msgspec.Meta(ge=1)] | msgspec.UnsetType = msgspec.UNSET
    path: str | msgspec.UnsetType = msgspec.UNSET


class Refusal(Document, frozen=True):
    """Why a call was refused: ``ayuda.error/1``."""

    format: Literal["ayuda.error/1"]
    problems: Annotated[list[Told], msgspec.Meta(min_length=1)]


class Choosable(Document, frozen=True):
    """Something to answer with: its id, and its words."""

    id: str
    text: str


class Card(Document, frozen=True):
    """A question of training: ``ayuda.card/1``; it names no rule, which would tell the answer.

    ``calls`` are what customers say; in an interview ``asked`` has the question that each answers.
    ``takes_moment``: a moment is an answer too. ``message`` are the lines of a message as a mail
    client shows it, and ``cues`` what may give it away.
    """

    format: Literal["ayuda.card/1"]
    session: str
    item: int
    kind: str
    flow: str
    calls: list[str]
    asked: list[str]
    message: list[str]
    question: str
    options: Annotated[list[Choosable], msgspec.Meta(min_length=2)]
    takes_moment: bool
    cues: list[Choosable]
    now: str
    lang: str


class Reply(Document, frozen=True):
    """A line that answers a card: an option's id or a moment, how sure, and a cue's id."""

    given: str
    sure: Literal["sure", "think-so", "guess"] | None = None
    cue: str | None = None


class Feedback(Document, frozen=True):
    """What is told of an answer, in words; ``change`` would have made it right."""

    is_right: bool
    right: list[str]
    rule: str
    outcome: str
    because: list[str]
    deadlines: list[str]
    sources: list[Statement]
    reading: str | None
    change: list[str]
    notes: list[str]


class ShownMessage(Document, frozen=True):
    """A message that was built for a card: its kind, and the seed it grew from."""

    kind: str
    seed: int


class Answer(Document, frozen=True, kw_only=True):
    """What a trainee answered, as it is kept: ``ayuda.answer/1``.

    A drill adds ``feedback``, or ``said``: what the customer says to a question of an interview.
    """

    format: Literal["ayuda.answer/1"]
    id: str
    session: str
    item: int
    profile: str
    mode: Literal["drill", "interview", "exam"]
    card: str
    kind: str
    flow: str
    rule: str
    outcome: str
    deadline: str | None
    policy_id: str
    policy: str
    lang: str
    facts: PlainFacts
    now: str
    given: str
    right: list[str]
    grade: Literal["right", "wrong", "needless", "too-early", "missed"]
    sure: Literal["sure", "think-so", "guess"] | None
    at: str
    seconds: float
    options: list[str] | msgspec.UnsetType = msgspec.UNSET
    message: ShownMessage | msgspec.UnsetType | None = msgspec.UNSET
    cue: str | msgspec.UnsetType | None = msgspec.UNSET
    cue_is_right: bool | msgspec.UnsetType | None = msgspec.UNSET
    region: str | msgspec.UnsetType | None = msgspec.UNSET
    feedback: Feedback | msgspec.UnsetType = msgspec.UNSET
    said: str | msgspec.UnsetType = msgspec.UNSET


class Receipt(Document, frozen=True, kw_only=True):
    """What was decided, to be shown and decided again later: ``ayuda.receipt/1``.

    ``left_out`` are facts that are not kept: of a text only whether it is well-formed. ``unknown``
    are those that nobody could say.
    """

    format: Literal["ayuda.receipt/1"]
    ref: str | None
    flow: str
    facts: PlainFacts
    left_out: dict[str, Literal["given", "malformed", "unknown"]]
    unknown: list[str]
    now: str
    zone: str
    region: str | None
    outcome: str
    rule: str
    windows: list[Window]
    amounts: dict[str, str | None] | msgspec.UnsetType = msgspec.UNSET
    policy: PolicyId


class ReplayedWindow(Document, frozen=True):
    """A window of a receipt or of today."""

    state: str
    begins: str = msgspec.field(name="from")
    until: str


class CameTo(Document, frozen=True):
    """What a receipt says that a case came to, or what it comes to today."""

    outcome: str
    rule: str
    windows: dict[str, ReplayedWindow]
    amounts: dict[str, str | None] | None


class Replayed(Document, frozen=True, kw_only=True):
    """A receipt that was decided again: ``ayuda.replay/1``.

    ``at_hand``: the policy that it names was there too; ``altered``: that one does not come to
    what the receipt says.
    """

    format: Literal["ayuda.replay/1"]
    where: str
    status: Literal["same", "changed", "no-baseline", "unreadable"]
    ref: str | None
    flow: str | None
    before: CameTo | None
    today: CameTo | None
    changes: list[Literal["outcome", "rule", "windows", "amounts"]]
    at_hand: bool
    altered: bool
    problem: Told | None


class ReplaySummary(Document, frozen=True, kw_only=True):
    """The counts of all receipts of a call: ``ayuda.replay-summary/1``."""

    format: Literal["ayuda.replay-summary/1"]
    receipts: Count
    same: Count
    changed: Count
    no_baseline: Count
    unreadable: Count
    altered: Count
    not_at_hand: Count
    policy: PolicyId
    lang: str


class GraphAnswer(Document, frozen=True):
    """A class of answers in words.

    One that is listed has its ``value``, days and numbers the ``ranges`` of their line (an end
    that is null is open), a moment the ``states`` of its windows.
    """

    text: str
    value: Scalar | list[str] | msgspec.UnsetType = msgspec.UNSET
    ranges: list[tuple[str | None, str | None]] | msgspec.UnsetType = msgspec.UNSET
    states: dict[str, str] | msgspec.UnsetType = msgspec.UNSET


class GraphEdge(Document, frozen=True):
    """The answers that lead from one node on to another, in words as a whole and one by one.

    ``blank``: so does not to know it; ``anything``: so does any value.
    """

    begins: int = msgspec.field(name="from")
    to: int
    text: str
    answers: list[GraphAnswer]
    blank: bool
    anything: bool


class GraphNode(Document, frozen=True):
    """A question about a fact; ``asked`` is false for what answers before it come to together."""

    id: int
    fact: str
    asked: bool
    text: str


class GraphWindow(Document, frozen=True):
    """A deadline that a leaf shows, with when it ends in words."""

    id: str
    text: str


class GraphLeaf(Document, frozen=True):
    """Where questions end: the rule that decides, and its outcome.

    Both are null where what is still needed is a fact that nobody can be asked for.
    """

    id: int
    rule: str | None
    outcome: str | None
    text: str
    windows: list[GraphWindow]
    needs: list[str]


class GraphQuestions(Document, frozen=True):
    """How many questions it takes at most, and all that are asked on so many paths together."""

    most: int
    total: int
    paths: int


class Graph(Document, frozen=True):
    """The questions of a procedure as a tree: ``ayuda.graph/1``. Equal subtrees are one node.

    ``root`` is the node, or the leaf, at which it begins.
    """

    format: Literal["ayuda.graph/1"]
    flow: str
    title: str
    root: int
    nodes: list[GraphNode]
    edges: list[GraphEdge]
    leaves: list[GraphLeaf]
    questions: GraphQuestions
    policy: PolicyId
    lang: str


class CheckProblem(Document, frozen=True):
    """A problem of a policy, or a warning of it; null where there is no such place, or no rule.

    ``path`` is that in the policy, ``code`` names the kind of problem.
    """

    level: Literal["error", "warning"]
    code: str
    file: str
    line: Annotated[int, msgspec.Meta(ge=1)] | None
    column: Annotated[int, msgspec.Meta(ge=1)] | None
    path: str | None
    rule: str | None
    what: str
    hint: str


class Check(Document, frozen=True):
    """All that is wrong with a policy: ``ayuda.check/1``. ``policy`` is its file."""

    format: Literal["ayuda.check/1"]
    policy: str
    problems: list[CheckProblem]
    errors: Annotated[int, msgspec.Meta(ge=0)]
    warnings: Annotated[int, msgspec.Meta(ge=0)]


class New(Document, frozen=True):
    """A policy that was written to begin with: ``ayuda.new/1``. ``policy`` is its file."""

    format: Literal["ayuda.new/1"]
    policy: str


class ProofRule(Document, frozen=True):
    """A rule, whether some case comes to it, and how many do; null where that is not counted."""

    id: str
    reached: bool
    cases: Annotated[int, msgspec.Meta(ge=0)] | None


class ProofQuestions(Document, frozen=True):
    """The most questions that an interview takes, and all that are asked on so many paths."""

    most: int
    total: int
    paths: int


class ProofFinding(Document, frozen=True):
    """What is wrong, or worth a look; ``facts`` are a case that shows it, decided to make sure.

    ``command`` decides it again, where options can state it. ``others`` are the rules, or the
    flows, that make it so. ``line`` and ``column`` are where it stands in the file that ``where``
    names.
    """

    level: Literal["error", "warning"]
    code: str
    where: str
    line: int | None
    column: int | None
    rule: str | None
    others: list[str]
    what: str
    hint: str
    facts: PlainFacts | None
    command: str | None


class ProofFlow(Document, frozen=True):
    """What was proven of a procedure. ``open`` are paths of which nothing could be shown in time.

    ``cases`` is null where there are more than are counted, and so is ``questions``.
    """

    flow: str
    title: str
    proven: bool
    cases: Annotated[int, msgspec.Meta(ge=0)] | None
    rules: list[ProofRule]
    questions: ProofQuestions | None
    findings: list[ProofFinding]
    open: list[str]


class Proofs(Document, frozen=True):
    """The proofs of a policy's procedures: ``ayuda.proof/1``."""

    format: Literal["ayuda.proof/1"]
    flows: list[ProofFlow]
    errors: Annotated[int, msgspec.Meta(ge=0)]
    warnings: Annotated[int, msgspec.Meta(ge=0)]
    policy: PolicyId
    lang: str


FORMATS: dict[str, type[msgspec.Struct]] = {
    "decision": Decision,
    "question": Question,
    "error": Refusal,
    "card": Card,
    "reply": Reply,
    "answer": Answer,
    "receipt": Receipt,
    "replay": Replayed,
    "replay-summary": ReplaySummary,
    "graph": Graph,
    "check": Check,
    "new": New,
    "proof": Proofs,
    "diff": Diff,
    "cases": Cases,
    "mutants": Mutants,
}
"""The formats that have a schema, by the name of its file."""


def schema_of(name: str) -> bytes:
    """The JSON Schema of a format, as its file has it."""
    schema = msgspec.json.schema(FORMATS[name])
    for described in schema.get("$defs", {}).values():
        if "description" in described:  # From Python 3.13 on docstrings come without their indent.
            lines = described["description"].splitlines()
            described["description"] = "\n".join(line.strip() for line in lines)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return msgspec.json.format(msgspec.json.encode(schema), indent=2) + b"\n"
