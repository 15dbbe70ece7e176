"""``policy prove``: its words, its JSON, its exit codes, and what counts as which word."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from program_under_test import Call
from support.builtin import FLOWS

ROOT = Path(__file__).parents[2]
POLICIES = [
    "docs/examples/library.toml",
    *(f"docs/cookbook/{name}/policy.toml" for name in ("airline", "library", "order-risk")),
    "docs/cookbook/consumer-law/policy.toml",
]
NEVER = """[[flows.return.rules]]
id = "never"
when = { stage = "placed" }
outcome = "return-online"
cites = ["S33"]

"""


def test_the_built_in_policy_is_proven_in_a_line_for_each_procedure(ayuda_here: Call) -> None:
    result = ayuda_here("policy", "prove")
    assert (result.code, result.messages) == (0, "")
    *lines, last = result.output.splitlines()
    assert [line.partition(":")[0] for line in lines] == list(FLOWS)
    assert all("all decided" in line and "all reached" in line for line in lines)
    assert last == "All is proven."
    assert "%" not in result.output


@pytest.mark.parametrize("policy", POLICIES)
def test_every_policy_of_the_documentation_is_proven(ayuda_here: Call, policy: str) -> None:
    result = ayuda_here("policy", "prove", str(ROOT / policy), "--json")
    document = json.loads(result.output)
    assert result.code == 0
    assert all(flow["proven"] and not flow["findings"] for flow in document["flows"])


def test_a_single_word_is_a_procedure_where_it_is_no_file(ayuda_here: Call) -> None:
    result = ayuda_here("policy", "prove", "cancel", "--lang", "es")
    assert result.code == 0
    assert result.output.startswith(
        "cancel: 108 casos, todos decididos; 9 reglas, todas alcanzadas"
    )
    missing = ayuda_here("policy", "prove", "cancle")
    assert missing.code == 2
    assert missing.messages.startswith("cancle: ")
    unknown = ayuda_here("policy", "prove", str(ROOT / POLICIES[0]), "cancel")
    assert unknown.code == 2


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_finding_is_told_with_a_command_that_decides_its_case(
    ayuda_here: Call, policy_copy: Callable[..., Path], lang: str
) -> None:
    first = "[[flows.return.rules]]\n"
    copy = policy_copy()
    text = copy.read_text("utf-8")
    last = text.rindex(first)
    copy.write_text(text[:last] + NEVER + text[last:], "utf-8")
    result = ayuda_here("policy", "prove", str(copy), "return", "--json", "--lang", lang)
    assert result.code == 2
    document = json.loads(result.output)
    [finding] = document["flows"][0]["findings"]
    assert finding["code"] in {"rule-covered", "rule-covered-alike"}
    assert finding["rule"] == "never"
    assert copy.read_text("utf-8").splitlines()[finding["line"]] == 'id = "never"'
    decided = ayuda_here(*shlex.split(finding["command"])[1:], "--json")
    assert json.loads(decided.output)["rule"] in finding["others"]
    said = ayuda_here("policy", "prove", str(copy), "return", "--lang", lang)
    assert finding["command"] in said.output
    assert f"{copy}:{finding['line']}:{finding['column']}: flows.return.rules[" in said.output
    assert finding["what"] in said.output
    assert said.code == 2


def test_a_policy_without_a_last_rule_is_proven_to_say_which_cases_lack_one(
    ayuda_here: Call, tmp_path: Path
) -> None:
    text = (ROOT / POLICIES[0]).read_text("utf-8")
    copy = tmp_path / "library.toml"
    words = ROOT / "docs/examples/library.ca.toml"
    (tmp_path / words.name).write_bytes(words.read_bytes())
    last = text.rindex("[[flows.renew.rules]]")
    end = text.find("\n[", last + 3)
    copy.write_text(text[:last] + (text[end:] if end > 0 else ""), "utf-8")
    result = ayuda_here("policy", "prove", str(copy), "--lang", "en")
    assert result.code == 2, result.messages
    assert "No rule decides these cases" in result.output
