"""Structured header values taken apart: words, quoted strings, comments (RFC 5322, 3.2)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ayuda.late_patterns import late

LONGEST = 8192
"""Characters of a value that are read; those of real mail have some hundreds."""

_OUTSIDE = late(r"(?P<blank>\s++)|\"(?P<quoted>(?:[^\"\\]|\\.)*+)\"|(?P<mark>[();])|[^\s\"();]++")
_COMMENT = late(r"(?P<mark>[()])|(?:[^()\\]|\\.)++")
_ESCAPE = late(r"\\(.)")
_DEPTH = 20


class Token(msgspec.Struct, frozen=True):
    """A word, a quoted string, a semicolon or a comment; ``joined`` to what stands before it."""

    kind: str
    text: str
    joined: bool = False


def tokens(text: str) -> tuple[Token, ...] | None:
    """The tokens of a value; None where a quote or a comment does not close, or it is too long."""
    if len(text) > LONGEST:
        return None
    found: list[Token] = []
    position, joined = 0, False
    while position < len(text):
        match = _OUTSIDE.match(text, position)
        if match is None or match["mark"] == ")":
            return None
        position = match.end()
        if match["mark"] == "(":
            closed = _comment(text, position)
            if closed is None:
                return None
            found.append(Token("comment", text[position : closed - 1]))
            position = closed
        elif match["mark"] == ";":
            found.append(Token("end", ";"))
        elif match["quoted"] is not None:
            found.append(Token("quoted", _ESCAPE.sub(r"\1", match["quoted"]), joined))
        elif match["blank"] is None:
            found.append(Token("word", match[0], joined))
        joined = match["blank"] is None and match["mark"] is None
    return tuple(found)


def _comment(text: str, position: int) -> int | None:
    """Where the comment ends that has been opened before ``position``; comments hold comments."""
    depth = 1
    while depth and depth <= _DEPTH:
        match = _COMMENT.match(text, position)
        if match is None:
            return None
        position = match.end()
        depth += {"(": 1, ")": -1}.get(match["mark"] or "", 0)
    return position if not depth else None


def clauses(found: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    """What stands between semicolons, without comments."""
    clause: list[Token] = []
    for token in found:
        if token.kind == "end":
            yield tuple(clause)
            clause = []
        elif token.kind != "comment":
            clause.append(token)
    yield tuple(clause)


def pairs(clause: tuple[Token, ...]) -> tuple[tuple[str, str], ...] | None:
    """``key=value`` pairs, however blanks stand around the equals sign; None where one is broken.

    Values may be quoted, and then hold anything; keys may not be.
    """
    found: list[tuple[str, str]] = []
    key, equals = "", False
    for token in clause:
        if token.joined and found and not key:
            found[-1] = (found[-1][0], found[-1][1] + token.text)
            continue
        if token.kind == "quoted":
            if not equals:
                return None
            found.append((key, token.text))
            key, equals = "", False
            continue
        if not equals and not key:
            key, sign, value = token.text.partition("=")
        elif not equals:
            sign, value = token.text[:1], token.text[1:]
            if sign != "=":
                return None
        else:
            sign, value = "=", token.text
        equals = bool(sign)
        if equals and not key:
            return None
        if value:
            found.append((key, value))
            key, equals = "", False
    return None if key else tuple(found)
