"""The note: four lines for a ticket."""

from __future__ import annotations

from collections.abc import Iterator

from ayuda.engine.windows import WindowState
from ayuda.texts import Texts
from ayuda.view.after.decided import Decided, kept_facts
from ayuda.view.after.lasting import lasting_wording, one_line
from ayuda.view.wording import Wording

DIGITS = 12
"""How much of a policy's digest tells it from any other, as ``--version`` has it."""


def note_of(decided: Decided, texts: Texts) -> str:
    """The case, what it comes to by which rule, the deadlines, and the policy: a line each."""
    wording = lasting_wording(texts, decided.setting)
    wording = wording.of_case(decided.decision.knowledge.values)
    lines = (
        _case(wording, decided),
        _outcome(wording, decided),
        _deadlines(wording, decided),
        _policy(wording, decided),
    )
    return "\n".join(map(one_line, lines))


def _case(wording: Wording, decided: Decided) -> str:
    policy = wording.policy
    flow = wording.text(policy.flows[decided.decision.flow].title)
    told = [
        wording.texts.say(
            "trace.because", name=wording.fact_name(name), value=wording.fact_value(name, value)
        )
        for name, value in kept_facts(decided).facts.items()
        if policy.facts[name].ask is not None
    ]
    if not told:
        return wording.texts.say("after.note_case_alone", flow=flow)
    return wording.texts.say("after.note_case", flow=flow, facts="; ".join(told))


def _outcome(wording: Wording, decided: Decided) -> str:
    decision = decided.decision
    title = wording.text(decision.outcome.title, **wording.deadlines(decision))
    words = {"title": title, "outcome": decision.rule.outcome, "rule": decision.rule.id}
    broken = dict.fromkeys(
        finding.statement for finding in decided.findings if finding.breaks and finding.statement
    )
    if not broken:
        return wording.texts.say("after.note_outcome", **words)
    return wording.texts.say("after.note_outcome_breaks", statements=", ".join(broken), **words)


def _deadlines(wording: Wording, decided: Decided) -> str:
    windows = decided.decision.windows
    if not windows:
        return wording.texts.say("after.note_no_deadline")
    told = "; ".join(_deadline(wording, window) for window in windows)
    return wording.texts.say("after.note_deadline", deadlines=told)


def _deadline(wording: Wording, state: WindowState) -> str:
    window = wording.policy.windows[state.id]
    until = wording.deadline(state.until, window)
    named = wording.text(window.states[state.state].name)
    return wording.texts.say(
        "after.note_window", name=wording.text(window.name), until=until, state=named
    )


def _policy(wording: Wording, decided: Decided) -> str:
    return ". ".join(_policy_parts(wording, decided)) + "."


def _policy_parts(wording: Wording, decided: Decided) -> Iterator[str]:
    say = wording.texts.say
    policy, digest = wording.policy.id, decided.sha256[:DIGITS]
    yield say("after.note_policy", policy=policy, digest=digest)
    yield say("after.note_decided", moment=wording.moment(decided.setting.now))
    if decided.setting.calendar.region:
        yield say("after.note_region", region=decided.setting.calendar.region)
    if decided.ref:
        yield say("after.reference", ref=decided.ref)
