"""One message read: everything that is found in it but the proof, and the evidence it makes."""

from __future__ import annotations

import msgspec

from ayuda.mail.brand.claims import CLAIMED
from ayuda.mail.brand.speakers import Speaker
from ayuda.mail.brand.weights import HALF
from ayuda.mail.brand.words import Words
from ayuda.mail.evidence import Evidence, Finding, Place
from ayuda.mail.judging.attachments import attachment_findings
from ayuda.mail.judging.claim import Claim, judge_claim, plight_of
from ayuda.mail.judging.forward import passed_on
from ayuda.mail.judging.leads import JudgedLeads, judge_leads
from ayuda.mail.judging.mentions import mentions
from ayuda.mail.judging.notes import Notes, few_of_each
from ayuda.mail.judging.proof import Proof
from ayuda.mail.judging.requests import asking_sentences, names_that_ask, secret_fields
from ayuda.mail.judging.sender import JudgedSender, judge_from
from ayuda.mail.raw.encoded_words import decode_words
from ayuda.mail.raw.limits import Budget
from ayuda.mail.raw.message import Message
from ayuda.mail.shown.content import Content, read_content

_PRETENDING = frozenset({"link-look-alike", "link-brand-in-host"})
SHOWN_HEADERS = ("from", "subject", "date")
SHOWN = 500
"""How many characters of a header are shown to people."""


class Reading(msgspec.Struct, frozen=True):
    """A message as it was read.

    ``claimed``: it claims to be the brand's. ``findings`` are those of the text (requests, mentions
    and what passes another message on) and of what is attached.
    """

    message: Message
    sender: JudgedSender
    claim: Claim
    leads: JudgedLeads
    claimed: bool
    secret_form: bool
    forwarded: bool
    findings: tuple[Finding, ...]
    content: Content

    @property
    def form(self) -> bool:
        """Whether it has a form, whatever that asks."""
        return any(page.inputs for _, page in self.content.pages)

    @property
    def speaks_itself(self) -> bool:
        """Whether it claims in its own words, and does not only pass on another's subject."""
        return self.claim.itself or (self.claim.by_subject and not self.claim.answers)


def read_one(words: Words, raw: bytes, message: Message, budget: Budget) -> Reading:
    """Everything that can be read of a message without proof; ``budget`` is what it may cost."""
    notes = Notes(words.standard, message)
    content = read_content(raw, message, budget)
    sender = judge_from(notes)
    claim = judge_claim(words, notes, sender.sender, content)
    leads = judge_leads(words, notes, content, budget)
    weight = claim.weight + _weight_of_links(leads, claim.speaker)
    secrets = tuple(secret_fields(words, notes, content))
    # Where there is no sign of a claim, a request or trouble is not in the brand's name.
    asked = tuple(asking_sentences(words, notes, content)) if weight else ()
    weight += bool(asked)
    unsure = 0 < weight < CLAIMED and not claim.speaker.named
    plight = plight_of(words, notes, content) if unsure else None
    claimed = weight + (HALF if plight else 0) >= CLAIMED
    forward = passed_on(words, notes, sender.sender, claim, content, claimed=claimed)
    found = [*secrets, *filter(None, (forward, plight)), *asked]
    found += attachment_findings(notes, raw, content)
    if not (claimed or forward):
        found += mentions(words, notes, sender, claim, content)
    return Reading(
        message=message,
        sender=sender,
        claim=claim,
        leads=leads,
        claimed=claimed,
        secret_form=bool(secrets),
        forwarded=forward is not None,
        findings=tuple(found),
        content=content,
    )


def _weight_of_links(leads: JudgedLeads, speaker: Speaker) -> int:
    """What links add to a claim: words that pretend, and a host that does."""
    shown = min(leads.weight, HALF) if speaker.named else leads.weight
    pretends = any(finding.rule in _PRETENDING for finding in leads.findings)
    return shown + (HALF if pretends else 0)


def evidence_of(words: Words, reading: Reading, proof: Proof, budget: Budget, end: int) -> Evidence:
    """What was found, in the end; ``end`` is where the message's file ends.

    Only a claim can break the rules of what it claims to be, and links of a proven message break
    none. Nothing does in what is passed on: its sender is whoever passes it on.
    """
    message = reading.message
    notes = Notes(words.standard, message)
    found = [] if reading.forwarded else [*reading.sender.findings]
    found += [*reading.claim.findings, *reading.leads.findings]
    found += [*reading.findings, *proof.findings]
    relayed = words.standard.passes_on(reading.sender.sender.domain)
    if proof.proven and relayed:
        field = message.headers.first("from")
        found.append(notes.in_field("passed-on", reading.sender.sender.address, field))
    found += names_that_ask(words, notes, reading.content) if proof.proven else ()
    found += [notes.at(rule, "", Place("message", at, end)) for rule, at in budget.reached.items()]
    if message.path:
        place = Place(message.path, message.start, message.end)
        found.append(notes.at("attached-judged", message.headers.text("subject"), place))
    breaks = reading.claimed and not reading.forwarded
    findings = tuple(
        finding
        if breaks and not (proof.proven and finding.rule.startswith("link-"))
        else msgspec.structs.replace(finding, breaks=False)
        for finding in few_of_each(found)
    )
    facts: dict[str, str | bool] = {
        words.mail.claim_fact: reading.claimed,
        "sender_is": reading.sender.sender_is,
        "links_lead": reading.leads.links_lead,
        "forwarded_inline": reading.forwarded,
        "dmarc_failed": proof.dmarc_failed,
        "proven": proof.proven,
        "passed_on": relayed,
        "incomplete": bool(budget.reached) or reading.leads.links_lead == "unknown",
        "secret_form": reading.secret_form,
    }
    return Evidence(facts, findings, message.path, _shown_headers(message))


def _shown_headers(message: Message) -> tuple[tuple[str, str], ...]:
    texts = {name: message.headers.text(name)[:SHOWN] for name in SHOWN_HEADERS}
    return tuple((name.title(), decode_words(text)) for name, text in texts.items() if text)
