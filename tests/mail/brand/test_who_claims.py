"""Fraud claims to be the brand's; ordinary mail about the brand does not."""

from __future__ import annotations

import html

import pytest
from support.mail.kinds_of_claims import FRAUD
from support.mail.kinds_of_claims import Row as FraudRow
from support.mail.kinds_of_ordinary_mail import ORDINARY, Row
from support.mail.policy import load_mail
from support.mail.verdict import verdict

from ayuda.mail.evidence import Evidence
from ayuda.mail.judge import MessageChecks

CHECKS = MessageChecks(load_mail())


def page_of(text: str) -> str:
    """A text as a page, its addresses as links."""
    lines = []
    for line in text.split("\n"):
        before, scheme, rest = line.partition("https://")
        shown = html.escape(before)
        lines.append(f'{shown}<a href="https://{rest.split()[0]}">x</a>' if scheme else shown)
    return f"<div>{'<br>'.join(lines)}</div>"


def evidence(sender: str, subject: str, text: str, *, page: bool, extra: str = "") -> Evidence:
    """What is found in a message."""
    body = page_of(text) if page and not text.startswith("<") else text
    kind = "html" if body.startswith("<") else "plain"
    head = f"From: {sender}\nSubject: {subject}\n{extra}MIME-Version: 1.0\n"
    return CHECKS.evidence(f"{head}Content-Type: text/{kind}; charset=utf-8\n\n{body}\n".encode())


@pytest.mark.parametrize("page", [False, True], ids=["text", "page"])
@pytest.mark.parametrize("row", FRAUD, ids=lambda row: ascii(f"{row[0]}/{row[1]}/{row[2][:40]}"))
def test_fraud_in_the_voice_of_the_brand_is_fraudulent(row: FraudRow, page: bool) -> None:
    found = evidence(*row, page=page)
    assert found.facts["claims_amazon"] is True
    # A telephone number instead of a link: what breaks the rules is the sender.
    assert verdict(found) == "fraudulent", found.findings


@pytest.mark.parametrize("page", [False, True], ids=["text", "page"])
@pytest.mark.parametrize(
    ("row", "extra"), ORDINARY, ids=[f"{row[0]}/{row[1]}" for row, _ in ORDINARY]
)
def test_ordinary_mail_about_the_brand_claims_nothing(row: Row, extra: str, page: bool) -> None:
    found = evidence(*row, page=page, extra=extra)
    assert verdict(found) == "no-claim", found.findings
    assert not any(finding.breaks for finding in found.findings)


def test_there_are_enough_of_both() -> None:
    assert len(FRAUD) >= 300
    assert len(ORDINARY) >= 175


OTHERS = [
    ("Banco <avisos@banco.example>", "Pago en Amazon", "https://banco.example/"),
    ("News <news@news.example>", "x", "Amazon opens a warehouse. https://news.example/"),
    ("Info <info@news.example>", "Amazon", "x"),
]


@pytest.mark.parametrize(("sender", "subject", "text"), OTHERS)
def test_what_others_say_of_the_brand_is_not_its_word(sender: str, subject: str, text: str) -> None:
    rules = [finding.rule for finding in evidence(sender, subject, text, page=False).findings]
    assert "mentions-of-others" in rules
    assert "mentions" not in rules


def test_a_mention_with_a_link_of_the_brand_is_a_mention() -> None:
    text = "mira https://www.amazon.es/dp/B0"
    rules = [one.rule for one in evidence("Ana <a@b.example>", "Amazon", text, page=False).findings]
    assert "mentions" in rules
    assert "mentions-of-others" not in rules


def test_the_claim_is_offered_where_the_brand_is_mentioned_without_one() -> None:
    found = evidence("Ana <a@b.example>", "Hola", "Lo compré en Amazon", page=False)
    offers = [one.evidence for one in found.findings if one.rule == "offers-claim"]
    assert offers == ["--claims-amazon"]


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [("Ana <a@b.example>", "Hola", "Nos vemos"), ("Amazon <a@b.example>", "Hola", "x")],
    ids=["no mention", "a claim"],
)
def test_the_claim_is_not_offered_elsewhere(sender: str, subject: str, text: str) -> None:
    found = evidence(sender, subject, text, page=False)
    assert not [one for one in found.findings if one.rule in ("offers-claim", "mentions")]


def test_who_says_its_name_is_still_caught_in_the_voice_of_the_brand() -> None:
    row = ("Talleres <info@talleres.example>", "Su cuenta de Amazon ha sido bloqueada", "x")
    assert verdict(evidence(*row, page=False)) == "fraudulent"


def test_a_list_does_not_hide_a_claim() -> None:
    row = ("Support <x@q.example>", "Your Amazon account is locked", "https://q.example/")
    extra = "List-Post: <mailto:x@lists.example>\n"
    assert verdict(evidence(*row, page=False, extra=extra)) == "fraudulent"
