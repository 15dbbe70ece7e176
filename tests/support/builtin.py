"""The built-in policy, a fixed present, and the shortest way from facts to a decision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from ayuda.cache import Cache
from ayuda.calendar import Calendar
from ayuda.case import Case
from ayuda.case import decide as decide_case
from ayuda.engine.results import Decision, Question
from ayuda.engine.windows import FactValue, Setting
from ayuda.model import Language
from ayuda.policy.load import PolicyFile, built_in_path, load
from ayuda.texts import Texts, load_texts
from ayuda.view.wording import Wording

MADRID = ZoneInfo("Europe/Madrid")
NO_CACHE = Cache()
POLICY_FILE: PolicyFile = load(built_in_path(), NO_CACHE)
POLICY = POLICY_FILE.policy
FLOWS = ("track", "cancel", "modify", "return", "contact-seller", "check-email")
"""The flows that the contract names."""


def moment(text: str) -> datetime:
    """An ISO moment in UTC; without an offset it is in Madrid."""
    read = datetime.fromisoformat(text)
    return (read if read.tzinfo else read.replace(tzinfo=MADRID)).astimezone(UTC)


NOW = moment("2026-11-24T10:00:00+01:00")
"""A Tuesday; no holiday is near."""


def setting(now: datetime = NOW, region: str | None = None) -> Setting:
    """The built-in policy as of then."""
    return Setting(POLICY, now, Calendar(POLICY.country, region))


@cache
def texts(language: Language = "en") -> Texts:
    """The program's own words, read once: to read them takes longer than most of what is told."""
    return load_texts(language, NO_CACHE)


def wording(language: Language = "en", now: datetime = NOW) -> Wording:
    """The words of the built-in policy."""
    return Wording(POLICY, texts(language), now)


def answer(
    flow: str,
    facts: Mapping[str, FactValue],
    now: datetime = NOW,
    region: str | None = None,
) -> Decision | Question:
    """What a call without a terminal comes to."""
    return decide_case(setting(now, region), Case(flow, facts)).answer


def decide(
    flow: str,
    facts: Mapping[str, FactValue],
    now: datetime = NOW,
    region: str | None = None,
) -> Decision:
    """The decision of a call without a terminal; fails where facts are missing."""
    result = answer(flow, facts, now, region)
    assert isinstance(result, Decision), f"{flow} {facts}: needs {result.needs}"
    return result
