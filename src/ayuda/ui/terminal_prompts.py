"""Questions with arrow keys and letters, by Questionary; all on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from shutil import get_terminal_size
from textwrap import wrap
from typing import TypeVar

import questionary
from prompt_toolkit.application import Application
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import FormattedTextControl, Layout, Window
from prompt_toolkit.output import create_output
from questionary.prompts.common import InquirerControl

from ayuda.texts import Texts
from ayuda.ui.prompts import Choice, letters, offer_rows, wrapped
from ayuda.ui.terminal_manners import bind_manners, end_with, signals_leave
from ayuda.ui.terminal_ticks import Ticks, ticks_application
from ayuda.view.wording import HIDDEN

Answer = TypeVar("Answer")

STYLE = questionary.Style(
    [
        ("qmark", ""),
        ("question", "bold"),
        ("answer", ""),
        ("pointer", "bold"),
        ("highlighted", "bold"),
        ("instruction", ""),
    ]
)
"""Weight alone: no colour that a light or a dark ground would swallow."""
LABEL_INDENT = 6
"""Where the label of a menu's line begins."""


class TerminalPrompter:
    """Asks with Questionary: arrows and Enter, or a letter that chooses at once.

    What is pasted at a menu counts for nothing; of several lines pasted where something is to be
    typed each is an answer of its own, and the last one stands there until Enter.
    """

    plain = False

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._output = create_output(stdout=sys.stderr)
        self._pasted: list[str] = []

    def choose(self, question: str, hint: str, choices: Sequence[Choice], default: str = "") -> str:
        """See Prompter."""
        keys = letters(choices)
        shown = [
            questionary.Choice(_label(letter, choice.label), value=choice.key, shortcut_key=False)
            for letter, choice in zip(keys, choices, strict=True)
        ]
        below = [*wrapped(hint, indent=2), *wrapped(self._texts.say("walk.keys"), indent=2)]
        asked = questionary.select(
            _hanging(question),
            choices=shown,
            instruction="".join(f"\n{line}" for line in below),
            qmark="?",
            pointer=">",
            style=STYLE,
            use_jk_keys=False,
            use_emacs_keys=False,
            output=self._output,
        )
        control = _control_of(asked)
        if default:
            control.pointed_at = [choice.key for choice in choices].index(default)
        bindings = asked.application.key_bindings
        assert isinstance(bindings, KeyBindings)
        for place, letter in enumerate(keys):
            _bind_letter(bindings, letter, _chooser(control, place))
        self._pasted.clear()
        answer: str = self._answer(asked.application, bindings)
        return answer

    def write(
        self,
        question: str,
        hint: str,
        check: Callable[[str], str | None],
        *,
        personal: bool = False,
    ) -> str:
        """See Prompter. What is refused stays there to be mended."""
        self.tell("\n".join([f"? {_hanging(question)}", *wrapped(hint, indent=2)]))
        refused = ""
        while True:
            typed = self._line(refused, personal=personal)
            objection = check(typed)
            if objection is None:
                return typed
            refused = typed
            self.tell("\n".join(wrapped(objection, indent=2)))

    def tick(
        self, question: str, hint: str, choices: Sequence[Choice], ways: Sequence[Choice]
    ) -> str | tuple[str, ...]:
        """See Prompter."""
        none = ways[0].label
        ticks = Ticks(choices, ways, self._texts.say("walk.nothing_ticked", none=none))
        hints = [*wrapped(hint, indent=2), *wrapped(self._texts.say("walk.ticks_keys"), indent=2)]
        below = "".join(f"\n{line}" for line in hints)
        application, bindings = ticks_application(_hanging(question), below, ticks, self._output)
        self._pasted.clear()
        answer = self._answer(application, bindings)
        keys = {answer} if isinstance(answer, str) else set(answer)
        told = [one.label for one in ticks.lines if one.key in keys]
        self.tell("? " + _hanging(" ".join([question, ", ".join(told)])))
        return answer

    def _line(self, begun: str, *, personal: bool) -> str:
        """A line that is typed, or the next of several that were pasted."""
        if self._pasted and not begun:
            begun = self._pasted.pop(0)
            if self._pasted:
                self.tell(f" > {HIDDEN if personal else begun}")
                return begun.strip()
        bindings = KeyBindings()
        bindings.add(Keys.BracketedPaste, eager=True)(self._take_pasted)
        asked = questionary.text(
            "",
            default=begun,
            qmark=" >",
            style=STYLE,
            output=self._output,
            key_bindings=bindings,
        )
        asked.application.erase_when_done = personal
        answer: str = self._answer(asked.application, bindings)
        typed = answer.strip()
        if personal:
            self.tell(f" > {HIDDEN if typed else ''}".rstrip())
        return typed

    def _take_pasted(self, event: KeyPressEvent) -> None:
        first, *more = [line for line in event.data.splitlines() if line.strip()] or [""]
        event.current_buffer.insert_text(first)
        if more:
            self._pasted += more
            event.current_buffer.validate_and_handle()

    def offer(self, choices: Sequence[Choice], default: str) -> str:
        """See Prompter."""
        pointed = [choice.key for choice in choices].index(default)

        def shown() -> str:
            return "\n".join(offer_rows(choices, pointed))

        def move(by: int) -> Callable[[KeyPressEvent], None]:
            def moved(_event: KeyPressEvent) -> None:
                nonlocal pointed
                pointed = (pointed + by) % len(choices)

            return moved

        def take(event: KeyPressEvent) -> None:
            event.app.exit(result=choices[pointed].key)

        def taker(key: str) -> Callable[[KeyPressEvent], None]:
            return lambda event: event.app.exit(result=key)

        bindings = KeyBindings()
        for key, by in ((Keys.Up, -1), (Keys.Left, -1), (Keys.Down, 1), (Keys.Right, 1)):
            bindings.add(key)(move(by))
        bindings.add(Keys.ControlM)(take)
        bindings.add(Keys.ControlC)(_interrupt)
        for letter, choice in zip(letters(choices), choices, strict=True):
            _bind_letter(bindings, letter, taker(choice.key))
        window = Window(
            FormattedTextControl(shown), always_hide_cursor=True, dont_extend_height=True
        )
        application: Application[str] = Application(
            Layout(window), key_bindings=bindings, output=self._output, erase_when_done=True
        )
        self._pasted.clear()
        return self._answer(application, bindings)

    def offer_height(self, choices: Sequence[Choice]) -> int:
        """See Prompter."""
        return len(offer_rows(choices, 0))

    def tell(self, text: str) -> None:
        """See Prompter."""
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()

    @staticmethod
    def _answer(application: Application[Answer], bindings: KeyBindings) -> Answer:
        """What a person answers. Raises what a signal raises that ends the program meanwhile."""
        bind_manners(application, bindings)
        ended: list[BaseException] = []
        with signals_leave(application, ended):
            try:
                answer = application.run(
                    pre_run=lambda: end_with(application, ended), handle_sigint=False
                )
            finally:
                if ended:
                    raise ended[0] from None
        return answer


def _hanging(question: str) -> str:
    """A question as it stands behind its sign."""
    return "\n".join(wrapped(question, indent=2)).lstrip()


def _label(letter: str, label: str) -> str:
    """A line of a menu; wrapped, its rows begin where the label does."""
    room = max(get_terminal_size().columns - LABEL_INDENT - 1, LABEL_INDENT)
    rows = wrap(label, room, break_on_hyphens=False) or [""]
    return (f"{letter}) " if letter else "") + f"\n{' ' * LABEL_INDENT}".join(rows)


def _control_of(asked: questionary.Question) -> InquirerControl:
    return next(
        control
        for control in asked.application.layout.find_all_controls()
        if isinstance(control, InquirerControl)
    )


def _bind_letter(
    bindings: KeyBindings, letter: str, handler: Callable[[KeyPressEvent], None]
) -> None:
    """Let a letter choose its line at once: the customer is on the line."""
    for key in {letter, letter.upper()} - {""}:
        bindings.add(key, eager=True)(handler)


def _interrupt(event: KeyPressEvent) -> None:
    event.app.exit(exception=KeyboardInterrupt())


def _chooser(control: InquirerControl, place: int) -> Callable[[KeyPressEvent], None]:
    def choose(event: KeyPressEvent) -> None:
        control.pointed_at = place
        control.is_answered = True
        event.app.exit(result=control.get_pointed_at().value)

    return choose
