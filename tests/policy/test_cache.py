"""The cache of parsed files: it saves work and never changes what is read."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
import pytest
from support.builtin import POLICY
from support.whole_policy import whole_text

import ayuda
from ayuda import cache as cache_module
from ayuda.cache import LARGEST, SEAL, Cache, digest, sources
from ayuda.cli.session import Session
from ayuda.errors import AyudaError
from ayuda.policy.load import PolicyFile, built_in_path, load

BUILT_IN = whole_text()


@pytest.fixture
def policy_path(tmp_path: Path) -> Path:
    path = tmp_path / "policy.toml"
    path.write_text(BUILT_IN, encoding="utf-8")
    return path


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache" / "ayuda")


def entries(cache: Cache) -> list[Path]:
    """The files that a cache keeps."""
    return list(cache.folder.iterdir()) if cache.folder and cache.folder.exists() else []


def fail() -> PolicyFile:
    """What must not be called."""
    message = "the file was parsed although it is remembered"
    raise AssertionError(message)


def test_an_unchanged_file_comes_from_the_cache(policy_path: Path, cache: Cache) -> None:
    first = load(policy_path, cache)
    again = cache.remember(policy_path, policy_path.read_bytes(), PolicyFile, fail)
    assert again == first
    assert again.policy == POLICY


def test_there_is_one_entry_for_one_file(policy_path: Path, cache: Cache) -> None:
    load(policy_path, cache)
    load(policy_path, cache)
    assert len(entries(cache)) == 1


def test_the_folder_is_the_users_alone(policy_path: Path, cache: Cache) -> None:
    load(policy_path, cache)
    assert cache.folder is not None
    assert cache.folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("minutes", ["45", "31", "145"])
def test_a_change_counts_though_the_time_stays(
    policy_path: Path, cache: Cache, minutes: str
) -> None:
    load(policy_path, cache)
    found = policy_path.stat()
    changed = BUILT_IN.replace("minutes = 30", f"minutes = {minutes}")
    policy_path.write_text(changed, encoding="utf-8")
    os.utime(policy_path, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert load(policy_path, cache).policy.windows["marketplace_cancel"].lasts.minutes == int(
        minutes
    )
    assert len(entries(cache)) == 1


@pytest.mark.parametrize("seconds", [1, -1, 86_400])
def test_another_time_alone_changes_nothing(policy_path: Path, cache: Cache, seconds: int) -> None:
    first = load(policy_path, cache)
    found = policy_path.stat()
    os.utime(policy_path, ns=(found.st_atime_ns, found.st_mtime_ns + seconds * 10**9))
    assert cache.remember(policy_path, policy_path.read_bytes(), PolicyFile, fail) == first


def test_another_file_of_the_same_size_and_time_is_another(policy_path: Path, cache: Cache) -> None:
    other = policy_path.with_name("other.toml")
    other.write_text(BUILT_IN.replace("minutes = 30", "minutes = 45"), encoding="utf-8")
    stamp = policy_path.stat().st_mtime_ns
    os.utime(other, ns=(stamp, stamp))
    load(policy_path, cache)
    assert load(other, cache).policy.windows["marketplace_cancel"].lasts.minutes == 45


def test_a_remembered_file_has_the_path_that_it_is_called_by(
    policy_path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(policy_path.parent)
    for path in (Path(policy_path.name), policy_path, Path(policy_path.name)):
        assert load(path, cache).path == str(path)
    assert len(entries(cache)) == 1


def test_a_file_whose_path_is_no_unicode_is_read_and_not_remembered(
    tmp_path: Path, cache: Cache
) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.toml")
    path.write_text(BUILT_IN, encoding="utf-8")
    for _ in range(2):
        assert load(path, cache).policy == POLICY
    assert entries(cache) == []


# ------------------------------------------------------------------ entries are not trusted


def sealed(content: bytes, stamp_of: bytes) -> bytes:
    """A content as an entry whose seal holds; ``stamp_of`` is what the digests were made over."""
    return digest(stamp_of + content) + content


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "no seal": lambda content: content[SEAL:],
    "another seal": lambda content: b"x" + content[1:],
    "moved by a byte": lambda content: b"x" + content,
    "a seal alone": lambda content: content[:SEAL],
    "half a seal": lambda content: content[: SEAL // 2],
    "cut off": lambda content: content[: len(content) // 2],
    "cut by a byte": lambda content: content[:-1],
    "something more": lambda content: content + b"\x00",
    "other bytes": lambda content: content[:SEAL] + os.urandom(500),
    "another kind": lambda content: content[:SEAL] + b"\x80",
    "sealed for nothing": lambda content: sealed(content[SEAL:], b""),
    "in a format of before": lambda content: b"0.1.0 [1] 5 7 /p.toml\n" + content[SEAL:],
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_entry_is_ignored_and_mended(policy_path: Path, cache: Cache, name: str) -> None:
    whole = load(policy_path, cache)
    [entry] = entries(cache)
    content = entry.read_bytes()
    entry.write_bytes(BROKEN[name](content))
    assert load(policy_path, cache) == whole
    assert entry.read_bytes() == content


FLIPS = 200


def test_a_flipped_bit_is_found_wherever_it_is(policy_path: Path, cache: Cache) -> None:
    whole = load(policy_path, cache)
    content = policy_path.read_bytes()
    [entry] = entries(cache)
    kept = entry.read_bytes()
    for seed in range(FLIPS):
        place = random.Random(seed).randrange(len(kept) * 8)
        flipped = bytearray(kept)
        flipped[place // 8] ^= 1 << place % 8
        entry.write_bytes(flipped)
        parsed = msgspec.structs.replace(whole, sha256=str(seed))
        found = cache.remember(policy_path, content, PolicyFile, lambda parsed=parsed: parsed)
        assert found is parsed, (seed, place)
        again = cache.remember(policy_path, content, PolicyFile, fail)
        assert again == parsed


def stamp_now(path: Path, content: bytes) -> bytes:
    """What the entry of a file is stamped with, told once more."""
    edition = "\n".join(sorted(sources(PolicyFile))).encode(errors="surrogateescape")
    parts = (ayuda.__version__.encode(), edition, str(path).encode(), content)
    return b"".join(map(digest, parts))


OTHER_SHAPES: dict[str, object] = {
    "nothing": None,
    "a list": [1, 2, 3],
    "a table without keys": {},
    "a policy without flows": {"path": "p", "policy": {"format": "ayuda.policy/1"}, "sha256": ""},
    "numbers for texts": {"path": 1, "policy": 2, "sha256": 3},
}


@pytest.mark.parametrize("name", OTHER_SHAPES)
def test_an_entry_of_another_shape_is_ignored_though_its_seal_holds(
    policy_path: Path, cache: Cache, name: str
) -> None:
    whole = load(policy_path, cache)
    [entry] = entries(cache)
    stamp = stamp_now(policy_path, policy_path.read_bytes())
    own = entry.read_bytes()
    assert own == sealed(own[SEAL:], stamp)
    entry.write_bytes(sealed(msgspec.msgpack.encode(OTHER_SHAPES[name]), stamp))
    assert load(policy_path, cache) == whole
    assert entry.read_bytes() == own


@pytest.mark.parametrize(
    "content",
    [
        b"\x91" * 100_000,
        b"\xdd\xff\xff\xff\xff",
        b"\xdf\xff\xff\xff\xff\xa1a",
        b"\xc1",
        b"\xa2\xff\xfe",
    ],
    ids=["nested deep", "a list without end", "a table without end", "no msgpack", "no UTF-8"],
)
def test_a_sealed_entry_that_lies_about_itself_is_ignored(
    policy_path: Path, cache: Cache, content: bytes
) -> None:
    whole = load(policy_path, cache)
    [entry] = entries(cache)
    entry.write_bytes(sealed(content, stamp_now(policy_path, policy_path.read_bytes())))
    assert load(policy_path, cache) == whole


def test_the_entry_of_another_file_is_ignored(policy_path: Path, cache: Cache) -> None:
    other = policy_path.with_name("other.toml")
    other.write_text(BUILT_IN.replace("minutes = 30", "minutes = 45"), encoding="utf-8")
    load(other, cache)
    [foreign] = entries(cache)
    content = foreign.read_bytes()
    load(policy_path, cache)
    [entry] = set(entries(cache)) - {foreign}
    entry.write_bytes(content)
    assert load(policy_path, cache).policy == POLICY


def test_the_entry_of_another_version_is_ignored(
    policy_path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = load(policy_path, cache)
    [entry] = entries(cache)
    content = entry.read_bytes()
    monkeypatch.setattr(cache_module, "__version__", "0.0.1")
    assert load(policy_path, cache) == whole
    assert entry.read_bytes() != content


@pytest.mark.skipif(os.name != "posix", reason="pipes with names")
def test_an_entry_that_is_a_pipe_or_a_device_is_ignored(policy_path: Path, cache: Cache) -> None:
    whole = load(policy_path, cache)
    [entry] = entries(cache)
    entry.unlink()
    os.mkfifo(entry)
    assert load(policy_path, cache) == whole
    entry.unlink()
    entry.symlink_to("/dev/zero")
    assert load(policy_path, cache) == whole


def test_an_entry_that_is_too_large_is_not_read(policy_path: Path, cache: Cache) -> None:
    whole = load(policy_path, cache)
    [entry] = entries(cache)
    with entry.open("wb") as file:
        file.truncate(LARGEST + 1)
    assert load(policy_path, cache) == whole


def test_an_entry_that_is_a_folder_is_ignored(policy_path: Path, cache: Cache) -> None:
    whole = load(policy_path, cache)
    [entry] = entries(cache)
    entry.unlink()
    entry.mkdir()
    assert load(policy_path, cache) == whole


def test_a_folder_that_is_a_file_is_ignored(policy_path: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("", encoding="utf-8")
    for folder in (blocked, blocked / "ayuda"):
        assert load(policy_path, Cache(folder)).policy == POLICY


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no folder that refuses root")
def test_a_folder_that_cannot_be_written_is_ignored(policy_path: Path) -> None:
    assert load(policy_path, Cache(Path("/proc/self/ayuda"))).policy == POLICY


def test_no_folder_at_all_is_fine(policy_path: Path) -> None:
    assert load(policy_path, Cache(None)).policy == POLICY


def test_no_half_written_entry_stays_behind(policy_path: Path, cache: Cache) -> None:
    load(policy_path, cache)
    assert [entry.suffix for entry in entries(cache)] == [".msgpack"]


@pytest.mark.parametrize(
    "text",
    ["format =", "a = 1", BUILT_IN.replace('outcome = "cancel-now"', 'outcome = "cancel"')],
    ids=["no TOML", "no policy", "a wrong policy"],
)
def test_an_invalid_policy_is_never_remembered(policy_path: Path, cache: Cache, text: str) -> None:
    policy_path.write_text(text, encoding="utf-8")
    for _ in range(2):
        with pytest.raises(AyudaError):
            load(policy_path, cache)
    assert entries(cache) == []


def test_a_file_that_became_invalid_is_refused_though_it_was_remembered(
    policy_path: Path, cache: Cache
) -> None:
    load(policy_path, cache)
    policy_path.write_text("format =", encoding="utf-8")
    with pytest.raises(AyudaError):
        load(policy_path, cache)


def test_a_file_that_is_gone_is_refused_though_it_was_remembered(
    policy_path: Path, cache: Cache
) -> None:
    load(policy_path, cache)
    policy_path.unlink()
    with pytest.raises(AyudaError):
        load(policy_path, cache)


# ------------------------------------------------------------------ a changed program


PARTS_OF_A_LOAD = """
import sys
from pathlib import Path
from ayuda.cache import Cache, sources
from ayuda.policy.load import PolicyFile, built_in_path, load
from ayuda.texts import Texts, load_texts

load(built_in_path(), Cache())
load_texts("es", Cache())
loaded = {module.__file__ for name, module in sys.modules.items() if name.startswith("ayuda")}
for kind in (PolicyFile, Texts):
    known = {line.rsplit(" ", 2)[0] for line in sources(kind)}
    made_by = {name for name in loaded if kind is PolicyFile or "/policy/" not in name}
    print(len(made_by), *sorted(made_by - known))
"""
"""Every module that is loaded to make an entry, against those whose change makes it stale."""


def test_whatever_makes_an_entry_makes_it_stale_when_it_changes() -> None:
    found = subprocess.run(
        [sys.executable, "-c", PARTS_OF_A_LOAD], capture_output=True, text=True, check=True
    )
    for line in found.stdout.splitlines():
        count, *unknown = line.split()
        assert int(count) > 5
        assert unknown == []


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A copy of the program's sources, to be changed; the policy stands beside it."""
    source = Path(ayuda.__file__).parent
    copy = tmp_path / "program" / "ayuda"
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(built_in_path().parent, copy / "data", dirs_exist_ok=True)
    return copy


def call(program: Path, home: Path) -> str:
    """What a copy of the program says of its own policy."""
    words = ("cancel", "--stage", "shipped", "--shipped-by", "amazon", "--json", "--lang", "en")
    ended = subprocess.run(
        [sys.executable, "-m", "ayuda", *words],
        env={"PYTHONPATH": str(program.parent), "HOME": str(home), "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in ended.stderr
    return ended.stdout


CHANGES: dict[str, tuple[str, str]] = {
    "policy/check.py": (
        "    checks = (\n",
        "    checks = (\n        [('here', 'no-values', {})],\n",
    ),
    "policy/check_flows.py": (
        "        if not FLOW_ID.match(name):\n",
        '        yield path, "no-values", {}\n        if not FLOW_ID.match(name):\n',
    ),
    "policy/check_conditions.py": (
        "    for name, test in when.items():\n",
        '    yield "here", "no-values", {}\n    for name, test in when.items():\n',
    ),
    "policy/load.py": (
        "    if problems:\n",
        '    problems = [AyudaError.of("here", "no-values").problems[0]]\n    if problems:\n',
    ),
    "calendar.py": (
        "def is_known(self) -> bool:",
        "def is_known(self) -> bool:\n        return False",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_check_is_applied_to_what_is_remembered(
    program: Path, tmp_path: Path, name: str
) -> None:
    assert "ayuda.decision/1" in call(program, tmp_path)
    assert list((tmp_path / ".cache" / "ayuda").glob("PolicyFile-*"))
    old, new = CHANGES[name]
    text = (program / name).read_text(encoding="utf-8")
    assert old in text
    (program / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert "ayuda.error/1" in call(program, tmp_path)


# ------------------------------------------------------------------ its place


PLACES: dict[str, tuple[Mapping[str, str], str | None]] = {
    "as the convention has it": ({"XDG_CACHE_HOME": "/c", "HOME": "/h"}, "/c/ayuda"),
    "below the home": ({"HOME": "/h"}, "/h/.cache/ayuda"),
    "a relative cache": ({"XDG_CACHE_HOME": "c", "HOME": "/h"}, "/h/.cache/ayuda"),
    "a cache here": ({"XDG_CACHE_HOME": ".", "HOME": "/h"}, "/h/.cache/ayuda"),
    "a tilde": ({"XDG_CACHE_HOME": "~/c", "HOME": "/h"}, "/h/.cache/ayuda"),
    "an empty cache": ({"XDG_CACHE_HOME": "", "HOME": "/h"}, "/h/.cache/ayuda"),
    "a relative home": ({"HOME": "h"}, None),
    "a home here": ({"HOME": "."}, None),
    "a home above": ({"HOME": "../h"}, None),
    "all relative": ({"XDG_CACHE_HOME": "c", "LOCALAPPDATA": "l", "HOME": "h"}, None),
    "an empty home": ({"HOME": ""}, None),
    "nothing": ({}, None),
}


@pytest.mark.skipif(os.name != "posix", reason="paths of POSIX")
@pytest.mark.parametrize("name", PLACES)
def test_a_cache_has_an_absolute_place_or_none(name: str) -> None:
    environ, place = PLACES[name]
    assert Session(environ).cache.folder == (None if place is None else Path(place))
