"""Wherever a policy's words are shown, what stands in braces has become words too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from program_under_test import NOW, Call, both_languages, built_in
from support.whole_policy import whole_text

from ayuda.model import Language

TEXT = re.compile(r'\b(en|es) = "((?:[^"\\]|\\.)+)"')
LENGTH = {"en": "30 minutes", "es": "30 minutos"}
CASE = ("cancel", "--stage", "placed", "--seller", "marketplace", "--no-bundle")
CALLS = [
    (),
    ("--help",),
    ("batch", "--help"),
    *((flow, "--help") for flow in built_in().flows),
    *((flow, "--no-input", "--now", NOW) for flow in built_in().flows),
    *((flow, "--json", "--now", NOW) for flow in built_in().flows),
    (*CASE, "--ordered-at", "2026-11-23T11:40", "--now", NOW, "--why"),
    (*CASE, "--ordered-at", "2026-11-23T11:40", "--now", NOW, "--json"),
    (*CASE, "--now", NOW, "--no-input"),
    ("check-email", "--sender", "x@example.org", "--claims-amazon", "--why"),
]


@pytest.fixture(scope="module")
def policy_of_placeholders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built-in policy, with a placeholder at the end of every text that it has."""
    content, count = TEXT.subn(r'\1 = "\2 {marketplace_cancel}"', whole_text())
    assert count > 500
    path = tmp_path_factory.mktemp("policy") / "policy.toml"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_no_placeholder_is_shown(
    ayuda_here: Call, policy_of_placeholders: Path, call: tuple[str, ...], language: Language
) -> None:
    env = {"AYUDA_POLICY": str(policy_of_placeholders), "AYUDA_LANG": language, "COLUMNS": "100"}
    result = ayuda_here(*call, env=env)
    shown = " ".join((result.output + result.messages).split())
    assert "Traceback" not in shown
    assert "{marketplace" not in shown
    assert call == ("batch", "--help") or LENGTH[language] in shown


@pytest.mark.parametrize("shell", ["zsh", "fish"])
@pytest.mark.parametrize("line", ["ayuda ", "ayuda cancel --", "ayuda track --destination "])
def test_nor_is_one_told_to_a_shell(
    ayuda_here: Call, policy_of_placeholders: Path, line: str, shell: str
) -> None:
    env = {"_AYUDA_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": line}
    action = {"_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    told = ayuda_here(env={**env, **action, "AYUDA_POLICY": str(policy_of_placeholders)}).output
    assert told
    assert "marketplace_cancel" not in told
