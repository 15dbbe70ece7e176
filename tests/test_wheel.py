"""The built wheel carries all it needs: it decides a case with the source tree out of reach."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CASE = (
    "cancel --stage placed --seller marketplace --ordered-at 2026-11-22T10:20"
    " --now 2026-11-22T10:40 --json"
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment that has the wheel and its dependencies, but not this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", str(folder), str(ROOT)], check=True)
    [wheel] = folder.glob("*.whl")
    environment = folder / "environment"
    venv.create(environment, with_pip=False)
    python = environment / "bin" / "python"
    # A path file adds the dependencies alone: path files inside that folder, such as the one of
    # an editable install of this checkout, are not read.
    [packages] = environment.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    subprocess.run([*install, "--no-deps", "--no-index", str(wheel)], check=True)
    return environment


def run_installed(environment: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {"PATH": os.environ["PATH"], "HOME": str(environment), "LANG": "C.UTF-8"}
    program = str(environment / "bin" / "ayuda")
    return subprocess.run(
        [program, *arguments], capture_output=True, text=True, env=clean, cwd="/", check=False
    )


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
