"""Windows on a time line: from what they count, their states in the order of time."""

from __future__ import annotations

from ayuda.author.explanation import Stretch, TimeLine
from ayuda.engine.windows import state_names
from ayuda.model import NOW
from ayuda.view.wording import Wording


def time_line(wording: Wording, window_id: str) -> TimeLine:
    """A window as a time line."""
    window = wording.policy.windows[window_id]
    first, last = state_names(window)
    shown = [first] if first == last else [first, last]
    begins = (
        wording.texts.say("explain.now")
        if window.begins == NOW
        else wording.fact_name(window.begins)
    )
    return TimeLine(
        id=window_id,
        name=wording.text(window.name),
        begins=begins,
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
