"""``policy prove``: what holds of all cases of a policy's procedures, and what does not."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from ayuda.author.proof import prove
from ayuda.author.proof.document import proofs_document
from ayuda.cli.policy.files import path_of_policy
from ayuda.cli.session import Session, write_bytes
from ayuda.engine.stated import unknown_value
from ayuda.errors import AyudaError, ExitCode
from ayuda.policy.load import built_in_path, load_open
from ayuda.view.document import encode


def run_prove(session: Session, options: dict[str, Any]) -> int:
    """Prove a policy; 2 where something is an error, 0 for warnings alone. Raises AyudaError."""
    options = _with_flow(session, options)
    path = path_of_policy(session, options)
    policy_file = load_open(path, session.cache)
    policy = policy_file.policy
    flow = options.get("flow")
    if flow is not None and flow not in policy.flows:
        raise AyudaError([unknown_value("policy prove", flow, list(policy.flows))])
    setting = session.setting(options, policy)
    wording = session.wording(setting)
    flows = list(policy.flows) if flow is None else [flow]
    proofs = [prove(setting, name, wording) for name in flows]
    document = proofs_document(wording, policy_file, proofs, _repeated(path, options))
    if options["json"]:
        write_bytes(sys.stdout, encode(msgspec.to_builtins(document)) + b"\n")
    else:
        from ayuda.ui.lines import console_for, print_lines
        from ayuda.ui.proof import proof_lines

        print_lines(console_for(sys.stdout), proof_lines(wording.texts, document))
    return ExitCode.REFUSED if document.errors else ExitCode.DECIDED


def _with_flow(session: Session, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options; a single word that is a flow of the call's policy, and no file, is the flow."""
    file = options.get("file")
    if not file or options.get("flow") is not None or Path(file).exists():
        return dict(options)
    said = load_open(path_of_policy(session, {}), session.cache)
    if file not in said.policy.flows:
        return dict(options)
    return {**options, "file": None, "flow": file}


def _repeated(path: Path, options: Mapping[str, Any]) -> list[str]:
    """The options of a command that decides a case of this policy again."""
    words = [] if path == built_in_path() else ["--policy", str(path)]
    for name in ("now", "region"):
        if options.get(name) is not None:
            words += [f"--{name}", options[name]]
    return words
