"""A seeded builder of messages: each kind with the verdict and the findings that it must have.

Written for this project; nothing is copied from real messages. Parts that do not matter for a
kind (language, encoding, charset, line ends, names) are drawn at random.
"""

from __future__ import annotations

import base64
import quopri
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

CRLF = "\r\n"


@dataclass(frozen=True)
class Built:
    """A message, the verdict it must have, and rules that must be among its findings."""

    kind: str
    raw: bytes
    verdict: str
    rules: tuple[str, ...] = ()
    facts: dict[str, str | bool] = field(default_factory=dict)
    trusted: tuple[str, ...] = ()
    judged_part: str | None = None


@dataclass(frozen=True)
class Words:
    """What mail says in one language."""

    shop: str
    greeting: str
    order: str
    trouble: str
    sign_off: str
    button: str
    wrote: str
    forwarded: str


LANGUAGES = {
    "es": Words(
        "amazon.es",
        "Hola, Lucía:",
        "Tu pedido de Amazon.es n.º 405-1234567-7654321 ha sido enviado",
        "Su cuenta de Amazon está suspendida. Actualice su método de pago en 24 horas.",
        "Gracias,\nEl equipo de Amazon.es",
        "Iniciar sesión",
        "El lun, 3 jun 2024 a las 9:12, {who} escribió:",
        "---------- Mensaje reenviado ---------",
    ),
    "en": Words(
        "amazon.co.uk",
        "Hello Lucy,",
        "Your Amazon.co.uk order #405-1234567-7654321 has been dispatched",
        "Your Amazon account is on hold. Please update your payment method within 24 hours.",
        "Thank you,\nThe Amazon Team",
        "Sign in",
        "On Mon, 3 Jun 2024 at 09:12, {who} wrote:",
        "-----Original Message-----",
    ),
    "de": Words(
        "amazon.de",
        "Guten Tag Lucia,",
        "Ihre Amazon.de Bestellung 405-1234567-7654321 wurde versandt",
        "Ihr Amazon-Konto wurde gesperrt. Bestätigen Sie Ihre Zahlungsmethode.",
        "Mit freundlichen Grüßen\nIhr Amazon Kundenservice",
        "Anmelden",
        "Am Mo., 3. Juni 2024 um 09:12 schrieb {who}:",
        "-----Ursprüngliche Nachricht-----",
    ),
    "fr": Words(
        "amazon.fr",
        "Bonjour Lucie,",
        "Votre commande Amazon.fr n° 405-1234567-7654321 a été expédiée",
        "Votre compte Amazon est suspendu. Veuillez mettre à jour votre mode de paiement.",
        "Cordialement,\nL'équipe Amazon",
        "Se connecter",
        "Le lun. 3 juin 2024 à 09:12, {who} a écrit :",
        "---------- Message transféré ---------",
    ),
    "it": Words(
        "amazon.it",
        "Ciao Lucia,",
        "Il tuo ordine Amazon.it 405-1234567-7654321 è stato spedito",
        "Il tuo account Amazon è sospeso. Aggiorna il tuo metodo di pagamento.",
        "Cordiali saluti\nServizio Clienti Amazon",
        "Accedi",
        "Il giorno lun 3 giu 2024 alle 09:12 {who} ha scritto:",
        "---------- Messaggio inoltrato ---------",
    ),
    "pt": Words(
        "amazon.com.br",
        "Olá, Lúcia,",
        "Seu pedido da Amazon.com.br 405-1234567-7654321 foi enviado",
        "Sua conta da Amazon foi suspensa. Atualize a sua forma de pagamento.",
        "Atenciosamente,\nEquipe Amazon",
        "Entrar",
        "Em seg., 3 de jun. de 2024 às 09:12, {who} escreveu:",
        "---------- Mensagem encaminhada ---------",
    ),
}
FOREIGN = ("evil.example.com", "cuenta-segura.top", "track.mailer9.net", "xsecur.xyz")
SENTENCES = (
    "Consulta los detalles del envío en tu cuenta.",
    "The parcel is on its way and will arrive tomorrow.",
    "Die Sendung trifft morgen ein.",
    "Vous pouvez suivre le colis à tout moment.",
    "Puoi controllare lo stato in qualsiasi momento.",
    "Pode acompanhar a entrega a qualquer momento.",
)


class Draw:
    """Everything that is drawn at random for one message."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)
        self.language = self.random.choice(sorted(LANGUAGES))
        self.words = LANGUAGES[self.language]
        self.shop = self.words.shop
        self.foreign = self.random.choice(FOREIGN)
        self.newline = self.random.choice(("\r\n", "\n"))

    def paragraphs(self, count: int) -> list[str]:
        """Some harmless text."""
        return [self.random.choice(SENTENCES) for _ in range(count)]


def encoded(text: str, charset: str, encoding: str) -> bytes:
    """A body in a charset and a transfer encoding."""
    data = text.encode(charset, "xmlcharrefreplace")
    if encoding == "base64":
        return base64.encodebytes(data)
    if encoding == "quoted-printable":
        return quopri.encodestring(data)
    return data


def word(text: str, encoding: str = "b") -> str:
    """An encoded word."""
    if encoding == "b":
        return f"=?utf-8?B?{base64.b64encode(text.encode()).decode()}?="
    hexed = "".join(chr(c) if chr(c).isalnum() and c < 128 else f"={c:02X}" for c in text.encode())
    return f"=?utf-8?Q?{hexed}?="


def part(draw: Draw, kind: str, text: str, extra: str = "") -> bytes:
    """A MIME part with random charset and transfer encoding."""
    charset = draw.random.choice(("utf-8", "utf-8", "iso-8859-15", "windows-1252"))
    encoding = draw.random.choice(("8bit", "quoted-printable", "base64"))
    if kind == "text/plain":
        text = text.encode(charset, "replace").decode(charset)
    head = f"Content-Type: {kind}; charset={charset}\nContent-Transfer-Encoding: {encoding}\n"
    return (head + extra + "\n").encode() + encoded(text, charset, encoding)


def multipart(draw: Draw, subtype: str, *parts: bytes) -> bytes:
    """Parts joined."""
    mark = f"=_{draw.random.randrange(10**9)}"
    lines = b"".join(b"--" + mark.encode() + b"\n" + one.rstrip(b"\n") + b"\n" for one in parts)
    head = f'Content-Type: multipart/{subtype}; boundary="{mark}"\n\n'
    return head.encode() + lines + b"--" + mark.encode() + b"--\n"


def compose(draw: Draw, headers: list[tuple[str, str]], body: bytes) -> bytes:
    """Headers and a body that begins with its own Content-Type header."""
    given = {name.lower() for name, _ in headers}
    lines = [f"{name}: {value}" for name, value in headers]
    if "to" not in given:
        lines.append("To: lucia@example.es")
    lines += [
        "Date: Mon, 03 Jun 2024 09:12:00 +0200",
        f"Message-ID: <{draw.random.randrange(10**12)}@mail>",
        "MIME-Version: 1.0",
    ]
    raw = "\n".join(lines).encode() + b"\n" + body
    return raw.replace(b"\r\n", b"\n").replace(b"\n", draw.newline.encode())


def page(draw: Draw, *blocks: str, logo: str = "") -> str:
    """An HTML page of blocks, with the soup that mail has around them."""
    inner = "".join(f"<tr><td style='padding:4px'>{block}</td></tr>\n" for block in blocks)
    picture = f'<img src="https://m.media-amazon.com/x.png" alt="{logo}">' if logo else ""
    return (
        f"<html><head><style>.a{{color:red}}</style></head><body>{picture}"
        f"<table width=100%>{inner}</table></body></html>"
    )


def link(url: str, text: str) -> str:
    """An anchor."""
    return f'<a href="{url}" style="color:#06c">{text}</a>'


Kind = Callable[[Draw], Built]
KINDS: dict[str, Kind] = {}


def kind(function: Kind) -> Kind:
    """Registers a kind under its function's name."""
    KINDS[function.__name__.replace("_", "-")] = function
    return function


def build(name: str, seed: int) -> Built:
    """One message of a kind."""
    built = KINDS[name](Draw(f"{name}/{seed}"))
    return Built(
        name, built.raw, built.verdict, built.rules, built.facts, built.trusted, built.judged_part
    )


def corpus(seeds: int) -> Iterator[Built]:
    """Some messages of every kind."""
    for name in sorted(KINDS):
        for seed in range(seeds):
            yield build(name, seed)
