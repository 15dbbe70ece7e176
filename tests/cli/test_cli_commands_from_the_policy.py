"""A flow in the policy file is a command: options, values, help, completion and JSON."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import tomli
from program_under_test import NOW, Call, both_languages, built_in, built_in_digest, refused, words
from support.whole_policy import whole_text

from ayuda.cli.options import OWN
from ayuda.cli.version import EXTRAS, present_extras
from ayuda.model import Language, option_names

SEVENTH = """
[facts.gift_kind]
kind = "choice"
name = { en = "Kind of gift card", es = "Tipo de cheque regalo" }
ask = { en = "What kind of gift card is it?", es = "¿Qué tipo de cheque regalo es?" }
cites = ["S01"]
[facts.gift_kind.values]
printed = { en = "On paper", es = "En papel" }
by-mail = { en = "By e-mail", es = "Por correo electrónico" }
top-up = { en = "A top-up of the account", es = "Una recarga de la cuenta" }

[facts.bought_at]
kind = "moment"
name = { en = "Bought at", es = "Momento de compra" }
ask = { en = "When was the card bought?", es = "¿Cuándo se compró el cheque?" }
cites = ["S01"]

[facts.redeemed]
kind = "yes-no"
name = { en = "Redeemed", es = "Canjeado" }
ask = { en = "Has the card been redeemed?", es = "¿Se ha canjeado ya el cheque?" }
negative = "--unused"
cites = ["S01"]
[facts.redeemed.values]
yes = { en = "Redeemed", es = "Canjeado" }
no = { en = "Not redeemed", es = "Sin canjear" }

[windows.gift_return]
name = { en = "Returning a gift card", es = "Devolver un cheque regalo" }
from = "bought_at"
lasts = { hours = 5 }
cites = ["S01"]
[windows.gift_return.states]
open.name = { en = "open", es = "abierto" }
open.says = { en = "Possible until {until}; {left} left.", es = "Hasta {until}; queda {left}." }
closed.name = { en = "closed", es = "cerrado" }
closed.says = { en = "Was possible until {until}.", es = "Fue posible hasta {until}." }

[outcomes.gift-can-go-back]
title = { en = "The gift card can go back", es = "El cheque regalo se puede devolver" }
cites = ["S01"]
steps = [{ text = { en = "Return it within {gift_return}.", es = "Devuélvalo en {gift_return}." } }]

[outcomes.gift-stays]
title = { en = "The gift card stays", es = "El cheque regalo se queda" }
cites = ["S01"]
exit_code = 1
next = ["gift-card"]
steps = [{ text = { en = "Nothing can be done.", es = "No se puede hacer nada." } }]

[flows.gift-card]
title = { en = "Return a gift card", es = "Devolver un cheque regalo" }
about = { en = "Whether a gift card can go back.", es = "Si un cheque regalo se puede devolver." }
facts = ["gift_kind", "redeemed", "bought_at"]

[[flows.gift-card.rules]]
id = "paper"
when = { gift_kind = "printed" }
outcome = "gift-stays"
cites = ["S01"]

[[flows.gift-card.rules]]
id = "in-time"
when = { redeemed = false, gift_return = "open" }
outcome = "gift-can-go-back"
windows = ["gift_return"]
cites = ["S01"]

[[flows.gift-card.rules]]
id = "too-late"
outcome = "gift-stays"
windows = ["gift_return"]
reading = { en = "We take it so.", es = "Así lo entendemos." }
"""

ABOUT = {
    "en": ("Whether a gift card can go back.", "What kind of gift card is it?"),
    "es": ("Si un cheque regalo se puede devolver.", "¿Qué tipo de cheque regalo es?"),
}


@pytest.fixture
def seventh(policy_copy: Callable[..., Path]) -> str:
    """A policy with a seventh flow that has facts, a window and outcomes of its own."""
    return str(policy_copy(append=SEVENTH))


def test_a_seventh_flow_decides(ayuda_here: Call, seventh: str) -> None:
    call = ["gift-card", "--gift-kind", "by-mail", "--unused", "--now", NOW, "--policy", seventh]
    in_time = ayuda_here(*call, "--bought-at", "2026-11-23T07:00:01", "--json")
    assert in_time.code == 0, in_time
    assert in_time.document["rule"] == "in-time"
    assert in_time.document["steps"] == ["Return it within 5 hours."]
    [window] = in_time.document["windows"]
    assert (window["id"], window["state"], window["seconds_left"]) == ("gift_return", "open", 1)
    assert in_time.document["facts"] == {
        "gift_kind": "by-mail",
        "redeemed": False,
        "bought_at": "2026-11-23T07:00:01+01:00",
    }
    late = ayuda_here("--policy", seventh, *call[:-2], "--bought-at", "2026-11-23T07:00", "--json")
    assert (late.code, late.document["rule"]) == (1, "too-late")
    assert late.document["reading"] == "We take it so."
    assert late.document["next"] == ["gift-card"]
    assert late.document["policy"]["sha256"] != built_in_digest()


def test_a_seventh_flow_asks_and_refuses(ayuda_here: Call, seventh: str) -> None:
    env = {"AYUDA_POLICY": seventh}
    question = ayuda_here("gift-card", "--now", NOW, "--json", env=env)
    assert question.code == 3
    assert [(need["option"], need["values"]) for need in question.document["needs"]] == [
        ("--gift-kind", ["printed", "by-mail", "top-up"]),
        ("--redeemed", [True, False]),
        ("--bought-at", None),
    ]
    [found] = refused(
        ayuda_here("gift-card", "--gift-kind", "mail", "--json", env=env), "--gift-kind"
    )
    assert "by-mail" in found["hint"]
    refused(ayuda_here("gift-cart", "--json", env=env), "gift-cart")


@pytest.mark.parametrize("language", both_languages())
def test_a_seventh_flow_has_help_in_both_languages(
    ayuda_here: Call, seventh: str, language: Language
) -> None:
    about, ask = ABOUT[language]
    page = " ".join(
        ayuda_here("gift-card", "--help", "--policy", seventh, "--lang", language).output.split()
    )
    assert about in page
    assert ask in page
    assert "--gift-kind printed|by-mail|top-up" in page
    assert "--redeemed / --unused" in page
    assert "--bought-at" in page
    root = ayuda_here("--policy", seventh, "--lang", language, "--help").output
    assert "gift-card" in root
    assert about in " ".join(root.split())


def test_a_seventh_flow_stands_among_the_commands_of_the_bare_call(
    ayuda_here: Call, seventh: str
) -> None:
    assert "ayuda gift-card" in ayuda_here("--policy", seventh).output


def test_a_seventh_flow_has_a_screen(ayuda_here: Call, seventh: str) -> None:
    call = ["gift-card", "--gift-kind", "printed", "--policy", seventh, "--lang", "es", "--why"]
    result = ayuda_here(*call, "--now", NOW)
    assert result.code == 1
    assert "El cheque regalo se queda" in result.output
    assert f"--policy {seventh}" in result.output, "the command to copy needs the policy"


def test_the_facts_of_a_seventh_flow_are_options_of_that_flow_alone(
    ayuda_here: Call, seventh: str
) -> None:
    refused(
        ayuda_here("track", "--gift-kind", "printed", "--json", "--policy", seventh), "--gift-kind"
    )


def test_a_copy_of_a_flows_tables_under_another_name_is_a_working_command(
    ayuda_here: Call, policy_copy: Callable[..., Path]
) -> None:
    content = whole_text()
    start = content.index("[flows.cancel]")
    tables = content[start : content.index("# Modify\n", start)]
    copy = policy_copy(append="\n" + tables.replace("flows.cancel", "flows.call-off"))
    case = "--stage placed --seller marketplace --ordered-at 2026-11-23T11:40 --bundle --json"
    call = [*case.split(), "--now", NOW, "--policy", str(copy)]
    original = ayuda_here("cancel", *call)
    copied = ayuda_here("call-off", *call)
    assert copied.code == 0, copied
    assert copied.document == {**original.document, "flow": "call-off"}
    for language in both_languages():
        assert (
            "--bundle-item-shipped"
            in ayuda_here("call-off", "--help", *call[-2:], "--lang", language).output
        )


# ------------------------------------------------------------------ completion


def complete(ayuda: Call, shell: str, line: str, env: dict[str, str] | None = None) -> list[str]:
    """What Typer's completion script of a shell gets offered at the end of a line."""
    typed = line.split()
    last = len(typed) if line.endswith(" ") else len(typed) - 1
    if shell == "bash":
        variables = {"COMP_WORDS": line, "COMP_CWORD": str(last)}
    else:
        variables = {"_TYPER_COMPLETE_ARGS": line}
        if shell == "fish":
            variables["_TYPER_COMPLETE_FISH_ACTION"] = "get-args"
    result = ayuda(env={"_AYUDA_COMPLETE": f"complete_{shell}", **variables, **(env or {})})
    assert b"Traceback" not in result.err
    if shell == "bash":
        return result.output.split()
    if shell == "fish":
        return [offered.split("\t")[0] for offered in result.output.splitlines()]
    return re.findall(r'"([^"]*)":"', result.output) or re.findall(r'"([^"]*)"', result.output)


SHELLS = pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])


@SHELLS
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("ayuda cancel --stage ", ["placed", "preparing", "shipped", "delivered"]),
        ("ayuda cancel --stage p", ["placed", "preparing"]),
        ("ayuda cancel --stage placed --seller m", ["marketplace"]),
        ("ayuda --lang es track --destination c", ["canary-islands", "ceuta"]),
        ("ayuda return --lang ", ["en", "es"]),
        ("ayuda --lang ", ["en", "es"]),
        ("ayuda policy m", ["mutate"]),
        (
            "ayuda policy ",
            ["check", "prove", "test", "mutate", "diff", "graph", "schema", "new"],
        ),
        (
            "ayuda ",
            [*built_in().flows, *OWN],
        ),
        ("ayuda c", ["cancel", "contact-seller", "check-email", "config"]),
        ("ayuda help c", ["cancel", "contact-seller", "check-email", "config"]),
        ("ayuda sql ", ["track", "cancel", "modify", "return", "contact-seller"]),
        ("ayuda sql cancel --dialect ", ["duckdb", "postgres"]),
        ("ayuda sql cancel --region M", ["MC", "MD", "ML"]),
        ("ayuda config ", ["list", "get", "set", "path"]),
        ("ayuda train re", ["return", "report", "reset"]),
        ("ayuda train --kind d", ["deadline"]),
        ("ayuda train exam --flow t", ["track"]),
        ("ayuda config set a", ["accessible"]),
    ],
)
def test_values_and_commands_are_completed(
    ayuda_here: Call, shell: str, line: str, offered: list[str]
) -> None:
    assert complete(ayuda_here, shell, line) == offered


@SHELLS
def test_options_are_completed_on_both_sides_of_a_yes_no_fact(ayuda_here: Call, shell: str) -> None:
    assert set(complete(ayuda_here, shell, "ayuda cancel --b")) == {
        "--bundle",
        "--bundle-item-shipped",
    }
    assert "--no-bundle" in complete(ayuda_here, shell, "ayuda cancel --no-b")


@SHELLS
def test_regions_are_completed(ayuda_here: Call, shell: str) -> None:
    assert complete(ayuda_here, shell, "ayuda contact-seller --region M") == ["MC", "MD", "ML"]


@SHELLS
@pytest.mark.parametrize("how", ["option", "variable"])
def test_values_of_a_seventh_flow_are_completed(
    ayuda_here: Call, seventh: str, shell: str, how: str
) -> None:
    option = f" --policy {seventh}" if how == "option" else ""
    env = {"AYUDA_POLICY": seventh} if how == "variable" else {}
    offered = complete(ayuda_here, shell, f"ayuda{option} gift-card --gift-kind ", env)
    assert offered == ["printed", "by-mail", "top-up"]


def test_completion_describes_values_in_the_language_of_the_call(ayuda: Call) -> None:
    line = "ayuda --lang es cancel --seller m"
    env = {"_AYUDA_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": line}
    assert built_in().facts["seller"].values["marketplace"].es in ayuda(env=env).output


@SHELLS
@pytest.mark.parametrize(
    "line",
    [
        "ayuda cancle --stage ",
        "ayuda cancel --stage zzz",
        "ayuda cancel --ordered-at ",
        "ayuda cancel --policy /nowhere.toml --stage ",
        "ayuda --lang xx cancel --stage ",
        "ayuda cancel --foo ",
    ],
)
def test_where_nothing_can_be_offered_completion_stays_silent(
    ayuda_here: Call, shell: str, line: str
) -> None:
    """A message on standard error would garble the line that somebody is typing."""
    typed = line.split()
    variables = {
        "_AYUDA_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(typed) if line.endswith(" ") else len(typed) - 1),
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    result = ayuda_here(env=variables)
    assert result.err == b""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_can_be_shown(ayuda: Call, shell: str) -> None:
    """Typer finds out the shell from the process tree, else from the variable SHELL."""
    result = ayuda("--show-completion", env={"SHELL": f"/bin/{shell}"})
    assert result.code == 0
    assert "_AYUDA_COMPLETE" in result.output


# ------------------------------------------------------------------ help


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize("flow", list(built_in().flows))
def test_help_lists_every_fact_with_its_values_in_both_languages(
    ayuda_here: Call, flow: str, language: Language
) -> None:
    result = ayuda_here(flow, "--help", "--lang", language)
    assert (result.code, result.err) == (0, b"")
    page = " ".join(result.output.split())
    assert getattr(built_in().flows[flow].about, language) in page
    for name in built_in().flows[flow].facts:
        fact = built_in().facts[name]
        if fact.ask is None:
            assert f"--{name.replace('_', '-')}" not in page
            continue
        names = " / ".join(option_names(name, fact))
        values = f" {'|'.join(fact.values)}" if fact.kind == "choice" else ""
        assert f"{names}{values}" in page
        assert getattr(fact.ask, language) in page
    for key in ("json", "no_input", "now", "lang", "policy", "why", "help"):
        option = f"--{key.replace('_', '-')}"
        assert option in page
        assert words(language).say(f"help.{key}") in page
    judges = flow == "check-email"
    assert words(language).say("help.exit_codes") in page
    outcomes = {rule.outcome for rule in built_in().flows[flow].rules}
    for name in outcomes if judges else ():
        assert f"{getattr(built_in().outcomes[name].title, language)}." in page
    assert (" 1 " in page.partition(words(language).say("help.exit_codes"))[2]) is judges
    assert ("FILE | -]" in page or "ARCHIVO | -]" in page) is judges


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize("place", ["before", "after", "variable", "locale"])
def test_help_is_in_the_language_of_the_call(
    ayuda_here: Call, language: Language, place: str
) -> None:
    env = {
        "variable": {"AYUDA_LANG": language},
        "locale": {"LANG": f"{language}_ES.UTF-8"},
    }.get(place, {})
    option = ["--lang", language]
    call = {"before": [*option, "--help"], "after": ["--help", *option]}.get(place, ["--help"])
    page = " ".join(ayuda_here(*call, env=env).output.split())
    assert words(language).say("help.root") in page
    for flow in built_in().flows.values():
        assert getattr(flow.about, language) in page


def test_the_short_option_for_help_works_in_both_places(ayuda_here: Call) -> None:
    for call in ([], ["cancel"]):
        short, long = ayuda_here(*call, "-h"), ayuda_here(*call, "--help")
        assert short.code == long.code == 0
        assert len(short.out) == len(long.out)


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_help_fits_the_terminals_width(ayuda_here: Call, columns: str) -> None:
    for call in (["--help"], *([flow, "--help"] for flow in built_in().flows)):
        for language in both_languages():
            page = ayuda_here(*call, "--lang", language, env={"COLUMNS": columns}).output
            for line in page.splitlines():
                unbreakable = len(line.split()) <= 2 or line.startswith("  --")
                assert len(line) <= int(columns) or unbreakable, line


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_names_the_policy_and_the_extras(
    ayuda: Call, option: str, language: Language
) -> None:
    from ayuda import __version__

    result = ayuda(option, "--lang", language)
    assert (result.code, result.err) == (0, b"")
    first, policy, extras = result.output.splitlines()
    assert first == f"ayuda {__version__}"
    assert built_in().id in policy
    assert re.search(r"[0-9a-f]{12}\b", policy)
    assert built_in_digest()[:12] in policy
    assert "cluster, dns" in extras


def test_the_version_loads_no_extra(environment: dict[str, str]) -> None:
    script = (
        "import sys; from ayuda.cli.main import main; main(['--version']);"
        " sys.exit(bool({'dkim', 'dns', 'distributed', 'fsspec', 'cryptography'} & {*sys.modules}))"
    )
    assert (
        subprocess.run([sys.executable, "-c", script], env=environment, check=False).returncode == 0
    )


def test_the_extras_are_those_of_the_package_and_what_they_need() -> None:
    package = tomli.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    extras = package["project"]["optional-dependencies"]
    assert set(EXTRAS) == set(extras) - {"test", "lint"}
    for name, modules in EXTRAS.items():
        assert len(modules) == len(extras[name])


def test_an_extra_is_told_only_where_all_of_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(present_extras()) == ["cluster", "dns", "ics"]
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "dns" else real(name)
    )
    assert list(present_extras()) == ["cluster", "ics"]


def test_a_policy_that_cannot_be_read_leaves_the_version(ayuda: Call) -> None:
    result = ayuda("--version", "--policy", "/nowhere.toml")
    assert result.code == 2
    assert result.output.startswith("ayuda ")
    assert result.messages.startswith("/nowhere.toml: ")


@pytest.mark.parametrize("language", both_languages())
def test_alone_without_a_terminal_it_prints_the_topics_and_the_commands(
    ayuda_here: Call, language: Language
) -> None:
    result = ayuda_here("--lang", language)
    assert (result.code, result.err) == (0, b"")
    for topic in built_in().topics:
        assert getattr(topic.title, language) in result.output
        if not topic.flows:
            for step in topic.steps:
                assert getattr(step, language) in result.output
    for name, flow in built_in().flows.items():
        assert f"ayuda {name}" in result.output
        assert getattr(flow.about, language) in result.output
    assert b"\x1b" not in result.out
