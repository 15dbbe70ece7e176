"""The help pages of the commands about a policy itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ayuda.cli.exit_codes import policy_codes
from ayuda.cli.help import example_lines, joined, option_row, section, usage_lines
from ayuda.cli.layout import Row, paragraph
from ayuda.cli.policy.commands import ACTIONS, action_of
from ayuda.model import Policy
from ayuda.texts import Texts
from ayuda.view.wording import Wording

SHARED = ("now", "region", "lang", "policy", "help")
"""Options whose meaning is that of every command."""


def policy_page(ctx: Any, command: Any) -> str:
    """The page of ``policy`` or of a command behind it."""
    session = ctx.find_root().obj
    texts: Texts = session.texts
    action = action_of(str(ctx.info_name))
    wording = Wording(session.policy, texts, session.clock())
    params = list(command.get_params(ctx))
    arguments = [param for param in params if not param.opts[0].startswith("-")]
    options = [param for param in params if param not in arguments]
    name = action or "itself"
    page = [
        *usage_lines(texts, texts.say(f"help.policies.usage_{name}")),
        *paragraph(texts.say(f"help.policies.about_{name}")),
        *section(texts.say("help.arguments"), (_argument_row(texts, one) for one in arguments)),
        *(section(texts.say("help.commands"), _actions(texts)) if action is None else ()),
        *section(texts.say("help.options"), (_option_row(texts, one) for one in options)),
        *example_lines(texts, _examples(session.policy, texts, action)),
        *section(texts.say("help.exit_codes"), policy_codes(wording, action)),
    ]
    return joined(page)


def _actions(texts: Texts) -> Iterator[Row]:
    for action in ACTIONS:
        yield f"policy {action}", texts.say(f"help.policy_{action}")


def _argument_row(texts: Texts, param: Any) -> Row:
    return param.metavar or "", texts.say(f"help.policies.{param.name}")


def _option_row(texts: Texts, param: Any) -> Row:
    if param.name in SHARED:
        return option_row(texts, param)
    names = ", ".join(param.opts)
    if param.metavar and not param.is_flag:
        names = f"{names} {param.metavar}"
    return names, texts.say(f"help.policies.{param.name}")


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
