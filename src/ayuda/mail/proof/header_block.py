"""Whether a message's headers can be read in one way only, and each stands as often as it may."""

from __future__ import annotations

from ayuda.late_patterns import late
from ayuda.mail.raw.headers import Field, Headers
from ayuda.mail.raw.message import Message

ONCE = frozenset(
    [
        "from",
        "sender",
        "reply-to",
        "to",
        "cc",
        "subject",
        "date",
        "message-id",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
        "content-disposition",
        "content-location",
        "content-base",
    ]
)
"""Headers that may stand once (RFC 5322, 3.6; RFC 2045 and 2183): of two, one could be signed and
the other shown."""

SHOWN = ONCE - {"message-id"}
"""Headers that people see, or that change what they see: a proof has to cover them."""

_VALUE = rb"[^\x00-\x08\x0a-\x1f\x7f]*+"
_BLOCK = late(
    rb"(?:[!-9;-~]+:" + _VALUE + rb"\r?\n"
    rb"(?:[ \t]++[^\x00-\x20\x7f]" + _VALUE + rb"\r?\n)*+)*+(?P<blank>\r?\n)?"
)
"""Fields as RFC 5322 (2.2) has them, and the empty line that ends them. What is no such line is
read by some as the end of the headers, by others as nothing, by others as a part of a header: a
line ``From ``, one without a colon or of white space alone, a blank before the colon, a carriage
return alone, and characters that some take for the end of a line."""
_MBOX_LINE = late(rb"(?:From [^\s:]\S*+ +[A-Z][a-z]{2} [A-Z][a-z]{2} +\d[^\r\n]*\r?\n)?")
"""What may stand before the headers. What only begins like an mbox's line could be a header, and an
empty line, or a byte order mark, is where some see the end of the headers."""


_ENCODING = "content-transfer-encoding"
_ENCODING_VALUE = late(rb"[ \t]*+[A-Za-z0-9-]+\r?")
"""With white space behind it, or folded, some do not know the encoding and show what is encoded."""


def ambiguous_at(raw: bytes, message: Message) -> int | None:
    """Where a message's headers, or those of a part, can be read in two ways; None for nowhere."""
    if not message.path and not _MBOX_LINE.fullmatch(raw, 0, message.start):
        return 0
    headers = message.headers
    if not _reads_one_way(raw, headers, message.end) or not _ends_alike(raw, headers):
        return headers.start
    for block in (headers, *message.inside):
        for field in block.fields:
            if field.name == _ENCODING and not _ENCODING_VALUE.fullmatch(field.raw):
                return field.start
    for block in message.inside:
        if not _reads_one_way(raw, block, message.end) or _last_of_other_end(raw, block) >= 0:
            return block.start
    return None


def repeated(headers: Headers) -> Field | None:
    """The second field of a header that may stand once, where there is one."""
    seen: set[str] = set()
    for field in headers.fields:
        if field.name in ONCE and field.name in seen:
            return field
        seen.add(field.name)
    return None


def uncovered(headers: Headers, signed: frozenset[str]) -> Field | None:
    """A header that is shown and not among the ``signed``; each stands once."""
    return next(
        (field for field in headers.fields if field.name in SHOWN and field.name not in signed),
        None,
    )


def _reads_one_way(raw: bytes, headers: Headers, end: int) -> bool:
    read = _BLOCK.match(raw, headers.start, end)
    assert read is not None
    # A message that ends with its headers has no text that could be read as one of them.
    return read.end() == headers.end and (read["blank"] is not None or headers.end == end)


def _ends_alike(raw: bytes, headers: Headers) -> bool:
    """Whether all lines end in the same way, but for those that a server put on top.

    Some readers take only one of both ways for the end of a line.
    """
    last = _last_of_other_end(raw, headers)
    return all(field.start > last for field in headers.fields if field.name in ONCE)


def _last_of_other_end(raw: bytes, headers: Headers) -> int:
    """Where the last line ends that does not end as the block does; -1 for none."""
    block = raw[headers.start : headers.end]
    if block.endswith(b"\r\n"):
        at = max((match.end() for match in _LINE_FEED_ALONE.finditer(block)), default=0) - 1
    else:
        at = block.rfind(b"\r\n")
    return at if at < 0 else headers.start + at


_LINE_FEED_ALONE = late(rb"(?<!\r)\n")
