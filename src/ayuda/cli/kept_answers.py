"""What a call leaves for the front: its answer, with all that this hangs on."""

from __future__ import annotations

import os
import sys
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import time_ns
from typing import Any

from ayuda.cli.facts import FACT_PREFIX
from ayuda.cli.session import Session
from ayuda.engine.results import Decision
from ayuda.engine.windows import Setting
from ayuda.front import (
    FIELD,
    PIECE,
    RECORD,
    ROOT,
    cache_folder,
    digest,
    filled,
    key_of,
    pages_of,
    read_moment,
    slot_of,
    stamp_of,
)
from ayuda.model import NOW
from ayuda.policy.load import PACKAGE, built_in_path

MOST_PAGES = 12
"""How many pages one answer has; a further one takes the place of the oldest."""
WRITTEN = ("text", "address", "links")
SETTLED = 2_000_000_000
"""The nanoseconds after which a change of a file is seen by its time, however coarse that is."""


def keep_decision(
    session: Session,
    options: Mapping[str, Any],
    setting: Setting,
    decision: Decision,
    answer: bytes,
) -> None:
    """Keep the document of a decision for calls that differ in their moments only.

    Nothing is kept of what somebody wrote (an address, links, a text) or what is personal.
    """
    words = session.words or ()
    given = [setting.policy.facts[name] for name in decision.knowledge.given]
    if any(fact.kind in WRITTEN or fact.personal for fact in given):
        return
    told = _told_moments(words, options, setting, decision)
    if told is None:
        return
    from ayuda.view.open_document import open_page

    try:
        page = open_page(setting, session.policy_file, session.texts, decision, told)
        if page is not None:
            present = int(setting.now.timestamp())
            _keep(session, words, page, (decision.outcome.exit_code, answer.decode()), present)
    except Exception:  # noqa: BLE001, S110 - the answer is given; what keeps it for later must not undo it
        pass


def keep_completions(session: Session, line: Sequence[str], answer: str) -> None:
    """Keep what a shell was told of a line."""
    if not any(mark in answer for mark in (RECORD, FIELD, PIECE)):
        _keep(
            session,
            line,
            FIELD.join(("0", "0+00:00", "- 0", "seconds 0 0 0 0", answer)),
            (0, answer),
        )


def _told_moments(
    words: Sequence[str], options: Mapping[str, Any], setting: Setting, decision: Decision
) -> dict[str, int] | None:
    """The place of each moment that the words tell, by its fact or ``now``.

    None where a word has the form of a moment and is not one, or where two are the same.
    """
    flow = setting.policy.flows[decision.flow]
    moments = [name for name in flow.facts if setting.policy.facts[name].kind == "moment"]
    said = {name: options.get(FACT_PREFIX + name) for name in moments}
    said[NOW] = options.get("now")
    by_word = {word: name for name, word in said.items() if word is not None}
    told = [word for word in words if read_moment(word)]
    if len(set(told)) < len(told) or not by_word.keys() >= set(told):
        return None
    found = {by_word[word]: place for place, word in enumerate(told)}
    return found if said[NOW] is not None else {**found, NOW: len(told)}


def _keep(
    session: Session, words: Sequence[str], page: str, answer: tuple[int, str], present: int = 0
) -> None:
    """Write a page beside others of its kind, once it gives this very answer."""
    folder = cache_folder(session.environ)
    key, told = key_of(words, session.environ)
    if folder is None or filled(page, [*told, (present, 0)]) != answer:
        return
    files = "\n".join(dict.fromkeys(map(_short, _files(session))))
    stamp = stamp_of(files)
    changes = [int(seen.split()[-1]) for seen in stamp.split("\n") if seen]
    if stamp.count("\n") != files.count("\n") or max(changes) > time_ns() - SETTLED:
        return
    slot = slot_of(folder, key)
    with suppress(OSError, ValueError):
        pages = [page, *pages_of(slot, key)][:MOST_PAGES]
        text = RECORD.join((digest(key), files, stamp, *pages))
        content = f"{digest(text)}{RECORD}{text}".encode(errors="surrogateescape")
        _write(Path(slot), content)


def _short(file: str) -> str:
    return file.removeprefix(f"{ROOT}{os.sep}")


def _files(session: Session) -> Iterator[str]:
    """The files that have a part in an answer: the program's, the policy's, the user's, the zone's.

    Some are none: that one comes into being is a change too.
    """
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in {"ayuda", "holidays"} and getattr(module, "__file__", None):
            yield str(module.__file__)
    yield from map(str, sorted((PACKAGE / "texts").glob("*.toml")))
    yield str(PACKAGE / "holidays.json")
    entry = Path(session.policy_file.path).absolute()
    yield from map(str, (PACKAGE / "data", built_in_path(), entry))
    yield from (str(entry.parent / part) for part in session.policy_file.parts)
    if session.policy.further_languages:
        yield str(entry.parent)
    if session.place_of_preferences is not None:
        yield str(session.place_of_preferences)
    zone = session.policy.time_zone
    yield from (os.path.join(folder, zone) for folder in zoneinfo.TZPATH)  # noqa: PTH118
    data = sys.modules.get("tzdata")
    if data is not None and data.__file__:
        yield data.__file__


def _write(slot: Path, content: bytes) -> None:
    """Write beside the slot and move it there, so that nobody reads half of an answer."""
    beside = slot.with_suffix(f".{os.getpid()}")
    slot.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with beside.open("xb") as file:
            file.write(content)
        beside.replace(slot)
    finally:
        beside.unlink(missing_ok=True)
