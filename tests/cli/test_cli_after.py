"""What is made of a decision by options: the note, the reply, the reminder, the receipt."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import vobject
from program_under_test import Call, both_languages, built_in, built_in_digest, refused, words
from test_cli_output import loaded_modules

from ayuda.model import Language
from ayuda.view import formats

ROOT = Path(__file__).parents[2]
ORDER_RISK = str(ROOT / "docs/cookbook/order-risk/policy.toml")
PHISHING = str(ROOT / "docs/examples/phishing.eml")
NOW = "2026-11-22T10:40:00+01:00"
CASE = (
    "cancel --stage placed --seller marketplace --no-bundle --ordered-at 2026-11-22T10:20"
    f" --now {NOW}"
)
CASES = {
    "track": "track --stage delivered --missing",
    "cancel": CASE.partition(" --now")[0],
    "modify": "modify --stage preparing --seller amazon --change address",
    "return": "return --stage delivered --seller amazon",
    "contact-seller": "contact-seller --reason invoice --seller marketplace",
    "check-email": "check-email --sender no-reply@amazon.es --link http://192.0.2.1/amazon.es/",
}
IBAN = "ES12 3456 7890 1234 5678 9012"
BY_DEBIT = (
    "judge-order --post-code 28001 --payment direct-debit --price 100 --country spain"
    " --address exact --delivered-to home --email own --signs none --orders 3 --unpaid 0"
    " --sent-back 0 --usual 90 --account-since 2020-01-01 --now 2026-09-10T11:00"
)
NOTED = """
[facts.told]
kind = "text"
name = { en = "Told", es = "Dicho" }
ask = { en = "What was told?", es = "¿Qué se dijo?" }
cites = ["S03"]

[flows.told-of]
title = { en = "Told", es = "Dicho" }
about = { en = "Told.", es = "Dicho." }
facts = ["told"]

[[flows.told-of.rules]]
id = "told-anything"
when = { told = "given" }
outcome = "no-claim"
cites = ["S03"]

[[flows.told-of.rules]]
id = "otherwise"
outcome = "cannot-tell"
cites = ["S03"]
"""
UNDECIDED = f"cancel --stage placed --now {NOW}"


def call_of(flow: str) -> list[str]:
    return [*shlex.split(CASES[flow]), "--now", NOW]


def events(file: Path) -> Iterator[Any]:
    """The events of a calendar's file, read by a library that did not write it."""
    calendar = vobject.readOne(file.read_text(encoding="utf-8"))
    yield from calendar.vevent_list


# ------------------------------------------------------------------ the note


def test_a_note_is_four_lines_case_outcome_deadline_and_policy(ayuda_here: Call) -> None:
    result = ayuda_here(*shlex.split(CASE), "--note", "--ref", "T-1001")
    digest = built_in_digest()[:12]
    assert (result.code, result.err) == (0, b"")
    case, outcome, deadline, policy = result.output.splitlines()
    assert case.startswith("Case: Cancel an order. Stage: Placed, not yet prepared; Seller: Ext")
    assert case.endswith("; Ordered at: Sunday 22 November 2026 at 10:20.")
    assert outcome == (
        "Outcome: The order can be cancelled now (cancel-now), by rule marketplace-in-time."
    )
    assert deadline == (
        "Deadline: Cancelling an external seller's order: Sunday 22 November 2026 at 10:50"
        " (up to 30 minutes after ordering); E-mail about the cancellation: Sunday 22 November"
        " 2026 at 11:40 (still pending)."
    )
    assert policy == (
        f"Policy: amazon-es-2021, SHA-256 {digest}. Decided on Sunday 22 November 2026 at 10:40."
        " Reference: T-1001."
    )


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize("flow", CASES)
def test_every_flow_has_its_note_and_its_reply_without_days_that_pass(
    ayuda_here: Call, flow: str, language: Language
) -> None:
    say = words(language).say
    result = ayuda_here(*call_of(flow), "--note", "--reply", "--ref", "R 7", "--lang", language)
    assert result.err == b""
    note, greeting, reply = result.output.partition(say("after.reply_greeting"))
    assert greeting
    assert len(note.strip().splitlines()) == 4
    assert say("after.reference", ref="R 7") in note
    assert say("after.reference", ref="R 7") in reply
    for near in ("today", "tomorrow", "yesterday"):
        pattern = rf"(?<!the )\b{re.escape(say(f'moments.{near}'))}\b(?! e)"
        assert not re.search(pattern, note), near


# ------------------------------------------------------------------ the reply


def test_a_reply_is_the_policys_own_words_with_moments_in_full(ayuda_here: Call) -> None:
    result = ayuda_here(*shlex.split(CASE), "--reply", "--reply-lang", "es")
    assert "Todavía puede cancelar el pedido" in result.output
    assert "el domingo 22 de noviembre de 2026 a las 10:50" in result.output
    promised = built_in().outcomes["cancel-now"].not_promised[0].es
    assert f"Lo que no podemos prometerle: {promised}." in result.output
    assert "marketplace-in-time" not in result.output
    assert "cancel-now" not in result.output


@pytest.mark.parametrize("flow", CASES)
def test_the_language_of_a_reply_is_not_that_of_the_call(ayuda_here: Call, flow: str) -> None:
    call = [*call_of(flow), "--reply"]
    spanish = ayuda_here(*call, "--lang", "es").out
    assert ayuda_here(*call, "--lang", "en", "--reply-lang", "es").out == spanish
    assert ayuda_here(*call, "--lang", "en").out != spanish


def test_a_reply_speaks_any_language_that_the_policy_has(
    ayuda_here: Call, policy_copy: Callable[..., Path]
) -> None:
    policy = policy_copy()
    text = policy.read_text("utf-8")
    place = text.index("\n", text.index("country = "))
    policy.write_text(f'{text[:place]}\nlanguages = ["en", "es", "ca"]{text[place:]}', "utf-8")
    policy.with_name("policy.ca.toml").write_text(
        '[outcomes.cancel-now]\ntitle = "Ara es pot cancel·lar"\n', "utf-8"
    )
    call = [*shlex.split(CASE), "--reply", "--reply-lang", "ca", "--policy", str(policy)]
    result = ayuda_here(*call)
    assert result.code in {0, 2}
    if result.code == 2:  # A policy has to be translated as a whole; the language is known.
        assert "--reply-lang" not in result.messages


def test_a_language_that_there_is_not_is_refused(ayuda_here: Call) -> None:
    result = ayuda_here(*shlex.split(CASE), "--reply", "--reply-lang", "fr", "--json")
    refused(result, "--reply-lang")


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize("flow", CASES)
def test_a_reply_says_nothing_that_is_for_the_agent(
    ayuda_here: Call, flow: str, language: Language
) -> None:
    output = ayuda_here(*call_of(flow), "--reply", "--lang", language).output
    told = re.sub(r"«[^»]*»|\([^()]*\)|https?:\S+", "", output)
    told = told.replace(words(language).say("after.reply_greeting"), "")
    assert not re.search(r"\b(?:customer|cliente)s?\b", told, re.IGNORECASE)
    decision = ayuda_here(*call_of(flow), "--json").document
    for id_of in ("rule", "outcome"):
        assert decision[id_of] not in output or "-" not in decision[id_of]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ("check-email --sender a@amazon.es.example.org", "The message is fraudulent"),
        ("check-email --link https://www.amazon.es/ --sender a@amazon.es", "We cannot tell"),
        (f"check-email {PHISHING}", "The message is fraudulent"),
    ],
)
def test_a_reply_about_an_email_says_whether_it_is_genuine_and_what_to_do(
    ayuda_here: Call, call: str, says: str
) -> None:
    output = ayuda_here(*shlex.split(call), "--reply", "--now", NOW).output
    assert says in output
    assert "Do not click any link" in output


@pytest.mark.parametrize("language", both_languages())
def test_where_nothing_is_said_to_the_customer_there_is_no_reply_and_that_is_told(
    ayuda_here: Call, language: Language
) -> None:
    case = [*shlex.split(BY_DEBIT.replace("28001", "unknown")), "--iban", "unknown"]
    call = [*case, "--policy", ORDER_RISK, "--lang", language]
    decided = ayuda_here(*call, "--json")
    assert decided.document["say"] is None
    told = f"{words(language).say('after.no_reply')}\n"
    alone = ayuda_here(*call, "--reply")
    assert (alone.code, alone.output, alone.messages) == (decided.code, "", told)
    as_json = ayuda_here(*call, "--reply", "--json")
    assert (as_json.document, as_json.messages) == (decided.document, told)
    note = ayuda_here(*call, "--note")
    both = ayuda_here(*call, "--note", "--reply")
    assert (both.code, both.output, both.messages) == (decided.code, note.output, told)


# ------------------------------------------------------------------ in place of the decision


def test_they_print_that_text_alone_and_with_json_they_are_fields(ayuda_here: Call) -> None:
    call = shlex.split(CASE)
    note, reply = (ayuda_here(*call, option).output for option in ("--note", "--reply"))
    both = ayuda_here(*call, "--note", "--reply").output
    assert both == f"{note}\n{reply}"
    plain = ayuda_here(*call, "--json").document
    found = ayuda_here(*call, "--json", "--note", "--reply").document
    assert found == {**plain, "note": note.rstrip("\n"), "reply": reply.rstrip("\n")}
    assert isinstance(msgspec.convert(found, formats.Decision), formats.Decision)
    assert ayuda_here(*call, "--json", "--note").document == {**plain, "note": found["note"]}


@pytest.mark.parametrize("option", ["--note", "--reply", "--json --note --reply"])
@pytest.mark.parametrize("flow", CASES)
def test_the_exit_code_stays_that_of_the_decision(
    ayuda_here: Call, flow: str, option: str, tmp_path: Path
) -> None:
    files = ["--receipt", str(tmp_path / "r.json"), "--ics", str(tmp_path / "d.ics")]
    code = ayuda_here(*call_of(flow)).code
    assert ayuda_here(*call_of(flow), *option.split(), *files).code == code
    assert code == (1 if flow == "check-email" else 0)


@pytest.mark.parametrize("json_too", [(), ("--json",)], ids=["words", "json"])
def test_an_undecided_case_prints_none_of_them_and_writes_no_file(
    ayuda_here: Call, json_too: tuple[str, ...], tmp_path: Path
) -> None:
    call = [*shlex.split(UNDECIDED), *json_too]
    ics, receipt = tmp_path / "d.ics", tmp_path / "r.json"
    files = ["--ics", str(ics), "--receipt", str(receipt)]
    result = ayuda_here(*call, "--note", "--reply", *files)
    assert result == ayuda_here(*call)
    assert result.code == 3
    assert not ics.exists()
    assert not receipt.exists()


# ------------------------------------------------------------------ the reminder


def test_a_calendar_has_the_deadlines_to_come_each_with_an_alarm(
    ayuda_here: Call, tmp_path: Path
) -> None:
    file = tmp_path / "d.ics"
    ayuda_here(*shlex.split(CASE), "--ics", str(file), "--ref", "T-1")
    found = list(events(file))
    assert [event.dtstart.value.isoformat() for event in found] == [
        "2026-11-22T09:50:00+00:00",
        "2026-11-22T10:40:00+00:00",
    ]
    for event in found:
        assert "(T-1)" in event.summary.value
        assert event.description.value.count("\n") == 4
        [alarm] = event.valarm_list
        assert alarm.action.value == "DISPLAY"
        now = event.dtstamp.value
        assert now < event.dtstart.value + alarm.trigger.value <= event.dtstart.value
    assert len({event.uid.value for event in found}) == 2


def test_the_end_of_a_day_is_that_whole_day(ayuda_here: Call, tmp_path: Path) -> None:
    file = tmp_path / "d.ics"
    call = "contact-seller --reason after-order --seller marketplace --contacted-at 2026-11-19"
    ayuda_here(*shlex.split(call), "--now", "2026-11-19T12:00", "--ics", str(file))
    [event] = events(file)
    assert event.dtstart.value.isoformat() == "2026-11-23"
    assert event.dtend.value.isoformat() == "2026-11-24"
    assert event.valarm_list[0].trigger.value.total_seconds() == -15 * 3600


def test_without_a_deadline_to_come_no_calendar_is_written_and_that_is_told(
    ayuda_here: Call, tmp_path: Path
) -> None:
    file = tmp_path / "d.ics"
    result = ayuda_here(*call_of("return"), "--ics", str(file))
    assert (result.code, result.messages) == (0, f"{words('en').say('after.no_reminder')}\n")
    assert not file.exists()


def test_without_the_library_the_command_that_installs_it_is_told(
    ayuda_here: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    result = ayuda_here(*shlex.split(CASE), "--ics", str(tmp_path / "d.ics"), "--json")
    [problem] = refused(result, "--ics")
    assert "pip install icalendar" in problem["hint"]


def test_the_library_is_loaded_for_a_calendar_alone(
    environment: dict[str, str], tmp_path: Path
) -> None:
    case = CASE.partition(" --now")[0].replace("2026-11-22T10:20", "2026-11-23T11:40")
    plain = loaded_modules(environment, f"{case} --json")
    assert not {name for name in plain if name.startswith(("ayuda.view.after", "icalendar"))}
    assert "icalendar" not in loaded_modules(environment, f"{case} --note --reply")
    written = loaded_modules(environment, f"{case} --ics {tmp_path / 'd.ics'}")
    assert "icalendar" in written


# ------------------------------------------------------------------ the receipt


def test_a_receipt_says_what_was_decided_on_what_by_which_policy(
    ayuda_here: Call, tmp_path: Path
) -> None:
    file = tmp_path / "r.json"
    ayuda_here(*shlex.split(CASE), "--receipt", str(file), "--ref", "T-1")
    found = json.loads(file.read_bytes())
    decision = ayuda_here(*shlex.split(CASE), "--json").document
    assert found == {
        "format": "ayuda.receipt/1",
        "ref": "T-1",
        "flow": "cancel",
        "facts": {
            "stage": "placed",
            "seller": "marketplace",
            "bundle": False,
            "ordered_at": "2026-11-22T10:20:00+01:00",
        },
        "left_out": {},
        "unknown": [],
        "now": NOW,
        "zone": "Europe/Madrid",
        "region": None,
        "outcome": "cancel-now",
        "rule": "marketplace-in-time",
        "windows": decision["windows"],
        "policy": {"id": "amazon-es-2021", "sha256": built_in_digest()},
    }
    assert isinstance(msgspec.convert(found, formats.Receipt), formats.Receipt)


def test_the_same_decision_gives_the_same_receipt_in_any_language(
    ayuda_here: Call, tmp_path: Path
) -> None:
    found = set()
    for language in both_languages():
        file = tmp_path / f"{language}.json"
        ayuda_here(*shlex.split(CASE), "--receipt", str(file), "--lang", language)
        found.add(file.read_bytes())
    assert len(found) == 1


def test_a_region_is_in_the_note_and_in_the_receipt(ayuda_here: Call, tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    call = [*call_of("contact-seller"), "--region", "madrid", "--note", "--receipt", str(file)]
    assert "Region: MD." in ayuda_here(*call).output
    assert json.loads(file.read_bytes())["region"] == "MD"


# ------------------------------------------------------------------ what they do not hold


def everything(ayuda_here: Call, call: list[str], folder: Path) -> str:
    """All four of them as one text."""
    ics, receipt = folder / "d.ics", folder / "r.json"
    files = ["--ics", str(ics), "--receipt", str(receipt)]
    result = ayuda_here(*call, "--note", "--reply", *files)
    calendar = ics.read_text("utf-8").replace("\n ", "") if ics.exists() else ""
    return "\n".join([result.output, receipt.read_text("utf-8"), calendar])


@pytest.mark.parametrize(
    "call",
    [
        "check-email --sender ana.perez@amazon-es.example.net --link https://evil.example/ana",
        "check-email --sender ana.perez@example.net --link http://192.0.2.1/?to=ana@example.net",
        f"check-email {PHISHING}",
    ],
)
def test_none_holds_an_address_a_name_or_a_link_of_a_message(
    ayuda_here: Call, call: str, tmp_path: Path
) -> None:
    told = everything(ayuda_here, [*shlex.split(call), "--now", NOW], tmp_path)
    assert "@" not in told
    for outside in ("ana", "evil", "192.0.2.1", "example.net", "hxxp"):
        assert outside not in told, outside
    links = set(re.findall(r"https?://[^\s,]+", told))
    assert links <= {"https://www.amazon.es", "https://"}, links


@pytest.mark.parametrize(
    ("iban", "state"), [(IBAN, "given"), ("ES12 Ana Perez", "malformed"), ("unknown", "unknown")]
)
def test_a_personal_text_is_left_out_and_the_receipt_says_so(
    ayuda_here: Call, iban: str, state: str, tmp_path: Path
) -> None:
    call = [*shlex.split(BY_DEBIT), "--policy", ORDER_RISK, "--iban", iban]
    told = everything(ayuda_here, call, tmp_path)
    assert state == "unknown" or iban not in told
    assert "3456" not in told
    assert "Perez" not in told
    receipt = json.loads((tmp_path / "r.json").read_bytes())
    assert "iban" not in receipt["facts"]
    assert receipt["left_out"] == {"iban": state}
    again = ayuda_here("replay", str(tmp_path / "r.json"), "--policy", ORDER_RISK)
    assert (again.code, again.output.count("SAME: 1.")) == (0, 1)


@pytest.mark.parametrize(
    "text",
    [
        "28001 ana@example.net",
        "www.example.net",
        "ftp://x",
        "ana\uff20example",
        "example\u3002net",
        "\uff57\uff57\uff57\uff0eexample",
        "28001\u202e",
        "Ana Perez",
    ],
)
def test_a_text_with_a_link_or_an_address_or_that_is_not_well_formed_is_left_out(
    ayuda_here: Call, text: str, tmp_path: Path
) -> None:
    call = BY_DEBIT.replace("28001", shlex.quote(text)).replace("direct-debit", "card")
    told = everything(ayuda_here, [*shlex.split(call), "--policy", ORDER_RISK], tmp_path)
    receipt = json.loads((tmp_path / "r.json").read_bytes())
    assert text not in told
    assert receipt["left_out"] == {"post_code": "malformed"}
    again = ayuda_here("replay", str(tmp_path / "r.json"), "--policy", ORDER_RISK)
    assert (again.code, again.output.count("SAME: 1.")) == (0, 1)


def test_a_text_without_a_form_is_left_out_only_where_it_has_a_link_or_an_address(
    ayuda_here: Call, policy_copy: Callable[..., Path], tmp_path: Path
) -> None:
    policy = policy_copy(append=NOTED)
    for text, left_out in {
        "T 1": {},
        "x\uff20y": {"told": "given"},
        "ftp://x": {"told": "given"},
    }.items():
        call = ["told-of", "--told", text, "--policy", str(policy)]
        everything(ayuda_here, call, tmp_path)
        receipt = tmp_path / "r.json"
        assert json.loads(receipt.read_bytes())["left_out"] == left_out, text
        assert ayuda_here("replay", str(receipt), "--policy", str(policy)).code == 0


@pytest.mark.parametrize(
    "code",
    [
        "ana@example.net",
        "https://x.example",
        "//x1",
        "www.example.net/1",
        "x1.example",
        "example.net:8080",
        "mailto:x1",
        "HTTPS:x1",
        "192.0.2.1/x",
        "tel:+34600000000",
        "a\nb1",
        "T\u202e1",
        "1" * 65,
        "-",
    ],
)
def test_a_reference_is_neither_an_address_nor_a_link_nor_a_letter(
    ayuda_here: Call, code: str
) -> None:
    refused(ayuda_here(*shlex.split(CASE), f"--ref={code}", "--note", "--json"), "--ref")


@pytest.mark.parametrize("name", ["Ana", "Ana Perez", "ana.perez", "ANA PEREZ", "x"])
def test_a_reference_is_no_name(ayuda_here: Call, name: str) -> None:
    refused(ayuda_here(*shlex.split(CASE), f"--ref={name}", "--note", "--json"), "--ref")


@pytest.mark.parametrize("code", ["T-1001", "2026/000123", "ABC.12 #4", "Ñ-1", "XKDJFH", "a (2)"])
def test_tickets_and_codes_are_references(ayuda_here: Call, code: str) -> None:
    assert code in ayuda_here(*shlex.split(CASE), "--ref", code, "--note").output


# ------------------------------------------------------------------ wrong usage


@pytest.mark.parametrize("option", ["--ics", "--receipt"])
@pytest.mark.parametrize("named", ["", "-"])
def test_a_file_needs_a_name(ayuda_here: Call, option: str, named: str) -> None:
    refused(ayuda_here(*shlex.split(CASE), f"{option}={named}", "--json"), option)


@pytest.mark.parametrize("option", ["--ics", "--receipt"])
def test_a_file_that_cannot_be_written_is_told_and_nothing_is_printed(
    ayuda_here: Call, option: str, tmp_path: Path
) -> None:
    file = str(tmp_path / "none" / "file")
    refused(ayuda_here(*shlex.split(CASE), option, file, "--json"), file)


@pytest.mark.parametrize("other", ["same", "./same", "link", "hard"])
def test_two_files_of_a_call_are_not_the_same_one(
    ayuda_here: Call, other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("link").symlink_to("same")
    if other == "hard":
        Path("same").touch()
        Path("hard").hardlink_to("same")
    refused(
        ayuda_here(*shlex.split(CASE), "--ics", "same", "--receipt", other, "--json"), "--receipt"
    )
    assert not Path("same").exists() or not Path("same").read_bytes()


@pytest.mark.parametrize("option", ["--ics", "--receipt"])
def test_no_file_replaces_the_message_or_the_policy_of_the_call(
    ayuda_here: Call, policy_copy: Callable[..., Path], option: str, tmp_path: Path
) -> None:
    message, policy = tmp_path / "m.eml", policy_copy()
    content = Path(PHISHING).read_bytes()
    message.write_bytes(content)
    refused(ayuda_here("check-email", str(message), option, str(message), "--json"), option)
    call = [*shlex.split(CASE), "--policy", str(policy), option, str(policy), "--json"]
    refused(ayuda_here(*call), option)
    assert message.read_bytes() == content


def test_no_file_replaces_the_one_that_standard_output_goes_to(
    environment: dict[str, str], tmp_path: Path
) -> None:
    output = tmp_path / "out.txt"
    for named in ("/dev/stdout", str(output)):
        with output.open("wb") as file:
            done = subprocess.run(
                [sys.executable, "-m", "ayuda", *shlex.split(CASE), "--receipt", named],
                env=environment,
                stdout=file,
                stderr=subprocess.PIPE,
                check=False,
            )
        assert (done.returncode, output.read_bytes()) == (2, b"")
        assert done.stderr.startswith(b"--receipt: ")


def test_both_files_may_go_where_nothing_is_kept(ayuda_here: Call) -> None:
    call = [*shlex.split(CASE), "--ics", "/dev/null", "--receipt", "/dev/null", "--note"]
    assert ayuda_here(*call).code == 0


def test_all_wrong_options_are_told_at_once(ayuda_here: Call) -> None:
    call = [*shlex.split(CASE), "--ics=-", "--receipt=", "--ref=a@b", "--reply-lang=xx", "--json"]
    refused(ayuda_here(*call), "--ics", "--receipt", "--ref", "--reply-lang")


def test_a_fact_that_has_the_name_of_such_an_option_keeps_it(
    ayuda_here: Call, policy_copy: Callable[..., Path]
) -> None:
    policy = policy_copy(
        append="""
[facts.note]
kind = "yes-no"
name = { en = "Note", es = "Nota" }
ask = { en = "Is there a note?", es = "¿Hay una nota?" }
values.yes = { en = "Yes", es = "Sí" }
values.no = { en = "No", es = "No" }

[flows.gift]
title = { en = "A gift", es = "Un regalo" }
about = { en = "Gifts.", es = "Regalos." }
facts = ["note"]

[[flows.gift.rules]]
id = "with-note"
when = { note = true }
outcome = "no-claim"
cites = ["S03"]

[[flows.gift.rules]]
id = "without"
outcome = "cannot-tell"
cites = ["S03"]
"""
    )
    result = ayuda_here("gift", "--note", "--json", "--policy", str(policy))
    assert result.document["rule"] == "with-note"
    assert ayuda_here("gift", "--note", "--reply", "--policy", str(policy)).code == 3


def test_the_note_goes_through_a_pipe_as_it_is(environment: dict[str, str]) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m ayuda {CASE} --note --lang es | wc -l"],
        env=environment,
        capture_output=True,
        check=True,
    )
    assert done.stdout.strip() == b"4"
