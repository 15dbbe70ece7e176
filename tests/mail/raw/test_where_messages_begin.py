"""Where a message begins in an mbox is the same for a single call and for a batch."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayuda.batch.messages.finding.mbox import mbox_members
from ayuda.mail.raw.limits import Budget
from ayuda.mail.raw.message import read_message

LINE = b"From ana@example.org Mon Jun  3 09:12:00 2024\n"
ONE = b"From: ana@example.org\nSubject: one\n\nhola\n"
TWO = b"From: eva@example.org\nSubject: two\n\nhola\n"
BOXES = [
    LINE + ONE,
    LINE + ONE + b"\n",
    LINE + ONE + b"\n" + LINE + TWO,
    LINE + ONE + b"\nFrom nobody\n" + TWO,
    LINE + ONE + b"\n" + LINE + b"no message at all\n",
    LINE + ONE + b"\nFrom here on we walk.\nFrom: x\n",
    LINE + ONE + b"\nFrom here on we walk.\n",
    LINE + ONE + LINE + TWO,
    LINE + ONE + b"\n>" + LINE + TWO,
    b"\n\n" + LINE + ONE + b"\n" + LINE + TWO,
    b"\xef\xbb\xbf" + LINE + ONE + b"\n" + LINE + TWO,
    (LINE + ONE + b"\n" + LINE + TWO).replace(b"\n", b"\r\n"),
]


def of_one_call(box: bytes) -> tuple[bytes, bool]:
    """The message that a single call judges, and whether it says that there are others."""
    budget = Budget()
    outer = read_message(box, budget)[0]
    return box[outer.start : outer.end], "limit-mbox" in budget.reached


def of_a_batch(box: bytes) -> tuple[bytes, bool]:
    """The first message of a batch, and whether there are others."""
    members = list(mbox_members(io.BytesIO(box), keep=True))
    return members[0].content or b"", len(members) > 1


@pytest.mark.parametrize("box", BOXES)
def test_both_take_the_same_first_message(box: bytes) -> None:
    (single, more), (batched, others) = of_one_call(box), of_a_batch(box)
    assert (single.rstrip(), more) == (batched.rstrip(), others)


@given(st.lists(st.sampled_from([LINE, ONE, TWO, b"\n", b"\r\n", b"From x\n", b"hola\n"])))
def test_both_take_the_same_first_message_of_anything(pieces: list[bytes]) -> None:
    box = LINE + ONE + b"".join(pieces)
    (single, more), (batched, others) = of_one_call(box), of_a_batch(box)
    assert (single.rstrip(), more) == (batched.rstrip(), others)
