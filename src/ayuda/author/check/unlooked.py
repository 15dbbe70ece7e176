"""Facts that a flow has and that nothing in it looks at."""

from __future__ import annotations

from collections.abc import Iterator

from ayuda.author.check.uses import all_named, named_by_flow
from ayuda.author.findings import Finding
from ayuda.errors import Problem
from ayuda.mail_vocabulary import MESSAGE_FACTS
from ayuda.model import Policy

READ_FROM_MAIL = ("address", "links")
"""The kinds of facts that the checks of an e-mail look at."""


def unlooked_findings(policy: Policy) -> Iterator[Finding]:
    """Facts that make no difference to a flow: they are never asked there."""
    offered = {name for flow in policy.flows.values() for name in flow.offered_if}
    of_mail = set[str]() if policy.mail is None else {policy.mail.claim_fact, *MESSAGE_FACTS}
    for flow_id, flow in policy.flows.items():
        looked_at = all_named(policy, (*named_by_flow(policy, flow), *offered)) | of_mail
        for place, name in enumerate(flow.facts):
            if name not in looked_at and policy.facts[name].kind not in READ_FROM_MAIL:
                path = f"flows.{flow_id}.facts[{place}]"
                yield Finding("warning", Problem(path, "fact-unlooked", {"value": name}))
