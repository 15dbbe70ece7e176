"""Two policies compared, on a screen: what is decided differently first, then all else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from ayuda.texts import Texts, visible
from ayuda.ui.lines import HEADING, INDENT, Line
from ayuda.view.diff_formats import Diff, DiffCases, DiffFlow, DiffPart, DiffRegion

MOST = 50
"""So many changed parts of one kind, and rows, are listed; the rest is counted."""
KINDS = ("window", "step", "notice", "other", "text")


def diff_lines(texts: Texts, document: Diff) -> Iterator[Line]:
    """The whole comparison."""
    say = texts.say
    old, new = (visible(one.file, None) for one in (document.old, document.new))
    yield Line(say("diff.arrow", old=old, new=new), HEADING)
    if not (document.alike or document.flows):
        yield Line(say("diff.no_flow"))
    for flow in document.flows:
        yield Line()
        yield from _flow(texts, flow)
    changed = document.flows or document.added or document.removed or document.parts
    if not changed:
        yield Line(say("diff.same", old=old, new=new))
    else:
        yield Line()
        for key in ("added", "removed"):
            names = getattr(document, key)
            if names:
                yield Line(say(f"diff.{key}", flows=", ".join(names)))
        if document.alike:
            yield Line(say("diff.unchanged", flows=", ".join(document.alike)))
        yield from _parts(texts, document.parts)
    if document.cases is not None and not document.cases:
        yield Line(say("diff.no_cases"))
    for cases in document.cases or ():
        yield Line()
        yield from _cases(texts, cases)


def _flow(texts: Texts, flow: DiffFlow) -> Iterator[Line]:
    say = texts.say
    if flow.apart:
        yield Line(say("diff.apart", flow=flow.flow, facts=", ".join(flow.apart)), HEADING)
        return
    if flow.more is None:
        key = "endless" if flow.regions else "endless_open"
        yield Line(say(f"diff.{key}", flow=flow.flow), HEADING)
    else:
        only_shown = all(one.shown for one in flow.cells)
        told = [one.cells for one in flow.cells if only_shown or not one.shown]
        count = texts.count("diff_cells", sum(told))
        key = "shown_too" if only_shown else "flow"
        yield Line(say(f"diff.{key}", flow=flow.flow, count=count), HEADING)
    for region in flow.regions:
        yield from _region(texts, region)
    if flow.more:
        yield Line(say("diff.more", count=texts.count("diff_regions", flow.more)), indent=INDENT)
    if len(flow.cells) > 1 or any(one.cells for one in flow.cells[1:]):
        yield Line(say("diff.counts", counts="; ".join(_counts(texts, flow))), indent=INDENT)
    if any(region.example is None for region in flow.regions):
        yield Line(say("diff.perhaps_note"), indent=INDENT)
    if not flow.exact and flow.cells:
        yield Line(say("diff.at_most"), indent=INDENT)


def _counts(texts: Texts, flow: DiffFlow) -> Iterator[str]:
    for one in flow.cells:
        if one.shown:
            yield texts.say("diff.count_shown", outcome=one.old or "", cells=str(one.cells))
        else:
            arrow = _arrow(texts, _end(texts, one.old), _end(texts, one.new))
            yield texts.say("trace.because", name=arrow, value=str(one.cells))


def _arrow(texts: Texts, old: str, new: str) -> str:
    return texts.say("diff.arrow", old=old, new=new)


def _end(texts: Texts, outcome: str | None) -> str:
    return texts.say("diff.no_case") if outcome is None else outcome


def _region(texts: Texts, region: DiffRegion) -> Iterator[Line]:
    say = texts.say
    where = "; ".join(region.where) or say("diff.all_cases")
    if region.shown:
        said = say("diff.shown", where=where, outcome=region.old or "")
    else:
        old, new = _end(texts, region.old), _end(texts, region.new)
        said = say("trace.because", name=where, value=_arrow(texts, old, new))
    if region.example is None:
        said = say("diff.perhaps", said=said)
    yield Line(said, indent=INDENT, hang=INDENT)
    if region.example is not None:
        example = region.example
        none = say("diff.no_rule")
        facts = ", ".join(f"{name} = {_plain(value)}" for name, value in example.facts.items())
        words = {
            "facts": facts or say("diff.all_cases"),
            "old": example.old_rule or none,
            "new": example.new_rule or none,
            "now": datetime.fromisoformat(example.now).strftime("%Y-%m-%dT%H:%M"),
        }
        yield Line(say("diff.example", **words), indent=2 * INDENT, hang=INDENT)


def _plain(value: Any) -> str:  # noqa: ANN401 - a value as JSON has it
    if isinstance(value, bool):
        return "true" if value else "false"
    return "+".join(map(str, value)) if isinstance(value, list) else str(value)


# ----------------------------------------------------------------- the rest


def _parts(texts: Texts, parts: Sequence[DiffPart]) -> Iterator[Line]:
    for kind in KINDS:
        found = [part for part in parts if part.kind == kind]
        if found:
            yield Line(texts.say(f"diff.{_heading(kind)}"), HEADING)
        for part in found[:MOST]:
            yield Line(visible(_part(texts, part), None), indent=INDENT, hang=INDENT)
        if len(found) > MOST:
            more = texts.count("diff_parts", len(found) - MOST)
            yield Line(texts.say("diff.more", count=more), indent=INDENT)


def _heading(kind: str) -> str:
    return f"{kind}s"


def _part(texts: Texts, part: DiffPart) -> str:
    if part.kind != "text" and part.old is not None and part.new is not None:
        how = _arrow(texts, part.old, part.new)
    else:
        how = texts.say(f"diff.how_{part.how}")
    name = part.path if part.row is None else f"{part.path} ({'; '.join(part.row)})"
    return texts.say("trace.because", name=name, value=how)


# -------------------------------------------------------------------- cases


def _cases(texts: Texts, cases: DiffCases) -> Iterator[Line]:
    say = texts.say
    words = {
        "changed": str(cases.changed),
        "unchanged": str(cases.unchanged),
        "no_baseline": str(cases.no_baseline),
    }
    yield Line(say("diff.cases", flow=cases.flow, file=visible(cases.file, None), **words), HEADING)
    for verdict, key, count in (
        ("changed", "case_changed", cases.changed),
        ("no-baseline", "case_no_baseline", cases.no_baseline),
    ):
        rows = [row for row in cases.rows if row.verdict == verdict]
        if rows:
            yield Line(say(f"diff.{key}"), indent=INDENT)
        for row in rows:
            old = _verdict(texts, row.old_outcome, row.old_rule)
            new = _verdict(texts, row.new_outcome, row.new_rule)
            where = texts.say("diff.row", number=str(row.row))
            if row.where is not None:
                where = visible(row.where, None)
            said = say("trace.because", name=where, value=_arrow(texts, old, new))
            yield Line(said, indent=2 * INDENT)
        if count > len(rows):
            more = texts.count("batch_rows", count - len(rows))
            yield Line(say("diff.more", count=more), indent=2 * INDENT)
    if cases.unchanged:
        listed = ", ".join(map(str, cases.unchanged_rows))
        rest = cases.unchanged - len(cases.unchanged_rows)
        if rest:
            listed = f"{listed} {say('diff.more', count=texts.count('batch_rows', rest))}"
        yield Line(say("diff.case_rows", rows=listed), indent=INDENT)


def _verdict(texts: Texts, outcome: str | None, rule: str | None) -> str:
    if outcome is None:
        return texts.say("diff.undecided")
    return texts.say("diff.verdict", outcome=outcome, rule=rule or "")
