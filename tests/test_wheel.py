"""The built wheel carries all it needs: it decides a case with the source tree out of reach."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import venv
from email.parser import HeaderParser
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import msgspec
import pytest

from ayuda import __version__

ROOT = Path(__file__).parents[1]
CASE = (
    "cancel --stage placed --seller marketplace --ordered-at 2026-11-22T10:20"
    " --now 2026-11-22T10:40 --json"
)
TO_READ_AND_TEST = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "requirements.txt", ".ci/run")
"""What the source archive has beside the program, its tests and its documents."""
PIP = (sys.executable, "-m", "pip")


class Built(NamedTuple):
    """What is published: a wheel, and the source archive that one like it can be built from."""

    wheel: Path
    sdist: Path
    wheel_of_sdist: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("built")
    build = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
    subprocess.run([*build, "-t", "wheel", "-t", "sdist"], cwd=ROOT, check=True)
    [wheel], [sdist] = folder.glob("*.whl"), folder.glob("*.tar.gz")
    again = folder / "again"
    build = [*PIP, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*build, "--wheel-dir", str(again), str(sdist)], check=True)
    [wheel_of_sdist] = again.glob("*.whl")
    return Built(wheel, sdist, wheel_of_sdist)


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment that has the wheel and its dependencies, but not this checkout.

    The wheel is the one of the source archive, which goes the longer way.
    """
    environment = tmp_path_factory.mktemp("installed") / "environment"
    venv.create(environment, with_pip=False)
    python = environment / "bin" / "python"
    install = [*PIP, "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, str(built.wheel_of_sdist)], check=True)
    # A path file adds the dependencies alone: path files inside that folder, such as the one of
    # an editable install of this checkout, are not read. Before, pip would find the program there.
    [packages] = environment.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(f"{Path(msgspec.__file__).parents[1]}\n")
    return environment


def run_installed(environment: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {"PATH": os.environ["PATH"], "HOME": str(environment), "LANG": "C.UTF-8"}
    program = str(environment / "bin" / "ayuda")
    return subprocess.run(
        [program, *arguments], capture_output=True, text=True, env=clean, cwd="/", check=False
    )


def content_of(wheel: Path) -> dict[str, bytes]:
    with ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def tracked(*folders: str) -> set[str]:
    """The files of some folders that are no leavings of a run."""
    files = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts}


def test_the_wheel_decides_a_case_without_the_source_tree(installed: Path) -> None:
    where = [str(installed / "bin" / "python"), "-c", "import ayuda; print(ayuda.__file__)"]
    found = subprocess.run(where, capture_output=True, text=True, check=True, cwd="/").stdout
    assert found.startswith(str(installed))
    result = run_installed(installed, *CASE.split())
    assert result.returncode == 0, result.stderr
    decision = json.loads(result.stdout)
    assert (decision["outcome"], decision["rule"]) == ("cancel-now", "marketplace-in-time")
    assert decision["windows"][0]["seconds_left"] == 600


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_wheel_has_the_texts_of_each_language(installed: Path, language: str) -> None:
    result = run_installed(installed, "--lang", language, "--help")
    assert result.returncode == 0, result.stderr
    assert "contact-seller" in result.stdout


def test_the_wheel_has_every_file_of_the_program_and_no_other(built: Built) -> None:
    program = {name.removeprefix("src/") for name in tracked("src/ayuda")}
    data = {f"ayuda/{name}" for name in tracked("data")}
    assert "ayuda/py.typed" in program
    found = {name for name in content_of(built.wheel) if ".dist-info/" not in name}
    assert found == program | data


def test_the_wheel_of_the_source_archive_is_the_wheel_of_the_source_tree(built: Built) -> None:
    assert built.wheel_of_sdist.name == built.wheel.name
    assert content_of(built.wheel_of_sdist) == content_of(built.wheel)


def test_the_source_archive_has_all_that_its_tests_read(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        found = {name.partition("/")[2] for name in archive.getnames()}
    wanted = tracked("src", "data", "tests", "docs", "benchmarks", "tools")
    assert wanted | set(TO_READ_AND_TEST) <= found


def test_the_wheel_says_what_it_is(built: Built) -> None:
    content = content_of(built.wheel)
    [name] = (name for name in content if name.endswith(".dist-info/METADATA"))
    told = HeaderParser().parsestr(content[name].decode())
    assert (told["Name"], told["Version"]) == ("ayuda", __version__)
    assert told["License-Expression"] == "MIT"
    classifiers = set(told.get_all("Classifier", []))
    python = "Programming Language :: Python :: "
    named = sorted(int(entry.removeprefix(f"{python}3.")) for entry in classifiers if "3." in entry)
    assert told["Requires-Python"] == f">=3.{named[0]}"
    assert named == list(range(named[0], named[-1] + 1)), "a version is left out"
    assert {entry.partition(" ::")[0] for entry in classifiers} >= {
        *("Development Status", "Environment", "Intended Audience", "Natural Language"),
        *("Operating System", "Programming Language", "Topic", "Typing"),
    }
