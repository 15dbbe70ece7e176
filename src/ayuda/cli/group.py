"""The command line as Typer reads it: the group of the policy's commands."""

import os
from collections.abc import Callable, Sequence
from errno import EPIPE
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from ayuda.cli.commands import Chosen, flow_command
from ayuda.cli.options import FILE, HELP_OPTIONS, OWN, VERSION_OPTIONS, known_languages
from ayuda.cli.run import run_flow, run_topics
from ayuda.cli.session import Session
from ayuda.cli.slips import no_such_command, usage_error
from ayuda.errors import AyudaError, ExitCode
from ayuda.model import LANGUAGES

EXIT_OF_CLOSED_PIPE = 1
"""What Typer ends the program with where a help page meets a closed pipe."""
WITH_ACTIONS = ("policy", "train")
"""Commands behind which others stand."""
FORGIVING = ("config", "help")
"""Commands that a broken file of settings does not stop: they are the way to mend it."""


class PolicyGroup(TyperGroup):
    """The group whose commands are the policy's flows."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Learn the language and the policy first: all commands and words come from them."""
        ctx.obj.look_ahead(args)
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: Any) -> list[str]:
        """The flows, in the order of the policy, and what the program itself adds."""
        return [*ctx.obj.policy.flows, *OWN]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a flow, or one of the program's own; None where there is none."""
        session: Session = ctx.obj
        if cmd_name in OWN:
            return self._own_command(ctx, cmd_name)
        if cmd_name not in session.policy.flows:
            return None
        return flow_command(session, cmd_name, run_flow)

    def _own_command(self, ctx: Any, name: str) -> Any:
        """One of the program's own commands; only what it needs is loaded."""
        session: Session = ctx.obj
        if name == "batch":
            from ayuda.cli.batch.command import batch_command
            from ayuda.cli.batch.run import run_batch

            return batch_command(session, run_batch)
        if name == "train":
            from ayuda.cli.train.commands import train_command

            return train_command(session)
        if name == "policy":
            from ayuda.cli.policy.commands import policy_command

            return policy_command(session)
        return self._small_command(ctx, name)

    def _small_command(self, ctx: Any, name: str) -> Any:
        """One of those that are a page each."""
        from ayuda.cli import own_commands

        session: Session = ctx.obj
        if name == "config":
            return own_commands.config_command(session)
        if name == "sql":
            return own_commands.sql_command(session)
        if name == "explain":
            return own_commands.explain_command(session)
        if name == "replay":
            from ayuda.cli.replay_command import replay_command

            return replay_command(session)
        names = self.list_commands(ctx) if session.completes else ()
        return own_commands.help_command(session, names, lambda named: self._page(ctx, named))

    def _page(self, ctx: Any, named: Sequence[str]) -> str:
        """The page of help of a command, or of the program. Raises AyudaError for no command."""
        if not named:
            return str(ctx.get_help())
        name, command, rest = self._found(ctx, named)
        if rest:
            raise AyudaError.of(rest[0], "unexpected-argument", command="help ")
        return str(type(ctx)(command, info_name=name, parent=ctx).get_help())

    def _found(self, ctx: Any, words: Sequence[str]) -> tuple[str, Any, list[str]]:
        """The command that words begin with, its name, and the rest of them. Raises AyudaError."""
        name, *rest = words
        if name == "train":
            from ayuda.cli.train.commands import named_command

            return named_command(ctx.obj, words)
        if name == "policy":
            from ayuda.cli.policy import commands

            return commands.named_command(ctx.obj, words)
        if name in OWN or name in ctx.obj.policy.flows:
            return name, self.get_command(ctx, name), rest
        raise AyudaError([no_such_command(ctx.obj, name, OWN)])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command. Raises AyudaError that names the nearest one."""
        if args[0] in FORGIVING:
            ctx.obj.is_forgiving = True
        if ctx.resilient_parsing and args[0] not in WITH_ACTIONS:
            return super().resolve_command(ctx, args)
        return self._found(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page of the whole program."""
        from ayuda.cli.help import root_page

        formatter.write(root_page(ctx, OWN))


def _known_languages(ctx: typer.Context, incomplete: str) -> list[str]:
    """The languages that there are, for a shell that asks."""
    return known_languages(ctx.obj)(incomplete)


def build(*, completion: bool) -> typer.Typer:
    """The application. Typer's completion options cost at every start, so only on demand."""
    app = typer.Typer(
        cls=PolicyGroup,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=completion,
        context_settings={"help_option_names": [*HELP_OPTIONS]},
    )

    @app.callback(invoke_without_command=True)
    def ayuda(
        ctx: typer.Context,
        *,
        lang: Annotated[
            str | None,
            typer.Option("--lang", metavar="|".join(LANGUAGES), autocompletion=_known_languages),
        ] = None,
        policy: Annotated[str | None, typer.Option("--policy", metavar=FILE)] = None,
        version: Annotated[bool, typer.Option(*VERSION_OPTIONS)] = False,
    ) -> None:
        del lang, policy  # The group has looked ahead for both.
        session: Session = ctx.obj
        if version:
            from ayuda.cli.version import run_version

            raise Chosen(lambda: run_version(session))
        if ctx.invoked_subcommand is None:
            raise Chosen(lambda: run_topics(session))

    return app


def typer_call(
    session: Session, words: Sequence[str], *, completion: bool = False
) -> Callable[[], int]:
    """What Typer makes of the words: what is left to run. Raises AyudaError for wrong ones."""
    try:
        app = build(completion=completion or session.completes)
        code = app([*words], obj=session, standalone_mode=False, prog_name="ayuda")
    except Chosen as chosen:
        return chosen.run
    except typer.TyperException as error:
        raise usage_error(error, words) from None
    except typer.Abort:
        raise KeyboardInterrupt from None
    except SystemExit as end:
        if session.completes or end.code != EXIT_OF_CLOSED_PIPE:
            raise
        raise BrokenPipeError(EPIPE, os.strerror(EPIPE)) from None
    return lambda: int(code or ExitCode.DECIDED)
