"""The file of answers: nothing that was kept is lost, and what is wrong with it is told."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from support.training import an_answer

from ayuda.errors import AyudaError
from ayuda.train.store import Store


def codes(error: pytest.ExceptionInfo[AyudaError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_what_is_appended_is_there_in_order_and_by_profile(tmp_path: Path) -> None:
    with Store.open(tmp_path / "deep" / "training.sqlite3") as store:
        given = [an_answer(number, profile="ab"[number % 2]) for number in (2, 0, 1)]
        for answer in given:
            store.append(answer)
        assert store.answers() == tuple(sorted(given, key=lambda one: one.at))
        assert [one.item for one in store.answers("a")] == [0, 2]
        assert store.profiles() == ("a", "b")
        assert store.reset("a", ["modify"]) == 0
        assert store.reset("a", ["cancel"]) == 2
        assert store.profiles() == ("b",)


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "ayuda" / "training.sqlite3"
    Store.open(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_merging_twice_changes_nothing_and_a_changed_answer_is_refused(tmp_path: Path) -> None:
    with Store.open(tmp_path / "training.sqlite3") as store:
        answers = [an_answer(number) for number in range(5)]
        assert store.merge(answers) == 5
        assert store.merge(answers) == 0
        with pytest.raises(AyudaError) as error:
            store.merge([an_answer(7), an_answer(3, given="contact-seller")])
        assert codes(error) == ["training-same-id"]
        assert store.answers() == tuple(answers)


def append_many(path: Path, first: int, count: int) -> None:
    with Store.open(path) as store:
        for number in range(first, first + count):
            store.append(an_answer(number))


def test_two_programs_that_answer_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "training.sqlite3"
    begin = multiprocessing.get_context("spawn").Process
    both = [begin(target=append_many, args=(path, place * 1000, 60)) for place in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join(60)
        assert process.exitcode == 0
    with Store.open(path) as store:
        assert len(store.answers()) == 120


APPENDING = """
import sys
from pathlib import Path
from support.training import an_answer
from ayuda.train.store import Store
store = Store.open(Path(sys.argv[1]))
number = len(store.answers())
while True:
    store.append(an_answer(number))
    print(number, flush=True)
    number += 1
"""


def killed_after(path: Path, seconds: float) -> int:
    """Kill a program that appends; how many answers it said were kept."""
    tests = Path(__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": str(tests)}
    command = [sys.executable, "-c", APPENDING, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        said = process.stdout.read().splitlines()
    return int(said[-1]) + 1 if said and said[-1].isdigit() else 0


def test_a_program_that_is_killed_loses_no_answer_that_was_kept(tmp_path: Path) -> None:
    path = tmp_path / "training.sqlite3"
    for seconds in (0.0, 0.02, 0.05):
        said = killed_after(path, seconds)
        with Store.open(path) as store:
            kept = store.answers()
        assert len(kept) >= said
        assert [answer.item for answer in kept] == list(range(len(kept)))


def test_a_full_disk_is_told_and_what_was_kept_stays(tmp_path: Path) -> None:
    path = tmp_path / "training.sqlite3"
    with Store.open(path) as store:
        store.append(an_answer(0))
        size = sum(file.stat().st_size for file in tmp_path.iterdir())
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        former = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        try:
            with pytest.raises(AyudaError) as error:
                store.merge([an_answer(n, card=f"{'x' * 5000}{n}") for n in range(1, 40)])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            signal.signal(signal.SIGXFSZ, former)
        assert codes(error) == ["training-disk-full"]
        assert store.answers() == (an_answer(0),)
        store.append(an_answer(1))
        assert len(store.answers()) == 2


def test_a_file_of_a_later_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "training.sqlite3"
    Store.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(AyudaError) as error:
        Store.open(path)
    assert codes(error) == ["training-newer"]
    assert path.read_bytes() == before


def test_what_is_no_file_of_answers_is_told(tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_text("no database at all, but long enough to be looked at" * 50)
    folder = tmp_path / "folder"
    folder.mkdir()
    for path, code in (
        (text, "training-unreadable"),
        (folder, "training-not-writable"),
        (text / "below", "training-not-writable"),
    ):
        with pytest.raises(AyudaError) as error:
            Store.open(path)
        assert codes(error) == [code]


@pytest.mark.parametrize("table", ["answers (id TEXT)", "invoices (number INTEGER)"])
def test_a_database_of_another_program_is_refused_and_left_alone(
    tmp_path: Path, table: str
) -> None:
    path = tmp_path / "training.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute(f"CREATE TABLE {table}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(AyudaError) as error:
        Store.open(path)
    assert codes(error) == ["training-foreign"]
    assert path.read_bytes() == before


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "training.sqlite3"
    with Store.open(path) as store:
        store.merge([an_answer(number) for number in range(400)])
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"x" * (len(content) - 4096))
    with Store.open(path) as store, pytest.raises(AyudaError) as error:
        store.answers()
    assert codes(error) == ["training-unreadable"]


def test_opening_waits_for_a_program_that_is_opening_the_new_file_too(tmp_path: Path) -> None:
    path = tmp_path / "training.sqlite3"
    Store.open(path).close()
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("PRAGMA journal_mode = DELETE")
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM answers").fetchone()
    ending = threading.Timer(0.3, other.execute, ("COMMIT",))
    ending.start()
    with Store.open(path) as store:
        store.append(an_answer(0))
        assert len(store.answers()) == 1
    ending.join()
    other.close()


def refused_to_others(paths: list[Path]) -> list[list[str]]:
    """What another user of the machine is told who opens these files."""
    told = []
    for path in paths:
        with pytest.raises(AyudaError) as error:
            Store.open(path)
        told.append(codes(error))
    return told


def without_rights(paths: list[Path]) -> None:
    """In a process of its own: give the rights of an administrator up and open the files."""
    if os.getuid() == 0:
        os.setuid(65534)
    assert refused_to_others(paths) == [["training-not-writable"]] * len(paths)


def test_what_may_not_be_written_is_told() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        path = folder / "own" / "training.sqlite3"
        Store.open(path).close()
        closed = folder / "closed"
        closed.mkdir()
        paths = [path, closed / "training.sqlite3", closed / "deep" / "training.sqlite3"]
        path.chmod(0o444)
        path.parent.chmod(0o555)
        closed.chmod(0o555)
        process = multiprocessing.get_context("fork").Process(target=without_rights, args=(paths,))
        process.start()
        process.join(60)
        path.parent.chmod(0o700)
        closed.chmod(0o700)
        assert process.exitcode == 0
