"""The rules of a page's style sheets, by the simple selectors that mail uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Final, NamedTuple

from ayuda.late_patterns import late
from ayuda.mail.shown.declarations import Declared, declarations, unescaped, without_comments

_MARK = late(r"""[{};]|"[^"\n]*+"?+|'[^'\n]*+'?+""")
_RULE = late(r"""([^{};@"']*+)\{([^{}"']*+)\}""")
"""A rule as nearly all are: with nothing in it that has to be looked at more closely."""
_HOLDS_ALWAYS = late(r"@media\s+(?:only\s+)?(?:all|screen)", re.IGNORECASE)
_SELECTOR = late(
    r"(?:(?:html|body)\s+)*+(?:\*|([a-z][a-z0-9]*+))?([.#](?:[\w-]|[^\x00-\x7f])++)?", re.IGNORECASE
)
_REMEMBERED = 80
"""Characters of a selector that is remembered."""
_BY_WEIGHT = itemgetter(0, 1)
_WEIGHTS: Final[Mapping[str, int]] = {"": 0, ".": 10, "#": 100}


class Rule(NamedTuple):
    """A declaration of a sheet with what it weighs against others (CSS Cascade 4, 6)."""

    weight: int
    order: int
    declared: Declared


class Sheets:
    """All the rules of a page that need nothing but an element's own name, classes and id.

    Of blocks with a condition (``@media``) only those count whose condition always holds. A
    selector that looks at an element's neighbours is passed over.
    """

    def __init__(self, sheets: Iterable[str]) -> None:
        self._written: dict[str, list[tuple[int, str]]] = {}
        self._read: dict[str, list[Rule]] = {}
        self._bodies: dict[int, list[Declared]] = {}
        self._order = 0
        for sheet in sheets:
            self._take(without_comments(sheet))

    def __bool__(self) -> bool:
        """Whether there are any rules."""
        return bool(self._written)

    def rules(self, name: str, attributes: Mapping[str, str]) -> list[Declared]:
        """The declarations that meet an element, the weakest first."""
        keys = ["", name] if "" in self._written else [name]
        if "class" in attributes:
            classes = dict.fromkeys(attributes["class"].split())
            keys += [f".{one}" for one in classes]
            keys += [f"{name}.{one}" for one in classes]
        if "id" in attributes:
            keys += [f"#{attributes['id']}", f"{name}#{attributes['id']}"]
        found = [rule for key in keys if key in self._written for rule in self._rules(key)]
        if len(found) > 1:
            found.sort(key=_BY_WEIGHT)
        return [rule.declared for rule in found]

    def _rules(self, key: str) -> list[Rule]:
        """The rules of one selector; of two for the same property only the one that holds."""
        if key not in self._read:
            mark = next((mark for mark in ".#" if mark in key), "")
            weight = _WEIGHTS[mark] + (key[:1] not in {"", ".", "#"})
            holding: dict[tuple[str, bool], Rule] = {}
            for order, body in self._written[key]:
                if order not in self._bodies:  # one body can stand behind many selectors
                    self._bodies[order] = declarations(body)
                for one in self._bodies[order]:
                    holding[one.effect, one.important] = Rule(weight, order, one)
            self._read[key] = list(holding.values())
        return self._read[key]

    def _take(self, sheet: str) -> None:
        for written, body in _blocks(sheet):
            self._order += 1
            for selector in unescaped(written).split(","):
                key = (_known_key if len(selector) <= _REMEMBERED else _key)(selector)
                if key is not None:
                    self._written.setdefault(key, []).append((self._order, body))


def _key(selector: str) -> str | None:
    """A simple selector's element and its class or id; None for any other selector."""
    simple = _SELECTOR.fullmatch(selector.strip())
    return None if simple is None else (simple[1] or "").lower() + (simple[2] or "")


_known_key = lru_cache(maxsize=512)(_key)


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """Selectors and bodies of the rules that hold; what is left open ends with the sheet."""
    start = 0
    while (rule := _RULE.match(sheet, start)) is not None:
        yield rule[1].strip(), rule[2]
        start = rule.end()
    yield from _nested(sheet, start)


def _nested(sheet: str, start: int) -> Iterator[tuple[str, str]]:
    """The same from ``start`` on, whatever stands there."""
    around = [True]  # for each block that is open: whether what stands in it holds
    selector, depth = "", 0
    for mark in _MARK.finditer(sheet, start):
        sign = mark[0]
        if sign not in "{};":
            continue
        if depth:  # inside a rule
            depth += (sign == "{") - (sign == "}")
            if depth:
                continue
            if around[-1]:
                yield selector, sheet[start : mark.start()]
        elif sign == "{":
            selector = sheet[start : mark.start()].strip()
            if selector.startswith("@"):
                around.append(around[-1] and _HOLDS_ALWAYS.fullmatch(selector) is not None)
            else:
                depth = 1
        elif sign == "}" and len(around) > 1:
            around.pop()
        start = mark.end()
    if depth and around[-1]:
        yield selector, sheet[start:]
