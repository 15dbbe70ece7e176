"""The command ``train report``: what the answers say of a trainee, or of a team."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

from ayuda.cli.session import Session as Call
from ayuda.cli.session import write_bytes
from ayuda.cli.train.started import Trainee, deck_of, trainee_of
from ayuda.errors import AyudaError, ExitCode
from ayuda.train.cards import CardName
from ayuda.train.deal import Dealer
from ayuda.train.decided import is_signal
from ayuda.train.deck import can_be_dealt, cards_of_interviews, flows_of_calls
from ayuda.train.learning import learning_of
from ayuda.train.practice import Practice, Standing, practice_document, practice_of
from ayuda.view.document import encode


def run_report(call: Call, options: dict[str, Any]) -> int:
    """Tell how far the trainee or the team is; the exit code. Raises AyudaError."""
    if options["html"] == "":
        raise AyudaError.of("--html", "empty-option")
    if options["team"] and options["profile"] is not None:
        raise AyudaError.of("--team", "team-or-profile")
    with trainee_of(call, options) as trainee:
        practice = _practice(trainee, team=options["team"])
    if options["html"] is not None:
        from ayuda.view.written import write_whole

        write_whole(Path(options["html"]), _page(trainee, practice))
    if options["json"]:
        policy = {"id": call.policy.id, "sha256": trainee.digest}
        document = practice_document(practice, call.language, policy)
        write_bytes(sys.stdout, encode(document) + b"\n")
    elif options["html"] is None:
        from ayuda.ui.lines import console_for, print_lines
        from ayuda.ui.practice import practice_lines

        lines = practice_lines(call.wording(trainee.setting), practice)
        print_lines(console_for(sys.stdout), lines)
    return ExitCode.DECIDED


def _practice(trainee: Trainee, *, team: bool) -> Practice:
    """The report; of a team, a card stands as it does for whom it is due first."""
    from ayuda.train.schedule import study_day

    call, store, zone = trainee.call, trainee.store, trainee.setting.zone
    profiles = store.profiles() if team else (trainee.profile,)
    standings: dict[CardName, Standing] = {}
    for profile in profiles:
        learning = learning_of(call.policy, trainee.digest, store.answers(profile), zone)
        for card, standing in learning.standings.items():
            known = standings.get(card)
            if known is None or standing.due < known.due:
                standings[card] = standing
    answers = store.answers(None if team else trainee.profile)
    dealer = Dealer(call.wording(trainee.setting), trainee.setting)
    policy = call.policy
    deck = [
        *(one for one in deck_of(call, tuple(policy.flows)) if can_be_dealt(dealer, one)),
        *(
            one
            for one in cards_of_interviews(policy, flows_of_calls(policy))
            if can_be_dealt(dealer, one)
        ),
    ]
    by_day = partial(study_day, zone=zone)
    return practice_of(answers, deck, standings, trainee.today, by_day, partial(is_signal, policy))


def _page(trainee: Trainee, practice: Practice) -> bytes:
    from ayuda import __version__
    from ayuda.ui.practice import practice_tables, practice_title
    from ayuda.view.web.page import page

    call = trainee.call
    wording = call.wording(trainee.setting)
    return page(
        "practice",
        call.texts,
        title=practice_title(call.texts, practice),
        policy_title=wording.text(call.policy.title),
        today=wording.moment(call.clock()),
        tables=list(practice_tables(wording, practice)),
        days=practice.days,
        policy_id=call.policy.id,
        sha256=trainee.digest,
        version=__version__,
    )
