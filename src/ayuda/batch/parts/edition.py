"""Which edition of the program this is: what parts of one output must have in common."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

import ayuda

SOURCES = {".py", ".toml", ".json"}
"""What the package is made of."""
POLICIES = "data"
"""The policy is compared by a digest of its own."""


@cache
def edition() -> str:
    """The program's version, a digest of its sources, and the version of the database.

    A version number alone says nothing of what was changed in a checkout.
    """
    import duckdb

    digest = digest_of_sources(Path(ayuda.__file__).parent)
    return f"ayuda {ayuda.__version__} ({digest[:12]}), DuckDB {duckdb.__version__}"


def digest_of_sources(package: Path) -> str:
    """The digest of a package's files, by their paths and contents."""
    digest = sha256()
    for path in sorted(package.rglob("*")):
        inside = path.relative_to(package)
        if path.suffix not in SOURCES or inside.parts[0] == POLICIES:
            continue
        content = path.read_bytes()
        digest.update(f"{inside.as_posix()}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()
