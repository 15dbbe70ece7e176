"""The manifest of an output in parts: what it was made from, how, and what is whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from time import monotonic
from typing import Annotated, Literal

import msgspec

from ayuda.batch.parts.places import PART, Place
from ayuda.batch.summary import FIRST_ROWS, FaultyRow, Summary, added_up
from ayuda.errors import AyudaError

MANIFEST = "manifest.json"
REST = 20
"""How many times as long as the last writing took the next one waits: with ten thousand parts, to
write all of them down after each would take most of the time."""


class PartRecord(msgspec.Struct, frozen=True):
    """A part that is whole: its file, what it was made from, and what it came to."""

    name: str
    source: str
    rows: int
    outcomes: Mapping[str, int]
    undecided: int
    faulty: int
    size: int
    sha256: str
    first: tuple[FaultyRow, ...] = ()
    ignored: int = 0
    taken: Mapping[str, str] = {}
    blank: int = 0

    def summary(self) -> Summary:
        """What the part came to."""
        counts = (self.rows, self.outcomes, self.undecided, self.faulty)
        return Summary(*counts, self.first, self.ignored, self.taken, self.blank)


class Manifest(msgspec.Struct, frozen=True):
    """What an output in parts says of itself.

    ``now`` is in UTC. ``settings`` is all else that the results hang on, and ``inputs`` the digest
    of what was read. It is ``whole`` once every part is.
    """

    format: Literal["ayuda.manifest/1"]
    flow: str
    policy: Mapping[str, str]
    now: Annotated[datetime, msgspec.Meta(tz=True)]
    settings: Mapping[str, str]
    inputs: str
    columns: tuple[str, ...]
    parts: tuple[PartRecord, ...] = ()
    whole: bool = False


class PartFolder:
    """A folder of parts with its manifest.

    That is kept up to date part by part as long as this takes no time to speak of. A part that a
    killed run had not yet entered is made again.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        self._manifest: Manifest | None = None
        self._parts: dict[str, PartRecord] = {}
        self._is_behind = False
        self._next = 0.0

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Make the folder, and hold it for this run alone. Raises AyudaError where one has it.

        However the run ends, the manifest then has all parts.
        """
        with self.place.locked():
            try:
                yield
            finally:
                if self._is_behind:
                    with suppress(AyudaError):  # It only comes with another one.
                        self._write(whole=False)

    def begun(self) -> Manifest | None:
        """The manifest that an earlier run left. Raises AyudaError for a file that is none."""
        content = self.place.read(MANIFEST)
        if content is None:
            return None
        try:
            return msgspec.json.decode(content, type=Manifest)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            where = f"{self.place.url.rstrip('/')}/{MANIFEST}"
            raise AyudaError.of(where, "batch-manifest-broken", reason=str(error)) from None

    def begin(self, manifest: Manifest, earlier: Manifest | None) -> None:
        """Take up an earlier run's parts, or begin anew. Raises AyudaError where they differ."""
        if earlier is not None:
            self._check_same(manifest, earlier)
            self._parts = {part.name: part for part in earlier.parts}
        elif any(map(PART.fullmatch, names := self.place.names())) and MANIFEST not in names:
            raise AyudaError.of(self.place.url, "batch-parts-unknown")
        self._manifest = manifest
        self.place.clear()
        self._write(whole=False)

    def kept(self, name: str, source: str) -> PartRecord | None:
        """The part of that name and source that an earlier run has finished, if it is there."""
        part = self._parts.get(name)
        if part is None or part.source != source or self.place.size(name) != part.size:
            return None
        return part

    def add(self, part: PartRecord) -> None:
        """A part that is whole."""
        self._parts[part.name] = part
        self._is_behind = True
        if monotonic() >= self._next:
            self._write(whole=False)

    def finish(self, names: Iterable[str]) -> Summary:
        """Say that these parts, in order, are all; what they came to together.

        A worker that died may have left something half-written.
        """
        self.place.clear()
        self._parts = {name: self._parts[name] for name in names}
        self._write(whole=True)
        return added_up((part.summary() for part in self._parts.values()), FIRST_ROWS)

    def _write(self, *, whole: bool) -> None:
        assert self._manifest is not None
        began = monotonic()
        parts = tuple(self._parts.values())
        manifest = msgspec.structs.replace(self._manifest, parts=parts, whole=whole)
        content = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
        self.place.write(MANIFEST, content + b"\n")
        ended = monotonic()
        self._next = ended + REST * (ended - began)
        self._is_behind = False

    def _check_same(self, manifest: Manifest, earlier: Manifest) -> None:
        names = ("flow", "policy", "now", "inputs", "columns")
        differing = [name for name in names if getattr(manifest, name) != getattr(earlier, name)]
        pairs = {**earlier.settings, **manifest.settings}
        differing += [
            name for name in pairs if manifest.settings.get(name) != earlier.settings.get(name)
        ]
        if differing:
            told = ", ".join(differing)
            raise AyudaError.of(self.place.url, "batch-resume-differs", value=told)


def digest_of_inputs(inputs: Iterable[object]) -> str:
    """The digest of what is read: paths, sizes, and what changes with the content."""
    return sha256(msgspec.json.encode(list(inputs))).hexdigest()
