"""The raw message that a call names: its bytes, and what its proof may need."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from ayuda.cli.facts import FACT_PREFIX
from ayuda.cli.lean_loading import uncollected
from ayuda.engine.windows import Setting
from ayuda.errors import AyudaError, Problem, unreadable
from ayuda.mail.evidence import Evidence, moved
from ayuda.mail.evidence_of_facts import NO_MESSAGE
from ayuda.mail.raw.limits import MESSAGE_BYTES
from ayuda.model import Mail, Policy, option_names

STANDARD_INPUT = "-"


def evidence_of_message(setting: Setting, options: Mapping[str, Any]) -> Evidence:
    """The evidence of the message that the options name, if any. Raises AyudaError."""
    policy = setting.policy
    named = options.get("message")
    if named is None or policy.mail is None:
        _refuse_without_message(options)
        return NO_MESSAGE
    from ayuda.mail.proof.authentication import server_names

    servers = server_names(options.get("trusted_server") or (), "--trusted-server")
    content = _read(named)
    where = "stdin" if named == STANDARD_INPUT else named
    look_ups = bool(options.get("dns"))
    try:
        return _evidence(policy.mail, content, servers, setting.now, look_ups=look_ups)
    except AyudaError as error:
        raise AyudaError(
            [Problem(where, problem.code, problem.values) for problem in error.problems]
        ) from None
    except Exception as error:
        raise AyudaError.of(where, "mail-check-failed", value=type(error).__name__) from error


def _evidence(
    mail: Mail, content: bytes, servers: Collection[str], now: datetime, *, look_ups: bool
) -> Evidence:
    """The evidence of the message in a file's bytes."""
    with uncollected():
        from ayuda.mail.judge import message_evidence
        from ayuda.mail.proof.key_lookup import key_lookup
        from ayuda.mail.raw.files import read_file

    read = read_file(content)
    evidence = message_evidence(
        mail,
        read.message,
        trusted_servers=servers,
        key_lookup=key_lookup() if look_ups else None,
        now=now,
    )
    return moved(evidence, read.offset)


def _refuse_without_message(options: Mapping[str, Any]) -> None:
    """What only a message can need, given without one, is a slip."""
    given = {"--trusted-server": options.get("trusted_server"), "--dns": options.get("dns")}
    problems = [Problem(option, "needs-message") for option, value in given.items() if value]
    if problems:
        raise AyudaError(problems)


def refuse_twice_told(policy: Policy, flow: str, options: Mapping[str, Any]) -> None:
    """Raise AyudaError for a sender or links beside a message, for they stand in it."""
    if options.get("message") is None or policy.mail is None:
        return
    twice = [
        Problem(option_names(name, policy.facts[name])[0], "stands-in-message")
        for name in policy.flows[flow].facts
        if policy.facts[name].kind in {"address", "links"} and options.get(f"{FACT_PREFIX}{name}")
    ]
    if twice:
        raise AyudaError(twice)


def _read(named: str) -> bytes:
    if named == STANDARD_INPUT:
        where, content = "stdin", sys.stdin.buffer.read(MESSAGE_BYTES + 1) if sys.stdin else b""
    else:
        where = named
        if not named:  # It would be the folder one is in.
            raise AyudaError.of(where, "message-missing")
        try:
            with Path(named).open("rb") as file:
                content = file.read(MESSAGE_BYTES + 1)
        except FileNotFoundError:
            raise AyudaError.of(where, "message-missing") from None
        except (OSError, ValueError) as error:
            raise unreadable(where, error) from None
    if len(content) > MESSAGE_BYTES:
        raise AyudaError.of(where, "message-too-large", limit=f"{MESSAGE_BYTES >> 20} MiB")
    return content


def repeated_message(options: Mapping[str, Any]) -> tuple[str, ...]:
    """The words about the message that a command to copy has to repeat."""
    if not options.get("message"):
        return ()
    servers = [
        word for server in options["trusted_server"] or () for word in ("--trusted-server", server)
    ]
    named: str = options["message"]
    if named.startswith("-") and named != STANDARD_INPUT:
        named = f"./{named}"
    return (*servers, *(["--dns"] if options["dns"] else []), named)
