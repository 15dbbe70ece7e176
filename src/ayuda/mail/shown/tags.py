"""Tags and attributes as browsers read them (WHATWG HTML, 13.2.5).

No expression here can fail after a long run at every start: what it has read it keeps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ayuda.late_patterns import late

_ATTRIBUTES = r"""(?:\s[a-zA-Z:-]++="[^"]*+"
        |[\s/]++
        |[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])[^\s>]*+)|(?!\s*+=)))*+"""


def _raw(name: str) -> str:
    """An element whose content is no markup, up to its own closing tag."""
    return rf"(?i:{name})(?=[\s/>]){_ATTRIBUTES}>[^<]*+(?:<(?!/(?i:{name})[\s/>])[^<]*+)*+"


_KEPT = "|".join(map(_raw, ("style", "script")))
_DROPPED = "|".join(map(_raw, ("textarea", "title", "xmp", "iframe", "noembed", "noframes")))
_TOKEN = late(
    rf"""<(?:
      (?=[tTxXiInN])(?:{_DROPPED})
      |((?=[sS])(?:{_KEPT})|/?[A-Za-z][^\s/>]*+(?:(?=>)|{_ATTRIBUTES})(?=>)|!--\[if[^\]]*+\](?=>)
        |!\[endif\]--(?=>))>?+
      |!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+(?:--!?>)?+)
      |[!?/][^>]*+>?+
      |[A-Za-z].*+
    )""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_TAG = late(r"(/?)([^\s/>]++)(.*)", re.DOTALL | re.ASCII)
_ATTRIBUTE = late(
    r"""([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]*+)))?+""", re.ASCII
)
_HANDLER = late(r"""[\s/"']on[a-z]{3,30}\s*+=|=\s*+["']?+\s*+javascript:""", re.IGNORECASE)
_LONG_REFERENCE = late(r"&#[xX]?[0-9a-fA-F]{8}")
_REFERENCE = late(r"&#(?:[xX]0*+([0-9a-fA-F]*+)|0*+([0-9]*+));?")
_DIGITS = 7
"""Of a number that stands for a character; of a longer one Python may refuse to make a number."""


def tokens(html: str) -> list[str | None]:
    """Text and tags by turns, and a last text.

    A tag is what stands between its brackets. Of a style sheet or a script its content belongs to
    the tag; the contents of other elements that are no markup are left out, and so are comments.
    What Outlook alone reads between ``<!--[if …]>`` and ``<![endif]-->`` is there, with both.
    """
    if "\0" in html:
        html = html.replace("\0", "")  # as browsers do in a text (13.2.6.4.7)
    found: list[str | None] = _TOKEN.split(html)
    found.append(None)  # after the last text comes no tag
    return found


def taken_apart(tag: str) -> tuple[str, str, str]:
    """A tag's slash if it is a closing one, its name in lower case, and its attributes."""
    found = _TAG.match(tag)
    assert found is not None
    return found[1], found[2].lower(), found[3]


def attributes(text: str) -> dict[str, str]:
    """Attributes by lower-case name; the first of two counts."""
    written = reversed(_ATTRIBUTE.findall(text))
    found = {name.lower(): double or single or bare for name, double, single, bare in written}
    return {name: plain(value) for name, value in found.items()} if "&" in text else found


def plain(value: str) -> str:
    """A text without character references; most have none, or none but ``&amp;``."""
    if "&" not in value:
        return value
    if value.count("&") == value.count("&amp;"):
        return value.replace("&amp;", "&")
    from html import unescape

    if _LONG_REFERENCE.search(value):
        value = _REFERENCE.sub(_bounded, value)
    return unescape(value)


def _bounded(found: re.Match[str]) -> str:
    """A reference by number without leading zeros; what is no character is replaced."""
    digits, base = (found[1], "x") if found[1] is not None else (found[2], "")
    return f"&#{base}{digits};" if 0 < len(digits) <= _DIGITS else "\ufffd"


def styles_of(found: list[str | None]) -> Iterator[str]:
    """The style sheets among tokens, but for those that only Outlook reads."""
    for_outlook = False
    for tag in [tag for tag in found[1::2] if tag and tag[0] in "!sS"]:
        if tag[0] == "!":
            for_outlook = tag.startswith("!--[if") and "!" not in tag[6:10]
        elif not for_outlook and tag[:5].lower() == "style" and not tag[5:6].isalnum():
            yield tag.partition(">")[2]


def has_script(html: str) -> bool:
    """Whether a page brings code that runs in a browser."""
    return any(
        tag is not None and (tag[:6].lower() == "script" or _HANDLER.search(tag))
        for tag in tokens(html)[1::2]
    )
