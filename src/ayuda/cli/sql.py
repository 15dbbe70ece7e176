"""The command ``sql``: a flow as one SELECT, for a database to decide a table by itself."""

from __future__ import annotations

import shlex
import sys
from typing import Any

from ayuda.batch.in_sql.dialects import DIALECTS
from ayuda.batch.in_sql.statement import Statement, document, statement
from ayuda.cli.session import Session, write_bytes
from ayuda.engine.stated import judges_evidence, unknown_value
from ayuda.errors import AyudaError, ExitCode
from ayuda.view.document import encode

TABLE = "cases"
"""The table that is read where nothing names another."""


def run_sql(session: Session, options: dict[str, Any]) -> int:
    """Print the statement of a flow; the exit code. Raises AyudaError."""
    made = _statement(session, options)
    if options["json"]:
        file = session.policy_file
        content = encode(document(made, file.policy.id, file.sha256)) + b"\n"
    else:
        content = made.sql.encode()
    write_bytes(sys.stdout, content)
    return ExitCode.DECIDED


def _statement(session: Session, options: dict[str, Any]) -> Statement:
    flow = _flow(session, options.get("flow"))
    dialect = options.get("dialect") or next(iter(DIALECTS))
    if options.get("dialect") == "":
        raise AyudaError.of("--dialect", "empty-option")
    if dialect not in DIALECTS:
        raise AyudaError([unknown_value("--dialect", dialect, list(DIALECTS))])
    table = options.get("table")
    if table == "":
        raise AyudaError.of("--table", "empty-option")
    setting = session.setting(options)
    words = ["ayuda", "sql", flow, "--dialect", dialect]
    words += ["--table", table] if table is not None else []
    region = setting.calendar.region
    words += ["--region", region] if region is not None else []
    file = session.policy_file
    heading = f"{shlex.join(words)}: {file.policy.id}, sha256 {file.sha256}"
    return statement(setting, flow, DIALECTS[dialect].name, table or TABLE, heading)


def _flow(session: Session, named: str | None) -> str:
    """The flow that is named. Raises AyudaError where it is missing or unknown."""
    policy = session.policy
    flows = [name for name, flow in policy.flows.items() if not judges_evidence(policy, flow)]
    if named is None:
        raise AyudaError.of("sql", "sql-needs-command", allowed=", ".join(flows))
    if named not in policy.flows:
        raise AyudaError([unknown_value("sql", named, flows)])
    return named
