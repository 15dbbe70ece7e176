"""The commands of training: ``train`` itself, and those that stand directly behind it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from typing import Any, get_args

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

TRAIN = "train"
ACTIONS = ("report", "exam", "export", "import", "reset")
"""What stands directly behind ``train`` and is no flow; ``--`` before a flow of that name helps."""


class TrainCommand(StrictCommand):
    """A command of training, with its help in any language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the whole page."""
        from ayuda.cli.train.pages import train_page

        formatter.write(train_page(ctx, self))


def named_command(session: Session, words: Sequence[str]) -> tuple[str, StrictCommand, list[str]]:
    """The command that words after ``train`` name, its whole name, and the rest of the words."""
    train, *rest = words
    if rest[:1] and rest[0] in ACTIONS:
        return f"{train} {rest[0]}", train_command(session, rest[0]), rest[1:]
    return train, train_command(session), rest


def action_of(name: str) -> str | None:
    """Which of the commands behind ``train`` a whole name names, if any."""
    return name.partition(" ")[2] or None


def train_command(session: Session, action: str | None = None) -> StrictCommand:
    """The command ``train``, or the one behind it that is named."""

    def command(**options: Any) -> None:
        raise Chosen(lambda: _run(action)(session, options))

    made_of = {
        None: _drill,
        "report": _report,
        "exam": _exam,
        "export": _export,
        "import": _import,
        "reset": _reset,
    }
    parameters = [*made_of[action](session), *_shared(session)]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    app = typer.Typer(rich_markup_mode=None, add_completion=False)
    say = session.texts_for_errors().say
    line = say(f"help.train_{action}" if action else "help.train")
    app.command(TRAIN, cls=TrainCommand, help=line)(command)
    made = typer.main.get_command(app)
    assert isinstance(made, StrictCommand)
    return made


def _run(action: str | None) -> RunCommand:
    """What runs a command; only that is loaded."""
    if action is None:
        from ayuda.cli.train.run_drill import run_drill

        return run_drill
    if action == "exam":
        from ayuda.cli.train.run_exam import run_exam

        return run_exam
    if action == "report":
        from ayuda.cli.train.run_report import run_report

        return run_report
    from ayuda.cli.train.run_records import run_export, run_import, run_reset

    return {"export": run_export, "import": run_import, "reset": run_reset}[action]


def _drill(session: Session) -> Iterator[inspect.Parameter]:
    say = session.texts_for_errors().say
    flows = _beginning(session, lambda: [*session.policy.flows, *ACTIONS])
    yield _argument("flows", list[str] | None, say("help.value_flows"), flows)
    yield _flag("interview")
    kinds = _kinds()
    yield _value("kind", "|".join(kinds), _beginning(session, lambda: kinds))
    yield _value("count", say("help.value_number"))
    yield _value("seed", say("help.value_number"))
    yield _value("profile", say("help.value_profile"))
    yield _value("ready_by", say("help.value_date"))
    yield _value("fraud_share", say("help.value_share"))
    yield from _present(session)


def _report(session: Session) -> Iterator[inspect.Parameter]:
    say = session.texts_for_errors().say
    yield _value("html", say("help.value_file"))
    yield _value("profile", say("help.value_profile"))
    yield _flag("team")
    yield from _present(session)


def _exam(session: Session) -> Iterator[inspect.Parameter]:
    say = session.texts_for_errors().say
    yield _value("flow", say("help.value_command"), _beginning(session, lambda: _flows(session)))
    yield _value("seed", say("help.value_number"))
    yield _value("items", say("help.value_number"))
    yield _value("fraud_share", say("help.value_share"))
    yield _value("html", say("help.value_file"))
    yield _value("profile", say("help.value_profile"))
    yield from _present(session)


def _export(session: Session) -> Iterator[inspect.Parameter]:
    say = session.texts_for_errors().say
    yield _argument("file", str | None, say("help.value_message"))
    yield _value("profile", say("help.value_profile"))


def _import(session: Session) -> Iterator[inspect.Parameter]:
    say = session.texts_for_errors().say
    yield _argument("files", list[str] | None, say("help.value_files"))


def _reset(session: Session) -> Iterator[inspect.Parameter]:
    say = session.texts_for_errors().say
    yield _value("flow", say("help.value_command"), _beginning(session, lambda: _flows(session)))
    yield _value("profile", say("help.value_profile"))
    yield _flag("yes")


def _present(session: Session) -> Iterator[inspect.Parameter]:
    say = session.texts_for_errors().say
    yield _value("now", say("help.value_moment"))
    regions = known_regions(session) if session.completes else None
    yield _value("region", say("help.value_region"), regions)


def _shared(session: Session) -> Iterator[inspect.Parameter]:
    yield _flag("json")
    yield language_parameter(session)
    yield _value("policy", session.texts_for_errors().say("help.value_file"))


def _kinds() -> tuple[str, ...]:
    from ayuda.train.answers import CardKind

    return tuple(kind for kind in get_args(CardKind) if kind != "question")


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
