"""Windows on a time line: from what they count, their states in the order of time."""

from __future__ import annotations

from ayuda.author.explanation import Stretch, TimeLine
from ayuda.engine.windows import state_names
from ayuda.model import NOW, Window
from ayuda.policy.language.causes import names_of
from ayuda.view.wording import Wording


def time_line(wording: Wording, window_id: str) -> TimeLine:
    """A window as a time line."""
    window = wording.policy.windows[window_id]
    first, last = state_names(window)
    shown = [first] if first == last else [first, last]
    return TimeLine(
        id=window_id,
        name=wording.text(window.name),
        begins=begins_words(wording, window),
        lasts=wording.length(window.lasts),
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
    )


def begins_words(wording: Wording, window: Window) -> str:
    """From what a window counts."""
    begins = window.begins
    if isinstance(begins, str):
        return wording.texts.say("explain.now") if begins == NOW else wording.fact_name(begins)
    if begins.end_of is not None:
        return wording.texts.say("moments.end_of_window", name=wording.fact_name(begins.end_of))
    which = "latest" if begins.latest is not None else "earliest"
    named = wording.texts.listed([wording.fact_name(name) for name in names_of(begins)], "and")
    return wording.texts.say(f"explain.{which}", names=named)
