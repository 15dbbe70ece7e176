"""What a person sees of a decision: the same content as the documents, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from ayuda.engine.interview import asked_by
from ayuda.engine.results import Answer, Decision, Prospect, Question
from ayuda.engine.trace import TraceEntry, trace
from ayuda.engine.windows import FactValue, WindowState
from ayuda.mail.evidence import Evidence, Finding
from ayuda.mail.evidence_of_facts import NO_MESSAGE
from ayuda.mail.raw.encoded_words import decode_words
from ayuda.mail_vocabulary import FINDINGS, OFFERS, ONLY_IN_MESSAGES
from ayuda.model import Policy, option_names
from ayuda.view.command_line import command_line, handed_over, told_facts
from ayuda.view.computations import computation_words, computations
from ayuda.view.document import cited_statements, line_name, next_flows, reading
from ayuda.view.said_once import Preference
from ayuda.view.wording import Wording, defanged, has_cents

if TYPE_CHECKING:
    from ayuda.engine.amounts import AmountValue


class Remark(msgspec.Struct, frozen=True):
    """A step or a notice; important ones must stand out."""

    text: str
    important: bool


class Deadline(msgspec.Struct, frozen=True):
    """A window: its name and what its state means, with the moment and the time left.

    ``is_said`` is that what is said to the customer names the moment already; ``left`` is the
    time left, empty where that is said too or never told.
    """

    name: str
    text: str
    left: str = ""
    is_said: bool = False


class Source(msgspec.Struct, frozen=True):
    """A statement that the decision rests on; ``main`` where the rule itself cites it."""

    id: str
    section: str
    says: str
    main: bool


class Onward(msgspec.Struct, frozen=True):
    """A flow to go on with, in which case, and the command that carries the facts over.

    ``name`` is what the flow is called; ``title`` also has the case in which it is the way.
    """

    flow: str
    name: str
    title: str
    command: str


class Reason(msgspec.Struct, frozen=True):
    """One rule of the trace in words: what it comes to, whether it held, and why."""

    rule: str
    outcome: str
    held: bool
    because: tuple[str, ...]
    sources: tuple[str, ...]
    reading: str | None


class Discovery(msgspec.Struct, frozen=True):
    """Something found in a message or in what was stated of it, safe to show.

    ``offers``: it says what to give the next time. ``evidence`` is empty where the words already
    name it. ``place`` says where in the message's file it stands; what was stated has none.
    """

    says: str
    evidence: str
    statement: str | None
    breaks: bool
    offers: bool = False
    place: str | None = None


class Difference(msgspec.Struct, frozen=True):
    """A change in words: how each fact would have to be, and what that comes to.

    ``without``: the facts are those that would not have been stated or found.
    """

    facts: tuple[str, ...]
    outcome: str
    without: bool = False


class Sum(msgspec.Struct, frozen=True):
    """An amount in words, with its lines where there is more than one."""

    name: str
    value: str
    lines: tuple[tuple[str, str], ...] = ()


class DecisionPage(msgspec.Struct, frozen=True):
    """A decision as one screen; ``say`` is empty where there is nothing of its own to say."""

    flow: str
    title: str
    say: str
    facts: tuple[tuple[str, str], ...]
    deadlines: tuple[Deadline, ...]
    message: tuple[tuple[str, str], ...]
    discoveries: tuple[Discovery, ...]
    steps: tuple[Remark, ...]
    notices: tuple[Remark, ...]
    sources: tuple[Source, ...]
    reading: str | None
    onward: tuple[Onward, ...]
    command: str
    reasons: tuple[Reason, ...]
    worth_setting: tuple[Preference, ...] = ()
    sums: tuple[Sum, ...] = ()
    computed: tuple[str, ...] = ()
    nearest: tuple[Difference, ...] = ()


class Need(msgspec.Struct, frozen=True):
    """A fact to find out: how to ask, where to look, its option, what each answer leads to.

    ``stated`` is the option with what it can be given.
    """

    name: str
    question: str
    hint: str
    option: str
    stated: str
    leads: tuple[tuple[str, tuple[str, ...]], ...]


class QuestionPage(msgspec.Struct, frozen=True):
    """What is still missing."""

    flow: str
    needs: tuple[Need, ...]
    command: str


def decision_page(
    wording: Wording,
    decision: Decision,
    extra: Sequence[str] = (),
    findings: Sequence[Finding] = (),
    message: Evidence = NO_MESSAGE,
    named: Sequence[str] = (),
    worth_setting: tuple[Preference, ...] = (),
) -> DecisionPage:
    """A decision in words; ``extra`` are options of its command line that are no facts.

    ``named`` are its words about a message, which no other command understands.

    What a message says of itself is told by what was found in it, not as facts of the case.
    """
    policy = wording.policy
    wording = wording.of_case(decision.knowledge.values)
    known = decision.knowledge.facts
    facts = {
        name: value
        for name, value in known.items()
        if name in decision.knowledge.given and _is_told(policy, name, value, message)
    }
    said = wording.deadlines(decision)
    say = decision.say
    entries = trace(policy, decision)
    return DecisionPage(
        flow=wording.text(policy.flows[decision.flow].title),
        title=wording.text(decision.outcome.title, **said),
        say=wording.text(say, **said) if say else "",
        facts=tuple(fact_line(wording, name, value) for name, value in facts.items()),
        deadlines=_deadlines(wording, decision),
        message=tuple((name, defanged(text)) for name, text in message.headers),
        discoveries=discoveries(wording, findings),
        steps=tuple(Remark(wording.text(s.text, **said), s.important) for s in decision.steps),
        notices=tuple(Remark(wording.text(n.text, **said), n.important) for n in decision.notices),
        sources=tuple(
            _source(wording, cited, main=cited in decision.rule.cites)
            for cited in cited_statements(policy, decision)
        ),
        reading=reading(wording, decision),
        onward=tuple(
            _onward(wording, flow, decision, extra) for flow in next_flows(policy, decision)
        ),
        command=command_line(wording, decision.flow, facts, (*extra, *named)),
        reasons=tuple(_reason(wording, entry) for entry in entries),
        worth_setting=worth_setting,
        sums=tuple(_sum(wording, amount) for amount in decision.amounts),
        computed=tuple(
            computation_words(wording, one) for one in computations(policy, decision, entries)
        ),
    )


def _sum(wording: Wording, amount: AmountValue) -> Sum:
    known = wording.policy.amounts[amount.id]
    cents = has_cents(amount)
    lines = tuple(
        (line_name(wording, known, line.place), wording.amount(amount.id, line.value, cents=cents))
        for line in amount.lines
    )
    value = wording.amount(amount.id, amount.value, cents=cents)
    if amount.needs:
        names = ", ".join(wording.fact_name(name) for name in amount.needs)
        value = wording.texts.say("screen.lacking", names=names)
    if amount.bounded:
        lines = (*lines, (wording.texts.say("screen.bounded"), value))
    told = lines if len(lines) > 1 or (lines and lines[0][1] != value) else ()
    return Sum(wording.text(known.name), value, told)


def discoveries(wording: Wording, findings: Sequence[Finding]) -> tuple[Discovery, ...]:
    """What was found, in words: what breaks a rule first, and the strongest of each first."""

    def strength(finding: Finding) -> tuple[bool, int]:
        return not finding.breaks, FINDINGS.index(finding.rule)

    return tuple(_discovery(wording, finding) for finding in sorted(findings, key=strength))


def _discovery(wording: Wording, finding: Finding) -> Discovery:
    mail = wording.policy.mail
    assert mail is not None
    known = mail.findings[finding.rule].says
    # What a finding offers is to be copied: its evidence is a name that the checks have made.
    evidence = finding.evidence
    evidence = evidence if finding.rule in OFFERS else defanged(decode_words(evidence))
    says = wording.text(known, evidence=evidence)
    where = finding.where
    place = {"part": where.part, "start": str(where.start), "end": str(where.end)}
    stated = where.part.startswith("--")
    return Discovery(
        says,
        "" if says != wording.text(known) else evidence,
        finding.statement,
        finding.breaks,
        finding.rule in OFFERS,
        None if stated else wording.texts.say("screen.place", says=says, **place),
    )


def _is_told(policy: Policy, name: str, value: FactValue, message: Evidence) -> bool:
    """Whether a person told a fact, and not the message itself."""
    return policy.facts[name].ask is not None and message.facts.get(name) != value


def fact_line(wording: Wording, name: str, value: FactValue) -> tuple[str, str]:
    """A fact's name and the words of its value."""
    return wording.fact_name(name), wording.fact_value(name, value)


def _deadlines(wording: Wording, decision: Decision) -> tuple[Deadline, ...]:
    return tuple(_deadline(wording, decision, state) for state in decision.windows)


def _deadline(wording: Wording, decision: Decision, state: WindowState) -> Deadline:
    window = wording.policy.windows[state.id]
    says, left = window.states[state.state].says, wording.left(state.seconds_left)
    until = wording.deadline(state.until, window)
    told = (decision.outcome.title, decision.say)
    said = " ".join(wording.template(text) for text in told if text)
    # What a deadline that is past means, nothing else says.
    is_said = state.seconds_left > 0 and f"{{{state.id}.until}}" in said
    tells_left = "{left}" in wording.template(says) and f"{{{state.id}.left}}" not in said
    return Deadline(
        wording.text(window.name),
        wording.text(says, until=until, left=left),
        left if tells_left else "",
        is_said,
    )


def _source(wording: Wording, cited: str, *, main: bool) -> Source:
    statement = wording.policy.statements[cited]
    return Source(cited, wording.text(statement.section), wording.text(statement.says), main)


def _onward(wording: Wording, flow: str, decision: Decision, extra: Sequence[str]) -> Onward:
    facts = handed_over(wording.policy, flow, decision)
    command = command_line(wording, flow, facts, extra)
    name = wording.text(wording.policy.flows[flow].title)
    return Onward(flow, name, onward_title(wording, flow, decision), command)


def onward_title(wording: Wording, flow: str, decision: Decision) -> str:
    """What going on with a flow is called, with the case in which it is the way."""
    title = wording.text(wording.policy.flows[flow].title)
    condition = decision.outcome.next_if.get(flow)
    if condition is None:
        return title
    return wording.texts.say("screen.onward_if", condition=wording.text(condition), title=title)


def _reason(wording: Wording, entry: TraceEntry) -> Reason:
    because = tuple(
        wording.texts.say(
            "trace.because", name=wording.fact_name(name), value=wording.value(name, value)
        )
        for name, value in entry.because.items()
    )
    rule = entry.rule
    outcome = wording.policy.outcomes[rule.outcome]
    return Reason(
        rule=rule.id,
        outcome=wording.text(outcome.title),
        held=entry.held,
        because=because,
        sources=rule.cites,
        reading=wording.text(rule.reading) if rule.reading else None,
    )


def question_page(wording: Wording, question: Question, extra: Sequence[str] = ()) -> QuestionPage:
    """What is missing in words, with what each answer would lead to."""
    policy = wording.policy
    return QuestionPage(
        flow=wording.text(policy.flows[question.flow].title),
        needs=tuple(_need(wording, question, name) for name in question.needs),
        command=command_line(wording, question.flow, told_facts(question.knowledge), extra),
    )


def _need(wording: Wording, question: Question, name: str) -> Need:
    fact = wording.policy.facts[name]
    leads = tuple(
        (
            _answer_words(wording, prospect.fact, prospect.answer),
            tuple(wording.text(wording.policy.outcomes[o].title) for o in prospect.outcomes),
        )
        for prospect in question.prospects
        if asked_by(wording.policy.facts, prospect.fact) == name and _is_answer(wording, prospect)
    )
    option = " / ".join(option_names(name, fact))
    return Need(
        name=wording.fact_name(name),
        question=wording.text(fact.ask) if fact.ask else wording.fact_name(name),
        hint=wording.text(fact.hint) if fact.hint else "",
        option=option,
        stated=f"{option} {'|'.join(fact.values)}" if fact.kind == "choice" else option,
        leads=leads,
    )


def _is_answer(wording: Wording, prospect: Prospect) -> bool:
    """Whether a person can answer so: not where it stands for nothing having been stated."""
    fact = wording.policy.facts[prospect.fact]
    silent = fact.read_from is not None and prospect.answer == fact.unstated
    return not silent and (prospect.fact, prospect.answer) not in ONLY_IN_MESSAGES


def _answer_words(wording: Wording, fact: str, answer: Answer) -> str:
    from ayuda.view.conditions import answer_words

    return answer_words(wording, fact, answer)
