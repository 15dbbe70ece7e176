"""The program's start: an answer that is kept, or else the whole program."""

from __future__ import annotations

import os
import sys

from ayuda.cli.endings import Endings


def main() -> int:
    """Run the program and return its exit code."""
    with Endings(at_once=True) as endings:
        code = _answered()
        if code is not None:
            endings.end_undisturbed()
    if code is None:
        from ayuda.cli.main import main as whole

        return whole()
    return code


def _answered() -> int | None:
    """The exit code of a call whose answer was at hand and is written; None for any other.

    A person who reads JSON at a terminal gets it laid out. Where it cannot be written, or maybe not
    at once, the whole program says so.
    """
    if sys.stdout is None or os.isatty(1) or not getattr(os, "get_blocking", bool)(1):
        return None
    from time import time

    from ayuda.front import answer

    found = answer(sys.argv[1:], os.environ, int(time()))
    if found is None:
        return None
    code, content = found
    try:
        while content:
            content = content[os.write(1, content) :]
    except OSError:
        return None
    return code


if __name__ == "__main__":
    sys.exit(main())
