"""The program's own small commands: ``config``, ``explain``, ``sql`` and ``help``."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Sequence
from typing import Any

import typer

from ayuda.cli.commands import Chosen, StrictCommand, known_regions, language_parameter, parameter
from ayuda.cli.completion import is_plain_word
from ayuda.cli.help import about, config_page, explain_page, help_page, sql_page
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
        _argument("action", str | None, _beginning(session, ACTIONS)),
        _argument("key", str | None, _beginning(session, KEYS)),
        _argument("values", list[str] | None),
        parameter("json", bool, typer.Option("--json"), default=False),
        *_shared_options(session),
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
    page = typer.Option("--html", metavar=session.texts_for_errors().say("help.value_file"))
    parameters = [
        _argument("names", list[str] | None, _beginning(session, names)),
        parameter("html", str | None, page),
        parameter("json", bool, typer.Option("--json"), default=False),
        *_shared_options(session),
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
    dialect = typer.Option(
        "--dialect", metavar="|".join(DIALECTS), autocompletion=_beginning(session, [*DIALECTS])
    )
    region = typer.Option(
        "--region",
        metavar=texts.say("help.value_region"),
        autocompletion=known_regions(session) if session.completes else None,
    )
    parameters = [
        _argument("flow", str | None, _beginning(session, flows)),
        parameter("dialect", str | None, dialect),
        parameter(
            "table", str | None, typer.Option("--table", metavar=texts.say("help.value_table"))
        ),
        parameter("region", str | None, region),
        parameter("json", bool, typer.Option("--json"), default=False),
        *_shared_options(session),
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

    named = _argument("command", list[str] | None, _beginning(session, names))
    return _made(session, "help", HelpCommand, command, [named, *_shared_options(session)])


def _made(
    session: Session,
    name: str,
    kind: type[StrictCommand],
    command: Callable[..., None],
    parameters: Sequence[inspect.Parameter],
) -> StrictCommand:
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    app = typer.Typer(rich_markup_mode=None, add_completion=False)
    line = about(session.texts_for_errors(), name)
    app.command(name, cls=kind, help=line)(command)
    made = typer.main.get_command(app)
    assert isinstance(made, StrictCommand)
    return made


def _argument(name: str, kind: Any, completion: Any = None) -> inspect.Parameter:
    return parameter(name, kind, typer.Argument(autocompletion=completion))


def _beginning(session: Session, names: Sequence[str]) -> Callable[[str], list[str]] | None:
    def complete(incomplete: str) -> list[str]:
        return [name for name in names if name.startswith(incomplete)]

    return complete if session.completes else None


def _shared_options(session: Session) -> list[inspect.Parameter]:
    file = session.texts_for_errors().say("help.value_file")
    policy = typer.Option("--policy", metavar=file)
    return [language_parameter(session), parameter("policy", str | None, policy)]
