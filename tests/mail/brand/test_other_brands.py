"""The checks with another brand than the built-in policy's: nothing of that one stays in code."""

from __future__ import annotations

import msgspec
import pytest
from support.mail.policy import load_mail
from support.mail.verdict import by_contract

from ayuda.mail.evidence import Evidence
from ayuda.mail.judge import MessageChecks
from ayuda.model import Domain, Mail

BRANDS = ("bancosol", "ing", "ee", "o2", "c&a", "banco sol", "коала")
CLAIMS = msgspec.structs.replace(
    load_mail().claims, products=(), common_products=(), companies=(), carriers=()
)


def mail_of(brand: str) -> Mail:
    """The built-in words, with a bank of that name and one domain of its own."""
    return msgspec.structs.replace(
        load_mail(),
        brand=(brand,),
        other_words=(),
        domains=(
            Domain(
                domain="mibanco.example", kind="shop", mail=True, source="x", checked="2026-11-25"
            ),
        ),
        relays=(),
        rentable=(),
        claims=CLAIMS,
    )


def found(brand: str, sender: str, subject: str, text: str) -> tuple[str, Evidence]:
    """What the contract's rules make of a message."""
    raw = f"From: {sender}\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    evidence = MessageChecks(mail_of(brand)).evidence(raw.encode())
    facts = {**evidence.facts, "claims_amazon": evidence.facts[f"claims_{brand}"]}
    return by_contract(facts), evidence


@pytest.mark.parametrize("brand", BRANDS)
@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        ("{name} <x@evil.example>", "Aviso", "Entre en su cuenta: https://evil.example/"),
        ("Servicio {name} <x@evil.example>", "Aviso", "Hola"),
        ("Info <x@evil.example>", "Su cuenta de {name} ha sido suspendida", "Hola"),
        ("Info <x@evil.example>", "Aviso", "Your {name} account has been locked."),
        ("Info <x@evil.example>", "Aviso", "Hallo\nMit freundlichen Grüßen\n{name}"),
    ],
)
def test_fraud_in_the_name_of_any_brand_is_fraudulent(
    brand: str, sender: str, subject: str, text: str
) -> None:
    words = [one.format(name=brand.title()) for one in (sender, subject, text)]
    verdict, evidence = found(brand, *words)
    assert verdict == "fraudulent", evidence.findings


@pytest.mark.parametrize("brand", BRANDS)
@pytest.mark.parametrize(
    ("sender", "subject"),
    [
        ("Ms Green <green@school.example>", "Meeting"),
        ("El Corte Inglés <info@elcorteingles.example>", "Su pedido"),
        ("Billing <billing@saas.example>", "Your invoice"),
        ("CO2 neutral <hello@co2neutral.example>", "Your account"),
        ("Amazon.es <x@evil.example>", "Su cuenta de Amazon ha sido suspendida"),
        ("Amazon Prime <x@evil.example>", "Your Kindle account is locked"),
    ],
)
def test_other_names_claim_nothing(brand: str, sender: str, subject: str) -> None:
    verdict, evidence = found(brand, sender, subject, "Hola, su cuenta ha sido bloqueada.")
    assert verdict == "no-claim", evidence.findings


@pytest.mark.parametrize("brand", BRANDS)
def test_the_sender_of_its_own_domain_is_documented(brand: str) -> None:
    verdict, evidence = found(brand, f"{brand} <info@mibanco.example>", "Aviso", "Hola")
    assert evidence.facts["sender_is"] == "documented"
    assert verdict == "cannot-tell"
