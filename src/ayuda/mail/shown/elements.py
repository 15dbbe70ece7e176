"""What browsers know of HTML's elements: which break a line, and which end others unsaid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
"""What stands on lines of its own."""
VOID: Final = frozenset(
    [
        "area",
        "base",
        "basefont",
        "bgsound",
        "br",
        "col",
        "embed",
        "frame",
        "hr",
        "img",
        "input",
        "keygen",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
"""What has no content and no end."""
TABLE_PARTS: Final = frozenset(
    ["caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"]
)
"""What stands in a table and nowhere else: elsewhere such a tag is as good as not there."""
UNCLIPPED: Final = TABLE_PARTS | {"table"}
"""What grows with its content, however small it is said to be."""
STRUCTURE: Final = frozenset(["table", "tbody", "tfoot", "thead", "tr"])
"""What stands directly in these and is no part of a table is shown before the table."""
CELLS: Final = frozenset(("td", "th", "caption"))
"""In these no formatting goes on that was open before."""
COLOURED: Final = STRUCTURE | {"td", "th", "body"}
"""What ``bgcolor`` and ``background`` are heeded on."""
OUTERMOST: Final = frozenset(("html", "head", "body"))
"""What is open from its tag to the end of the page."""
SPECIAL: Final = (BLOCKS | VOID | {"button", "iframe", "marquee", "object"}) - {
    "dialog",
    "legend",
    "optgroup",
    "option",
}
"""Beyond these the end of an inline element does not reach (WHATWG HTML, 13.2.6.4.7)."""
FORMATTING: Final = frozenset(
    [
        "a",
        "b",
        "big",
        "code",
        "em",
        "font",
        "i",
        "nobr",
        "s",
        "small",
        "strike",
        "strong",
        "tt",
        "u",
    ]
)
"""Of these the end holds also for a block inside that goes on (13.2.6.4.7, adoption agency)."""
SCOPES: Final = frozenset(["table", "td", "th", "caption", "object", "marquee"])
"""Beyond these the end of any element does not reach, but for parts of a table."""
_TABLE: Final = frozenset(("table",))
_ROWS = "tbody thead tfoot caption colgroup tr td th"


class Ending(NamedTuple):
    """Which open elements a tag ends, up to which one; unless it stands directly in ``fits``."""

    ends: frozenset[str]
    barriers: frozenset[str]
    fits: frozenset[str] = frozenset()


def _ending(ends: str, barriers: frozenset[str], fits: str = "") -> Ending:
    return Ending(frozenset(ends.split()), barriers, frozenset(fits.split()))


_PARAGRAPH = Ending(
    frozenset(("p",)),
    SCOPES | {"button"},
    # The start of each of these has ended the paragraph that was open.
    BLOCKS - {"p", "option", "optgroup", "select", "legend", "table", "tbody", "tr"},
)
STARTS: Final[Mapping[str, Ending]] = {
    **dict.fromkeys(
        BLOCKS - TABLE_PARTS - {"body", "option", "optgroup", "select", "legend"}, _PARAGRAPH
    ),
    "li": _ending("li p", SCOPES | {"ul", "ol", "menu"}, "ul ol"),
    "dd": _ending("dd dt p", SCOPES | {"dl"}, "dl"),
    "dt": _ending("dd dt p", SCOPES | {"dl"}, "dl"),
    "td": _ending("td th caption", _TABLE, "tr table tbody thead tfoot"),
    "th": _ending("td th caption", _TABLE, "tr table tbody thead tfoot"),
    "tr": _ending("tr td th caption colgroup", _TABLE, "table tbody thead tfoot"),
    **dict.fromkeys(("tbody", "thead", "tfoot", "caption", "colgroup"), _ending(_ROWS, _TABLE)),
    "option": _ending("option", SCOPES | {"select"}, "select"),
    "a": _ending("a", SPECIAL | SCOPES),
    "button": _ending("button", SCOPES),
}
"""What an opening tag ends first."""
STOPS: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(BLOCKS | {"button", "object", "marquee"}, SCOPES),
    **dict.fromkeys(TABLE_PARTS, _TABLE),
    "table": frozenset(),
    "p": SCOPES | {"button"},
    "li": SCOPES | {"ul", "ol"},
    **dict.fromkeys(FORMATTING, SCOPES),
}
"""Beyond which open elements a closing tag does not look for its own; of others, ``SPECIAL``."""
