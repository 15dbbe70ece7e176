"""The help pages, in the language of the call."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from typer.core import TyperCommand

from ayuda.cli.facts import FACT_PREFIX
from ayuda.texts import Texts

INDENT = "  "
WIDEST = 100
NARROWEST = 30

COLUMN_WORDS = ("outcome", "rule", "windows", "needs", "problem")
"""What ``batch --columns`` knows in every flow."""
FILE = "FILE"
"""The value of the group's own option, which is made before the language is known."""

MESSAGE = "message"
"""The argument of a flow that judges a raw message."""

Row = tuple[str, str]


def flow_page(ctx: Any, command: TyperCommand) -> str:
    """The help page of a flow's command: its facts, then its other options."""
    session = ctx.find_root().obj
    texts: Texts = session.texts
    params = list(command.get_params(ctx))
    judges_message = any(param.name == MESSAGE for param in params)
    usage = texts.say(
        "help.usage_message" if judges_message else "help.usage_flow", flow=str(ctx.info_name)
    )
    facts = [param for param in params if states_a_fact(param)]
    others = [param for param in params if not states_a_fact(param)]
    page = [
        *paragraph(f"{texts.say('help.usage')} {usage}"),
        "",
        *paragraph(command.help or ""),
        "",
        texts.say("help.case_options"),
        *rows(option_row(texts, param) for param in facts),
        "",
        texts.say("help.other_options"),
        *rows(option_row(texts, param) for param in others),
        "",
        *paragraph(texts.say("help.moments", zone=session.policy.time_zone)),
        *paragraph(texts.say("help.message_exit_codes" if judges_message else "help.exit_codes")),
    ]
    return "\n".join(page) + "\n"


def batch_page(ctx: Any, command: TyperCommand) -> str:
    """The help page of ``batch``: its inputs and options, and the columns of each flow."""
    session = ctx.find_root().obj
    texts: Texts = session.texts
    params = list(command.get_params(ctx))
    inputs = [param for param in params if not param.opts[0].startswith("-")]
    options = [param for param in params if param not in inputs]
    page = [
        *paragraph(f"{texts.say('help.usage')} {texts.say('help.usage_batch')}"),
        "",
        *paragraph(texts.say("help.batch_about")),
        *paragraph(texts.say("help.batch_messages_about")),
        "",
        *rows(
            (param.metavar or "", texts.say("help.flow" if param.name == "flow" else "help.input"))
            for param in inputs
        ),
        "",
        texts.say("help.options"),
        *rows(_batch_row(texts, param) for param in options),
        "",
        *_flow_columns(session),
        "",
        *paragraph(texts.say("help.moments", zone=session.policy.time_zone)),
        *paragraph(texts.say("help.batch_exit_codes")),
    ]
    return "\n".join(page) + "\n"


def _batch_row(texts: Texts, param: Any) -> Row:
    names, meaning = option_row(texts, param)
    if param.name == "json":
        return names, texts.say("help.batch_json")
    if param.name == "columns":
        return names, texts.say("help.columns", columns=", ".join(COLUMN_WORDS))
    return names, meaning


def _flow_columns(session: Any) -> Iterator[str]:
    from ayuda.batch.rows.relation import stated_facts

    for flow in session.policy.flows:
        facts = ", ".join(stated_facts(session.policy, flow))
        yield from paragraph(session.texts.say("help.batch_facts", flow=flow, facts=facts))


def states_a_fact(param: Any) -> bool:
    """Whether a parameter of a command states a fact."""
    return (param.name or "").startswith(FACT_PREFIX)


def option_row(texts: Texts, param: Any) -> Row:
    """An option's names and value, and what it means."""
    names = "" if param.name == MESSAGE else ", ".join(param.opts)
    if param.secondary_opts:
        names = f"{names} / {', '.join(param.secondary_opts)}"
    if param.metavar and not getattr(param, "is_flag", False):
        value = texts.say("help.value_file") if param.metavar == FILE else param.metavar
        names = f"{names} {value}".strip()
    return names, param.help if states_a_fact(param) else texts.say(f"help.{param.name}")


def paragraph(text: str) -> list[str]:
    """A text in lines that fit the terminal."""
    return textwrap.wrap(text, page_width(), break_on_hyphens=False)


def rows(pairs: Iterable[Row]) -> Iterator[str]:
    """Names with their meanings, in two columns where there is room, else one under the other."""
    listed = list(pairs)
    width = page_width()
    column = min(max((len(name) for name, _ in listed), default=0), 28) + 2
    for name, meaning in listed:
        left = f"{INDENT}{name}"
        if width - column < NARROWEST or len(name) > column - 2:
            yield left
            yield from _indented(
                meaning, INDENT * 3 if width - column < NARROWEST else " " * (column + 2)
            )
            continue
        first, *rest = _indented(meaning, " " * (column + 2)) or [""]
        yield left.ljust(column + 2) + first.strip()
        yield from rest


def _indented(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, page_width(), initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


def page_width() -> int:
    """How wide a page may be: the terminal's width, within reason."""
    from shutil import get_terminal_size

    return max(NARROWEST, min(get_terminal_size().columns, WIDEST))
