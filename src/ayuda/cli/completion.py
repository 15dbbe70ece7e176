"""What a shell is told where it asks how a line may go on.

Shells evaluate what completion scripts print, and a policy's texts are somebody else's. So what a
shell is told holds nothing that means anything to it: not behind any number of backslashes either.
"""

from __future__ import annotations

import io
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

from ayuda.cli.session import COMPLETION_VARIABLE, Session
from ayuda.late_patterns import late

LOOK_ALIKES = str.maketrans(
    {"'": "\u2019", "`": "\u2019", '"': "\u201d", "\\": "\u2215", "$": "\uff04", "#": "\uff03"}
    | {"[": "(", "]": ")", "{": "(", "}": ")", "<": "\u2039", ">": "\u203a", "|": "\u2223"}
    | {"!": "\uff01", "*": "\u2217", ";": ",", "&": "+", "~": "\u223c", "=": "\uff1d"}
)
"""What has a meaning of its own, to a shell or as Rich's markup, and what looks alike."""
WIDEST = 72
"""How many characters of a text a shell is told: Typer folds longer ones into several lines."""
ASKS = f"{COMPLETION_VARIABLE}=complete_"
"""How the scripts of bash, zsh and fish ask the program."""
INSTALLED = late(r"(?P<shell>\S+) completion installed in (?P<path>[^\n]+)\n")
"""What Typer says of a script that it has put in its place."""
OF_WORDS = frozenset("_-.,:+@%/")


def inert(text: str) -> str:
    """A text beside a completion, in one line in which no shell finds anything to do."""
    return textwrap.shorten(text.translate(LOOK_ALIKES), WIDEST, placeholder="…")


def is_plain_word(word: str) -> bool:
    """Whether a word may stand in a command line as it is; others are not offered at all."""
    return bool(word) and all(char.isalnum() or char in OF_WORDS for char in word)


@contextmanager
def scripts_in_language(session: Session) -> Iterator[None]:
    """Make a completion script that asks in the language of the call's own option, and tell so.

    Without that option the script asks in the language of whoever completes.
    """
    told = io.StringIO()
    try:
        with redirect_stdout(told):
            yield
    finally:
        output = told.getvalue()
        said = session.preferred("lang")
        given = said is not None and said.origin == "option"
        asks = f"AYUDA_LANG={session.language} {ASKS}" if given else ASKS
        installed = INSTALLED.search(output)
        if installed:
            path = Path(installed["path"])
            path.write_text(path.read_text("utf-8").replace(ASKS, asks), encoding="utf-8")
            words = {"shell": installed["shell"], "path": str(path)}
            output = session.texts.say("help.completion_installed", **words) + "\n"
        sys.stdout.write(output.replace(ASKS, asks))


@contextmanager
def kept_for_the_front(session: Session) -> Iterator[None]:
    """Keep what a shell is told, for whenever it asks the same again."""
    told = io.StringIO()
    is_answered = False
    try:
        with redirect_stdout(told):
            yield
    except SystemExit as end:
        is_answered = not end.code
        raise
    finally:
        answer = told.getvalue()
        sys.stdout.write(answer)
        sys.stdout.flush()
        if is_answered:
            from ayuda.cli.kept_answers import keep_completions

            keep_completions(session, answer)
