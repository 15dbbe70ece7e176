"""Explanations for a terminal, a file or a pipe: headings, rules, time lines, sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ayuda.author.explaining.explanation import (
    Cases,
    Explanation,
    Explanations,
    Kind,
    NoticeRow,
    Reference,
    RuleRow,
    TimeLine,
)
from ayuda.texts import Texts
from ayuda.ui.explanation_computed import computed_lines, making_lines
from ayuda.ui.lines import HEADING, INDENT, TITLE, Line
from ayuda.view.wording import Wording

DRAWN = {
    False: "{begins} |======| {lasts} |------>",
    True: "{begins} ├━━━━━━┥ {lasts} ├──────▶",
}
DRAWN_BACK = {
    False: "<======|------ {lasts} ------| {begins}",
    True: "◀━━━━━━┿────── {lasts} ──────┤ {begins}",
}
"""A window on a line, in plain characters and in those of a terminal; back, it ends to the left."""


def explanation_lines(
    texts: Texts, document: Explanations, *, terminal: bool = False
) -> Iterator[Line]:
    """Everything that was asked for, one explanation after the other."""
    for place, explanation in enumerate(document.explanations):
        if place:
            yield from (Line(), Line())
        yield from _explanation(texts, explanation, terminal=terminal)


def _explanation(texts: Texts, one: Explanation, *, terminal: bool) -> Iterator[Line]:
    kind = texts.say(f"explain.kinds.{one.kind}")
    yield Line(texts.say("explain.title", kind=kind, id=one.id, title=one.title), TITLE)
    if one.about:
        yield Line(one.about)
    if one.say:
        yield Line(texts.say("screen.say", say=one.say))
    if one.reading:
        yield Line(texts.say("trace.reading", reading=one.reading))
    yield from (Line(text) for text in one.properties or ())
    yield from _made_of(texts, one)
    yield from _rules(texts, one.rules, whole=one.kind == "flow")
    yield from _numbered(texts, "screen.steps", one.steps)
    if one.not_promised:
        yield from _heading(texts, "not_promised")
        yield from (_item(text) for text in one.not_promised)
    yield from _onward(texts, one.onward)
    yield from _notices(texts, one.notices)
    if one.time_lines:
        yield from _heading(texts, "windows")
        for line in one.time_lines:
            yield from _time_line(texts, line, terminal=terminal)
    yield from _cases(texts, one.cases)
    yield from _references(texts, one)
    if one.sources:
        yield from _title(texts.say("screen.sources"))
        for source in one.sources:
            words = {"id": source.id, "section": source.section, "says": source.says}
            yield _item(texts.say("screen.source_line", **words))


def _made_of(texts: Texts, one: Explanation) -> Iterator[Line]:
    """How it is computed, its values or what is asked, and what is computed for it."""
    if one.making:
        yield from _heading(texts, "making")
        yield from making_lines(texts, one.making)
    if one.facts:
        yield from _heading(texts, "asked" if one.kind == "flow" else "values")
        yield from (
            _item(texts.say("trace.because", name=name, value=words)) for name, words in one.facts
        )
    if one.computed:
        yield from _heading(texts, "computed")
        yield from computed_lines(texts, one.computed)


def _title(text: str) -> Iterator[Line]:
    yield from (Line(), Line(text, HEADING))


def _heading(texts: Texts, key: str) -> Iterator[Line]:
    yield from _title(texts.say(f"explain.{key}"))


def _item(text: str, indent: int = INDENT) -> Line:
    return Line(text, indent=indent, hang=INDENT)


def _numbered(texts: Texts, heading: str, steps: Sequence[str]) -> Iterator[Line]:
    if steps:
        yield from _title(texts.say(heading))
        for number, step in enumerate(steps, 1):
            yield Line(step, indent=INDENT, hang=4, mark=f"{number}.", accent="")


def _rules(texts: Texts, rules: Sequence[RuleRow], *, whole: bool) -> Iterator[Line]:
    if not rules:
        return
    yield from _heading(texts, "rules" if whole else "rule")
    if whole:
        yield _item(texts.say("trace.intro"))
    for row in rules:
        hang = 4
        yield Line(row.id, HEADING, indent=INDENT, hang=hang, mark=f"{row.number}.", accent="")
        inner = INDENT + hang
        conditions = texts.say("explain.all_of").join(row.conditions)
        yield _item(
            texts.say("explain.where", conditions=conditions)
            if conditions
            else texts.say("explain.otherwise"),
            inner,
        )
        yield _item(texts.say("explain.comes_to", title=row.title, outcome=row.outcome), inner)
        if row.deadlines:
            names = texts.listed(row.deadlines, "and")
            yield _item(texts.say("explain.shows", windows=names), inner)
        if row.amounts:
            names = texts.listed(row.amounts, "and")
            yield _item(texts.say("explain.shows_amounts", amounts=names), inner)
        if row.statements:
            ids = " ".join(row.statements)
            yield _item(texts.say("screen.ids", ids=ids), inner)
        if row.reading:
            yield _item(texts.say("trace.reading", reading=row.reading), inner)


def _onward(texts: Texts, onward: Sequence[str]) -> Iterator[Line]:
    if onward:
        yield from _title(texts.say("screen.onward"))
        yield from (_item(text) for text in onward)


def _notices(texts: Texts, notices: Sequence[NoticeRow]) -> Iterator[Line]:
    if not notices:
        return
    yield from _heading(texts, "notices")
    for notice in notices:
        yield _item(notice.text)
        sets = [texts.say("explain.all_of").join(tests) for tests in notice.conditions if tests]
        said = texts.say("explain.any_of").join(sets)
        yield _item(
            texts.say("explain.where", conditions=said) if said else texts.say("explain.always"),
            INDENT * 2,
        )


def _time_line(texts: Texts, line: TimeLine, *, terminal: bool) -> Iterator[Line]:
    way = "window_back" if line.back else "window"
    if line.several:
        way = "window_back_several" if line.back else "window_several"
    yield _item(texts.say(f"explain.{way}", name=line.name, begins=line.begins))
    inner = INDENT * 2
    if len(line.stretches) > 1:
        drawn = (DRAWN_BACK if line.back else DRAWN)[terminal]
        words = {"lasts": line.lasts, "begins": line.begins}
        yield Line(drawn.format(**words), indent=inner, unbroken=True)
    else:
        yield _item(texts.say("explain.lasts", lasts=line.lasts), inner)
    if line.not_yet:
        yield _item(texts.say("explain.not_yet", name=line.not_yet), inner)
    for number, stretch in enumerate(line.stretches, 1):
        edge = texts.say("explain.edge") if stretch.holds_at_its_end else ""
        name = texts.say("explain.stretch", number=str(number), name=stretch.name)
        yield _item(f"{name} {edge}".strip(), inner)
    yield from (_item(words, inner) for words in (line.closed, line.seen_at) if words)
    if line.reading:
        yield _item(texts.say("trace.reading", reading=line.reading), inner)


def _cases(texts: Texts, cases: Sequence[Cases]) -> Iterator[Line]:
    if not cases:
        return
    yield from _heading(texts, "cases")
    for one in cases:
        rules = ", ".join(one.rules)
        yield _item(texts.say("explain.cases_of", flow=one.title, rules=rules))
        for region in one.regions:
            text = texts.say("explain.all_of").join(region) or texts.say("explain.every_case")
            yield Line(text, indent=INDENT * 2, hang=INDENT, mark="-", accent="")
        if not one.complete:
            yield _item(texts.say("explain.more_cases"), INDENT * 2)


def _references(texts: Texts, one: Explanation) -> Iterator[Line]:
    if one.references:
        yield from _heading(texts, one.references_are)
        yield from (_reference(texts, reference) for reference in one.references)


def _reference(texts: Texts, reference: Reference) -> Line:
    return _item(
        texts.say("explain.reference", path=reference.path, words=reference.words).rstrip(" :")
    )


def index_lines(wording: Wording, known: Mapping[Kind, Sequence[str]]) -> Iterator[Line]:
    """What can be explained, by kind, with what it is called."""
    texts = wording.texts
    yield Line(texts.say("explain.index"), TITLE)
    yield Line(texts.say("explain.index_hint"))
    for kind, names in known.items():
        if names:
            yield from _title(texts.say(f"explain.kinds.{kind}"))
            yield _item(", ".join(names))
