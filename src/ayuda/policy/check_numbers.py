"""Which names of a policy are numbers, and which are days; what is wrong with number facts."""

from __future__ import annotations

from ayuda.model import NOW, UNKNOWN, Fact, Policy
from ayuda.policy.check_conditions import Found, named
from ayuda.policy.language.causes import is_listed

MOST_DECIMALS = 6
CURRENCY_LENGTH = 3
KEYS_OF_KINDS = {
    "unit": ("number",),
    "decimals": ("number",),
    "min": ("number",),
    "max": ("number",),
    "time": ("date", "moment"),
    "mask": ("text",),
    "personal": ("text",),
    "several": ("choice",),
    "accepts_date": ("moment",),
}
"""The keys of facts that only some kinds have."""
PATTERN_SIGNS = frozenset("[]{}()\\^$+?|")
"""What masks do not know: who writes it means something else."""
BLANK_KINDS = ("number", "date", "moment", "text")


def is_number(policy: Policy, name: str) -> bool:
    """Whether a name stands for a number."""
    if name in policy.facts:
        return policy.facts[name].kind == "number"
    if name in policy.scores:
        return True
    if name in policy.tables:
        return not is_listed(policy, name)
    derived = policy.derived.get(name)
    if derived is None or derived.same is not None or derived.highest is not None:
        return False
    return derived.first is None or not is_listed(policy, name)


def is_day(policy: Policy, name: str) -> bool:
    """Whether a name stands for a day: a date, a moment, a window's last day, or today."""
    if name in policy.facts:
        return policy.facts[name].kind in {"date", "moment"}
    return name == NOW or name in policy.windows


def number_names(policy: Policy) -> list[str]:
    """All names that stand for numbers."""
    every = (*policy.facts, *policy.derived, *policy.scores, *policy.tables)
    return [name for name in every if is_number(policy, name)]


def day_names(policy: Policy) -> list[str]:
    """All names that stand for days."""
    return [name for name in (NOW, *policy.facts, *policy.windows) if is_day(policy, name)]


def kind_problems(path: str, policy: Policy, fact: Fact) -> Found:
    """What is wrong with the keys of a fact that go with its kind."""
    plain = Fact(kind=fact.kind, name=fact.name)
    for key, kinds in KEYS_OF_KINDS.items():
        if getattr(fact, key) != getattr(plain, key) and fact.kind not in kinds:
            yield f"{path}.{key}", "key-not-for-kind", {"value": key, "allowed": ", ".join(kinds)}
    yield from unit_problems(path, policy, fact.unit)
    if not 0 <= fact.decimals <= MOST_DECIMALS:
        yield f"{path}.decimals", "bad-decimals", {"most": str(MOST_DECIMALS)}
    if fact.min is not None and fact.max is not None and fact.min > fact.max:
        yield f"{path}.max", "bounds-cross", {"value": "min, max"}
    if fact.mask is not None and not fact.mask.strip():
        yield f"{path}.mask", "empty-text", {}
    if fact.mask is not None and not PATTERN_SIGNS.isdisjoint(fact.mask):
        yield f"{path}.mask", "mask-is-pattern", {"value": fact.mask}
    yield from _settling_problems(path, fact)


def _settling_problems(path: str, fact: Fact) -> Found:
    """What is wrong with the values that a fact has without being asked."""
    for key in ("implied", "otherwise", "default", "unstated"):
        value = getattr(fact, key)
        given = value is not None and value != ()
        if given and (fact.several or (key == "implied" and fact.kind in BLANK_KINDS)):
            allowed = {"value": key, "allowed": "choice, yes-no"}
            yield f"{path}.{key}", "key-not-for-kind", allowed
    if fact.kind in {"date", "moment"}:
        for key in ("otherwise", "default"):
            if getattr(fact, key) is not None:
                values = {"value": key, "allowed": "choice, yes-no, number, text"}
                yield f"{path}.{key}", "key-not-for-kind", values
    if fact.kind in {"number", "text", "date", "moment"} and fact.values:
        yield f"{path}.values", "key-not-for-kind", {"value": "values", "allowed": "choice, yes-no"}
    if fact.unstated is not None and fact.kind in BLANK_KINDS and fact.unstated != UNKNOWN:
        yield f"{path}.unstated", "unknown-value", named(str(fact.unstated), [UNKNOWN])


def unit_problems(path: str, policy: Policy, unit: str | None) -> Found:
    """A unit is a currency, a percentage or one whose words the policy has."""
    if unit is None or unit == "%" or unit in policy.units:
        return
    if not (len(unit) == CURRENCY_LENGTH and unit.isascii() and unit.isupper()):
        yield f"{path}.unit", "unknown-unit", named(unit, ["EUR", "%", *policy.units])
