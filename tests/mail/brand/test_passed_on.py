"""What a customer passes on or pastes is never held against the customer."""

from __future__ import annotations

import pytest
from support.mail.kinds_of_forwards import (
    CUSTOMERS,
    FRAUD,
    LABELS,
    PREFIXES,
    STYLES,
    passed_on,
    raw_of,
)
from support.mail.policy import load_mail
from support.mail.verdict import verdict

from ayuda.mail.judge import MessageChecks

CHECKS = MessageChecks(load_mail())
ROWS = tuple(passed_on())
PASSED_ON = {"forwarded-inline", "forward-prefix", "pasted-text"}


@pytest.mark.parametrize("style", STYLES, ids=["text", "lines", "bold", "table"])
@pytest.mark.parametrize("language", sorted(LABELS))
def test_a_forward_in_every_language_of_every_program_cannot_be_told(
    language: str, style: str
) -> None:
    rows = [row for row in ROWS if row[0].startswith(f"{language}-")]
    assert len(rows) >= 20
    for name, sender, subject, text in rows[STYLES.index(style) :: 2]:
        found = CHECKS.evidence(raw_of(sender, subject, text, style))
        rules = {finding.rule for finding in found.findings}
        assert verdict(found) == "cannot-tell", (name, found.findings)
        assert "forwarded-inline" in rules, (name, found.findings)


@pytest.mark.parametrize("style", STYLES, ids=["text", "lines", "bold", "table"])
@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (row, "forward-prefix" if row[0].startswith("prefix") else "pasted-text")
        for row in ROWS
        if row[0].startswith(("prefix", "pasted"))
    ],
    ids=[row[0] for row in ROWS if row[0].startswith(("prefix", "pasted"))],
)
def test_a_prefix_or_a_persons_own_words_keep_from_a_verdict(
    row: tuple[str, str, str, str], rule: str, style: str
) -> None:
    found = CHECKS.evidence(raw_of(*row[1:], style))
    assert verdict(found) == "cannot-tell", found.findings
    assert rule in {finding.rule for finding in found.findings}


@pytest.mark.parametrize("sender", CUSTOMERS)
def test_a_customers_own_address_is_never_evidence(sender: str) -> None:
    found = CHECKS.evidence(raw_of(sender, "Fwd: Su cuenta de Amazon ha sido suspendida", FRAUD))
    assert not any(finding.breaks for finding in found.findings)
    assert not any(finding.rule.startswith("sender-") for finding in found.findings)


@pytest.mark.parametrize("sender", ["Amazon <x@q.example>", "x <amazon@q.example>", "x@amaz0n.es"])
@pytest.mark.parametrize("prefix", PREFIXES)
def test_who_pretends_does_not_escape_by_a_prefix(prefix: str, sender: str) -> None:
    found = CHECKS.evidence(raw_of(sender, f"{prefix}: Su cuenta", FRAUD))
    assert verdict(found) == "fraudulent"


@pytest.mark.parametrize("row", ROWS[::37], ids=[row[0] for row in ROWS[::37]])
def test_who_pretends_does_not_escape_by_what_stands_in_the_text(
    row: tuple[str, str, str, str],
) -> None:
    found = CHECKS.evidence(raw_of('"Amazon.es" <x@q.example>', row[2], row[3]))
    assert verdict(found) == "fraudulent"
    assert PASSED_ON.isdisjoint(finding.rule for finding in found.findings)


VOICED = [
    ("You received this email because you are a customer of Amazon.", "Your account is locked."),
    ("Este correo de Amazon es para informarle.", "Su cuenta ha sido suspendida."),
    ("Ha recibido este correo porque es cliente.", "Su cuenta de Amazon ha sido suspendida."),
]


@pytest.mark.parametrize(("opening", "text"), VOICED)
def test_fraud_that_speaks_of_itself_is_no_pasted_text(opening: str, text: str) -> None:
    body = f"{opening}\n{text}\nhttps://q.example/\n\nEl equipo de Amazon"
    assert verdict(CHECKS.evidence(raw_of("Info <x@q.example>", "Aviso", body))) == "fraudulent"


ORDINARY = [
    ("Ana <ana@example.org>", "Fwd: cena", "Nos vemos el jueves."),
    ("Ana <ana@example.org>", "Fwd: Amazon abre un almacén", "https://eldiario.example/a"),
    (
        "Ana <ana@example.org>",
        "RV: fotos",
        "De: Luis <luis@example.org>\nAsunto: fotos\n\nAhí van.",
    ),
    ("Ana <ana@example.org>", "hola", "He recibido este correo de Luis.\nUn saludo"),
]


@pytest.mark.parametrize(("sender", "subject", "text"), ORDINARY)
def test_passing_on_what_claims_nothing_is_ordinary(sender: str, subject: str, text: str) -> None:
    assert verdict(CHECKS.evidence(raw_of(sender, subject, text))) == "no-claim"
