"""Links that a mail filter wrote anew: where they lead in the end, as far as that stands in them.

A way is a pure function of a link's path and query, as a browser sends them. It gives every target
that the filter's server may take, and none where there is none to be read.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from binascii import Error as NoBase64
from collections.abc import Callable, Iterator, Sequence
from string import ascii_letters, ascii_lowercase, ascii_uppercase, digits
from urllib.parse import unquote

from ayuda.late_patterns import late
from ayuda.model import Rewriter

_Way = Callable[[Rewriter, str, str], Sequence[str]]

_NO_SCHEME = late(r"(?://)?((?:[\w-]+\.)+[^\W\d_]{2,}(?=[/?#:]|$).*)", re.DOTALL)
"""A target without a scheme, which begins with a host."""
_V2 = str.maketrans("-_", "%/")
_V3_BEGINS, _V3_ENDS, _V3_OVER = "__", "__;", "!"
_V3_ONE_SLASH = late(r"([a-z][a-z0-9+.-]*:/)(?=[^/])", re.IGNORECASE)
_V3_LEFT_OUT = late(r"\*(?:\*(.))?", re.DOTALL)
_V3_LENGTHS = {
    letter: length
    for length, letter in enumerate(ascii_uppercase + ascii_lowercase + digits + "-_", 2)
}
"""How many characters were left out at once, by the letter behind the second asterisk."""
_BASE64 = frozenset(ascii_letters + digits + "-_")
_MOST = 10
"""Targets of one link: with more of them, nobody knows which one is meant."""


def targets(rewriters: Sequence[Rewriter], path: str, query: str) -> list[str] | None:
    """The targets that may be meant by a link with this path and query (which begins with ``?``).

    None where no filter writes such a link; an empty list where its target cannot be read.
    """
    for rewriter in rewriters:
        if _fits(rewriter, path):
            found = dict.fromkeys(map(_absolute, _WAYS[rewriter.way](rewriter, path, query)))
            return [*found] if len(found) <= _MOST and "" not in found else []
    return None


def _fits(rewriter: Rewriter, path: str) -> bool:
    begins = rewriter.path
    return path.startswith(begins) if begins.endswith("/") else path.rstrip("/") == begins


def _absolute(target: str) -> str:
    """A target as a URL; what none can be made of stays as it is, for nobody can open it."""
    target = target.strip()
    without = _NO_SCHEME.match(target)
    return f"https://{without[1]}" if without else target


def _parameters(rewriter: Rewriter, query: str) -> Iterator[str]:
    """The raw values of the parameters that may hold the target: servers differ in which counts."""
    for pair in query.removeprefix("?").split("&"):
        name, _, value = pair.partition("=")
        if unquote(name).lower() in rewriter.parameters:
            yield value


def _parameter(rewriter: Rewriter, _path: str, query: str) -> list[str]:
    return [unquote(value) for value in _parameters(rewriter, query)]


def _base64_parameter(rewriter: Rewriter, _path: str, query: str) -> list[str]:
    return [_of_base64(unquote(value)) for value in _parameters(rewriter, query)]


def _v2_parameter(rewriter: Rewriter, _path: str, query: str) -> list[str]:
    return [unquote(value.translate(_V2)) for value in _parameters(rewriter, query)]


def _path_rest(_rewriter: Rewriter, path: str, query: str) -> list[str]:
    """``/signature/https%3A%2F%2F…``; a query that was not encoded belongs to the target."""
    _, _, rest = path[1:].partition("/")
    return [unquote(rest) + query] if rest else []


def _v3_path(rewriter: Rewriter, path: str, query: str) -> list[str]:
    """``__URL__;LEFT-OUT!…``: characters that were left out of the URL stand in base64 behind it.

    An asterisk stands for one of them, two and a letter for a run of them.
    """
    text = (path + query)[len(rewriter.path) :]
    written, ends, behind = text.removeprefix(_V3_BEGINS).partition(_V3_ENDS)
    in_base64, over, _ = behind.partition(_V3_OVER)
    if not (text.startswith(_V3_BEGINS) and ends and over):
        return []
    written = unquote(_V3_ONE_SLASH.sub(r"\1/", written, count=1))
    if not _V3_LENGTHS.keys() >= set(filter(None, _V3_LEFT_OUT.findall(written))):
        return []
    left_out = _of_base64(in_base64)
    taken = 0

    def restore(mark: re.Match[str]) -> str:
        nonlocal taken
        begin, taken = taken, taken + (_V3_LENGTHS[mark[1]] if mark[1] else 1)
        return left_out[begin:taken]

    url = _V3_LEFT_OUT.sub(restore, written)
    return [url] if taken == len(left_out) else []


def _unreadable(_rewriter: Rewriter, _path: str, _query: str) -> list[str]:
    return []


def _of_base64(text: str) -> str:
    """What a text in base64, with or without padding, says; nothing where it is none."""
    text = text.replace("+", "-").replace("/", "_").rstrip("=")
    if not _BASE64.issuperset(text):
        return ""
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (NoBase64, UnicodeDecodeError):
        return ""


_WAYS: dict[str, _Way] = {
    "parameter": _parameter,
    "parameter-base64": _base64_parameter,
    "parameter-urldefense-v2": _v2_parameter,
    "path-rest": _path_rest,
    "path-urldefense-v3": _v3_path,
    "unreadable": _unreadable,
}
