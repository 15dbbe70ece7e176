"""What each message of a batch comes to: the same as a call for that message alone."""

from __future__ import annotations

from datetime import datetime

import msgspec

from ayuda.calendar import Calendar
from ayuda.case import Case, decide
from ayuda.engine.knowledge import Contradiction
from ayuda.engine.results import Question
from ayuda.engine.stated import contradiction_problem
from ayuda.engine.windows import FactValue, Setting
from ayuda.errors import AyudaError, Problem
from ayuda.mail.evidence import Evidence, Finding, moved
from ayuda.mail.judge import MessageChecks
from ayuda.mail.proof.key_lookup import key_lookups
from ayuda.mail.raw.files import read_file
from ayuda.model import Fact, Policy, option_names
from ayuda.texts import Texts, visible
from ayuda.view.wording import Wording

MAIL_COLUMNS = ("message", "outcome", "rule", "findings", "sender", "claim", "problem")
_SENDER = "From"


class MailJob(msgspec.Struct, frozen=True):
    """How messages are judged: everything that a worker elsewhere needs to know too.

    ``now`` is in UTC. ``spreadsheet_safe`` keeps the cells of CSV from being run as formulas.
    """

    policy_path: str
    policy_sha256: str
    flow: str
    now: datetime
    region: str | None
    language: str
    trusted_servers: tuple[str, ...] = ()
    dns: bool = False
    columns: tuple[str, ...] = MAIL_COLUMNS
    spreadsheet_safe: bool = False


class MailResult(msgspec.Struct, frozen=True):
    """What a message comes to; ``outcome`` is None only where there is a problem.

    ``sender`` is its From header as people see it, ``claim`` whether it claims to be the brand's.
    """

    message: str
    outcome: str | None = None
    rule: str | None = None
    findings: tuple[Finding, ...] = ()
    sender: str | None = None
    claim: bool | None = None
    problem: str | None = None


class _Verdict(msgspec.Struct, frozen=True):
    """What the engine makes of a message's facts."""

    outcome: str | None = None
    rule: str | None = None
    problem: str | None = None


class MailDecider:
    """Judges raw messages; make it once for many. Raises AyudaError where it cannot be made."""

    def __init__(self, job: MailJob, policy: Policy, texts: Texts) -> None:
        if policy.mail is None:
            raise AyudaError.of(job.flow, "no-mail")
        self.setting = Setting(
            policy, job.now, Calendar(policy.country, job.region, policy.holidays)
        )
        self.job = job
        self.texts = texts
        self._checks = MessageChecks(policy.mail)
        self._claim = policy.mail.claim_fact
        self._key_lookups = key_lookups() if job.dns else None
        self._verdicts: dict[tuple[tuple[str, FactValue], ...], _Verdict] = {}

    def decide(self, content: bytes, where: str) -> MailResult:
        """Judge the message in a file. Whatever it holds, the answer is a result or a problem."""
        try:
            read = read_file(content)
            evidence = self._checks.evidence(
                read.message,
                trusted_servers=self.job.trusted_servers,
                key_lookup=self._key_lookups() if self._key_lookups else None,
                now=self.job.now,
            )
            return self._result(where, moved(evidence, read.offset))
        except AyudaError as error:
            return self.faulty(where, error)
        except Exception as error:  # noqa: BLE001 - a mistake of ours must not end the others
            return self.failed(where, error)

    def faulty(self, where: str, error: AyudaError) -> MailResult:
        """A message that cannot be judged."""
        return MailResult(where, problem=self._told(error.problems))

    def failed(self, where: str, error: Exception) -> MailResult:
        """A message on which the check itself failed."""
        problem = Problem(where, "mail-check-failed", {"value": type(error).__name__})
        return MailResult(where, problem=self._told([problem]))

    def _result(self, where: str, evidence: Evidence) -> MailResult:
        key = tuple(evidence.facts.items())
        verdict = self._verdicts.get(key)
        if verdict is None:
            verdict = self._verdicts[key] = self._verdict(evidence)
        return MailResult(
            where,
            verdict.outcome,
            verdict.rule,
            evidence.findings,
            next((text for name, text in evidence.headers if name == _SENDER), None),
            bool(evidence.facts[self._claim]),
            verdict.problem,
        )

    def _verdict(self, evidence: Evidence) -> _Verdict:
        """What a call with this message comes to where nobody can be asked."""
        try:
            answer = decide(self.setting, Case(self.job.flow, {}, evidence)).answer
        except Contradiction as contradiction:
            problem = contradiction_problem(self.setting.policy, contradiction)
            return _Verdict(problem=self._told([problem]))
        if isinstance(answer, Question):
            return _Verdict(problem=self._told([self._missing(name) for name in answer.needs]))
        return _Verdict(answer.rule.outcome, answer.rule.id)

    def _missing(self, name: str) -> Problem:
        fact = self.setting.policy.facts[name]
        options = option_names(name, fact)
        words = {"question": self._asked(fact), "option": " / ".join(options)}
        return Problem(options[0], "missing-fact", words)

    def _asked(self, fact: Fact) -> str:
        wording = Wording(self.setting.policy, self.texts, self.setting.now)
        return wording.text(fact.ask or fact.name)

    def _told(self, problems: list[Problem] | tuple[Problem, ...]) -> str:
        """Problems in one line; where they are is the message that the line is about."""
        messages = [self.texts.message(problem) for problem in problems]
        return visible(" · ".join(f"{said.what} {said.hint}" for said in messages), None)
