"""Calls that supervisors wrote into a policy: those that cannot be trained, as problems."""

from __future__ import annotations

from collections.abc import Iterator

from ayuda.engine.knowledge import Contradiction
from ayuda.engine.results import NoRuleHolds
from ayuda.engine.stated import contradiction_problem
from ayuda.engine.windows import Setting
from ayuda.errors import Problem
from ayuda.train.cases import scenario_case
from ayuda.train.decided import Undecided, decision_of


def scenario_problems(setting: Setting, file: str) -> Iterator[Problem]:
    """What is wrong with the calls of a policy as of a present moment, by their places in its file.

    A call must be decided by what it tells, or nothing about it can be asked.
    """
    for flow_id, flow in setting.policy.flows.items():
        for place, scenario in enumerate(flow.scenarios):
            where = f"{file}: flows.{flow_id}.scenarios[{place}]"
            try:
                decision_of(setting.policy, scenario_case(setting, flow_id, scenario))
            except Undecided as error:
                needs = ", ".join(error.needs)
                yield Problem(where, "scenario-undecided", {"value": scenario.id, "facts": needs})
            except NoRuleHolds:
                yield Problem(where, "scenario-undecided", {"value": scenario.id, "facts": "-"})
            except Contradiction as error:
                told = contradiction_problem(setting.policy, error)
                yield Problem(where, told.code, told.values)
