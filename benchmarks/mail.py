"""Messages a second of the whole check, against a plain pipeline of the standard library.

Run it with ``python benchmarks/mail.py [MESSAGES]``. Both sides read the same realistic messages
(``tests/support/mail/realistic.py``) in one process, in alternating rounds; what counts is the
time of the processor. The whole check goes from the bytes to the decision, as JSON.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from email import message_from_bytes
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]

from support.builtin import decide  # noqa: E402
from support.mail.policy import load_mail  # noqa: E402
from support.mail.realistic import Realistic, realistic  # noqa: E402

from ayuda.mail.judge import MessageChecks  # noqa: E402

ROUNDS = 5
STANDARD, EVIDENCE, WHOLE = (
    "standard library",
    "ayuda, without the decision",
    "ayuda, the whole check",
)


def message(seed: int) -> bytes:
    """A message as mailboxes have them."""
    return realistic(seed).raw


def described(messages: Sequence[Realistic]) -> str:
    """The median size, and the shares of what was drawn."""
    sizes = sorted(len(one.raw) for one in messages)
    count = len(messages)
    links = [one.links for one in messages]
    size = f"{count} messages, {sizes[0]} to {sizes[-1]} bytes, median {sizes[count // 2]}"
    lines = [f"{size}; links {min(links)} to {max(links)}"]
    drawn = (
        ("kinds", Counter(one.kind for one in messages)),
        ("encodings", Counter(one.encoding for one in messages)),
        ("languages", Counter(one.language for one in messages)),
    )
    for name, counter in drawn:
        shares = (f"{what} {100 * times / count:.0f} %" for what, times in counter.most_common())
        lines.append(f"{name}: {', '.join(shares)}")
    return "\n".join(lines)


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
    """Messages in a second of the processor."""
    start = time.process_time()
    for raw in messages:
        check(raw)
    return len(messages) / (time.process_time() - start)


def whole_check(checks: MessageChecks, *, decided: bool = True) -> Callable[[bytes], str]:
    """The check as a batch would run it: evidence and decision, made JSON.

    As there (``MailDecider``), the same facts are decided once.
    """
    outcomes: dict[tuple[tuple[str, str | bool], ...], str] = {}

    def check(raw: bytes) -> str:
        evidence = checks.evidence(raw)
        found = [(one.rule, one.breaks, one.evidence, one.where.part) for one in evidence.findings]
        told: dict[str, object] = {"facts": dict(evidence.facts), "findings": found}
        if decided:
            key = tuple(evidence.facts.items())
            if key not in outcomes:
                outcomes[key] = decide("check-email", evidence.facts).rule.outcome
            told["outcome"] = outcomes[key]
        return json.dumps(told)

    return check


def memory() -> int:
    """The most memory used so far, in KB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    drawn = [realistic(seed) for seed in range(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)]
    print(described(drawn))
    messages = [one.raw for one in drawn]
    checks = MessageChecks(load_mail())
    ways: dict[str, Callable[[bytes], object]] = {
        STANDARD: plain_pipeline,
        EVIDENCE: whole_check(checks, decided=False),
        WHOLE: whole_check(checks),
    }
    for way in ways.values():
        timed(way, messages[:50])
    before = memory()
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            rates[name].append(timed(way, messages))
    for name, found in rates.items():
        ratio = statistics.median(
            mine / plain for mine, plain in zip(found, rates[STANDARD], strict=True)
        )
        print(f"{name:28} {statistics.median(found):8.0f} messages a second, ratio {ratio:.2f}")
    print(f"memory grew by {(memory() - before) / 1024:.1f} MB over the run")


if __name__ == "__main__":
    main()
