"""A drill that another program leads: a card on standard output, an answer on standard input."""

from __future__ import annotations

import sys

from ayuda.cli.session import write_bytes
from ayuda.errors import AyudaError, Problem
from ayuda.train.answers import Answer
from ayuda.train.deal import Dealt
from ayuda.train.feedback import Feedback
from ayuda.train.grading import Reply, check_cue, given_of
from ayuda.train.protocol import LINE, Document, answer_document, card_document, read_reply
from ayuda.view.document import encode

LONGEST_LINE = 1 << 16


class LinesFace:
    """Puts cards as lines of JSON and reads answers as such; see ``docs/json.md``.

    The end of the input ends the session. ``before`` answers of the session were given already.
    """

    def __init__(self, session: str, before: int = 0) -> None:
        self._session = session
        self._before = before
        self._lines = 0

    def ask(self, card: Dealt, item: int, total: int) -> Reply | None:
        """See Face. Raises AyudaError for a line that is no answer to the card."""
        del item, total
        self._write(card_document(card, self._session, self._before + self._lines))
        line = sys.stdin.buffer.readline(LONGEST_LINE)
        if not line:
            return None
        self._lines += 1
        reply = read_reply(line, self._lines)
        try:
            given_of(card, reply.given)
            check_cue(card, reply.cue)
        except AyudaError as error:
            where = f"{LINE}:{self._lines}"
            problems = [Problem(f"{where} {p.where}", p.code, p.values) for p in error.problems]
            raise AyudaError(problems) from None
        return reply

    def tell(self, card: Dealt, answer: Answer, feedback: Feedback) -> bool:
        """See Face."""
        del card
        self._write(answer_document(answer, feedback))
        return True

    def hear(self, card: Dealt, answer: Answer, said: str) -> None:
        """See Face."""
        del card
        self._write({**answer_document(answer, None), "said": said})

    @staticmethod
    def _write(document: Document) -> None:
        write_bytes(sys.stdout, encode(document) + b"\n")
