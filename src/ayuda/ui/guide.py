"""Leading a person through a flow at a terminal: questions, one screen, and where to go on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TextIO

import msgspec

from ayuda.engine.results import Decision, Question
from ayuda.engine.windows import Facts, Setting
from ayuda.errors import ExitCode
from ayuda.mail.evidence import Evidence
from ayuda.mail.evidence_of_facts import NO_MESSAGE
from ayuda.texts import Texts
from ayuda.ui.closing import ANSWER, CHANGE_ANSWER, DONE, STEP_BACK, WHY, Closing
from ayuda.ui.lines import Line
from ayuda.ui.prompts import WAY_OUT, Choice, Prompter, SteppedBack
from ayuda.ui.questions import Questioner
from ayuda.ui.spoken_states import windows_that_decide
from ayuda.ui.spoken_words import Words
from ayuda.ui.walk import Walk
from ayuda.ui.ways_out import Answered, Enough
from ayuda.view.after.wanted import Wanted
from ayuda.view.command_line import handed_over
from ayuda.view.pages import decision_page, question_page
from ayuda.view.said_once import worth_setting
from ayuda.view.wording import Wording, wording_as_of

if TYPE_CHECKING:
    from ayuda.ui.after_keys import AfterKeys

CHANGED: Final = "?changed"
MENU: Final = "?menu"
MENU_LETTER: Final = "m"


class Guide(msgspec.Struct, frozen=True):
    """What leading a person needs: a prompter, words, the present and options to repeat.

    ``settings`` gives the setting as of now: a walk may take its time, and a menu stay open.
    ``spoken`` gives the words for times, when they are first needed. ``trusted`` are the mail
    servers whose word counts already. ``wanted`` is what is made of decisions.
    """

    prompter: Prompter
    texts: Texts
    settings: Callable[[], Setting]
    spoken: Callable[[], Words]
    extra: Sequence[str] = ()
    why: bool = False
    trusted: Sequence[str] = ()
    wanted: Wanted | None = None

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
    ) -> int | None:
        """Lead through a flow and those that follow from it; the last one's exit code.

        None where the person goes back to the menu of topics. ``named`` are the words about the
        message that its command repeats.
        """
        following: str | None = flow
        carried: Facts = facts
        code: int = ExitCode.DECIDED
        while following is not None:
            walk = Walk(self.settings, following, carried, message)
            result, following = self._lead_one(walk, named)
            message, named = NO_MESSAGE, ()
            if following == MENU:
                return None
            if isinstance(result, Question):
                return ExitCode.INCOMPLETE
            code = result.outcome.exit_code
            if following is not None:
                carried = handed_over(self.wording.policy, following, result)
        return code

    def _lead_one(self, walk: Walk, named: Sequence[str]) -> tuple[Decision | Question, str | None]:
        """One flow to its end: what it came to, and the flow to go on with, MENU or none."""
        while True:
            result, chosen = self._interview(walk)
            if chosen != MENU:
                chosen = self._show_and_offer(walk, result, named)
            if chosen == CHANGE_ANSWER:
                chosen = self._change(walk)
            if chosen != CHANGED:
                return result, None if chosen == DONE else chosen

    def _interview(self, walk: Walk) -> tuple[Decision | Question, str]:
        """Ask until nothing is left that is worth asking, what was found before one's eyes.

        What it came to, and MENU where the person goes back there.
        """
        questioner = Questioner(self.prompter, self.texts, self.settings, self.spoken)
        shown = not walk.message.facts
        while True:
            result, fact = walk.advance()
            settled = isinstance(result, Decision)
            if fact is None or (settled and walk.enough):
                return result, ""
            if not shown:
                from ayuda.ui.screen import print_findings

                shown = True
                print_findings(self.wording, walk.findings)
            reply = questioner.ask(
                fact,
                can_go_back=bool(walk.changeable),
                accusing=self._accusing(result, fact),
                enough=settled,
                windows=windows_that_decide(self.wording.policy, result, fact),
            )
            if isinstance(reply, Answered):
                walk.answer(fact, reply.value)
            elif isinstance(reply, Enough):
                walk.enough = True
            elif self._back(walk, one_step=reply.one_step) == MENU:
                return result, MENU

    def _accusing(self, result: Decision | Question, fact: str) -> frozenset[object]:
        """The answers to a fact that can still lead to an outcome scripts are warned of."""
        outcomes = self.wording.policy.outcomes
        return frozenset(
            prospect.answer
            for prospect in (result.prospects if isinstance(result, Question) else ())
            if prospect.fact == fact
            and any(outcomes[one].exit_code == ExitCode.NOTABLE for one in prospect.outcomes)
        )

    def _back(self, walk: Walk, *, one_step: bool) -> str:
        """Go back: one step, to any answer, or where there is none to the menu of topics."""
        if one_step and walk.asked:
            walk.forget(walk.asked[-1])
            return CHANGED
        return self._change(walk) if walk.changeable else MENU

    def _change(self, walk: Walk) -> str:
        """Let the person pick the answer to change; the later ones stay in stock.

        MENU where they would rather go back to the menu of topics, else CHANGED.
        """
        choices = [Choice(fact, self._answer_line(walk, fact)) for fact in walk.changeable]
        choices.append(Choice(MENU, self.texts.say("walk.menu"), MENU_LETTER))
        choices.append(Choice(DONE, self.texts.say("walk.back_cancel"), WAY_OUT))
        try:
            chosen = self.prompter.choose(self.texts.say("walk.back_question"), "", choices)
        except SteppedBack:
            return CHANGED
        if chosen in walk.given:
            self._change_given(walk, chosen)
        elif chosen not in {DONE, MENU}:
            walk.forget(chosen)
        return MENU if chosen == MENU else CHANGED

    def _change_given(self, walk: Walk, fact: str) -> None:
        """Ask for a fact that was stated beforehand; nothing changes where they go back."""
        questioner = Questioner(self.prompter, self.texts, self.settings, self.spoken)
        reply = questioner.ask(fact, can_go_back=True)
        if isinstance(reply, Answered):
            walk.give(fact, reply.value)

    def _answer_line(self, walk: Walk, fact: str) -> str:
        wording = self.wording
        value = walk.known(fact)
        unknown = wording.policy.facts[fact].unknown
        if value is not None:
            words = wording.fact_value(fact, value)
        else:
            words = wording.text(unknown) if unknown else self.texts.say("walk.unknown")
        return self.texts.say("trace.because", name=wording.fact_name(fact), value=words)

    def _show_and_offer(self, walk: Walk, result: Decision | Question, named: Sequence[str]) -> str:
        """Show what it came to, and offer what next: a flow, CHANGE_ANSWER, MENU or DONE."""
        from ayuda.ui.glance import glance_lines
        from ayuda.ui.report import grounds_lines
        from ayuda.ui.screen import print_page
        from ayuda.ui.undecided import question_lines
        from ayuda.view.nearest_changes import with_nearest

        wording = wording_as_of(self.texts, walk.setting)
        if isinstance(result, Question):
            asked = question_page(wording, result, (*self.extra, *named))
            lines = list(question_lines(self.texts, asked, plain=self.prompter.plain))
            return self._close(walk, sys.stderr, {ANSWER: lines}, {})
        found = walk.findings
        unset = worth_setting(wording, walk.setting, result, found, self.trusted)
        page = decision_page(wording, result, self.extra, found, walk.message, named, unset)
        after = self._after(walk, result, page.command)
        is_shown = sys.stdout.isatty()
        if after is not None and (after.is_printed or not is_shown):
            after.write_wanted()
            if after.is_printed:
                after.print_text()
                return DONE
        if walk.result is not None and (self.why or is_shown):
            page = with_nearest(page, wording, walk.setting, walk.result)
        if not is_shown:
            print_page(self.texts, page, why=self.why)
            return DONE
        views = {
            ANSWER: glance_lines(self.texts, page, plain=self.prompter.plain),
            WHY: list(grounds_lines(self.texts, page)),
        }
        flows = {onward.flow: onward.name for onward in page.onward}
        chosen = self._close(walk, sys.stdout, views, flows, after)
        if after is not None and chosen not in {CHANGED, CHANGE_ANSWER}:
            after.write_wanted()  # What is still changed decides nothing yet.
        return chosen

    def _after(self, walk: Walk, decision: Decision, command: str) -> AfterKeys | None:
        """What is made of a decision."""
        if self.wanted is None:
            return None
        from ayuda.ui.after_keys import AfterKeys

        made = self.wanted.decided(walk.setting, decision, walk.findings)
        return AfterKeys(self.prompter, self.texts, self.wanted, made, command)

    def _close(
        self,
        walk: Walk,
        stream: TextIO,
        views: Mapping[str, Sequence[Line]],
        flows: Mapping[str, str],
        after: AfterKeys | None = None,
    ) -> str:
        """Show what it came to, and offer what next; what is chosen, an answer changed or not."""
        closing = Closing(self.prompter, self.texts, stream, views, flows, after)
        chosen = closing.present(WHY if self.why and WHY in views else ANSWER, walk)
        return self._back(walk, one_step=True) if chosen == STEP_BACK else chosen
