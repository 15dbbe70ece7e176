"""What was typed and is no command or option: what it was meant to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ayuda.calendar import Calendar
from ayuda.cli.options import has_working_days
from ayuda.cli.session import Session
from ayuda.errors import AyudaError, Problem
from ayuda.likeness import nearest, plain
from ayuda.model import LANGUAGES

SURELY = 0.9
"""How alike one of several words must be to what something is called (0 to 1)."""
LONGEST_CODE = 2
"""How long a region's code is: two letters typed alone are no name of a region."""


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
    near = nearest(named, called) or _of_one_word(named, called)
    if near is not None:
        return Problem(named, "no-such-command-nearest", {**words, "nearest": near})
    region, shows_it = _region_called(session, named), _flow_with_region(session)
    if region and shows_it:
        return Problem(named, "no-such-command-region", {"flow": shows_it, "region": region})
    return Problem(named, "no-such-command", words)


def _of_one_word(named: str, called: Mapping[str, str]) -> str | None:
    """What one of several words is called: ``devolver-un-producto``."""
    said = plain(named).split()
    found = (nearest(word, called, SURELY) for word in said if len(said) > 1)
    return next((meant for meant in found if meant is not None), None)


def _region_called(session: Session, named: str) -> str | None:
    """The region of the policy's country that is called so; its code alone may be anything."""
    calendar = Calendar(session.policy.country, named)
    try:
        calendar.settle_region(named)
    except AyudaError:
        return None
    return calendar.region if len(named) > LONGEST_CODE else None


def _flow_with_region(session: Session) -> str | None:
    flows = session.policy.flows.items()
    return next((name for name, flow in flows if has_working_days(session, flow)), None)


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
