"""A proposal as a mapping: TOML that is taken as it is, with every guess marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from ayuda.batch.proposal import Column, Proposal
from ayuda.batch.rows.layout import Layout
from ayuda.batch.rows.reading.sample import MOST_ROWS, Sample
from ayuda.model import Policy
from ayuda.texts import Texts

MOST_SHOWN = 40
"""How many cells of a column are listed."""
GUESS = "guess"


def proposal_text(
    texts: Texts, policy: Policy, proposal: Proposal, sample: Sample, layout: Layout
) -> str:
    """The mapping, with its comments in the language of the texts."""
    blocks = [
        _head(texts, sample),
        [f"flow = {quoted(proposal.flow)}", *_layout(layout)],
        _unstated(texts, policy, proposal),
        _columns(texts, proposal, sample),
        *(_values(texts, policy, column) for column in proposal.columns),
        _dates(texts, proposal.columns),
    ]
    return "\n\n".join("\n".join(lines) for lines in map(list, blocks) if lines) + "\n"


def quoted(text: str) -> str:
    """A text as a basic string of TOML; what nobody sees is written as its number."""
    marks = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(marks.get(letter) or _seen(letter) for letter in text) + '"'


def _seen(letter: str) -> str:
    return letter if letter.isprintable() else f"\\U{ord(letter):08X}"


def _comments(*texts: str) -> Iterator[str]:
    for text in texts:
        yield from (f"# {line}" for line in text.splitlines())


def _head(texts: Texts, sample: Sample) -> Iterator[str]:
    yield from _comments(texts.say("proposal.head", guess=GUESS))
    if not sample.is_whole:
        yield from _comments(texts.say("proposal.looked_at", number=str(MOST_ROWS)))


def _layout(layout: Layout) -> Iterator[str]:
    for name, told in msgspec.structs.asdict(layout).items():
        if told:
            yield f"{name} = {quoted(told) if isinstance(told, str) else told}"


def _unstated(texts: Texts, policy: Policy, proposal: Proposal) -> Iterator[str]:
    named = [name for name in proposal.unstated if policy.facts[name].kind in {"choice", "yes-no"}]
    others = [name for name in proposal.unstated if name not in named]
    if not proposal.unstated:
        return
    yield from _comments(texts.say("proposal.unstated", facts=", ".join((*named, *others))))
    if named:
        yield "# [set]"
    for name in named:
        first, *more = _allowed(policy, name)
        yield f"# {name} = {quoted(first)}  # {', '.join((first, *more))}"


def _allowed(policy: Policy, fact: str) -> Sequence[str]:
    known = policy.facts[fact]
    return ("yes", "no") if known.kind == "yes-no" else tuple(known.values)


def _columns(texts: Texts, proposal: Proposal, sample: Sample) -> Iterator[str]:
    yield "[columns]"
    found = {column.heading: column for column in proposal.columns}
    for column in proposal.columns:
        mark = "" if column.is_sure else f"  # {GUESS}"
        yield f"{quoted(column.heading)} = {quoted(column.fact)}{mark}"
    yield from (f"# {quoted(heading)} = {quoted(fact)}" for heading, fact in proposal.may_state)
    left = [quoted(heading) for heading in sample.cells if heading not in found]
    if left:
        yield from _comments(texts.say("proposal.left", columns=", ".join(left)))


def _values(texts: Texts, policy: Policy, column: Column) -> Iterator[str]:
    if column.is_of_moments:
        unknown: tuple[str, ...] = ()
        words = texts.say("proposal.nothing")
    else:
        unknown = column.unknown
        words = texts.say("proposal.values", allowed=", ".join(_allowed(policy, column.fact)))
    if not (column.values or unknown):
        return
    yield f"[values.{quoted(column.heading)}]"
    yield from _comments(words)
    for cell, value in column.values.items():
        yield f"{quoted(cell)} = {quoted(value)}  # {GUESS}"
    if unknown:
        yield from _comments(texts.say("proposal.unknown", heading=quoted(column.heading)))
        yield from (f'# {quoted(cell)} = ""' for cell in unknown[:MOST_SHOWN])
        yield from _more(texts, unknown)


def _more(texts: Texts, cells: Sequence[str]) -> Iterator[str]:
    if len(cells) > MOST_SHOWN:
        yield from _comments(texts.say("proposal.more", number=str(len(cells) - MOST_SHOWN)))


def _dates(texts: Texts, columns: Iterable[Column]) -> Iterator[str]:
    lines: list[str] = []
    for column in columns:
        heading = quoted(column.heading)
        if len(column.forms) == 1:
            lines.append(f"{heading} = {quoted(column.forms[0])}  # {GUESS}")
        elif column.forms:
            told = texts.say("proposal.several_forms", forms=", ".join(column.forms))
            lines += [*_comments(told), f"# {heading} = {quoted(column.forms[0])}"]
        elif column.unknown and column.is_of_moments:
            told = texts.say("proposal.no_form", heading=heading)
            shown = ", ".join(map(quoted, column.unknown[:5]))
            lines += _comments(told, shown)
    return iter(["[dates]", *lines] if lines else [])
