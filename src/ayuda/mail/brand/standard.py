"""The policy's mail section, made ready for looking things up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

import msgspec

from ayuda.late_patterns import late
from ayuda.mail.brand.hosts import remembered, shown_host
from ayuda.mail.evidence import Finding, Place
from ayuda.mail.raw.limits import EVIDENCE_CHARACTERS
from ayuda.mail.shown.lookalikes import bare, fold, slips
from ayuda.mail_vocabulary import FindingId
from ayuda.model import Domain, Mail, Rewriter

_LEAST_TO_SLIP = 6
"""Names shorter than this are one letter away from too many innocent words."""
_LEAST_INSIDE = 4
"""Names shorter than this stand by chance inside of other words."""
_WORD = late(r"[a-z0-9]+")

_COUNTS = {
    "shop": (True, False),
    "service": (True, False),
    "asset": (True, False),
    "short-link": (True,),
    "top-level": (False,),
}
"""Whether a host counts that is a domain of the kind itself, and one that is under it."""


class Standard(msgspec.Struct, frozen=True, dict=True):
    """What the policy documents: domains and names, against which a message is held.

    Of the last hosts that were asked for it remembers the answers.
    """

    mail: Mail

    @cached_property
    def documented(self) -> Callable[[str], Domain | None]:
        """The documented domain that a host is, or is under; the host in lower case ASCII.

        What anybody can rent under a documented domain is not the brand's, and neither is a
        top-level domain's own name, which no website or address has.
        """
        return remembered(self._documented)

    @cached_property
    def fault(self) -> Callable[[str], FindingId | None]:
        """What is most wrong with the name of a host that is not documented, if anything is."""
        return remembered(self._fault)

    @cached_property
    def looks_documented(self) -> Callable[[str], bool]:
        """Whether look-alike letters or one slip make a host, as shown, read like a documented."""
        return remembered(self._looks_documented)

    @cached_property
    def is_named_so(self) -> Callable[[str], bool]:
        """Whether the brand stands anywhere in the name of a host, as shown."""
        return remembered(self.names_brand)

    @cached_property
    def rewriters(self) -> Callable[[str], Sequence[Rewriter]]:
        """The mail filters that write links anew so that they lead to a host."""
        return remembered(self._rewriters_at)

    def rentable(self, host: str) -> bool:
        """Whether ``host`` is under hosting that anybody can rent."""
        return any(name in self._rentable for name in _suffixes(host))

    def names_brand(self, text: str) -> bool:
        """Whether the brand stands anywhere in ``text``, also grown together with other words."""
        found = bare(text)
        if not self._names_it(found):
            return False
        for word in self._other_words:
            found = found.replace(word, " ")
        return self._names_it(found)

    def _names_it(self, found: str) -> bool:
        # Asked of every link: a loop takes a third of what ``any`` does.
        for name in self._bare_names:
            if name in found:
                return True
        return bool(self._short_names) and not self._short_names.isdisjoint(_WORD.findall(found))

    def is_slip(self, word: str) -> bool:
        """Whether the lower-case ``word`` is one slip of the pen away from the brand's name."""
        return word in self._slips

    def passes_on(self, host: str) -> bool:
        """Whether ``host`` passes on what others wrote."""
        return any(name in self._relays for name in _suffixes(host))

    def finding(self, rule: FindingId, evidence: str, where: Place) -> Finding:
        """A finding with what the policy says of its rule."""
        meaning = self.mail.findings[rule]
        statement = meaning.cites[0] if meaning.cites else None
        return Finding(rule, meaning.breaks, statement, evidence[:EVIDENCE_CHARACTERS], where)

    def _documented(self, host: str) -> Domain | None:
        for name in _suffixes(host):
            if name in self._rentable:
                return None
            domain = self._domains.get(name)
            if domain is not None and (name == host) in _COUNTS[domain.kind]:
                return domain
        return None

    def _looks_documented(self, host: str) -> bool:
        folded = fold(host)
        if folded != host and self.documented(folded) is not None:
            return True
        return any(
            word in self._slips or (word not in self._names and bare(word) in self._names)
            for word in folded.replace("-", ".").split(".")
        )

    def _fault(self, host: str) -> FindingId | None:
        if self.rentable(host):
            return "link-rentable"
        shown = shown_host(host)
        if self.looks_documented(shown):
            return "link-look-alike"
        return "link-brand-in-host" if self.is_named_so(shown) else None

    def _rewriters_at(self, host: str) -> Sequence[Rewriter]:
        found = (self._rewriters.get(name) for name in _suffixes(host))
        return next((one for one in found if one), ())

    @cached_property
    def _domains(self) -> dict[str, Domain]:
        return {domain.domain: domain for domain in self.mail.domains}

    @cached_property
    def _rentable(self) -> frozenset[str]:
        return frozenset(self.mail.rentable)

    @cached_property
    def _relays(self) -> frozenset[str]:
        return frozenset(self.mail.relays)

    @cached_property
    def _rewriters(self) -> dict[str, list[Rewriter]]:
        found: dict[str, list[Rewriter]] = {}
        for rewriter in self.mail.rewriters:
            for host in rewriter.hosts:
                found.setdefault(host, []).append(rewriter)
        return found

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(name.lower() for name in self.mail.brand)

    @cached_property
    def _bare_names(self) -> tuple[str, ...]:
        written = {
            one for name in self.mail.brand for one in (name, name.capitalize(), name.upper())
        }
        names = {one for name in map(bare, written) for one in _grown(name)}
        return tuple(sorted(name for name in names if not _is_short(name)))

    @cached_property
    def _short_names(self) -> frozenset[str]:
        return frozenset(filter(_is_short, map(bare, self.mail.brand)))

    @cached_property
    def _other_words(self) -> tuple[str, ...]:
        """Longest first, so that none leaves a part of a longer one behind."""
        return tuple(sorted(map(bare, self.mail.other_words), key=len, reverse=True))

    @cached_property
    def _slips(self) -> frozenset[str]:
        names = (name for name in self._names if name.isascii() and len(name) >= _LEAST_TO_SLIP)
        words = frozenset[str]().union(*map(slips, names))
        return words - frozenset(self.mail.other_words) - frozenset(self._names)


def _grown(name: str) -> tuple[str, str]:
    """A name as it is, and grown together as it stands in a host's."""
    return name, "".join(_WORD.findall(name)) or name


def _is_short(name: str) -> bool:
    """Whether a name stands in too many innocent words, so that it counts as one of its own."""
    return name.isascii() and name.isalnum() and len(name) < _LEAST_INSIDE


def _suffixes(host: str) -> Iterator[str]:
    """``a.b.c``, ``b.c``, ``c``; of a host with very many labels only the last ten."""
    labels = host.rsplit(".", 10)
    yield host
    for index in range(1, len(labels)):
        yield ".".join(labels[index:])
