"""Parts of a policy explained without a case: flows, rules, outcomes, statements, windows …."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import UNSET

from ayuda.author.explaining.explain_computed import computed_for, explain_amount, explain_computed
from ayuda.author.explaining.explain_fact import properties_of
from ayuda.author.explaining.explanation import (
    Cases,
    Explanation,
    Kind,
    NoticeRow,
    Reference,
    RuleRow,
)
from ayuda.author.explaining.references import looking_at, sources_of, words_of
from ayuda.author.explaining.time_lines import time_line
from ayuda.engine.case_regions import regions_of
from ayuda.engine.diagram import TooManyNodes
from ayuda.engine.space import space_of
from ayuda.engine.variables import windows_of
from ayuda.model import Condition, Flow, Policy, Rule
from ayuda.policy.language.causes import computed_of
from ayuda.policy.language.conditions import names
from ayuda.policy.parts import parts_of
from ayuda.view.conditions import condition_words, region_words
from ayuda.view.wording import Wording

MOST_REGIONS = 12
"""How many sets of cases are told; a person reads no more."""


def explanations_of(wording: Wording, asked: str) -> Iterator[Explanation]:
    """Everything that an id stands for; ``flow/rule`` is one rule of one flow."""
    policy = wording.policy
    flow_of_rule, _, rule_id = asked.rpartition("/")
    if asked in policy.flows:
        yield explain_flow(wording, asked)
    if asked in policy.outcomes:
        yield explain_outcome(wording, asked)
    for flow_id, flow in policy.flows.items():
        if flow_of_rule in {"", flow_id}:
            for place, rule in enumerate(flow.rules):
                if rule.id == rule_id:
                    yield explain_rule(wording, flow_id, place)
    yield from _parts(wording, asked)


def _parts(wording: Wording, asked: str) -> Iterator[Explanation]:
    """The statement, window, fact, computed name or amount of an id."""
    policy = wording.policy
    if asked in policy.statements:
        yield explain_statement(wording, asked)
    if asked in policy.windows:
        yield explain_window(wording, asked)
    if asked in policy.facts:
        yield explain_fact(wording, asked)
    if computed_of(policy, asked) is not None:
        yield explain_computed(wording, asked)
    if asked in policy.amounts:
        yield explain_amount(wording, asked)


def known_ids(policy: Policy) -> dict[Kind, tuple[str, ...]]:
    """What can be asked for, by kind; rules with their flow."""
    rules = (f"{name}/{rule.id}" for name, flow in policy.flows.items() for rule in flow.rules)
    return {
        "flow": tuple(policy.flows),
        "outcome": tuple(policy.outcomes),
        "rule": tuple(rules),
        "statement": tuple(policy.statements),
        "window": tuple(policy.windows),
        "fact": tuple(policy.facts),
        "derived": tuple(policy.derived),
        "score": tuple(policy.scores),
        "table": tuple(policy.tables),
        "amount": tuple(policy.amounts),
    }


def explain_flow(wording: Wording, flow_id: str) -> Explanation:
    """A procedure: what is asked, its rules as a table, its windows, its notices."""
    policy = wording.policy
    flow = policy.flows[flow_id]
    asked = [policy.facts[name] for name in flow.facts]
    notices = tuple(
        NoticeRow(
            notice.id,
            wording.without_a_case(notice.text),
            condition_words(wording, notice.when),
            notice.cites,
        )
        for notice in flow.notices
    )
    lines = tuple(time_line(wording, name) for name in windows_of(policy, flow))
    cited = [*_cited(flow), *(cite for line in lines for cite in line.statements)]
    return Explanation(
        kind="flow",
        id=flow_id,
        path=f"flows.{flow_id}",
        title=wording.text(flow.title),
        about=wording.text(flow.about),
        facts=tuple(
            (wording.text(fact.name), wording.text(fact.ask)) for fact in asked if fact.ask
        ),
        rules=tuple(_row(wording, place, rule) for place, rule in enumerate(flow.rules)),
        notices=notices,
        time_lines=lines,
        sources=sources_of(wording, cited),
        computed=tuple(computed_for(wording, flow)) or UNSET,
    )


def explain_rule(wording: Wording, flow_id: str, place: int) -> Explanation:
    """A rule: its conditions, the cases it decides, and what it comes to."""
    policy = wording.policy
    rule = policy.flows[flow_id].rules[place]
    return Explanation(
        kind="rule",
        id=f"{flow_id}/{rule.id}",
        path=f"flows.{flow_id}.rules[{place}]",
        title=wording.without_a_case(policy.outcomes[rule.outcome].title),
        about=wording.text(policy.flows[flow_id].title),
        rules=(_row(wording, place, rule),),
        time_lines=tuple(time_line(wording, name) for name in _windows(wording, (rule,))),
        cases=(_cases(wording, flow_id, (place,)),),
        sources=sources_of(wording, rule.cites),
        reading=wording.text(rule.reading) if rule.reading else None,
    )


def explain_outcome(wording: Wording, outcome_id: str) -> Explanation:
    """An outcome: what is said and done, and the cases of all flows that come to it."""
    policy = wording.policy
    outcome = policy.outcomes[outcome_id]
    flows = {
        name: tuple(at for at, rule in enumerate(flow.rules) if rule.outcome == outcome_id)
        for name, flow in policy.flows.items()
    }
    rules = [policy.flows[name].rules[at] for name, places in flows.items() for at in places]
    onward = (
        wording.texts.say(
            "explain.onward",
            flow=wording.text(policy.flows[name].title),
            condition=wording.text(outcome.next_if[name]) if name in outcome.next_if else "",
        ).rstrip(" :")
        for name in outcome.next
    )
    return Explanation(
        kind="outcome",
        id=outcome_id,
        path=f"outcomes.{outcome_id}",
        title=wording.without_a_case(outcome.title),
        say=wording.without_a_case(outcome.say) if outcome.say else "",
        steps=tuple(_step(wording, at, outcome_id) for at in range(len(outcome.steps))),
        not_promised=tuple(wording.without_a_case(text) for text in outcome.not_promised),
        onward=tuple(onward),
        time_lines=tuple(time_line(wording, name) for name in _windows(wording, rules)),
        cases=tuple(_cases(wording, name, places) for name, places in flows.items() if places),
        sources=sources_of(wording, [*_cited(outcome), *(c for rule in rules for c in rule.cites)]),
        reading=wording.text(outcome.reading) if outcome.reading else None,
    )


def explain_statement(wording: Wording, statement_id: str) -> Explanation:
    """A statement of the source, and every part of the policy that rests on it."""
    statement = wording.policy.statements[statement_id]
    return Explanation(
        kind="statement",
        id=statement_id,
        path=f"statements.{statement_id}",
        title=wording.text(statement.says),
        about=wording.text(statement.section),
        references=tuple(
            Reference(path, words_of(wording, part))
            for path, part in parts_of(wording.policy)
            if statement_id in getattr(part, "cites", ())
        ),
    )


def explain_window(wording: Wording, window_id: str) -> Explanation:
    """A window on its time line, and the rules that look at it or show it."""
    window = wording.policy.windows[window_id]
    return Explanation(
        kind="window",
        id=window_id,
        path=f"windows.{window_id}",
        title=wording.text(window.name),
        time_lines=(time_line(wording, window_id),),
        references=looking_at(wording, window_id),
        sources=sources_of(wording, window.cites),
        reading=wording.text(window.reading) if window.reading else None,
    )


def explain_fact(wording: Wording, fact_id: str) -> Explanation:
    """A fact: how it is asked, where its answer stands, its values, the rules that look at it."""
    fact = wording.policy.facts[fact_id]
    hint = wording.text(fact.hint) if fact.hint else ""
    return Explanation(
        kind="fact",
        id=fact_id,
        path=f"facts.{fact_id}",
        title=wording.text(fact.name),
        about=f"{wording.text(fact.ask)} {hint}".strip() if fact.ask else "",
        facts=tuple((value, wording.text(words)) for value, words in fact.values.items()),
        references=looking_at(wording, fact_id),
        sources=sources_of(wording, fact.cites),
        reading=wording.text(fact.reading) if fact.reading else None,
        properties=tuple(properties_of(wording, fact)) or UNSET,
    )


# --------------------------------------------------------------------- parts


def _row(wording: Wording, place: int, rule: Rule) -> RuleRow:
    outcome = wording.policy.outcomes[rule.outcome]
    windows = [wording.policy.windows[name] for name in rule.windows]
    return RuleRow(
        place + 1,
        rule.id,
        _conditions(wording, rule.when),
        rule.outcome,
        wording.without_a_case(outcome.title),
        tuple(wording.text(window.name) for window in windows),
        rule.cites,
        wording.text(rule.reading) if rule.reading else None,
        tuple(wording.fact_name(name) for name in rule.amounts),
    )


def _conditions(wording: Wording, when: Condition) -> tuple[str, ...]:
    """What must all hold; sets of tests any of which is enough are one condition."""
    sets = condition_words(wording, when)
    if len(sets) == 1:
        return sets[0]
    both, either = (wording.texts.say(f"explain.{which}_of") for which in ("all", "any"))
    return (either.join(both.join(tests) for tests in sets),)


def _step(wording: Wording, place: int, outcome_id: str) -> str:
    """A step, with the case in which it is shown if that is not every one."""
    step = wording.policy.outcomes[outcome_id].steps[place]
    words = wording.without_a_case(step.text)
    sets = [" · ".join(tests) for tests in condition_words(wording, step.when) if tests]
    if not sets:
        return words
    condition = wording.texts.listed(sets)
    return wording.texts.say("explain.step_if", condition=condition, step=words)


def _cases(wording: Wording, flow_id: str, places: tuple[int, ...]) -> Cases:
    policy = wording.policy
    flow = policy.flows[flow_id]
    space = space_of(policy, flow_id)
    try:
        regions, complete = regions_of(space, places, MOST_REGIONS)
    except TooManyNodes:
        regions, complete = [], False
    return Cases(
        flow_id,
        wording.text(flow.title),
        tuple(flow.rules[place].id for place in places),
        tuple(region_words(wording, space, region) for region in regions),
        complete,
    )


def _windows(wording: Wording, rules: Iterable[Rule]) -> list[str]:
    """The windows that rules look at or show, each once."""
    named = [name for rule in rules for name in (*names(rule.when), *rule.windows)]
    return [name for name in dict.fromkeys(named) if name in wording.policy.windows]


def _cited(part: Flow | object) -> list[str]:
    """The statements that a part of a policy cites, with all that is in it."""
    return [cite for _, inner in parts_of(part) for cite in getattr(inner, "cites", ())]
