"""Workers beside this process, which judge batches while it reads on and writes.

They are plain processes with two pipes. Python's own pools would load the program's command line
again in each of them, and their workers' errors would reach the terminal.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from queue import Empty, Queue
from threading import Thread
from types import TracebackType
from typing import BinaryIO, Self

import msgspec

from ayuda.batch.messages.finding.references import Reference
from ayuda.batch.messages.judging.batches import BatchWork, JudgedBatch
from ayuda.batch.messages.judging.worker import Reply, read_frame, write_frame
from ayuda.errors import AyudaError

AHEAD = 4
"""Batches for each worker that may be sent before the oldest one came back."""
AT_ONCE = 2
"""Batches that a worker has: one that it judges, and the next one."""
HELD_BYTES = 32 << 20
"""Bytes of messages that may be under way; one batch more is always possible."""
IDLE_SECONDS = 0.1
END_SECONDS = 5.0

Answers = Queue[tuple[int, bytes | None]]
"""What workers told, with their numbers; nothing from one that is gone."""


class _Worker:
    """One process, with a thread for each of its pipes: so nobody waits for anybody else."""

    def __init__(self, number: int, answers: Answers) -> None:
        start = "from ayuda.batch.messages.judging.worker import main; main()"
        self.process = subprocess.Popen(  # noqa: S603 - this very interpreter
            [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}; {start}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.has = 0
        self._number = number
        self._answers = answers
        self._outbox: Queue[object] = Queue()
        self._threads = [
            Thread(target=self._write, args=(self.process.stdin,), daemon=True),
            Thread(target=self._read, args=(self.process.stdout,), daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def send(self, value: object) -> None:
        """Send a frame, when the worker takes it."""
        self._outbox.put(value)

    def let_go(self, *, at_once: bool) -> None:
        """Tell the worker to end, in the middle of its work if that is no longer of use."""
        if at_once:
            self.process.kill()
        self._outbox.put(None)

    def wait(self) -> None:
        """Wait until nothing of the worker is left."""
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for thread in self._threads:
            thread.join()

    def _write(self, pipe: BinaryIO) -> None:
        with suppress(OSError), pipe:
            while (value := self._outbox.get()) is not None:
                write_frame(pipe, value)

    def _read(self, pipe: BinaryIO) -> None:
        with pipe:
            while (content := read_frame(pipe)) is not None:
                self._answers.put((self._number, content))
        self._answers.put((self._number, None))


class MailPool:
    """So many workers, started at once; leaving the context ends them.

    Where an exception leaves it, interruptions too, they are ended in the middle of their work.
    """

    def __init__(self, work: BatchWork, processes: int) -> None:
        self._where = work.job.flow
        self._answers: Answers = Queue()
        self._answer = msgspec.msgpack.Decoder(Reply)
        self._workers: list[_Worker] = []
        try:
            for number in range(processes):
                self._workers.append(_Worker(number, self._answers))
                self._workers[number].send(work)
        except BaseException:
            self._end(at_once=True)
            raise

    def __enter__(self) -> Self:
        """The pool itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Ends the workers."""
        self._end(at_once=kind is not None)

    def judged(
        self, batches: Iterable[list[Reference]], idle: Callable[[], None]
    ) -> Iterator[JudgedBatch]:
        """What batches come to, in their order; ``idle`` is called while nothing comes back.

        Raises AyudaError where a worker cannot work, or was ended from outside.
        """
        order = _Order(batches)
        while True:
            while self._may_send(order) and (batch := order.taken()) is not None:
                worker = min(self._workers, key=lambda one: one.has)
                worker.has += 1
                worker.send(batch)
                order.sent_to(self._number(worker), batch)
            yield from order.ready()
            if order.finished:
                return
            try:
                number, content = self._answers.get(timeout=IDLE_SECONDS)
            except Empty:
                idle()
                continue
            self._workers[number].has -= 1
            order.came_back(number, self._told(content))

    def _number(self, worker: _Worker) -> int:
        return self._workers.index(worker)

    def _may_send(self, order: _Order) -> bool:
        idle_one = any(worker.has < AT_ONCE for worker in self._workers)
        few = order.under_way < AHEAD * len(self._workers)
        return idle_one and few and order.held < HELD_BYTES

    def _told(self, content: bytes | None) -> JudgedBatch:
        if content is None:
            raise AyudaError.of(self._where, "batch-killed")
        answer = self._answer.decode(content)
        if answer.judged is None:
            raise AyudaError(answer.problems)
        return answer.judged

    def _end(self, *, at_once: bool) -> None:
        for worker in self._workers:
            worker.let_go(at_once=at_once)
        for worker in self._workers:
            worker.wait()


class _Order:
    """Batches that go out to workers and come back in any order, put in order again."""

    def __init__(self, batches: Iterable[list[Reference]]) -> None:
        self._batches = iter(batches)
        self._all_taken = False
        self._sent = 0
        self._next = 0
        self._with: dict[int, list[tuple[int, int]]] = {}
        self._back: dict[int, JudgedBatch] = {}
        self.held = 0

    @property
    def under_way(self) -> int:
        """How many batches were sent and not handed on."""
        return self._sent - self._next

    @property
    def finished(self) -> bool:
        """Whether all batches were handed on."""
        return self._all_taken and not self.under_way

    def taken(self) -> list[Reference] | None:
        """The next batch that is to be sent; None where there is none."""
        batch = None if self._all_taken else next(self._batches, None)
        self._all_taken = batch is None
        return batch

    def sent_to(self, worker: int, batch: list[Reference]) -> None:
        """Remember who has a batch; each worker answers in the order in which it was asked."""
        size = sum(len(reference.content or b"") for reference in batch)
        self._with.setdefault(worker, []).append((self._sent, size))
        self._sent += 1
        self.held += size

    def came_back(self, worker: int, judged: JudgedBatch) -> None:
        """Take a worker's answer to the oldest batch that it has."""
        place, size = self._with[worker].pop(0)
        self.held -= size
        self._back[place] = judged

    def ready(self) -> Iterator[JudgedBatch]:
        """The batches that are next in order and came back."""
        while (judged := self._back.pop(self._next, None)) is not None:
            self._next += 1
            yield judged
