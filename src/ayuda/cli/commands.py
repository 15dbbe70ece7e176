"""Commands made from the policy: a flow is a command, its facts are the options."""

import inspect
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from ayuda.cli.completion import inert, is_plain_word
from ayuda.cli.facts import FACT_PREFIX
from ayuda.cli.session import Session
from ayuda.engine.stated import NONE, judges_evidence
from ayuda.errors import AyudaError, Problem
from ayuda.model import Fact, Flow, Text, option_names
from ayuda.texts import Texts
from ayuda.view.wording import Wording

FILE = "FILE"
"""The value of the group's own option, which is made before the language is known."""
AFTER = {
    "note": None,
    "reply": None,
    "reply_lang": "language",
    "ics": "file",
    "receipt": "file",
    "ref": "reference",
}
"""The options for what is made of a decision, with what the value of each is called."""
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
    wording = Wording(session.policy, session.texts, session.clock())
    flow = session.policy.flows[name]

    def command(**options: Any) -> None:
        raise Chosen(lambda: run(session, name, options))

    parameters = [
        *_fact_parameters(wording, flow, session),
        *_common_parameters(session.texts, flow, session),
    ]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    app = typer.Typer(rich_markup_mode=None, add_completion=False)
    app.command(name, cls=FlowCommand, help=_help(session, wording, flow.about))(command)
    made = typer.main.get_command(app)
    assert isinstance(made, TyperCommand)
    return made


def parameter(name: str, kind: Any, option: Any, default: Any = None) -> inspect.Parameter:
    """A parameter of a command's function, as Typer reads it."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, keyword, default=default, annotation=Annotated[kind, option])


def _fact_parameters(wording: Wording, flow: Flow, session: Session) -> Iterator[inspect.Parameter]:
    for name in flow.facts:
        fact = wording.policy.facts[name]
        if fact.ask is None:
            continue
        names = option_names(name, fact)
        help_text = _help(session, wording, fact.ask)
        if fact.kind == "yes-no":
            option = typer.Option("/".join(names), help=help_text)
            yield parameter(FACT_PREFIX + name, bool | None, option)
            continue
        option = typer.Option(
            *names,
            metavar=_metavar(wording.texts, fact),
            help=help_text,
            autocompletion=_completion(wording, fact) if session.completes else None,
        )
        kind: Any = list[str] | None if fact.kind == "links" else str | None
        yield parameter(FACT_PREFIX + name, kind, option)


def _help(session: Session, wording: Wording, text: Text) -> str:
    """A policy's words beside a command or an option: on a page of help, or for a shell."""
    words = wording.text(text)
    return inert(words) if session.completes else words


def _metavar(texts: Texts, fact: Fact) -> str:
    if fact.several:
        return ",".join((*fact.values, NONE)).replace(f",{NONE}", f"|{NONE}")
    if fact.kind == "choice":
        return "|".join(fact.values)
    if fact.kind == "moment" and fact.accepts_date:
        return texts.say("help.value_moment_or_date")
    return texts.say(f"help.value_{fact.kind}")


def _completion(wording: Wording, fact: Fact) -> Callable[[str], list[tuple[str, str]]]:
    def complete(incomplete: str) -> list[tuple[str, str]]:
        return [
            (value, inert(wording.text(words)))
            for value, words in fact.values.items()
            if value.startswith(incomplete) and is_plain_word(value)
        ]

    return complete


def _common_parameters(texts: Texts, flow: Flow, session: Session) -> Iterator[inspect.Parameter]:
    if judges_evidence(session.policy, flow):
        yield from _message_parameters(texts)
    yield parameter("json", bool, typer.Option("--json"), default=False)
    yield parameter("no_input", bool, typer.Option("--no-input"), default=False)
    yield parameter("why", bool, typer.Option("--why"), default=False)
    yield parameter(
        "now", str | None, typer.Option("--now", metavar=texts.say("help.value_moment"))
    )
    if has_working_days(session, flow):
        region = typer.Option(
            "--region",
            metavar=texts.say("help.value_region"),
            autocompletion=known_regions(session) if session.completes else None,
        )
        yield parameter("region", str | None, region)
    yield language_parameter(session)
    policy = typer.Option("--policy", metavar=texts.say("help.value_file"))
    yield parameter("policy", str | None, policy)
    yield from _after_parameters(texts, flow, session)


def _after_parameters(texts: Texts, flow: Flow, session: Session) -> Iterator[inspect.Parameter]:
    """What can be made of the decision. An option that states a fact of the flow stays that."""
    facts = session.policy.facts
    taken = {option for name in flow.facts for option in option_names(name, facts[name])}
    for name, metavar in AFTER.items():
        option = f"--{name.replace('_', '-')}"
        if option in taken:
            continue
        if metavar is None:
            yield parameter(name, bool, typer.Option(option), default=False)
        else:
            words = texts.say(f"help.value_{metavar}")
            known = known_languages(session) if name == "reply_lang" else None
            made = typer.Option(option, metavar=words, autocompletion=known)
            yield parameter(name, str | None, made)


def _message_parameters(texts: Texts) -> Iterator[inspect.Parameter]:
    metavar = texts.say("help.value_message")
    yield parameter("message", str | None, typer.Argument(metavar=metavar))
    server = typer.Option("--trusted-server", metavar=texts.say("help.value_server"))
    yield parameter("trusted_server", list[str] | None, server)
    yield parameter("dns", bool, typer.Option("--dns"), default=False)


def language_parameter(session: Session) -> inspect.Parameter:
    """The option for the language, with those that there are."""
    metavar, known = "|".join(session.languages), known_languages(session)
    lang = typer.Option("--lang", metavar=metavar, autocompletion=known)
    return parameter("lang", str | None, lang)


def known_languages(session: Session) -> Callable[[str], list[str]] | None:
    """A completion of the languages that there are, where a shell asks for one."""

    def complete(incomplete: str) -> list[str]:
        return [language for language in session.languages if language.startswith(incomplete)]

    return complete if session.completes else None


def known_regions(session: Session) -> Callable[[str], list[str]]:
    """A completion of the regions of the policy's country."""

    def complete(incomplete: str) -> list[str]:
        from ayuda.calendar import Calendar

        known = Calendar(session.policy.country).regions()
        return [code for code in known if code.startswith(incomplete.upper())]

    return complete


def has_working_days(session: Session, flow: Flow) -> bool:
    """Whether a flow shows or looks at a window of working days that hang on a region.

    Those of a policy with holidays of its own are the same everywhere.
    """
    if session.policy.holidays is not None:
        return False
    from ayuda.engine.variables import windows_of
    from ayuda.policy.language.length import counts_working_days

    windows = session.policy.windows
    return any(counts_working_days(windows[name]) for name in windows_of(session.policy, flow))
