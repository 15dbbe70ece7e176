"""The command ``policy mutate``: which changes of a policy none of its cases notices."""

from __future__ import annotations

import sys
from pathlib import Path
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from ayuda.author.cases.document import cases_document
from ayuda.author.cases.reading import ANY_PRESENT
from ayuda.author.cases.written import with_cases
from ayuda.author.mutating.chosen import chosen_cases
from ayuda.author.mutating.document import Writer, mutants_document
from ayuda.author.mutating.survivors import Mutated, mutated
from ayuda.cli.policy.own_cases import OwnCases, own_cases
from ayuda.cli.session import Session, write_bytes
from ayuda.errors import ExitCode
from ayuda.moments import in_zone
from ayuda.policy.cases_beside import cases_path
from ayuda.policy.files import read_bytes
from ayuda.ui.cases import case_lines, mutant_lines
from ayuda.ui.lines import Line, console_for, print_lines
from ayuda.ui.progress import CountedProgress
from ayuda.view.document import encode
from ayuda.view.written import check_writable, write_whole


def run_mutate(session: Session, options: dict[str, Any]) -> int:
    """Change the policy in each place once and tell what no case notices; the exit code.

    Raises AyudaError.
    """
    found = own_cases(session, options, all_flows=True)
    texts = session.texts
    if found.failed:
        document = cases_document(texts, found.file, found.results)
        _show(options, document, [*case_lines(texts, document), Line(texts.say("mutants.first"))])
        return ExitCode.NOTABLE
    target = cases_path(Path(found.file.path))
    if options["write"]:
        check_writable(target)
    policy = found.file.policy
    with CountedProgress(texts, sys.stderr, monotonic, 0) as progress:

        def done(place: int, of: int) -> None:
            progress.total = of
            progress.update(place)

        now = found.now or ANY_PRESENT
        result = mutated(policy, found.cases, found.flows, now, done)
    begins = options["write"] and not target.exists()
    writer = Writer(policy, ANY_PRESENT if begins and found.now is None else found.now)
    added = _add(found, result, writer, target) if options["write"] else 0
    written = str(target) if added else None
    told = mutants_document(found.file, result, writer, written, added)
    _show(options, told, list(mutant_lines(texts, told, whole=not found.is_whole)))
    return ExitCode.NOTABLE if result.survivors else ExitCode.DECIDED


def _add(found: OwnCases, result: Mutated, writer: Writer, target: Path) -> int:
    """Add few cases that notice all; how many."""
    policy = found.file.policy
    cases = chosen_cases(policy, result.survivors)
    if cases:
        content = read_bytes(target) if target.exists() else None
        now = in_zone(found.now or ANY_PRESENT, ZoneInfo(policy.time_zone))
        texts = [writer.chosen(one) for one in cases]
        write_whole(target, with_cases(str(target), content, texts, now))
    return len(cases)


def _show(options: dict[str, Any], document: msgspec.Struct, lines: list[Line]) -> None:
    if options["json"]:
        write_bytes(sys.stdout, encode(msgspec.to_builtins(document)) + b"\n")
    else:
        print_lines(console_for(sys.stdout), lines)
