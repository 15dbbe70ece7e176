"""Addresses of websites that stand in plain text, as mail clients make links of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ayuda.late_patterns import late

_URL = late(
    r"[hHfFwW](?i:(?:(?<=h)ttps?|(?<=f)tp)://|(?<=w)(?<![\w.@/-].)ww\.)[^\s<>\"'\x00-\x1f]++",
    re.DOTALL,
)
"""A set of letters comes first: to try only where one of them stands is much faster."""
_TRAILING = ".,;:!?*_~|"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_LONGEST = 8192
"""Characters of a URL that are looked at."""
_TRIMMED_AT_MOST = 20
_CALENDAR_FOLD = late(r"\r?\n[ \t]")
_PDF_LINK = late(rb"/URI\s{0,4}\(((?:https?|ftp|www)[^()\s]{1,2000})\)")


def find_urls(text: str) -> Iterator[str]:
    """Every URL in ``text``, without the punctuation of the sentence around it.

    ``www.`` without a scheme counts too; it comes out with ``http://`` before it.
    """
    if "://" not in text and "www." not in text.lower():
        return
    for match in _URL.finditer(text):
        url = _trimmed(match[0])
        yield url if "://" in url[:8] else "http://" + url


def find_calendar_urls(text: str) -> Iterator[str]:
    """Every URL of a calendar, whose lines are folded (RFC 5545, 3.1)."""
    return find_urls(_CALENDAR_FOLD.sub("", text).replace("\\n", " ").replace("\\,", ","))


def find_pdf_urls(data: bytes) -> Iterator[str]:
    """The links of a PDF that are written plainly; packed ones are not unpacked."""
    return (match[1].decode("latin-1") for match in _PDF_LINK.finditer(data))


def _trimmed(url: str) -> str:
    """``url`` without what ends a sentence; a bracket stays if it was opened inside."""
    url = url[:_LONGEST]
    for _ in range(_TRIMMED_AT_MOST):
        last = url[-1:]
        unopened = last in _PAIRS and url.count(last) > url.count(_PAIRS[last])
        if not (unopened or (last and last in _TRAILING)):
            break
        url = url[:-1]
    return url
