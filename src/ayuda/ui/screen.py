"""What is printed of decisions and questions: on a terminal the answer, elsewhere all of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from ayuda.engine.results import Question
from ayuda.mail.evidence import Finding
from ayuda.texts import Texts
from ayuda.ui.glance import glance_lines
from ayuda.ui.lines import HEADING, Line, console_for, print_lines
from ayuda.ui.report import decision_lines, discovery_line, onward_lines, why_lines
from ayuda.ui.undecided import missing_lines
from ayuda.view.pages import DecisionPage, discoveries, question_page
from ayuda.view.wording import Wording


def print_page(texts: Texts, page: DecisionPage, *, why: bool, plain: bool = False) -> None:
    """Print a decision on standard output.

    On a terminal that is what is said to the customer and where to go on, or with ``why`` all
    that backs it too, as everywhere else. ``plain`` is for screen readers: words for signs.
    """
    lines: list[Line]
    if why or not sys.stdout.isatty():
        lines = list(decision_lines(texts, page))
        lines += [Line(), *why_lines(texts, page)] if why else []
    else:
        lines = [*glance_lines(texts, page, plain=plain), *onward_lines(texts, page)]
    print_lines(console_for(sys.stdout), lines)


def print_findings(wording: Wording, findings: Sequence[Finding]) -> None:
    """Print what was found in a message on standard error, for the questions that remain."""
    found = discoveries(wording, findings)
    lines = [Line(wording.texts.say("screen.discoveries"), HEADING)]
    lines += [discovery_line(wording.texts, one) for one in found if not one.offers]
    print_lines(console_for(sys.stderr), [*lines, Line()])


def print_missing(wording: Wording, question: Question) -> None:
    """Print what is missing, and what the first answer would lead to, on standard error."""
    page = question_page(wording, question)
    print_lines(console_for(sys.stderr), missing_lines(wording.texts, page))
