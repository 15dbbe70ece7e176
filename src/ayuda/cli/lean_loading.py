"""Loading what others need, and not what they load without need."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

_MODULES: dict[str, ModuleType | None] = sys.modules  # type: ignore[assignment]


@contextmanager
def uncollected() -> Iterator[None]:
    """A context in which much is loaded: it makes no garbage, and looking for that takes long."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # What was loaded stays, and is not to be looked through later either.
        gc.enable()


@contextmanager
def without(name: str) -> Iterator[None]:
    """A context in which a module cannot be imported, unless it is loaded already."""
    is_loaded = name in _MODULES
    if not is_loaded:
        _MODULES[name] = None
    try:
        yield
    finally:
        if not is_loaded:
            del _MODULES[name]
