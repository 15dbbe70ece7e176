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
from ayuda.texts import Texts
from ayuda.ui.prompts import CHANGE, WAY_OUT, Choice, Prompter
from ayuda.ui.questions import Answered, Questioner
from ayuda.ui.spoken_states import windows_that_decide
from ayuda.ui.spoken_words import Words
from ayuda.ui.walk import Walk
from ayuda.view.command_line import handed_over
from ayuda.view.pages import DecisionPage, decision_page
from ayuda.view.wording import Wording, wording_as_of

WHY: Final = "?why"
CHANGE_ANSWER: Final = "?change"
DONE: Final = "?done"


class Guide(msgspec.Struct, frozen=True):
    """What leading a person needs: a prompter, words, the present and options to repeat.

    ``settings`` gives the setting as of now: a walk may take its time, and a menu stay open.
    ``spoken`` gives the words for times, when they are first needed.
    """

    prompter: Prompter
    texts: Texts
    settings: Callable[[], Setting]
    spoken: Callable[[], Words]
    extra: Sequence[str] = ()
    why: bool = False

    @property
    def wording(self) -> Wording:
        """The words as of now."""
        return wording_as_of(self.texts, self.settings())

    def lead(
        self,
        flow: str,
        facts: Facts,
        message: Evidence = NO_MESSAGE,
        named: Sequence[str] = (),
    ) -> int:
        """Lead through a flow and those that follow from it; the last one's exit code.

        ``named`` are the words about the message that its command repeats.
        """
        following: str | None = flow
        carried: Facts = facts
        code = ExitCode.DECIDED
        while following is not None:
            walk = Walk(self.settings, following, carried, message)
            result, following = self._lead_one(walk, named)
            message, named = NO_MESSAGE, ()
            if isinstance(result, Question):
                return ExitCode.INCOMPLETE
            code = result.outcome.exit_code
            if following is not None:
                carried = handed_over(self.wording.policy, following, result)
        return code

    def _lead_one(self, walk: Walk, named: Sequence[str]) -> tuple[Decision | Question, str | None]:
        """One flow to its end: what it came to, and the flow to go on with, if any."""
        while True:
            result = self._interview(walk)
            chosen = self._show_and_offer(walk, result, named)
            if chosen != CHANGE_ANSWER:
                return result, None if chosen == DONE else chosen
            self._change(walk)

    def _interview(self, walk: Walk) -> Decision | Question:
        """Ask until nothing is left that is worth asking, what was found before one's eyes."""
        questioner = Questioner(self.prompter, self.texts, self.settings, self.spoken)
        shown = not walk.message.facts
        while True:
            result, fact = walk.advance()
            if fact is None:
                return result
            if not shown:
                from ayuda.ui.screen import print_findings

                shown = True
                print_findings(self.wording, walk.findings)
            accusing = self._accusing(result, fact)
            windows = windows_that_decide(self.wording.policy, result, fact)
            reply = questioner.ask(
                fact, can_go_back=bool(walk.asked), accusing=accusing, windows=windows
            )
            if isinstance(reply, Answered):
                walk.answer(fact, reply.value)
            else:
                self._change(walk)

    def _accusing(self, result: Decision | Question, fact: str) -> frozenset[object]:
        """The answers to a fact that can still lead to an outcome scripts are warned of."""
        outcomes = self.wording.policy.outcomes
        return frozenset(
            prospect.answer
            for prospect in (result.prospects if isinstance(result, Question) else ())
            if prospect.fact == fact
            and any(outcomes[one].exit_code == ExitCode.NOTABLE for one in prospect.outcomes)
        )

    def _change(self, walk: Walk) -> None:
        """Let the person pick the answer to change; the later ones stay in stock."""
        choices = [Choice(fact, self._answer_line(walk, fact)) for fact in reversed(walk.asked)]
        choices.append(Choice(DONE, self.texts.say("walk.back_cancel"), WAY_OUT))
        chosen = self.prompter.choose(self.texts.say("walk.back_question"), "", choices)
        if chosen != DONE:
            walk.forget(chosen)

    def _answer_line(self, walk: Walk, fact: str) -> str:
        wording = self.wording
        value = walk.stock[fact]
        unknown = wording.policy.facts[fact].unknown
        if value is not None:
            words = wording.fact_value(fact, value)
        else:
            words = wording.text(unknown) if unknown else self.texts.say("walk.unknown")
        return self.texts.say("trace.because", name=wording.fact_name(fact), value=words)

    def _show_and_offer(self, walk: Walk, result: Decision | Question, named: Sequence[str]) -> str:
        """Show what it came to, and offer what next: a flow, CHANGE_ANSWER or DONE."""
        from ayuda.ui.screen import print_page, print_question, print_why

        wording = wording_as_of(self.texts, walk.setting)
        if isinstance(result, Question):
            print_question(wording, result, (*self.extra, *named))
            return self._offer(walk, "", {})
        page = decision_page(wording, result, self.extra, walk.findings, walk.message, named)
        menu_follows = sys.stdout.isatty()
        print_page(self.texts, page, why=self.why, onward=not menu_follows)
        if not menu_follows:
            return DONE
        flows = {onward.flow: onward.title for onward in page.onward}
        explained = self.why
        while True:
            chosen = self._offer(walk, self._recap(page), flows, explain=not explained)
            if chosen != WHY:
                return chosen
            explained = True
            print_why(self.texts, page)

    def _recap(self, page: DecisionPage) -> str:
        """The outcome, its deadlines and what must not be missed, once more.

        The screen may have scrolled them away.
        """
        deadlines = [f"{deadline.name}: {deadline.text}" for deadline in page.deadlines]
        notices = [notice.text for notice in page.notices if notice.important]
        return "\n".join([page.title, *deadlines, *notices])

    def _offer(
        self, walk: Walk, recap: str, flows: Mapping[str, str], *, explain: bool = False
    ) -> str:
        choices = [Choice(DONE, self.texts.say("walk.done"), WAY_OUT)]
        for flow, title in flows.items():
            choices.append(Choice(flow, self.texts.say("walk.go_on", title=title)))
        if explain:
            choices.append(Choice(WHY, self.texts.say("walk.why")))
        if walk.asked:
            choices.append(Choice(CHANGE_ANSWER, self.texts.say("walk.change"), CHANGE))
        if len(choices) == 1:
            return DONE
        return self.prompter.choose(self.texts.say("walk.after"), recap, choices, default=DONE)
