"""Make a policy on which two readings differ as small as it can be, and write it down as TOML."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from ayuda.model import Policy
from support.language.drawn_cases import DrawnCase

Tree = dict[str, Any]
NAMED = ("facts", "windows", "derived", "scores", "tables", "amounts")
SETTLED = ("otherwise", "default", "unstated", "value")
"""What can be no."""
WORDS = {"en": "x", "es": "x"}
Differs = Callable[[Policy, DrawnCase], bool]


def shrink(policy: Policy, case: DrawnCase, differs: Differs) -> tuple[Policy, DrawnCase]:
    """The smallest that still differs, by taking away one thing after another."""
    tree = tree_of(policy)
    smaller = True
    while smaller:
        smaller = False
        for candidate, fewer in candidates(tree, case):
            if is_hollow(candidate):
                continue
            try:
                converted = msgspec.convert(candidate, Policy)
                found = differs(converted, fewer)
            except Exception:  # noqa: BLE001, S112 - what is no policy is no candidate
                continue
            if found:
                tree, case, smaller = candidate, fewer, True
                break
    return msgspec.convert(tree, Policy), case


def tree_of(policy: Policy) -> Tree:
    """A policy as dicts and lists."""
    built = msgspec.to_builtins(policy, builtin_types=(date, datetime, Decimal))
    return {key: listed(value) for key, value in built.items()}


def is_hollow(tree: Any, key: object = None) -> bool:  # noqa: ANN401 - a tree of anything
    """Whether there is a test of nothing."""
    if isinstance(tree, dict):
        if "at_least" in tree and all(value is None for value in tree.values()):
            return True
        if key in {"when", "asked_if"} and {} in tree.values():
            return True
        return any(is_hollow(value, own) for own, value in tree.items())
    if isinstance(tree, list):
        return any(is_hollow(value, key) for value in tree)
    return False


def listed(tree: Any) -> Any:  # noqa: ANN401 - a tree of anything
    """The same with lists for tuples."""
    if isinstance(tree, dict):
        return {key: listed(value) for key, value in tree.items()}
    return [listed(value) for value in tree] if isinstance(tree, list | tuple) else tree


def candidates(tree: Tree, case: DrawnCase) -> Iterator[tuple[Tree, DrawnCase]]:
    """All that is one thing smaller."""
    for table in NAMED:
        for name in list(tree[table]):
            fewer = deepcopy(tree)
            del fewer[table][name]
            forget(fewer, name)
            yield fewer, without(case, name)
    for name in case.known:
        known = {key: value for key, value in case.known.items() if key != name}
        yield tree, msgspec.structs.replace(case, known=known)
    for path in list(paths(tree, ())):
        fewer = deepcopy(tree)
        parent: Any = fewer
        for key in path[:-1]:
            parent = parent[key]
        if isinstance(parent, list):
            parent.pop(path[-1])
        elif path[-1] in parent:
            del parent[path[-1]]
        yield fewer, case


def without(case: DrawnCase, name: str) -> DrawnCase:
    """The case without a fact."""
    known, whole = dict(case.known), dict(case.whole)
    known.pop(name, None)
    whole.pop(name, None)
    return msgspec.structs.replace(case, known=known, whole=whole, skipped=case.skipped - {name})


def forget(tree: Any, name: str) -> None:  # noqa: ANN401 - a tree of anything
    """Take a name out of all conditions and lists."""
    if isinstance(tree, dict):
        tree.pop(name, None)
        for value in tree.values():
            forget(value, name)
    elif isinstance(tree, list):
        while name in tree:
            tree.remove(name)
        for value in tree:
            forget(value, name)


def paths(tree: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
    """All keys and places that can be taken away and say something."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in items:
        own = (*path, key)
        if (
            value in (None, [], {}, False)
            or value == WORDS
            or key in {"id", "format", "kind", "languages"}
        ):
            continue
        if len(own) > 1:
            yield own
        if isinstance(value, dict | list):
            yield from paths(value, own)


# ----------------------------------------------------------------------- TOML


def to_toml(policy: Policy) -> str:
    """A policy as a file would say it; keys that say nothing are left out."""
    tree = tree_of(policy)
    lines = [f"{key} = {inline(value)}" for key, value in said(tree) if not isinstance(value, dict)]
    for table, entries in tree.items():
        if not isinstance(entries, dict) or table in {"title", "source"}:
            continue
        for name, entry in entries.items():
            lines += ["", f"[{table}.{name}]"]
            lines += [f"{key} = {inline(value)}" for key, value in said(entry)]
    return "\n".join(lines) + "\n"


def said(tree: Tree) -> Iterator[tuple[str, Any]]:
    """The keys that say something."""
    return (
        (key, value)
        for key, value in tree.items()
        if value not in (None, [], {}, ()) and (value is not False or key in SETTLED)
    )


def inline(value: Any) -> str:  # noqa: ANN401
    """A value in one line of TOML."""
    if isinstance(value, dict):
        plain = [
            (key, own) for key, own in value.items() if own not in (None, [], {}) or key == "when"
        ]
        return "{ " + ", ".join(f"{key} = {inline(own)}" for key, own in plain) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(inline, value)) + "]"
    if isinstance(value, str | bool):
        return json.dumps(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def case_to_toml(case: DrawnCase, now: datetime) -> str:
    """A case as TOML."""
    lines = ["[case]", f"now = {now.isoformat()}", f"silent = {inline(case.silent)}"]
    lines.append(f"skipped = {inline(sorted(case.skipped))}")
    for table, answers in (("known", case.known), ("whole", case.whole)):
        lines += ["", f"[case.{table}]"]
        shown = {name: getattr(answer, "name", answer) for name, answer in answers.items()}
        lines += [f"{name} = {inline(answer)}" for name, answer in shown.items()]
    return "\n".join(lines) + "\n"
