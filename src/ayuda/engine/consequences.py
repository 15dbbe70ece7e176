"""What follows from facts by implications and guards, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ayuda.engine.space import Space
from ayuda.engine.variables import values_of
from ayuda.policy.language.causes import is_plain
from ayuda.policy.language.conditions import Known, all_hold

Completion = Callable[[dict[str, Known]], None]
"""What adds to values those that are computed from them."""


class Contradiction(Exception):
    """A fact has a value that another fact, or several, rule out."""

    def __init__(self, fact: str, value: Known, against: Mapping[str, Known]) -> None:
        super().__init__(f"{fact} = {value} against {dict(against)}")
        self.fact = fact
        self.value = value
        self.against = against


def settle(
    space: Space,
    states: Mapping[str, Known],
    answers: Mapping[str, Known],
    complete: Completion,
) -> dict[str, Known]:
    """The values that follow from answers and states, one implication at a time.

    ``complete`` adds what is computed from values.

    A fact whose implication holds has its value; where a fact's value rules an implication out,
    the fact that would make it hold has the one other value that is left. A fact whose guard fails
    has its ``otherwise`` value, whatever was answered. Raises Contradiction.
    """
    values = {**states, **answers}
    for name, _, _ in space.hidden:
        values.pop(name, None)
    values.update(space.always_hidden)
    imply(space, values, complete)
    settled: set[str] = set()
    while True:
        before = len(settled)
        for name, guard, otherwise in space.hidden:
            if name in settled:
                continue
            verdict = all_hold(guard, values)
            if verdict is False:
                values[name] = otherwise
                settled.add(name)
            elif name in answers and (verdict or answers[name] == otherwise):
                values[name] = answers[name]
                settled.add(name)
        if len(settled) == before:
            return values
        imply(space, values, complete)


def imply(space: Space, values: dict[str, Known], complete: Completion) -> None:
    """Add to values what implications say of them, and what is computed. Raises Contradiction."""
    changed = bool(space.implications)
    complete(values)
    while changed:
        changed = False
        for name, value, against in _consequences(space, values):
            known = values.setdefault(name, value)
            if known != value:
                raise Contradiction(name, known, against)
            changed = True
        complete(values)


def _consequences(
    space: Space, values: Mapping[str, Known]
) -> Iterator[tuple[str, Known, dict[str, Known]]]:
    """The values that follow at once and are not yet known, each with what it follows from."""
    for name, when, value in space.implications:
        verdict = all_hold(when, values)
        known = values.get(name)
        if verdict and known != value:
            yield name, value, {key: values[key] for key in when}
        elif verdict is None and known is not None and known != value:
            yield from _contrapositive(space, when, values, {name: known})


def _contrapositive(
    space: Space,
    when: Mapping[str, object],
    values: Mapping[str, Known],
    against: dict[str, Known],
) -> Iterator[tuple[str, Known, dict[str, Known]]]:
    """Where one test is open and must not hold, the value that is left for its fact."""
    still_open = [key for key in when if key not in values]
    if len(still_open) != 1 or not _is_listed(space, still_open[0]):
        return
    [key] = still_open
    left = [
        value
        for value in values_of(space.finite[key])
        if all_hold(when, {**values, key: value}) is False  # type: ignore[arg-type]
    ]
    if len(left) == 1:
        yield key, left[0], against


def _is_listed(space: Space, name: str) -> bool:
    return name in space.finite and is_plain(space.finite[name])


def open_bans(space: Space, values: Mapping[str, Known]) -> list[tuple[str, ...]]:
    """The unknown variables of each implication that can still be broken, its fact among them."""
    found = []
    for name, when, value in space.implications:
        if values.get(name) != value and all_hold(when, values) is not False:
            unknown = [key for key in (*when, name) if key not in values]
            if unknown:
                found.append(
                    tuple(
                        dict.fromkeys(space.variables[space.place_of(key)].name for key in unknown)
                    )
                )
    return found


def is_entangled(space: Space, values: Mapping[str, Known]) -> bool:
    """Whether more may follow than single implications say.

    So it may where two of them share an unknown fact, where one has a single unknown fact left
    (and more than one value of it), or looks at one that a guard may hide.
    """
    if not space.can_entangle:
        return False
    bans = open_bans(space, values)
    names = [name for ban in bans for name in ban]
    if len(names) != len(set(names)) or any(len(ban) == 1 for ban in bans):
        return True
    hidden = {*names, *(name for name, _, _ in space.hidden)}
    return any(
        name in space.banned or not hidden.isdisjoint(guard)
        for name, guard, _ in space.hidden
        if all_hold(guard, values) is None
    )
