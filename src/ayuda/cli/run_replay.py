"""The command ``replay``: receipts decided again by the policy of the call."""

from __future__ import annotations

import sys
from typing import Any, BinaryIO

import msgspec

from ayuda.author.replay.receipts import STANDARD_INPUT, receipts_in
from ayuda.author.replay.replaying import Replay, Replayed
from ayuda.cli.session import Session, write_bytes
from ayuda.errors import AyudaError, ExitCode
from ayuda.policy.load import built_in_path, load
from ayuda.ui.lines import console_for, print_lines
from ayuda.ui.replayed import Counts, replayed_lines, summary_lines
from ayuda.view import formats
from ayuda.view.after.lasting import lasting_wording
from ayuda.view.document import encode


def run_replay(session: Session, options: dict[str, Any]) -> int:
    """Decide the receipts again and tell what became of them; the exit code.

    Raises AyudaError where none are named.
    """
    paths: list[str] = list(options.get("receipts") or ())
    if not paths:
        raise AyudaError.of("replay", "replay-needs-receipts")
    as_json = bool(options["json"])
    replay = Replay(
        session.policy_file, session.texts, lambda: [load(built_in_path(), session.cache)]
    )
    wording = lasting_wording(session.texts, session.setting({}))
    console = console_for(sys.stdout)
    counts = Counts()
    for found in receipts_in(paths, _standard_input(paths)):
        one = replay.replayed(found)
        counts.add(one)
        if one.status == "unreadable" and one.reason is not None:
            sys.stderr.write(f"{session.texts.message(one.reason).told()}\n")
        if as_json:
            _print(_document(session, one))
        else:
            print_lines(console, replayed_lines(wording, one))
    if as_json:
        _print(_summary(session, counts))
    else:
        print_lines(console, summary_lines(session.texts, counts))
    if counts.unreadable:
        return ExitCode.REFUSED
    return ExitCode.NOTABLE if counts.changed else ExitCode.DECIDED


def _standard_input(paths: list[str]) -> BinaryIO | None:
    return sys.stdin.buffer if STANDARD_INPUT in paths and sys.stdin is not None else None


def _print(document: formats.Document) -> None:
    write_bytes(sys.stdout, encode(msgspec.to_builtins(document)) + b"\n")


def _document(session: Session, one: Replayed) -> formats.Replayed:
    told = None
    if one.reason is not None:
        message = session.texts.message(one.reason)
        told = formats.Told(message.where, message.what, message.hint)
    sides = [
        None if side is None else msgspec.convert(msgspec.to_builtins(side), formats.CameTo)
        for side in (one.before, one.today)
    ]
    return formats.Replayed(
        format="ayuda.replay/1",
        where=one.where,
        status=one.status,
        ref=one.receipt.ref if one.receipt else None,
        flow=one.receipt.flow if one.receipt else None,
        before=sides[0],
        today=sides[1],
        changes=list(one.changes),
        at_hand=one.is_at_hand,
        altered=one.is_altered,
        problem=told,
    )


def _summary(session: Session, counts: Counts) -> formats.ReplaySummary:
    file = session.policy_file
    return formats.ReplaySummary(
        format="ayuda.replay-summary/1",
        policy=formats.PolicyId(file.policy.id, file.sha256),
        lang=session.texts.chosen,
        **msgspec.structs.asdict(counts),
    )
