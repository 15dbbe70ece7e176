"""In which languages a policy speaks, and which of them its own file has words in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ayuda.late_patterns import late
from ayuda.model import LANGUAGES, Language, Policy, Text
from ayuda.policy.check_conditions import Found
from ayuda.policy.parts import parts_of

CODE = late(
    r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*\Z"
)
"""A code of BCP 47 as it is written: language, script, region, variants."""


def language_problems(policy: Policy) -> Found:
    """Codes that are none or stand there twice, and a first language without words here."""
    first = policy.languages[0] if policy.languages else ""
    if first not in LANGUAGES:
        yield "languages", "first-language", {"value": first}
    for place, language in enumerate(policy.languages):
        path = f"languages[{place}]"
        if not CODE.match(language):
            yield path, "bad-language", {"value": language}
        if language in policy.languages[:place]:
            yield path, "repeated-language", {"value": language}


def own_languages(tables: Mapping[str, Any]) -> tuple[Language, ...]:
    """The languages of a policy's own file, by its tables as they were read."""
    named = tables.get("languages")
    told: Sequence[object] = named if isinstance(named, list) else LANGUAGES
    return tuple(language for language in LANGUAGES if language in told) or LANGUAGES


def has_unfit_texts(policy: Policy) -> bool:
    """Whether a text of the policy's own file lacks a language, or has one too many."""
    own = policy.own_languages
    others = [language for language in LANGUAGES if language not in own]
    return any(
        text.more is not None
        or not all(getattr(text, language) for language in own)
        or any(getattr(text, language) for language in others)
        for _, text in parts_of(policy)
        if isinstance(text, Text)
    )
