"""Where parts are kept: a folder of this machine, or one of a store that fsspec reaches."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from ayuda.batch.parts.locks import LOCK, leased, locked_file
from ayuda.errors import AyudaError

REMOTE = "://"
PART = re.compile(r"part-\d{5,}[-.].+")
HALF_WRITTEN = re.compile(r"\.(part-\d{5,}[-.].+|manifest\.json(\.\d+)?)\.part(\.lines)?")
"""What only an earlier run can have left: the names under which parts are written."""


class Place(Protocol):
    """A folder: whatever is written to it appears under its name only when it is whole.

    All methods raise AyudaError that names the folder where it does not work.
    """

    url: str

    def locked(self) -> AbstractContextManager[None]:
        """Make the folder, and hold it for this run alone."""
        ...

    def clear(self) -> None:
        """Take away what an earlier run left half-written, and nothing else."""
        ...

    def names(self) -> list[str]:
        """The names of what is there."""
        ...

    def read(self, name: str) -> bytes | None:
        """A small file's content; None where there is none."""
        ...

    def write(self, name: str, content: bytes) -> None:
        """Write or replace a small file."""
        ...

    def size(self, name: str) -> int | None:
        """A file's size in bytes; None where there is none."""
        ...

    def path(self, name: str) -> Path | None:
        """The file's path on this machine, if it has one."""
        ...

    def put(self, source: Path, name: str) -> None:
        """Copy a file of this machine into the folder."""
        ...


def is_remote(path: str) -> bool:
    """Whether a path is an address that fsspec has to read."""
    return REMOTE in path


def place_of(folder: str) -> Place:
    """The place that a folder's path or address stands for."""
    return StorePlace(folder) if is_remote(folder) else LocalPlace(folder)


class LocalPlace:
    """A folder of this machine."""

    def __init__(self, folder: str) -> None:
        self.url = folder
        self.folder = Path(folder)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Make the folder, and hold it for this run alone."""
        with ExitStack() as held:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                has_locks = held.enter_context(locked_file(self.folder / LOCK))
            except OSError as error:
                raise self._failed(error) from None
            if not has_locks:
                held.enter_context(leased(self))
            yield

    def clear(self) -> None:
        """Take away what an earlier run left half-written."""
        try:
            for name in self.names():
                if HALF_WRITTEN.fullmatch(name):
                    (self.folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise self._failed(error) from None

    def names(self) -> list[str]:
        """The names of what is there."""
        try:
            return [path.name for path in self.folder.iterdir()]
        except OSError as error:
            raise self._failed(error) from None

    def create(self, name: str, content: bytes) -> bool:
        """Write a small file, unless there is one of that name."""
        try:
            with (self.folder / name).open("xb") as file:
                file.write(content)
        except FileExistsError:
            return False
        except OSError as error:
            raise self._failed(error) from None
        return True

    def remove(self, name: str) -> None:
        """Take a file away."""
        try:
            (self.folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise self._failed(error) from None

    def read(self, name: str) -> bytes | None:
        """A small file's content; None where there is none."""
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._failed(error) from None

    def write(self, name: str, content: bytes) -> None:
        """Write or replace a small file."""
        beside = self.folder / f".{name}.{os.getpid()}.part"
        try:
            beside.write_bytes(content)
            beside.replace(self.folder / name)
        except OSError as error:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise self._failed(error) from None

    def size(self, name: str) -> int | None:
        """A file's size in bytes; None where there is none."""
        try:
            return (self.folder / name).stat().st_size
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._failed(error) from None

    def path(self, name: str) -> Path | None:
        """The file's path."""
        return self.folder / name

    def put(self, source: Path, name: str) -> None:
        """Copy a file into the folder."""
        self.write(name, source.read_bytes())

    def _failed(self, error: OSError) -> AyudaError:
        reason = error.strerror or str(error)
        return AyudaError.of(self.url, "batch-not-written", reason=reason)


class StorePlace:
    """A folder of a store, by its address."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.store, self.root = store_of(self.url)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Make the folder where the store has such a thing, and leave word of this run there."""
        self._try(lambda: self.store.makedirs(self.root, exist_ok=True))
        with leased(self):
            yield

    def clear(self) -> None:
        """Take away what an earlier run left half-written."""

        def clear() -> None:
            for name in self.names():
                if HALF_WRITTEN.fullmatch(name):
                    self.store.rm_file(self._at(name))

        self._try(clear)

    def names(self) -> list[str]:
        """The names of what is there."""
        try:
            self.store.invalidate_cache()
            found = self.store.ls(self.root, detail=False)
        except FileNotFoundError:
            return []
        except Exception as error:  # noqa: BLE001 - every store has errors of its own
            raise self._failed(error) from None
        return [str(path).rstrip("/").rpartition("/")[2] for path in found]

    def create(self, name: str, content: bytes) -> bool:
        """Write a small file, unless there is one of that name, as far as the store can tell."""
        if self.read(name) is not None:
            return False
        try:
            self.store.pipe_file(self._at(name), content, mode="create")
        except FileExistsError:
            return False
        except (NotImplementedError, TypeError):  # The store cannot promise it.
            self.write(name, content)
        except Exception as error:  # noqa: BLE001 - every store has errors of its own
            raise self._failed(error) from None
        return self.read(name) == content

    def remove(self, name: str) -> None:
        """Take a file away."""

        def remove() -> None:
            with suppress(FileNotFoundError):
                self.store.rm_file(self._at(name))

        self._try(remove)

    def read(self, name: str) -> bytes | None:
        """A small file's content; None where there is none."""
        try:
            content: bytes = self.store.cat_file(self._at(name))
        except FileNotFoundError:
            return None
        except Exception as error:  # noqa: BLE001 - every store has errors of its own
            raise self._failed(error) from None
        return content

    def write(self, name: str, content: bytes) -> None:
        """Write or replace a small file: stores show an object only when it is whole."""
        self._try(lambda: self.store.pipe_file(self._at(name), content))

    def size(self, name: str) -> int | None:
        """A file's size in bytes; None where there is none."""
        try:
            return int(self.store.info(self._at(name))["size"])
        except FileNotFoundError:
            return None
        except Exception as error:  # noqa: BLE001 - every store has errors of its own
            raise self._failed(error) from None

    def path(self, name: str) -> Path | None:
        """None: it is elsewhere."""
        del name
        return None

    def put(self, source: Path, name: str) -> None:
        """Copy a file of this machine into the folder, under its name only when it is whole."""

        def copy() -> None:
            beside = self._at(f".{name}.part")
            self.store.put_file(str(source), beside)
            self.store.mv(beside, self._at(name))

        self._try(copy)

    def _at(self, name: str) -> str:
        return f"{self.root}/{name}"

    def _try(self, action: Any) -> None:  # noqa: ANN401 - whatever the store gives back
        try:
            action()
        except Exception as error:  # noqa: BLE001 - every store has errors of its own
            raise self._failed(error) from None

    def _failed(self, error: Exception) -> AyudaError:
        reason = str(error) or type(error).__name__
        return AyudaError.of(self.url, "batch-not-written", reason=reason)


def store_of(url: str) -> tuple[Any, str]:
    """The store of an address, and the path in it. Raises AyudaError for one not to be had."""
    try:
        import fsspec
    except ImportError:
        raise AyudaError.of(url, "batch-cluster-missing") from None
    try:
        store, path = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError, OSError) as error:
        raise AyudaError.of(url, "batch-store-unknown", reason=str(error)) from None
    return store, str(path)
