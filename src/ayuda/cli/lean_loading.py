"""Loading what others need, and not what they load without need."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

_MODULES: dict[str, ModuleType | None] = sys.modules  # type: ignore[assignment]


@contextmanager
def uncollected() -> Iterator[None]:
    """A context in which much is loaded: it makes no garbage, and looking for that takes long."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


class Without:
    """A context in which a module cannot be imported, unless it is loaded already."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        """Say that there is none."""
        self._was_there = self._name in _MODULES
        if not self._was_there:
            _MODULES[self._name] = None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say no more."""
        if not self._was_there:
            del _MODULES[self._name]
