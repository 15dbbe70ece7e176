"""Hosts as people see them, and what is remembered of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

_Answer = TypeVar("_Answer")
_HOSTS = 512
_LONGEST = 253
"""Characters of a host's name (RFC 1035, 2.3.4); a longer one is no host, and is not kept."""


def remembered(asked: Callable[[str], _Answer]) -> Callable[[str], _Answer]:
    """A question about hosts that remembers its last answers: mail leads to the same few hosts."""
    kept = lru_cache(maxsize=_HOSTS)(asked)
    return lambda host: kept(host) if len(host) <= _LONGEST else asked(host)


def shown_host(host: str) -> str:
    """``host`` with its ``xn--`` labels (RFC 5891) as the letters they stand for."""
    if "xn--" not in host:
        return host
    return ".".join(_shown_label(label) for label in host.split("."))


def _shown_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label
