"""Where results go: files keep what they are, links lead on, pipes and devices are written into."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from ayuda.batch.output import whole_file
from ayuda.errors import AyudaError

CONTENT = b"decided\n" * 100
IS_ROOT = os.geteuid() == 0
FORMATS = ("csv", "jsonl", "tsv")
NOBODY = 65534


def write(final: Path, content: bytes = CONTENT) -> None:
    with whole_file(final) as beside:
        beside.write_bytes(content)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_a_new_file_follows_the_umask(tmp_path: Path, mask: int) -> None:
    os.umask(mask)
    write(tmp_path / "new")
    assert mode_of(tmp_path / "new") == 0o666 & ~mask


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755, 0o200])
def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path, mode: int) -> None:
    final = tmp_path / "old"
    final.write_bytes(b"old")
    final.chmod(mode)
    write(final)
    assert mode_of(final) == mode
    final.chmod(0o600)
    assert final.read_bytes() == CONTENT


@pytest.mark.parametrize("mode", [0o600, 0o640])
def test_nobody_else_reads_what_is_to_replace_a_private_file(tmp_path: Path, mode: int) -> None:
    final = tmp_path / "old"
    final.write_bytes(b"old")
    final.chmod(mode)
    with whole_file(final) as beside:
        assert mode_of(beside) & 0o077 == 0


@pytest.mark.skipif(not IS_ROOT, reason="only root may give files away")
@pytest.mark.parametrize("owner", [(NOBODY, NOBODY), (1, 0), (0, 12)])
def test_a_file_that_is_replaced_keeps_its_owner(tmp_path: Path, owner: tuple[int, int]) -> None:
    final = tmp_path / "old"
    final.write_bytes(b"old")
    os.chown(final, *owner)
    write(final)
    assert (final.stat().st_uid, final.stat().st_gid) == owner
    assert final.read_bytes() == CONTENT


def as_nobody(action: str, path: Path) -> subprocess.CompletedProcess[str]:
    """Write to a path as somebody who may not give files away."""
    script = (
        "import sys; from pathlib import Path; from ayuda.batch.output import whole_file\n"
        "from ayuda.errors import AyudaError\n"
        "import os; os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        f"try:\n with whole_file(Path(sys.argv[1])) as beside: {action}\n"
        "except AyudaError as error: print(*(p.code for p in error.problems))\n"
    )
    return subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )


@pytest.fixture
def open_room(tmp_path: Path) -> Iterator[Path]:
    """A folder in which anybody may write, reachable by anybody."""
    room = Path("/tmp") / f"ayuda-room-{os.getpid()}-{tmp_path.name}"  # noqa: S108 - for others
    room.mkdir()
    room.chmod(0o777)
    yield room
    shutil.rmtree(room)


@pytest.mark.skipif(not IS_ROOT, reason="only root may become somebody else")
def test_somebody_elses_file_that_may_be_written_stays_theirs(open_room: Path) -> None:
    final = open_room / "old"
    final.write_bytes(b"old" * 1000)
    final.chmod(0o666)
    done = as_nobody("beside.write_bytes(b'new')", final)
    assert done.stdout == ""
    assert (final.stat().st_uid, mode_of(final), final.read_bytes()) == (0, 0o666, b"new")
    assert [path.name for path in open_room.iterdir()] == ["old"]


@pytest.mark.skipif(not IS_ROOT, reason="only root may become somebody else")
def test_a_file_in_a_folder_that_may_not_be_changed_is_written_into(open_room: Path) -> None:
    final = open_room / "old"
    final.write_bytes(b"old" * 1000)
    final.chmod(0o666)
    open_room.chmod(0o755)
    assert as_nobody("beside.write_bytes(b'new')", final).stdout == ""
    assert final.read_bytes() == b"new"


@pytest.mark.skipif(not IS_ROOT, reason="only root may become somebody else")
def test_a_file_that_may_not_be_written_is_not_replaced(open_room: Path) -> None:
    final = open_room / "old"
    final.write_bytes(b"old")
    final.chmod(0o444)
    os.chown(final, NOBODY, NOBODY)
    assert as_nobody("beside.write_bytes(b'new')", final).stdout == "batch-not-written\n"
    assert final.read_bytes() == b"old"


# ------------------------------------------------------------------ links


@pytest.mark.parametrize("kind", ["a file", "a link to a file", "nothing"])
def test_a_link_is_followed_and_stays(tmp_path: Path, kind: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    real = elsewhere / "real.csv"
    if kind != "nothing":
        real.write_bytes(b"old")
    link = tmp_path / "link.csv"
    link.symlink_to("elsewhere/real.csv")
    if kind == "a link to a file":
        (tmp_path / "second.csv").symlink_to(link)
        link = tmp_path / "second.csv"
    write(link)
    assert link.is_symlink()
    assert real.read_bytes() == CONTENT
    assert not real.is_symlink()
    assert [path.name for path in elsewhere.iterdir()] == ["real.csv"]


@pytest.mark.parametrize("target", ["loop", "none/where"])
def test_a_link_that_leads_nowhere_is_told(tmp_path: Path, target: str) -> None:
    link = tmp_path / "loop"
    link.symlink_to(target)
    with pytest.raises(AyudaError) as refused:
        write(link)
    [problem] = refused.value.problems
    assert (problem.code, problem.where) == ("batch-not-written", str(link))
    assert link.is_symlink()


@pytest.mark.parametrize("bait", ["a link", "a file"])
def test_what_lies_in_wait_under_the_half_written_name_is_not_written_into(
    tmp_path: Path, bait: str
) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"theirs")
    waiting = tmp_path / f".new.{os.getpid()}.part"
    if bait == "a link":
        waiting.symlink_to(victim)
    else:
        waiting.write_bytes(b"from a killed run")
    write(tmp_path / "new")
    assert victim.read_bytes() == b"theirs"
    assert (tmp_path / "new").read_bytes() == CONTENT
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "victim"]


# ------------------------------------------------------------------ pipes and devices


def test_a_named_pipe_is_written_into(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write(pipe)
    reader.join()
    assert read == [CONTENT]
    assert pipe.is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


@pytest.mark.parametrize("link", [False, True])
def test_a_device_is_written_into_and_stays_one(tmp_path: Path, link: bool) -> None:
    target = Path("/dev/null")
    if link:
        (tmp_path / "link").symlink_to(target)
        target = tmp_path / "link"
    write(target)
    assert target.is_char_device()
    assert not list(Path("/dev").glob(".null.*"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_device_is_told(tmp_path: Path) -> None:
    with pytest.raises(AyudaError) as refused:
        write(Path("/dev/full"))
    [problem] = refused.value.problems
    assert (problem.code, problem.where) == ("batch-not-written", "/dev/full")
    assert list(tmp_path.iterdir()) == []


def test_a_reader_of_a_pipe_who_goes_is_not_told_as_a_fault(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = Thread(target=lambda: pipe.open("rb").close())
    reader.start()
    with pytest.raises(BrokenPipeError):
        write(pipe, b"x" * (1 << 22))
    reader.join()


# ------------------------------------------------------------------ the program


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text("stage,seller\n" + "placed,amazon\n" * 20_000)
    return path


def shell(script: str, **values: Path | str) -> subprocess.CompletedProcess[str]:
    told = {name: str(value) for name, value in values.items()}
    environment = {**os.environ, **told, "AYUDA": f"{sys.executable} -m ayuda"}
    return subprocess.run(
        ["bash", "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("how", [">", ">>", "| cat >"])
def test_the_path_of_standard_output_is_standard_output(
    rows: Path, tmp_path: Path, how: str, kind: str
) -> None:
    out = tmp_path / "out"
    out.write_text("before\n")
    call = f"$AYUDA batch return $ROWS --format {kind} --columns outcome -o /dev/stdout {how} $OUT"
    done = shell(f"set -o pipefail; {call}", ROWS=rows, OUT=out)
    assert done.returncode == 0, done
    lines = out.read_text().splitlines()
    assert len(lines) == 20_000 + (kind != "jsonl") + (how == ">>")
    assert (lines[0] == "before") == (how == ">>")


@pytest.mark.parametrize(
    "call",
    [
        "$AYUDA batch return $ROWS",
        "$AYUDA batch return $ROWS --format jsonl",
        "$AYUDA batch return $ROWS --format csv -o /dev/stdout",
        "$AYUDA batch return - --format csv <$ROWS",
        "for i in 1 2 3 4 5 6 7 8 9; do cat $MAILS; done | $AYUDA batch check-email -",
    ],
)
def test_a_reader_who_goes_ends_a_batch_without_a_word(rows: Path, call: str) -> None:
    mails = "docs/examples/phishing.eml"
    script = f"({call}; echo $? >&2) | head -c 1 >/dev/null"
    if "MAILS" in call:  # A short result may be taken whole before the reader goes.
        script = f"({call}; echo $? >&2) | true"
        call = f"sleep 0.2; {call}"
    done = shell(script, ROWS=rows, MAILS=Path(__file__).parents[2] / mails)
    assert done.stderr == "141\n", done


# ------------------------------------------------------------------ signals

SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
IN_THE_BACKGROUND = ("sh", "-c", 'trap "" INT; exec "$@"', "sh")
UNDER_NOHUP = ("sh", "-c", 'trap "" HUP; exec "$@"', "sh")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "large.csv"
    path.write_bytes(b"stage,seller\n" + b"placed,amazon\n" * 1_500_000)
    return path


def at_work(
    large: Path, room: Path, *, wrapped: tuple[str, ...] = (), to_file: bool = True
) -> subprocess.Popen[str]:
    """A batch that has begun to write; its temporary files and its output are in the room."""
    arguments = ["batch", "return", str(large)]
    arguments += ["-o", str(room / "made.csv")] if to_file else []
    process = subprocess.Popen(
        [*wrapped, sys.executable, "-m", "ayuda", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(room)},
    )
    deadline = time.monotonic() + 30
    while not any(path.stat().st_size for path in room.rglob(".*.part") if path.exists()):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.005)
    return process


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: signal.Signals(number).name)
@pytest.mark.parametrize(
    ("wrapped", "to_file"), [((), False), (IN_THE_BACKGROUND, True)], ids=["stdout", "background"]
)
def test_a_signal_ends_a_batch_with_its_code_and_leaves_nothing(
    large: Path, tmp_path: Path, number: signal.Signals, wrapped: tuple[str, ...], to_file: bool
) -> None:
    process = at_work(large, tmp_path, wrapped=wrapped, to_file=to_file)
    process.send_signal(number)
    process.send_signal(number)  # A second one must not leave anything half removed.
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (SIGNALS[number], ""), err
    assert err.count("\n") == 2, err
    assert list(tmp_path.iterdir()) == []


def test_what_nohup_shields_goes_on(large: Path, tmp_path: Path) -> None:
    process = at_work(large, tmp_path, wrapped=UNDER_NOHUP)
    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["made.csv"]
