"""A decision with all that backs it: for a file, a pipe, and whoever asks why.

Headings, numbered steps and words, no boxes and no bare symbols. Colour and weight only repeat
what the words say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ayuda.texts import Texts
from ayuda.ui.lines import HEADING, INDENT, TITLE, Line
from ayuda.view.pages import DecisionPage, Discovery, Reason, Remark


def decision_lines(texts: Texts, page: DecisionPage) -> Iterator[Line]:
    """A decision: what it comes to, until when, what to do, what backs it, where to go on."""
    yield Line(f"{page.flow}: {page.title}", TITLE)
    if page.say:
        yield Line(texts.say("screen.say", say=page.say), HEADING, hang=INDENT)
    yield from _case(texts, page)
    for deadline in page.deadlines:
        words = texts.say("trace.because", name=deadline.name, value=deadline.text)
        yield Line(words, HEADING, hang=INDENT)
    yield from _sums(texts, page)
    important = [notice for notice in page.notices if notice.important]
    for notice in important:
        yield _remark(texts, notice, indent=0)
    yield from _found(texts, page)
    if page.steps:
        yield from _heading(texts, "steps")
        yield from _numbered(texts, page.steps)
    others = [notice for notice in page.notices if not notice.important]
    if others:
        yield from _heading(texts, "notices")
        for notice in others:
            yield _remark(texts, notice, indent=INDENT)
    yield from _grounds(texts, page)
    yield from onward_lines(texts, page)
    yield from _worth_setting(texts, page)
    yield from _command(texts, page)


def grounds_lines(texts: Texts, page: DecisionPage) -> Iterator[Line]:
    """What backs a decision: the case, the sources in their words, and the trace."""
    yield Line(f"{page.flow}: {page.title}", TITLE)
    yield from _case(texts, page)
    yield from _grounds(texts, page)
    yield from _command(texts, page)
    yield Line()
    yield from why_lines(texts, page)


def _case(texts: Texts, page: DecisionPage) -> Iterator[Line]:
    if page.facts:
        case = "; ".join(
            texts.say("trace.because", name=name, value=value) for name, value in page.facts
        )
        yield Line(texts.say("screen.facts", facts=case), hang=INDENT)


def _sums(texts: Texts, page: DecisionPage) -> Iterator[Line]:
    """The amounts, each with its lines."""
    for one in page.sums:
        yield Line(texts.say("trace.because", name=one.name, value=one.value), HEADING, hang=INDENT)
        for name, value in one.lines:
            words = texts.say("trace.because", name=name, value=value)
            yield Line(words, indent=INDENT, hang=INDENT)


def _worth_setting(texts: Texts, page: DecisionPage) -> Iterator[Line]:
    """What would have changed the answer, and the command that sets it for every call."""
    if page.worth_setting:
        yield from _heading(texts, "worth_setting")
    for preference in page.worth_setting:
        yield Line(preference.text, indent=INDENT, hang=INDENT)
        yield Line(preference.command, indent=INDENT, unbroken=True)


def _command(texts: Texts, page: DecisionPage) -> Iterator[Line]:
    yield from _heading(texts, "command")
    yield Line(page.command, unbroken=True, indent=INDENT)


def _found(texts: Texts, page: DecisionPage) -> Iterator[Line]:
    """The message as it says itself to be, and what was found in it."""
    if page.message:
        yield from _heading(texts, "message")
        for name, text in page.message:
            yield Line(
                texts.say("trace.because", name=name, value=text), indent=INDENT, hang=INDENT
            )
    offers = [discovery for discovery in page.discoveries if discovery.offers]
    if len(offers) < len(page.discoveries):
        yield from _heading(texts, "discoveries")
        for discovery in page.discoveries:
            if not discovery.offers:
                yield discovery_line(texts, discovery)
    if offers:
        yield from _heading(texts, "offers")
        for discovery in offers:
            yield Line(discovery.says, indent=INDENT, hang=INDENT)


def _heading(texts: Texts, key: str) -> Iterator[Line]:
    yield Line()
    yield Line(texts.say(f"screen.{key}"), HEADING)


def _remark(texts: Texts, remark: Remark, indent: int, number: str = "") -> Line:
    hang = len(number) or INDENT
    if not remark.important:
        return Line(f"{number}{remark.text}", indent=indent, hang=hang)
    lead = f"{number}{texts.say('screen.important')}"
    return Line(f"{lead} {remark.text}", HEADING, indent=indent, hang=hang, lead=len(lead))


def discovery_line(texts: Texts, discovery: Discovery) -> Line:
    """Something that was found, with the statement that it breaks and its evidence."""
    key = "breaks" if discovery.breaks else "remark"
    words = {"says": discovery.says}
    if discovery.breaks and discovery.statement:
        key, words["statement"] = "breaks_statement", discovery.statement
    line = texts.say(f"screen.{key}", **words)
    if discovery.evidence:
        line = texts.say("screen.evidence", line=line, evidence=discovery.evidence)
    return Line(line, indent=INDENT, hang=INDENT)


def _numbered(texts: Texts, remarks: Sequence[Remark]) -> Iterator[Line]:
    width = len(str(len(remarks)))
    for number, remark in enumerate(remarks, 1):
        yield _remark(texts, remark, INDENT, f"{number:>{width}}. ")


def _grounds(texts: Texts, page: DecisionPage) -> Iterator[Line]:
    yield from _heading(texts, "sources")
    for source in page.sources:
        if source.main:
            words = {"id": source.id, "section": source.section, "says": source.says}
            yield Line(texts.say("screen.source_line", **words), indent=INDENT, hang=INDENT)
    if page.reading:
        ours = texts.say("screen.reading", reading=page.reading)
        yield Line(ours, indent=INDENT, hang=INDENT)
    sections: dict[str, list[str]] = {}
    for source in page.sources:
        if not source.main:
            sections.setdefault(source.section, []).append(source.id)
    if sections:
        also = "; ".join(f"{', '.join(ids)} ({section})" for section, ids in sections.items())
        yield Line(texts.say("screen.sources_also", also=also), indent=INDENT, hang=INDENT)


def onward_lines(texts: Texts, page: DecisionPage) -> Iterator[Line]:
    """The ways to go on, each with the command that carries the facts over."""
    if page.onward:
        yield from _heading(texts, "onward")
        for onward in page.onward:
            words = texts.say("screen.onward_line", title=onward.title, command=onward.command)
            yield Line(words, indent=INDENT, unbroken=True)


def why_lines(texts: Texts, page: DecisionPage) -> Iterator[Line]:
    """The trace in plain words, rule by rule, what would change it, and where things were found."""
    yield Line(texts.say("trace.heading"), HEADING)
    yield Line(texts.say("trace.intro"))
    for number, reason in enumerate(page.reasons, 1):
        words = {"number": str(number), "outcome": reason.outcome, "rule": reason.rule}
        key = "held" if reason.held else "failed"
        yield Line(texts.say(f"trace.{key}", **words), HEADING if reason.held else "", hang=3)
        for words_of in _reason_words(texts, reason):
            yield Line(words_of, indent=3, hang=INDENT)
    if page.computed:
        yield from _heading(texts, "computed")
        for computed in page.computed:
            yield Line(computed, indent=INDENT, hang=INDENT)
    if page.nearest:
        yield from _heading(texts, "nearest")
        for change in page.nearest:
            said = texts.listed(change.facts, "and")
            key = "would_be_without" if change.without else "would_be"
            would_be = texts.say(f"trace.{key}", outcome=change.outcome, facts=said)
            yield Line(would_be, indent=INDENT, hang=INDENT)
    places = [
        discovery.place
        for discovery in page.discoveries
        if discovery.place and not discovery.offers
    ]
    if places:
        yield from _heading(texts, "places")
        for place in places:
            yield Line(place, indent=INDENT, hang=INDENT)


def _reason_words(texts: Texts, reason: Reason) -> Iterator[str]:
    facts = "; ".join(reason.because)
    if facts:
        key = "looked_at_held" if reason.held else "looked_at_failed"
        yield texts.say(f"trace.{key}", facts=facts)
    else:
        yield texts.say("trace.always" if reason.held else "trace.impossible")
    if reason.sources:
        yield texts.say("trace.stands_on", statements=texts.listed(reason.sources, "and"))
    if reason.reading:
        yield texts.say("trace.reading", reading=reason.reading)
