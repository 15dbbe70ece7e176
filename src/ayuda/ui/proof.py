"""What was proven of a policy, for people: a line for each procedure, then what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from ayuda.texts import Texts
from ayuda.ui.lines import INDENT, Line
from ayuda.view.formats import ProofFinding, ProofFlow, ProofQuestions, Proofs


def proof_lines(texts: Texts, proofs: Proofs) -> Iterator[Line]:
    """All flows with what was found in them, and how much that is."""
    for flow in proofs.flows:
        yield Line(_flow_words(texts, flow), hang=INDENT)
        for finding in flow.findings:
            yield from _finding_lines(texts, finding)
        for where in flow.open:
            yield Line(texts.say("proved.still_open", where=where), indent=INDENT, hang=INDENT)
    if proofs.errors or proofs.warnings:
        errors = _counted(texts, "errors", proofs.errors)
        warnings = _counted(texts, "warnings", proofs.warnings)
        yield Line(texts.say("proved.summary", errors=errors, warnings=warnings))
    elif not any(flow.open for flow in proofs.flows):
        yield Line(texts.say("proved.fine"))


def _flow_words(texts: Texts, flow: ProofFlow) -> str:
    """A flow in a line: its cases, its rules, its questions."""
    is_open = any(finding.code.startswith("undecided") for finding in flow.findings)
    if flow.cases is None:
        cases = texts.say("proved.uncounted_open" if is_open else "proved.uncounted")
    else:
        count = _counted(texts, "cases", flow.cases)
        cases = texts.say("proved.cases_open" if is_open else "proved.cases", count=count)
    reached = sum(rule.reached for rule in flow.rules)
    count = _counted(texts, "rules", len(flow.rules))
    key = "rules" if reached == len(flow.rules) else "rules_some"
    rules = texts.say(f"proved.{key}", count=count, reached=_grouped(texts, reached))
    words = {"flow": flow.flow, "cases": cases, "rules": rules}
    if flow.questions is None:
        return texts.say("proved.flow_unasked", **words)
    return texts.say("proved.flow", questions=_question_words(texts, flow.questions), **words)


def _question_words(texts: Texts, asked: ProofQuestions) -> str:
    """How many questions it takes: an average that is no whole number lies between two."""
    most = _counted(texts, "questions", asked.most)
    low, rest = divmod(asked.total, asked.paths)
    if rest == 0:
        return texts.say("proved.asked_exactly", most=most, average=str(low))
    return texts.say("proved.asked_between", most=most, low=str(low), high=str(low + 1))


def _finding_lines(texts: Texts, finding: ProofFinding) -> Iterator[Line]:
    key = "proved.error" if finding.level == "error" else "proved.warning"
    where = finding.where
    if finding.line is not None:
        file, mark, path = where.rpartition(": ")
        where = f"{file}:{finding.line}:{finding.column}{mark}{path}"
    yield Line(texts.say(key, where=where, what=finding.what), indent=INDENT, hang=INDENT)
    yield Line(finding.hint, indent=2 * INDENT)
    if finding.command is not None:
        yield Line(texts.say("proved.example"), indent=2 * INDENT)
        yield Line(finding.command, indent=3 * INDENT, unbroken=True)
    elif finding.facts:
        told = ", ".join(f"{name} = {value}" for name, value in finding.facts.items())
        yield Line(texts.say("proved.found_in_message", facts=told), indent=2 * INDENT)


def _counted(texts: Texts, what: str, number: int) -> str:
    form = "one" if number == 1 else "other"
    return texts.say(f"proved.count_{what}.{form}", number=_grouped(texts, number))


def _grouped(texts: Texts, number: int) -> str:
    """A number with its thousands apart, as the language writes them."""
    return f"{number:,}".replace(",", texts.say("batch.thousands_mark"))
