"""Where the links of a message lead that a click follows (S06 to S08)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from ayuda.late_patterns import late
from ayuda.mail.brand.links import Link, read_link, shown_link, together
from ayuda.mail.brand.weights import NONE, Sign
from ayuda.mail.brand.words import Words
from ayuda.mail.evidence import Finding
from ayuda.mail.judging.notes import Notes
from ayuda.mail.raw.limits import FINDINGS_OF_A_RULE, Budget
from ayuda.mail.shown.content import Content, Lead
from ayuda.mail_vocabulary import LinksLead

_SHOWN_HOST = late(r"(?:https?://)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)\.?(?:[:/?#]\S*)?", re.IGNORECASE)


class JudgedLeads(msgspec.Struct, frozen=True):
    """Where the links lead together; ``weight`` is what the words of some add to a claim."""

    links_lead: LinksLead
    weight: int
    findings: tuple[Finding, ...]


def judge_leads(words: Words, notes: Notes, content: Content, budget: Budget) -> JudgedLeads:
    """Where the links of a message lead. The same address counts once."""
    seen: dict[tuple[str, str], Link] = {}
    navigating: list[Link] = []
    findings: list[Finding] = []
    weight = 0
    count: Counter[str] = Counter()
    for lead in content.leads:
        key = (lead.kind, lead.url)
        if key in seen:
            continue
        if len(seen) >= budget.links:
            budget.note("limit-links", lead.body.part.start)
            break
        link = seen[key] = read_link(words.standard, lead.url)
        if lead.kind == "navigates":
            navigating.append(link)
            findings.extend(_of_link(notes, lead, link, count))
            for sign in _of_shown_words(words, lead, link):
                weight += sign.weight
                if _is_kept(count, sign.rule):
                    needle = lead.url if sign.rule == "link-text-differs" else ""
                    findings.append(notes.in_text(sign.rule, sign.evidence, lead.body, needle))
        elif link.leads == "elsewhere" and _is_kept(count, lead.kind):
            led = shown_link(link, "link-rewritten", lead.url) if link.target else lead.url
            findings.append(notes.in_text(lead.kind, led, lead.body, lead.url))
    return JudgedLeads(together(navigating) if navigating else "nowhere", weight, tuple(findings))


def _of_link(notes: Notes, lead: Lead, link: Link, count: Counter[str]) -> Iterator[Finding]:
    """The findings of a link, of each rule no more than are kept."""
    for rule in link.rules:
        if _is_kept(count, rule):
            yield notes.in_text(rule, shown_link(link, rule, lead.url), lead.body, lead.url)


def _is_kept(count: Counter[str], rule: str) -> bool:
    """Whether one more finding of a rule is kept; of the others no place has to be found."""
    count[rule] += 1
    return count[rule] <= FINDINGS_OF_A_RULE


def _of_shown_words(words: Words, lead: Lead, link: Link) -> Iterator[Sign]:
    """What the words of a link that leads elsewhere pretend."""
    if link.leads != "elsewhere" or not lead.shown:
        return
    shown = _SHOWN_HOST.fullmatch(lead.shown.strip())
    if shown is not None and words.standard.documented(shown[1].lower()) is not None:
        evidence = f"{lead.shown.strip()} -> {link.target or lead.url}"
        yield Sign("link-text-differs", NONE, evidence)
    sign = words.claims.in_link_text(lead.shown)
    if sign is not None:
        yield sign
