"""The options of a flow's command, each said once: Typer and the plain reader are told by these."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

import msgspec

from ayuda.cli.facts import FACT_PREFIX
from ayuda.cli.session import Session
from ayuda.engine.stated import NONE, judges_evidence
from ayuda.engine.variables import windows_of
from ayuda.model import Fact, Flow, Text, option_names
from ayuda.policy.language.length import counts_working_days
from ayuda.view.wording import Wording

OWN = ("batch", "sql", "policy", "train", "explain", "config", "replay", "help")
"""The commands that are no flows."""
OF_POLICIES = ("check", "prove", "test", "mutate", "diff", "graph", "schema", "new")
"""The commands that stand behind ``policy``."""
OF_TRAINING = ("report", "exam", "export", "import", "reset")
"""Those behind ``train`` that are no flows; ``--`` before a flow of such a name helps."""
FILE = "FILE"
"""The value of the group's own option, which is made before the language is known."""
HELP_OPTIONS = ("--help", "-h")
VERSION_OPTIONS = ("--version", "-V")
AFTER = {
    "note": None,
    "reply": None,
    "reply_lang": "language",
    "ics": "file",
    "receipt": "file",
    "ref": "reference",
}
"""The options for what is made of a decision, with what the value of each is called."""


class Option(msgspec.Struct, frozen=True):
    """An option of a command, or with no names its one argument.

    ``key`` is what its value is handed over as, ``unsaid`` what that is where nothing was said. Of
    two names the second says no. What only a page of help or a shell needs is made there; what a
    completion takes is known to Typer by its name.
    """

    key: str
    names: tuple[str, ...] = ()
    takes: Literal["nothing", "value", "values"] = "value"
    unsaid: bool | None = None
    metavar: Callable[[], str] | None = None
    help: Callable[[], str] | None = None
    completion: Callable[[str], Sequence[Any]] | None = None


def flow_options(session: Session, name: str) -> tuple[Option, ...]:
    """All that the command of a flow takes, in the order of its page of help."""
    flow = session.policy.flows[name]
    own = message_options(session) if judges_evidence(session.policy, flow) else ()
    return (
        *_fact_options(session, flow),
        *own,
        *(flag(key) for key in ("json", "no_input", "why")),
        moment_option(session),
        *((region_option(session),) if has_working_days(session, flow) else ()),
        *shared_options(session),
        *_after_options(session, flow),
    )


def flag(key: str) -> Option:
    """An option without a value."""
    return Option(key, (_named(key),), "nothing", unsaid=False)


def value(session: Session, key: str, called: str, completion: Any = None) -> Option:
    """An option with a value; ``called`` says which of the program's words names it."""
    return Option(key, (_named(key),), metavar=_called(session, called), completion=completion)


def moment_option(session: Session) -> Option:
    """The option that says as of when."""
    return value(session, "now", "moment")


def region_option(session: Session) -> Option:
    """The option that says with which region's holidays."""

    def complete(incomplete: str) -> list[str]:
        from ayuda.calendar import Calendar

        known = Calendar(session.policy.country).regions()
        return [code for code in known if code.startswith(incomplete.upper())]

    return value(session, "region", "region", complete)


def shared_options(session: Session) -> tuple[Option, ...]:
    """The options of every command: the language, with those that there are, and the policy."""
    lang = Option(
        "lang",
        ("--lang",),
        metavar=lambda: "|".join(session.languages),
        completion=known_languages(session),
    )
    return lang, value(session, "policy", "file")


def message_options(session: Session) -> tuple[Option, ...]:
    """The argument that names a raw message, and how far it is to be believed."""
    return (
        Option("message", metavar=_called(session, "message")),
        Option(
            "trusted_server",
            ("--trusted-server",),
            "values",
            metavar=_called(session, "server"),
        ),
        flag("dns"),
    )


def _fact_options(session: Session, flow: Flow) -> Iterator[Option]:
    """What states each of the flow's facts that is asked."""
    for name in flow.facts:
        fact = session.policy.facts[name]
        if fact.ask is None:
            continue
        key, names = FACT_PREFIX + name, option_names(name, fact)
        help_text = _asked(session, fact)
        if fact.kind == "yes-no":
            yield Option(key, names, "nothing", help=help_text)
            continue
        yield Option(
            key,
            names,
            "values" if fact.kind == "links" else "value",
            metavar=_value_of(session, fact),
            help=help_text,
            completion=_values(session, fact),
        )


def _after_options(session: Session, flow: Flow) -> Iterator[Option]:
    """What can be made of the decision. An option that states a fact of the flow stays that."""
    facts = session.policy.facts
    taken = {option for name in flow.facts for option in option_names(name, facts[name])}
    for key, called in AFTER.items():
        if _named(key) in taken:
            continue
        if called is None:
            yield flag(key)
        else:
            known = known_languages(session) if called == "language" else None
            yield value(session, key, called, known)


def words_beside(session: Session, text: Text) -> str:
    """A policy's words beside a command or an option: on a page of help, or for a shell."""
    words = Wording(session.policy, session.texts, session.clock()).text(text)
    if not session.completes:
        return words
    from ayuda.cli.completion import inert

    return inert(words)


def has_working_days(session: Session, flow: Flow) -> bool:
    """Whether a flow shows or looks at a window of working days that hang on a region.

    Those of a policy with holidays of its own are the same everywhere.
    """
    if session.policy.holidays is not None:
        return False
    windows = session.policy.windows
    return any(counts_working_days(windows[name]) for name in windows_of(session.policy, flow))


def _named(key: str) -> str:
    return f"--{key.replace('_', '-')}"


def _called(session: Session, called: str) -> Callable[[], str]:
    return lambda: session.texts_for_errors().say(f"help.value_{called}")


def _asked(session: Session, fact: Fact) -> Callable[[], str]:
    """What a fact's question is, beside its option."""

    def text() -> str:
        assert fact.ask is not None
        return words_beside(session, fact.ask)

    return text


def _value_of(session: Session, fact: Fact) -> Callable[[], str]:
    """What the value of a fact's option is called."""

    def metavar() -> str:
        if fact.several:
            return ",".join((*fact.values, NONE)).replace(f",{NONE}", f"|{NONE}")
        if fact.kind == "choice":
            return "|".join(fact.values)
        dated = fact.kind == "moment" and fact.accepts_date
        return _called(session, "moment_or_date" if dated else fact.kind)()

    return metavar


def _values(session: Session, fact: Fact) -> Callable[[str], Sequence[Any]]:
    """A completion of the values of a choice, each with its words."""

    def complete(incomplete: str) -> list[tuple[str, str]]:
        from ayuda.cli.completion import is_plain_word

        return [
            (one, words_beside(session, words))
            for one, words in fact.values.items()
            if one.startswith(incomplete) and is_plain_word(one)
        ]

    return complete


def known_languages(session: Session) -> Callable[[str], list[str]]:
    """A completion of the languages that there are."""
    return lambda incomplete: [one for one in session.languages if one.startswith(incomplete)]
