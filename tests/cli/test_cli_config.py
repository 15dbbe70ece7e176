"""What a user says once: where it is kept, what goes before it, and what becomes of a slip."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from program_under_test import Call, Result, both_languages, problem, refused_in_words, words
from test_cli_output import loaded_modules

from ayuda.cli.preferences import KEYS, VARIABLES, parse_preferences, place_of_preferences
from ayuda.cli.preferences_file import changed
from ayuda.errors import AyudaError
from ayuda.model import Language
from ayuda.policy.load import built_in_path

SAINT_JOHN = (
    *("contact-seller", "--reason", "after-order", "--seller", "marketplace"),
    *("--contacted-at", "2026-06-22T09:00", "--now", "2026-06-22T10:00"),
)
"""Working days that a holiday of Catalonia (24 June) makes longer."""
ANSWER = {"": "2026-06-25T00:00:00+02:00", "CT": "2026-06-26T00:00:00+02:00"}
CASE = ("return", "--stage", "placed")


class Home:
    """A place for the file, and calls that know it."""

    def __init__(self, folder: Path, call: Call) -> None:
        self.file = folder / "ayuda" / "config.toml"
        self.environment = {"XDG_CONFIG_HOME": str(folder)}
        self.call = call

    def write(self, content: str | bytes) -> None:
        self.file.parent.mkdir(exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        self.file.write_bytes(data)

    def __call__(self, *arguments: str, env: dict[str, str] | None = None) -> Result:
        return self.call(*arguments, env={**self.environment, **(env or {})})

    def listed(self, *arguments: str, env: dict[str, str] | None = None) -> dict[str, Any]:
        document = json.loads(self("config", "list", "--json", *arguments, env=env).output)
        assert document["format"] == "ayuda.config/1"
        return {one["key"]: (one["value"], one["from"]) for one in document["settings"]}

    @property
    def until(self) -> str:
        return str(self(*SAINT_JOHN, "--json").document["windows"][0]["until"])


@pytest.fixture
def user(tmp_path: Path, ayuda_here: Call) -> Home:
    return Home(tmp_path, ayuda_here)


# ------------------------------------------------------------------ what goes before what


def test_without_a_file_all_is_built_in(user: Home) -> None:
    assert user.listed() == {
        "lang": ("en", "built-in"),
        "region": (None, "built-in"),
        "policy": (str(built_in_path()), "built-in"),
        "trusted_servers": ([], "built-in"),
        "accessible": (False, "built-in"),
    }
    assert not user.file.exists()


def test_the_locale_goes_before_what_is_built_in_and_the_file_before_the_locale(user: Home) -> None:
    assert user.listed(env={"LANG": "es_ES.UTF-8"})["lang"] == ("es", "locale")
    user.write('lang = "en"\n')
    assert user.listed(env={"LANG": "es_ES.UTF-8"})["lang"] == ("en", "file")
    assert user(*CASE, "--json", env={"LANG": "es_ES.UTF-8"}).document["lang"] == "en"


@pytest.mark.parametrize(
    ("key", "in_file", "said", "in_variable", "other"),
    [
        ("lang", 'lang = "es"', "es", "en", "en"),
        ("region", 'region = "CT"', "CT", "Madrid", "Madrid"),
        (
            "trusted_servers",
            'trusted_servers = ["MX.example.org"]',
            ["mx.example.org"],
            "a.example, b.example c.example",
            ["a.example", "b.example", "c.example"],
        ),
        ("accessible", "accessible = true", True, "0", False),
    ],
)
def test_a_variable_goes_before_the_file(
    user: Home, key: str, in_file: str, said: object, in_variable: str, other: object
) -> None:
    user.write(f"{in_file}\n")
    assert user.listed()[key] == (said, "file")
    assert user.listed(env={VARIABLES[key]: ""})[key] == (said, "file")
    assert user.listed(env={VARIABLES[key]: in_variable})[key] == (other, "variable")


def test_an_option_goes_before_all(user: Home, policy_copy: Callable[..., Path]) -> None:
    copy = str(policy_copy())
    user.write('lang = "es"\npolicy = "/nowhere.toml"\n')
    told = user.listed("--lang", "en", "--policy", copy, env={"AYUDA_LANG": "es"})
    assert told["lang"] == ("en", "option")
    assert told["policy"] == (copy, "option")


def test_a_region_said_once_counts_and_an_option_or_a_variable_beats_it(user: Home) -> None:
    assert user.until == ANSWER[""]
    user.write('region = "Catalunya"\n')
    assert user.until == ANSWER["CT"]
    beaten = user(*SAINT_JOHN, "--json", "--region", "Extremadura").document
    assert beaten["windows"][0]["until"] == ANSWER[""]
    beaten = user(*SAINT_JOHN, "--json", env={"AYUDA_REGION": "ex"}).document
    assert beaten["windows"][0]["until"] == ANSWER[""]


def test_the_command_to_copy_says_the_region_that_was_said_once(user: Home) -> None:
    user.write('region = "cataluña"\n')
    assert "--region CT" in user(*SAINT_JOHN).output


def test_a_region_of_another_country_stops_only_what_counts_days(
    user: Home, policy_copy: Callable[..., Path]
) -> None:
    copy = str(policy_copy(('country = "ES"', 'country = "PT"')))
    user.write('# mine\nregion = "MD"\n')
    message = refused_in_words(user(*SAINT_JOHN, "--policy", copy), f"{user.file}:2")
    assert "MD" in message
    mail = ("check-email", "--sender", "a@example.org", "--no-claims-amazon", "--policy", copy)
    assert user(*mail).code == 3


def test_a_batch_knows_the_region_and_the_trusted_servers(user: Home, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("reason,seller,contacted_at\nafter-order,marketplace,2026-06-22T09:00\n")
    call = (
        "batch",
        "contact-seller",
        str(rows),
        "--now",
        "2026-06-22T10:00",
        "--columns",
        "windows",
    )
    alone = user(*call).output
    user.write('region = "CT"\ntrusted_servers = ["mx.example.net"]\n')
    assert ANSWER[""] in alone
    assert ANSWER["CT"] in user(*call).output
    message = tmp_path / "message.eml"
    message.write_bytes(TRUSTED)
    assert user("check-email", str(message), "--json").document["outcome"] == "genuine"
    line = json.loads(user("batch", "check-email", str(message)).output)
    assert line["outcome"] == "genuine"
    user.write("")
    assert user("check-email", str(message), "--json").document["outcome"] != "genuine"


TRUSTED = b"""\
Authentication-Results: mx.example.net;
 dkim=pass header.d=amazon.es; dmarc=pass header.from=amazon.es
Received: from mail.amazon.es (mail.amazon.es [192.0.2.1]) by mx.example.net;
 Sun, 22 Nov 2026 08:30:40 +0100
From: Amazon.es <no-reply@amazon.es>
To: lucia@example.net
Subject: Tu pedido de Amazon.es
Date: Sun, 22 Nov 2026 08:30:40 +0100
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Hola.
""".replace(b"\n", b"\r\n")


def test_trusted_servers_said_once_are_no_slip_without_a_message(user: Home) -> None:
    user.write('trusted_servers = ["mx.example.net"]\n')
    assert user("check-email", "--sender", "a@amazon.es", "--json").code in {1, 3}


def test_a_policy_in_the_file_counts_from_its_folder(
    user: Home, policy_copy: Callable[..., Path]
) -> None:
    copy = policy_copy(('id = "amazon-es-2021"', 'id = "another"'))
    user.write('policy = "own.toml"\n')
    (user.file.parent / "own.toml").write_bytes(copy.read_bytes())
    assert user(*CASE, "--json").document["policy"]["id"] == "another"
    assert "another" in user("--version").output


# ------------------------------------------------------------------ the place


@pytest.mark.parametrize(
    ("environment", "place"),
    [
        ({"XDG_CONFIG_HOME": "/x", "HOME": "/h"}, "/x/ayuda/config.toml"),
        ({"XDG_CONFIG_HOME": "", "HOME": "/h"}, "/h/.config/ayuda/config.toml"),
        ({"XDG_CONFIG_HOME": "x", "HOME": "/h"}, "/h/.config/ayuda/config.toml"),
        ({"HOME": "h"}, None),
        ({"HOME": ""}, None),
        ({}, None),
    ],
)
def test_a_relative_place_is_none(environment: dict[str, str], place: str | None) -> None:
    found = place_of_preferences(environment)
    assert (None if found is None else str(found)) == place


def test_without_a_place_nothing_is_kept_and_everything_else_works(ayuda_here: Call) -> None:
    nowhere = {"HOME": "", "XDG_CONFIG_HOME": ""}
    assert ayuda_here("config", "list", env=nowhere).code == 0
    assert ayuda_here(*CASE, env=nowhere).code == 0
    for call in (["config", "path"], ["config", "set", "lang", "es"]):
        refused_in_words(ayuda_here(*call, env=nowhere), "config")


def test_the_path_is_told_whether_or_not_there_is_a_file(user: Home) -> None:
    assert user("config", "path").output == f"{user.file}\n"
    user.write("lang = 3\n")
    result = user("config", "path")
    assert (result.code, result.output) == (0, f"{user.file}\n")


# ------------------------------------------------------------------ a broken file

BROKEN = {
    "no TOML": (b'lang = "es"\nregion = \n', 2),
    "not UTF-8": (b'lang = "es"\n# \xff\n', 2),
    "an unknown key": (b'# mine\n\n"regoin" = "MD"\n', 3),
    "an unknown table": (b'lang = "es"\n[servers]\na = 1\n', 2),
    "a text for a list": (b'trusted_servers = "mx.example.org"\n', 1),
    "a list of numbers": (b"\ntrusted_servers = [1]\n", 2),
    "a number for a text": (b"region = 28\n", 1),
    "a text for a switch": (b'accessible = "yes"\n', 1),
    "an unknown language": (b'lang = "de"\n', 1),
    "no server": (b'trusted_servers = ["not a server"]\n', 1),
    "an empty text": (b'region = ""\n', 1),
}


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_one_clear_message_with_its_line(
    user: Home, kind: str, language: Language
) -> None:
    content, line = BROKEN[kind]
    user.write(content)
    for _ in range(2):  # Fresh, and remembered.
        result = user(*CASE, env={"LANG": f"{language}_ES.UTF-8"})
        told = refused_in_words(
            result, f"{user.file}:{line}" + (":10" if kind == "no TOML" else "")
        )
        assert told.count("\n") == 2
    for call in (["config", "list"], ["config", "path"], ["--help"], ["help", "return"], ["-V"]):
        result = user(*call, "--lang", language)
        assert result.output.strip(), call
        assert result.code == (2 if call == ["config", "list"] else 0)
        assert f"{user.file}:{line}" in result.messages or call == ["config", "path"]
        assert "Traceback" not in result.messages


def test_a_byte_order_mark_is_read_over(user: Home) -> None:
    user.write(b'\xef\xbb\xbflang = "es"\n')
    assert user("config", "get", "lang").output.strip() == "es"
    assert user("config", "list").code == 0


def test_what_is_right_in_a_broken_file_is_listed(user: Home) -> None:
    user.write('lang = "es"\nregoin = "MD"\naccessible = true\n')
    result = user("config", "list", "--json")
    document = json.loads(result.output)
    assert result.code == 2
    [found] = document["problems"]
    what, hint = problem(
        "es",
        "unknown-preference-nearest",
        value="regoin",
        nearest="region",
        allowed=", ".join(KEYS),
    )
    assert (found["where"], found["what"], found["hint"]) == (f"{user.file}:2", what, hint)
    told = {one["key"]: one["value"] for one in document["settings"]}
    assert (told["lang"], told["accessible"]) == ("es", True)


def test_a_wrong_variable_is_told_by_its_name_and_the_rest_is_listed(user: Home) -> None:
    result = user("config", "list", env={"AYUDA_TRUSTED_SERVERS": "a b_!"})
    assert result.code == 2
    assert result.messages.startswith("AYUDA_TRUSTED_SERVERS: ")
    assert "accessible" in result.output


def test_a_folder_or_a_locked_file_in_its_place_is_told(user: Home) -> None:
    user.file.mkdir(parents=True)
    refused_in_words(user(*CASE), str(user.file))


@given(content=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_content_of_the_file_is_too_odd_to_be_read_or_told(content: bytes) -> None:
    found = parse_preferences(Path("/x/config.toml"), content)
    assert all(one.where.startswith("/x/config.toml") for one in found.problems)
    assert set(found.values) <= set(KEYS)


# ------------------------------------------------------------------ set


@pytest.mark.parametrize(
    ("call", "kept"),
    [
        (["lang", "es"], {"lang": "es"}),
        (["region", "MD"], {"region": "MD"}),
        (["region", "castilla", "y", "leon"], {"region": "CL"}),
        (["trusted_servers", "mx.example.org"], {"trusted_servers": ["mx.example.org"]}),
        (
            ["trusted_servers", "A.example.", "b.example,c.example"],
            {"trusted_servers": ["a.example", "b.example", "c.example"]},
        ),
        (["accessible", "yes"], {"accessible": True}),
        (["accessible", "sí"], {"accessible": True}),
        (["accessible", "NO"], {"accessible": False}),
    ],
)
def test_what_is_set_is_kept_and_holds(user: Home, call: list[str], kept: dict[str, Any]) -> None:
    result = user("config", "set", *call)
    assert (result.code, result.output) == (0, "")
    assert str(user.file) in result.messages
    assert tomli.loads(user.file.read_text("utf-8")) == kept
    [(key, value)] = kept.items()
    assert user.listed()[key] == (value, "file")
    assert json.loads(user("config", "get", key, "--json").output) == value
    assert user("config", "set", key, "").code == 0
    assert user.listed()[key][1] == "built-in"


def test_a_policy_that_is_set_is_kept_by_its_whole_path(
    user: Home, policy_copy: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = policy_copy(('id = "amazon-es-2021"', 'id = "another"'))
    monkeypatch.chdir(copy.parent)
    assert user("config", "set", "policy", copy.name).code == 0
    assert user("config", "get", "policy").output == f"{copy}\n"
    monkeypatch.chdir("/")
    assert user(*CASE, "--json").document["policy"]["id"] == "another"


@pytest.mark.parametrize(
    ("call", "where"),
    [
        (["set", "lang", "de"], "config set"),
        (["set", "region", "Madird"], "config set"),
        (["set", "policy", "/nowhere.toml"], "/nowhere.toml"),
        (["set", "trusted_servers", "not a server!"], "config set"),
        (["set", "accessible", "perhaps"], "config set"),
        (["set", "regoin", "MD"], "config set"),
        (["set", "lang"], "config set"),
        (["set"], "config set"),
        (["get"], "config get"),
        (["get", "language"], "config get"),
        (["get", "lang", "es"], "es"),
        (["set", "lang", "es", "en"], "en"),
        (["list", "lang"], "lang"),
        (["path", "lang"], "lang"),
        (["lsit"], "config"),
        ([], "config"),
    ],
)
def test_a_slip_changes_nothing(user: Home, call: list[str], where: str) -> None:
    before = '# mine\nlang = "en"\n'
    user.write(before)
    refused_in_words(user("config", *call), where)
    assert user.file.read_text("utf-8") == before
    assert [path.name for path in user.file.parent.iterdir()] == ["config.toml"]


def test_setting_keeps_comments_order_and_mode(user: Home) -> None:
    user.write('# mine\naccessible = true # eyes\n\n# here\nregion = "MD"\n')
    user.file.chmod(0o640)
    assert user("config", "set", "region", "Galicia").code == 0
    assert user("config", "set", "lang", "es").code == 0
    text = user.file.read_text("utf-8")
    assert text.startswith('# mine\naccessible = true # eyes\n\n# here\nregion = "GA"\n')
    assert stat.S_IMODE(user.file.stat().st_mode) == 0o640
    user("config", "set", "region", "")
    assert "# eyes" in user.file.read_text("utf-8")


def test_setting_heals_its_own_key_and_stops_at_any_other_fault(user: Home) -> None:
    user.write("lang = 3 # oh\n")
    assert user("config", "set", "lang", "es").code == 0
    assert user.file.read_text("utf-8") == 'lang = "es" # oh\n'
    for broken in ("lang = \n", 'lang = "es"\nregoin = 1\n'):
        user.write(broken)
        result = user("config", "set", "lang", "en")
        assert result.code == 2
        assert result.messages.count(str(user.file)) == 1
        assert user.file.read_text("utf-8") == broken


@pytest.mark.parametrize("kept", ['region = "XX"', 'policy = "/none.toml"'])
def test_the_list_tells_what_would_be_refused_where_it_is_used(user: Home, kept: str) -> None:
    user.write(kept)
    result = user("config", "list")
    assert result.code == 2
    assert kept.split('"')[1] in result.output  # it is what is set
    assert result.messages.count(kept.split('"')[1]) == 1


def test_a_link_to_the_file_stays_one(user: Home, tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles.toml"
    kept.write_text("# mine\n")
    user.file.parent.mkdir()
    user.file.symlink_to(kept)
    assert user("config", "set", "lang", "es").code == 0
    assert user.file.is_symlink()
    assert kept.read_text() == '# mine\nlang = "es"\n'


def test_what_cannot_be_written_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.toml"
    file.write_text('lang = "en"\n')

    def full(_: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AyudaError) as refused:
        changed(file, "lang", "es")
    assert refused.value.problems[0].code == "preferences-not-written"
    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]
    assert file.read_text() == 'lang = "en"\n'


def test_a_variable_that_goes_before_what_is_set_is_told(user: Home) -> None:
    result = user("config", "set", "lang", "es", env={"AYUDA_LANG": "en"})
    assert words("en").say("config.outdone", variable="AYUDA_LANG") in result.messages


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(str.strip)


@given(values=st.dictionaries(st.sampled_from(["region", "policy"]), TEXT), new=TEXT)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None
)
def test_whatever_is_kept_is_read_back(tmp_path: Path, values: dict[str, str], new: str) -> None:
    file = tmp_path / "config.toml"
    file.unlink(missing_ok=True)
    for key, value in values.items():
        changed(file, key, value)
    changed(file, "region", new)
    found = parse_preferences(file, file.read_bytes())
    assert found.problems == ()
    assert {key: one for key, (one,) in found.values.items()} == {**values, "region": new}


# ------------------------------------------------------------------ costs


def test_a_file_costs_no_import(environment: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "ayuda"
    folder.mkdir()
    (folder / "config.toml").write_text('lang = "es"\nregion = "MD"\n')
    call = "return --stage placed --json"
    without = loaded_modules(environment, call)
    with_file = loaded_modules({**environment, "XDG_CONFIG_HOME": str(tmp_path)}, call)
    assert with_file - without == set()
    assert not {"tomlkit", "tomli"} & with_file


def test_questions_are_plain_where_it_is_said_once(user: Home) -> None:
    from ayuda.cli.session import Session

    user.write("accessible = true\n")
    environment = {**user.environment, "TERM": "xterm"}
    assert Session(environment).accessible
    assert not Session({**environment, "AYUDA_ACCESSIBLE": "0"}).accessible
    assert Session({"AYUDA_ACCESSIBLE": "0", "TERM": "dumb"}).accessible
