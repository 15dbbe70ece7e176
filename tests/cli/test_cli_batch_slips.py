"""What people give a batch without meaning it: pipes, lists, near names, folders in folders."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from threading import Thread

import pytest
from program_under_test import MODULE, NOWHERE, Call, refused

from ayuda.batch.parts.manifest import MANIFEST
from ayuda.cli.batch.interruptions import interruptions_told
from ayuda.cli.batch.options import Output
from ayuda.model import LANGUAGES, Language
from ayuda.texts import load_texts

ROWS = "id,stage,seller\n1,placed,amazon\n2,delivered,amazon\n"


def test_a_named_pipe_is_read_whole(ayuda: Call, tmp_path: Path) -> None:
    pipe = tmp_path / "orders"
    os.mkfifo(pipe)
    writer = Thread(target=lambda: pipe.write_text(ROWS, encoding="utf-8"))
    writer.start()
    result = ayuda("batch", "return", str(pipe), "--columns", "outcome")
    writer.join()
    assert result.code == 0
    assert len(result.output.splitlines()) == 3


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize(
    "link",
    ['["https://www.amazon.es/a"]', "[]", '"https://www.amazon.es/a"'],
)
def test_links_may_be_a_list(ayuda_here: Call, tmp_path: Path, link: str, fast: bool) -> None:
    source = tmp_path / "reports.jsonl"
    row = f'{{"sender":"no-reply@amazon.es","link":{link}}}\n'
    source.write_text(row * (2000 if fast else 1), encoding="utf-8")
    result = ayuda_here("batch", "check-email", str(source), "--columns", "outcome")
    assert set(result.output.splitlines()) == {f'{row[:-2]},"outcome":"cannot-tell"}}'}


@pytest.mark.parametrize("mark", [" ", ",", "; "])
def test_no_link_hides_behind_another(ayuda_here: Call, tmp_path: Path, mark: str) -> None:
    source = tmp_path / "reports.csv"
    links = f"https://www.amazon.es/a{mark}http://192.0.2.1/b"
    source.write_text(f'sender,link\nno-reply@amazon.es,"{links}"\n', encoding="utf-8")
    result = ayuda_here("batch", "check-email", str(source), "--columns", "outcome")
    assert result.output.splitlines()[1].endswith(",fraudulent")


def test_a_column_that_is_the_plural_of_a_fact_is_refused(ayuda_here: Call, tmp_path: Path) -> None:
    source = tmp_path / "rows.csv"
    source.write_text(ROWS.replace("stage", "stages"), encoding="utf-8")
    result = ayuda_here("batch", "return", str(source))
    assert result.code == 2
    assert "stage" in result.messages


def test_one_bad_byte_does_not_garble_the_rest(ayuda: Call, tmp_path: Path) -> None:
    source = tmp_path / "rows.csv"
    source.write_bytes("stage,name\nplaced,Núñez\n".encode() + b"placed,Nu\xf1ez\n")
    result = ayuda("batch", "return", str(source))
    assert (result.code, result.output) == (2, "")


def test_patterns_name_messages_too(ayuda: Call, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.eml").write_text("From: a@example.org\n\nHi\n", encoding="utf-8")
    result = ayuda("batch", "check-email", str(tmp_path / "*.eml"))
    assert len(result.output.splitlines()) == 3


def test_no_output_goes_into_a_folder_that_is_read(ayuda_here: Call, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_text("From: a@example.org\n\nHi\n", encoding="utf-8")
    result = ayuda_here("batch", "check-email", str(tmp_path), "-o", f"{tmp_path}/out/")
    assert result.code == 2
    assert not (tmp_path / "out").exists()


def test_a_cluster_without_a_folder_is_refused(ayuda_here: Call, tmp_path: Path) -> None:
    source = tmp_path / "rows.csv"
    source.write_text(ROWS, encoding="utf-8")
    assert ayuda_here("batch", "return", str(source), "--cluster", "local:2").code == 2


def test_being_told_to_end_leaves_nothing(environment: dict[str, str], tmp_path: Path) -> None:
    source, room = tmp_path / "rows.csv", tmp_path / "room"
    room.mkdir()
    with source.open("w", encoding="utf-8") as file:
        file.write("stage,seller\n")
        file.writelines("placed,amazon\n" for _ in range(3_000_000))
    command = [*MODULE, "batch", "return", "-", "-o", str(tmp_path / "made.csv")]
    with source.open("rb") as rows:
        process = subprocess.Popen(
            command, stdin=rows, stderr=subprocess.PIPE, env={**environment, "TMPDIR": str(room)}
        )
        while process.poll() is None and not list(tmp_path.glob(".made.csv.*.part")):
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    assert process.returncode == 143
    assert {path.name for path in tmp_path.iterdir()} - {"home"} == {"rows.csv", "room"}
    assert not list(room.iterdir())


@pytest.mark.parametrize("option", ["--output", "-o"])
def test_an_output_without_a_name_is_not_the_folder_one_is_in(
    ayuda: Call, tmp_path: Path, option: str
) -> None:
    source = tmp_path / "rows.csv"
    source.write_text(ROWS, encoding="utf-8")
    refused(ayuda("batch", "return", str(source), option, "", "--json"), "--output")


@pytest.mark.parametrize("name", ["n" * 251 + ".csv", "ñ" * 120 + ".csv", os.fsdecode(b"\xff.csv")])
@pytest.mark.parametrize("stands", [False, True])
def test_an_output_may_have_any_name_that_a_file_may_have(
    ayuda_here: Call, tmp_path: Path, name: str, stands: bool
) -> None:
    source, target = tmp_path / "rows.csv", tmp_path / name
    source.write_text(ROWS, encoding="utf-8")
    if stands:
        target.write_text("old", encoding="utf-8")
    assert ayuda_here("batch", "return", str(source), "-o", str(target)).code == 0
    assert len(target.read_text(encoding="utf-8").splitlines()) == 3
    assert set(tmp_path.iterdir()) == {source, target}


def test_a_folder_whose_name_is_no_text_is_named_as_what_cannot_be_written_to(
    ayuda: Call, tmp_path: Path
) -> None:
    source, folder = tmp_path / "rows.csv", tmp_path / os.fsdecode(b"\xff")
    source.write_text(ROWS, encoding="utf-8")
    folder.mkdir()
    result = ayuda("batch", "return", str(source), "-o", str(folder / "o.csv"))
    assert result.code == 2
    assert "o.csv: " in result.messages.splitlines()[0]
    assert not list(folder.iterdir())


@pytest.mark.parametrize("flow", ["return", "check-email"])
def test_no_parts_are_made_of_what_can_be_read_only_once(
    ayuda_here: Call, tmp_path: Path, flow: str
) -> None:
    pipe, folder = tmp_path / "orders", tmp_path / "parts"
    os.mkfifo(pipe)
    refused(ayuda_here("batch", flow, str(pipe), "-o", f"{folder}/", "--json"), str(pipe))
    assert not folder.exists()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "arguments",
    [
        ("batch", "return", ""),
        ("batch", "return", "", "rows.csv", "-o", "parts/"),
        ("batch", "check-email", ""),
        ("check-email", ""),
        ("cancel", ""),
        ("help", " "),
        ("",),
    ],
    ids=str,
)
def test_an_empty_word_is_named_as_one(
    ayuda_here: Call, language: Language, arguments: tuple[str, ...]
) -> None:
    result = ayuda_here(*arguments, env={"AYUDA_LANG": language})
    assert result.code == 2
    assert result.messages.startswith(("“", "«")), result.messages
    assert load_texts(language, NOWHERE).get("problems.file-is-folder.what") not in result.messages


BEGUN, NOT_BEGUN = "batch.parts_left", "batch.nothing_left"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("inputs", "has_manifest", "said"),
    [
        (["rows.csv"], True, BEGUN),
        (["rows.csv"], False, NOT_BEGUN),
        (["-"], True, NOT_BEGUN),
        (["rows.csv", "orders"], True, NOT_BEGUN),
    ],
)
def test_an_interruption_offers_to_go_on_only_where_that_can_be_done(
    language: Language,
    inputs: list[str],
    has_manifest: bool,
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    os.mkfifo(tmp_path / "orders")
    folder = tmp_path / "parts"
    folder.mkdir()
    if has_manifest:
        (folder / MANIFEST).write_text("{}", encoding="utf-8")
    texts = load_texts(language, NOWHERE)
    output = Output(str(folder), None, is_folder=True)
    named = [told if told == "-" else str(tmp_path / told) for told in inputs]
    with pytest.raises(KeyboardInterrupt), interruptions_told(texts, output, named):
        raise KeyboardInterrupt
    assert capsys.readouterr().err == f"{texts.say(said, path=str(folder))}\n"
