"""The help pages of the commands about a policy itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ayuda.cli.action_pages import Pages
from ayuda.cli.exit_codes import policy_codes
from ayuda.cli.options import OF_POLICIES
from ayuda.model import Policy
from ayuda.texts import Texts


def policy_page(ctx: Any, command: Any) -> str:
    """The page of ``policy`` or of a command behind it."""
    return Pages("policy", "policies", "itself", OF_POLICIES, _examples, policy_codes).page(
        ctx, command
    )


def _examples(policy: Policy, texts: Texts, action: str | None) -> Iterator[Sequence[str]]:
    flow = next(iter(policy.flows))
    new = texts.say("help.policies.example_file")
    match action:
        case None:
            yield ("ayuda", "policy", "check")
            yield ("ayuda", "policy", "new", new)
        case "diff":
            yield ("ayuda", "policy", "diff", texts.say("help.policies.example_old"), new)
        case "graph":
            yield ("ayuda", "policy", "graph", flow)
            yield ("ayuda", "policy", "graph", flow, "--format", "mermaid")
        case "schema":
            yield ("ayuda", "policy", "schema")
        case "new" | "check":
            yield ("ayuda", "policy", action, new)
        case _:
            yield ("ayuda", "policy", action)
            yield ("ayuda", "policy", action, new)
