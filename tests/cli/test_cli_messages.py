"""Raw messages on the command line: what goes in, the findings to the letter, exit codes."""

from __future__ import annotations

import base64
import io
import json
import re
import shlex
import socket
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import dkim
import dns.exception
import dns.resolver
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from program_under_test import (
    MODULE,
    NOW,
    Call,
    Result,
    both_languages,
    built_in,
    problem,
    refused,
    refused_in_words,
)
from test_readme import Example, examples_in, pattern

from ayuda.model import Language

CHECK = ("check-email", "--now", NOW)
OUTLOOK = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000)
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
FOREIGN = "http://www.amazon.es.example.net/login"
SERVER = "mx.example.org"
RESULTS = f"Authentication-Results: {SERVER}; dkim=pass header.d=amazon.es"
DISOWNED = f"Authentication-Results: {SERVER}; dkim=none; dmarc=fail header.from=amazon.es"
RECEIVED = f"Received: from a.example.net by {SERVER} with ESMTPS; Sun, 22 Nov 2026 10:00:00 +0100"
GENUINE_LOOKING = (
    "From: Amazon.es <no-reply@amazon.es>",
    "To: lucia@example.org",
    "Subject: Su pedido",
    "Date: Sun, 22 Nov 2026 10:00:00 +0100",
    "",
    "Su pedido va de camino: https://www.amazon.es/gp/css/order-history",
)
FRAUD = (
    "Received: from mailer.example.net by mx.example.org; Sun, 22 Nov 2026 09:58:11 +0100",
    'From: "Amazon.es" <avisos@cuenta.example.net>',
    "Subject: Su pedido",
    "MIME-Version: 1.0",
    'Content-Type: multipart/alternative; boundary="=_1"',
    "",
    "--=_1",
    "Content-Type: text/plain; charset=utf-8",
    "",
    "Su pedido no se ha podido entregar.",
    "--=_1",
    "Content-Type: text/html; charset=utf-8",
    "",
    f'<p>Su pedido no se ha podido entregar.</p><p><a href="{FOREIGN}">Entrar</a></p>',
    "--=_1--",
)
NEWSLETTER = (
    "From: Noticias <boletin@example.com>",
    "Subject: La semana en el comercio",
    "Content-Type: text/plain; charset=utf-8",
    "",
    "Las ventas de Amazon y de otras tiendas crecieron este trimestre.",
    "https://www.example.com/articulo",
)
INLINE = (
    "From: Lucia <lucia@example.org>",
    "Subject: Fwd: Su pedido",
    "Content-Type: text/plain; charset=utf-8",
    "",
    "Es de verdad?",
    "",
    "---------- Mensaje reenviado ---------",
    "De: Amazon.es <no-reply@amazon.es>",
    "Asunto: Su pedido de Amazon.es",
    "",
    "Su pedido de Amazon.es va de camino.",
)

Save = Callable[..., str]


def message(*lines: str, newline: str = "\r\n") -> bytes:
    return (newline.join(lines) + newline).encode()


def attached(*lines: str) -> tuple[str, ...]:
    """A message with another one attached, as "Forward as attachment" makes it."""
    return (
        *("From: Lucia <lucia@example.org>", "Subject: Fwd: mira esto", "MIME-Version: 1.0"),
        *('Content-Type: multipart/mixed; boundary="=_2"', "", "--=_2"),
        *("Content-Type: text/plain", "", "Te lo adjunto.", "--=_2"),
        *("Content-Type: message/rfc822", "", *lines, "--=_2--"),
    )


def title(outcome: str, language: Language = "en") -> str:
    found: str = getattr(built_in().outcomes[outcome].title, language)
    return found


def decided(result: Result, outcome: str, code: int, rule: str | None = None) -> dict[str, Any]:
    """Check what a call with ``--json`` came to; its document."""
    document = result.document
    assert document["format"] == "ayuda.decision/1", document
    assert (document["outcome"], result.code) == (outcome, code), document
    assert result.err == b""
    if rule is not None:
        assert document["rule"] == rule
    return document


def rules(document: dict[str, Any]) -> set[str]:
    return {finding["rule"] for finding in document["findings"]}


def finding(document: dict[str, Any], rule: str) -> dict[str, Any]:
    [found] = [finding for finding in document["findings"] if finding["rule"] == rule]
    return dict(found)


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Write a message to a file and give its name."""

    def write(content: bytes | tuple[str, ...], name: str = "message.eml") -> str:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else message(*content))
        return str(path)

    return write


@pytest.fixture
def pipe(ayuda_here: Call, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call the program in this process with something on its standard input."""

    def call(content: bytes, *arguments: str) -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        return ayuda_here(*arguments)

    return call


# ------------------------------------------------------------------ where a message comes from


def test_a_message_in_a_file_or_on_standard_input_is_the_same(
    ayuda: Call, ayuda_here: Call, save: Save
) -> None:
    named = save(FRAUD)
    from_file = decided(ayuda_here(*CHECK, named, "--json"), "fraudulent", 1)
    redirected = ("sh", "-c", 'exec "$@" <"$0"', named, *MODULE)
    piped = decided(ayuda(*CHECK, "-", "--json", program=redirected), "fraudulent", 1)
    assert piped == from_file
    shown = ayuda(*CHECK, "-", program=redirected)
    assert shown.code == 1
    assert shown.output.splitlines()[0].endswith(title("fraudulent"))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_first_line_of_an_mbox_does_not_matter(
    ayuda_here: Call, save: Save, newline: str
) -> None:
    content = message("From x@y Sun Nov 22 10:00:00 2026", *FRAUD, newline=newline)
    document = decided(ayuda_here(*CHECK, save(content, "inbox"), "--json"), "fraudulent", 1)
    start, end = place(finding(document, "sender-elsewhere"))
    assert content[start:end].strip() == b'"Amazon.es" <avisos@cuenta.example.net>'


def test_of_an_mbox_of_several_the_first_is_judged_and_the_others_are_named(
    ayuda_here: Call, save: Save
) -> None:
    line = "From x@y Sun Nov 22 10:00:00 2026"
    first = (line, RESULTS, RECEIVED, *GENUINE_LOOKING, "")
    named = save(message(*first, line, *FRAUD, newline="\n"), "inbox")
    result = ayuda_here(*CHECK, named, "--trusted-server", SERVER, "--json")
    document = decided(result, "cannot-tell", 3)
    assert "limit-mbox" in rules(document)
    assert document["facts"]["incomplete"] is True


def test_a_file_of_a_maildir(ayuda_here: Call, save: Save) -> None:
    named = save(message(*FRAUD, newline="\n"), "1795338000.M20P7.host,S=420:2,RS")
    decided(ayuda_here(*CHECK, named, "--json"), "fraudulent", 1)


def test_a_message_forwarded_as_an_attachment_is_judged_itself(
    ayuda_here: Call, save: Save
) -> None:
    named = save(attached(*FRAUD))
    document = decided(ayuda_here(*CHECK, named, "--json"), "fraudulent", 1)
    content = Path(named).read_bytes()
    judged = finding(document, "attached-judged")
    start, end = place(judged)
    assert judged["breaks"] is False
    assert content[start:end].startswith(FRAUD[0].encode())
    assert content[start:end].endswith(b"--=_1--")
    link = finding(document, "link-brand-in-host")
    assert link["where"]["part"] == "2.2 text/html"
    assert FOREIGN.encode() in content[slice(*place(link))]
    said = built_in().mail
    assert said is not None
    assert said.findings["attached-judged"].says.en in ayuda_here(*CHECK, named).output


@pytest.mark.parametrize("language", both_languages())
def test_an_inline_forward_says_how_to_forward_it(
    ayuda_here: Call, save: Save, language: Language
) -> None:
    call = (*CHECK, save(INLINE), "--lang", language)
    document = decided(ayuda_here(*call, "--json"), "cannot-tell", 3, "inline-forward")
    assert "forwarded-inline" in rules(document)
    forward = {"en": "Forward as attachment", "es": "Reenviar como adjunto"}[language]
    assert any(forward in step for step in document["steps"])
    shown = ayuda_here(*call)
    assert shown.code == 3
    assert forward in shown.output


# ------------------------------------------------------------------ findings to the letter


def place(found: dict[str, Any]) -> tuple[int, int]:
    return found["where"]["start"], found["where"]["end"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_findings_to_the_letter(ayuda_here: Call, save: Save, newline: str) -> None:
    content = message(*FRAUD, newline=newline)
    document = decided(
        ayuda_here(*CHECK, save(content), "--json"), "fraudulent", 1, "sender-not-documented"
    )
    sender = '"Amazon.es" <avisos@cuenta.example.net>'
    start, end = place(finding(document, "sender-elsewhere"))
    assert content[start:end].strip() == sender.encode(), "the header's value"
    header = {"part": "header From", "start": start, "end": end}
    at = content.index(FOREIGN.encode())
    link = {"part": "2 text/html", "start": at, "end": at + len(FOREIGN)}

    def found(rule: str, statement: str, evidence: str, where: object) -> dict[str, object]:
        breaks = not rule.startswith("claim-")
        return {
            "rule": rule,
            "breaks": breaks,
            "statement": statement,
            "evidence": evidence,
            "where": where,
        }

    assert document["findings"] == [
        found("sender-elsewhere", "S04", sender, header),
        found("link-brand-in-host", "S07", FOREIGN, link),
        found("claim-display-name", "S03", "Amazon.es", header),
    ]
    assert all(list(one) == list(document["findings"][0]) for one in document["findings"])
    for one in document["findings"]:
        assert one["evidence"].encode() in content[slice(*place(one))]


def test_the_facts_of_a_message(ayuda_here: Call, save: Save) -> None:
    document = decided(ayuda_here(*CHECK, save(FRAUD), "--json"), "fraudulent", 1)
    facts = dict(document["facts"])
    assert facts["claims_amazon"] is True
    assert facts["sender_is"] == "elsewhere"
    assert facts["links_lead"] == "elsewhere"
    for name in ("forwarded_inline", "dmarc_failed", "proven", "incomplete", "secret_form"):
        assert facts[name] is False


# ------------------------------------------------------------------ proof


def test_a_trusted_servers_result_is_proof(ayuda_here: Call, save: Save) -> None:
    named = save((RESULTS, RECEIVED, *GENUINE_LOOKING))
    result = ayuda_here(*CHECK, named, "--trusted-server", SERVER, "--json")
    document = decided(result, "genuine", 0, "proven")
    proof = finding(document, "proof-server")
    assert b"dkim=pass" in Path(named).read_bytes()[slice(*place(proof))]


PASSED_ON = tuple(
    line.replace("no-reply@", "x.1@marketplace.").replace("order-history", "x")
    for line in GENUINE_LOOKING
)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("lines", [PASSED_ON, GENUINE_LOOKING, FRAUD, NEWSLETTER, INLINE])
def test_every_command_on_the_screen_of_a_message_can_be_typed(
    ayuda_here: Call, save: Save, lines: tuple[str, ...], language: str
) -> None:
    named = save((RESULTS, *lines))
    options = ("--trusted-server", SERVER, "--no-input", "--lang", language)
    shown = ayuda_here(*CHECK, named, *options)
    commands = re.findall(r"(?:: |^  )ayuda ([a-z-]+ .*)$", shown.output, flags=re.MULTILINE)
    assert sum(f" {named}" in command for command in commands) == 1
    assert len(commands) == (2 if lines is PASSED_ON else 1)
    for command in commands:
        assert ayuda_here(*shlex.split(command), "--no-input").code != 2


@pytest.mark.parametrize("server", [None, "mx.example.com", "example.org", "evil.mx.example.org"])
def test_the_same_result_of_a_server_that_nobody_named_is_none(
    ayuda_here: Call, save: Save, server: str | None
) -> None:
    trusted = ("--trusted-server", server) if server else ()
    named = save((RESULTS, RECEIVED, *GENUINE_LOOKING))
    document = decided(ayuda_here(*CHECK, named, *trusted, "--json"), "cannot-tell", 3)
    assert finding(document, "offers-server")["evidence"] == SERVER
    assert document["facts"]["proven"] is False


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize("server", ["", " ", "mx example.org", "mx..example.org", "*"])
def test_what_is_no_servers_name_is_refused(
    ayuda_here: Call, save: Save, language: Language, server: str
) -> None:
    named = save((RESULTS, RECEIVED, *GENUINE_LOOKING))
    servers = ("--trusted-server", SERVER, "--trusted-server", server)
    for call in ((*CHECK, named), ("batch", "check-email", named, "--now", NOW)):
        result = ayuda_here(*call, *servers, "--json", "--lang", language)
        [found] = refused(result, "--trusted-server")
        assert (found["what"], found["hint"]) == problem(language, "bad-server", value=server)


def test_several_servers_may_be_trusted(ayuda_here: Call, save: Save) -> None:
    named = save((RESULTS, RECEIVED, *GENUINE_LOOKING))
    servers = ("--trusted-server", "mx.example.com", "--trusted-server", SERVER.upper())
    decided(ayuda_here(*CHECK, named, *servers, "--json"), "genuine", 0)


@pytest.mark.parametrize(("trusted", "outcome", "code"), [(True, "fraudulent", 1), (False, "", 3)])
def test_a_domain_that_disowns_the_message(
    ayuda_here: Call, save: Save, *, trusted: bool, outcome: str, code: int
) -> None:
    named = save((DISOWNED, RECEIVED, *GENUINE_LOOKING))
    options = ("--trusted-server", SERVER) if trusted else ()
    result = ayuda_here(*CHECK, named, *options, "--json")
    document = decided(result, outcome or "cannot-tell", code)
    assert (document["rule"] == "dmarc-failed") is trusted


def test_an_attached_message_borrows_no_trusted_result(ayuda_here: Call, save: Save) -> None:
    named = save(attached(RESULTS, RECEIVED, *GENUINE_LOOKING))
    result = ayuda_here(*CHECK, named, "--trusted-server", SERVER, "--json")
    document = decided(result, "cannot-tell", 3)
    assert document["facts"]["proven"] is False


def test_a_newsletter_that_mentions_amazon_claims_nothing(ayuda_here: Call, save: Save) -> None:
    document = decided(ayuda_here(*CHECK, save(NEWSLETTER), "--json"), "no-claim", 3, "no-claim")
    assert not any(one["breaks"] for one in document["findings"])


def test_a_person_knows_better_what_a_message_claims(ayuda_here: Call, save: Save) -> None:
    result = ayuda_here(*CHECK, save(NEWSLETTER), "--claims-amazon", "--json")
    decided(result, "fraudulent", 1, "sender-not-documented")
    result = ayuda_here(*CHECK, save(FRAUD), "--no-claims-amazon", "--json")
    decided(result, "no-claim", 3)


@pytest.mark.parametrize(
    ("stated", "outcome", "code", "rule"),
    [
        ("--asks-personal-data", "fraudulent", 1, "asks-personal-data"),
        (
            "--asks-payment-update --not-in-my-orders",
            "fraudulent",
            1,
            "payment-not-in-orders",
        ),
        ("--asks-payment-update --in-my-orders", "cannot-tell", 3, "cannot-tell"),
        ("--asks-payment-update", "cannot-tell", 3, "cannot-tell"),
        ("--no-asks-payment-update --no-asks-personal-data", "cannot-tell", 3, "cannot-tell"),
    ],
)
def test_what_a_person_states_beside_a_message(
    ayuda_here: Call, save: Save, stated: str, outcome: str, code: int, rule: str
) -> None:
    result = ayuda_here(*CHECK, save(GENUINE_LOOKING), *stated.split(), "--json")
    decided(result, outcome, code, rule)


def test_words_that_ask_for_payment_data_decide_nothing_alone(ayuda_here: Call, save: Save) -> None:
    named = save((*GENUINE_LOOKING, "Actualice su metodo de pago en su cuenta."))
    document = decided(ayuda_here(*CHECK, named, "--json"), "cannot-tell", 3)
    asked = finding(document, "asks-payment-update")
    assert asked["breaks"] is False
    assert "Actualice su metodo de pago" in asked["evidence"]


# ------------------------------------------------------------------ look-ups


class Network:
    """Stands where the network is, and remembers who wanted it."""

    def __init__(self) -> None:
        self.wanted: list[str] = []

    def refuse(self, *arguments: object, **_: object) -> NoReturn:
        self.wanted.append(repr(arguments))
        raise OSError(101, "Network is unreachable")


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    """No network; every attempt to use it is remembered."""
    import dns.query

    found = Network()
    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, found.refuse)
    monkeypatch.setattr(dns.query, "socket_factory", found.refuse)
    return found


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def signed(key: rsa.RSAPrivateKey) -> bytes:
    """A message with a true signature of amazon.es, by a key of the tests' own."""
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    raw = message(*GENUINE_LOOKING)
    names = [b"From", b"To", b"Subject", b"Date"]
    header: bytes = dkim.sign(raw, b"s1", b"amazon.es", pem, include_headers=names)
    return header + raw


class Record:
    """A TXT record, in two strings as long ones are."""

    def __init__(self, content: bytes) -> None:
        self.strings = (content[:200], content[200:])


@pytest.mark.parametrize("form", ["--json", "--no-input"])
def test_nothing_is_looked_up_without_dns(
    ayuda_here: Call, save: Save, network: Network, signed: bytes, form: str
) -> None:
    for content in (signed, message(*FRAUD), message(RESULTS, RECEIVED, *GENUINE_LOOKING)):
        result = ayuda_here(*CHECK, save(content), "--trusted-server", SERVER, form)
        assert result.code in {0, 1, 3}
    assert ayuda_here(*CHECK, save(signed), form).code == 3
    assert network.wanted == []


def test_with_dns_but_no_network_it_ends_soon_and_proves_nothing(
    ayuda_here: Call, save: Save, network: Network, signed: bytes
) -> None:
    begin = time.monotonic()
    document = decided(ayuda_here(*CHECK, save(signed), "--dns", "--json"), "cannot-tell", 3)
    assert time.monotonic() - begin < 15
    assert network.wanted
    assert document["facts"]["proven"] is False
    assert "dkim-failed" in rules(document)


def test_no_unsigned_message_needs_a_look_up(
    ayuda_here: Call, save: Save, network: Network
) -> None:
    decided(ayuda_here(*CHECK, save(GENUINE_LOOKING), "--dns", "--json"), "cannot-tell", 3)
    assert network.wanted == []


def test_a_machine_without_any_name_server_proves_nothing(
    ayuda_here: Call, save: Save, monkeypatch: pytest.MonkeyPatch, signed: bytes
) -> None:
    def none_there(*_: object) -> NoReturn:
        raise dns.resolver.NoResolverConfiguration

    monkeypatch.setattr(dns.resolver.Resolver, "read_resolv_conf", none_there)
    result = ayuda_here(*CHECK, save(signed), "--dns", "--json")
    assert result.code in {2, 3}, "a clear message, or no proof"
    assert b"Traceback" not in result.err
    assert result.document["format"] in {"ayuda.decision/1", "ayuda.error/1"}


def test_with_dns_a_verified_signature_is_proof(
    ayuda_here: Call,
    save: Save,
    monkeypatch: pytest.MonkeyPatch,
    key: rsa.RSAPrivateKey,
    signed: bytes,
) -> None:
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    record = Record(b"v=DKIM1; k=rsa; p=" + base64.b64encode(public))
    asked: list[tuple[str, str]] = []

    def resolve(_: object, name: str, kind: str) -> list[Record]:
        asked.append((name, kind))
        return [record]

    monkeypatch.setattr(dns.resolver.Resolver, "resolve", resolve)
    document = decided(ayuda_here(*CHECK, save(signed), "--dns", "--json"), "genuine", 0, "proven")
    assert "proof-dkim" in rules(document)
    assert asked == [("s1._domainkey.amazon.es", "TXT")]
    changed = signed.replace(b"camino", b"vuelta")
    document = decided(ayuda_here(*CHECK, save(changed), "--dns", "--json"), "cannot-tell", 3)
    assert "dkim-failed" in rules(document)


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "mail-empty"),
        (b" \r\n\n", "mail-empty"),
        (OUTLOOK, "mail-outlook"),
        (PICTURE, "mail-picture"),
        (b"Estimado cliente: su cuenta ha sido suspendida.\n", "mail-not-a-message"),
        (b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n", "mail-print"),
        (bytes(5000), "mail-not-a-message"),
    ],
)
def test_what_is_no_message_is_refused(
    ayuda_here: Call, pipe: Call, save: Save, content: bytes, code: str, language: Language
) -> None:
    what, hint = problem(language, code)
    named = save(content)
    for where, result in (
        (named, ayuda_here(*CHECK, named, "--json", "--lang", language)),
        ("stdin", pipe(content, *CHECK, "-", "--json", "--lang", language)),
    ):
        [found] = refused(result, where)
        assert (found["what"], found["hint"]) == (what, hint)
    told = refused_in_words(ayuda_here(*CHECK, named, "--lang", language), named)
    assert ".eml" in told


def test_a_missing_file_is_named(ayuda_here: Call, tmp_path: Path) -> None:
    named = str(tmp_path / "nothing.eml")
    [found] = refused(ayuda_here(*CHECK, named, "--json"), named)
    assert (found["what"], found["hint"]) == problem("en", "message-missing")


def test_a_directory_is_refused(ayuda_here: Call, tmp_path: Path) -> None:
    [found] = refused(ayuda_here(*CHECK, str(tmp_path), "--json"), str(tmp_path))
    assert found["what"] != problem("en", "message-missing")[0]


def test_a_file_larger_than_any_message_is_refused(ayuda_here: Call, tmp_path: Path) -> None:
    path = tmp_path / "large.eml"
    with path.open("wb") as file:
        file.write(message(*FRAUD))
        file.truncate((100 << 20) + 1)
    begin = time.monotonic()
    [found] = refused(ayuda_here(*CHECK, str(path), "--json"), str(path))
    assert time.monotonic() - begin < 10
    assert found["what"] == problem("en", "message-too-large", limit="100 MiB")[0]


@pytest.mark.parametrize("option", ["--sender", "--link"])
def test_the_message_itself_says_who_sent_it_and_where_it_leads(
    ayuda_here: Call, save: Save, option: str
) -> None:
    result = ayuda_here(*CHECK, save(FRAUD), option, "https://www.amazon.es/", "--json")
    [found] = refused(result, option)
    assert (found["what"], found["hint"]) == problem("en", "stands-in-message")


@pytest.mark.parametrize("stated", [(), ("--sender", "no-reply@amazon.es")])
def test_what_only_a_message_needs_is_refused_without_one(
    ayuda_here: Call, stated: tuple[str, ...]
) -> None:
    call = (*CHECK, *stated, "--trusted-server", SERVER, "--dns", "--json")
    for found in refused(ayuda_here(*call), "--trusted-server", "--dns"):
        assert (found["what"], found["hint"]) == problem("en", "needs-message")


def test_two_files_are_one_too_many(ayuda_here: Call, save: Save) -> None:
    result = ayuda_here(*CHECK, save(FRAUD), save(FRAUD, "other.eml"), "--json")
    assert result.code == 2
    assert result.document["format"] == "ayuda.error/1"


# ------------------------------------------------------------------ what reaches the screen

WORD = "=?utf-8?B?{}?="
HOSTILE = {
    "escape": "Su cuenta\x1b[2J\x1b]0;x\x07",
    "c1": "Su cuenta\x9b31m",
    "override": "Su \u202eatneuc\u202c \u2066x\u2069",
    "invisible": "Su cu\u200ben\u2060ta\ufeff",
    "separators": "Su\u2028cuenta\u2029\x85",
    "tags": "Su cuenta\U000e0041\ue000",
    "nul": "Su\x00cuenta\x7f",
}


def unseen_characters(text: str) -> set[str]:
    return {c for c in text if c != "\n" and unicodedata.category(c) in UNSEEN}


@pytest.mark.parametrize("encoded", [True, False], ids=["encoded", "raw"])
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_nothing_that_a_terminal_acts_on_gets_out(
    ayuda_here: Call, save: Save, name: str, *, encoded: bool
) -> None:
    hostile = HOSTILE[name]
    word = WORD.format(base64.b64encode(hostile.encode()).decode()) if encoded else hostile
    lines = (
        f"From: Amazon {word} <x@example.net>",
        f"Subject: Amazon {word}",
        f"Date: {word}",
        "Content-Type: text/html; charset=utf-8",
        "",
        f"<p>Estimado cliente de Amazon: actualice su tarjeta {hostile}</p>",
        f'<a href="https://evil.example.net/{hostile}">https://www.amazon.es/{hostile}</a>',
        f'<form><input type="password" name="{hostile}"></form>',
    )
    named = save(lines)
    shown = ayuda_here(*CHECK, named)
    assert shown.code == 1
    assert unseen_characters(shown.output) == set()
    told = ayuda_here(*CHECK, named, "--json")
    assert told.out.endswith(b"\n")
    assert unseen_characters(told.output) == set()
    assert json.loads(told.out)["outcome"] == "fraudulent"
    why = ayuda_here(*CHECK, named, "--why", "--lang", "es")
    assert unseen_characters(why.output) == set()


@pytest.mark.parametrize("language", both_languages())
def test_no_link_of_a_message_can_be_clicked(
    ayuda_here: Call, save: Save, language: Language
) -> None:
    shown = ayuda_here(*CHECK, save(FRAUD), "--lang", language)
    assert "hxxp://www[.]amazon[.]es[.]example[.]net/login" in shown.output
    assert "avisos@cuenta[.]example[.]net" in shown.output
    assert "example.net" not in shown.output
    assert set(re.findall(r"https?://[\w.-]+", shown.output)) <= {
        "https://www.amazon.es",
        "https://www.amazon.fr",
    }


def test_a_file_name_is_made_visible(ayuda_here: Call, save: Save, tmp_path: Path) -> None:
    assert (
        unseen_characters(ayuda_here(*CHECK, save(FRAUD, "a\x1b[31m\u202eb.eml")).output) == set()
    )
    missing = ayuda_here(*CHECK, str(tmp_path / "c\x1b[31m\u202ed.eml"))
    assert missing.code == 2
    assert unseen_characters(missing.messages) == set()


# ------------------------------------------------------------------ the command to copy, languages


def shown_command(result: Result) -> list[str]:
    program, *words = shlex.split(result.output.splitlines()[-1])
    assert program == "ayuda"
    return words


@pytest.mark.parametrize("name", ["message.eml", "mi correo (1).eml", "l'été.eml"])
@pytest.mark.parametrize(
    "options",
    [
        "",
        f"--trusted-server {SERVER} --trusted-server mx.example.com",
        "--asks-payment-update --not-in-my-orders",
        "--no-claims-amazon --lang es",
    ],
)
def test_the_shown_command_decides_the_same_again(
    ayuda_here: Call, save: Save, name: str, options: str
) -> None:
    named = save((RESULTS, RECEIVED, *GENUINE_LOOKING), name)
    first = ayuda_here(*CHECK, named, *options.split())
    again = ayuda_here(*shown_command(first))
    assert again == first


def test_the_shown_command_decides_the_same_again_where_the_name_looks_like_an_option(
    ayuda_here: Call, save: Save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(FRAUD, "-x.eml")
    monkeypatch.chdir(tmp_path)
    first = ayuda_here(*CHECK, "--", "-x.eml")
    assert first.code == 1
    again = ayuda_here(*shown_command(first))
    assert (again.code, again.output.splitlines()[0]) == (1, first.output.splitlines()[0])


def test_in_spanish(ayuda_here: Call, save: Save) -> None:
    named = save(FRAUD)
    shown = ayuda_here(*CHECK, named, "--lang", "es")
    assert shown.code == 1
    assert shown.output.splitlines()[0].endswith(title("fraudulent", "es"))
    mail = built_in().mail
    assert mail is not None
    for rule in ("sender-elsewhere", "link-brand-in-host", "claim-display-name"):
        assert mail.findings[rule].says.es in shown.output
        assert mail.findings[rule].says.en not in shown.output
    english, spanish = (
        ayuda_here(*CHECK, named, "--json", "--lang", language).document
        for language in ("en", "es")
    )
    assert spanish["title"] == title("fraudulent", "es")
    assert spanish["findings"] == english["findings"]


# ------------------------------------------------------------------ what the documents show

ROOT = Path(__file__).parents[2]
GUIDE = "docs/mail.md"
EXAMPLES = {"phishing.eml": ("fraudulent", 1), "order.eml": ("cannot-tell", 3)}


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_examples_of_the_documents_come_to_what_they_say(ayuda_here: Call, name: str) -> None:
    outcome, code = EXAMPLES[name]
    document = decided(
        ayuda_here(*CHECK, str(ROOT / "docs/examples" / name), "--json"), outcome, code
    )
    content = (ROOT / "docs/examples" / name).read_bytes()
    for found in document["findings"]:
        start, end = place(found)
        assert content[start:end].strip(), found


def test_every_example_of_the_documents_is_tested() -> None:
    messages = (ROOT / "docs/examples").glob("*.eml")
    assert {path.name for path in messages} == set(EXAMPLES)


@pytest.mark.parametrize("example", list(examples_in(GUIDE)), ids=str)
def test_the_guide_shows_what_the_program_does(
    ayuda_here: Call, monkeypatch: pytest.MonkeyPatch, example: Example
) -> None:
    monkeypatch.chdir(ROOT)
    _, *arguments = shlex.split(example.command)
    result = ayuda_here(*arguments)
    assert result.code == (example.code or 0), result
    printed = "\n".join(line.rstrip() for line in (result.output + result.messages).splitlines())
    assert pattern(example.shown).fullmatch(printed.rstrip("\n")), printed


def test_the_guide_has_examples() -> None:
    assert list(examples_in(GUIDE))


def test_the_picture_of_a_message_needs_nothing_from_elsewhere() -> None:
    drawn = (ROOT / "docs/images/check-email.svg").read_text(encoding="utf-8")
    assert "@font-face" not in drawn
    assert not re.search(r"(?:href|src)\s*=|url\((?!#)|@import", drawn)
    assert "hxxp" in drawn
    assert "http://www.amazon.es.example.net" not in drawn
