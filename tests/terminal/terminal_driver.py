"""A real pseudo-terminal with `ayuda` on it: keys go in, what a person sees comes out."""

from __future__ import annotations

import os
import re
import signal
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from fcntl import ioctl
from pathlib import Path
from select import select
from typing import Any

import pexpect
import pyte

UP = "\x1b[A"
DOWN = "\x1b[B"
ENTER = "\r"
CTRL_C = "\x03"
CTRL_D = "\x04"
BACKSPACE = "\x7f"

PATIENCE = 20.0
"""Seconds until a test gives up waiting; what is there in time is noticed at once."""

GATHERING = 0.005
"""Seconds between the pieces in which a terminal hands on what was written at once."""

RESTING, RESTS = 0.02, 3
"""Seconds between two looks at whether the program rests, and how many in a row have to say so."""

MENU_ITEM = re.compile(r" (?P<pointer>[> ]) (?P<letter>[a-z0-9])\) (?P<label>.*?)(?= [> ] \w\) |$)")
ESCAPE = "\x1b"
CTRL_Z = "\x1a"


class _AnsweringScreen(pyte.Screen):
    """A screen that answers what programs ask of a terminal (where the cursor is)."""

    answer: Callable[[str], None]

    def write_process_input(self, data: str) -> None:
        self.answer(data)


class Terminal:
    """`ayuda` running on a pseudo-terminal of some size."""

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        *,
        columns: int = 80,
        lines: int = 60,
        program: Sequence[str] = (sys.executable, "-m", "ayuda"),
    ) -> None:
        self.raw = b""
        self._screen = _AnsweringScreen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._before = folder / f"attributes-{os.getpid()}-{time.monotonic_ns()}"
        command, *rest = [*program, *arguments]
        self._child: Any = pexpect.spawn(
            command,
            rest,
            env=dict(environment),
            cwd=str(folder),
            dimensions=(lines, columns),
            echo=True,
            timeout=PATIENCE,
            preexec_fn=self._note_attributes,
        )
        self._child.delaybeforesend = None
        self._child.ptyproc.delayafterclose = 0
        self._master: int = self._child.child_fd
        # Held open, the terminal outlives the program, and so do its settings.
        device, self._attributes_before = self._before.read_text().split("\n", 1)
        self._device = os.open(device, os.O_RDWR | os.O_NOCTTY)
        self._screen.answer = self.send

    def _note_attributes(self) -> None:
        self._before.write_text(f"{os.ttyname(0)}\n{termios.tcgetattr(0)!r}")

    # ------------------------------------------------------------------ what a person does

    def send(self, keys: str) -> None:
        """Press keys."""
        os.write(self._master, keys.encode())

    def type(self, text: str) -> None:
        """Type a line and press Enter."""
        self.send(text + ENTER)

    def paste(self, text: str) -> None:
        """Paste a text, as terminals hand it on where a program wants to know that."""
        self.send(f"\x1b[200~{text}\x1b[201~")

    def hang_up_input(self) -> None:
        """End the input, as Ctrl-D does on an empty line."""
        self.send(CTRL_D)

    def signal(self, number: int) -> None:
        """Send the program a signal."""
        self._child.kill(number)

    # ------------------------------------------------------------------ what a person sees

    def settle(self, seconds: float = 0.4) -> None:
        """Let the program take in what was typed, where nothing on the screen tells of it.

        It has these seconds, or until it is seen to rest with no key untaken.
        """
        deadline = time.monotonic() + seconds
        rested, before = 0, self._work_so_far()
        while rested < RESTS and time.monotonic() < deadline:
            is_told = self._read(RESTING)
            now = self._work_so_far()
            rests = not is_told and now == before and now is not None and not self._untaken()
            rested, before = (rested + 1 if rests else 0), now

    def _untaken(self) -> int:
        """How many bytes of what was typed the program has not taken yet."""
        count = ioctl(self._device, termios.FIONREAD, bytes(4))
        return int.from_bytes(count, sys.byteorder)

    def _work_so_far(self) -> tuple[str, ...] | None:
        """What each thread of the program has worked so far; None while one does or if unseen."""
        try:
            tasks = sorted(Path(f"/proc/{self._child.pid}/task").iterdir())
            if any((task / "stat").read_text().rpartition(") ")[2][0] != "S" for task in tasks):
                return None
            return tuple((task / "schedstat").read_text() for task in tasks)
        except OSError:
            return None

    @property
    def lines(self) -> list[str]:
        """The lines of the screen, without trailing blanks.

        They are those of pyte's own ``display``, which measures each cell: that took longer than
        all else that happens here. The second cell of a wide character holds no text.
        """
        cells = (self._screen.buffer[place] for place in range(self._screen.lines))
        return [
            "".join(line[place].data for place in range(max(line, default=-1) + 1)).rstrip()
            for line in cells
        ]

    @property
    def text(self) -> str:
        """The screen as one text, with no empty lines at its end."""
        return "\n".join(self.lines).rstrip()

    @property
    def flowing(self) -> str:
        """The screen with all blanks folded, so that wrapped lines do not matter."""
        return " ".join(self.text.split())

    @property
    def cursor_line(self) -> int:
        """The line of the screen on which the cursor stands."""
        return int(self._screen.cursor.y)

    @property
    def cursor_is_visible(self) -> bool:
        return not self._screen.cursor.hidden

    def menu(self) -> dict[str, tuple[str, int, bool]]:
        """The choices on the screen by label: the letter, the line, whether it is pointed at."""
        found: dict[str, tuple[str, int, bool]] = {}
        for place, line in enumerate(self.lines):
            if re.match(r" [> ] [a-z0-9]\) ", line):
                for item in MENU_ITEM.finditer(line):
                    found[item["label"]] = (item["letter"], place, item["pointer"] == ">")
        return found

    # ------------------------------------------------------------------ waiting

    def _read(self, seconds: float) -> bool:
        """Take in what the program has written, all of one screen; whether there was anything."""
        found = False
        while select([self._master], [], [], GATHERING if found else seconds)[0]:
            try:
                content = os.read(self._master, 65536)
            except OSError:
                break
            if not content:
                break
            self.raw += content
            self._stream.feed(content)
            found = True
        return found

    def wait_until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something is so; fail with the screen where it never is."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > deadline or not (self._read(0.05) or self._child.isalive()):
                while self._read(0):
                    pass
                if holds():
                    return
                message = f"{what} never came; the screen:\n{self.text}"
                raise AssertionError(message)

    def wait_for(self, text: str) -> None:
        """Wait until a text is on the screen, however it is wrapped."""
        wanted = " ".join(text.split())
        self.wait_until(lambda: wanted in self.flowing, repr(text))

    def wait_for_menu(self, *labels: str) -> None:
        """Wait until a menu with these choices (the beginnings of them) stands on the screen."""

        def there() -> bool:
            shown = self.menu()
            return all(_entry(shown, label) is not None for label in labels)

        self.wait_until(there, f"a menu with {labels}")

    def wait_for_line(self, question: str) -> None:
        """Wait until a question stands on the screen with a line to type on below it."""
        self.wait_for(f"? {question}")
        self.wait_until(
            lambda: self.lines[self.cursor_line].strip() == ">", f"a line to type for {question!r}"
        )

    def wait_for_question(self, question: str) -> None:
        """Wait until a question stands on the screen with its menu below it."""
        self.wait_for(question)
        start = question[:20]

        def menu_is_below() -> bool:
            places = [place for place, line in enumerate(self.lines) if start in line]
            menu = self.menu().values()
            return bool(places and menu) and min(line for _, line, _ in menu) > places[-1]

        self.wait_until(menu_is_below, f"a menu below {question!r}")

    def wait_for_choice(self, part: str) -> str:
        """Wait until a choice with these words in it stands in the menu; all its words."""
        self.wait_until(lambda: any(part in label for label in self.menu()), f"a choice {part!r}")
        return next(label for label in self.menu() if part in label)

    def choose(self, label: str, *, arrows: bool = False) -> None:
        """Choose a line of the menu, by its letter or with the arrow keys and Enter."""
        self.wait_for_menu(label)
        entry = _entry(self.menu(), label)
        assert entry is not None
        if not arrows:
            self.send(entry[0])
            return
        items = list(self.menu().values())
        pointed = next(place for place, (_, _, pointer) in enumerate(items) if pointer)
        steps = items.index(entry) - pointed
        self.send((DOWN if steps > 0 else UP) * abs(steps))
        self.wait_until(lambda: self._points_at(label), f"the pointer at {label!r}")
        self.send(ENTER)

    def _points_at(self, label: str) -> bool:
        entry = _entry(self.menu(), label)
        return entry is not None and entry[2]

    # ------------------------------------------------------------------ the end

    def wait_for_end(self) -> int:
        """Wait until the program has ended; its exit code (or minus the signal)."""
        deadline = time.monotonic() + PATIENCE
        while self._child.isalive():
            self._read(0.05)
            if time.monotonic() > deadline:
                message = f"the program did not end; the screen:\n{self.text}"
                raise AssertionError(message)
        while self._read(0.01):
            pass
        if self._child.signalstatus is not None:
            return -int(self._child.signalstatus)
        return int(self._child.exitstatus)

    def attributes_are_as_before(self) -> bool:
        """Whether the terminal's settings are those that the program found."""
        return self._attributes_before == repr(termios.tcgetattr(self._device))

    @property
    def left_alternate_screen(self) -> bool:
        """Whether no alternate screen is left on."""
        entered = self.raw.rfind(b"\x1b[?1049h")
        return entered == -1 or self.raw.rfind(b"\x1b[?1049l") > entered

    def close(self) -> None:
        """End the program if it still runs."""
        if self._child.isalive():
            self._child.kill(signal.SIGKILL)
            self._child.wait()
        os.close(self._device)
        self._child.close(force=True)


def _entry(menu: Mapping[str, tuple[str, int, bool]], label: str) -> tuple[str, int, bool] | None:
    """The choice with this label; on a narrow screen only its beginning is on its line."""
    if label in menu:
        return menu[label]
    for shown, entry in menu.items():
        if shown and (shown.startswith(label) or (len(shown) > 12 and label.startswith(shown))):
            return entry
    return None


Open = Callable[..., Terminal]
"""What the fixture ``open_terminal`` is."""
