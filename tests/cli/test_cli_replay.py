"""The command ``replay``: receipts from files and folders, decided again."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import msgspec
import pytest
from program_under_test import Call, both_languages, built_in_digest, problem, words
from test_cli_after import BY_DEBIT, CASES, NOW, ORDER_RISK

from ayuda.author.replay.receipts import MOST_BYTES
from ayuda.model import Language
from ayuda.view import formats

LONGER = ("minutes = 30", "minutes = 45")
LATE = (
    "cancel --stage placed --seller marketplace --no-bundle --ordered-at 2026-11-22T10:00"
    f" --now {NOW}"
)


@pytest.fixture
def receipt(ayuda_here: Call, tmp_path: Path) -> Callable[..., Path]:
    """Decide a case and keep its receipt; the receipt's file."""

    def write(call: str = LATE, name: str = "r.json", *more: str) -> Path:
        file = tmp_path / "receipts" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        ayuda_here(*shlex.split(call), "--receipt", str(file), *more)
        assert file.exists()
        return file

    return write


def lines(result: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a call's result
    return [json.loads(line) for line in result.output.splitlines()]


def altered(file: Path, **fields: object) -> Path:
    told = {**json.loads(file.read_bytes()), **fields}
    file.write_text(json.dumps(told), "utf-8")
    return file


# ------------------------------------------------------------------ what becomes of one


@pytest.mark.parametrize("flow", CASES)
def test_a_receipt_of_every_flow_is_the_same_by_its_own_policy(
    ayuda_here: Call, receipt: Callable[..., Path], flow: str
) -> None:
    file = receipt(f"{CASES[flow]} --now {NOW}")
    result = ayuda_here("replay", str(file))
    told = words("en").say(
        "replay.summary", receipts="1", same="1", changed="0", no_baseline="0", unreadable="0"
    )
    assert (result.code, result.output, result.messages) == (0, f"{told}\n", "")


@pytest.mark.parametrize("language", both_languages())
def test_what_changed_is_told_and_by_which_rule(
    ayuda_here: Call,
    receipt: Callable[..., Path],
    policy_copy: Callable[..., Path],
    language: Language,
) -> None:
    file = receipt(LATE, "r.json", "--ref", "T-7")
    result = ayuda_here(
        "replay", str(file), "--policy", str(policy_copy(LONGER)), "--lang", language
    )
    say = words(language).say
    assert result.code == 1
    first, before, today, *_ = result.output.splitlines()
    where = say("replay.with_reference", where=str(file), ref="T-7")
    assert first.startswith(say("replay.changed", where=where, flow=""))
    assert "contact-seller" in before
    assert "marketplace-too-late" in before
    assert "cancel-now" in today
    assert "marketplace-in-time" in today
    assert "10:30" in result.output, "the deadline that it had"
    assert "10:45" in result.output, "and the one that it would have"


def test_as_json_it_is_a_line_for_each_and_one_with_the_counts(
    ayuda_here: Call, receipt: Callable[..., Path], policy_copy: Callable[..., Path]
) -> None:
    changed = receipt(LATE, "a.json")
    receipt(f"{CASES['return']} --now {NOW}", "b.json")
    policy = str(policy_copy(LONGER))
    result = ayuda_here("replay", str(changed.parent), "--policy", policy, "--json")
    *each, summary = lines(result)
    assert [line["status"] for line in each] == ["changed", "same"]
    assert each[0]["changes"] == ["outcome", "rule", "windows"]
    assert each[0]["before"]["rule"] == "marketplace-too-late"
    assert each[0]["today"]["rule"] == "marketplace-in-time"
    assert each[0]["at_hand"], "the built-in policy, which wrote it, is at hand"
    for line in each:
        assert isinstance(msgspec.convert(line, formats.Replayed), formats.Replayed)
    assert isinstance(msgspec.convert(summary, formats.ReplaySummary), formats.ReplaySummary)
    counts = {key: summary[key] for key in ("receipts", "same", "changed", "no_baseline")}
    assert counts == {"receipts": 2, "same": 1, "changed": 1, "no_baseline": 0}
    assert result.code == 1


@pytest.mark.parametrize("language", both_languages())
def test_another_policys_receipt_has_no_baseline(
    ayuda_here: Call, receipt: Callable[..., Path], language: Language
) -> None:
    file = receipt(f"{BY_DEBIT} --iban unknown --policy {shlex.quote(ORDER_RISK)}")
    result = ayuda_here("replay", str(file), "--lang", language)
    assert result.code == 0
    say = words(language).say
    assert result.output.startswith(say("replay.no_baseline", where=str(file), flow=""))
    value = json.loads(file.read_bytes())["policy"]["id"]
    what, _ = problem(language, "replay-other-policy", value=value, policy="amazon-es-2021")
    assert what in result.output
    assert ayuda_here("replay", str(file), "--policy", ORDER_RISK).output.count("SAME: 1.") == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"flow": "gone"},
        {"facts": {"stage": "gone"}},
        {"facts": {"gone": "x"}},
        {"facts": {"stage": "placed"}},
        {"region": "Atlantis"},
    ],
    ids=str,
)
def test_a_case_that_an_older_policy_had_and_this_one_does_not_has_no_baseline(
    ayuda_here: Call, receipt: Callable[..., Path], fields: dict[str, object]
) -> None:
    older = {"policy": {"id": "amazon-es-2021", "sha256": "0" * 64}}
    file = altered(receipt(), **fields, **older)
    [line, summary] = lines(ayuda_here("replay", str(file), "--json"))
    assert (line["status"], line["at_hand"], summary["not_at_hand"]) == ("no-baseline", False, 1)
    assert line["problem"]["what"]


def test_of_a_policy_that_is_not_at_hand_the_receipt_is_taken_at_its_word_and_that_is_told(
    ayuda_here: Call, receipt: Callable[..., Path]
) -> None:
    file = altered(receipt(), policy={"id": "amazon-es-2021", "sha256": "0" * 64})
    result = ayuda_here("replay", str(file))
    assert result.code == 0
    assert result.output.splitlines()[-1] == words("en").say("replay.not_at_hand", number="1")


@pytest.mark.parametrize(
    "fields",
    [
        {"outcome": "cancel-now"},
        {"rule": "marketplace-in-time"},
        {"windows": []},
        {"now": "2026-11-22T10:20:00+01:00"},
        {"zone": "America/New_York"},
        {"policy": {"id": "amazon-es-2020", "sha256": built_in_digest()}},
    ],
    ids=str,
)
def test_a_receipt_that_does_not_come_to_what_it_says_was_altered(
    ayuda_here: Call, receipt: Callable[..., Path], fields: dict[str, object]
) -> None:
    file = altered(receipt(), **fields)
    result = ayuda_here("replay", str(file))
    assert result.code == 1
    assert words("en").say("replay.altered") in result.output
    [line, _] = lines(ayuda_here("replay", str(file), "--json"))
    assert (line["status"], line["altered"]) == ("changed", True)


def test_the_zone_in_which_moments_are_written_is_no_change(
    ayuda_here: Call, receipt: Callable[..., Path]
) -> None:
    file = receipt()
    text = file.read_text("utf-8").replace("T10:30:00+01:00", "T09:30:00+00:00")
    file.write_text(text, "utf-8")
    assert ayuda_here("replay", str(file)).code == 0


def test_what_later_versions_may_add_is_ignored(
    ayuda_here: Call, receipt: Callable[..., Path]
) -> None:
    file = receipt()
    told = json.loads(file.read_bytes())
    windows = [{**window, "later": 1} for window in told["windows"]]
    fields = {"later": {"a": [1]}, "windows": windows, "policy": {**told["policy"], "later": ""}}
    assert ayuda_here("replay", str(altered(file, **fields))).code == 0


# ------------------------------------------------------------------ where they come from


def test_folders_are_read_with_all_below_them_and_lines_one_by_one(
    ayuda_here: Call, receipt: Callable[..., Path]
) -> None:
    first = receipt(LATE, "a.json")
    folder = first.parent
    deeper = folder / "2026" / "11"
    deeper.mkdir(parents=True)
    (deeper / "many.jsonl").write_bytes(first.read_bytes() * 3 + b"\n" + first.read_bytes())
    (deeper / "notes.txt").write_text("none of our business")
    result = ayuda_here("replay", str(folder), "--json")
    *each, summary = lines(result)
    names = [Path(line["where"]).name for line in each]
    assert names == ["a.json", "many.jsonl:1", "many.jsonl:2", "many.jsonl:3", "many.jsonl:5"]
    assert summary["same"] == 5


def test_standard_input_has_json_lines(
    ayuda_here: Call, receipt: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = receipt().read_bytes() * 2
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(content)))
    *each, summary = lines(ayuda_here("replay", "-", "--json"))
    assert [line["where"] for line in each] == ["stdin:1", "stdin:2"]
    assert summary["same"] == 2


@pytest.mark.parametrize("language", both_languages())
def test_replay_needs_receipts(ayuda_here: Call, language: Language) -> None:
    result = ayuda_here("replay", "--lang", language)
    what, hint = problem(language, "replay-needs-receipts")
    assert (result.code, result.messages) == (2, f"replay: {what}\n  {hint}\n")


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_a_byte_order_mark_before_a_receipt_is_read_over(
    ayuda_here: Call, receipt: Callable[..., Path], name: str
) -> None:
    file = receipt(LATE, name)
    marked = b"\xef\xbb\xbf" + file.read_bytes()
    file.write_bytes(marked * (2 if name.endswith("l") else 1))
    assert ayuda_here("replay", str(file)).code == 0


@pytest.mark.parametrize("named", ["empty.jsonl", "-", "/dev/null"])
def test_where_there_is_no_receipt_nothing_is_the_same(
    ayuda_here: Call, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b"\n")))
    (tmp_path / "empty.jsonl").write_bytes(b"\n\n")
    path = str(tmp_path / named) if named.endswith("l") and "/" not in named else named
    result = ayuda_here("replay", path)
    assert result.code == 2
    assert problem("en", "receipts-missing")[0] in result.messages


def test_what_cannot_be_looked_into_is_told(
    ayuda_here: Call, receipt: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = receipt().parent
    (folder / "closed").mkdir()
    (folder / "gone.json").symlink_to("nowhere")
    (folder / "loop.json").symlink_to("loop.json")
    (folder / "above").symlink_to("..")
    look = os.scandir

    def refusing(path: str) -> Iterator[os.DirEntry[str]]:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return look(path)

    monkeypatch.setattr(os, "scandir", refusing)
    *each, summary = lines(result := ayuda_here("replay", str(folder), "--json"))
    assert result.code == 2
    assert (summary["same"], summary["unreadable"]) == (1, 3)
    names = {Path(line["where"]).name for line in each if line["status"] == "unreadable"}
    assert names == {"closed", "gone.json", "loop.json"}


def test_a_name_that_is_no_text_is_told_with_its_bytes(
    ayuda_here: Call, receipt: Callable[..., Path]
) -> None:
    file = receipt()
    odd = os.fsdecode(os.fsencode(file.parent) + b"/\xff.json")
    shutil.copy(file, odd)
    Path(f"{odd}l").write_bytes(b"none\n")
    result = ayuda_here("replay", str(file.parent), "--json")
    *each, summary = lines(result)
    assert (result.code, summary["same"], summary["unreadable"]) == (2, 2, 1)
    assert {Path(line["where"]).name for line in each} == {
        "r.json",
        "\\udcff.json",
        "\\udcff.jsonl:1",
    }


# ------------------------------------------------------------------ hostile ones


def hostile() -> Iterator[tuple[str, bytes]]:
    """Names of files with what is in them, none of them a receipt."""
    good = {
        "format": "ayuda.receipt/1",
        "flow": "cancel",
        "facts": {},
        "now": NOW,
        "outcome": "x",
        "rule": "y",
        "windows": [],
        "policy": {"id": "amazon-es-2021", "sha256": built_in_digest()},
    }
    yield "nothing.json", b""
    yield "half.json", b'{"format":"ayuda.receipt/1"'
    yield "deep.json", b"[" * 100_000
    yield "deep-facts.json", b'{"format":"ayuda.receipt/1","facts":' + b'{"a":' * 50_000
    yield "huge.json", b'{"x":"' + b"x" * MOST_BYTES + b'"}'
    yield "bytes.json", bytes(range(256))
    yield "number.json", b"1e99999999"
    yield "list.json", b"[]"
    yield "other.json", b'{"format":"ayuda.decision/1"}'
    yield "odd.json", b'{"format":{"a":1}}'
    for name, value in {
        "flow": 1,
        "facts": [],
        "now": "yesterday",
        "windows": [{"id": 1}],
        "policy": "x",
        "left_out": {"iban": 3},
    }.items():
        yield f"wrong-{name}.json", json.dumps({**good, name: value}).encode()
    for name, facts in {
        "object": {"stage": {"a": 1}},
        "null": {"stage": None},
        "escape": {"stage": "\x1b]52;c;eA==\x07"},
        "moment": {"ordered_at": "9999-99-99"},
        "long": {"stage": "x" * 10_000},
        "computed": {"sender_is": 1},
    }.items():
        yield f"facts-{name}.json", json.dumps({**good, "facts": facts}).encode()


@pytest.mark.parametrize("language", both_languages())
def test_what_is_no_receipt_is_one_problem_and_the_rest_is_replayed(
    ayuda_here: Call, receipt: Callable[..., Path], language: Language
) -> None:
    file = receipt(LATE, "0-good.json")
    bad = dict(hostile())
    for name, content in bad.items():
        (file.parent / name).write_bytes(content)
    shutil.copy(file, file.parent / "zz-good.json")
    result = ayuda_here("replay", str(file.parent), "--json", "--lang", language)
    *each, summary = lines(result)
    assert result.code == 2
    assert (summary["same"], summary["unreadable"]) == (2, len(bad))
    unreadable = {line["where"]: line for line in each if line["status"] == "unreadable"}
    assert {Path(where).name for where in unreadable} == set(bad)
    assert "Traceback" not in result.messages
    assert "\x1b" not in result.messages + result.output
    for where, line in unreadable.items():
        assert line["problem"]["where"].startswith(where)
        assert line["problem"]["hint"]
        assert result.messages.count(f"{line['problem']['where']}: ") == 1


def test_a_line_that_is_too_long_is_one_problem_and_the_next_is_read(
    ayuda_here: Call, receipt: Callable[..., Path]
) -> None:
    good = receipt().read_bytes()
    many = receipt().with_name("many.jsonl")
    many.write_bytes(b"x" * (3 * MOST_BYTES) + b"\n" + good)
    *each, _ = lines(ayuda_here("replay", str(many), "--json"))
    assert [line["status"] for line in each] == ["unreadable", "same"]


def test_what_is_not_there_is_told_and_the_rest_is_replayed(
    ayuda_here: Call, receipt: Callable[..., Path], tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    result = ayuda_here("replay", str(tmp_path / "none.json"), str(empty), str(receipt()))
    assert result.code == 2
    assert result.messages.count(problem("en", "receipts-missing")[0]) == 2
    assert "SAME: 1." in result.output


def test_text_of_a_receipt_never_acts_on_the_terminal(
    ayuda_here: Call, receipt: Callable[..., Path]
) -> None:
    file = altered(receipt(), outcome="\x1b[31mred", rule="\x1b]0;x\x07", ref="\x1b[2J")
    result = ayuda_here("replay", str(file))
    assert result.code == 1
    assert "\x1b" not in result.output
