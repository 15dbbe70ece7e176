"""A list of which several lines can be ticked, with arrow keys, numbers and Space."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from shutil import get_terminal_size
from textwrap import wrap
from typing import Final

from prompt_toolkit.application import Application
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import FormattedTextControl, HSplit, Layout, Window
from prompt_toolkit.output import Output
from prompt_toolkit.styles import Style

from ayuda.ui.prompts import Choice, numbers, wrapped

INDENT: Final = 10
"""Where the label of a line begins: behind the pointer, the box and the key."""
TICKED, OPEN, NO_BOX = "[x]", "[ ]", "   "
BOLD: Final = Style([("pointed", "bold"), ("question", "bold")])


class Ticks:
    """The state of such a list: what is ticked, and the line that is pointed at.

    ``ways`` are lines below it that are an answer of their own.
    """

    def __init__(self, choices: Sequence[Choice], ways: Sequence[Choice], refusal: str) -> None:
        self.lines = [*choices, *ways]
        self.keys = numbers(self.lines)
        self.count = len(choices)
        self.pointed = 0
        self.ticked: set[int] = set()
        self.refusal = refusal
        self.refused = False

    def move(self, by: int) -> None:
        """Point at the next line, or the one before; behind the last is the first."""
        self.pointed = (self.pointed + by) % len(self.lines)
        self.refused = False

    def toggle(self, place: int) -> None:
        """Tick a line, or take its tick away."""
        self.pointed = place
        self.ticked ^= {place}
        self.refused = False

    def press(self, place: int | None = None) -> str | None:
        """Toggle a line, or the one that is pointed at; the key of a way, which is an answer."""
        place = self.pointed if place is None else place
        if place >= self.count:
            return self.lines[place].key
        self.toggle(place)
        return None

    def taken(self) -> str | tuple[str, ...] | None:
        """What is answered: the key of a way, or of all that is ticked; None where nothing is."""
        if self.pointed >= self.count:
            return self.lines[self.pointed].key
        if not self.ticked:
            self.refused = True
            return None
        return tuple(self.lines[one].key for one in sorted(self.ticked))

    def shown(self) -> StyleAndTextTuples:
        """The lines as they stand on the screen, with their styles."""
        found: StyleAndTextTuples = []
        for place, line in enumerate(self.lines):
            pointed = place == self.pointed
            box = (TICKED if place in self.ticked else OPEN) if place < self.count else NO_BOX
            key = f"{self.keys[place]})" if self.keys[place] else "  "
            room = max(get_terminal_size().columns - INDENT - 1, INDENT)
            rows = wrap(line.label, room, break_on_hyphens=False) or [""]
            label = f"\n{' ' * INDENT}".join(rows)
            found.append(("[SetCursorPosition]" if pointed else "", ""))
            end = "" if place + 1 == len(self.lines) and not self.refused else "\n"
            text = f" {'>' if pointed else ' '} {box} {key} {label}{end}"
            found.append(("class:pointed" if pointed else "", text))
        if self.refused:
            found.append(("", "\n".join(wrapped(self.refusal, indent=2))))
        return found


def ticks_application(
    heading: str, below: str, ticks: Ticks, output: Output
) -> tuple[Application[str | tuple[str, ...]], KeyBindings]:
    """What shows such a list below a question, and its keys."""
    bindings = KeyBindings()

    def bind(key: Keys | str, act: Callable[[], object]) -> None:
        def pressed(event: KeyPressEvent) -> None:
            answer = act()
            if answer is not None:
                event.app.exit(result=answer)

        bindings.add(key, eager=True)(pressed)

    for key, by in ((Keys.Up, -1), (Keys.Down, 1)):
        bind(key, partial(ticks.move, by))
    bind(Keys.ControlM, ticks.taken)
    bind(" ", ticks.press)
    bindings.add(Keys.ControlC)(lambda event: event.app.exit(exception=KeyboardInterrupt()))
    for place, key_of in enumerate(ticks.keys):
        for key_name in {key_of, key_of.upper()} - {""}:
            bind(key_name, partial(ticks.press, place))
    head = FormattedTextControl([("", "? "), ("class:question", heading), ("", below)])
    body = FormattedTextControl(ticks.shown, show_cursor=False)
    window = HSplit(
        [
            Window(head, dont_extend_height=True),
            Window(body, dont_extend_height=True, always_hide_cursor=True),
        ]
    )
    application: Application[str | tuple[str, ...]] = Application(
        Layout(window), key_bindings=bindings, output=output, style=BOLD, erase_when_done=True
    )
    return application, bindings
