"""Addresses of a page made absolute, as browsers do (WHATWG URL, 4.4)."""

from __future__ import annotations

import re

from ayuda.late_patterns import late

_WEB = ("https://", "http://")
_SCHEME = late(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_IGNORED = late(r"[\t\r\n]")
_STRIPPED = "".join(map(chr, range(33)))
"""What browsers cut from the ends of a URL; tabs and line ends they take out of it."""
_BASE_AT_MOST = 300
"""Characters of a base that is written before every address; a longer one stands for itself."""


def resolved(written: str, base: str) -> str:
    """An absolute address; of one that stays relative, and so leads nowhere, nothing."""
    if written.startswith(_WEB) and written.isprintable() and not written.endswith(" "):
        return written
    url = written.strip(_STRIPPED)
    if not url.isprintable():
        url = _IGNORED.sub("", url)
    if not url or url.startswith("#") or _SCHEME.match(url):
        return url
    slashes = url[:4].replace("\\", "/")
    if slashes.startswith("//"):
        return "https:" + url
    if _SCHEME.match(base):
        # It leads to the same host; and a page can have very many addresses.
        return base if len(base) > _BASE_AT_MOST else base.rstrip("/") + "/" + url.lstrip("/\\")
    return "https://" + url if slashes.lower().startswith("www.") else ""
