"""The walks that the documents show are what the program shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest
from terminal_driver import Open
from test_readme import pattern

ROOT = Path(__file__).parents[2]
COMMAND = re.compile(
    r"\$ (?P<plain>AYUDA_ACCESSIBLE=1 )?ayuda (?P<arguments>[^\n]*)\n(?P<screen>.*)", re.DOTALL
)
FENCE = re.compile(r"^```text\n(.*?)^```$", re.DOTALL | re.MULTILINE)


class Shown(NamedTuple):
    """A block that shows a walk: where it stands, what is called, and the screen."""

    document: str
    arguments: str
    screen: str
    plain: bool

    def __str__(self) -> str:
        return f"{self.document}: ayuda {self.arguments}"


def walks_in(document: str) -> list[Shown]:
    text = (ROOT / document).read_text(encoding="utf-8")
    blocks = (COMMAND.fullmatch(block) for block in FENCE.findall(text))
    return [
        Shown(document, block["arguments"], block["screen"].rstrip("\n"), bool(block["plain"]))
        for block in blocks
        if block
    ]


WALKS = [walk for name in ("README.md", "docs/using.md", "docs/mail.md") for walk in walks_in(name)]
TYPED = re.compile(r"^ > +([^)\n]*)$", re.MULTILINE)
"""What a block shows as typed: a pointer, and no letter after it."""


@pytest.mark.parametrize("walk", WALKS, ids=str)
def test_a_shown_walk_is_what_the_program_shows(open_terminal: Open, walk: Shown) -> None:
    environment = {"AYUDA_ACCESSIBLE": "1"} if walk.plain else {}
    terminal = open_terminal(*shlex.split(walk.arguments), env=environment, lines=60)
    for typed in TYPED.findall(walk.screen):
        terminal.wait_until(
            lambda: terminal.lines[terminal.cursor_line].strip() == ">", "a line to type"
        )
        terminal.type(typed)
    terminal.wait_for(walk.screen.rpartition("\n")[2])
    assert pattern(walk.screen.splitlines()).fullmatch(terminal.text), terminal.text


def test_the_documents_show_walks() -> None:
    assert {walk.document for walk in WALKS} >= {"README.md", "docs/using.md"}
