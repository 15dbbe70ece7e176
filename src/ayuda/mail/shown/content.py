"""What a message shows, and what a click in it follows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Literal, NamedTuple

import msgspec

from ayuda.mail.raw.decoding import Body, read_body, unwrap
from ayuda.mail.raw.file_names import ends_in
from ayuda.mail.raw.limits import Budget
from ayuda.mail.raw.message import Message, Part
from ayuda.mail.shown.lookalikes import fold, unfolded
from ayuda.mail.shown.markup import Anchor, Page, read_page
from ayuda.mail.shown.plain import find_calendar_urls, find_pdf_urls, find_urls

_PAGES = ("text/html", "application/xhtml+xml", "image/svg+xml")
_PAGE_NAMES = (".html", ".htm", ".xhtml", ".xht", ".shtml", ".svg")
_NOT_SHOWN = ("text/css", "text/csv", "text/calendar", "text/javascript", "text/rfc822-headers")
_FORMS = ("form", "button")


LeadKind = Literal["navigates", "link-in-text", "link-in-attachment"]


class Lead(NamedTuple):
    """An address in a message: where it stands, what it shows, and whether a click follows it.

    ``kind`` says what it is where no click follows it: an address in a text, or in a PDF.
    """

    url: str
    shown: str
    body: Body
    kind: LeadKind = "navigates"


class Text(msgspec.Struct, frozen=True, dict=True):
    """A visible text, as it is and folded."""

    body: Body
    words: str

    @cached_property
    def folded(self) -> str:
        """The words as they are searched."""
        return fold(self.words)

    def as_written(self, folded: str) -> str:
        """The words of a span of ``folded``, as the message has them."""
        at = self.folded.find(folded)
        return unfolded(self.words, self.folded, at, at + len(folded)) if at >= 0 else folded


class Content(msgspec.Struct):
    """The readable content of one message.

    ``texts`` are what a client shows. ``leads`` are the addresses, in order.
    """

    pages: list[tuple[Body, Page]] = []
    leads: list[Lead] = []
    texts: list[Text] = []
    logo: Text | None = None


def read_content(raw: bytes, message: Message, budget: Budget) -> Content:
    """Reads the texts of a message; pictures and other attachments are not opened."""
    content = Content()
    pages = [part for part in message.parts if _is_page(part)]
    for part in pages:
        _read_page_part(content, read_body(raw, part, budget), budget)
    shows_page = any(page.text or page.anchors for _, page in content.pages)
    for part in message.parts:
        if part.kind == "text/calendar":
            body = read_body(raw, part, budget)
            content.leads.extend(Lead(url, "", body) for url in find_calendar_urls(body.text))
        elif part.kind == "application/pdf":
            content.leads.extend(_pdf_leads(raw, part, budget))
        elif _is_text(part) and not (shows_page and part.alternative):
            body = read_body(raw, part, budget)
            content.texts.append(Text(body, body.text.replace("\r\n", "\n")))
            content.leads.extend(Lead(url, "", body) for url in find_urls(body.text))
    return content


def _read_page_part(content: Content, body: Body, budget: Budget) -> None:
    page = read_page(body.text)
    if not page.whole:
        budget.note("limit-depth", body.part.start)
    content.pages.append((body, page))
    content.texts.append(Text(body, page.text))
    if page.logo and content.logo is None:
        content.logo = Text(body, page.logo)
    content.leads.extend(Lead(anchor.url, anchor.text, body) for anchor in _leading(page))
    content.leads.extend(Lead(url, "", body, "link-in-text") for url in _in_text(page))


def _leading(page: Page) -> Iterator[Anchor]:
    return (anchor for anchor in page.anchors if anchor.url and not anchor.url.startswith("#"))


def _in_text(page: Page) -> Iterator[str]:
    """Addresses in a page's text that are not the words of a link that leads there."""
    if "://" not in page.text and "www." not in page.text.lower():
        return iter(())
    linked = {url for anchor in page.anchors for url in find_urls(anchor.text)}
    return (url for url in find_urls(page.text) if url not in linked)


def _pdf_leads(raw: bytes, part: Part, budget: Budget) -> Iterator[Lead]:
    allowed = budget.take_text(part.end - part.start)
    if allowed < part.end - part.start:
        return
    data = unwrap(raw[part.start : part.end], part.encoding)
    body = Body(part, raw, data, "", part.end)
    for url in find_pdf_urls(data):
        yield Lead(url, "", body, "link-in-attachment")


def _is_page(part: Part) -> bool:
    return part.kind in _PAGES or ends_in(part, _PAGE_NAMES)


def _is_text(part: Part) -> bool:
    return (
        part.kind.startswith("text/")
        and part.kind not in (*_PAGES, *_NOT_SHOWN)
        and not (part.attached or _is_page(part))
    )
