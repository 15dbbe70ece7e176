"""The program's entry: the group of commands, and what becomes of every error."""

import gc

from ayuda.cli.endings import Ended, Endings

gc.disable()  # Start-up makes no garbage; looking for it costs a tenth of a short call.

with Endings(at_once=True):
    import os
    import sys
    from collections.abc import Sequence
    from errno import EPIPE
    from typing import Annotated, Any

    import typer
    from typer.core import TyperGroup

    from ayuda.cli.commands import FILE, Chosen, flow_command
    from ayuda.cli.run import run_flow, run_topics
    from ayuda.cli.session import Session, write_bytes
    from ayuda.cli.streams import result_gone, streams_of_a_call
    from ayuda.errors import AyudaError, ExitCode
    from ayuda.model import LANGUAGES
    from ayuda.view.document import encode, error_document

EXIT_OF_CLOSED_PIPE = 1
"""What Typer ends the program with where a help page meets a closed pipe."""
OWN = ("batch", "sql", "policy", "train", "explain", "config", "replay", "help")
WITH_ACTIONS = ("policy", "train")
"""Commands behind which others stand."""
FORGIVING = ("config", "help")
"""Commands that a broken file of settings does not stop: they are the way to mend it."""
HELP_OPTIONS = ("--help", "-h")
VERSION_OPTIONS = ("--version", "-V")
COMPLETION_OPTIONS = ("--install-completion", "--show-completion")


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
        from ayuda.cli.slips import no_such_command

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
        lang: Annotated[str | None, typer.Option("--lang", metavar="|".join(LANGUAGES))] = None,
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code; every error becomes a message here."""
    gc.freeze()
    gc.enable()
    words = list(sys.argv[1:] if arguments is None else arguments)
    session = Session(os.environ)
    session.words = words if arguments is None else None
    session.look_ahead(words)
    with Endings() as endings:
        try:
            with streams_of_a_call():
                code = _ended(session, words, endings)
        except Ended as ended:  # Before or after all that could be lost.
            endings.stop_hearing()
            code = ended.exit_code
        if arguments is None:
            endings.end_undisturbed()
    return code


def _ended(session: Session, words: list[str], endings: Endings) -> int:
    """The exit code of a call, however it ends."""
    try:
        write_bytes(sys.stdout, b"")
        code = _run(session, words)
        write_bytes(sys.stdout, b"")
    except BaseException as error:
        endings.stop_hearing()
        if isinstance(error, SystemExit) and not endings.noted:
            raise
        return _end(session, words, endings.first or error)
    endings.stop_hearing()
    # Typer has an exit code of its own for what it was interrupted by.
    return code if endings.first is None else _end(session, words, endings.first)


def _end(session: Session, words: Sequence[str], error: BaseException) -> int:
    """The exit code for what nothing else has caught, once it is told."""
    try:
        if isinstance(error, (KeyboardInterrupt, EOFError, typer.Abort)):
            _tell(session.texts_when_interrupted().say("walk.interrupted"))
            return error.exit_code if isinstance(error, Ended) else ExitCode.INTERRUPTED
        if not isinstance(error, BrokenPipeError):
            return _refuse_failure(session, words, error)
    except BrokenPipeError:
        pass
    except Exception:  # noqa: BLE001 - not even the words for it can be had
        _tell(f"ayuda: {type(error).__name__}: {error}")
        return ExitCode.REFUSED
    result_gone()
    return ExitCode.READER_GONE


def _refuse_failure(session: Session, words: Sequence[str], error: BaseException) -> int:
    """Tell of a failure that nobody saw coming: in ``check-email`` it is no verdict."""
    from ayuda.cli.failures import failure_of, judges_a_message, released

    is_check = judges_a_message(session, words)
    failure = failure_of(released(error), "ayuda", is_check=is_check)
    failure.__cause__ = error
    if any(problem.code == "output-failed" for problem in failure.problems):
        result_gone()
        words = ()
    return _refuse(session, failure, words)


def _run(session: Session, words: list[str]) -> int:
    said = set(words)
    helps = bool({*HELP_OPTIONS, "help"} & said)
    session.is_forgiving = session.completes or helps or bool({*VERSION_OPTIONS} & said)
    if {*COMPLETION_OPTIONS} & said and not session.completes:
        from ayuda.cli.completion import scripts_in_language

        with scripts_in_language(session):
            return _called(session, words, completion=True)
    if session.completes and session.words == []:
        from ayuda.cli.completion import kept_for_the_front

        with kept_for_the_front(session):
            return _called(session, words, completion=True)
    code = _called(session, words, completion=helps)
    if not session.completes:
        for problem in session.forgiven():
            _tell(session.texts.message(problem).told())
    return code


def _called(session: Session, words: list[str], *, completion: bool) -> int:
    """The exit code of what Typer makes of the words."""
    completion = completion or session.completes
    try:
        app = build(completion=completion)
        code = app(words, obj=session, standalone_mode=False, prog_name="ayuda")
    except Chosen as chosen:
        return _run_chosen(session, chosen, words)
    except AyudaError as error:
        return _refuse(session, error, words)
    except typer.TyperException as error:
        from ayuda.cli.slips import usage_error

        return _refuse(session, usage_error(error, words), words)
    except SystemExit as end:
        if session.completes or end.code != EXIT_OF_CLOSED_PIPE:
            raise
        raise BrokenPipeError(EPIPE, os.strerror(EPIPE)) from None
    return int(code or ExitCode.DECIDED)


def _run_chosen(session: Session, chosen: Chosen, words: Sequence[str]) -> int:
    try:
        return chosen.run()
    except AyudaError as error:
        return _refuse(session, error, words)


def _refuse(session: Session, error: AyudaError, words: Sequence[str]) -> int:
    """Tell every problem on standard error, and on standard output too where JSON is wanted.

    A shell that asks for completions is told nothing: it would stand in the line being typed.
    """
    if session.completes:
        return int(error.exit_code)
    session.refused = tuple(error.problems)
    texts = session.texts_for_errors()
    messages = [texts.message(problem) for problem in error.problems]
    if "--json" in words:
        content = encode(error_document(messages)) + b"\n"
        write_bytes(sys.stdout, content)
    for message in messages:
        _tell(message.told_in_one_line() if error.is_unexpected else message.told())
    if error.is_unexpected:
        from ayuda.cli.failures import show_cause

        show_cause(error, session.environ)
    return int(error.exit_code)


def _tell(text: str) -> None:
    """A message on standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
