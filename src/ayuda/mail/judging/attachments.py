"""What a message carries beside its words: files that can run, pages with scripts, a mere picture.

Nothing is opened or run here; these are remarks, and decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ayuda.late_patterns import late
from ayuda.mail.evidence import Finding, Place
from ayuda.mail.judging.notes import Notes
from ayuda.mail.raw.decoding import unwrap
from ayuda.mail.raw.file_names import file_names, readable_name
from ayuda.mail.raw.message import Part
from ayuda.mail.shown.content import Content
from ayuda.mail.shown.tags import has_script

_RUNS: Final = late(
    r"ade|adp|apk|app|appimage|application|appref-ms|appx|bash|bat|cab|chm|cmd|com|command"
    r"|cpl|crx|csh|deb|dll|dmg|docm|dotm|exe|gadget|hta|htc|img|inf|ins|iqy|iso|isp|jar"
    r"|job|js|jse|ksh|lnk|mda|mde|mdt|msc|msh|msi|msix|msp|mst|ocx|one|pif|pkg|potm|ppam"
    r"|ppsm|pptm|ps1|ps1xml|psm1|rdp|reg|rpm|run|scf|scr|sct|sh|shb|shs|sldm|slk|swf|sys"
    r"|url|vb|vbe|vbs|vhd|vhdx|vxd|ws|wsc|wsf|wsh|xbap|xlam|xlm|xlsb|xlsm|xll|xltm|xnk"
)
"""Endings of files that programs or macros are in, or that lead to one."""
_RUNS_BY_KIND: Final = frozenset(
    [
        "application/hta",
        "application/java-archive",
        "application/vnd.android.package-archive",
        "application/vnd.microsoft.portable-executable",
        "application/x-bat",
        "application/x-dosexec",
        "application/x-executable",
        "application/x-ms-installer",
        "application/x-ms-shortcut",
        "application/x-msdos-program",
        "application/x-msdownload",
        "application/x-msi",
        "application/x-sh",
    ]
)
_BEGINNINGS: Final = (b"MZ", b"\x7fELF", b"#!/", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
"""How programs begin, whatever they are called."""
_LOOKED_AT = 64
_UNSEEN = late(r"[\s.\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+\Z")
"""What systems cut from the end of a name, or a person does not see there."""


def attachment_findings(notes: Notes, raw: bytes, content: Content) -> Iterator[Finding]:
    """The remarks on what a message carries."""
    for part in notes.message.parts:
        if part.kind.startswith("text/") and not part.filename:
            continue
        name = _runs(part, raw)
        if name is not None:
            yield notes.at("attachment-runs", name, Place(part.label, part.start, part.end))
    for body, _ in content.pages:
        part = body.part
        if (part.attached or part.filename) and has_script(body.text):
            place = Place(part.label, part.start, part.end)
            yield notes.at("attachment-script", readable_name(part.filename), place)
    picture = _only_picture(notes, content)
    if picture is not None:
        yield notes.at("only-picture", "", Place(picture.label, picture.start, picture.end))


def _runs(part: Part, raw: bytes) -> str | None:
    """The name of a part that can run, or its type if it has none."""
    names = file_names(part)
    shown = names[0] if names else part.kind
    for name in names:
        _, dot, ending = _UNSEEN.sub("", name).rpartition(".")
        if dot and _RUNS.fullmatch(ending.lower()):
            return name
    if part.kind in _RUNS_BY_KIND:
        return shown
    if part.kind.partition("/")[0] in {"text", "image", "message"}:
        return None
    beginning = unwrap(raw[part.start : min(part.end, part.start + _LOOKED_AT)], part.encoding)
    return shown if beginning.startswith(_BEGINNINGS) else None


def _only_picture(notes: Notes, content: Content) -> Part | None:
    """The part with the picture of a message that shows nothing else."""
    described = sum(page.described for _, page in content.pages)
    for text in content.texts:
        if sum(map(str.isalnum, text.words[: described + _LOOKED_AT])) > described:
            return None
    for body, page in content.pages:
        if page.pictures:
            return body.part
    return next((part for part in notes.message.parts if part.kind.startswith("image/")), None)
