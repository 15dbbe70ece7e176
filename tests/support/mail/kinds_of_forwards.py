"""What customers pass on: as each mail program writes it, in each language, and pasted by hand."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from typing import NamedTuple

from support.mail.builder import KINDS, Built, Draw, compose, part, word


class Labels(NamedTuple):
    """How programs in one language name the headers, and what they write above and around them."""

    sender: str
    sent: str
    to: str
    subject: str
    mark: str
    begin: str
    wrote: str
    prefix: str


LABELS: dict[str, Labels] = {
    "es": Labels("De", "Enviado", "Para", "Asunto", "Mensaje reenviado", "Inicio del mensaje reenviado", "El lun, 3 jun 2024 a las 9:12, {who} escribió", "RV"),
    "ca": Labels("De", "Enviat el", "Per a", "Assumpte", "Missatge reenviat", "Inici del missatge reenviat", "El dl., 3 de juny 2024 a les 9:12, {who} va escriure", "Rv"),
    "ca-tema": Labels("De", "Data", "A", "Tema", "Missatge original", "Comença el missatge reenviat", "{who} ha escrit el 3 de juny de 2024", "Fwd"),
    "gl": Labels("De", "Enviado", "Para", "Asunto", "Mensaxe reenviada", "Inicio da mensaxe reenviada", "O luns 3/6/2024, {who} escribiu", "RV"),
    "eu": Labels("Nork", "Bidaltze-data", "Nori", "Gaia", "Birbidalitako mezua", "Birbidalitako mezuaren hasiera", "{who} erabiltzaileak 2024-06-03 idatzi du", "BIRB"),
    "en": Labels("From", "Sent", "To", "Subject", "Forwarded message", "Begin forwarded message", "On Mon, Jun 3, 2024 at 9:12 AM {who} wrote", "FW"),
    "de": Labels("Von", "Gesendet", "An", "Betreff", "Weitergeleitete Nachricht", "Anfang der weitergeleiteten Nachricht", "Am Mo., 3. Juni 2024 um 09:12 Uhr schrieb {who}", "WG"),
    "fr": Labels("De", "Envoyé", "À", "Objet", "Message transféré", "Début du message réexpédié", "Le lun. 3 juin 2024 à 09:12, {who} a écrit", "TR"),
    "it": Labels("Da", "Inviato", "A", "Oggetto", "Messaggio inoltrato", "Inizio messaggio inoltrato", "Il giorno lun 3 giu 2024 alle ore 09:12 {who} ha scritto", "I"),
    "pt": Labels("De", "Enviada", "Para", "Assunto", "Mensagem reencaminhada", "Início da mensagem reencaminhada", "{who} escreveu (segunda, 3/06/2024 à(s) 09:12)", "FW"),
    "pt-br": Labels("De", "Enviada em", "Para", "Assunto", "Mensagem encaminhada", "Início da mensagem encaminhada", "Em seg., 3 de jun. de 2024 às 09:12, {who} escreveu", "ENC"),
    "nl": Labels("Van", "Verzonden", "Aan", "Onderwerp", "Doorgestuurd bericht", "Begin doorgestuurd bericht", "Op ma 3 jun 2024 om 09:12 schreef {who}", "Doorst"),
    "pl": Labels("Od", "Wysłano", "Do", "Temat", "Przekazana wiadomość", "Początek przekazywanej wiadomości", "pon., 3 cze 2024 o 09:12 {who} napisał(a)", "PD"),
    "sv": Labels("Från", "Skickat", "Till", "Ämne", "Vidarebefordrat meddelande", "Vidarebefordrat mejl", "Den mån 3 juni 2024 kl 09:12 skrev {who}", "VB"),
    "da": Labels("Fra", "Sendt", "Til", "Emne", "Videresendt meddelelse", "Start på videresendt besked", "Den man. 3. jun. 2024 kl. 09.12 skrev {who}", "VS"),
    "no": Labels("Fra", "Sendt", "Til", "Emne", "Videresendt melding", "Videresendt melding", "man. 3. juni 2024 kl. 09:12 skrev {who}", "Vs"),
    "fi": Labels("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe", "Välitetty viesti", "Välitetty viesti alkaa", "ma 3. kesäk. 2024 klo 9.12 {who} kirjoitti", "VL"),
    "tr": Labels("Kimden", "Gönderildi", "Kime", "Konu", "İletilmiş Mesaj", "İleti başlangıcı", "{who}, 3 Haz 2024 Pzt, 09:12 tarihinde şunu yazdı", "İLT"),
    "tr-gmail": Labels("Gönderen", "Tarih", "Alıcı", "Konu", "İletilen İleti", "İletilen e-postanın başlangıcı", "{who} 3 Haziran 2024 tarihinde yazdı", "Fwd"),
    "cs": Labels("Od", "Odesláno", "Komu", "Předmět", "Přeposlaná zpráva", "Začátek přeposílané zprávy", "po 3. 6. 2024 v 9:12 odesílatel {who} napsal", "FW"),
    "sk": Labels("Od", "Odoslané", "Komu", "Predmet", "Preposlaná správa", "Začiatok preposlanej správy", "po 3. 6. 2024 o 9:12 {who} napísal(a)", "FW"),
    "hu": Labels("Feladó", "Elküldve", "Címzett", "Tárgy", "Továbbított üzenet", "Továbbított levél kezdete", "{who} ezt írta (időpont: 2024. jún. 3., H, 9:12)", "FW"),
    "ro": Labels("De la", "Trimis", "Către", "Subiect", "Mesaj redirecționat", "Începe mesajul redirecționat", "În lun., 3 iun. 2024 la 09:12, {who} a scris", "Redir."),
    "hr": Labels("Šalje", "Datum", "Prima", "Naslov", "Proslijeđena poruka", "Započni proslijeđenu poruku", "pon, 3. lip 2024. u 09:12 {who} napisao je", "Fwd"),
    "sl": Labels("Od", "Poslano", "Za", "Zadeva", "Posredovano sporočilo", "Posredovano sporočilo", "V pon., 3. jun. 2024 ob 9:12 je {who} je napisal", "FW"),
    "ru": Labels("От", "Отправлено", "Кому", "Тема", "Пересылаемое сообщение", "Начало переадресованного сообщения", "пн, 3 июн. 2024 г. в 09:12, {who} написал", "Fwd"),
    "uk": Labels("Від", "Надіслано", "Кому", "Тема", "Переслане повідомлення", "Початок листа, що пересилається", "пн, 3 черв. 2024 р. о 09:12 {who} написав", "Fwd"),
    "el": Labels("Από", "Στάλθηκε", "Προς", "Θέμα", "Προωθημένο μήνυμα", "Αρχή προωθημένου μηνύματος", "Στις Δευ 3 Ιουν 2024 στις 9:12, {who} έγραψε", "ΠΡΘ"),
    "he": Labels("\u200fמאת", "נשלח", "אל", "נושא", "הודעה שהועברה", "תחילת ההודעה שהועברה", "\u200fבתאריך יום ב׳, 3 ביוני 2024 ב-9:12 מאת {who} כתב", "הועבר"),
    "ar": Labels("\u200fمن", "\u200fتم الإرسال", "إلى", "الموضوع", "رسالة معاد توجيهها", "بداية الرسالة المعاد توجيهها", "\u200fفي 3 يونيو 2024 9:12، كتب {who}", "إعادة توجيه"),
    "ja": Labels("差出人", "送信日時", "宛先", "件名", "転送されたメッセージ", "転送されたメッセージ", "2024年6月3日(月) 9:12 {who}さんは書きました", "転送"),
    "ja-hubspot": Labels("送信元", "日付", "送信先", "件名", "メッセージを転送", "転送メッセージ", "2024年6月3日(月) 9:12 {who}のメール", "転送"),
    "zh-cn": Labels("发件人", "发送时间", "收件人", "主题", "转发的邮件", "以下是转发的邮件", "{who} 于2024年6月3日周一 09:12写道", "转发"),
    "zh-tw": Labels("寄件者", "寄件日期", "收件者", "主旨", "轉寄郵件", "以下是被轉寄的郵件", "{who} 於 2024年6月3日 週一 上午9:12寫道", "轉寄"),
    "ko": Labels("보낸 사람", "보낸 날짜", "받는 사람", "제목", "전달된 메시지", "전달된 메시지", "2024년 6월 3일 (월) 오전 9:12, {who}님이 작성", "전달"),
    "hi": Labels("प्रेषक", "भेजा गया", "प्रति", "विषय", "अग्रेषित संदेश", "अग्रेषित संदेश प्रारंभ", "सोम, 3 जून 2024 को 9:12 बजे {who} ने लिखा", "अग्रेषित"),
    "vi": Labels("Từ", "Đã gửi", "Đến", "Chủ đề", "Tin nhắn đã chuyển tiếp", "Tin nhắn đã chuyển tiếp", "Vào 3 thg 6, 2024 lúc 9:12 {who} đã viết", "Chuyển tiếp"),
    "id": Labels("Dari", "Dikirim", "Kepada", "Subjek", "Pesan terusan", "Pesan yang diteruskan", "Pada Sen, 3 Jun 2024 pukul 09.12 {who} menulis", "Teruskan"),
    "th": Labels("จาก", "ส่ง", "ถึง", "เรื่อง", "ข้อความที่ส่งต่อ", "ข้อความที่ส่งต่อ", "เมื่อ 3 มิ.ย. 2024 {who} เขียน", "ส่งต่อ"),
    "unknown": Labels("Kutoka", "Ilitumwa", "Kwa", "Mada", "Ujumbe", "Ujumbe", "On 3 Jun {who} wrote", "Fwd"),
}  # fmt: skip
WIDE = ("ja", "ja-hubspot", "zh-cn", "zh-tw")
"""Languages that write a wide colon."""
GENUINE = "Hola, Marta:\nTu pedido de Amazon se ha entregado. Gracias por comprar en Amazon.\nhttps://www.amazon.es/gp/css/order-history\n\nAmazon.es"
FRAUD = "Estimado cliente de Amazon:\nSu cuenta de Amazon ha sido suspendida.\nhttps://cuenta.example/acceso\n\nEl equipo de Amazon"
WHO = "Amazon.es <order-update@amazon.es>"
SUBJECT = "Entregado: tu pedido de Amazon.es"
NOTES = (
    "",
    "Hola:\n",
    "¿Esto es bueno?\n",
    "Please check.\n",
    "Un saludo,\nMarta\n--\nTalleres Gómez\nhttps://talleresgomez.example\n",
)


def _block(labels: Labels, colon: str, order: str = "stbu", *, bold: str = "") -> str:
    values = {
        "s": (labels.sender, WHO),
        "t": (labels.sent, "lunes, 3 de junio de 2024 9:12"),
        "b": (labels.to, "Marta <marta@example.org>"),
        "u": (labels.subject, SUBJECT),
    }
    return "\n".join(
        f"{bold}{name}{colon}{bold} {value}" for name, value in map(values.__getitem__, order)
    )


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


Client = Callable[[Labels, str, str], str]
CLIENTS: dict[str, Client] = {
    "gmail": lambda labels, colon, inner: f"---------- {labels.mark} ---------\n{_block(labels, colon, 'stub')}\n\n\n{inner}",
    "gmail-english": lambda labels, colon, inner: f"---------- Forwarded message ---------\n{_block(labels, colon, 'stub')}\n\n{inner}",
    "outlook-desktop": lambda labels, colon, inner: f"{_block(labels, colon)}\n\n{inner}",
    "outlook-web": lambda labels, colon, inner: f"________________________________\n{_block(labels, colon)}\n\n{inner}",
    "outlook-mobile": lambda labels, colon, inner: f"Obtener Outlook para iOS<https://aka.ms/x>\n________________________________\n{_block(labels, colon, 'stbu')}\n\n{inner}",
    "outlook-bold": lambda labels, colon, inner: f"{_block(labels, colon, bold='*')}\n\n{inner}",
    "apple": lambda labels, colon, inner: f"{labels.begin}{colon}\n\n{_quoted(_block(labels, colon, 'sutb'))}\n> \n{_quoted(inner)}",
    "thunderbird": lambda labels, colon, inner: f"-------- {labels.mark} --------\n{_block(labels, colon + chr(9), 'utsb')}\n\n{inner}",
    "yahoo": lambda labels, colon, inner: f"----- {labels.mark} -----\n{_block(labels, colon, 'sbtu')}\n\n{inner}",
    "k9": lambda labels, colon, inner: f"-------- Original Message --------\n{_block(labels, colon, 'stbu')}\n\n{inner}",
    "answer": lambda labels, colon, inner: f"{labels.wrote.format(who=WHO)}{colon}\n\n{_quoted(inner)}",
    "french-space": lambda labels, colon, inner: f"{_block(labels, chr(160) + ':')}\n\n{inner}",
}  # fmt: skip


def _as_page(text: str, style: str) -> str:
    """A passed on message as a page: lines, bold labels, or labels in a table."""
    lines = []
    for line in html.escape(text).split("\n"):
        label, colon, rest = line.partition(":")
        if style != "lines" and colon and len(label) < 20 and not rest.startswith("//"):
            bold = f"<b>{label}:</b>"
            lines.append(
                f"<table><tr><td>{bold}</td><td>{rest}</td></tr></table>"
                if style == "table"
                else f"{bold}{rest}<br>"
            )
        else:
            lines.append(f"{line}<br>")
    return f"<html><body><div>{''.join(lines)}</div></body></html>"


def forwards() -> Iterator[tuple[str, str, str]]:
    """Every program in every language: a name, the prefix before a subject, and the text."""
    for language, labels in LABELS.items():
        colon = "：" if language in WIDE else ":"
        for client, write in CLIENTS.items():
            for kind, inner in (("genuine", GENUINE), ("fraud", FRAUD)):
                yield f"{language}-{client}-{kind}", labels.prefix, write(labels, colon, inner)


PASTED = (
    "Buenos días, me ha entrado este mail, ¿es vuestro?", "Hola, ¿esto es real?", "¿Es esto phishing?", "Reenvío correo sospechoso", "Mi marido ha recibido esto", "¿Habéis enviado esto?", "Hello, got this email today.", "Please check whether this is really from Amazon", "Did you send this?",
    "Ist das von Ihnen?", "Haben Sie das geschickt?", "C'est vous qui avez envoyé ça ?", "Est-ce bien vous ?", "Siete voi?", "Viene da voi questo?", "São vocês?", "Isto é vosso?", "Is dit van jullie?", "Czy to od was?", "Això és real?",
    "He recibido este correo, ¿es de Amazon?", "Me ha llegado esto:", "Este correo de Amazon me parece raro.", "Buenos días, acabo de recibir este mensaje y no sé si es vuestro.", "Os paso este correo de Amazon:", "Les reenvío lo que me ha llegado.", "¿Es de Amazon este correo?", "Copio aquí el correo:",
    "Is this from Amazon?", "I received this email today.", "I just got this, is it real?", "Is this email genuine?", "See the email below, is it a scam?", "This email from Amazon looks odd:", "Can you check this for me?",
    "Ich habe diese Mail bekommen, ist die echt?", "Ist diese E-Mail von Amazon?", "Diese Mail von Amazon kam heute:", "Ich habe folgende Nachricht erhalten:", "J'ai reçu ce message, est-ce bien vous ?", "Je viens de recevoir ceci.", "Ce mail d'Amazon est-il vrai ?",
    "Ho ricevuto questa mail, è vera?", "Mi è arrivato questo messaggio.", "Questa mail di Amazon è autentica?", "Recebi este e-mail, é verdadeiro?", "Este e-mail da Amazon é verdadeiro?", "Acabei de receber isto.", "Ik heb deze mail gekregen.", "Deze mail van Amazon, klopt die?", "He rebut aquest correu d'Amazon.", "Otrzymałem taką wiadomość.",
)  # fmt: skip
"""How people begin who paste a message."""
PREFIXES = (
    "Fwd",
    "FW",
    "Fw",
    "RV",
    "Rv",
    "TR",
    "WG",
    "I",
    "ENC",
    "Doorst",
    "VS",
    "VL",
    "PD",
    "VB",
    "İLT",
    "転送",
    "转发",
    "轉寄",
    "إعادة توجيه",
    "Re: Fwd",
    "Re: RV",
    "[Cuentas] Fwd",
    "FWD",
    "Fwd[2]",
)
CUSTOMERS = (
    "Client <client@example.org>",
    "Marta Ruiz <marta@gmail.example>",
    "marta@example.org",
    "Soporte <soporte@talleres.example>",
    "Info <info@oficina.example>",
)


def passed_on() -> Iterator[tuple[str, str, str, str]]:
    """A name, sender, subject and text of every message that passes another one on."""
    for number, (name, prefix, text) in enumerate(forwards()):
        sender = CUSTOMERS[number % len(CUSTOMERS)]
        subject = f"{prefix}: {SUBJECT}" if number % 3 else "Consulta"
        yield name, sender, subject, NOTES[number % len(NOTES)] + "\n" + text
    for number, prefix in enumerate(PREFIXES):
        for kind, inner in (("genuine", GENUINE), ("fraud", FRAUD)):
            yield (
                f"prefix-{prefix}-{kind}",
                CUSTOMERS[number % len(CUSTOMERS)],
                f"{prefix}: {SUBJECT}",
                f"Hola\n\n{inner}",
            )
    for number, opening in enumerate(PASTED):
        for kind, inner in (("genuine", GENUINE), ("fraud", FRAUD)):
            yield (
                f"pasted-{number}-{kind}",
                CUSTOMERS[number % len(CUSTOMERS)],
                "Consulta",
                f"{opening}\n\n{inner}",
            )


def raw_of(sender: str, subject: str, text: str, style: str = "") -> bytes:
    """A message of a customer, plain or as a page."""
    body = _as_page(text, style) if style else text
    kind = "html" if style else "plain"
    head = f"From: {sender}\nTo: ayuda@example.net\nSubject: {word(subject)}\nMIME-Version: 1.0\n"
    return f"{head}Content-Type: text/{kind}; charset=utf-8\n\n{body}\n".encode()


STYLES = ("", "lines", "bold", "table")


def _register() -> None:
    rows = list(passed_on())

    def build(draw: Draw) -> Built:
        _, sender, subject, text = draw.random.choice(rows)
        style = draw.random.choice(STYLES)
        headers = [("From", sender), ("Subject", word(subject))]
        if not style:
            body = f"Content-Type: text/plain; charset=utf-8\n\n{text}\n".encode()
            return Built(
                "", compose(draw, headers, body), "cannot-tell", (), {"forwarded_inline": True}
            )
        raw = compose(draw, headers, part(draw, "text/html", _as_page(text, style)))
        return Built("", raw, "cannot-tell", (), {"forwarded_inline": True})

    def pretends(draw: Draw) -> Built:
        _, _, subject, text = draw.random.choice(rows)
        headers = [("From", f"Amazon <x@{draw.foreign}>"), ("Subject", word(subject))]
        body = f"Content-Type: text/plain; charset=utf-8\n\n{text}\n".encode()
        return Built(
            "", compose(draw, headers, body), "fraudulent", (), {"forwarded_inline": False}
        )

    KINDS["passed-on"] = build
    KINDS["passed-on-by-a-pretender"] = pretends


_register()
