"""A policy's own cases, and the changes that they do not notice, in lines for people."""

from __future__ import annotations

from collections.abc import Iterator

from ayuda.texts import LONGEST_PLACE, Texts, in_file, visible
from ayuda.ui.lines import INDENT, Line
from ayuda.view.case_formats import CaseEnd, Cases, FlowCases, MutantChange, Mutants, Survivor


def case_lines(texts: Texts, document: Cases) -> Iterator[Line]:
    """A line for each flow; below it the cases that failed, and the rules that none comes to."""
    for flow in document.flows:
        yield from _flow_lines(texts, flow)


def _flow_lines(texts: Texts, flow: FlowCases) -> Iterator[Line]:
    words = {"flow": flow.flow, "cases": texts.count("own_cases", flow.cases)}
    if flow.failed:
        yield Line(texts.say("cases.failed", **words, failed=str(len(flow.failed))))
    else:
        yield Line(texts.say("cases.fine", **words))
    for failure in flow.failed:
        place = f"{in_file(failure.file, failure.line, failure.column)}: {failure.path}"
        name = place if failure.id is None else f"{place} ({failure.id})"
        yield Line(visible(name, LONGEST_PLACE), indent=INDENT)
        said, got = _end(texts, failure.expected), _end(texts, failure.got)
        yield Line(texts.say("cases.expected", end=said), indent=2 * INDENT)
        yield Line(texts.say("cases.got", end=got), indent=2 * INDENT)
    if flow.unreached and flow.cases:
        rules = ", ".join(flow.unreached)
        yield Line(texts.say("cases.unreached", rules=rules), indent=INDENT)


def _end(texts: Texts, end: CaseEnd) -> str:
    """What a case comes to, in a few words."""
    if end.contradiction is not None:
        return texts.say("cases.contradiction", what=end.contradiction)
    if end.outcome is None:
        if not end.needs:
            return texts.say("cases.open")
        return texts.say("cases.needs", facts=", ".join(end.needs))
    told = end.outcome
    if end.rule is not None:
        told = texts.say("cases.by_rule", outcome=end.outcome, rule=end.rule)
    ends = (f"{name} → {moment}" for name, moment in end.until.items())
    return "; ".join((told, *ends))


def mutant_lines(texts: Texts, document: Mutants, *, whole: bool) -> Iterator[Line]:
    """The changes counted, those that no case notices, and with ``whole`` those without effect."""
    for part in document.parts:
        words = {
            "part": part.part,
            "changes": texts.count("mutants", part.changes),
            "noticed": str(part.noticed),
            "same": str(part.same),
            "refused": str(part.refused),
            "survivors": str(part.survivors),
            "unsettled": str(part.unsettled),
        }
        yield Line(texts.say("mutants.part", **words))
    if whole and document.same:
        yield Line()
        yield Line(texts.say("mutants.same"))
        yield from (Line(_change(texts, one), indent=INDENT) for one in document.same)
    yield Line()
    if document.unsettled:
        yield Line(texts.say("mutants.unsettled"))
        for other in document.unsettled:
            words = {"change": _change(texts, other.change), "flow": other.flow}
            yield Line(texts.say("mutants.unsettled_in", **words), indent=INDENT)
        yield Line()
    if not document.survivors:
        yield Line(texts.say("mutants.no_other" if document.unsettled else "mutants.none"))
        return
    yield Line(texts.count("survivors", len(document.survivors)))
    for one in document.survivors:
        yield from _survivor_lines(texts, one)
    if document.written is not None:
        yield Line()
        cases = texts.count("own_cases", document.added)
        yield Line(texts.say("mutants.written", cases=cases, file=document.written))


def _survivor_lines(texts: Texts, one: Survivor) -> Iterator[Line]:
    yield Line()
    yield Line(_change(texts, one.change))
    for row in one.case.toml.splitlines():
        yield Line(row, indent=INDENT, unbroken=True)


def _change(texts: Texts, one: MutantChange) -> str:
    """A change in words."""
    return texts.say(f"mutants.{one.kind}", path=one.path, was=one.was, becomes=one.becomes)
