"""Whether a batch of rows has the memory that it needs; else its libraries end the process.

The database and what comes with it abort where no memory can be had for a thread, with an exit code
of their own, and whatever was begun stays behind.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping

from ayuda.errors import AyudaError

NEEDED = 640 << 20
"""Bytes of address space for the program, the database and what it may hold."""
NEEDED_FOR_A_THREAD = 192 << 20
"""Bytes for each thread: its stack, and what it keeps apart to allocate from."""
NO_THREADS = ("OPENBLAS_NUM_THREADS", "1")
"""Threads of a library that calculates with matrices, which nobody does here."""


def check_room(environ: MutableMapping[str, str]) -> None:
    """Raises AyudaError where the limits of the process (``ulimit -v``, ``-d``) are too narrow."""
    environ.setdefault(*NO_THREADS)
    try:
        import resource
    except ImportError:  # The system has no such limits.
        return
    needed = NEEDED + NEEDED_FOR_A_THREAD * (os.cpu_count() or 1)
    for option, kind in (("-v", resource.RLIMIT_AS), ("-d", resource.RLIMIT_DATA)):
        limit, _ = resource.getrlimit(kind)
        if limit != resource.RLIM_INFINITY and limit < needed:
            words = {"option": f"ulimit {option}", "value": _mebibytes(limit)}
            words["needed"] = _mebibytes(needed)
            raise AyudaError.of("batch", "too-narrow-limit", **words)


def _mebibytes(size: int) -> str:
    return str(size >> 20)
