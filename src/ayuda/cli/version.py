"""What ``--version`` tells: the program, the policy that it decides by, and its extras."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from ayuda import __version__
from ayuda.cli.session import Session
from ayuda.errors import ExitCode

EXTRAS = {
    "cluster": ("cryptography", "distributed", "fsspec"),
    "dns": ("dkim", "dns"),
    "ics": ("icalendar",),
}
"""What each extra is made of; looked for, not loaded."""
DIGITS = 12
"""How much of a policy's digest tells it from any other."""


def run_version(session: Session) -> int:
    """Tell it; the exit code. Raises AyudaError where the policy cannot be read."""
    sys.stdout.write(f"ayuda {__version__}\n")
    sys.stdout.flush()
    file = session.policy_file
    say = session.texts.say
    sys.stdout.write(f"{say('version.policy', id=file.policy.id, digest=file.sha256[:DIGITS])}\n")
    extras = ", ".join(present_extras()) or say("version.none")
    sys.stdout.write(f"{say('version.extras', extras=extras)}\n")
    return ExitCode.DECIDED


def present_extras() -> Iterator[str]:
    """The extras of which every part can be loaded."""
    from importlib.util import find_spec

    for extra, modules in EXTRAS.items():
        if all(find_spec(module) is not None for module in modules):
            yield extra
