"""The brand's products: a sender or a line that speaks in the name of one."""

from __future__ import annotations

import re
from functools import cached_property

import msgspec

from ayuda.late_patterns import late
from ayuda.mail.brand.patterns import begun, listed
from ayuda.mail.shown.lookalikes import fold
from ayuda.model import MailClaims

_WORD = late(r"[^\W_]+")
_SHORT = 3
"""Letters of a word that says nothing by itself: of, de, für."""
_GAP = r"(?:[\s\W]{1,3}[a-z']{1,4}){0,2}[^a-z0-9\n]{1,3}"


class Products(msgspec.Struct, frozen=True, dict=True):
    """The products of a policy, made ready for finding in folded text."""

    words: MailClaims

    def named_by(self, display: str) -> tuple[bool, bool]:
        """Whether a sender's name is a product's and nothing else but words of an office.

        The second: whether that is telling, since others are called so too. ``Prime Support``
        is; ``Prime`` is not; ``Optimus Prime`` is not even the first.
        """
        folded = fold(display)
        if not any(self.mentioned(folded)):
            return False, False
        rest, distinct = self._distinct.subn(" ", folded)
        rest, common = self._common.subn(" ", rest)
        if not (distinct or common):
            return False, False
        words = _WORD.findall(rest)
        office = [word for word in words if word in self._office]
        if len(office) < len(
            [word for word in words if len(word) > _SHORT or word in self._office]
        ):
            return False, False
        return True, bool(distinct or office)

    def in_line(self, folded: str) -> bool:
        """Whether a line speaks of the reader's account with a product."""
        distinct, common = self.mentioned(folded)
        return bool(
            (distinct and self._distinct_account.search(folded))
            or any(name in folded for name in self._of_account)
            or (common and self._common_account.search(folded))
        )

    def mentioned(self, folded: str) -> tuple[bool, bool]:
        """Whether a product stands in a text: one that is nobody else's, and one that may be."""
        return (
            any(name in folded for name in self._distinct_names),
            any(name in folded for name in self._common_names),
        )

    def places(self, folded: str) -> list[int]:
        """Where products stand in a text."""
        distinct, common = self.mentioned(folded)
        patterns = [self._distinct] * distinct + [self._common] * common
        return sorted(found.start() for pattern in patterns for found in pattern.finditer(folded))

    @cached_property
    def _distinct_names(self) -> tuple[str, ...]:
        return tuple(map(fold, self.words.products))

    @cached_property
    def _of_account(self) -> tuple[str, ...]:
        """Products that are called by an account or an office of theirs: ``alexa account``."""
        office = re.compile(f"{listed(self.words.account)}|{listed(self.words.team)}")
        return tuple(name for name in self._distinct_names if office.search(name))

    @cached_property
    def _common_names(self) -> tuple[str, ...]:
        return tuple(map(fold, self.words.common_products))

    @cached_property
    def _distinct(self) -> re.Pattern[str]:
        return re.compile(listed(self.words.products))

    @cached_property
    def _common(self) -> re.Pattern[str]:
        return re.compile(listed(self.words.common_products))

    @cached_property
    def _office(self) -> frozenset[str]:
        """Words of an office, a customer or an account: with a product's they name an office."""
        lists = (self.words.team, self.words.account, self.words.customers, self.words.roles)
        return frozenset(word for one in lists for words in one for word in fold(words).split())

    @cached_property
    def _distinct_account(self) -> re.Pattern[str]:
        return self._account(listed(self.words.products))

    @cached_property
    def _common_account(self) -> re.Pattern[str]:
        """With a word of an account after it, or before it with nothing of another name between."""
        name = listed(self.words.common_products)
        account = listed(self.words.account)
        before = listed((*self.words.second_person, *self.words.account, *self.words.products))
        begins = rf"(?:^|[.!?:;,(\[]\s*|{before}\W+(?:[a-z']{{1,3}}\W+)?)"
        trouble = begun(self.words.trouble)
        after = rf"{name}[\s\W]{{1,3}}(?:{account}|{trouble})"
        owned = rf"{listed(self.words.second_person)}\W+{account}"
        beside = rf"\W+(?:[a-z']{{1,3}}\W+)?{name}"
        return re.compile(rf"{begins}{after}|{owned}{beside}|{account}{beside}(?!\W+[a-z])")

    def _account(self, name: str) -> re.Pattern[str]:
        nouns = listed((*self.words.account, *self.words.payment))
        words = rf"(?:{nouns}|{begun(self.words.trouble)})"
        return re.compile(rf"{name}{_GAP}{words}|{nouns}{_GAP}{name}")
