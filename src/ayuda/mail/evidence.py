"""What the checks of an e-mail hand to the engine: facts, and what was found where."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from ayuda.mail_vocabulary import FindingId


class Place(msgspec.Struct, frozen=True):
    """Where something stands.

    ``part`` is an option (``--sender``), a header (``header From``) or a part of the message
    (``1.2 text/html``). ``start`` and ``end`` count bytes in the file as it was given; of an
    option's value they count characters.
    """

    part: str
    start: int
    end: int


DECODED = ", decoded: "
"""Stands in the part of a place that counts in an attachment once it is decoded."""


class Finding(msgspec.Struct, frozen=True):
    """One thing that was found.

    ``rule`` is an id of the policy's ``mail.findings``, which has the words for it, says whether
    it ``breaks`` a rule and cites the ``statement``. ``evidence`` is the raw text: whoever shows
    it must defang links and make control characters visible.
    """

    rule: FindingId
    breaks: bool
    statement: str | None
    evidence: str
    where: Place


class Evidence(msgspec.Struct, frozen=True):
    """Facts for the engine, by fact id, and the findings they rest on.

    ``judged_part`` is the path of the attached message that was judged; of the message itself it
    is empty. ``headers`` are the names and the decoded texts of the headers that people look at.
    """

    facts: Mapping[str, str | bool] = {}
    findings: tuple[Finding, ...] = ()
    judged_part: str = ""
    headers: tuple[tuple[str, str], ...] = ()


def moved(evidence: Evidence, offset: int | None) -> Evidence:
    """The evidence of a message that begins at the byte ``offset`` of its file (None: nowhere)."""
    if not offset:
        return evidence
    findings = tuple(_moved(finding, offset) for finding in evidence.findings)
    return msgspec.structs.replace(evidence, findings=findings)


def _moved(finding: Finding, offset: int) -> Finding:
    where = finding.where
    if DECODED in where.part:
        return finding
    place = Place(where.part, where.start + offset, where.end + offset)
    return msgspec.structs.replace(finding, where=place)
