"""A batch of rows: files to one output, to standard output or to parts, here or on a cluster."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

import msgspec

from ayuda.batch.formats import WORKBOOKS, RowFormat
from ayuda.batch.output import Target, ending_of
from ayuda.batch.parts.edition import edition
from ayuda.batch.parts.manifest import PartFolder, PartRecord
from ayuda.batch.parts.part_work import decide_part
from ayuda.batch.parts.partitions import LARGEST, Partition, partitions
from ayuda.batch.parts.places import is_remote, place_of
from ayuda.batch.parts.sequence import decide_parts
from ayuda.batch.rows.database import Limits, Watch, lent_again
from ayuda.batch.rows.job import RowJob
from ayuda.batch.rows.layout import AS_SHOWN
from ayuda.batch.rows.reading.files import RowFile, check_alike, row_file
from ayuda.batch.rows.row_batch import RowBatch
from ayuda.batch.summary import Summary
from ayuda.cli.batch.inputs import Inputs, files_of, refuse_read_once
from ayuda.cli.batch.options import Output, row_job
from ayuda.cli.batch.part_folder import begun_folder
from ayuda.cli.endings import EndingsLater
from ayuda.cli.session import Session
from ayuda.errors import AyudaError
from ayuda.policy.load import built_in_path, parts_beside
from ayuda.ui.progress import Progress


def decide_rows(
    session: Session, flow: str, inputs: Sequence[str], output: Output, options: dict[str, Any]
) -> Summary:
    """Decide the rows of all inputs. Raises AyudaError."""
    now = session.setting(options).now
    job = row_job(session, flow, now, options)
    if output.is_folder:
        return _in_parts(session, job, inputs, output, options)
    if options["resume"]:
        raise AyudaError.of("--resume", "batch-resume-needs-folder")
    with files_of(inputs) as found:
        try:
            return found.named_summary(_to_one(session, job, found, output, options))
        except AyudaError as error:
            raise found.named(error) from None


def _to_one(
    session: Session, job: RowJob, found: Inputs, output: Output, options: dict[str, Any]
) -> Summary:
    """All rows to one file, or to standard output."""
    files = [row_file(path, job.layout) for path in found.paths]
    check_alike(files)
    batch = RowBatch(job, session.policy, session.texts, Limits())
    total = sum(file.size for file in files)
    with Progress(session.texts, sys.stderr, monotonic, total) as progress:
        if output.path is not None:
            kind = output.format or files[0].format
            target = Target(_free_path(output.path, files), kind, output.compression)
            return batch.decide(files, target, progress.share)
        if options["summary"]:
            return batch.decide(files, None, progress.share)
        with TemporaryDirectory(prefix="ayuda-") as folder:
            target = Target(Path(folder, "output"), _shown_format(output, files[0]))
            summary = batch.decide(files, target, progress.share)
            _print_file(target.path)
            return summary


def _shown_format(output: Output, first: RowFile) -> RowFormat:
    """The format on standard output: the input's own, or CSV for what nobody can read there."""
    is_shown = sys.stdout.isatty()
    if output.format in WORKBOOKS or (output.format == "parquet" and is_shown):
        raise AyudaError.of("--format", "batch-needs-file")
    if output.format is None and first.format in {"parquet", *WORKBOOKS}:
        return "csv"
    return output.format or first.format


def _print_file(path: Path) -> None:
    """Copy a whole file to standard output. Raises OSError."""
    sys.stdout.flush()
    with path.open("rb") as file:
        shutil.copyfileobj(file, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _free_path(told: str, files: Sequence[RowFile]) -> Path:
    path = Path(told)
    if path.exists() and any(path.samefile(file.path) for file in files):
        raise AyudaError.of(told, "batch-output-is-input")
    return path


def _in_parts(
    session: Session,
    job: RowJob,
    inputs: Sequence[str],
    output: Output,
    options: dict[str, Any],
) -> Summary:
    """The rows of every partition to a part of its own."""
    assert output.path is not None
    cluster = options.get("cluster")
    refuse_read_once(inputs)
    ending = None if output.format is None else ending_of(output.format, "none")
    if cluster:  # Workers are in folders of their own.
        inputs = [told if is_remote(told) else str(Path(told).absolute()) for told in inputs]
    parts = partitions(inputs, ending, job.layout, cut=LARGEST if cluster else None)
    folder = PartFolder(place_of(output.path))
    settings = _settings(job, output, cut=bool(cluster))
    read = [part.source for part in parts]
    with begun_folder(session, folder, job, read, settings, options) as now:
        return _decide_parts(session, msgspec.structs.replace(job, now=now), parts, folder, cluster)


def _decide_parts(
    session: Session,
    job: RowJob,
    parts: Sequence[Partition],
    folder: PartFolder,
    cluster: str | None,
) -> Summary:
    total = sum(part.size for part in parts)
    with Progress(session.texts, sys.stderr, monotonic, total) as progress:
        if cluster:
            return _on_cluster(session, cluster, job, parts, folder, progress)

        with lent_again() as lend:
            batch = RowBatch(job, session.policy, session.texts, Limits(), lend=lend)

            def decide(partition: Partition, watch: Watch) -> PartRecord:
                return decide_part(batch, partition, folder.place, watch)

            return decide_parts(folder, parts, decide, progress.share)


def _on_cluster(
    session: Session,
    address: str,
    job: RowJob,
    parts: Sequence[Partition],
    folder: PartFolder,
    progress: Progress,
) -> Summary:
    from ayuda.batch.parts.cluster import ClusterJob, Way, decide_on_cluster
    from ayuda.cli.batch.cluster_worker import work

    file = session.policy_file
    is_own = Path(file.path) != built_in_path()
    policy = Path(file.path).read_bytes() if is_own else None
    policy_parts = parts_beside(file) if is_own else {}
    url = folder.place.url
    told = ClusterJob(
        job, url if is_remote(url) else str(Path(url).absolute()), policy, policy_parts
    )
    way = Way(address, EndingsLater)
    return decide_on_cluster(way, told, parts, work, folder, progress.share)


def _settings(job: RowJob, output: Output, *, cut: bool) -> dict[str, str]:
    """All that the parts hang on, besides what the manifest says by name."""
    told = {
        "map": dict(job.facts),
        "value": {column: dict(cells) for column, cells in job.values.items()},
        "constants": dict(job.constants),
        "ignored": {column: list(cells) for column, cells in job.ignored.items()},
        "dates": dict(job.dates),
        "date_form": job.date_form,
        "marks": dict(job.marks),
        "mark": job.mark,
        "layout": None if job.layout == AS_SHOWN else msgspec.structs.asdict(job.layout),
        "only": list(job.only),
        "region": job.region,
        "lang": job.language,
        "format": output.format,
        "spreadsheet_safe": job.spreadsheet_safe,
        "cut": cut,
        "version": edition(),
    }
    return {name: msgspec.json.encode(value).decode() for name, value in told.items() if value}
