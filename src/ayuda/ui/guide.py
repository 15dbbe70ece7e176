"""Leading a person through a flow at a terminal: questions, one screen, and where to go on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from ayuda.engine.results import Decision, Question
from ayuda.engine.windows import Facts, Setting
from ayuda.errors import ExitCode
from ayuda.mail.evidence import Evidence
from ayuda.mail.evidence_of_facts import NO_MESSAGE
from ayuda.ui.prompts import CHANGE, WAY_OUT, Choice, Prompter
from ayuda.ui.questions import Answered, Questioner
from ayuda.ui.spoken_words import Words
from ayuda.ui.walk import Walk
from ayuda.view.command_line import handed_over
from ayuda.view.document import next_flows
from ayuda.view.pages import decision_page, onward_title
from ayuda.view.wording import Wording

WHY: Final = "?why"
CHANGE_ANSWER: Final = "?change"
DONE: Final = "?done"


class Guide(msgspec.Struct, frozen=True):
    """What leading a person needs: a prompter, words, the present and options to repeat.

    ``spoken`` gives the words for times, when they are first needed.
    """

    prompter: Prompter
    wording: Wording
    setting: Setting
    spoken: Callable[[], Words]
    extra: Sequence[str] = ()
    why: bool = False

    def lead(self, flow: str, facts: Facts, message: Evidence = NO_MESSAGE) -> int:
        """Lead through a flow and those that follow from it; the last one's exit code."""
        following: str | None = flow
        carried: Facts = facts
        code = ExitCode.DECIDED
        while following is not None:
            walk = Walk(self.setting, following, carried, message)
            message = NO_MESSAGE
            result, following = self._lead_one(walk)
            if isinstance(result, Question):
                return ExitCode.INCOMPLETE
            code = result.outcome.exit_code
            if following is not None:
                carried = handed_over(self.wording.policy, following, result)
        return code

    def _lead_one(self, walk: Walk) -> tuple[Decision | Question, str | None]:
        """One flow to its end: what it came to, and the flow to go on with, if any."""
        questioner = Questioner(self.prompter, self.wording, self.setting, self.spoken)
        while True:
            result = self._interview(walk, questioner)
            chosen = self._show_and_offer(walk, result)
            if chosen != CHANGE_ANSWER:
                return result, None if chosen == DONE else chosen
            self._change(walk)

    def _interview(self, walk: Walk, questioner: Questioner) -> Decision | Question:
        """Ask until nothing is left that is worth asking, what was found before one's eyes."""
        shown = walk.message is NO_MESSAGE
        while True:
            result, fact = walk.advance()
            if fact is None:
                return result
            if not shown:
                from ayuda.ui.screen import print_findings

                shown = True
                print_findings(self.wording, walk.findings)
            reply = questioner.ask(fact, can_go_back=bool(walk.asked))
            if isinstance(reply, Answered):
                walk.answer(fact, reply.value)
            else:
                self._change(walk)

    def _change(self, walk: Walk) -> None:
        """Let the person pick the answer to change; the later ones stay in stock."""
        texts = self.wording.texts
        choices = [Choice(fact, self._answer_line(walk, fact)) for fact in reversed(walk.asked)]
        choices.append(Choice(DONE, texts.say("walk.back_cancel"), WAY_OUT))
        chosen = self.prompter.choose(texts.say("walk.back_question"), "", choices)
        if chosen != DONE:
            walk.forget(chosen)

    def _answer_line(self, walk: Walk, fact: str) -> str:
        value = walk.stock[fact]
        unknown = self.wording.policy.facts[fact].unknown
        if value is not None:
            words = self.wording.fact_value(fact, value)
        else:
            words = (
                self.wording.text(unknown) if unknown else self.wording.texts.say("walk.unknown")
            )
        name = self.wording.fact_name(fact)
        return self.wording.texts.say("trace.because", name=name, value=words)

    def _show_and_offer(self, walk: Walk, result: Decision | Question) -> str:
        """Show what it came to, and offer what next: a flow, CHANGE_ANSWER or DONE."""
        from ayuda.ui.screen import print_decision, print_question, print_why

        if isinstance(result, Question):
            print_question(self.wording, result, self.extra)
            return self._offer(walk, "", {})
        print_decision(
            self.wording,
            result,
            self.extra,
            findings=walk.findings,
            message=walk.message,
            why=self.why,
        )
        if not sys.stdout.isatty():
            return DONE
        explained = self.why
        recap = self._recap(result)
        while True:
            flows = {
                flow: onward_title(self.wording, flow, result)
                for flow in next_flows(self.wording.policy, result)
            }
            chosen = self._offer(walk, recap, flows, explain=not explained)
            if chosen != WHY:
                return chosen
            explained = True
            print_why(self.wording, result)

    def _recap(self, decision: Decision) -> str:
        """The outcome and its deadlines once more: the screen may have scrolled them away."""
        page = decision_page(self.wording, decision)
        return "\n".join([page.title, *(deadline.text for deadline in page.deadlines)])

    def _offer(self, walk: Walk, recap: str, flows: Sequence[str], *, explain: bool = False) -> str:
        texts = self.wording.texts
        policy = self.wording.policy
        choices = [Choice(DONE, texts.say("walk.done"), WAY_OUT)]
        for flow, title in flows.items():
            choices.append(Choice(flow, texts.say("walk.go_on", title=title)))
        if explain:
            choices.append(Choice(WHY, texts.say("walk.why")))
        if walk.asked:
            choices.append(Choice(CHANGE_ANSWER, texts.say("walk.change"), CHANGE))
        if len(choices) == 1:
            return DONE
        return self.prompter.choose(texts.say("walk.after"), recap, choices, default=DONE)
