"""The same rows on a cluster: two real workers, one of them killed, and the same output."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from support.row_batches import TEXTS, parquet_of, write, write_parquet

from ayuda.policy.load import built_in_path

pytest.importorskip("distributed", reason="a cluster needs the extra of that name")

NOW = "2026-11-23T12:00:00+01:00"
PATIENCE = 40.0
"""Seconds until a test gives up waiting."""
FILES = 12
ROWS = 20_000
"""In each file: enough for a worker to be killed while there is work left."""
STAGES = ("placed", "shipped", "delivered", "bogus", "")


class Ended(NamedTuple):
    code: int
    out: str
    err: str


class Cluster(NamedTuple):
    """A scheduler and its workers, each a process of its own."""

    address: str
    workers: list[subprocess.Popen[bytes]]


Ayuda = Callable[..., Ended]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("home")
    return {
        "HOME": str(home),
        "PATH": os.environ.get("PATH", os.defpath),
        "DASK_DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH": "0",
    }


def started(
    arguments: list[str], environment: dict[str, str], **more: str
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "ayuda", "batch", *arguments],
        env={**environment, **more},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
    )


def ended(process: subprocess.Popen[str]) -> Ended:
    out, err = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in err, err
    return Ended(process.returncode, out, err)


@pytest.fixture(scope="module")
def ayuda(environment: dict[str, str]) -> Ayuda:
    def call(*arguments: str | Path, **more: str) -> Ended:
        return ended(started([str(argument) for argument in arguments], environment, **more))

    return call


@contextmanager
def running(
    folder: Path, environment: dict[str, str], *, workers: int, **more: str
) -> Iterator[Cluster]:
    """A cluster as people start one: a scheduler, and workers that nobody starts again."""
    file = folder / "scheduler.json"
    module = "distributed.cli.dask_{}"
    told = ["--scheduler-file", str(file), "--no-dashboard"]
    processes: list[subprocess.Popen[bytes]] = []

    def start(kind: str, *arguments: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", module.format(kind), *told, *arguments],
            env={**environment, **more},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
        )
        processes.append(process)
        return process

    try:
        start("scheduler", "--host", "127.0.0.1", "--port", "0")
        places = ["--no-nanny", "--nthreads", "1", "--local-directory", str(folder)]
        begun = [start("worker", *places) for _ in range(workers)]
        wait_until(lambda: address_in(file) is not None, "the scheduler")
        yield Cluster(str(address_in(file)), begun)
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()


def address_in(file: Path) -> str | None:
    """The address that a scheduler has written; None while it has not, or not all of it."""
    try:
        return str(json.loads(file.read_text())["address"])
    except (FileNotFoundError, ValueError):
        return None


def wait_until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"{what} never came"
        time.sleep(0.01)


@pytest.fixture(scope="module")
def cluster(
    tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]
) -> Iterator[Cluster]:
    with running(tmp_path_factory.mktemp("cluster"), environment, workers=2) as found:
        yield found


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of rows: some of them undecided, some faulty."""
    folder = tmp_path_factory.mktemp("inputs")
    for number in range(FILES):
        rows = (
            f"{number}-{row},{STAGES[(row + number) % 5]},{'amazon' if row % 3 else 'marketplace'}"
            for row in range(ROWS)
        )
        write(folder / f"{number:02}.csv", ("id,stage,seller\n" + "\n".join(rows) + "\n").encode())
    return folder


@pytest.fixture(scope="module")
def one(inputs: Path, ayuda: Ayuda, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one machine makes of it."""
    target = tmp_path_factory.mktemp("one") / "one.csv"
    done = ayuda("return", inputs / "*.csv", "-o", target, "--now", NOW)
    assert done.code == 1, done
    return target


def lines_of(folder: Path) -> list[bytes]:
    """The rows of all parts of a folder, sorted, and the header of each."""
    parts = sorted(folder.glob("part-*"))
    read = [part.read_bytes().splitlines() for part in parts]
    assert len({lines[0] for lines in read}) == 1
    return [read[0][0], *sorted(line for lines in read for line in lines[1:])]


def sorted_lines(path: Path) -> list[bytes]:
    header, *rows = path.read_bytes().splitlines()
    return [header, *sorted(rows)]


def manifest_of(folder: Path) -> dict[str, Any]:
    found = json.loads((folder / "manifest.json").read_bytes())
    assert isinstance(found, dict)
    return found


def test_two_workers_of_a_cluster_make_what_one_machine_makes(
    cluster: Cluster, inputs: Path, one: Path, ayuda: Ayuda, tmp_path: Path
) -> None:
    folder = tmp_path / "parts"
    call = ("return", inputs / "*.csv", "--now", NOW, "--json")
    done = ayuda(*call, "-o", f"{folder}/", "--cluster", cluster.address)
    assert done.code == 1, done
    assert lines_of(folder) == sorted_lines(one)
    told = json.loads(done.err)
    assert told["rows"] == FILES * ROWS
    alone = tmp_path / "alone"
    said = json.loads(ayuda(*call, "-o", f"{alone}/").err)
    assert {**told, "output": ""} == {**said, "output": ""}
    manifests = manifest_of(folder), manifest_of(alone)
    assert manifests[0]["whole"]
    assert manifests[0]["parts"] == manifests[1]["parts"]


def test_two_workers_here_make_what_one_machine_makes(
    inputs: Path, one: Path, ayuda: Ayuda, tmp_path: Path
) -> None:
    folder = tmp_path / "parts"
    done = ayuda(
        *("return", inputs / "*.csv", "-o", f"{folder}/", "--now", NOW, "--cluster", "local:2")
    )
    assert done.code == 1, done
    assert lines_of(folder) == sorted_lines(one)
    assert "distributed" not in done.err
    assert done.err.startswith(f"{FILES * ROWS:,} rows\n")


def test_a_worker_that_is_killed_midway_changes_nothing(
    inputs: Path, one: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    folder, place = tmp_path / "parts", tmp_path / "cluster"
    place.mkdir()
    with running(place, environment, workers=2) as cluster:
        call = ["return", str(inputs / "*.csv"), "-o", f"{folder}/", "--now", NOW]
        process = started([*call, "--cluster", cluster.address], environment)
        wait_until(lambda: any(folder.glob("part-*.csv")), "the first part")
        cluster.workers[0].send_signal(signal.SIGKILL)
        assert not manifest_of(folder)["whole"], "it was killed too late to tell"
        done = ended(process)
    assert done.code == 1, done
    assert lines_of(folder) == sorted_lines(one)
    assert manifest_of(folder)["whole"]
    assert len(list(folder.iterdir())) == FILES + 1


def test_a_cluster_that_dies_leaves_what_can_be_resumed(
    inputs: Path, one: Path, environment: dict[str, str], ayuda: Ayuda, tmp_path: Path
) -> None:
    folder, place = tmp_path / "parts", tmp_path / "cluster"
    place.mkdir()
    call = ["return", str(inputs / "*.csv"), "-o", f"{folder}/", "--now", NOW]
    with running(place, environment, workers=1) as cluster:
        process = started([*call, "--cluster", cluster.address], environment)
        wait_until(lambda: any(folder.glob("part-*.csv")), "the first part")
        process.send_signal(signal.SIGINT)
        done = ended(process)
    assert done.code == 130, done
    assert TEXTS.say("batch.parts_left", path=f"{folder}/") in done.err
    assert not manifest_of(folder)["whole"]
    resumed = ayuda(*call, "--cluster", "local:2", "--resume")
    assert resumed.code == 1, resumed
    assert lines_of(folder) == sorted_lines(one)


def test_stores_are_read_and_written_by_their_addresses(
    cluster: Cluster, ayuda: Ayuda, tmp_path: Path
) -> None:
    source = tmp_path / "store"
    source.mkdir()
    write(source / "a.csv", b"id,stage\n1,placed\n2,\n")
    write(source / "b.csv.gz", b"id,stage\n3,placed\n")
    write(source / "c.jsonl", b'{"stage": "placed", "n": {"a": 1}}\n')
    write_parquet(source / "d.parquet", "SELECT 5 AS n, 'placed' AS stage")
    call = ("return", f"file://{source}/*", "--columns", "outcome", "--now", NOW)
    for place, how in enumerate([(), ("--cluster", cluster.address)]):
        folder = tmp_path / f"parts{place}"
        folder.mkdir()
        (folder / ".part-00001-a.csv.part").write_bytes(b"half")
        done = ayuda(*call, "-o", f"file://{folder}", *how)
        assert done.code == 1, done
        assert f"file://{source}/a.csv:3: " in done.err
        assert (folder / "part-00001-a.csv").read_text().splitlines() == [
            "id,stage,outcome",
            "1,placed,cancel-instead",
            "2,,",
        ]
        assert (folder / "part-00003-c.jsonl").read_text() == (
            '{"stage": "placed", "n": {"a": 1},"outcome":"cancel-instead"}\n'
        )
        [row] = parquet_of(folder / "part-00004-d.parquet")
        assert row == {"n": 5, "stage": "placed", "outcome": "cancel-instead"}
        assert manifest_of(folder)["whole"]
        assert len(list(folder.iterdir())) == 5, "nothing half-written is left"
    one = ayuda("return", f"file://{source}/a.csv", "--columns", "outcome", "--now", NOW)
    assert one.out == "id,stage,outcome\n1,placed,cancel-instead\n2,,\n"


def test_a_policy_of_ones_own_goes_to_the_workers(
    cluster: Cluster, ayuda: Ayuda, tmp_path: Path
) -> None:
    policy = tmp_path / "policy.toml"
    content = built_in_path().read_text().replace('id = "not-sent-yet"', 'id = "not-yet"')
    policy.write_text(content)
    write(tmp_path / "a.csv", b"id,stage\n1,placed\n")
    folder = tmp_path / "parts"
    call = ("return", tmp_path / "a.csv", "--columns", "rule", "--now", NOW)
    done = ayuda(*call, "-o", f"{folder}/", "--cluster", cluster.address, "--policy", policy)
    assert done.code == 0, done
    [part] = folder.glob("part-*")
    assert part.read_text() == "id,stage,rule\n1,placed,not-yet\n"


def test_a_worker_with_another_policy_is_refused(
    environment: dict[str, str], ayuda: Ayuda, tmp_path: Path
) -> None:
    policy = tmp_path / "other.toml"
    policy.write_text(built_in_path().read_text() + "\n")
    write(tmp_path / "a.csv", b"id,stage\n1,placed\n")
    place = tmp_path / "cluster"
    place.mkdir()
    with running(place, environment, workers=1, AYUDA_POLICY=str(policy)) as cluster:
        folder = tmp_path / "parts"
        done = ayuda("return", tmp_path / "a.csv", "-o", f"{folder}/", "--cluster", cluster.address)
    assert done.code == 2, done
    assert done.err.startswith("--cluster: A worker has another policy")
    assert str(policy) in done.err
    assert list(folder.glob("part-*")) == []


def test_a_faulty_partition_is_told_with_its_own_line(
    cluster: Cluster, ayuda: Ayuda, tmp_path: Path
) -> None:
    write(tmp_path / "a.csv", b"id,stage\n1,placed\n")
    write(tmp_path / "b.csv", b"id,stage\n1,placed\n2,placed,x\n")
    folder = tmp_path / "parts"
    done = ayuda(
        *("return", tmp_path / "a.csv", tmp_path / "b.csv"),
        *("-o", f"{folder}/", "--cluster", cluster.address),
    )
    assert done.code == 2, done
    assert done.err.startswith(f"{tmp_path}/b.csv:3: ")
    assert not (folder / "part-00002-b.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        (("-o", "decided.csv", "--cluster", "local:2"), "--output"),
        (("-o", "parts/", "--cluster", "local:no"), "--cluster"),
        (("-o", "parts/", "--cluster", "local:0"), "--cluster"),
        (("-o", "nosuch://bucket/parts", "--cluster", "local:2"), "nosuch://bucket/parts"),
    ],
)
def test_what_a_cluster_cannot_do_is_refused_at_once(
    arguments: tuple[str, ...], where: str, ayuda: Ayuda, tmp_path: Path
) -> None:
    source = write(tmp_path / "a.csv", b"id,stage\n1,placed\n")
    told = [str(tmp_path / a) if a.startswith(("parts", "decided")) else a for a in arguments]
    told = [f"{a}/" if a.endswith("parts") and "://" not in a else a for a in told]
    done = ayuda("return", source, *told)
    assert done.code == 2, done
    assert done.err.startswith(f"{where}: ")
