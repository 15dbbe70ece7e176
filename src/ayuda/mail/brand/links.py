"""Where a link leads: its host as browsers read it, held against the documented domains."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ayuda.late_patterns import late
from ayuda.mail.brand.rewritten import targets
from ayuda.mail.brand.standard import Standard
from ayuda.mail_vocabulary import FindingId, LinksLead

_WEB = frozenset({"http:", "https:", "ftp:", "ws:", "wss:"})
_HARMLESS = frozenset({"mailto:", "tel:", "sms:", "cid:", "mid:", "about:", "callto:", "geo:"})
"""Schemes that open no page. A ``mailto:`` address is a remark: an answer goes there, no click."""

_PLAIN = late(r"(https?:)//([a-z0-9](?:[a-z0-9-]*\.)+[a-z]{2,})(?::[0-9]{1,4})?(?=[/?#]|$)")
"""URLs that need no parser: browsers take such a host as it stands."""
_NUMBERS_ONLY = late(r"(?:0[xX][0-9a-fA-F]+|[0-9]+)(?:\.(?:0[xX][0-9a-fA-F]*|[0-9]+)){0,9}\.?")
_AUTHORITY = late(r"[a-z][a-z0-9+.-]*:[\\/]*(?:[^\\/?#]*@)?([^\\/?#:]*)", re.IGNORECASE)
_ADDRESS = late(r"mailto:(?://)?[^?@]*@([^?,;\s>]+)", re.IGNORECASE)
_INNER = late(r"https?(?::|%3a)(?:[/\\]|%2f|%5c){2}[^&#]*", re.IGNORECASE)
_PERCENT = late(r"%([0-7][0-9a-fA-F])")
_STRIPPED = "".join(map(chr, range(33)))
"""What browsers cut from both ends of a URL (WHATWG URL, 4.4); tabs and line ends go anywhere."""

_STRONGEST_FIRST: tuple[LinksLead, ...] = ("elsewhere", "unknown", "documented")

LONGEST = 8192
"""Characters of a URL that are looked at, or as many more as its host needs."""
_TO_THE_HOST = late(r"[a-z][a-z0-9+.-]*+:[\\/]*+[^\\/?#]*+", re.IGNORECASE)
WRAPPINGS = 5
"""How often a link may have been rewritten; mail that passes many filters has two or three."""


class Link(NamedTuple):
    """A link as browsers read it.

    ``rule`` is the finding that it makes, if any; ``remarks`` are others that decide nothing.
    ``inner`` is an address inside it that is not documented, to which it may pass a reader on.
    Of a link that a mail filter rewrote all of this is said of the ``target``, which is empty of
    others, and where it cannot be told.
    """

    text: str
    leads: LinksLead
    host: str = ""
    rule: FindingId | None = None
    remarks: tuple[FindingId, ...] = ()
    inner: str = ""
    target: str = ""

    @property
    def rules(self) -> tuple[FindingId, ...]:
        """The findings that it makes, of which all but the first are remarks."""
        return (self.rule, *self.remarks) if self.rule else self.remarks


def opens(url: str) -> bool:
    """Whether browsers take ``url`` for a link, or show it as a number that is none."""
    url = _looked_at(url.strip(_STRIPPED))
    plain = _PLAIN.match(url)
    if plain is not None and "xn--" not in plain[2]:
        return True
    import can_ada

    try:
        can_ada.parse(url)
    except (ValueError, UnicodeError):
        return _unreadable(url).leads != "nowhere"
    return True


def read_link(standard: Standard, url: str) -> Link:
    """Where ``url`` (absolute) leads in the end; what no browser opens leads ``nowhere``."""
    return _read(standard, url, WRAPPINGS)


def _read(standard: Standard, url: str, wrappings: int) -> Link:
    """The same; ``wrappings`` is how many may still be taken off."""
    whole = url.strip(_STRIPPED)
    url = _looked_at(whole)
    plain = _PLAIN.match(url)
    if plain is not None and "xn--" not in plain[2]:
        rewritten = _rewritten(standard, whole, plain[2], wrappings)
        return rewritten or _of_host(standard, url, plain[1], plain[2], user=False)
    import can_ada

    try:
        parsed = can_ada.parse(url)
        protocol, host = parsed.protocol, parsed.hostname
        user = bool(parsed.username or parsed.password)
    except (ValueError, UnicodeError):
        return _unreadable(url)
    if protocol == "mailto:":
        return _mail_address(standard, url)
    if protocol in _HARMLESS:
        return Link(url, "nowhere")
    if protocol not in _WEB:
        return Link(url, "elsewhere", rule="link-not-web")
    host = host.removesuffix(".")
    rewritten = _rewritten(standard, whole, host, wrappings)
    return rewritten or _of_host(standard, url, protocol, host, user=user)


def _looked_at(url: str) -> str:
    """As much of a URL as is looked at, its whole host included."""
    if len(url) <= LONGEST:
        return url
    begin = _TO_THE_HOST.match(url)
    return url[: max(LONGEST, begin.end() if begin else 0)]


def _rewritten(standard: Standard, url: str, host: str, wrappings: int) -> Link | None:
    """A link that a mail filter wrote anew, by its target; None for any other.

    Where servers may differ in which target they take, all that may be meant are read: only what
    all of them agree on is known.
    """
    rewriters = standard.rewriters(host)
    if not rewriters:
        return None
    import can_ada

    parsed = can_ada.parse(url)  # as browsers send it, with the steps of its path taken
    found = targets(rewriters, parsed.pathname, parsed.search)
    if found is None:
        return None
    read = [_read(standard, target, wrappings - 1) for target in found] if wrappings else []
    if len({link.leads for link in read}) != 1 or "link-unreadable" in read[0].remarks:
        return Link(url, "unknown", host, remarks=("link-rewritten-unknown",))
    link = read[0]
    if link.leads == "unknown":
        return link
    remarks = tuple(dict.fromkeys([*link.remarks, "link-rewritten"]))
    return link._replace(text=url, remarks=remarks, target=link.target or link.text)


def _of_host(standard: Standard, url: str, protocol: str, host: str, *, user: bool) -> Link:
    if standard.documented(host) is None:
        return Link(url, "elsewhere", host, _rule(standard, host, url, user=user))
    inner = _inner(standard, url)
    if protocol == "https:" and not (user or inner):
        return Link(url, "documented", host)
    remarks = _remarks(protocol, user=user, inner=bool(inner))
    return Link(url, "documented", host, remarks=remarks, inner=inner)


def shown_link(link: Link, rule: str, evidence: str) -> str:
    """The evidence of a link's finding; of one that passes on the address inside it too."""
    if rule == "link-rewritten":
        return f"{evidence} -> {link.target}"
    evidence = link.target or evidence
    return f"{evidence} -> {link.inner}" if rule == "link-redirects" else evidence


def together(links: Sequence[Link]) -> LinksLead:
    """Where several links lead: one elsewhere is enough."""
    leads = {link.leads for link in links}
    return next((one for one in _STRONGEST_FIRST if one in leads), "nowhere")


def _rule(standard: Standard, host: str, url: str, *, user: bool) -> FindingId:
    """The most telling thing that is wrong with a link to a host that is not documented."""
    if user:
        return "link-user-info"
    if host.startswith("[") or _NUMBERS_ONLY.fullmatch(host):
        return "link-ip-address"
    fault = standard.fault(host)
    if fault is not None:
        return fault
    return "link-brand-in-path" if standard.names_brand(url) else "link-elsewhere"


def _remarks(protocol: str, *, user: bool, inner: bool) -> tuple[FindingId, ...]:
    telling: tuple[tuple[FindingId, bool], ...] = (
        ("link-not-secure", protocol == "http:"),
        ("link-user-info-remark", user),
        ("link-redirects", inner),
    )
    return tuple(rule for rule, holds in telling if holds)


def _inner(standard: Standard, url: str) -> str:
    """The address of another website inside a URL, unless it is a documented one too."""
    found = _INNER.search(url, 8) if "http" in url[8:] else None
    if found is None:
        return ""
    inner = _PERCENT.sub(lambda code: chr(int(code[1], 16)), found[0])
    authority = _AUTHORITY.match(inner)
    host = authority[1].lower().rstrip(".") if authority else ""
    return "" if standard.documented(host) is not None else inner


def _mail_address(standard: Standard, url: str) -> Link:
    found = _ADDRESS.match(url)
    if found is None or standard.documented(found[1].lower().rstrip(".")) is not None:
        return Link(url, "nowhere")
    return Link(url, "nowhere", remarks=("link-mail-elsewhere",))


def _unreadable(url: str) -> Link:
    """What browsers refuse: numbers as a host are still shown as an address that is none."""
    authority = _AUTHORITY.match(url)
    if authority is not None and authority[1] and _NUMBERS_ONLY.fullmatch(authority[1]):
        return Link(url, "elsewhere", authority[1], "link-ip-address")
    return Link(url, "nowhere", remarks=("link-unreadable",))
