"""``docs/policy.md`` and ``docs/semantics.md`` for the grown language, read a second time.

Nothing here is taken from the engine. ``language/`` has the parts: values and tests, time, whole
cases, amounts, the answers that stand for all others, and what is said of some of the facts.
"""

from __future__ import annotations

from support.language.amounts import Told, amount
from support.language.cases import CasesOfFlow, Contradicted, Said
from support.language.computed import Case
from support.language.page import Page
from support.language.pools import Pools, is_joint
from support.language.values import BLANK, NOT_YET, Answer

__all__ = [
    "BLANK",
    "NOT_YET",
    "Answer",
    "Case",
    "CasesOfFlow",
    "Contradicted",
    "Page",
    "Pools",
    "Said",
    "Told",
    "amount",
    "is_joint",
]
