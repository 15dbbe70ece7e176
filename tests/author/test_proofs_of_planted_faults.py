"""Each kind of fault, planted into a policy that is fine: exactly that is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from support.builtin import NOW

from ayuda.author.findings import Finding
from ayuda.author.proof import prove
from ayuda.calendar import Calendar
from ayuda.case import Case, decide
from ayuda.engine.results import Decision, NoRuleHolds
from ayuda.engine.windows import Setting
from ayuda.policy.load import parse

WORDS = '{ en = "x", es = "x" }'
FINE = """
format = "ayuda.policy/1"
id = "planted"
title = X
source = X
time_zone = "Europe/Madrid"
country = "ES"
[statements.S1]
section = X
says = X
[facts.colour]
kind = "choice"
name = X
ask = X
[facts.colour.values]
red = X
green = X
blue = X
[facts.big]
kind = "yes-no"
name = X
ask = X
values = { yes = X, no = X }
[facts.weight]
kind = "number"
name = X
ask = X
min = 0
[facts.bought_at]
kind = "moment"
name = X
ask = X
[windows.return]
name = X
from = "bought_at"
lasts = { days = 14 }
cites = ["S1"]
[windows.return.states]
open = { name = X, says = X }
closed = { name = X, says = X }
[outcomes.yes]
title = X
steps = [{ text = X }, { text = X, when = { colour = "red" } }]
cites = ["S1"]
[outcomes.no]
title = X
steps = [{ text = X }]
next = ["other"]
hands_over = { big = true }
cites = ["S1"]
[outcomes.end]
title = X
steps = []
cites = ["S1"]
[flows.one]
title = X
about = X
facts = ["colour", "big", "weight", "bought_at"]
rules = [
  { id = "red", when = { colour = "red" }, outcome = "yes", cites = ["S1"] },
  { id = "heavy", when = { weight = { at_least = 50 } }, outcome = "no", cites = ["S1"] },
  { id = "in-time", when = { return = "open", big = true }, outcome = "yes", cites = ["S1"] },
  # one
  { id = "rest", outcome = "no", cites = ["S1"] },
]
notices = [{ id = "green", when = { colour = "green" }, text = X, cites = ["S1"] }]
[flows.other]
title = X
about = X
facts = ["big", "colour"]
rules = [
  { id = "small", when = { big = false }, outcome = "end", cites = ["S1"] },
  # other
  { id = "all-else", outcome = "yes", cites = ["S1"] },
]
""".replace("X", WORDS)


@dataclass(frozen=True)
class Planted:
    """What is written instead of what, and what has to be found: code, place, rule, others."""

    changes: Mapping[str, str]
    code: str
    where: str
    rule: str | None = None
    others: tuple[str, ...] = ()


ONE, OTHER = "  # one\n", "  # other\n"
PLANTED = {
    "a rule below others that cover it together": Planted(
        {
            ONE: '{ id = "never", when = { weight = { at_least = 60 }, big = false },'
            ' outcome = "end", cites = ["S1"] },\n'
        },
        "rule-covered",
        "flows.one.rules[3]",
        "never",
        ("heavy",),
    ),
    "a rule that two others cover, neither of them alone": Planted(
        {
            ONE: '{ id = "cheap", when = { weight = { below = 50 }, big = false },'
            ' outcome = "end", cites = ["S1"] },\n'
            '{ id = "never", when = { big = false }, outcome = "yes", cites = ["S1"] },\n'
        },
        "rule-covered",
        "flows.one.rules[4]",
        "never",
        ("heavy", "cheap"),
    ),
    "a rule covered by one that comes to the same": Planted(
        {
            ONE: '{ id = "never", when = { colour = "red", big = false },'
            ' outcome = "yes", cites = ["S1"] },\n'
        },
        "rule-covered-alike",
        "flows.one.rules[3]",
        "never",
        ("red",),
    ),
    "a rule whose tests exclude each other": Planted(
        {
            "[facts.weight]\n": "[facts.weight]\nasked_if = { big = true }\notherwise = 0\n",
            ONE: '{ id = "never", when = { big = false, weight = { at_least = 10 } },'
            ' outcome = "end", cites = ["S1"] },\n',
        },
        "rule-impossible",
        "flows.one.rules[3]",
        "never",
    ),
    "a rule that changes nothing": Planted(
        {ONE: '{ id = "vain", when = { big = false }, outcome = "no", cites = ["S1"] },\n'},
        "rule-needless",
        "flows.one.rules[3]",
        "vain",
    ),
    "no last rule": Planted(
        {'{ id = "rest", outcome = "no", cites = ["S1"] },\n': ""},
        "undecided",
        "flows.one",
    ),
    "a notice that no case shows": Planted(
        {'when = { colour = "green" }': 'when = { colour = "red", outcome = "no" }'},
        "notice-never",
        "flows.one.notices[0]",
    ),
    "a notice that every case shows": Planted(
        {'when = { colour = "green" }': "when = [{ big = true }, { big = false }]"},
        "notice-always",
        "flows.one.notices[0]",
    ),
    "a step that no case shows": Planted(
        {
            "[outcomes.end]\ntitle = X\nsteps = []".replace(
                "X", WORDS
            ): "[outcomes.end]\ntitle = X\nsteps = [{ text = X, when = { big = true } }]".replace(
                "X", WORDS
            )
        },
        "step-never",
        "outcomes.end.steps[0]",
    ),
    "a step that every case shows": Planted(
        {
            "[outcomes.end]\ntitle = X\nsteps = []".replace(
                "X", WORDS
            ): "[outcomes.end]\ntitle = X\nsteps = [{ text = X, when = { big = false } }]".replace(
                "X", WORDS
            )
        },
        "step-always",
        "outcomes.end.steps[0]",
    ),
    "ways on that go round in a circle": Planted(
        {
            OTHER: '{ id = "back", when = { colour = "blue" }, outcome = "no", next = ["other"],'
            ' cites = ["S1"] },\n'
        },
        "next-circle",
        "flows.other.rules[1].next",
        "back",
        ("other",),
    ),
    "a fact handed over that the next flow does not have": Planted(
        {
            "hands_over = { big = true }": 'hands_over = { big = true, kind = "a" }',
            "[facts.big]": '[facts.kind]\nkind = "choice"\nname = X\nask = X\n'
            "[facts.kind.values]\na = X\nb = X\n[facts.big]".replace("X", WORDS),
        },
        "next-no-sense",
        "outcomes.no.hands_over.kind",
    ),
    "facts handed over that contradict each other": Planted(
        {
            "[facts.big]\n": "[facts.big]\n"
            'implied = [{ when = { colour = "blue" }, value = false }]\n'
        },
        "next-no-sense",
        "outcomes.no.next",
        "heavy",
        ("other",),
    ),
}


def findings_of(changes: Mapping[str, str]) -> tuple[Setting, dict[str, tuple[Finding, ...]]]:
    text = FINE
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    policy = parse("planted.toml", text.encode(), may_be_open=True).policy
    setting = Setting(policy, NOW, Calendar(policy.country))
    return setting, {flow: prove(setting, flow).findings for flow in policy.flows}


def test_nothing_is_found_in_the_policy_into_which_they_are_planted() -> None:
    assert not any(findings_of({})[1].values())


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_fault_is_found_where_it_is_and_nothing_else(planted: Planted) -> None:
    setting, by_flow = findings_of(planted.changes)
    found = {
        (one.problem.code, one.problem.where): (flow, one)
        for flow, findings in by_flow.items()
        for one in findings
    }
    assert [*found] == [(planted.code, planted.where)]
    [(flow, finding)] = found.values()
    assert (finding.rule, finding.others) == (planted.rule, planted.others)
    if finding.facts is not None:
        case = Case(flow, finding.facts)
        if planted.code == "undecided":
            with pytest.raises(NoRuleHolds):
                decide(setting, case)
        else:
            answer = decide(setting, case).answer
            assert isinstance(answer, Decision)
            is_covered = planted.code.startswith("rule-covered")
            assert (answer.rule.id == planted.rule) != is_covered


@pytest.mark.parametrize("code", ["notice-always", "step-always"])
def test_what_is_said_to_be_always_shown_is_not_found(code: str) -> None:
    [planted] = [one for one in PLANTED.values() if one.code == code]
    [(old, new)] = planted.changes.items()
    said = new.replace("when =", "always = true, when =")
    assert not any(findings_of({old: said})[1].values())
