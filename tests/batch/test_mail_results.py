"""Each message comes to what a call for it alone comes to, and each line can be read again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import support.mail.kinds  # noqa: F401  (registers the kinds)
from support.builtin import POLICY, POLICY_FILE
from support.mail.builder import corpus

from ayuda.batch.messages.finding.references import Reference
from ayuda.batch.messages.judging.batches import BatchJudge, BatchWork
from ayuda.batch.messages.judging.lines import LineFormat, MailLines
from ayuda.batch.messages.judging.results import MAIL_COLUMNS, MailDecider, MailJob, MailResult
from ayuda.cache import Cache
from ayuda.cli.main import main
from ayuda.errors import AyudaError
from ayuda.mail.judge import MessageChecks
from ayuda.model import Language
from ayuda.texts import load_texts

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
JOB = MailJob(POLICY_FILE.path, POLICY_FILE.sha256, "check-email", NOW, None, "en")
BUILT = list(corpus(2))


def decider(job: MailJob = JOB, language: Language = "en") -> MailDecider:
    return MailDecider(job, POLICY, load_texts(language, Cache()))


def single(path: Path, capsys: pytest.CaptureFixture[str], *options: str) -> Mapping[str, Any]:
    """The document of a call for one message."""
    now = ("--now", "2026-11-24T10:00:00+01:00")
    main(["check-email", str(path), "--json", "--lang", "en", *now, *options])
    document: Mapping[str, Any] = json.loads(capsys.readouterr().out)
    return document


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AYUDA_POLICY", "AYUDA_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_a_message_comes_to_what_a_call_for_it_comes_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for built in BUILT:
        path = tmp_path / "one.eml"
        path.write_bytes(built.raw)
        servers = [word for server in built.trusted for word in ("--trusted-server", server)]
        document = single(path, capsys, *servers)
        job = msgspec.structs.replace(JOB, trusted_servers=tuple(built.trusted))
        result = decider(job).decide(built.raw, "one.eml")
        line = json.loads(MailLines(job, "jsonl").line(result))
        for key in ("outcome", "rule", "findings"):
            assert line[key] == document[key], built.kind
        assert line["claim"] == document["facts"]["claims_amazon"]
        assert line["problem"] is None
        assert result.outcome == built.verdict


def test_what_one_message_came_to_is_not_remembered_for_another() -> None:
    shared = decider()
    for built in BUILT:
        if not built.trusted:
            assert shared.decide(built.raw, "x") == decider().decide(built.raw, "x")


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_no_message_is_told_in_the_language_of_the_job(language: Language) -> None:
    job = msgspec.structs.replace(JOB, language=language)
    result = decider(job, language).decide(b"hello\nworld\n", "x.eml")
    texts = load_texts(language, Cache())
    said = [texts.say(f"problems.mail-not-a-message.{part}") for part in ("what", "hint")]
    assert result == MailResult("x.eml", problem=" ".join(said))


def test_a_mistake_of_the_check_is_a_line_with_its_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(MessageChecks, "evidence", fail)
    result = decider().decide(b"From: a@example.org\n\n", "x.eml")
    assert result.outcome is None
    assert "ZeroDivisionError" in str(result.problem)


def test_the_policy_must_be_the_one_that_the_job_is_for() -> None:
    other = msgspec.structs.replace(JOB, policy_sha256="0" * 64)
    with pytest.raises(AyudaError) as refused:
        BatchJudge(BatchWork(other, None))
    assert refused.value.problems[0].code == "batch-policy-differs"


def test_a_policy_without_mail_is_refused() -> None:
    with pytest.raises(AyudaError) as refused:
        MailDecider(JOB, msgspec.structs.replace(POLICY, mail=None), load_texts("en", Cache()))
    assert refused.value.problems[0].code == "no-mail"


def test_a_job_and_references_go_through_a_pipe() -> None:
    work = BatchWork(JOB, "csv", ("genuine",), "/cache")
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(work), type=BatchWork) == work
    reference = Reference("x:5", b"/a/\xff", 5, 10)
    coded = msgspec.msgpack.encode(reference)
    assert msgspec.msgpack.decode(coded, type=Reference) == reference


HOSTILE = (
    b"From: =?utf-8?Q?=1B[2J=E2=80=AE=00Amazon=0D=0A=22=3D1+1?= <x@evil.example>\n"
    b"Subject: x\n\n<a\x00>hola\n"
)


def test_lines_of_json_have_every_character_and_none_acts_on_a_terminal() -> None:
    result = decider().decide(HOSTILE, "a\x1b\nb.eml")
    line = MailLines(JOB, "jsonl").line(result)
    assert line.decode().removesuffix("\n").isprintable()
    document = json.loads(line)
    assert tuple(document) == MAIL_COLUMNS
    assert document["message"] == "a\x1b\nb.eml"
    assert document["sender"] == result.sender
    assert "\x1b" in document["sender"]


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_a_table_has_one_line_for_each_message_whatever_it_holds(
    form: LineFormat, delimiter: str
) -> None:
    lines = MailLines(JOB, form)
    written = lines.header() + lines.line(decider().decide(HOSTILE, 'a\x1b\t\nb,".eml'))
    assert written.count(b"\n") == 2
    header, row = csv.reader(io.StringIO(written.decode()), delimiter=delimiter)
    assert tuple(header) == MAIL_COLUMNS
    cells = dict(zip(header, row, strict=True))
    assert cells["message"] == 'a\\x1b\\t\\nb,".eml'
    assert "\\x1b[2J\\u202e\\x00Amazon" in cells["sender"]
    assert cells["claim"] == "yes"
    assert "!sender-elsewhere" in cells["findings"].split()
    assert all(cell.isprintable() for cell in row)


def test_columns_are_those_that_are_asked_for_in_their_order() -> None:
    job = msgspec.structs.replace(JOB, columns=("outcome", "message"))
    result = MailResult("x", "genuine")
    assert MailLines(job, "csv").header() == b"outcome,message\n"
    assert MailLines(job, "csv").line(result) == b"genuine,x\n"
    assert MailLines(job, "jsonl").line(result) == b'{"outcome":"genuine","message":"x"}\n'


@pytest.mark.parametrize("safe", [False, True])
def test_no_cell_is_run_as_a_formula_where_that_is_wanted(safe: bool) -> None:
    job = msgspec.structs.replace(JOB, columns=("sender",), spreadsheet_safe=safe)
    written = MailLines(job, "csv").line(MailResult("x", sender="=cmd|' /C calc'!A0"))
    assert written.startswith(b"'=") is safe


def test_a_batch_counts_every_message_and_writes_those_that_are_wanted() -> None:
    found = [Reference(str(place), content=built.raw) for place, built in enumerate(BUILT)]
    found += [Reference("none", b"/nothing/there"), Reference("text", content=b"hello")]
    judged = BatchJudge(BatchWork(JOB, "jsonl", ("fraudulent", "faulty"))).judge(found)
    assert judged.messages == len(found) == sum(judged.kinds.values())
    assert judged.kinds["faulty"] == 2
    assert judged.written == judged.lines.count(b"\n") == judged.kinds["fraudulent"] + 2
    assert [row.source for row in judged.first] == ["none", "text"]
    assert judged.size == sum(len(one.content or b"") for one in found)


def test_a_line_that_cannot_be_written_is_told_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MessageChecks, "evidence", _evidence_of_halves)
    judged = BatchJudge(BatchWork(JOB, "jsonl")).judge([Reference("x", content=b"From: a\n\n")])
    assert (judged.messages, judged.kinds, judged.written) == (1, {"faulty": 1}, 1)
    assert "UnicodeEncodeError" in json.loads(judged.lines)["problem"]


def _evidence_of_halves(*_: object, **__: object) -> object:
    from ayuda.mail.evidence import Evidence

    facts = {"claims_amazon": False, "sender_is": "elsewhere", "links_lead": "nowhere"}
    return Evidence(facts, headers=(("From", "\ud800"),))
