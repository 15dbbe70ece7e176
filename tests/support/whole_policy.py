"""The built-in policy as a single text, to be copied, changed and read as one file."""

from __future__ import annotations

import re
from pathlib import Path

import tomli

from ayuda.policy.load import built_in_path

_INCLUDE = re.compile(r"^include = \[.*?^\]\n", re.DOTALL | re.MULTILINE)


def whole_text(entry: Path | None = None) -> str:
    """The text of a policy's entry without its include, followed by those of its parts."""
    entry = entry or built_in_path()
    text = entry.read_text(encoding="utf-8")
    names = tomli.loads(text)["include"]
    parts = [(entry.parent / name).read_text(encoding="utf-8") for name in names]
    assert len(_INCLUDE.findall(text)) == 1
    return "\n\n".join([_INCLUDE.sub("", text), *parts])
