"""The help pages, in the language of the call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from typer.core import TyperCommand

from ayuda.calendar import Calendar
from ayuda.cli.examples import (
    batch_examples,
    config_examples,
    flow_examples,
    root_examples,
    sql_examples,
)
from ayuda.cli.exit_codes import (
    all_codes,
    batch_codes,
    config_codes,
    flow_codes,
    help_codes,
    sql_codes,
)
from ayuda.cli.facts import FACT_PREFIX
from ayuda.cli.layout import Row, command_lines, paragraph, rows
from ayuda.cli.options import FILE
from ayuda.cli.preferences import KEYS, VARIABLES
from ayuda.model import UNKNOWN, Fact
from ayuda.texts import Texts
from ayuda.view.wording import Wording

COLUMN_WORDS = ("outcome", "rule", "windows", "needs", "problem")
"""What ``batch --columns`` knows in every flow."""
MESSAGE = "message"
"""The argument of a flow that judges a raw message."""


def root_page(ctx: Any, own: Sequence[str]) -> str:
    """The page of the whole program; ``own`` are the commands that are no flows."""
    session = ctx.obj
    texts: Texts = session.texts
    wording = Wording(session.policy, texts, session.clock())
    flows = session.policy.flows
    topics = (
        (wording.text(topic.title), ", ".join(f"ayuda {flow}" for flow in topic.flows))
        for topic in session.policy.topics
    )
    page = [
        *usage_lines(texts, texts.say("help.usage_root")),
        *paragraph(texts.say("help.root")),
        *section(
            texts.say("help.commands"),
            [
                *((name, wording.text(flow.about)) for name, flow in flows.items()),
                *((name, about(texts, name)) for name in own),
            ],
        ),
        *section(
            texts.say("help.topics"),
            ((title, calls or texts.say("help.topic_only")) for title, calls in topics),
        ),
        *_options(texts, texts.say("help.options"), ctx.command.get_params(ctx)),
        *example_lines(texts, root_examples(wording, session.setting({}))),
        *section(texts.say("help.exit_codes"), all_codes(wording)),
    ]
    return joined(page)


def flow_page(ctx: Any, command: TyperCommand) -> str:
    """The help page of a flow's command: its facts, then its other options."""
    session = ctx.find_root().obj
    texts: Texts = session.texts
    flow = str(ctx.info_name)
    wording = Wording(session.policy, texts, session.clock())
    params = list(command.get_params(ctx))
    arguments = [param for param in params if param.name == MESSAGE]
    others = [param for param in params if not states_a_fact(param) and param not in arguments]
    usage = texts.say("help.usage_message" if arguments else "help.usage_flow", flow=flow)
    page = [
        *usage_lines(texts, usage),
        *paragraph(command.help or ""),
        *section(texts.say("help.arguments"), (option_row(texts, param) for param in arguments)),
        *section(
            texts.say("help.case_options"),
            (_fact_row(wording, param) for param in params if states_a_fact(param)),
        ),
        *_options(texts, texts.say("help.other_options"), others),
        *example_lines(texts, flow_examples(wording, session.setting({}), flow)),
        "",
        *paragraph(texts.say("help.moments", zone=session.policy.time_zone)),
        *(paragraph(texts.say("help.dates_written")) if _has_dates(session, flow) else ()),
        *section(texts.say("help.exit_codes"), flow_codes(wording, flow)),
    ]
    return joined(page)


def batch_page(ctx: Any, command: TyperCommand) -> str:
    """The help page of ``batch``: its inputs and options, and the columns of each flow."""
    session = ctx.find_root().obj
    texts: Texts = session.texts
    wording = Wording(session.policy, texts, session.clock())
    params = list(command.get_params(ctx))
    inputs = [param for param in params if not param.opts[0].startswith("-")]
    options = [param for param in params if param not in inputs]
    page = [
        *usage_lines(texts, texts.say("help.usage_batch")),
        *paragraph(texts.say("help.batch_about")),
        *paragraph(texts.say("help.batch_messages_about")),
        *section(
            texts.say("help.arguments"),
            ((param.metavar or "", texts.say(f"help.{param.name}")) for param in inputs),
        ),
        "",
        texts.say("help.options"),
        *rows(_batch_row(texts, param) for param in options),
        *example_lines(texts, batch_examples(session.policy, texts)),
        "",
        *_flow_columns(session),
        "",
        *paragraph(texts.say("help.moments", zone=session.policy.time_zone)),
        *section(texts.say("help.exit_codes"), batch_codes(wording)),
    ]
    return joined(page)


def config_page(ctx: Any, command: TyperCommand) -> str:
    """The help page of ``config``: what it does, and what can be said once."""
    from ayuda.cli.config import ACTIONS, BARE_ACTIONS

    session = ctx.find_root().obj
    texts: Texts = session.texts
    wording = Wording(session.policy, texts, session.clock())
    options = [param for param in command.get_params(ctx) if param.opts[0].startswith("-")]
    actions = (
        (
            name if name in BARE_ACTIONS else texts.say(f"config.usage_{name}"),
            texts.say(f"config.{name}"),
        )
        for name in ACTIONS
    )
    keys = ((key, [texts.say(f"config.{key}"), VARIABLES[key]]) for key in KEYS)
    page = [
        *usage_lines(texts, texts.say("help.usage_config")),
        *paragraph(texts.say("help.config_about")),
        *section(texts.say("help.arguments"), actions),
        *section(texts.say("help.settings"), keys),
        *section(
            texts.say("help.options"), (_own_row(texts, param, "config") for param in options)
        ),
        *example_lines(texts, config_examples(Calendar(session.policy.country).names())),
        *section(texts.say("help.exit_codes"), config_codes(wording)),
    ]
    return joined(page)


def explain_page(ctx: Any, command: TyperCommand) -> str:
    """The help page of ``explain``."""
    session = ctx.find_root().obj
    texts: Texts = session.texts
    policy = session.policy
    wording = Wording(policy, texts, session.clock())
    params = list(command.get_params(ctx))
    names = [param for param in params if not param.opts[0].startswith("-")]
    flow = next(iter(policy.flows))
    outcome = policy.flows[flow].rules[0].outcome
    page = [
        *usage_lines(texts, texts.say("help.usage_explain")),
        *paragraph(texts.say("help.explain_about")),
        *section(
            texts.say("help.arguments"),
            ((texts.say("help.value_name"), texts.say(f"help.{param.name}")) for param in names),
        ),
        *section(
            texts.say("help.options"),
            (_own_row(texts, param, "explain") for param in params if param not in names),
        ),
        *example_lines(
            texts,
            [
                ("ayuda", "explain", flow),
                ("ayuda", "explain", outcome, next(iter(policy.statements))),
                ("ayuda", "explain", "--html", texts.say("help.example_handbook")),
            ],
        ),
        *section(texts.say("help.exit_codes"), config_codes(wording)),
    ]
    return joined(page)


def sql_page(ctx: Any, command: TyperCommand) -> str:
    """The help page of ``sql``."""
    session = ctx.find_root().obj
    texts: Texts = session.texts
    wording = Wording(session.policy, texts, session.clock())
    params = list(command.get_params(ctx))
    flows = [param for param in params if not param.opts[0].startswith("-")]
    page = [
        *usage_lines(texts, texts.say("help.usage_sql")),
        *paragraph(texts.say("help.sql_about")),
        *section(
            texts.say("help.arguments"),
            ((texts.say("help.value_command"), texts.say("help.flow")) for _ in flows),
        ),
        *section(
            texts.say("help.options"),
            (_own_row(texts, param, "sql") for param in params if param not in flows),
        ),
        *example_lines(texts, sql_examples(session.policy)),
        *section(texts.say("help.exit_codes"), sql_codes(wording)),
    ]
    return joined(page)


def help_page(ctx: Any, command: TyperCommand) -> str:
    """The help page of ``help``."""
    session = ctx.find_root().obj
    texts: Texts = session.texts
    wording = Wording(session.policy, texts, session.clock())
    options = [param for param in command.get_params(ctx) if param.opts[0].startswith("-")]
    first = next(iter(session.policy.flows))
    page = [
        *usage_lines(texts, texts.say("help.usage_help")),
        *paragraph(texts.say("help.help_about")),
        *_options(texts, texts.say("help.options"), options),
        *example_lines(texts, [("ayuda", "help"), ("ayuda", "help", first)]),
        *section(texts.say("help.exit_codes"), help_codes(wording)),
    ]
    return joined(page)


def about(texts: Texts, own: str) -> str:
    """What one of the program's own commands is for, in a line."""
    other = {"help": "help_command", "policy": "policy_itself"}
    return texts.say(f"help.{other.get(own, own)}")


def usage_lines(texts: Texts, usage: str) -> Iterator[str]:
    """How a command is called, and an empty line."""
    yield from paragraph(f"{texts.say('help.usage')} {usage}")
    yield ""


def section(heading: str, pairs: Iterable[Row]) -> Iterator[str]:
    """A heading and what stands below it in columns; nothing where nothing does."""
    listed = list(pairs)
    if listed:
        yield from ("", heading)
        yield from rows(listed)


def _options(texts: Texts, heading: str, params: Iterable[Any]) -> Iterator[str]:
    return section(heading, (option_row(texts, param) for param in params))


def example_lines(texts: Texts, examples: Iterable[Sequence[str]]) -> Iterator[str]:
    """Calls to copy below their heading."""
    yield from ("", texts.say("help.examples"))
    for words in examples:
        yield from command_lines(words)


def joined(lines: Iterable[str]) -> str:
    """The lines as a page."""
    return "\n".join(lines) + "\n"


def _batch_row(texts: Texts, param: Any) -> Row:
    names, meaning = option_row(texts, param)
    if param.name == "json":
        return names, texts.say("help.batch_json")
    if param.name == "columns":
        return names, texts.say("help.columns", columns=", ".join(COLUMN_WORDS))
    return names, meaning


def _own_row(texts: Texts, param: Any, command: str) -> Row:
    """An option of one of the program's own commands, of which JSON is its own."""
    names, meaning = option_row(texts, param)
    return names, texts.say(f"help.{command}_json") if param.name == "json" else meaning


def _flow_columns(session: Any) -> Iterator[str]:
    from ayuda.batch.rows.job import stated_facts

    for flow in session.policy.flows:
        facts = ", ".join(stated_facts(session.policy, flow))
        yield from paragraph(session.texts.say("help.batch_facts", flow=flow, facts=facts))


def _has_dates(session: Any, flow: str) -> bool:
    facts = session.policy.flows[flow].facts
    return any(session.policy.facts[name].kind == "date" for name in facts)


def states_a_fact(param: Any) -> bool:
    """Whether a parameter of a command states a fact."""
    return (param.name or "").startswith(FACT_PREFIX)


def _fact_row(wording: Wording, param: Any) -> Row:
    """An option that states a fact: what it asks, and the words of each value."""
    names, meaning = option_row(wording.texts, param)
    fact = wording.policy.facts[param.name.removeprefix(FACT_PREFIX)]
    if fact.kind != "choice":
        return names, [str(meaning), *_limits(wording, fact)]
    words = (f"{value}: {wording.text(text)}" for value, text in fact.values.items())
    return names, [str(meaning), *words]


def _limits(wording: Wording, fact: Fact) -> Iterator[str]:
    """What a number, a text or a date may be, as far as that is not plain."""
    texts = wording.texts
    ends = [
        None if end is None else wording.quantities.quantity(end, fact.unit, fact.decimals)
        for end in (fact.min, fact.max)
    ]
    if None not in ends:
        yield texts.say("conditions.between", first=str(ends[0]), last=str(ends[1]))
    elif ends[0] is not None:
        yield texts.say("conditions.at_least", value=ends[0])
    elif ends[1] is not None:
        yield texts.say("conditions.at_most", value=ends[1])
    elif fact.unit is not None:
        yield wording.quantities.quantity(Decimal(1), fact.unit, fact.decimals)
    if fact.mask:
        yield texts.say("help.mask", mask=fact.mask)
    if fact.unstated == UNKNOWN:
        yield texts.say("help.or_unknown")


def option_row(texts: Texts, param: Any) -> Row:
    """An option's names and value, and what it means."""
    short_first = sorted(param.opts, key=lambda name: name.startswith("--"))
    names = "" if param.name == MESSAGE else ", ".join(short_first)
    if param.secondary_opts:
        names = f"{names} / {', '.join(param.secondary_opts)}"
    if param.metavar and not getattr(param, "is_flag", False):
        value = texts.say("help.value_file") if param.metavar == FILE else param.metavar
        names = f"{names} {value}".strip()
    return names, param.help if states_a_fact(param) else texts.say(f"help.{param.name}")
