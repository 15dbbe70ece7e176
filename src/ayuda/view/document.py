"""The documents that scripts read: decisions, questions and errors as plain dictionaries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from ayuda.engine.knowledge import seen_value
from ayuda.engine.results import Decision, Question
from ayuda.engine.stated import judges_evidence
from ayuda.engine.trace import TraceEntry, trace
from ayuda.engine.windows import Facts, FactValue, WindowState
from ayuda.mail.evidence import Finding
from ayuda.model import Amount, Grounds, Policy, option_names
from ayuda.policy.language.conditions import Known, all_hold
from ayuda.policy.language.length import counts_working_days
from ayuda.policy.load import PolicyFile
from ayuda.texts import Message
from ayuda.view.computations import Computation, computations
from ayuda.view.quantities import as_decimal
from ayuda.view.wording import Wording

if TYPE_CHECKING:
    from ayuda.engine.amounts import AmountValue

DECISION = "ayuda.decision/1"
QUESTION = "ayuda.question/1"
ERROR = "ayuda.error/1"
Document = dict[str, Any]
ENCODER = msgspec.json.Encoder(decimal_format="number")
NO_BREAK = "\xa0"
"""The blank that keeps a number and its unit together: no terminal acts on it."""


def decision_document(
    wording: Wording, policy_file: PolicyFile, decision: Decision, findings: Sequence[Finding] = ()
) -> Document:
    """A decision, as the public contract of the JSON output has it.

    A flow that judges evidence adds what was found.
    """
    policy = wording.policy
    wording = wording.of_case(decision.knowledge.values)
    said = wording.deadlines(decision)
    say = decision.say
    entries = trace(policy, decision)
    document = {
        "format": DECISION,
        "flow": decision.flow,
        "outcome": decision.rule.outcome,
        "rule": decision.rule.id,
        "title": wording.text(decision.outcome.title, **said),
        "say": wording.text(say, **said) if say else None,
        "steps": [wording.text(step.text, **said) for step in decision.steps],
        "notices": [
            {"id": notice.id, "text": wording.text(notice.text, **said)}
            for notice in decision.notices
        ],
        "windows": [window_document(wording, window) for window in decision.windows],
        "facts": plain_facts(wording, decision.knowledge.facts),
        "trace": [_trace_entry(wording, entry) for entry in entries],
        "next": list(next_flows(policy, decision)),
        "statements": [_statement(wording, cited) for cited in cited_statements(policy, decision)],
        "reading": reading(wording, decision),
        "policy": {"id": policy.id, "sha256": policy_file.sha256},
        **_when(wording),
    }
    if policy.amounts:
        document["amounts"] = [amount_document(wording, amount) for amount in decision.amounts]
    if policy.derived or policy.scores or policy.tables:
        document["computed"] = [
            _computation_document(wording, one) for one in computations(policy, decision, entries)
        ]
    if judges_evidence(policy, policy.flows[decision.flow]):
        document["findings"] = [finding_document(finding) for finding in findings]
    return document


def amount_document(wording: Wording, amount: AmountValue) -> Document:
    """An amount with its lines; values are decimals in texts, so that no reader rounds them."""
    known = wording.policy.amounts[amount.id]
    return {
        "id": amount.id,
        "name": wording.text(known.name),
        "unit": known.unit,
        "value": None if amount.value is None else f"{amount.value:f}",
        "needs": list(amount.needs),
        "lines": [
            {"name": line_name(wording, known, line.place), "value": f"{line.value:f}"}
            for line in amount.lines
        ],
    }


def line_name(wording: Wording, amount: Amount, place: int) -> str:
    """What a line of an amount is called: its own name, or those of what it is made of."""
    line = amount.lines[place]
    if line.name is not None:
        return wording.text(line.name)
    parts = line.times if line.interest is None else line.interest.on
    named = [wording.fact_name(part) for part in parts if isinstance(part, str)]
    return " × ".join(named) or wording.text(amount.name)


def _computation_document(wording: Wording, one: Computation) -> Document:
    because = {name: plain_value(wording, value) for name, value in one.because.items()}
    return {"name": one.name, "value": plain_value(wording, one.value), "because": because}


def finding_document(finding: Finding) -> Document:
    """What was found, as every JSON output has it."""
    where = finding.where
    return {
        "rule": finding.rule,
        "breaks": finding.breaks,
        "statement": finding.statement,
        "evidence": finding.evidence,
        "where": {"part": where.part, "start": where.start, "end": where.end},
    }


def question_document(wording: Wording, question: Question) -> Document:
    """What is still needed, as the public contract of the JSON output has it."""
    return {
        "format": QUESTION,
        "flow": question.flow,
        "facts": plain_facts(wording, question.knowledge.facts),
        "needs": [_need(wording, fact) for fact in question.needs],
        **_when(wording),
    }


def error_document(messages: Iterable[Message]) -> Document:
    """Why a call was refused."""
    return {"format": ERROR, "problems": [msgspec.to_builtins(one) for one in messages]}


def encode(document: Document) -> bytes:
    """A document as JSON in UTF-8; characters that a terminal would act on are escaped."""
    content = ENCODER.encode(document)
    text = content.decode()
    if text.replace(NO_BREAK, " ").isprintable():
        return content
    return "".join(c if c.isprintable() or c == NO_BREAK else _escaped(c) for c in text).encode()


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def _when(wording: Wording) -> Document:
    return {"now": wording.present(), "lang": wording.texts.chosen}


def plain_facts(wording: Wording, facts: Facts) -> Document:
    """Facts as JSON has them: ids, true and false, numbers, moments with an offset, lists.

    Documents are kept: of a personal text they only say whether it is well-formed.
    """
    return {name: plain_fact(wording, name, value) for name, value in facts.items()}


def plain_fact(wording: Wording, name: str, value: FactValue | None) -> object:
    """A fact's value as JSON has it."""
    fact = wording.policy.facts[name]
    seen = seen_value(fact, value) if fact.personal and value is not None else value
    return plain_value(wording, seen)


def plain_value(wording: Wording, value: FactValue | Known | None) -> object:
    """A value as JSON has it; a number that is no decimal is rounded to what is shown of it."""
    if isinstance(value, datetime):
        return wording.written(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    if value is None or isinstance(value, str | bool | Decimal):
        return value
    return as_decimal(value)


def _need(wording: Wording, name: str) -> Document:
    fact = wording.policy.facts[name]
    values: list[str | bool] | None = None
    if fact.kind == "choice":
        values = list(fact.values)
    elif fact.kind == "yes-no":
        values = [True, False]
    return {
        "fact": name,
        "option": option_names(name, fact)[0],
        "question": wording.text(fact.ask) if fact.ask else "",
        "values": values,
    }


def window_document(wording: Wording, window: WindowState) -> Document:
    """A window as every JSON output has it."""
    return {
        "id": window.id,
        "state": window.state,
        "from": wording.written(window.begins),
        "until": wording.written(window.until),
        "seconds_left": window.seconds_left,
    }


def _trace_entry(wording: Wording, entry: TraceEntry) -> Document:
    because = {name: plain_value(wording, value) for name, value in entry.because.items()}
    return {"rule": entry.rule.id, "held": entry.held, "because": because}


def _statement(wording: Wording, cited: str) -> Document:
    statement = wording.policy.statements[cited]
    return {
        "id": cited,
        "section": wording.text(statement.section),
        "says": wording.text(statement.says),
    }


def next_flows(policy: Policy, decision: Decision) -> tuple[str, ...]:
    """The flows to go on with: the rule's own where it names them, else the outcome's.

    Those are left out that are not for this case.
    """
    rule, outcome = decision.rule, decision.outcome
    flows = outcome.next if rule.next is None else rule.next
    values = {**decision.knowledge.values, **outcome.hands_over}
    return tuple(
        flow for flow in flows if all_hold(policy.flows[flow].offered_if, values) is not False
    )


def grounds_of(policy: Policy, decision: Decision) -> Sequence[Grounds]:
    """The parts of the policy that the decision shows, the most telling first."""
    windows = [policy.windows[window.id] for window in decision.windows]
    return (decision.rule, *windows, decision.outcome, *decision.notices, *decision.steps)


def cited_statements(policy: Policy, decision: Decision) -> tuple[str, ...]:
    """The statements that the decision rests on, each once, those of the rule first."""
    cited = (cite for part in grounds_of(policy, decision) for cite in part.cites)
    return tuple(dict.fromkeys(cited))


def reading(wording: Wording, decision: Decision) -> str | None:
    """Where the source is silent: how we read it, for all that the decision shows."""
    parts = grounds_of(wording.policy, decision)
    readings = dict.fromkeys(wording.text(part.reading) for part in parts if part.reading)
    provisional = [_provisional(wording, window) for window in decision.windows]
    return " ".join([*readings, *dict.fromkeys(filter(None, provisional))]) or None


def _provisional(wording: Wording, window: WindowState) -> str:
    """What to say of working days in a year whose holidays nobody has published yet."""
    official = wording.policy.holidays_until
    last = window.until.astimezone(wording.zone) - timedelta(seconds=1)
    counted = counts_working_days(wording.policy.windows[window.id])
    if official is None or not counted or last.year <= official:
        return ""
    return wording.texts.say("decision.provisional", year=str(last.year))
