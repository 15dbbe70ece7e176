"""The pages of help: what they show runs, lines up, and is true of the command."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from program_under_test import Call, both_languages, built_in, problem, words
from test_cli_commands_from_the_policy import SEVENTH

from ayuda.cli.options import OF_TRAINING
from ayuda.model import Language

OWN = ("batch", "sql", "policy", "train", "explain", "config", "replay", "help")
COMMANDS = ("", *built_in().flows, *OWN)
PAGES = (*COMMANDS, *(f"train {action}" for action in OF_TRAINING))
LEADS_A_PERSON = ("train", "train exam")
"""What needs a terminal, so that its examples are refused here."""
ROOT = Path(__file__).parents[2]


def page_of(call: Call, command: str, language: Language, columns: str = "80") -> str:
    said = command.split()
    result = call(*said, "--help", "--lang", language, env={"COLUMNS": columns})
    assert (result.code, result.err) == (0, b"")
    return result.output


def section(page: str, heading: str) -> list[str]:
    """The lines of a page below a heading."""
    lines = page.splitlines()
    rest = lines[lines.index(heading) + 1 :]
    return rest[: rest.index("")] if "" in rest else rest


def examples_of(page: str, language: Language) -> Iterator[list[str]]:
    lines = "\n".join(section(page, words(language).say("help.examples")))
    for line in lines.replace("\\\n", "").splitlines():
        yield shlex.split(line)


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize("command", PAGES)
def test_every_example_runs_as_it_stands(
    ayuda_here: Call,
    command: str,
    language: Language,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    say = words(language).say
    examples = ROOT / "docs/examples"
    shutil.copy(examples / "phishing.eml", tmp_path / say("help.example_message"))
    (tmp_path / say("help.example_folder")).mkdir()
    shutil.copy(examples / "phishing.eml", tmp_path / say("help.example_folder"))
    shutil.copy(examples / "orders.csv", tmp_path / say("help.example_rows"))
    (tmp_path / say("help.training.example_file")).touch()
    home = {"XDG_DATA_HOME": str(tmp_path)}
    monkeypatch.chdir(tmp_path)
    receipt = tmp_path / say("help.example_receipts") / "receipt.json"
    receipt.parent.mkdir()
    ayuda_here("return", "--stage", "delivered", "--seller", "amazon", "--receipt", str(receipt))
    narrow, shown = (
        list(examples_of(page_of(ayuda_here, command, language, columns), language))
        for columns in ("40", "80")
    )
    assert narrow == shown, "a narrow page breaks what is to be copied"
    assert 2 <= len(shown) <= 4
    for program, *call in shown:
        assert program == "ayuda"
        assert not command or call[: len(command.split())] == command.split()
        result = ayuda_here(*call, env={**home, "XDG_CONFIG_HOME": str(tmp_path)})
        rows_of_another_flow = 1 if command == "batch" else 0
        judged = {0, 1, 3} if command == "check-email" else {0, rows_of_another_flow}
        if command in LEADS_A_PERSON:
            judged = {2}
            assert problem("en", "train-needs-terminal")[0] in result.messages
        assert result.code in judged, (call, result)


def test_a_seventh_flow_has_examples_that_run(
    ayuda: Call, policy_copy: Callable[..., Path]
) -> None:
    policy = str(policy_copy(append=SEVENTH))
    page = ayuda("help", "gift-card", "--policy", policy).output
    shown = list(examples_of(page, "en"))
    assert {call[1] for call in shown} == {"gift-card"}
    for _, *call in shown:
        assert ayuda(*call, "--policy", policy).code in {0, 1}


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize("command", PAGES)
def test_the_command_help_shows_the_same_page(
    ayuda_here: Call, command: str, language: Language
) -> None:
    said = command.split()
    asked = ayuda_here("help", *said, "--lang", language, env={"COLUMNS": "80"})
    assert asked.code == 0
    timeless = re.compile(r"--\S+-at \S+")  # an example may begin a minute later
    shown = page_of(ayuda_here, command, language)
    assert timeless.sub("", asked.output) == timeless.sub("", shown)


def test_help_for_no_command_names_the_nearest(ayuda_here: Call) -> None:
    result = ayuda_here("help", "cancle")
    assert result.code == 2
    assert "cancel?" in result.messages


@pytest.mark.parametrize("language", both_languages())
def test_no_command_is_told_in_the_words_of_an_option(ayuda_here: Call, language: Language) -> None:
    page = page_of(ayuda_here, "", language, "200")
    commands, options = (
        [re.split(r"\s{2,}", line.strip())[-1] for line in section(page, words(language).say(key))]
        for key in ("help.commands", "help.options")
    )
    assert not set(commands) & set(options)


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize("action", ["check", "prove", "test", "mutate"])
def test_what_reads_no_standard_input_does_not_offer_it(
    ayuda_here: Call, action: str, language: Language
) -> None:
    assert ayuda_here("policy", action, "-").code == 2
    assert "| -" not in page_of(ayuda_here, f"policy {action}", language)


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize("command", PAGES)
def test_meanings_stand_in_one_column(ayuda_here: Call, command: str, language: Language) -> None:
    headings = ("commands", "topics", "arguments", "options", "case_options", "other_options")
    for key in (*headings, "settings", "exit_codes"):
        heading = words(language).say(f"help.{key}")
        page = page_of(ayuda_here, command, language, "100")
        if heading not in page.splitlines():
            continue
        starts = {
            match.end()
            for line in section(page, heading)
            if (match := re.match(r"  \S.*?\s{2,}(?=\S)|\s{5,}(?=\S)", line))
        }
        assert len(starts) == 1, (heading, starts)


EVERY_PAGE = """
import sys
from ayuda.cli.main import main
for command in sys.argv[1:]:
    main([*command.split(), "-h"])
    print(end="\\0", flush=True)
"""


@pytest.mark.parametrize("seed", ["0", "1", "2"])
def test_options_have_one_order_the_short_before_the_long(ayuda: Call, seed: str) -> None:
    program = (sys.executable, "-c", EVERY_PAGE)
    told = ayuda(*COMMANDS, env={"PYTHONHASHSEED": seed}, program=program).output
    pages = dict(zip(COMMANDS, told.split("\0"), strict=False))
    assert len(pages) == told.count("\0") == len(COMMANDS)
    for command, page in pages.items():
        assert "\n  -h, --help  " in page, command
        assert "--help, -h" not in page, command


@pytest.mark.parametrize("language", both_languages())
def test_values_stand_with_their_words(ayuda_here: Call, language: Language) -> None:
    for flow, tables in built_in().flows.items():
        page = " ".join(page_of(ayuda_here, flow, language).split())
        for fact in (built_in().facts[name] for name in tables.facts):
            shown = fact.kind == "choice" and fact.ask is not None
            for value, text in fact.values.items() if shown else ():
                assert f"{value}: {' '.join(getattr(text, language).split())}" in page


@pytest.mark.parametrize("language", both_languages())
def test_the_page_of_the_program_names_the_topics_of_the_menu(
    ayuda_here: Call, language: Language
) -> None:
    lines = section(page_of(ayuda_here, "", language), words(language).say("help.topics"))
    told = " ".join(" ".join(lines).split())
    elsewhere = words(language).say("help.topic_only")
    for topic in built_in().topics:
        calls = ", ".join(f"ayuda {flow}" for flow in topic.flows) or elsewhere
        assert f"{getattr(topic.title, language)} {calls}" in told


@pytest.mark.parametrize(
    ("command", "codes"),
    [
        ("", ["0", "1", "2", "3"]),
        ("cancel", ["0", "2", "3"]),
        ("check-email", ["0", "1", "2", "3"]),
        ("batch", ["0", "1", "2"]),
        ("sql", ["0", "2"]),
        ("train", ["0", "2"]),
        ("train exam", ["0", "1", "2"]),
        ("config", ["0", "2"]),
        ("replay", ["0", "1", "2"]),
        ("help", ["0", "2"]),
    ],
)
def test_a_page_has_the_exit_codes_of_its_command(
    ayuda_here: Call, command: str, codes: list[str]
) -> None:
    lines = section(page_of(ayuda_here, command, "en"), words("en").say("help.exit_codes"))
    told = [line.split("  ")[1] for line in lines if re.match(r"  \d", line)]
    assert told == [*codes, "129, 130, 143", "141"]


CALLED = {
    "return": ("devolver", "Devolución", "DEVOLUCION", "refund", "retrun", "reembolso"),
    "cancel": ("cancelar", "anular", "cancelation"),
    "track": ("localizar", "seguimiento", "tracking", "paquete", "missing", "perdido", "lost"),
    "modify": ("modificar", "cambiar", "change"),
    "contact-seller": ("contactar", "vendedor", "factura"),
    "check-email": ("phishing", "correo", "fraude", "email", "check-mail"),
    "config": ("ajustes", "settings", "configuracion"),
    "help": ("ayuda", "manual"),
    "batch": ("lotes", "bulk"),
    "sql": ("sentencia", "postgresql", "duckdb"),
    "train": ("practicar", "practise", "quiz"),
    "explain": ("explicar", "handbook", "reglas"),
    "replay": ("receipts", "resguardo", "auditar"),
}


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize("command", CALLED)
def test_what_people_call_a_command_leads_to_it(
    ayuda_here: Call, command: str, language: Language
) -> None:
    allowed = ", ".join(COMMANDS[1:])
    what, hint = problem(language, "no-such-command-nearest", nearest=command, allowed=allowed)
    for called in CALLED[command]:
        result = ayuda_here(called, "--lang", language)
        assert result.code == 2
        assert result.messages == f"{called}: {what}\n  {hint}\n", called


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize(
    ("called", "region"), [("madrid", "MD"), ("Cataluña", "CT"), ("comunidad-de-madrid", "MD")]
)
def test_the_name_of_a_region_leads_to_its_option(
    ayuda_here: Call, called: str, region: str, language: Language
) -> None:
    what, hint = problem(language, "no-such-command-region", flow="cancel", region=region)
    result = ayuda_here(called, "--lang", language)
    assert (result.code, result.messages) == (2, f"{called}: {what}\n  {hint}\n")


@pytest.mark.parametrize("called", ["devolver-un-producto", "cancelar_pedido", "track my parcel"])
def test_one_word_of_several_is_enough(ayuda_here: Call, called: str) -> None:
    meant = {"d": "return", "c": "cancel", "t": "track"}[called[0]]
    assert f" {meant}?" in ayuda_here(called, "--lang", "en").messages


def test_no_word_means_two_commands() -> None:
    called = [word for flow in built_in().flows.values() for word in flow.called]
    for language in both_languages():
        called += [
            word for name in OWN for word in words(language).say(f"called.{name}").split(", ")
        ]
    assert len(called) == len(set(called))
    assert not set(called) & set(COMMANDS)


@pytest.mark.parametrize("name", ["Madrid", "madrid", "MD", "Cataluña", "catalunya", "Euskadi"])
def test_a_region_is_taken_by_its_name(ayuda_here: Call, name: str) -> None:
    call = "contact-seller --reason after-order --seller marketplace --json --region"
    assert ayuda_here(*call.split(), name).code == 0
