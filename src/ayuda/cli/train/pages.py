"""The help pages of training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ayuda.cli.exit_codes import train_codes
from ayuda.cli.help import example_lines, joined, option_row, section, usage_lines
from ayuda.cli.layout import Row, paragraph
from ayuda.cli.train.commands import ACTIONS, action_of
from ayuda.model import Policy
from ayuda.texts import Texts
from ayuda.train.deck import flows_of_calls
from ayuda.view.wording import Wording

SHARED = ("now", "region", "lang", "policy", "help")
"""Options whose meaning is that of every command."""


def train_page(ctx: Any, command: Any) -> str:
    """The page of ``train`` or of a command behind it."""
    session = ctx.find_root().obj
    texts: Texts = session.texts
    action = action_of(str(ctx.info_name))
    wording = Wording(session.policy, texts, session.clock())
    params = list(command.get_params(ctx))
    arguments = [param for param in params if not param.opts[0].startswith("-")]
    options = [param for param in params if param not in arguments]
    name = action or "drill"
    page = [
        *usage_lines(texts, texts.say(f"train_help.usage_{name}")),
        *paragraph(texts.say(f"train_help.about_{name}")),
        *section(texts.say("help.arguments"), (_argument_row(texts, one) for one in arguments)),
        *(section(texts.say("help.commands"), _actions(texts)) if action is None else ()),
        *section(texts.say("help.options"), (_option_row(texts, one) for one in options)),
        *example_lines(texts, _examples(session.policy, texts, action)),
        *section(texts.say("help.exit_codes"), train_codes(wording, action)),
    ]
    return joined(page)


def _actions(texts: Texts) -> Iterator[Row]:
    for action in ACTIONS:
        yield f"train {action}", texts.say(f"help.train_{action}")


def _argument_row(texts: Texts, param: Any) -> Row:
    return param.metavar or "", texts.say(f"train_help.{param.name}")


def _option_row(texts: Texts, param: Any) -> Row:
    names, meaning = option_row(texts, param) if param.name in SHARED else ("", "")
    if param.name in SHARED:
        return names, meaning
    names = ", ".join(param.opts)
    if param.metavar and not param.is_flag:
        names = f"{names} {param.metavar}"
    return names, texts.say(f"train_help.{param.name}")


def _examples(policy: Policy, texts: Texts, action: str | None) -> Iterator[Sequence[str]]:
    flows = flows_of_calls(policy)[:1]
    file = texts.say("train_help.example_file")
    match action:
        case None:
            yield ("ayuda", "train", *flows)
            yield ("ayuda", "train", *flows, "--interview")
            yield ("ayuda", "train", *flows, "--kind", "deadline", "--count", "5")
        case "report":
            yield ("ayuda", "train", "report")
            yield ("ayuda", "train", "report", "--json")
        case "exam":
            yield ("ayuda", "train", "exam", "--seed", "7")
            yield ("ayuda", "train", "exam", "--seed", "7", "--items", "20")
        case "export":
            yield ("ayuda", "train", "export")
            yield ("ayuda", "train", "export", file)
        case "import":
            yield ("ayuda", "train", "import", file)
            yield ("ayuda", "train", "import", file, "--json")
        case _:
            yield ("ayuda", "train", "reset", "--yes")
            yield (
                "ayuda",
                "train",
                "reset",
                *(part for flow in flows for part in ("--flow", flow)),
                "--yes",
            )
