"""The keys below a decision at a real terminal, and the options where somebody is asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from terminal_driver import Open
from walks import NOW, answer, built_in, finish, say, title

from ayuda.model import LANGUAGES, Language

CASE = (
    "cancel",
    "--stage",
    "placed",
    "--seller",
    "marketplace",
    "--ordered-at",
    "2026-11-23T11:40",
)
ASKED = (*CASE, "--now", NOW)
BOTH = pytest.mark.parametrize("language", LANGUAGES)


@BOTH
def test_the_keys_show_the_note_and_the_reply_write_files_and_copy(
    open_terminal: Open, tmp_path: Path, language: Language
) -> None:
    terminal = open_terminal(*ASKED, "--no-bundle", "--lang", language)
    terminal.wait_for(title("cancel-now", language))
    terminal.wait_for_menu(say(language, "after.note"), say(language, "after.reply"))
    terminal.send("n")
    terminal.wait_for("SHA-256")
    terminal.send("c")
    terminal.wait_for(say(language, "after.copied"))
    terminal.send("r")
    terminal.wait_for(say(language, "after.reply_greeting"))
    terminal.send("j")
    terminal.wait_for(".json")
    terminal.send("i")
    terminal.wait_for(".ics")
    assert finish(terminal, language) == 0
    written = sorted(file.suffix for file in tmp_path.glob("ayuda-cancel-*"))
    assert written == [".ics", ".json"]
    [receipt] = tmp_path.glob("ayuda-cancel-*.json")
    assert json.loads(receipt.read_bytes())["rule"] == "marketplace-in-time"


def test_with_the_option_the_walk_ends_with_the_note_alone(
    open_terminal: Open, tmp_path: Path
) -> None:
    file = tmp_path / "r.json"
    options = ("--note", "--receipt", str(file), "--ref", "T-9")
    terminal = open_terminal(*ASKED, *options, "--lang", "en")
    answer(terminal, "bundle", False, "en")
    assert terminal.wait_for_end() == 0
    assert "Reference: T-9" in terminal.flowing
    assert built_in().outcomes["cancel-now"].steps[1].text.en not in terminal.flowing
    assert json.loads(file.read_bytes())["ref"] == "T-9"


def test_a_receipt_is_written_once_the_walk_has_ended_and_not_of_an_answer_that_is_changed(
    open_terminal: Open, tmp_path: Path
) -> None:
    file = tmp_path / "r.json"
    options = ("--no-bundle", "--receipt", str(file), "--lang", "en")
    terminal = open_terminal(*ASKED, *options)
    terminal.wait_for(title("cancel-now", "en"))
    terminal.wait_for_menu(say("en", "walk.change"), say("en", "walk.done"))
    assert not file.exists()
    terminal.choose(say("en", "walk.change"))
    terminal.wait_for_question(say("en", "walk.back_question"))
    assert not file.exists()
    terminal.send("0")
    assert finish(terminal, "en") == 0
    assert json.loads(file.read_bytes())["rule"] == "marketplace-in-time"


def test_a_procedure_that_follows_writes_its_own_receipt_over_the_first_ones(
    open_terminal: Open, tmp_path: Path
) -> None:
    file = tmp_path / "r.json"
    case = ("cancel", "--stage", "shipped", "--shipped-by", "seller", "--now", NOW)
    terminal = open_terminal(*case, "--receipt", str(file), "--lang", "en")
    terminal.wait_for(title("contact-seller", "en"))
    terminal.choose(built_in().flows["contact-seller"].title.en)
    answer(terminal, "contacted_at", None, "en")
    assert finish(terminal, "en") == 0
    assert json.loads(file.read_bytes())["flow"] == "contact-seller"
