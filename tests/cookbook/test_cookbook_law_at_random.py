"""The laws of the cookbook once more, as plain functions of the day: random cases come to the same.

Days are drawn around the bounds, so that both sides of each are met many times.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from support.labelled_cases import policy_of

import ayuda

CASES = 220
DAY = timedelta(days=1)
NEW_LAW = date(2022, 1, 1)
YEAR = 12
SHORT, MEDIUM = 1500, 3500
Facts = dict[str, Any]


def months_after(day: date, count: int) -> date:
    """The day of the same number so many months later, or the last of that month."""
    months = day.year * YEAR + day.month - 1 + count
    for number in range(day.day, 27, -1):
        try:
            return date(months // YEAR, months % YEAR + 1, number)
        except ValueError:
            continue
    return date(months // YEAR, months % YEAR + 1, day.day)


# -------------------------------------------------------------- Spanish consumers


def a_withdrawal(chosen: random.Random) -> tuple[Facts, date]:
    contract = chosen.choice(["distance", "distance", "off-premises", "visit", "shop"])
    received = date(2024, 2, 1) + chosen.randrange(40) * DAY
    facts = {"contract": contract, "exception": chosen.choice(["none"] * 9 + ["custom"])}
    facts |= {"last_item_on": received}
    informed = received + chosen.choice([-3, 0, 10, 364, 365, 366, 367, 380]) * DAY
    if chosen.random() < 0.7:
        facts["informed_on"] = informed
    start = chosen.choice([received, received, informed, months_after(received, YEAR)])
    told = max(received, start + chosen.choice([0, 13, 14, 15, 16, 29, 30, 31]) * DAY)
    facts["told_us_on"] = told
    return facts, max(told, informed) + chosen.randrange(40) * DAY


def withdrawal_by_law(facts: Facts, now: date) -> str:
    """Articles 92 and 102 to 106."""
    del now  # In time is what was sent in time.
    if facts["contract"] == "shop" or facts["exception"] != "none":
        return "no-right"
    term = (30 if facts["contract"] == "visit" else 14) * DAY
    received, informed = facts["last_item_on"], facts.get("informed_on")
    if informed is None or informed > months_after(received, YEAR):
        last = months_after(received + term, YEAR)
    else:
        last = max(received, informed) + term
    return "pay-back" if facts["told_us_on"] <= last else "too-late"


def a_defect(chosen: random.Random) -> tuple[Facts, date]:
    bought = NEW_LAW + chosen.choice([-400, -200, -1, 0, 1, 200]) * DAY
    delivered = bought + chosen.choice([0, 1, 30]) * DAY
    months = chosen.choice([6, 12, 24, 30, 36])
    defect = months_after(delivered, months) + chosen.choice([-1, 0, 1]) * DAY
    facts: Facts = {"bought_on": bought, "delivered_on": delivered, "defect_on": defect}
    facts["what"] = chosen.choice(["goods", "second-hand", "digital"])
    if facts["what"] == "second-hand" and chosen.random() < 0.7:
        facts["agreed_months"] = chosen.choice(["11", "12", "24", "30", "36"])
    facts["same_defect"] = chosen.random() < 0.3
    if facts["same_defect"]:
        facts["repaired_on"] = defect - chosen.choice([1, 180, 185, 364, 365, 366, 367]) * DAY
    later = chosen.choice([(defect, 0), (delivered, 36), (defect, 60)])
    return facts, max(defect, months_after(*later) + chosen.choice([0, 1]) * DAY)


def defect_by_law(facts: Facts, now: date) -> str:
    """Articles 119 to 124, and 120 and 123 as they were before 2022."""
    what, delivered, defect = facts["what"], facts["delivered_on"], facts["defect_on"]
    new = (delivered if what == "digital" else facts["bought_on"]) >= NEW_LAW
    if what == "digital" and delivered < NEW_LAW:
        return "not-covered"
    if now > (months_after(defect, 60) if new else months_after(delivered, 36)):
        return "not-covered"
    if facts["same_defect"] and defect <= months_after(facts["repaired_on"], YEAR if new else 6):
        return "reduce-or-end"
    months = 36 if new and what != "digital" else 24
    agreed = int(facts.get("agreed_months", 0))
    if agreed >= YEAR:
        months = min(months, agreed)
    if defect > months_after(delivered, months):
        return "not-covered"
    presumed = YEAR if what == "digital" else 24 if new else 6
    return "repair-or-replace" if defect <= months_after(delivered, presumed) else "prove-first"


# ----------------------------------------------------------- European passengers


def a_flight(chosen: random.Random) -> tuple[Facts, date]:
    route = chosen.choice(["within-eu"] * 3 + ["from-eu"] * 3 + ["to-eu", "outside"])
    event = chosen.choice(["cancelled", "cancelled", "delayed", "denied"])
    near = [0, 59, 60, 61, 119, 120, 121, 179, 180, 181, 239, 240, 241, 500]
    departure = datetime(2026, 11, 20, 10)  # noqa: DTZ001 - by the clock of the policy
    early = chosen.choice([timedelta(days=14), timedelta(days=7), timedelta(hours=3)])
    told = departure - early + chosen.choice([-1, 0, 1]) * timedelta(minutes=1)
    facts: Facts = {"event": event, "route": route, "eu_airline": chosen.random() < 0.5}
    facts |= {"free_ticket": chosen.random() < 0.05, "checked_in": chosen.random() < 0.95}
    facts |= {"minutes_late": str(chosen.choice(near)), "minutes_early": str(chosen.choice(near))}
    facts["distance"] = str(chosen.choice([300, 1500, 1500.1, 2000, 3500, 3500.1, 6000]))
    facts |= {"rerouted": chosen.random() < 0.7, "extraordinary": chosen.random() < 0.2}
    facts["denied_why"] = chosen.choice(["overbooked"] * 4 + ["volunteer", "grounds"])
    facts |= {"departure_at": departure, "told_at": told}
    if event != "cancelled":
        del facts["departure_at"], facts["told_at"]
    return facts, date(2026, 11, 26)


def flight_by_law(facts: Facts, now: date) -> str:
    """Articles 3 to 5 and 7, and the Court on delays."""
    del now
    event, route = facts["event"], facts["route"]
    outside = route == "outside" or (route == "to-eu" and not facts["eu_airline"])
    absent = event != "cancelled" and not facts["checked_in"]
    if outside or absent or facts["free_ticket"]:
        return "not-covered"
    if event == "denied" and facts["denied_why"] != "overbooked":
        return {"volunteer": "as-agreed", "grounds": "not-covered"}[facts["denied_why"]]
    late, distance = int(facts["minutes_late"]), float(facts["distance"])
    hours = 2 if distance <= SHORT else 3 if route == "within-eu" or distance <= MEDIUM else 4
    if event == "delayed":
        if late < 180 or facts["extraordinary"]:
            return "nothing-due"
        return "pay-half" if hours == 4 and late < 240 else "pay"
    if event == "cancelled" and (_told_enough(facts, late) or facts["extraordinary"]):
        return "nothing-due"
    return "pay-half" if facts["rerouted"] and late <= hours * 60 else "pay"


def _told_enough(facts: Facts, late: int) -> bool:
    """Article 5.1 (c)."""
    notice, early = facts["departure_at"] - facts["told_at"], int(facts["minutes_early"])
    if notice >= timedelta(days=14):
        return True
    most_early, less_late = (120, 240) if notice >= timedelta(days=7) else (60, 120)
    return bool(facts["rerouted"]) and early <= most_early and late < less_late


@pytest.mark.parametrize(
    ("name", "flow", "draw", "law"),
    [
        ("consumer-law", "withdraw", a_withdrawal, withdrawal_by_law),
        ("consumer-law", "guarantee", a_defect, defect_by_law),
        ("airline", "compensation", a_flight, flight_by_law),
    ],
    ids=["withdraw", "guarantee", "compensation"],
)
def test_random_cases_come_to_what_the_law_says(
    name: str,
    flow: str,
    draw: Callable[[random.Random], tuple[Facts, date]],
    law: Callable[[Facts, date], str],
) -> None:
    chosen = random.Random(flow)
    met: set[str] = set()
    for _ in range(CASES):
        facts, now = draw(chosen)
        decision = ayuda.decide(policy_of(name), flow, as_stated(facts), now=f"{now}T12:00")
        assert isinstance(decision, ayuda.Decision), (facts, now, decision.needs)
        assert decision.outcome == law(facts, now), (facts, now, decision.rule)
        met.add(decision.rule)
    assert met == {rule.id for rule in policy_of(name).policy.flows[flow].rules}


def as_stated(facts: Mapping[str, Any]) -> Any:  # noqa: ANN401 - what a call states
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in facts.items()
    }
