"""A raw message at a real terminal: what was found is shown, and only what it raises is asked."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest
from terminal_driver import Open, Terminal
from walks import NOW, Answer, answer, built_in, finish, flow_title, question, say, title

from ayuda.model import LANGUAGES, Language

BOTH = pytest.mark.parametrize("language", LANGUAGES)
ORDER = (
    "From: Amazon.es <no-reply@amazon.es>",
    "Subject: Su pedido",
    "Content-Type: text/plain; charset=utf-8",
    "",
    "Su pedido va de camino: https://www.amazon.es/gp/css/order-history",
)
ASKS = "Actualice su metodo de pago en su cuenta."
ASKS_PERSONAL = "Confirme su fecha de nacimiento y su DNI."
PAYMENT, SHOWN, PERSONAL = "asks_payment_update", "in_my_orders", "asks_personal_data"


@pytest.fixture
def save(tmp_path: Path) -> Path:
    return tmp_path / "message.eml"


def start(
    open_terminal: Open, path: Path, language: Language, *lines: str, options: str = ""
) -> Terminal:
    """Check a message of these lines at a terminal."""
    path.write_text("\n".join([*ORDER, *lines, ""]), encoding="utf-8")
    call = ("check-email", str(path), *options.split(), "--now", NOW, "--lang", language)
    return open_terminal(*call)


def says(rule: str, language: Language) -> str:
    mail = built_in().mail
    assert mail is not None
    said: str = getattr(mail.findings[rule].says, language)
    return said


@BOTH
@pytest.mark.parametrize(
    ("answers", "outcome", "code"),
    [
        ({PAYMENT: True, SHOWN: False}, "fraudulent", 1),
        ({PAYMENT: True, SHOWN: True}, "cannot-tell", 3),
        ({PAYMENT: True, SHOWN: None}, "cannot-tell", 3),
        ({PAYMENT: False}, "cannot-tell", 3),
        ({PAYMENT: None}, "cannot-tell", 3),
    ],
)
def test_words_that_ask_for_payment_data_raise_the_question_with_the_evidence_in_view(
    open_terminal: Open,
    save: Path,
    answers: dict[str, Answer],
    outcome: str,
    code: int,
    language: Language,
) -> None:
    terminal = start(open_terminal, save, language, ASKS)
    terminal.wait_for_question(question(PAYMENT, language))
    before = terminal.flowing.partition(question(PAYMENT, language))[0]
    assert say(language, "screen.discoveries") in before
    assert says("asks-payment-update", language) in before
    assert ASKS in before
    assert question(PERSONAL, language) not in terminal.flowing
    for fact, given in answers.items():
        answer(terminal, fact, given, language)
    terminal.wait_for(f"{flow_title('check-email', language)} ● {title(outcome, language)}")
    for fact in (PERSONAL, SHOWN):
        assert (question(fact, language) in terminal.flowing) is (fact in answers)
    assert finish(terminal, language) == code


@BOTH
def test_words_that_ask_for_personal_data_raise_that_question(
    open_terminal: Open, save: Path, language: Language
) -> None:
    terminal = start(open_terminal, save, language, ASKS_PERSONAL)
    answer(terminal, PERSONAL, True, language)
    terminal.wait_for(title("fraudulent", language))
    assert question(PAYMENT, language) not in terminal.flowing
    assert finish(terminal, language) == 1


@BOTH
def test_a_message_without_such_words_raises_no_question(
    open_terminal: Open, save: Path, language: Language
) -> None:
    terminal = start(open_terminal, save, language)
    assert finish(terminal, language) == 3
    for fact in (PERSONAL, PAYMENT, SHOWN):
        assert question(fact, language) not in terminal.flowing
    assert title("cannot-tell", language) in terminal.flowing


def test_a_denial_raises_no_question(open_terminal: Open, save: Path) -> None:
    terminal = start(open_terminal, save, "es", "Nunca le pediremos que actualice su tarjeta.")
    assert finish(terminal, "es") == 3
    assert question(PAYMENT, "es") not in terminal.flowing


def test_nothing_is_asked_where_no_answer_can_change_the_verdict(
    open_terminal: Open, save: Path
) -> None:
    terminal = start(open_terminal, save, "en", ASKS, "https://example.net/login")
    assert finish(terminal, "en") == 1
    assert question(PAYMENT, "en") not in terminal.flowing


def test_what_is_stated_is_not_asked(open_terminal: Open, save: Path) -> None:
    terminal = start(open_terminal, save, "en", ASKS, options="--asks-payment-update")
    answer(terminal, SHOWN, False, "en")
    assert question(PAYMENT, "en") not in terminal.flowing
    assert finish(terminal, "en") == 1


def test_an_answer_can_be_changed(open_terminal: Open, save: Path) -> None:
    terminal = start(open_terminal, save, "en", ASKS)
    answer(terminal, PAYMENT, True, "en")
    answer(terminal, SHOWN, True, "en")
    terminal.wait_for_menu(say("en", "walk.done"))
    terminal.choose(say("en", "walk.change"))
    terminal.wait_for_question(say("en", "walk.back_question"))
    [chosen] = [line for line in terminal.menu() if "My orders" in line]
    terminal.choose(chosen)
    terminal.wait_until(
        lambda: terminal.flowing.count(question(SHOWN, "en")) == 2, "the question again"
    )
    answer(terminal, SHOWN, False, "en")
    terminal.wait_for(title("fraudulent", "en"))
    assert finish(terminal, "en") == 1


@pytest.mark.parametrize("option", ["--no-input", "--json"])
def test_nothing_is_asked_with(open_terminal: Open, save: Path, option: str) -> None:
    terminal = start(open_terminal, save, "en", ASKS, options=option)
    assert terminal.wait_for_end() == 3
    assert question(PAYMENT, "en") not in terminal.flowing
    assert terminal.menu() == {}


def test_a_piped_message_is_never_asked_about(open_terminal: Open, save: Path) -> None:
    save.write_text("\n".join([*ORDER, ASKS, ""]), encoding="utf-8")
    call = shlex.join([sys.executable, "-m", "ayuda", "check-email", "-", "--lang", "en"])
    program = ("sh", "-c", f"cat {shlex.quote(str(save))} | {call}")
    terminal = open_terminal(program=program)
    assert terminal.wait_for_end() == 3
    assert title("cannot-tell", "en") in terminal.flowing
    assert ASKS in terminal.flowing
    assert question(PAYMENT, "en") not in terminal.flowing
    assert terminal.menu() == {}


def test_a_typed_message_is_never_asked_about(open_terminal: Open) -> None:
    terminal = open_terminal("check-email", "-", "--lang", "en")
    for line in (*ORDER, ASKS):
        terminal.type(line)
        terminal.wait_for(line)
    terminal.hang_up_input()
    assert terminal.wait_for_end() == 3
    assert title("cannot-tell", "en") in terminal.flowing
    assert question(PAYMENT, "en") not in terminal.flowing
    assert terminal.menu() == {}


def test_nothing_of_a_message_moves_the_cursor(open_terminal: Open, save: Path) -> None:
    hostile = "\x1b[2J\x1b[31m\x1b]0;owned\x07\u202eopen"
    terminal = start(open_terminal, save, "en", f"Actualice su metodo de pago {hostile} ahora.")
    answer(terminal, PAYMENT, True, "en")
    answer(terminal, SHOWN, None, "en")
    assert finish(terminal, "en") == 3
    for raw in (b"\x1b[2J", b"owned\x07", "\u202e".encode()):
        assert raw not in terminal.raw
    assert say("en", "screen.discoveries") in terminal.flowing


def test_plain_lines_for_screen_readers(open_terminal: Open, save: Path) -> None:
    save.write_text("\n".join([*ORDER, ASKS, ""]), encoding="utf-8")
    terminal = open_terminal(
        "check-email", str(save), "--lang", "en", env={"AYUDA_ACCESSIBLE": "1"}
    )
    terminal.wait_for(question(PAYMENT, "en"))
    terminal.wait_for(say("en", "walk.key"))
    assert says("asks-payment-update", "en") in terminal.flowing
    terminal.send("1")
    terminal.wait_for(question(SHOWN, "en"))
    terminal.wait_for("Key: 1")
    terminal.send("2")
    terminal.wait_for(title("fraudulent", "en"))
