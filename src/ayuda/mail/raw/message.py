"""The parts of a message, found in one walk over its bytes (RFC 2046), with their places.

Nothing is decoded or copied here. Every line that begins with ``--`` is looked at once and held
against the boundaries that are open, so the time grows with the size and not with the depth.
"""

from __future__ import annotations

import msgspec

from ayuda.late_patterns import late
from ayuda.mail.raw.headers import Headers, parameters, read_headers, without_comments
from ayuda.mail.raw.limits import DASH_LINES, DEPTH, PARTS, Budget
from ayuda.mail.raw.mbox import breaks

_ENCODING_AT_MOST = 200
_TOKEN_ENDS = late(r"[\s;,]")
_DASHES = late(rb"--[^\r\n]{1,1000}")
_MBOX = late(rb"(?:\xef\xbb\xbf)?[\r\n]*+(?:>?From [^\n]*\n)?")
"""What may stand before the first header: a byte order mark, empty lines, mbox's own line."""


class Part(msgspec.Struct):
    """A leaf of a message: headers, type, and where its body stands.

    ``path`` numbers the parts from 1 (``1.2``); the parts of an attached message go on from the
    number of the attachment. ``owner`` is the path of the attached message it belongs to, empty
    for the outer one. ``alternative``: one of several, of which a client shows one.
    """

    path: str
    owner: str
    headers: Headers
    kind: str
    options: dict[str, str]
    start: int
    end: int
    alternative: bool = False

    @property
    def label(self) -> str:
        """How a place calls this part: ``1.2 text/html``."""
        return f"{self.path} {self.kind}"

    @property
    def encoding(self) -> str:
        """The transfer encoding (RFC 2045, 6), in lower case."""
        return _encoding_of(self.headers)

    @property
    def filename(self) -> str:
        """The name it is to be saved under, where there is one."""
        _, options = parameters(self.headers.text("content-disposition"))
        return options.get("filename") or self.options.get("name", "")

    @property
    def attached(self) -> bool:
        """Whether it is to be opened apart from the message."""
        return self.headers.text("content-disposition").lower().startswith("attachment")


class Message(msgspec.Struct, frozen=True):
    """A message: its headers, its span, and its leaves in order; attached ones have a path.

    ``inside`` are the header blocks of its parts, but for those of attached messages.
    """

    path: str
    headers: Headers
    start: int
    end: int
    parts: tuple[Part, ...]
    inside: tuple[Headers, ...] = ()


class _Entity(msgspec.Struct):
    """A message while it is being read; ``depth`` counts the multiparts that are around it."""

    path: str
    headers: Headers
    start: int
    depth: int
    end: int = -1
    parts: list[Part] = []
    inside: list[Headers] = []


class _Frame(msgspec.Struct):
    """An open multipart; ``default`` is the type of a part that names none."""

    boundary: bytes
    path: str
    headers: Headers
    default: str
    alternative: bool
    children: int = 0


class _Walk:
    """The state of one walk: open multiparts, open messages, and the leaf that is open."""

    def __init__(self, raw: bytes, start: int, budget: Budget) -> None:
        self.raw = raw
        self.budget = budget
        self.frames: list[_Frame] = []
        self.boundaries: dict[bytes, int] = {}
        self.open: list[_Entity] = []
        self.entities: list[_Entity] = []
        self.leaf: Part | None = None
        self.body = start
        self.count = 0
        self.enter("", start)

    def run(self) -> list[_Entity]:
        start, lines = self.body - 1, 0
        while self.frames and (start := self.raw.find(b"\n--", max(start, self.body - 1))) >= 0:
            start += 1
            lines += 1
            if lines > DASH_LINES:
                self.budget.note("limit-parts", start)
                break
            match = _DASHES.match(self.raw, start)
            if match is None:
                continue
            token = match[0].rstrip(b" \t")
            depth = self.boundaries.get(token)
            closing = depth is None and token.endswith(b"--")
            if closing:
                depth = self.boundaries.get(token[:-2])
            if depth is None:
                continue
            self.close(self.before(match.start()), depth)
            if closing:
                self.drop(match.start(), depth)
            elif not self.next_part(match.end()):
                break
        self.close(len(self.raw), -1)
        return self.entities

    def before(self, position: int) -> int:
        """``position`` without the line end before it, which belongs to the boundary."""
        position -= self.raw.endswith(b"\n", 0, position)
        return position - self.raw.endswith(b"\r", 0, position)

    def close(self, position: int, depth: int) -> None:
        """Ends the leaf, and every message and multipart inside the multipart ``depth``."""
        if self.leaf is not None:
            self.leaf.end = max(self.leaf.start, position)
            self.leaf = None
        self.drop(position, depth + 1)
        while self.open and self.open[-1].depth > depth:
            entity = self.open.pop()
            entity.end = max(entity.start, position)

    def drop(self, position: int, depth: int) -> None:
        """Ends the multiparts from ``depth`` on. One without any part is taken as text."""
        while len(self.frames) > depth:
            frame = self.frames.pop()
            if self.boundaries.get(frame.boundary) == len(self.frames):
                del self.boundaries[frame.boundary]
            if not frame.children:
                start = frame.headers.end
                end = max(start, position)
                part = Part(frame.path or "1", "", frame.headers, "text/plain", {}, start, end)
                self.own(part)

    def own(self, part: Part) -> None:
        """Gives a leaf to the innermost message that is open."""
        part.owner = self.open[-1].path
        self.open[-1].parts.append(part)

    def next_part(self, line_end: int) -> bool:
        newline = self.raw.find(b"\n", line_end)
        start = len(self.raw) if newline < 0 else newline + 1
        frame = self.frames[-1]
        frame.children += 1
        self.count += 1
        if self.count > PARTS:
            self.budget.note("limit-parts", start)
            return False
        path = f"{frame.path}.{frame.children}" if frame.path else str(frame.children)
        headers = read_headers(self.raw, start, len(self.raw))
        self.open[-1].inside.append(headers)
        self.begin(path, headers, frame.default)
        return True

    def enter(self, path: str, start: int) -> None:
        """Begins a message: the outer one, or one that is attached."""
        headers = read_headers(self.raw, start, len(self.raw))
        entity = _Entity(path, headers, start, len(self.frames))
        self.entities.append(entity)
        self.open.append(entity)
        self.begin(path, headers, "text/plain")

    def begin(self, path: str, headers: Headers, default: str) -> None:
        """Goes into a multipart or an attached message, or opens a leaf."""
        if not headers.complete:
            self.budget.note("limit-headers", headers.end)
        kind, options = parameters(headers.text("content-type"))
        kind = kind if "/" in kind else default
        self.body = headers.end
        multipart = kind.startswith("multipart/")
        attached = kind in ("message/rfc822", "message/global") and _as_it_is(headers)
        deep = path.count(".") >= DEPTH or len(self.open) > DEPTH
        boundary = options.get("boundary", "").encode("utf-8", "replace").rstrip()
        if deep and (multipart or attached):
            self.budget.note("limit-depth", headers.end)
        elif multipart and boundary:
            inside = "message/rfc822" if kind == "multipart/digest" else "text/plain"
            frame = _Frame(b"--" + boundary, path, headers, inside, kind.endswith("alternative"))
            self.boundaries.setdefault(frame.boundary, len(self.frames))
            self.frames.append(frame)
            return
        elif attached:
            self.enter(path or "1", headers.end)
            return
        kind = "text/plain" if multipart and not deep else kind
        self.leaf = Part(path or "1", "", headers, kind, options, headers.end, headers.end)
        self.leaf.alternative = bool(self.frames) and self.frames[-1].alternative
        self.own(self.leaf)


def read_message(raw: bytes, budget: Budget) -> tuple[Message, ...]:
    """The outer message and those attached to it, outermost first; of an mbox the first."""
    start = _MBOX.match(raw)
    if start is not None and b"From " in start[0]:
        end, _ = next(breaks(raw, start.end() - 1, len(raw)), (len(raw), 0))
        if end < len(raw):
            budget.note("limit-mbox", end)
            raw = raw[:end]
    entities = _Walk(raw, start.end() if start else 0, budget).run()
    return tuple(
        Message(
            entity.path,
            entity.headers,
            entity.start,
            entity.end if entity.end >= 0 else len(raw),
            tuple(entity.parts),
            tuple(entity.inside),
        )
        for entity in entities
    )


def _as_it_is(headers: Headers) -> bool:
    """Whether a message is attached as it is; encoding it is forbidden (RFC 2046, 5.2.1)."""
    return _encoding_of(headers) not in {"base64", "quoted-printable"}


def _encoding_of(headers: Headers) -> str:
    text = without_comments(headers.text("content-transfer-encoding")[:_ENCODING_AT_MOST])
    return _TOKEN_ENDS.split(text, maxsplit=1)[0]
