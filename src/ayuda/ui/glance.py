"""A decision at a glance: what is said to the customer, on one screen of a terminal.

All text has one left edge; what stands before it in the margin says what it is: the answer, what
must not be missed, a numbered step, a remark. Only the answer is bold, and there is one accent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial

from msgspec import structs

from ayuda.texts import Texts
from ayuda.ui.lines import Line, Part, height_of
from ayuda.ui.report import discovery_line
from ayuda.view.pages import Deadline, DecisionPage, Remark

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
    head = [_line(page.flow, style=ASIDE), _line(page.title, sign["answer"], ANSWER, "answer")]
    if page.say:
        said = texts.say("screen.say", say=page.say)
        head.append(_labelled(said, said.find(":") + 1))
    head += filter(None, map(partial(_deadline, texts), page.deadlines))
    for one in page.sums:
        told = "; ".join(texts.say("trace.because", name=name, value=v) for name, v in one.lines)
        value = texts.say("trace.computed", words=one.value, reasons=told) if told else one.value
        words = texts.say("trace.because", name=one.name, value=value)
        head.append(_labelled(words, len(one.name) + 1))
    yield head + [_remark(texts, notice, "", plain=plain) for notice in important]
    numbered = enumerate(page.steps, 1)
    steps = [_remark(texts, step, str(number), plain=plain) for number, step in numbered]
    steps[:1] = [structs.replace(step, part="first step") for step in steps[:1]]
    remarks = [_remark(texts, notice, "", plain=plain) for notice in others]
    onward = [one.title for one in page.onward if one.title != one.name]
    ways = [_line(title, sign["onward"]) for title in onward]
    yield from (part for part in (steps, remarks + ways, list(_found(texts, page, sign))) if part)
    if sources := _sources(texts, page):
        yield [_line(sources, style=ASIDE)]
    for preference in page.worth_setting:
        command = Line(preference.command, indent=MARGIN, unbroken=True)
        yield [_line(preference.text, style=ASIDE), command]


def _deadline(texts: Texts, deadline: Deadline) -> Line | None:
    """A deadline in full; of one that is said to the customer already, only the time left."""
    if not deadline.is_said:
        text = texts.say("trace.because", name=deadline.name, value=deadline.text)
    elif deadline.left:
        text = texts.say("screen.deadline_left", name=deadline.name, left=deadline.left)
    else:
        return None
    return _labelled(text, len(deadline.name) + 1)


def _labelled(text: str, length: int) -> Line:
    """A text that begins with what it is called, which stands back behind the rest of it."""
    return Line(text, hang=MARGIN, mark=" ", lead=length, accent=ASIDE)


def _line(text: str, mark: str = "", style: str = "", part: Part = "") -> Line:
    return Line(text, style, hang=MARGIN, mark=mark or " ", accent=ACCENT, part=part)


def _remark(texts: Texts, remark: Remark, number: str, *, plain: bool) -> Line:
    """A step or a notice; a step that must not be missed has the sign behind its number."""
    part: Part = "important" if remark.important and not number else ""
    if plain:
        alarm = f"{texts.say('screen.important')} " if remark.important else ""
        return _line(f"{alarm}{remark.text}", f"{number}." if number else "", part=part)
    if remark.important:
        return _line(remark.text, f"{number}{MARKS['important']}", part=part)
    return Line(remark.text, hang=MARGIN, mark=number or MARKS["remark"], accent="")


def _found(texts: Texts, page: DecisionPage, sign: Mapping[str, str]) -> Iterator[Line]:
    """What the message says of itself, what was found in it, and what would prove it."""
    for name, text in page.message:
        yield _line(texts.say("trace.because", name=name, value=text), style=ASIDE)
    for discovery in page.discoveries:
        text = discovery.says if discovery.offers else discovery_line(texts, discovery).text
        line = _line(text, sign["important" if discovery.breaks else "remark"])
        yield line if discovery.breaks else structs.replace(line, accent="")


def _sources(texts: Texts, page: DecisionPage) -> str:
    """What backs the decision, in one line: ids of statements, and whether we read the source."""
    if not page.sources:
        return texts.say("screen.ids_reading_alone") if page.reading else ""
    ids = " ".join(source.id for source in page.sources)
    return texts.say("screen.ids_reading" if page.reading else "screen.ids", ids=ids)


def pages_of(lines: Sequence[Line], width: int, height: int) -> list[list[Line]]:
    """Lines as pages that fit a screen: one if need be without empty lines, or several.

    All of several begin with the answer, and the first has the first step: what is important
    waits behind it where there is no room for both. A paragraph is never parted, nor are what is
    to be copied and the words above it.
    """

    @cache  # To wrap a paragraph takes longer than all else here.
    def rows(line: Line) -> int:
        return height_of([line], width)

    def fits(shown: Iterable[Line]) -> bool:
        return sum(map(rows, shown)) <= height

    if fits(lines):
        return [list(lines)]
    filled = [line for line in lines if line.text]
    places = [place for place, line in enumerate(filled) if line.part == "answer"]
    answer = [filled[place] for place in places]
    filled = _first_step_early(filled[places[0] :] if places else filled, fits)
    pages: list[list[Line]] = [[]]
    for lines_together in _together(filled):
        grown = [*pages[-1], *lines_together]
        if pages[-1] not in ([], answer) and not fits(grown):
            grown = [*answer, *lines_together]
            pages.append([])
        pages[-1] = grown
    return pages


def _together(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines one by one, but what is to be copied with what says what it is."""
    groups: list[list[Line]] = []
    for line in lines:
        if line.unbroken and groups:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _first_step_early(lines: list[Line], fits: Callable[[Iterable[Line]], bool]) -> list[Line]:
    """The lines, and behind the first step those that keep it from being on the first page."""
    place = next((place for place, line in enumerate(lines) if line.part == "first step"), None)
    if place is None:
        return lines
    head, step = lines[:place], lines[place]
    waiting: list[Line] = []
    for line in reversed(lines[:place]):
        if line.part == "important" and not fits([*head, step]):
            head.remove(line)
            waiting.insert(0, line)
    return [*head, step, *waiting, *lines[place + 1 :]]
