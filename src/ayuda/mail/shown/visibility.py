"""Whether a text is seen: what the elements around it come to together."""

from __future__ import annotations

import msgspec

from ayuda.mail.shown.colours import BLACK, WHITE, Colour
from ayuda.mail.shown.lengths import MEDIUM, READABLE
from ayuda.mail.shown.properties import UNKNOWN, Unknown
from ayuda.mail.shown.styles import Change


class _Look(msgspec.Struct, frozen=True):
    """What makes text look as it does; at first it is black on white, of ordinary size.

    ``gone`` and ``absent`` no element inside can change back; all else it can.
    """

    gone: bool = False
    absent: bool = False
    hidden: bool = False
    indented: bool = False
    size: float = MEDIUM
    colour: Colour | Unknown = BLACK
    behind: Colour | Unknown = WHITE

    @property
    def shows(self) -> bool:
        """Whether anything is to be seen, if not text."""
        return not (self.gone or self.hidden)

    @property
    def seen(self) -> bool:
        """Whether a person sees such a text."""
        if not self.shows or self.size < READABLE:
            return False
        if isinstance(self.colour, Unknown):
            return True
        if self.colour.faint:
            return False
        return isinstance(self.behind, Unknown) or not self.colour.near(self.behind)

    def after(self, change: Change) -> _Look:
        """How text looks inside an element that changes this."""
        behind = self.behind
        if isinstance(change.behind, Unknown):
            behind = UNKNOWN
        elif change.behind is not None and not change.behind.faint:
            opaque = change.behind.alpha == 1
            behind = change.behind if opaque else _mixed(change.behind, behind)
        return _Look(
            gone=self.gone or change.gone,
            absent=self.absent or change.absent,
            hidden=self.hidden if change.hidden is None else change.hidden,
            indented=self.indented if change.indented is None else change.indented,
            size=self.size if change.size is None else change.size.pixels(self.size),
            colour=self.colour if change.colour is None else change.colour,
            behind=behind,
        )


class State(msgspec.Struct, frozen=True, eq=False):
    """How text looks at one place of a page: whether it is ``seen``, or ``absent`` altogether.

    ``shows``: a picture is seen here; ``indented``: of a block, its first line is not.
    """

    look: _Look
    seen: bool
    shows: bool
    indented: bool
    absent: bool


class States:
    """The states of one page; what elements make of them is worked out once."""

    def __init__(self) -> None:
        self._of: dict[_Look, State] = {}
        self._after: dict[State, dict[int, State]] = {}
        self._settled = False
        self.ordinary = self._state(_Look())

    def settle(self) -> None:
        """From now on nothing changes how text looks."""
        self._settled = True

    def after(self, state: State, change: Change) -> State:
        """How text looks inside an element that changes this."""
        if self._settled:
            return self.ordinary
        known = self._after[state]
        found = known.get(id(change))  # a page keeps its changes
        if found is None:
            found = known[id(change)] = self._state(state.look.after(change))
        return found

    def _state(self, look: _Look) -> State:
        state = self._of.get(look)
        if state is None:
            state = self._of[look] = State(look, look.seen, look.shows, look.indented, look.absent)
            self._after[state] = {}
        return state


def _mixed(upper: Colour, lower: Colour | Unknown) -> Colour | Unknown:
    return UNKNOWN if isinstance(lower, Unknown) else upper.over(lower)
