"""Windows on a time line: from what they count, their states in the order of time."""

from __future__ import annotations

from ayuda.author.explaining.explanation import Stretch, TimeLine
from ayuda.engine.windows import state_names
from ayuda.model import NOW, Window
from ayuda.policy.language.causes import names_of
from ayuda.policy.language.length import length_name
from ayuda.view.wording import UNIT_WORDS, Wording


def time_line(wording: Wording, window_id: str) -> TimeLine:
    """A window as a time line."""
    window = wording.policy.windows[window_id]
    first, last = state_names(window)
    shown = [first] if first == last else [first, last]
    say = wording.texts.say
    return TimeLine(
        id=window_id,
        name=wording.text(window.name),
        begins=begins_words(wording, window),
        lasts=lasts_words(wording, window),
        stretches=tuple(
            Stretch(
                state,
                wording.text(window.states[state].name),
                state == first and window.edge == first,
            )
            for state in shown
        ),
        not_yet=wording.text(window.states[window.not_yet].name) if window.not_yet else None,
        statements=window.cites,
        reading=wording.text(window.reading) if window.reading else None,
        back=window.back,
        several=not isinstance(window.begins, str),
        seen_at=say("explain.seen_at", name=wording.fact_name(window.seen_at))
        if window.seen_at is not None
        else "",
        closed=say(f"explain.closed_{window.if_closed_day}") if window.if_closed_day else "",
    )


def lasts_words(wording: Wording, window: Window) -> str:
    """How long a window lasts; where a fact or a table says that, by its name and in which unit."""
    name = length_name(window.lasts)
    if name is None:
        return wording.length(window.lasts)
    unit = next(unit for unit in UNIT_WORDS if getattr(window.lasts, unit) == name)
    units = wording.texts.say(f"explain.in_{unit}")
    return wording.texts.say("explain.lasts_by", units=units, name=wording.fact_name(name))


def begins_words(wording: Wording, window: Window) -> str:
    """From what a window counts."""
    begins = window.begins
    if isinstance(begins, str):
        return wording.texts.say("explain.now") if begins == NOW else wording.fact_name(begins)
    if begins.end_of is not None:
        return wording.texts.say("moments.end_of_window", name=wording.fact_name(begins.end_of))
    which = "latest" if begins.latest is not None else "earliest"
    quoted = [
        wording.texts.say("explain.quoted", name=wording.fact_name(name))
        for name in names_of(begins)
    ]
    return wording.texts.say(f"explain.{which}", names=wording.texts.listed(quoted, "and"))
