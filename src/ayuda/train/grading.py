"""Grading an answer, and the record that is kept of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from ayuda.errors import AyudaError
from ayuda.moments import in_zone, parse_day, parse_moment, start_of_day
from ayuda.policy.language.length import ends_with_a_day
from ayuda.train.answers import Answer, Grade, Mode, Sureness
from ayuda.train.deal import Dealt
from ayuda.train.decided import kept_facts

SAME_MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


class Reply(msgspec.Struct, frozen=True):
    """What a trainee answered: an option's id or a moment, how sure, and a cue of a message.

    ``seconds`` is how long the answer itself took, where that is known: without the rest.
    """

    given: str
    sure: Sureness | None = None
    cue: str | None = None
    seconds: float | None = None


class Sitting(msgspec.Struct, frozen=True):
    """What all answers of one session share."""

    session: str
    profile: str
    mode: Mode
    policy: str


class Circumstances(msgspec.Struct, frozen=True):
    """What an answer has besides its card: id, place, when it was given, how long it took."""

    id: str
    item: int
    at: datetime
    seconds: float


def given_of(dealt: Dealt, given: str) -> str:
    """What was answered as records have it: an option's id, or a moment with an offset.

    A moment is as exact as people say a deadline: to the minute or, of working days, to the day.
    Raises AyudaError for what is no answer to this card.
    """
    ids = [option.id for option in dealt.options]
    if given in ids:
        return given
    if dealt.window is None:
        raise AyudaError.of("given", "no-such-answer", value=given, allowed=", ".join(ids))
    zone = dealt.wording.zone
    moment = parse_moment(given, zone, "given", date_allowed=True)
    if _ends_a_day(dealt):
        return in_zone(_end_of_day(moment, zone, given), zone)
    right = dealt.deadline
    assert right is not None
    return in_zone(right if abs(moment - right) < SAME_MINUTE else moment, zone)


def _end_of_day(moment: datetime, zone: ZoneInfo, given: str) -> datetime:
    """The end of the day that a moment lies on or ends; a date alone is that day."""
    last = moment if parse_day(given) else moment - SECOND
    return start_of_day(last.astimezone(zone).date() + DAY, zone)


def check_cue(dealt: Dealt, cue: str | None) -> None:
    """Raises AyudaError for a cue that is none of the card's."""
    ids = [one.id for one in dealt.cues]
    if cue is not None and cue not in ids:
        raise AyudaError.of("cue", "no-such-answer", value=cue, allowed=", ".join(ids) or "null")


def grade_of(dealt: Dealt, given: str) -> Grade:
    """Whether an answer, as records have it, is right."""
    return "right" if given in dealt.right else "wrong"


def record(dealt: Dealt, reply: Reply, sitting: Sitting, when: Circumstances) -> Answer:
    """The record of an answer. Raises AyudaError for what is no answer to the card."""
    given = given_of(dealt, reply.given)
    check_cue(dealt, reply.cue)
    return answer_record(dealt, given, grade_of(dealt, given), reply, sitting, when)


def answer_record(
    dealt: Dealt,
    given: str,
    grade: Grade,
    reply: Reply,
    sitting: Sitting,
    when: Circumstances,
) -> Answer:
    """The record of an answer that is graded already."""
    wording, case = dealt.wording, dealt.case
    return Answer(
        id=when.id,
        session=sitting.session,
        item=when.item,
        profile=sitting.profile,
        mode=sitting.mode,
        card=str(dealt.name),
        kind=dealt.name.kind,
        flow=dealt.name.flow,
        rule=dealt.decision.rule.id,
        outcome=dealt.decision.rule.outcome,
        deadline=None if dealt.deadline is None else in_zone(dealt.deadline, wording.zone),
        policy_id=wording.policy.id,
        policy=sitting.policy,
        lang=wording.texts.chosen,
        facts=kept_facts(wording, case),
        now=in_zone(case.now, wording.zone),
        region=case.region,
        message=case.message,
        given=given,
        right=dealt.right,
        options=tuple(option.id for option in dealt.options),
        grade=grade,
        sure=reply.sure,
        cue=reply.cue,
        cue_is_right=None if reply.cue is None else reply.cue in dealt.telling,
        at=in_utc(when.at),
        seconds=round(when.seconds, 3),
    )


def in_utc(moment: datetime) -> str:
    """A moment as records have it: ISO 8601 in UTC, so exact that answers keep their order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _ends_a_day(dealt: Dealt) -> bool:
    window = dealt.wording.policy.windows[dealt.window or ""]
    return ends_with_a_day(window)
