"""The command ``explain``: parts of the policy in plain words, without a case."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec

from ayuda.author.explaining.explain import (
    explain_flow,
    explain_outcome,
    explanations_of,
    known_ids,
)
from ayuda.author.explaining.explain_computed import explain_amount, explain_computed
from ayuda.author.explaining.explanation import Explanation, Explanations
from ayuda.cli.session import Session, write_bytes
from ayuda.errors import AyudaError, ExitCode
from ayuda.likeness import nearest
from ayuda.view.document import encode
from ayuda.view.wording import Wording
from ayuda.view.written import write_whole

MOST_NAMED = 12
"""How many names a refusal lists; the index has them all."""


def run_explain(session: Session, options: dict[str, Any]) -> int:
    """Explain what is named, or list what can be; the exit code. Raises AyudaError."""
    wording = session.wording(session.setting({}))
    named: list[str] = list(dict.fromkeys(options.get("names") or ()))
    page = options.get("html")
    if page == "":
        raise AyudaError.of("--html", "empty-option")
    found = tuple(one for name in named for one in _explained(wording, name))
    if not named and (page is not None or options["json"]):
        found = tuple(_handbook(wording))
    document = _document(session, wording, found)
    if page is not None:
        write_whole(Path(page), explanation_page(wording, document))
    if options["json"]:
        write_bytes(sys.stdout, encode(msgspec.to_builtins(document)) + b"\n")
    elif page is None:
        _print(wording, document)
    return ExitCode.DECIDED


def _explained(wording: Wording, name: str) -> list[Explanation]:
    found = list(explanations_of(wording, name))
    if not found:
        names = [known for kind in known_ids(wording.policy).values() for known in kind]
        words = {"allowed": ", ".join([*names[:MOST_NAMED], "…"])}
        near = nearest(name, {known: known for known in names})
        code = "unknown-value" if near is None else "unknown-value-nearest"
        nearest_words = {} if near is None else {"nearest": near}
        raise AyudaError.of("explain", code, value=name, **words, **nearest_words)
    return found


def _handbook(wording: Wording) -> list[Explanation]:
    """All procedures, what is computed for them, and all that they come to."""
    policy = wording.policy
    flows = [explain_flow(wording, name) for name in policy.flows]
    used = {rule.outcome for flow in policy.flows.values() for rule in flow.rules}
    outcomes = (explain_outcome(wording, name) for name in policy.outcomes if name in used)
    rows = (row for flow in flows for row in flow.computed or ())
    computed = (
        explain_amount(wording, name) if kind == "amount" else explain_computed(wording, name)
        for name, kind in {row.id: row.kind for row in rows}.items()
    )
    return [*flows, *computed, *outcomes]


def _document(session: Session, wording: Wording, found: tuple[Explanation, ...]) -> Explanations:
    policy = wording.policy
    return Explanations(
        policy_id=policy.id,
        policy_title=wording.text(policy.title),
        policy_source=wording.text(policy.source),
        sha256=session.policy_file.sha256,
        lang=wording.texts.chosen,
        explanations=found,
    )


def explanation_page(wording: Wording, document: Explanations) -> bytes:
    """The explanations as a page for a browser or for paper."""
    from ayuda import __version__
    from ayuda.view.web.page import page

    def anchor(one: Explanation) -> str:
        return f"{one.kind}-{one.id.replace('/', '-')}"

    most = wording.policy.language_of_words(wording.texts.chosen)
    lines = [line for one in document.explanations for line in one.time_lines]
    has_back = any(line.back for line in lines)
    content = {"document": document, "anchor": anchor, "version": __version__}
    return page("explanation", wording.texts, most, has_back=has_back, **content)


def _print(wording: Wording, document: Explanations) -> None:
    from ayuda.ui.explanation import explanation_lines, index_lines
    from ayuda.ui.lines import console_for, print_lines

    console = console_for(sys.stdout)
    if document.explanations:
        drawn = console.is_terminal and not console.is_dumb_terminal
        lines = list(explanation_lines(wording.texts, document, terminal=drawn))
    else:
        lines = list(index_lines(wording, known_ids(wording.policy)))
    print_lines(console, lines)
