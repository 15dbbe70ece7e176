"""A contradiction names the options that state it, also where a window has a part in it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.random_policies import PRESENT, WORDS
from support.small_policies import choice, small, window, yes_no

from ayuda.calendar import Calendar
from ayuda.case import Case, decide
from ayuda.engine.knowledge import Contradiction
from ayuda.engine.stated import contradiction_problem
from ayuda.engine.windows import Setting
from ayuda.model import Fact, Implication


def test_a_window_is_told_by_the_option_of_its_moment() -> None:
    late = Implication(when={"w": "off"}, value="late")
    facts = {
        "t": Fact(kind="moment", name=WORDS, ask=WORDS),
        "kind": choice("early", "late", implied=(late,)),
        "paid": yes_no(),
    }
    rules = [({"kind": "late", "paid": True}, "one"), ({"w": "on"}, "two"), ({}, "three")]
    policy = small(facts, rules, {"w": window("on", "off")})
    stated = {"t": PRESENT - timedelta(hours=5), "kind": "early"}
    with pytest.raises(Contradiction) as raised:
        decide(Setting(policy, PRESENT, Calendar("ES")), Case("f", stated))
    problem = contradiction_problem(policy, raised.value)
    assert problem.values == {"value": "--kind early", "against": "--t"}
