"""How many questions a flow asks, and whether each of them is needed: by its question tree."""

from __future__ import annotations

from collections.abc import Iterator

from ayuda.author.findings import Finding
from ayuda.author.proof.ground import Ground
from ayuda.author.questions.question_tree import Branch, Questions, questions_of, tree_of
from ayuda.engine.results import NoRuleHolds
from ayuda.errors import AyudaError, Problem
from ayuda.policy.language.causes import given_causes

MOST_CASES = 5_000_000
"""The questions of a flow with more cases than that are too many to go through."""


def questions_asked(ground: Ground) -> tuple[Questions | None, list[Finding]]:
    """The questions of a flow, and those that are needless; None where they are too many."""
    try:
        tree = tree_of(ground.setting, ground.flow_id)
    except (AyudaError, NoRuleHolds):
        return None, []
    return questions_of(tree), list(_needless(ground, tree.nodes))


def _needless(ground: Ground, nodes: tuple[object, ...]) -> Iterator[Finding]:
    """Questions all of whose answers lead to the same, so that none had to be asked."""
    policy, space = ground.policy, ground.space
    together = {
        cause
        for variable in space.variables
        if variable.name not in space.facts
        for cause in given_causes(policy, variable.name)
    }
    found: dict[str, None] = {}
    for node in nodes:
        if isinstance(node, Branch) and node.is_asked and node.fact not in together:
            leads_to = {edge.to for edge in node.edges}
            if len(leads_to) == 1:
                found[node.fact] = None
    for fact in found:
        where = f"flows.{ground.flow_id}.facts[{ground.flow.facts.index(fact)}]"
        yield Finding("error", Problem(where, "question-needless", {"fact": fact}))
