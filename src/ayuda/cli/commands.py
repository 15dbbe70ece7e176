"""Commands made from the policy: a flow is a command, its facts are the options."""

import inspect
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from ayuda.cli.completion import is_plain_word
from ayuda.cli.options import Option, flow_options, words_beside
from ayuda.cli.session import Session
from ayuda.errors import AyudaError, Problem

RunFlow = Callable[[Session, str, dict[str, Any]], int]
RunCommand = Callable[[Session, dict[str, Any]], int]


class Chosen(Exception):
    """The call is understood: what it asks for, to be run outside of Typer.

    Typer has its own ways with interruptions and closed pipes, which are not the documented ones.
    """

    def __init__(self, run: Callable[[], int]) -> None:
        super().__init__()
        self.run = run


class StrictCommand(TyperCommand):
    """A command that is strict about what it is told."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the options. Raises AyudaError for words that belong to none, or contradict."""
        ctx.allow_extra_args = True
        told = tuple(args)
        rest = super().parse_args(ctx, args)
        if ctx.resilient_parsing:
            return rest
        if rest:
            command = f"{ctx.info_name} "
            code = "unexpected-argument" if isinstance(self, FlowCommand) else "unexpected-word"
            raise AyudaError.of(rest[0], code, command=command)
        problems = [problem for param in self.params for problem in _said_twice(param, told)]
        if problems:
            raise AyudaError(problems)
        return rest

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """What a shell may offer: names that are nothing but words to it."""
        offered = super().shell_complete(ctx, incomplete)
        return [item for item in offered if is_plain_word(item.value)]


class FlowCommand(StrictCommand):
    """A command made from a flow: its help in any language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the whole page."""
        from ayuda.cli.help import flow_page

        formatter.write(flow_page(ctx, self))


def _said_twice(param: Any, words: Sequence[str]) -> Iterator[Problem]:
    """The problem of an option that takes one value and was given two that differ."""
    names = (*param.opts, *param.secondary_opts)
    if param.multiple or not names[0].startswith("--"):
        return
    said = []
    for place, word in enumerate(words):
        name, _, value = word.partition("=")
        if name in names:
            following = "" if param.is_flag else value or "".join(words[place + 1 : place + 2])
            said.append(f"{name} {following}".strip())
    if len(set(said)) > 1:
        yield Problem(names[0], "said-twice", {"value": ", ".join(dict.fromkeys(said))})


def flow_command(session: Session, name: str, run: RunFlow) -> TyperCommand:
    """The command of a flow: its options, their values, help and completion."""

    def command(**options: Any) -> None:
        raise Chosen(lambda: run(session, name, options))

    about = words_beside(session, session.policy.flows[name].about)
    parameters = [typed(session, option) for option in flow_options(session, name)]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    app = typer.Typer(rich_markup_mode=None, add_completion=False)
    app.command(name, cls=FlowCommand, help=about)(command)
    made = typer.main.get_command(app)
    assert isinstance(made, TyperCommand)
    return made


def parameter(name: str, kind: Any, option: Any, default: Any = None) -> inspect.Parameter:
    """A parameter of a command's function, as Typer reads it."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, keyword, default=default, annotation=Annotated[kind, option])


def typed(session: Session, option: Option) -> inspect.Parameter:
    """The parameter that an option is to Typer."""
    if option.takes == "nothing":
        kind = bool if option.unsaid is False else bool | None
        made = typer.Option("/".join(option.names), help=_made(option.help))
        return parameter(option.key, kind, made, option.unsaid)
    words: dict[str, Any] = {
        "metavar": _made(option.metavar),
        "help": _made(option.help),
        "autocompletion": option.completion if session.completes else None,
    }
    made = typer.Option(*option.names, **words) if option.names else typer.Argument(**words)
    return parameter(option.key, list[str] | None if option.takes == "values" else str | None, made)


def _made(words: Callable[[], str] | None) -> str | None:
    return None if words is None else words()
