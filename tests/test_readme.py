"""The documents keep their word: every example is run, and shows what the program prints."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from support.measuring import MEASURING
from support.whole_policy import whole_text

ROOT = Path(__file__).parents[1]
DOCUMENTS = (
    *("README.md", "docs/using.md", "docs/json.md", "docs/policy.md"),
    *("docs/batch.md", "docs/mail.md", "docs/training.md", "docs/sql.md"),
    *("docs/policy-cases.md", "docs/after.md"),
)
LINKED = (
    *("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"),
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")),
)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")
OWN_POLICY = "my-policy.toml"
ASK_FOR_CODE = "echo $?"


@dataclass
class Example:
    """A command of a document, what it shows of the output, and the exit code it says."""

    document: str
    line: int
    command: str
    shown: list[str] = field(default_factory=list)
    code: int | None = None

    def __str__(self) -> str:
        return f"{self.document}:{self.line}"


def read(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def blocks(document: str, *languages: str) -> Iterator[tuple[int, str]]:
    """The fenced blocks in these languages, each with the number of its first line."""
    text = read(document)
    for block in FENCE.finditer(text):
        if block[1] in languages:
            yield text.count("\n", 0, block.start(2)) + 1, block[2]


def examples_in(document: str) -> Iterator[Example]:
    for first, block in blocks(document, "sh", "console"):
        found: list[Example] = []
        asked = False
        for number, line in enumerate(block.splitlines(), first):
            if line == f"$ {ASK_FOR_CODE}":
                asked = True
            elif asked:
                found[-1].code = int(line)
                asked = False
            elif line.startswith(("ayuda ", "$ ")) or line == "ayuda":
                found.append(Example(document, number, line.removeprefix("$ ")))
            elif found:
                found[-1].shown.append(line)
        yield from found


EXAMPLES = [example for document in DOCUMENTS for example in examples_in(document)]


def pattern(shown: list[str]) -> re.Pattern[str]:
    """What the output has to match: an ellipsis stands for anything, alone for whole lines."""
    parts = [re.escape(part) for part in "\n".join(shown).split("…")]
    return re.compile(".*".join(parts), re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the examples are run: with the policy that docs/policy.md builds step by step."""
    folder = tmp_path_factory.mktemp("examples")
    added = [block for _, block in blocks("docs/policy.md", "toml") if "damage" in block]
    own = "\n".join([whole_text(), *added])
    (folder / OWN_POLICY).write_text(own, encoding="utf-8")
    for name in ("examples", "workbooks"):
        shutil.copytree(ROOT / "docs" / name, folder / "docs" / name)
    return folder


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    scripts = str(Path(sys.executable).parent)
    environment = {
        **MEASURING,
        "PATH": os.pathsep.join((scripts, os.environ.get("PATH", os.defpath))),
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "LANG": "C.UTF-8",
        "COLUMNS": "80",
    }
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env=environment,
        cwd=folder,
        check=False,
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_an_example_is_what_the_program_does(example: Example, folder: Path) -> None:
    ended = run(example.command, folder)
    assert "Traceback" not in ended.stdout, ended.stdout
    assert ended.returncode == (example.code or 0), ended.stdout
    if example.shown:
        printed = "\n".join(line.rstrip() for line in ended.stdout.splitlines())
        assert pattern(example.shown).fullmatch(printed.rstrip("\n")), printed


def test_every_document_has_examples() -> None:
    assert {example.document for example in EXAMPLES} == set(DOCUMENTS)


def two_commands() -> list[str]:
    section = read("README.md").partition("## Two commands")[2].partition("\n## ")[0]
    return [block.strip() for _, block in FENCE.findall(section)]


def test_the_two_commands_are_one_line_each_and_begin_from_nothing() -> None:
    commands = two_commands()
    assert len(commands) == 2
    for command in commands:
        assert "\n" not in command
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")


def test_the_first_command_decides_a_case(folder: Path) -> None:
    *_, decides = two_commands()[0].split(" && ")
    ended = run(decides.removeprefix(".venv/bin/"), folder)
    assert ended.returncode == 0, ended.stdout
    assert ended.stdout.startswith("Cancel an order: The order can be cancelled now\n")


def test_ci_calls_the_second_command_word_for_word() -> None:
    assert two_commands()[1] in read(".ci/run").splitlines()


@pytest.mark.parametrize("document", LINKED)
def test_links_between_documents_lead_somewhere(document: str) -> None:
    for target in LINK.findall(read(document)):
        if "://" not in target:
            assert (ROOT / document).parent.joinpath(target).exists(), target


def test_every_page_and_picture_is_reached_from_the_readme() -> None:
    reached, ahead = set[Path](), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop().resolve()
        if page in reached or not page.exists():
            continue
        reached.add(page)
        if page.is_dir():
            ahead += page.glob("*.md")
        elif page.suffix == ".md":
            ahead += [page.parent / target for target in LINK.findall(read(str(page)))]
    docs = (ROOT / "docs").resolve()
    assert not {*docs.rglob("*.md"), *docs.rglob("*.svg")} - reached


@pytest.mark.parametrize("name", ["decision.svg", "decision.es.svg"])
def test_pictures_need_nothing_from_elsewhere(name: str) -> None:
    drawn = read(f"docs/images/{name}")
    assert "@font-face" not in drawn
    assert not re.search(r"(?:href|src)\s*=|url\((?!#)|@import", drawn)


def test_the_picture_shows_what_the_program_prints() -> None:
    tool = [sys.executable, str(ROOT / "tools/make_screenshots.py"), "--check"]
    ended = subprocess.run(tool, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
