"""The commands of training: ``train`` itself, and those that stand directly behind it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from typing import Any, get_args

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
from ayuda.cli.options import OF_TRAINING
from ayuda.cli.session import Session

TRAIN = "train"


class TrainCommand(StrictCommand):
    """A command of training, with its help in any language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the whole page."""
        from ayuda.cli.train.pages import train_page

        formatter.write(train_page(ctx, self))


def named_command(session: Session, words: Sequence[str]) -> tuple[str, StrictCommand, list[str]]:
    """The command that words after ``train`` name, its whole name, and the rest of the words."""
    train, *rest = words
    if rest[:1] and rest[0] in OF_TRAINING:
        return f"{train} {rest[0]}", train_command(session, rest[0]), rest[1:]
    return train, train_command(session), rest


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
    parameters = [*made_of[action](session), flag("json"), *shared_options(session)]
    say = session.texts_for_errors().say
    line = say(f"help.train_{action}" if action else "help.train")
    return made(TRAIN, TrainCommand, command, parameters, line)


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
    flows = beginning(session, lambda: [*session.policy.flows, *OF_TRAINING])
    yield argument("flows", list[str] | None, say("help.value_flows"), flows)
    yield flag("interview")
    kinds = _kinds()
    yield value("kind", "|".join(kinds), beginning(session, lambda: kinds))
    yield value("count", say("help.value_number"))
    yield value("seed", say("help.value_number"))
    yield value("profile", say("help.value_profile"))
    yield value("ready_by", say("help.value_date"))
    yield value("fraud_share", say("help.value_share"))
    yield from present_options(session)


def _report(session: Session) -> Iterator[inspect.Parameter]:
    say = session.texts_for_errors().say
    yield value("html", say("help.value_file"))
    yield value("profile", say("help.value_profile"))
    yield flag("team")
    yield from present_options(session)


def _exam(session: Session) -> Iterator[inspect.Parameter]:
    say = session.texts_for_errors().say
    yield value("flow", say("help.value_command"), beginning(session, lambda: _flows(session)))
    yield value("seed", say("help.value_number"))
    yield value("items", say("help.value_number"))
    yield value("fraud_share", say("help.value_share"))
    yield value("html", say("help.value_file"))
    yield value("profile", say("help.value_profile"))
    yield from present_options(session)


def _export(session: Session) -> Iterator[inspect.Parameter]:
    say = session.texts_for_errors().say
    yield argument("file", str | None, say("help.value_message"))
    yield value("profile", say("help.value_profile"))


def _import(session: Session) -> Iterator[inspect.Parameter]:
    say = session.texts_for_errors().say
    yield argument("files", list[str] | None, say("help.value_files"))


def _reset(session: Session) -> Iterator[inspect.Parameter]:
    say = session.texts_for_errors().say
    yield value("flow", say("help.value_command"), beginning(session, lambda: _flows(session)))
    yield value("profile", say("help.value_profile"))
    yield flag("yes")


def _kinds() -> tuple[str, ...]:
    from ayuda.train.answers import CardKind

    return tuple(kind for kind in get_args(CardKind) if kind != "question")


def _flows(session: Session) -> list[str]:
    return list(session.policy.flows)
