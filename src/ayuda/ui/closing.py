"""What is below an answer: pages, why, what is made of the decision, and where to go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Final, TextIO

import msgspec

from ayuda.texts import Texts
from ayuda.ui.glance import pages_of
from ayuda.ui.lines import Line, height_of, print_shown, terminal_width
from ayuda.ui.prompts import CHANGE, WAY_OUT, Choice, Prompter, SteppedBack
from ayuda.ui.walk import Walk

if TYPE_CHECKING:
    from ayuda.ui.after_keys import AfterKeys

ANSWER: Final = "?answer"
WHY: Final = "?why"
MORE: Final = "?more"
CHANGE_ANSWER: Final = "?change"
STEP_BACK: Final = "?step-back"
DONE: Final = "?done"
WHY_LETTER: Final = "w"
MORE_LETTER: Final = "m"


class Closing(msgspec.Struct, frozen=True):
    """The screen of an answer and the small menu below it.

    ``views`` are what can be shown of it, and ``flows`` where it goes on, with their titles.
    ``after`` are the keys for what is made of a decision, where there is one.
    """

    prompter: Prompter
    texts: Texts
    stream: TextIO
    views: Mapping[str, Sequence[Line]]
    flows: Mapping[str, str]
    after: AfterKeys | None = None

    def present(self, first: str, walk: Walk) -> str:
        """Show one of several views page by page, until it leads on: to a flow, or elsewhere."""
        shown, place, is_new = first, 0, True
        while True:
            choices = self._offers(shown, can_change=bool(walk.changeable))
            pages = self._pages(self._lines(shown), choices)
            if len(pages) > 1:
                numbers = {"page": str(place + 1), "pages": str(len(pages))}
                more = Choice(MORE, self.texts.say("walk.more", **numbers), MORE_LETTER)
                choices.insert(len(self.flows), more)
            if is_new:
                print_shown(self.stream, self._with_gap(pages[place], choices))
            if len(choices) == 1:
                return DONE
            chosen = self._chosen(choices, MORE if place + 1 < len(pages) else DONE)
            is_new = self.after is None or not self.after.take(chosen, shown)
            if chosen == MORE:
                place = (place + 1) % len(pages)
            elif chosen in self.views or (self.after is not None and chosen in self.after.views):
                shown, place = chosen, 0
            elif is_new:
                return chosen

    def _lines(self, view: str) -> Sequence[Line]:
        if view in self.views or self.after is None:
            return self.views[view]
        return self.after.lines(view)

    def _chosen(self, choices: Sequence[Choice], default: str) -> str:
        try:
            return self.prompter.offer(choices, default)
        except SteppedBack:
            return STEP_BACK

    def _pages(self, lines: Sequence[Line], choices: Sequence[Choice]) -> list[list[Line]]:
        """Lines as pages, each of which leaves room for the menu below it."""
        more = Choice(MORE, self.texts.say("walk.more", page="9", pages="9"), MORE_LETTER)
        size, width = get_terminal_size(), terminal_width()
        pages = pages_of(lines, width, size.lines - self.prompter.offer_height(choices))
        if len(pages) == 1:
            return pages
        place = len(self.flows)
        choices = [*choices[:place], more, *choices[place:]]
        return pages_of(lines, width, size.lines - self.prompter.offer_height(choices))

    def _with_gap(self, page: list[Line], choices: Sequence[Choice]) -> list[Line]:
        """A page with an empty row above the menu, where there is room for one."""
        taken = height_of(page, terminal_width()) + self.prompter.offer_height(choices)
        return [*page, Line()] if taken < get_terminal_size().lines else page

    def _offers(self, shown: str, *, can_change: bool) -> list[Choice]:
        """What can be chosen below an answer, without the next page."""
        choices = [Choice(flow, title) for flow, title in self.flows.items()]
        if shown != ANSWER:
            choices.append(Choice(ANSWER, self.texts.say("walk.answer"), WHY_LETTER))
        elif WHY in self.views:
            choices.append(Choice(WHY, self.texts.say("walk.why"), WHY_LETTER))
        if self.after is not None:
            choices += self.after.choices(shown)
        if can_change:
            choices.append(Choice(CHANGE_ANSWER, self.texts.say("walk.change"), CHANGE))
        return [*choices, Choice(DONE, self.texts.say("walk.done"), WAY_OUT)]
