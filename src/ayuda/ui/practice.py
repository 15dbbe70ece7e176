"""The report of practice as tables of words and numbers: for a screen, and for a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from ayuda.texts import Texts
from ayuda.train.measures import Detection, Interval, Share
from ayuda.train.practice import ENOUGH, MASTERED, WEAK, MailSkill, Practice
from ayuda.ui.card_words import rule_words
from ayuda.ui.lines import HEADING, INDENT, NO_BREAK, TITLE, Line
from ayuda.view.wording import Wording

GAP = "   "


class Table(msgspec.Struct, frozen=True):
    """A part of the report: its heading, what is said, and rows with a name first, then numbers.

    ``columns`` name what the rows have; there are none where there are no rows. ``shares`` are
    those that the rows tell, where they are all that they tell.
    """

    id: str
    heading: str
    said: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    shares: tuple[Share, ...] = ()


def practice_title(texts: Texts, practice: Practice) -> str:
    """What the report is called."""
    names = texts.listed(practice.profiles, "and") if practice.profiles else ""
    return texts.say("practice.title", names=names or texts.say("practice.nobody"))


def practice_tables(wording: Wording, practice: Practice) -> Iterator[Table]:
    """The parts of the report, in the order in which they are of use."""
    texts = wording.texts
    yield _due(texts, practice)
    if not practice.answers.total:
        return
    yield _weak(wording, practice)
    yield _confusions(wording, practice)
    yield from (_mail(texts, skill) for skill in practice.mail if skill.messages)
    yield from _questions(texts, practice)
    yield _shares(
        texts, "calibration", [(f"practice.{c.sure}", c.right) for c in practice.calibration]
    )
    yield _retention(texts, practice)
    yield _days(wording, practice)
    rules = [f"{flow}: {rule_words(wording, flow, rule)}" for flow, rule in practice.unpractised]
    said = "; ".join(rules) or texts.say("practice.unpractised_none")
    yield Table("unpractised", texts.say("practice.unpractised"), (said,))


def practice_lines(wording: Wording, practice: Practice) -> Iterator[Line]:
    """The report for a screen, a file or a pipe."""
    yield Line(practice_title(wording.texts, practice), TITLE)
    for table in practice_tables(wording, practice):
        yield from (Line(), Line(table.heading, HEADING))
        yield from (Line(text, indent=INDENT) for text in table.said)
        yield from _rows(table)


def _rows(table: Table) -> Iterator[Line]:
    """The rows with their numbers to the right of each other, the names in a column before."""
    if not table.rows:
        return
    listed = [table.columns, *table.rows]
    widths = [max(len(row[place]) for row in listed) for place in range(1, len(table.columns))]
    for name, *numbers in listed:
        cells = [number.rjust(width) for number, width in zip(numbers, widths, strict=True)]
        yield Line(f"{GAP.join(cells)}{GAP}{name}", indent=INDENT, hang=INDENT)


def shown_share(texts: Texts, share: Share) -> str:
    """A share as its counts and, behind them, in per cent; "-" of none at all."""
    if share.value is None:
        return "-"
    percent = f"{share.value * 100:.0f}"
    return texts.say(
        "practice.share", count=str(share.count), total=str(share.total), percent=percent
    )


def _interval(texts: Texts, interval: Interval | None, places: int = 0) -> str:
    if interval is None:
        return "-"
    scale = 1 if places else 100
    low, high = (_number(texts, end * scale, places) for end in (interval.low, interval.high))
    return texts.say("practice.between", low=low, high=high)


def _number(texts: Texts, value: float, places: int) -> str:
    written = f"{value:.{places}f}"
    return written.replace(".", ",") if texts.language == "es" else written


def _due(texts: Texts, practice: Practice) -> Table:
    counts = {
        "due": str(len(practice.due)),
        "cards": str(practice.cards),
        "new": str(practice.new),
        "mastered": str(practice.mastered),
    }
    said = [
        texts.say("practice.due_of", **counts),
        texts.say("practice.mastered_means", days=str(MASTERED)),
    ]
    if not practice.answers.total:
        said.append(texts.say("practice.none"))
        return Table("due", texts.say("practice.due"), tuple(said))
    return _shares(texts, "due", [("practice.all", practice.answers)], said)


def _shares(
    texts: Texts, part: str, shares: Sequence[tuple[str, Share]], said: Sequence[str] = ()
) -> Table:
    """A table of shares, each named by a key of the texts."""
    rows = tuple(
        (texts.say(name), shown_share(texts, one), _interval(texts, one.interval))
        for name, one in shares
    )
    heading = texts.say(f"practice.{part}")
    return Table(
        part, heading, tuple(said), _columns(texts, heading), rows, tuple(one for _, one in shares)
    )


def _columns(texts: Texts, name: str) -> tuple[str, ...]:
    return (name, texts.say("practice.right"), texts.say("practice.interval"))


def _weak(wording: Wording, practice: Practice) -> Table:
    texts = wording.texts
    heading = texts.say("practice.weak")
    if not practice.weak:
        said = texts.say("practice.weak_none", least=str(ENOUGH), share=f"{WEAK:.0%}")
        return Table("weak", heading, (said,))
    named: list[tuple[str, Share]] = []
    for rule in practice.weak:
        name = f"{rule.flow}: {rule_words(wording, rule.flow, rule.rule)}"
        named.append((name, rule.right))
        if len(practice.profiles) > 1:
            named += [(f"{NO_BREAK * 2}{profile}", right) for profile, right in rule.profiles]
    rows = [
        (name, shown_share(texts, right), _interval(texts, right.interval)) for name, right in named
    ]
    shares = [right for _, right in named]
    columns = _columns(texts, texts.say("practice.rule"))
    return Table("weak", heading, (), columns, tuple(rows), tuple(shares))


def _confusions(wording: Wording, practice: Practice) -> Table:
    texts = wording.texts
    rows = []
    for one in practice.confusions:
        right, given = (_outcome(wording, name) for name in (one.right, one.given))
        words = texts.say("practice.confusion", flow=one.flow, right=right, given=given)
        rows.append((words, str(one.times)))
    heading = texts.say("practice.confusions")
    columns = (heading, texts.say("practice.times")) if rows else ()
    said = () if rows else (texts.say("practice.unpractised_none"),)
    return Table("confusions", heading, said, columns, tuple(rows))


def _outcome(wording: Wording, name: str) -> str:
    outcome = wording.policy.outcomes.get(name)
    return name if outcome is None else wording.without_a_case(outcome.title)


def _mail(texts: Texts, skill: MailSkill) -> Table:
    mode = texts.say(f"practice.mail_{skill.mode}")
    heading = texts.say("practice.mail", mode=mode)
    counts = {"messages": str(skill.messages), "frauds": str(skill.frauds)}
    said = [texts.say("practice.mail_messages", **counts)]
    rows: list[tuple[str, ...]] = []
    if skill.detection is None:
        said.append(texts.say("practice.no_detection"))
    else:
        rows += _detection(texts, skill.detection)
    if skill.cues.total:
        cue = (texts.say("practice.cues"), shown_share(texts, skill.cues))
        rows.append((*cue, _interval(texts, skill.cues.interval)))
    columns = _columns(texts, heading) if rows else ()
    return Table(f"mail-{skill.mode}", heading, tuple(said), columns, tuple(rows))


def _detection(texts: Texts, found: Detection) -> Iterator[tuple[str, ...]]:
    for key, share in (("hits", found.hits), ("false_alarms", found.false_alarms)):
        yield (
            texts.say(f"practice.{key}"),
            shown_share(texts, share),
            _interval(texts, share.interval),
        )
    measured = (
        ("d_prime", found.d_prime, found.d_prime_interval),
        ("bias", found.bias, found.bias_interval),
    )
    for key, value, interval in measured:
        shown = _number(texts, value, 2)
        yield texts.say(f"practice.{key}"), shown, _interval(texts, interval, 2)


def _questions(texts: Texts, practice: Practice) -> Iterator[Table]:
    asked = practice.questions
    counts = (
        ("right", asked.right),
        ("needless", asked.needless),
        ("too-early", asked.too_early),
        ("missed", asked.missed),
        ("wrong", asked.wrong),
    )
    if any(count for _, count in counts):
        heading = texts.say("practice.questions")
        rows = tuple((texts.say(f"practice.questions_{key}"), str(count)) for key, count in counts)
        yield Table("questions", heading, (), (heading, texts.say("practice.times")), rows)


def _retention(texts: Texts, practice: Practice) -> Table:
    heading = texts.say("practice.retention")
    rows = []
    for one in practice.retention:
        ends = {"from": str(one.days), "to": str(one.to)}
        longer = texts.say(
            "practice.retention_more" if one.to is None else "practice.retention_days", **ends
        )
        name = texts.count("day", one.days) if one.to == one.days else longer
        rows.append((name, shown_share(texts, one.right), _interval(texts, one.right.interval)))
    shares = tuple(one.right for one in practice.retention)
    return Table("retention", heading, (), _columns(texts, heading), tuple(rows), shares)


def _days(wording: Wording, practice: Practice) -> Table:
    texts = wording.texts
    heading = texts.say("practice.days")
    rows = tuple((wording.day(day.day), str(day.answers), str(day.right)) for day in practice.days)
    columns = (
        texts.say("practice.day"),
        texts.say("practice.answers"),
        texts.say("practice.right"),
    )
    return Table("days", heading, (), columns, rows)
