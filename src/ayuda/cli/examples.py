"""Examples for the pages of help, made from the policy: they run as they stand."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from ayuda.case import Case, decide
from ayuda.engine.results import Question
from ayuda.engine.stated import judges_evidence
from ayuda.engine.windows import FactValue, Setting
from ayuda.model import Fact, Mail, Policy
from ayuda.policy.language.masks import example_of
from ayuda.texts import Texts
from ayuda.view.command_line import command_line
from ayuda.view.wording import Wording

Words = Sequence[str]
AGO = (timedelta(minutes=20), timedelta(days=3))
"""How long ago something has happened, in the first and in the other example."""
WAYS = 2


def flow_examples(wording: Wording, setting: Setting, flow: str) -> Iterator[Words]:
    """Calls of a flow that decide: with the first answers, with others, and for a program."""
    shown = [_decided(wording, setting, flow, way) for way in range(WAYS)]
    if judges_evidence(setting.policy, setting.policy.flows[flow]):
        yield ("ayuda", flow, wording.texts.say("help.example_message"))
    yield from dict.fromkeys(map(tuple, shown))
    yield (*shown[0], "--json")


def _decided(wording: Wording, setting: Setting, flow: str, way: int) -> Words:
    """A call with an answer to each question, until it is decided."""
    facts: dict[str, FactValue] = {}
    while True:
        answer = decide(setting, Case(flow, facts)).answer
        if not isinstance(answer, Question):
            # What stands here is made up, and harmless as it is.
            return shlex.split(command_line(wording, flow, facts).replace("[.]", "."))
        name = answer.needs[0]
        facts[name] = _value(setting, name, way)


def _value(setting: Setting, name: str, way: int) -> FactValue:
    fact = setting.policy.facts[name]
    if fact.kind == "yes-no":
        return bool(way)
    if fact.kind == "moment":
        return setting.now.replace(second=0, microsecond=0) - AGO[way]
    if fact.several:
        return tuple(list(fact.values)[: 1 + way])
    if fact.kind == "choice":
        return list(fact.values)[-way]
    if fact.kind == "number":
        least = fact.min if fact.min is not None else Decimal(1)
        return least if way or fact.max is None else min(fact.max, least + Decimal(10))
    if fact.kind == "date":
        return setting.day_of(setting.now)
    if fact.kind == "text":
        return example_of(fact.mask or "")
    assert setting.policy.mail is not None
    return _of_mail(setting.policy.mail, fact, way)


def _of_mail(mail: Mail, fact: Fact, way: int) -> FactValue:
    """An address or a link of a documented domain, or else of one that anybody may have."""
    documented = next(
        (one.domain for one in mail.domains if one.mail or fact.kind == "links"), "example.org"
    )
    domain = f"{mail.brand[0]}.example.org" if way else documented
    return f"no-reply@{domain}" if fact.kind == "address" else (f"https://www.{domain}/",)


def batch_examples(policy: Policy, texts: Texts) -> Iterator[Words]:
    """Calls of ``batch``: rows to the screen and to a file, and messages if a flow judges them."""
    rows = [name for name, flow in policy.flows.items() if not judges_evidence(policy, flow)]
    messages = [name for name in policy.flows if name not in rows]
    file, result = texts.say("help.example_rows"), texts.say("help.example_result")
    for flow in rows[:1]:
        yield ("ayuda", "batch", flow, file)
        yield ("ayuda", "batch", flow, file, "--output", result)
    for flow in messages[:1]:
        yield ("ayuda", "batch", flow, texts.say("help.example_folder"), "--summary")


def sql_examples(policy: Policy) -> Iterator[Words]:
    """Calls of ``sql``: for each database, and for a program."""
    flows = [name for name, flow in policy.flows.items() if not judges_evidence(policy, flow)]
    for flow in flows[:1]:
        yield ("ayuda", "sql", flow)
        yield ("ayuda", "sql", flow, "--dialect", "postgres", "--table", "sales.orders")
        yield ("ayuda", "sql", flow, "--json")


def config_examples(regions: Mapping[str, Sequence[str]]) -> Iterator[Words]:
    """Calls of ``config`` that change, take back and tell."""
    for code in [*regions][:1]:
        # A place that is called the same in every language, and needs no quotes.
        names = (known[0] for known in regions.values() if len(known) == 1)
        plain = (name for name in names if name.isascii() and name.isalpha())
        yield ("ayuda", "config", "set", "region", next(plain, code))
    yield ("ayuda", "config", "set", "lang", "")
    yield ("ayuda", "config", "list")


def root_examples(wording: Wording, setting: Setting) -> Iterator[Words]:
    """The first example of the first flow, and how to learn more."""
    first = next(iter(setting.policy.flows))
    yield _decided(wording, setting, first, 0)
    yield ("ayuda", "help", first)
