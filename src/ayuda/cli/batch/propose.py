"""``batch --propose``: a mapping of the inputs, to be looked at and kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ayuda.batch.proposal import proposal_of
from ayuda.batch.proposal_text import proposal_text
from ayuda.batch.rows.reading.files import check_alike, row_file
from ayuda.batch.rows.reading.sample import sample_of
from ayuda.cli.batch.inputs import files_of
from ayuda.cli.batch.options import row_job
from ayuda.cli.session import Session
from ayuda.errors import AyudaError

IDLE = (
    *("output", "format", "map", "value", "mapping", "dates", "columns", "only", "summary"),
    *("spreadsheet_safe", "resume", "cluster", "json"),
)
"""Options that would do nothing."""


def refuse_idle_options(options: dict[str, Any]) -> None:
    """Raise AyudaError for options that only a batch that decides can follow."""
    given = [f"--{name.replace('_', '-')}" for name in IDLE if options.get(name)]
    if given:
        raise AyudaError.of("--propose", "batch-propose-alone", options=", ".join(given))


def proposed(session: Session, flow: str, inputs: Sequence[str], options: dict[str, Any]) -> str:
    """The mapping that is proposed for the inputs. Raises AyudaError."""
    job = row_job(session, flow, session.setting(options).now, options)
    with files_of(inputs) as found:
        try:
            files = [row_file(path, job.layout) for path in found.paths]
            check_alike(files)
            sample = sample_of(files)
        except AyudaError as error:
            raise found.named(error) from None
    proposal = proposal_of(job, session.policy, sample)
    return proposal_text(session.texts, session.policy, proposal, sample, job.layout)
