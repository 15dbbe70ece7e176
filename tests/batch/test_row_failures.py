"""What goes wrong while rows are decided: a clear message, and nothing half-written."""

from __future__ import annotations

import json
import os
import resource
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest
from support.calling import call_here
from support.measuring import MEASURING
from support.row_batches import (
    TEXTS,
    decide,
    objects_of,
    refusal,
    row_job,
    table_of,
    write,
    write_parquet,
    write_table,
)

from ayuda.batch.output import Target
from ayuda.batch.rows.reading.files import row_file
from ayuda.errors import AyudaError

JOB = row_job("return")
NOW = "2026-11-23T12:00:00+01:00"
AYUDA = (sys.executable, "-m", "ayuda")
MANIFEST = "manifest.json"
PATIENCE = 30.0
"""Seconds until a test gives up waiting."""
MANY_ROWS = 2_000_000
IS_ROOT = os.geteuid() == 0
as_a_user = pytest.mark.skipif(IS_ROOT, reason="nothing is forbidden to root")


class Ended(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("home")
    temporary = home / "tmp"
    temporary.mkdir()
    return {
        "HOME": str(home),
        **MEASURING,
        "PATH": os.environ.get("PATH", os.defpath),
        "TMPDIR": str(temporary),
    }


Call = Callable[..., Ended]


@pytest.fixture
def ayuda(
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> Call:
    """Call the program in this process."""

    def call(*arguments: str | Path) -> Ended:
        code, out, err = call_here([*map(str, arguments)], environment, monkeypatch, capfdbinary)
        assert b"Traceback" not in err, err
        return Ended(code, out.decode(), err.decode())

    return call


@pytest.fixture
def ayuda_apart(environment: dict[str, str]) -> Call:
    """Call it in a process of its own, perhaps with limits set in that before it starts."""

    def call(*arguments: str | Path, before: Callable[[], None] | None = None) -> Ended:
        done = subprocess.run(
            [*AYUDA, *map(str, arguments)],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
            preexec_fn=before,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Ended(done.returncode, done.stdout, done.stderr)

    return call


def batch(*arguments: str | Path) -> list[str]:
    return ["batch", "return", *map(str, arguments), "--now", NOW]


def table(path: Path, rows: int, *, mark: str = "x") -> Path:
    return write(path, b"id,stage,seller\n" + f"{mark},placed,amazon\n".encode() * rows)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A file that takes a while; Parquet takes longest to be written."""
    path = table(tmp_path_factory.mktemp("large") / "large.csv", MANY_ROWS)
    yield path
    path.unlink()


# ------------------------------------------------------------------ inputs


def test_an_input_that_vanished_is_named(tmp_path: Path) -> None:
    source = table(tmp_path / "rows.csv", 5)
    found = row_file(str(source))
    source.unlink()
    (tmp_path / "out").mkdir()
    from support.builtin import POLICY  # The files were looked at before they vanished.

    from ayuda.batch.rows.database import Limits
    from ayuda.batch.rows.row_batch import RowBatch

    with pytest.raises(AyudaError) as caught:
        RowBatch(JOB, POLICY, TEXTS, Limits()).decide(
            [found], Target(tmp_path / "out" / "decided.csv", "csv")
        )
    [problem] = caught.value.problems
    assert (problem.where, problem.code) == (str(source), "batch-vanished")
    assert list((tmp_path / "out").iterdir()) == []


def test_an_input_that_is_not_there_is_named(tmp_path: Path) -> None:
    problem = refusal(tmp_path / "no.csv", tmp_path / "decided.csv", JOB)
    assert (problem.where, problem.code) == (str(tmp_path / "no.csv"), "batch-no-input")


def test_a_folder_is_no_input_of_rows(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").mkdir()
    problem = refusal(tmp_path / "rows.csv", tmp_path / "decided.csv", JOB)
    assert (problem.where, problem.code) == (str(tmp_path / "rows.csv"), "file-is-folder")


@as_a_user
def test_an_input_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    source = table(tmp_path / "rows.csv", 5)
    source.chmod(0)
    problem = refusal(source, tmp_path / "decided.csv", JOB)
    assert (problem.where, problem.code) == (str(source), "file-not-allowed")


@pytest.mark.parametrize("ending", ["csv.gz", "csv.zst", "jsonl.gz", "jsonl.zst", "parquet"])
@pytest.mark.parametrize("damage", ["cut short", "changed in the middle", "the beginning alone"])
@pytest.mark.parametrize("output", ["csv", "jsonl"])
def test_a_damaged_file_is_named(ending: str, damage: str, output: str, tmp_path: Path) -> None:
    source = tmp_path / f"rows.{ending}"
    count = 20_000
    if ending == "parquet":
        write_parquet(source, f"SELECT i AS id, 'placed' AS stage FROM range({count}) t(i)")
    elif ending.startswith("jsonl"):
        lines = (f'{{"id": {hash(n) * 7919 % 65521}, "stage": "placed"}}' for n in range(count))
        write(source, ("\n".join(lines) + "\n").encode())
    else:
        lines = (f"{n * 7919 % 65521},placed" for n in range(count))
        write(source, ("id,stage\n" + "\n".join(lines) + "\n").encode())
    content = bytearray(source.read_bytes())
    if damage == "cut short":
        del content[len(content) // 2 :]
    elif damage == "changed in the middle":
        middle = len(content) // 2
        content[middle : middle + 64] = bytes(64)
    else:
        del content[20:]
    source.write_bytes(content)
    problem = refusal(source, tmp_path / f"decided.{output}", JOB)
    assert problem.where.startswith(str(source))
    assert problem.code in {"batch-unreadable", "batch-cut-short", "batch-damaged"}
    assert problem.values.get("reason", "it is cut short").strip()


def test_what_only_its_name_says_is_parquet_is_refused(tmp_path: Path) -> None:
    source = table(tmp_path / "rows.csv", 5).rename(tmp_path / "rows.parquet")
    problem = refusal(source, tmp_path / "decided.csv", JOB)
    assert (problem.where, problem.code) == (str(source), "batch-unreadable")


# ------------------------------------------------------------------ outputs


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "csv.zst", "jsonl", "parquet"])
def test_a_full_disk_is_told_and_leaves_nothing(
    ending: str, ayuda_apart: Call, tmp_path: Path
) -> None:
    rows = [[str(n * n), "placed", f"{n ^ 0x5A5A:x}"] for n in range(60_000)]
    source = write_table(tmp_path / "rows.csv", [["id", "stage", "note"], *rows])
    target = tmp_path / "out" / f"decided.{ending}"
    target.parent.mkdir()

    def fill() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    ended = ayuda_apart(*batch(source, "-o", target), before=fill)
    assert ended.code == 2, ended
    assert ended.out == ""
    assert ended.err.startswith(f"{target}: "), ended.err
    assert list(target.parent.iterdir()) == []


def test_a_full_disk_keeps_what_was_there_before(ayuda_apart: Call, tmp_path: Path) -> None:
    source = table(tmp_path / "rows.csv", 60_000)
    target = write(tmp_path / "decided.csv", b"from before\n")

    def fill() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    assert ayuda_apart(*batch(source, "-o", target), before=fill).code == 2
    assert target.read_bytes() == b"from before\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_standard_output_that_is_full_is_told(environment: dict[str, str], tmp_path: Path) -> None:
    source = table(tmp_path / "rows.csv", 5000)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*AYUDA, *batch(source)],
            env=environment,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith("stdout: ")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not IS_ROOT, reason="only root may mount")
def test_a_disk_that_is_really_full_is_told(ayuda_apart: Call, tmp_path: Path) -> None:
    source = table(tmp_path / "rows.csv", 200_000)
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("nothing can be mounted here")
    try:
        ended = ayuda_apart(*batch(source, "-o", disk / "decided.csv"))
        left = list(disk.iterdir())
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert ended.code == 2
    assert ended.err.startswith(f"{disk / 'decided.csv'}: ")
    assert left == []


@as_a_user
def test_a_folder_that_may_not_be_written_to_is_named(tmp_path: Path) -> None:
    source = table(tmp_path / "rows.csv", 5)
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    problem = refusal(source, folder / "decided.csv", JOB)
    assert (problem.where, problem.code) == (str(folder / "decided.csv"), "batch-not-written")


@pytest.mark.parametrize("target", ["no/such/folder/decided.csv", "rows.csv/decided.csv"])
def test_a_folder_that_is_not_there_is_told(target: str, ayuda: Call, tmp_path: Path) -> None:
    source = table(tmp_path / "rows.csv", 5)
    ended = ayuda(*batch(source, "-o", tmp_path / target))
    assert ended.code == 2
    assert ended.err.startswith(f"{tmp_path / target}: ")
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize("way", ["itself", "a link", "a hard link", "one of several"])
def test_an_output_that_is_an_input_is_refused(way: str, ayuda: Call, tmp_path: Path) -> None:
    source = table(tmp_path / "rows.csv", 5)
    inputs = [source]
    target = source
    if way == "a link":
        target = tmp_path / "link.csv"
        target.symlink_to(source)
    elif way == "a hard link":
        target = tmp_path / "hard.csv"
        target.hardlink_to(source)
    elif way == "one of several":
        inputs.insert(0, table(tmp_path / "other.csv", 5))
    before = source.read_bytes()
    ended = ayuda(*batch(*inputs, "-o", target))
    assert ended.code == 2
    assert ended.err.startswith(f"{target}: {TEXTS.say('problems.batch-output-is-input.what')}")
    assert source.read_bytes() == before


def test_an_earlier_output_is_replaced(tmp_path: Path) -> None:
    source, target = table(tmp_path / "rows.csv", 5), tmp_path / "decided.csv"
    target.write_bytes(b"from before\n")
    decide(source, target, JOB)
    assert len(table_of(target)) == 6


# ------------------------------------------------------------------ interruptions


def working(
    environment: dict[str, str], arguments: Sequence[str], folder: Path, pattern: str
) -> subprocess.Popen[str]:
    """The program at work: it has begun to write what the pattern names."""
    process = subprocess.Popen(
        [*AYUDA, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + PATIENCE
    while not any(path.stat().st_size for path in folder.glob(pattern) if path.exists()):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.002)
    return process


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_ctrl_c_leaves_nothing_and_says_so(
    ending: str, environment: dict[str, str], large: Path, tmp_path: Path
) -> None:
    target = tmp_path / f"decided.{ending}"
    process = working(environment, batch(large, "-o", target), tmp_path, ".*.part")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (130, "")
    assert TEXTS.say("batch.nothing_left") in err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []
    assert list(Path(environment["TMPDIR"]).iterdir()) == []


def test_ctrl_c_leaves_nothing_of_standard_output(environment: dict[str, str], large: Path) -> None:
    temporary = Path(environment["TMPDIR"])
    process = working(environment, batch(large), temporary, "ayuda-*/.*.part")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (130, "")
    assert TEXTS.say("batch.nothing_left") in err
    assert list(temporary.iterdir()) == []


def test_a_killed_program_leaves_nothing_under_the_final_name(
    environment: dict[str, str], large: Path, tmp_path: Path
) -> None:
    target = tmp_path / "decided.csv"
    process = working(environment, batch(large, "-o", target), tmp_path, ".*.part")
    process.kill()
    process.communicate(timeout=PATIENCE)
    assert not target.exists()
    assert [path.suffix for path in tmp_path.iterdir()] == [".part"]


# ------------------------------------------------------------------ outputs in parts


@pytest.fixture
def inputs(tmp_path: Path, large: Path) -> list[Path]:
    """Small files around a large one, so that there is time to interrupt."""
    folder = tmp_path / "in"
    folder.mkdir()
    first, last = table(folder / "a.csv", 3, mark="a"), table(folder / "z.csv", 2, mark="z")
    middle = folder / "large.csv"
    middle.hardlink_to(large)
    return [first, middle, last]


def manifest_of(folder: Path) -> dict[str, Any]:
    found = json.loads((folder / MANIFEST).read_bytes())
    assert isinstance(found, dict)
    return found


def parts_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != MANIFEST}


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_output_in_parts_is_resumed_and_equals_a_whole_one(
    sign: signal.Signals,
    environment: dict[str, str],
    inputs: list[Path],
    ayuda_apart: Call,
    tmp_path: Path,
) -> None:
    folder, whole = tmp_path / "parts", tmp_path / "whole"
    call = batch(*inputs, "-o", f"{folder}/")
    process = working(environment, call, folder, ".part-00002*.part")
    process.send_signal(sign)
    _, err = process.communicate(timeout=PATIENCE)
    first = folder / "part-00001-a.csv"
    if sign == signal.SIGINT:
        assert process.returncode == 130
        assert TEXTS.say("batch.parts_left", path=f"{folder}/") in err
        assert set(parts_of(folder)) == {first.name}
    assert not (folder / "part-00002-large.csv").exists()
    begun = manifest_of(folder)
    assert not begun["whole"]
    assert [part["name"] for part in begun["parts"]] == [first.name]
    was = first.stat()

    ended = ayuda_apart(*call, "--resume")
    assert ended.code == 0, ended
    assert first.stat() == was, "a finished part is left alone"
    assert ayuda_apart(*batch(*inputs, "-o", f"{whole}/")).code == 0
    assert parts_of(folder) == parts_of(whole)
    assert manifest_of(folder) == manifest_of(whole)
    assert manifest_of(folder)["whole"]
    rows = [part["rows"] for part in manifest_of(folder)["parts"]]
    assert rows == [3, MANY_ROWS, 2]


@pytest.fixture
def small(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "in"
    folder.mkdir()
    return [table(folder / f"{name}.csv", n, mark=name) for n, name in enumerate("abc", 1)]


def test_parts_are_as_one_output_would_be(small: list[Path], ayuda: Call, tmp_path: Path) -> None:
    folder, one = tmp_path / "parts", tmp_path / "one.csv"
    said = ayuda(*batch(*small, "-o", f"{folder}/"))
    assert ayuda(*batch(*small, "-o", one)).code == said.code == 0
    assert f"Written: {folder}/" in said.err
    found = parts_of(folder)
    assert sorted(found) == [f"part-{n:05}-{name}.csv" for n, name in enumerate("abc", 1)]
    header, *rows = one.read_bytes().splitlines()
    lines = [found[name].splitlines() for name in sorted(found)]
    assert [line[0] for line in lines] == [header] * 3
    assert [row for line in lines for row in line[1:]] == rows


@pytest.mark.parametrize(
    ("damage", "made_anew"),
    [("deleted", True), ("cut short", True), ("emptied", True), ("left alone", False)],
)
def test_a_part_that_is_not_whole_any_more_is_made_anew(
    damage: str, made_anew: bool, small: list[Path], ayuda: Call, tmp_path: Path
) -> None:
    folder = tmp_path / "parts"
    call = batch(*small, "-o", f"{folder}/")
    assert ayuda(*call).code == 0
    before, manifest = parts_of(folder), manifest_of(folder)
    part = folder / "part-00002-b.csv"
    was = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    if damage == "deleted":
        part.unlink()
    elif damage != "left alone":
        content = part.read_bytes()
        part.write_bytes(content[:-1] if damage == "cut short" else b"")
    assert ayuda(*call, "--resume").code == 0
    assert parts_of(folder) == before
    assert manifest_of(folder) == manifest
    changed = {name for name in before if (folder / name).stat().st_mtime_ns != was[name]}
    assert changed == ({part.name} if made_anew else set())


def test_what_a_killed_run_left_half_written_is_taken_away(
    small: list[Path], ayuda: Call, tmp_path: Path
) -> None:
    folder = tmp_path / "parts"
    call = batch(*small, "-o", f"{folder}/")
    assert ayuda(*call).code == 0
    (folder / ".part-00002-b.csv.123.part").write_bytes(b"half")
    (folder / "part-00002-b.csv").unlink()
    assert ayuda(*call, "--resume").code == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        MANIFEST,
        *(f"part-{n:05}-{name}.csv" for n, name in enumerate("abc", 1)),
    ]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        (("--lang", "es"), "lang"),
        (("--only", "cancel-instead"), "only"),
        (("--columns", "rule"), "columns"),
        (("--map", "id=shipped_by"), "map"),
        (("--value", "stage:open=placed"), "value"),
        (("--region", "MD"), "region"),
        (("--format", "jsonl"), "format"),
        (("--spreadsheet-safe",), "spreadsheet_safe"),
        (("--now", "2026-11-23T12:00:01+01:00"), "now"),
    ],
)
def test_resuming_with_other_settings_is_refused(
    changes: tuple[str, ...], named: str, small: list[Path], ayuda: Call, tmp_path: Path
) -> None:
    folder = tmp_path / "parts"
    call = ["batch", "return", *map(str, small), "-o", f"{folder}/"]
    now = () if "--now" in changes else ("--now", NOW)
    assert ayuda(*call, "--now", NOW, "--lang", "en").code == 0
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    lang = () if "--lang" in changes else ("--lang", "en")
    ended = ayuda(*call, *now, *lang, *changes, "--resume", "--json")
    assert ended.code == 2, ended
    [problem] = json.loads(ended.out)["problems"]
    assert problem["where"] == f"{folder}/"
    assert problem["what"].rstrip(".").endswith(f": {named}")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_resuming_without_a_moment_goes_on_as_of_the_first_one(
    small: list[Path], ayuda: Call, tmp_path: Path
) -> None:
    folder = tmp_path / "parts"
    call = ["batch", "return", *map(str, small), "-o", f"{folder}/"]
    assert ayuda(*call, "--now", NOW).code == 0
    before = parts_of(folder)
    (folder / "part-00003-c.csv").unlink()
    assert ayuda(*call, "--resume").code == 0
    assert parts_of(folder) == before
    assert manifest_of(folder)["now"] == "2026-11-23T11:00:00Z"


@pytest.mark.parametrize("change", ["another file", "one less", "other rows", "another order"])
def test_resuming_with_other_inputs_is_refused(
    change: str, small: list[Path], ayuda: Call, tmp_path: Path
) -> None:
    folder = tmp_path / "parts"
    assert ayuda(*batch(*small, "-o", f"{folder}/")).code == 0
    if change == "another file":
        small.append(table(tmp_path / "in" / "d.csv", 1))
    elif change == "one less":
        del small[1]
    elif change == "other rows":
        table(small[0], 7)
    else:
        small.reverse()
    ended = ayuda(*batch(*small, "-o", f"{folder}/", "--resume"))
    assert ended.code == 2
    what = TEXTS.say("problems.batch-resume-differs.what", value="inputs")
    assert ended.err.startswith(f"{folder}/: {what}")


def test_a_folder_in_use_is_refused_without_resume(
    small: list[Path], ayuda: Call, tmp_path: Path
) -> None:
    folder = tmp_path / "parts"
    call = batch(*small, "-o", f"{folder}/")
    assert ayuda(*call).code == 0
    before = parts_of(folder)
    ended = ayuda(*call)
    assert ended.code == 2
    assert ended.err.startswith(f"{folder}/: {TEXTS.say('problems.batch-folder-used.what')}")
    assert parts_of(folder) == before


def test_resume_begins_where_nothing_was_begun(
    small: list[Path], ayuda: Call, tmp_path: Path
) -> None:
    folder = tmp_path / "new" / "parts"
    assert ayuda(*batch(*small, "-o", f"{folder}/", "--resume")).code == 0
    assert len(parts_of(folder)) == 3


@pytest.mark.parametrize("target", [("-o", "decided.csv"), ()])
def test_only_a_folder_can_be_resumed(
    target: tuple[str, ...], small: list[Path], ayuda: Call
) -> None:
    ended = ayuda(*batch(*small, *target, "--resume"))
    assert ended.code == 2
    assert ended.err.startswith("--resume: ")


def test_standard_input_cannot_go_into_parts(ayuda: Call, tmp_path: Path) -> None:
    ended = ayuda(*batch("-", "-o", f"{tmp_path / 'parts'}/"))
    assert ended.code == 2
    assert ended.err.startswith("stdin: ")
    assert not (tmp_path / "parts").exists()


WITHOUT_OFFSET = (
    b'{"format": "ayuda.manifest/1", "flow": "return", "policy": {}, "settings": {}, "inputs": "",'
    b' "columns": [], "now": "2026-11-23T11:00:00"}'
)


@pytest.mark.parametrize(
    "content",
    [b"{", b"[]", b'{"format": "ayuda.manifest/2"}', b"", b'{"format": "\xff"}', WITHOUT_OFFSET],
)
def test_a_manifest_that_is_none_is_refused(
    content: bytes, small: list[Path], ayuda: Call, tmp_path: Path
) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    (folder / MANIFEST).write_bytes(content)
    ended = ayuda(*batch(*small, "-o", f"{folder}/", "--resume"))
    assert ended.code == 2
    assert ended.err.startswith(f"{folder}/{MANIFEST}: ")
    hint = TEXTS.get("problems.batch-manifest-broken.hint")
    assert ended.err.endswith(f"\n  {hint}\n")


def test_a_faulty_file_among_several_keeps_the_finished_parts(
    small: list[Path], ayuda: Call, tmp_path: Path
) -> None:
    folder = tmp_path / "parts"
    write(small[1], b"id,stage,seller\n1,placed\n")
    ended = ayuda(*batch(*small, "-o", f"{folder}/"))
    assert ended.code == 2
    assert ended.err.startswith(f"{small[1]}:2: ")
    assert set(parts_of(folder)) == {"part-00001-a.csv"}


def test_each_input_keeps_its_format_and_columns_in_parts(ayuda: Call, tmp_path: Path) -> None:
    a = write(tmp_path / "a.csv.gz", b"id,stage\n1,placed\n")
    b = write(tmp_path / "b.jsonl", b'{"x": {"y": 1}, "stage": "placed"}\n')
    c = write_parquet(tmp_path / "c.parquet", "SELECT 'placed' AS stage, 1 AS n")
    folder = tmp_path / "parts"
    assert ayuda(*batch(a, b, c, "-o", f"{folder}/", "--columns", "rule")).code == 0
    assert set(parts_of(folder)) == {
        "part-00001-a.csv.gz",
        "part-00002-b.jsonl",
        "part-00003-c.parquet",
    }
    assert table_of(folder / "part-00001-a.csv.gz")[0] == ["id", "stage", "rule"]
    assert objects_of(folder / "part-00002-b.jsonl")[0]["x"] == {"y": 1}
    found = duckdb.sql(f"SELECT * FROM '{folder}/part-00003-c.parquet'").fetchall()
    assert found == [("placed", 1, "not-sent-yet")]
