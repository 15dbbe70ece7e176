"""The manifest of many parts: written as often as it takes no time, whole however a run ends."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ayuda.batch.parts.manifest import MANIFEST, Manifest, PartFolder, PartRecord
from ayuda.batch.parts.places import LocalPlace
from ayuda.batch.rows.database import Limits, lent_again

PARTS = 50
SLOWLY = 0.02
NAMES = [f"part-{number:05}-a.csv" for number in range(PARTS)]


class SlowPlace(LocalPlace):
    """A folder in which it takes long to write, as in one far away."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.written = 0

    def write(self, name: str, content: bytes) -> None:
        self.written += 1
        time.sleep(SLOWLY)
        super().write(name, content)


def begun(place: LocalPlace) -> PartFolder:
    folder = PartFolder(place)
    now = datetime(2026, 11, 23, tzinfo=UTC)
    folder.begin(Manifest("ayuda.manifest/1", "cancel", {}, now, {}, "", ()), None)
    return folder


def part(name: str) -> PartRecord:
    return PartRecord(name, "a.csv", 1, {"cancel-now": 1}, 0, 0, 1, "")


def ended_by(error: BaseException, folder: PartFolder, *, spoilt: Path | None = None) -> None:
    """A run that makes all parts, and then ends so."""
    with folder.locked():
        for name in NAMES:
            folder.add(part(name))
        if spoilt is not None:
            spoilt.unlink()
            spoilt.mkdir()
        raise error


def names_in(folder: Path) -> list[str]:
    manifest = PartFolder(LocalPlace(str(folder))).begun()
    assert manifest is not None
    return [record.name for record in manifest.parts]


def test_where_writing_takes_long_many_parts_are_entered_at_once(tmp_path: Path) -> None:
    place = SlowPlace(tmp_path)
    folder = begun(place)
    with folder.locked():
        for name in NAMES:
            folder.add(part(name))
    assert place.written < PARTS / 5
    assert names_in(tmp_path) == NAMES


@pytest.mark.parametrize("raised", [KeyboardInterrupt, OSError])
def test_a_run_that_ends_early_leaves_all_its_parts_entered(
    raised: type[BaseException], tmp_path: Path
) -> None:
    folder = begun(SlowPlace(tmp_path))
    with pytest.raises(raised):
        ended_by(raised(), folder)
    assert names_in(tmp_path) == NAMES


def test_where_the_manifest_cannot_be_written_at_the_end_the_first_error_is_told(
    tmp_path: Path,
) -> None:
    folder = begun(SlowPlace(tmp_path))
    message = "the first one"
    with pytest.raises(ValueError, match=message):
        ended_by(ValueError(message), folder, spoilt=tmp_path / MANIFEST)


def test_a_database_is_lent_again_until_something_fails_in_it() -> None:
    limits = Limits(threads=1)
    message = "failed"
    with lent_again() as lend:
        with lend(limits) as first:
            first.execute("CREATE TABLE kept (x INTEGER)")
        with lend(limits) as second:
            assert second is first
            with lend(limits) as other:  # While it is lent, nobody else gets it.
                assert other is not first
        with pytest.raises(ValueError, match=message), lend(Limits()) as third:
            raise ValueError(message)
        with lend(Limits()) as fourth:
            assert fourth is not third
