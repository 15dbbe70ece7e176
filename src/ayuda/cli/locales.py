"""The language of the locale, as far as there are texts that its people read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ayuda.model import LANGUAGES
from ayuda.texts import READS

LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
NO_LOCALE = ("C", "POSIX")


def language_of_locale(
    environ: Mapping[str, str], known: Callable[[], Sequence[str]]
) -> str | None:
    """The first language that the locale names and that there are texts for; None without one.

    ``known`` are those that there are; it is asked only for what is not one of the program's.
    ``LANGUAGE`` lists languages by preference and goes before the locale, except where that is
    none (``C``), as gettext has it.
    """
    locale = next((environ[name] for name in LOCALE_VARIABLES if environ.get(name)), "")
    listed = environ.get("LANGUAGE", "") if locale not in NO_LOCALE else ""
    for told in (*listed.split(":"), locale):
        code = told.partition(".")[0].partition("@")[0].replace("_", "-").casefold()
        language = code.partition("-")[0]
        is_own = not language or language in LANGUAGES or told in NO_LOCALE
        names = {} if is_own else {one.casefold(): one for one in known()}
        found = names.get(code) or names.get(language) or READS.get(language)
        if found is not None:
            return found
    return None
