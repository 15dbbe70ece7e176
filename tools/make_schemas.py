"""Make the JSON Schemas of the formats from their types: ``python tools/make_schemas.py``."""

from __future__ import annotations

from pathlib import Path

from ayuda.view import formats

FOLDER = Path(formats.__file__).with_name("schemas")


def main() -> None:
    """Write every schema."""
    FOLDER.mkdir(exist_ok=True)
    for name in formats.FORMATS:
        (FOLDER / f"{name}-1.json").write_bytes(formats.schema_of(name))


if __name__ == "__main__":
    main()
