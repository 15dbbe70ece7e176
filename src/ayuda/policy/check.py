"""Everything that is wrong with a policy, each problem with its path, all at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from ayuda.calendar import Calendar
from ayuda.errors import Problem
from ayuda.model import (
    NOW,
    OUTCOME,
    Condition,
    Fact,
    Flow,
    Not,
    Policy,
    Test,
    Text,
    When,
    Window,
    option_names,
)
from ayuda.texts import PLACEHOLDER

FACT_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*\Z")
FLOW_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
OWN_OPTIONS = frozenset(
    f"--{name}"
    for name in (
        *("json", "no-input", "now", "lang", "policy", "region", "help", "why"),
        *("trusted-server", "dns"),
    )
)
EXIT_CODES = (0, 1, 3)
"""What an outcome may end the program with; the others say that there is none."""
LONGEST = {"minutes": 1_000_000, "hours": 100_000, "working_days": 1_000}
"""Of a window; beyond it are slips of the keyboard, and years to count through."""
WINDOW_WORDS = frozenset({"until", "left"})
Found = Iterator[tuple[str, str, dict[str, str]]]
"""Problems before they are bound to a file: path, code, values."""


def shape_problems(file: str, tables: Mapping[str, Any], fallback: str) -> list[Problem]:
    """What does not fit the structure of a policy: unknown or missing keys, wrong kinds."""
    import jsonschema_rs

    validator = jsonschema_rs.validator_for(_without_null(msgspec.json.schema(Policy)))
    plain = msgspec.to_builtins(tables)
    found = [
        Problem(f"{file}: {_path(error.instance_path)}", *_shape(error.kind.name, error))
        for error in validator.iter_errors(plain)
    ]
    return found or [Problem(file, "policy-shape", {"reason": fallback})]


def _shape(kind: str, error: Any) -> tuple[str, dict[str, str]]:  # noqa: ANN401 - no public type
    """The code and the values of a schema's error, so that it can be told in any language."""
    if kind == "required":
        return "missing-key", {"value": str(error.kind.property)}
    if kind == "additionalProperties":
        return "unknown-key", {"value": ", ".join(error.kind.unexpected)}
    if kind == "type":
        return "wrong-type", {"value": str(error.instance), "type": ", ".join(error.kind.types)}
    if kind in {"enum", "const"}:
        options = error.kind.options if kind == "enum" else [error.kind.expected_value]
        return "unknown-value", _named(str(error.instance), [str(one) for one in options])
    if kind == "anyOf":
        types = [
            name
            for branch in error.kind.context
            for inner in branch
            if inner.kind.name == "type" and inner.instance_path == error.instance_path
            for name in inner.kind.types
        ]
        if types:
            return "wrong-type", {"value": str(error.instance), "type": ", ".join(types)}
    return "policy-shape", {"reason": error.message}


def _without_null(schema: Any) -> Any:  # noqa: ANN401 - a JSON schema
    """A schema without the alternative null, which TOML does not have and authors need not read."""
    if isinstance(schema, list):
        return [_without_null(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    left = [part for part in schema.get("anyOf", []) if part != {"type": "null"}]
    if len(left) == 1:
        return _without_null({**{k: v for k, v in schema.items() if k != "anyOf"}, **left[0]})
    return {key: _without_null(part) for key, part in schema.items()}


def _path(parts: list[str | int]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return text.lstrip(".") or "(top)"


def problems_of(file: str, policy: Policy) -> list[Problem]:
    """What is wrong with a policy whose structure is right: names that lead nowhere, and so on."""
    checks = (
        _place_problems(policy),
        _grounds_problems(policy),
        _fact_problems(policy),
        _window_problems(policy),
        _flow_problems(policy),
        _outcome_problems(policy),
        _topic_problems(policy),
        _text_problems(policy),
    )
    return [
        Problem(f"{file}: {path}", code, values) for check in checks for path, code, values in check
    ]


def _place_problems(policy: Policy) -> Found:
    try:
        ZoneInfo(policy.time_zone)
    except (OSError, ValueError, KeyError):
        yield "time_zone", "unknown-time-zone", {"value": policy.time_zone}
    counts_days = any(window.lasts.working_days for window in policy.windows.values())
    if counts_days and not Calendar(policy.country).is_known():
        yield "country", "unknown-country", {"value": policy.country}


def _grounds_problems(policy: Policy) -> Found:
    """Every statement that is cited exists; every rule, window, notice and outcome has grounds."""
    for path, part in _parts(policy):
        cites = getattr(part, "cites", None)
        if cites is None:
            continue
        for cited in cites:
            if cited not in policy.statements:
                yield f"{path}.cites", "unknown-statement", {"value": cited}
        needed = re.match(r"(windows|outcomes)\.[^.\[]+\Z|flows\..*\]\Z", path)
        if needed and not cites and part.reading is None:
            yield path, "no-grounds", {}


def _parts(value: object, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every structure inside a policy, with its path."""
    if isinstance(value, msgspec.Struct):
        yield path, value
        for name, key in zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True):
            yield from _parts(getattr(value, name), f"{path}.{key}" if path else key)
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from _parts(child, f"{path}.{key}")
    elif isinstance(value, tuple):
        for place, child in enumerate(value):
            yield from _parts(child, f"{path}[{place}]")


def _fact_problems(policy: Policy) -> Found:
    for name, fact in policy.facts.items():
        path = f"facts.{name}"
        yield from _value_problems(path, fact)
        if not FACT_ID.match(name):
            yield path, "bad-id", {"value": name, "form": "a_fact_id"}
        if fact.read_from is not None and fact.read_from not in policy.facts:
            yield f"{path}.read_from", "unknown-fact", _named(fact.read_from, policy.facts)
        if fact.ask is None and fact.read_from is None and fact.default is None:
            yield path, "never-known", {}
        yield from _when_problems(f"{path}.asked_if", fact.asked_if, policy, policy.facts)
        for place, implication in enumerate(fact.implied):
            inner = f"{path}.implied[{place}]"
            yield from _when_problems(f"{inner}.when", implication.when, policy, policy.facts)
            if not _allows(fact, implication.value):
                yield f"{inner}.value", "unknown-value", _value(fact, implication.value)


def _value_problems(path: str, fact: Fact) -> Found:
    """A finite fact has words for its values, and its own values are among them."""
    if fact.kind == "choice" and not fact.values:
        yield f"{path}.values", "no-values", {}
    if fact.kind == "yes-no" and set(fact.values) != {"yes", "no"}:
        yield f"{path}.values", "not-yes-no", {}
    for key in ("otherwise", "default", "unstated"):
        value = getattr(fact, key)
        if value is not None and not _allows(fact, value):
            yield f"{path}.{key}", "unknown-value", _value(fact, value)


def _window_problems(policy: Policy) -> Found:
    for name, window in policy.windows.items():
        path = f"windows.{name}"
        if not FACT_ID.match(name):
            yield path, "bad-id", {"value": name, "form": "a_window_id"}
        yield from _length_problems(path, window)
        begins = policy.facts.get(window.begins)
        if window.begins != NOW and (begins is None or begins.kind != "moment"):
            moments = [key for key, fact in policy.facts.items() if fact.kind == "moment"]
            yield f"{path}.from", "unknown-fact", _named(window.begins, [NOW, *moments])
        if len(window.states) not in {1, 2}:
            yield f"{path}.states", "bad-states", {}
        if window.edge is not None and window.edge not in window.states:
            yield f"{path}.edge", "unknown-value", _named(window.edge, window.states)


def _length_problems(path: str, window: Window) -> Found:
    units = msgspec.structs.asdict(window.lasts)
    given = {unit: length for unit, length in units.items() if length is not None}
    fits = all(1 <= length <= LONGEST[unit] for unit, length in given.items())
    if len(given) != 1 or not fits:
        yield f"{path}.lasts", "bad-length", {}


def _flow_problems(policy: Policy) -> Found:
    for name, flow in policy.flows.items():
        path = f"flows.{name}"
        if not FLOW_ID.match(name):
            yield path, "bad-id", {"value": name, "form": "a-flow-id"}
        for place, fact in enumerate(flow.facts):
            inner = f"{path}.facts[{place}]"
            if fact not in policy.facts:
                yield inner, "unknown-fact", _named(fact, policy.facts)
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
        yield from _when_problems(f"{path}.offered_if", flow.offered_if, policy, policy.facts)
        yield from _option_problems(path, policy, flow)
        yield from _rule_problems(path, policy, flow)
        yield from _notice_problems(path, policy, flow)


def _outcome_problems(policy: Policy) -> Found:
    for name, outcome in policy.outcomes.items():
        if outcome.exit_code not in EXIT_CODES:
            allowed = ", ".join(map(str, EXIT_CODES))
            values = {"value": str(outcome.exit_code), "allowed": allowed}
            yield f"outcomes.{name}.exit_code", "unknown-value", values
        for following in outcome.next:
            if following not in policy.flows:
                yield f"outcomes.{name}.next", "unknown-flow", _named(following, policy.flows)
        for following in outcome.next_if:
            if following not in policy.flows:
                yield f"outcomes.{name}.next_if", "unknown-flow", _named(following, policy.flows)
        inner = f"outcomes.{name}.hands_over"
        yield from _when_problems(inner, dict(outcome.hands_over), policy, policy.facts)
        for place, step in enumerate(outcome.steps):
            inner = f"outcomes.{name}.steps[{place}].when"
            yield from _condition_problems(inner, step.when, policy, policy.facts)


def _notice_problems(path: str, policy: Policy, flow: Flow) -> Found:
    known = {fact: policy.facts[fact] for fact in flow.facts if fact in policy.facts}
    for place, notice in enumerate(flow.notices):
        inner = f"{path}.notices[{place}].when"
        yield from _condition_problems(inner, notice.when, policy, known)
    for kind, entries in (("rules", flow.rules), ("notices", flow.notices)):
        yield from _repeated(f"{path}.{kind}", [entry.id for entry in entries])


def _repeated(path: str, ids: list[str]) -> Found:
    for repeated in dict.fromkeys(key for key in ids if ids.count(key) > 1):
        yield path, "repeated-id", {"value": repeated}


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
        yield from _when_problems(f"{inner}.when", rule.when, policy, known)
        if rule.outcome not in policy.outcomes:
            yield f"{inner}.outcome", "unknown-outcome", _named(rule.outcome, policy.outcomes)
        for window in rule.windows:
            if window not in policy.windows:
                yield f"{inner}.windows", "unknown-window", _named(window, policy.windows)
        for following in rule.next or ():
            if following not in policy.flows:
                yield f"{inner}.next", "unknown-flow", _named(following, policy.flows)


def _topic_problems(policy: Policy) -> Found:
    yield from _repeated("topics", [topic.id for topic in policy.topics])
    for place, topic in enumerate(policy.topics):
        if topic.group not in policy.groups:
            yield f"topics[{place}].group", "unknown-group", _named(topic.group, policy.groups)
        for flow in topic.flows:
            if flow not in policy.flows:
                yield f"topics[{place}].flows", "unknown-flow", _named(flow, policy.flows)
        yield from _when_problems(f"topics[{place}].facts", dict(topic.facts), policy, policy.facts)


def _condition_problems(
    path: str, condition: Condition, policy: Policy, facts: Mapping[str, Fact]
) -> Found:
    if isinstance(condition, dict):
        yield from _when_problems(path, condition, policy, facts, outcome=True)
        return
    for place, tests in enumerate(condition):
        yield from _when_problems(f"{path}[{place}]", tests, policy, facts, outcome=True)


def _when_problems(
    path: str, when: When, policy: Policy, facts: Mapping[str, Fact], *, outcome: bool = False
) -> Found:
    for name, test in when.items():
        if outcome and name == OUTCOME:
            allowed = list(policy.outcomes)
        elif name in facts and facts[name].kind in {"choice", "yes-no"}:
            fact = facts[name]
            for value in _tested(test):
                if not _allows(fact, value):
                    yield f"{path}.{name}", "unknown-value", _value(fact, value)
            continue
        elif name in policy.windows and _can_be_known(policy.windows[name], facts):
            allowed = list(policy.windows[name].states)
        else:
            yield f"{path}.{name}", "unknown-fact", _named(name, [*facts, *policy.windows])
            continue
        for value in _tested(test):
            if value not in allowed:
                yield f"{path}.{name}", "unknown-value", _named(str(value), allowed)


def _can_be_known(window: Window, facts: Mapping[str, Fact]) -> bool:
    """Whether the window counts from now, or from a moment that is among the facts."""
    return window.begins == NOW or window.else_now or window.begins in facts


def _tested(test: Test) -> tuple[object, ...]:
    if isinstance(test, Not):
        return _tested(test.values)
    return test if isinstance(test, tuple) else (test,)


def _allows(fact: Fact, value: object) -> bool:
    if fact.kind == "yes-no":
        return isinstance(value, bool)
    return isinstance(value, str) and value in fact.values


def _value(fact: Fact, value: object) -> dict[str, str]:
    allowed = ["true", "false"] if fact.kind == "yes-no" else list(fact.values)
    return _named(str(value), allowed)


def _named(value: str, allowed: Mapping[str, object] | list[str]) -> dict[str, str]:
    return {"value": value, "allowed": ", ".join(allowed)}


def _text_problems(policy: Policy) -> Found:
    """Placeholders name windows (or a state's own words), and are the same in each language."""
    for path, text in _parts(policy):
        if not isinstance(text, Text):
            continue
        known = set(policy.windows)
        if re.match(r"windows\.[^.]+\.states\.[^.]+\.says", path):
            known |= WINDOW_WORDS
        english, spanish = (set(PLACEHOLDER.findall(words)) for words in (text.en, text.es))
        for unknown in sorted((english | spanish) - known):
            yield path, "unknown-placeholder", _named(f"{{{unknown}}}", sorted(known))
        if english != spanish:
            yield path, "placeholders-differ", {}
        if not text.en.strip() or not text.es.strip():
            yield path, "empty-text", {}
