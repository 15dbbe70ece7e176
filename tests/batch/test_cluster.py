"""The same rows on a cluster: two real workers, one of them killed, and the same output."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest
from support.calling import call_here
from support.measuring import MEASURING
from support.row_batches import TEXTS, parquet_of, write, write_parquet
from support.whole_policy import whole_text

import ayuda as ayuda_package
from ayuda.batch.parts.cluster import Way, _client
from ayuda.batch.parts.edition import digest_of_sources, edition
from ayuda.policy.load import built_in_path

pytest.importorskip("distributed", reason="a cluster needs the extra of that name")
import distributed
import psutil
from distributed import Security

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
    scheduler: subprocess.Popen[bytes]


Ayuda = Callable[..., Ended]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("home")
    return {
        "HOME": str(home),
        **MEASURING,
        "PATH": os.environ.get("PATH", os.defpath),
        "DASK_DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH": "0",
    }


def started(
    arguments: list[str],
    environment: dict[str, str],
    *,
    start_new_session: bool = False,
    **more: str,
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "ayuda", "batch", *arguments],
        env={**environment, **more},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        start_new_session=start_new_session,
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
    folder: Path,
    environment: dict[str, str],
    *,
    workers: int,
    protocol: tuple[str, ...] = (),
    **more: str,
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
        scheduler = start("scheduler", "--host", "127.0.0.1", "--port", "0", *protocol)
        places = ["--no-nanny", "--nthreads", "1", "--local-directory", str(folder)]
        begun = [start("worker", *places) for _ in range(workers)]
        wait_until(lambda: address_in(file) is not None, "the scheduler")
        yield Cluster(str(address_in(file)), begun, scheduler)
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
        cluster.scheduler.kill()
        done = ended(process)
    assert done.code == 2, done
    what, hint = (TEXTS.say(f"problems.batch-cluster-gone.{part}") for part in ("what", "hint"))
    assert done.err == f"--cluster: {what}\n  {hint}\n", "our message stands alone"
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
    content = whole_text().replace('id = "not-sent-yet"', 'id = "not-yet"')
    policy.write_text(content)
    write(tmp_path / "a.csv", b"id,stage\n1,placed\n")
    folder = tmp_path / "parts"
    call = ("return", tmp_path / "a.csv", "--columns", "rule", "--now", NOW)
    done = ayuda(*call, "-o", f"{folder}/", "--cluster", cluster.address, "--policy", policy)
    assert done.code == 0, done
    [part] = folder.glob("part-*")
    assert part.read_text() == "id,stage,rule\n1,placed,not-yet\n"


def test_all_parts_of_a_policy_of_ones_own_go_to_the_workers(
    cluster: Cluster, ayuda: Ayuda, tmp_path: Path
) -> None:
    shutil.copytree(built_in_path().parent, tmp_path / "own")
    part = tmp_path / "own/policies/return.toml"
    part.write_text(part.read_text().replace('id = "not-sent-yet"', 'id = "not-yet"'))
    write(tmp_path / "a.csv", b"id,stage\n1,placed\n")
    folder = tmp_path / "parts"
    policy = tmp_path / "own/policies.toml"
    call = ("return", tmp_path / "a.csv", "--columns", "rule", "--now", NOW)
    done = ayuda(*call, "-o", f"{folder}/", "--cluster", cluster.address, "--policy", policy)
    assert done.code == 0, done
    [written] = folder.glob("part-*")
    assert written.read_text() == "id,stage,rule\n1,placed,not-yet\n"


def test_a_worker_with_another_policy_is_refused(
    environment: dict[str, str], ayuda: Ayuda, tmp_path: Path
) -> None:
    policy = tmp_path / "other.toml"
    policy.write_text(whole_text() + "\n")
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


@pytest.fixture
def other_sources(tmp_path: Path) -> Path:
    """A package like this one but for a line."""
    package = tmp_path / "other" / "ayuda"
    shutil.copytree(Path(ayuda_package.__file__).parent, package)
    errors = package / "errors.py"
    errors.write_bytes(errors.read_bytes() + b"\n")
    return package


def test_a_worker_with_other_sources_is_refused_though_its_version_is_the_same(
    environment: dict[str, str], ayuda: Ayuda, tmp_path: Path, other_sources: Path
) -> None:
    write(tmp_path / "a.csv", b"id,stage\n1,placed\n")
    place, folder = tmp_path / "cluster", tmp_path / "parts"
    place.mkdir()
    own = {"PYTHONPATH": str(other_sources.parent)}
    with running(place, environment, workers=1, **own) as cluster:
        done = ayuda("return", tmp_path / "a.csv", "-o", f"{folder}/", "--cluster", cluster.address)
    assert done.code == 2, done
    assert done.err.startswith("--cluster: A worker has another edition of the program: ayuda ")
    assert edition() in done.err
    assert list(folder.glob("part-*")) == []


@pytest.mark.parametrize("change", ["errors.py", "texts/en.toml", "holidays.json", "new.py"])
def test_every_change_of_the_package_is_another_edition(other_sources: Path, change: str) -> None:
    before = digest_of_sources(other_sources)
    assert digest_of_sources(other_sources) == before
    changed = other_sources / change
    changed.write_bytes((changed.read_bytes() if changed.exists() else b"") + b"\n")
    assert digest_of_sources(other_sources) != before


def test_an_edition_is_its_sources_and_the_version_of_the_database() -> None:
    assert f"DuckDB {duckdb.__version__}" in edition()
    digest = digest_of_sources(Path(ayuda_package.__file__).parent)
    assert digest[:12] in edition()


# ------------------------------------------------------------------ who may talk to a cluster


def at_work(inputs: Path, folder: Path, environment: dict[str, str]) -> subprocess.Popen[str]:
    """A local cluster in the middle of long work, in a group of processes of its own."""
    call = ["return", *[str(inputs / "*.csv")] * 40, "-o", f"{folder}/", "--cluster", "local:2"]
    process = started(call, environment, start_new_session=True)
    wait_until(lambda: any(folder.glob("part-*.csv")), "the first part")
    return process


TALK = """
import asyncio, logging, os, sys, urllib.error, urllib.request
from concurrent.futures import ThreadPoolExecutor
import distributed
from distributed.comm import connect

async def greet(address, more):
    comm = await connect(address, timeout=2, **more)
    await comm.write({"op": "identity", "reply": True})
    return await comm.read()

def talk(port):
    for scheme, more in (("tcp", {}), ("tls", security)):
        address = f"{scheme}://127.0.0.1:{port}"
        try:
            yield "TALKED", asyncio.run(asyncio.wait_for(greet(address, more), 3))
        except Exception as error:
            yield "refused", type(error).__name__
    for page in ("", "/info/main/workers.html", "/json/identity.json", "/metrics", "/health"):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{page}", timeout=3)
            yield "TALKED", page
        except Exception as error:
            yield "refused", type(error).__name__

logging.disable()
security = distributed.Security.temporary().get_connection_args("client")
os.setgroups([]); os.setgid(65534); os.setuid(65534)
with ThreadPoolExecutor(20) as pool:
    for told in pool.map(lambda port: list(talk(port)), sys.argv[1:]):
        print(told)
"""
"""Tries to talk to ports as another user, as a cluster's own member and as a browser would."""


def listening(process: psutil.Process) -> list[tuple[str, int]]:
    """Where a process and its children wait for others."""
    family = [process, *process.children(recursive=True)]
    connections = [connection for member in family for connection in member.net_connections()]
    return [tuple(one.laddr) for one in connections if one.status == "LISTEN"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
def test_a_second_user_of_the_machine_cannot_talk_to_a_local_cluster(
    inputs: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    process = at_work(inputs, tmp_path / "parts", environment)
    try:
        found = listening(psutil.Process(process.pid))
        done = subprocess.run(
            [sys.executable, "-c", TALK, *(str(port) for _, port in found)],
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert process.poll() is None, "it was over too soon to tell"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    assert {host for host, _ in found} == {"127.0.0.1"}
    assert "TALKED" not in done.stdout, done
    assert done.stdout.count("refused") == 7 * len(found), done


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_all_of_a_local_cluster_ends_it_with_our_words_alone(
    inputs: Path, environment: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    folder = tmp_path / "parts"
    process = at_work(inputs, folder, environment)
    os.killpg(process.pid, number)
    done = ended(process)
    assert done.code == 128 + number, done
    left = TEXTS.say("batch.parts_left", path=f"{folder}/")
    assert done.err == f"{left}\n{TEXTS.say('walk.interrupted')}\n"
    assert not [path.name for path in folder.iterdir() if path.name.startswith(".lock")]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What scheduler, workers and client are told so that they know one another."""
    folder = tmp_path_factory.mktemp("certificates")
    made = Security.temporary()
    told = {"REQUIRE_ENCRYPTION": "True"}
    (folder / "ca.pem").write_text(made.tls_ca_file)
    told["TLS__CA_FILE"] = str(folder / "ca.pem")
    for role in ("scheduler", "worker", "client"):
        for kind in ("cert", "key"):
            path = folder / f"{role}-{kind}.pem"
            path.write_text(getattr(made, f"tls_{role}_{kind}"))
            told[f"TLS__{role.upper()}__{kind.upper()}"] = str(path)
    return {f"DASK_DISTRIBUTED__COMM__{name}": value for name, value in told.items()}


def test_a_cluster_with_certificates_is_used_by_who_has_them(
    environment: dict[str, str], certificates: dict[str, str], ayuda: Ayuda, tmp_path: Path
) -> None:
    source = write(tmp_path / "a.csv", b"id,stage\n1,placed\n")
    place, tls = tmp_path / "cluster", ("--protocol", "tls")
    place.mkdir()
    call = ("return", source, "--columns", "outcome", "--cluster")
    with running(place, environment, workers=1, protocol=tls, **certificates) as cluster:
        assert cluster.address.startswith("tls://")
        done = ayuda(*call, cluster.address, "-o", f"{tmp_path}/with/", **certificates)
        assert done.code == 0, done
        done = ayuda(*call, cluster.address, "-o", f"{tmp_path}/without/")
        assert done.code == 2, done
        assert done.err.startswith("--cluster: ")
        assert done.err.count("\n") == 2


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
        (("-o", "parts/", "--cluster", "local:99999999"), "--cluster"),
        (("-o", "parts/", "--cluster", "local:²"), "--cluster"),
        (("-o", "nosuch://bucket/parts", "--cluster", "local:2"), "nosuch://bucket/parts"),
    ],
)
def test_what_a_cluster_cannot_do_is_refused_at_once(
    arguments: tuple[str, ...],
    where: str,
    environment: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    source = write(tmp_path / "a.csv", b"id,stage\n1,placed\n")
    told = [str(tmp_path / a) if a.startswith(("parts", "decided")) else a for a in arguments]
    told = [f"{a}/" if a.endswith("parts") and "://" not in a else a for a in told]
    call = ["batch", "return", str(source), *told]
    done = call_here(call, environment, monkeypatch, capfdbinary)
    assert done.code == 2, done
    assert done.err.startswith(f"{where}: ".encode())
    assert b"Traceback" not in done.err


WARNED_OF = "slow disks"
WARNS_IN_WORKERS = f"""\
import pathlib, sys, warnings
if "spawn_main" in " ".join(sys.orig_argv):
    pathlib.Path(__file__).with_name("warned").touch()
    warnings.warn({WARNED_OF!r})
"""


def test_warnings_of_workers_reach_nobody(ayuda: Ayuda, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(WARNS_IN_WORKERS)
    source, folder = tmp_path / "rows.csv", tmp_path / "parts"
    source.write_text("stage,seller\nplaced,amazon\n")
    call = ("return", source, "-o", f"{folder}/", "--cluster", "local:1")
    done = ayuda(*call, PYTHONPATH=str(tmp_path))
    assert done.code == 0, done
    assert (tmp_path / "warned").exists(), "no worker has warned"
    assert WARNED_OF not in done.err


def test_warnings_here_reach_nobody_either(monkeypatch: pytest.MonkeyPatch) -> None:
    def warning(*_: object, **__: object) -> AbstractContextManager[None]:
        warnings.warn(WARNED_OF, stacklevel=2)
        return nullcontext()

    monkeypatch.setattr(distributed, "LocalCluster", warning)
    monkeypatch.setattr(distributed, "Client", warning)
    with _client(Way("local:1", nullcontext)):
        pass
