"""One call of a flow: options to facts, facts to a decision, a decision to the output."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import msgspec

from ayuda.cli.session import Session, write_bytes
from ayuda.engine.decide import step
from ayuda.engine.results import Decision, Question
from ayuda.engine.knowledge import NOT_SILENT, Contradiction, Silence
from ayuda.engine.stated import contradiction_problem, is_silent, parse_value
from ayuda.engine.windows import FactValue, Setting
from ayuda.errors import AyudaError, ExitCode, Problem
from ayuda.model import option_names
from ayuda.view.document import decision_document, question_document

FACT_PREFIX = "fact_"
EXTRA_OPTIONS = ("now", "region", "lang", "policy")


class Answered(Exception):
    """The call is over, with this exit code."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code


def run_flow(session: Session, flow: str, options: Mapping[str, Any]) -> None:
    """Decide one case from options, asking for the rest where a person is there. Raises Answered."""
    setting = session.setting(options.get("now"), options.get("region"))
    facts = stated_facts(setting, flow, options)
    extra = [word for name in EXTRA_OPTIONS if options.get(name) for word in (f"--{name}", options[name])]
    if options["json"]:
        raise Answered(_print_json(session, setting, flow, facts))
    if options["no_input"] or not session.can_ask:
        raise Answered(_print_text(session, setting, flow, facts, extra, why=options["why"]))
    from ayuda.ui.guide import guide

    raise Answered(guide(session, setting, flow, facts, extra, why=options["why"]))


def stated_facts(setting: Setting, flow: str, options: Mapping[str, Any]) -> dict[str, FactValue]:
    """The facts that the options state. Raises AyudaError with every wrong one."""
    facts: dict[str, FactValue] = {}
    problems: list[Problem] = []
    for name in setting.policy.flows[flow].facts:
        given = options.get(FACT_PREFIX + name)
        if given is None or given == []:
            continue
        fact = setting.policy.facts[name]
        if isinstance(given, bool):
            facts[name] = given
            continue
        where = option_names(name, fact)[0]
        try:
            if isinstance(given, list | tuple):
                facts[name] = tuple(str(parse_value(setting, fact, _text(part), where)) for part in given)
            else:
                facts[name] = parse_value(setting, fact, _text(given), where)
        except AyudaError as error:
            problems.extend(error.problems)
    if problems:
        raise AyudaError(problems)
    return facts


def _text(given: str) -> str:
    """An option's text; bytes that are no UTF-8 are replaced, not passed on."""
    return given.encode(errors="surrogateescape").decode(errors="replace")


def decide(setting: Setting, flow: str, facts: Mapping[str, FactValue]) -> Decision | Question:
    """Decide where nobody can be asked. Raises AyudaError for facts that contradict each other."""
    policy = setting.policy
    silent = is_silent(policy, policy.flows[flow], facts)
    try:
        return step(setting, flow, facts, Silence(everywhere=True) if silent else NOT_SILENT)
    except Contradiction as contradiction:
        raise AyudaError([contradiction_problem(policy, contradiction)]) from None


def _print_json(
    session: Session, setting: Setting, flow: str, facts: Mapping[str, FactValue]
) -> int:
    result = decide(setting, flow, facts)
    wording = session.wording(setting)
    if isinstance(result, Question):
        document = question_document(wording, result)
        code = int(ExitCode.INCOMPLETE)
    else:
        document = decision_document(wording, session.policy_file, result)
        code = result.outcome.exit_code
    content = msgspec.json.encode(document)
    if sys.stdout is not None and sys.stdout.isatty():
        content = msgspec.json.format(content, indent=2)
    write_bytes(sys.stdout, content + b"\n")
    if isinstance(result, Question):
        _tell_missing(session, setting, result)
    return code


def _print_text(
    session: Session,
    setting: Setting,
    flow: str,
    facts: Mapping[str, FactValue],
    extra: list[str],
    *,
    why: bool,
) -> int:
    from ayuda.ui.screen import print_decision

    result = decide(setting, flow, facts)
    if isinstance(result, Question):
        _tell_missing(session, setting, result)
        return int(ExitCode.INCOMPLETE)
    print_decision(session.wording(setting), result, extra, why=why)
    return result.outcome.exit_code


def _tell_missing(session: Session, setting: Setting, question: Question) -> None:
    """Name each fact that is missing and the option that states it, on standard error."""
    wording = session.wording(setting)
    for name in question.needs:
        fact = setting.policy.facts[name]
        option = " / ".join(option_names(name, fact))
        asked = wording.text(fact.ask) if fact.ask else wording.fact_name(name)
        words = {"question": asked, "option": option}
        if fact.kind == "choice":
            words["option"] = f"{option} {'|'.join(fact.values)}"
        message = session.texts.message(Problem(option_names(name, fact)[0], "missing-fact", words))
        sys.stderr.write(f"{message.where}: {message.what}\n  {message.hint}\n")


def run_topics(session: Session) -> None:
    """The menu of topics at a terminal; elsewhere the topics and the commands. Raises Answered."""
    from ayuda.ui.topics import print_topics

    print_topics(session.wording(session.setting(None, None)))
    raise Answered(int(ExitCode.DECIDED))
