"""The program's own small commands: ``config``, ``explain``, ``sql`` and ``help``."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Sequence
from typing import Any

from ayuda.cli.commands import Chosen, StrictCommand
from ayuda.cli.completion import is_plain_word
from ayuda.cli.help import about, config_page, explain_page, help_page, sql_page
from ayuda.cli.making import argument, beginning, flag, made, regions_of, shared_options, value
from ayuda.cli.session import Session
from ayuda.engine.stated import judges_evidence
from ayuda.errors import ExitCode


class ConfigCommand(StrictCommand):
    """The command ``config``, with its help in any language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the whole page."""
        formatter.write(config_page(ctx, self))


class ExplainCommand(StrictCommand):
    """The command ``explain``, with its help in any language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the whole page."""
        formatter.write(explain_page(ctx, self))


class SqlCommand(StrictCommand):
    """The command ``sql``, with its help in any language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the whole page."""
        formatter.write(sql_page(ctx, self))


class HelpCommand(StrictCommand):
    """The command ``help``, with its own help in any language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the whole page."""
        formatter.write(help_page(ctx, self))


def config_command(session: Session) -> StrictCommand:
    """The command that tells and changes what is said once."""

    def command(**options: Any) -> None:
        from ayuda.cli.config import run_config

        raise Chosen(lambda: run_config(session, options))

    from ayuda.cli.config import ACTIONS
    from ayuda.cli.preferences import KEYS

    parameters = [
        argument("action", str | None, completion=beginning(session, lambda: ACTIONS)),
        argument("key", str | None, completion=beginning(session, lambda: KEYS)),
        argument("values", list[str] | None),
        flag("json"),
        *shared_options(session),
    ]
    return _made(session, "config", ConfigCommand, command, parameters)


def explain_command(session: Session) -> StrictCommand:
    """The command that explains parts of the policy without a case."""

    def command(**options: Any) -> None:
        from ayuda.cli.explain import run_explain

        raise Chosen(lambda: run_explain(session, options))

    names: Sequence[str] = ()
    if session.completes:
        from ayuda.author.explain import known_ids

        known = known_ids(session.policy)
        names = [name for kind in known.values() for name in kind if is_plain_word(name)]
    parameters = [
        argument("names", list[str] | None, completion=beginning(session, lambda: names)),
        value("html", session.texts_for_errors().say("help.value_file")),
        flag("json"),
        *shared_options(session),
    ]
    return _made(session, "explain", ExplainCommand, command, parameters)


def sql_command(session: Session) -> StrictCommand:
    """The command that writes a flow as one SELECT."""

    def command(**options: Any) -> None:
        from ayuda.cli.sql import run_sql

        raise Chosen(lambda: run_sql(session, options))

    from ayuda.batch.in_sql.dialects import DIALECTS

    texts = session.texts_for_errors()
    flows: Sequence[str] = ()
    if session.completes:
        flows = [
            name
            for name, flow in session.policy.flows.items()
            if not judges_evidence(session.policy, flow)
        ]
    parameters = [
        argument("flow", str | None, completion=beginning(session, lambda: flows)),
        value("dialect", "|".join(DIALECTS), beginning(session, lambda: [*DIALECTS])),
        value("table", texts.say("help.value_table")),
        value("region", texts.say("help.value_region"), regions_of(session)),
        flag("json"),
        *shared_options(session),
    ]
    return _made(session, "sql", SqlCommand, command, parameters)


def help_command(
    session: Session, names: Sequence[str], page: Callable[[Sequence[str]], str]
) -> Any:
    """The command that shows the page of help of a command, or of the whole program."""

    def command(**options: Any) -> None:
        def run() -> int:
            sys.stdout.write(page(options.get("command") or ()) + "\n")
            return ExitCode.DECIDED

        raise Chosen(run)

    named = argument("command", list[str] | None, completion=beginning(session, lambda: names))
    return _made(session, "help", HelpCommand, command, [named, *shared_options(session)])


def _made(
    session: Session,
    name: str,
    kind: type[StrictCommand],
    command: Callable[..., None],
    parameters: Sequence[inspect.Parameter],
) -> StrictCommand:
    return made(name, kind, command, parameters, about(session.texts_for_errors(), name))
