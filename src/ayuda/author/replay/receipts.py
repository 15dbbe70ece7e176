"""Receipts as they are found in files and folders: one at a time, each checked for itself."""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from ayuda.errors import AyudaError, Problem, unreadable
from ayuda.view.after.receipt import RECEIPT

MOST_BYTES = 1 << 20
"""No receipt is longer; a file or a line that is, is none."""
LINES = (".jsonl", ".ndjson")
ENDINGS = (".json", *LINES)
"""What the files of a folder end with that are looked at."""
STANDARD_INPUT = "-"
DECODER = msgspec.json.Decoder(float_hook=Decimal)
REASON = 200
"""Characters of what is wrong with a receipt."""


class ReceiptWindow(msgspec.Struct, frozen=True):
    """A deadline of a receipt. The seconds that were left follow from it."""

    id: str
    state: str
    begins: str = msgspec.field(name="from")
    until: str


class ReceiptPolicy(msgspec.Struct, frozen=True):
    """The policy that a receipt names."""

    id: str
    sha256: str


class Receipt(msgspec.Struct, frozen=True):
    """What a receipt says; what is not known of it is ignored, for later versions may say more."""

    flow: str
    facts: dict[str, Any]
    now: str
    outcome: str
    rule: str
    windows: tuple[ReceiptWindow, ...]
    policy: ReceiptPolicy
    ref: str | None = None
    left_out: dict[str, str] = {}
    unknown: tuple[str, ...] = ()
    zone: str | None = None
    region: str | None = None
    amounts: dict[str, str | None] | None = None


class Found(msgspec.Struct, frozen=True):
    """A receipt and where it is, or the problem of what stands in its place."""

    where: str
    receipt: Receipt | None = None
    problem: Problem | None = None


def receipts_in(paths: Sequence[str], standard_input: BinaryIO | None = None) -> Iterator[Found]:
    """The receipts of files, of folders and all below them, and of JSON lines, in order.

    Only one is in memory at a time. What is no receipt comes as a problem, and the rest goes on.
    """
    for path in paths:
        found_any = False
        for found in _in_path(path, standard_input):
            found_any = True
            yield found
        if not found_any:  # A slip: what was meant to be looked at is not here.
            yield Found(_told(path), problem=Problem(_told(path), "receipts-missing"))


def _in_path(path: str, standard_input: BinaryIO | None) -> Iterator[Found]:
    if path == STANDARD_INPUT:
        if standard_input is not None:
            yield from _lines("stdin", standard_input)
    elif Path(path).is_dir():
        yield from _in_folder(path)
    else:
        yield from _in_file(path)


def _in_folder(path: str) -> Iterator[Found]:
    """Those of a folder's files by their names, and what cannot be looked into."""
    closed: list[OSError] = []
    for folder, below, names in os.walk(path, onerror=closed.append):
        below.sort()
        for name in sorted(names):
            file = Path(folder, name)
            is_here = file.is_file() or not file.exists()  # A link that leads nowhere is told.
            if name.lower().endswith(ENDINGS) and is_here:
                yield from _in_file(str(file))
    yield from (_unreadable(str(error.filename), error) for error in closed)


def _in_file(path: str) -> Iterator[Found]:
    where = _told(path)
    try:
        with Path(path).open("rb") as file:
            if path.lower().endswith(".json"):
                yield _found(where, file.read(MOST_BYTES + 1))
            else:
                yield from _lines(where, file)
    except FileNotFoundError:
        yield Found(where, problem=Problem(where, "receipts-missing"))
    except (OSError, ValueError) as error:
        yield _unreadable(path, error)


def _unreadable(path: str, error: Exception) -> Found:
    where = _told(path)
    return Found(where, problem=unreadable(where, error).problems[0])


def _told(path: str) -> str:
    """A path as any output can tell it, also where its name is no text."""
    return path.encode(errors="backslashreplace").decode()


def _lines(path: str, file: BinaryIO) -> Iterator[Found]:
    """The receipts of JSON lines; empty lines are none."""
    number = 0
    while line := file.readline(MOST_BYTES + 1):
        number += 1
        if line.strip():
            yield _found(f"{path}:{number}", line)
        while len(line) > MOST_BYTES and not line.endswith(b"\n"):
            line = file.readline(MOST_BYTES + 1)


def _found(where: str, content: bytes) -> Found:
    try:
        return Found(where, parse_receipt(content, where))
    except AyudaError as error:
        return Found(where, problem=error.problems[0])


def parse_receipt(content: bytes, where: str) -> Receipt:
    """The receipt in these bytes. Raises AyudaError for what is none."""
    if len(content) > MOST_BYTES:
        raise AyudaError.of(where, "receipt-too-large", limit=f"{MOST_BYTES >> 20} MiB")
    try:
        told = DECODER.decode(content.removeprefix(BOM_UTF8))
    except (msgspec.DecodeError, ValueError, ArithmeticError, RecursionError):
        raise AyudaError.of(where, "receipt-not-json") from None
    named = told.get("format") if isinstance(told, dict) else None
    if named != RECEIPT:
        value = named if isinstance(named, str) else type(told).__name__
        raise AyudaError.of(where, "receipt-other-format", value=value)
    known = {name: told[name] for name in Receipt.__struct_fields__ if name in told}
    try:
        return msgspec.convert(known, Receipt)
    except (msgspec.ValidationError, ValueError, RecursionError) as error:
        raise AyudaError.of(where, "receipt-wrong", reason=str(error)[:REASON]) from None
