"""Files of TOML, read: a policy's, those of its parts, and the tables in them."""

import os
from collections.abc import Callable
from math import isfinite
from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG
from typing import Any

from ayuda.errors import AyudaError, unreadable
from ayuda.late_patterns import late
from ayuda.policy.values import is_exact, long_number

LARGEST = 16 << 20
"""The size in bytes over which a file is no policy (a device, a picture)."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
ENDLESS_NUMBER = late(rb"(?<![\w.])[+-]?[0-9][0-9_]{4299,}")
"""A number with more digits than Python turns into one."""

ReadPart = Callable[[int | str, str], bytes]
"""Gives a part's content by its place in ``include`` and its name there. Raises AyudaError."""


def read_bytes(path: Path) -> bytes:
    """The content of a file of TOML. Raises AyudaError where it cannot be read, or is too large."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise AyudaError.of(str(path), "file-missing") from None
    except (OSError, ValueError) as error:
        raise unreadable(str(path), error) from None
    if len(content) > LARGEST:
        raise AyudaError.of(str(path), "file-too-large", limit=f"{LARGEST >> 20} MiB")
    return content


def parse_toml(path: str, content: bytes) -> dict[str, Any]:
    """The tables of a file's content. Raises AyudaError with the line of what is no TOML."""
    import tomli

    long: list[str] = []

    def parse_float(written: str) -> float:
        """A number; kept as it is written where it is not that. Of nan and inf a path is told."""
        number = float(written)
        if isfinite(number) and not is_exact(number, written):
            long.append(written)
        return number

    try:
        tables = tomli.loads(text_of(content), parse_float=parse_float)
    except UnicodeDecodeError as error:
        raise AyudaError.of(f"{path}:{_line(content, error.start)}", "not-utf8") from None
    except tomli.TOMLDecodeError as error:
        from ayuda.policy.toml_reasons import reason_of

        where = f"{path}:{error.lineno}:{error.colno}"
        raise AyudaError.of(where, "toml-syntax", reason=reason_of(error.msg)) from None
    except RecursionError:
        raise AyudaError.of(path, "toml-too-deep") from None
    except ValueError:  # What Python says of a number with thousands of digits, and no more.
        found = [_line(content, match.start()) for match in ENDLESS_NUMBER.finditer(content)]
        where = f"{path}:{found[0]}" if len(found) == 1 else path
        raise AyudaError.of(where, "number-too-large") from None
    if long:
        places = {written: content.find(written.encode()) for written in long}
        raise AyudaError(
            [long_number(f"{path}:{_line(content, at)}", told) for told, at in places.items()]
        )
    return tables


def text_of(content: bytes) -> str:
    """A file's text, without the byte order mark that some editors put before it.

    Raises UnicodeDecodeError.
    """
    return content.removeprefix(BYTE_ORDER_MARK).decode()


def _line(content: bytes, place: int) -> int:
    return content.count(b"\n", 0, place) + 1


def part_path(entry: str, name: str) -> str:
    """How a part is called for people: beside its entry, or where a link to the entry leads."""
    file = Path(entry)
    return str((file.resolve() if file.is_symlink() else file).parent / name)


class PartsBeside:
    """Reads the parts of an entry from its folder, each file once; make one for each reading.

    Links may lead about within that folder. The folder is that of the entry itself, also where a
    link to the entry was named. Every start does this: a part takes a look and a read.
    """

    def __init__(self, entry: Path) -> None:
        self._entry = str(entry)
        real = os.path.realpath(entry)
        self._folder = real[: real.rfind(os.sep) + 1]
        self._taken = {real}
        self._plain: set[str] = set()

    def __call__(self, place: int | str, name: str) -> bytes:
        """A part's content. Raises AyudaError where it may not be read, or cannot be.

        ``place`` is that in the list of parts, or the path of the key that names it.
        """
        real = self._real(name)
        told = f"include[{place}]" if isinstance(place, int) else place
        where = f"{self._entry}: {told}"
        if not real.startswith(self._folder):
            raise AyudaError.of(where, "include-outside", value=name)
        if real in self._taken:
            raise AyudaError.of(where, "include-repeated", value=name)
        self._taken.add(real)
        try:
            found = os.stat(real)  # noqa: PTH116 - text: a Path takes longer than the look
            if S_ISREG(found.st_mode) and found.st_size <= LARGEST:
                with open(real, "rb", buffering=0) as file:  # noqa: PTH123
                    return file.readall()
        except OSError:
            raise self._refusal(name) from None
        if not S_ISREG(found.st_mode) and not S_ISDIR(found.st_mode):
            raise AyudaError.of(part_path(self._entry, name), "part-no-file")
        raise self._refusal(name)

    def _real(self, name: str) -> str:
        """Where a part is, all links followed."""
        path = self._folder[:-1]
        for segment in name.split("/"):
            path = f"{path}{os.sep}{segment}"
            if path not in self._plain:
                try:
                    is_link = S_ISLNK(os.lstat(path).st_mode)
                except OSError:
                    return path
                if is_link:
                    return os.path.realpath(self._folder + name)
                self._plain.add(path)
        return path

    def _refusal(self, name: str) -> AyudaError:
        """Why a part cannot be read, in the words for an entry."""
        path = Path(part_path(self._entry, name))
        try:
            read_bytes(path)
        except AyudaError as error:
            missing = error.problems[0].code == "file-missing"
            return AyudaError.of(str(path), "part-missing", value=self._entry) if missing else error
        return AyudaError.of(str(path), "part-missing", value=self._entry)
