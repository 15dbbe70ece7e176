"""Whether a message claims to be the brand's, and not merely mentions it.

Each sign has a weight. A sender's name or address that says the brand is a claim by itself; so is
a subject, a greeting or a signature in the brand's own voice. A mere mention is not, nor two.
Who says who it is writes about the brand: of such a sender only the plainest signs count whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

import msgspec

from ayuda.late_patterns import late
from ayuda.mail.brand.hosts import shown_host
from ayuda.mail.brand.names import Names
from ayuda.mail.brand.products import Products
from ayuda.mail.brand.speakers import Speaker, Speakers
from ayuda.mail.brand.standard import Standard
from ayuda.mail.brand.subjects import weigh_subject
from ayuda.mail.brand.texts import Texts
from ayuda.mail.brand.voice import Voice
from ayuda.mail.brand.weights import HALF, WHOLE, Sign
from ayuda.mail.raw.encoded_words import decode_words
from ayuda.mail.shown.direction import as_shown
from ayuda.mail.shown.lookalikes import fold

CLAIMED: Final = WHOLE
"""The weight from which on a message claims to be the brand's."""
_WORD = late(r"[a-z0-9@]+")
_HOST = late(r"@\s*([a-z0-9-]+(?:\.[a-z0-9-]+)+)")
_SHORT = 3
"""Letters of a word that a host's name leaves out: Ltd, the."""
_SHOWN = 300


class Claims(msgspec.Struct, frozen=True, dict=True):
    """The claim words of a policy, made ready for finding."""

    standard: Standard

    def in_display(self, display: str, domain: str) -> Sign | None:
        """A sender's name that says the brand, also with look-alikes, slips, spaces, backwards."""
        # A program that does not turn letters round shows them as they stand.
        if any(self._says_brand(one, domain) for one in {display, as_shown(display)}):
            return Sign("claim-display-name", WHOLE, display)
        return None

    def _says_brand(self, display: str, domain: str) -> bool:
        folded = fold(display)
        slips = (word for word in _WORD.findall(folded) if self.standard.is_slip(word))
        return (
            self.standard.names_brand(display)
            or self.names.spaced.search(folded) is not None
            or any(slips)
            or self._pretends_address(folded, domain)
        )

    def by_product(self, display: str, domain: str) -> Sign | None:
        """A sender's name that says a product; one that others are called too weighs half."""
        named, telling = self.products.named_by(as_shown(display))
        if not named or self.standard.rentable(domain):
            return None
        words = (word for word in _WORD.findall(fold(display)) if len(word) > _SHORT)
        alike = "".join(words) in domain.replace("-", "")
        return Sign("claim-product", WHOLE if telling and not alike else HALF, display)

    def in_address(self, address: str, domain: str) -> Sign | None:
        """A sender's address with the brand in it, or with what looks like it.

        A documented domain of another name (Audible's, say) is no claim to be the brand.
        """
        local = decode_words(address.rpartition("@")[0]).partition("+")[0]
        if not domain or self.standard.rentable(domain):
            return None
        shown = shown_host(domain)
        words = _WORD.findall(fold(local))
        if (
            self.standard.looks_documented(shown)
            or self.standard.is_named_so(shown)
            or self.standard.names_brand(local)
            or any(self.standard.is_slip(word) for word in words)
        ):
            return Sign("claim-address", WHOLE, decode_words(address))
        return None

    def in_subject(self, subject: str, speaker: Speaker) -> Sign | None:
        """A subject that names the brand, or speaks of an account with a product of its."""
        shown = as_shown(subject)
        folded = fold(shown)
        spaced = self.names.spaced.search(folded) is not None
        if not spaced and self.names.mention.search(folded) is None:
            if any(self.products.mentioned(folded)) and self.products.in_line(folded):
                whole = self.voice.trouble.search(folded) and not speaker.named
                return Sign("claim-subject", WHOLE if whole else HALF, subject)
            return None
        if spaced or self.names.disguised(shown):
            return Sign("claim-subject", HALF if speaker.answers else WHOLE, subject)
        weight = weigh_subject(self.voice, folded, speaker)
        return Sign("claim-subject" if weight else "mentions", weight, subject)

    def in_text(self, text: str, folded: str, speaker: Speaker) -> Iterator[Sign]:
        """Signs in the visible text: greeting, signature, rights, logo; at most one of each."""
        shown = as_shown(text)
        if shown is not text:
            text, folded = shown, fold(shown)
        return self.texts.signs(text, folded, speaker)

    def in_logo(self, words: str) -> Sign | None:
        """The alternative text of a logo that is the brand's name."""
        if words and self.names.alone.fullmatch(fold(words)):
            return Sign("claim-logo", WHOLE, words)
        return None

    def in_link_text(self, words: str) -> Sign | None:
        """The words of a link that leads elsewhere."""
        folded = fold(words[:_SHOWN])
        if self.names.mention.search(folded) is None:
            return None
        if self.voice.account.search(folded) or self.voice.payment.search(folded):
            return Sign("claim-link-text", WHOLE, words)
        return None

    def plight(self, folded: str) -> Sign | None:
        """Trouble with an account of the reader's, in a text that does not name the brand there."""
        sentence = self.voice.plight(folded)
        return None if sentence is None else Sign("claim-voice", HALF, sentence)

    def _pretends_address(self, folded: str, domain: str) -> bool:
        """Whether a name shows an address of a documented domain, and the real one is none."""
        shown = _HOST.findall(folded)
        return self.standard.documented(domain) is None and any(
            self.standard.documented(host) for host in shown
        )

    @cached_property
    def names(self) -> Names:
        """The brand's names."""
        return Names(self.standard.mail)

    @cached_property
    def products(self) -> Products:
        """The brand's products."""
        return Products(self.standard.mail.claims)

    @cached_property
    def speakers(self) -> Speakers:
        """What tells who speaks."""
        return Speakers(self.names)

    @cached_property
    def voice(self) -> Voice:
        """The brand's voice."""
        return Voice(self.names)

    @cached_property
    def texts(self) -> Texts:
        """The signs that stand in texts."""
        return Texts(self.voice, self.products)
