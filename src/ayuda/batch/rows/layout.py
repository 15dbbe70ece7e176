"""How tables are laid out where they do not say so themselves: told by options or by a mapping."""

from __future__ import annotations

from typing import Literal

import msgspec

DateForm = Literal["dmy", "mdy", "ymd", "excel", "epoch"]
"""How moments are written: day, month and year in an order, or as a number of days or seconds."""

DecimalMark = Literal[".", ","]
"""What stands before the decimals of numbers."""


class Layout(msgspec.Struct, frozen=True):
    """What is told of files: None (or 0) is what each file shows by itself.

    ``encoding`` is the name of a text's encoding, ``skip`` how many lines stand above the heading,
    and ``sheet`` the name of a workbook's sheet.
    """

    encoding: str | None = None
    skip: int = 0
    sheet: str | None = None


AS_SHOWN = Layout()
