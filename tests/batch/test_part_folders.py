"""A folder of parts: one run at a time, nothing of others taken away, changed inputs noticed."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from support import calling
from support.row_batches import TEXTS

from ayuda.batch.parts import locks
from ayuda.batch.parts.locks import LOCK, Lease, leased, locked_file
from ayuda.batch.parts.partitions import partitions
from ayuda.batch.parts.places import LocalPlace, Place, place_of
from ayuda.errors import AyudaError

fsspec = pytest.importorskip("fsspec", reason="stores need the extra cluster")

NOW = "2026-11-23T12:00:00+01:00"
PROGRAM = (sys.executable, "-m", "ayuda", "batch")
AT_ONCE = 4


def started(*arguments: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*PROGRAM, *map(str, arguments), "--now", NOW, "--lang", "en"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    return process.returncode, err


Call = Callable[..., tuple[int, str]]


@pytest.fixture
def call_here(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Call:
    """The same in this process, one after the other."""

    def call(*arguments: str | Path) -> tuple[int, str]:
        words = ["batch", *map(str, arguments), "--now", NOW, "--lang", "en"]
        called = calling.call_here(words, {}, monkeypatch, capfdbinary)
        assert b"Traceback" not in called.err
        return called.code, called.err.decode()

    return call


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.csv").write_text("id,stage\n" + "1,placed\n" * 3)
    return folder


@pytest.fixture(params=["local", "store"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    folder = tmp_path / "parts"
    return place_of(f"file://{folder}" if request.param == "store" else str(folder))


# ------------------------------------------------------------------ locks


def test_a_second_run_at_work_there_is_refused(place: Place) -> None:
    with place.locked(), pytest.raises(AyudaError) as refused, place.locked():
        pass
    [problem] = refused.value.problems
    assert problem.code == "batch-folder-busy"
    assert LOCK in problem.values["value"]
    with place.locked():
        pass
    assert place.names() == []


def test_a_lock_that_goes_by_an_error_is_let_go(place: Place) -> None:
    with pytest.raises(KeyboardInterrupt), place.locked():
        raise KeyboardInterrupt
    assert place.names() == []
    with place.locked():
        pass


@pytest.mark.parametrize("content", ["dead", "other host", "alive", "nonsense"])
def test_only_what_a_dead_process_here_has_left_does_not_count(
    place: Place, tmp_path: Path, content: str
) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    host = "elsewhere" if content == "other host" else locks.socket.gethostname()
    number = os.getpid() if content == "alive" else gone.pid
    lease = json.dumps({"host": host, "process": number, "token": "x"})
    folder = tmp_path / "parts"
    folder.mkdir()
    (folder / LOCK).write_text("nonsense" if content == "nonsense" else lease)
    if content == "dead" or isinstance(place, LocalPlace):  # A lock of the system dies with it.
        with place.locked():
            pass
        assert place.names() == []
    else:
        with pytest.raises(AyudaError), place.locked():
            pass
        assert place.names() == [LOCK]


def test_where_the_system_has_no_locks_word_is_left_instead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(locks.ENOLCK, os.strerror(locks.ENOLCK))

    monkeypatch.setattr("fcntl.flock", no_locks)
    place = LocalPlace(str(tmp_path / "parts"))
    with locked_file(tmp_path / "x") as has_locks:
        assert not has_locks
    with place.locked():
        assert Lease.__name__ == "Lease"
        assert json.loads((tmp_path / "parts" / LOCK).read_text())["process"] == os.getpid()
        with pytest.raises(AyudaError), leased(place):
            pass
    assert place.names() == []


@pytest.mark.parametrize("to", ["{}/", "file://{}"])
@pytest.mark.parametrize("resume", [(), ("--resume",)], ids=["new", "resumed"])
def test_runs_at_once_into_one_folder_make_one_output(
    inputs: Path, tmp_path: Path, to: str, resume: tuple[str, ...]
) -> None:
    folder = tmp_path / "parts"
    call = ("return", inputs / "*.csv", "-o", to.format(folder), *resume)
    runs = [ended(run) for run in [started(*call) for _ in range(AT_ONCE)]]
    assert {code for code, _ in runs} <= {0, 2}, runs
    assert any(code == 0 for code, _ in runs)
    words = tuple(
        TEXTS.say(f"problems.{code}.what") for code in ("batch-folder-busy", "batch-folder-used")
    )
    assert all(any(word in err for word in words) for code, err in runs if code), runs
    names = ["manifest.json", *(f"part-{n:05}-{name}.csv" for n, name in enumerate("abc", 1))]
    assert sorted(path.name for path in folder.iterdir()) == names
    assert json.loads((folder / "manifest.json").read_text())["whole"]


def test_a_folder_is_free_again_when_its_run_was_killed(tmp_path: Path) -> None:
    source = tmp_path / "large.csv"
    source.write_text("id,stage\n" + "1,placed\n" * 1_500_000)
    folder = tmp_path / "parts"
    run = started("return", source, "-o", f"{folder}/")
    deadline = time.monotonic() + 30
    while not list(folder.glob(".part-*")):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    code, err = ended(started("return", source, "-o", f"{folder}/", "--resume"))
    assert code == 2
    assert TEXTS.say("problems.batch-folder-busy.what") in err
    run.kill()
    run.communicate()
    code, err = ended(started("return", source, "-o", f"{folder}/", "--resume"))
    assert code == 0, err
    assert sorted(path.name for path in folder.iterdir()) == [
        "manifest.json",
        "part-00001-large.csv",
    ]


# ------------------------------------------------------------------ what belongs to others

THEIRS = (
    ".film.mp4.part",
    ".notes.part",
    ".part-1.csv.part",
    ".manifest.json",
    "x.part",
    ".part-00001-a.csv.swp",
)
OURS = (".part-00001-a.csv.123.part", ".manifest.json.7.part", ".part-00001.parquet.1.part.lines")


def test_nothing_is_taken_away_but_own_half_written_parts(place: Place, tmp_path: Path) -> None:
    with place.locked():
        for name in (*THEIRS, *OURS):
            (tmp_path / "parts" / name).write_bytes(b"x")
        place.clear()
    assert sorted(place.names()) == sorted(THEIRS)


@pytest.mark.parametrize("resume", [(), ("--resume",)], ids=["new", "resumed"])
@pytest.mark.parametrize("name", ["part-00001-a.csv", "part-00009-x.parquet", "part-00001.jsonl"])
def test_parts_without_a_manifest_are_not_written_over(
    call_here: Call, inputs: Path, tmp_path: Path, name: str, resume: tuple[str, ...]
) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    (folder / name).write_bytes(b"theirs")
    code, err = call_here("return", inputs / "*.csv", "-o", f"{folder}/", *resume)
    assert code == 2
    assert TEXTS.say("problems.batch-parts-unknown.what") in err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {name: b"theirs"}


# ------------------------------------------------------------------ changed inputs


class Odd(fsspec.AbstractFileSystem):  # type: ignore[misc]
    """A store that says of its files what the test wants it to say."""

    protocol = "odd"
    content: bytes = b""
    more: dict[str, Any]

    def info(self, path: str, **_: object) -> dict[str, Any]:
        return {"name": path, "size": len(self.content), "type": "file", **Odd.more}

    def _open(self, path: str, **_: object) -> io.BytesIO:
        return io.BytesIO(self.content)


@pytest.fixture
def odd() -> type[Odd]:
    fsspec.register_implementation("odd", Odd, clobber=True)
    Odd.content = b"id,stage\n1,placed\n"
    Odd.more = {}
    return Odd


MOMENT = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"ETag": '"a"'}, {"ETag": '"b"'}),
        ({"etag": "a"}, {"etag": "b"}),
        ({"md5Hash": "a", "updated": "x"}, {"md5Hash": "b", "updated": "x"}),
        ({"LastModified": MOMENT}, {"LastModified": MOMENT.replace(second=1)}),
        ({"mtime": 1.5}, {"mtime": 2.5}),
        ({"Content-MD5": "a", "Last-Modified": "x"}, {"Content-MD5": "a", "Last-Modified": "y"}),
    ],
)
def test_a_stores_file_is_known_by_what_the_store_says_of_its_content(
    odd: type[Odd], before: dict[str, Any], after: dict[str, Any]
) -> None:
    odd.more = before
    [first], [again] = partitions(["odd://x/a.csv"], None), partitions(["odd://x/a.csv"], None)
    assert first == again
    odd.more = after
    [other] = partitions(["odd://x/a.csv"], None)
    assert other.source != first.source


@pytest.mark.parametrize("more", [{}, {"ETag": None}, {"created": "x"}])
def test_a_stores_file_of_which_nothing_is_said_is_known_by_its_content(
    odd: type[Odd], more: dict[str, Any]
) -> None:
    odd.more = more
    [first], [again] = partitions(["odd://x/a.csv"], None), partitions(["odd://x/a.csv"], None)
    assert first == again
    odd.content = b"id,stage\n2,placed\n"
    [other] = partitions(["odd://x/a.csv"], None)
    assert other.source != first.source
    assert other.size == first.size


@pytest.mark.parametrize("address", ["{}", "file://{}"])
def test_resuming_with_an_input_of_the_same_size_that_was_changed_is_refused(
    call_here: Call, inputs: Path, tmp_path: Path, address: str
) -> None:
    folder = tmp_path / "parts"
    call = ("return", address.format(inputs / "*.csv"), "-o", f"{folder}/")
    assert call_here(*call)[0] == 0
    assert call_here(*call, "--resume")[0] == 0
    (inputs / "b.csv").write_text("id,stage\n" + "2,placed\n" * 3)
    code, err = call_here(*call, "--resume")
    assert code == 2
    assert TEXTS.say("problems.batch-resume-differs.what", value="inputs") in err
