"""Where a user's own data is kept, as the platform's conventions have it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ayuda.errors import AyudaError

DATA_PLACES = (
    ("XDG_DATA_HOME", ("ayuda",)),
    ("LOCALAPPDATA", ("ayuda",)),
    ("HOME", (".local", "share", "ayuda")),
)
"""Variables that name a folder, and the data's place in it; the first that does is taken."""
TRAINING = "training.sqlite3"


def place_of_training(environ: Mapping[str, str]) -> Path:
    """The file of answers. Raises AyudaError where no variable names a folder.

    A relative path is none of the user's places: it is another wherever the call is made.
    """
    for name, below in DATA_PLACES:
        named = environ.get(name)
        if named and Path(named).is_absolute():
            return Path(named, *below, TRAINING)
    raise AyudaError.of("XDG_DATA_HOME", "no-data-folder")
