"""What a call loads, and how its output looks where it goes."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from program_under_test import NOW, Call, both_languages, built_in, words

from ayuda.model import Language
from ayuda.view.wording import Wording

HEAVY = {
    *("rich", "questionary", "prompt_toolkit", "duckdb", "holidays", "can_ada", "jsonschema_rs"),
    *("tomli", "dataclasses", "pydantic", "asyncio", "pygments", "click", "zipfile", "hashlib"),
}
CASE = "cancel --stage placed --seller marketplace --ordered-at 2026-11-23T11:40 --no-bundle"
PHISHING = Path(__file__).parents[2] / "docs/examples/phishing.eml"
PARSING = {"tomli", "hashlib", "csv"}
"""What only a policy that is parsed needs."""
READING = {"typer", "inspect", "difflib", "typing_extensions", "tomlkit"} | HEAVY
"""What a call needs that is not plain, or is refused."""
REPLY = "contact-seller --reason invoice --seller marketplace --contacted-at 2026-11-19"
FORCED = {"FORCE_COLOR": "1", "TERM": "xterm-256color"}


def loaded_modules(environment: dict[str, str], call: str, *, runs: int = 2) -> set[str]:
    """The modules that the last of these calls has loaded at its end: of two, the cache is warm."""
    script = (
        "import sys; from ayuda.cli.main import main;"
        f" main({[*shlex.split(call), '--now', NOW]!r});"
        " sys.stderr.write('\\nLOADED ' + ' '.join(sys.modules))"
    )
    for _ in range(runs):
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
        )
    return set(done.stderr.decode().rpartition("LOADED ")[2].split())


@pytest.mark.parametrize(
    "call",
    [
        f"{CASE} --json",
        f"{CASE} --json --lang es",
        "track --stage placed --json",
        "cancel --stage shipped --shipped-by seller --json",
        f"{REPLY} --json",
    ],
)
def test_a_one_shot_call_with_json_loads_nothing_heavy(
    environment: dict[str, str], call: str
) -> None:
    loaded = loaded_modules(environment, call)
    assert READING & loaded == set()
    assert not {name for name in loaded if name.startswith(("ayuda.ui", "ayuda.policy.check"))}


def test_nor_does_a_check_of_a_message(environment: dict[str, str]) -> None:
    loaded = loaded_modules(environment, f"check-email {shlex.quote(str(PHISHING))} --json")
    assert READING & loaded == set()


def test_nor_does_one_with_nothing_cached_but_what_parses(
    environment: dict[str, str], tmp_path: Path
) -> None:
    cold = {**environment, "XDG_CACHE_HOME": str(tmp_path)}
    loaded = loaded_modules(cold, f"{CASE} --json", runs=1)
    assert "tomli" in loaded
    assert (READING - PARSING) & loaded == set()


def test_a_call_that_is_not_plain_loads_typer(environment: dict[str, str]) -> None:
    assert "typer" in loaded_modules(environment, f"{CASE} --json --json")


def test_a_regions_working_days_are_decided_without_the_library_in_a_usual_year(
    environment: dict[str, str],
) -> None:
    assert "holidays" not in loaded_modules(environment, f"{REPLY} --json --region MD")


def test_odd_links_alone_load_the_reader_of_links(environment: dict[str, str]) -> None:
    plain = loaded_modules(environment, "check-email --link https://www.amazon.es/ --json")
    odd = loaded_modules(environment, "check-email --link https://amazon.es@evil.com/ --json")
    assert (HEAVY & plain, HEAVY & odd) == (set(), {"can_ada"})


@pytest.mark.parametrize("call", [CASE, f"{REPLY} --why", "cancel --stage placed"])
def test_a_one_shot_call_for_people_does_not_load_what_asks(
    environment: dict[str, str], call: str
) -> None:
    loaded = loaded_modules(environment, call)
    assert not {"questionary", "prompt_toolkit", "duckdb", "holidays", "tomli"} & loaded


# ------------------------------------------------------------------ looks

SCREENS = [
    CASE,
    f"{CASE} --why",
    "modify --stage preparing --change address",
    REPLY,
    "track --stage delivered --missing",
    "check-email --sender no-reply@amazon.es.example.org --link https://example.org/x",
]


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize("call", SCREENS)
def test_a_redirected_screen_is_plain_unwrapped_text(
    ayuda_here: Call, call: str, language: Language
) -> None:
    result = ayuda_here(*shlex.split(call), "--now", NOW, "--lang", language, env={"COLUMNS": "40"})
    assert result.err == b""
    assert b"\x1b" not in result.out
    assert not re.search(r"[\u2500-\u259f]", result.output), "box characters"
    lines = result.output.splitlines()
    assert all(line == line.rstrip() for line in lines)
    assert result.output.endswith("\n")
    assert "\n\n\n" not in result.output
    assert max(len(line) for line in lines) > 100, "a long paragraph is one line"


@pytest.mark.parametrize("language", both_languages())
def test_a_screen_holds_all_that_an_agent_needs(ayuda_here: Call, language: Language) -> None:
    texts = words(language)
    call = "modify --stage preparing --seller amazon --change address"
    result = ayuda_here(*call.split(), "--now", NOW, "--lang", language)
    policy = built_in()
    flow, outcome = policy.flows["modify"], policy.outcomes["request-cancellation-and-reorder"]
    said = Wording(policy, texts, result_now())
    assert f"{said.text(flow.title)}: {said.text(outcome.title)}" in result.output
    document = ayuda_here(*call.split(), "--now", NOW, "--lang", language, "--json").document
    for number, step in enumerate(document["steps"], 1):
        line = next(line for line in result.output.splitlines() if step in line)
        assert line.lstrip().startswith(f"{number}. ")
    for notice in document["notices"]:
        assert notice["text"] in result.output
    for statement in document["statements"]:
        assert statement["id"] in result.output
        assert statement["section"] in result.output
    assert document["reading"] in result.output
    for following in document["next"]:
        assert f"ayuda {following}" in result.output
    important = [said.text(step.text) for step in outcome.steps if step.important]
    important += [said.text(notice.text) for notice in flow.notices if notice.important]
    shown = [text for text in important if text in result.output]
    assert shown
    for text in shown:
        line = next(line for line in result.output.splitlines() if text in line)
        assert f"{texts.say('screen.important')} {text}" in line
    assert "13:00" in result.output, "the deadline as a moment"


def result_now() -> datetime:
    return datetime.fromisoformat(NOW)


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize("call", SCREENS)
def test_the_command_to_copy_decides_the_same_case(
    ayuda_here: Call, call: str, language: Language
) -> None:
    arguments = [*shlex.split(call), "--now", NOW, "--lang", language]
    result = ayuda_here(*arguments)
    heading = words(language).say("screen.command")
    lines = result.output.splitlines()
    copied = shlex.split(lines[lines.index(heading) + 1])
    assert copied[0] == "ayuda"
    again = ayuda_here(*copied[1:], "--json")
    first = ayuda_here(*(word for word in arguments if word != "--why"), "--json")
    assert again == first


@pytest.mark.parametrize("call", SCREENS)
def test_the_commands_to_go_on_with_work(ayuda_here: Call, call: str) -> None:
    result = ayuda_here(*shlex.split(call), "--now", NOW)
    onward = re.findall(r": (ayuda [a-z-]+ .*)$", result.output, flags=re.MULTILINE)
    for command in onward:
        assert ayuda_here(*shlex.split(command)[1:], "--no-input").code in {0, 1, 3}


def test_colour_is_forced_and_forbidden_by_the_usual_variables(ayuda: Call) -> None:
    call = [*CASE.split(), "--now", NOW]
    plain = ayuda(*call)
    forced = ayuda(*call, env=FORCED)
    assert b"\x1b[" in forced.out
    colours = re.findall(rb"\x1b\[[0-9;]*m", forced.out)
    assert len(colours) == forced.out.count(b"\x1b"), "nothing but colour and weight"
    for forbidding in ({"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": "unknown"}):
        result = ayuda(*call, env=forbidding)
        assert result == plain


def test_no_colour_goes_over_forced_colour(ayuda: Call) -> None:
    result = ayuda(*CASE.split(), "--now", NOW, env={**FORCED, "NO_COLOR": "1"})
    codes = {
        code
        for found in re.findall(r"\x1b\[([0-9;]*)m", result.output)
        for code in found.split(";")
    }
    coloured = {c for c in codes if c.isdecimal() and (30 <= int(c) <= 49 or 90 <= int(c) <= 107)}
    assert not coloured


def test_forced_colour_says_the_same_words(ayuda: Call) -> None:
    call = [*CASE.split(), "--now", NOW]
    bare = re.sub(r"\x1b\[[0-9;]*m", "", ayuda(*call, env=FORCED).output)
    assert bare.split() == ayuda(*call).output.split()


def test_json_has_no_colour_even_where_colour_is_forced(ayuda: Call) -> None:
    call = [*CASE.split(), "--now", NOW, "--json"]
    assert ayuda(*call, env=FORCED) == ayuda(*call)


def test_help_and_messages_have_no_colour_of_their_own(ayuda: Call) -> None:
    for call in (["--help"], ["cancel", "--help"], ["cancel", "--stage", "x"], ["cancel"]):
        result = ayuda(*call, env={})
        assert b"\x1b" not in result.out + result.err


@pytest.mark.parametrize("language", both_languages())
def test_why_tells_every_rule_that_was_looked_at(ayuda_here: Call, language: Language) -> None:
    call = [*CASE.split(), "--now", NOW, "--lang", language]
    told = ayuda_here(*call, "--why").output
    document = ayuda_here(*call, "--json").document
    texts = words(language)
    assert texts.say("trace.heading") in told
    start = told.index(texts.say("trace.intro"))
    for number, entry in enumerate(document["trace"], 1):
        rule = next(r for r in built_in().flows["cancel"].rules if r.id == entry["rule"])
        title = getattr(built_in().outcomes[rule.outcome].title, language)
        key = "trace.held" if entry["held"] else "trace.failed"
        line = texts.say(key, number=str(number), outcome=title, rule=rule.id)
        assert line in told[start:]
        assert told.index(line, start) > start
    assert texts.say("trace.heading") not in ayuda_here(*call).output.splitlines()


def test_the_installed_command_is_the_same_program(ayuda: Call) -> None:
    script = Path(sys.executable).with_name("ayuda")
    if not script.exists():
        pytest.skip("ayuda is not installed as a command here")
    call = [*CASE.split(), "--now", NOW, "--json"]
    assert ayuda(*call, program=[str(script)]) == ayuda(*call)


@pytest.mark.parametrize("language", both_languages())
def test_why_tells_the_nearest_changes_and_json_has_them_as_facts(
    ayuda_here: Call, language: Language
) -> None:
    call = (*shlex.split(CASE.replace("11:40", "11:00")), "--now", "2026-11-23T11:34", "--why")
    told = ayuda_here(*call, "--no-input", "--lang", language)
    say = words(language).say
    assert say("screen.nearest") in told.output
    span = words(language).count("minute", 4)
    assert say("trace.later", moment="…", span=span).partition("…")[2] in told.output
    [first, *_] = ayuda_here(*call, "--json", "--lang", language).document["nearest"]
    assert first["facts"] == {"ordered_at": "2026-11-23T11:04:00+01:00"}
    assert (first["moved_seconds"], first["outcome"]) == ({"ordered_at": 240}, "cancel-now")
    assert "nearest" not in ayuda_here(*call[:-1], "--json").document
    moved = [*call[: call.index("--ordered-at")], "--ordered-at", first["facts"]["ordered_at"]]
    again = ayuda_here(*moved, "--no-bundle", "--now", "2026-11-23T11:34", "--json").document
    assert (again["outcome"], again["title"]) == (
        first["outcome"],
        ayuda_here(*moved, "--no-bundle", "--now", "2026-11-23T11:34", "--json").document["title"],
    )


def test_of_a_judged_message_it_is_told_without_which_finding_it_would_be_another(
    ayuda_here: Call,
) -> None:
    document = ayuda_here("check-email", str(PHISHING), "--why", "--json").document
    [change] = document["nearest"]
    assert change["facts"] == {"sender_is": "not-stated", "links_lead": "nowhere"}
    assert (change["moved_seconds"], change["outcome"]) == ({}, "cannot-tell")
