"""The commands about a policy itself: all stand directly behind ``policy``."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any, cast

from ayuda.cli.commands import Chosen, RunCommand, StrictCommand
from ayuda.cli.making import (
    argument,
    beginning,
    flag,
    made,
    present_options,
    shared_options,
    value,
)
from ayuda.cli.options import OF_POLICIES
from ayuda.cli.session import Session
from ayuda.errors import AyudaError

POLICY = "policy"


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
        if rest[0] not in OF_POLICIES:
            from ayuda.engine.stated import unknown_value

            raise AyudaError([unknown_value(POLICY, rest[0], list(OF_POLICIES))])
        return f"{policy} {rest[0]}", policy_command(session, rest[0]), rest[1:]
    return policy, policy_command(session), rest


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
    parameters = [*made_of[action](session), *shared_options(session)]
    line = session.texts_for_errors().say(f"help.policy_{action or 'itself'}")
    return made(POLICY, PolicyCommand, command, parameters, line)


def _run(action: str | None) -> RunCommand:
    """What runs a command; only that is loaded."""
    if action is None:
        raise AyudaError.of(POLICY, "policy-needs-action", allowed=", ".join(OF_POLICIES))
    module = import_module(f"ayuda.cli.policy.run_{action}")
    return cast("RunCommand", getattr(module, f"run_{action}"))


def _alone(session: Session) -> Iterator[inspect.Parameter]:
    if session.completes:  # Otherwise a word there is a command by itself, or refused.
        yield argument("action", str | None, None, beginning(session, lambda: OF_POLICIES))


def _check(session: Session) -> Iterator[inspect.Parameter]:
    yield _file(session)
    yield flag("json")


def _prove(session: Session) -> Iterator[inspect.Parameter]:
    yield _file(session)
    yield _flow(session)
    yield flag("json")
    yield from present_options(session)


def _test(session: Session) -> Iterator[inspect.Parameter]:
    yield _file(session)
    yield _flow(session)
    yield flag("json")


def _mutate(session: Session) -> Iterator[inspect.Parameter]:
    yield _file(session)
    yield _flow(session)
    yield flag("write")
    yield flag("json")


def _diff(session: Session) -> Iterator[inspect.Parameter]:
    say = session.texts_for_errors().say
    yield argument("old", str | None, say("help.policies.value_old"))
    yield argument("new", str | None, say("help.policies.value_new"))
    yield value("cases", say("help.value_file"))
    yield flag("json")
    yield from present_options(session)


def _graph(session: Session) -> Iterator[inspect.Parameter]:
    yield _flow(session)
    yield _file(session)
    yield value("format", "text|mermaid|dot")
    yield flag("json")
    yield from present_options(session)


def _schema(session: Session) -> Iterator[inspect.Parameter]:
    del session
    yield flag("json")


def _new(session: Session) -> Iterator[inspect.Parameter]:
    yield argument("written", str | None, session.texts_for_errors().say("help.value_file"))
    yield flag("json")


def _file(session: Session) -> inspect.Parameter:
    return argument("file", str | None, session.texts_for_errors().say("help.value_file"))


def _flow(session: Session) -> inspect.Parameter:
    name = session.texts_for_errors().say("help.policies.value_flow")
    return argument("flow", str | None, name, beginning(session, lambda: _flows(session)))


def _flows(session: Session) -> list[str]:
    return list(session.policy.flows)
