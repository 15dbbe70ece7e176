"""Policy files that cannot be read, and the place that each message names."""

from __future__ import annotations

import os
import re
from hashlib import sha256
from pathlib import Path

import pytest
from support.builtin import NO_CACHE, POLICY
from support.whole_policy import whole_text

from ayuda.errors import AyudaError, ExitCode, Problem
from ayuda.model import LANGUAGES
from ayuda.policy.files import LARGEST
from ayuda.policy.load import PACKAGE, load, read
from ayuda.texts import load_texts

BUILT_IN = whole_text()


def problems(path: Path) -> tuple[Problem, ...]:
    """Why a file is refused."""
    with pytest.raises(AyudaError) as refused:
        load(path, NO_CACHE)
    assert refused.value.exit_code == ExitCode.REFUSED
    return refused.value.problems


def one_problem(path: Path) -> Problem:
    """Why a file is refused, for one reason."""
    [problem] = problems(path)
    return problem


def test_a_copy_of_the_built_in_policy_is_the_same_policy(tmp_path: Path) -> None:
    copy = tmp_path / "política de prueba.toml"
    copy.write_text(BUILT_IN, encoding="utf-8")
    found = read(copy)
    assert found.policy == POLICY
    assert found.path == str(copy)


def test_the_digest_is_that_of_the_files_bytes(tmp_path: Path) -> None:
    content = BUILT_IN.replace("\n", "\r\n").encode()
    copy = tmp_path / "policy.toml"
    copy.write_bytes(content)
    assert read(copy).sha256 == sha256(content).hexdigest()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "absent.toml"
    assert one_problem(path) == Problem(str(path), "file-missing")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    path = tmp_path / "absent" / "policy.toml"
    assert one_problem(path) == Problem(str(path), "file-missing")


def test_a_folder_is_unreadable(tmp_path: Path) -> None:
    problem = one_problem(tmp_path)
    assert (problem.where, problem.code) == (str(tmp_path), "file-is-folder")


def test_a_path_through_a_file_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    problem = one_problem(tmp_path / "file" / "policy.toml")
    assert problem.code == "file-unreadable"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(BUILT_IN, encoding="utf-8")
    path.chmod(0)
    assert one_problem(path).code == "file-unreadable"


@pytest.mark.parametrize("name", ["nul\0byte", "x" * 5000])
def test_a_name_that_no_file_can_have_is_unreadable(tmp_path: Path, name: str) -> None:
    assert one_problem(tmp_path / name).code == "file-unreadable"


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    problem = one_problem(path)
    assert (problem.where, problem.code) == (str(path), "file-too-large")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device")
def test_a_device_without_end_is_too_large() -> None:
    assert one_problem(Path("/dev/zero")).code == "file-too-large"


@pytest.mark.parametrize(("line", "before"), [(1, ""), (3, "# á\n\n")])
def test_bytes_that_are_no_utf8_are_told_with_their_line(
    tmp_path: Path, line: int, before: str
) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(before.encode() + b'id = "caf\xe9"\n')
    assert one_problem(path) == Problem(f"{path}:{line}", "not-utf8")


SYNTAX = {
    "a key without a value": ("format =\n", 1, 9),
    "a value that is not closed": ('\n\nid = "amazon\n', 3, 13),
    "a key given twice": ("a = 1\na = 2\n", 2, 6),
    "a table that is not closed": ("a = 1\n[flows\n", 2, 7),
    "a stray word": ("a = 1\nhello\n", 2, 6),
    "a stray word after Spanish letters": ('a = "ñandú" b\n', 1, 13),
}


@pytest.mark.parametrize("name", SYNTAX)
def test_what_is_no_toml_is_told_with_line_and_column(tmp_path: Path, name: str) -> None:
    text, line, column = SYNTAX[name]
    path = tmp_path / "policy.toml"
    path.write_text(text, encoding="utf-8")
    problem = one_problem(path)
    assert problem.code == "toml-syntax"
    assert problem.where == f"{path}:{line}:{column}"


def test_brackets_without_end_are_refused_and_break_nothing(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text("a = " + "[" * 100_000, encoding="utf-8")
    assert one_problem(path).code in {"toml-syntax", "toml-too-deep"}


TWICE = {
    "a table": ("[a]\n[b]\n[a]\n", 3),
    "a table within one": ("[a.b]\nx = 1\n\n[a.b]\n", 4),
    "a table that is a value": ("a = 1\n[a]\n", 2),
    "a table that is a list": ("[a]\n[[a]]\n", 2),
    "a key": ("[a]\nb = 1\nb = 2\n", 3),
    "a key in a line": ("a = { b = 1, b = 2 }\n", 1),
}


@pytest.mark.parametrize("name", TWICE)
def test_what_stands_twice_is_told_with_its_line(tmp_path: Path, name: str) -> None:
    text, line = TWICE[name]
    path = tmp_path / "policy.toml"
    path.write_text(text, encoding="utf-8")
    problem = one_problem(path)
    assert problem.where.startswith(f"{path}:{line}:")
    assert problem.values["reason"] in {"twice", "settled"}
    for language in LANGUAGES:
        texts = load_texts(language, NO_CACHE)
        assert texts.say(f"toml.{problem.values['reason']}") in texts.message(problem).what


def test_a_byte_order_mark_of_utf8_is_read_over_and_counts_for_the_digest(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    text = (PACKAGE / "policy/template.toml").read_text("utf-8")
    path.write_text(text, "utf-8")
    plain = read(path)
    path.write_text(text, "utf-8-sig")
    marked = read(path)
    assert marked.policy == plain.policy
    assert marked.sha256 == sha256(path.read_bytes()).hexdigest() != plain.sha256


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_a_byte_order_mark_of_utf16_is_told_as_no_utf8(tmp_path: Path, mark: bytes) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(mark + BUILT_IN.encode())
    assert one_problem(path) == Problem(f"{path}:1", "not-utf8")


DIGITS = "9" * 5000
NUMBERS = {
    "of 5,000 digits": (f"# {DIGITS[:9]}\n\na = {DIGITS}\n", ":3"),
    "with a sign": (f"a = -{DIGITS}\n", ":1"),
    "with lines between its digits": (f"a = {'9_' * 5000}9\n", ":1"),
    "in a list": (f"a = [\n  1,\n  {DIGITS},\n]\n", ":3"),
    "two of them": (f"a = {DIGITS}\nb = {DIGITS}\n", ""),
    "of 4,000 digits": (f"a = {DIGITS[:4000]}\n", ": a"),
    "in hexadecimal": (f"[b]\na = 0x{DIGITS}\n", ": b.a"),
    "in octal": (f"a = [1, 0o{DIGITS.replace('9', '7')}]\n", ": a[1]"),
    "in binary": (f"a = 0b{DIGITS.replace('9', '1')}\n", ": a"),
    "just too large": (f"a = {2**63}\n", ": a"),
    "just too small": (f"a = {-(2**63) - 1}\n", ": a"),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_that_toml_does_not_know_is_told_with_its_place(tmp_path: Path, name: str) -> None:
    text, place = NUMBERS[name]
    path = tmp_path / "policy.toml"
    path.write_text(text, encoding="utf-8")
    assert one_problem(path) == Problem(f"{path}{place}", "number-too-large")


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (2**63 - 1, "number-too-long"),
        (-(2**63), "number-too-long"),
        (0, "bad-length"),
        (-1, "bad-length"),
    ],
)
def test_any_number_that_toml_knows_is_told_as_what_it_is(
    tmp_path: Path, number: int, code: str
) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(BUILT_IN.replace("minutes = 30", f"minutes = {number}", 1), encoding="utf-8")
    assert one_problem(path).code == code


DEEP = {
    "lists without end": "a = " + "[" * 100_000,
    "lists": "a = " + "[" * 400 + "]" * 400,
    "lists that any parser reads": "a = " + "[" * 40 + "]" * 40,
    "tables in a line": "a = " + "{ a = " * 500 + "1" + " }" * 500,
    "a key with many dots": "a." * 50_000 + "a = 1",
    "a table with many dots": "[" + "a." * 50_000 + "a]",
    "lists of tables": "\n".join(f"[[{'.'.join('a' * depth)}]]" for depth in range(1, 50)),
}


@pytest.mark.parametrize("name", DEEP)
def test_tables_within_tables_are_refused_beyond_reason(tmp_path: Path, name: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(DEEP[name], encoding="utf-8")
    problem = one_problem(path)
    assert problem.code in {"toml-syntax", "toml-too-deep"}
    assert name == "lists without end" or problem.code == "toml-too-deep"


UNSEEN = {
    "a bell": "\a",
    "an escape": "\x1b",
    "a zero": "\0",
    "a tab": "\t",
    "a line feed": "\n",
    "a carriage return": "\r",
    "a delete": "\x7f",
    "a next line": "\x85",
    "a C1 sequence": "\x9b",
    "a zero width space": "\u200b",
    "a mark to the left": "\u200f",
    "an embedding": "\u202b",
    "an override": "\u202e",
    "an isolate": "\u2067",
    "an Arabic mark": "\u061c",
    "a line separator": "\u2028",
    "a paragraph separator": "\u2029",
    "a byte order mark": "\ufeff",
    "an invisible tag": "\U000e0041",
}
TEXTS_OF_A_POLICY = {
    "title.en": 'title = { en = "Customer',
    "statements.S02.says.es": 'es = "Ningún correo auténtico',
    "facts.stage.values.placed.en": 'placed = { en = "Placed',
    "id": 'id = "amazon',
    "mail.brand[0]": 'brand = ["amazon',
}


LINES = ("a tab", "a line feed")
"""What a text for people of several lines is written with."""


@pytest.mark.parametrize("place", TEXTS_OF_A_POLICY)
@pytest.mark.parametrize("name", UNSEEN)
def test_a_character_that_nobody_sees_is_refused_in_any_text(
    tmp_path: Path, name: str, place: str
) -> None:
    if name in LINES and place.endswith((".en", ".es")):
        return
    before = TEXTS_OF_A_POLICY[place]
    assert before in BUILT_IN
    path = tmp_path / "policy.toml"
    escaped = f"\\U{ord(UNSEEN[name]):08x}"
    path.write_text(BUILT_IN.replace(before, before + escaped, 1), encoding="utf-8")
    number = f"U+{ord(UNSEEN[name]):04X}"
    assert Problem(f"{path}: {place}", "unseen-character", {"value": number}) in problems(path)


def test_a_text_for_people_may_have_lines(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    lines = 'title = { en = """One\n\ttwo""", es = """Uno\r\ndos""" }'
    path.write_bytes(re.sub("(?m)^title = .*$", lambda _: lines, BUILT_IN, count=1).encode())
    assert load(path, NO_CACHE).policy.title.en == "One\n\ttwo"


def test_a_character_that_nobody_sees_is_refused_in_a_key(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(BUILT_IN.replace("[groups]", '[groups]\n"a\\u202eb" = 1'), encoding="utf-8")
    assert Problem(f"{path}: groups", "unseen-character", {"value": "U+202E"}) in problems(path)


def test_each_of_them_is_told_beside_what_else_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    text = broken(
        ('en = "Customer service', 'en = "Customer\\u202e service'),
        ('es = "Procedimientos', 'es = "\\u001bProcedimientos'),
        ('outcome = "not-shipped-yet"', 'outcome = "not-shipped"'),
    )
    path.write_text(text, encoding="utf-8")
    assert [(problem.where, problem.code) for problem in problems(path)] == [
        (f"{path}: title.en", "unseen-character"),
        (f"{path}: title.es", "unseen-character"),
        (f"{path}: flows.track.rules[0].outcome", "unknown-outcome"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "co\u00adoperate",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u00a0a\u202fb",
        "ñ é 🧑\u200d💻",
    ],
)
def test_letters_of_any_script_stay(tmp_path: Path, words: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(broken(('en = "Customer', f'en = "{words} Customer')), encoding="utf-8")
    assert words in load(path, NO_CACHE).policy.title.en


def test_a_long_text_may_go_on_over_lines(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    written = 'title = { en = """\\\n  Customer service \\\n  procedures""", es = "x" }'
    text = re.sub(r"(?m)^title = .*$", lambda _: written, BUILT_IN, count=1)
    path.write_text(text, encoding="utf-8")
    assert load(path, NO_CACHE).policy.title.en == "Customer service procedures"


@pytest.mark.parametrize("content", ["", "# nothing\n", "a = 1979-05-27T07:32:00Z\n", "x = true\n"])
def test_a_file_that_is_no_policy_is_told_what_it_lacks(tmp_path: Path, content: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(content, encoding="utf-8")
    found = problems(path)
    assert {problem.code for problem in found} <= {
        "missing-key",
        "number-too-long",
        "unknown-key",
        "wrong-type",
        "unknown-value",
    }
    assert all(problem.where.startswith(f"{path}: ") for problem in found)
    assert "format" in {problem.values["value"] for problem in found}


def broken(*replacements: tuple[str, str]) -> str:
    """The text of the built-in policy with some words changed."""
    text = BUILT_IN
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_several_problems_of_a_file_are_told_at_once_each_with_file_and_path(
    tmp_path: Path,
) -> None:
    path = tmp_path / "policy.toml"
    text = broken(
        ('outcome = "not-shipped-yet"', 'outcome = "not-shipped"'),
        ('when = { stage = "delivered" }', 'when = { stag = "delivered" }'),
        ('time_zone = "Europe/Madrid"', 'time_zone = "Europe/Madird"'),
    )
    path.write_text(text, encoding="utf-8")
    assert {(problem.where, problem.code) for problem in problems(path)} == {
        (f"{path}: flows.track.rules[0].outcome", "unknown-outcome"),
        (f"{path}: flows.track.rules[2].when.stag", "unknown-fact"),
        (f"{path}: time_zone", "unknown-time-zone"),
    }


def test_problems_of_shape_are_told_at_once_each_with_file_and_path(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    text = broken(
        ("lasts = { minutes = 30 }", "lasts = { minutes = [30] }"),
        ("lasts = { hours = 72 }", "lasts = { houres = 72 }"),
        ('kind = "moment"', 'kind = "momnt"'),
    )
    path.write_text(text, encoding="utf-8")
    found = problems(path)
    assert {problem.code for problem in found} <= {
        "missing-key",
        "unknown-key",
        "wrong-type",
        "unknown-value",
    }
    assert {problem.where for problem in found} == {
        f"{path}: windows.marketplace_cancel.lasts.minutes",
        f"{path}: windows.bundle_wait.lasts",
        f"{path}: facts.ordered_at.kind",
    }
