"""How much of a message is looked at. What is skipped is named, and keeps it from ``genuine``."""

from __future__ import annotations

from typing import Final

import msgspec

from ayuda.mail_vocabulary import FindingId

MESSAGE_BYTES: Final = 100 << 20
"""The size over which a message is not read at all: no server delivers one."""
HEADER_BYTES: Final = 1024 * 1024
"""Of one header block. RFC 5322 sets no limit; servers refuse far less than this."""
FIELD_BYTES: Final = 64 * 1024
FIELD_NAME_BYTES: Final = 200
HEADER_COUNT: Final = 2000
PARAMETER_CHARACTERS: Final = 16 * 1024
"""Of one structured header such as Content-Type."""
PARTS: Final = 20_000
DASH_LINES: Final = 300_000
"""Lines that begin as a boundary does and are held against those that are open."""
DEPTH: Final = 100
TEXT_BYTES: Final = 4 * 1024 * 1024
"""Decoded bytes of all texts of a message together; a parsed page takes some 15 times as much."""
PART_BYTES: Final = 2 * 1024 * 1024
"""Decoded bytes of one text."""
LINKS: Final = 20_000
"""Links of a message; the same address counts once."""
FINDINGS_OF_A_RULE: Final = 10
"""Findings of the same rule that are kept: they say nothing new."""
EVIDENCE_CHARACTERS: Final = 1000
"""Of one finding's evidence."""
ATTACHED_MESSAGES: Final = 20
SIGNATURES: Final = 8
"""DKIM signatures that are looked at: each can cost a look-up."""
SIGNED_BYTES: Final = 32 << 20
SIGNED_LINES: Final = 1_000_000
"""Of a message whose signature is verified, all its signatures together."""
BLANK_WORK: Final = 50_000_000
"""White space in a row, squared, in a message whose signature is verified."""
FOLD_WORK: Final = 200_000_000
"""Bytes of its headers, each times the folds in it."""


class Budget(msgspec.Struct):
    """What may still be spent on one message, and which limits were reached."""

    text_bytes: int = TEXT_BYTES
    links: int = LINKS
    reached: dict[FindingId, int] = {}

    def take_text(self, wanted: int) -> int:
        """How many of the ``wanted`` bytes of a text may be read."""
        allowed = max(0, min(wanted, self.text_bytes, PART_BYTES))
        self.text_bytes -= allowed
        if allowed < wanted:
            self.note("limit-text")
        return allowed

    def note(self, rule: FindingId, position: int = 0) -> None:
        """Remembers that a limit was reached; the first position counts."""
        self.reached.setdefault(rule, position)
