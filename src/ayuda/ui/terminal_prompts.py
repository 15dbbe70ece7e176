"""Questions with arrow keys and letters, by Questionary; all on standard error."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType

import questionary
from prompt_toolkit.application import Application
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import create_output
from questionary.prompts.common import InquirerControl

from ayuda.texts import Texts
from ayuda.ui.prompts import Choice, letters, wrapped

ENDS = ("SIGINT", "SIGTERM", "SIGHUP")
"""The signals that end the program."""
STYLE = questionary.Style(
    [
        ("qmark", "bold"),
        ("question", "bold"),
        ("answer", "bold"),
        ("pointer", "bold"),
        ("highlighted", "bold"),
        ("instruction", ""),
    ]
)


class TerminalPrompter:
    """Asks with Questionary: arrows and Enter, or a letter that chooses at once."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._output = create_output(stdout=sys.stderr)

    def choose(self, question: str, hint: str, choices: Sequence[Choice], default: str = "") -> str:
        """See Prompter."""
        keys = letters(choices)
        shown = [
            questionary.Choice(
                f"{letter}) {choice.label}" if letter else choice.label,
                value=choice.key,
                shortcut_key=False,
            )
            for letter, choice in zip(keys, choices, strict=True)
        ]
        below = [*wrapped(hint, indent=2), *wrapped(self._texts.say("walk.keys"), indent=2)]
        asked = questionary.select(
            question,
            choices=shown,
            default=default or None,
            instruction="".join(f"\n{line}" for line in below),
            qmark="?",
            pointer=">",
            style=STYLE,
            use_jk_keys=False,
            use_emacs_keys=False,
            output=self._output,
        )
        _bind_letters(asked, keys)
        return _answer(asked)

    def write(self, question: str, hint: str, check: Callable[[str], str | None]) -> str:
        """See Prompter."""
        self.tell("\n".join([*wrapped(f"? {question}"), *wrapped(hint, indent=2)]))
        while True:
            asked = questionary.text("", qmark=" >", style=STYLE, output=self._output)
            typed = _answer(asked).strip()
            objection = check(typed)
            if objection is None:
                return typed
            self.tell("\n".join(wrapped(objection, indent=2)))

    def tell(self, text: str) -> None:
        """See Prompter."""
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def _answer(asked: questionary.Question) -> str:
    """What a person answers. Raises what a signal raises that ends the program meanwhile."""
    ended: list[BaseException] = []
    application: Application[str] = asked.application
    with _signals_leave(application, ended):
        try:
            answer = application.run(
                pre_run=lambda: _end_with(application, ended), handle_sigint=False
            )
        finally:
            if ended:
                raise ended[0] from None
    return answer


@contextmanager
def _signals_leave(application: Application[str], ended: list[BaseException]) -> Iterator[None]:
    """Let signals that are heard elsewhere leave the question as Ctrl-C does.

    Raised in the middle of drawing, they would leave the terminal as it is just then.
    """
    names = [name for name in ENDS if hasattr(signal, name)]
    formers = {getattr(signal, name): signal.getsignal(getattr(signal, name)) for name in names}
    heard = {number: former for number, former in formers.items() if callable(former)}

    def leave(number: int, frame: FrameType | None) -> None:
        try:
            heard[signal.Signals(number)](number, frame)
        except KeyboardInterrupt as raised:
            ended.append(raised)
            if application.is_running and application.loop is not None:
                application.loop.call_soon_threadsafe(_end_with, application, ended)

    if current_thread() is not main_thread():
        yield
        return
    for number in heard:
        signal.signal(number, leave)
    try:
        yield
    finally:
        for number, former in heard.items():
            signal.signal(number, former)


def _end_with(application: Application[str], ended: Sequence[BaseException]) -> None:
    """End a question with what was raised, if anything was and it is not at its end anyway."""
    future = application.future
    if ended and future is not None and not future.done():
        application.exit(exception=ended[0])


def _bind_letters(asked: questionary.Question, keys: Sequence[str]) -> None:
    """Let a letter choose its line at once: the customer is on the line."""
    application = asked.application
    control = next(
        control
        for control in application.layout.find_all_controls()
        if isinstance(control, InquirerControl)
    )
    bindings = application.key_bindings
    assert isinstance(bindings, KeyBindings)
    bindings.add(Keys.ControlD, eager=True)(_leave)
    for place, letter in enumerate(keys):
        for key in {letter, letter.upper()} - {""}:
            bindings.add(key, eager=True)(_chooser(control, place))


def _leave(event: KeyPressEvent) -> None:
    event.app.exit(exception=EOFError)


def _chooser(control: InquirerControl, place: int) -> Callable[[KeyPressEvent], None]:
    def choose(event: KeyPressEvent) -> None:
        control.pointed_at = place
        control.is_answered = True
        event.app.exit(result=control.get_pointed_at().value)

    return choose
