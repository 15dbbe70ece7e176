"""The command ``policy test``: every case that a policy gives for itself, decided."""

from __future__ import annotations

import sys
from typing import Any

import msgspec

from ayuda.author.cases.document import cases_document
from ayuda.cli.policy.own_cases import own_cases
from ayuda.cli.session import Session, write_bytes
from ayuda.errors import ExitCode
from ayuda.view.document import encode


def run_test(session: Session, options: dict[str, Any]) -> int:
    """Decide the cases and tell which come out otherwise; the exit code. Raises AyudaError."""
    found = own_cases(session, options)
    document = cases_document(session.texts, found.file, found.results)
    if options["json"]:
        write_bytes(sys.stdout, encode(msgspec.to_builtins(document)) + b"\n")
    else:
        from ayuda.ui.cases import case_lines
        from ayuda.ui.lines import console_for, print_lines

        print_lines(console_for(sys.stdout), case_lines(session.texts, document))
    return ExitCode.NOTABLE if found.failed else ExitCode.DECIDED
