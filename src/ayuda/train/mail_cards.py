"""A message to judge: its bytes, how a mail client shows it, the verdict, and what gives it away.

The verdict is what ``check-email`` says of the bytes with the customer's mail service trusted. How
hard a message is to judge goes by the NIST Phish Scale (Steves, Greene & Theofanos 2020, Journal of
Cybersecurity 6(1)): few cues and a premise that fits are hard; many, and one that does not, easy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from random import Random
from typing import Final, Literal

import msgspec

from ayuda.case import Case, decide
from ayuda.engine.results import Decision
from ayuda.engine.windows import Setting
from ayuda.mail.evidence import Finding
from ayuda.mail.judge import message_evidence
from ayuda.model import Language
from ayuda.texts import visible
from ayuda.train.answers import ShownMessage
from ayuda.train.decided import is_signal
from ayuda.train.mail.building import Built, build, raw_of
from ayuda.train.mail.kinds import Cue, Kind, kinds
from ayuda.view.wording import defanged

Difficulty = Literal["hard", "medium", "easy"]
FROM_EASY: Final[tuple[Difficulty, ...]] = ("easy", "medium", "hard")
FRAUD: Final = "fraudulent"
"""The verdict that fraudulent kinds of built messages come to, by the built-in policy."""

CUES: Final[tuple[Cue, ...]] = (
    "sender",
    "link",
    "service",
    "form",
    "attachment",
    "forwarded",
    "claim",
)
_CUE_OF: Final[tuple[tuple[str, Cue], ...]] = (
    ("dmarc-failed", "service"),
    ("proof-", "service"),
    ("passed-on", "sender"),
    ("form-", "form"),
    ("attachment-", "attachment"),
    ("forwarded-inline", "forwarded"),
    ("sender-", "sender"),
    ("link-", "link"),
)
"""Which cue a finding is, by how its id begins; the first that fits."""
_PROVEN: Final = {"genuine": ("proof-",), "relayed": ("passed-on", "proof-")}
"""Findings that speak for a verdict without breaking anything."""
_MANY = 3
NAMES_HOST: Final = re.compile(r"https?:|@|[^\W\d_]\.[^\W\d_]|\d\.\d+\.", re.IGNORECASE)
"""A word that a terminal may make a link of: not a price, and not the end of a sentence."""


class MailView(msgspec.Struct, frozen=True, kw_only=True):
    """A message as a mail client shows it, safe on a terminal and with nothing to click.

    ``links`` are what they say and where they lead. ``service`` is what the customer's mail service
    says of it, empty where it says nothing.
    """

    sender_name: str
    sender: str
    to: str
    subject: str
    lines: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    fields: tuple[str, ...]
    attachment: str | None
    service_name: str
    service: str
    ordered: str


class MailCard(msgspec.Struct, frozen=True, kw_only=True):
    """A message of a drill.

    ``cues`` are what stands in it to look at, and ``telling`` those of them that settle it.
    """

    shown: ShownMessage
    raw: bytes
    view: MailView
    decision: Decision
    findings: tuple[Finding, ...]
    cues: tuple[Cue, ...]
    telling: tuple[Cue, ...]
    difficulty: Difficulty

    @property
    def verdict(self) -> str:
        """The outcome that ``check-email`` comes to."""
        return self.decision.rule.outcome


def dealt(setting: Setting, flow: str, shown: ShownMessage, language: Language) -> MailCard:
    """The message of a kind and a seed, judged as the flow judges it. Raises KeyError."""
    mail = setting.policy.mail
    assert mail is not None
    kind = kinds()[shown.kind]
    built = build(mail, kind, shown.seed, language, setting.now)
    raw = raw_of(built)
    evidence = message_evidence(
        mail,
        raw,
        trusted_servers=(built.service,),
        key_lookup=None,
        now=setting.now,
    )
    result = decide(setting, Case(flow, evidence.facts, evidence))
    assert isinstance(result.answer, Decision)
    cues = tuple(cue for cue in CUES if _stands_there(cue, built, kind))
    verdict = result.answer.rule.outcome
    accused = is_signal(setting.policy, verdict)
    telling = _telling(verdict, result.findings, cues, accused=accused)
    return MailCard(
        shown=shown,
        raw=raw,
        view=_view(built),
        decision=result.answer,
        findings=result.findings,
        cues=cues,
        telling=telling,
        difficulty=_difficulty(len(telling), kind),
    )


def draw_messages(
    draw: Random, count: int, fraud_share: float, among: Iterable[str] | None = None
) -> list[ShownMessage]:
    """So many messages, of which this share (rounded) is fraudulent, no kind twice in a round."""
    known = list(kinds().values()) if among is None else [kinds()[name] for name in among]
    frauds = [kind for kind in known if kind.way.verdict == FRAUD]
    others = [kind for kind in known if kind.way.verdict != FRAUD]
    wanted = round(count * fraud_share) if others else count
    wanted = wanted if frauds else 0
    drawn = [*_rounds(draw, frauds, wanted), *_rounds(draw, others, count - wanted)]
    draw.shuffle(drawn)
    return [ShownMessage(kind.id, draw.randrange(1 << 32)) for kind in drawn]


def _rounds(draw: Random, among: Sequence[Kind], count: int) -> list[Kind]:
    found: list[Kind] = []
    while among and len(found) < count:
        found += draw.sample(list(among), min(len(among), count - len(found)))
    return found


def _stands_there(cue: Cue, built: Built, kind: Kind) -> bool:
    there = {
        "link": bool(built.links),
        "form": bool(built.fields),
        "attachment": built.attachment is not None,
        "forwarded": kind.way.forward,
    }
    return there.get(cue, True)


def _telling(
    verdict: str, findings: Iterable[Finding], cues: Sequence[Cue], *, accused: bool
) -> tuple[Cue, ...]:
    """What settles the verdict: what breaks a rule, the proof, or that nothing can be told."""
    found: set[Cue] = set()
    if verdict == "no-claim":
        found = {"claim"}
    for finding in findings:
        speaks = finding.breaks if accused else finding.rule.startswith(_for(verdict))
        cue = next((cue for beginning, cue in _CUE_OF if finding.rule.startswith(beginning)), None)
        if speaks and cue is not None:
            found.add(cue)
    settling = tuple(cue for cue in cues if cue in found)
    return settling or ("service",)


def _for(verdict: str) -> tuple[str, ...]:
    return _PROVEN.get(verdict, ("forwarded-inline", "form-"))


def _difficulty(cues: int, kind: Kind) -> Difficulty:
    """By the number of cues and by how the premise fits; of what is no fraud by the premise."""
    weight = min(cues, _MANY) + {"high": 0, "medium": 1, "low": 2}[kind.story.fits]
    return "hard" if weight <= 1 else "medium" if weight <= _MANY else "easy"


def _view(built: Built) -> MailView:
    return MailView(
        sender_name=defanged(built.sender_name),
        sender=defanged(built.sender),
        to=defanged(built.to),
        subject=_prose(built.subject),
        lines=tuple(_prose(line) for line in built.lines),
        links=tuple((_prose(text), defanged(target, None)) for text, target in built.links),
        fields=built.fields,
        attachment=defanged(built.attachment) if built.attachment else None,
        service_name=built.service,
        service=built.service_word,
        ordered=built.ordered,
    )


def _prose(text: str) -> str:
    """A text, safe to show: of its words only those that name a host are no longer to click."""
    words = text.split(" ")
    return " ".join(
        defanged(word, None) if NAMES_HOST.search(word) else visible(word, None) for word in words
    )
