"""One message while it is judged: what it claims, who sent it, where it leads, what it asks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import msgspec

from ayuda.mail.authentication import Statement, trusted_results
from ayuda.mail.claims import CLAIMED, Sign
from ayuda.mail.content import Content, Lead, read_content
from ayuda.mail.decoding import Body
from ayuda.mail.dkim_proof import KeyLookup, verify
from ayuda.mail.encoded_words import decode_words
from ayuda.mail.evidence import Evidence, Finding, Place
from ayuda.mail.headers import Field
from ayuda.mail.limits import FINDINGS_OF_A_RULE, Budget
from ayuda.mail.links import Link, read_link, together
from ayuda.mail.lookalikes import fold
from ayuda.mail.message import Message
from ayuda.mail.senders import Sender, read_sender
from ayuda.mail.stated import judge_sender, shown_link
from ayuda.mail.words import Words

_ANSWER = re.compile(
    r"^\s*(?:re|aw|sv|antw|rif|ref|fwd?|rv|wg|tr|enc|i)\s*(?:\[\d+\])?:", re.IGNORECASE
)
_SHOWN_HOST = re.compile(
    r"(?:https?://)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)\.?(?:[:/?#]\S*)?", re.IGNORECASE
)
_WHERE_FROM = "header From"


SHOWN_HEADERS = ("from", "subject", "date")
SHOWN = 500
"""How many characters of a header are shown to people."""


class Reading:
    """One message while it is judged."""

    def __init__(self, words: Words, raw: bytes, message: Message, budget: Budget) -> None:
        self.words = words
        self.standard = words.standard
        self.raw = raw
        self.message = message
        self.budget = budget
        self.facts: dict[str, str | bool] = {}
        self.findings: list[Finding] = []
        self.sender = Sender("", "", "", "sender-missing")
        self.content = Content()
        self.weight = 0
        self.claims_itself = False
        self.subject_claims = False
        self.proven = False

    @property
    def claimed(self) -> bool:
        """Whether it claims to be the brand's."""
        return self.weight >= CLAIMED

    @property
    def speaks_itself(self) -> bool:
        """Whether it claims in its own words, and does not only pass on another's subject."""
        subject = decode_words(self.message.headers.text("subject")[:2000])
        return self.claims_itself or (self.subject_claims and not _ANSWER.match(subject))

    def read(self) -> None:
        """Everything but the proof."""
        self.content = read_content(self.raw, self.message, self.budget)
        self._read_sender()
        self._read_claims()
        self._read_leads()
        self._read_forms()
        self._read_forward()
        self._read_asks()

    def evidence(self) -> Evidence:
        """What was found, in the end. Only a claim can break the rules of what it claims to be."""
        for rule, position in self.budget.reached.items():
            self.add(rule, "", Place("message", position, len(self.raw)))
        self.facts["claims_amazon"] = self.claimed
        self.facts["incomplete"] = bool(self.budget.reached)
        if self.message.path:
            place = Place(self.message.path, self.message.start, self.message.end)
            self.add("attached-judged", self.message.headers.text("subject"), place)
        findings = tuple(
            finding
            if self.claimed and not (self.proven and finding.rule.startswith("link-"))
            else msgspec.structs.replace(finding, breaks=False)
            for finding in self._kept()
        )
        return Evidence(dict(self.facts), findings, self.message.path, self._shown_headers())

    def _shown_headers(self) -> tuple[tuple[str, str], ...]:
        texts = {name: self.message.headers.text(name)[:SHOWN] for name in SHOWN_HEADERS}
        return tuple((name.title(), decode_words(text)) for name, text in texts.items() if text)

    def _kept(self) -> Iterator[Finding]:
        """Findings without the many of one rule; what breaks comes first, then in order."""
        count: dict[str, int] = {}
        for finding in sorted(self.findings, key=lambda finding: not finding.breaks):
            count[finding.rule] = count.get(finding.rule, 0) + 1
            if count[finding.rule] <= FINDINGS_OF_A_RULE:
                yield finding

    def add(self, rule: str, evidence: str, where: Place) -> None:
        """A finding at a place."""
        self.findings.append(self.standard.finding(rule, evidence, where))

    def add_field(self, rule: str, evidence: str, field: Field | None) -> None:
        """A finding in a header."""
        name = field.name.title() if field else "From"
        span = (field.start, field.end) if field else (self.message.start, self.message.start)
        self.add(rule, evidence, Place(self._part(f"header {name}"), *span))

    def add_words(self, rule: str, words: str, body: Body, needle: str = "") -> None:
        """A finding in a text, placed where ``needle`` stands, or the words themselves."""
        self.add(rule, words, Place(body.part.label, *body.place(needle or words)))

    def _part(self, label: str) -> str:
        return f"{self.message.path} {label}" if self.message.path else label

    def _read_sender(self) -> None:
        """The facts ``sender_is`` (S04, S05), and an answer that would go elsewhere."""
        fields = self.message.headers.all("from")
        field = fields[0] if fields else None
        sender = read_sender(field.text if field else "")
        self.sender = msgspec.structs.replace(sender, display=decode_words(sender.display))
        where = Place(self._part(_WHERE_FROM), *((field.start, field.end) if field else (0, 0)))
        if len(fields) > 1:
            self.facts["sender_is"] = "malformed"
            shown = ", ".join(one.text for one in fields[:5])
            self.add(
                "sender-several-headers", shown, msgspec.structs.replace(where, end=fields[-1].end)
            )
            return
        shown = field.text if field else ""
        self.facts["sender_is"], found = judge_sender(self.standard, sender, shown, where)
        self.findings.extend(found)
        reply = self.message.headers.first("reply-to")
        if reply is not None and self.facts["sender_is"] == "documented":
            target = read_sender(reply.text)
            if self.standard.documented(target.domain) is None:
                self.add_field("reply-elsewhere", reply.text, reply)

    def _signs_of_sender(self) -> Iterator[tuple[Sign, Field | Body]]:
        """Signs of a claim in every From header."""
        for field in self.message.headers.all("from")[:5]:
            sender = read_sender(field.text)
            for sign in (
                self.words.claims.in_display(decode_words(sender.display)),
                self.words.claims.in_address(sender.address, sender.domain),
            ):
                if sign is not None:
                    yield sign, field

    def _signs_elsewhere(self) -> Iterator[tuple[Sign, Field | Body]]:
        """Signs of a claim in the subject, the texts and the logo."""
        claims, headers = self.words.claims, self.message.headers
        subject = headers.first("subject")
        if subject is not None:
            words = decode_words(subject.text[:2000])
            answered = headers.first("in-reply-to") or headers.first("references")
            sign = claims.in_subject(
                words,
                answer=bool(_ANSWER.match(words) and answered),
                carrier=self._from_carrier(),
                listed=headers.first("list-post") is not None,
            )
            if sign is not None:
                yield sign, subject
        for text in self.content.texts:
            for sign in claims.in_text(text.words, text.folded):
                yield sign, text.body
        logo = self.content.logo
        if logo is not None and (sign := claims.in_logo(logo.words)) is not None:
            yield sign, logo.body

    def _from_carrier(self) -> bool:
        domain = self.sender.domain
        return any(
            domain == carrier or domain.endswith("." + carrier)
            for carrier in self.standard.mail.claims.carriers
        )

    def _read_claims(self) -> None:
        """How much of a claim there is; the same kind of sign weighs once.

        A sender that claims leaves nothing to be learnt from the text, so that is not searched.
        """
        weights: dict[str, int] = {}
        signs = list(self._signs_of_sender()) or self._signs_elsewhere()
        for sign, source in signs:
            if sign.rule not in weights:
                self._add_sign(sign, source)
            weights[sign.rule] = max(weights.get(sign.rule, 0), sign.weight)
        self.weight = sum(weights.values())
        self.subject_claims = weights.get("claim-subject", 0) >= CLAIMED
        self.claims_itself = any(
            weight >= CLAIMED for rule, weight in weights.items() if rule != "claim-subject"
        )

    def _add_sign(self, sign: Sign, source: Field | Body) -> None:
        if isinstance(source, Body):
            self.add_words(sign.rule, sign.evidence, source)
        else:
            self.add_field(sign.rule, sign.evidence, source)

    def _read_leads(self) -> None:
        """The fact ``links_lead``: where the links lead that a click follows (S06 to S08)."""
        seen: dict[tuple[str, str], Link] = {}
        navigating: list[Link] = []
        for lead in self.content.leads:
            key = (lead.kind, lead.url)
            if key in seen:
                continue
            if len(seen) >= self.budget.links:
                self.budget.note("limit-links", lead.body.part.start)
                break
            link = seen[key] = read_link(self.standard, lead.url)
            if lead.kind == "navigates":
                navigating.append(link)
                self._judge_link(lead, link)
            elif link.leads == "elsewhere":
                self.add_words(lead.kind, lead.url, lead.body)
        self.facts["links_lead"] = together(navigating) if navigating else "nowhere"

    def _judge_link(self, lead: Lead, link: Link) -> None:
        for rule in (*filter(None, (link.rule,)), *link.remarks):
            if sum(1 for found in self.findings if found.rule == rule) < FINDINGS_OF_A_RULE:
                self.add_words(rule, shown_link(link, rule, lead.url), lead.body, lead.url)
        if link.leads != "elsewhere" or not lead.shown:
            return
        shown = _SHOWN_HOST.fullmatch(lead.shown.strip())
        if shown is not None and self.standard.documented(shown[1].lower()) is not None:
            words = f"{lead.shown.strip()} -> {lead.url}"
            self.add_words("link-text-differs", words, lead.body, lead.url)
        sign = self.words.claims.in_link_text(lead.shown)
        if sign is not None:
            self.add_words(sign.rule, sign.evidence, lead.body)
            self.weight += sign.weight

    def _read_forms(self) -> None:
        """The fact ``secret_form``: a field for a password or a card (S02)."""
        self.facts["secret_form"] = False
        for body, page in self.content.pages:
            for field in page.inputs:
                if self.words.secret_field.search(fold(field)):
                    self.facts["secret_form"] = True
                    self.add_words("form-asks-secrets", field, body)
                    break

    def _read_forward(self) -> None:
        """The fact ``forwarded_inline``, of a message about the brand that is not in its name."""
        self.facts["forwarded_inline"] = False
        if self.claims_itself and self._sender_claims():
            return
        for text in self.content.texts:
            line = self.words.quoting.found(text.folded)
            if line is not None and (self.claimed or self.words.claims.names(text.folded)):
                self.facts["forwarded_inline"] = True
                self.add_words("forwarded-inline", line, text.body)
                return

    def _sender_claims(self) -> bool:
        sender = {"claim-display-name", "claim-address"}
        return any(finding.rule in sender for finding in self.findings)

    def _read_asks(self) -> None:
        """Sentences that ask for data, where there is any sign of a claim; they add to it."""
        hints = {"asks-personal-data": False, "asks-payment-update": False}
        for text in self.content.texts if self.weight else ():
            for rule, sentence in self.words.asks.find(text.words, text.folded):
                if not hints[rule]:
                    hints[rule] = True
                    self.add_words(rule, sentence, text.body)
        self.weight += any(hints.values())

    def prove(self, servers: Collection[str], key_lookup: KeyLookup | None) -> None:
        """The facts ``proven`` and ``dmarc_failed``; ``proven`` needs a well-formed sender."""
        self.facts["dmarc_failed"] = False
        documented = self.facts["sender_is"] == "documented"
        domain = self.sender.domain if documented else ""
        statement = trusted_results(self.message.headers, servers) if servers else None
        if statement is not None:
            self._trust(statement, domain)
        elif self.claimed and (field := self.message.headers.first("authentication-results")):
            self.add_field("results-untrusted", field.text, field)
        if documented and key_lookup is not None and self.message.headers.first("dkim-signature"):
            found = verify(self.standard, self.raw, self.message, domain, key_lookup)
            if found is not None:
                self.add_field(found[0], found[1].text, found[1])
                self.proven = self.proven or found[0] == "proof-dkim"
        self.proven = self.proven and not self.facts["dmarc_failed"]
        self.facts["proven"] = self.proven

    def _trust(self, statement: Statement, domain: str) -> None:
        ours = self.standard.documented(domain) if domain else None
        for result in statement.results:
            aligned = ours is not None and self.standard.documented(result.domain) == ours
            if result.method == "dmarc" and result.value == "fail":
                self.facts["dmarc_failed"] = True
                self.add_field("dmarc-failed", statement.field.text, statement.field)
            elif result.method == "dkim" and result.value == "pass" and aligned:
                self.proven = True
                self.add_field("proof-server", statement.field.text, statement.field)
        if not self.proven and not self.facts["dmarc_failed"]:
            passed = {result.method for result in statement.results if result.value == "pass"}
            for method in sorted(passed & {"arc", "spf"}):
                self.add_field(f"{method}-only", statement.field.text, statement.field)
