"""A raw message made evidence: the facts that the policy's rules decide on, and the findings."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from ayuda.errors import AyudaError
from ayuda.mail.brand.words import Words
from ayuda.mail.evidence import Evidence, Place
from ayuda.mail.judging.notes import Notes
from ayuda.mail.judging.proof import UNPROVEN, Proof, judge_proof
from ayuda.mail.judging.reading import Reading, evidence_of, read_one
from ayuda.mail.proof.signatures import KeyLookup
from ayuda.mail.raw.decoding import unwrap
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


class MessageChecks:
    """The checks of one policy; make it once for many messages. It keeps nothing of a message."""

    def __init__(self, mail: Mail) -> None:
        self.words = Words(mail)

    def evidence(
        self,
        raw: bytes,
        *,
        trusted_servers: Collection[str] = (),
        key_lookup: KeyLookup | None = None,
    ) -> Evidence:
        """The evidence of one message; see ``message_evidence``."""
        found = self._of_message(raw, trusted_servers, key_lookup)
        return found if isinstance(found, Evidence) else self._of_wrapped(*found)

    def _of_message(
        self, raw: bytes, trusted_servers: Collection[str], key_lookup: KeyLookup | None
    ) -> Evidence | tuple[Evidence, Part, bytes]:
        """The evidence of a message, or what it is with the encoded message to judge instead."""
        _refuse_what_is_no_message(raw)
        budget = Budget()
        outer, *attached = read_message(raw, budget)
        names = (field.name for field in outer.headers.fields)
        if _KNOWN.isdisjoint(names) and outer.headers.complete:
            raise AyudaError.of("message", "mail-not-a-message")
        reading = read_one(self.words, raw, outer, budget)
        inner = self._attached(raw, attached, budget) if attached else None
        wrapped = None if inner or reading.speaks_itself else _wrapped(raw, outer)
        if inner is not None and not reading.speaks_itself:
            # Whoever attached it could have written the results; and what leads elsewhere around
            # a genuine message must not borrow its proof.
            borrowed = reading.claimed and reading.leads.links_lead == "elsewhere"
            trusted_servers, key_lookup = (), None if borrowed else key_lookup
            reading = inner
        proof = UNPROVEN if wrapped else self._proof(reading, raw, trusted_servers, key_lookup)
        evidence = evidence_of(self.words, reading, proof, budget, len(raw))
        return (evidence, *wrapped) if wrapped else evidence

    def _proof(
        self,
        reading: Reading,
        raw: bytes,
        trusted_servers: Collection[str],
        key_lookup: KeyLookup | None,
    ) -> Proof:
        notes = Notes(self.words.standard, reading.message)
        return judge_proof(
            notes, raw, reading.sender, trusted_servers, key_lookup, claimed=reading.claimed
        )

    def _of_wrapped(self, outer: Evidence, part: Part, unwrapped: bytes) -> Evidence:
        """The evidence of a message that stands encoded in another one.

        Its places count in the attachment once it is decoded, and their parts say so.
        """
        try:
            found = self._of_message(unwrapped, (), None)
        except AyudaError:
            return outer
        if not isinstance(found, Evidence):
            found = found[0]
        place = Place(part.label, part.start, part.end)
        judged = self.words.standard.finding("attached-judged", part.filename, place)
        moved = (
            msgspec.structs.replace(
                finding,
                where=msgspec.structs.replace(
                    finding.where, part=f"{part.label}, decoded: {finding.where.part}"
                ),
            )
            for finding in found.findings
        )
        return msgspec.structs.replace(found, findings=(*moved, judged), judged_part=part.path)

    def _attached(self, raw: bytes, attached: Sequence[Message], budget: Budget) -> Reading | None:
        """The attached message to be judged: the first that claims to be the brand's, or is one."""
        first: Reading | None = None
        claiming: list[Reading] = []
        for message in attached[:ATTACHED_MESSAGES]:
            reading = read_one(self.words, raw, message, budget)
            first = first or reading
            if reading.claimed:
                claiming.append(reading)
        if len(attached) > ATTACHED_MESSAGES:
            budget.note("limit-parts", attached[ATTACHED_MESSAGES].start)
        if len(claiming) > 1:
            budget.note("attached-several", claiming[1].message.start)
        return claiming[0] if claiming else first


def _wrapped(raw: bytes, outer: Message) -> tuple[Part, bytes] | None:
    """The first message that is attached as a file or encoded, decoded, with its part."""
    for part in outer.parts:
        if part.kind == "message/rfc822" or part.filename.lower().endswith(".eml"):
            return part, unwrap(raw[part.start : part.end], part.encoding)
    return None


def message_evidence(
    mail: Mail,
    raw: bytes,
    *,
    trusted_servers: Collection[str] = (),
    key_lookup: KeyLookup | None = None,
) -> Evidence:
    """The evidence of one raw message (RFC 5322; a file of one message, or an mbox's first).

    ``trusted_servers`` are the names under which mail servers that the user trusts write
    Authentication-Results. ``key_lookup`` answers the look-ups that DKIM needs; without it
    nothing is looked up. Facts: the claim, and those of ``mail_vocabulary``. Where an
    attached message was judged, the evidence says which. Raises AyudaError for what is no
    message.
    """
    return MessageChecks(mail).evidence(raw, trusted_servers=trusted_servers, key_lookup=key_lookup)


def _refuse_what_is_no_message(raw: bytes) -> None:
    if not raw or raw.isspace():
        raise AyudaError.of("message", "mail-empty")
    if raw.startswith(_OUTLOOK):
        raise AyudaError.of("message", "mail-outlook")
