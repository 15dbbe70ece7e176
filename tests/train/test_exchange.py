"""Answers as lines: they come back as they were; lines that are none are told by their place."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace
from support.builtin import POLICY
from support.training import an_answer

from ayuda.errors import AyudaError
from ayuda.train.decided import right_of
from ayuda.train.exchange import MOST_PROBLEMS, exported, imported


def test_what_is_exported_comes_back_in_the_order_of_time() -> None:
    answers = [an_answer(number) for number in (3, 1, 2)]
    lines = b"".join(exported(answers))
    assert lines.count(b"\n") == 3
    assert list(imported("x", lines).values()) == sorted(answers, key=lambda one: one.at)
    assert imported("x", b"\xef\xbb\xbf" + lines.replace(b"\n", b"\r\n") + b"\n\n") == imported(
        "x", lines
    )


GOOD = json.loads(b"".join(exported([an_answer(0)])))


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        json.dumps({**GOOD, "card": "cancel"}).encode(),
        json.dumps({**GOOD, "card": "a/b/song"}).encode(),
        json.dumps({**GOOD, "at": "yesterday"}).encode(),
        json.dumps({**GOOD, "at": "2026-11-02T10:00:00"}).encode(),
        json.dumps({**GOOD, "seconds": -1}).encode(),
        json.dumps({**GOOD, "seconds": "8"}).encode(),
        json.dumps({**GOOD, "grade": "fine"}).encode(),
        json.dumps({**GOOD, "format": "ayuda.answer/2"}).encode(),
        json.dumps({**GOOD, "profile": ""}).encode(),
        json.dumps({**GOOD, "profile": " "}).encode(),
        json.dumps({**GOOD, "profile": "x" * 81}).encode(),
        json.dumps({**GOOD, "profile": "\x1b[31ma\nb"}).encode(),
        json.dumps({**GOOD, "at": "0001-01-01T00:00:00+00:00"}).encode(),
        json.dumps({**GOOD, "at": "9999-12-31T23:59:59+00:00"}).encode(),
        json.dumps({**GOOD, "at": "2026-11-02T10:00:00+05:00"}).encode(),
        json.dumps({**GOOD, "now": "9999-12-31T23:59:59-12:00"}).encode(),
        json.dumps({**GOOD, "kind": "mail"}).encode(),
        json.dumps({**GOOD, "flow": "modify"}).encode(),
        json.dumps({**GOOD, "card": "cancel//outcome"}).encode(),
        json.dumps({**GOOD, "item": -1}).encode(),
        json.dumps({key: value for key, value in GOOD.items() if key != "right"}).encode(),
    ],
)
def test_a_line_that_is_no_answer_is_told_by_its_place(line: bytes) -> None:
    lines = b"".join(exported([an_answer(5)]))
    with pytest.raises(AyudaError) as error:
        imported("team.jsonl", lines + line + b"\n" + lines)
    assert [(problem.where, problem.code) for problem in error.value.problems] == [
        ("team.jsonl:2", "training-no-answer")
    ]


def test_one_id_with_two_answers_is_told_and_no_more_than_some_problems_are() -> None:
    two = b"".join(exported([an_answer(1), an_answer(1, given="contact-seller")]))
    with pytest.raises(AyudaError) as error:
        imported("x", two)
    assert error.value.problems[0].code == "training-same-id"
    with pytest.raises(AyudaError) as error:
        imported("x", b"{\n" * 1000)
    assert len(error.value.problems) == MOST_PROBLEMS


def test_an_answer_that_differs_from_one_that_is_known_is_told_by_its_line() -> None:
    known = {answer.id: answer for answer in (an_answer(0), an_answer(1))}
    lines = b"".join(exported([an_answer(0), an_answer(1, given="contact-seller"), an_answer(2)]))
    with pytest.raises(AyudaError) as error:
        imported("team.jsonl", lines, known)
    assert [(problem.where, problem.code) for problem in error.value.problems] == [
        ("team.jsonl:2", "training-same-id")
    ]
    same = b"".join(exported([*known.values(), an_answer(2)]))
    assert list(imported("team.jsonl", same, known).values()) == [*known.values(), an_answer(2)]


def test_a_case_beyond_all_calendars_is_one_that_the_policy_does_not_know() -> None:
    moment = "9999-12-31T23:59:59+00:00"
    facts = {"stage": "placed", "seller": "marketplace", "ordered_at": moment}
    answer = an_answer(0, facts={**facts, "shipped_by": "seller", "bundle": False})
    assert right_of(POLICY, replace(answer, now=moment)) is None
