"""Who speaks: whether a sender says of itself who it is, or hides behind a name of nobody."""

from __future__ import annotations

from functools import cached_property

import msgspec

from ayuda.late_patterns import late
from ayuda.mail.brand.names import Names
from ayuda.mail.shown.lookalikes import bare, fold

_WORD = late(r"[a-z0-9]+")
_PERSON = late(r"([a-z]{2,})[._]([a-z]{2,})")
"""How most houses write a person's address."""
_LEAST_IN_HOST = 4
"""Letters of a word that is looked for inside a host's name; shorter ones stand there by chance."""
_LEAST = 3
_ENDINGS = frozenset({"co", "com", "net", "org", "gob", "gov", "edu", "ac"})
_SENDER_WORDS = 12


class Speaker(msgspec.Struct, frozen=True):
    """What is known of who speaks.

    ``named``: it says who it is, and is somebody else than the brand; such a sender writes *about*
    the brand, unless it speaks plainly as the brand. ``carrier``: it brings the brand's parcels.
    ``answers``: it answers a message. ``lists``: it writes to a list, where the brand is discussed.
    """

    named: bool = False
    carrier: bool = False
    answers: bool = False
    lists: bool = False


class Speakers(msgspec.Struct, frozen=True, dict=True):
    """What tells who speaks, made ready for one policy."""

    names: Names

    def is_carrier(self, domain: str) -> bool:
        """Whether a domain writes about the brand's parcels in its own name."""
        return f".{domain}".endswith(self._carriers)

    def is_named(self, display: str, address: str, domain: str) -> bool:
        """Whether a sender's name and its address are of one person or house.

        Names of nobody ("Support"), the brand's and its products' say nothing.
        """
        words = _WORD.findall(fold(display))[:_SENDER_WORDS]
        telling = [word for word in words if word not in self._nobody]
        own = [word for word in telling if len(word) >= _LEAST]
        shown = bare(display)
        if not telling or any(name in shown for name in self._brand):
            return False
        person = _PERSON.fullmatch(address.rpartition("@")[0].lower())
        if (
            person is not None
            and own
            and len(own) == len(words)
            and not self._nobody & {*person.groups()}
        ):
            return True
        local = set(_WORD.findall(fold(address.rpartition("@")[0])))
        host = [label for label in domain.split(".")[:-1] if label not in _ENDINGS]
        initials = "".join(word[0] for word in words)
        return (
            any(word in host for word in telling)
            or any(
                word in local
                or any(len(word) >= _LEAST_IN_HOST and word in one for one in (*local, *host))
                for word in own
            )
            or any(
                (len(initials) > 1 and label == initials)
                or (len(label) >= _LEAST_IN_HOST and label in "".join(words))
                for label in host
                if label not in self._nobody
            )
        )

    @cached_property
    def _carriers(self) -> tuple[str, ...]:
        return tuple(f".{one}" for one in self.names.mail.claims.carriers)

    @cached_property
    def _brand(self) -> tuple[str, ...]:
        return tuple(map(bare, self.names.mail.brand))

    @cached_property
    def _nobody(self) -> frozenset[str]:
        claims = self.names.mail.claims
        lists = (
            claims.roles,
            claims.team,
            claims.customers,
            claims.products,
            claims.common_products,
        )
        return frozenset(word for words in lists for one in words for word in fold(one).split())
