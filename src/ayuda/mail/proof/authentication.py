"""What a mail server that the user trusts says it verified (RFC 8601).

Everything that stands below the hop at which a message came into a server's house may be its
sender's own. So the fields are read from the top, as long as only servers write such fields, and
every hop is the house's own or means something inside a house only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import msgspec

from ayuda.errors import AyudaError, Problem
from ayuda.late_patterns import late
from ayuda.mail.proof.hosts import Hop, address_in, host_name, is_inside, is_private, read_hop
from ayuda.mail.proof.results import MethodResult, Results, read_results
from ayuda.mail.raw.headers import Field, Headers
from ayuda.model import UnnamedResults

_OF_A_COUNTRY = 3
"""How long a registry's part of a name is at most under a country's; elsewhere it has two."""
_STATING_SERVERS = 5
"""Servers whose results are looked at where the user named none."""
_ONLY_GREETED = frozenset({"unknown", "forged", "helo", "ehlo"})
"""Words of servers about a name that nobody looked up, or that does not lead back."""
_ARC = frozenset({"arc-seal", "arc-message-signature", "arc-authentication-results"})
_ARC_DOMAIN = late(r"(?:^|;)\s*d\s*=\s*([^;\s]+)")
_ARC_SERVER = late(r"^\s*+i\s*=\s*\d+\s*;\s*([^;\s]+)")
_BY_SERVERS = frozenset(
    [
        "return-path",
        "old-return-path",
        "delivered-to",
        "delivery-date",
        "envelope-to",
        "envelope-from",
        "original-recipient",
        "received-spf",
        "authentication-results",
        "authentication-results-original",
        "dkim-filter",
        "domainkey-status",
        "status",
        "lines",
        "content-length",
        "spamdiagnosticoutput",
        "spamdiagnosticmetadata",
    ]
)
"""Fields that servers put on top. What stands below any other one may be the sender's own."""


class House(msgspec.Struct, frozen=True):
    """A trusted server, and the domains of its hops. ``unnamed``: its results carry no name."""

    server: str
    domains: tuple[str, ...]
    unnamed: bool = False

    def has(self, host: str) -> bool:
        """Whether a host is of this house."""
        return host == self.server or any(f".{host}".endswith(f".{one}") for one in self.domains)

    def wrote(self, results: Results) -> bool:
        """Whether results are this server's, as far as their text says."""
        return results.server == (None if self.unnamed else self.server)


def server_names(given: Collection[str], where: str) -> tuple[str, ...]:
    """The names of trusted servers, as they are compared. Raises AyudaError for what is no name."""
    names = [(text, host_name(text.strip())) for text in given]
    problems = [
        Problem(where, "bad-server", {"value": text}) for text, name in names if name is None
    ]
    if problems:
        raise AyudaError(problems)
    return tuple(dict.fromkeys(name for _, name in names if name is not None))


def houses(servers: Collection[str], unnamed: Collection[UnnamedResults]) -> Iterator[House]:
    """The houses of the servers' names; what is no name is nobody's."""
    without_name = {one.name: one.hosts for one in unnamed}
    for text in servers:
        server = host_name(text.strip())
        if server in without_name:
            yield House(server, without_name[server], unnamed=True)
        elif server is not None:
            yield House(server, (_house(server),))


def trusted_results(headers: Headers, house: House) -> tuple[MethodResult, ...] | None:
    """The results that a house's server wrote, if no sender could have put them there.

    A server may write a field for each method; of one method the topmost field counts. None where
    there is no such field at all.
    """
    found: list[MethodResult] | None = None
    decided: set[str] = set()
    for results in _believed(headers, house):
        found = found or []
        found += [result for result in results.results if result.method not in decided]
        decided |= {result.method for result in results.results}
        if house.unnamed:
            break
    return None if found is None else tuple(found)


def stating_servers(headers: Headers, unnamed: Collection[UnnamedResults]) -> Iterator[str]:
    """The names of servers whose results stand in a message at all, topmost first."""
    told: set[str] = set()
    for field in headers.all("authentication-results")[:_STATING_SERVERS]:
        results = read_results(field)
        if results is None:
            continue
        names = [results.server] if results.server else [one.name for one in unnamed]
        for name in names:
            if name not in told:
                told.add(name)
                yield name


def received_by(headers: Headers, house: House) -> bool:
    """Whether it is this house that a message came to last, as far as its hops say."""
    field = headers.first("received")
    hop = None if field is None else read_hop(field.text)
    return field is None or (hop is not None and (house.has(hop.by) or is_inside(hop.by)))


def _believed(headers: Headers, house: House) -> Iterator[Results]:
    """The results of a house that stand above whatever a sender could have written."""
    came_through = came_in = False
    for field in headers.fields:
        if field.name == "received":
            hop = None if came_in else read_hop(field.text)
            if hop is None or not (house.has(hop.by) or is_inside(hop.by)):
                return
            came_through = came_through or house.has(hop.by)
            entry = house.has(hop.by) or bool(_public(hop))
            came_in = entry and not _from_inside(hop, house)
        elif not _by_server(field, house):
            return
        elif field.name == "authentication-results":
            results = read_results(field)
            if results is None or not house.wrote(results):
                continue
            if results.server is None and (came_in or not came_through):
                return
            yield results


def _from_inside(hop: Hop, house: House) -> bool:
    """Whether a house's hop took the message from the house itself, as far as can be told.

    What a client greets with is its own word; the name that a server looked up is not.
    """
    names = [name for word in hop.said if "." in word and (name := host_name(word))]
    # The last part of a host's name is no number; that of an address is, and of "TLSv1.3".
    hosts = [name for name in names if not name.rpartition(".")[2].isdigit()]
    ours = house.has(hop.source) and all(house.has(host) for host in hosts)
    if _public(hop):
        looked_up = bool(hosts) and _ONLY_GREETED.isdisjoint(hop.said)
        return ours and (looked_up or house.unnamed)
    if any(address_in(word) for word in (hop.source, *hop.said)):
        return is_inside(hop.source) or house.has(hop.source)
    if hop.source in _ONLY_GREETED:
        return False
    return ours or (is_inside(hop.source) and all(house.has(host) for host in hosts))


def _public(hop: Hop) -> list[str]:
    """The addresses of anybody's that a hop took a message from."""
    addresses = (address_in(word) for word in (hop.source, *hop.said))
    return [address for address in addresses if address and not is_private(address)]


def _by_server(field: Field, house: House) -> bool:
    """Whether it is servers that write such a field; a seal must be the house's own."""
    if field.name in _ARC:
        pattern = _ARC_SERVER if field.name == "arc-authentication-results" else _ARC_DOMAIN
        said = pattern.search(field.text)
        return said is not None and house.has(said[1].removesuffix(".").lower())
    return field.name in _BY_SERVERS or field.name.startswith("x-")


def _house(server: str) -> str:
    """The domain that a server's hops share: its last two names, or three under a registry's.

    Names such as ``example.co.uk`` stand under a registry's, and its parts are short.
    """
    labels = server.split(".")
    most = _OF_A_COUNTRY if len(labels[-1]) == len("uk") else len("uk")
    registry = len(labels) > 1 and len(labels[-2]) <= most
    return ".".join(labels[-3 if registry else -2 :])
