"""A decision at a glance: what is said to the customer, on one screen of a terminal.

All text has one left edge; what stands before it in the margin says what it is: the answer, what
must not be missed, a numbered step, a remark. Only the answer is bold, and there is one accent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ayuda.texts import Texts
from ayuda.ui.lines import Line, height_of
from ayuda.ui.report import discovery_line
from ayuda.view.pages import DecisionPage, Remark

MARGIN = 3
ACCENT = "magenta"
ANSWER = "bold"
ASIDE = "dim"
MARKS = {"answer": "●", "open": "?", "important": "!", "remark": "·", "onward": "+"}
"""The signs in the margin; in plain words they are left out, and said where they matter."""
GAP = Line()


def glance_lines(texts: Texts, page: DecisionPage, *, plain: bool = False) -> list[Line]:
    """A decision in the order in which it is told, an empty line between its parts."""
    lines: list[Line] = []
    for part in _parts(texts, page, plain=plain):
        lines += [GAP, *part] if lines else part
    return lines


def _parts(texts: Texts, page: DecisionPage, *, plain: bool) -> Iterator[list[Line]]:
    """The parts of the screen, none of them empty."""
    important = [notice for notice in page.notices if notice.important]
    others = [notice for notice in page.notices if not notice.important]
    sign = {name: "" if plain else mark for name, mark in MARKS.items()}
    head = [_line(page.flow, style=ASIDE), _line(page.title, sign["answer"], ANSWER)]
    if page.say:
        head.append(_line(texts.say("screen.say", say=page.say)))
    head += [_line(f"{deadline.name}: {deadline.text}") for deadline in page.deadlines]
    yield head + [_remark(texts, notice, "", plain=plain) for notice in important]
    numbered = enumerate(page.steps, 1)
    steps = [_remark(texts, step, str(number), plain=plain) for number, step in numbered]
    remarks = [_remark(texts, notice, "", plain=plain) for notice in others]
    onward = [one.title for one in page.onward if one.title != one.name]
    ways = [_line(title, sign["onward"]) for title in onward]
    yield from (part for part in (steps, remarks + ways, list(_found(texts, page))) if part)
    if sources := _sources(texts, page):
        yield [_line(sources, style=ASIDE)]


def _line(text: str, mark: str = "", style: str = "") -> Line:
    return Line(text, style, hang=MARGIN, mark=mark or " ", accent=ACCENT)


def _remark(texts: Texts, remark: Remark, number: str, *, plain: bool) -> Line:
    """A step or a notice; a step that must not be missed has the sign behind its number."""
    if plain:
        alarm = f"{texts.say('screen.important')} " if remark.important else ""
        return _line(f"{alarm}{remark.text}", f"{number}." if number else "")
    if remark.important:
        return _line(remark.text, f"{number}{MARKS['important']}")
    return Line(remark.text, hang=MARGIN, mark=number or MARKS["remark"], accent="")


def _found(texts: Texts, page: DecisionPage) -> Iterator[Line]:
    """What the message says of itself, what was found in it, and what would prove it."""
    for name, text in page.message:
        yield _line(texts.say("trace.because", name=name, value=text), style=ASIDE)
    for discovery in page.discoveries:
        line = discovery.says if discovery.offers else discovery_line(texts, discovery).text
        yield _line(line)


def _sources(texts: Texts, page: DecisionPage) -> str:
    """What backs the decision, in one line: ids of statements, and whether we read the source."""
    if not page.sources:
        return texts.say("screen.ids_reading_alone") if page.reading else ""
    ids = " ".join(source.id for source in page.sources)
    return texts.say("screen.ids_reading" if page.reading else "screen.ids", ids=ids)


def pages_of(lines: Sequence[Line], width: int, height: int) -> list[list[Line]]:
    """Lines as pages that fit a screen: one if need be without empty lines, or several.

    All of several begin with the answer. A paragraph is never parted.
    """
    if height_of(lines, width) <= height:
        return [list(lines)]
    filled = [line for line in lines if line.text]
    places = [place for place, line in enumerate(filled) if _is_answer(line)]
    answer = [filled[place] for place in places]
    filled = filled[places[0] :] if places else filled
    pages: list[list[Line]] = [[]]
    for line in filled:
        grown = [*pages[-1], line]
        if pages[-1] not in ([], answer) and height_of(grown, width) > height:
            grown = [*answer, line]
            pages.append([])
        pages[-1] = grown
    return pages


def _is_answer(line: Line) -> bool:
    return line.style == ANSWER and bool(line.mark)
