"""Training led by another program: a card a line, an answer a line, each kept at once."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema_rs
import pytest
from program_under_test import (
    MODULE,
    Call,
    both_languages,
    built_in_digest,
    problem,
    refused_in_words,
    words,
)
from support.whole_policy import whole_text
from test_cli_output import HEAVY, loaded_modules

from ayuda.cli.options import OF_TRAINING
from ayuda.model import Language
from ayuda.view import formats

SCHEMAS = Path(formats.__file__).with_name("schemas")
NOW = ("--now", "2026-11-24T10:00")
VALIDATORS = {
    name: jsonschema_rs.validator_for((SCHEMAS / f"{name}-1.json").read_text("utf-8"))
    for name in ("card", "answer", "error")
}
Document = dict[str, Any]
Answers = Callable[[Document], Mapping[str, object] | str | None]


class Led(NamedTuple):
    """What came of a drill that was led: its documents, its exit code, its messages."""

    documents: list[Document]
    code: int
    messages: str

    def of_format(self, name: str) -> list[Document]:
        return [one for one in self.documents if one["format"] == f"ayuda.{name}/1"]


@pytest.fixture
def lead(environment: dict[str, str], tmp_path: Path) -> Callable[..., Led]:
    """Lead a drill: ``answers`` gives the line for a card; None ends the input."""

    def led(answers: Answers, *arguments: str, env: Mapping[str, str] | None = None) -> Led:
        action = arguments[:1] if arguments and arguments[0] in OF_TRAINING else ()
        rest = arguments[len(action) :]
        process = subprocess.Popen(
            [*MODULE, "train", *action, "--json", *rest],
            env={**environment, "XDG_DATA_HOME": str(tmp_path), **(env or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        documents: list[Document] = []
        for line in process.stdout:
            document = json.loads(line)
            name = document["format"].removeprefix("ayuda.").removesuffix("/1")
            if name in VALIDATORS:
                VALIDATORS[name].validate(document)
            documents.append(document)
            if document["format"] != "ayuda.card/1":
                continue
            reply = answers(document)
            if reply is None:
                process.stdin.close()
                continue
            text = reply if isinstance(reply, str) else json.dumps(reply)
            process.stdin.write(text.encode() + b"\n")
            process.stdin.flush()
        code = process.wait(timeout=60)
        messages = process.stderr.read().decode()
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()
        return Led(documents, code, messages)

    return led


def first(card: Document) -> Document:
    return {"given": card["options"][0]["id"], "sure": "think-so"}


@pytest.mark.parametrize("language", both_languages())
def test_a_drill_is_led_by_lines_and_every_answer_is_graded(
    lead: Callable[..., Led], language: Language
) -> None:
    led = lead(first, "cancel", "--count", "6", "--seed", "4", "--lang", language, *NOW)
    cards, answers = led.of_format("card"), led.of_format("answer")
    assert (led.code, led.messages, len(cards), len(answers)) == (0, "", 6, 6)
    for place, (card, answer) in enumerate(zip(cards, answers, strict=True)):
        assert card["item"] == answer["item"] == place
        assert card["session"] == answer["session"]
        assert card["lang"] == answer["lang"] == language
        assert answer["given"] == card["options"][0]["id"]
        assert answer["options"] == [option["id"] for option in card["options"]]
        assert (answer["grade"] == "right") is (answer["given"] in answer["right"])
        assert answer["feedback"]["is_right"] is (answer["grade"] == "right")
        assert answer["feedback"]["sources"] or answer["feedback"]["reading"]
        assert answer["sure"] == "think-so"
        assert answer["rule"] not in json.dumps(card)
    assert len({answer["id"] for answer in answers}) == 6


def test_the_same_seed_asks_the_same(lead: Callable[..., Led]) -> None:
    def shown(led: Led) -> list[object]:
        return [(card["calls"], card["options"]) for card in led.of_format("card")]

    calls = ("--count", "5", "--seed", "9", *NOW)
    one = lead(first, "modify", *calls, "--profile", "a")
    other = lead(first, "modify", *calls, "--profile", "b")
    assert shown(one) == shown(other)
    assert shown(one) != shown(lead(first, "modify", "--count", "5", "--seed", "8", *NOW))


@pytest.mark.parametrize("kind", ["outcome", "deadline", "next-step", "not-promised", "contrast"])
def test_one_kind_alone_can_be_trained(lead: Callable[..., Led], kind: str) -> None:
    led = lead(first, "--kind", kind, "--count", "4", *NOW)
    assert {card["kind"] for card in led.of_format("card")} == {kind}
    assert len(led.of_format("answer")) == 4


def test_a_moment_answers_a_deadline_to_the_minute_or_to_the_day(lead: Callable[..., Led]) -> None:
    right: list[str] = []

    def answers(card: Document) -> Document:
        return {"given": card["options"][0]["id"]}

    calls = ("--kind", "deadline", "--count", "5", "--seed", "2", *NOW)
    for answer in lead(answers, *calls, "--profile", "a").of_format("answer"):
        right += answer["right"]
    told = iter(right)

    def moments(card: Document) -> Document:
        assert card["takes_moment"] is True
        until = next(told)
        return {"given": until.replace("T00:00:00", "T00:00").replace(":00+", ":30+", 1)}

    graded = lead(moments, *calls, "--profile", "b").of_format("answer")
    assert len(graded) == 5
    assert {answer["grade"] for answer in graded} <= {"right", "wrong"}
    assert "right" in {answer["grade"] for answer in graded}


def test_the_end_of_the_input_ends_a_drill_and_keeps_what_was_answered(
    lead: Callable[..., Led],
) -> None:
    led = lead(lambda card: first(card) if card["item"] < 2 else None, "return", *NOW)
    assert (led.code, led.messages) == (0, "")
    assert len(led.of_format("answer")) == 2


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize(
    "line",
    [
        *("{", "[]", "null", "{}", '{"given": 1}', '{"given": "no-such-outcome"}', "given"),
        *('{"given": "x", "colour": 1}', '{"given": "x", "sure": "very"}', "\x00", '"cancel-now"'),
        '{"given": "cancel-now", "sure": "sure", "cue": "a-cue"}',
    ],
)
def test_a_line_that_is_no_answer_is_refused(
    lead: Callable[..., Led], line: str, language: Language
) -> None:
    calls = ("cancel", "--kind", "outcome", "--seed", "1", "--lang", language, *NOW)
    led = lead(lambda card: line if card["item"] else first(card), *calls)
    assert led.code == 2
    assert [one["format"] for one in led.documents[-1:]] == ["ayuda.error/1"]
    assert led.documents[-1]["problems"][0]["where"].startswith("stdin:2")
    assert len(led.of_format("answer")) == 1
    assert "Traceback" not in led.messages


def test_an_interview_is_led_turn_by_turn(lead: Callable[..., Led]) -> None:
    def answers(card: Document) -> Document:
        asks = [option["id"] for option in card["options"] if option["id"].startswith("ask:")]
        decides = [one["id"] for one in card["options"] if one["id"].startswith("decide:")]
        if card["kind"] == "not-promised":
            return first(card)
        assert card["kind"] == "question"
        assert len(card["calls"]) == len(card["asked"])
        return {"given": asks[0] if len(card["calls"]) < 3 and asks else decides[0]}

    led = lead(answers, "cancel", "--interview", "--count", "3", "--seed", "5", *NOW)
    turns = [one for one in led.of_format("answer") if one["kind"] == "question"]
    assert (led.code, led.messages) == (0, "")
    assert {turn["mode"] for turn in turns} == {"interview"}
    asked = [turn for turn in turns if turn["given"].startswith("ask:")]
    assert asked
    assert all(turn["said"] and "feedback" not in turn for turn in asked)
    assert sum("feedback" in turn for turn in turns) == 3
    assert [one["item"] for one in led.of_format("answer")] == list(
        range(len(led.of_format("answer")))
    )


@pytest.mark.parametrize("language", both_languages())
def test_without_a_terminal_and_without_json_it_says_what_would_be_right(
    ayuda_here: Call, language: Language
) -> None:
    for call in (("train",), ("train", "cancel", "--interview"), ("train", "exam")):
        result = ayuda_here(*call, "--lang", language)
        told = refused_in_words(result, "train")
        assert all(part in told for part in problem(language, "train-needs-terminal"))


WRONG: Sequence[tuple[tuple[str, ...], str]] = (
    (("nothing",), "train"),
    (("cancel", "retrun"), "train"),
    (("--kind", "colour"), "--kind"),
    (("--count", "0"), "--count"),
    (("--count", "-1"), "--count"),
    (("--count", "many"), "--count"),
    (("--count", "1" * 400), "--count"),
    (("--seed", "1.5"), "--seed"),
    (("--seed", "²"), "--seed"),
    (("--fraud-share", "2"), "--fraud-share"),
    (("--fraud-share", "nan"), "--fraud-share"),
    (("--ready-by", "soon"), "--ready-by"),
    (("--ready-by", "2026-02-30"), "--ready-by"),
    (("--ready-by", "2020-01-01"), "--ready-by"),
    (("--profile", ""), "--profile"),
    (("--profile", "a\nb"), "--profile"),
    (("--profile", "x" * 500), "--profile"),
    (("--now", "yesterday"), "--now"),
    (("--region", "XX"), "--region"),
    (("--colour",), "--colour"),
    (("exam", "--items", "0"), "--items"),
    (("exam", "--flow", "nothing"), "--flow"),
    (("exam", "--html", "/no/such/page.html"), "/no/such/page.html"),
    (("exam", "--html", "/"), "/"),
    (("exam", "more"), "more"),
    (("report", "more"), "more"),
    (("reset", "--flow", "nothing"), "--flow"),
    (("--count", "3", "report"), "report"),
    (("import",), "train import"),
    (("import", "/no/such/file"), "/no/such/file"),
)


@pytest.mark.parametrize(
    ("call", "place"),
    WRONG,
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_what_is_wrong_is_refused_by_its_place(
    lead: Callable[..., Led], call: tuple[str, ...], place: str
) -> None:
    led = lead(lambda _: None, *call)
    assert led.code == 2
    assert "Traceback" not in led.messages
    [error] = led.documents
    assert error["format"] == "ayuda.error/1"
    assert [one["where"] for one in error["problems"]] == [place]


def test_a_drill_that_a_program_leads_loads_nothing_of_a_terminal(
    environment: dict[str, str], tmp_path: Path
) -> None:
    own = {**environment, "XDG_DATA_HOME": str(tmp_path)}
    for call in ("train cancel --json", "train --interview --json"):
        loaded = loaded_modules(own, call)
        assert not loaded & {*HEAVY, "jinja2", "scipy", "fsrs", "ayuda.train.mail_cards"}


def test_a_call_of_a_flow_loads_nothing_of_training(environment: dict[str, str]) -> None:
    loaded = loaded_modules(environment, "return --stage placed --json")
    assert not {module for module in loaded if "train" in module or module in {"fsrs", "sqlite3"}}


@pytest.mark.parametrize("language", both_languages())
def test_a_flow_called_like_a_command_of_training_is_trained_behind_two_dashes(
    lead: Callable[..., Led], policy_copy: Callable[..., Path], language: Language
) -> None:
    tables = whole_text().partition("\n[flows.return]")[2]
    tables = f"\n[flows.return]{tables.partition(chr(10) + '[flows.')[0]}"
    policy = policy_copy(append=tables.replace("flows.return", "flows.report"))
    calls = ("--policy", str(policy), "--lang", language, "--count", "1", *NOW)
    led = lead(first, *calls, "--", "report")
    assert {card["flow"] for card in led.of_format("card")} == {"report"}


@pytest.mark.parametrize("language", both_languages())
def test_messages_are_judged_with_the_cue_that_gives_them_away(
    lead: Callable[..., Led], language: Language
) -> None:
    def answers(card: Document) -> Document:
        assert card["calls"] == []
        assert card["message"]
        assert not re.search(r"https?:|\w@\w+\.\w", " ".join(card["message"]))
        return {"given": card["options"][0]["id"], "cue": card["cues"][0]["id"]}

    calls = ("check-email", "--count", "10", "--seed", "2", "--lang", language, *NOW)
    led = lead(answers, *calls)
    records = led.of_format("answer")
    assert (led.code, len(records)) == (0, 10)
    for record in records:
        assert record["kind"] == "mail"
        assert record["right"] == [record["outcome"]]
        assert record["message"]["kind"]
        assert isinstance(record["cue_is_right"], bool)


@pytest.mark.parametrize(("share", "frauds"), [("0", 0), ("0.5", 4), ("1", 8)])
def test_as_many_messages_are_fraudulent_as_is_wanted(
    lead: Callable[..., Led], share: str, frauds: int
) -> None:
    knows = truth(lead, "check-email", "--count", "8", "--seed", "1", "--fraud-share", share, *NOW)
    assert [record["outcome"] for record in knows].count("fraudulent") == frauds


def truth(lead: Callable[..., Led], *calls: str) -> list[Document]:
    """The records of a drill whose answers are all right: found out by asking beforehand."""
    rights: list[str] = []

    def answers(card: Document) -> Mapping[str, object] | None:
        if card["item"] < len(rights):
            return {"given": rights[card["item"]], "sure": "sure"}
        return first(card)

    while True:
        led = lead(answers, *calls, "--profile", f"truth-{len(rights)}")
        records = led.of_format("answer")
        wrong = next((one["item"] for one in records if one["grade"] != "right"), None)
        if wrong is None:
            return records
        rights = [record["right"][0] for record in records[: wrong + 1]]


def test_an_exam_tells_nothing_until_its_end(lead: Callable[..., Led]) -> None:
    led = lead(first, "exam", "--seed", "7", "--flow", "cancel", "--items", "6")
    assert led.code in {0, 1}
    assert [one["format"] for one in led.documents] == ["ayuda.card/1"] * 6 + ["ayuda.exam/1"]
    result = led.documents[-1]
    assert (result["seed"], result["flow"], result["items"]) == (7, "cancel", 6)
    assert result["right"] == sum(card["is_right"] for card in result["cards"])
    assert result["verdict"] in {"passed", "failed", "not-shown"}
    assert (led.code == 0) is (result["verdict"] == "passed")
    assert result["policy"]["sha256"] == built_in_digest()


def test_an_exam_asks_the_same_by_its_seed_and_goes_on_where_it_was_interrupted(
    lead: Callable[..., Led],
) -> None:
    def shown(led: Led) -> list[object]:
        return [(card["calls"], card["message"], card["options"]) for card in led.of_format("card")]

    calls = ("exam", "--seed", "11", "--items", "5")
    whole = lead(first, *calls, "--profile", "a")
    broken = lead(lambda card: first(card) if card["item"] < 2 else None, *calls, "--profile", "b")
    assert broken.code == 1
    assert broken.documents[-1]["format"] == "ayuda.card/1"
    rest = lead(first, *calls, "--profile", "b")
    assert shown(broken)[:2] + shown(rest) == shown(whole)
    assert rest.of_format("exam")[0]["cards"] == whole.of_format("exam")[0]["cards"]
    again = lead(first, *calls, "--profile", "b")
    assert shown(again) == shown(whole)


def test_who_knows_passes_an_exam_and_who_does_not_fails(lead: Callable[..., Led]) -> None:
    rights: dict[int, str] = {}
    calls = ("exam", "--seed", "3", "--flow", "return")
    result: Document = {}

    def answers(card: Document) -> Document:
        return {"given": rights.get(card["item"], card["options"][0]["id"])}

    for attempt in range(40):
        led = lead(answers, *calls, "--profile", f"p{attempt}")
        [result] = led.of_format("exam")
        rights.update({place: card["right"][0] for place, card in enumerate(result["cards"])})
        if result["verdict"] == "passed":
            assert led.code == 0
            break
        assert led.code == 1
    assert result["verdict"] == "passed"


def test_answers_are_exported_taken_over_once_and_forgotten(
    lead: Callable[..., Led], ayuda_here: Call, tmp_path: Path
) -> None:
    lead(first, "return", "--count", "3", "--profile", "ana", *NOW)
    lead(first, "cancel", "--count", "2", "--profile", "ben", *NOW)
    here, there = ({"XDG_DATA_HOME": str(tmp_path / name)} for name in (".", "other"))
    file = tmp_path / "answers.jsonl"
    assert ayuda_here("train", "export", str(file), env=here).code == 0
    lines = [json.loads(line) for line in file.read_bytes().splitlines()]
    assert len(lines) == 5
    for line in lines:
        VALIDATORS["answer"].validate(line)
    counts = [
        ayuda_here("train", "import", str(file), "--json", env=there).document for _ in range(2)
    ]
    assert [(one["new"], one["known"]) for one in counts] == [(5, 0), (0, 5)]
    own = ayuda_here("train", "export", "--profile", "ana", env=there).out.splitlines()
    assert len(own) == 3
    refused = ayuda_here("train", "reset", "--profile", "ana", env=there)
    assert refused.code == 2
    assert "--yes" in refused.messages
    gone = ayuda_here(
        *("train", "reset", "--profile", "ana", "--flow", "return", "--yes", "--json"), env=there
    )
    assert gone.document["answers"] == 3
    assert len(ayuda_here("train", "export", env=there).out.splitlines()) == 2


@pytest.mark.parametrize("language", both_languages())
def test_a_report_tells_of_one_or_of_all_in_words_json_and_a_page(
    lead: Callable[..., Led], ayuda_here: Call, tmp_path: Path, language: Language
) -> None:
    here = {"XDG_DATA_HOME": str(tmp_path)}
    none = ayuda_here("train", "report", "--lang", language, env=here)
    assert words(language).say("practice.none") in none.output
    for profile in ("ana", "ben"):
        lead(first, "return", "--count", "4", "--profile", profile, *NOW)
    own = ayuda_here("train", "report", "--profile", "ana", "--json", env=here).document
    team = ayuda_here("train", "report", "--team", "--json", env=here).document
    assert (own["profiles"], own["answers"]["total"]) == (["ana"], 4)
    stop = lead(
        lambda card: None if card["asked"][1:] else {"given": card["options"][0]["id"]},
        *("return", "--interview", "--profile", "ana", *NOW),
    )
    assert len(stop.of_format("answer")) == 1
    then = ayuda_here("train", "report", "--profile", "ana", "--json", env=here).document
    assert (then["cards"], then["new"]) == (own["cards"], own["new"] - 1)
    assert (team["profiles"], team["answers"]["total"]) == (["ana", "ben"], 8)
    page = tmp_path / "report.html"
    told = ayuda_here(
        *("train", "report", "--team", "--html", str(page), "--lang", language), env=here
    )
    assert told.code == 0
    assert f'<html lang="{language}"' in page.read_text("utf-8")


def test_a_change_of_the_policy_takes_back_the_cards_whose_answer_it_changed(
    lead: Callable[..., Led],
    ayuda_here: Call,
    tmp_path: Path,
    policy_copy: Callable[..., Path],
) -> None:
    here = {"XDG_DATA_HOME": str(tmp_path)}
    records = truth(lead, "cancel", "--kind", "deadline", "--count", "4", "--seed", "1", *NOW)
    profile = records[0]["profile"]

    def new(*more: str) -> int:
        report = ayuda_here("train", "report", "--profile", profile, "--json", *more, env=here)
        return int(report.document["new"])

    worded = policy_copy(("E-mail about the cancellation", "Mail on the cancellation"))
    assert new("--policy", str(worded)) == new()
    waits = '[windows.cancellation_reply]\nname = { en = "E-mail about the cancellation", es = "Correo sobre la cancelación" }\nfrom = "now"\nlasts = { hours = 1 }'  # noqa: E501 - as the file has it
    changed = policy_copy((waits, waits.replace("hours = 1", "hours = 2")))
    taken_back = {record["card"] for record in records if record["deadline"]}
    assert new() < new("--policy", str(changed)) <= new() + len(taken_back)


def test_an_interruption_ends_a_drill_that_a_program_leads_with_130(
    environment: dict[str, str], tmp_path: Path
) -> None:
    process = subprocess.Popen(
        [*MODULE, "train", "cancel", "--json"],
        env={**environment, "XDG_DATA_HOME": str(tmp_path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    card = json.loads(process.stdout.readline())
    assert process.stdin is not None
    process.stdin.write(json.dumps(first(card)).encode() + b"\n")
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["grade"]
    process.send_signal(signal.SIGINT)
    _, messages = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in messages


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (", ordered_at = { minutes = 31 }", "", "scenario-undecided"),
        ('seller = "marketplace"', 'seller = "amazon", shipped_by = "seller"', "contradiction"),
    ],
)
def test_a_call_of_the_policy_that_is_not_decided_is_refused_by_its_place(
    lead: Callable[..., Led], tmp_path: Path, before: str, after: str, code: str
) -> None:
    source = whole_text()
    begin = source.index("[[flows.cancel.scenarios]]")
    assert before in source[begin:]
    own = tmp_path / "own.toml"
    own.write_text(source[:begin] + source[begin:].replace(before, after, 1), "utf-8")
    for call in ([], ["--interview"], ["exam"], ["report"]):
        led = lead(lambda _: None, *call, "--policy", str(own))
        assert led.code == 2, led
        [error] = led.documents
        [problem] = error["problems"]
        assert problem["where"] == f"{own}: flows.cancel.scenarios[0]"
        assert ("ordered_at" in problem["hint"]) is (code == "scenario-undecided")
