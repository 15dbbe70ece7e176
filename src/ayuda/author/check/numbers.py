"""Lengths of windows that stand in texts as numbers, where their placeholder should."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime

from ayuda.author.check.uses import all_named, named_by_flow
from ayuda.author.findings import Finding
from ayuda.errors import Problem
from ayuda.model import Policy, Text
from ayuda.policy.language.length import unit_of
from ayuda.policy.parts import parts_of
from ayuda.texts import Texts
from ayuda.view.wording import Wording

OUR_WORDS = re.compile(
    r"(?:facts|windows|derived|scores|tables|amounts)\.[^.]+\.(?!tells\.|reading\Z)"
    r"|outcomes\.(?!.*\.reading\Z)"
    r"|flows\.[^.]+\.(?:title|about|(?:rules|notices)\[\d+\]\.(?:say|text))\Z"
    r"|topics\["
)
"""The texts that tell people a deadline: not what the source says, nor what customers say."""
BLANKS = re.compile(r"\s+")


def number_findings(policy: Policy, texts: Mapping[str, Texts]) -> Iterator[Finding]:
    """Texts that have a window's length in words, by the window's placeholder."""
    lengths = {language: _lengths(policy, texts[language]) for language in policy.own_languages}
    for path, text in parts_of(policy):
        if not isinstance(text, Text) or not OUR_WORDS.match(path):
            continue
        for language, found in lengths.items():
            said = BLANKS.sub(" ", text.words(language).lower())
            for words, windows in found.items():
                if words in said and re.search(rf"(?<![\w.,]){re.escape(words)}(?!\w)", said):
                    near = _windows_near(policy, path)
                    meant = ", ".join(f"{{{name}}}" for name in windows if name in near)
                    told = {"value": words, "placeholder": meant}
                    where = f"{path}.{language}"
                    if meant:
                        yield Finding("warning", Problem(where, "number-in-text", told))


def _windows_near(policy: Policy, path: str) -> Collection[str]:
    """The windows that a text can be about: of what belongs to flows, those that these name."""
    part, _, rest = path.partition(".")
    name = rest.partition(".")[0]
    if part not in {"flows", "outcomes"}:
        return policy.windows
    return {
        window
        for flow_id, flow in policy.flows.items()
        if (flow_id == name if part == "flows" else any(name == one.outcome for one in flow.rules))
        for window in all_named(policy, named_by_flow(policy, flow))
    }


def _lengths(policy: Policy, texts: Texts) -> dict[str, list[str]]:
    """The lengths in words, each with the windows that last so long."""
    wording = Wording(policy, texts, datetime.min.replace(tzinfo=UTC))
    found: dict[str, list[str]] = {}
    for name, window in policy.windows.items():
        if isinstance(unit_of(window.lasts)[1], int):
            words = BLANKS.sub(" ", wording.lengths[name].lower())
            found.setdefault(words, []).append(name)
    return found
