"""Bad input: one clear message for each problem, exit code 2, never a traceback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from program_under_test import (
    NOW,
    Call,
    both_languages,
    built_in,
    problem,
    refused,
    refused_in_words,
)

from ayuda.cli.options import OWN
from ayuda.model import Language

AS_OF = ["--now", NOW]
CASE = ["cancel", "--stage", "placed", "--seller", "amazon", "--no-bundle", *AS_OF]

HOSTILE = {
    "an escape sequence": "\x1b[31mplaced\x1b[0m",
    "a bell and a return": "pla\x07ced\rX",
    "a line break": "placed\nstdout: all is well",
    "a title for the window": "\x1b]0;owned\x07",
    "a C1 control": "\x9b31mplaced",
    "a bidirectional override": "\u202edecalp\u202c",
    "an isolate": "\u2066placed\u2069",
    "a zero-width joiner": "pla\u200dced",
    "a line separator": "placed\u2028next",
    "a private character": "placed\ue000",
    "a tag": "placed\U000e0041",
}
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def unseen_characters(text: str) -> set[str]:
    return {c for c in text if c != "\n" and unicodedata.category(c) in UNSEEN}


# ------------------------------------------------------------------ values


@pytest.mark.parametrize("language", both_languages())
def test_an_unknown_value_names_the_nearest_and_the_allowed_ones(
    ayuda_here: Call, language: Language
) -> None:
    call = ["cancel", "--stage", "plced", *AS_OF, "--lang", language]
    allowed = ", ".join(built_in().facts["stage"].values)
    what, hint = problem(
        language, "unknown-value-nearest", value="plced", nearest="placed", allowed=allowed
    )
    [found] = refused(ayuda_here(*call, "--json"), "--stage")
    assert (found["what"], found["hint"]) == (what, hint)
    told = refused_in_words(ayuda_here(*call), "--stage")
    assert what in told
    assert hint in told


def test_a_value_like_no_other_still_names_the_allowed_ones(ayuda_here: Call) -> None:
    [found] = refused(ayuda_here("track", "--destination", "zzzzzz", "--json"), "--destination")
    for value in built_in().facts["destination"].values:
        assert value in found["hint"]


def test_several_problems_are_told_at_once(ayuda: Call) -> None:
    result = ayuda(
        *("modify", "--stage", "snet", "--seller", "amzn", "--change", "adress", "--json"),
        *("--ordered-at", "yesterday", *AS_OF),
    )
    refused(result, "--stage", "--seller", "--change", "--ordered-at")


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("--ordered-at", "2026-11-23", "date-without-time"),
        ("--ordered-at", "20261123", "date-without-time"),
        ("--ordered-at", "2026-02-30T10:00", "not-a-moment"),
        ("--ordered-at", "2026-13-01T10:00", "not-a-moment"),
        ("--ordered-at", "2026-11-23T24:30", "not-a-moment"),
        ("--ordered-at", "10:40", "not-a-moment"),
        ("--ordered-at", "20 min", "not-a-moment"),
        ("--ordered-at", "soon", "not-a-moment"),
        ("--ordered-at", "2026-11-22 10.30", "not-a-moment"),
        ("--ordered-at", "2026-11-22T09,5", "not-a-moment"),
        ("--ordered-at", "2026112499", "not-a-moment"),
        ("--now", "2026-11-22X10:40", "not-a-moment"),
        ("--now", "2026-11-22T10:40+01.30", "not-a-moment"),
        ("--now", "2026-11-22T24:00", "not-a-moment"),
        ("--now", "2026-11-23", "date-without-time"),
        ("--now", "2026-02-29T10:00", "not-a-moment"),
    ],
)
@pytest.mark.parametrize("language", both_languages())
def test_what_is_no_moment_is_refused_and_says_how_to_write_one(
    ayuda_here: Call, option: str, value: str, code: str, language: Language
) -> None:
    call = ["cancel", "--lang", language, "--json", option, value]
    [found] = refused(ayuda_here(*call), option)
    assert (found["what"], found["hint"]) == problem(language, code, value=value)


@pytest.mark.parametrize("year", ["0001", "1492", "2200", "9999"])
@pytest.mark.parametrize("offset", ["", "Z", "+14:00", "-12:00"])
@pytest.mark.parametrize("option", ["--now", "--ordered-at"])
def test_a_year_out_of_range_is_refused(
    ayuda_here: Call, option: str, year: str, offset: str
) -> None:
    call = ["cancel", option, f"{year}-12-31T23:59{offset}", "--json"]
    [found] = refused(ayuda_here(*call), option)
    assert year in found["what"]
    assert "1970" in found["hint"]


def test_an_empty_value_is_refused(ayuda_here: Call) -> None:
    for option in ("--stage", "--ordered-at"):
        [found] = refused(ayuda_here("cancel", option, "", "--json"), option)
        assert found["what"] == problem("en", "empty-value")[0]
    refused(ayuda_here("check-email", "--sender", "  ", "--json"), "--sender")
    refused(ayuda_here("check-email", "--link", "", "--json"), "--link")


@pytest.mark.parametrize("option", ["--now", "--region"])
def test_an_empty_value_of_an_option_that_is_no_fact_is_refused_too(
    ayuda_here: Call, option: str
) -> None:
    """A script whose variable is unset must not silently get another present or no region."""
    refused(ayuda_here(*CASE, "--json", option, ""), option)


@pytest.mark.parametrize("language", both_languages())
def test_a_moment_in_the_future_is_refused(ayuda_here: Call, language: Language) -> None:
    call = ["cancel", "--ordered-at", "2026-11-23T12:00:01", *AS_OF, "--lang", language, "--json"]
    [found] = refused(ayuda_here(*call), "--ordered-at")
    moment = "2026-11-23T12:00:01+01:00"
    assert (found["what"], found["hint"]) == problem(
        language, "moment-in-future", value=moment, now=NOW
    )


def test_a_date_of_contact_in_the_future_is_refused(ayuda_here: Call) -> None:
    call = ["contact-seller", "--reason", "after-order", "--contacted-at", "2026-11-24", "--json"]
    refused(ayuda_here(*call, *AS_OF), "--contacted-at")


@pytest.mark.parametrize("written", ["2026-10-25T02:30", "2026-10-25T02:00", "2026-10-25T02:59:59"])
@pytest.mark.parametrize("option", ["--ordered-at", "--now"])
def test_a_time_that_occurs_twice_is_refused_naming_both_offsets(
    ayuda_here: Call, option: str, written: str
) -> None:
    call = ["cancel", option, written, "--json"]
    [found] = refused(ayuda_here(*call), option)
    offered = re.findall(r"2026-10-25T02:\d\d:\d\d\+0[12]:00", found["hint"])
    assert [moment[-6:] for moment in offered] == ["+02:00", "+01:00"]
    for moment in offered:
        assert ayuda_here("cancel", option, moment, *CASE[1:6], "--json").code == 0


@pytest.mark.parametrize("written", ["2026-03-29T02:30", "2026-03-29T02:00"])
@pytest.mark.parametrize("option", ["--ordered-at", "--now"])
def test_a_time_that_never_occurs_is_refused_naming_both_offsets(
    ayuda_here: Call, option: str, written: str
) -> None:
    [found] = refused(ayuda_here("cancel", option, written, "--json"), option)
    offered = re.findall(r"2026-03-29T\d\d:\d\d:\d\d\+0[12]:00", found["hint"])
    assert sorted(moment[-6:] for moment in offered) == ["+01:00", "+02:00"]
    for moment in offered:
        assert ayuda_here("cancel", option, moment, *CASE[1:6], "--json").code == 0


@pytest.mark.parametrize(
    ("facts", "where", "against"),
    [
        ("--seller amazon --shipped-by seller", "--shipped-by", "--seller amazon"),
        ("--shipped-by seller --seller amazon", "--shipped-by", "--seller amazon"),
        ("--no-bundle --bundle-item-shipped", "--bundle-item-shipped", "--no-bundle"),
    ],
)
@pytest.mark.parametrize("language", both_languages())
def test_contradictory_facts_are_refused_naming_both(
    ayuda_here: Call, facts: str, where: str, against: str, language: Language
) -> None:
    call = ["cancel", *facts.split(), *AS_OF, "--lang", language]
    [found] = refused(ayuda_here(*call, "--json"), where)
    assert against in found["what"]
    assert against in refused_in_words(ayuda_here(*call), where)


def test_contradictory_facts_are_refused_where_they_do_not_matter_too(ayuda: Call) -> None:
    call = "cancel --stage preparing --seller amazon --shipped-by seller --json"
    refused(ayuda(*call.split(), *AS_OF), "--shipped-by")


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("--bundle", "--no-bundle"), "--bundle"),
        (("--ordered-at=2026-11-23T10:00", "--ordered-at=2026-11-23T10:01"), "--ordered-at"),
        (("--stage=shipped",), "--stage"),
    ],
)
def test_an_option_given_twice_with_different_values_is_refused(
    ayuda_here: Call, words: tuple[str, ...], option: str
) -> None:
    [found] = refused(ayuda_here(*CASE, *words, "--json"), option)
    assert words[-1].partition("=")[2] in found["what"]


def test_an_option_given_twice_with_the_same_value_is_accepted(ayuda_here: Call) -> None:
    assert ayuda_here(*CASE, "--stage", "placed", "--stage=placed", "--json").code == 0


@pytest.mark.parametrize("language", both_languages())
def test_an_unknown_region_is_refused_naming_the_known_ones(
    ayuda: Call, language: Language
) -> None:
    [found] = refused(ayuda(*CASE, "--json", "--region", "XX", "--lang", language), "--region")
    assert "XX" in found["what"]
    for code in ("MD", "CT", "AN"):
        assert code in found["hint"]


def test_a_known_region_is_accepted_in_flows_with_working_days(ayuda_here: Call) -> None:
    for flow in ("cancel", "modify", "return", "contact-seller"):
        assert "--region" in ayuda_here(flow, "--help").output
    call = ["contact-seller", "--reason", "after-order", "--region", "MD", *AS_OF, "--json"]
    assert ayuda_here(*call).code == 0


# ------------------------------------------------------------------ usage


@pytest.mark.parametrize("language", both_languages())
def test_an_unknown_command_names_the_nearest_and_all(ayuda_here: Call, language: Language) -> None:
    call = ["--lang", language, "cancle"]
    allowed = ", ".join([*built_in().flows, *OWN])
    what, hint = problem(language, "no-such-command-nearest", nearest="cancel", allowed=allowed)
    told = refused_in_words(ayuda_here(*call), "cancle")
    assert what in told
    assert hint in told
    refused(ayuda_here(*call, "--json"), "cancle")


def test_an_unknown_command_like_no_other_names_all(ayuda_here: Call) -> None:
    told = refused_in_words(ayuda_here("zzz"), "zzz")
    for name in built_in().flows:
        assert name in told


@pytest.mark.parametrize("language", both_languages())
def test_an_unknown_option_names_the_nearest(ayuda_here: Call, language: Language) -> None:
    call = ["cancel", "--sellr", "amazon", "--lang", language]
    what, _ = problem(language, "no-such-option-nearest", nearest="--seller")
    told = refused_in_words(ayuda_here(*call), "--sellr")
    assert what in told
    assert "--seller" in told.replace("--sellr", "")
    assert "ayuda cancel --help" in told
    refused(ayuda_here(*call, "--json"), "--sellr")


def test_an_unknown_option_before_the_command_names_a_real_way_to_help(ayuda: Call) -> None:
    told = refused_in_words(ayuda("--foo", "cancel"), "--foo")
    assert "ayuda --help" in told


@pytest.mark.parametrize("option", ["--stage", "--ordered-at", "--now", "--region", "--link"])
@pytest.mark.parametrize("language", both_languages())
def test_an_option_without_its_value_is_named(
    ayuda_here: Call, option: str, language: Language
) -> None:
    command = "check-email" if option == "--link" else "cancel"
    call = ["--lang", language, command, "--json", option]
    [found] = refused(ayuda_here(*call), option)
    assert (found["what"], found["hint"]) == problem(language, "option-needs-value", option=option)


@pytest.mark.parametrize("call", [["--policy"], ["cancel", "--json", "--policy"], ["--lang"]])
def test_an_option_of_the_program_without_its_value_is_named(
    ayuda_here: Call, call: list[str]
) -> None:
    result = ayuda_here(*call)
    assert result.code == 2
    assert "Traceback" not in result.messages
    assert problem("en", "option-needs-value", option=call[-1])[0] in result.messages


@pytest.mark.parametrize("option", ["--json", "--bundle", "--no-bundle", "--no-input", "--why"])
@pytest.mark.parametrize("language", both_languages())
def test_a_flag_with_a_value_is_named(ayuda_here: Call, option: str, language: Language) -> None:
    call = ["cancel", f"{option}=yes", "--lang", language]
    told = refused_in_words(ayuda_here(*call), option)
    what, hint = problem(language, "option-takes-no-value", option=option)
    assert what in told
    assert hint in told


@pytest.mark.parametrize("language", both_languages())
def test_an_extra_argument_is_named_in_the_language_of_the_call(
    ayuda_here: Call, language: Language
) -> None:
    call = [*CASE, "ORDER-17", "--lang", language]
    told = refused_in_words(ayuda_here(*call), "ORDER-17")
    assert problem(language, "unexpected-argument")[0] in told
    assert "ayuda cancel --help" in told
    refused(ayuda_here(*call, "--json"), "ORDER-17")


def test_a_refused_call_with_json_is_a_document_wherever_the_option_stands(
    ayuda_here: Call,
) -> None:
    for call in (["cancel", "--json", "--foo"], ["cancel", "--foo", "--json"]):
        refused(ayuda_here(*call), "--foo")


# ------------------------------------------------------------------ policies


def test_a_missing_policy_is_named(ayuda_here: Call, tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nowhere.toml")
    what, _ = problem("en", "file-missing")
    assert what in refused_in_words(ayuda_here(*CASE, "--policy", nowhere), nowhere)
    refused(ayuda_here("--policy", nowhere, *CASE, "--json"), nowhere)
    refused(ayuda_here(*CASE, "--json", env={"AYUDA_POLICY": nowhere}), nowhere)


def test_a_directory_for_a_policy_is_named(ayuda_here: Call, tmp_path: Path) -> None:
    refused_in_words(ayuda_here(*CASE, "--policy", str(tmp_path)), str(tmp_path))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_policy_is_named(ayuda: Call, policy_copy: Callable[..., Path]) -> None:
    copy = policy_copy()
    copy.chmod(0)
    refused_in_words(ayuda(*CASE, "--policy", str(copy)), str(copy))


@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero"])
def test_a_device_for_a_policy_is_refused_without_end_or_harm(ayuda: Call, device: str) -> None:
    result = ayuda(*CASE, "--policy", device)
    assert result.code == 2
    assert result.messages.startswith(device)
    assert "Traceback" not in result.messages


def test_a_path_that_no_file_can_have_is_refused(ayuda: Call) -> None:
    result = ayuda(*CASE, "--policy", "x" * 100_000)
    assert result.code == 2
    assert "Traceback" not in result.messages
    assert len(result.err) < 2000


@pytest.mark.parametrize(
    ("appended", "column"), [("\n[flows.x\n", 9), ("\nkey = \n", 7), ('\nkey = "open\n', 12)]
)
@pytest.mark.parametrize("language", both_languages())
def test_toml_that_does_not_parse_is_told_with_file_line_and_column(
    ayuda_here: Call,
    policy_copy: Callable[..., Path],
    appended: str,
    column: int,
    language: Language,
) -> None:
    copy = policy_copy(append=appended)
    line = copy.read_text(encoding="utf-8").count("\n")
    where = f"{copy}:{line}:{column}"
    refused(ayuda_here(*CASE, "--json", "--policy", str(copy), "--lang", language), where)
    refused_in_words(ayuda_here(*CASE, "--policy", str(copy)), where)


def test_a_policy_that_is_not_utf8_is_told_with_its_line(
    ayuda_here: Call, policy_copy: Callable[..., Path]
) -> None:
    copy = policy_copy(append="\n# a comment\n")
    content = copy.read_bytes()
    copy.write_bytes(content.replace(b"# a comment", b"# caf\xe9"))
    line = content.count(b"\n")
    refused_in_words(ayuda_here(*CASE, "--policy", str(copy)), f"{copy}:{line}")


def test_a_policy_with_wrong_keys_and_values_is_told_all_at_once_with_paths(
    ayuda_here: Call, policy_copy: Callable[..., Path]
) -> None:
    copy = policy_copy(
        ("lasts = { minutes = 30 }", "lasts = { minutes = [30] }"),
        ('time_zone = "Europe/Madrid"', "time_zone = 1"),
        ('[facts.stage]\nkind = "choice"', '[facts.stage]\nkind = "chioce"\ncolour = "red"'),
        ('outcome = "refuse-or-return"\n', ""),
    )
    result = ayuda_here(*CASE, "--json", "--policy", str(copy))
    places = [found["where"] for found in result.document["problems"]]
    refused(result, *places)
    assert all(place.startswith(f"{copy}: ") for place in places)
    text = "\n".join(f"{p['where']} {p['what']}" for p in result.document["problems"])
    for part in (
        "windows.marketplace_cancel.lasts",
        "time_zone",
        "facts.stage",
        "colour",
        "flows.cancel.rules[1]",
    ):
        assert part in text, text


def test_names_that_lead_nowhere_are_told_all_at_once_with_paths(
    ayuda: Call, policy_copy: Callable[..., Path]
) -> None:
    copy = policy_copy(
        ('when = { stage = "shipped" }\noutcome', 'when = { stge = "shipped" }\noutcome'),
        ('when = { seller = "amazon" }\noutcome', 'when = { seller = "amzn" }\noutcome'),
        ('windows = ["bundle_wait"]', 'windows = ["bundle_weight"]'),
        ('outcome = "modify-now"', 'outcome = "modify-never"'),
        ('cites = ["S34", "S38"]', 'cites = ["S34", "S99"]'),
        ('time_zone = "Europe/Madrid"', 'time_zone = "Europe/Toledo"'),
    )
    result = ayuda(*CASE, "--json", "--policy", str(copy))
    problems = {
        found["where"].removeprefix(f"{copy}: "): found
        for found in refused(result, *[p["where"] for p in result.document["problems"]])
    }
    unknown_fact = problems["flows.cancel.rules[1].when.stge"]
    assert "stge" in unknown_fact["what"]
    assert "stage" in unknown_fact["hint"]
    unknown_value = problems["flows.cancel.rules[6].when.seller"]
    assert "amzn" in unknown_value["what"]
    assert "amazon, marketplace" in unknown_value["hint"]
    assert "bundle_weight" in problems["flows.cancel.rules[4].windows"]["what"]
    assert "modify-never" in problems["flows.modify.rules[6].outcome"]["what"]
    assert "S99" in problems["flows.modify.rules[0].cites"]["what"]
    assert "Europe/Toledo" in problems["time_zone"]["what"]
    assert "bundle_wait" in problems["outcomes.wait-for-bundle.say"]["what"]
    assert "bundle_wait" in problems["outcomes.wait-for-bundle.steps[0].text"]["what"]
    assert len(problems) == 8


def test_a_policy_without_a_rule_for_every_case_is_refused(
    ayuda_here: Call, policy_copy: Callable[..., Path]
) -> None:
    rule = '[[flows.return.rules]]\nid = "delivered"\nwhen = {}\n'
    without = '[[flows.return.rules]]\nid = "delivered"\nwhen = { stage = "placed" }\n'
    copy = policy_copy((rule, without))
    result = ayuda_here(
        *("return", "--stage", "delivered", "--seller", "amazon", "--json"),
        *("--policy", str(copy), *AS_OF),
    )
    [found] = refused(result, f"{copy}: flows.return.rules")
    assert found["what"] == problem("en", "no-last-rule")[0]


# ------------------------------------------------------------------ hostile text


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("option", ["--stage", "--ordered-at", "--now", "--region"])
def test_control_characters_in_an_option_never_come_out_raw(
    ayuda_here: Call, kind: str, option: str
) -> None:
    for json in ([], ["--json"]):
        result = ayuda_here("cancel", *json, option, HOSTILE[kind])
        assert result.code == 2
        assert "Traceback" not in result.messages
        for stream in (result.messages, result.output):
            assert not unseen_characters(stream), stream
    assert "all is well" not in result.messages.splitlines()


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize(
    "call",
    [
        "cancel --lang {}",
        "cancel --policy {}",
        "{}",
        "--{}",
        "cancel --{}",
        "cancel --stage placed {}",
        "check-email --sender {} --no-input",
        "check-email --link {} --no-input --why",
        "check-email --sender {} --json",
        "check-email --link https://example.org/{} --json",
    ],
)
def test_control_characters_anywhere_never_come_out_raw(
    ayuda_here: Call, kind: str, call: str
) -> None:
    arguments = [word.replace("{}", HOSTILE[kind]) for word in call.split()]
    result = ayuda_here(*arguments)
    assert result.code in {1, 2, 3}
    assert "Traceback" not in result.messages
    assert not unseen_characters(result.messages)
    raw = unseen_characters(result.output)
    assert not raw, f"{raw} in {result.output!r}"


@pytest.mark.parametrize(
    "call",
    [
        [b"cancel", b"--stage", b"caf\xe9\xff"],
        [b"cancel", b"--now", b"\xff\xfe"],
        [b"cancel", b"--policy", b"/tmp/\xff\xfe"],
        [b"caf\xe9"],
        [b"cancel", b"--caf\xe9"],
        [b"cancel", b"caf\xe9"],
        [b"--lang", b"\xe9"],
    ],
)
@pytest.mark.parametrize(
    ("json", "env"),
    [([], {"LANG": "C.UTF-8"}), ([b"--json"], {"LANG": "C", "PYTHONUTF8": "0"})],
)
def test_bytes_that_are_no_utf8_are_refused_without_a_traceback(
    ayuda: Call, call: list[bytes], json: list[bytes], env: dict[str, str]
) -> None:
    result = ayuda(*call, *json, env=env)
    assert result.code == 2
    assert b"Traceback" not in result.err
    assert result.err.strip()
    if json:
        assert result.document["format"] == "ayuda.error/1"


def test_a_sender_and_a_link_of_broken_bytes_end_without_a_traceback(ayuda: Call) -> None:
    given = ((b"--sender", b"a@\xe9\xff.es", 2), (b"--link", b"https://a.es/\xe9\xff", 1))
    for option, value, code in given:
        for more in ([b"--json"], [b"--no-input"]):
            result = ayuda(b"check-email", option, value, *more)
            assert result.code == code
            assert b"Traceback" not in result.err
            result.out.decode()


@pytest.mark.parametrize(
    "call",
    [
        "cancel --stage {}",
        "cancel --ordered-at {}",
        "cancel --now {}",
        "cancel --region {}",
        "cancel --lang {}",
        "cancel --policy {}",
        "cancel --{}",
        "cancel {}",
        "{}",
        "--{}",
    ],
)
def test_a_value_of_100_kilobytes_is_refused_with_a_short_message(
    ayuda_here: Call, call: str
) -> None:
    long = "a" * 100_000
    result = ayuda_here(*[word.replace("{}", long) for word in call.split()])
    assert result.code == 2
    assert "Traceback" not in result.messages
    assert len(result.err) < 3000


def test_a_link_of_100_kilobytes_is_judged(ayuda_here: Call) -> None:
    for option, value in (
        ("--link", "https://example.org/" + "a" * 100_000),
        ("--link", "https://www.amazon.es/" + "a" * 100_000),
    ):
        for more in ("--json", "--no-input"):
            result = ayuda_here("check-email", option, value, more)
            assert result.code in {1, 3}
            assert "Traceback" not in result.messages


@pytest.mark.parametrize("value", ["a" * 100_000 + "@amazon.es", "a@" + "b." * 50_000 + "es"])
def test_an_address_longer_than_any_is_refused_with_a_short_message(
    ayuda_here: Call, value: str
) -> None:
    refused(ayuda_here("check-email", "--sender", value, "--json"), "--sender")
    assert len(ayuda_here("check-email", "--sender", value).err) < 1000


def test_brackets_in_values_are_no_markup(ayuda: Call) -> None:
    result = ayuda("check-email", "--link", "https://example.org/[red]a[/red]b", "--no-input")
    assert result.code == 1
    assert "[red]" in result.output


# ------------------------------------------------------------------ streams


def shell(script: str, environment: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    """Run a line of shell in which ``$AYUDA`` is the program."""
    environment = {**environment, "PYTHON": sys.executable}
    script = script.replace("$AYUDA", '"$PYTHON" -m ayuda')
    return subprocess.run(
        ["bash", "-c", script],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )


CALLS = {
    "JSON": f"$AYUDA {' '.join(CASE)} --json",
    "a screen": f"$AYUDA {' '.join(CASE)}",
    "topics": "$AYUDA",
    "help": "$AYUDA cancel --help",
    "the program's help": "$AYUDA --help",
    "the version": "$AYUDA --version",
    "an error": "$AYUDA cancel --stage x --json",
    "a question": "$AYUDA cancel --json",
}


@pytest.mark.parametrize("kind", CALLS)
def test_a_closed_standard_output_is_told_without_a_traceback(
    environment: dict[str, str], kind: str
) -> None:
    done = shell(f"{CALLS[kind]} >&-", environment)
    assert done.returncode == 2, done
    assert b"Traceback" not in done.stderr
    assert done.stderr.startswith(b"stdout: ") or kind == "an error"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("kind", CALLS)
def test_a_full_device_is_told_without_a_traceback(environment: dict[str, str], kind: str) -> None:
    done = shell(f"{CALLS[kind]} >/dev/full", environment)
    assert done.returncode == 2, done
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr
    assert b"stdout: " in done.stderr


@pytest.mark.parametrize("kind", CALLS)
def test_a_reader_that_has_gone_ends_it_without_a_word(
    environment: dict[str, str], kind: str
) -> None:
    script = f"{{ sleep 0.1; {CALLS[kind]}; echo $? >&2; }} | true"
    done = shell(f"set -o pipefail; {script}", environment)
    told = b"" if kind != "a question" else done.stderr.rpartition(b"141")[0]
    assert done.stderr == told + b"141\n", done


@pytest.mark.parametrize("kind", CALLS)
def test_a_closed_standard_error_does_not_change_the_result(
    environment: dict[str, str], kind: str
) -> None:
    expected = shell(CALLS[kind], environment)
    done = shell(f"{CALLS[kind]} 2>&-", environment)
    assert (done.returncode, len(done.stdout)) == (expected.returncode, len(expected.stdout))


def test_a_closed_standard_input_does_not_change_the_result(environment: dict[str, str]) -> None:
    for call in (*CALLS.values(), "$AYUDA cancel"):
        expected = shell(call, environment)
        done = shell(f"{call} <&-", environment)
        assert (done.returncode, len(done.stdout)) == (expected.returncode, len(expected.stdout))


def test_input_from_a_pipe_is_never_taken_for_answers(environment: dict[str, str]) -> None:
    done = shell("yes 1 | $AYUDA cancel", environment)
    assert done.returncode == 3
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "env",
    [
        {"LANG": "C"},
        {"LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "ascii:strict", "LANG": "es_ES.UTF-8"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
)
@pytest.mark.parametrize(
    ("call", "code"),
    [
        (CASE, 0),
        ([*CASE, "--json"], 0),
        ([*CASE, "--why"], 0),
        (["cancel"], 3),
        (["cancel", "--stage", "ñandú"], 2),
        (["cancel", "--help"], 0),
        (["--help"], 0),
        ([], 0),
        (["check-email", "--sender", "ñ@amazón.es", "--no-input"], 1),
    ],
)
def test_a_narrow_encoding_stops_nothing(
    ayuda: Call, env: dict[str, str], call: list[str], code: int
) -> None:
    result = ayuda(*call, "--lang", "es", env=env)
    assert result.code == code
    assert b"Traceback" not in result.err
    assert b"Error" not in result.err


@pytest.mark.parametrize("json", [[], ["--json"]])
def test_an_interruption_leaves_with_130(environment: dict[str, str], json: list[str]) -> None:
    """As if Ctrl-C came while the program reads its policy (from a pipe that says nothing)."""
    script = (
        "import os, signal, threading, time, sys;"
        "from ayuda.cli import main;"
        "os.mkfifo('fifo') if not os.path.exists('fifo') else None;"
        "threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start();"
        f"sys.exit(main.main(['cancel', '--policy', 'fifo', *{json!r}]))"
    )
    home = environment["HOME"]
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        cwd=home,
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 130, done
    assert b"Traceback" not in done.stderr
    assert done.stdout == b""


def test_hidden_characters_are_taken_off_what_is_stated(ayuda: Call) -> None:
    result = ayuda("check-email", "--sender", "a\u202e@\x9bexample.org", "--json")
    assert result.document["facts"]["sender"] == "a@example.org"
    assert not unseen_characters(result.output)
