"""How the program behaves on a terminal: leaving, plain lines, widths, streams, colours."""

from __future__ import annotations

import re
import signal
import sys
from pathlib import Path

import pytest
from terminal_driver import CTRL_C, CTRL_D, CTRL_Z, ENTER, ESCAPE, Open, Terminal
from walks import NOW, answer, built_in, finish, label, question, say, title

from ayuda.model import LANGUAGES, Language

BOTH = pytest.mark.parametrize("language", LANGUAGES)
AS_OF = ("--now", NOW)
MOMENT = ("cancel", "--stage", "placed", "--seller", "marketplace", "--no-bundle")
NARROW = pytest.mark.parametrize("columns", [80, 40])


def reach(terminal: Terminal, prompt: str) -> None:
    """Come to a kind of prompt (the calls in PROMPTS lead there)."""
    if prompt == "a choice":
        terminal.wait_for_question(question("stage", "en"))
    elif prompt == "a time":
        terminal.wait_for_line(question("ordered_at", "en"))
    elif prompt == "a time half typed":
        terminal.wait_for_line(question("ordered_at", "en"))
        terminal.send("10:4")
        terminal.wait_for("10:4")
    elif prompt == "a time shown back":
        terminal.wait_for_line(question("ordered_at", "en"))
        terminal.type("11:50")
        terminal.wait_for_menu(say("en", "walk.right"))
    elif prompt == "an empty line's menu":
        terminal.wait_for_line(question("ordered_at", "en"))
        terminal.send(ENTER)
        terminal.wait_for_menu(say("en", "walk.type_it"))
    elif prompt == "an address":
        terminal.wait_for_line(question("sender", "en"))
    elif prompt == "a link":
        terminal.wait_for_line(question("link", "en"))
    elif prompt == "after the outcome":
        terminal.wait_for_menu(say("en", "walk.done"))
    else:
        terminal.wait_for_question(say("en", "topics.question"))


PROMPTS = {
    "a choice": ("cancel",),
    "a time": MOMENT,
    "a time half typed": MOMENT,
    "a time shown back": MOMENT,
    "an empty line's menu": MOMENT,
    "an address": ("check-email",),
    "a link": ("check-email", "--sender", "no-reply@amazon.es"),
    "after the outcome": ("return", "--stage", "placed"),
    "topics": (),
}


@pytest.mark.parametrize("prompt", PROMPTS)
def test_ctrl_c_leaves_with_130_and_an_undamaged_terminal(open_terminal: Open, prompt: str) -> None:
    call = PROMPTS[prompt]
    terminal = open_terminal(*call, *(AS_OF if call else ()), "--lang", "en")
    reach(terminal, prompt)
    terminal.send(CTRL_C)
    assert terminal.wait_for_end() == 130
    assert terminal.attributes_are_as_before()
    assert terminal.cursor_is_visible
    assert terminal.left_alternate_screen
    assert terminal.raw.count(b"\x1b[?2004h") == terminal.raw.count(b"\x1b[?2004l")
    assert "Traceback" not in terminal.text
    assert say("en", "walk.interrupted") in terminal.flowing


@pytest.mark.parametrize("prompt", ["a choice", "a time", "an address"])
def test_the_end_of_the_input_leaves_with_130_and_an_undamaged_terminal(
    open_terminal: Open, prompt: str
) -> None:
    terminal = open_terminal(*PROMPTS[prompt], *AS_OF, "--lang", "en")
    reach(terminal, prompt)
    terminal.send(CTRL_D)
    assert terminal.wait_for_end() == 130
    assert terminal.attributes_are_as_before()
    assert terminal.cursor_is_visible
    assert "Traceback" not in terminal.text


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
@pytest.mark.parametrize("prompt", ["a choice", "a time"])
def test_leaving_plain_questions_is_130_too(open_terminal: Open, prompt: str, key: str) -> None:
    env = {"AYUDA_ACCESSIBLE": "1"}
    terminal = open_terminal(*PROMPTS[prompt], *AS_OF, "--lang", "en", env=env)
    terminal.wait_for(say("en", "walk.key") if prompt == "a choice" else "> ")
    terminal.send(key)
    assert terminal.wait_for_end() == 130
    assert terminal.attributes_are_as_before()
    assert "Traceback" not in terminal.text


# ------------------------------------------------------------------ signals

SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
IGNORING = ("/bin/sh", "-c", f'trap "" INT; exec "{sys.executable}" -m ayuda "$@"', "ayuda")
"""The program as a shell starts it in the background: interruptions are ignored."""


def assert_undamaged(terminal: Terminal) -> None:
    assert terminal.attributes_are_as_before()
    assert terminal.cursor_is_visible
    assert terminal.left_alternate_screen
    assert terminal.raw.count(b"\x1b[?2004h") == terminal.raw.count(b"\x1b[?2004l")
    assert "Traceback" not in terminal.text
    assert "Exception" not in terminal.text
    assert terminal.flowing.count(say("en", "walk.interrupted")) == 1


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: signal.Signals(number).name)
@pytest.mark.parametrize("prompt", ["a choice", "a time half typed", "after the outcome", "topics"])
def test_a_signal_ends_a_question_with_its_code_and_an_undamaged_terminal(
    open_terminal: Open, prompt: str, number: signal.Signals
) -> None:
    call = PROMPTS[prompt]
    terminal = open_terminal(*call, *(AS_OF if call else ()), "--lang", "en")
    reach(terminal, prompt)
    terminal.signal(number)
    assert terminal.wait_for_end() == SIGNALS[number]
    assert_undamaged(terminal)


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: signal.Signals(number).name)
@pytest.mark.parametrize("prompt", ["a choice", "a time"])
def test_a_signal_ends_a_plain_question_too(
    open_terminal: Open, prompt: str, number: signal.Signals
) -> None:
    env = {"AYUDA_ACCESSIBLE": "1"}
    terminal = open_terminal(*PROMPTS[prompt], *AS_OF, "--lang", "en", env=env)
    terminal.wait_for(say("en", "walk.key") if prompt == "a choice" else "> ")
    terminal.signal(number)
    assert terminal.wait_for_end() == SIGNALS[number]
    assert_undamaged(terminal)


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: signal.Signals(number).name)
def test_a_signal_ends_what_was_started_in_the_background_too(
    open_terminal: Open, number: signal.Signals
) -> None:
    terminal = open_terminal(*PROMPTS["a choice"], *AS_OF, "--lang", "en", program=IGNORING)
    reach(terminal, "a choice")
    terminal.signal(number)
    assert terminal.wait_for_end() == SIGNALS[number]
    assert_undamaged(terminal)


# ------------------------------------------------------------------ a paste, a pause

PAUSING = """
import os, signal, subprocess, sys
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-m", "ayuda", *sys.argv[1:]], process_group=0)
os.tcsetpgrp(0, child.pid)
_, status = os.waitpid(child.pid, os.WUNTRACED)
print("paused" if os.WIFSTOPPED(status) else "ended", flush=True)
os.kill(child.pid, signal.SIGCONT)
_, status = os.waitpid(child.pid, 0)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""As a shell with job control: it notices the pause, and lets the program go on."""


def wait_for_prompt(terminal: Terminal, prompt: str, *, plain: bool) -> None:
    if not plain:
        reach(terminal, prompt)
    elif prompt == "a time":
        terminal.wait_until(lambda: terminal.lines[terminal.cursor_line] == ">", "a line")
    else:
        wait_for_key(terminal, "en")


@BOTH
def test_what_is_pasted_at_a_menu_counts_for_nothing(
    open_terminal: Open, language: Language
) -> None:
    terminal = open_terminal("return", *AS_OF, "--lang", language)
    terminal.wait_for_question(question("stage", language))
    terminal.paste("a\nb\n0\n9 p s h")
    answer(terminal, "stage", "placed", language)
    terminal.wait_for_menu(say(language, "walk.done"))
    terminal.paste("0\n9\nw")
    terminal.send("w")
    terminal.wait_for(say(language, "trace.intro"))
    assert finish(terminal, language) == 0


@BOTH
def test_several_lines_pasted_as_text_are_taken_one_by_one(
    open_terminal: Open, language: Language
) -> None:
    call = ("check-email", "--sender", "no-reply@amazon.es")
    terminal = open_terminal(*call, *AS_OF, "--lang", language)
    terminal.wait_for_line(question("link", language))
    terminal.paste("https://www.amazon.es/a\nhttps://example.org/b\n")
    terminal.wait_until(
        lambda: terminal.lines[terminal.cursor_line].split() == [">", "https://example.org/b"],
        "the last line",
    )
    terminal.send(ENTER)
    terminal.wait_until(
        lambda: terminal.lines[terminal.cursor_line].split() == [">"], "an empty line"
    )
    terminal.send(ENTER)
    terminal.wait_for(title("fraudulent", language))
    assert finish(terminal, language) == 1


@pytest.mark.parametrize("plain", [False, True], ids=["arrows", "plain"])
@pytest.mark.parametrize("prompt", ["a choice", "a time", "after the outcome"])
def test_a_pause_suspends_and_the_prompt_comes_back(
    open_terminal: Open, prompt: str, plain: bool
) -> None:
    """A shell that tells of the pause, as one with job control would, and goes on with it."""
    terminal = open_terminal(
        *PROMPTS[prompt],
        *AS_OF,
        "--lang",
        "en",
        env={"AYUDA_ACCESSIBLE": "1"} if plain else {},
        program=(sys.executable, "-c", PAUSING),
    )
    wait_for_prompt(terminal, prompt, plain=plain)
    terminal.send(CTRL_Z)
    terminal.wait_for("paused")
    if prompt == "a time":
        terminal.type("11:50")
        terminal.wait_for(say("en", "walk.right"))
        terminal.send("y" if not plain else "1")
        terminal.wait_for(title("cancel-now", "en"))
    elif prompt == "a choice":
        terminal.send("1" if plain else "p")
        terminal.wait_for(question("seller", "en"))
        return
    terminal.wait_for(say("en", "walk.done"))
    terminal.send("0")
    assert terminal.wait_for_end() == 0


# ------------------------------------------------------------------ plain lines


def key_of(terminal: Terminal, wanted: str) -> str:
    found = re.findall(rf"^ *(\w)\. {re.escape(wanted)}$", terminal.text, flags=re.MULTILINE)
    assert found, terminal.text
    return str(found[-1])


def pick(terminal: Terminal, asked: str, wanted: str, language: Language) -> None:
    """Wait for a plain question and press the key of a line."""
    terminal.wait_for(asked)
    wait_for_key(terminal, language)
    terminal.send(key_of(terminal, wanted))


def wait_for_key(terminal: Terminal, language: Language) -> None:
    terminal.wait_until(
        lambda: terminal.lines[terminal.cursor_line] == say(language, "walk.key").rstrip(),
        "the line for the key",
    )


@BOTH
@pytest.mark.parametrize("env", [{"AYUDA_ACCESSIBLE": "1"}, {"TERM": "dumb"}])
def test_plain_questions_are_lines_answered_by_one_key_without_any_escape_sequence(
    open_terminal: Open, env: dict[str, str], language: Language
) -> None:
    env = {"NO_COLOR": "1", **env}
    terminal = open_terminal("cancel", *AS_OF, "--lang", language, env=env)
    for fact, given in (("stage", "placed"), ("seller", "marketplace")):
        pick(terminal, question(fact, language), label(fact, given, language), language)
    terminal.wait_for(question("ordered_at", language))
    terminal.wait_until(lambda: terminal.lines[terminal.cursor_line] == ">", "a line to type")
    terminal.type("20 min")
    pick(terminal, "11:40", say(language, "walk.right"), language)
    pick(terminal, question("bundle", language), say(language, "facts.no"), language)
    terminal.wait_for(title("cancel-now", language))
    pick(terminal, say(language, "walk.after"), say(language, "walk.done"), language)
    assert terminal.wait_for_end() == 0
    assert "●" not in terminal.text
    assert say(language, "screen.important") in terminal.text
    moving = re.sub(rb"\x1b\[[0-9;]*m", b"", terminal.raw)
    assert b"\x1b" not in moving
    assert b"\b" not in moving
    assert not re.search(rb"\r(?!\r?\n)", moving), "the cursor never goes back in its line"


@BOTH
def test_plain_questions_have_hints_and_refuse_other_keys(
    open_terminal: Open, language: Language
) -> None:
    env = {"AYUDA_ACCESSIBLE": "1"}
    terminal = open_terminal("return", *AS_OF, "--lang", language, env=env)
    hint = getattr(built_in().facts["stage"].hint, language)
    terminal.wait_for(hint[:40])
    for count, wrong in enumerate(("8", "x", "²"), 1):
        wait_for_key(terminal, language)
        terminal.send(wrong)
        start = say(language, "walk.key_wrong", keys="?").partition("?")[0].strip()
        terminal.wait_until(lambda: terminal.flowing.count(start) == count, "a refusal")  # noqa: B023
    for ignored in ("\x1b[A", "a paste of words\n"):
        wait_for_key(terminal, language)
        terminal.send(ignored)
        terminal.settle()
    terminal.send("1")
    terminal.wait_for(title("cancel-instead", language))


@BOTH
def test_plain_questions_do_not_mind_the_habit_of_enter(
    open_terminal: Open, language: Language
) -> None:
    """Enter behind a key is no answer to the question that comes next."""
    env = {"AYUDA_ACCESSIBLE": "1"}
    call = "cancel --stage placed --no-bundle"
    terminal = open_terminal(*call.split(), *AS_OF, "--lang", language, env=env)
    terminal.wait_for(question("seller", language))
    wait_for_key(terminal, language)
    terminal.send("2")
    terminal.wait_for(question("ordered_at", language))
    terminal.send(ENTER)
    terminal.type("20 min")
    pick(terminal, "11:40", say(language, "walk.right"), language)
    terminal.wait_for(title("cancel-now", language))


@BOTH
def test_plain_questions_go_back_and_do_not_know_too(
    open_terminal: Open, language: Language
) -> None:
    env = {"AYUDA_ACCESSIBLE": "1"}
    terminal = open_terminal("return", *AS_OF, "--lang", language, env=env)
    pick(terminal, question("stage", language), label("stage", "shipped", language), language)
    pick(terminal, question("seller", language), say(language, "walk.back"), language)
    name = getattr(built_in().facts["stage"].name, language)
    answered = f"{name}: {label('stage', 'shipped', language)}"
    pick(terminal, say(language, "walk.back_question"), answered, language)
    terminal.wait_until(
        lambda: terminal.flowing.count(question("stage", language)) == 2, "the question again"
    )
    wait_for_key(terminal, language)
    terminal.send("0")
    terminal.wait_until(
        lambda: terminal.flowing.count(question("seller", language)) == 2, "the next one again"
    )
    wait_for_key(terminal, language)
    terminal.send(ESCAPE)
    terminal.wait_until(
        lambda: terminal.flowing.count(question("stage", language)) == 3, "one step back"
    )


def test_zero_does_not_ask_for_plain_lines(open_terminal: Open) -> None:
    terminal = open_terminal("return", *AS_OF, "--lang", "en", env={"AYUDA_ACCESSIBLE": "0"})
    terminal.wait_for_question(question("stage", "en"))


# ------------------------------------------------------------------ widths

SCREENS = {
    "cancel": "cancel --stage preparing --bundle",
    "modify": "modify --stage preparing --seller amazon --change address --why",
    "contact-seller": (
        "contact-seller --reason invoice --seller marketplace --contacted-at 2026-11-18"
    ),
    "check-email": "check-email --link https://example.org/a/rather/long/path/to/nowhere",
}


@NARROW
@BOTH
@pytest.mark.parametrize("name", SCREENS)
def test_no_line_of_a_screen_is_wider_than_the_terminal_except_commands_to_copy(
    open_terminal: Open, name: str, language: Language, columns: int
) -> None:
    call = (*SCREENS[name].split(), *AS_OF, "--lang", language, "--no-input")
    terminal = open_terminal(*call, columns=columns, lines=200)
    assert terminal.wait_for_end() in {0, 1}
    written = re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]", b"", terminal.raw).decode()
    lines = written.replace("\r\n", "\n").split("\n")
    assert len(lines) > 10
    for line in lines:
        assert len(line) <= columns or "ayuda " in line, line
        if "ayuda " not in line:
            assert line == line.rstrip()
    assert max(len(line) for line in lines if "ayuda " not in line) > columns // 2


@NARROW
@BOTH
def test_questions_fit_the_terminal(open_terminal: Open, language: Language, columns: int) -> None:
    """A word that is broken at the edge of the screen is hard to read for a person in a hurry."""
    terminal = open_terminal("cancel", *AS_OF, "--lang", language, columns=columns)
    terminal.wait_for_menu(label("stage", "delivered", language))
    flowing = terminal.flowing
    for part in (question("stage", language), say(language, "walk.keys")):
        for word in part.split():
            assert word in flowing, terminal.text


@NARROW
def test_the_undecided_screen_fits_the_terminal(open_terminal: Open, columns: int) -> None:
    terminal = open_terminal(
        *("return", "--stage", "shipped", *AS_OF, "--lang", "en"), columns=columns, lines=200
    )
    terminal.wait_for_menu(say("en", "walk.unknown"))
    terminal.choose(say("en", "walk.unknown"))
    terminal.wait_for_menu(say("en", "walk.done"))
    start = next(n for n, line in enumerate(terminal.lines) if "Find out:" in line)
    for line in terminal.lines[start:]:
        assert not re.match(r"\S{1,3}$", line.strip()) or columns > 40
    assert finish(terminal, "en") == 3


@NARROW
def test_a_walk_works_at_any_width(open_terminal: Open, columns: int) -> None:
    terminal = open_terminal("cancel", *AS_OF, "--lang", "es", columns=columns, lines=150)
    terminal.choose(label("stage", "placed", "es"))
    terminal.choose(label("seller", "amazon", "es"))
    terminal.choose(say("es", "facts.no"))
    terminal.wait_for_menu(say("es", "walk.done"))
    terminal.choose(say("es", "walk.done"))
    assert terminal.wait_for_end() == 0


# ------------------------------------------------------------------ colour and streams


@BOTH
def test_what_is_important_is_said_in_words_without_colour(
    open_terminal: Open, language: Language
) -> None:
    call = (*SCREENS["modify"].split(), *AS_OF, "--lang", language, "--no-input")
    plain = open_terminal(*call, env={"NO_COLOR": "1"}, lines=200)
    assert plain.wait_for_end() == 0
    assert plain.text.count(say(language, "screen.important")) >= 3
    codes = {c for codes in re.findall(rb"\x1b\[([0-9;]*)m", plain.raw) for c in codes.split(b";")}
    assert not {c for c in codes if re.fullmatch(rb"3\d|4\d|9\d|10\d", c)}, codes
    coloured = open_terminal(*call, lines=200)
    assert coloured.wait_for_end() == 0
    assert coloured.text == plain.text


@BOTH
def test_at_a_glance_what_is_important_has_a_sign_and_only_the_answer_is_bold(
    open_terminal: Open, language: Language
) -> None:
    call = (*SCREENS["cancel"].split(), *AS_OF, "--lang", language, "--no-input")
    plain = open_terminal(*call, env={"NO_COLOR": "1"})
    assert plain.wait_for_end() == 0
    assert len(re.findall(r"^\d?!", plain.text, flags=re.MULTILINE)) >= 2
    answered = f"\x1b[1m{title('request-cancellation', language)}".encode()
    assert plain.raw.count(b"\x1b[1m") == plain.raw.count(answered) + plain.raw.count(
        f"\x1b[1m{say(language, 'screen.onward')}".encode()
    )
    coloured = open_terminal(*call)
    assert coloured.wait_for_end() == 0
    assert coloured.text == plain.text


def test_a_dumb_terminal_gets_no_escape_sequence_at_all(open_terminal: Open) -> None:
    call = (*SCREENS["modify"].split(), *AS_OF, "--lang", "en", "--no-input")
    terminal = open_terminal(*call, env={"TERM": "dumb"}, lines=200)
    assert terminal.wait_for_end() == 0
    assert b"\x1b" not in terminal.raw
    assert say("en", "screen.important") in terminal.text


def redirected(target: Path) -> tuple[str, ...]:
    """The program with its standard output in a file."""
    script = f'exec "{sys.executable}" -m ayuda "$@" >"{target}"'
    return ("/bin/sh", "-c", script, "ayuda")


@BOTH
@pytest.mark.parametrize("plain", [False, True], ids=["arrows", "plain lines"])
def test_prompts_go_to_standard_error_and_a_redirected_result_is_alone_in_its_file(
    open_terminal: Open, tmp_path: Path, language: Language, plain: bool
) -> None:
    target = tmp_path / "result.txt"
    terminal = open_terminal(
        *("return", *AS_OF, "--lang", language),
        env={"AYUDA_ACCESSIBLE": "1"} if plain else {},
        program=redirected(target),
    )
    if plain:
        pick(terminal, question("stage", language), label("stage", "placed", language), language)
    else:
        answer(terminal, "stage", "placed", language)
    assert terminal.wait_for_end() == 0
    result = target.read_text(encoding="utf-8")
    assert title("cancel-instead", language) in result.splitlines()[0]
    assert "\x1b" not in result
    assert question("stage", language) not in result
    assert title("cancel-instead", language) not in terminal.flowing
    assert all(line == line.rstrip() for line in result.splitlines())


def test_an_undecided_walk_leaves_a_redirected_result_empty(
    open_terminal: Open, tmp_path: Path
) -> None:
    target = tmp_path / "result.txt"
    terminal = open_terminal(
        *("return", "--stage", "shipped", *AS_OF, "--lang", "en"), program=redirected(target)
    )
    answer(terminal, "seller", None, "en")
    terminal.wait_for(say("en", "undecided.title"))
    assert finish(terminal, "en") == 3
    assert target.read_text(encoding="utf-8") == ""


def test_json_on_a_terminal_is_the_document_alone(open_terminal: Open) -> None:
    call = ("return", "--stage", "placed", *AS_OF, "--json")
    terminal = open_terminal(*call, lines=200)
    assert terminal.wait_for_end() == 0
    assert b"\x1b" not in terminal.raw
    assert terminal.text.lstrip().startswith("{")


def test_hostile_text_typed_at_a_prompt_does_not_reach_the_terminal(open_terminal: Open) -> None:
    terminal = open_terminal("check-email", *AS_OF, "--lang", "en")
    terminal.wait_for_line(question("sender", "en"))
    terminal.type("a\u202eb@\u2066example.org")
    terminal.wait_for(title("fraudulent", "en"))
    screen = terminal.raw.decode(errors="replace").rpartition(title("fraudulent", "en"))[2]
    assert not set(screen) & {"\u202e", "\u2066", "\u2069"}
    assert finish(terminal, "en") == 1
