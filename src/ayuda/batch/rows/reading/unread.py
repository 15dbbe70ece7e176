"""What no row can be read from, by how it begins: it is told for what it is, never shown."""

from __future__ import annotations

import re

from ayuda.errors import AyudaError

BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"SQLite format 3\0", "batch-is-sqlite"),
    (b"%PDF-", "batch-is-pdf"),
    (b"\0\1\0\0Standard ACE DB", "batch-is-access"),
    (b"\0\1\0\0Standard Jet DB", "batch-is-access"),
    (b"ARROW1\0\0", "batch-is-arrow"),
    (b"FEA1\0", "batch-is-arrow"),
    (b"\xff\xff\xff\xff", "batch-is-arrow"),
    (b"Obj\1", "batch-is-avro"),
    (b"\x89PNG\r\n", "batch-is-picture"),
    (b"\xff\xd8\xff", "batch-is-picture"),
    (b"GIF87a", "batch-is-picture"),
    (b"GIF89a", "batch-is-picture"),
    (b"Rar!\x1a", "batch-is-archive"),
    (b"7z\xbc\xaf\x27\x1c", "batch-is-archive"),
    (b"{\\rtf", "batch-is-document"),
    (b"\x7fELF", "batch-is-program"),
    (b"MZ\x90", "batch-is-program"),
)
"""How files of other kinds begin, and what is told of each."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How Office up to 2003 begins, whichever of its programs wrote it."""
WORKBOOK_97 = "Workbook".encode("utf-16-le")
BOOK_95 = "Book".encode("utf-16-le")
ORC = re.compile(rb"ORC[\0-\x1f]")
MARKED_UP = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE)
XML = re.compile(rb"\s*<\?xml\b")
MARK = b"\xef\xbb\xbf"


def check_can_hold_rows(path: str, head: bytes) -> None:
    """Raise AyudaError that names what a file is, where it is no file of rows."""
    code = _code(head)
    if code is not None:
        raise AyudaError.of(path, code)


def _code(head: bytes) -> str | None:
    for start, code in BEGINNINGS:
        if head.startswith(start):
            return code
    if head.startswith(OLE):
        return (
            "batch-is-workbook-97"
            if WORKBOOK_97 in head or BOOK_95 in head
            else "batch-is-document"
        )
    if ORC.match(head):
        return "batch-is-orc"
    text = head.removeprefix(MARK)
    if MARKED_UP.match(text):
        return "batch-is-html"
    if XML.match(text):
        return "batch-is-xml"
    return None
