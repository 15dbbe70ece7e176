"""One call of the program: its environment, streams and clock, its language and its policy."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from errno import EBADF
from functools import cached_property
from pathlib import Path
from time import time_ns
from typing import Any, BinaryIO, TextIO

from ayuda.cache import Cache
from ayuda.calendar import Calendar
from ayuda.cli.locales import language_of_locale
from ayuda.cli.preferences import (
    Preferences,
    Preferred,
    checked,
    of_file,
    of_variable,
    place_of_preferences,
    read_preferences,
)
from ayuda.engine.stated import unknown_value
from ayuda.engine.windows import Setting
from ayuda.errors import AyudaError, Problem
from ayuda.front import SHELL, cache_folder, stamp_of
from ayuda.model import LANGUAGES, Language, Policy
from ayuda.moments import parse_moment
from ayuda.policy.load import PolicyFile, built_in_path, load
from ayuda.texts import Texts, load_texts, load_texts_beside
from ayuda.view.wording import Wording, wording_as_of

COMPLETION_VARIABLE = SHELL
SHARED = ("--lang", "--policy")
"""The options that all commands and all words hang on; they may stand before a command, too."""


def present() -> datetime:
    """The present in UTC, in whole seconds, so that what is printed is what was decided with."""
    return datetime.now(UTC).replace(microsecond=0)


class Session:
    """What a call has besides its facts; everything that is read is read when first needed."""

    def __init__(self, environ: Mapping[str, str], clock: Callable[[], datetime] = present) -> None:
        self.environ = environ
        self.clock = clock
        self.began = time_ns()
        """When the call began, by the clock that dates changes of files."""
        self.read: dict[str, str] = {}
        """The files of the user's that were read, each as it was just before."""
        self.is_forgiving = False
        """Whether a broken file of preferences is put up with: where help is on its way."""
        self.words: Sequence[str] | None = None
        """The words of the call, where its answer may be kept for the next one."""
        self.refused: tuple[Problem, ...] = ()
        """What the call was refused for, and told of."""
        self._options: dict[str, str] = {}

    def look_ahead(self, arguments: Sequence[str]) -> None:
        """Find the shared options wherever they stand, before anything is parsed.

        The commands and all their words come from the policy and the language, so both must be
        known first. The last one given counts. A shell's request for completions brings its own
        arguments later, so this may run again: what was read for the first ones is forgotten.
        """
        for place, argument in enumerate(arguments):
            if argument == "--":
                break
            for option in SHARED:
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
        """Where parsed files are remembered."""
        folder = cache_folder(self.environ)
        return Cache() if folder is None else Cache(Path(folder))

    @cached_property
    def place_of_preferences(self) -> Path | None:
        """Where the file of preferences is, or would be."""
        return place_of_preferences(self.environ)

    @cached_property
    def preferences(self) -> Preferences:
        """What the file of preferences says. Raises AyudaError where it is broken."""
        if self.place_of_preferences is not None:
            self._note(self.place_of_preferences)
        found = read_preferences(self.place_of_preferences, self.cache)
        if found.problems and not self.is_forgiving:
            raise AyudaError(found.problems)
        return found

    def forgiven(self) -> tuple[Problem, ...]:
        """What is wrong with the file of preferences and was put up with."""
        found: Preferences | None = self.__dict__.get("preferences")
        if found is None:
            return ()
        told = (*found.problems, *self._wrong_language(found))
        return tuple(problem for problem in told if problem not in self.refused)

    def _wrong_language(self, found: Preferences) -> Sequence[Problem]:
        """The problem of a language in the file that the policy does not have."""
        said = of_file("lang", self.place_of_preferences, found)
        if said is None:
            return ()
        try:
            self.check_language(said.where, said.value)
        except AyudaError as error:  # A policy that cannot be read is told of where it is used.
            return [problem for problem in error.problems if problem.where == said.where]
        return ()

    def preferred(self, key: str, option: str | None = None) -> Preferred | None:
        """A preference as this call has it: by option, variable or file; None where none says it.

        Raises AyudaError for a value that is none.
        """
        said = self._preferred(key, option)
        if key != "lang" or said is None or said.value in LANGUAGES:
            return said
        try:
            self.check_language(said.where, said.value)
        except AyudaError:
            if said.origin != "file" or not self.is_forgiving:
                raise
            return None
        return said

    def check_language(self, where: str, language: str) -> None:
        """Raises AyudaError for what is no language of the program, nor of the policy."""
        if language not in LANGUAGES and language not in self.policy.further_languages:
            raise AyudaError([unknown_value(where, language, list(self.languages))])

    def _preferred(self, key: str, option: str | None) -> Preferred | None:
        given = self._options.get(f"--{key}", option)
        if given is not None:
            where = f"--{key}"
            if not given and key != "region":
                # A script's variable that was never set: what it stood for is not known.
                raise AyudaError.of(where, "empty-option")
            return Preferred(checked(where, key, (given,)), "option", where)
        said = of_variable(key, self.environ)
        if said:
            return said
        return of_file(key, self.place_of_preferences, self.preferences)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that a call can be in; those of the program where no policy can be read."""
        try:
            return (*LANGUAGES, *self.policy.further_languages)
        except AyudaError:
            return LANGUAGES

    @cached_property
    def language(self) -> str:
        """The language of every text. Raises AyudaError for one that does not exist."""
        said = self.preferred("lang")
        return self.locale_language if said is None else said.value

    @property
    def language_of_locale(self) -> str | None:
        """The language of the locale, as far as there are texts for it."""
        return language_of_locale(self.environ, lambda: self.languages)

    @property
    def locale_language(self) -> str:
        """The same, or else the policy's first; English where no policy can be read."""
        found = self.language_of_locale
        if found is not None:
            return found
        try:
            return self.policy.languages[0]
        except AyudaError:
            return "en"

    @cached_property
    def texts(self) -> Texts:
        """The program's words in the language of the call, or else in one that its people read."""
        return self._texts_of(self.language)

    def _texts_of(self, language: str) -> Texts:
        for own in LANGUAGES:
            if language == own:
                return self.texts_in(own)
        return load_texts_beside(self.policy, language, self.cache)

    def texts_in(self, language: Language) -> Texts:
        """The program's words in a language."""
        return load_texts(language, self.cache)

    def texts_for_errors(self) -> Texts:
        """The same, or those of the locale where the language itself is what is wrong."""
        try:
            return self.texts
        except AyudaError:
            return self._texts_of(self.locale_language)

    def texts_when_interrupted(self) -> Texts:
        """The same without reading a policy: that may be what was given up."""
        if "policy_file" in vars(self) or "language" in vars(self):
            return self.texts_for_errors()
        try:
            said = self._preferred("lang", None)
        except AyudaError:
            said = None
        found = language_of_locale(self.environ, lambda: LANGUAGES) if said is None else said.value
        return self.texts_in(next((one for one in LANGUAGES if one == found), "en"))

    @cached_property
    def policy_file(self) -> PolicyFile:
        """The policy of the call. Raises AyudaError where it cannot be read."""
        said = self.preferred("policy")
        path = built_in_path() if said is None else Path(said.value)
        self._note(path)
        return load(path, self.cache)

    def _note(self, path: Path) -> None:
        """Note how a file stands that is about to be read."""
        place = str(path.absolute())
        self.read[place] = stamp_of(place)

    @property
    def policy(self) -> Policy:
        """The policy itself."""
        return self.policy_file.policy

    def setting(self, options: Mapping[str, Any], policy: Policy | None = None) -> Setting:
        """What a decision is taken with, from the options. Raises AyudaError.

        It is by the policy of the call, if not by another. A command without an option for the
        region counts no working days and needs none.
        """
        region = self.preferred("region", options["region"]) if "region" in options else None
        named = None if region is None else region.value
        policy = self.policy if policy is None else policy
        calendar = Calendar(policy.country, named, policy.holidays)
        if region is not None:
            calendar.settle_region(region.where)
        setting = Setting(policy, self.clock(), calendar)
        now = options.get("now")
        if now is None:
            return setting
        return Setting(policy, parse_moment(now, setting.zone, "--now"), calendar)

    def trusted_servers(self, told: Sequence[str] | None) -> tuple[str, ...]:
        """The mail servers whose word counts: of the option, or else those said once.

        Raises AyudaError for what is no server's name.
        """
        if told:
            return checked("--trusted-server", "trusted_servers", tuple(told))
        said = self.preferred("trusted_servers")
        return () if said is None else said.values

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
        if self.environ.get("TERM") == "dumb":
            return True
        said = self.preferred("accessible")
        return said is not None and said.value == "yes"


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
