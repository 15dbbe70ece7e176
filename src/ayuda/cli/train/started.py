"""What every session of training begins with: the policy, the answers, ids and the present."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from time import monotonic
from typing import Any
from uuid import uuid4

import msgspec

from ayuda.cli.data_folder import place_of_training
from ayuda.cli.run import prompter_of
from ayuda.cli.session import Session as Call
from ayuda.cli.train.lines import LinesFace
from ayuda.cli.train.options import LARGEST_SEED, number_of, profile_of
from ayuda.engine.windows import Setting
from ayuda.errors import AyudaError
from ayuda.model import LANGUAGES
from ayuda.texts import load_texts
from ayuda.train.cards import CardName
from ayuda.train.deal import Dealer
from ayuda.train.deck import OF_CALLS, cards_of_calls, flows_of_calls
from ayuda.train.grading import Sitting
from ayuda.train.messages import cards_of_messages
from ayuda.train.scenarios import scenario_problems
from ayuda.train.session import Face, Keeping, Session
from ayuda.train.store import Store

SEEDS = 1 << 32
"""How many seeds there are to draw from where none is said."""


class Trainee(msgspec.Struct, frozen=True):
    """Whose training it is, and by which policy: with the answers that are there already."""

    call: Call
    setting: Setting
    profile: str
    store: Store

    @property
    def today(self) -> date:
        """The study day."""
        return _study_day(self.call, self.setting)

    @property
    def digest(self) -> str:
        """That of the policy's file."""
        return self.call.policy_file.sha256

    def session(self, face: Face, setting: Setting, sitting: Sitting, seed: str) -> Session:
        """A session of this trainee; each answer is stored when it is kept."""
        keeping = Keeping(self.store.append, new_id, _present, monotonic)
        return Session(face, Dealer(self.call.wording(setting), setting), sitting, keeping, seed)


@contextmanager
def trainee_of(call: Call, options: dict[str, Any]) -> Iterator[Trainee]:
    """The trainee that the options name, with their answers open. Raises AyudaError."""
    profile = profile_of(options.get("profile"))
    setting = call.setting(options)
    file = call.policy_file
    problems = list(scenario_problems(setting, file.path))
    if problems:
        raise AyudaError(file.told(problems))
    with Store.open(place_of_training(call.environ)) as store:
        yield Trainee(call, setting, profile, store)


def today_of(call: Call, options: dict[str, Any]) -> date:
    """The study day. Raises AyudaError for a present or a region that is none."""
    return _study_day(call, call.setting(options))


def _study_day(call: Call, setting: Setting) -> date:
    from ayuda.train.schedule import study_day

    return study_day(call.clock(), setting.zone)


def seed_of(options: dict[str, Any]) -> str:
    """The seed that is said, else one of chance. Raises AyudaError."""
    number = number_of("--seed", options["seed"], 0, LARGEST_SEED)
    return str(uuid4().int % SEEDS if number is None else number)


def deck_of(call: Call, flows: Sequence[str]) -> tuple[CardName, ...]:
    """All cards of these flows but those of interviews."""
    calls = [flow for flow in flows if flow in flows_of_calls(call.policy)]
    return (*cards_of_calls(call.policy, calls, OF_CALLS), *cards_of_messages(call.policy, flows))


def face_of(call: Call, options: dict[str, Any], session: str, before: int = 0) -> Face:
    """Lines of JSON where a program leads, else a terminal; what is heavy loads only here."""
    if options["json"]:
        return LinesFace(session, before)
    from ayuda.ui.drill import TerminalFace
    from ayuda.ui.spoken_deadlines import DeadlineWords, deadline_words

    def spoken() -> DeadlineWords:
        return deadline_words([load_texts(language, call.cache) for language in LANGUAGES])

    return TerminalFace(prompter_of(call), call.texts, spoken, monotonic)


def _present() -> datetime:
    """The present as exactly as it is known: answers are kept in its order."""
    return datetime.now(UTC)


def new_id() -> str:
    """An id that nothing else has."""
    return str(uuid4())
