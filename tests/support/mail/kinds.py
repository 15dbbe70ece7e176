"""The kinds of messages: genuine-like ones, each trick, and ordinary mail."""

from __future__ import annotations

from collections.abc import Callable

from support.mail.builder import (
    KINDS,
    Built,
    Draw,
    compose,
    kind,
    link,
    multipart,
    page,
    part,
    word,
)

FRAUD, UNSURE, NO_CLAIM, GENUINE = "fraudulent", "cannot-tell", "no-claim", "genuine"


def good_links(draw: Draw) -> list[str]:
    shop = draw.shop
    return [
        link(f"https://www.{shop}/gp/css/order-history?ie=UTF8&amp;ref_=x", draw.words.button),
        link(f"https://www.{shop}/dp/B0{draw.random.randrange(10**8)}", "Kindle"),
        link(f"https://www.{shop}/gp/r.html?C=1&amp;U=https%3A%2F%2Fwww.{shop}%2F", shop),
    ]


def order_mail(
    draw: Draw, *blocks: str, sender: str = "", headers: list[tuple[str, str]] | None = None
) -> bytes:
    """A mail as the shop sends it, with more blocks in its page."""
    sender = sender or f'"{draw.shop}" <shipment-tracking@{draw.shop}>'
    words = draw.words
    html = page(
        draw,
        words.greeting,
        words.order,
        *draw.paragraphs(3),
        *good_links(draw),
        *blocks,
        words.sign_off.replace("\n", "<br>"),
        logo=draw.shop,
    )
    text = f"{words.greeting}\n\n{words.order}\nhttps://www.{draw.shop}/\n\n{words.sign_off}\n"
    body = multipart(
        draw, "alternative", part(draw, "text/plain", text), part(draw, "text/html", html)
    )
    return compose(draw, [*(headers or []), ("From", sender), ("Subject", word(words.order))], body)


def trouble_mail(
    draw: Draw, sender: str, *, subject: str | None = None, url: str = "", sign: bool = True
) -> bytes:
    """A mail that threatens and asks, from a sender, with one link."""
    words = draw.words
    url = url or f"https://{draw.foreign}/login"
    blocks = [words.greeting, words.trouble, link(url, words.button)]
    if sign:
        blocks.append(words.sign_off.replace("\n", "<br>"))
    subject = words.trouble.partition(".")[0] if subject is None else subject
    headers = [("From", sender), ("Subject", word(subject, draw.random.choice("bq")))]
    return compose(draw, headers, part(draw, "text/html", page(draw, *blocks)))


# --- the brand's own, or forged so well that nothing shows it


@kind
def order_unproven(draw: Draw) -> Built:
    return Built("", order_mail(draw), UNSURE, ("sender-documented",), {"links_lead": "documented"})


@kind
def order_plain_text(draw: Draw) -> Built:
    words = draw.words
    text = f"{words.greeting}\n\n{words.order}: https://www.{draw.shop}/your-orders.\n\n{words.sign_off}\n"
    headers = [("From", f"auto-confirm@{draw.shop}"), ("Subject", word(words.order))]
    return Built("", compose(draw, headers, part(draw, "text/plain", text)), UNSURE)


@kind
def order_no_links(draw: Draw) -> Built:
    headers = [("From", f"no-reply@{draw.shop}"), ("Subject", "OTP")]
    return Built(
        "",
        compose(draw, headers, part(draw, "text/plain", "123456\n")),
        UNSURE,
        (),
        {"links_lead": "nowhere"},
    )


@kind
def marketplace_message(draw: Draw) -> Built:
    raw = order_mail(draw, sender=f'"Tienda - Vendedor" <abc123+x@marketplace.{draw.shop}>')
    return Built("", raw, UNSURE, ("sender-subdomain",))


@kind
def one_time_code(draw: Draw) -> Built:
    text = "Su código es 123456. Nunca le pediremos su contraseña ni su tarjeta.\n"
    text += "We will never ask for your password.\n"
    headers = [("From", f"account-update@{draw.shop}"), ("Subject", "123456")]
    built = compose(draw, headers, part(draw, "text/plain", text))
    return Built("", built, UNSURE)


@kind
def http_link_of_the_shop(draw: Draw) -> Built:
    return Built(
        "", order_mail(draw, link(f"http://www.{draw.shop}/", "x")), UNSURE, ("link-not-secure",)
    )


@kind
def redirector_of_the_shop(draw: Draw) -> Built:
    url = f"https://www.{draw.shop}/gp/r.html?U=https%3A%2F%2F{draw.foreign}%2F"
    return Built("", order_mail(draw, link(url, "x")), UNSURE, ("link-redirects",))


@kind
def pictures_elsewhere(draw: Draw) -> Built:
    return Built("", order_mail(draw, f'<img src="https://{draw.foreign}/p.gif" width=1>'), UNSURE)


@kind
def foreign_url_in_page_text(draw: Draw) -> Built:
    return Built(
        "",
        order_mail(draw, f"http://{draw.foreign}/x"),
        UNSURE,
        ("link-in-text",),
        {"links_lead": "documented"},
    )


@kind
def mailto_elsewhere(draw: Draw) -> Built:
    return Built(
        "",
        order_mail(draw, link(f"mailto:x@{draw.foreign}", "x")),
        UNSURE,
        ("link-mail-elsewhere",),
    )


@kind
def trailing_dot_and_port(draw: Draw) -> Built:
    return Built("", order_mail(draw, link(f"https://www.{draw.shop}.:443/", "x")), UNSURE)


@kind
def payment_request_of_documented_sender(draw: Draw) -> Built:
    raw = trouble_mail(
        draw, f"{draw.shop} <account-update@{draw.shop}>", url=f"https://www.{draw.shop}/gp/pay"
    )
    return Built("", raw, UNSURE, ("asks-payment-update",))


def results(draw: Draw, text: str, server: str = "mx.example.es") -> tuple[str, str]:
    return ("Authentication-Results", f"{server}; {text}")


RECEIVED = (
    "Received",
    "from a.example.net by mx.example.es with ESMTPS; Mon, 3 Jun 2024 09:12:01 +0200",
)
TRUSTED = ("mx.example.es",)


def with_results(
    name: str,
    verdict: str,
    rule: str,
    text: str,
    *,
    above: bool = True,
    server: str = "mx.example.es",
    elsewhere: bool = False,
) -> None:
    """A kind with a server's results."""

    def build(draw: Draw) -> Built:
        header = results(draw, text.format(shop=draw.shop), server)
        headers = (
            [header, RECEIVED]
            if above
            else [RECEIVED, ("X-Mailer", "x"), ("Reply-To", f"a@{draw.shop}"), header]
        )
        blocks = [link(f"https://{draw.foreign}/", "x")] if elsewhere else []
        return Built(
            "",
            order_mail(draw, *blocks, headers=headers),
            verdict,
            (rule,) if rule else (),
            {},
            TRUSTED,
        )

    KINDS[name] = build


with_results(
    "proven-by-server",
    GENUINE,
    "proof-server",
    "dkim=pass (2048-bit) header.d={shop}; dmarc=pass header.from={shop}",
)
with_results(
    "proven-with-foreign-link",
    GENUINE,
    "link-elsewhere",
    "dkim=pass header.d={shop}",
    elsewhere=True,
)
with_results("dmarc-failed", FRAUD, "dmarc-failed", "dkim=none; dmarc=fail header.from={shop}")
with_results("spf-alone", UNSURE, "spf-only", "dkim=none; spf=pass smtp.mailfrom=x@{shop}")
with_results("signed-by-another", UNSURE, "", "dkim=pass header.d=evil.example.com")
with_results(
    "results-of-unknown-server",
    UNSURE,
    "results-untrusted",
    "dkim=pass header.d={shop}",
    server="mx.evil.example",
)
with_results(
    "results-where-a-sender-writes",
    UNSURE,
    "results-untrusted",
    "dkim=pass header.d={shop}",
    above=False,
)
with_results(
    "results-in-a-comment", UNSURE, "", "dkim=fail (x; dkim=pass header.d={shop}) header.d={shop}"
)
with_results(
    "results-in-quotes",
    UNSURE,
    "",
    'dkim=fail reason="; dkim=pass header.d={shop}" header.d=evil.example',
)
with_results(
    "dkim-pass-but-dmarc-fail",
    FRAUD,
    "dmarc-failed",
    "dkim=pass header.d={shop}; dmarc=fail header.from={shop}",
)


@kind
def results_under_a_foreign_hop(draw: Draw) -> Built:
    hop = ("Received", "from x by mail.other.example; Mon, 3 Jun 2024 09:12:01 +0200")
    raw = order_mail(draw, headers=[hop, results(draw, f"dkim=pass header.d={draw.shop}")])
    return Built("", raw, UNSURE, ("results-untrusted",), {"proven": False}, TRUSTED)


@kind
def second_results_of_the_server(draw: Draw) -> Built:
    mine, forged = results(draw, "dkim=none"), results(draw, f"dkim=pass header.d={draw.shop}")
    raw = order_mail(draw, headers=[mine, RECEIVED, forged])
    return Built("", raw, UNSURE, (), {"proven": False}, TRUSTED)


# --- senders

SENDERS: dict[str, tuple[str, str]] = {
    "plain": ("Amazon <service@{foreign}>", "sender-elsewhere"),
    "free-mail": ('"Amazon.es" <amazon.es.aviso@gmail.com>', "sender-elsewhere"),
    "brand-in-host": ("Amazon <no-reply@{shop}.{foreign}>", "sender-look-alike"),
    "hyphen": ("no-reply@amazon-{shop}", "sender-look-alike"),
    "missing-dot": ("no-reply@evil{shop}", "sender-look-alike"),
    "digit": ("no-reply@amaz0n.es", "sender-look-alike"),
    "two-letters-as-one": ("no-reply@arnazon.es", "sender-look-alike"),
    "slip": ("no-reply@amzaon.es", "sender-look-alike"),
    "cyrillic-domain": ("no-reply@аmazon.es", "sender-look-alike"),
    "punycode": ("no-reply@xn--mazon-3ve.es", "sender-look-alike"),
    "address-as-name": ("noreply@{shop} <x@{foreign}>", "sender-contradicts"),
    "quoted-address-as-name": ('"noreply@{shop}" <x@{foreign}>', "sender-elsewhere"),
    "comma": ('"Offers@{shop}", <service@{foreign}>', "sender-several"),
    "two-addresses": ("no-reply@{shop}, x@{foreign}", "sender-several"),
    "no-address": ("Amazon", "sender-no-address"),
    "quoted-local-only": ('"no-reply@{shop}"', "sender-no-address"),
    "encoded-address": ("=?utf-8?Q?no-reply=40{shop}?= <>", "sender-no-address"),
    "encoded-inside": ("Amazon <=?utf-8?Q?x?=@{shop}>", "sender-encoded"),
    "comment": ("Amazon <x@{foreign}> (no-reply@{shop})", "sender-elsewhere"),
    "group": ("Amazon: no-reply@{shop};", "sender-group"),
    "trailing-dot": ("no-reply@{shop}.", "sender-malformed"),
    "tab": ("Amazon <no-reply@{shop}\t.evil.example>", "sender-malformed"),
    "folded": ("Amazon <no-reply@{shop}\n .{foreign}>", "sender-malformed"),
    "rented": ("Amazon <x@eu.amazonses.com>", "sender-rentable"),
    "missing": ("", "sender-missing"),
    "source-route": ("Amazon <@{foreign}:no-reply@{shop}>", "sender-malformed"),
}


def _sender_kind(name: str, value: str, rule: str) -> None:
    def build(draw: Draw) -> Built:
        sender = value.format(shop=draw.shop, foreign=draw.foreign)
        return Built("", trouble_mail(draw, sender), FRAUD, (rule,))

    KINDS[f"sender-{name}"] = build


for _name, (_value, _rule) in SENDERS.items():
    _sender_kind(_name, _value, _rule)


@kind
def sender_twice(draw: Draw) -> Built:
    raw = order_mail(draw, headers=[("From", f"x@{draw.foreign}")])
    return Built("", raw, FRAUD, ("sender-several-headers",))


@kind
def sender_eight_bit(draw: Draw) -> Built:
    raw = order_mail(draw, sender="Amazon <no-reply@MARK.es>").replace(b"MARK", b"amaz\xf3n")
    return Built("", raw, FRAUD, ("sender-look-alike",))


# --- links, in a mail whose sender is forged to be the shop's

LINKS: dict[str, tuple[str, str]] = {
    "elsewhere": ("https://{foreign}/login", "link-elsewhere"),
    "user-info": ("https://www.{shop}@{foreign}/", "link-user-info"),
    "backslash": ("https:\\\\{foreign}\\@www.{shop}", "link-brand-in-path"),
    "subdomain": ("https://www.{shop}.{foreign}/", "link-brand-in-host"),
    "first-label": ("https://amazon.{foreign}/", "link-brand-in-host"),
    "missing-dot": ("https://evil{shop}/", "link-brand-in-host"),
    "path": ("https://{foreign}/www.{shop}/ap/signin", "link-brand-in-path"),
    "query": ("https://{foreign}/?u=https://www.{shop}/", "link-brand-in-path"),
    "ip": ("http://203.0.113.9/{shop}/", "link-ip-address"),
    "ip-number": ("http://3405803785/", "link-ip-address"),
    "ip-hex": ("http://0xCB.0x00.0x71.0x09/", "link-ip-address"),
    "ip-octal": ("http://0313.0.0161.011/", "link-ip-address"),
    "ip-six": ("http://[2001:db8::9]/", "link-ip-address"),
    "ip-impossible": ("http://123.456.789.123/{shop}/", "link-ip-address"),
    "idn": ("https://www.аmazon.es/", "link-look-alike"),
    "punycode": ("https://xn--mazon-3ve.es/", "link-look-alike"),
    "digit": ("https://www.amaz0n.es/", "link-look-alike"),
    "percent": ("https://www.{shop}%2e{foreign}/", "link-brand-in-host"),
    "entities": ("&#104;ttps&colon;//{foreign}&sol;x", "link-elsewhere"),
    "tab-inside": ("htt\tps://{foreign}/", "link-elsewhere"),
    "scheme-relative": ("//{foreign}/x", "link-elsewhere"),
    "data": ("data:text/html,<h1>x</h1>", "link-not-web"),
    "javascript": ("javascript:location='https://x.example'", "link-not-web"),
    "rented-bucket": ("https://amazon-es.s3.amazonaws.com/login.html", "link-rentable"),
    "rented-cloudfront": ("https://d1234.cloudfront.net/", "link-rentable"),
    "shortener": ("https://bit.ly/3abcd", "link-elsewhere"),
    "foreign-redirector": (
        "https://{foreign}/r?u=https%3A%2F%2Fwww.{shop}%2F",
        "link-brand-in-path",
    ),
}


def _link_kind(name: str, value: str, rule: str) -> None:
    def build(draw: Draw) -> Built:
        url = value.format(shop=draw.shop, foreign=draw.foreign)
        return Built(
            "",
            order_mail(draw, link(url, draw.words.button)),
            FRAUD,
            (rule,),
            {"links_lead": "elsewhere"},
        )

    KINDS[f"link-{name}"] = build


for _name, (_value, _rule) in LINKS.items():
    _link_kind(_name, _value, _rule)

CARRIERS: dict[str, tuple[str, str]] = {
    "shown-address-differs": (
        '<a href="https://{foreign}/">https://www.{shop}/</a>',
        "link-text-differs",
    ),
    "area": ('<map><area href="https://{foreign}/" alt="x"></map>', "link-elsewhere"),
    "form": ('<form action="https://{foreign}/go"><input name="q"></form>', "link-elsewhere"),
    "button": (
        '<form><button formaction="https://{foreign}/go">x</button></form>',
        "link-elsewhere",
    ),
    "refresh": ('<meta http-equiv="refresh" content="0;url=https://{foreign}/">', "link-elsewhere"),
    "base": ('<base href="https://{foreign}/"><a href="login">x</a>', "link-elsewhere"),
    "svg": ('<svg><a xlink:href="https://{foreign}/">x</a></svg>', "link-elsewhere"),
    "office-shape": (
        '<!--[if mso]><v:rect href="https://{foreign}/"></v:rect><![endif]-->',
        "link-elsewhere",
    ),
    "odd-quotes": ('<a x" href="https://{foreign}/">x</a>', "link-elsewhere"),
    "unclosed": ("<a href=https://{foreign}/>x", "link-elsewhere"),
    "password-field": ('<form><input type="password" name="p"></form>', "form-asks-secrets"),
    "card-field": ('<form><input name="cardNumber"><input name="cvv"></form>', "form-asks-secrets"),
}


def _carrier_kind(name: str, value: str, rule: str) -> None:
    def build(draw: Draw) -> Built:
        return Built(
            "", order_mail(draw, value.format(shop=draw.shop, foreign=draw.foreign)), FRAUD, (rule,)
        )

    KINDS[f"page-{name}"] = build


for _name, (_value, _rule) in CARRIERS.items():
    _carrier_kind(_name, _value, _rule)


@kind
def link_in_plain_text(draw: Draw) -> Built:
    text = f"{draw.words.trouble}\n<https://{draw.foreign}/x>.\n"
    headers = [("From", f"no-reply@{draw.shop}"), ("Subject", "x")]
    return Built(
        "", compose(draw, headers, part(draw, "text/plain", text)), FRAUD, ("link-elsewhere",)
    )


@kind
def link_in_attached_page(draw: Draw) -> Built:
    html = page(draw, link(f"https://{draw.foreign}/", "x"))
    attachment = part(
        draw,
        "application/octet-stream",
        html,
        'Content-Disposition: attachment; filename="f.html"\n',
    )
    body = multipart(draw, "mixed", part(draw, "text/plain", draw.words.order), attachment)
    headers = [("From", f"no-reply@{draw.shop}"), ("Subject", "x")]
    return Built("", compose(draw, headers, body), FRAUD, ("link-elsewhere",))


@kind
def link_in_calendar(draw: Draw) -> Built:
    lines = (
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        f"DESCRIPTION:x https://{draw.foreign[:4]}",
        f" {draw.foreign[4:]}/a",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    calendar = "\r\n".join(lines)
    body = multipart(
        draw,
        "mixed",
        part(draw, "text/plain", "x"),
        b"Content-Type: text/calendar\n\n" + calendar.encode(),
    )
    headers = [("From", f"no-reply@{draw.shop}"), ("Subject", "x")]
    return Built("", compose(draw, headers, body), FRAUD, ("link-elsewhere",))


# --- claims, from a sender elsewhere

CLAIMS: dict[str, tuple[str, str, str]] = {
    "cyrillic-name": ("Аmаzоn <x@{foreign}>", "x", "claim-display-name"),
    "greek-name": ("Αmazοn <x@{foreign}>", "x", "claim-display-name"),
    "mathematical-name": ("𝐀𝐦𝐚𝐳𝐨𝐧 <x@{foreign}>", "x", "claim-display-name"),
    "full-width-name": ("Ａｍａｚｏｎ <x@{foreign}>", "x", "claim-display-name"),
    "zero-width-name": ("A\u200bma\u200dz\u2060on <x@{foreign}>", "x", "claim-display-name"),
    "combining-name": (
        "A\u0332m\u0332a\u0332z\u0332o\u0332n\u0332 <x@{foreign}>",
        "x",
        "claim-display-name",
    ),
    "soft-hyphen-name": ("Ama\u00adzon <x@{foreign}>", "x", "claim-display-name"),
    "digits-name": ("Amaz0n <x@{foreign}>", "x", "claim-display-name"),
    "slip-name": ("Amazom <x@{foreign}>", "x", "claim-display-name"),
    "spaced-name": ("A m a z o n <x@{foreign}>", "x", "claim-display-name"),
    "short-name": ("AMZN Prime <x@{foreign}>", "x", "claim-display-name"),
    "local-part": ("amazon@{foreign}", "x", "claim-address"),
    "subject-account": (
        "Support <x@{foreign}>",
        "Su cuenta de Amazon ha sido bloqueada",
        "claim-subject",
    ),
    "subject-order": (
        "Notice <x@{foreign}>",
        "Your Amazon order 405-1234567 is on hold",
        "claim-subject",
    ),
    "subject-heading": ("Service <x@{foreign}>", "[Amazon] Aktion erforderlich", "claim-subject"),
    "subject-cyrillic": ("Service <x@{foreign}>", "Аmazon Sicherheit", "claim-subject"),
}


def _claim_kind(name: str, sender: str, subject: str, rule: str) -> None:
    def build(draw: Draw) -> Built:
        value = sender.format(foreign=draw.foreign)
        if draw.random.random() < 0.5 and not value.isascii():
            display, _, address = value.rpartition(" ")
            value = f"{word(display)} {address}"
        headers = [("From", value), ("Subject", word(subject))]
        body = part(draw, "text/html", page(draw, "x", link(f"https://{draw.foreign}/", "y")))
        return Built("", compose(draw, headers, body), FRAUD, (rule,))

    KINDS[f"claim-{name}"] = build


for _name, (_sender, _subject, _rule) in CLAIMS.items():
    _claim_kind(_name, _sender, _subject, _rule)


def _body_claim(name: str, rule: str, make: Callable[[Draw], list[str]], logo: str = "") -> None:
    def build(draw: Draw) -> Built:
        html = page(
            draw, *make(draw), link(f"https://{draw.foreign}/", draw.words.button), logo=logo
        )
        headers = [("From", f"Info <x@{draw.foreign}>"), ("Subject", "!")]
        return Built("", compose(draw, headers, part(draw, "text/html", html)), FRAUD, (rule,))

    KINDS[f"claim-{name}"] = build


_body_claim(
    "sign-off", "claim-sign-off", lambda draw: ["x", draw.words.sign_off.replace("\n", "<br>")]
)
_body_claim("logo", "claim-logo", lambda draw: ["x"], logo="Amazon.es")
_body_claim("greeting", "claim-greeting", lambda draw: ["Estimado cliente de Amazon:", "x"])
_body_claim("rights", "claim-rights", lambda draw: ["x", "© 2024 Amazon.com, Inc. o sus filiales."])
_body_claim(
    "split-letters", "claim-greeting", lambda draw: ["Dear A<b>ma</b>z<!-- x -->on customer,", "x"]
)
_body_claim(
    "hidden-letters",
    "claim-greeting",
    lambda draw: ['Dear Ama<span style="display:none">q</span>zon customer,'],
)


# --- passed on


@kind
def forwarded_inline(draw: Draw) -> Built:
    words = draw.words
    text = f"?\n\n{words.forwarded}\nFrom: Amazon <x@{draw.foreign}>\nSubject: {words.order}\n\n{words.trouble}\nhttps://{draw.foreign}/\n"
    headers = [("From", "Lucía <lucia@example.es>"), ("Subject", word("Fwd: " + words.order))]
    return Built(
        "", compose(draw, headers, part(draw, "text/plain", text)), UNSURE, ("forwarded-inline",)
    )


@kind
def forwarded_block(draw: Draw) -> Built:
    block = (
        f"De: Amazon <x@{draw.foreign}>\nEnviado: lunes\nPara: Lucía\nAsunto: Su cuenta de Amazon"
    )
    text = f"Mira esto\n\n{block}\n\nx\n"
    headers = [("From", "lucia@example.es"), ("Subject", "RV: Su cuenta de Amazon")]
    return Built(
        "", compose(draw, headers, part(draw, "text/plain", text)), UNSURE, ("forwarded-inline",)
    )


@kind
def reply_with_quotation(draw: Draw) -> Built:
    words = draw.words
    text = f"Ok\n\n{words.wrote.format(who='Ana')}\n\n> {words.order}\n> https://{draw.foreign}/\n"
    headers = [("From", "lucia@example.es"), ("Subject", "Re: Amazon"), ("In-Reply-To", "<1@x>")]
    return Built(
        "", compose(draw, headers, part(draw, "text/plain", text)), UNSURE, ("forwarded-inline",)
    )


def attach(draw: Draw, outer: list[tuple[str, str]], *messages: bytes) -> bytes:
    parts = [b"Content-Type: message/rfc822\n\n" + one.replace(b"\r\n", b"\n") for one in messages]
    return compose(
        draw, outer, multipart(draw, "mixed", part(draw, "text/plain", "Mira\n"), *parts)
    )


@kind
def attached_fraud(draw: Draw) -> Built:
    inner = trouble_mail(draw, f"Amazon <x@{draw.foreign}>")
    raw = attach(draw, [("From", "lucia@example.es"), ("Subject", "Fwd: Amazon")], inner)
    return Built("", raw, FRAUD, ("attached-judged", "sender-elsewhere"), {}, (), "2")


@kind
def attached_ordinary(draw: Draw) -> Built:
    headers = [("From", "ana@example.org"), ("Subject", "Hola")]
    inner = compose(draw, headers, part(draw, "text/plain", "Nos vemos mañana\n"))
    return Built(
        "", attach(draw, [("From", "lucia@example.es"), ("Subject", "x")], inner), NO_CLAIM
    )


@kind
def attached_with_forged_results(draw: Draw) -> Built:
    inner = order_mail(draw, headers=[results(draw, f"dkim=pass header.d={draw.shop}"), RECEIVED])
    raw = attach(draw, [("From", "lucia@example.es"), ("Subject", "x")], inner)
    return Built("", raw, UNSURE, ("attached-judged",), {"proven": False}, TRUSTED)


@kind
def fraud_with_a_genuine_one_attached(draw: Draw) -> Built:
    outer = [
        ("From", f"Amazon <x@{draw.foreign}>"),
        ("Subject", draw.words.trouble[:20].encode("ascii", "ignore").decode()),
    ]
    return Built(
        "", attach(draw, outer, order_mail(draw)), FRAUD, ("sender-elsewhere",), {}, (), ""
    )


@kind
def fraud_by_subject_with_a_genuine_one_attached(draw: Draw) -> Built:
    outer = [("From", f"Support <x@{draw.foreign}>"), ("Subject", "Your Amazon account is on hold")]
    raw = attach(draw, outer, order_mail(draw))
    return Built("", raw, FRAUD, ("sender-elsewhere",), {}, (), "")


# --- ordinary mail


def ordinary(
    name: str,
    sender: str,
    subject: str,
    *blocks: str,
    logo: str = "",
    headers: tuple[tuple[str, str], ...] = (),
) -> None:
    """A kind of ordinary mail that must never be called anything."""

    def build(draw: Draw) -> Built:
        fields = [*headers, ("From", sender), ("Subject", word(subject))]
        body = part(draw, "text/html", page(draw, *blocks, *draw.paragraphs(2), logo=logo))
        if draw.random.random() < 0.4:
            text = "\n\n".join(blocks)
            body = part(draw, "text/plain", text)
        return Built("", compose(draw, fields, body), NO_CLAIM)

    KINDS[f"ordinary-{name}"] = build


ordinary(
    "newsletter-mentions",
    "Libros <news@libros.example>",
    "Novedades de junio",
    "Ya disponible en papel y en Kindle.",
    '<a href="https://click.libros.example/1">Amazon</a> | ',
    '<a href="https://click.libros.example/2">Casa del Libro</a>',
)
ordinary(
    "newsletter-links",
    "Ofertas <hola@chollos.example>",
    "Los mejores chollos de Amazon por el Prime Day",
    '<a href="https://www.amazon.es/dp/B0?tag=x-21">Ver en Amazon</a>',
    "Como afiliado de Amazon, obtengo ingresos por las compras adscritas.",
)
ordinary(
    "news",
    "Daily News <news@daily.example>",
    "Amazon to open a new warehouse in Zaragoza",
    "Amazon said on Monday that it will hire 1,000 people.",
    '<a href="https://daily.example/amazon-warehouse">Read more</a>',
)
ordinary(
    "river",
    "Viajes <info@viajes.example>",
    "Descubre el Amazonas: la Amazonia en barco",
    "Amazonas, Amazonia, amazónico.",
)
ordinary(
    "shop-receipt-pay",
    "Zapatos Online <pedidos@zapatos.example>",
    "Gracias por tu pedido n.º 1234",
    "Forma de pago: Amazon Pay",
    "Total: 59,90 €",
    '<a href="https://zapatos.example/pedido/1234">Ver pedido</a>',
    logo="Zapatos Online",
)
ordinary(
    "survey-gift-card",
    "Encuestas <survey@uni.example>",
    "Participa en nuestra encuesta",
    "Sorteamos una tarjeta regalo de Amazon de 50 €.",
    "Amazon no patrocina este sorteo. Amazon y el logotipo de Amazon son marcas comerciales "
    "de Amazon.com, Inc. o sus filiales.",
)
ordinary(
    "carrier",
    "SEUR <no-reply@seur.com>",
    "Su paquete de AMAZON llega hoy",
    '<a href="https://www.seur.com/x">Seguimiento</a>',
)
ordinary(
    "carrier-order",
    "Correos <info@correos.es>",
    "Tu pedido de Amazon está en reparto",
    '<a href="https://www.correos.es/x">Ver</a>',
)
ordinary(
    "mailing-list",
    "Juan <juan@lists.example>",
    "[dev] boto3 and Amazon S3 permissions",
    "We moved from Amazon S3 to our own storage. Any ideas?",
    headers=(("List-Id", "<dev.lists.example>"),),
)
ordinary("personal", "Ana <ana@example.org>", "Cena", "Te lo compré en Amazon, llega el jueves.")
ordinary(
    "bank",
    "Banco <avisos@banco.example>",
    "Compra con su tarjeta",
    "Compra de 23,45 EUR en AMZN Mktp ES*123",
)
ordinary(
    "spam",
    "Win <a@spam.example>",
    "You have won!!!",
    "Click here to claim <a href='http://203.0.113.5/x'>$1000</a>",
)
ordinary(
    "store-list",
    "Band <news@band.example>",
    "New album out now",
    '<a href="https://l.band.example/a"><img alt="Spotify"></a>',
    '<a href="https://l.band.example/b"><img alt="Amazon Music"></a>',
    logo="Band",
)
ordinary(
    "google-alert",
    "Google Alerts <alerts@google.example>",
    "Google Alert - amazon",
    "Amazon shares fall. Amazon Prime grows.",
)
ordinary(
    "job",
    "Jobs <jobs@portal.example>",
    "Software Engineer at Amazon and 5 more jobs",
    "Amazon is hiring in Madrid.",
)
ordinary(
    "seller-tools",
    "Tool <hi@tool.example>",
    "5 tips to sell more on Amazon",
    "Grow your Amazon sales with our tool.",
)


@kind
def ordinary_no_charset(draw: Draw) -> Built:
    raw = b"From: Ana <ana@example.org>\nTo: x@y\nSubject: Ma\xf1ana\n\nNos vemos ma\xf1ana.\n"
    return Built("", raw, NO_CLAIM)


@kind
def ordinary_mbox_line(draw: Draw) -> Built:
    raw = b"From ana@example.org Mon Jun  3 09:12:00 2024\nFrom: Ana <ana@example.org>\n"
    raw += b"Subject: x\n\nHola\n"
    return Built("", raw, NO_CLAIM)
