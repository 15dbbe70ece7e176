"""The front door: silence, and what a message says, reach the engine on both of its ways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.builtin import setting

from ayuda.case import Case, Result, advance, decide
from ayuda.engine.results import Decision, Question
from ayuda.mail.evidence import Evidence, Finding, Place


def advanced(case: Case) -> Result:
    return advance(setting(), case, {"asks_personal_data", "asks_payment_update"})


def decided(case: Case) -> Result:
    return decide(setting(), case)


def test_what_was_asked_in_vain_is_needed_and_not_asked_again() -> None:
    first = advance(setting(), Case("cancel", {}), ()).answer
    assert isinstance(first, Question)
    assert first.fact is not None
    second = advance(setting(), Case("cancel", {}), (first.fact,)).answer
    assert isinstance(second, Question)
    assert first.fact in second.needs
    assert second.fact not in {None, first.fact}


def test_only_where_nobody_can_be_asked_the_moment_has_not_happened() -> None:
    case = Case("contact-seller", {"reason": "after-order"})
    silent, asked = decide(setting(), case).answer, advance(setting(), case, ()).answer
    assert isinstance(silent, Decision)
    assert isinstance(asked, Question)
    assert asked.fact == "contacted_at"


@pytest.mark.parametrize("way", [advanced, decided])
def test_what_a_message_says_is_decided_by_and_handed_on(way: Callable[[Case], Result]) -> None:
    finding = Finding(
        "mentions", breaks=False, statement=None, evidence="x", where=Place("1", 0, 1)
    )
    message = Evidence({"claims_amazon": False}, (finding,))
    result = way(Case("check-email", {}, message))
    assert isinstance(result.answer, Decision)
    assert result.answer.rule.outcome == "no-claim"
    assert result.findings == (finding,)
