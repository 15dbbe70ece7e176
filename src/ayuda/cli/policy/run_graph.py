"""``policy graph``: the questions of a procedure as a tree."""

from __future__ import annotations

import sys
from typing import Any

import msgspec

from ayuda.author.graph import graph_of
from ayuda.author.question_tree import tree_of
from ayuda.cli.policy.files import policy_of
from ayuda.cli.session import Session, write_bytes
from ayuda.engine.stated import unknown_value
from ayuda.errors import AyudaError, ExitCode
from ayuda.model import Policy
from ayuda.view.document import encode
from ayuda.view.formats import Graph
from ayuda.view.wording import Wording

FORMATS = ("text", "mermaid", "dot")
ENDING = ".toml"


def run_graph(session: Session, options: dict[str, Any]) -> int:
    """Draw the questions of a procedure; the exit code. Raises AyudaError."""
    form = options.get("format") or FORMATS[0]
    if options.get("format") is not None and form not in FORMATS:
        raise AyudaError([unknown_value("--format", form, list(FORMATS))])
    if options["json"] and form != FORMATS[0]:
        raise AyudaError.of("--format", "graph-json-or-drawn", value=form)
    _check_order(options.get("flow"), options.get("file"))
    policy_file = policy_of(session, options)
    policy = policy_file.policy
    flow = _flow(policy, options.get("flow"))
    setting = session.setting(options, policy)
    wording = session.wording(setting)
    graph = graph_of(wording, policy_file, tree_of(setting, flow))
    if options["json"]:
        write_bytes(sys.stdout, encode(msgspec.to_builtins(graph)) + b"\n")
    elif form == FORMATS[0]:
        _print(wording, graph)
    else:
        from ayuda.author.graph_drawings import dot_lines, mermaid_lines

        lines = mermaid_lines(graph) if form == "mermaid" else dot_lines(graph)
        write_bytes(sys.stdout, "".join(f"{line}\n" for line in lines).encode())
    return ExitCode.DECIDED


def _check_order(flow: str | None, file: str | None) -> None:
    """Raises AyudaError for a file that stands where the procedure has to."""
    if flow is not None and flow.endswith(ENDING):
        words = {"value": flow, "flow": file or "…"}
        raise AyudaError.of("policy graph", "graph-file-first", **words)


def _flow(policy: Policy, name: str | None) -> str:
    """The procedure that is named. Raises AyudaError."""
    if name is None:
        raise AyudaError.of("policy graph", "graph-needs-flow", allowed=", ".join(policy.flows))
    if name not in policy.flows:
        raise AyudaError([unknown_value("policy graph", name, list(policy.flows))])
    return name


def _print(wording: Wording, graph: Graph) -> None:
    from ayuda.ui.lines import WIDEST, console_for, print_lines, terminal_width
    from ayuda.ui.question_tree import tree_lines

    console = console_for(sys.stdout)
    width: int | None = None
    if console.is_terminal:
        width = terminal_width() if console.is_dumb_terminal else min(console.width, WIDEST)
    drawn = console.is_terminal and not console.is_dumb_terminal
    print_lines(console, tree_lines(wording, graph, width=width, terminal=drawn))
