"""What a shown case comes to, by the policy as it is now."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from ayuda.calendar import Calendar
from ayuda.case import Case, decide
from ayuda.engine.knowledge import Contradiction, seen_value
from ayuda.engine.results import Decision, NoRuleHolds, Question
from ayuda.engine.windows import FactValue, Setting, WindowState
from ayuda.errors import AyudaError
from ayuda.model import GIVEN, UNKNOWN, Fact, Policy
from ayuda.moments import in_zone
from ayuda.policy.language.masks import example_of
from ayuda.texts import program_language
from ayuda.train.answers import Answer
from ayuda.train.cards import ShownCase
from ayuda.train.changed import Right
from ayuda.view.document import plain_value
from ayuda.view.wording import Wording

SIGNAL = 1
"""The exit code of outcomes that accuse what was judged."""


class Undecided(ValueError):
    """A case that is told whole, of which the policy asks more: the facts in ``needs``."""

    def __init__(self, needs: tuple[str, ...]) -> None:
        super().__init__(needs)
        self.needs = needs


def setting_of(policy: Policy, case: ShownCase) -> Setting:
    """What a case is decided with: its own present and region."""
    return Setting(policy, case.now, Calendar(policy.country, case.region, policy.holidays))


def decision_of(policy: Policy, case: ShownCase) -> Decision:
    """The decision of a case that is told whole.

    Raises Contradiction, NoRuleHolds, and Undecided where the policy asks for more.
    """
    answer = decide(setting_of(policy, case), Case(case.flow, case.facts)).answer
    if isinstance(answer, Question):
        raise Undecided(tuple(answer.needs))
    return answer


def is_signal(policy: Policy, outcome: str) -> bool:
    """Whether an outcome accuses a message: one that scripts want to see (exit code 1)."""
    return outcome in policy.outcomes and policy.outcomes[outcome].exit_code == SIGNAL


def window_ahead(decision: Decision, now: datetime) -> WindowState | None:
    """The first window that a decision shows and whose end is still to come: its deadline."""
    return next((window for window in decision.windows if window.until > now), None)


def right_of(policy: Policy, answer: Answer) -> Right | None:
    """What the case that was shown for an answer comes to, decided again.

    Its rule is that of the answer as long as the policy has it, whichever decides. None where the
    policy does not know such a case any more.
    """
    try:
        decision, setting = _decided_again(policy, answer)
    except (AyudaError, Contradiction, NoRuleHolds, KeyError, ValueError, OverflowError):
        return None
    ahead = window_ahead(decision, setting.now)
    deadline = None if ahead is None else in_zone(ahead.until, setting.zone)
    known = any(rule.id == answer.rule for rule in policy.flows[answer.flow].rules)
    return Right(decision.rule.outcome, deadline, answer.rule if known else decision.rule.id)


def _decided_again(policy: Policy, answer: Answer) -> tuple[Decision, Setting]:
    facts = {name: _value(policy, name, answer) for name in answer.facts}
    now = datetime.fromisoformat(answer.now).astimezone(UTC)
    case = ShownCase(answer.flow, facts, now, answer.region, answer.message)
    setting = setting_of(policy, case)
    if answer.message is None:
        return decision_of(policy, case), setting
    if policy.mail is None:
        raise KeyError(answer.flow)
    from ayuda.train.mail_cards import dealt

    language = program_language(policy, answer.lang)
    return dealt(setting, answer.flow, answer.message, language).decision, setting


def number_of(text: str) -> Decimal:
    """A number of a record; ValueError for what is none."""
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error


def kept_facts(wording: Wording, case: ShownCase) -> dict[str, str | bool | list[str]]:
    """The facts of a case as records have them; of a text only whether it fits its mask."""
    facts = wording.policy.facts
    kept: dict[str, str | bool | list[str]] = {}
    for name, value in case.facts.items():
        is_text = facts[name].kind == "text"
        plain = plain_value(wording, seen_value(facts[name], value) if is_text else value)
        kept[name] = str(plain) if isinstance(plain, Decimal) else plain  # type: ignore[assignment]
    return kept


def _value(policy: Policy, name: str, answer: Answer) -> FactValue:
    """A fact of a record; KeyError or ValueError for one that the policy does not know."""
    fact, value = policy.facts[name], answer.facts[name]
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, bool) is not (fact.kind == "yes-no"):
        raise ValueError(name)
    if isinstance(value, bool) or (value == UNKNOWN and fact.unstated == UNKNOWN):
        return value
    if fact.kind == "choice" and value not in fact.values:
        raise ValueError(name)
    return _read(fact, value)


def _read(fact: Fact, text: str) -> FactValue:
    """What the text of a record stands for; ValueError for what is none of that kind."""
    match fact.kind:
        case "moment":
            return datetime.fromisoformat(text).astimezone(UTC)
        case "date":
            return date.fromisoformat(text)
        case "number":
            return number_of(text)
        case "text" if text == GIVEN:
            return example_of(fact.mask or "")
        case _:
            return text
