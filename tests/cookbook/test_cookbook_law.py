"""The two policies of the cookbook that follow a law: every case comes to what its row says.

The labels were worked out from the law, not by the program.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support.labelled_cases import (
    COOKBOOK,
    Row,
    cases_of,
    decided,
    decided_file,
    decided_table,
    label_of,
    policy_of,
)
from support.row_batches import NOW
from test_readme import Example, examples_in, pattern, run

from ayuda.author.explaining.explain import explanations_of, known_ids
from ayuda.cache import Cache
from ayuda.calendar import Calendar
from ayuda.engine.windows import Setting
from ayuda.model import LANGUAGES, Language
from ayuda.texts import load_texts
from ayuda.view.wording import wording_as_of

NAMES = ("consumer-law", "airline")
LONGEST_POLICY = 500
FEWEST_CASES = 25
THREE_COMMANDS = 3
FLOWS = [
    (name, flow) for name in NAMES for flow in dict.fromkeys(r["flow"] for r in cases_of(name))
]
CASES = [(name, row) for name in NAMES for row in cases_of(name)]
EXAMPLES = [example for name in NAMES for example in examples_in(f"docs/cookbook/{name}/README.md")]


def called(value: object) -> str:
    return f"{value['flow']}: {value['case']}" if isinstance(value, dict) else str(value)


@pytest.mark.parametrize(("name", "row"), CASES, ids=called)
def test_a_case_comes_to_what_the_law_says(name: str, row: Row) -> None:
    assert decided(name, row) == label_of(row)


@pytest.mark.parametrize("fast", [False, True], ids=["row by row", "by the table of cells"])
@pytest.mark.parametrize(("name", "flow"), FLOWS)
def test_a_file_of_cases_comes_to_the_same(
    name: str, flow: str, fast: bool, tmp_path: Path
) -> None:
    expected = [label_of(row) for row in cases_of(name, flow)]
    assert decided_file(name, flow, tmp_path, fast=fast) == expected


@pytest.mark.parametrize(("name", "flow"), FLOWS)
def test_a_table_of_cases_comes_to_the_same(name: str, flow: str) -> None:
    assert decided_table(name, flow) == [label_of(row) for row in cases_of(name, flow)]


@pytest.mark.parametrize(("name", "flow"), FLOWS)
def test_every_rule_decides_some_case(name: str, flow: str) -> None:
    rules = {rule.id for rule in policy_of(name).policy.flows[flow].rules}
    assert {row["expected_rule"] for row in cases_of(name, flow)} == rules


@pytest.mark.parametrize("name", NAMES)
def test_every_flow_has_cases_and_no_two_are_called_the_same(name: str) -> None:
    names = [(row["flow"], row["case"]) for row in cases_of(name)]
    assert {flow for flow, _ in names} == set(policy_of(name).policy.flows)
    assert len(names) == len(set(names)) >= FEWEST_CASES


@pytest.mark.parametrize("name", NAMES)
def test_every_statement_is_cited_and_says_where_it_stands(name: str) -> None:
    text = (COOKBOOK / name / "policy.toml").read_text(encoding="utf-8")
    page = (COOKBOOK / name / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_POLICY
    for known, statement in policy_of(name).policy.statements.items():
        assert f'"{known}"' in text, known
        assert ("not verified" in statement.section.en) == ("sin comprobar" in statement.section.es)
        assert f"`{known}`" in page, known


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_everything_can_be_explained(name: str, lang: Language) -> None:
    policy = policy_of(name).policy
    setting = Setting(policy, NOW, Calendar(policy.country))
    wording = wording_as_of(load_texts(lang, Cache()), setting)
    for ids in known_ids(policy).values():
        for known in ids:
            assert list(explanations_of(wording, known)), known


def test_a_rule_with_several_conditions_tells_them_all() -> None:
    policy = policy_of("airline").policy
    setting = Setting(policy, NOW, Calendar(policy.country))
    wording = wording_as_of(load_texts("en", Cache()), setting)
    [explanation] = explanations_of(wording, "care/outside")
    [told] = explanation.rules[0].conditions
    outside, inwards = told.split("; or ")
    assert outside == "Route: Neither from nor to the EU"
    assert inwards == "Route: From another country to the EU · EU airline: No"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the commands are run: beside a copy of the cookbook."""
    folder = tmp_path_factory.mktemp("cookbook")
    shutil.copytree(COOKBOOK, folder / "docs/cookbook")
    return folder


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_a_command_shows_what_the_page_says(example: Example, folder: Path) -> None:
    ended = run(example.command, folder)
    assert ended.returncode == (example.code or 0), ended.stdout
    printed = "\n".join(line.rstrip() for line in ended.stdout.splitlines())
    assert pattern(example.shown).fullmatch(printed.rstrip("\n")), printed


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_three_commands_and_is_named_in_the_list(name: str) -> None:
    page = f"docs/cookbook/{name}/README.md"
    assert len([example for example in EXAMPLES if example.document == page]) == THREE_COMMANDS
    assert f"({name}/README.md)" in (COOKBOOK / "README.md").read_text(encoding="utf-8")
