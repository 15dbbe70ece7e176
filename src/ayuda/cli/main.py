"""The program's entry: the group of commands, and what becomes of every error."""

import gc
import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Annotated, Any

gc.disable()  # Start-up makes no garbage; looking for it costs a tenth of a short call.

import msgspec
import typer
from typer.core import TyperGroup

from ayuda import __version__
from ayuda.cli.commands import flow_command
from ayuda.cli.help import option_row, paragraph, rows
from ayuda.cli.run import Answered, run_flow, run_topics
from ayuda.cli.session import Session, write_bytes
from ayuda.engine.results import NoRuleHolds
from ayuda.errors import AyudaError, ExitCode, Problem
from ayuda.texts import Texts
from ayuda.view.document import error_document

COMPLETION_OPTIONS = ("--install-completion", "--show-completion")


class PolicyGroup(TyperGroup):
    """The group whose commands are the policy's flows."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Learn the language and the policy first: all commands and words come from them."""
        ctx.obj.look_ahead(args)
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: Any) -> list[str]:
        """The flows, in the order of the policy."""
        return list(ctx.obj.policy.flows)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a flow; None where the policy has none of that name."""
        if cmd_name not in ctx.obj.policy.flows:
            return None
        return flow_command(ctx.obj, cmd_name, run_flow)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command. Raises AyudaError that names the nearest ones."""
        if args[0] not in ctx.obj.policy.flows and not ctx.resilient_parsing:
            names = self.list_commands(ctx)
            words = {"allowed": ", ".join(names)}
            near = get_close_matches(args[0][:80], names, n=1)
            if near:
                problem = Problem(args[0], "no-such-command-nearest", {**words, "nearest": near[0]})
            else:
                problem = Problem(args[0], "no-such-command", words)
            raise AyudaError([problem])
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page of the whole program."""
        session: Session = ctx.obj
        texts = session.texts
        flows = session.policy.flows
        page = [
            f"{texts.say('help.usage')} {texts.say('help.usage_root')}",
            "",
            *paragraph(texts.say("help.root")),
            "",
            texts.say("help.commands"),
            *rows((name, getattr(flow.about, texts.language)) for name, flow in flows.items()),
            "",
            texts.say("help.options"),
            *rows(option_row(texts, param) for param in self.get_params(ctx)),
            "",
            *paragraph(texts.say("help.exit_codes")),
        ]
        formatter.write("\n".join(page) + "\n")


def build(*, completion: bool) -> typer.Typer:
    """The application. Typer's completion options cost at every start, so only on demand."""
    app = typer.Typer(
        cls=PolicyGroup,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=completion,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback(invoke_without_command=True)
    def ayuda(
        ctx: typer.Context,
        lang: Annotated[str | None, typer.Option("--lang", metavar="en|es")] = None,
        policy: Annotated[str | None, typer.Option("--policy", metavar="FILE")] = None,
        version: Annotated[bool, typer.Option("--version")] = False,
    ) -> None:
        session: Session = ctx.obj
        if version:
            typer.echo(f"ayuda {__version__}")
            raise typer.Exit
        if ctx.invoked_subcommand is None:
            run_topics(session)

    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code; every error becomes a message here."""
    gc.freeze()
    gc.enable()
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    session = Session(os.environ)
    completion = session.completes or any(
        word in (*COMPLETION_OPTIONS, "--help", "-h") for word in words
    )
    try:
        return _run(session, words, completion=completion)
    except (KeyboardInterrupt, typer.Abort):
        return _interrupted(session)
    except OSError as error:
        return _output_failed(session, error)


def _run(session: Session, words: list[str], *, completion: bool) -> int:
    session.look_ahead(words)
    app = build(completion=completion)
    try:
        code = app(words, obj=session, standalone_mode=False, prog_name="ayuda")
        sys.stdout.flush()
        return int(code or ExitCode.DECIDED)
    except Answered as answered:
        return answered.exit_code
    except AyudaError as error:
        return _refuse(session, error, words)
    except NoRuleHolds:
        where = str(session.policy_file.path)
        return _refuse(session, AyudaError.of(where, "no-rule"), words)
    except typer.TyperException as error:
        return _refuse(session, _usage_error(error), words)


def _usage_error(error: Any) -> AyudaError:
    """A wrong call in our own words: Typer's messages know one language only."""
    context = getattr(error, "ctx", None)
    command = str(context.info_name) if context is not None and context.parent else ""
    option = getattr(error, "option_name", None)
    if option is None:
        return AyudaError.of("ayuda", "usage", reason=error.format_message())
    if hasattr(error, "possibilities"):
        known = [name for p in context.command.get_params(context) for name in (*p.opts, *p.secondary_opts)]
        near = get_close_matches(option[:80], known, n=1)
        if near:
            return AyudaError.of(option, "no-such-option-nearest", nearest=near[0], command=command)
        return AyudaError.of(option, "no-such-option", command=command)
    takes_none = any(
        option in (*param.opts, *param.secondary_opts) and getattr(param, "is_flag", False)
        for param in context.command.get_params(context)
    )
    code = "option-takes-no-value" if takes_none else "option-needs-value"
    return AyudaError.of(option, code, option=option)


def _refuse(session: Session, error: AyudaError, words: Sequence[str]) -> int:
    """Tell every problem on standard error, and on standard output too where JSON is wanted."""
    texts = session.texts_for_errors()
    messages = [texts.message(problem) for problem in error.problems]
    if "--json" in words:
        content = msgspec.json.encode(error_document(messages)) + b"\n"
        write_bytes(sys.stdout, content)
    for message in messages:
        _tell(f"{message.where}: {message.what}\n  {message.hint}")
    return int(error.exit_code)


def _interrupted(session: Session) -> int:
    _tell(session.texts_for_errors().say("walk.interrupted"))
    return ExitCode.INTERRUPTED


def _output_failed(session: Session, error: OSError) -> int:
    """The output is gone (a closed pipe, a full disk): say so, and let nothing else fail."""
    texts: Texts = session.texts_for_errors()
    problem = Problem("stdout", "output-failed", {"reason": error.strerror or str(error)})
    message = texts.message(problem)
    _tell(f"{message.where}: {message.what}\n  {message.hint}")
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
    except OSError:
        pass
    return ExitCode.REFUSED


def _tell(text: str) -> None:
    """A message on standard error, if there is one."""
    if sys.stderr is not None:
        try:
            sys.stderr.write(f"{text}\n")
            sys.stderr.flush()
        except OSError:
            pass
