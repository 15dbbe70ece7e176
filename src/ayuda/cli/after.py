"""The options for what is made of a decision: read and checked before anything is asked."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG
from typing import Any, TypeAlias

from ayuda.cli.message import STANDARD_INPUT
from ayuda.cli.session import Session
from ayuda.errors import AyudaError, Problem
from ayuda.late_patterns import late
from ayuda.texts import load_texts_beside
from ayuda.view.after.decided import has_address_or_link
from ayuda.view.after.wanted import Wanted
from ayuda.view.written import check_writable

FILES = ("ics", "receipt")
STANDARD_OUTPUT = "-"
File: TypeAlias = "tuple[int, int] | Path"
"""A file that there is, by its device and number; one that there is not yet, by its place."""
REFERENCE = late(r"[^\W_][\w #.,:/+()-]{0,63}")
"""A ticket's number or a code is short."""


def wanted_of(session: Session, options: Mapping[str, Any]) -> Wanted:
    """What the options want made of a decision. Raises AyudaError with every wrong one."""
    problems = list(_problems(session, options))
    if problems:
        raise AyudaError(problems)
    ics, receipt = (
        Path(options[name]) if options.get(name) is not None else None for name in FILES
    )
    for file in filter(None, (ics, receipt)):
        check_writable(file)
    _refuse_replacing(session, options.get("message"), ics, receipt)
    if ics is not None:
        from ayuda.view.after.reminder import load_icalendar

        load_icalendar()
    language = options.get("reply_lang") or session.language
    return Wanted(
        sha256=session.policy_file.sha256,
        texts=session.texts,
        reply_texts=lambda: load_texts_beside(session.policy, language, session.cache),
        ref=options.get("ref"),
        note=bool(options.get("note")),
        reply=bool(options.get("reply")),
        ics=ics,
        receipt=receipt,
    )


def _problems(session: Session, options: Mapping[str, Any]) -> Iterator[Problem]:
    for name in (*FILES, "ref", "reply_lang"):
        option, value = f"--{name.replace('_', '-')}", options.get(name)
        if value is None:
            continue
        if not value.strip():
            yield Problem(option, "empty-option")
        elif name in FILES and value == STANDARD_OUTPUT:
            yield Problem(option, "after-needs-file")
        elif name == "ref" and not _is_reference(value):
            yield Problem(option, "reference-form", {"value": value})
        elif name == "reply_lang":
            try:
                session.check_language(option, value)
            except AyudaError as error:
                yield from error.problems


def _refuse_replacing(
    session: Session, message: str | None, ics: Path | None, receipt: Path | None
) -> None:
    """Raise AyudaError where a file would replace another one of the call."""
    taken = dict(_files_of_streams())
    read = {session.policy_file.path, message} - {None, STANDARD_INPUT}
    taken |= {_file_of(Path(name)): name for name in map(str, read)}
    problems = []
    for option, path in (("--ics", ics), ("--receipt", receipt)):
        file = None if path is None else _file_of(path)
        if file is not None and file in taken:
            problems.append(Problem(option, "after-replaces", {"other": taken[file]}))
        taken[file] = option
    if problems:
        raise AyudaError(problems)


def _files_of_streams() -> Iterator[tuple[File | None, str]]:
    """The files that standard input and output are."""
    for name, stream in (("stdin", sys.stdin), ("stdout", sys.stdout)):
        with suppress(OSError, ValueError, AttributeError):
            found = os.fstat(stream.fileno())
            if S_ISREG(found.st_mode):
                yield (found.st_dev, found.st_ino), name


def _file_of(path: Path) -> File | None:
    """What tells a file from others, by whatever name; None for what keeps nothing."""
    if not path.exists():
        return path.resolve()
    found = path.stat()
    return (found.st_dev, found.st_ino) if S_ISREG(found.st_mode) else None


def _is_reference(value: str) -> bool:
    """Whether it is a number or a code, and so neither a name nor an address nor a link."""
    is_code = any(map(str.isdigit, value)) or (value.isupper() and value.isalpha())
    return is_code and bool(REFERENCE.fullmatch(value)) and not has_address_or_link(value)
