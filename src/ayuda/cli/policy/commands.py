"""The commands about a policy itself: all stand directly behind ``policy``."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any, cast

import typer

from ayuda.cli.commands import (
    Chosen,
    RunCommand,
    StrictCommand,
    known_regions,
    language_parameter,
    parameter,
)
from ayuda.cli.session import Session
from ayuda.errors import AyudaError

POLICY = "policy"
ACTIONS = ("check", "prove", "test", "mutate", "diff", "graph", "schema", "new")


class PolicyCommand(StrictCommand):
    """A command about a policy, with its help in any language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the whole page."""
        from ayuda.cli.policy.pages import policy_page

        formatter.write(policy_page(ctx, self))


def named_command(session: Session, words: Sequence[str]) -> tuple[str, StrictCommand, list[str]]:
    """The command that words after ``policy`` name, its whole name, and the rest of the words.

    Raises AyudaError for a word that names none.
    """
    policy, *rest = words
    if rest and not rest[0].startswith("-"):
        if rest[0] not in ACTIONS:
            from ayuda.engine.stated import unknown_value

            raise AyudaError([unknown_value(POLICY, rest[0], list(ACTIONS))])
        return f"{policy} {rest[0]}", policy_command(session, rest[0]), rest[1:]
    return policy, policy_command(session), rest


def action_of(name: str) -> str | None:
    """Which of the commands behind ``policy`` a whole name names, if any."""
    return name.partition(" ")[2] or None


def policy_command(session: Session, action: str | None = None) -> StrictCommand:
    """The command behind ``policy`` that is named; without a name it says which there are."""

    def command(**options: Any) -> None:
        raise Chosen(lambda: _run(action)(session, options))

    made_of = {
        None: _alone,
        "check": _check,
        "prove": _prove,
        "test": _test,
        "mutate": _mutate,
        "diff": _diff,
        "graph": _graph,
        "schema": _schema,
        "new": _new,
    }
    parameters = [*made_of[action](session), *_shared(session)]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    app = typer.Typer(rich_markup_mode=None, add_completion=False)
    say = session.texts_for_errors().say
    line = say(f"help.policy_{action}" if action else "help.policy_itself")
    app.command(POLICY, cls=PolicyCommand, help=line)(command)
    made = typer.main.get_command(app)
    assert isinstance(made, StrictCommand)
    return made


def _run(action: str | None) -> RunCommand:
    """What runs a command; only that is loaded."""
    if action is None:
        raise AyudaError.of(POLICY, "policy-needs-action", allowed=", ".join(ACTIONS))
    module = import_module(f"ayuda.cli.policy.run_{action}")
    return cast("RunCommand", getattr(module, f"run_{action}"))


def _alone(session: Session) -> Iterator[inspect.Parameter]:
    del session
    yield from ()


def _check(session: Session) -> Iterator[inspect.Parameter]:
    yield _file(session)
    yield _flag("json")


def _prove(session: Session) -> Iterator[inspect.Parameter]:
    yield _file(session)
    yield _flow(session)
    yield _flag("json")
    yield from _present(session)


def _test(session: Session) -> Iterator[inspect.Parameter]:
    yield _file(session)
    yield _flow(session)
    yield _flag("json")


def _mutate(session: Session) -> Iterator[inspect.Parameter]:
    yield _file(session)
    yield _flow(session)
    yield _flag("write")
    yield _flag("json")


def _diff(session: Session) -> Iterator[inspect.Parameter]:
    say = session.texts_for_errors().say
    yield _argument("old", str | None, say("help.policies.value_old"))
    yield _argument("new", str | None, say("help.policies.value_new"))
    yield _value("cases", say("help.value_file"))
    yield _flag("json")
    yield from _present(session)


def _graph(session: Session) -> Iterator[inspect.Parameter]:
    yield _flow(session)
    yield _file(session)
    yield _value("format", "text|mermaid|dot")
    yield _flag("json")
    yield from _present(session)


def _schema(session: Session) -> Iterator[inspect.Parameter]:
    del session
    yield _flag("json")


def _new(session: Session) -> Iterator[inspect.Parameter]:
    yield _file(session)
    yield _flag("json")


def _present(session: Session) -> Iterator[inspect.Parameter]:
    say = session.texts_for_errors().say
    yield _value("now", say("help.value_moment"))
    regions = known_regions(session) if session.completes else None
    yield _value("region", say("help.value_region"), regions)


def _shared(session: Session) -> Iterator[inspect.Parameter]:
    yield language_parameter(session)
    yield _value("policy", session.texts_for_errors().say("help.value_file"))


def _file(session: Session) -> inspect.Parameter:
    return _argument("file", str | None, session.texts_for_errors().say("help.value_message"))


def _flow(session: Session) -> inspect.Parameter:
    name = session.texts_for_errors().say("help.policies.value_flow")
    return _argument("flow", str | None, name, _beginning(session, lambda: _flows(session)))


def _flows(session: Session) -> list[str]:
    return list(session.policy.flows)


def _flag(name: str) -> inspect.Parameter:
    return parameter(name, bool, typer.Option(f"--{name}"), default=False)


def _value(name: str, metavar: str, completion: Any = None) -> inspect.Parameter:
    words = typer.Option(f"--{name.replace('_', '-')}", metavar=metavar, autocompletion=completion)
    return parameter(name, str | None, words)


def _argument(name: str, kind: Any, metavar: str, completion: Any = None) -> inspect.Parameter:
    return parameter(name, kind, typer.Argument(metavar=metavar, autocompletion=completion))


def _beginning(session: Session, names: Callable[[], Sequence[str]]) -> Any:
    def complete(incomplete: str) -> list[str]:
        return [name for name in names() if name.startswith(incomplete)]

    return complete if session.completes else None
