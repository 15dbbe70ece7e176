"""Completion runs nothing, whatever a policy's texts and names hold."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from program_under_test import Call

from ayuda.cli.completion import WIDEST, inert, is_plain_word

HOSTILE = {
    "a substitution": "$(touch PWNED)",
    "an old substitution": "`touch PWNED`",
    "behind a backslash": r"\$(touch PWNED)",
    "behind two": r"\\$(touch PWNED) \\`touch PWNED`",
    "behind three": r"\\\$(touch PWNED)",
    "an end of quotes": "'; touch PWNED #",
    "an end of double quotes": '"; touch PWNED; "',
    "an end of both": """'"'"; touch PWNED; '""",
    "an end of the list": "))'; touch PWNED; '((",
    "a parameter": "${x:-$(touch PWNED)}",
    "an arithmetic": "$((`touch PWNED`))",
    "a process": "<(touch PWNED) =(touch PWNED)",
    "a command of its own": "; touch PWNED & touch PWNED | touch PWNED",
    "a prompt": "%{$(touch PWNED)%} %(?.$(touch PWNED).)",
    "an event": "!touch PWNED",
    "markup": "[/nothing] [link=x] [bold] \\[",
    "a colon": r"a:$(touch PWNED) \:`touch PWNED`",
    "a long one": "word " * 40 + "$(touch PWNED)",
}
LINES = {"ayuda ": "odd", "ayuda odd --": "--odd-1", "ayuda odd --odd ": "v1"}
"""What is typed, and something that must be offered then."""
Write = Callable[..., Path]


def basic(text: str) -> str:
    """A text in both languages as TOML writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'{{ en = "{escaped}", es = "{escaped}" }}'


def odd_tables() -> Iterator[str]:
    """Commands, options and values whose words are hostile, and names that are."""
    rule = "rules = [{ id = 'r', outcome = 'cancel-instead', cites = ['S23'] }]\n"
    texts = [basic(text) for text in HOSTILE.values()]
    names = [f"odd_{place}" for place in range(len(texts))]
    for name, text in zip(names, texts, strict=True):
        yield f"[facts.{name}]\nkind = 'moment'\nname = {text}\nask = {text}"
        flow = name.replace("_", "-")
        yield f"[flows.{flow}]\ntitle = {text}\nabout = {text}\nfacts = ['{name}']\n{rule}"
    yield f"[facts.odd]\nkind = 'choice'\nname = {texts[0]}\nask = {texts[0]}\n[facts.odd.values]"
    yield from (f"v{place} = {text}" for place, text in enumerate(texts))
    yield from (
        f"{name!r} = {texts[0]}" for name in ("$(touch PWNED)", "`touch PWNED`", "*", "a b")
    )
    facts = ["odd", *names]
    yield f"[flows.odd]\ntitle = {texts[0]}\nabout = {texts[0]}\nfacts = {facts}\n{rule}"


@pytest.fixture
def hostile_policy(policy_copy: Write) -> Path:
    """A policy whose texts and names are made for shells."""
    return policy_copy(append="\n".join(["", *odd_tables(), ""]))


PROGRAM = f"{sys.executable} -m ayuda"
OFFER = {
    "bash": (
        "IFS=$'\\n'; COMPREPLY=( $( env COMP_WORDS={line} COMP_CWORD={place}"
        " _AYUDA_COMPLETE=complete_bash {program} ) ); printf '%s\\n' \"${{COMPREPLY[@]}}\""
    ),
    "zsh": (
        '_arguments() {{ local action=${{1#*: :}}; eval ws\\=\\( "${{action[3,-3]}}" \\);'
        " print -rl -- $ws }}; eval $(env _TYPER_COMPLETE_ARGS={line}"
        " _AYUDA_COMPLETE=complete_zsh {program})"
    ),
    "fish": (
        "env _AYUDA_COMPLETE=complete_fish _TYPER_COMPLETE_FISH_ACTION=get-args"
        " _TYPER_COMPLETE_ARGS={line} {program}"
    ),
}
"""How the script of each shell asks, and what it then makes of the answer."""


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("shell", OFFER)
def test_a_shell_that_asks_runs_nothing(
    shell: str, line: str, hostile_policy: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"no {shell} here")
    place = len(line.split()) - (not line.endswith(" "))
    script = OFFER[shell].format(line=f"'{line}'", place=place, program=PROGRAM)
    empty = tmp_path / "here"
    empty.mkdir()
    ended = subprocess.run(
        [program, *(["-f"] if shell == "zsh" else []), "-c", script],
        cwd=empty,
        env={**environment, "AYUDA_POLICY": str(hostile_policy), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert list(empty.iterdir()) == []
    assert ended.stderr == ""
    offered = ended.stdout.splitlines()
    assert any(re.split(r"[:\t]", one)[0] == LINES[line] for one in offered)
    assert not any("touch" in re.split(r"[:\t]", one)[0] for one in offered)


QUOTED = r"\"(?:[^\"'`$\\!]|\\\\:)*\""
ANSWER = re.compile(rf"_arguments '\*: :\(\((?:{QUOTED}(?::{QUOTED})?\n?)+\)\)'\n?")
"""What zsh evaluates: in single quotes a list of texts in double quotes, with nothing to expand."""


@pytest.mark.parametrize("line", LINES)
def test_what_zsh_evaluates_holds_nothing_to_expand(
    line: str, hostile_policy: Path, ayuda: Call
) -> None:
    env = {"_AYUDA_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": line}
    answer = ayuda(env={**env, "AYUDA_POLICY": str(hostile_policy)}).output
    assert f'"{LINES[line]}":"' in answer
    assert ANSWER.fullmatch(answer)


@pytest.mark.parametrize("line", LINES)
def test_each_of_what_fish_is_told_is_one_line(
    line: str, hostile_policy: Path, ayuda: Call
) -> None:
    env = {
        "_AYUDA_COMPLETE": "complete_fish",
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    for offered in ayuda(env={**env, "AYUDA_POLICY": str(hostile_policy)}).output.splitlines():
        assert is_plain_word(offered.partition("\t")[0])


@given(text=st.text() | st.text("$`\\'\"(){}[]<>;&|!*#~=: a"))
def test_a_text_beside_a_completion_is_one_line_without_anything_active(text: str) -> None:
    told = inert(text)
    assert not set(told) & set("$`\\'\"[]{}<>;&|!*#~=\n\r\t")
    assert len(told) <= WIDEST
    assert len(told.splitlines()) <= 1


@pytest.mark.parametrize(
    "word", [*HOSTILE.values(), "", " ", "a b", "a\nb", "*", "?", "~", "=ls", "a\\", "(a)", "{a,b}"]
)
def test_a_word_with_anything_active_is_not_offered(word: str) -> None:
    assert not is_plain_word(word)


@pytest.mark.parametrize("word", ["placed", "--no-bundle", "canary-islands", "año", "a_b", "MD"])
def test_a_plain_word_is(word: str) -> None:
    assert is_plain_word(word)


def test_ordinary_words_stay_as_they_are() -> None:
    for text in ("Marketplace: an external seller (not Amazon)", "¿Qué día, a las 10:40?", "50 %"):
        assert inert(text) == text


SHELL = {"SHELL": "/bin/bash", "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_asks_in_the_language_of_the_call_if_that_was_an_option(
    shell: str, ayuda: Call
) -> None:
    plain = ayuda("--show-completion", shell, env={**SHELL, "AYUDA_LANG": "es"})
    spanish = ayuda("--lang", "es", "--show-completion", shell, env=SHELL)
    assert (plain.code, spanish.code) == (0, 0)
    assert "AYUDA_LANG" not in plain.output
    assert f"AYUDA_LANG=es _AYUDA_COMPLETE=complete_{shell}" in spanish.output
    assert spanish.output.replace("AYUDA_LANG=es ", "") == plain.output


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("shell", ["bash", "fish"])
def test_a_script_is_installed_and_told_of_in_the_language_of_the_call(
    shell: str, language: str, ayuda: Call, tmp_path: Path
) -> None:
    env = {**SHELL, "HOME": str(tmp_path), "XDG_CACHE_HOME": ""}
    result = ayuda("--lang", language, "--install-completion", shell, env=env)
    assert result.code == 0, result
    [said] = [line for line in result.output.splitlines() if line]
    assert ("está instalado" in said) is (language == "es")
    written = [path for path in tmp_path.rglob("ayuda.*") if path.is_file()]
    [script] = [path for path in written if str(path) in said]
    assert f"AYUDA_LANG={language} _AYUDA_COMPLETE" in script.read_text("utf-8")
