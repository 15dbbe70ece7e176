"""The order of a session's cards: what is due, then what is new; and what was wrong once more."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, zip_longest
from random import Random

import msgspec

from ayuda.train.cards import CardName
from ayuda.train.schedule import CardState

APART = 3
"""How many other cards come, at least, before one that was wrong comes again."""
MOST_REPEATS = 2
"""How often one comes again in a session."""


class Plan(msgspec.Struct, frozen=True):
    """The cards of a session: those due, the least remembered first, and new ones behind them."""

    due: tuple[CardName, ...]
    new: tuple[CardName, ...]

    @property
    def cards(self) -> tuple[CardName, ...]:
        """All of them, in their order."""
        return (*self.due, *self.new)


def plan(
    deck: Sequence[CardName],
    states: Mapping[CardName, CardState],
    today: date,
    count: int,
    ready_by: date | None = None,
) -> Plan:
    """What a session of so many cards holds.

    New cards come in the order of the policy's rules, flow by flow in turn. With ``ready_by`` there
    are as many new ones, and as many of a backlog, as each study day up to that one must take, even
    if that is more than ``count``; on the day itself and after it, all.
    """
    due = [card for card in deck if card in states and states[card].due <= today]
    due.sort(key=lambda card: states[card].retention_on(today))
    new = _in_turn([card for card in deck if card not in states])
    if ready_by is None:
        due = due[:count]
        return Plan(tuple(due), tuple(new[: count - len(due)]))
    days = max(1, (ready_by - today).days)
    return Plan(tuple(due[: max(count, _each_day(due, days))]), tuple(new[: _each_day(new, days)]))


def _each_day(cards: Sequence[CardName], days: int) -> int:
    return -(-len(cards) // days)


def _in_turn(cards: Sequence[CardName]) -> list[CardName]:
    """A card of each flow in turn."""
    by_flow: dict[str, list[CardName]] = {}
    for card in cards:
        by_flow.setdefault(card.flow, []).append(card)
    rounds = chain.from_iterable(zip_longest(*by_flow.values()))
    return [card for card in rounds if card is not None]


def easiest_first(
    cards: Sequence[CardName],
    new: Collection[CardName],
    hardness: Callable[[CardName], int],
    group: Callable[[CardName], object],
) -> list[CardName]:
    """The cards with the new ones among them from easy to hard; all others stay where they are.

    A card changes its place only with one of its group, so that the order tells nothing of it.
    """
    found = list(cards)
    places: dict[object, list[int]] = {}
    for place, card in enumerate(cards):
        if card in new:
            places.setdefault(group(card), []).append(place)
    for of_group in places.values():
        ordered = sorted((cards[place] for place in of_group), key=hardness)
        for place, card in zip(of_group, ordered, strict=True):
            found[place] = card
    return found


class SessionQueue:
    """Cards in their order; who is told which were wrong brings those again a little later."""

    def __init__(self, cards: Sequence[CardName], draw: Random) -> None:
        self._waiting = deque(cards)
        self._repeats: dict[CardName, int] = {}
        self._draw = draw

    def __iter__(self) -> Iterator[CardName]:
        """The cards, until there are no more."""
        while self._waiting:
            yield self._waiting.popleft()

    def again(self, card: CardName) -> None:
        """Bring a card that was wrong again, after others; at the end where there are few left."""
        times = self._repeats.get(card, 0)
        if times >= MOST_REPEATS:
            return
        self._repeats[card] = times + 1
        place = APART + self._draw.randrange(APART)
        self._waiting.insert(min(place, len(self._waiting)), card)

    def __len__(self) -> int:
        """How many are left, as it stands."""
        return len(self._waiting)
