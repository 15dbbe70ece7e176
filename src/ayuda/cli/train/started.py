"""What every session of training begins with: the policy, the database, ids and the present."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

import msgspec

from ayuda.cli.data_folder import place_of_training
from ayuda.cli.run import prompter_of
from ayuda.cli.session import Session as Call
from ayuda.cli.train.lines import LinesFace
from ayuda.cli.train.options import LARGEST_SEED, number_of, profile_of, refuse_without_person
from ayuda.model import LANGUAGES
from ayuda.texts import load_texts
from ayuda.train.answers import Mode
from ayuda.train.deal import Dealer
from ayuda.train.grading import Sitting
from ayuda.train.session import Face, Keeping
from ayuda.train.store import Store

SEEDS = 1 << 32


class Started(msgspec.Struct, frozen=True):
    """A session that may begin."""

    path: Path
    store: Store
    dealer: Dealer
    sitting: Sitting
    keeping: Keeping
    seed: str


def started(call: Call, options: dict[str, Any], mode: Mode) -> Started:
    """What a session needs, from the options. Raises AyudaError."""
    profile = profile_of(options["profile"])
    number = number_of("--seed", options["seed"], 0, LARGEST_SEED)
    seed = uuid4().int % SEEDS if number is None else number
    setting = call.setting(options)
    refuse_without_person(call, options)
    path = place_of_training(call.environ)
    store = Store.open(path)
    sitting = Sitting(str(uuid4()), profile, mode, call.policy_file.sha256)
    keeping = Keeping(store.append, _new_id, call.clock, monotonic)
    return Started(path, store, Dealer(call.wording(setting), setting), sitting, keeping, str(seed))


def face_of(call: Call, options: dict[str, Any], begun: Started) -> Face:
    """Lines of JSON where a program leads, else a terminal; what is heavy loads only here."""
    if options["json"]:
        return LinesFace(begun.sitting.session)
    from ayuda.ui.drill import TerminalFace
    from ayuda.ui.spoken_deadlines import DeadlineWords, deadline_words

    def spoken() -> DeadlineWords:
        return deadline_words([load_texts(language, call.cache) for language in LANGUAGES])

    return TerminalFace(prompter_of(call), call.texts, spoken)


def _new_id() -> str:
    return str(uuid4())
