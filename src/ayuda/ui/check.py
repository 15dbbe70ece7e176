"""What a policy's check prints for people: a line for each problem, as compilers do."""

from __future__ import annotations

from collections.abc import Iterator

from ayuda.texts import LONGEST_PLACE, Texts, in_file, visible
from ayuda.ui.lines import INDENT, Line
from ayuda.view.formats import Check, CheckProblem


def check_lines(texts: Texts, check: Check) -> Iterator[Line]:
    """All problems with where they are, and how many; one line where there are none."""
    file: str | None = None
    for problem in check.problems:
        if file is not None and problem.file != file:
            yield Line()
        file = problem.file
        yield from _problem_lines(texts, problem)
    if not check.problems:
        yield Line(texts.say("checked.fine", file=visible(check.policy, LONGEST_PLACE)))
        return
    yield Line()
    yield Line(
        texts.say(
            "checked.summary",
            errors=_counted(texts, "errors", check.errors),
            warnings=_counted(texts, "warnings", check.warnings),
        )
    )


def _problem_lines(texts: Texts, problem: CheckProblem) -> Iterator[Line]:
    where = in_file(problem.file, problem.line, problem.column)
    what = problem.what if problem.path is None else f"{problem.path}: {problem.what}"
    words = {"where": visible(where, LONGEST_PLACE), "what": visible(what, LONGEST_PLACE)}
    is_error = problem.level == "error"
    said = texts.say("checked.error" if is_error else "checked.warning", **words)
    yield Line(said, hang=INDENT)
    yield Line(problem.hint, indent=INDENT)


def _counted(texts: Texts, what: str, number: int) -> str:
    form = "one" if number == 1 else "other"
    return texts.say(f"checked.{what}.{form}", number=str(number))
