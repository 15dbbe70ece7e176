"""Files as people bring them: those with a message in them, and those without."""

from __future__ import annotations

import bz2
import io
import lzma
import zipfile

HEADERS = (
    "Delivered-To: lucia@example.es\n"
    "Received: from a.example by mx.example; Mon, 3 Jun 2024 09:12:00 +0200\n"
    'From: "Amazon.es" <seguridad@cuenta.example>\n'
    "To: lucia@example.es\n"
    "Subject: Su cuenta de Amazon\n"
    "Date: Mon, 3 Jun 2024 09:12:00 +0200\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/html; charset=utf-8\n"
)
TEXT = HEADERS + '\n<p>Señora:</p><a href="https://cuenta.example/">Verificar</a>\n'
RAW = TEXT.encode()
PLAIN = b"From: ana@example.org\nSubject: hola\n\nhola\n"
PLIST = b'<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict/></plist>\n'


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return written.getvalue()


def emlx(raw: bytes, count: str = "") -> bytes:
    return (count or f"{len(raw):<10}").encode() + b"\n" + raw + PLIST


GMAIL = {
    "en": (
        "Original Message\n"
        "Message ID\t<1@mail.example>\n"
        "Created at:\tMon, Jun 3, 2024 at 9:12 AM (Delivered after 1 second)\n"
        "From:\tAmazon.es <no-reply@amazon.es>\n"
        "To:\tlucia@example.es\n"
        "Subject:\tSu pedido\n"
        "SPF:\tPASS with IP 192.0.2.1 Learn more\n"
        "DKIM:\t'PASS' with domain amazon.es Learn more\n"
        "DMARC:\t'PASS' Learn more\n\n\n"
        "Download Original\tCopy to clipboard\n"
    ),
    "es": (
        "Mensaje original\n"
        "ID de mensaje\t<1@mail.example>\n"
        "Creado:\t3 de junio de 2024 a las 9:12 (entregado en 1 segundo)\n"
        "De:\tAmazon.es <no-reply@amazon.es>\n"
        "Para:\tlucia@example.es\n"
        "Asunto:\tSu pedido\n"
        "SPF:\tPASS con la IP 192.0.2.1 Más información\n\n"
        "Descargar original\tCopiar en el portapapeles\n\n"
    ),
    "de, from its second line": (
        "Nachrichten-ID\t<1@mail.example>\n"
        "Erstellt am:\t3. Juni 2024 um 09:12 (Nach 1 Sekunde zugestellt)\n"
        "Von:\tAmazon.es <no-reply@amazon.es>\n"
        "An:\tlucia@example.es\n"
        "Betreff:\tSu pedido\n"
        "Original herunterladen\tIn die Zwischenablage kopieren\n"
    ),
    "from the sender on": (
        "From:\tAmazon.es <no-reply@amazon.es>\n"
        "To:\tlucia@example.es\n"
        "Subject:\tSu pedido\n"
        "DKIM:\t'PASS' with domain amazon.es Learn more\n\n"
        "Download Original\tCopy to clipboard\n"
    ),
    "es, from the sender on": (
        "De:\tAmazon.es <no-reply@amazon.es>\nPara:\tlucia@example.es\nAsunto:\tSu pedido\n"
        "SPF:\tPASS con la IP 192.0.2.1 Más información\n\n"
        "Descargar original\tCopiar en el portapapeles\n\n"
    ),
    "a note of who copied it": "Hola, esto es lo que me ha llegado, ¿es auténtico?\n\n",
}

BEGUN = {
    "as it is": b"",
    "a byte order mark": b"\xef\xbb\xbf",
    "an empty line": b"\n",
    "empty lines of a system's own": b"\r\n\r\n",
    "a blank": b" ",
    "all of it": b"\xef\xbb\xbf\r\n \t\n",
    **{f"Gmail's table, {language}": table.encode() for language, table in GMAIL.items()},
}

EMLX = {
    "as Apple Mail writes it": emlx(RAW),
    "its count alone": f"{len(RAW)}\n".encode() + RAW,
    "blanks before the count": emlx(RAW, f"  {len(RAW)}"),
    "a count that line ends made wrong": emlx(RAW, str(len(RAW) + 12)),
    "a count that is far too large": emlx(RAW, "9999999999"),
    "line ends of another system": emlx(RAW, f"{len(RAW)}   \r"),
}

ENCODED = {
    "UTF-16 of Windows": TEXT.encode("utf-16"),
    "UTF-16, little end first": b"\xff\xfe" + TEXT.encode("utf-16-le"),
    "UTF-16, big end first": b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "UTF-16 without a mark": TEXT.encode("utf-16-le"),
    "UTF-16 without a mark, big end first": TEXT.encode("utf-16-be"),
    "UTF-16 below an empty line": b"\xff\xfe" + ("\r\n" + TEXT).encode("utf-16-le"),
    "UTF-16 of what Gmail shows": (GMAIL["es"] + TEXT).encode("utf-16"),
    "a zip": zipped(("mensaje.eml", RAW)),
    "a zip in a folder": zipped(("correo/", b""), ("correo/mensaje.eml", RAW)),
    "a zip of a Mac": zipped(("m.eml", RAW), ("__MACOSX/._m.eml", b"x"), (".DS_Store", b"x")),
    "a zip, stored": zipped(("m.eml", RAW), method=zipfile.ZIP_STORED),
    "a zip in bzip2": zipped(("m.eml", RAW), method=zipfile.ZIP_BZIP2),
    "a zip in LZMA": zipped(("m.eml", RAW), method=zipfile.ZIP_LZMA),
    "a zip of an emlx": zipped(("m.emlx", emlx(RAW))),
    "a zip of UTF-16": zipped(("m.txt", TEXT.encode("utf-16"))),
}

REFUSED = {
    "mail-picture": [
        b"\x89PNG\r\n\x1a\n" + bytes(99),
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"GIF89a" + bytes(20),
        b"\x00\x00\x00\x18ftypheic" + bytes(20),
        b"\x00\x00\x00\x20ftypmif1" + bytes(20),
        b"RIFF\x10\x00\x00\x00WEBPVP8 ",
        b"II*\x00\x08\x00",
        zipped(("captura.png", b"\x89PNG\r\n\x1a\n" + bytes(99))),
    ],
    "mail-print": [
        b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n",
        b"{\\rtf1\\ansi Amazon}",
        "De: Amazon.es\nEnviado el: lunes, 3 de junio\nPara: Lucía\nAsunto: Su pedido\n\nx".encode(),
        b"From: Amazon.es\nSent: Monday, June 3\nTo: Lucy\nSubject: Your order\n\nx",
        "De : Amazon\nDate : lundi 3 juin\nÀ : Lucie\nObjet : Commande\n\nx".encode(),
        b"Von: Amazon\nGesendet: Montag\nAn: Lucia\nBetreff: Bestellung\n\nx",
        zipped(("correo.pdf", b"%PDF-1.4\n")),
    ],
    "mail-page": [
        b"<!DOCTYPE html><html><body>Amazon</body></html>",
        b"\n<HTML><head></head></HTML>",
        b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">',
        b"From: <Saved by Blink>\nSnapshot-Content-Location: https://a/\nMIME-Version: 1.0\n\nx",
        b"From: Guardado por un navegador\nContent-Type: multipart/related\n\nx",
    ],
    "mail-packed": [
        bz2.compress(RAW),
        lzma.compress(RAW),
        b"\x1f\x8b\x08\x00",
        b"Rar!\x1a\x07\x00",
    ],
    "mail-zip-empty": [zipped(), zipped(("correo/", b""))],
    "mail-zip-several": [
        zipped(("1.eml", RAW), ("2.eml", RAW)),
        zipped(*((f"{n}.eml", PLAIN) for n in range(40))),
    ],
    "mail-archive-inside": [zipped(("in.zip", zipped(("m.eml", RAW))))],
    "mail-member-damaged": [zipped(("m.eml", RAW))[:60], b"PK\x03\x04" + bytes(100)],
}
