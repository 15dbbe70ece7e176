"""What a user has said once: the file of defaults, as far as it can be understood.

An option beats the environment, that the file, that what is built in. The file is read as data
only; ``config`` alone writes it.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from ayuda.cache import Cache
from ayuda.errors import AyudaError, Problem, unreadable
from ayuda.likeness import nearest

Origin = Literal["option", "variable", "file", "locale", "built-in"]
KEYS = ("lang", "region", "policy", "trusted_servers", "accessible")
"""What can be said once."""
LIST, SWITCH = "trusted_servers", "accessible"
"""The one that is a list, and the one that is yes or no; the others are texts."""
EXAMPLES = {
    "lang": 'lang = "es"',
    "region": 'region = "MD"',
    "policy": 'policy = "policy.toml"',
    LIST: 'trusted_servers = ["mx.example.org"]',
    SWITCH: "accessible = true",
}
VARIABLES = {key: f"AYUDA_{key.upper()}" for key in KEYS}
NAME = "config.toml"
CONFIG_PLACES = (
    ("XDG_CONFIG_HOME", ("ayuda",)),
    ("APPDATA", ("ayuda",)),
    ("HOME", ("Library", "Application Support", "ayuda") if sys.platform == "darwin" else ()),
    ("HOME", (".config", "ayuda")),
)
"""Variables that name a folder, and the file's place in it; the first that does is taken."""
LOOSELY = 0.5
"""How alike a key must be to one that there is before that is offered for it (0 to 1)."""
LARGEST = 1 << 20
"""The size in bytes over which a file is none of preferences."""
NO = frozenset({"0", "no", "false", "off"})
"""What a variable says no with; anything else that it says is yes."""


class Preferences(msgspec.Struct, frozen=True):
    """What the file says, and what is wrong with it; without a file, nothing.

    ``values`` holds what was understood, by key, each as text; ``lines`` where it stands.
    """

    values: Mapping[str, tuple[str, ...]] = {}
    lines: Mapping[str, int] = {}
    problems: tuple[Problem, ...] = ()


class Preferred(msgspec.Struct, frozen=True):
    """A preference as it holds: its values as text, what said it, and where exactly."""

    values: tuple[str, ...]
    origin: Origin
    where: str

    @property
    def value(self) -> str:
        """The one value of a preference that is no list."""
        return self.values[0]


def place_of_preferences(environ: Mapping[str, str]) -> Path | None:
    """Where the file is, as the platform's conventions have it; None where nothing says.

    A relative path is none of the user's places: it is another wherever the call is made.
    """
    for name, below in CONFIG_PLACES:
        named = environ.get(name)
        if named and below and Path(named).is_absolute():
            return Path(named, *below, NAME)
    return None


def read_preferences(path: Path | None, cache: Cache) -> Preferences:
    """What the file says, parsed or remembered; a missing file says nothing."""
    if path is None:
        return Preferences()
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        return Preferences()
    except (OSError, ValueError) as error:
        return Preferences(problems=unreadable(str(path), error).problems)
    if len(content) > LARGEST:
        words = {"limit": f"{LARGEST >> 20} MiB"}
        return Preferences(problems=(Problem(str(path), "preferences-too-large", words),))
    return cache.remember(path, content, Preferences, lambda: parse_preferences(path, content))


def parse_preferences(path: Path, content: bytes) -> Preferences:
    """What a file's content says: what is right in it, and every problem."""
    from ayuda.policy.files import parse_toml

    try:
        table = parse_toml(str(path), content)
    except AyudaError as error:
        return Preferences(problems=error.problems)
    lines = content.decode().splitlines()
    places = {key: _line_of(key, lines) for key in table}
    values: dict[str, tuple[str, ...]] = {}
    problems: list[Problem] = []
    for key, value in table.items():
        try:
            values[key] = _understood(f"{path}:{places[key]}", key, value)
        except AyudaError as error:
            problems.extend(error.problems)
    return Preferences(values, places, tuple(problems))


def _line_of(key: str, lines: list[str]) -> int:
    """The line that a key of the file begins: by itself, quoted, dotted or as a table."""
    for number, line in enumerate(lines, 1):
        words = line.strip().lstrip("[").strip().strip("\"'")
        rest = words.removeprefix(key)
        if rest != words and rest.lstrip("\"'").lstrip().startswith(("=", ".", "]")):
            return number
    return 1


def check_key(where: str, key: str) -> None:
    """Raises AyudaError for what is no preference, with the nearest one."""
    if key in KEYS:
        return
    values = {"value": key, "allowed": ", ".join(KEYS)}
    near = nearest(key, {one: one for one in KEYS}, cutoff=LOOSELY)
    if near is None:
        raise AyudaError([Problem(where, "unknown-preference", values)])
    raise AyudaError([Problem(where, "unknown-preference-nearest", {**values, "nearest": near})])


def _understood(where: str, key: str, value: Any) -> tuple[str, ...]:
    """A value of the file as text. Raises AyudaError for an unknown key and a wrong value."""
    check_key(where, key)
    if key == SWITCH and isinstance(value, bool):
        return ("yes" if value else "no",)
    if key == LIST and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return checked(where, key, tuple(value))
    if key not in {SWITCH, LIST} and isinstance(value, str):
        return checked(where, key, (value,))
    words = {"name": key, "value": str(value), "example": EXAMPLES[key]}
    raise AyudaError([Problem(where, "wrong-preference", words)])


def checked(where: str, key: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """The values of a preference as they are used. Raises AyudaError for what is none.

    A region hangs on the policy's country, a language on those that it speaks, and a policy is read
    where it is used.
    """
    if key == LIST:
        from ayuda.mail.proof.authentication import server_names

        return server_names(values, where)
    if not all(value.strip() for value in values):
        raise AyudaError.of(where, "empty-value")
    return values


def of_variable(key: str, environ: Mapping[str, str]) -> Preferred | None:
    """What a variable says of a preference; an empty one says nothing. Raises AyudaError."""
    name = VARIABLES[key]
    told = environ.get(name, "").strip()
    if not told:
        return None
    if key == SWITCH:
        values: tuple[str, ...] = ("no" if told.casefold() in NO else "yes",)
    else:
        values = tuple(told.replace(",", " ").split()) if key == LIST else (told,)
        values = checked(name, key, values)
    return Preferred(values, "variable", name)


def of_file(key: str, path: Path | None, preferences: Preferences) -> Preferred | None:
    """What the file says of a preference, if it does; a policy's path counts from its folder."""
    values = preferences.values.get(key)
    if values is None or path is None:
        return None
    if key == "policy":
        values = (str(path.parent / values[0]),)
    return Preferred(values, "file", f"{path}:{preferences.lines.get(key, 1)}")
