"""The command ``config``: what a user says once, told, changed and taken back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from ayuda.calendar import Calendar
from ayuda.cli.preferences import KEYS, LIST, NO, SWITCH, VARIABLES, check_key, checked
from ayuda.cli.refusals import messages_of
from ayuda.cli.session import Session, write_bytes
from ayuda.engine.stated import unknown_value
from ayuda.errors import AyudaError, ExitCode, Problem
from ayuda.policy.load import built_in_path, load
from ayuda.texts import visible
from ayuda.view.document import encode

ACTIONS = ("list", "get", "set", "path")
BARE_ACTIONS = ("list", "path")
"""Those that are about no one setting."""
PLACE = "config"
YES = frozenset({"1", "yes", "sí", "si", "true", "on"})


class Setting(msgspec.Struct, frozen=True):
    """A setting as it holds in this call: its value, what said it, and where."""

    key: str
    value: str | tuple[str, ...] | bool | None
    origin: str = msgspec.field(name="from")
    where: str | None

    def text(self) -> str:
        """The value in one line."""
        if self.value is None or self.value == ():
            return "-"
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        return self.value if isinstance(self.value, str) else " ".join(self.value)


def run_config(session: Session, options: dict[str, Any]) -> int:
    """Do what the call asks of the settings; the exit code. Raises AyudaError."""
    action, key = options.get("action"), options.get("key")
    values: Sequence[str] = options.get("values") or ()
    if action is None:
        raise AyudaError.of(PLACE, "config-needs-action", allowed=", ".join(ACTIONS))
    if action not in ACTIONS:
        raise AyudaError([unknown_value(PLACE, action, list(ACTIONS))])
    where = f"{PLACE} {action}"
    takes_key = action not in BARE_ACTIONS
    surplus = [*values] if action == "get" else [] if takes_key else [key, *values]
    if any(word is not None for word in surplus):
        raise AyudaError.of(str(surplus[0]), "unexpected-argument", command=f"{PLACE} ")
    if takes_key and key is None:
        raise AyudaError.of(where, "config-needs-key", allowed=", ".join(KEYS))
    does: dict[str, Callable[[], int]] = {
        "list": lambda: _list(session, as_json=options["json"]),
        "get": lambda: _get(session, where, str(key), as_json=options["json"]),
        "set": lambda: _set(session, where, str(key), values),
        "path": lambda: _path(session, as_json=options["json"]),
    }
    return does[action]()


def setting_of(session: Session, key: str) -> Setting:
    """A setting as it holds in this call. Raises AyudaError for a value that is none."""
    said = session.preferred(key)
    if said is not None:
        value: str | tuple[str, ...] | bool = said.values if key == LIST else said.value
        if key == SWITCH:
            value = said.value == "yes"
        return Setting(key, value, said.origin, said.where)
    if key == "lang":
        found = session.language_of_locale
        return Setting(
            key, found or session.locale_language, "locale" if found else "built-in", None
        )
    built_in: dict[str, str | tuple[str, ...] | bool] = {
        "policy": str(built_in_path()),
        LIST: (),
        SWITCH: False,
    }
    return Setting(key, built_in.get(key), "built-in", None)


def _list(session: Session, *, as_json: bool) -> int:
    settings: list[Setting] = []
    problems: list[Problem] = []
    for key in KEYS:
        try:
            settings.append(setting_of(session, key))
        except AyudaError as error:
            problems.extend(error.problems)
    for setting in settings:
        problems.extend(_unusable(session, setting))
    texts = session.texts_for_errors()
    session.preferences  # noqa: B018 - what is wrong with the file is known once it is read
    in_file = session.forgiven()  # Who calls tells those.
    messages = messages_of(texts, problems)
    place = session.place_of_preferences
    if as_json:
        document = {
            "format": "ayuda.config/1",
            "path": None if place is None else str(place),
            "settings": settings,
            "problems": [*map(texts.message, in_file), *messages],
        }
        write_bytes(sys.stdout, encode(document) + b"\n")
    else:
        width = max((len(setting.text()) for setting in settings), default=0)
        for setting in settings:
            said = texts.say(f"config.{setting.origin}", where=visible(setting.where or "", None))
            line = f"{setting.key:<15}  {visible(setting.text(), None):<{width}}  {said}"
            sys.stdout.write(f"{line.rstrip()}\n")
    for message in messages:
        sys.stderr.write(f"{message.told()}\n")
    return ExitCode.REFUSED if problems or in_file else ExitCode.DECIDED


def _unusable(session: Session, setting: Setting) -> Sequence[Problem]:
    """Why a policy or a region that is set would be refused where it is used."""
    if setting.origin == "built-in" or setting.key not in {"policy", "region"}:
        return ()
    try:
        if setting.key == "policy":
            load(Path(str(setting.value)), session.cache)
        else:
            _settled(session, str(setting.value), setting.where or PLACE)
    except AyudaError as error:
        return error.problems
    return ()


def _settled(session: Session, region: str, where: str) -> str | None:
    """The code of a region of the policy's country. Raises AyudaError where it is none of its."""
    calendar = Calendar(session.policy.country, region)
    calendar.settle_region(where)
    return calendar.region


def _get(session: Session, where: str, key: str, *, as_json: bool) -> int:
    check_key(where, key)
    setting = setting_of(session, key)
    if as_json:
        write_bytes(sys.stdout, msgspec.json.encode(setting.value) + b"\n")
    elif isinstance(setting.value, tuple):
        sys.stdout.write("".join(f"{value}\n" for value in setting.value))
    elif setting.value is not None:
        sys.stdout.write(f"{visible(setting.text(), None)}\n")
    return ExitCode.DECIDED


def _path(session: Session, *, as_json: bool) -> int:
    place = str(_place(session))
    write_bytes(
        sys.stdout, msgspec.json.encode(place) + b"\n" if as_json else f"{place}\n".encode()
    )
    return ExitCode.DECIDED


def _place(session: Session) -> Path:
    if session.place_of_preferences is None:
        raise AyudaError.of(PLACE, "no-preferences-place")
    return session.place_of_preferences


def _set(session: Session, where: str, key: str, values: Sequence[str]) -> int:
    from ayuda.cli.preferences_file import changed

    check_key(where, key)
    if not values:
        raise AyudaError.of(where, "config-needs-value", name=key)
    place = _place(session)
    changed(place, key, _new_value(session, where, key, values))
    texts = session.texts
    sys.stderr.write(f"{texts.say('batch.written', path=visible(str(place), None))}\n")
    if session.environ.get(VARIABLES[key], "").strip():
        sys.stderr.write(f"{texts.say('config.outdone', variable=VARIABLES[key])}\n")
    return ExitCode.DECIDED


def _new_value(
    session: Session, where: str, key: str, values: Sequence[str]
) -> str | bool | list[str] | None:
    """What the file is to hold; None takes it back. Raises AyudaError for what is no value."""
    if [*values] == [""]:
        return None
    if key == LIST:
        names = [name for value in values for name in value.replace(",", " ").split()]
        return [*checked(where, key, tuple(names or values))]
    if key == "region":  # Names of regions have blanks in them.
        return _settled(session, " ".join(values), where)
    if len(values) > 1:
        raise AyudaError.of(values[1], "unexpected-argument", command=f"{PLACE} ")
    [value] = checked(where, key, tuple(values))
    if key == "lang":
        session.check_language(where, value)
    if key == SWITCH:
        told = value.strip().casefold()
        if told not in YES | NO:
            raise AyudaError(
                [Problem(where, "unknown-value", {"value": value, "allowed": "yes, no"})]
            )
        return told in YES
    if key == "policy":
        path = Path(value).absolute()
        load(path, session.cache)
        return str(path)
    return value
