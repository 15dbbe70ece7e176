"""A help assistant in the terminal for customer-service procedures.

From Python: ``load_policy``, ``decide`` and ``decide_table``; see ``docs/python.md``. What stands
in ``__all__`` is stable. It is imported when it is first used, so that ``import ayuda`` alone costs
nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ayuda.api import decide, load_policy
    from ayuda.batch.tables.table import DecidedTable, decide_table
    from ayuda.errors import AyudaError
    from ayuda.policy.load import PolicyFile
    from ayuda.view.formats import Decision, Question

__version__ = "0.1.0"
__all__ = [
    "AyudaError",
    "DecidedTable",
    "Decision",
    "PolicyFile",
    "Question",
    "__version__",
    "decide",
    "decide_table",
    "load_policy",
]

_ROOMS = {
    "AyudaError": "ayuda.errors",
    "DecidedTable": "ayuda.batch.tables.table",
    "Decision": "ayuda.view.formats",
    "PolicyFile": "ayuda.policy.load",
    "Question": "ayuda.view.formats",
    "decide": "ayuda.api",
    "decide_table": "ayuda.batch.tables.table",
    "load_policy": "ayuda.api",
}


def __getattr__(name: str) -> object:
    """A name of the public API, from the room where it is at home."""
    if name not in _ROOMS:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    found: object = getattr(import_module(_ROOMS[name]), name)
    globals()[name] = found
    return found
