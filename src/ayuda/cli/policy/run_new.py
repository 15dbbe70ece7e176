"""``policy new``: a small policy to begin with."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from ayuda.cli.session import Session, write_bytes
from ayuda.errors import AyudaError, ExitCode
from ayuda.policy.load import PACKAGE
from ayuda.texts import LONGEST_PLACE, visible
from ayuda.view.document import encode

STANDARD_OUTPUT = "-"
TEMPLATE = PACKAGE / "policy" / "template.toml"


def run_new(session: Session, options: dict[str, Any]) -> int:
    """Write the policy; the exit code. Raises AyudaError, and then nothing was written over."""
    named = options["written"]
    if not named:
        raise AyudaError.of("FILE", "empty-option" if named == "" else "policy-needs-file")
    if named == STANDARD_OUTPUT:
        raise AyudaError.of(named, "policy-no-stream")
    _write(Path(named))
    if options["json"]:
        write_bytes(sys.stdout, encode({"format": "ayuda.new/1", "policy": named}) + b"\n")
    else:
        from ayuda.ui.lines import Line, console_for, print_lines

        said = session.texts.say("checked.written", file=visible(named, LONGEST_PLACE))
        print_lines(console_for(sys.stdout), [Line(said, unbroken=True)])
    return ExitCode.DECIDED


def _write(path: Path) -> None:
    """Write the template to a new file. Raises AyudaError where there is something, or no room."""
    content = TEMPLATE.read_bytes()
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise AyudaError.of(str(path), "policy-exists") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise AyudaError.of(str(path), "policy-not-written", reason=reason) from None
