"""``policy schema``: the JSON Schema of policy files."""

from __future__ import annotations

import sys
from typing import Any

from ayuda.cli.session import Session, write_bytes
from ayuda.errors import ExitCode
from ayuda.policy.schema import policy_schema


def run_schema(session: Session, options: dict[str, Any]) -> int:
    """Print the schema, which is JSON with and without ``--json``; the exit code."""
    del session, options
    write_bytes(sys.stdout, policy_schema())
    return ExitCode.DECIDED
