"""What a call leaves for the front: its answer, with all that this hangs on."""

from __future__ import annotations

import os
import sys
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
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
    kept,
    key_of,
    read_moment,
    slot_of,
    stamp_of,
)
from ayuda.model import NOW
from ayuda.policy.beside import translation_name
from ayuda.policy.load import PACKAGE, built_in_path

MOST_PAGES = 12
"""How many pages one answer has; a further one takes the place of the oldest."""
WRITTEN = ("text", "address", "links")
LIBRARIES = ("ayuda", "typer", "msgspec", "holidays", "tzdata")
"""Packages that have a part in an answer; another edition of one is known by its first file."""
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

    Nothing is kept of what somebody wrote (an address, links, a text) or what is personal, nor of a
    call that may have said more than its document.
    """
    given = [setting.policy.facts[name] for name in decision.knowledge.given]
    if session.is_forgiving or any(fact.kind in WRITTEN or fact.personal for fact in given):
        return
    from ayuda.view.open_document import open_page

    with suppress(Exception):  # The answer is given; what keeps it for later must not undo it.
        told = _told_moments(session.words or (), options, setting, decision)
        if told is None:
            return
        page = open_page(setting, session.policy_file, session.texts, decision, told)
        if page is not None:
            present = int(setting.now.timestamp())
            _keep(session, page, (decision.outcome.exit_code, answer.decode()), present)


def keep_completions(session: Session, answer: str) -> None:
    """Keep what a shell was told of a line, if it was in UTF-8."""
    with suppress(Exception):
        written = answer.encode(sys.stdout.encoding, sys.stdout.errors or "strict")
        has_marks = any(mark in answer for mark in (RECORD, FIELD, PIECE))
        if written == answer.encode() and not has_marks:
            page = FIELD.join(("0", "0+00:00", "- 0", "seconds 0 0 0 0", answer))
            _keep(session, page, (0, answer))


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


def _keep(session: Session, page: str, answer: tuple[int, str], present: int = 0) -> None:
    """Write a page beside others of its kind, once it gives this very answer."""
    folder = cache_folder(session.environ)
    key, told = key_of(session.words or (), session.environ)
    if folder is None or filled(page, [*told, (present, 0)]) != answer:
        return
    slot = slot_of(folder, key)
    earlier, pages = kept(slot, key)
    behind = [*map(_short, _files(session)), *filter(None, earlier.split("\n"))]
    files = "\n".join(dict.fromkeys(behind))
    stamp = stamp_of(files)
    if _is_settled(session, files, stamp) and _stands_as_read(session):
        text = RECORD.join((digest(key), files, stamp, *[page, *pages][:MOST_PAGES]))
        content = f"{digest(text)}{RECORD}{text}".encode(errors="surrogateescape")
        _write(Path(slot), content)


def _is_settled(session: Session, files: str, stamp: str) -> bool:
    """Whether no file has changed since shortly before the call began."""
    changes = [int(seen.split()[-1]) for seen in stamp.split("\n") if seen]
    return stamp.count("\n") == files.count("\n") and max(changes) <= session.began - SETTLED


def _stands_as_read(session: Session) -> bool:
    """Whether what the call read still stands there: a link or a folder may lead elsewhere now.

    The parts of an entry that is a link are beside what it leads to, where nobody will look.
    """
    if session.policy_file.parts and Path(session.policy_file.path).is_symlink():
        return False
    return all(stamp_of(place) == stamp for place, stamp in session.read.items())


def _short(file: str) -> str:
    return file.removeprefix(f"{ROOT}{os.sep}")


def _files(session: Session) -> Iterator[str]:
    """The files that have a part in an answer: the program's, the policy's, the user's, the zone's.

    Some are none: that one comes into being is a change too.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith("ayuda.") or name in LIBRARIES:
            yield str(module.__file__)
    yield from map(str, sorted((PACKAGE / "policy").rglob("*.py")))
    yield from map(str, sorted((PACKAGE / "texts").glob("*.toml")))
    yield str(PACKAGE / "holidays.json")
    entry = Path(session.policy_file.path).absolute()
    yield from map(str, (PACKAGE / "data", built_in_path(), entry))
    yield from (str(entry.parent / part) for part in session.policy_file.parts)
    for language in session.policy.further_languages:
        yield from (str(entry.parent), str(entry.with_name(translation_name(entry, language))))
    if session.place_of_preferences is not None:
        yield str(session.place_of_preferences)
    zone = session.policy.time_zone
    yield from (os.path.join(folder, zone) for folder in zoneinfo.TZPATH)  # noqa: PTH118


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
