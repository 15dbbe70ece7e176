"""The command ``policy diff``: what two policies decide differently, and what else changed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec

from ayuda.author.comparing.document import diff_document
from ayuda.author.comparing.policies import compare_policies
from ayuda.cli.session import Session, write_bytes
from ayuda.engine.windows import Setting
from ayuda.errors import AyudaError, ExitCode
from ayuda.model import Policy
from ayuda.policy.load import PolicyFile, load
from ayuda.view.document import encode
from ayuda.view.wording import wording_as_of


def run_diff(session: Session, options: dict[str, Any]) -> int:
    """Compare two policies; 1 where an outcome changes. Raises AyudaError."""
    old, new = _file(session, options, "old"), _file(session, options, "new")
    settings = _settings(session, (old.policy, new.policy), options)
    found = compare_policies(*settings)
    cases = None
    if options.get("cases") is not None:
        from ayuda.cli.policy.compared_cases import compared_cases

        cases = compared_cases(session, (old, new), options["cases"], options)
    first, second = (wording_as_of(session.texts, setting) for setting in settings)
    document = diff_document((first, second), (old, new), found, cases)
    if options["json"]:
        write_bytes(sys.stdout, encode(msgspec.to_builtins(document)) + b"\n")
    else:
        from ayuda.ui.lines import console_for, print_lines
        from ayuda.ui.policy_diff import diff_lines

        print_lines(console_for(sys.stdout), diff_lines(session.texts, document))
    return ExitCode.NOTABLE if document.changes_outcomes else ExitCode.DECIDED


def _file(session: Session, options: dict[str, Any], key: str) -> PolicyFile:
    """The old or the new policy. Raises AyudaError where it is not named or not valid."""
    named = options.get(key)
    if named is None:
        raise AyudaError.of("policy diff", "diff-needs-two")
    if not named:
        raise AyudaError.of(key.upper(), "empty-option")
    return load(Path(named), session.cache)


def _settings(
    session: Session, policies: tuple[Policy, Policy], options: dict[str, Any]
) -> tuple[Setting, Setting]:
    """Both policies as of one present, each with its own calendar. Raises AyudaError."""
    first, second = (session.setting(options, policy) for policy in policies)
    return msgspec.structs.replace(first, now=second.now), second
