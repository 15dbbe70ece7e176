"""Which elements are open at a place of a page, as browsers close them (WHATWG HTML, 13.2.6).

No tree is built. A tree is what a hostile page blows up: unclosed formatting elements are opened
again in every paragraph, so that 75 KB can become gigabytes. The stack of what is open is enough
to know how a text looks.
"""

from __future__ import annotations

from typing import Final

import msgspec

from ayuda.mail.shown.elements import (
    BLOCKS,
    CELLS,
    FORMATTING,
    OUTERMOST,
    SPECIAL,
    STARTS,
    STOPS,
    STRUCTURE,
    TABLE_PARTS,
    Ending,
)
from ayuda.mail.shown.styles import Change
from ayuda.mail.shown.visibility import State, States

BREAK: Final = "\x00"
"""Stands for the end of a line, among the pieces of a page's text."""
STEPS: Final = 500_000
"""Open elements that are looked through for those that a tag ends, in one page together."""


class Element(msgspec.Struct, frozen=True, eq=False):
    """An opening tag: its name, the breaks that it and its end put in the text, its change.

    ``plain``: it is no table, no part of one, and not the page itself; ``holds`` parts of a table
    and no text, or is a ``cell`` of one. ``starts`` says which elements it ends first, unless it
    stands directly in one that it ``fits``.
    """

    name: str
    piece: str
    end: str
    change: Change | None
    plain: bool
    holds: bool
    cell: bool
    starts: Ending | None
    fits: frozenset[str] | None


def element(name: str, piece: str, end: str, change: Change | None) -> Element:
    """An element, with what browsers know of its name."""
    starts = STARTS.get(name)
    fits = None if starts is None else starts.fits
    plain = name not in _NOT_PLAIN
    return Element(name, piece, end, change, plain, name in STRUCTURE, name in CELLS, starts, fits)


def is_passed_by(name: str, change: Change | None) -> bool:
    """Whether an element needs not be known to be open: a row that changes nothing, say.

    Cells end one another, and all in a table ends with it.
    """
    return change is None and name in _ROWS


_ROWS = STRUCTURE - {"table"}
_NOT_PLAIN = OUTERMOST | TABLE_PARTS | {"table"}
_PAGE = element("", "", "", None)


class Nesting:
    """The elements that are open, and how text looks in the innermost of them.

    ``interrupted`` is formatting that goes on with the next text. ``gave_up``: more is wrongly
    nested than is looked at, and from there on all is taken as seen.
    """

    __slots__ = (
        "_cut",
        "_looks",
        "_once",
        "_open",
        "_outside",
        "_parts",
        "_quirks",
        "_rows",
        "_states",
        "_steps",
        "gave_up",
        "interrupted",
        "state",
    )

    def __init__(self, *, quirks: bool) -> None:
        self._looks = States()
        self.state = self._looks.ordinary
        self.gave_up = False
        self._quirks = quirks
        self._open = [_PAGE]
        self._states = [self.state]  # how text looks in each of them
        self._parts: list[State] = []  # and rows and cells, in parts of a table
        self.interrupted: list[Element] = []
        self._outside: list[list[Element]] = []  # the same, of what is around each cell
        self._rows = 0  # how many of those are rows or groups of rows
        self._once = set[str]()
        self._cut = False  # whether the line that is open begins where nobody looks
        self._steps = STEPS

    def enter(self, element: Element) -> str:
        """Opens an element; what it puts between the texts around it."""
        fits = element.fits
        if fits is not None and self._open[-1].name not in fits:
            self._make_room(element)
        if not element.plain:
            return self._enter_part(element)
        if self.interrupted and element.name not in BLOCKS:
            self._go_on()
        state = self.state
        if element.change is not None:
            self.state = state = self._looks.after(state, element.change)
        self._open.append(element)
        self._states.append(state)
        if element.piece:
            self._cut = state.indented
        return "" if state.absent else element.piece

    def shows_text(self) -> bool:
        """Whether a person sees a text that comes now."""
        if self.interrupted:
            self._go_on()
        return self.state.seen and not self._cut

    def _go_on(self) -> None:
        """Opens formatting again that was open when something around it ended."""
        again, self.interrupted = self.interrupted, []
        self._steps -= len(again)
        for element in again:
            self.enter(element)
        if self._steps < 0:
            self._give_up()

    def _enter_part(self, element: Element) -> str:
        """Opens a part of a table, which may hang on what is open, or the page itself."""
        name = element.name
        state = self.state
        if name in OUTERMOST:
            if name in self._once:
                return element.piece
            self._once.add(name)
        elif name in TABLE_PARTS:
            if not self._parts:
                return ""
            if not self._open[-1].holds:
                self._close(self._found(STRUCTURE, frozenset()) + 1)
            state = self._parts[-1]
            if element.cell:
                self._outside.append(self.interrupted)
                self.interrupted = []
        if element.change is not None:
            state = self._looks.after(state, element.change)
        if element.holds:
            # What a browser finds here beside rows and cells it moves before the table.
            self._parts.append(state)
            self._rows += name != "table"
        else:
            self.state = state
        self._open.append(element)
        self._states.append(self.state)
        if element.piece:
            self._cut = state.indented
        return "" if state.absent else element.piece

    def within(self, change: Change | None) -> State:
        """How an element looks that has no content."""
        return self.state if change is None else self._looks.after(self.state, change)

    def pass_by(self, element: Element) -> str:
        """What an element that has no content puts between the texts around it."""
        if not element.piece or self.within(element.change).absent:
            return ""
        self._cut = False
        return element.piece

    def leave(self, name: str) -> str:
        """Closes the element that a closing tag is meant for, and all in it, if there is one.

        What that puts between the texts around it.
        """
        if self._open[-1].name == name:
            return self._pop()
        if name in OUTERMOST or (name in _ROWS and not self._rows):
            return ""
        index = self._found(frozenset((name,)), STOPS.get(name, SPECIAL))
        if index and name in FORMATTING:
            return self._close_formatting(index)
        if index:
            return self._close(index)
        if name in FORMATTING:
            self._forget(name)
        return BREAK if name == "p" else ""

    def _make_room(self, element: Element) -> None:
        """Ends what an opening tag ends first."""
        starts = element.starts
        if starts is None or (self._quirks and element.name == "table"):
            return
        while index := self._found(starts.ends, starts.barriers):
            self._close(index)

    def _found(self, names: frozenset[str], barriers: frozenset[str]) -> int:
        """Where the innermost of some elements is open, if nothing stands before it; or 0."""
        for index in range(len(self._open) - 1, 0, -1):
            name = self._open[index].name
            self._steps -= 1
            if name in names:
                return index
            if name in barriers:
                break
        if self._steps < 0:
            self._give_up()
        return 0

    def _pop(self) -> str:
        element, state = self._open.pop(), self._states.pop()
        if element.plain:
            pass
        elif element.holds:
            state = self._parts.pop()
            self._rows -= element.name != "table"
        elif element.cell:
            self.interrupted = self._outside.pop()
        self.state = self._states[-1]
        if element.end:
            self._cut = False
        return "" if state.absent else element.end

    def _close(self, index: int) -> str:
        """Closes all from ``index`` on; a line end if one of them ends a line."""
        inside = self._open[index + 1 :]
        pieces = [self._pop() for _ in range(len(inside) + 1)]
        # What does not change how text looks need not go on.
        self.interrupted += [one for one in inside if one.change and one.name in FORMATTING]
        return max(pieces)

    def _close_formatting(self, index: int) -> str:
        """Closes a formatting element; blocks that are open inside go on without it."""
        inside = self._open[index + 1 :]
        blocks = [element for element in inside if element.name in SPECIAL]
        piece = self._close(index)
        self._steps -= len(inside)
        for block in blocks:
            self.enter(block)
        return piece

    def _forget(self, name: str) -> None:
        """Ends formatting that would have gone on."""
        for at in range(len(self.interrupted) - 1, -1, -1):
            self._steps -= 1
            if self.interrupted[at].name == name:
                del self.interrupted[at]
                break

    def _give_up(self) -> None:
        self.gave_up = True
        self._looks.settle()
        del self._open[1:], self._states[1:], self._parts[:], self._outside[:]
        self.interrupted, self._rows = [], 0
        self.state = self._looks.ordinary
