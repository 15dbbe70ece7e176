"""The parts of which the program's own commands are made: arguments, options, and the whole."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import typer

from ayuda.cli import options
from ayuda.cli.commands import StrictCommand, parameter, typed
from ayuda.cli.session import Session


def made(
    name: str,
    kind: type[StrictCommand],
    command: Callable[..., None],
    parameters: Iterable[inspect.Parameter],
    line: str,
) -> StrictCommand:
    """A command of that kind; ``line`` says in one line what it is for."""
    command.__signature__ = inspect.Signature([*parameters])  # type: ignore[attr-defined]
    app = typer.Typer(rich_markup_mode=None, add_completion=False)
    app.command(name, cls=kind, help=line)(command)
    found = typer.main.get_command(app)
    assert isinstance(found, StrictCommand)
    return found


def action_of(name: str) -> str | None:
    """The command that the whole name of one behind another names (``train exam``), if any."""
    return name.partition(" ")[2] or None


def flag(name: str) -> inspect.Parameter:
    """An option without a value."""
    return parameter(name, bool, typer.Option(f"--{name}"), default=False)


def value(name: str, metavar: str, completion: Any = None) -> inspect.Parameter:
    """An option with a value."""
    words = typer.Option(f"--{name.replace('_', '-')}", metavar=metavar, autocompletion=completion)
    return parameter(name, str | None, words)


def argument(
    name: str, kind: Any, metavar: str | None = None, completion: Any = None
) -> inspect.Parameter:
    """An argument."""
    return parameter(name, kind, typer.Argument(metavar=metavar, autocompletion=completion))


def beginning(session: Session, names: Callable[[], Sequence[str]]) -> Any:
    """What completes a word by these names, where a shell asks."""

    def complete(incomplete: str) -> list[str]:
        return [name for name in names() if name.startswith(incomplete)]

    return complete if session.completes else None


def present_options(session: Session) -> Iterator[inspect.Parameter]:
    """The options that say as of when, and with which region's holidays."""
    yield typed(session, options.moment_option(session))
    yield typed(session, options.region_option(session))


def regions_of(session: Session) -> Any:
    """What completes a region, where a shell asks."""
    return options.region_option(session).completion if session.completes else None


def shared_options(session: Session) -> Iterator[inspect.Parameter]:
    """The options of every command: the language, and the policy."""
    return (typed(session, option) for option in options.shared_options(session))
