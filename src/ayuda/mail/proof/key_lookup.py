"""The look-ups of public keys that verifying signatures needs: the only use of the network."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from ayuda.errors import AyudaError
from ayuda.mail.proof.signatures import KeyLookup

LOOK_UP_SECONDS = 5.0
ALL_LOOK_UPS_SECONDS = 10.0
"""However many signatures a message carries, nobody waits longer for their keys."""
REMEMBERED_KEYS = 1_000
"""Answers that are kept for as long as they hold: many messages are signed with the same key."""


def key_lookup() -> KeyLookup:
    """A look-up of TXT records for one message; a name that does not answer in time has none.

    Of several records it is not defined which is the key (RFC 6376, 3.6.2.2): none is taken.

    Raises AyudaError where what it needs is not installed.
    """
    return key_lookups()()


def key_lookups() -> Callable[[], KeyLookup]:
    """What gives each of many messages a look-up with time of its own; see ``key_lookup``."""
    try:
        from dns.exception import DNSException
        from dns.resolver import LRUCache, Resolver
    except ImportError:
        raise AyudaError.of("--dns", "dns-not-installed") from None

    try:
        resolver = Resolver()
    except DNSException:
        return lambda: lambda _name: None
    resolver.lifetime = LOOK_UP_SECONDS
    resolver.cache = LRUCache(REMEMBERED_KEYS)

    def for_message() -> KeyLookup:
        deadline = monotonic() + ALL_LOOK_UPS_SECONDS

        def look_up(name: str) -> bytes | None:
            if monotonic() > deadline:
                return None
            try:
                [record] = resolver.resolve(name, "TXT")
            except (DNSException, ValueError):
                return None
            return b"".join(record.strings)

        return look_up

    return for_message
