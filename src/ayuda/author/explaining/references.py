"""What looks at a part of a policy, and the statements that parts rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ayuda.author.explaining.explanation import Reference, Source
from ayuda.model import Policy, Rule, Window
from ayuda.policy.language.causes import conditions_of_amount, straight_causes
from ayuda.policy.language.conditions import names
from ayuda.view.wording import Wording


def looking_at(wording: Wording, name: str) -> tuple[Reference, ...]:
    """The rules that look at a name or show it, and all that is computed from it."""
    policy = wording.policy
    found = []
    for flow_id, flow in policy.flows.items():
        for place, rule in enumerate(flow.rules):
            if name in (*names(rule.when), *rule.windows, *rule.amounts):
                path = f"flows.{flow_id}.rules[{place}]"
                found.append(Reference(path, words_of(wording, rule)))
    found += (
        Reference(f"{table}.{one}", wording.fact_name(one)) for table, one in _uses(policy, name)
    )
    return tuple(found)


def _uses(policy: Policy, name: str) -> Iterator[tuple[str, str]]:
    """The windows, derived facts, scores, tables and amounts that hang on a name straight.

    A window that counts from one fact is not told of it: the fact's windows are those of its flows.
    """
    for window_id, window in policy.windows.items():
        if not _counts_from_one(window, name) and name in straight_causes(policy, window_id):
            yield "windows", window_id
    tables: dict[str, Iterable[str]] = {
        "derived": policy.derived,
        "scores": policy.scores,
        "tables": policy.tables,
    }
    for table, parts in tables.items():
        for one in parts:
            if name in straight_causes(policy, one):
                yield table, one
    for amount_id, amount in policy.amounts.items():
        if any(name in names(condition) for condition in conditions_of_amount(amount)):
            yield "amounts", amount_id


def _counts_from_one(window: Window, name: str) -> bool:
    return window.begins == name


def sources_of(wording: Wording, cited: Iterable[str]) -> tuple[Source, ...]:
    """The statements of these ids, in the policy's order."""
    statements = wording.policy.statements
    wanted = set(cited)
    return tuple(
        Source(name, wording.text(statement.section), wording.text(statement.says))
        for name, statement in statements.items()
        if name in wanted
    )


def words_of(wording: Wording, part: object) -> str:
    """What a part of a policy is called, or says."""
    if isinstance(part, Rule):
        words = wording.without_a_case(wording.policy.outcomes[part.outcome].title)
        return wording.texts.say("trace.because", name=part.id, value=words)
    for field in ("title", "text", "name", "says"):
        text = getattr(part, field, None)
        if text is not None:
            return wording.without_a_case(text)
    return ""
