"""The command ``batch`` as a script sees it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from program_under_test import (
    MODULE,
    NOW,
    Call,
    Result,
    both_languages,
    built_in,
    built_in_digest,
    problem,
    refused,
    refused_in_words,
    words,
)

from ayuda.batch.rows.job import stated_facts
from ayuda.model import Language

ROWS = "id,stage,seller\n1,placed,amazon\n2,shipped,\n3,bogus,amazon\n4,placed,amazon\n"
CLEAN = "id,stage,seller\n1,placed,amazon\n"
AS_OF = ("--now", NOW)


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """A file with decided, undecided and faulty rows."""
    path = tmp_path / "rows.csv"
    path.write_text(ROWS)
    return path


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    path = tmp_path / "clean.csv"
    path.write_text(CLEAN)
    return path


def cells(result: Result) -> list[list[str]]:
    return list(csv.reader(io.StringIO(result.output)))


def with_input(environment: dict[str, str], content: bytes, *arguments: str) -> Result:
    done = subprocess.run(
        [*MODULE, "batch", *arguments],
        env=environment,
        input=content,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


# ------------------------------------------------------------------ codes and streams


def test_all_decided_is_0_and_else_1(ayuda_here: Call, rows: Path, clean: Path) -> None:
    assert ayuda_here("batch", "return", str(clean), *AS_OF).code == 0
    assert ayuda_here("batch", "return", str(rows), *AS_OF).code == 1


def test_standard_output_holds_the_rows_alone(ayuda: Call, rows: Path) -> None:
    result = ayuda("batch", "return", str(rows), *AS_OF)
    header, *body = cells(result)
    assert header[:5] == ["id", "stage", "seller", "outcome", "rule"]
    assert [row[:4] for row in body] == [
        ["1", "placed", "amazon", "cancel-instead"],
        ["2", "shipped", "", ""],
        ["3", "bogus", "amazon", ""],
        ["4", "placed", "amazon", "cancel-instead"],
    ]
    assert [row[-2] for row in body] == ["", "seller shipped_by", "", ""]
    assert body[2][-1].startswith("stage: “bogus” is not one of its values.")


def test_the_summary_goes_to_standard_error(ayuda: Call, rows: Path) -> None:
    lines = ayuda("batch", "return", str(rows), *AS_OF).messages.splitlines()
    assert lines[0] == "4 rows"
    assert lines[1] == f"  cancel-instead  2  {'#' * 30}"
    assert lines[2:4] == [f"  {w}{' ' * (16 - len(w))}1  {'#' * 15}" for w in UNDONE]
    assert lines[4] == words("en").say("batch.first_faulty")
    assert lines[5].startswith(f"  {rows}:4: stage: “bogus”")
    assert len(lines) == 6


UNDONE = ("undecided", "faulty")


def test_undecided_rows_are_told_where_none_is_faulty(ayuda_here: Call, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("stage,seller\nplaced,\nshipped,\n")
    result = ayuda_here("batch", "return", str(path), *AS_OF)
    assert result.messages.splitlines()[-2:] == [
        words("en").say("batch.first_undecided"),
        f"  {path}:3: needs seller, shipped_by",
    ]


def test_an_output_is_named_and_standard_output_stays_empty(
    ayuda_here: Call, rows: Path, tmp_path: Path
) -> None:
    target = tmp_path / "out.jsonl"
    result = ayuda_here("batch", "return", str(rows), "-o", str(target), *AS_OF)
    assert (result.code, result.out) == (1, b"")
    assert result.messages.splitlines()[-1] == f"Written: {target}"
    found = [json.loads(line) for line in target.read_text().splitlines()]
    assert [row["id"] for row in found] == ["1", "2", "3", "4"]


def test_options_may_stand_before_and_after(ayuda_here: Call, clean: Path) -> None:
    ways = [
        ("--lang", "es", "batch", "return", str(clean), *AS_OF, "--columns", "rule"),
        ("batch", "--columns=rule", *AS_OF, "return", "--lang", "es", str(clean)),
        ("batch", *AS_OF, "--columns", "rule", "--lang=es", "--", "return", str(clean)),
    ]
    assert len({ayuda_here(*way).out for way in ways}) == 1
    assert {ayuda_here(*way).code for way in ways} == {0}


# ------------------------------------------------------------------ standard input


@pytest.mark.parametrize(
    ("content", "out"),
    [
        (b"stage\nplaced\n", b"stage,rule\nplaced,not-sent-yet\n"),
        (b"stage;x\r\nplaced;1\r\n", b"stage;x;rule\nplaced;1;not-sent-yet\n"),
        (b'{"stage": "placed"}\n', b'{"stage": "placed","rule":"not-sent-yet"}\n'),
    ],
)
def test_a_dash_reads_standard_input_whatever_its_format(
    content: bytes, out: bytes, environment: dict[str, str]
) -> None:
    result = with_input(environment, content, "return", "-", "--columns", "rule", *AS_OF)
    assert (result.code, result.out) == (0, out)


def test_standard_input_has_a_name_in_messages(environment: dict[str, str]) -> None:
    ragged = with_input(environment, b"stage,x\nplaced\n", "return", "-")
    assert ragged.code == 2
    assert ragged.messages.startswith("stdin:2: ")
    faulty = with_input(environment, b"stage,x\nbogus,1\n", "return", "-", *AS_OF)
    assert "  stdin:2: stage: " in faulty.messages
    empty = with_input(environment, b"", "return", "-")
    assert empty.code == 2
    assert empty.messages.startswith("stdin: ")


def test_rows_of_check_email_are_told_from_a_message(environment: dict[str, str]) -> None:
    content = b"id,sender\n1,no-reply@amazon.es\n2,a@amazon-es.example\n"
    result = with_input(environment, content, "check-email", "-", "--columns", "outcome", *AS_OF)
    assert result.code == 0, result
    assert [row[2] for row in cells(result)[1:]] == ["cannot-tell", "fraudulent"]


# ------------------------------------------------------------------ JSON


def test_the_summary_is_a_document_where_json_is_wanted(ayuda_here: Call, rows: Path) -> None:
    plain = ayuda_here("batch", "return", str(rows), *AS_OF)
    result = ayuda_here("batch", "return", str(rows), *AS_OF, "--json")
    assert result.out == plain.out
    document = json.loads(result.err)
    [first] = document.pop("first")
    assert document == {
        "format": "ayuda.summary/1",
        "flow": "return",
        "rows": 4,
        "outcomes": {"cancel-instead": 2},
        "undecided": 1,
        "faulty": 1,
        "ignored": 0,
        "taken": {},
        "output": None,
        "policy": {"id": built_in().id, "sha256": built_in_digest()},
        "lang": "en",
    }
    assert (first["where"], first["line"], first["needs"]) == (str(rows), 4, [])
    assert first["problem"].startswith("stage: ")


def test_the_counts_alone_go_to_standard_output(ayuda_here: Call, rows: Path) -> None:
    result = ayuda_here("batch", "return", str(rows), *AS_OF, "--summary")
    assert (result.code, result.err) == (1, b"")
    assert result.output.startswith("4 rows\n")
    document = ayuda_here("batch", "return", str(rows), *AS_OF, "--summary", "--json").document
    assert (document["rows"], document["undecided"], document["faulty"]) == (4, 1, 1)


def test_the_counts_and_an_output_go_together(ayuda_here: Call, rows: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    call = ("batch", "return", str(rows), "-o", str(target), "--summary", "--json", *AS_OF)
    assert ayuda_here(*call).document["output"] == str(target)
    assert len(target.read_text().splitlines()) == 5


REFUSALS: dict[str, tuple[tuple[str, ...], str]] = {
    "an unknown flow": (("retrn", "{rows}"), "batch"),
    "no input": (("return",), "batch"),
    "no flow": ((), "batch"),
    "an unknown format": (("return", "{rows}", "--format", "jsn"), "--format"),
    "an output of no format": (("return", "{rows}", "-o", "out.xlsx"), "out.xlsx"),
    "an unknown outcome": (("return", "{rows}", "--only", "cancel-insted"), "--only"),
    "an unknown column": (("return", "{rows}", "--columns", "outcom"), "--columns"),
    "no column": (("return", "{rows}", "--columns", " , "), "--columns"),
    "an unknown fact": (("return", "{rows}", "--map", "id=stag"), "--map"),
    "a pair of one": (("return", "{rows}", "--map", "stage"), "--map"),
    "a pair without a column": (("return", "{rows}", "--map", "=stage"), "--map"),
    "a value of no cell": (("return", "{rows}", "--value", "stage=placed"), "--value"),
    "an unknown value": (("return", "{rows}", "--value", "stage:x=plced"), "--value"),
    "an unknown region": (("return", "{rows}", "--region", "XX"), "--region"),
    "no moment": (("return", "{rows}", "--now", "soon"), "--now"),
    "a file that is not there": (("return", "no.csv"), "no.csv"),
    "a pattern of nothing": (("return", "no*.csv"), "no*.csv"),
    "an option for messages": (("return", "{rows}", "--dns"), "--dns"),
    "resuming nothing": (("return", "{rows}", "--resume"), "--resume"),
    "an unknown option": (("return", "{rows}", "--colums", "rule"), "--colums"),
    "an option of a flow": (("return", "{rows}", "--stage", "placed"), "--stage"),
    "an option without its value": (("return", "{rows}", "--map"), "--map"),
    "a moment said twice": (
        ("return", "{rows}", "--now", NOW, "--now", "2026-11-24T10:00"),
        "--now",
    ),
}


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_wrong_call_is_refused_and_says_what_would_be_right(
    kind: str, ayuda_here: Call, rows: Path
) -> None:
    call, where = REFUSALS[kind]
    arguments = [argument.format(rows=rows) for argument in call]
    refused(ayuda_here("batch", *arguments, "--json"), where)
    refused_in_words(ayuda_here("batch", *arguments), where)


@pytest.mark.parametrize(
    ("call", "nearest"),
    [
        (("retrn", "{rows}"), "return"),
        (("return", "{rows}", "--only", "cancel-insted"), "cancel-instead"),
        (("return", "{rows}", "--columns", "outcom"), "outcome"),
        (("return", "{rows}", "--format", "jsonn"), "jsonl"),
        (("return", "{rows}", "--map", "id=shiped_by"), "shipped_by"),
        (("return", "{rows}", "--colums", "rule"), "--columns"),
    ],
)
def test_the_nearest_one_is_offered(
    call: tuple[str, ...], nearest: str, ayuda_here: Call, rows: Path
) -> None:
    result = ayuda_here("batch", *(argument.format(rows=rows) for argument in call), "--json")
    [found] = result.document["problems"]
    assert f"Did you mean {nearest}?" in found["hint"]


def test_several_wrong_options_are_told_at_once(ayuda_here: Call, rows: Path) -> None:
    call = ("--map", "x", "--value", "y", "--only", "z", "--columns", "w")
    result = ayuda_here("batch", "return", str(rows), *call, "--json")
    refused(result, "--map", "--value", "--columns", "--only")


def test_a_mistyped_batch_is_found(ayuda_here: Call) -> None:
    [found] = ayuda_here("bach", "return", "--json").document["problems"]
    assert "Did you mean batch?" in found["hint"]


# ------------------------------------------------------------------ languages


def test_everything_is_said_in_spanish(ayuda_here: Call, rows: Path) -> None:
    result = ayuda_here("batch", "return", str(rows), *AS_OF, "--lang", "es")
    spanish = words("es")
    assert result.messages.startswith("4\u00a0filas\n")
    assert spanish.say("batch.undecided") in result.messages
    what, hint = problem(
        "es", "unknown-value", value="bogus", allowed="placed, preparing, shipped, delivered"
    )
    assert cells(result)[3][-1] == f"stage: {what} {hint}"
    missing = ayuda_here("batch", "return", "no.csv", "--lang", "es")
    what, hint = problem("es", "batch-no-input")
    assert missing.messages == f"no.csv: {what}\n  {hint}\n"


@pytest.mark.parametrize("language", both_languages())
def test_numbers_are_written_as_the_language_does(
    language: Language, ayuda_here: Call, tmp_path: Path
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("stage\n" + "placed\n" * 12_345)
    result = ayuda_here("batch", "return", str(path), *AS_OF, "--summary", "--lang", language)
    mark = {"en": ",", "es": "."}[language]
    assert f"  12{mark}345  #" in result.output


@pytest.mark.parametrize("language", both_languages())
def test_the_help_page_tells_all_options_and_columns(language: Language, ayuda_here: Call) -> None:
    result = ayuda_here("batch", "--help", "--lang", language, env={"COLUMNS": "100"})
    assert (result.code, result.err) == (0, b"")
    page = " ".join(result.output.split())
    options = ("--output", "--format", "--map", "--value", "--columns", "--only", "--summary")
    more = ("--spreadsheet-safe", "--resume", "--cluster", "--now", "--region", "--policy")
    for option in (*options, *more):
        assert option in page
    for flow in built_in().flows:
        facts = ", ".join(stated_facts(built_in(), flow))
        assert words(language).say("help.batch_facts", flow=flow, facts=facts) in page
    assert "{" not in page
    assert max(map(len, result.output.splitlines())) <= 100


@pytest.mark.parametrize("language", both_languages())
def test_the_programs_own_page_names_the_command(language: Language, ayuda_here: Call) -> None:
    page = ayuda_here("--help", "--lang", language).output
    assert words(language).say("help.batch") in page


# ------------------------------------------------------------------ regions and policies


def test_a_region_has_its_own_holidays(ayuda_here: Call, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("reason,contacted_at\nafter-order,2026-09-10T10:00\n")
    call = ("batch", "contact-seller", str(path), "--columns", "windows")
    now = ("--now", "2026-09-10T12:00")
    spain = ayuda_here(*call, *now)
    catalan = ayuda_here(*call, *now, "--region", "CT")
    single = ayuda_here(
        *("contact-seller", "--reason", "after-order", "--contacted-at", "2026-09-10T10:00"),
        *(*now, "--region", "CT", "--json"),
    ).document
    assert cells(spain)[1][2] != cells(catalan)[1][2] == single["windows"][0]["until"]


def test_a_flow_of_another_policy_is_decided_too(
    ayuda_here: Call, policy_copy: Callable[..., Path], rows: Path
) -> None:
    content = policy_copy().read_text()
    begin = content.index("[flows.return]")
    after = content.find("\n[flows.", begin + 1)
    while content.startswith("\n[flows.return", after):
        after = content.find("\n[flows.", after + 1)
    tables = content[begin:] if after < 0 else content[begin:after]
    copy = policy_copy(append="\n" + tables.replace("flows.return", "flows.send-back"))
    call = ("--policy", str(copy), *AS_OF)
    built = ayuda_here("batch", "return", str(rows), *AS_OF)
    assert ayuda_here("batch", "send-back", str(rows), *call).out == built.out
    assert ayuda_here("batch", "send-back", str(rows), *AS_OF).code == 2
    env = {"AYUDA_POLICY": str(copy)}
    assert ayuda_here("batch", "send-back", str(rows), *AS_OF, env=env).out == built.out


def test_a_flow_called_batch_is_refused(
    ayuda_here: Call, policy_copy: Callable[..., Path], rows: Path
) -> None:
    copy = policy_copy(
        append=(
            '\n[flows.batch]\ntitle = { en = "x", es = "x" }\nabout = { en = "x", es = "x" }\n'
            'facts = ["stage"]\n[[flows.batch.rules]]\nid = "always"\noutcome = "cancel-now"\n'
            'cites = ["S25"]\n'
        )
    )
    result = ayuda_here("batch", "return", str(rows), "--policy", str(copy), "--json")
    assert result.code == 2
    what, _ = problem("en", "reserved-id", value="batch")
    assert what in [found["what"] for found in result.document["problems"]]


# ------------------------------------------------------------------ colours and hostile text


@pytest.mark.parametrize("env", [{"FORCE_COLOR": "1"}, {"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colours_touch_neither_rows_nor_summary(
    env: dict[str, str], ayuda_here: Call, rows: Path
) -> None:
    plain = ayuda_here("batch", "return", str(rows), *AS_OF)
    assert ayuda_here("batch", "return", str(rows), *AS_OF, env=env) == plain
    assert b"\x1b" not in plain.out + plain.err


HOSTILE = "\x1b[31mred\x07\x9b2J\u202eevil\r"


def test_control_characters_of_cells_never_reach_the_terminal(
    ayuda_here: Call, tmp_path: Path
) -> None:
    path = tmp_path / "rows.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["stage", HOSTILE], [HOSTILE, "x"]])
    result = ayuda_here("batch", "return", str(path), "-o", str(tmp_path / "out.csv"), *AS_OF)
    assert result.code == 1
    assert not [c for c in result.messages if not c.isprintable() and c != "\n"]
    assert "\\x1b[31mred" in result.messages
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        [_, row] = csv.reader(file)
    assert row[0] == HOSTILE
    assert row[-1].isprintable()


@pytest.mark.parametrize(
    "content",
    [
        f"id,{HOSTILE}\n1,2\n",
        f'id,stage\n1,"{HOSTILE}",3\n',
        f'{{"stage": 1}}\n{HOSTILE}\n',
        f'id,stage\n1,"{HOSTILE}"x\n',
    ],
)
def test_control_characters_of_a_file_do_not_come_with_its_problems(
    content: str, ayuda_here: Call, tmp_path: Path
) -> None:
    path = tmp_path / ("rows.jsonl" if content.startswith("{") else "rows.csv")
    path.write_bytes(content.encode())
    result = ayuda_here("batch", "return", str(path), "--json")
    assert result.code == 2
    assert not [c for c in result.messages if not c.isprintable() and c != "\n"]
    assert result.document["format"] == "ayuda.error/1"


def test_a_name_with_control_characters_is_made_visible(ayuda_here: Call, tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m\n.csv"
    path.write_text("stage\nbogus\n")
    target = tmp_path / "b\x1b[31m\n.csv"
    result = ayuda_here("batch", "return", str(path), "-o", str(target), *AS_OF)
    assert (result.code, target.exists()) == (1, True)
    assert "\x1b" not in result.messages
    assert "a\\x1b[31m\\n.csv:2: " in result.messages


# ------------------------------------------------------------------ what is loaded


def loaded(environment: dict[str, str], *arguments: str) -> set[str]:
    script = (
        "import sys; from ayuda.cli.main import main;"
        f" main({list(arguments)!r});"
        " sys.stderr.write('\\nLOADED ' + ' '.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    return set(done.stderr.decode().rpartition("LOADED ")[2].split())


def test_a_single_case_loads_nothing_of_a_batch(environment: dict[str, str]) -> None:
    case = ("cancel", "--stage", "placed", "--seller", "amazon", "--no-bundle", "--json", *AS_OF)
    found = loaded(environment, *case)
    heavy = {"duckdb", "numpy", "distributed", "dask", "fsspec", "rich"}
    assert not heavy & found
    rooms = ("ayuda.batch", "ayuda.cli.batch")
    assert not {name for name in found if name.startswith(rooms)}


def test_a_few_rows_load_neither_a_cluster_nor_what_draws(
    environment: dict[str, str], clean: Path
) -> None:
    found = loaded(environment, "batch", "return", str(clean), *AS_OF)
    assert not {"numpy", "distributed", "dask", "fsspec", "rich", "holidays"} & found


def test_the_same_call_gives_the_same_bytes(ayuda_here: Call, rows: Path) -> None:
    def call(*more: str) -> Result:
        return ayuda_here("batch", "return", str(rows), *AS_OF, *more)

    assert call() == call()
    assert call("--json") == call("--json")
