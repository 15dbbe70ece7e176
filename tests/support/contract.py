"""The contract's sections 3 to 6 a second time, as plain functions over complete cases.

Nothing here is taken from the engine or from the policy file. Rule ids are the only names that
the contract leaves to the policy; they stand here in the contract's order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import Final
from zoneinfo import ZoneInfo

Value = str | bool | datetime | tuple[str, ...]
Facts = Mapping[str, Value]
MADRID = ZoneInfo("Europe/Madrid")

STAGES = ("placed", "preparing", "shipped", "delivered")
SELLERS = (("amazon", "amazon"), ("marketplace", "amazon"), ("marketplace", "seller"))
"""Who sells and who ships: the only three that do not contradict each other."""
BUNDLES = ((False, False), (True, False), (True, True))
"""Whether it is a bundle, and whether an item of it was sent."""
CHANGES = ("address", "payment", "gift", "other")
DESTINATIONS = ("spain", "canary-islands", "ceuta", "melilla", "eu", "outside-eu")
REASONS = ("question-before-order", "after-order", "invoice")
SENDERS = ("documented", "unlisted", "elsewhere", "look-alike", "malformed", "not-stated")
LINKS = ("nowhere", "documented", "unknown", "elsewhere")
YES_NO = (True, False)
NOT_YET = "not yet"
"""The answer of a moment that has not happened; the engine has no value for it."""
MACHINE = (
    "forwarded_inline",
    "dmarc_failed",
    "proven",
    "passed_on",
    "incomplete",
    "secret_form",
)
"""What only a raw message can show."""

RULES: Final[Mapping[str, tuple[str, ...]]] = {
    "cancel": (
        "sent-by-seller",
        "on-its-way",
        "delivered",
        "being-prepared",
        "bundle-has-to-wait",
        "bundle-has-waited",
        "amazon-before-shipping",
        "marketplace-in-time",
        "marketplace-too-late",
    ),
    "modify": (
        "sent-by-seller",
        "on-its-way",
        "delivered",
        "address-being-prepared",
        "seller-is-preparing",
        "amazon-is-preparing",
        "shipped-by-amazon",
        "marketplace-in-time",
        "marketplace-address-too-late",
        "marketplace-too-late",
    ),
    "return": ("not-sent-yet", "sent-by-seller", "on-its-way", "delivered"),
    "track": (
        "not-sent-yet",
        "parcel-missing",
        "delivered",
        "without-tracking",
        "with-tracking",
    ),
    "contact-seller": (
        "invoice-of-amazon",
        "reply-pending",
        "question-with-several-sellers",
        "question-before-order",
        "invoice",
        "after-order",
    ),
    "check-email": (
        "inline-forward",
        "no-claim",
        "sender-not-documented",
        "dmarc-failed",
        "proven-form",
        "proven-asks-personal-data",
        "proven-payment-not-in-orders",
        "relayed",
        "proven",
        "link-elsewhere",
        "secret-form",
        "asks-personal-data",
        "payment-not-in-orders",
        "cannot-tell",
    ),
}
"""The rules of every flow in order. Of check-email the fifth is three here, the eighth two."""

HOLIDAYS_2026 = frozenset(
    date(2026, month, day)
    for month, day in ((1, 1), (1, 6), (4, 3), (5, 1), (10, 12), (12, 8), (12, 25))
)


@dataclass(frozen=True)
class Verdict:
    """What the contract says of a case."""

    rule: str
    outcome: str
    windows: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def result(self) -> tuple[str, tuple[str, ...]]:
        """What an answer must change to be worth a question: the outcome, or its windows."""
        return self.outcome, self.windows


@dataclass(frozen=True)
class Case:
    """A complete case and its present."""

    flow: str
    facts: Facts
    now: datetime

    @property
    def verdict(self) -> Verdict:
        """What the contract says of it."""
        return VERDICTS[self.flow](self.facts, self.now)


def marketplace_cancel(facts: Facts, now: datetime) -> str:
    """Section 4: open up to and including 30 minutes."""
    return "open" if now - _moment(facts, "ordered_at") <= timedelta(minutes=30) else "closed"


def bundle_wait(facts: Facts, now: datetime) -> str:
    """Section 4: waiting before 72 hours, open from 72 hours on."""
    return "waiting" if now - _moment(facts, "ordered_at") < timedelta(hours=72) else "open"


def seller_reply_ends(begins: datetime) -> datetime:
    """Section 4: the midnight after the second working day that follows the day of contact."""
    day = begins.astimezone(MADRID).date()
    left = 2
    while left:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in HOLIDAYS_2026:
            left -= 1
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=MADRID)
    return midnight.astimezone(UTC)


def seller_reply(facts: Facts, now: datetime) -> str:
    """Section 4: pending to that end, then overdue; unasked where nobody was contacted."""
    if facts.get("contacted_at", NOT_YET) == NOT_YET:
        return "unasked"
    ends = seller_reply_ends(_moment(facts, "contacted_at"))
    return "pending" if now < ends else "overdue"


def _moment(facts: Facts, name: str) -> datetime:
    value = facts[name]
    assert isinstance(value, datetime)
    return value


def cancel(facts: Facts, now: datetime) -> Verdict:
    """Section 5, cancel."""
    rule, outcome, windows = _cancel_rule(facts, now)
    notices = []
    if facts["bundle"] and outcome in {"cancel-now", "request-cancellation"}:
        notices.append("bundle-cancels-together")
    if outcome in {"cancel-now", "cancel-unshipped-bundle", "request-cancellation"}:
        notices.append("reply-within-the-hour")
    if outcome == "request-cancellation":
        notices.append("not-guaranteed")
    return Verdict(RULES["cancel"][rule - 1], outcome, windows, tuple(notices))


def _cancel_rule(  # noqa: PLR0911 - one for each rule
    facts: Facts, now: datetime
) -> tuple[int, str, tuple[str, ...]]:
    stage = facts["stage"]
    if stage in {"shipped", "delivered"} and facts["shipped_by"] == "seller":
        return 1, "contact-seller", ("seller_reply",)
    if stage == "shipped":
        return 2, "refuse-or-return", ()
    if stage == "delivered":
        return 3, "return-online", ()
    if stage == "preparing":
        return 4, "request-cancellation", ("cancellation_reply",)
    if facts["seller"] == "amazon":
        if facts["bundle"] and facts["bundle_item_shipped"]:
            if bundle_wait(facts, now) == "waiting":
                return 5, "wait-for-bundle", ("bundle_wait",)
            return 6, "cancel-unshipped-bundle", ("bundle_wait", "cancellation_reply")
        return 7, "cancel-now", ("cancellation_reply",)
    if marketplace_cancel(facts, now) == "open":
        return 8, "cancel-now", ("marketplace_cancel", "cancellation_reply")
    return 9, "contact-seller", ("marketplace_cancel", "seller_reply")


def modify(facts: Facts, now: datetime) -> Verdict:
    """Section 5, modify."""
    rule, outcome, windows = _modify_rule(facts, now)
    notices = []
    if outcome in {"cancel-and-reorder", "request-cancellation-and-reorder"}:
        notices.append("reorder-after-confirmation")
    if outcome == "request-cancellation-and-reorder":
        notices.append("not-guaranteed")
    preparing_address = facts["stage"] == "preparing" and facts["change"] == "address"
    if outcome == "cancel-and-reorder" or preparing_address:
        notices.append("reply-within-the-hour")
    return Verdict(RULES["modify"][rule - 1], outcome, windows, tuple(notices))


def _modify_rule(  # noqa: PLR0911 - one for each rule
    facts: Facts, now: datetime
) -> tuple[int, str, tuple[str, ...]]:
    stage, by_seller = facts["stage"], facts["shipped_by"] == "seller"
    address = facts["change"] == "address"
    if stage in {"shipped", "delivered"}:
        if by_seller:
            return 1, "contact-seller", ("seller_reply",)
        return (2, "refuse-or-return", ()) if stage == "shipped" else (3, "return-online", ())
    if stage == "preparing":
        if address:
            return 4, "request-cancellation-and-reorder", ("cancellation_reply",)
        if by_seller:
            return 5, "contact-seller", ("seller_reply",)
        return 6, "too-late-to-modify", ()
    if not by_seller:
        return 7, "modify-now", ()
    if marketplace_cancel(facts, now) == "open":
        return 8, "cancel-and-reorder", ("marketplace_cancel", "cancellation_reply")
    shown = ("marketplace_cancel", "seller_reply")
    if address:
        return 9, "request-cancellation-and-reorder", shown
    return 10, "contact-seller", shown


def return_(facts: Facts, now: datetime) -> Verdict:
    """Section 5, return."""
    del now
    rules = RULES["return"]
    if facts["stage"] in {"placed", "preparing"}:
        return Verdict(rules[0], "cancel-instead")
    if facts["shipped_by"] == "seller":
        return Verdict(rules[1], "contact-seller", ("seller_reply",))
    if facts["stage"] == "shipped":
        return Verdict(rules[2], "refuse-or-return")
    return Verdict(rules[3], "return-online")


def track(facts: Facts, now: datetime) -> Verdict:
    """Section 5, track."""
    del now
    stage, missing = facts["stage"], facts["missing"]
    notices = []
    if facts["several_items"]:
        notices.append("each-item-has-its-own")
    if facts["destination"] in {"canary-islands", "ceuta", "melilla", "outside-eu"}:
        notices.append("customs-delay")
    if stage == "shipped" or missing:
        notices.append("carrier-contacts")
    notices += ["sms-updates", "mobile-app"]
    if stage in {"placed", "preparing"}:
        rule, outcome = 1, "not-shipped-yet"
    elif missing:
        rule, outcome = 2, "find-missing-parcel"
    elif stage == "delivered":
        rule, outcome = 3, "already-delivered"
    elif not facts["trackable"]:
        rule, outcome = 4, "not-trackable"
    else:
        rule, outcome = 5, "track-online"
    return Verdict(RULES["track"][rule - 1], outcome, (), tuple(notices))


def contact_seller(facts: Facts, now: datetime) -> Verdict:
    """Section 5, contact-seller."""
    reason, reply = facts["reason"], seller_reply(facts, now)
    before = reason == "question-before-order"
    table = (
        (reason == "invoice" and facts["seller"] == "amazon", "print-invoice"),
        (reply == "pending", "wait-for-reply"),
        (before and facts["several_sellers"], "ask-from-offers"),
        (before, "ask-before-order"),
        (reason == "invoice", "request-invoice"),
        (True, "contact-from-orders"),
    )
    rule, outcome = next((i, outcome) for i, (holds, outcome) in enumerate(table) if holds)
    windows = ("seller_reply",) if rule else ()
    notices = ("reply-overdue",) if reply == "overdue" else ()
    return Verdict(RULES["contact-seller"][rule], outcome, windows, notices)


def check_email(facts: Facts, now: datetime) -> Verdict:
    """Section 6."""
    del now
    rules = RULES["check-email"]
    whole = facts["proven"] and not facts["incomplete"]
    unpaid = facts["asks_payment_update"] and not facts["in_my_orders"]
    table = (
        (facts["forwarded_inline"], "cannot-tell"),
        (not facts["claims_amazon"], "no-claim"),
        (facts["sender_is"] in {"malformed", "elsewhere", "look-alike"}, "fraudulent"),
        (facts["dmarc_failed"], "fraudulent"),
        (facts["proven"] and facts["secret_form"], "cannot-tell"),
        (facts["proven"] and facts["asks_personal_data"], "cannot-tell"),
        (facts["proven"] and unpaid, "cannot-tell"),
        (whole and facts["passed_on"], "relayed"),
        (whole, "genuine"),
        (facts["links_lead"] == "elsewhere", "fraudulent"),
        (facts["secret_form"], "fraudulent"),
        (facts["asks_personal_data"], "fraudulent"),
        (unpaid, "fraudulent"),
        (True, "cannot-tell"),
    )
    return next(Verdict(rules[i], outcome) for i, (holds, outcome) in enumerate(table) if holds)


VERDICTS: Final[Mapping[str, Callable[[Facts, datetime], Verdict]]] = {
    "cancel": cancel,
    "modify": modify,
    "return": return_,
    "track": track,
    "contact-seller": contact_seller,
    "check-email": check_email,
}

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
"""Tuesday's first moment in Madrid: what was asked on Thursday the 19th is due right then."""
THURSDAY = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTES_30 = timedelta(minutes=30)
HOURS_72 = timedelta(hours=72)

AGES = (
    timedelta(0),
    MINUTES_30,
    MINUTES_30 + SECOND,
    HOURS_72 - SECOND,
    HOURS_72,
    timedelta(days=30),
)
"""How long ago an order was placed: both sides of both edges, and beyond."""
STRETCHES: Final[Mapping[str, tuple[timedelta, ...]]] = {
    "cancel": (MINUTES_30, HOURS_72 - SECOND, HOURS_72),
    "modify": (MINUTES_30, HOURS_72),
}
"""One age for each stretch that the windows of a flow cut."""
CONTACTS: tuple[tuple[datetime | None, datetime], ...] = (
    (None, TUESDAY),
    (TUESDAY, TUESDAY),
    (THURSDAY, MIDNIGHT - SECOND),
    (THURSDAY, MIDNIGHT),
    (THURSDAY - timedelta(days=300), TUESDAY),
)
"""When a seller was contacted (None: not yet), and the present."""


def cases(flow: str, *, edges: bool = True) -> Iterator[Case]:
    """Every complete case of a flow; without ``edges`` one for each stretch of a moment."""
    if flow in {"cancel", "modify"}:
        yield from _order_cases(flow, AGES if edges else STRETCHES[flow])
    elif flow == "contact-seller":
        yield from _contact_cases(CONTACTS if edges else (CONTACTS[0], CONTACTS[1], CONTACTS[4]))
    else:
        yield from (Case(flow, facts, TUESDAY) for facts in FACTS[flow]())


def _order_cases(flow: str, ages: tuple[timedelta, ...]) -> Iterator[Case]:
    for stage, (seller, by), age in product(STAGES, SELLERS, ages):
        known: dict[str, Value] = {"stage": stage, "seller": seller, "shipped_by": by}
        at = {"ordered_at": TUESDAY - age}
        if flow == "modify":
            for change in CHANGES:
                yield Case(flow, {**known, "change": change, **at}, TUESDAY)
            continue
        for bundle, sent in BUNDLES:
            more = {"bundle": bundle, "bundle_item_shipped": sent}
            yield Case(flow, {**known, **more, **at}, TUESDAY)


def _contact_cases(contacts: tuple[tuple[datetime | None, datetime], ...]) -> Iterator[Case]:
    answers = product(REASONS, ("amazon", "marketplace"), YES_NO, contacts)
    for reason, seller, several, (contacted, now) in answers:
        facts: dict[str, Value] = {"reason": reason, "seller": seller, "several_sellers": several}
        if contacted is not None:
            facts["contacted_at"] = contacted
        yield Case("contact-seller", facts, now)


def _return_facts() -> Iterator[Facts]:
    for stage, (seller, by) in product(STAGES, SELLERS):
        facts: dict[str, Value] = {"stage": stage, "seller": seller, "shipped_by": by}
        yield facts


def _track_facts() -> Iterator[Facts]:
    names = ("stage", "missing", "trackable", "seller", "several_items", "destination")
    sellers = ("amazon", "marketplace")
    answers: tuple[tuple[Value, ...], ...]
    answers = (STAGES, YES_NO, YES_NO, sellers, YES_NO, DESTINATIONS)
    for values in product(*answers):
        facts: dict[str, Value] = dict(zip(names, values, strict=True))
        if facts["stage"] in {"shipped", "delivered"} or not facts["missing"]:
            yield facts


def _mail_facts() -> Iterator[Facts]:
    names = (
        "claims_amazon",
        "sender_is",
        "links_lead",
        "asks_personal_data",
        "asks_payment_update",
        "in_my_orders",
        *MACHINE,
    )
    flags: list[tuple[Value, ...]] = [YES_NO] * (len(names) - 3)
    answers: tuple[tuple[Value, ...], ...] = (YES_NO, SENDERS, LINKS, *flags)
    for values in product(*answers):
        facts: dict[str, Value] = dict(zip(names, values, strict=True))
        yield facts


FACTS: Final[Mapping[str, Callable[[], Iterator[Facts]]]] = {
    "return": _return_facts,
    "track": _track_facts,
    "check-email": _mail_facts,
}


def stated_mail_cases() -> Iterator[Case]:
    """The cases of check-email that a person can state without the raw message.

    Only a message's own header can be malformed: a slip of the fingers is refused.
    """
    for case in cases("check-email"):
        stated = case.facts["sender_is"] != "malformed"
        if stated and not any(case.facts[name] for name in MACHINE):
            yield case
