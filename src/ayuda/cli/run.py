"""One call of a flow: options to facts, facts to a decision, a decision to the output."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from ayuda.cli.facts import stated_facts
from ayuda.cli.message import (
    STANDARD_INPUT,
    evidence_of_message,
    refuse_twice_told,
    repeated_message,
)
from ayuda.cli.session import Session, write_bytes
from ayuda.engine.decide import step
from ayuda.engine.knowledge import NOT_SILENT, Contradiction, Silence
from ayuda.engine.results import Decision, Question
from ayuda.engine.stated import contradiction_problem, is_silent
from ayuda.engine.windows import Facts, Setting
from ayuda.errors import AyudaError, ExitCode, Problem
from ayuda.mail.evidence import Evidence, Finding
from ayuda.mail.evidence_of_facts import judge_facts
from ayuda.model import LANGUAGES, option_names
from ayuda.texts import load_texts
from ayuda.view.document import decision_document, encode, question_document

if TYPE_CHECKING:
    from ayuda.ui.guide import Guide
    from ayuda.ui.prompts import Prompter
    from ayuda.ui.spoken_words import Words


def run_flow(session: Session, flow: str, options: Mapping[str, Any]) -> int:
    """Decide one case from options, asking a person for the rest; the exit code."""
    setting = session.setting(options.get("now"), options.get("region"))
    refuse_twice_told(setting.policy, flow, options)
    facts = stated_facts(setting, flow, options)
    own = {name: options[name] for name in ("now", "region") if options.get(name)}
    extra = [word for name, value in own.items() for word in (f"--{name}", value)]
    extra += session.repeated_options()
    message = evidence_of_message(setting, options)
    case = Case(flow, facts, message, repeated_message(options))
    try:
        if options["json"]:
            return _print_json(session, setting, case)
        if options["no_input"] or options.get("message") == STANDARD_INPUT or not session.can_ask:
            return _print_text(session, setting, case, extra, why=options["why"])
        guide = _guide(session, options, extra)
        return guide.lead(flow, facts, message, case.named)
    except Contradiction as contradiction:
        raise AyudaError([contradiction_problem(setting.policy, contradiction)]) from None


def _prompter(session: Session) -> Prompter:
    """Plain lines where they are wanted, arrow keys elsewhere; what is heavy loads only here."""
    if session.accessible:
        from ayuda.ui.plain_prompts import PlainPrompter

        return PlainPrompter(session.texts)
    from ayuda.ui.terminal_prompts import TerminalPrompter

    return TerminalPrompter(session.texts)


def _guide(session: Session, options: Mapping[str, Any], extra: list[str]) -> Guide:
    from ayuda.ui.guide import Guide
    from ayuda.ui.spoken_words import words_of

    def spoken() -> Words:
        return words_of([load_texts(language, session.cache) for language in LANGUAGES])

    def settings() -> Setting:
        return session.setting(options.get("now"), options.get("region"))

    why = bool(options.get("why"))
    return Guide(_prompter(session), session.texts, settings, spoken, extra, why)


class Case(msgspec.Struct, frozen=True):
    """What a call states: the flow, the facts, what its message says, and how it names that."""

    flow: str
    facts: Facts
    message: Evidence
    named: tuple[str, ...] = ()


class Result(msgspec.Struct, frozen=True):
    """What a case came to, and what was found in what was stated of a message."""

    answer: Decision | Question
    findings: tuple[Finding, ...]


def decide(setting: Setting, case: Case) -> Result:
    """Decide where nobody can be asked. Raises AyudaError for facts that contradict each other."""
    policy = setting.policy
    judged = judge_facts(policy, case.facts, case.message)
    silent = is_silent(policy, policy.flows[case.flow], judged.facts)
    silence = Silence(everywhere=True) if silent else NOT_SILENT
    return Result(step(setting, case.flow, judged.facts, silence), judged.findings)


def _print_json(session: Session, setting: Setting, case: Case) -> int:
    decided = decide(setting, case)
    result = decided.answer
    wording = session.wording(setting)
    if isinstance(result, Question):
        document = question_document(wording, result)
        code = ExitCode.INCOMPLETE
    else:
        document = decision_document(wording, session.policy_file, result, decided.findings)
        code = result.outcome.exit_code
    content = encode(document)
    if sys.stdout is not None and sys.stdout.isatty():
        content = msgspec.json.format(content, indent=2)
    write_bytes(sys.stdout, content + b"\n")
    if isinstance(result, Question):
        _tell_missing(session, setting, result)
    return code


def _print_text(
    session: Session,
    setting: Setting,
    case: Case,
    extra: list[str],
    *,
    why: bool,
) -> int:
    from ayuda.ui.screen import print_page
    from ayuda.view.pages import decision_page

    decided = decide(setting, case)
    result = decided.answer
    if isinstance(result, Question):
        _tell_missing(session, setting, result)
        return ExitCode.INCOMPLETE
    wording = session.wording(setting)
    page = decision_page(wording, result, extra, decided.findings, case.message, case.named)
    print_page(session.texts, page, why=why)
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
        sys.stderr.write(f"{message.told()}\n")


def run_topics(session: Session) -> int:
    """The menu of topics at a terminal; elsewhere the topics and the commands."""
    from ayuda.ui.topics import choose_topic, print_topics

    setting = session.setting(None, None)
    wording = session.wording(setting)
    if not session.can_ask:
        print_topics(wording)
        return ExitCode.DECIDED
    guide = _guide(session, {}, session.repeated_options())
    topic = choose_topic(guide.prompter, wording)
    if topic is None:
        return ExitCode.DECIDED
    return guide.lead(topic.flows[0], topic.facts)
