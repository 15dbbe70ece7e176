"""Every kind of source gives its messages: all of them, in order, each with its bytes."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import stat
import tarfile
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any, BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ayuda.batch.messages.finding import mbox
from ayuda.batch.messages.finding.references import Reference, fetch
from ayuda.batch.messages.finding.sources import identity, references
from ayuda.errors import AyudaError
from ayuda.mail.raw import mbox as raw_mbox
from ayuda.mail.raw.limits import MESSAGE_BYTES

LINE = b"From ana@example.org Mon Jun  3 09:12:00 2024\n"
SMALL = b"From: ana@example.org\nSubject: one\n\nhola\n"
MESSAGES = [
    SMALL,
    b"From: eva@example.org\r\nSubject: two\r\n\r\nhola\r\n",
    b"From: leo@example.org\nSubject: three\n\n",
    b"From: sol@example.org\n\n" + b"x" * 70_000 + b"\n",
]


def content(reference: Reference) -> bytes | str:
    """The bytes of a message, or the code of its problem."""
    try:
        return fetch(reference)
    except AyudaError as error:
        return error.problems[0].code


def told(*paths: Path, given: BinaryIO | None = None) -> list[tuple[str, bytes | str]]:
    """Where each message is, without the folder of the test, and what it is."""
    names = [str(path) for path in paths]
    found = [(one.where, content(one)) for one in references(names, given)]
    base = f"{paths[0].parent}/"
    return [(where.replace(base, ""), raw) for where, raw in found]


def contents(*paths: Path, given: BinaryIO | None = None) -> list[bytes | str]:
    return [raw for _, raw in told(*paths, given=given)]


def boxed(messages: Sequence[bytes]) -> bytes:
    return b"".join(LINE + message + b"\n" for message in messages)


def tarred(members: Sequence[tuple[str, bytes]], kind: int = tarfile.PAX_FORMAT) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=kind) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return written.getvalue()


def zipped(members: Sequence[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return written.getvalue()


NAMED = [(f"a/{number}.eml", message) for number, message in enumerate(MESSAGES)]
SOURCES: dict[str, bytes] = {
    "box.mbox": boxed(MESSAGES),
    "box-without-ending": boxed(MESSAGES),
    "box.mbox.gz": gzip.compress(boxed(MESSAGES)),
    "pax.tar": tarred(NAMED),
    "gnu.tar": tarred(NAMED, tarfile.GNU_FORMAT),
    "ustar.tar": tarred(NAMED, tarfile.USTAR_FORMAT),
    "of-a-box.tar": tarred([("in.mbox", boxed(MESSAGES))]),
    "all.tar.gz": gzip.compress(tarred(NAMED)),
    "all.tgz": gzip.compress(tarred(NAMED)),
    "all.tar.bz2": bz2.compress(tarred(NAMED)),
    "all.tar.xz": lzma.compress(tarred(NAMED)),
    "of-a-box.tar.gz": gzip.compress(tarred([("in.mbox", boxed(MESSAGES))])),
    "deflated.zip": zipped(NAMED),
    "stored.zip": zipped(NAMED, zipfile.ZIP_STORED),
    "bzip2.zip": zipped(NAMED, zipfile.ZIP_BZIP2),
    "lzma.zip": zipped(NAMED, zipfile.ZIP_LZMA),
    "of-a-box.zip": zipped([("in.mbox", boxed(MESSAGES))]),
}


@pytest.mark.parametrize("name", SOURCES)
def test_every_kind_of_file_gives_the_same_messages(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(SOURCES[name])
    assert contents(path) == MESSAGES


class Pipe(io.RawIOBase):
    """A stream that gives a few bytes at a time and cannot be moved about in."""

    def __init__(self, data: bytes) -> None:
        self._rest = data

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        part = self._rest[: min(len(buffer), 5_000)]
        self._rest = self._rest[len(part) :]
        buffer[: len(part)] = part
        return len(part)


@pytest.mark.parametrize("name", SOURCES)
def test_standard_input_gives_the_same_messages(name: str) -> None:
    found = list(references(["-"], io.BufferedReader(Pipe(SOURCES[name]))))
    assert [content(one) for one in found] == MESSAGES
    assert all(one.where.startswith("stdin:") for one in found)


def test_one_message_on_standard_input_is_called_by_it() -> None:
    [found] = references(["-"], io.BytesIO(SMALL))
    assert (found.where, fetch(found)) == ("stdin", SMALL)


def test_a_position_in_an_mbox_is_where_the_message_begins(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(boxed(MESSAGES))
    raw = path.read_bytes()
    for where, message in told(path):
        assert isinstance(message, bytes)
        assert raw[int(where.removeprefix("box:")) :].startswith(message)


def test_a_position_in_an_archive_names_the_member_and_the_offset_in_it(tmp_path: Path) -> None:
    path = tmp_path / "all.tar"
    path.write_bytes(tarred([("m/one.eml", SMALL), ("in.mbox", boxed([SMALL]))]))
    assert told(path) == [("all.tar:m/one.eml", SMALL), (f"all.tar:in.mbox:{len(LINE)}", SMALL)]


def test_a_name_that_is_no_text_or_acts_on_a_terminal_is_still_found(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xff\x1b[2J.eml"
    with open(name, "wb") as file:  # noqa: PTH123 - a path in bytes
        file.write(SMALL)
    assert told(tmp_path) == [(f"{tmp_path.name}/\\xff\x1b[2J.eml", SMALL)]


# Folders


def test_a_folder_is_walked_in_order_without_hidden_files(tmp_path: Path) -> None:
    top = tmp_path / "mail"
    for name in ("b.eml", "a/2.eml", "a/10.eml", "c/d/e.eml", ".hidden.eml", ".git/x.eml"):
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(SMALL)
    (top / "box").write_bytes(boxed(MESSAGES[:2]))
    (top / "z.zip").write_bytes(zipped(NAMED[:1]))
    expected = ["a/10.eml", "a/2.eml", "b.eml", "box:46", "box:134", "c/d/e.eml", "z.zip:a/0.eml"]
    assert [where for where, _ in told(top)] == [f"mail/{name}" for name in expected]


def test_of_a_maildir_the_messages_count_and_no_other_files(tmp_path: Path) -> None:
    top = tmp_path / "Maildir"
    for name in ("cur/1.h:2,S", "new/2.h", "tmp/3.h", ".Sent/cur/4.h:2,S", ".Sent/new/.5.h"):
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(SMALL)
    (top / ".Sent/tmp").mkdir()
    for index in ("dovecot-uidlist", "subscriptions", ".Sent/maildirsize"):
        (top / index).write_bytes(b"3 V1 N9\n")
    (top / "saved.eml").write_bytes(SMALL)
    expected = [".Sent/cur/4.h:2,S", ".Sent/new/.5.h", "cur/1.h:2,S", "new/2.h", "saved.eml"]
    assert [where for where, _ in told(top)] == [f"Maildir/{name}" for name in expected]


def test_a_message_of_a_maildir_is_one_message_whatever_it_begins_with(tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new/1").write_bytes(boxed(MESSAGES[:2]))
    assert contents(tmp_path) == [boxed(MESSAGES[:2])]


def test_links_are_followed_once_and_loops_end(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/1.eml").write_bytes(SMALL)
    (tmp_path / "a/again").symlink_to(tmp_path)
    (tmp_path / "b").symlink_to(tmp_path / "a")
    (tmp_path / "c.eml").symlink_to(tmp_path / "a/1.eml")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "gone").symlink_to(tmp_path / "nothing")
    found = {where.rpartition("/")[2]: raw for where, raw in told(tmp_path)}
    assert found == {
        "1.eml": SMALL,
        "c.eml": SMALL,
        "self": "file-unreadable",
        "gone": "mail-vanished",
    }


def test_what_is_no_file_is_left_out(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "1.eml").write_bytes(SMALL)
    assert contents(tmp_path) == [SMALL]


def test_the_identity_tells_each_file_that_would_be_read(tmp_path: Path) -> None:
    (tmp_path / "2.eml").write_bytes(SMALL)
    (tmp_path / "1.eml").write_bytes(SMALL * 2)
    first, second = identity([str(tmp_path)])
    assert first[:2] == (str(tmp_path / "1.eml"), 2 * len(SMALL))
    assert second == (str(tmp_path / "2.eml"), len(SMALL), (tmp_path / "2.eml").stat().st_mtime_ns)
    os.utime(tmp_path / "2.eml", ns=(1, 1))
    assert identity([str(tmp_path)])[1][2] == 1
    assert identity(["-"]) == [("-", 0, 0)]


# What is not there, not whole, or hostile


def test_inputs_that_are_not_there_are_refused_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_bytes(SMALL)
    names = [str(tmp_path / name) for name in ("1.eml", "none", "other")]
    with pytest.raises(AyudaError) as refused:
        references(names)
    problems = [(problem.where, problem.code) for problem in refused.value.problems]
    assert problems == [(name, "batch-no-input") for name in names[1:]]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_input_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "1.eml"
    path.write_bytes(SMALL)
    path.chmod(stat.S_IWUSR)
    with pytest.raises(AyudaError) as refused:
        references([str(path)])
    assert refused.value.problems[0].code == "file-not-allowed"


def test_what_vanishes_after_it_was_listed_is_a_message_with_its_problem(tmp_path: Path) -> None:
    for name in ("1.eml", "2.eml", "3.eml"):
        (tmp_path / name).write_bytes(SMALL)
    found = references([str(tmp_path)])
    kept = [next(found)]
    for name in ("1.eml", "2.eml"):
        (tmp_path / name).unlink()
    kept += found
    assert [content(one) for one in kept] == ["mail-vanished", "mail-vanished", SMALL]


def test_an_mbox_that_shrinks_is_told(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(boxed(MESSAGES))
    found = list(references([str(path)]))
    os.truncate(path, 150)
    assert [content(one) for one in found[:3]] == [SMALL, "mail-vanished", "mail-vanished"]


def test_a_folder_that_cannot_be_read_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b.eml").write_bytes(SMALL)
    scan = os.scandir

    def scandir(path: bytes | str) -> object:
        if os.fsdecode(path).endswith("/a"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert contents(tmp_path) == ["file-not-allowed", SMALL]


CUTS: dict[str, tuple[bytes, int]] = {
    "in a member": (tarred(NAMED), 3),
    "between members": (tarred(NAMED[:2]), 2),
    "compressed": (gzip.compress(tarred(NAMED), 0), 3),
    "bzip2": (bz2.compress(tarred(NAMED * 400), 1), 1),
    "xz": (lzma.compress(tarred(NAMED)), 0),
    "a box": (gzip.compress(boxed(MESSAGES), 0), 3),
}


@pytest.mark.parametrize("name", CUTS)
def test_a_cut_archive_gives_what_stands_before_and_then_says_so(tmp_path: Path, name: str) -> None:
    whole, least = CUTS[name]
    path = tmp_path / "cut"
    path.write_bytes(whole[: 2048 if name == "between members" else len(whole) * 2 // 3])
    found = contents(path)
    assert found[-1] == "mail-archive-damaged"
    assert len(found) > least or name == "between members"
    expected = MESSAGES * 400
    assert found[:-1] == expected[: len(found) - 1]


Pack = Callable[[bytes], bytes]
PACKERS: dict[str, tuple[Pack, Callable[[], Any]]] = {
    "gzip": (gzip.compress, lambda: zlib.decompressobj(31)),
    "bzip2": (partial(bz2.compress, compresslevel=1), bz2.BZ2Decompressor),
    "xz": (lzma.compress, lzma.LZMADecompressor),
}


@cache
def many() -> list[bytes]:
    return [
        b"Subject: %d\n\n%s\n" % (n, Random(n).randbytes(40).hex().encode()) for n in range(9000)
    ]


@cache
def packed_box(kind: str) -> bytes:
    """A box of many messages, packed when it is first asked for."""
    return PACKERS[kind][0](boxed(many()))


@pytest.mark.parametrize("kind", PACKERS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_of_a_cut_box_every_message_is_had_that_stands_before(
    kind: str, share: float, tmp_path: Path
) -> None:
    whole, unpacker = packed_box(kind), PACKERS[kind][1]
    path = tmp_path / "cut"
    path.write_bytes(cut := whole[: int(len(whole) * share)])
    found = contents(path)
    assert found.pop() == "mail-archive-damaged"
    before = unpacker().decompress(cut)[: -raw_mbox.SEEN]
    assert len(found) >= before.count(LINE) - 1
    assert found == many()[: len(found)]


def test_a_broken_header_in_a_tar_is_told(tmp_path: Path) -> None:
    raw = bytearray(tarred(NAMED, tarfile.USTAR_FORMAT))
    raw[1024:1034] = b"\xff" * 10
    path = tmp_path / "broken.tar"
    path.write_bytes(raw)
    assert contents(path) == [SMALL, "mail-archive-damaged"]


@pytest.mark.parametrize("kind", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_long_and_foreign_names_in_a_tar_are_read(tmp_path: Path, kind: int) -> None:
    name = "carpeta/" + "ñ" * 150 + "/correo.eml"
    path = tmp_path / "long.tar"
    path.write_bytes(tarred([(name, SMALL)], kind))
    assert told(path) == [(f"long.tar:{name}", SMALL)]


def test_folders_links_and_hidden_files_of_an_archive_are_no_messages(tmp_path: Path) -> None:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        for name, kind in (("d", tarfile.DIRTYPE), ("l", tarfile.SYMTYPE), ("f", tarfile.FIFOTYPE)):
            info = tarfile.TarInfo(name)
            info.type = kind
            archive.addfile(info)
        for name in ("._x.eml", "cur/.1", "y.eml"):
            info = tarfile.TarInfo(name)
            info.size = len(SMALL)
            archive.addfile(info, io.BytesIO(SMALL))
    path = tmp_path / "all.tar"
    path.write_bytes(written.getvalue())
    assert [where for where, _ in told(path)] == ["all.tar:cur/.1", "all.tar:y.eml"]


@pytest.mark.parametrize("outer", [tarred, zipped, lambda of: gzip.compress(tarred(of))])
@pytest.mark.parametrize("inner", [tarred(NAMED), zipped(NAMED), gzip.compress(tarred(NAMED))])
def test_an_archive_inside_an_archive_is_one_line(
    tmp_path: Path, outer: Callable[[list[tuple[str, bytes]]], bytes], inner: bytes
) -> None:
    path = tmp_path / "outer"
    path.write_bytes(outer([("1.eml", SMALL), ("inner", inner), ("2.eml", SMALL)]))
    assert contents(path) == [SMALL, "mail-archive-inside", SMALL]


def test_names_of_members_are_only_names(tmp_path: Path) -> None:
    members = [("../../escaped.eml", SMALL), ("/etc/escaped.eml", SMALL)]
    for path, raw in ((tmp_path / "x.tar", tarred(members)), (tmp_path / "x.zip", zipped(members))):
        path.write_bytes(raw)
        assert contents(path) == [SMALL, SMALL]
    assert {path.name for path in tmp_path.iterdir()} == {"x.tar", "x.zip"}


def test_an_encrypted_or_damaged_member_of_a_zip_is_one_line(tmp_path: Path) -> None:
    raw = bytearray(zipped([(f"{number}.eml", MESSAGES[3]) for number in range(4)]))
    local = [i for i in range(len(raw)) if raw.startswith(b"PK\x03\x04", i)]
    central = [i for i in range(len(raw)) if raw.startswith(b"PK\x01\x02", i)]
    raw[local[1] + 6] |= 1
    raw[central[1] + 8] |= 1
    raw[local[2] + 60] ^= 0xFF
    raw[central[3] + 10] = 99  # a method that nobody knows
    path = tmp_path / "x.zip"
    path.write_bytes(raw)
    damaged = "mail-member-damaged"
    assert contents(path) == [MESSAGES[3], "mail-member-encrypted", damaged, damaged]


def bomb() -> bytes:
    """A zip of a few hundred KB whose one member says that it is small, and is not."""
    raw = bytearray(zipped([("bomb.eml", SMALL + bytes(MESSAGE_BYTES + 1))]))
    honest = (len(SMALL) + MESSAGE_BYTES + 1).to_bytes(4, "little")
    return bytes(raw.replace(honest, (1_000).to_bytes(4, "little")))


@pytest.mark.parametrize("lies", [False, True])
def test_a_member_that_unpacks_to_more_than_the_limit_is_not_loaded(
    tmp_path: Path, lies: bool
) -> None:
    path = tmp_path / "bomb.zip"
    path.write_bytes(bomb() if lies else zipped([("bomb.eml", SMALL + bytes(MESSAGE_BYTES + 1))]))
    assert path.stat().st_size < 1 << 20
    assert contents(path) == ["message-too-large"]


@pytest.mark.parametrize("pack", [bz2.compress, lzma.compress])
@pytest.mark.parametrize("head", [LINE + SMALL, SMALL])
def test_what_was_packed_as_a_whole_comes_to_no_more_than_deflate_could_make(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes], head: bytes
) -> None:
    monkeypatch.setattr("ayuda.batch.messages.finding.contents.MESSAGE_BYTES", 1 << 20)
    path = tmp_path / "bomb"
    path.write_bytes(pack(head + bytes(64 << 20)))
    begin = time.process_time()
    assert contents(path)[-1] in {"mail-archive-damaged", "message-too-large"}
    assert time.process_time() - begin < 10


def test_members_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    """Otherwise a small archive could have any number of times its content (CVE-2019-9674)."""
    raw = zipped([("0.eml", MESSAGES[3])], zipfile.ZIP_STORED)
    central = raw.index(b"PK\x01\x02")
    end = raw.index(b"PK\x05\x06")
    entries = raw[central:end] * 50
    tail = bytearray(raw[end:])
    tail[8:12] = (50).to_bytes(2, "little") * 2
    tail[12:16] = len(entries).to_bytes(4, "little")
    path = tmp_path / "x.zip"
    path.write_bytes(raw[:central] + entries + tail)
    found = contents(path)
    assert len(found) == 50
    assert found[0] == MESSAGES[3]
    assert set(found[2:]) == {"mail-member-damaged"}


def test_a_file_that_only_begins_as_an_archive_is_told(tmp_path: Path) -> None:
    for name, raw in (
        ("z", b"PK\x03\x04nothing"),
        ("g", b"\x1f\x8bnothing"),
        ("x", b"\xfd7zXZ\x00-"),
    ):
        (tmp_path / name).write_bytes(raw)
    assert contents(tmp_path) == ["mail-archive-damaged"] * 3


def sparse(path: Path, head: bytes, size: int, tail: bytes = b"") -> Path:
    with path.open("wb") as file:
        file.write(head)
        file.truncate(size)
        file.seek(0, os.SEEK_END)
        file.write(tail)
    return path


def test_messages_over_the_limit_are_lines_and_never_loaded(tmp_path: Path) -> None:
    box = sparse(
        tmp_path / "1.mbox", LINE + SMALL, MESSAGE_BYTES + 10_000, b"\n\n" + boxed([SMALL])
    )
    sparse(tmp_path / "2.eml", SMALL, MESSAGE_BYTES + 1)
    tracemalloc.start()
    first, second = contents(box)
    assert (first, second) == ("message-too-large", SMALL)
    assert tracemalloc.get_traced_memory()[1] < 16 << 20
    tracemalloc.stop()
    assert contents(tmp_path / "2.eml") == ["message-too-large"]


# Where messages of an mbox begin

LINES = st.lists(
    st.sampled_from(
        [
            b"From me to you",
            b"From here on:",
            b">From ana@example.org Mon Jun  3 09:12:00 2024",
            b"From",
            b"from ana@example.org Mon Jun  3 09:12:00 2024",
            b"",
            b" ",
            b"hola",
            b"x" * 30,
        ]
    ),
    max_size=12,
)
ENDS = st.sampled_from([b"\n", b"\r\n"])


def written(lines: Sequence[bytes], end: bytes) -> bytes:
    """A message of these lines."""
    return end.join([b"From: ana@example.org", b"", *lines, b"."]) + end


@given(st.lists(st.tuples(LINES, ENDS), min_size=1, max_size=4), st.integers(1, 40))
def test_an_mbox_is_cut_where_messages_begin_whatever_the_chunks(
    bodies: list[tuple[list[bytes], bytes]], chunk: int
) -> None:
    messages = [written(lines, end) for lines, end in bodies]
    box = b"".join(
        LINE.replace(b"\n", end) + message + end
        for message, (_, end) in zip(messages, bodies, strict=True)
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(mbox, "CHUNK", chunk)
        patched.setattr(mbox, "SEEN", 120)
        patched.setattr(raw_mbox, "SEEN", 120)
        kept = list(mbox.mbox_members(io.BytesIO(box), keep=True))
        spans = list(mbox.mbox_members(io.BytesIO(box), keep=False))
    assert [member.content for member in kept] == messages
    assert [box[span.offset : span.offset + span.length] for span in spans] == messages


@pytest.mark.parametrize(
    ("raw", "messages"),
    [
        (LINE + b"\n" + LINE + SMALL, [b"", SMALL]),
        (LINE, [b""]),
        (b"\r\n" + LINE + SMALL + b"\n", [SMALL]),
        (b"From nobody\n" + SMALL + b"\nFrom nobody\nSubject: x\n", [SMALL, b"Subject: x\n"]),
        (LINE + SMALL + b"\n" + LINE + b"no message at all\n", [SMALL, b"no message at all\n"]),
        (LINE + SMALL + b"\nFrom here on we walk.\n", [SMALL + b"\nFrom here on we walk.\n"]),
        (LINE + SMALL + LINE + SMALL, [SMALL + LINE + SMALL]),
    ],
)
def test_what_begins_a_message(raw: bytes, messages: list[bytes]) -> None:
    assert [one.content for one in mbox.mbox_members(io.BytesIO(raw), keep=True)] == messages


class Endless:
    """An mbox of so many equal messages that is never in memory as a whole."""

    def __init__(self, count: int) -> None:
        self._left = count
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        while self._left and len(self._rest) < size:
            self._rest += LINE + SMALL * 1_000 + b"\n"
            self._left -= 1
        given, self._rest = self._rest[:size], self._rest[size:]
        return given


@pytest.mark.parametrize("keep", [False, True])
def test_an_mbox_of_any_size_takes_little_memory(keep: bool) -> None:
    tracemalloc.start()
    count = sum(1 for _ in mbox.mbox_members(Endless(1_000), keep=keep))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 1_000
    assert peak < 8 << 20
