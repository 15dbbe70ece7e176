"""A raw message made evidence: the facts that the policy's rules decide on, and the findings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec

from ayuda.errors import AyudaError
from ayuda.mail.brand.words import Words
from ayuda.mail.evidence import Evidence, Finding, Place
from ayuda.mail.judging.notes import Notes
from ayuda.mail.judging.offers import judge_offers, may_be_proven, untrusted_results
from ayuda.mail.judging.proof import UNPROVEN, Means, judge_proof
from ayuda.mail.judging.reading import Reading, evidence_of, read_one
from ayuda.mail.proof.signatures import KeyLookup
from ayuda.mail.raw.decoding import decodes_one_way, unwrap
from ayuda.mail.raw.file_names import ends_in, readable_name
from ayuda.mail.raw.limits import ATTACHED_MESSAGES, Budget
from ayuda.mail.raw.message import Message, Part, read_message
from ayuda.model import Mail

_OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an Outlook .msg file begins (MS-CFB, 2.2)."""
_KNOWN = frozenset(
    [
        "from",
        "to",
        "subject",
        "date",
        "received",
        "message-id",
        "mime-version",
        "content-type",
        "return-path",
        "sender",
    ]
)


_LEADING_AWAY = frozenset(
    [
        "link-elsewhere",
        "link-look-alike",
        "link-brand-in-host",
        "link-brand-in-path",
        "link-ip-address",
        "link-user-info",
        "link-rentable",
        "link-not-web",
        "link-unreadable",
        "link-rewritten-unknown",
        "form-asks-secrets",
    ]
)
"""Findings that say where a message leads that carries another one."""
_SKIPPED = ("limit-", "attached-several")


class _Encoded(msgspec.Struct, frozen=True):
    """A message that stands encoded in another: its part, its bytes, and what may prove it.

    ``around`` is what is said of the message that it stands in.
    """

    part: Part
    content: bytes
    means: Means
    around: Finding | None

    def around_if(self, found: Evidence) -> tuple[Finding, ...]:
        """What is said of the message around it, where that keeps it from being proven."""
        if self.around is None or found.facts["sender_is"] != "documented":
            return ()
        return (self.around,)


class MessageChecks:
    """The checks of one policy; make it once for many messages.

    No message is kept: only the last names of hosts, tags and declarations of styles, with what
    they come to, since mail repeats them; no long one, and no tag with an address in it.
    """

    def __init__(self, mail: Mail) -> None:
        self.words = Words(mail)

    def evidence(
        self,
        raw: bytes,
        *,
        trusted_servers: Collection[str] = (),
        key_lookup: KeyLookup | None = None,
        now: datetime | None = None,
    ) -> Evidence:
        """The evidence of one message; see ``message_evidence``."""
        means = Means(tuple(trusted_servers), key_lookup, now.timestamp() if now else None)
        evidence, encoded = self._of_message(raw, means)
        return evidence if encoded is None else self._of_encoded(evidence, encoded)

    def _of_message(self, raw: bytes, means: Means) -> tuple[Evidence, _Encoded | None]:
        """The evidence of a message, and the encoded one in it that is to be judged instead."""
        _refuse_what_is_no_message(raw)
        budget = Budget()
        outer, *attached = read_message(raw, budget)
        names = (field.name for field in outer.headers.fields)
        if _KNOWN.isdisjoint(names) and outer.headers.complete:
            raise AyudaError.of("message", "mail-not-a-message")
        reading = read_one(self.words, raw, outer, budget)
        if reading.speaks_itself:
            return self._proven(raw, reading, means, budget, None), None
        inner, *others = self._attached(raw, attached, budget)
        encoded = _encoded_parts(outer)
        if len(encoded) + (inner is not None) > 1:
            budget.note("attached-several", encoded[-1].start)
        around = next(filter(None, map(self._around, (reading, *others))), None)
        if inner is not None:
            means = means.for_attached(closed=around is not None)
            return self._proven(raw, inner, means, budget, around), None
        if not encoded:
            return self._proven(raw, reading, means, budget, None), None
        part = encoded[0]
        evidence = evidence_of(self.words, reading, UNPROVEN, budget, len(raw))
        source = raw[part.start : part.end]
        means = means.for_attached(
            closed=around is not None or not decodes_one_way(source, part.encoding)
        )
        return evidence, _Encoded(part, unwrap(source, part.encoding), means, around)

    def _proven(
        self, raw: bytes, reading: Reading, means: Means, budget: Budget, around: Finding | None
    ) -> Evidence:
        """The evidence of a reading with its proof; ``around`` is what keeps it from having one."""
        notes = Notes(self.words.standard, reading.message)
        proof = judge_proof(notes, raw, reading.sender, means)
        more: list[Finding] = []
        if around is not None and may_be_proven(reading):
            more.append(around)
        elif not budget.reached:
            more += judge_offers(notes, raw, reading, proof, means)
        offered = any(finding.rule == "offers-server" for finding in more)
        if reading.claimed and not proof.proven and not offered:
            untrusted = untrusted_results(notes, means)
            more += [untrusted] if untrusted is not None else []
        proof = msgspec.structs.replace(proof, findings=(*proof.findings, *more))
        return evidence_of(self.words, reading, proof, budget, len(raw))

    def _around(self, reading: Reading) -> Finding | None:
        """What in a message must not borrow the proof of the one that is attached to it."""
        notes = Notes(self.words.standard, reading.message)
        leads = reading.leads
        if not reading.form and leads.links_lead not in {"elsewhere", "unknown"}:
            return None
        found = [one for one in (*leads.findings, *reading.findings) if one.rule in _LEADING_AWAY]
        first = min(found, key=lambda finding: not finding.breaks, default=None)
        if first is None:
            return notes.at("attached-among-links", "", Place("message", 0, 0))
        return notes.at("attached-among-links", first.evidence, first.where)

    def _of_encoded(self, outer: Evidence, encoded: _Encoded) -> Evidence:
        """The evidence of a message that stands encoded in another one.

        Its places count in the attachment once it is decoded, and their parts say so.
        """
        try:
            found, _ = self._of_message(encoded.content, encoded.means)
        except AyudaError:
            return outer
        part = encoded.part
        place = Place(part.label, part.start, part.end)
        judged = self.words.standard.finding("attached-judged", readable_name(part.filename), place)
        moved = (
            msgspec.structs.replace(
                finding,
                where=msgspec.structs.replace(
                    finding.where, part=f"{part.label}, decoded: {finding.where.part}"
                ),
            )
            for finding in found.findings
        )
        # What was skipped around it could be what people read.
        skipped = [finding for finding in outer.findings if finding.rule.startswith(_SKIPPED)]
        incomplete = found.facts["incomplete"] or bool(skipped)
        return msgspec.structs.replace(
            found,
            facts={**found.facts, "incomplete": incomplete},
            findings=(*moved, *skipped, judged, *encoded.around_if(found)),
            judged_part=part.path,
        )

    def _attached(
        self, raw: bytes, attached: Sequence[Message], budget: Budget
    ) -> tuple[Reading | None, *tuple[Reading, ...]]:
        """The attached message to be judged, and then the others.

        It is the first that claims to be the brand's, or the first at all.
        """
        readings = [
            read_one(self.words, raw, message, budget) for message in attached[:ATTACHED_MESSAGES]
        ]
        claiming = [reading for reading in readings if reading.claimed]
        if len(attached) > ATTACHED_MESSAGES:
            budget.note("limit-parts", attached[ATTACHED_MESSAGES].start)
        if len(claiming) > 1:
            budget.note("attached-several", claiming[1].message.start)
        judged = next(iter(claiming or readings), None)
        return judged, *(reading for reading in readings if reading is not judged)


def _encoded_parts(outer: Message) -> list[Part]:
    """The parts that are messages attached as files or encoded."""
    return [
        part for part in outer.parts if part.kind == "message/rfc822" or ends_in(part, (".eml",))
    ]


def message_evidence(
    mail: Mail,
    raw: bytes,
    *,
    trusted_servers: Collection[str] = (),
    key_lookup: KeyLookup | None = None,
    now: datetime | None = None,
) -> Evidence:
    """The evidence of one raw message (RFC 5322; a file of one message, or an mbox's first).

    ``trusted_servers`` are the names under which mail servers that the user trusts write
    Authentication-Results. ``key_lookup`` answers the look-ups that DKIM needs; without it
    nothing is looked up. ``now`` is when signatures must not have expired; without it, those that
    can expire count as expired. Facts: the claim, and those of ``mail_vocabulary``. Where an
    attached message was judged, the evidence says which. Raises AyudaError for what is no
    message.
    """
    checks = MessageChecks(mail)
    return checks.evidence(raw, trusted_servers=trusted_servers, key_lookup=key_lookup, now=now)


def _refuse_what_is_no_message(raw: bytes) -> None:
    if not raw or raw.isspace():
        raise AyudaError.of("message", "mail-empty")
    if raw.startswith(_OUTLOOK):
        raise AyudaError.of("message", "mail-outlook")
