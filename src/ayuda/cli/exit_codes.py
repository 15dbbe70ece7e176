"""What each command's exit codes mean, for its page of help."""

from __future__ import annotations

from collections.abc import Iterator

from ayuda.cli.layout import Row
from ayuda.errors import ExitCode
from ayuda.view.wording import Wording

SIGNALS = "129, 130, 143"


def flow_codes(wording: Wording, flow: str) -> Iterator[Row]:
    """Those of a flow: where its outcomes have several, what each stands for."""
    policy, texts = wording.policy, wording.texts
    outcomes = dict.fromkeys(rule.outcome for rule in policy.flows[flow].rules)
    titles: dict[int, list[str]] = {}
    for name in outcomes:
        outcome = policy.outcomes[name]
        titles.setdefault(outcome.exit_code, []).append(wording.text(outcome.title))
    titles.setdefault(ExitCode.INCOMPLETE, [])
    differ = len(titles) > (1 if titles[ExitCode.INCOMPLETE] else 2)
    for code, listed in sorted({**titles, ExitCode.REFUSED: []}.items()):
        told = [f"{title}." for title in listed] if differ else []
        if code == ExitCode.DECIDED and not differ:
            told = [texts.say("help.codes.decided")]
        if code == ExitCode.INCOMPLETE:
            told.append(texts.say("help.codes.incomplete"))
        if code == ExitCode.REFUSED:
            told.append(texts.say("help.codes.refused"))
        yield str(code), told
    yield from _endings(wording)


def batch_codes(wording: Wording) -> Iterator[Row]:
    """Those of ``batch``."""
    say = wording.texts.say
    yield str(ExitCode.DECIDED), say("help.codes.all_decided")
    yield str(ExitCode.NOTABLE), say("help.codes.some_undecided")
    yield str(ExitCode.REFUSED), say("help.codes.refused")
    yield from _endings(wording)


def config_codes(wording: Wording) -> Iterator[Row]:
    """Those of ``config``."""
    say = wording.texts.say
    yield str(ExitCode.DECIDED), say("help.codes.done")
    yield str(ExitCode.REFUSED), say("help.codes.refused_setting")
    yield from _endings(wording)


def sql_codes(wording: Wording) -> Iterator[Row]:
    """Those of ``sql``."""
    say = wording.texts.say
    yield str(ExitCode.DECIDED), say("help.codes.done")
    yield str(ExitCode.REFUSED), say("help.codes.refused")
    yield from _endings(wording)


def train_codes(wording: Wording, action: str | None) -> Iterator[Row]:
    """Those of ``train``, or of the command behind it."""
    say = wording.texts.say
    yield str(ExitCode.DECIDED), say(f"help.training.done_{action or 'drill'}")
    if action == "exam":
        yield str(ExitCode.NOTABLE), say("help.training.not_passed")
    yield str(ExitCode.REFUSED), say("help.training.refused")
    yield from _endings(wording)


def policy_codes(wording: Wording, action: str | None) -> Iterator[Row]:
    """Those of ``policy`` and the commands behind it."""
    say = wording.texts.say
    if action is not None:
        yield str(ExitCode.DECIDED), say(f"help.policies.done_{action}")
    if action in {"test", "mutate", "diff"}:
        yield str(ExitCode.NOTABLE), say(f"help.policies.notable_{action}")
    refused = "itself" if action is None else "wrong" if action in {"check", "prove"} else "refused"
    yield str(ExitCode.REFUSED), say(f"help.policies.{refused}")
    yield from _endings(wording)


def replay_codes(wording: Wording) -> Iterator[Row]:
    """Those of ``replay``."""
    say = wording.texts.say
    yield str(ExitCode.DECIDED), say("help.codes.nothing_changed")
    yield str(ExitCode.NOTABLE), say("help.codes.something_changed")
    yield str(ExitCode.REFUSED), say("help.codes.refused_receipts")
    yield from _endings(wording)


def help_codes(wording: Wording) -> Iterator[Row]:
    """Those of ``help``."""
    say = wording.texts.say
    yield str(ExitCode.DECIDED), say("help.codes.done")
    yield str(ExitCode.REFUSED), say("help.codes.refused_command")
    yield from _endings(wording)


def all_codes(wording: Wording) -> Iterator[Row]:
    """Those of all commands together, for the page of the whole program."""
    say = wording.texts.say
    yield str(ExitCode.DECIDED), say("help.codes.decided")
    yield str(ExitCode.NOTABLE), say("help.codes.notable")
    yield str(ExitCode.REFUSED), say("help.codes.refused")
    yield str(ExitCode.INCOMPLETE), say("help.codes.incomplete")
    yield from _endings(wording)


def _endings(wording: Wording) -> Iterator[Row]:
    yield SIGNALS, wording.texts.say("help.codes.signal")
    yield str(ExitCode.READER_GONE), wording.texts.say("help.codes.reader_gone")
