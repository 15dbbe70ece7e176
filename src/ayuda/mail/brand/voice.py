"""The brand's own voice: how it greets, signs, speaks of itself and of a reader's account."""

from __future__ import annotations

import re
from functools import cached_property

import msgspec

from ayuda.late_patterns import late
from ayuda.mail.brand.names import Names
from ayuda.mail.brand.patterns import begun, listed
from ayuda.mail.shown.lookalikes import fold
from ayuda.model import MailClaims

_SENTENCE = 160
"""Characters before and after a word of trouble in which the account stands that is in it."""
_TROUBLES = 60
"""Words of trouble in a text that are looked at."""
_APART = r"[^a-z0-9.!?\n]"
_GAP = rf"(?:{_APART}{{1,3}}[a-z']{{1,4}}){{0,2}}{_APART}{{0,6}}"
"""At most two short words of one sentence between the name and what is said of it."""
_TICKET = late(r"\s*\[[a-z0-9#:./ -]{1,40}\]")
_BREAK = late(r"[.!?](?=\s)|\n")


class Voice(msgspec.Struct, frozen=True, dict=True):
    """The words of a policy's claims, made ready for finding in folded text."""

    names: Names

    @property
    def words(self) -> MailClaims:
        """The words as the policy has them."""
        return self.names.mail.claims

    def plight(self, folded: str) -> str | None:
        """The first sentence that tells the reader of trouble with an account of theirs."""
        for count, trouble in enumerate(self.trouble.finditer(folded)):
            if count >= _TROUBLES:
                break
            start, end = _sentence(folded, trouble.start(), trouble.end())
            rest = folded[start : trouble.start()] + " " + folded[trouble.end() : end]
            told = self.second_person.search(rest) and self.noun.search(rest)
            own = self.first_person.search(folded, start, end)
            if told and not own and not self.at_another(folded[start:end]):
                return folded[start:end]
        return None

    def speaks(self, line: str) -> bool:
        """Whether a line is spoken by the brand: ``We at …``, ``writing to you from …``."""
        if self._writing.search(line):
            return True
        if self._from_us.search(line):
            return True
        told = self.second_person.search(line) is not None
        office = self.team.match(line)
        if office is not None and self.second_person.search(line, office.end()):
            return True
        return bool(told and self._plural.search(line) and self._at_us.search(line))

    def tells_trouble(self, line: str) -> bool:
        """Whether a line speaks in the plural to a reader of what is the matter."""
        return bool(
            self._plural.search(line)
            and self.second_person.search(line)
            and self.trouble.search(line)
        )

    def at_another(self, folded: str) -> bool:
        """Whether the name stands as another's, of a payment *at* it, and nothing of an account."""
        return bool(self._towards.search(folded)) and not self.account.search(folded)

    @cached_property
    def trouble(self) -> re.Pattern[str]:
        """What is the matter with an account."""
        return re.compile(begun(self.words.trouble))

    @cached_property
    def second_person(self) -> re.Pattern[str]:
        """You."""
        return re.compile(listed(self.words.second_person))

    @cached_property
    def first_person(self) -> re.Pattern[str]:
        """I: who writes of an account of their own."""
        return re.compile(listed(self.words.first_person))

    @cached_property
    def noun(self) -> re.Pattern[str]:
        """An account, or what belongs to one."""
        return re.compile(listed((*self.words.account, *self.words.payment)))

    @cached_property
    def account(self) -> re.Pattern[str]:
        """The name beside an account."""
        name, account = self.names.pattern, listed(self.words.account)
        return re.compile(rf"{name}{_GAP}{account}|{account}{_GAP}{name}")

    @cached_property
    def ails(self) -> re.Pattern[str]:
        """The name and, just after it, what is the matter."""
        return re.compile(rf"{self.names.pattern}{_GAP}{begun(self.words.trouble)}")

    @cached_property
    def payment(self) -> re.Pattern[str]:
        """The name beside a payment."""
        name, gap, words = self.names.pattern, self._gap, listed(self.words.payment)
        return re.compile(rf"{name}{gap}{words}|{words}{gap}{name}")

    @cached_property
    def order(self) -> re.Pattern[str]:
        """The name beside an order."""
        name, gap, words = self.names.pattern, self._gap, listed(self.words.order)
        return re.compile(rf"{name}{gap}{words}|{words}{gap}{name}")

    @cached_property
    def heading(self) -> re.Pattern[str]:
        """The name first and a mark after it: as a sender heads what it writes."""
        return re.compile(
            rf"\W*{self.names.pattern}\s*(?:\W*$|[\])}}|:!\u2013\u2014\u300d]|-(?![a-z0-9])|>>|»|\s-\s)"
        )

    def ticketed(self, subject: str) -> bool:
        """Whether a subject is another's, with a desk's mark before it: ``[Request received]``."""
        mark = _TICKET.match(subject)
        spoken = (self.trouble, self.roles, self.names.mention)
        return mark is not None and not any(one.search(mark[0]) for one in spoken)

    @cached_property
    def greeting(self) -> re.Pattern[str]:
        """``Dear … customer``, with the name before or after."""
        hello, customer = listed(self.words.greetings), listed(self.words.customers)
        name = self.names.pattern
        between = r"[^\n]{0,30}"
        both = rf"(?:{customer}{between}{name}|{name}{between}{customer})"
        return re.compile(rf"^\W*{hello}{between}{both}")

    @cached_property
    def roles(self) -> re.Pattern[str]:
        """Names of senders that name nobody."""
        return re.compile(listed(self.words.roles))

    @cached_property
    def greets(self) -> re.Pattern[str]:
        """A line that begins with a greeting."""
        return re.compile(rf"^\W*{listed(self.words.greetings)}")

    @cached_property
    def closing(self) -> re.Pattern[str]:
        """``Regards``."""
        return re.compile(listed(self.words.closings))

    @cached_property
    def thanks(self) -> re.Pattern[str]:
        """``Thank you for shopping at …``."""
        article = r"\W+(?:[a-z]{1,3}\W+)?"
        return re.compile(rf"{listed(self.words.voices)}{article}{self.names.pattern}")

    @cached_property
    def closed(self) -> re.Pattern[str]:
        """A closing and the name in one line: ``Regards, …``."""
        closings = listed(self.words.closings)
        return re.compile(rf"^\W*{closings}[\s,;:!.-]{{1,5}}{self.names.pattern}\W*$")

    @cached_property
    def team(self) -> re.Pattern[str]:
        """The name and an office of it, at the beginning of a line: alone it signs."""
        office, name = listed(self.words.team), self.names.pattern
        gap = r"(?:\W+[a-z]+){0,2}\W+(?:[ld]')?"
        return re.compile(
            rf"\W*(?:[a-z']{{1,6}}\W+)?(?:{name}{gap}{office}|{office}{gap}{name})\W*"
        )

    @cached_property
    def office(self) -> re.Pattern[str]:
        """A line of nothing but an office, with the name on the next one."""
        office = listed(self.words.team)
        more = rf"(?:\W+(?:[a-z]{{1,3}}\W+)?{office}){{0,2}}"
        return re.compile(rf"\W*(?:[a-z']{{1,6}}\W+){{0,2}}{office}{more}\W*")

    @cached_property
    def house(self) -> re.Pattern[str]:
        """A line of the name and at most two words: ``Amazon España``."""
        return re.compile(rf"{self.names.pattern}(?:[\s,.-]+[a-z.]{{1,12}}){{0,2}}\W*")

    @cached_property
    def rights(self) -> re.Pattern[str]:
        """A copyright mark with the name just after it, or the name and its reservation."""
        marks = "|".join(re.escape(fold(mark)) for mark in self.words.rights) or r"(?!)"
        name = self.names.pattern
        return re.compile(rf"(?:{marks}|©)[^\n]{{0,30}}?{name}|{name}[^\n]{{0,60}}?(?:{marks})")

    @cached_property
    def companies(self) -> re.Pattern[str]:
        """The brand's companies."""
        return re.compile(listed(self.words.companies))

    @cached_property
    def disclaimers(self) -> re.Pattern[str]:
        """How others speak of the brand."""
        return re.compile(listed(self.words.disclaimers))

    @cached_property
    def advice(self) -> re.Pattern[str]:
        """How an article begins."""
        return re.compile(rf"\W*{listed(self.words.advice)}")

    @cached_property
    def advises(self) -> re.Pattern[str]:
        """Words of an article, anywhere."""
        return re.compile(listed(self.words.advice))

    @cached_property
    def reviews(self) -> re.Pattern[str]:
        """What sellers and points programmes write of."""
        return re.compile(listed(self.words.reviews))

    @cached_property
    def signed(self) -> re.Pattern[str]:
        """A line of the name and some words around it, as the last one of a letter is."""
        words = r"(?:[a-z']{1,12}\W{1,3})"
        return re.compile(
            rf"\W*{words}{{0,5}}?{self.names.pattern}(?:\W{{1,3}}[a-z.]{{1,12}}){{0,2}}\W*"
        )

    @cached_property
    def _towards(self) -> re.Pattern[str]:
        return re.compile(rf"[a-z0-9]\W{listed(self.words.towards)}\W{{1,2}}{self.names.pattern}")

    @cached_property
    def _writing(self) -> re.Pattern[str]:
        article = r"\W{0,3}(?:(?:el|la|the|los|le|il|o|a|equipo de|team|l')\W+)?"
        return re.compile(rf"{listed(self.words.writing)}{article}{self.names.pattern}")

    @cached_property
    def _from_us(self) -> re.Pattern[str]:
        who = listed((*self.words.we, *self.words.second_person))
        return re.compile(rf"{self._spoken(self.words.from_us)}[^\n]{{0,40}}?{who}")

    @cached_property
    def _at_us(self) -> re.Pattern[str]:
        return re.compile(self._spoken(self.words.at_us))

    @cached_property
    def acts(self) -> re.Pattern[str]:
        """The name at the beginning of a sentence, and whom it does something to."""
        begins = r"(?:^|[.!?]\s{1,3})\W{0,3}(?:(?:the|a|la|o) )?"
        you = listed(self.words.second_person)
        told = r"(?:[^\n.,:;?]|[.,](?=\d)){1,45}?"
        return re.compile(rf"{begins}{self.names.pattern}{told}{you}")

    @cached_property
    def _plural(self) -> re.Pattern[str]:
        return re.compile(listed(self.words.we))

    def _spoken(self, before: tuple[str, ...]) -> str:
        """Words at the beginning of a sentence, and the name, perhaps of an office of it."""
        begins = r"(?:^|[.!?:;,>-]\s{0,3})\W{0,3}"
        article = r"\W{1,3}(?:(?:el|la|the|los|a|o|equipo de|l')\W+)?"
        office = r"(?:(?:[a-z]+\W+){1,5}?(?:de|da|di|von|of|bei|d')\W{0,2})?"
        return rf"{begins}{listed(before)}{article}{office}{self.names.pattern}"

    @property
    def _gap(self) -> str:
        """At most two short words, and none that speaks of the name as of another."""
        towards = listed(self.words.towards)
        return rf"(?:{_APART}{{1,3}}(?!{towards})[a-z']{{1,4}}){{0,2}}{_APART}{{0,6}}"


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the sentence around a span."""
    begin = max(0, start - _SENTENCE)
    for stop in _BREAK.finditer(text, begin, start):
        begin = stop.end()
    after = _BREAK.search(text, end, end + _SENTENCE)
    return begin, after.start() if after else min(len(text), end + _SENTENCE)
