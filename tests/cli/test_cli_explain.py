"""``explain``: every part of the policy in plain words, on a screen, as a page and as JSON."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from program_under_test import Call
from support.builtin import POLICY
from support.whole_policy import whole_text

from ayuda.author.explaining.explain import known_ids
from ayuda.model import LANGUAGES, Language

NAMES = [name for names in known_ids(POLICY).values() for name in names]


class Reader(HTMLParser):
    """What a page holds: its elements, and addresses that it would ask for."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.asked: list[str] = []
        self.ids: list[str] = []
        self.anchors: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        for name, value in attrs:
            if name in {"src", "srcset", "action", "background"} or (tag, name) == ("link", "href"):
                self.asked.append(value or "")
            if name == "id":
                self.ids.append(value or "")
            if (tag, name) == ("a", "href"):
                self.anchors.append((value or "").removeprefix("#"))

    def handle_data(self, data: str) -> None:
        self.text += data


def read(page: Path) -> Reader:
    reader = Reader()
    content = page.read_text("utf-8")
    reader.feed(content)
    assert not re.search(r"url\(|@import", content)
    return reader


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_the_policy_is_explained(ayuda_here: Call, language: Language) -> None:
    result = ayuda_here("explain", *NAMES, "--lang", language, "--json")
    assert result.code == 0
    document = result.document
    assert document["format"] == "ayuda.explanation/1"
    assert document["lang"] == language
    told = {one["id"] for one in document["explanations"]}
    assert told >= {name for name in NAMES if "/" in name or name in POLICY.flows}
    assert all(one["title"] for one in document["explanations"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_flow_is_told_with_all_its_rules_windows_and_sources(
    ayuda_here: Call, language: Language
) -> None:
    output = ayuda_here("explain", "cancel", "--lang", language).output
    for rule in POLICY.flows["cancel"].rules:
        assert rule.id in output
        assert getattr(POLICY.outcomes[rule.outcome].title, language) in output
        assert all(cited in output for cited in rule.cites)
    assert re.search(r"\|=+\|\s30\sminut(e|o)s\s\|-+>", output)
    assert "{" not in output


def test_a_statement_is_told_with_all_that_rests_on_it(ayuda_here: Call) -> None:
    [one] = ayuda_here("explain", "S25", "--json").document["explanations"]
    paths = [reference["path"] for reference in one["references"]]
    assert "windows.marketplace_cancel" in paths
    assert "flows.cancel.rules[7]" in paths
    assert "outcomes.cancel-now.steps[0]" in paths


def test_an_outcome_is_told_with_the_cases_of_every_flow_that_come_to_it(ayuda_here: Call) -> None:
    [one] = ayuda_here("explain", "refuse-or-return", "--json").document["explanations"]
    assert [cases["flow"] for cases in one["cases"]] == ["cancel", "modify", "return"]
    assert ["Stage: Sent", "Seller: Amazon"] in one["cases"][0]["regions"]


def test_a_name_of_several_parts_explains_each_and_a_flow_narrows_a_rule(ayuda_here: Call) -> None:
    several = ayuda_here("explain", "contact-seller", "--json").document["explanations"]
    assert [one["kind"] for one in several] == ["flow", "outcome"]
    rules = ayuda_here("explain", "delivered", "--json").document["explanations"]
    assert len(rules) == 4
    [one] = ayuda_here("explain", "cancel/delivered", "--json").document["explanations"]
    assert one["path"] == "flows.cancel.rules[2]"


def test_without_a_name_all_that_can_be_explained_is_listed(ayuda_here: Call) -> None:
    output = ayuda_here("explain").output
    assert all(name in output for name in NAMES)


def test_what_does_not_exist_is_refused_with_the_nearest(ayuda_here: Call) -> None:
    result = ayuda_here("explain", "cancle")
    assert result.code == 2
    assert "cancel" in result.messages


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("names", [("cancel",), ("S25", "cancel-now"), ()])
def test_a_page_asks_for_nothing_and_runs_nothing(
    ayuda_here: Call, language: Language, names: tuple[str, ...], tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    result = ayuda_here("explain", *names, "--html", str(page), "--lang", language)
    assert (result.code, result.out, result.err) == (0, b"", b"")
    reader = read(page)
    assert reader.asked == []
    assert not {"script", "iframe", "object", "embed", "link", "img"} & {*reader.elements}
    assert len(reader.ids) == len({*reader.ids})
    assert {*reader.anchors} <= {*reader.ids}
    assert "{" not in reader.text.partition("ayuda")[0].split("}")[-1]


def test_markup_in_a_policy_is_shown_and_not_obeyed(ayuda_here: Call, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    text = whole_text()
    hostile = "Cancel <script>alert(1)</script><img src=x>"
    policy.write_text(text.replace('en = "Cancel an order"', f'en = "{hostile}"'), "utf-8")
    page = tmp_path / "page.html"
    assert ayuda_here("explain", "--html", str(page), "--policy", str(policy)).code == 0
    reader = read(page)
    assert not {"script", "img"} & {*reader.elements}
    assert hostile in reader.text


def test_a_page_that_cannot_be_written_is_refused_and_nothing_is_left(
    ayuda_here: Call, tmp_path: Path
) -> None:
    result = ayuda_here("explain", "cancel", "--html", str(tmp_path / "none" / "page.html"))
    assert result.code == 2
    assert "page.html" in result.messages
    assert ayuda_here("explain", "cancel", "--html", str(tmp_path)).code == 2
    assert ayuda_here("explain", "cancel", "--html", "").code == 2
    assert not list(tmp_path.iterdir())


def test_an_explanation_on_the_screen_loads_no_templates(environment: dict[str, str]) -> None:
    script = (
        "import sys; from ayuda.cli.main import main; main(['explain', 'cancel']);"
        " sys.exit('jinja2' in sys.modules or 'duckdb' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0
