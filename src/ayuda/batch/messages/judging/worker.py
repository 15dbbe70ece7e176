"""A process that judges batches: it reads them from its standard input and answers on its output.

What goes through the pipes are frames: the length in eight bytes, then MessagePack.
"""

from __future__ import annotations

import os
import signal
from struct import Struct
from typing import BinaryIO

import msgspec

from ayuda.batch.messages.finding.references import Reference
from ayuda.batch.messages.judging.batches import BatchJudge, BatchWork, JudgedBatch
from ayuda.errors import AyudaError, Problem

_LENGTH = Struct("<Q")


class Reply(msgspec.Struct, frozen=True):
    """What a worker sends back: a judged batch, or why it cannot work."""

    judged: JudgedBatch | None = None
    problems: tuple[Problem, ...] = ()


def write_frame(stream: BinaryIO, value: object) -> None:
    """Send a value. Raises OSError where nobody reads any more."""
    content = msgspec.msgpack.encode(value)
    stream.write(_LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes | None:
    """The content of the next frame; None where the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    content = stream.read(length)
    return content if len(content) == length else None


def main() -> None:
    """Work until the other side is gone. What ends the program is the parent's to act on."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    answers = _own_output()
    with answers, open(0, "rb", closefd=False) as asked:
        try:
            _work(asked, answers)
        except OSError:
            return


def _work(asked: BinaryIO, answers: BinaryIO) -> None:
    first = read_frame(asked)
    if first is None:
        return
    try:
        judge = BatchJudge(msgspec.msgpack.decode(first, type=BatchWork))
    except AyudaError as error:
        write_frame(answers, Reply(problems=error.problems))
        return
    batch = msgspec.msgpack.Decoder(list[Reference])
    while (content := read_frame(asked)) is not None:
        write_frame(answers, Reply(judged=judge.judge(batch.decode(content))))


def _own_output() -> BinaryIO:
    """Standard output for answers alone: whatever prints must not come between them."""
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return answers
