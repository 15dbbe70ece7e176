"""Whether a message claims to be the brand's, and not merely mentions it.

Each sign has a weight. A sender's name or address that says the brand is a claim by itself; so is
a subject, a greeting or a signature in the brand's own voice. A mere mention is not, nor two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

import msgspec

from ayuda.mail.brand.links import shown_host
from ayuda.mail.brand.standard import Standard
from ayuda.mail.shown.lookalikes import fold, unfolded
from ayuda.mail_vocabulary import FindingId

CLAIMED: Final = 2
"""The weight from which on a message claims to be the brand's."""
_WHOLE, _HALF, _NONE = 2, 1, 0
_DRAWN = {"a": "[a4@]", "e": "[e3]", "i": "[i1!]", "l": "[l1|]", "m": "(?:m|rn)", "o": "[o0]"}
_ADDRESS_END = r"(?:\.(?:com?\.[a-z]{2}|[a-z]{2,3}))?(?![a-z])"
_WORD = re.compile(r"[a-z0-9@]+")
_HEAD_AT_MOST = 24
"""Characters before and after the end of a name in which the rest of it stands."""
_LINE_LENGTH = 300
_TOWARDS = "(?:to|a|an|al)"
"""Before the name they speak of it as of another: a bank of a payment to it."""
_SIGNATURE_WORDS = 8
_FIRST_LINES = 2
_MENTIONS = 200
"""Mentions in the text that are looked at; a signature is among the first or the last ones."""


class Sign(msgspec.Struct, frozen=True):
    """One sign of a claim: the finding it makes, its weight, and the words that make it."""

    rule: FindingId
    weight: int
    evidence: str


class Claims(msgspec.Struct, frozen=True, dict=True):
    """The claim words of a policy, made ready for finding."""

    standard: Standard

    def in_display(self, display: str) -> Sign | None:
        """A sender's name that says the brand, also with look-alikes, slips or spaces."""
        folded = fold(display)
        slips = (word for word in _WORD.findall(folded) if self.standard.is_slip(word))
        if self.standard.names_brand(display) or self._spaced.search(folded) or any(slips):
            return Sign("claim-display-name", _WHOLE, display)
        return None

    def in_address(self, address: str, domain: str) -> Sign | None:
        """A sender's address with the brand in it, or with what looks like it.

        A documented domain of another name (Audible's, say) is no claim to be the brand.
        """
        if not domain or self.standard.rentable(domain):
            return None
        local = address.rpartition("@")[0].partition("+")[0]
        shown = shown_host(domain)
        words = _WORD.findall(fold(local))
        if (
            self.standard.looks_documented(shown)
            or self.standard.names_brand(shown)
            or self.standard.names_brand(local)
            or any(self.standard.is_slip(word) for word in words)
        ):
            return Sign("claim-address", _WHOLE, address)
        return None

    def in_subject(self, subject: str, *, answer: bool, carrier: bool, listed: bool) -> Sign | None:
        """A subject in the brand's voice.

        Of an ``answer`` it weighs half, and in a discussion (``listed``) nothing; a ``carrier``
        may write about an order.
        """
        folded = fold(subject)
        spaced = self._spaced.search(folded) is not None
        if not spaced and self._mention.search(folded) is None:
            return None
        told = self._first_person.search(folded) is not None
        voiced = self._opening.match(folded) or (not told and self._account.search(folded))
        ordered = not (carrier or told) and self._order.search(folded)
        if spaced or voiced or ordered or self._disguised(subject):
            weight = _NONE if listed else _HALF if answer else _WHOLE
            return Sign("claim-subject", weight, subject)
        return Sign("mentions", _NONE, subject)

    def in_text(self, text: str, folded: str) -> Iterator[Sign]:
        """Signs in the visible text: greeting, signature, rights, logo; at most one of each."""
        given: set[FindingId] = set()
        mentions = self._mentions(folded)
        if len(mentions) > _MENTIONS:
            mentions = [*mentions[: _MENTIONS // 2], *mentions[-_MENTIONS // 2 :]]
        seen = -1
        for mention in mentions:
            low = max(0, mention.start() - _LINE_LENGTH)
            start = max(folded.rfind("\n", low, mention.start()) + 1, low)
            if start == seen:
                continue
            seen = start
            end = folded.find("\n", mention.end(), mention.end() + _LINE_LENGTH)
            end = end if end >= 0 else min(len(folded), mention.end() + _LINE_LENGTH)
            found = self._of_line(folded, start, end, mention.start() - start)
            if found is not None and found[0] not in given:
                given.add(found[0])
                yield Sign(*found, unfolded(text, folded, start, end))

    def in_logo(self, words: str) -> Sign | None:
        """The alternative text of a logo that is the brand's name."""
        if words and self._alone.fullmatch(fold(words)):
            return Sign("claim-logo", _WHOLE, words)
        return None

    def in_link_text(self, words: str) -> Sign | None:
        """The words of a link that leads elsewhere."""
        folded = fold(words[:_LINE_LENGTH])
        if self._mention.search(folded) and self._account.search(folded):
            return Sign("claim-link-text", _WHOLE, words)
        return None

    def is_carrier(self, domain: str) -> bool:
        """Whether a domain writes about the brand's parcels in its own name."""
        carriers = self.standard.mail.claims.carriers
        return any(domain == one or domain.endswith("." + one) for one in carriers)

    def names(self, folded: str) -> bool:
        """Whether the brand is mentioned at all."""
        return bool(self._mentions(folded))

    def _mentions(self, folded: str) -> list[re.Match[str]]:
        """Every mention in a text. Only around the ends of names is the whole name tried."""
        found = {}
        for tail in self._tails:
            for end in tail.finditer(folded):
                low = max(0, end.start() - _HEAD_AT_MOST)
                match = self._mention.search(folded, low, end.end() + _HEAD_AT_MOST)
                if match is not None:
                    found[match.start()] = match
        return [found[start] for start in sorted(found)]

    def _of_line(self, folded: str, start: int, end: int, at: int) -> tuple[FindingId, int] | None:
        """What a line says that mentions the brand at ``at``: a rule and its weight."""
        line = folded[start:end].strip()
        denied = self._disclaimers.search(line) is not None
        own = self._rights.search(line) is not None
        if self._greeting.search(line):
            return "claim-greeting", _WHOLE
        if (own and not denied) or (self._companies.search(line) and (own or not denied)):
            return "claim-rights", _WHOLE
        if not denied and len(line.split()) <= _SIGNATURE_WORDS:
            signed = self._of_short_line(folded, line, start)
            if signed:
                return signed, _WHOLE
        if self._first_person.search(line):
            return None
        near = max(0, at - 60)
        halves: tuple[tuple[FindingId, re.Pattern[str]], ...] = (
            ("claim-account", self._account),
            ("claim-order", self._order),
        )
        return next(((rule, _HALF) for rule, words in halves if words.search(line, near)), None)

    def _of_short_line(self, folded: str, line: str, start: int) -> FindingId | None:
        """A line that is hardly more than the name: a logo at the top, or a signature."""
        alone = self._alone.fullmatch(line)
        if alone and folded.count("\n", 0, start) < _FIRST_LINES:
            return "claim-logo"
        before = folded[max(0, start - 200) : start].rstrip().rsplit("\n", 4)[-4:]
        closed = alone and self._closing.search("\n".join(before))
        signed = closed or self._team.fullmatch(line) or self._closed.search(line)
        return "claim-sign-off" if signed else None

    def _disguised(self, text: str) -> bool:
        """Whether the brand stands there only after folding: nobody but a forger writes so."""
        return not any(name in text.lower() for name in self.standard.mail.brand)

    @cached_property
    def _brand(self) -> str:
        names = sorted(self.standard.mail.brand, key=len, reverse=True)
        return "(?:" + "|".join(map(_drawn, names)) + ")"

    @cached_property
    def _mention(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![a-z0-9]){self._brand}(?:\s?(?:prime|pay))?{_ADDRESS_END}")

    @cached_property
    def _tails(self) -> list[re.Pattern[str]]:
        """The second half of each name, which begins with a letter: such are found fast."""
        halves = (name[len(name) // 2 :] for name in self.standard.mail.brand)
        return [re.compile(half[0] + _drawn(half[1:])) for half in halves]

    @cached_property
    def _spaced(self) -> re.Pattern[str]:
        """The name with something between each of its letters."""
        longest = max(self.standard.mail.brand, key=len)
        letters = r"[ ._*|-]".join(_DRAWN.get(c, re.escape(c)) for c in longest)
        return re.compile(rf"(?<![a-z0-9]){letters}(?![a-z0-9])")

    @cached_property
    def _name(self) -> str:
        return rf"{self._brand}(?:\s?(?:prime|pay))?{_ADDRESS_END}"

    @cached_property
    def _alone(self) -> re.Pattern[str]:
        return re.compile(rf"(?:logo (?:de |of )?)?{self._name}(?: logo)?[.,!]?")

    @cached_property
    def _opening(self) -> re.Pattern[str]:
        """The name first, and then nothing or a mark: as a sender heads what it writes."""
        return re.compile(
            rf"\W*{self._name}\s*(?:\W*$|[\])}}|:!\u2013\u2014\u3011\u300d-]|>>|»|\s-\s)"
        )

    @cached_property
    def _account(self) -> re.Pattern[str]:
        return self._near(self.standard.mail.claims.account)

    @cached_property
    def _order(self) -> re.Pattern[str]:
        return self._near(self.standard.mail.claims.order)

    def _near(self, words: tuple[str, ...]) -> re.Pattern[str]:
        """The name beside one of the words, with at most two short words between them."""
        listed = _listed(words)
        gap = rf"(?:[\s\W]{{1,3}}(?!{_TOWARDS}\b)[a-z']{{1,4}}){{0,2}}[\s\W]{{1,3}}"
        return re.compile(rf"{self._name}{gap}{listed}|{listed}{gap}{self._name}")

    @cached_property
    def _greeting(self) -> re.Pattern[str]:
        claims = self.standard.mail.claims
        hello, customer = _listed(claims.greetings), _listed(claims.customers)
        between = r"[^\n]{0,30}"
        both = rf"(?:{customer}{between}{self._name}|{self._name}{between}{customer})"
        return re.compile(rf"^\W*{hello}{between}{both}")

    @cached_property
    def _closing(self) -> re.Pattern[str]:
        return re.compile(_listed(self.standard.mail.claims.closings))

    @cached_property
    def _closed(self) -> re.Pattern[str]:
        """A closing and the name in one line: ``Regards, …``, ``Thank you for shopping at …``."""
        claims = self.standard.mail.claims
        voices, closings = _listed(claims.voices), _listed(claims.closings)
        return re.compile(
            rf"{voices}\W+{self._name}|^\W*{closings}[\s,;:!.-]{{1,5}}{self._name}\W*$"
        )

    @cached_property
    def _team(self) -> re.Pattern[str]:
        team, gap = _listed(self.standard.mail.claims.team), r"(?:\W+[a-z]+){0,2}\W+"
        return re.compile(
            rf"\W*(?:[a-z]{{1,6}}\W+)?(?:{self._name}{gap}{team}|{team}{gap}{self._name})\W*"
        )

    @cached_property
    def _rights(self) -> re.Pattern[str]:
        """A copyright mark with the name just after it, or the name and its reservation."""
        marks = "|".join(re.escape(fold(mark)) for mark in self.standard.mail.claims.rights)
        return re.compile(
            rf"(?:{marks}|©)[^\n]{{0,30}}?{self._name}|{self._name}[^\n]{{0,60}}?(?:{marks})"
        )

    @cached_property
    def _first_person(self) -> re.Pattern[str]:
        return re.compile(_listed(self.standard.mail.claims.first_person))

    @cached_property
    def _companies(self) -> re.Pattern[str]:
        return re.compile(_listed(self.standard.mail.claims.companies))

    @cached_property
    def _disclaimers(self) -> re.Pattern[str]:
        return re.compile(_listed(self.standard.mail.claims.disclaimers))


def _drawn(name: str) -> str:
    """A pattern of a name, each letter also as the digit or the letters that look like it."""
    return "".join(_DRAWN.get(letter, re.escape(letter)) for letter in name)


def _listed(words: tuple[str, ...]) -> str:
    """Any of these whole words; a list that is empty matches nothing."""
    if not words:
        return r"(?!)"
    ordered = sorted(words, key=len, reverse=True)
    return r"(?<![a-z0-9])(?:" + "|".join(map(re.escape, ordered)) + r")(?![a-z0-9])"
