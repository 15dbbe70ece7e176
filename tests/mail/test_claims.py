"""What is a claim to be the brand's, and what only mentions it: in the words of real mail."""

from __future__ import annotations

import pytest
from support.mail.policy import load_mail
from support.mail.verdict import verdict

from ayuda.mail.judge import MessageChecks

CHECKS = MessageChecks(load_mail())
SHOP = "http://shop.example/x"
QUOTED = (
    "<div>yes</div><div>On Mon, Jun 3, 2024 at 9:12 AM Ann &lt;a@b.example&gt; wrote:<br></div>"
    "<blockquote><p>Regards,<br>The Amazon Team</p></blockquote>"
)

IMPERSONATIONS = [
    ("ΑΜΑΖΟΝ <x@q.example>", "hi", "x"),
    ("АМАZОN <x@q.example>", "hi", "x"),
    ("Amazon® Prime <x@q.example>", "hi", "x"),
    ("AmazonService <x@q.example>", "hi", "x"),
    ("Amazon-Sicherheit <x@q.example>", "hi", "x"),
    ("account-update@amazon.com.secure-login.example", "hi", "x"),
    ("Support <amazonsupport@q.example>", "hi", "x"),
    ("Support <amazon.support@q.example>", "hi", "x"),
    ("no-reply <a@q.example>", "Your Amazon Prime Membership has been suspended", "x"),
    ("x <a@q.example>", "Amazon Notification: payment declined", "x"),
    ("x <a@q.example>", "【Amazon】お支払い方法を更新してください", "x"),
    (
        "Prime <a@q.example>",
        "Renew",
        f"Your Amazon Prime membership expired. Update your card: {SHOP}",
    ),
    (
        "Service <a@q.example>",
        "Locked",
        "Verify it.\n\nThank you for shopping with us.\nAmazon.com",
    ),
    ("Service client <a@q.example>", "Compte", "Cher client Amazon,\nVeuillez confirmer"),
    ("Kundenservice <a@q.example>", "Konto", "Sehr geehrter Amazon-Kunde,\nbitte"),
    (
        "info <a@q.example>",
        "Datos",
        "Hay un problema con su cuenta de Amazon.\nActualice su tarjeta.",
    ),
    ("info <a@q.example>", "Alert", "<p>© 1996-2024, Amazon.com, Inc. or its affiliates</p>"),
    ("info <a@q.example>", "Alert", "<table><tr><td>amazon</td></tr><tr><td>Hi</td></tr></table>"),
    (
        "info <a@q.example>",
        "Order",
        "<p>Your Amazon order is placed.</p><p>Call Amazon support.</p>",
    ),
]
ORDINARY = [
    (
        "Book <n@book.example>",
        "New!",
        "Thank you for reading!\nBuy on Amazon | Kobo\nRegards,\nAnn",
    ),
    ("Keepa <x@keepa.example>", "Amazon price drop: Kindle", "Now at 50 EUR"),
    ("Quora <d@quora.example>", "Why is Amazon so successful?", "Answer: Amazon is..."),
    (
        "Shop <s@shop.example>",
        "Tu pedido 123",
        "Pagado con Amazon Pay. Gracias,\nEl equipo de Shop",
    ),
    ("Maker <s@maker.example>", "Thanks", "Thank you for purchasing from our Amazon store."),
    (
        "Tech <s@tech.example>",
        "Tech today: Amazon and Apple",
        "Amazon said...\n\nThanks,\nTech team",
    ),
    (
        "Survey <s@sv.example>",
        "Win a $100 Amazon gift card",
        "Amazon.com is not a sponsor of this.",
    ),
    ("Bank <s@bank.example>", "Card alert", "A purchase of $12 at AMZN MKTP US."),
    ("IFTTT <s@ifttt.example>", "New applets", "Connect your Amazon Alexa account to Spotify"),
    ("UPS <s@ups.com>", "UPS Update: Package from AMAZON", "x"),
    (
        "Ana <a@c.example>",
        "Problem with my Amazon order",
        "My Amazon account is locked. Please help.",
    ),
    ("Ana <a@c.example>", "Ayuda", "Mi pedido de Amazon no llega y mi cuenta de Amazon no va."),
    ("Dr <s@uni.example>", "Amazon rainforest workshop", "Deforestation in the Amazon"),
    (
        "Podcast <s@pod.example>",
        "Ep 12",
        "Listen on: Apple | Amazon Music\n\nThanks,\nThe Pod team",
    ),
    (
        "Author <s@a.example>",
        "My novel",
        f"<h1>Out now</h1><p>Get it:</p><a href={SHOP}>Amazon</a><p>As an Amazon Associate I earn.</p>",
    ),
    (
        "Author <s@a.example>",
        "My novel",
        f"<a href={SHOP}>www.amazon.com/dp/B0</a><p>Thanks,<br>Ann</p>",
    ),
]


def judged(sender: str, subject: str, body: str, *, extra: str = "") -> str:
    kind = "html" if body.startswith("<") else "plain"
    head = f"From: {sender}\nSubject: {subject}\n{extra}MIME-Version: 1.0\n"
    raw = f"{head}Content-Type: text/{kind}; charset=utf-8\n\n{body}\n".encode()
    return verdict(CHECKS.evidence(raw))


@pytest.mark.parametrize(("sender", "subject", "body"), IMPERSONATIONS)
def test_impersonations_are_fraudulent(sender: str, subject: str, body: str) -> None:
    assert judged(sender, subject, body) == "fraudulent"


@pytest.mark.parametrize(("sender", "subject", "body"), ORDINARY)
def test_ordinary_mail_claims_nothing(sender: str, subject: str, body: str) -> None:
    assert judged(sender, subject, body) == "no-claim"


def test_an_answer_that_quotes_the_brand_cannot_be_told() -> None:
    extra = "In-Reply-To: <1@x>\n"
    assert (
        judged("Bob <b@x.example>", "Re: Your Amazon order", QUOTED, extra=extra) == "cannot-tell"
    )


def test_a_discussion_about_the_brand_claims_nothing() -> None:
    extra = "List-Post: <mailto:x@lists.example>\n"
    body = "The login with my Amazon account fails.\nJohn"
    assert judged("J <j@x.example>", "[list] Amazon account fails", body, extra=extra) == "no-claim"
