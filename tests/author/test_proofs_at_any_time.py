"""What is proven hangs on no present: the same at any moment, on days that change the clock too."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from support.builtin import FLOWS, POLICY

from ayuda.author.proof import prove
from ayuda.calendar import Calendar
from ayuda.engine.windows import Setting

MOMENTS = [
    datetime(2020, 2, 29, 23, 59, 59, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 0, tzinfo=UTC),
    datetime(2035, 8, 15, 12, 0, tzinfo=UTC),
]


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_the_built_in_policy_is_proven_at_any_present(now: datetime) -> None:
    setting = Setting(POLICY, now, Calendar(POLICY.country))
    for flow in FLOWS:
        proof = prove(setting, flow)
        assert proof.is_proven
        assert not proof.findings
        assert proof.reached == proof.rules
        assert proof.questions is not None
        assert proof.questions.most <= len(POLICY.flows[flow].facts)
