"""The language of the locale, as far as there are texts that its people read."""

from __future__ import annotations

from collections.abc import Mapping

from ayuda.model import Language

LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
NO_LOCALE = ("C", "POSIX")
READS: Mapping[str, Language] = {"en": "en", "es": "es", "ca": "es", "gl": "es", "eu": "es"}
"""The texts that people of a language read: the other languages of Spain have none of their own."""


def language_of_locale(environ: Mapping[str, str]) -> Language | None:
    """The first language that the locale names and that there are texts for; None without one.

    ``LANGUAGE`` lists languages by preference and goes before the locale, except where that is
    none (``C``), as gettext has it.
    """
    locale = next((environ[name] for name in LOCALE_VARIABLES if environ.get(name)), "")
    listed = environ.get("LANGUAGE", "") if locale not in NO_LOCALE else ""
    for told in (*listed.split(":"), locale):
        found = READS.get(told.replace(".", "_").replace("@", "_").partition("_")[0].lower())
        if found is not None:
            return found
    return None
