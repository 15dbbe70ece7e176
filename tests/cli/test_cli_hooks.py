"""The hooks that a repository of policies can use are commands that exist and pass."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from program_under_test import Call

ROOT = Path(__file__).parents[2]
HOOKS = dict(
    re.findall(
        r"^- id: (\S+)$.*?^  entry: (.+?)$",
        (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
)


def test_there_is_a_hook_for_check_prove_and_test() -> None:
    assert list(HOOKS) == [f"ayuda-policy-{action}" for action in ("check", "prove", "test")]
    page = (ROOT / "docs/policy-repository.md").read_text("utf-8")
    assert re.findall(r"- id: (\S+)", page) == list(HOOKS)


@pytest.mark.parametrize("entry", HOOKS.values(), ids=list(HOOKS))
def test_a_hook_passes_for_a_sound_policy_and_not_for_a_broken_one(
    ayuda_here: Call, entry: str, tmp_path: Path
) -> None:
    program, *words = shlex.split(entry)
    assert program == "ayuda"
    assert ayuda_here(*words, str(ROOT / "data/policies.toml")).code == 0
    broken = tmp_path / "broken.toml"
    broken.write_text("format = 1\n", "utf-8")
    assert ayuda_here(*words, str(broken)).code == 2
