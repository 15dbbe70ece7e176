"""A message made of a kind and a seed: what it says, and its bytes."""

from __future__ import annotations

import quopri
from datetime import datetime, timedelta
from email.header import Header
from html import escape
from random import Random

import msgspec

from ayuda.model import Language, Mail
from ayuda.train.mail.kinds import Kind, fillings

CRLF = "\r\n"


class Built(msgspec.Struct, frozen=True, kw_only=True):
    """A message as it is written, before it is bytes.

    ``links`` are shown texts with their targets; ``service_word`` is what the mail service has put
    on top, and ``attachment`` the name of a file. ``ordered`` is the customer's own order.
    """

    sender_name: str
    sender: str
    to: str
    at: datetime
    subject: str
    lines: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    fields: tuple[str, ...]
    attachment: str | None
    service: str
    service_word: str
    is_plain: bool
    ordered: str
    order: str


def build(mail: Mail, kind: Kind, seed: int, language: Language, now: datetime) -> Built:
    """The message of a kind that grows from a seed. ``now`` and the message's moment are in UTC."""
    draw = Random(f"{kind.id}/{seed}")  # noqa: S311 - messages to learn with
    filled = fillings()
    way = kind.way
    shop, abroad = _shops(mail)
    words = _words(mail, shop, language, draw, now)
    telling = kind.story.told(language)
    subject = _fill(telling.subject, words)
    lines = [_fill(line, words) for line in telling.lines]
    host = {
        "shop": shop,
        "abroad": abroad,
        "relay": next((relay for relay in mail.relays if relay.endswith(shop)), shop),
        "look-alike": draw.choice(filled.look_alike).format(brand=mail.brand[0]),
        "elsewhere": draw.choice(filled.elsewhere),
        "other": draw.choice(filled.others),
    }
    sender_host = host[way.sender]
    box = {"relay": words["code"].lower(), "other": words["name"].lower()}.get(way.sender, "avisos")
    sender = f"{_ascii(box)}@{sender_host}"
    name = words["brand"] if kind.story.claims and way.sender != "other" else ""
    if way.sender == "relay":
        name = f"{words['seller']} - {words['brand']} Marketplace"
    if way.forward:
        lines = [*_forwarded(words, shop, subject, language), *lines]
        subject = f"{'RV' if language == 'es' else 'Fwd'}: {subject}"
        name = words["name"]
    links = _links(kind, telling.button.format(**words), shop, host, draw)
    return Built(
        sender_name=name or words["name"],
        sender=sender,
        to=filled.mailbox,
        at=now - timedelta(minutes=draw.randrange(20, 600)),
        subject=subject,
        lines=tuple(lines),
        links=links,
        fields=_fields(language) if way.form else (),
        attachment=draw.choice(("factura.pdf.exe", "etiqueta.scr")) if way.attachment else None,
        service=filled.mail_service,
        service_word=_service_word(way.service, sender_host),
        is_plain=way.plain,
        ordered=words["product"],
        order=words["order"],
    )


def raw_of(built: Built) -> bytes:
    """The message's bytes, as the customer's mail service has delivered them."""
    stamp = built.at.strftime("%a, %d %b %Y %H:%M:%S +0000")
    hop = built.sender.partition("@")[2]
    headers = [
        f"Received: from mail.{hop} by {built.service} with ESMTPS; {stamp}",
        f"From: {_name(built.sender_name)} <{built.sender}>",
        f"To: <{built.to}>",
        f"Subject: {_encoded(built.subject)}",
        f"Date: {stamp}",
        f"Message-ID: <{_ascii(built.order)}@{hop}>",
        "MIME-Version: 1.0",
    ]
    if built.service_word:
        headers.insert(0, f"Authentication-Results: {built.service}; {built.service_word}")
    kind = "plain" if built.is_plain else "html"
    text = _plain(built) if built.is_plain else _html(built)
    part = [
        f"Content-Type: text/{kind}; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
    ]
    body = quopri.encodestring(text.encode()).decode("ascii").replace("\n", CRLF)
    if built.attachment is None:
        return CRLF.join([*headers, *part, "", body]).encode("ascii")
    mark = f"part-{built.order}"
    file = [
        f"--{mark}",
        f'Content-Type: application/octet-stream; name="{built.attachment}"',
        f'Content-Disposition: attachment; filename="{built.attachment}"',
        "Content-Transfer-Encoding: base64",
        "",
        "TWFkZSB1cA==",
        f"--{mark}--",
        "",
    ]
    headers.append(f'Content-Type: multipart/mixed; boundary="{mark}"')
    return CRLF.join([*headers, "", f"--{mark}", *part, "", body, *file]).encode("ascii")


# --------------------------------------------------------------------- words


def _shops(mail: Mail) -> tuple[str, str]:
    """The brand's first shop that sends mail, and another country's."""
    shops = [one.domain for one in mail.domains if one.kind == "shop" and one.mail]
    return shops[0], shops[min(1, len(shops) - 1)]


def _words(
    mail: Mail, shop: str, language: Language, draw: Random, now: datetime
) -> dict[str, str]:
    filled = fillings()
    day = now + timedelta(days=draw.randrange(1, 6))
    amount = f"{draw.randrange(9, 190)},{draw.randrange(100):02d} €"
    return {
        "brand": mail.brand[0].capitalize(),
        "shop": shop.capitalize(),
        "order": "-".join(
            (f"{draw.randrange(400, 409)}", *(f"{draw.randrange(10**7):07d}" for _ in range(2)))
        ),
        "product": draw.choice(filled.products[language]),
        "amount": amount if language == "es" else f"€{amount.removesuffix(' €').replace(',', '.')}",
        "date": f"{day:%d/%m}" if language == "es" else f"{day.day} {day:%B}",
        "name": draw.choice(filled.names),
        "seller": draw.choice(filled.sellers),
        "code": f"{draw.randrange(10**6):06d}",
    }


def _fill(text: str, words: dict[str, str]) -> str:
    filled = text.format(**words)
    return f"{filled[:1].upper()}{filled[1:]}"


def _forwarded(words: dict[str, str], shop: str, subject: str, language: Language) -> list[str]:
    """How a mail program begins what it passes on inside a message."""
    if language == "es":
        head = ("---------- Mensaje reenviado ---------", "De:", "Asunto:")
    else:
        head = ("---------- Forwarded message ---------", "From:", "Subject:")
    sender = f"{head[1]} {words['brand']} <avisos@{shop}>"
    return [head[0], sender, f"{head[2]} {subject}", ""]


def _links(
    kind: Kind, button: str, shop: str, host: dict[str, str], draw: Random
) -> tuple[tuple[str, str], ...]:
    filled = fillings()
    real = f"https://www.{shop}/"
    targets = {
        "shop": f"{real}gp/your-account",
        "abroad": f"https://www.{host['abroad']}/gp/your-account",
        "look-alike": f"https://www.{host['look-alike']}/acceso",
        "elsewhere": f"https://{host['elsewhere']}/acceso",
        "address": f"http://{draw.choice(filled.addresses)}/{shop}/acceso",
        "brand-in-host": f"https://{draw.choice(filled.in_host).format(host=f'www.{shop}')}/acceso",
        "differs": f"https://{host['elsewhere']}/acceso",
        "other": f"https://www.{host['other']}/",
    }
    if kind.way.link == "none":
        return ()
    shown = real if kind.way.link == "differs" else button
    return ((shown, targets[kind.way.link]),)


def _fields(language: Language) -> tuple[str, ...]:
    return ("Contraseña", "Número de tarjeta") if language == "es" else ("Password", "Card number")


def _service_word(service: str, host: str) -> str:
    if not service:
        return ""
    result = "fail" if service == "failed" else "pass"
    signed = "dkim=none" if service == "failed" else f"dkim=pass header.d={host}"
    return f"{signed}; dmarc={result} header.from={host}"


# --------------------------------------------------------------------- bytes


def _plain(built: Built) -> str:
    links = [f"{text}: {target}" for text, target in built.links]
    return "\n".join([*built.lines, *links]) + "\n"


def _html(built: Built) -> str:
    lines = "".join(f"<p>{escape(line)}</p>\n" for line in built.lines)
    links = "".join(
        f'<p><a href="{escape(target)}">{escape(text)}</a></p>\n' for text, target in built.links
    )
    fields = ""
    if built.fields:
        inputs = "".join(
            f'<p><label>{name} <input type="password" name="{name}"></label></p>\n'
            for name in map(escape, built.fields)
        )
        fields = f'<form action="https://{built.sender.partition("@")[2]}/">\n{inputs}</form>\n'
    return f"<html><body>\n{lines}{links}{fields}</body></html>\n"


def _encoded(text: str) -> str:
    return text if text.isascii() else Header(text, "utf-8", maxlinelen=1000).encode()


def _name(text: str) -> str:
    return f'"{text}"' if text.isascii() else _encoded(text)


def _ascii(text: str) -> str:
    return "".join(c for c in text if c.isascii() and (c.isalnum() or c in "-_.")) or "avisos"
