"""Signs of a claim in a visible text: who greets, who signs, who speaks of whose account."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from ayuda.mail.brand.products import Products
from ayuda.mail.brand.speakers import Speaker
from ayuda.mail.brand.voice import Voice
from ayuda.mail.brand.weights import HALF, NONE, WHOLE, Sign
from ayuda.mail.shown.lookalikes import unfolded
from ayuda.mail_vocabulary import FindingId

_LINE_LENGTH = 300
_SIGNATURE_WORDS = 8
_CLOSING = 5
"""Words of a line that is a closing and nothing else."""
_FIRST_LINES = 2
_MENTIONS = 200
"""Mentions in the text that are looked at; a signature is among the first or the last ones."""
_ABOVE = 200
"""Characters above a line in which a closing or an office stands that signs with it."""

_Said = tuple[FindingId, int]


class Texts(msgspec.Struct, frozen=True):
    """The brand's voice and products, to be found in a text."""

    voice: Voice
    products: Products

    def signs(self, text: str, folded: str, speaker: Speaker) -> Iterator[Sign]:
        """At most one sign of each kind, and a mention where there is nothing else."""
        given: dict[FindingId, int] = {}
        lines = list(
            self._lines(folded, [one.start() for one in self.voice.names.mentions(folded)])
        )
        for start, end, at in lines:
            said = self._of_line(folded, start, end, at, speaker)
            if said is not None and given.get(said[0], NONE) < said[1]:
                given[said[0]] = said[1]
                yield Sign(*said, unfolded(text, folded, start, end))
        if lines and not given:
            yield Sign("mentions", NONE, unfolded(text, folded, lines[0][0], lines[0][1]))
        if not given:
            yield from self._of_products(text, folded, speaker)

    def _lines(self, folded: str, places: list[int]) -> Iterator[tuple[int, int, int]]:
        """The lines in which something stands, with where in the line it does."""
        if len(places) > _MENTIONS:
            places = [*places[: _MENTIONS // 2], *places[-_MENTIONS // 2 :]]
        seen = -1
        for place in places:
            low = max(0, place - _LINE_LENGTH)
            start = max(folded.rfind("\n", low, place) + 1, low)
            if start == seen:
                continue
            seen = start
            end = folded.find("\n", place, place + _LINE_LENGTH)
            yield start, end if end >= 0 else min(len(folded), place + _LINE_LENGTH), place - start

    def _of_products(self, text: str, folded: str, speaker: Speaker) -> Iterator[Sign]:
        """The first line that speaks of the reader's account with a product."""
        if not any(self.products.mentioned(folded)):
            return
        for start, end, _ in self._lines(folded, self.products.places(folded)):
            line = folded[start:end]
            trouble = self.voice.trouble.search(line) is not None
            others = self.voice.first_person.search(line) or self.voice.names.mention.search(line)
            if others or not self.products.in_line(line):
                continue
            if trouble or not (speaker.named or "?" in line):
                yield Sign("claim-product", HALF, unfolded(text, folded, start, end))
                return

    def _of_line(
        self, folded: str, start: int, end: int, at: int, speaker: Speaker
    ) -> _Said | None:
        """What a line says that mentions the brand at ``at``: a rule and its weight."""
        line = folded[start:end].strip()
        voice = self.voice
        denied = voice.disclaimers.search(line) is not None
        own = voice.rights.search(line) is not None
        if voice.greeting.search(line):
            return "claim-greeting", HALF if speaker.named else WHOLE
        if (own and not denied) or (voice.companies.search(line) and (own or not denied)):
            return "claim-rights", WHOLE
        if not denied and len(line.split()) <= _SIGNATURE_WORDS:
            signed = self._of_short_line(folded, line, start, speaker)
            if signed:
                return signed
        if voice.first_person.search(line):
            return None
        said = None if denied else self._of_voice(folded, line, speaker)
        return said or self._of_account(line, max(0, at - 60), speaker)

    def _of_voice(self, folded: str, line: str, speaker: Speaker) -> _Said | None:
        """A line that the brand speaks, or thanks with; so do those who ask for a review."""
        if self.voice.speaks(line):
            return "claim-voice", HALF if speaker.named else WHOLE
        if self.voice.thanks.search(line):
            about = speaker.named or self.voice.reviews.search(folded)
            return "claim-sign-off", HALF if about else WHOLE
        return None

    def _of_account(self, line: str, near: int, speaker: Speaker) -> _Said | None:
        """A line of the reader's account or order; trouble with it is plain speech."""
        voice = self.voice
        account = voice.account.search(line, near) or voice.payment.search(line, near)
        order = None if account else voice.order.search(line, near)
        rule: FindingId = "claim-account" if account else "claim-order"
        trouble = voice.trouble.search(line) is not None
        about = "?" in line or voice.advice.match(line) is not None
        if (about and not trouble) or speaker.carrier:
            return None
        if speaker.named:
            told = trouble and not about and voice.account.search(line, near)
            return (rule, HALF) if told else None
        if account or order:
            owned = trouble or voice.account.search(line, near)
            plain = owned and voice.second_person.search(line) and not voice.at_another(line)
            return rule, WHOLE if plain else HALF
        return self._of_plight(line, near, about=about)

    def _of_plight(self, line: str, near: int, *, about: bool) -> _Said | None:
        """A line that names the brand and tells the reader of trouble."""
        voice = self.voice
        ails = voice.ails.search(line, near) is not None
        acts = voice.acts.search(line) is not None
        plain = voice.plight(line) or (acts and voice.noun.search(line))
        if plain or (not voice.at_another(line) and voice.tells_trouble(line)):
            return "claim-voice", HALF if about else WHOLE
        if ails and not about and voice.second_person.search(line):
            return "claim-account", WHOLE
        return ("claim-account", HALF) if ails or acts else None

    def _of_short_line(self, folded: str, line: str, start: int, speaker: Speaker) -> _Said | None:
        """A line that is hardly more than the name: a logo at the top, or a signature."""
        alone = self.voice.names.alone.fullmatch(line) is not None
        if alone and folded.count("\n", 0, start) < _FIRST_LINES:
            return "claim-logo", HALF if speaker.named else WHOLE
        above = folded[max(0, start - _ABOVE) : start].rstrip().rsplit("\n", 4)[-4:]
        closed = alone and self.voice.closing.search("\n".join(above))
        house = above and self.voice.house.fullmatch(line)
        office = house and self.voice.office.fullmatch(above[-1].strip())
        last = above and self.voice.closing.search(above[-1]) and len(above[-1].split()) <= _CLOSING
        named = last and self.voice.signed.fullmatch(line) and not self.voice.at_another(line)
        signed = closed or office or named or self.voice.closed.search(line)
        return ("claim-sign-off", WHOLE) if signed or self._team(line) else None

    def _team(self, line: str) -> re.Match[str] | None:
        return self.voice.team.fullmatch(line)
