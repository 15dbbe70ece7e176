"""What was typed and is no command or option: what it was meant to be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ayuda.cli.session import Session
from ayuda.errors import AyudaError, Problem
from ayuda.likeness import nearest
from ayuda.model import LANGUAGES


def no_such_command(session: Session, named: str, own: Sequence[str]) -> Problem:
    """The problem of a name that is no command, with what people call one so, or the nearest."""
    names = [*session.policy.flows, *own]
    called = {name: name for name in names}
    for name, flow in session.policy.flows.items():
        called.update(dict.fromkeys(flow.called, name))
    for texts in map(session.texts_in, LANGUAGES):
        for name in own:
            called.update(dict.fromkeys(texts.say(f"called.{name}").split(", "), name))
    words = {"allowed": ", ".join(names)}
    near = nearest(named, called)
    if near is None:
        return Problem(named, "no-such-command", words)
    return Problem(named, "no-such-command-nearest", {**words, "nearest": near})


def usage_error(error: Any, words: Sequence[str]) -> AyudaError:
    """A wrong call in our own words: Typer's messages know one language only."""
    option = getattr(error, "option_name", None)
    if option is None:
        return AyudaError.of("ayuda", "usage", reason=error.format_message())
    if not hasattr(error, "possibilities"):
        needs_none = any(word.startswith(f"{option}=") for word in words)
        code = "option-takes-no-value" if needs_none else "option-needs-value"
        return AyudaError.of(option, code, option=option)
    context = error.ctx
    command = f"{context.info_name} " if context.parent else ""
    known = [
        name
        for param in context.command.get_params(context)
        for name in (*param.opts, *param.secondary_opts)
    ]
    near = nearest(option, {name: name for name in known})
    if near is not None:
        return AyudaError.of(option, "no-such-option-nearest", nearest=near, command=command)
    return AyudaError.of(option, "no-such-option", command=command)
