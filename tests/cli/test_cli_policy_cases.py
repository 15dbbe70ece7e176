"""``policy test`` and ``policy mutate``: what a policy's own cases come to, and what they miss."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import jsonschema_rs
import pytest
from program_under_test import Call, Result

from ayuda.model import LANGUAGES
from ayuda.view import formats

LIBRARY = Path(__file__).parents[2] / "docs/examples"
SCHEMAS = Path(formats.__file__).with_name("schemas")
MOST_SECONDS = 60
NOW = 'cases_now = "2026-11-24T10:00:00+01:00"\n'
RESERVED = """
[[flows.renew.cases]]
id = "somebody waits"
facts = { reserved = true }
outcome = "bring-back"
rule = "reserved"
"""
IN_TIME = """
[[flows.renew.cases]]
facts = { reserved = false, lent_at = { minutes = 4319 } }
outcome = "renew"
rule = "in-time"
"""
TOO_LATE = """
[[flows.renew.cases]]
facts = { reserved = false, lent_at = { hours = 72 } }
outcome = "bring-back"
rule = "too-late"
"""
WHOLE = NOW + RESERVED + IN_TIME + TOO_LATE


@pytest.fixture
def library(tmp_path: Path) -> Callable[[str | bytes | None], Path]:
    """A library's policy with a file of cases beside it, or with none."""

    def write(cases: str | bytes | None) -> Path:
        for name in ("library.toml", "library.ca.toml"):
            shutil.copy(LIBRARY / name, tmp_path)
        if cases is not None:
            content = cases if isinstance(cases, bytes) else cases.encode()
            (tmp_path / "library.cases.toml").write_bytes(content)
        return tmp_path / "library.toml"

    return write


Library = Callable[[str | bytes | None], Path]


def fits(name: str, document: object) -> bool:
    schema = json.loads((SCHEMAS / f"{name}-1.json").read_text("utf-8"))
    return bool(jsonschema_rs.validator_for(schema).is_valid(document))


def survivors(ayuda_here: Call, policy: Path) -> list[tuple[str, str, str]]:
    document = ayuda_here("policy", "mutate", str(policy), "--json").document
    changes = [one["change"] for one in document["survivors"]]
    return [(change["path"], change["was"], change["becomes"]) for change in changes]


def test_the_built_in_policys_cases_come_to_what_they_say(ayuda_here: Call) -> None:
    result = ayuda_here("policy", "test", "--json")
    assert result.code == 0
    assert fits("cases", result.document)
    assert not any(flow["failed"] or flow["unreached"] for flow in result.document["flows"])


def test_the_built_in_policys_cases_notice_every_change_within_a_minute(ayuda_here: Call) -> None:
    began = process_time()
    result = ayuda_here("policy", "mutate", "--json")
    assert process_time() - began < MOST_SECONDS
    assert result.code == 0
    assert fits("mutants", result.document)
    assert result.document["survivors"] == []
    assert sum(part["changes"] for part in result.document["parts"]) > 300


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_command_alone_means_that_procedure_of_the_policy(ayuda_here: Call, lang: str) -> None:
    result = ayuda_here("policy", "test", "return", "--lang", lang)
    assert (result.code, result.output.count("\n")) == (0, 1)


def test_cases_that_notice_everything_leave_nothing(ayuda_here: Call, library: Library) -> None:
    policy = library(WHOLE)
    assert ayuda_here("policy", "test", str(policy)).code == 0
    assert survivors(ayuda_here, policy) == []


PLANTED: dict[str, tuple[str, set[tuple[str, str, str]]]] = {
    # the cases that are there, and the changes that they miss: where, from what, to what
    "nobody looks at the edge from below": (
        WHOLE.replace(IN_TIME, IN_TIME.replace("{ minutes = 4319 }", "{ minutes = 5 }")),
        {("windows.loan.lasts.hours", "72", "71")},
    ),
    "nobody looks at the edge itself": (
        WHOLE.replace(TOO_LATE, TOO_LATE.replace("{ hours = 72 }", "{ hours = 73 }")),
        {("windows.loan.lasts.hours", "72", "73"), ("windows.loan.edge", '"closed"', '"open"')},
    ),
    "nobody waits for the book": (
        NOW + IN_TIME + TOO_LATE,
        {
            ("flows.renew.rules[0]", "reserved", "in-time"),
            ("flows.renew.rules[0]", "reserved", ""),
            ("flows.renew.rules[0].outcome", '"bring-back"', '"renew"'),
        },
    ),
}


@pytest.mark.parametrize("what", PLANTED)
def test_planted_survivors_are_told_exactly(ayuda_here: Call, library: Library, what: str) -> None:
    cases, expected = PLANTED[what]
    assert set(survivors(ayuda_here, library(cases))) == expected


@pytest.mark.parametrize("cases", [None, NOW, RESERVED, NOW + TOO_LATE], ids=range(4))
def test_what_write_adds_notices_everything(
    ayuda_here: Call, library: Library, cases: str | None
) -> None:
    policy = library(cases)
    beside = policy.with_name("library.cases.toml")
    before = beside.read_bytes() if beside.exists() else b""
    result = ayuda_here("policy", "mutate", str(policy), "--write", "--json")
    assert result.code == 1
    assert result.document["added"] > 0
    assert beside.read_bytes().startswith(before)
    assert ayuda_here("policy", "test", str(policy)).code == 0
    assert survivors(ayuda_here, policy) == []


def test_a_survivors_case_can_be_pasted(ayuda_here: Call, library: Library) -> None:
    policy = library(NOW)
    found = ayuda_here("policy", "mutate", str(policy), "--json").document["survivors"]
    pasted = "\n".join(one["case"]["toml"] for one in found)
    policy.with_name("library.cases.toml").write_text(NOW + pasted, "utf-8")
    assert survivors(ayuda_here, policy) == []


def test_write_leaves_a_file_alone_in_which_nothing_lacks(
    ayuda_here: Call, library: Library
) -> None:
    policy = library(WHOLE)
    assert ayuda_here("policy", "mutate", str(policy), "--write").code == 0
    assert policy.with_name("library.cases.toml").read_text("utf-8") == WHOLE


def test_write_refuses_cases_that_are_written_in_a_list(ayuda_here: Call, library: Library) -> None:
    case = '{ facts = { reserved = true }, outcome = "bring-back" }'
    content = f"[flows.renew]\ncases = [{case}]\n"
    policy = library(content)
    result = ayuda_here("policy", "mutate", str(policy), "--write")
    assert result.code == 2
    assert "library.cases.toml" in result.messages
    assert policy.with_name("library.cases.toml").read_text("utf-8") == content


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", ["test", "mutate"])
def test_a_case_that_fails_is_told_with_both_ends(
    ayuda_here: Call, library: Library, command: str, lang: str
) -> None:
    policy = library(WHOLE.replace('"renew"\nrule = "in-time"', '"bring-back"'))
    result = ayuda_here("policy", command, str(policy), "--lang", lang)
    assert result.code == 1
    assert "library.cases.toml:9:15:flows.renew.cases[1]" in "".join(result.output.split())
    assert "bring-back" in result.output
    assert "in-time" in result.output


OTHERWISE = RESERVED.replace('"bring-back"\nrule = "reserved"', '"renew"')


@pytest.mark.parametrize("where", ["policy", "part", "beside"])
def test_a_case_that_fails_is_told_with_file_line_and_column(
    ayuda_here: Call, library: Library, where: str
) -> None:
    policy = library(None)
    files = {name: policy.with_name(f"library.{name}") for name in ("toml", "cases.toml")}
    files["part.toml"] = policy.with_name("part.toml")
    name = {"policy": "toml", "part": "part.toml", "beside": "cases.toml"}[where]
    if where == "part":
        policy.write_text('include = ["part.toml"]\n' + policy.read_text("utf-8"), "utf-8")
    before = files[name].read_text("utf-8") if files[name].exists() else ""
    files[name].write_text(before + OTHERWISE, "utf-8")
    line = before.count("\n") + 2
    [failure] = _failures(ayuda_here("policy", "test", str(policy), "--json"))
    place = str(files[name])
    path = "flows.renew.cases[0]"
    assert failure["where"] == f"{place}: {path}"
    found = [failure[key] for key in ("file", "line", "column", "path")]
    assert found == [place, line, 15, path]
    shown = ayuda_here("policy", "test", str(policy)).output
    assert f"{files[name].name}:{line}:15:{path}" in "".join(shown.split())


def _failures(result: Result) -> list[Any]:
    return [one for flow in result.document["flows"] for one in flow["failed"]]


def test_a_case_that_needs_more_or_contradicts_itself_fails(
    ayuda_here: Call, library: Library
) -> None:
    undecided = NOW + '[[flows.renew.cases]]\nfacts = {}\noutcome = "renew"\n'
    result = ayuda_here("policy", "test", str(library(undecided)), "--json")
    assert result.code == 1
    [failure] = result.document["flows"][0]["failed"]
    assert failure["got"]["needs"] == ["reserved", "lent_at"]
    contradiction = NOW + (
        '[[flows.cancel.cases]]\nfacts = { seller = "amazon", shipped_by = "seller" }\n'
        'outcome = "cancel-now"\n'
    )
    policy = library(None).with_name("policy.toml")
    whole_policy = Path(__file__).parents[2] / "data"
    shutil.copytree(whole_policy, policy.parent / "whole")
    (policy.parent / "whole/policies.cases.toml").write_text(contradiction, "utf-8")
    result = ayuda_here("policy", "test", str(policy.parent / "whole/policies.toml"), "--json")
    assert result.code == 1
    told = [one for flow in result.document["flows"] for one in flow["failed"]]
    assert "shipped-by" in told[0]["got"]["contradiction"]


CASE = '[[flows.renew.cases]]\nfacts = { reserved = true }\noutcome = "bring-back"\n'
FAULTS: dict[str, tuple[str | bytes, str]] = {
    # what is wrong: the file of cases, and a place or a word that the message names
    "no TOML": ("[[flows.renew.cases]\n", "library.cases.toml:1"),
    "no text": (b"\xff\xfe", "library.cases.toml"),
    "an unknown key at the top": ("presents = 1\n", "presents"),
    "an unknown key of a case": (CASE + "outcom = 1\n", "outcom"),
    "an unknown flow": (CASE.replace("renew", "renewal"), "renew"),
    "a fact of no flow": (CASE.replace("reserved = true", "reservd = true"), "reserved"),
    "a value of another kind": (CASE.replace("true", '"yes"'), "flows.renew.cases[0].facts"),
    "an outcome of none": (CASE.replace('"bring-back"', '"bring-it"'), "bring-back"),
    "a rule of none": (CASE + 'rule = "reservd"\n', "reserved"),
    "a rule of another outcome": (CASE + 'rule = "in-time"\n', "renew"),
    "no outcome": ("[[flows.renew.cases]]\nfacts = {}\n", "outcome"),
    "a present that is none": (CASE + 'now = "yesterday"\n', "yesterday"),
    "a present that is a number": (CASE + "now = 5\n", "flows.renew.cases[0].now"),
    "a region that is none": (CASE + 'region = "Narnia"\n', "Narnia"),
    "no present where there is a moment": (
        CASE.replace("reserved = true", "lent_at = { hours = 1 }"),
        "flows.renew.cases[0]",
    ),
    "a moment that is two": (
        NOW + CASE.replace("reserved = true", "lent_at = { hours = 1, days = 1 }"),
        "facts.lent_at",
    ),
    "a moment to come": (
        NOW + CASE.replace("reserved = true", "lent_at = { hours = -1 }"),
        "facts.lent_at",
    ),
    "a moment that is none": (
        NOW + CASE.replace("reserved = true", 'lent_at = "noon"'),
        "facts.lent_at",
    ),
    "an id twice": (CASE + 'id = "a"\n' + CASE + 'id = "a"\n', "flows.renew.cases[1].id"),
    "a window that no rule shows": (
        NOW + CASE + 'until = { loan_ = "2026-11-24T10:00" }\n',
        "until.loan_",
    ),
    "a character that nobody sees": (CASE + 'id = "a\\u202e"\n', "U+202E"),
}


@pytest.mark.parametrize("command", ["test", "mutate"])
@pytest.mark.parametrize("what", FAULTS)
def test_a_file_of_cases_that_is_none_is_refused_with_its_place(
    ayuda_here: Call, library: Library, what: str, command: str
) -> None:
    content, named = FAULTS[what]
    result = ayuda_here("policy", command, str(library(content)))
    assert result.code == 2
    assert "library.cases.toml" in result.messages
    assert named in result.messages
    assert "Traceback" not in result.messages


def test_a_file_of_cases_is_read_only_by_whoever_asks(ayuda_here: Call, library: Library) -> None:
    policy = library("no TOML at all")
    said = ayuda_here("renew", "--policy", str(policy), "--reserved", "--no-input")
    assert said.code == 0


def test_cases_in_the_policy_itself_are_checked_with_it(ayuda_here: Call, library: Library) -> None:
    policy = library(None)
    text = policy.read_text("utf-8")
    policy.write_text(text + CASE, "utf-8")
    assert ayuda_here("policy", "test", str(policy)).code == 0
    policy.write_text(text + CASE.replace("bring-back", "renwe"), "utf-8")
    refused = ayuda_here("renew", "--policy", str(policy), "--reserved", "--no-input")
    assert refused.code == 2
    assert "flows.renew.cases[0].outcome" in refused.messages


@pytest.mark.parametrize("command", ["test", "mutate"])
def test_wrong_usage_is_refused(ayuda_here: Call, library: Library, command: str) -> None:
    policy = str(library(WHOLE))
    for words in (["no-such-file.toml"], [policy, "renw"], [""], [policy, "renew", "more"]):
        assert ayuda_here("policy", command, *words).code == 2


@pytest.mark.parametrize("flow", ["track", "return"])
def test_a_procedure_alone_has_no_survivors_that_the_whole_has_not(
    ayuda_here: Call, flow: str
) -> None:
    result = ayuda_here("policy", "mutate", flow, "--json")
    assert (result.code, result.document["survivors"]) == (0, [])
    assert {part["part"] for part in result.document["parts"]} <= {flow, "facts", "windows"}
