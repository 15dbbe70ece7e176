"""How the brand's name stands in a text: plainly, with look-alikes, spaced, in other scripts."""

from __future__ import annotations

import re
from functools import cached_property

import msgspec

from ayuda.mail.brand.patterns import drawn, drawn_letter, spellings
from ayuda.mail.shown.lookalikes import fold
from ayuda.model import Mail

_ADDRESS_END = r"(?:\.(?:com?\.[a-z]{2}|[a-z]{2,3}))?(?![a-z])"
_MORE = 24
"""Characters after a name in which the rest of a product's name stands."""


class Names(msgspec.Struct, frozen=True, dict=True):
    """The names of a policy's brand, made ready for finding in folded text."""

    mail: Mail

    def stands_in(self, folded: str) -> bool:
        """Whether the brand is mentioned at all."""
        return bool(self.mentions(folded))

    def mentions(self, folded: str) -> list[re.Match[str]]:
        """Every mention in a text. Only around the ends of names is the whole name tried."""
        found = {}
        plain = folded.isascii()
        for tail, head, is_plain in self._tails:
            if plain and not is_plain:
                continue
            for end in tail.finditer(folded):
                low = max(0, end.start() - head)
                match = self.mention.search(folded, low, end.end() + _MORE)
                if match is not None:
                    found[match.start()] = match
        return [found[start] for start in sorted(found)]

    def disguised(self, text: str) -> bool:
        """Whether the brand stands there only after folding: nobody but a forger writes so."""
        lowered = text.lower()
        return not any(name.lower() in lowered for name in self.mail.brand)

    @cached_property
    def pattern(self) -> str:
        """The name, also of a product that begins with it, and of a shop's address."""
        products = (fold(product) for product in self.mail.claims.products)
        more = {
            product.removeprefix(name)
            for product in products
            for name in map(fold, self.mail.brand)
            if product.startswith(f"{name} ")
        }
        words = "|".join(re.escape(word.strip()) for word in sorted(more, key=len, reverse=True))
        return self._brand + (rf"(?:\s?(?:{words}))?" if words else "") + _ADDRESS_END

    @cached_property
    def mention(self) -> re.Pattern[str]:
        """The name as a word of its own, and not as the beginning of another one."""
        return re.compile(rf"(?<![a-z0-9]){self._not_others}{self.pattern}")

    @cached_property
    def alone(self) -> re.Pattern[str]:
        """Nothing but the name, as in a logo or a signature."""
        return re.compile(rf"(?:logo (?:de |of )?)?{self.pattern}(?: logo)?[.,!]?")

    @cached_property
    def spaced(self) -> re.Pattern[str]:
        """The name with something between its letters: ``A.m.a.z.o.n``, ``Ama zon``."""
        longest = fold(max(filter(str.isascii, self.mail.brand), key=len, default=""))
        letters = map(drawn_letter, longest)
        between = r"[\W_]{0,3}"
        apart = between.join(letters)
        whole = drawn(longest)
        return re.compile(rf"(?<![a-z0-9])(?!{whole}){apart}(?![a-z0-9])" if longest else r"(?!)")

    @cached_property
    def _brand(self) -> str:
        names = sorted(self._spelt, key=len, reverse=True)
        return "(?:" + "|".join(map(drawn, names)) + ")"

    @cached_property
    def _spelt(self) -> list[str]:
        """The names folded, as they are with small and with capital letters."""
        return sorted({one for name in self.mail.brand for one in spellings(name)})

    @cached_property
    def _not_others(self) -> str:
        """Longer words that begin with a name written without spaces (the river, in Japanese)."""
        others = [fold(word) for word in self.mail.other_words if not word.isascii()]
        return f"(?!{'|'.join(map(re.escape, others))})" if others else ""

    @cached_property
    def _tails(self) -> list[tuple[re.Pattern[str], int, bool]]:
        """The second half of each name, which begins with a letter: such are found fast.

        With it how long the first half can be (two letters can be drawn for one), and whether
        the name is plain ASCII.
        """
        tails = []
        for name in self._spelt:
            half = name[len(name) // 2 :]
            pattern = re.compile(re.escape(half[0]) + drawn(half[1:]))
            tails.append((pattern, 2 * (len(name) - len(half)), name.isascii()))
        return tails
