"""The look-up of a key's record, without a network."""

from __future__ import annotations

from collections.abc import Callable

import dns.resolver
import pytest

from ayuda.mail.proof.key_lookup import key_lookup

NAME = "s1._domainkey.amazon.es"


class Record:
    def __init__(self, *strings: bytes) -> None:
        self.strings = strings


Answers = Callable[[list[Record]], None]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    def put(records: list[Record]) -> None:
        monkeypatch.setattr(dns.resolver.Resolver, "resolve", lambda *_: records)

    return put


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([Record(b"v=DKIM1; p=a")], b"v=DKIM1; p=a"),
        ([Record(b"v=DKIM1; ", b"p=a")], b"v=DKIM1; p=a"),
        ([Record(b"v=DKIM1; p=a"), Record(b"v=DKIM1; p=b")], None),
        ([], None),
    ],
)
def test_one_record_is_the_key_and_several_are_none(
    answers: Answers, records: list[Record], expected: bytes | None
) -> None:
    answers(records)
    assert key_lookup()(NAME) == expected
