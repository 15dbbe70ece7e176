"""``policy check``: everything that is wrong with a policy, and where."""

from __future__ import annotations

import sys
from typing import Any

import msgspec

from ayuda.author.check.checked import check_policy
from ayuda.cli.policy.files import path_of_policy
from ayuda.cli.session import Session, write_bytes
from ayuda.errors import ExitCode
from ayuda.model import LANGUAGES
from ayuda.texts import Texts
from ayuda.view.document import encode


def run_check(session: Session, options: dict[str, Any]) -> int:
    """Check a policy; 2 where something is an error, 0 for warnings alone. Raises AyudaError."""
    path = path_of_policy(session, options)
    texts = session.texts_for_errors()
    words: dict[str, Texts] = {language: session.texts_in(language) for language in LANGUAGES}
    today = session.clock().date()
    check = check_policy(path, today, texts, words, session.cache)
    if options["json"]:
        write_bytes(sys.stdout, encode(msgspec.to_builtins(check)) + b"\n")
    else:
        from ayuda.ui.check import check_lines
        from ayuda.ui.lines import console_for, print_lines

        print_lines(console_for(sys.stdout), check_lines(texts, check))
    return ExitCode.REFUSED if check.errors else ExitCode.DECIDED
