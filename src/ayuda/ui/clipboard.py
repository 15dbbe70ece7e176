"""The clipboard of a terminal, by OSC 52: it works through ssh, for the terminal itself copies.

No terminal answers whether it copied; so whoever asks for it is told what it means if not.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Final

from ayuda.texts import visible

ESCAPE: Final = "\x1b"
END: Final = "\x07"
MOST_SENT = 74_994
"""Terminals take no longer sequences: the least of what those that copy document."""
PIECE: Final = 200
"""What screen hands on in one go: it drops what is much longer."""
TOO_LONG: Final = ""
WITHOUT = ("", "dumb", "linux")
"""Terminals that have no clipboard, by what TERM calls them."""


def clipboard_sequence(text: str, environ: Mapping[str, str]) -> str | None:
    """What makes the terminal copy a text: None where it cannot, TOO_LONG where that is too long.

    tmux is told both ways: as its own program, and as what it hands to the terminal around it.
    """
    if environ.get("TERM", "") in WITHOUT:
        return None
    harmless = "\n".join(visible(line, None) for line in text.split("\n"))
    content = b64encode(harmless.encode()).decode()
    if len(content) > MOST_SENT:
        return TOO_LONG
    sequence = f"{ESCAPE}]52;c;{content}{END}"
    if environ.get("TMUX"):
        inner = sequence.replace(ESCAPE, ESCAPE * 2)
        return f"{sequence}{ESCAPE}Ptmux;{inner}{ESCAPE}\\"
    if environ.get("STY"):
        pieces = (sequence[at : at + PIECE] for at in range(0, len(sequence), PIECE))
        return "".join(f"{ESCAPE}P{piece}{ESCAPE}\\" for piece in pieces)
    return sequence
