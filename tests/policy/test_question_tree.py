"""The tree of questions: it is the engine's interview, whole, and nothing stands in it twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import product
from random import Random

import pytest
from support.builtin import NOW, POLICY, answer, setting
from support.language.cases import CasesOfFlow
from support.language.comparing import setting_of
from support.language.drawn_cases import whole_case
from support.language.page import Page
from support.language.random_language import random_language
from support.language.values import Nothing
from support.random_policies import PRESENT, random_policy
from support.reading import NOT_YET, Reading
from support.small_policies import choice, small, yes_no
from support.tree_walks import NoSuchCase, asked_one_by_one, followed, paths_of

from ayuda.author.questions import question_tree
from ayuda.author.questions.question_tree import (
    Branch,
    Leaf,
    Questions,
    QuestionTree,
    questions_of,
    tree_of,
)
from ayuda.calendar import Calendar
from ayuda.engine.results import Decision
from ayuda.engine.space import Space, space_of
from ayuda.engine.variables import values_of
from ayuda.engine.windows import FactValue, Setting
from ayuda.errors import AyudaError
from ayuda.model import Policy
from ayuda.policy.language.causes import is_relation, straight_causes

ASKED = tuple(flow for flow in POLICY.flows if flow != "check-email")
AGES = (0, 30 * 60 - 1, 30 * 60, 30 * 60 + 1, 72 * 3600 - 1, 72 * 3600, 72 * 3600 + 1, 9 * 86400)
"""How many seconds before the present the built-in policy's moments are tried at."""
SMALL_SEEDS, LANGUAGE_SEEDS, TOGETHER = 30, 50, 10
FEW_PATHS = 300
CASES = 25


def whole_cases(policy: Policy, flow: str) -> list[dict[str, FactValue | None]]:
    """Every case of a built-in flow, moments on both sides of each end and not yet."""
    pools: dict[str, Sequence[FactValue | None]] = {}
    for name in policy.flows[flow].facts:
        fact = policy.facts[name]
        ages = [NOW - timedelta(seconds=age) for age in AGES]
        pools[name] = [*ages, None] if fact.kind == "moment" else values_of(fact)
    return [dict(zip(pools, chosen, strict=True)) for chosen in product(*pools.values())]


def tree_of_small(policy: Policy) -> QuestionTree:
    return tree_of(Setting(policy, PRESENT, Calendar(policy.country)), "f")


@pytest.mark.parametrize("flow", ASKED)
def test_each_case_follows_one_path_to_what_is_decided(flow: str) -> None:
    tree = tree_of(setting(), flow)
    reached: set[Leaf] = set()
    for whole in whole_cases(POLICY, flow):
        if whole.get("ordered_at", NOW) is None:
            continue  # That is no answer of this fact.
        try:
            leaf, told = followed(setting(), tree, whole)
        except NoSuchCase:
            continue
        reached.add(leaf)
        found = answer(flow, told)
        assert isinstance(found, Decision)
        assert found.rule.id == leaf.rule
        assert (found.rule.outcome, found.rule.windows) == (leaf.outcome, leaf.windows)
    assert reached == {node for node in tree.nodes if isinstance(node, Leaf)}


@pytest.mark.parametrize("flow", POLICY.flows)
def test_equal_subtrees_stand_once(flow: str) -> None:
    tree = tree_of(setting(), flow)
    assert len(set(tree.nodes)) == len(tree.nodes)
    unfolded: dict[object, int] = {}

    def whole(place: int) -> object:
        node = tree.nodes[place]
        if isinstance(node, Leaf):
            return node
        return node.fact, tuple(
            (edge.answers, edge.blank, edge.anything, whole(edge.to)) for edge in node.edges
        )

    for place in range(len(tree.nodes)):
        assert unfolded.setdefault(whole(place), place) == place


@pytest.mark.parametrize("flow", POLICY.flows)
def test_nodes_stand_in_the_order_of_reading_and_all_are_reached(flow: str) -> None:
    tree = tree_of(setting(), flow)
    seen = dict.fromkeys(place for path in paths_of(tree) for place in path)
    assert list(seen) == list(range(len(tree.nodes)))


@pytest.mark.parametrize("flow", ASKED)
def test_questions_are_counted_as_an_interview_that_remembers_nothing_counts_them(
    flow: str,
) -> None:
    assert questions_of(tree_of(setting(), flow)) == asked_one_by_one(setting(), flow)


def test_what_is_read_from_a_message_goes_by_its_own_name() -> None:
    tree = tree_of(setting(), "check-email")
    root = tree.nodes[0]
    assert isinstance(root, Branch)
    assert root.fact == "sender_is"
    named = {node.fact for node in tree.nodes if isinstance(node, Branch)}
    assert named.isdisjoint({"sender", "link"})


def test_a_tree_does_not_hang_on_the_present() -> None:
    later = setting(NOW + timedelta(days=200, hours=7))
    for flow in POLICY.flows:
        assert tree_of(later, flow) == tree_of(setting(), flow)


# ---------------------------------------------------------------- random policies


@pytest.mark.parametrize("first", range(0, SMALL_SEEDS, TOGETHER))
def test_each_case_of_a_random_policy_follows_one_path_to_what_is_decided(first: int) -> None:
    for seed in range(first, first + TOGETHER):
        policy = random_policy(seed)
        own = Setting(policy, PRESENT, Calendar(policy.country))
        tree = tree_of(own, "f")
        reading = Reading(policy, "f", PRESENT)
        pools: dict[str, Sequence[FactValue | None]] = {
            name: [None if one == NOT_YET else one for one in reading.moments(name)]  # type: ignore[misc]
            if fact.kind == "moment"
            else values_of(fact)
            for name, fact in reading.facts.items()
        }
        for chosen in product(*pools.values()):
            follow(own, tree, dict(zip(pools, chosen, strict=True)))
        assert questions_of(tree) == asked_one_by_one(own, "f"), seed


@pytest.mark.parametrize("first", range(0, LANGUAGE_SEEDS, TOGETHER))
def test_so_does_each_case_of_a_policy_with_the_whole_language(first: int) -> None:
    for seed in range(first, first + TOGETHER):
        drawn = random_language(seed)
        own = setting_of(drawn.policy, drawn.now)
        tree = tree_of(own, "f")
        if compares_what_no_test_cuts(drawn.policy, space_of(drawn.policy, "f")):
            continue
        cases, random = CasesOfFlow(Page(drawn.policy, "f", drawn.now)), Random(seed)
        for _ in range(CASES):
            whole = whole_case(cases, random)
            follow(
                own,
                tree,
                {
                    name: None if isinstance(one, Nothing) else one  # type: ignore[misc]
                    for name, one in whole.items()
                },
            )
        if questions_of(tree).paths < FEW_PATHS:
            assert questions_of(tree) == asked_one_by_one(own, "f"), seed


def follow(own: Setting, tree: QuestionTree, whole: Mapping[str, FactValue | None]) -> None:
    with suppress(NoSuchCase):
        followed(own, tree, whole)


def compares_what_no_test_cuts(policy: Policy, space: Space) -> bool:
    """Whether a comparison looks at something computed whose classes no rule tells apart."""
    return any(
        name not in policy.facts and name not in policy.windows and name not in space.place
        for variable in space.variables
        if is_relation(policy, variable.name)
        for name in straight_causes(policy, variable.name)
        if name != "now"
    )


# ------------------------------------------------------------------ small policies


def test_what_leads_on_alike_is_one_edge_and_one_node() -> None:
    facts = {"a": choice("p", "q", "r"), "b": yes_no()}
    rules = [({"a": "p"}, "x"), ({"b": True}, "y"), ({}, "z")]
    tree = tree_of_small(small(facts, rules))
    root = tree.nodes[0]
    assert isinstance(root, Branch)
    assert [edge.answers for edge in root.edges] == [("p",), ("q", "r")]
    assert len(tree.nodes) == 5
    assert questions_of(tree) == Questions(2, 9, 5)


def test_a_tree_of_one_leaf_asks_nothing() -> None:
    tree = tree_of_small(small({"a": yes_no()}, [({}, "x")]))
    assert tree.nodes == (Leaf("r0", "x"),)
    assert questions_of(tree) == Questions(0, 0, 1)


def test_not_to_know_it_is_an_edge_where_that_is_an_answer() -> None:
    facts = {"a": yes_no(unstated=True), "b": yes_no()}
    rules = [({"a": True}, "x"), ({"b": True}, "y"), ({}, "z")]
    tree = tree_of_small(small(facts, rules))
    first, second = (node for node in tree.nodes if isinstance(node, Branch))
    assert [edge.blank for edge in first.edges] == [True, False]
    assert not any(edge.blank for edge in second.edges)


LIMITS = {"MOST_NODES": 6, "MOST_SITUATIONS": 6, "MOST_IN_A_ROW": 3}


@pytest.mark.parametrize("limit", LIMITS)
def test_a_tree_that_nobody_could_read_is_refused_with_the_facts_that_part_it_most(
    limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = {name: choice(*"pqr") for name in "abcde"}
    rules = [({name: "p"}, f"o{name}") for name in facts]
    policy = small(facts, [*rules, ({}, "z")])
    assert len(tree_of_small(policy).nodes) > max(LIMITS.values())
    monkeypatch.setattr(question_tree, limit, LIMITS[limit])
    with pytest.raises(AyudaError) as caught:
        tree_of_small(policy)
    [problem] = caught.value.problems
    assert problem.where == "flows.f"
    assert problem.code == "graph-too-large"
    assert set(problem.values["facts"].split(", ")) <= facts.keys()
