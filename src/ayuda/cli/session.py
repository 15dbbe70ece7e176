"""One call of the program: its environment, streams and clock, its language and its policy."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from errno import EBADF
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, TextIO

from ayuda.cache import Cache
from ayuda.calendar import Calendar
from ayuda.engine.stated import unknown_value
from ayuda.engine.windows import Setting
from ayuda.errors import AyudaError
from ayuda.model import LANGUAGES, Language, Policy
from ayuda.moments import parse_moment
from ayuda.policy.load import PolicyFile, built_in_path, load
from ayuda.texts import Texts, load_texts
from ayuda.view.wording import Wording, wording_as_of

COMPLETION_VARIABLE = "_AYUDA_COMPLETE"
LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
CACHE_PLACES = (
    ("XDG_CACHE_HOME", ("ayuda",)),
    ("LOCALAPPDATA", ("ayuda",)),
    ("HOME", (".cache", "ayuda")),
)
"""Variables that name a folder, and the cache's place in it; the first that does is taken."""


def present() -> datetime:
    """The present in UTC, in whole seconds, so that what is printed is what was decided with."""
    return datetime.now(UTC).replace(microsecond=0)


class Session:
    """What a call has besides its facts; everything that is read is read when first needed."""

    def __init__(self, environ: Mapping[str, str], clock: Callable[[], datetime] = present) -> None:
        self.environ = environ
        self.clock = clock
        self._options: dict[str, str] = {}

    def look_ahead(self, arguments: Sequence[str]) -> None:
        """Find ``--lang`` and ``--policy`` wherever they stand, before anything is parsed.

        The commands and all their words come from the policy and the language, so both must be
        known first. The last one given counts. A shell's request for completions brings its own
        arguments later, so this may run again: what was read for the first ones is forgotten.
        """
        for place, argument in enumerate(arguments):
            if argument == "--":
                break
            for option in ("--lang", "--policy"):
                if argument == option and place + 1 < len(arguments):
                    self._options[option] = arguments[place + 1]
                elif argument.startswith(f"{option}="):
                    self._options[option] = argument.partition("=")[2]
        for name in ("language", "texts", "policy_file"):
            self.__dict__.pop(name, None)

    def repeated_options(self) -> list[str]:
        """The options of the call that a command to copy has to repeat."""
        return [word for name, value in self._options.items() for word in (name, value)]

    @cached_property
    def cache(self) -> Cache:
        """Where parsed files are remembered, as the platform's conventions have it.

        A relative path is none of the user's places: it is another wherever the call is made.
        """
        for name, below in CACHE_PLACES:
            named = self.environ.get(name)
            if named and Path(named).is_absolute():
                return Cache(Path(named, *below))
        return Cache()

    @cached_property
    def language(self) -> Language:
        """The language of every text. Raises AyudaError for one that does not exist."""
        for where, value in (
            ("--lang", self._options.get("--lang")),
            ("AYUDA_LANG", self.environ.get("AYUDA_LANG")),
        ):
            if value or (value is not None and where == "--lang"):
                if value not in LANGUAGES:
                    raise AyudaError([unknown_value(where, value, list(LANGUAGES))])
                return value
        return self.locale_language

    @property
    def locale_language(self) -> Language:
        """The language of the locale, as far as there are texts in it; else English."""
        locale = next(
            (self.environ[name] for name in LOCALE_VARIABLES if self.environ.get(name)), ""
        )
        return "es" if locale.partition("_")[0].partition(".")[0].lower() == "es" else "en"

    @cached_property
    def texts(self) -> Texts:
        """The program's words in the language of the call."""
        return load_texts(self.language, self.cache)

    def texts_for_errors(self) -> Texts:
        """The same, or those of the locale where the language itself is what is wrong."""
        try:
            return self.texts
        except AyudaError:
            return load_texts(self.locale_language, self.cache)

    @cached_property
    def policy_file(self) -> PolicyFile:
        """The policy of the call. Raises AyudaError where it cannot be read.

        An empty option is a script's variable that was never set; what it stood for is not known.
        """
        named = self._options.get("--policy", self.environ.get("AYUDA_POLICY"))
        if not named and "--policy" in self._options:
            raise AyudaError.of("--policy", "empty-option")
        return load(Path(named) if named else built_in_path(), self.cache)

    @property
    def policy(self) -> Policy:
        """The policy itself."""
        return self.policy_file.policy

    def setting(self, now: str | None, region: str | None) -> Setting:
        """What a decision is taken with, from the options. Raises AyudaError."""
        moment = self.clock()
        setting = Setting(self.policy, moment, Calendar(self.policy.country, region))
        setting.calendar.check_region()
        if now is None:
            return setting
        moment = parse_moment(now, setting.zone, "--now")
        return Setting(self.policy, moment, setting.calendar)

    def wording(self, setting: Setting) -> Wording:
        """The words of the policy and the program, as of that present."""
        return wording_as_of(self.texts, setting)

    @property
    def completes(self) -> bool:
        """Whether a shell asks what could be typed next."""
        return COMPLETION_VARIABLE in self.environ

    @property
    def can_ask(self) -> bool:
        """Whether there is a person at a terminal: questions go to standard error."""
        return _is_terminal(sys.stdin) and _is_terminal(sys.stderr)

    @property
    def accessible(self) -> bool:
        """Whether questions are plain numbered lines without cursor movement."""
        wanted = self.environ.get("AYUDA_ACCESSIBLE", "") not in {"", "0"}
        return wanted or self.environ.get("TERM") == "dumb"


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()


def write_bytes(stream: TextIO | None, content: bytes) -> None:
    """Write bytes to a standard stream, whatever its encoding. Raises OSError."""
    if stream is None:
        raise OSError(EBADF, os.strerror(EBADF))
    stream.flush()
    buffer: BinaryIO | None = getattr(stream, "buffer", None)
    if buffer is None:
        stream.write(content.decode())
    else:
        buffer.write(content)
        buffer.flush()
    stream.flush()
