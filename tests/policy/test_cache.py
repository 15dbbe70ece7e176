"""The cache of parsed files: it saves work and never changes what is read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from support.builtin import POLICY

from ayuda.cache import Cache
from ayuda.errors import AyudaError
from ayuda.policy.load import PolicyFile, built_in_path, load

BUILT_IN = built_in_path().read_text(encoding="utf-8")


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


def touch(path: Path, seconds: int) -> None:
    """Move a file's time of change."""
    found = path.stat()
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns + seconds * 10**9))


def test_an_unchanged_file_comes_from_the_cache(policy_path: Path, cache: Cache) -> None:
    first = load(policy_path, cache)
    again = cache.remember(policy_path, PolicyFile, fail)
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


def test_a_file_of_another_size_is_read_anew(policy_path: Path, cache: Cache) -> None:
    load(policy_path, cache)
    found = policy_path.stat()
    policy_path.write_text(BUILT_IN.replace("minutes = 30", "minutes = 145"), encoding="utf-8")
    os.utime(policy_path, ns=(found.st_atime_ns, found.st_mtime_ns))
    changed = load(policy_path, cache).policy
    assert changed.windows["marketplace_cancel"].lasts.minutes == 145


@pytest.mark.parametrize("seconds", [1, -1, 86_400])
def test_a_file_of_another_time_is_read_anew(policy_path: Path, cache: Cache, seconds: int) -> None:
    load(policy_path, cache)
    stamp = policy_path.stat().st_mtime_ns
    policy_path.write_text(BUILT_IN.replace("minutes = 30", "minutes = 45"), encoding="utf-8")
    os.utime(policy_path, ns=(stamp, stamp))
    touch(policy_path, seconds)
    changed = load(policy_path, cache).policy
    assert changed.windows["marketplace_cancel"].lasts.minutes == 45


def test_another_file_of_the_same_size_and_time_is_another(policy_path: Path, cache: Cache) -> None:
    other = policy_path.with_name("other.toml")
    other.write_text(BUILT_IN.replace("minutes = 30", "minutes = 45"), encoding="utf-8")
    stamp = policy_path.stat().st_mtime_ns
    os.utime(other, ns=(stamp, stamp))
    load(policy_path, cache)
    assert load(other, cache).policy.windows["marketplace_cancel"].lasts.minutes == 45


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "no stamp": lambda content: content.partition(b"\n")[2],
    "another stamp": lambda content: b"x" + content,
    "a stamp alone": lambda content: content.partition(b"\n")[0] + b"\n",
    "cut off": lambda content: content[: len(content) // 2],
    "something more": lambda content: content + b"\x00",
    "other bytes": lambda content: content.partition(b"\n")[0] + b"\n" + os.urandom(500),
    "another kind": lambda content: content.partition(b"\n")[0] + b"\n\x80",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_entry_is_ignored_and_mended(policy_path: Path, cache: Cache, name: str) -> None:
    whole = load(policy_path, cache)
    [entry] = entries(cache)
    content = entry.read_bytes()
    entry.write_bytes(BROKEN[name](content))
    assert load(policy_path, cache) == whole
    assert entry.read_bytes() == content


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
