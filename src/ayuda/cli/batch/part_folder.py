"""An output in parts: begun, or taken up where an earlier run left it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol

from ayuda.batch.parts.manifest import Manifest, PartFolder, digest_of_inputs
from ayuda.cli.session import Session
from ayuda.errors import AyudaError


class Job(Protocol):
    """What the manifest says of a job, of rows or of messages."""

    @property
    def flow(self) -> str:
        """The flow that decides."""
        ...

    @property
    def now(self) -> datetime:
        """The present, in UTC."""
        ...

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are added."""
        ...


@contextmanager
def begun_folder(
    session: Session,
    folder: PartFolder,
    job: Job,
    inputs: Sequence[object],
    settings: dict[str, str],
    options: dict[str, Any],
) -> Iterator[datetime]:
    """A folder that is this run's alone, begun or gone on with; the moment to decide as of.

    Who resumes without saying when decides as of the moment at which the folder was begun. Raises
    AyudaError where another run is at work there, or this one cannot go on with an earlier one.
    """
    with folder.locked():
        yield _begun(session, folder, job, inputs, settings, options)


def _begun(
    session: Session,
    folder: PartFolder,
    job: Job,
    inputs: Sequence[object],
    settings: dict[str, str],
    options: dict[str, Any],
) -> datetime:
    earlier = folder.begun()
    if earlier is not None and not options["resume"]:
        if earlier.parts:
            raise AyudaError.of(folder.place.url, "batch-folder-used")
        earlier = None
    is_told = earlier is None or options.get("now") is not None
    now = job.now if is_told or earlier is None else earlier.now
    policy = session.policy_file
    manifest = Manifest(
        "ayuda.manifest/1",
        job.flow,
        {"id": policy.policy.id, "sha256": policy.sha256},
        now,
        settings,
        digest_of_inputs(inputs),
        job.columns,
    )
    folder.begin(manifest, earlier)
    return now
