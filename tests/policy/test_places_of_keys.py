"""Where the keys of a file of TOML stand: found for all that the parser finds, in linear time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from ayuda.policy.places import Places
from ayuda.policy.whole import TOP

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path for folder in ("data", "docs", "src", "tests") for path in (ROOT / folder).rglob("*.toml")
)


def paths_of(value: object, path: str = "") -> Iterator[tuple[str, str | None]]:
    """The path of every key and entry, with the key."""
    if isinstance(value, dict):
        for key, inner in value.items():
            here = f"{path}.{key}" if path else key
            yield here, key
            yield from paths_of(inner, here)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield f"{path}[{number}]", None
            yield from paths_of(inner, f"{path}[{number}]")


def key_at(text: str, place: tuple[int, int]) -> str:
    """The key that is written at a place."""
    line = text.split("\n")[place[0] - 1][place[1] - 1 :]
    quote = line[:1]
    if quote not in {'"', "'"}:
        return line.split("=")[0].split("]")[0].split(".")[0].strip()
    end = 1
    while line[end] != quote:
        end += 2 if line[end] == "\\" and quote == '"' else 1
    return str(next(iter(tomli.loads(f"{line[: end + 1]} = 1"))))


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(ROOT)) for path in FILES])
def test_every_key_of_every_file_here_is_found_where_it_is_written(path: Path) -> None:
    text = path.read_text("utf-8")
    places = Places(text)
    for where, key in paths_of(tomli.loads(text)):
        if key is not None:
            assert key_at(text, places.of(where)) == key, where


# ------------------------------------------------------------------ random files

BARE = st.text("abcde01_-", min_size=1, max_size=3)
NAMES = st.one_of(BARE, st.sampled_from(["a b", 'q"q', "é", "a#b", "=", "]", "'", "\\", "\t"]))
SCALARS = st.one_of(
    st.integers(-99, 99).map(str),
    st.sampled_from(
        [
            *("true", "1.5", "2026-11-26", "2026-11-26 10:40:00", "07:32:00", "'[a]'", "''"),
            *('"a # = ]"', '"\\"]\\\\"', '"""a\n[b]\n"c" """', '""""q""""', "'''x\n''y'''"),
            *('"""\\\n  a"""', "'''it's'''''", "inf", "0x1F", "1_000"),
        ]
    ),
)


def quoted(name: str) -> str:
    if name and all(char.isascii() and (char.isalnum() or char in "_-") for char in name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return f'"{escaped}"'


GAPS = st.sampled_from(["", " ", "\n", "\n  # ] note\n", "\t"])


@st.composite
def values(draw: st.DrawFn, depth: int = 2) -> str:
    kind = draw(st.integers(0, 3 if depth else 1))
    if kind <= 1:
        return draw(SCALARS)
    if kind == 2:
        entries = draw(st.lists(values(depth - 1), max_size=3))
        gap = draw(GAPS)
        return f"[{gap}{f'{gap},{gap}'.join(entries)}{',' if entries and gap else ''}{gap}]"
    keys = draw(st.lists(NAMES, max_size=3, unique=True))
    pairs = [f"{quoted(key)} = {draw(values(depth - 1))}" for key in keys]
    return "{ " + ", ".join(pairs) + " }"


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Lines that often are TOML: headers, lists of tables, dotted and quoted keys."""
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 8))):
        dotted = " . ".join(map(quoted, draw(st.lists(NAMES, min_size=1, max_size=3))))
        kind = draw(st.integers(0, 5))
        if kind == 0:
            lines.append(f"[ {dotted} ] # note")
        elif kind == 1:
            lines.append(f"[[{dotted}]]")
        elif kind == 2:
            lines.append("  # comment = [1]")
        else:
            lines.append(f"{draw(st.sampled_from(['', '  ']))}{dotted} = {draw(values())}")
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines)


@given(documents())
def test_every_key_that_the_parser_finds_has_its_place(text: str) -> None:
    places = Places(text)
    try:
        tables = tomli.loads(text)
    except tomli.TOMLDecodeError:
        return
    seen: dict[str, str | None] = {}
    for where, key in paths_of(tables):
        line, column = places.of(where)
        assert 1 <= line <= text.count("\n") + 1
        assert column >= 1
        if key is not None and where not in seen:
            assert key_at(text, (line, column)) == key, where
        seen[where] = key


@given(st.text("[]{}=.,\"'\\\n#a1 \r\t", max_size=60), st.text("a.[]1", max_size=20))
def test_what_is_no_toml_has_places_all_the_same(text: str, path: str) -> None:
    line, column = Places(text).of(path)
    assert line >= 1 <= column


# ------------------------------------------------------------------ single places

SMALL = """\
# A comment
title = "T"
[flows.cancel]
facts = [
  "stage",  # ] not the end
  "seller",
]
[[flows.cancel.rules]]
id = "a"
[[flows.cancel.rules]]
id = "b"
when = { seller = "x", stage = ["y", "z"] }
when.more = 1
"a.b" = { c.d = 1 }
"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("title", (2, 1)),
        ("flows", (3, 2)),
        ("flows.cancel", (3, 8)),
        ("flows.cancel.facts[0]", (5, 3)),
        ("flows.cancel.facts[1]", (6, 3)),
        ("flows.cancel.rules", (8, 16)),
        ("flows.cancel.rules[0]", (8, 16)),
        ("flows.cancel.rules[1]", (10, 16)),
        ("flows.cancel.rules[1].when.seller", (12, 10)),
        ("flows.cancel.rules[1].when.stage[1]", (12, 38)),
        ("flows.cancel.rules[1].a.b", (14, 1)),
        ("flows.cancel.rules[1].a.b.c.d", (14, 13)),
        ("flows.cancel.rules[0].when.seller", (8, 16)),
        ("flows.cancel.rules[7]", (8, 16)),
        ("nowhere.at.all", (1, 1)),
        (TOP, (1, 1)),
        ("", (1, 1)),
    ],
)
def test_a_path_has_its_place_or_that_of_what_is_around_it(
    path: str, place: tuple[int, int]
) -> None:
    assert Places(SMALL).of(path) == place


def test_a_table_has_the_place_of_its_own_header() -> None:
    assert Places("[a.b]\nc = 1\n[a]\nd = 1\n").of("a") == (3, 2)


HUGE: dict[str, Any] = {
    "brackets": "a = " + "[" * 200_000,
    "entries": "a = [" + "1," * 200_000 + "]",
    "keys": "\n".join(f"a{number} = 1" for number in range(80_000)),
    "a dotted key": "a" + ".a" * 200_000 + " = 1",
    "quotes": 'a = """' + '"" ' * 200_000,
    "one string": 'a = "' + "b" * 1_000_000,
    "comments": "#\n" * 200_000,
    "headers": "[a]\n" * 60_000,
    "backslashes": 'a = "' + "\\" * 500_000,
}


@pytest.mark.parametrize("name", HUGE)
def test_a_huge_text_takes_a_time_that_grows_with_it_alone(name: str) -> None:
    begun = time.process_time()
    places = Places(HUGE[name])
    assert places.of("a.a.a[0].a" + ".a" * 5_000)[0] >= 1
    assert time.process_time() - begun < 10
