"""The command ``train exam``: nothing is told of an answer until its end."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ayuda.cli.session import Session as Call
from ayuda.cli.session import write_bytes
from ayuda.cli.train.options import (
    OUTSIDE,
    flows_of,
    nothing_drawn,
    number_of,
    refuse_without_person,
    share_of,
)
from ayuda.cli.train.started import Trainee, deck_of, face_of, seed_of, trainee_of
from ayuda.errors import AyudaError, ExitCode
from ayuda.train.answers import Answer
from ayuda.train.exam import ExamResult, Rules, result_of, verdict_of
from ayuda.train.exam_sitting import (
    FRAUDS,
    Paper,
    exam_document,
    order_of,
    present_of,
    sitting_of,
)
from ayuda.train.grading import Sitting
from ayuda.view.document import encode
from ayuda.view.written import check_writable, write_whole

MOST_ITEMS = 1000


def run_exam(call: Call, options: dict[str, Any]) -> int:
    """Ask until the exam is over, then tell its result; the exit code. Raises AyudaError."""
    flow = options["flow"]
    flows = flows_of(call, None if flow is None else [flow], "--flow")
    items = number_of("--items", options["items"], 1, MOST_ITEMS)
    share = share_of(options["fraud_share"])
    seed = seed_of(options)
    if options["html"] == "":
        raise AyudaError.of("--html", "empty-option")
    deck = deck_of(call, flows)
    if not deck:
        raise AyudaError.of(OUTSIDE, "nothing-to-train", allowed=", ".join(call.policy.flows))
    rules = Rules(items)

    def is_over(answers: Sequence[Answer]) -> bool:
        return verdict_of(rules, [answer.is_right for answer in answers]) is not None

    refuse_without_person(call, options)
    if options["html"]:
        check_writable(Path(options["html"]))
    with trainee_of(call, options) as trainee:
        paper = Paper(
            trainee.digest,
            trainee.profile,
            seed,
            flow,
            items,
            FRAUDS if share is None else share,
            options["now"],
        )
        known = trainee.store.answers(trainee.profile)
        session_id, done = sitting_of(paper, known, is_over)
        setting = trainee.setting if options["now"] else present_of(trainee.setting, seed)
        face = face_of(call, options, session_id, len(done))
        if not options["json"]:
            _tell_beforehand(call, seed, len(done))
        sitting = Sitting(session_id, trainee.profile, "exam", trainee.digest)
        session = trainee.session(face, setting, sitting, seed)
        ended = session.exam(iter(order_of(deck, paper)), done, is_over, rules.most)
        if not session.put and not done:
            raise nothing_drawn(deck)
        if not ended:
            return ExitCode.NOTABLE
        result = result_of(rules, session.answers)
        _tell_result(trainee, options, paper, session_id, result, session.answers)
    return ExitCode.DECIDED if result.verdict == "passed" else ExitCode.NOTABLE


def _tell_beforehand(call: Call, seed: str, done: int) -> None:
    say = call.texts.say
    words = {"seed": seed, "answers": str(done)}
    sys.stderr.write(f"{say('train.exam_resumed' if done else 'train.exam_begins', **words)}\n")


def _tell_result(
    trainee: Trainee,
    options: dict[str, Any],
    paper: Paper,
    session: str,
    result: ExamResult,
    answers: Sequence[Answer],
) -> None:
    """The result as a document, a page or words."""
    call = trainee.call
    document = exam_document(paper, session, result, answers, call.language)
    if options["json"]:
        write_bytes(sys.stdout, encode(document) + b"\n")
    else:
        from ayuda.ui.exam import exam_lines
        from ayuda.ui.lines import console_for, print_lines

        wording = call.wording(trainee.setting)
        print_lines(console_for(sys.stdout), exam_lines(wording, document))
    if options["html"]:  # Behind the result, which must not be lost with the page.
        write_whole(Path(options["html"]), _page(trainee, document))


def _page(trainee: Trainee, document: dict[str, Any]) -> bytes:
    from ayuda import __version__
    from ayuda.ui.exam import exam_rows, exam_said
    from ayuda.view.web.page import page

    call = trainee.call
    wording = call.wording(trainee.setting)
    return page(
        "exam",
        call.texts,
        policy_title=wording.text(call.policy.title),
        profile=document["profile"],
        at=wording.moment(call.clock()),
        seed=str(document["seed"]),
        verdict=document["verdict"],
        result=exam_said(call.texts, document),
        items=list(exam_rows(wording, document)),
        policy_id=call.policy.id,
        sha256=trainee.digest,
        version=__version__,
    )
