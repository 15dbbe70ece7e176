"""What is wrong with flows and what they lead to: rules, notices, options, outcomes, topics."""

from __future__ import annotations

from ayuda.late_patterns import late
from ayuda.model import Flow, Policy, option_names
from ayuda.policy.check_amounts import shown_amount_problems
from ayuda.policy.check_conditions import Found, condition_problems, named, when_problems
from ayuda.policy.check_guards import shown_window_problems

FLOW_ID = late(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
OWN_OPTIONS = frozenset(
    f"--{name}"
    for name in (
        *("json", "no-input", "now", "lang", "policy", "region", "help", "why"),
        *("trusted-server", "dns"),
    )
)
OWN_COMMANDS = frozenset(("batch", "sql", "policy", "train", "explain", "config", "replay", "help"))
EXIT_CODES = (0, 1, 3)
"""What an outcome may end the program with; the others say that there is none."""


def flow_problems(policy: Policy) -> Found:
    """What is wrong with the flows: their facts, options, rules and notices."""
    for name, flow in policy.flows.items():
        path = f"flows.{name}"
        if not FLOW_ID.match(name):
            yield path, "bad-id", {"value": name, "form": "a-flow-id"}
        if name in OWN_COMMANDS:
            yield path, "reserved-id", {"value": name}
        for place, fact in enumerate(flow.facts):
            inner = f"{path}.facts[{place}]"
            if fact not in policy.facts:
                yield inner, "unknown-fact", named(fact, policy.facts)
                continue
            if flow.facts.index(fact) != place:
                yield inner, "repeated-id", {"value": fact}
            source = policy.facts[fact].read_from
            if source in policy.facts and source not in flow.facts:
                yield inner, "unread-fact", {"value": fact, "source": str(source)}
        if not flow.rules or flow.rules[-1].when:
            yield f"{path}.rules", "no-last-rule", {}
        kinds = {policy.facts[fact].kind for fact in flow.facts if fact in policy.facts}
        if policy.mail is None and kinds & {"address", "links"}:
            yield f"{path}.facts", "no-mail", {}
        yield from when_problems(f"{path}.offered_if", flow.offered_if, policy, policy.facts)
        yield from _option_problems(path, policy, flow)
        yield from _rule_problems(path, policy, flow)
        yield from shown_window_problems(path, policy, flow)
        yield from _notice_problems(path, policy, flow)


def outcome_problems(policy: Policy) -> Found:
    """What is wrong with the outcomes: where they go on, and their steps."""
    for name, outcome in policy.outcomes.items():
        if outcome.exit_code not in EXIT_CODES:
            allowed = ", ".join(map(str, EXIT_CODES))
            values = {"value": str(outcome.exit_code), "allowed": allowed}
            yield f"outcomes.{name}.exit_code", "unknown-value", values
        for following in outcome.next:
            if following not in policy.flows:
                yield f"outcomes.{name}.next", "unknown-flow", named(following, policy.flows)
        for following in outcome.next_if:
            if following not in policy.flows:
                yield f"outcomes.{name}.next_if", "unknown-flow", named(following, policy.flows)
        inner = f"outcomes.{name}.hands_over"
        yield from when_problems(inner, dict(outcome.hands_over), policy, policy.facts)
        for place, step in enumerate(outcome.steps):
            inner = f"outcomes.{name}.steps[{place}].when"
            yield from condition_problems(inner, step.when, policy, policy.facts)


def _notice_problems(path: str, policy: Policy, flow: Flow) -> Found:
    known = {fact: policy.facts[fact] for fact in flow.facts if fact in policy.facts}
    for place, notice in enumerate(flow.notices):
        inner = f"{path}.notices[{place}].when"
        yield from condition_problems(inner, notice.when, policy, known)
    for kind, entries in (("rules", flow.rules), ("notices", flow.notices)):
        yield from _repeated(f"{path}.{kind}", [entry.id for entry in entries])


def _repeated(path: str, ids: list[str]) -> Found:
    """Ids that came before, each where it comes again."""
    known: set[str] = set()
    for place, name in enumerate(ids):
        if name in known:
            yield f"{path}[{place}].id", "repeated-id", {"value": name}
        known.add(name)


def _option_problems(path: str, policy: Policy, flow: Flow) -> Found:
    taken: dict[str, str] = dict.fromkeys(OWN_OPTIONS, "ayuda")
    for name in flow.facts:
        fact = policy.facts.get(name)
        if fact is None or fact.ask is None:
            continue
        for option in option_names(name, fact):
            if taken.setdefault(option, name) != name:
                values = {"value": option, "other": taken[option]}
                yield f"{path}.facts", "option-taken", values


def _rule_problems(path: str, policy: Policy, flow: Flow) -> Found:
    known = {fact: policy.facts[fact] for fact in flow.facts if fact in policy.facts}
    for place, rule in enumerate(flow.rules):
        inner = f"{path}.rules[{place}]"
        yield from condition_problems(f"{inner}.when", rule.when, policy, known, outcome=False)
        if rule.outcome not in policy.outcomes:
            yield f"{inner}.outcome", "unknown-outcome", named(rule.outcome, policy.outcomes)
        for window in rule.windows:
            if window not in policy.windows:
                yield f"{inner}.windows", "unknown-window", named(window, policy.windows)
        for amount in rule.amounts:
            if amount not in policy.amounts:
                yield f"{inner}.amounts", "unknown-amount", named(amount, policy.amounts)
            else:
                yield from shown_amount_problems(f"{inner}.amounts", policy, amount, known)
        for following in rule.next or ():
            if following not in policy.flows:
                yield f"{inner}.next", "unknown-flow", named(following, policy.flows)


def topic_problems(policy: Policy) -> Found:
    """What is wrong with the topics of the menu."""
    yield from _repeated("topics", [topic.id for topic in policy.topics])
    for place, topic in enumerate(policy.topics):
        if topic.group not in policy.groups:
            yield f"topics[{place}].group", "unknown-group", named(topic.group, policy.groups)
        for flow in topic.flows:
            if flow not in policy.flows:
                yield f"topics[{place}].flows", "unknown-flow", named(flow, policy.flows)
        yield from when_problems(f"topics[{place}].facts", dict(topic.facts), policy, policy.facts)
