"""One call of a flow: options to facts, facts to a decision, a decision to the output."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from ayuda.case import Case, decide
from ayuda.cli.endings import EndingsLater
from ayuda.cli.facts import facts_told
from ayuda.cli.lean_loading import uncollected, without
from ayuda.cli.message import (
    STANDARD_INPUT,
    evidence_of_message,
    refuse_twice_told,
    repeated_message,
)
from ayuda.cli.options import AFTER, has_working_days
from ayuda.cli.session import Session, write_bytes
from ayuda.engine.knowledge import Contradiction
from ayuda.engine.results import Question
from ayuda.engine.stated import contradiction_problem
from ayuda.engine.windows import Setting
from ayuda.errors import AyudaError, ExitCode
from ayuda.model import LANGUAGES
from ayuda.texts import load_texts
from ayuda.view.document import decision_document, encode, question_document

if TYPE_CHECKING:
    from ayuda.case import Result
    from ayuda.ui.guide import Guide
    from ayuda.ui.prompts import Prompter
    from ayuda.ui.spoken_words import Words
    from ayuda.view.after.decided import Decided
    from ayuda.view.after.wanted import Wanted
    from ayuda.view.wording import Wording


class _Call(msgspec.Struct, frozen=True):
    """What a call has besides its case.

    ``extra`` are options that are no facts and ``named`` words about a message: both are repeated
    by a command to copy. ``wanted`` is what is to be made of the decision, if anything is.
    """

    session: Session
    extra: Sequence[str]
    named: Sequence[str] = ()
    options: Mapping[str, Any] = {}
    wanted: Wanted | None = None

    @property
    def why(self) -> bool:
        """Whether it is to be said why, too."""
        return bool(self.options.get("why"))

    @property
    def may_be_kept(self) -> bool:
        """Whether an answer is made of the facts and their moments alone."""
        return not self.why and self.wanted is None and self.options.get("message") is None

    @property
    def trusted(self) -> Sequence[str]:
        """The mail servers that are trusted in every call or were in this one."""
        if self.options.get("message") is None:
            return ()
        told = self.options.get("trusted_server") or ()
        return tuple(dict.fromkeys([*self.session.trusted_servers(None), *told]))


def run_flow(session: Session, flow: str, options: Mapping[str, Any]) -> int:
    """Decide one case from options, asking a person for the rest; the exit code."""
    setting = session.setting(options)
    refuse_twice_told(setting.policy, flow, options)
    facts = facts_told(setting, flow, options)
    own = {"now": options.get("now"), "region": setting.calendar.region}
    extra = [word for name, value in own.items() if value for word in (f"--{name}", value)]
    extra += session.repeated_options()
    if options.get("message") is not None:
        options = {**options, "trusted_server": session.trusted_servers(options["trusted_server"])}
    message = evidence_of_message(setting, options)
    call = _Call(session, extra, repeated_message(options), options, _wanted(session, options))
    case = Case(flow, facts, message)
    try:
        if options["json"]:
            return _print_json(call, setting, case)
        if options["no_input"] or options.get("message") == STANDARD_INPUT or not session.can_ask:
            return _print_text(call, setting, case)
        guide = _guide(prompter_of(session), call)
        ended = guide.lead(flow, facts, message, call.named)
        return run_topics(session) if ended is None else ended
    except Contradiction as contradiction:
        raise AyudaError([contradiction_problem(setting.policy, contradiction)]) from None


def _wanted(session: Session, options: Mapping[str, Any]) -> Wanted | None:
    """What the options want made of the decision; nothing is loaded where they want nothing."""
    if all(options.get(name) in {None, False} for name in AFTER):
        return None
    from ayuda.cli.after import wanted_of

    return wanted_of(session, options)


def _made(call: _Call, setting: Setting, decided: Result) -> Decided | None:
    """What to make of a decision, its files written; None where nothing is wanted."""
    if call.wanted is None or isinstance(decided.answer, Question):
        return None
    made = call.wanted.decided(setting, decided.answer, decided.findings)
    for lacking in call.wanted.write(made):
        sys.stderr.write(f"{lacking}\n")
    return made


def prompter_of(session: Session) -> Prompter:
    """Plain lines where they are wanted, arrow keys elsewhere; what is heavy loads only here."""
    if session.accessible:
        from ayuda.ui.plain_prompts import PlainPrompter

        return PlainPrompter(session.texts)
    with EndingsLater(), uncollected(), without("ssl"):  # It is of no use at a terminal.
        from ayuda.ui.terminal_prompts import TerminalPrompter

    return TerminalPrompter(session.texts)


def _guide(prompter: Prompter, call: _Call) -> Guide:
    from ayuda.ui.guide import Guide
    from ayuda.ui.spoken_words import words_of

    session = call.session

    def spoken() -> Words:
        return words_of([load_texts(language, session.cache) for language in LANGUAGES])

    def settings() -> Setting:
        return session.setting({"region": None, **call.options})  # It may lead to any flow.

    from ayuda.cli.after import wanted_of

    return Guide(
        prompter,
        session.texts,
        settings,
        spoken,
        call.extra,
        why=call.why,
        trusted=call.trusted,
        wanted=call.wanted or wanted_of(session, {}),
    )


def _print_json(call: _Call, setting: Setting, case: Case) -> int:
    session = call.session
    decided = decide(setting, case)
    result = decided.answer
    made = _made(call, setting, decided)
    wording = session.wording(setting)
    if isinstance(result, Question):
        document = question_document(wording, result)
        code = ExitCode.INCOMPLETE
    else:
        document = decision_document(wording, session.policy_file, result, decided.findings)
        if call.why:
            from ayuda.view.nearest_changes import nearest_documents

            document["nearest"] = nearest_documents(wording, setting, decided)
        code = result.outcome.exit_code
        if made is not None and call.wanted is not None:
            document.update(call.wanted.fields(made))
    content = encode(document)
    is_for_person = sys.stdout is not None and sys.stdout.isatty()
    if is_for_person:
        content = msgspec.json.format(content, indent=2)
    write_bytes(sys.stdout, content + b"\n")
    if isinstance(result, Question):
        _tell_missing(wording, result)
    elif session.words is not None and not is_for_person and call.may_be_kept:
        from ayuda.cli.kept_answers import keep_decision

        keep_decision(session, call.options, setting, result, content + b"\n")
    return code


def _print_text(call: _Call, setting: Setting, case: Case) -> int:
    from ayuda.ui.screen import print_page
    from ayuda.view.pages import decision_page
    from ayuda.view.said_once import worth_setting

    session = call.session
    decided = decide(setting, case)
    result = decided.answer
    wording = session.wording(setting)
    if isinstance(result, Question):
        _tell_missing(wording, result)
        return ExitCode.INCOMPLETE
    made = _made(call, setting, decided)
    if made is not None and call.wanted is not None and call.wanted.prints:
        sys.stdout.write(call.wanted.text(made))
        return result.outcome.exit_code
    found = decided.findings
    unset = worth_setting(wording, setting, result, found, call.trusted)
    page = decision_page(wording, result, call.extra, found, case.message, call.named, unset)
    if call.why:
        from ayuda.view.nearest_changes import with_nearest

        page = with_nearest(page, wording, setting, decided)
    print_page(session.texts, page, why=call.why, plain=session.accessible)
    return result.outcome.exit_code


def _tell_missing(wording: Wording, question: Question) -> None:
    """Name each fact that is missing by the option that states it, on standard error."""
    from ayuda.ui.screen import print_missing

    print_missing(wording, question)


def run_topics(session: Session) -> int:
    """The menu of topics at a terminal; elsewhere the topics and the commands."""
    from ayuda.ui.topics import choose_topic, print_topics

    wording = session.wording(session.setting({}))
    if not session.can_ask:
        print_topics(wording)
        return ExitCode.DECIDED
    prompter = prompter_of(session)
    ended: int | None = None
    while ended is None:
        topic = choose_topic(prompter, wording)
        if topic is None:
            return ExitCode.DECIDED
        flow = topic.flows[0]
        extra = session.repeated_options()
        if has_working_days(session, session.policy.flows[flow]):
            region = session.setting({"region": None}).calendar.region
            extra = [*(("--region", region) if region else ()), *extra]
        ended = _guide(prompter, _Call(session, extra)).lead(flow, topic.facts)
    return ended
