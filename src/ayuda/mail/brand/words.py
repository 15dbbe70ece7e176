"""A policy's mail section with all its words made ready for finding."""

from __future__ import annotations

import re
from functools import cached_property

import msgspec

from ayuda.mail.brand.asks import Asks
from ayuda.mail.brand.claims import Claims
from ayuda.mail.brand.forwards import Quoting
from ayuda.mail.brand.standard import Standard
from ayuda.model import Mail


class Words(msgspec.Struct, frozen=True, dict=True):
    """Made once for many messages; it keeps nothing of a message but the names of hosts."""

    mail: Mail

    @cached_property
    def standard(self) -> Standard:
        """The documented domains and the brand."""
        return Standard(self.mail)

    @cached_property
    def claims(self) -> Claims:
        """The words that make a mention a claim."""
        return Claims(self.standard)

    @cached_property
    def quoting(self) -> Quoting:
        """The words that begin a quotation."""
        return Quoting(self.mail.quoting, self.claims.names)

    @cached_property
    def asks(self) -> Asks:
        """The words of a request."""
        return Asks(self.mail.asks)

    @cached_property
    def secret_field(self) -> re.Pattern[str]:
        """What a form's field for a password or a card is called."""
        return re.compile("|".join(map(re.escape, self.mail.secret_fields)) or r"(?!)")
