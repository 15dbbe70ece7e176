"""The commands that move answers: ``train export``, ``train import`` and ``train reset``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ayuda.cli.data_folder import place_of_training
from ayuda.cli.run import prompter_of
from ayuda.cli.session import Session as Call
from ayuda.cli.session import write_bytes
from ayuda.cli.train.options import OUTSIDE, flows_of, profile_of
from ayuda.errors import AyudaError, ExitCode, unreadable
from ayuda.texts import visible
from ayuda.train.answers import Answer
from ayuda.train.exchange import exported, imported
from ayuda.train.store import Store
from ayuda.ui.prompts import WAY_OUT, Choice, SteppedBack
from ayuda.view.document import encode
from ayuda.view.written import write_whole

STANDARD = "-"
"""What stands for standard input or output."""
YES, NO = "yes", "no"
LARGEST = 1 << 30
"""The size in bytes over which a file is none of answers."""


def run_export(call: Call, options: dict[str, Any]) -> int:
    """Write all answers, or a profile's, as lines; the exit code. Raises AyudaError."""
    named = options["file"] or STANDARD
    profile = None if options["profile"] is None else profile_of(options["profile"])
    with Store.open(place_of_training(call.environ)) as store:
        answers = store.answers(profile)
    content = b"".join(exported(answers))
    if named == STANDARD:
        write_bytes(sys.stdout, content)
        return ExitCode.DECIDED
    write_whole(Path(named), content)
    if options["json"]:
        _document({"format": "ayuda.export/1", "answers": len(answers), "file": named})
    else:
        _tell(call.texts.say("batch.written", path=visible(named, None)))
    return ExitCode.DECIDED


def run_import(call: Call, options: dict[str, Any]) -> int:
    """Take over the answers of files, all or none; the exit code. Raises AyudaError."""
    files: Sequence[str] = options["files"] or ()
    if not files:
        raise AyudaError.of(f"{OUTSIDE} import", "train-needs-file")
    contents = [("stdin" if named == STANDARD else named, _content(named)) for named in files]
    answers: dict[str, Answer] = {}
    with Store.open(place_of_training(call.environ)) as store:
        kept = {answer.id: answer for answer in store.answers()}
        for where, content in contents:
            answers |= imported(where, content, kept | answers)
        new = store.merge(answers.values())
    known = len(answers) - new
    if options["json"]:
        _document({"format": "ayuda.import/1", "new": new, "known": known})
    else:
        told = [call.texts.count("train_imported", new)]
        told += [call.texts.count("train_known", known)] if known else []
        _tell(" ".join(told))
    return ExitCode.DECIDED


def _content(named: str) -> bytes:
    if named == STANDARD:
        return sys.stdin.buffer.read() if sys.stdin is not None else b""
    try:
        with Path(named).open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise unreadable(named, error) from None
    if len(content) > LARGEST:
        raise AyudaError.of(named, "preferences-too-large", limit=f"{LARGEST >> 20} MiB")
    return content


def run_reset(call: Call, options: dict[str, Any]) -> int:
    """Forget a profile's answers once that is confirmed; the exit code. Raises AyudaError."""
    flow = options["flow"]
    flows = flows_of(call, [flow], "--flow") if flow is not None else ()
    profile = profile_of(options["profile"])
    with Store.open(place_of_training(call.environ)) as store:
        known = [one for one in store.answers(profile) if not flows or one.flow in flows]
        sure = not known or options["yes"] or _is_sure(call, options, profile, flow, len(known))
        gone = store.reset(profile, flows) if known and sure else 0
    if options["json"]:
        _document({"format": "ayuda.reset/1", "profile": profile, "flow": flow, "answers": gone})
    else:
        say = call.texts.say
        _tell(say("train.reset_done" if gone else "train.reset_kept", number=str(gone)))
    return ExitCode.DECIDED


def _is_sure(
    call: Call, options: dict[str, Any], profile: str, flow: str | None, number: int
) -> bool:
    """Whether the person says that the answers are to be forgotten. Raises AyudaError."""
    if options["json"] or not call.can_ask:
        raise AyudaError.of(f"{OUTSIDE} reset", "train-needs-yes")
    say = call.texts.say
    words = {"number": str(number), "profile": visible(profile), "flow": flow or ""}
    choices = [
        Choice(YES, call.texts.say("train.reset_yes")),
        Choice(NO, call.texts.say("train.reset_no"), WAY_OUT),
    ]
    try:
        question = say("train.reset_question_flow" if flow else "train.reset_question", **words)
        return prompter_of(call).choose(question, "", choices, default=NO) == YES
    except SteppedBack:
        return False


def _document(document: dict[str, Any]) -> None:
    write_bytes(sys.stdout, encode(document) + b"\n")


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")
