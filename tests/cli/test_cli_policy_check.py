"""``policy check``, ``policy schema`` and ``policy new`` as they are called."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema_rs
import pytest
import tomli
from program_under_test import Call, refused

from ayuda.model import LANGUAGES, Language
from ayuda.policy.load import PACKAGE, built_in_path
from ayuda.policy.schema import policy_schema
from ayuda.view import formats

CHECK = jsonschema_rs.validator_for(json.loads(formats.schema_of("check")))
TEMPLATE = (PACKAGE / "policy/template.toml").read_text("utf-8")


def written(tmp_path: Path, *edits: tuple[str, str]) -> Path:
    text = TEMPLATE
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "policy.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_policy_without_a_fault_takes_a_line(ayuda_here: Call, tmp_path: Path) -> None:
    path = written(tmp_path)
    result = ayuda_here("policy", "check", str(path), "--lang", "en")
    assert (result.code, result.output, result.err) == (0, f"{path}: nothing is wrong.\n", b"")
    spanish = ayuda_here("policy", "check", "--policy", str(path), "--lang", "es")
    assert (spanish.code, spanish.output) == (0, f"{path}: todo está bien.\n")


def test_the_built_in_policy_is_checked_where_none_is_named(ayuda_here: Call) -> None:
    result = ayuda_here("policy", "check", "--lang", "en")
    assert result.output == f"{built_in_path()}: nothing is wrong.\n"


def test_errors_end_with_2_and_are_told_with_their_place(ayuda_here: Call, tmp_path: Path) -> None:
    path = written(tmp_path, ("days = 14", "days = true"), ("hint = ", "hnt = "))
    result = ayuda_here("policy", "check", str(path), "--lang", "en")
    assert (result.code, result.err) == (2, b"")
    assert result.output == (
        f"{path}:44:1: error: facts.condition: There is no such key: hnt.\n"
        "  Did you mean “hint”? Correct its spelling, or take it out; docs/policy.md describes "
        "each table.\n"
        f"{path}:72:11: error: windows.bring_back.lasts.days: “True” is of the wrong type.\n"
        "  Wanted: integer, string (by the names of JSON: string, integer, boolean, array, "
        "object).\n"
        "\n"
        "2 errors, 0 warnings.\n"
    )


def test_warnings_alone_end_with_0(ayuda_here: Call, tmp_path: Path) -> None:
    path = written(tmp_path, ('outcome = "repair"', 'outcome = "keep"'))
    result = ayuda_here("policy", "check", str(path), "--lang", "en")
    assert result.code == 0
    assert f"{path}:92:11: warning: outcomes.repair: No rule leads to" in result.output
    assert result.output.endswith("\n0 errors, 1 warning.\n")
    spanish = ayuda_here("policy", "check", str(path), "--lang", "es")
    assert f"{path}:92:11: aviso: outcomes.repair: Ninguna regla lleva" in spanish.output
    assert spanish.output.endswith("\n0 errores, 1 aviso.\n")


@pytest.mark.parametrize(
    ("edit", "code", "counts"),
    [
        (("", ""), 0, (0, 0)),
        (("days = 14", "days = 0.5"), 2, (1, 0)),
        (("[facts.bought_at]", "[facts.bought_at"), 2, (1, 0)),
        (('outcome = "repair"', 'outcome = "keep"'), 0, (0, 1)),
    ],
)
def test_the_document_fits_its_schema(
    ayuda_here: Call, tmp_path: Path, edit: tuple[str, str], code: int, counts: tuple[int, int]
) -> None:
    path = written(tmp_path, edit)
    result = ayuda_here("policy", "check", str(path), "--json")
    document = json.loads(result.output)
    CHECK.validate(document)
    assert result.code == code
    assert (document["errors"], document["warnings"]) == counts
    assert document["policy"] == str(path)
    assert len(document["problems"]) == sum(counts)


HOSTILE: dict[str, tuple[bytes, str]] = {
    "binary": (bytes(range(256)) * 40, "not-utf8"),
    "UTF-16": ("a = 1".encode("utf-16"), "not-utf8"),
    "Latin-1": ("a = 'ñ'".encode("latin-1"), "not-utf8"),
    "empty": (b"", "missing-key"),
    "an endless number": (b"a = " + b"9" * 100_000, "number-too-large"),
    "deep brackets": (b"a = " + b"[" * 200_000, "toml-too-deep"),
    "deep tables": (b"[" + b".".join([b"a"] * 2_000) + b"]\n", "toml-too-deep"),
    "deep inline tables": (b"a = " + b"{a=" * 50_000, "toml-too-deep"),
    "over 16 MiB": (b"#" * ((16 << 20) + 1), "file-too-large"),
    "NUL": (b"a = \0\n", "toml-syntax"),
    "a key twice": (b"a = 1\na = 2\n", "toml-syntax"),
    "two marks": (b"\xef\xbb\xbf\xef\xbb\xbfa = 1", "toml-syntax"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_one_problem_and_no_traceback(
    ayuda_here: Call, tmp_path: Path, name: str
) -> None:
    content, code = HOSTILE[name]
    path = tmp_path / "policy.toml"
    path.write_bytes(content)
    result = ayuda_here("policy", "check", str(path), "--json")
    assert (result.code, result.err) == (2, b"")
    document = json.loads(result.output)
    CHECK.validate(document)
    assert {one["code"] for one in document["problems"]} == {code}
    if code != "missing-key":
        assert document["errors"] == 1
    told = ayuda_here("policy", "check", str(path), "--lang", "en")
    assert told.code == 2
    assert "Traceback" not in told.output + told.err.decode()


def test_what_is_no_file_is_told_as_that(ayuda_here: Call, tmp_path: Path) -> None:
    for name in (tmp_path, tmp_path / "none.toml", tmp_path / ("x" * 300)):
        result = ayuda_here("policy", "check", str(name), "--json")
        document = json.loads(result.output)
        CHECK.validate(document)
        assert (result.code, document["errors"]) == (2, 1)
        assert document["problems"][0]["file"] == str(name)
    assert ayuda_here("policy", "check", "").code == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_policy_in_force_that_is_broken_keeps_no_other_from_being_checked(
    ayuda_here: Call, tmp_path: Path
) -> None:
    path = written(tmp_path)
    broken = tmp_path / "broken.toml"
    broken.write_text("a =")
    result = ayuda_here("policy", "check", str(path), env={"AYUDA_POLICY": str(broken)})
    assert (result.code, result.output) == (0, f"{path}: nothing is wrong.\n")
    result = ayuda_here("policy", "check", env={"AYUDA_POLICY": str(broken)})
    assert (result.code, "broken.toml:1:4: error: " in result.output) == (2, True)


# ------------------------------------------------------------------ policy schema


def test_the_schema_is_printed_and_is_that_beside_the_built_in_policy(ayuda_here: Call) -> None:
    result = ayuda_here("policy", "schema")
    assert (result.code, result.err) == (0, b"")
    assert result.output.encode() == policy_schema()
    assert built_in_path().with_name("policy.schema.json").read_bytes() == policy_schema()


@pytest.mark.parametrize(
    "path",
    [built_in_path(), *(built_in_path().parent / "policies").glob("*.toml")],
    ids=lambda path: path.name,
)
def test_the_first_line_of_each_built_in_file_points_to_the_schema(path: Path) -> None:
    first = path.read_text("utf-8").partition("\n")[0]
    named = first.removeprefix("#:schema ")
    assert (path.parent / named).resolve() == built_in_path().with_name("policy.schema.json")
    assert not problems(path.read_text("utf-8"))


def problems(text: str) -> list[str]:
    """What an editor tells of a policy's text by the schema; it has days as texts."""
    validator = jsonschema_rs.validator_for(json.loads(policy_schema()))
    tables = json.loads(json.dumps(tomli.loads(text), default=str))
    return [error.message for error in validator.iter_errors(tables)]


def test_an_editor_finds_what_the_schema_tells_of() -> None:
    assert not problems(TEMPLATE)
    for old, new in (
        ("hint = ", "hnt = "),
        ('time_zone = "Europe/Madrid"\n', ""),
        ("days = 14", "days = true"),
        ('kind = "moment"', 'kind = "momnt"'),
    ):
        assert problems(TEMPLATE.replace(old, new)), old


# ------------------------------------------------------------------ policy new


def test_a_new_policy_works_at_once(ayuda_here: Call, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    result = ayuda_here("policy", "new", str(path), "--lang", "en")
    assert (result.code, result.err) == (0, b"")
    assert str(path) in result.output
    assert ayuda_here("policy", "check", str(path)).code == 0
    for language in ("en", "es"):
        words = ("--condition", "used", "--lang", language)
        decided = ayuda_here("bring-back", *words, "--policy", str(path), "--json")
        assert json.loads(decided.output)["outcome"] == "keep"
    first = path.read_text("utf-8").partition("\n")[0]
    assert first == "#:schema ayuda-policy.schema.json"


def test_a_new_policy_is_told_in_json(ayuda_here: Call, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    document = json.loads(ayuda_here("policy", "new", str(path), "--json").output)
    assert document == {"format": "ayuda.new/1", "policy": str(path)}


def test_nothing_is_ever_written_over(ayuda_here: Call, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("mine")
    (tmp_path / "link.toml").symlink_to(tmp_path / "gone.toml")
    for name in (path, tmp_path, tmp_path / "link.toml"):
        assert ayuda_here("policy", "new", str(name)).code == 2
    assert path.read_text() == "mine"
    assert not (tmp_path / "gone.toml").exists()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_new_policy_does_not_go_to_standard_output(
    ayuda_here: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: Language
) -> None:
    monkeypatch.chdir(tmp_path)
    result = ayuda_here("policy", "new", "-", "--json", "--lang", lang)
    [problem] = refused(result, "-")
    assert "ayuda policy new policy.toml" in problem["hint"]
    assert not list(tmp_path.glob("-"))


@pytest.mark.parametrize("words", [(), ("",), ("no/such/folder/mine.toml",), ("x" * 300,)])
def test_a_new_policy_that_cannot_be_written_is_refused(
    ayuda_here: Call, words: tuple[str, ...]
) -> None:
    result = ayuda_here("policy", "new", *words, "--json")
    assert result.code == 2
    assert json.loads(result.output)["format"] == "ayuda.error/1"


CASES_THAT_ARE_NONE = """\
[[flows.bring-back.cases]]
facts = { condition = "new", bougt_on = "2026-11-20" }
outcome = "pay-bak"
"""


def test_the_cases_beside_a_policy_are_checked_with_their_places(
    ayuda_here: Call, tmp_path: Path
) -> None:
    path = written(tmp_path)
    beside = tmp_path / "policy.cases.toml"
    beside.write_text(CASES_THAT_ARE_NONE, "utf-8")
    result = ayuda_here("policy", "check", str(path), "--json")
    assert result.code == 2
    assert CHECK.is_valid(result.document)
    problems = result.document["problems"]
    assert {one["file"] for one in problems} == {str(beside)}
    lines = {one["path"]: (one["line"], one["column"]) for one in problems}
    assert lines["flows.bring-back.cases[0].outcome"] == (3, 1)
    assert lines["flows.bring-back.cases[0].facts.bougt_on"][0] == 2


def test_a_file_of_cases_that_is_no_toml_is_told_with_its_line(
    ayuda_here: Call, tmp_path: Path
) -> None:
    path = written(tmp_path)
    (tmp_path / "policy.cases.toml").write_text("[[flows.bring-back.cases]\n", "utf-8")
    result = ayuda_here("policy", "check", str(path), "--lang", "en")
    assert result.code == 2
    assert "policy.cases.toml:1" in result.output
    assert result.err == b""


REFUSING = {
    "a flow": ("return", "--policy", "POLICY"),
    "a batch": ("batch", "return", "rows.csv", "--policy", "POLICY"),
    "train": ("train", "--policy", "POLICY"),
    "explain": ("explain", "return", "--policy", "POLICY"),
    "config": ("config", "set", "policy", "POLICY"),
    "prove": ("policy", "prove", "POLICY"),
    "diff": ("policy", "diff", "POLICY", "POLICY"),
    "graph": ("policy", "graph", "--policy", "POLICY"),
    "test": ("policy", "test", "POLICY"),
    "mutate": ("policy", "mutate", "POLICY"),
}


@pytest.mark.parametrize("what", REFUSING)
def test_every_command_that_refuses_a_policy_names_the_lines_that_a_check_names(
    ayuda_here: Call, tmp_path: Path, what: str
) -> None:
    path = written(tmp_path, ("days = 14", "days = true"), ("hint = ", "hnt = "))
    words = [str(path) if word == "POLICY" else word for word in REFUSING[what]]
    checked = ayuda_here("policy", "check", str(path), "--json").document["problems"]
    places = [tuple(one[key] for key in ("file", "line", "column", "path")) for one in checked]
    result = ayuda_here(*words, "--lang", "en")
    assert result.code == 2
    for file, line, column, inner in places:
        assert f"{file}:{line}:{column}: {inner}: " in result.messages
    if what != "config":
        problems = refused(ayuda_here(*words, "--json"), *(f"{a}: {b}" for a, _, _, b in places))
        told = [tuple(one[key] for key in ("file", "line", "column", "path")) for one in problems]
        assert told == places
