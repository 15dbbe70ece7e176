"""Fraud from an unrelated sender with an unrelated link, in the voices that it uses."""

from __future__ import annotations

import itertools

from support.mail.builder import KINDS, Built, Draw, compose, link, page, part, word

Row = tuple[str, str, str]
"""Sender, subject, text."""
EVIL = "https://cuenta.example/acceso"

NAMES = (
    "Amazon", "Amazon.es", "AMAZON PRIME", "Amazon Customer Service", "Servicio de Atención al Cliente de Amazon", "Amazon Kundenservice",
    "Service client Amazon", "Servizio Clienti Amazon", "Equipe Amazon", "A.m.a.z.o.n", "A m a z o n", "A-m-a-z-o-n", "A·m·a·z·o·n", "A_m_a_z_o_n",
    "Ama zon", "Am-azon", "A m a z o n . e s", "\u202enozamA", "\u202ese.nozamA\u202c", "Αmаzоn", "Аmazon", "Amаzon Seguridad", "ＡＭＡＺＯＮ", "ⓐⓜⓐⓩⓞⓝ", "𝓐𝓶𝓪𝔃𝓸𝓷",
    "Amaz0n", "@mazon", "Arnazon", "Amazonn", "Amzaon", "AmazonSecurity", "Amazon®", "Amazon™ Support", "アマゾン", "アマゾンカスタマーサービス", "亚马逊", "亚马逊客服", "亞馬遜", "أمازون",
    "خدمة عملاء أمازون", "अमेज़न", "아마존", "auto-confirm@amazon.es", "no-reply@primevideo.com", "service@audible.es", "Prime Video", "Prime Support", "Soporte Prime", "Prime Membership",
    "Prime-Mitgliedschaft", "Equipo de Prime", "Prime Customer Service", "Kindle", "Kindle Support", "Kindle Unlimited", "Audible Kundenservice", "AWS Billing", "AWS Support", "Alexa Support",
    "Amazon Pay", "Fire TV Support", "PRIME VIDEO", "Prime Billing Department", "Amazon Web Services",
)  # fmt: skip
"""Names of senders that claim by themselves."""
SUBJECTS = (
    "Su cuenta de Amazon ha sido suspendida", "Su cuenta de Amazon ha sido bloqueada, verifique aquí", "Tu suscripción a Amazon Prime ha caducado", "Problema con su pago de Amazon", "Hemos bloqueado su cuenta Amazon",
    "Amazon: actualice su método de pago", "[Amazon] Aviso de seguridad", "Su pedido de Amazon ha sido cancelado", "Inicio de sesión inusual en su cuenta de Amazon", "Amazon - Acción requerida", "Confirme su cuenta de Amazon",
    "Your Amazon account has been suspended", "Your Amazon.com account is on hold", "Action required: verify your Amazon account", "Amazon account locked", "Amazon: unusual sign-in attempt", "Your Amazon Prime membership could not be renewed",
    "Amazon payment declined", "[Amazon] Your order has been placed", "Your Amazon order #112-1234567-1234567 is on hold", "Amazon security alert: new device", "We could not process your Amazon payment", "Update your Amazon payment information", "Re: Your Amazon account is locked",
    "Ihr Amazon-Konto wurde gesperrt", "Ihr Amazon Konto wurde eingeschränkt", "Amazon: Bestätigen Sie Ihre Zahlungsmethode", "Ihre Amazon Prime Mitgliedschaft läuft ab", "Amazon Sicherheit: ungewöhnliche Anmeldung", "Aktualisieren Sie Ihr Amazon Konto", "Dringend: Amazon-Konto überprüfen",
    "Votre compte Amazon a été suspendu", "Votre compte Amazon est bloqué", "Amazon : mettez à jour votre moyen de paiement", "Votre abonnement Amazon Prime a expiré", "Problème avec votre compte Amazon", "Amazon - Confirmez votre identité", "Votre paiement Amazon a été refusé",
    "Il tuo account Amazon è stato sospeso", "Il suo account Amazon è bloccato", "Amazon: aggiorna il metodo di pagamento", "Il tuo abbonamento Amazon Prime è scaduto", "Problema con il tuo account Amazon", "Verifichi il suo account Amazon", "Amazon - Azione richiesta",
    "Sua conta da Amazon foi suspensa", "A sua conta Amazon foi bloqueada", "Amazon: atualize o seu método de pagamento", "A sua assinatura Amazon Prime expirou", "Problema com a sua conta Amazon", "Verifique a sua conta Amazon", "Amazon - Ação necessária",
    "【Amazon】お支払い方法を更新してください", "Amazonアカウントの確認が必要です", "アマゾン会員の更新のお願い", "亚马逊账户异常", "您的亚马逊账户已被暂停", "Uw Amazon-account is geblokkeerd", "Twoje konto Amazon zostało zablokowane", "Ditt Amazon-konto har spärrats", "Amazon hesabınız askıya alındı",
    "Аmazon account", "A.m.a.z.o.n notice", "Am\u00adazоn Alert", "Your Prime membership has expired", "Su suscripción Prime ha caducado", "Your Prime Video subscription has been cancelled", "Ihre Prime-Mitgliedschaft wurde gesperrt", "Votre abonnement Prime Video est suspendu",
    "Su cuenta de Kindle ha sido bloqueada", "Your AWS account has been suspended", "Your Audible membership payment failed",
)  # fmt: skip
"""Subjects in the brand's own voice."""
VOICES = (
    "Desde Amazon le informamos de que su cuenta ha sido suspendida.", "En Amazon hemos detectado un acceso inusual a su cuenta.", "Le escribimos de Amazon por un problema con su pago.", "Le escribimos desde el equipo de Amazon: su cuenta caduca.",
    "El equipo de seguridad de Amazon ha detectado un acceso a su cuenta.", "Nos ponemos en contacto desde Amazon para informarle.", "Servicio de Atención al Cliente de Amazon: su cuenta está limitada.", "Amazon ha suspendido su cuenta por seguridad.", "Somos Amazon y queremos avisarle de un cargo en su cuenta.", "Gracias por confiar en Amazon.",
    "We at Amazon have noticed unusual activity on your account.", "At Amazon, we take your security seriously: your account is on hold.", "This is Amazon customer service. Your account is locked.", "Here at Amazon we could not verify your payment.", "Amazon has suspended your account.", "The Amazon security team has limited access to your account.", "We are writing to you from Amazon about your payment.", "This is a message from Amazon: your payment failed.", "Thank you for shopping at Amazon.", "On behalf of Amazon we inform you of a charge.",
    "Wir bei Amazon haben eine ungewöhnliche Anmeldung in Ihrem Konto festgestellt.", "Bei Amazon haben wir Ihre Zahlung nicht erhalten.", "Amazon hat Ihr Konto gesperrt.", "Wir schreiben Ihnen von Amazon wegen Ihrer Zahlung.", "Das Amazon Sicherheitsteam hat Ihr Konto eingeschränkt.", "Im Namen von Amazon bitten wir Sie um Bestätigung.", "Vielen Dank für Ihren Einkauf bei Amazon.",
    "Nous, chez Amazon, avons suspendu votre compte.", "Chez Amazon, nous avons détecté un problème avec votre compte.", "Amazon a suspendu votre compte.", "Le service client d'Amazon vous informe que votre compte est bloqué.", "L'équipe de sécurité d'Amazon a limité votre compte.", "Nous vous écrivons de la part d'Amazon.", "Merci d’avoir choisi Amazon.",
    "Noi di Amazon abbiamo rilevato un accesso insolito al tuo account.", "Amazon ha sospeso il tuo account.", "Le scriviamo da Amazon per un problema con il pagamento.", "Il servizio clienti Amazon ti informa che il tuo account è bloccato.", "In Amazon abbiamo bloccato il suo account per sicurezza.", "Grazie per aver scelto Amazon.",
    "Nós da Amazon detectámos um acesso incomum à sua conta.", "A Amazon suspendeu a sua conta.", "Na Amazon, temos um problema com o seu pagamento.", "A equipa de segurança da Amazon bloqueou a sua conta.", "Contactamos da Amazon por causa do seu pagamento.", "Obrigado por comprar na Amazon.",
)  # fmt: skip
"""Sentences that speak as the brand."""
GREETINGS = (
    "Querido comprador de Amazon,", "Estimado cliente de Amazon:", "Estimada usuaria de Amazon,", "Apreciado miembro de Amazon Prime,", "Hola, cliente de Amazon.es:", "Dear Amazon customer,", "Dear valued Amazon member,", "Hello Amazon user,", "Dear Amazon Prime member,",
    "Sehr geehrter Amazon-Kunde,", "Liebe Amazon Kundin,", "Guten Tag, Amazon-Kunde,", "Cher client Amazon,", "Chère cliente d'Amazon,", "Bonjour cher membre Amazon,", "Gentile cliente Amazon,", "Caro utente Amazon,", "Prezado cliente da Amazon,", "Caro utilizador da Amazon,", "Olá, cliente Amazon,", "Geachte Amazon-klant,",
)  # fmt: skip
SIGNATURES = (
    "Servicio de Atención al Cliente\nAmazon.es", "Atentamente,\nAmazon", "Un saludo,\nEl equipo de Amazon", "Equipo de soporte\nAmazon", "Departamento de Seguridad\nAmazon España", "Regards,\nAmazon Customer Service", "Customer Service Team\nAmazon.com", "Sincerely,\nAmazon.com", "Security Department\nAmazon",
    "Mit freundlichen Grüßen\nAmazon.de", "Ihr Kundenservice\nAmazon.de", "Ihr Amazon Team", "Cordialement,\nAmazon", "Service client\nAmazon.fr", "L’équipe Amazon", "Cordiali saluti\nAmazon", "Servizio Clienti\nAmazon.it", "Atenciosamente,\nAmazon", "Apoio ao Cliente\nAmazon", "Equipa Amazon", "© 2024 Amazon.com, Inc. or its affiliates", "Amazon. Todos los derechos reservados.", "アマゾン\n© アマゾン",
)  # fmt: skip
SENDERS = (
    "Notificaciones <info@cuenta.example>",
    "Support <x@q.example>",
    "info@cuenta.example",
    "Aviso <aviso@cuenta.example>",
    "Servicio <no-reply@portal.example>",
    '"Security Team" <team@mailer.example>',
)
COMPROMISED = (
    "Talleres Gómez <info@talleresgomez.example>",
    "Bob Jones <bob.jones@jones.example>",
    "ACME <office@acme.example>",
)
"""Senders that say who they are, whose accounts somebody else uses."""
PLAIN_SUBJECTS = (
    "Su cuenta de Amazon ha sido suspendida", "Your Amazon account has been locked", "Ihr Amazon-Konto wurde gesperrt", "Votre compte Amazon a été suspendu", "Il tuo account Amazon è stato sospeso", "Sua conta da Amazon foi suspensa",
)  # fmt: skip
TOGETHER: tuple[Row, ...] = (
    ("Info <x@q.example>", "Amazon", "Su cuenta ha sido bloqueada.\n{evil}"),
    ("Info <x@q.example>", "Aviso de Amazon", "Verifique su cuenta en 24 horas.\n{evil}"),
    (
        "Info <x@q.example>",
        "Amazon",
        "Your account has been suspended. Verify your identity.\n{evil}",
    ),
    ("Info <x@q.example>", "Your account is locked", "Sign in to your Amazon account now.\n{evil}"),
    (
        "Info <x@q.example>",
        "Aviso",
        "Su cuenta ha sido bloqueada.\nhttps://amazon-es.cuenta.example/",
    ),
    ("Info <x@q.example>", "Notice", "Your account is locked.\nhttps://www.amaz0n.example/"),
    ("Prime <x@q.example>", "Renew", "Your membership has expired. Update your card.\n{evil}"),
    ("Prime <x@q.example>", "Aviso", "Su suscripción ha caducado. Actualice su tarjeta.\n{evil}"),
    ("Info <x@q.example>", "Aviso", "Su suscripción Prime ha caducado.\n{evil}"),
    (
        "Info <x@q.example>",
        "Notice",
        "Your Prime Video subscription was cancelled. Update your payment method.\n{evil}",
    ),
    (
        "Billing <x@q.example>",
        "Order confirmation",
        "Your Amazon order of a MacBook was placed for 1,499 USD.\nIf you did not place this order call Amazon support at +1 888 555 0100.",
    ),
    (
        "Talleres <info@talleres.example>",
        "Aviso",
        "Estimado cliente de Amazon:\nsu cuenta de Amazon ha sido suspendida.\n{evil}",
    ),
    (
        "ACME <office@acme.example>",
        "Notice",
        "Your Amazon account is locked.\n{evil}\nAmazon Customer Service",
    ),
)

FURTHER: tuple[Row, ...] = (
    *(
        (sender, subject, f"{greeting}\n{EVIL}")
        for sender, subject, greeting in (
            (
                "Premios <p@premios24.example>",
                "¡Enhorabuena!",
                "Estimado cliente de Amazon, ha sido seleccionado.",
            ),
            (
                "Gewinnspiel <g@gewinn.example>",
                "Ihr Gutschein wartet",
                "Lieber Amazon Kunde, Sie wurden ausgewählt.",
            ),
            (
                "Facturas <facturas@nube9.example>",
                "Aviso",
                "Estimado cliente de Amazon Prime: su cuota.",
            ),
            (
                "Concours <c@concours.example>",
                "Votre bon d'achat",
                "Cher client Amazon, vous avez été sélectionné.",
            ),
            (
                "Survey <x@survey.example>",
                "Your opinion",
                "Dear Amazon shopper, receive your reward.",
            ),
        )
    ),
    *(
        (sender, "Aviso", f"{told}\n{EVIL}")
        for sender, told in (
            (
                "Refund Dept <refund@rfd.example>",
                "Amazon has issued a refund of $89.99 to your account. Confirm your bank details.",
            ),
            (
                "Erstattung <e@erst.example>",
                "Amazon hat Ihnen 49,90 EUR erstattet. Bestätigen Sie Ihre Bankverbindung.",
            ),
            (
                "Remboursements <r@remb.example>",
                "Amazon vous a remboursé 49,90 €. Confirmez vos coordonnées bancaires.",
            ),
            ("Rimborsi <r@rimb.example>", "Hai un rimborso Amazon in sospeso."),
            ("Reembolsos <r@rmb.example>", "Tem um reembolso da Amazon pendente."),
        )
    ),
    *(
        ("No Reply <o@portal.example>", "Aviso", f"{told} {EVIL}")
        for told in (
            "Your Amazon order of PS5 ($599) arrives today. Not you? Call 1 800 555 0101.",
            "Hallo, Ihre Amazon Bestellung (iPhone, 1.299 EUR) wurde bestätigt. Stornieren:",
            "Su pedido de Amazon por 899 € ha sido confirmado. Si no lo reconoce:",
            "Il tuo pacco Amazon non è stato consegnato.",
            "A sua encomenda Amazon não foi entregue.",
        )
    ),
    *(
        ("Info <x@portal.example>", subject, f"{told} {EVIL}")
        for subject, told in (
            ("Neue Anmeldung bei Amazon", "Jemand hat sich bei Ihrem Konto angemeldet."),
            ("Prime Video", "Your Prime Video payment was declined."),
            ("Kindle Unlimited", "Su pago de Kindle Unlimited ha sido rechazado."),
            ("Audible", "Ihre Audible Zahlung konnte nicht verarbeitet werden."),
            ("Alexa security alert", "Your Alexa account was accessed from a new device."),
            (
                "KDP account terminated",
                "Your Kindle Direct Publishing account has been terminated.",
            ),
        )
    ),
    (
        "Info <info@portal.example>",
        "Su cuenta Amazon será cerrada",
        "Acceda aquí: https://portal.example/",
    ),
    (
        "Notificación <x@portal.example>",
        "Última advertencia: cuenta de Amazon",
        "Verifique sus datos o cerraremos su cuenta. https://portal.example/",
    ),
    (
        '"Atención" <x@portal.example>',
        "Renovación automática",
        "Su suscripción a Amazon Prime se renovará por 99,99 €. Cancele aquí: https://portal.example/",
    ),
    (
        "Facturación <x@portal.example>",
        "No hemos podido cobrar su cuota",
        "Estimado usuario, su membresía de Amazon Prime quedará suspendida. https://portal.example/",
    ),
    (
        "Soporte <x@soporte.example>",
        "Paquete retenido",
        "Su pedido de Amazon está retenido. Pague 1,99 € en https://soporte.example/",
    ),
    (
        "Promo <x@promo.example>",
        "Enhorabuena",
        "Estimado cliente de Amazon, ha ganado un iPhone. https://promo.example/",
    ),
    (
        "Servicio Técnico <x@st.example>",
        "Aviso importante",
        "Le informamos desde Amazon que su contraseña ha caducado. https://st.example/",
    ),
    (
        "Clientes <x@st.example>",
        "Seguridad",
        "Desde el departamento de seguridad de Amazon hemos bloqueado su acceso. https://st.example/",
    ),
    ("<x@st.example>", "Alerta", "Amazon.es: su cuenta ha sido limitada. https://st.example/"),
    (
        "Account Team <x@a.example>",
        "Your account will be closed",
        "Dear customer, your Amazon account will be closed. Click https://a.example/",
    ),
    (
        "Support <x@a.example>",
        "Invoice #1234",
        "Your Amazon order of $999 has been confirmed. If you did not authorize this, go to https://a.example/",
    ),
    (
        "Verification <x@a.example>",
        "Verify",
        "Hello, we noticed a new sign-in to your Amazon account from Russia. https://a.example/",
    ),
    (
        "Help Desk <x@a.example>",
        "Amazon refund pending",
        "You have a refund of $50. Confirm your bank details https://a.example/",
    ),
    (
        "Membership <x@a.example>",
        "Prime membership on hold",
        "Your payment method was declined. https://a.example/",
    ),
    (
        "Rewards <x@a.example>",
        "Amazon customer survey",
        "Dear Amazon shopper, win $1000. https://a.example/",
    ),
    (
        "Alert <x@a.example>",
        "Someone signed in to your Amazon account",
        "Not you? https://a.example/",
    ),
    (
        "Delivery <x@a.example>",
        "Amazon package could not be delivered",
        "Confirm your address https://a.example/",
    ),
    (
        "Service <x@a.example>",
        "Final notice",
        "Kind regards,\nAmazon Billing Team\nhttps://a.example/",
    ),
    (
        "Service <x@a.example>",
        "Notice",
        "Yours sincerely,\n\nAmazon.co.uk Customer Services\nhttps://a.example/",
    ),
    (
        "Sicherheit <x@k.example>",
        "Wichtige Mitteilung zu Ihrem Amazon Konto",
        "Bitte bestätigen: https://k.example/",
    ),
    (
        "Kundenservice <x@k.example>",
        "Ihr Konto wurde vorübergehend gesperrt",
        "Sehr geehrter Kunde, Ihr Amazon-Konto wurde gesperrt. https://k.example/",
    ),
    ("Info <x@k.example>", "Amazon Prime: Zahlung fehlgeschlagen", "https://k.example/"),
    (
        "Info <x@k.example>",
        "Zahlungserinnerung",
        "Ihre Amazon Mitgliedschaft konnte nicht verlängert werden. https://k.example/",
    ),
    (
        "Info <x@k.example>",
        "Bestellung",
        "Mit freundlichen Grüßen\nIhr Amazon-Team\nhttps://k.example/",
    ),
    (
        "Info <x@k.example>",
        "Mitteilung",
        "Wir von Amazon bitten Sie, Ihre Daten zu aktualisieren. https://k.example/",
    ),
    (
        "Assistance <x@f.example>",
        "Votre compte sera fermé",
        "Cher client, votre compte Amazon sera fermé. https://f.example/",
    ),
    ("Assistance <x@f.example>", "Amazon Prime : échec du paiement", "https://f.example/"),
    (
        "Info <x@f.example>",
        "Colis en attente",
        "Votre colis Amazon est en attente. Confirmez votre adresse : https://f.example/",
    ),
    (
        "Info <x@f.example>",
        "Alerte",
        "L'équipe Amazon Sécurité vous informe d'une connexion inhabituelle. https://f.example/",
    ),
    (
        "Info <x@f.example>",
        "Information",
        "Bien cordialement,\nLe service client Amazon\nhttps://f.example/",
    ),
    (
        "Assistenza <x@i.example>",
        "Il tuo account sarà chiuso",
        "Gentile cliente, il tuo account Amazon sarà chiuso. https://i.example/",
    ),
    ("Assistenza <x@i.example>", "Amazon Prime: pagamento non riuscito", "https://i.example/"),
    (
        "Info <x@i.example>",
        "Avviso",
        "Amazon ti informa che il tuo account è stato limitato. https://i.example/",
    ),
    (
        "Info <x@i.example>",
        "Avviso",
        "Distinti saluti,\nServizio Clienti\nAmazon Italia\nhttps://i.example/",
    ),
    (
        "Suporte <x@p.example>",
        "A sua conta será encerrada",
        "Prezado cliente, a sua conta Amazon será encerrada. https://p.example/",
    ),
    ("Suporte <x@p.example>", "Amazon Prime: falha no pagamento", "https://p.example/"),
    (
        "Info <x@p.example>",
        "Aviso",
        "A Amazon informa que a sua conta foi limitada. https://p.example/",
    ),
    ("Info <x@p.example>", "Aviso", "Atenciosamente,\nEquipe Amazon Brasil\nhttps://p.example/"),
    ('"Αmazon Prime" <x@p.example>', "x", "y https://p.example/"),
    ('"A.mazon" <x@p.example>', "x", "y https://p.example/"),
    ('"Amazon\u200b.es" <x@p.example>', "x", "y https://p.example/"),
    ('"a m a z o n   p r i m e" <x@p.example>', "x", "y https://p.example/"),
    ('"4mazon" <x@p.example>', "x", "y https://p.example/"),
    ('"\u202enozama" <x@p.example>', "x", "y https://p.example/"),
    ('"\u2067\u202enozamA\u2069" <x@p.example>', "x", "y https://p.example/"),
    ('"AmazonPrime Member" <x@p.example>', "x", "y https://p.example/"),
    ('"Prime Account" <x@p.example>', "x", "y https://p.example/"),
    ('"Cuenta Prime" <x@p.example>', "x", "y https://p.example/"),
    ('"Suscripción Prime" <x@p.example>', "x", "y https://p.example/"),
    ('"Prime Renewal Team" <x@p.example>', "x", "y https://p.example/"),
    ('"PrimeVideo Billing" <x@p.example>', "x", "y https://p.example/"),
    ('"Kindle Store" <x@p.example>', "x", "y https://p.example/"),
    ('"AWS Account Team" <x@p.example>', "x", "y https://p.example/"),
    ('"no-reply@amazon.com" <x@p.example>', "x", "y https://p.example/"),
    ('"Ámazön" <x@p.example>', "x", "y https://p.example/"),
    ('"Amàzon.ës" <x@p.example>', "x", "y https://p.example/"),
    ("Info <x@p.example>", "亚马逊：您的账户已被锁定", "请点击 https://p.example/"),
    ("Info <x@p.example>", "【重要】アマゾンアカウント情報の確認", "こちら https://p.example/"),
    ("Info <x@p.example>", "حسابك في أمازون معلق", "https://p.example/"),
    ("Info <x@p.example>", "【Amazon】アカウントがロックされました", "https://p.example/"),
    (
        "Muebles Pérez <ventas@mueblesperez.example>",
        "Su cuenta de Amazon será suspendida",
        "https://m.example/",
    ),
    (
        "John Doe <john.doe@jd.example>",
        "Your Amazon account: unusual activity detected",
        "https://m.example/",
    ),
    (
        "info <info@hotelsol.example>",
        "Amazon",
        "Estimado cliente, su cuenta ha sido suspendida. Verifique: https://m.example/",
    ),
)


def _rows() -> list[Row]:
    senders = itertools.cycle(SENDERS)
    rows = [(f'"{name}" <x@cuenta.example>', "Aviso", "Pulse aquí.\n{evil}") for name in NAMES]
    rows += [(next(senders), subject, "Pulse aquí: {evil}") for subject in SUBJECTS]
    rows += [(next(senders), "Aviso", f"Hola:\n{voice}\n{{evil}}") for voice in VOICES]
    rows += [
        (next(senders), "Aviso", f"{greeting}\nha sido elegido.\n{{evil}}")
        for greeting in GREETINGS
    ]
    rows += [
        (next(senders), "Aviso", f"Hola:\nPulse aquí.\n\n{signed}\n{{evil}}")
        for signed in SIGNATURES
    ]
    rows += [(sender, subject, "{evil}") for sender in COMPROMISED for subject in PLAIN_SUBJECTS]
    return [(one, two, three.format(evil=EVIL)) for one, two, three in (*rows, *TOGETHER)] + list(
        FURTHER
    )


FRAUD: tuple[Row, ...] = tuple(_rows())


def _encoded(draw: Draw, sender: str) -> str:
    display, _, address = sender.rpartition(" ")
    if not display or (display.isascii() and draw.random.random() < 0.5):
        return sender
    return f"{word(display.strip(chr(34)), draw.random.choice('bq'))} {address}"


def _kind(name: str, rows: tuple[Row, ...]) -> None:
    """A kind that draws one of the rows, as a page or as plain text."""

    def build(draw: Draw) -> Built:
        sender, subject, text = draw.random.choice(rows)
        headers = [("From", _encoded(draw, sender)), ("Subject", word(subject))]
        if draw.random.random() < 0.5:
            blocks = [
                link(block, "x") if block.startswith("http") else block
                for block in text.split("\n\n")
            ]
            html = page(
                draw,
                *(block.replace("\n", "<br>") for block in blocks),
                link(EVIL, draw.words.button),
            )
            return Built("", compose(draw, headers, part(draw, "text/html", html)), "fraudulent")
        body = f"Content-Type: text/plain; charset=utf-8\n\n{text}\n".encode()
        return Built("", compose(draw, headers, body), "fraudulent")

    KINDS[f"fraud-{name}"] = build


for _name, _start in (("names", "Pulse"), ("voices", "Hola"), ("all", "")):
    _kind(_name, tuple(row for row in FRAUD if row[2].startswith(_start)))
