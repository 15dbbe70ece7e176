"""The kinds of messages in the drills: each story told in each way of sending it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Literal

import msgspec

from ayuda.model import Language

Fit = Literal["high", "medium", "low"]
Cue = Literal["sender", "link", "service", "form", "attachment", "forwarded", "claim"]


class Telling(msgspec.Struct, frozen=True):
    """A story in one language, with what is to be filled in."""

    subject: str
    lines: tuple[str, ...]
    button: str


class Story(msgspec.Struct, frozen=True):
    """What a message says; ``fits`` is how well that fits a customer who has just ordered."""

    fits: Fit
    claims: bool
    sent_as: tuple[str, ...]
    en: Telling
    es: Telling

    def told(self, language: Language) -> Telling:
        """The story in a language."""
        telling: Telling = getattr(self, language)
        return telling


class Way(msgspec.Struct, frozen=True):
    """How a message is sent, and the verdict that it must come to."""

    verdict: str
    sender: Literal["shop", "abroad", "relay", "look-alike", "elsewhere", "other"]
    link: Literal[
        "shop",
        "abroad",
        "look-alike",
        "elsewhere",
        "address",
        "brand-in-host",
        "differs",
        "other",
        "none",
    ]
    service: Literal["passed", "passed-own", "failed", ""]
    form: bool = False
    attachment: bool = False
    plain: bool = False
    forward: bool = False


class Fillings(msgspec.Struct, frozen=True):
    """What is filled into the stories."""

    names: tuple[str, ...]
    sellers: tuple[str, ...]
    mail_service: str
    mailbox: str
    elsewhere: tuple[str, ...]
    others: tuple[str, ...]
    addresses: tuple[str, ...]
    look_alike: tuple[str, ...]
    in_host: tuple[str, ...]
    products: dict[Language, tuple[str, ...]]


class Kind(msgspec.Struct, frozen=True):
    """One kind of message; ``id`` names the story and the way."""

    id: str
    story: Story
    way: Way


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by id, in the order of the stories."""
    stories = msgspec.convert(_read("stories"), dict[str, Story])
    ways = msgspec.convert(_read("ways"), dict[str, Way])
    found = (
        Kind(f"{name}.{way}", story, ways[way])
        for name, story in stories.items()
        for way in story.sent_as
    )
    return {kind.id: kind for kind in found}


@cache
def fillings() -> Fillings:
    """What the stories are filled with."""
    return msgspec.convert(_read("fillings"), Fillings)


def _read(name: str) -> dict[str, Any]:
    import tomli

    return tomli.loads(files("ayuda.train.mail").joinpath(f"{name}.toml").read_text("utf-8"))
