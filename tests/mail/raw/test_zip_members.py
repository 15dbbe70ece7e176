"""Members of a zip in any packing are unpacked within bounds, whatever they say of themselves."""

from __future__ import annotations

import io
import random
import time
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from ayuda.batch.messages.finding.zip import zip_references
from ayuda.errors import AyudaError
from ayuda.mail.raw import zip_members
from ayuda.mail.raw.files import read_file
from ayuda.mail.raw.zip_members import member_stream, whole

METHODS = {
    "stored": zipfile.ZIP_STORED,
    "deflate": zipfile.ZIP_DEFLATED,
    "bzip2": zipfile.ZIP_BZIP2,
    "lzma": zipfile.ZIP_LZMA,
}
HARD = random.Random(7).randbytes(300_000)
RAW = b"Received: by a\nFrom: ana@example.org\n\n" + HARD


def zipped(data: bytes, method: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", METHODS[method]) as archive:
        archive.writestr("m.eml", data)
    return written.getvalue()


def unpacked(content: bytes, most: int = 1 << 20) -> bytes:
    file = io.BytesIO(content)
    with zipfile.ZipFile(file) as archive:
        return whole(member_stream(archive, file, archive.infolist()[0]), most)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("data", [b"", b"x", RAW, bytes(500_000)])
def test_every_packing_gives_what_was_packed(method: str, data: bytes) -> None:
    assert unpacked(zipped(data, method)) == data
    assert unpacked(zipped(data, method), 100) == data[:100]


DAMAGES: dict[str, Callable[[bytearray], object]] = {
    "a bit": lambda raw: raw.__setitem__(len(raw) // 3, raw[len(raw) // 3] ^ 4),
    "a checksum": lambda raw: raw.__setitem__(raw.rindex(b"PK\x01\x02") + 16, 1),
    "a smaller size": lambda raw: raw.__setitem__(raw.rindex(b"PK\x01\x02") + 26, 0),
    "the size that it is packed in": lambda raw: raw.__setitem__(raw.rindex(b"PK\x01\x02") + 22, 0),
}


@pytest.mark.parametrize("method", ["bzip2", "lzma"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_member_is_refused(method: str, damage: str) -> None:
    raw = bytearray(zipped(RAW, method))
    DAMAGES[damage](raw)
    with pytest.raises(AyudaError) as refused:
        read_file(bytes(raw))
    assert refused.value.problems[0].code == "mail-member-damaged"


def test_lzma_that_asks_for_more_memory_than_there_is_is_refused() -> None:
    raw = bytearray(zipped(RAW, "lzma"))
    properties = raw.index(b"\x05\x00", 30) + 2
    raw[properties + 1 : properties + 5] = b"\xff\xff\xff\xff"
    with pytest.raises(AyudaError) as refused:
        read_file(bytes(raw))
    assert refused.value.problems[0].code == "mail-member-damaged"


@pytest.mark.parametrize("method", ["bzip2", "lzma", "deflate"])
@pytest.mark.parametrize("box", [False, True])
def test_a_small_archive_takes_neither_memory_nor_minutes(
    method: str, box: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand times smaller than it would be: the bound is of the same kind."""
    for module in ("ayuda.mail.raw.zip_members", "ayuda.batch.messages.finding.contents"):
        monkeypatch.setattr(f"{module}.MESSAGE_BYTES", 1 << 20)
    monkeypatch.setattr("ayuda.batch.messages.finding.mbox.MESSAGE_BYTES", 1 << 20)
    head = b"From a Mon Jun  3 09:12:00 2024\nFrom: a@example.org\n\n" if box else b"From: a\n\n"
    content = zipped(head + bytes(40 << 20), method)
    assert len(content) < 1 << 16
    from ayuda.batch.messages.finding.contents import _is_message, _of_member

    file = io.BytesIO(content)
    file.fileno = lambda: 0  # type: ignore[method-assign]
    monkeypatch.setattr("os.fstat", lambda _: type("Status", (), {"st_size": len(content)}))
    tracemalloc.start()
    begin = time.process_time()
    found = list(zip_references("x.zip", file, None, _is_message, _of_member))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    problems = [one.problem.code for one in found if one.problem]
    assert problems in (["message-too-large"], ["mail-member-damaged"])
    assert peak < 24 << 20
    assert time.process_time() - begin < 20


def test_a_member_comes_to_no_more_than_deflate_could_make_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(zip_members, "MESSAGE_BYTES", 1000)
    assert unpacked(zipped(RAW, "bzip2")) == RAW
    with pytest.raises(zipfile.BadZipFile):
        unpacked(zipped(bytes(30_000_000), "bzip2"), 30_000_001)
