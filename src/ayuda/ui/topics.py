"""The menu of topics, and the list of them where nobody can choose."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

from ayuda.model import Topic
from ayuda.ui.prompts import WAY_OUT, Choice, Prompter, SteppedBack
from ayuda.view.command_line import command_line
from ayuda.view.wording import Wording

LEAVE: Final = "?leave"


def choose_topic(prompter: Prompter, wording: Wording) -> Topic | None:
    """Let a person choose a topic that leads into a flow; None where they leave.

    A topic without a flow says where to go, and the menu comes back.
    """
    topics = {topic.id: topic for topic in wording.policy.topics}
    choices = [Choice(topic.id, wording.text(topic.title)) for topic in topics.values()]
    choices.append(Choice(LEAVE, wording.texts.say("topics.leave"), WAY_OUT))
    while True:
        try:
            chosen = prompter.choose(wording.texts.say("topics.question"), "", choices)
        except SteppedBack:
            return None
        if chosen == LEAVE:
            return None
        topic = topics[chosen]
        if topic.flows:
            return topic
        from ayuda.ui.lines import Line, console_for, print_lines

        steps = [Line(wording.text(step), indent=2, hang=2) for step in topic.steps]
        print_lines(
            console_for(sys.stdout), [Line(wording.text(topic.title), "bold"), *steps, Line()]
        )


def print_topics(wording: Wording) -> None:
    """Print the topics and the commands on standard output."""
    sys.stdout.write("\n".join(_topic_lines(wording)) + "\n")


def _topic_lines(wording: Wording) -> Iterator[str]:
    policy, texts = wording.policy, wording.texts
    for group, title in policy.groups.items():
        yield wording.text(title)
        for topic in policy.topics:
            if topic.group == group:
                commands = ", ".join(
                    command_line(wording, flow, topic.facts) for flow in topic.flows
                )
                tail = f": {commands}" if commands else ""
                yield f"  {wording.text(topic.title)}{tail}"
                yield from (f"    {wording.text(step)}" for step in topic.steps if not topic.flows)
        yield ""
    yield texts.say("topics.commands")
    width = max(len(name) for name in policy.flows)
    for name, flow in policy.flows.items():
        yield f"  ayuda {name.ljust(width)}  {wording.text(flow.about)}"
    yield ""
    yield texts.say("topics.help")
