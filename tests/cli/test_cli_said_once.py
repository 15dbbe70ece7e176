"""Where a region or a trusted server would have changed the answer: how to set it, said once."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from program_under_test import NOWHERE, Call, Result, run

from ayuda.model import LANGUAGES, Language
from ayuda.texts import Texts, load_texts

NEAR = ("contact-seller", "--reason", "after-order", "--no-input", "--now", "2026-12-04T10:00")
"""Before Monday the 7th of December, a holiday of some regions."""
FAR = (*NEAR[:-1], "2026-11-16T10:00")
SERVER = "mx.example.net"
MESSAGE = f"""\
Authentication-Results: {SERVER};
 dkim=pass header.d=amazon.es; dmarc=pass header.from=amazon.es
Received: from mail.amazon.es (mail.amazon.es [192.0.2.1]) by {SERVER};
 Sun, 22 Nov 2026 08:30:40 +0100
From: Amazon.es <no-reply@amazon.es>
To: lucia@example.net
Subject: Tu pedido de Amazon.es
Date: Sun, 22 Nov 2026 08:30:40 +0100
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Hola.
"""


@pytest.fixture
def own(environment: dict[str, str], tmp_path: Path) -> Call:
    """The program with preferences of its own."""

    def call(*arguments: str, env: dict[str, str] | None = None) -> Result:
        place = {"XDG_CONFIG_HOME": str(tmp_path / "preferences")}
        return run(arguments, {**environment, **place, **(env or {})})

    return call


@pytest.fixture
def message(tmp_path: Path) -> str:
    path = tmp_path / "message.eml"
    path.write_bytes(MESSAGE.replace("\n", "\r\n").encode())
    return str(path)


def texts(language: Language) -> Texts:
    return load_texts(language, NOWHERE)


def command_after(output: str, text: str) -> list[str]:
    """The words of the command below a text, which must stand there once."""
    _, _, behind = output.partition(f"{text}\n")
    assert behind, output
    assert text not in behind
    return shlex.split(behind.partition("\n")[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_region_that_would_have_moved_the_deadline_is_said_once(
    own: Call, language: Language
) -> None:
    env, text = {"AYUDA_LANG": language}, texts(language).say("once.region")
    before = own(*NEAR, env=env).output
    program, *words = command_after(before, text)
    assert (program, words) == ("ayuda", ["config", "set", "region", "AN"])
    assert own(*words, env=env).code == 0
    after = own(*NEAR, env=env).output
    assert text not in after
    assert before.splitlines()[3] != after.splitlines()[3], "the deadline is another one now"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("call", "env"),
    [
        (FAR, {}),
        ((*NEAR, "--region", "CT"), {}),
        (NEAR, {"AYUDA_REGION": "CT"}),
        ((*NEAR, "--json"), {}),
    ],
)
def test_nothing_is_said_where_it_changes_nothing_or_is_set_or_a_script_reads(
    own: Call, language: Language, call: tuple[str, ...], env: dict[str, str]
) -> None:
    output = own(*call, env={**env, "AYUDA_LANG": language}).output
    assert output
    assert "ayuda config" not in output


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_server_that_would_have_changed_the_verdict_is_said_once(
    own: Call, message: str, language: Language
) -> None:
    env = {"AYUDA_LANG": language}
    assert own("config", "set", "trusted_servers", "mx.example.org", env=env).code == 0
    call = ("check-email", "--no-input", message)
    before = own(*call, env=env)
    assert before.code == 3
    text = texts(language).say("once.trusted_servers", server=SERVER)
    program, *words = command_after(before.output, text)
    assert program == "ayuda"
    assert words == ["config", "set", "trusted_servers", "mx.example.org", SERVER]
    assert own(*words, env=env).code == 0
    after = own(*call, env=env)
    assert (after.code, text in after.output) == (0, False)
    assert "mx.example.org" in own("config", "get", "trusted_servers", env=env).output


@pytest.mark.parametrize(
    "more",
    [
        ("--trusted-server", SERVER),
        ("--no-claims-amazon",),  # Whatever the server says, it does not claim anything.
        ("--json",),
    ],
)
def test_no_server_is_named_where_it_changes_nothing_or_a_script_reads(
    own: Call, message: str, more: tuple[str, ...]
) -> None:
    result = own("check-email", "--no-input", *more, message)
    assert result.output
    assert "ayuda config" not in result.output


def test_what_stands_against_a_proof_changes_the_verdict_too(own: Call, message: str) -> None:
    call = ("check-email", "--no-input", "--asks-personal-data", message)
    before = own(*call)
    assert "ayuda config" in before.output
    assert own(*call, "--trusted-server", SERVER).code != before.code
