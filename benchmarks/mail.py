"""Messages a second of the whole check, against a plain pipeline of the standard library.

Run it with ``python benchmarks/mail.py [MESSAGES]``. Both sides read the same built messages
(15 KB to 60 KB, pages and texts, six languages) in one process, in alternating rounds.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from email import message_from_bytes
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]

from support.mail.builder import Draw, compose, multipart, page, part, word  # noqa: E402
from support.mail.policy import load_mail  # noqa: E402

from ayuda.mail.judge import MessageChecks  # noqa: E402

ROUNDS = 3
ROW = """<table role="presentation" cellpadding="0" cellspacing="0" style="width:100%">
<tr><td style="padding:11px 18px 18px 18px;vertical-align:top;width:50%">
<a href="{url}" style="text-decoration:none;color:#006699"><img src="https://m.media-amazon.com/images/{product}.jpg"
 alt="Producto" width="60" style="border:0"></a></td>
<td style="font:14px/18px Arial,sans-serif;color:#333"><p style="margin:4px 0"><b>Producto</b>
 <span style="color:#888">{product}</span><br>{text}</p>
<a href="{url}" style="color:#006699">Ver <strong>detalles</strong></a></td></tr></table>"""
"""A row as shops' mail has them: tables in tables, every cell with its own style."""


def message(seed: int) -> bytes:
    """A message as shops send them: a text, and a page with many links and styled cells."""
    draw = Draw(f"bench/{seed}")
    target = draw.random.randrange(15_000, 60_000)
    blocks: list[str] = []
    size = 0
    while size < target * 0.65:
        product = draw.random.randrange(10**8)
        url = f"https://www.{draw.shop}/dp/B0{product}?ref=pe_{seed}&amp;qid={product}"
        block = ROW.format(url=url, product=product, text=" ".join(draw.paragraphs(2)))
        blocks.append(block)
        size += len(block)
    html = page(draw, draw.words.greeting, *blocks, draw.words.sign_off, logo=draw.shop)
    plain = "\n\n".join(draw.paragraphs(target // 450))
    body = multipart(
        draw, "alternative", part(draw, "text/plain", plain), part(draw, "text/html", html)
    )
    sender = f"{draw.shop} <no-reply@{draw.random.choice((draw.shop, draw.foreign))}>"
    return compose(draw, [("From", sender), ("Subject", word(draw.words.order))], body)


class Links(HTMLParser):
    """The addresses of a page's anchors, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps the addresses of anchors and areas."""
        if tag in ("a", "area"):
            self.links.extend(value for name, value in attrs if name == "href" and value)

    def handle_data(self, data: str) -> None:
        """Keeps the text."""
        self.text.append(data)


def plain_pipeline(raw: bytes) -> str:
    """Reads a message, decodes its texts, takes the links out, splits their hosts."""
    parsed = message_from_bytes(raw)
    hosts: list[str | None] = []
    length = 0
    for one in parsed.walk():
        if one.get_content_maintype() != "text":
            continue
        payload = one.get_payload(decode=True)
        text = bytes(payload).decode(one.get_content_charset("utf-8"), "replace")
        length += len(text)
        if one.get_content_subtype() == "html":
            parser = Links()
            parser.feed(text)
            hosts.extend(urlsplit(url).hostname for url in parser.links)
    return json.dumps(
        {"from": parsed["from"], "subject": parsed["subject"], "hosts": hosts, "length": length}
    )


def timed(check: Callable[[bytes], object], messages: Sequence[bytes]) -> float:
    """Messages a second."""
    start = time.perf_counter()
    for raw in messages:
        check(raw)
    return len(messages) / (time.perf_counter() - start)


def whole_check(checks: MessageChecks) -> Callable[[bytes], str]:
    """The check as a batch would run it: evidence, made JSON."""

    def check(raw: bytes) -> str:
        evidence = checks.evidence(raw)
        found = [(one.rule, one.breaks, one.evidence, one.where.part) for one in evidence.findings]
        return json.dumps({"facts": dict(evidence.facts), "findings": found})

    return check


def memory() -> int:
    """The most memory used so far, in KB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    messages = [message(seed) for seed in range(count)]
    sizes = sorted(len(raw) for raw in messages)
    print(f"{count} messages, {sizes[0]} to {sizes[-1]} bytes, median {sizes[count // 2]}")
    ours = whole_check(MessageChecks(load_mail()))
    timed(ours, messages[:50])
    before = memory()
    rates: dict[str, list[float]] = {"standard library": [], "ayuda": []}
    for _ in range(ROUNDS):
        rates["standard library"].append(timed(plain_pipeline, messages))
        rates["ayuda"].append(timed(ours, messages))
    for name, found in rates.items():
        print(f"{name:18} {statistics.median(found):8.0f} messages a second")
    ratio = statistics.median(rates["ayuda"]) / statistics.median(rates["standard library"])
    print(f"ratio {ratio:.2f}; memory grew by {(memory() - before) / 1024:.1f} MB over the run")


if __name__ == "__main__":
    main()
