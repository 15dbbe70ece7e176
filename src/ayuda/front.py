"""Answers that earlier calls left, given again without loading what made them.

An answer counts for the same words in the same environment while none of the files that had a part
in it has changed. Its pages leave moments open and say for which ones they hold; all else is for
the whole program (``ayuda.cli.kept_answers`` writes). Nothing is imported here that takes time.
"""

from __future__ import annotations

import os
import sys
from _blake2 import blake2b
from _datetime import datetime, timedelta  # type: ignore[import-not-found]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

RECORD, FIELD, PIECE = "\x1c", "\x1d", "\x1e"
"""What stands between the parts of an answer, the fields of a page, and the pieces of a field."""
CACHE_PLACES = {"XDG_CACHE_HOME": "ayuda", "LOCALAPPDATA": "ayuda", "HOME": ".cache/ayuda"}
"""Variables that name a folder, and the cache's place in it; the first that does is taken."""
SHELL, ZSH_LINE, BASH_LINE = "_AYUDA_COMPLETE", "_TYPER_COMPLETE_ARGS", "COMP_WORDS"
"""How a shell asks for completions, and where it says the line as far as it is typed."""
HEARD = (
    *("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "PYTHONTZPATH", "XDG_CONFIG_HOME", "APPDATA"),
    *("HOME", "AYUDA_LANG", "AYUDA_REGION", "AYUDA_POLICY", "AYUDA_TRUSTED_SERVERS"),
    *("AYUDA_ACCESSIBLE", "LC_CTYPE", "PYTHONIOENCODING", "PYTHONUTF8"),
    *(SHELL, ZSH_LINE, BASH_LINE, "COMP_CWORD", "_TYPER_COMPLETE_FISH_ACTION"),
)
"""The variables that an answer can hang on."""
SLOTS, SEAL, LARGEST = 1024, 16, 1 << 20
"""How many answers are kept, the bytes of a digest, and those over which a file is no answer."""
ROOT = os.path.dirname(os.path.abspath(__file__))
DAY, HOUR, EPOCH = 86_400, 3_600, datetime(1970, 1, 1)
DIGITS = dict.fromkeys(map(ord, "123456789"), "0")
FORMS = {f"0000-00-00T00:00{more}{at}" for more in ("", ":00") for at in ("", "+00:00", "-00:00")}
Told = tuple[int, int | None]
"""Seconds since 1970 by a clock, and those of its offset if it is told."""


def cache_folder(environ: Mapping[str, str]) -> str | None:
    """The folder of what can be made again; a relative one is another wherever a call is made."""
    named = ((environ.get(name), below) for name, below in CACHE_PLACES.items())
    return next((os.path.join(at, below) for at, below in named if at and os.path.isabs(at)), None)


def read_moment(word: str) -> Told | None:
    """The moment that a word is in its usual form. Raises ValueError for one of no calendar."""
    if word.translate(DIGITS) not in FORMS or word[11:13] > "23" or word[-2:] > "59":
        return None
    moment = datetime.fromisoformat(word)
    since, offset = moment.replace(tzinfo=None) - EPOCH, moment.utcoffset()
    ahead = None if offset is None else offset.days * DAY + offset.seconds
    return since.days * DAY + since.seconds, ahead


def may_be_known(words: list[str], environ: Mapping[str, str]) -> bool:
    """Whether a call may have an answer here: a script's, or a shell's that completes a line."""
    return not words if SHELL in environ else "--json" in words


def key_of(words: Iterable[str], environ: Mapping[str, str]) -> tuple[str, list[Told]]:
    """What a call is known by besides the moments that it tells, and these."""
    user = getattr(os, "geteuid", int)()  # another may not read the same files
    known = [sys.version, ROOT, os.getcwd(), f"{user}", *(repr(environ.get(of)) for of in HEARD)]
    read = [(word, read_moment(word)) for word in words]
    known += ("moment" if moment else f"={word}" for word, moment in read)
    return "\0".join(known), [moment for _, moment in read if moment]


def digest(text: str) -> str:
    """What a text is known by: a key is kept as this alone, for it has what somebody wrote."""
    content = text.encode(errors="surrogateescape")
    return str(blake2b(content, digest_size=SEAL).hexdigest())


def slot_of(folder: str, key: str) -> str:
    """The file in which an answer of that key is kept, if it is."""
    return os.path.join(folder, "answers", f"{int(digest(key), 16) % SLOTS}")


def stamp_of(files: str) -> str:
    """Files, each on a line, as they are now: one that changes, comes or goes changes it."""
    return "\n".join(map(_seen, files.split("\n")))


def _seen(file: str) -> str:
    try:
        seen = os.stat(os.path.join(ROOT, file))
    except OSError:
        return ""
    return f"{seen.st_ino} {seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns}"


def kept(slot: str, key: str) -> tuple[str, list[str]]:
    """The files behind an answer, and its pages; none if it is broken, of another key, or past."""
    if not os.path.isfile(slot) or os.path.getsize(slot) > LARGEST:
        return "", []
    with open(slot, "rb") as file:
        seal, _, text = file.read().decode(errors="surrogateescape").partition(RECORD)
    own, files, stamp, *pages = text.split(RECORD)
    is_whole = seal == digest(text) and own == digest(key)
    return (files, pages) if is_whole and stamp == stamp_of(files) else ("", [])


def filled(page: str, told: list[Told]) -> tuple[int, str] | None:
    """The exit code and the answer for these moments; None where the page does not hold for them.

    ``told`` are those of the call, then the present. A moment of the page is one of them, or none,
    and so many seconds later; a test wants two of them so far apart. All are by the zone's clock.
    """
    code, zone, moments, tests, pieces = page.split(FIELD)
    ahead, offset = int(zone[:-6]), zone[-6:]
    local = [at + (0 if own is None else ahead - own) for at, own in told]
    pairs = map(str.split, moments.split(PIECE))
    known = [int(later) + (0 if whose == "-" else local[int(whose)]) for whose, later in pairs]
    for unit, of, to, least, most in map(str.split, tests.split(PIECE)):
        a, b = known[int(of)], known[int(to)]
        apart = {"seconds": a - b, "days": a // DAY - b // DAY, "hour": a // HOUR % 24}[unit]
        if not int(least) <= apart <= int(most):
            return None
    parts = pieces.split(PIECE)
    for at, (kind, of, to) in enumerate(map(str.split, parts[1::2])):
        parts[2 * at + 1] = _shown(kind, known[int(of)], known[int(to)], offset)
    return int(code), "".join(parts)


def _shown(kind: str, of: int, to: int, offset: str) -> str:
    """A moment as an answer has it: in ISO 8601, by its clock, or as the seconds left to it."""
    if kind == "left":
        return str(max(0, of - to))
    written: str = (EPOCH + timedelta(seconds=of)).isoformat()
    return written[11:16] if kind == "clock" else written + offset


def answer(words: list[str], environ: Mapping[str, str], now: int) -> tuple[int, bytes] | None:
    """The exit code and the output of a call at that second since 1970, from what is kept."""
    folder = cache_folder(environ)
    if folder is None or not may_be_known(words, environ):
        return None
    try:
        key, told = key_of(words, environ)
        _, pages = kept(slot_of(folder, key), key)
        found = next(filter(None, (filled(page, [*told, (now, 0)]) for page in pages)), None)
    except (OSError, ValueError, LookupError, OverflowError):
        return None
    return None if found is None else (found[0], found[1].encode(errors="surrogateescape"))
