"""Of pages made from trees it is known which words are seen: exactly those are read.

The oracle below knows only trees and a few values; it shares nothing with the reader.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest
from support.mail.realistic import realistic

from ayuda.mail.raw.decoding import read_body
from ayuda.mail.raw.limits import Budget
from ayuda.mail.raw.message import read_message
from ayuda.mail.shown.markup import read_page

SEEN, WHITE, BLACK = "#000000", "#ffffff", "#000000"
GONE = {"display": "none", "opacity": "0", "mso-hide": "all"}
VALUES = {
    "font-size": ("0", "1px", "14px", "0.5em", "200%"),
    "visibility": ("hidden", "visible"),
    "color": (WHITE, BLACK, "#cc0000"),
    "background-color": (WHITE, BLACK, "#cc0000"),
    **{name: (value,) for name, value in GONE.items()},
}
INLINE = ("span", "b", "i", "em")
BLOCK = ("div", "section", "center")


@dataclass
class Node:
    """An element with its styles, and what is in it: elements and words."""

    name: str
    style: dict[str, str]
    inside: list[Node | str] = field(default_factory=list)


@dataclass(frozen=True)
class Look:
    """How words look at a place of the tree."""

    size: float = 16
    visibility: str = "visible"
    color: str = BLACK
    behind: str = WHITE
    gone: bool = False

    def inside(self, style: dict[str, str]) -> Look:
        written = style.get("font-size", "1em")
        size = {"0": 0.0, "1px": 1.0, "14px": 14.0, "0.5em": self.size / 2, "200%": self.size * 2}
        return Look(
            size=size.get(written, self.size),
            visibility=style.get("visibility", self.visibility),
            color=style.get("color", self.color),
            behind=style.get("background-color", self.behind),
            gone=self.gone or any(style.get(name) == value for name, value in GONE.items()),
        )

    @property
    def seen(self) -> bool:
        return (
            not self.gone
            and self.visibility == "visible"
            and self.size >= 3
            and self.color != self.behind
        )


class Tree:
    """A tree drawn from a seed, its page, and the words that a person sees of it."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.words = 0
        self.rules: list[str] = []
        self.root = self.node(0, blocks=True)

    def node(self, depth: int, *, blocks: bool) -> Node:
        blocks = blocks and self.rng.random() < 0.6
        names = [name for name in VALUES if self.rng.random() < (0.08 if depth else 0)]
        style = {name: self.rng.choice(VALUES[name]) for name in names}
        made = Node(self.rng.choice(BLOCK if blocks else INLINE), style)
        for _ in range(self.rng.randrange(1, 5)):
            if depth < 7 and self.rng.random() < 0.6:
                made.inside.append(self.node(depth + 1, blocks=blocks))
            else:
                self.words += 1
                made.inside.append(f"w{self.words}")
        return made

    def html(self, node: Node | str) -> str:
        if isinstance(node, str):
            return f" {node} "
        style = "; ".join(f"{name}: {value}" for name, value in node.style.items())
        how = self.rng.randrange(3)
        if how == 0 and style:
            self.rules.append(f".c{len(self.rules)} {{ {style} }}")
            written = f' class="x c{len(self.rules) - 1}"'
        elif how == 1:
            written = f" style='{style}'" if style else " id=n"
        else:
            written = f' title="&lt;" STYLE="{style.upper() if self.rng.random() < 0.3 else style}"'
        inside = "".join(map(self.html, node.inside))
        return f"<{node.name}{written}>{inside}</{node.name}>"

    def page(self) -> str:
        body = self.html(self.root)
        return f"<!doctype html><style>{''.join(self.rules)}</style>{body}"

    def seen(self, node: Node | str, look: Look) -> list[str]:
        if isinstance(node, str):
            return [node] if look.seen else []
        look = look.inside(node.style)
        return [word for one in node.inside for word in self.seen(one, look)]


@pytest.mark.parametrize("start", range(0, 1000, 100))
def test_exactly_the_words_that_are_seen_are_read(start: int) -> None:
    for seed in range(start, start + 100):
        tree = Tree(seed)
        page = tree.page()
        assert read_page(page).text.split() == tree.seen(tree.root, Look()), (seed, page)


def test_of_ordinary_mail_nothing_but_its_preview_is_lost() -> None:
    """What stands in the text beside the page stands in the page too, sentence by sentence."""
    for seed in range(60):
        message = realistic(seed)
        if message.kind == "text":
            continue
        [outer] = read_message(message.raw, Budget())
        for part in outer.parts:
            if part.kind == "text/html":
                html = read_body(message.raw, part, Budget()).text
                page = read_page(html)
                links = [one for one in page.anchors if one.way == "link"]
                assert len(links) == message.links
                assert len(page.text) > 300
                # Every link but those of a picture without words says something.
                assert all(link.text.strip("\ufffc ") for link in links), (seed, links)
                preview = (
                    html.partition("<body")[2].partition("<div style=")[2].partition("</div>")[0]
                )
                assert page.text.count("<") == 0 or not preview
