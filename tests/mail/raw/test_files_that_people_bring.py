"""Files as people bring them: the raw message in them is read, and nothing else is taken for one."""

from __future__ import annotations

import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.mail.brought_files import BEGUN, EMLX, ENCODED, PLAIN, RAW, REFUSED, zipped
from support.mail.policy import load_mail

from ayuda.errors import AyudaError
from ayuda.mail.evidence import Evidence, moved
from ayuda.mail.judge import MessageChecks
from ayuda.mail.raw.files import FileContent, read_file

CHECKS = MessageChecks(load_mail())


@pytest.mark.parametrize("begun", BEGUN)
def test_what_stands_before_a_message_is_left_out(begun: str) -> None:
    assert read_file(BEGUN[begun] + RAW) == FileContent(RAW, len(BEGUN[begun]))


@pytest.mark.parametrize("begun", BEGUN)
def test_places_count_in_the_file(begun: str) -> None:
    content = BEGUN[begun] + RAW
    read = read_file(content)
    evidence = moved(CHECKS.evidence(read.message), read.offset)
    links = [one for one in evidence.findings if one.evidence == "https://cuenta.example/"]
    assert links
    for finding in links:
        assert content[finding.where.start : finding.where.end] == b"https://cuenta.example/"


@pytest.mark.parametrize("name", EMLX)
def test_a_message_of_apple_mail_is_read_to_its_end(name: str) -> None:
    read = read_file(EMLX[name])
    assert read == FileContent(RAW, EMLX[name].index(RAW))


@pytest.mark.parametrize("name", ENCODED)
def test_a_message_that_was_written_otherwise_is_read(name: str) -> None:
    offset = None if "UTF-16" in name else len(f"{len(RAW):<10}\n") if "emlx" in name else 0
    assert read_file(ENCODED[name]) == FileContent(RAW, offset)


def test_places_in_a_message_that_was_written_otherwise_count_in_the_message() -> None:
    evidence = CHECKS.evidence(RAW)
    assert moved(evidence, None) is evidence


UNTOUCHED = [
    PLAIN,
    RAW,
    RAW.replace(b"\n", b"\r\n"),
    b"From ana@example.org Mon Jun  3 09:12:00 2024\n" + PLAIN,
    b">From ana@example.org Mon Jun  3 09:12:00 2024\n" + PLAIN,
    b"Subject: From the print shop\nSent: yes\nTo: x\nReceived: by a\n\nhola\n",
    b"Subject: x\n\nDownload Original\n\n" + RAW,
    PLAIN + b"\n" + RAW,
    b"DKIM: pass\nReceived: by a\nFrom: a@b.example\n\n" + RAW,
    b"Subject: x\nDKIM: pass\nDKIM-Signature: x\nFrom: a@b.example\n\n" + RAW,
    b"X-Note: 1\nSPF: pass\nFrom: a@b.example\n\n" + RAW,
    b"",
    b"\n",
]


@pytest.mark.parametrize("raw", UNTOUCHED)
def test_a_message_is_handed_on_as_it_is(raw: bytes) -> None:
    assert read_file(raw) == FileContent(raw, 0)


REFUSALS = [(code, content) for code, contents in REFUSED.items() for content in contents]


@pytest.mark.parametrize(("code", "content"), REFUSALS)
def test_what_is_no_message_is_refused_in_words_about_it(code: str, content: bytes) -> None:
    with pytest.raises(AyudaError) as refused:
        read_file(content)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_zip_with_an_endless_list_of_files_is_not_read_through() -> None:
    names = (f"{'n' * 60}{number}.eml" for number in range(12_000))
    content = zipped(*((name, b"") for name in names), method=zipfile.ZIP_STORED)
    with pytest.raises(AyudaError) as refused:
        read_file(content)
    assert refused.value.problems[0].code == "mail-zip-several"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for given_bytes in (content, RAW[:200] + content, b"PK\x03\x04" + content, b"12\n" + content):
        try:
            read = read_file(given_bytes)
        except AyudaError:
            continue
        assert read.offset is None or given_bytes[read.offset :].startswith(read.message)


@given(st.sampled_from(sorted(BEGUN)), st.binary(max_size=80))
def test_a_message_below_anything_is_the_messages_own_bytes(begun: str, more: bytes) -> None:
    read = read_file(BEGUN[begun] + RAW + more)
    assert read.message == RAW + more


def test_evidence_of_a_message_inside_another_moves_but_for_what_was_decoded() -> None:
    evidence = CHECKS.evidence(RAW)
    shifted = moved(evidence, 7)
    assert isinstance(shifted, Evidence)
    pairs = zip(evidence.findings, shifted.findings, strict=True)
    assert all(two.where.start - one.where.start == 7 for one, two in pairs)
