"""Make the JSON Schemas of the formats and of policies: ``python tools/make_schemas.py``."""

from __future__ import annotations

from pathlib import Path

from ayuda.policy.schema import policy_schema
from ayuda.view import formats

FOLDER = Path(formats.__file__).with_name("schemas")
DATA = Path(__file__).parents[1] / "data"


def main() -> None:
    """Write every schema."""
    FOLDER.mkdir(exist_ok=True)
    for name in formats.FORMATS:
        (FOLDER / f"{name}-1.json").write_bytes(formats.schema_of(name))
    (DATA / "policy.schema.json").write_bytes(policy_schema())


if __name__ == "__main__":
    main()
