"""The command ``batch``: its options, and what they mean."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import typer

from ayuda.batch.formats import WRITTEN
from ayuda.cli.commands import Chosen, RunCommand, StrictCommand, parameter
from ayuda.cli.making import flag, present_options, shared_options
from ayuda.cli.session import Session


class BatchCommand(StrictCommand):
    """The command, with its help in any language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the whole page."""
        from ayuda.cli.help import batch_page

        formatter.write(batch_page(ctx, self))


def batch_command(session: Session, run: RunCommand) -> StrictCommand:
    """The command: a flow, its inputs and the options."""

    def command(**options: Any) -> None:
        raise Chosen(lambda: run(session, options))

    parameters = [*_arguments(session), *_options(session), *_common_options(session)]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    app = typer.Typer(rich_markup_mode=None, add_completion=False)
    app.command("batch", cls=BatchCommand, help=session.texts.say("help.batch"))(command)
    made = typer.main.get_command(app)
    assert isinstance(made, StrictCommand)
    return made


def _arguments(session: Session) -> Iterator[inspect.Parameter]:
    keyword = inspect.Parameter.KEYWORD_ONLY
    flow = typer.Argument(
        metavar=session.texts.say("help.value_command"),
        autocompletion=_flows(session) if session.completes else None,
    )
    yield inspect.Parameter("flow", keyword, annotation=Annotated[str | None, flow], default=None)
    inputs = typer.Argument(metavar=session.texts.say("help.value_input"))
    annotation = Annotated[list[str] | None, inputs]
    yield inspect.Parameter("input", keyword, annotation=annotation, default=None)


def _options(session: Session) -> Iterator[inspect.Parameter]:
    def option(*names: str, value: str) -> Any:
        return typer.Option(*names, metavar=session.texts.say(f"help.value_{value}"))

    yield parameter("output", str | None, option("--output", "-o", value="output"))
    yield parameter("format", str | None, typer.Option("--format", metavar="|".join(WRITTEN)))
    yield parameter("sheet", str | None, option("--sheet", value="sheet"))
    yield parameter("map", list[str] | None, option("--map", value="map"))
    yield parameter("value", list[str] | None, option("--value", value="value"))
    yield parameter("mapping", str | None, option("--mapping", value="mapping"))
    yield parameter("dates", list[str] | None, option("--dates", value="dates"))
    yield parameter("propose", bool, typer.Option("--propose"), default=False)
    yield parameter("encoding", str | None, option("--encoding", value="encoding"))
    yield parameter("skip", str | None, option("--skip", value="skip"))
    yield parameter("columns", str | None, option("--columns", value="columns"))
    yield parameter("only", list[str] | None, option("--only", value="outcome"))
    yield parameter("summary", bool, typer.Option("--summary"), default=False)
    safe = typer.Option("--spreadsheet-safe")
    yield parameter("spreadsheet_safe", bool, safe, default=False)
    yield parameter("unbuffered", bool, typer.Option("--unbuffered"), default=False)
    yield parameter("resume", bool, typer.Option("--resume"), default=False)
    yield parameter("cluster", str | None, option("--cluster", value="cluster"))
    yield parameter("trusted_server", list[str] | None, option("--trusted-server", value="server"))
    yield parameter("dns", bool, typer.Option("--dns"), default=False)


def _common_options(session: Session) -> Iterator[inspect.Parameter]:
    yield flag("json")
    yield from present_options(session)
    yield from shared_options(session)


def _flows(session: Session) -> Callable[[str], list[str]]:
    def complete(incomplete: str) -> list[str]:
        return [name for name in session.policy.flows if name.startswith(incomplete)]

    return complete
