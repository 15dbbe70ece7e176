"""What is wrong with a policy's mail section: its words, its domains, and the facts it answers."""

from __future__ import annotations

import re
from datetime import date

from ayuda.late_patterns import late
from ayuda.mail_vocabulary import FINDINGS, MESSAGE_FACTS, YES_NO
from ayuda.model import Fact, Mail, Policy, Rewriter
from ayuda.policy.check_conditions import Found, named

_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_HOST = late(rf"{_LABEL}(?:\.{_LABEL})+\Z")
_TOP_LEVEL = late(rf"{_LABEL}\Z")


def mail_problems(policy: Policy) -> Found:
    """What is wrong with the mail section, where there is one."""
    mail = policy.mail
    if mail is None:
        return
    if not mail.brand or not all(map(str.strip, mail.brand)):
        yield "mail.brand", "no-values", {}
        return
    yield from _finding_problems(mail)
    yield from _domain_problems(mail)
    yield from _rewriter_problems(mail)
    yield from _fact_problems(policy, mail)
    yield from _flow_problems(policy, mail)


def _finding_problems(mail: Mail) -> Found:
    """Every finding that the checks can make has words, and there are no others."""
    for name in mail.findings:
        if name not in FINDINGS:
            from difflib import get_close_matches

            missing = [one for one in FINDINGS if one not in mail.findings] or FINDINGS
            near = get_close_matches(name, missing, n=1) or get_close_matches(name, FINDINGS, n=1)
            yield f"mail.findings.{name}", "unknown-finding", named(name, near or list(missing))
    for name in FINDINGS:
        if name not in mail.findings:
            yield f"mail.findings.{name}", "missing-finding", {"value": name}


def _domain_problems(mail: Mail) -> Found:
    seen: set[str] = set()
    for place, domain in enumerate(mail.domains):
        path = f"mail.domains[{place}]"
        if domain.kind != "top-level":
            yield from _host_problems(f"{path}.domain", domain.domain)
        elif not _TOP_LEVEL.match(domain.domain):
            yield f"{path}.domain", "not-top-level", {"value": domain.domain}
        if domain.domain in seen:
            yield f"{path}.domain", "repeated-id", {"value": domain.domain}
        seen.add(domain.domain)
        if domain.checked is not None and not _is_date(domain.checked):
            yield f"{path}.checked", "bad-date", {"value": domain.checked}
    for key, hosts in (("rentable", mail.rentable), ("relays", mail.relays)):
        for place, host in enumerate(hosts):
            yield from _host_problems(f"mail.{key}[{place}]", host)
    for place, service in enumerate(mail.unnamed_results):
        yield from _host_problems(f"mail.unnamed_results[{place}].name", service.name)
        for nth, host in enumerate(service.hosts):
            yield from _host_problems(f"mail.unnamed_results[{place}].hosts[{nth}]", host)


def _rewriter_problems(mail: Mail) -> Found:
    """Every entry can fit a link and be read, and none stands behind one like it."""
    seen: set[tuple[str, str]] = set()
    for place, rewriter in enumerate(mail.rewriters):
        path = f"mail.rewriters[{place}]"
        if not rewriter.hosts:
            yield f"{path}.hosts", "no-values", {}
        for number, host in enumerate(rewriter.hosts):
            yield from _host_problems(f"{path}.hosts[{number}]", host)
            if (host, rewriter.path) in seen:
                yield f"{path}.hosts[{number}]", "repeated-id", {"value": host}
            seen.add((host, rewriter.path))
        if not rewriter.path.startswith("/"):
            yield f"{path}.path", "bad-url-path", {"value": rewriter.path}
        yield from _parameter_problems(f"{path}.parameters", rewriter)


def _parameter_problems(path: str, rewriter: Rewriter) -> Found:
    """Parameters are named where the target stands in one, and nowhere else."""
    if rewriter.way.startswith("parameter") != bool(rewriter.parameters):
        yield path, "bad-parameters", {"value": rewriter.way}
    for number, name in enumerate(rewriter.parameters):
        if not name or name != name.lower().strip():
            yield f"{path}[{number}]", "bad-parameter", {"value": name}


def _host_problems(path: str, host: str) -> Found:
    """Hosts are compared in lower case, as ASCII, without a dot at either end."""
    if not _HOST.match(host):
        meant = re.sub(r"\s+", "", host).strip(".").lower()
        yield path, "bad-host", {"value": host, "meant": meant if _HOST.match(meant) else "…"}


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _fact_problems(policy: Policy, mail: Mail) -> Found:
    """The facts that a message answers are there, and can have every value that it gives."""
    for name, values in {mail.claim_fact: YES_NO, **MESSAGE_FACTS}.items():
        fact = policy.facts.get(name)
        if fact is None:
            from difflib import get_close_matches

            others = [one for one in policy.facts if one not in MESSAGE_FACTS]
            near = get_close_matches(name, others, n=1)
            code = "renamed-mail-fact" if near else "missing-mail-fact"
            given = {"value": name, "allowed": ", ".join(values)}
            yield f"facts.{name}", code, {**given, "nearest": ", ".join(near)}
        else:
            yield from _value_problems(f"facts.{name}", fact, values)


def _value_problems(path: str, fact: Fact, values: tuple[str, ...]) -> Found:
    kind = "yes-no" if values == YES_NO else "choice"
    if fact.kind != kind:
        yield f"{path}.kind", "unknown-value", named(fact.kind, [kind])
        return
    for value in values:
        if value not in fact.values:
            yield f"{path}.values", "missing-value", {"value": value}


def _flow_problems(policy: Policy, mail: Mail) -> Found:
    """A flow that judges a message takes every fact that one answers."""
    for name, flow in policy.flows.items():
        kinds = {policy.facts[fact].kind for fact in flow.facts if fact in policy.facts}
        if not kinds & {"address", "links"}:
            continue
        for fact in (mail.claim_fact, *MESSAGE_FACTS):
            if fact in policy.facts and fact not in flow.facts:
                yield f"flows.{name}.facts", "flow-lacks-mail-fact", {"value": fact}
