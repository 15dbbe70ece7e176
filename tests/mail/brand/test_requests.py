"""One-time codes are no request; names that others have filled in are warned of."""

from __future__ import annotations

import pytest
from support.mail.builder import word
from support.mail.policy import load_mail

from ayuda.mail.judge import MessageChecks

CHECKS = MessageChecks(load_mail())
CODES = (
    "For security, the recipient of this package must provide this one-time password to the driver.",
    "Enter this one-time password to confirm: 123456.",
    "Please provide the delivery password to the driver.",
    "Introduzca esta contraseña de un solo uso: 123456.",
    "Facilite al repartidor esta contraseña temporal.",
    "Saisissez ce mot de passe à usage unique : 123456.",
    "Indiquez ce mot de passe temporaire au livreur.",
    "Geben Sie dieses Einmalpasswort ein: 123456.",
    "Geben Sie dem Fahrer das Einmal-Passwort.",
    "Inserisci questa password monouso: 123456.",
    "Fornisci la password temporanea al corriere.",
    "Introduza esta senha de uso único: 123456.",
    "Insira a palavra-passe de utilização única.",
)
REQUESTS = (
    "Enter the one-time password and your credit card number.",
    "Please confirm your password.",
    "Introduzca la contraseña de un solo uso y su tarjeta.",
    "Confirme su contraseña.",
    "Geben Sie das Einmalpasswort und Ihr Passwort ein.",
    "Saisissez votre mot de passe.",
    "Inserisci la password monouso e la carta di credito.",
    "Introduza a sua palavra-passe.",
)
ASKED = {"asks-personal-data", "asks-payment-update"}


def rules(sender: str, text: str, *, to: str = "x@example.net", proven: bool = False) -> set[str]:
    results = "Authentication-Results: mx.example.es; dkim=pass header.d=amazon.es\n"
    received = "Received: from a by mx.example.es with ESMTPS; Mon, 3 Jun 2024 09:12:01 +0200\n"
    head = f"From: {sender}\nTo: {to}\nSubject: x\nDate: Mon, 3 Jun 2024 09:12:00 +0200\n"
    kind = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
    raw = f"{received + results if proven else ''}{head}{kind}{text}\n".encode()
    found = CHECKS.evidence(raw, trusted_servers=("mx.example.es",))
    assert found.facts["proven"] is proven
    return {finding.rule for finding in found.findings}


@pytest.mark.parametrize("text", CODES)
def test_a_code_that_is_used_once_is_no_personal_data(text: str) -> None:
    assert ASKED.isdisjoint(rules("Amazon.es <x@amazon.es>", text))


@pytest.mark.parametrize("text", REQUESTS)
def test_what_is_asked_beside_a_code_is_still_asked(text: str) -> None:
    assert not ASKED.isdisjoint(rules("Amazon.es <x@amazon.es>", text))


NAMES = (
    "Hello Your order of 999 USD is charged call +1 (888) 555-0100,\nthanks",
    "Hola, llame al 900 123 456:\nsu pedido",
    "Estimado Cargo de 499 EUR 34 900 123 456,\nx",
    "Hallo Rufen Sie 0800 1234567 an,\nx",
    "Bonjour Appelez le 01 23 45 67 89,\nx",
    "Ciao Chiama subito,\nx",
    "Olá Ligue já,\nx",
)
PLAIN_NAMES = (
    "Hola, Lucía:\nTu pedido 405-1234567-7654321 ha sido enviado.",
    "Hola Lucía, tu pedido 405-1234567-7654321 ha sido enviado.",
    "Hello Lucy,\nVisit My orders.",
    "Hello,\nCall us at 900 123 456.",
    "Guten Tag Lucia,\nIhre Bestellung vom 3. Juni 2024.",
)


@pytest.mark.parametrize("text", NAMES)
def test_a_name_that_asks_is_warned_of_in_a_proven_message(text: str) -> None:
    assert "name-asks" in rules("Amazon.es <x@amazon.es>", text, proven=True)
    assert "name-asks" not in rules("Amazon.es <x@amazon.es>", text)


@pytest.mark.parametrize("text", PLAIN_NAMES)
def test_a_name_alone_is_no_warning(text: str) -> None:
    assert "name-asks" not in rules("Amazon.es <x@amazon.es>", text, proven=True)


def test_the_names_of_headers_are_looked_at() -> None:
    to = f"{word('Llame al +34 900 123 456')} <x@example.net>"
    assert "name-asks" in rules("Amazon.es <x@amazon.es>", "x", to=to, proven=True)
    sender = '"Tienda - llame al 900 123 456" <a@marketplace.amazon.es>'
    assert "name-asks" in rules(sender, "x", proven=True)
