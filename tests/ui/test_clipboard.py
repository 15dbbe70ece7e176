"""What makes a terminal copy, and what is told where it cannot."""

from __future__ import annotations

import sys
from base64 import b64decode
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import msgspec
import pytest
from support.builtin import NOW, POLICY_FILE, decide, setting
from support.builtin import texts as texts_of

from ayuda.engine.windows import FactValue
from ayuda.model import LANGUAGES, Language
from ayuda.ui.after_keys import COPY, KEEP, LETTERS, NOTE, REMIND, REPLY, AfterKeys
from ayuda.ui.clipboard import MOST_SENT, TOO_LONG, clipboard_sequence
from ayuda.ui.closing import ANSWER, DONE, MORE, WHY, Closing
from ayuda.ui.prompts import Choice, letters, numbers
from ayuda.ui.walk import Walk
from ayuda.view.after.decided import Decided
from ayuda.view.after.wanted import Wanted

XTERM = {"TERM": "xterm-256color"}
FACTS: dict[str, FactValue] = {"stage": "placed", "seller": "marketplace", "ordered_at": NOW}


def copied(sequence: str) -> str:
    """What an OSC 52 sequence copies."""
    assert sequence.startswith("\x1b]52;c;")
    assert sequence.endswith("\x07")
    return b64decode(sequence.removeprefix("\x1b]52;c;").removesuffix("\x07")).decode()


def test_a_text_is_handed_to_the_terminal_by_osc_52() -> None:
    sequence = clipboard_sequence("Señal\nnote", XTERM)
    assert sequence is not None
    assert copied(sequence) == "Señal\nnote"


def test_tmux_hands_it_on_to_the_terminal_around_it() -> None:
    sequence = clipboard_sequence("note", {**XTERM, "TMUX": "/run/tmux-0/default,1,0"})
    assert sequence is not None
    own, through = sequence.split("\x1bPtmux;")
    assert copied(own) == "note"
    assert through.endswith("\x1b\\")
    assert copied(through.removesuffix("\x1b\\").replace("\x1b\x1b", "\x1b")) == "note"


def test_screen_hands_it_on_too() -> None:
    sequence = clipboard_sequence("note", {**XTERM, "STY": "1.pts"})
    assert sequence is not None
    assert copied(sequence.removeprefix("\x1bP").removesuffix("\x1b\\")) == "note"


def test_screen_is_handed_no_piece_that_it_would_drop() -> None:
    text = "Señal\n" * 500
    sequence = clipboard_sequence(text, {**XTERM, "STY": "1.pts"})
    assert sequence is not None
    pieces = sequence.removesuffix("\x1b\\").split("\x1b\\")
    assert all(piece.startswith("\x1bP") and len(piece) < 256 for piece in pieces)
    assert copied("".join(piece.removeprefix("\x1bP") for piece in pieces)) == text


@pytest.mark.parametrize("terminal", ["", "dumb", "linux"])
def test_a_terminal_without_a_clipboard_is_sent_nothing(terminal: str) -> None:
    assert clipboard_sequence("note", {"TERM": terminal}) is None


def test_what_is_longer_than_terminals_take_is_not_sent() -> None:
    assert clipboard_sequence("x" * MOST_SENT, XTERM) == TOO_LONG


def test_what_is_copied_has_no_character_that_a_terminal_acts_on() -> None:
    sequence = clipboard_sequence("a\x1b[2Jb\r\u202ec", XTERM)
    assert sequence is not None
    assert copied(sequence).isprintable()


# ------------------------------------------------------------------ the keys


class Teller:
    """A prompter that takes keys from a list, and keeps what it is told."""

    plain = False

    def __init__(self, keys: Sequence[str] = ()) -> None:
        self.told: list[str] = []
        self.written: list[str] = []
        self.keys = list(keys)
        self.offered: list[list[Choice]] = []

    def choose(self, question: str, hint: str, choices: Sequence[Choice], default: str = "") -> str:
        raise AssertionError(question)

    def write(
        self,
        question: str,
        hint: str,
        check: Callable[[str], str | None],
        *,
        personal: bool = False,
    ) -> str:
        raise AssertionError(question)

    def tick(
        self, question: str, hint: str, choices: Sequence[Choice], ways: Sequence[Choice]
    ) -> str | tuple[str, ...]:
        raise AssertionError(question)

    def offer(self, choices: Sequence[Choice], default: str) -> str:
        self.offered.append(list(choices))
        return self.keys.pop(0) if self.keys else DONE

    def offer_height(self, choices: Sequence[Choice]) -> int:
        return 2

    def tell(self, text: str) -> None:
        self.written += text.split("\n")
        self.told.append(" ".join(text.split()))


def keys_of(prompter: Teller, language: Language = "en") -> AfterKeys:
    texts = texts_of(language)
    made = Decided(setting(NOW), decide("cancel", FACTS), POLICY_FILE.sha256)
    return AfterKeys(
        prompter, texts, Wanted(made.sha256, texts, lambda: texts), made, "ayuda cancel --x"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_the_library_the_key_is_told_of_and_what_to_install(
    language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    teller = Teller()
    assert keys_of(teller, language).take(REMIND, ANSWER)
    told = " ".join(teller.told)
    assert told.startswith(f"{texts_of(language).say('after.remind')} (i): ")
    assert "pip install icalendar" in told
    assert "--ics" not in told


def closed(prompter: Teller, after: AfterKeys) -> str:
    texts = after.texts
    walk = Walk(partial(setting, NOW), "cancel", FACTS)
    flows = {"contact-seller": "Contact a seller", "return": "Return", "track": "Copy Note Reply"}

    closing = Closing(prompter, texts, sys.stdout, {ANSWER: (), WHY: ()}, flows, after)
    return closing.present(ANSWER, walk)


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (ANSWER, "ayuda cancel --x"),
        (WHY, "ayuda cancel --x"),
        (NOTE, "Case: Cancel an order."),
        (REPLY, "Dear customer,"),
    ],
)
def test_the_key_c_copies_what_is_shown_and_says_what_it_means_if_nothing_was_copied(
    shown: str, text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for name in ("TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)
    teller = Teller()
    assert keys_of(teller).take(COPY, shown)
    printed = capsys.readouterr()
    assert copied(printed.err).startswith(text)
    assert printed.out == ""
    assert " ".join(teller.told[0].split()) == texts_of("en").say("after.copied")


def test_a_terminal_that_has_no_clipboard_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    teller = Teller()
    assert keys_of(teller).take(COPY, NOTE)
    assert capsys.readouterr().err == ""
    assert teller.told == [texts_of("en").say("after.copy_impossible")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_told_breaks_between_words(
    language: Language, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "40")
    teller = Teller()
    assert keys_of(teller, language).take(COPY, NOTE)
    capsys.readouterr()
    assert all(len(line) < 40 for line in teller.written)
    assert " ".join(teller.written) == texts_of(language).say("after.copied")


def test_the_files_keys_write_a_file_beside_the_call_and_never_over_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    teller = Teller()
    after = keys_of(teller)
    for _ in range(2):
        assert after.take(KEEP, ANSWER)
        assert after.take(REMIND, ANSWER)
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "ayuda-cancel-2026-11-24-100000-2.ics",
        "ayuda-cancel-2026-11-24-100000-2.json",
        "ayuda-cancel-2026-11-24-100000.ics",
        "ayuda-cancel-2026-11-24-100000.json",
    ]
    assert len(teller.told) == 4


def test_a_file_that_cannot_be_written_is_told_and_the_menu_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("ayuda.ui.after_keys.Path", lambda name: tmp_path / "none" / name)
    teller = Teller()
    assert keys_of(teller).take(KEEP, ANSWER)
    assert "none" in teller.told[0]
    assert teller.written[-1].startswith("  "), "what to do about it"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_keys_of_the_closing_menu_are_the_same(
    language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    teller = Teller([NOTE, REPLY, ANSWER, WHY, MORE])
    teller.keys.pop()
    assert closed(teller, keys_of(teller, language)) == DONE
    capsys.readouterr()
    assert len(teller.offered) == 5
    for choices in teller.offered:
        for find in (letters, numbers):
            found = find(choices)
            assert len(set(found)) == len(found)
            assert "" not in found
        fixed = {choice.key: choice.letter for choice in choices if choice.key in LETTERS}
        assert fixed.items() <= LETTERS.items()
    keys = [
        [choice.key for choice in choices if choice.key in LETTERS] for choices in teller.offered
    ]
    assert set(keys[0]) == set(LETTERS)
    assert NOTE not in keys[1]
    assert REPLY not in keys[2]


def test_a_reply_is_offered_only_where_something_is_said_to_the_customer() -> None:
    after = keys_of(Teller())
    decision = after.decided.decision
    outcome = msgspec.structs.replace(decision.outcome, say=None)
    rule = msgspec.structs.replace(decision.rule, say=None)
    silent = msgspec.structs.replace(decision, outcome=outcome, rule=rule)
    made = msgspec.structs.replace(after.decided, decision=silent)
    without = msgspec.structs.replace(after, decided=made)
    assert REPLY in {choice.key for choice in after.choices(ANSWER)}
    assert REPLY not in {choice.key for choice in without.choices(ANSWER)}


def test_a_reminder_is_offered_only_where_a_deadline_is_to_come() -> None:
    after = keys_of(Teller())
    made = Decided(
        setting(NOW), decide("return", {"stage": "delivered", "seller": "amazon"}), "0" * 64
    )
    without = AfterKeys(after.prompter, after.texts, after.wanted, made, "")
    assert REMIND in {choice.key for choice in after.choices(ANSWER)}
    assert REMIND not in {choice.key for choice in without.choices(ANSWER)}
