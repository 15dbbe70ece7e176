"""Whether each notice and step is shown by some case, and not by every one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ayuda.author.findings import Finding
from ayuda.author.proof.ground import Ground, Wide
from ayuda.engine.diagram import Tests
from ayuda.engine.space import NEVER
from ayuda.engine.windows import Setting
from ayuda.errors import Problem
from ayuda.model import Condition, Policy, Test
from ayuda.policy.language.conditions import accepts, alternatives

Shown = tuple[bool, bool]
"""Whether some case shows it, and whether some case does not."""


def notice_findings(ground: Ground) -> Iterator[Finding]:
    """What is wrong with the notices of a flow. Raises TooManyNodes."""
    for place, notice in enumerate(ground.flow.notices):
        if is_unconditional(notice.when):
            continue
        outcomes = dict.fromkeys(rule.outcome for rule in ground.flow.rules)
        some, not_all = _shown(ground.wide, notice.when, outcomes.__contains__, ground)
        where = f"flows.{ground.flow_id}.notices[{place}]"
        values = {"notice": notice.id}
        if not some:
            yield Finding("error", Problem(where, "notice-never", values))
        elif not not_all and not notice.always:
            yield Finding("warning", Problem(where, "notice-always", values))


def step_findings(ground: Ground) -> Iterator[Finding]:
    """What is wrong with the steps of a flow's outcomes, over all flows. Raises TooManyNodes."""
    policy = ground.policy
    for name in dict.fromkeys(rule.outcome for rule in ground.flow.rules):
        for place, step in enumerate(policy.outcomes[name].steps):
            if is_unconditional(step.when):
                continue
            shown = [_of_step(ground, flow_id, name, place) for flow_id in _flows_of(policy, name)]
            where = f"outcomes.{name}.steps[{place}]"
            values = {"outcome": name, "number": str(place + 1)}
            reached = [one for one in shown if any(one)]
            if not reached:
                continue  # No case comes to the outcome at all: that is told of its rules.
            if not any(some for some, _ in reached):
                yield Finding("error", Problem(where, "step-never", values))
            elif not any(not_all for _, not_all in reached) and not step.always:
                yield Finding("warning", Problem(where, "step-always", values))


def is_unconditional(condition: Condition) -> bool:
    """Whether a condition tests nothing: what has it is always shown, on purpose."""
    return not condition or any(not when for when in alternatives(condition))


def _flows_of(policy: Policy, outcome: str) -> Iterator[str]:
    for flow_id, flow in policy.flows.items():
        if any(rule.outcome == outcome for rule in flow.rules):
            yield flow_id


def _of_step(ground: Ground, flow_id: str, outcome: str, place: int) -> Shown:
    """Whether cases of a flow show a step: found once for all flows with its outcome."""
    known: dict[tuple[str, str, int], Shown] = vars(ground.policy).setdefault("steps_shown", {})
    key = (flow_id, outcome, place)
    if key not in known:
        other = ground if flow_id == ground.flow_id else _ground(ground.setting, flow_id)
        step = ground.policy.outcomes[outcome].steps[place]
        known[key] = _shown(other.wide, step.when, outcome.__eq__, other)
    return known[key]


def _ground(setting: Setting, flow_id: str) -> Ground:
    """What the proofs of another flow stand on, made once."""
    grounds: dict[str, Ground] = vars(setting.policy).setdefault("grounds", {})
    if flow_id not in grounds or grounds[flow_id].setting is not setting:
        grounds[flow_id] = Ground(setting, flow_id)
    return grounds[flow_id]


def _shown(
    wide: Wide, condition: Condition, counts: Callable[[str], bool], ground: Ground
) -> Shown:
    """Whether some case, of the outcomes that count, passes a condition, and whether some fails."""
    some = not_all = False
    parts: list[tuple[Tests, Test | None]] = [
        (box, test)  # type: ignore[misc]
        for when, test in wide.parts_of(condition)
        if (box := wide.box(when)) != NEVER
    ]
    passed: list[Tests] = []
    for rule, boxes in zip(ground.flow.rules, wide.rules, strict=True):
        if counts(rule.outcome):
            applying = [box for box, test in parts if test is None or accepts(test, rule.outcome)]
            for own in boxes:
                both = [
                    found for box in applying if (found := wide.covering.both(box, own)) is not None
                ]
                some = some or any(wide.covering.case_left(box, passed) is not None for box in both)
                not_all = not_all or (
                    wide.covering.case_left(own, [*passed, *applying]) is not None
                )
        if some and not_all:
            break
        passed += boxes
    return some, not_all
