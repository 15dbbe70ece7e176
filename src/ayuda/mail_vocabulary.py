"""The ids that the checks of an e-mail share with the policy: facts they write, what they find.

The code writes these facts and makes these findings; the policy decides on the facts and has the
words of the findings. That both speak of the same ids is checked when a policy is read.
"""

from collections.abc import Mapping
from typing import Final, Literal, get_args

SenderIs = Literal["documented", "unlisted", "elsewhere", "look-alike", "malformed"]
"""``unlisted``: at a domain of the brand's that is not known to send mail."""

LinksLead = Literal["documented", "unknown", "elsewhere", "nowhere"]
"""``unknown``: rewritten by a mail filter, so that the target cannot be read."""

YES_NO: Final = ("yes", "no")

MESSAGE_FACTS: Final[Mapping[str, tuple[str, ...]]] = {
    "sender_is": get_args(SenderIs),
    "links_lead": get_args(LinksLead),
    "forwarded_inline": YES_NO,
    "dmarc_failed": YES_NO,
    "proven": YES_NO,
    "passed_on": YES_NO,
    "incomplete": YES_NO,
    "secret_form": YES_NO,
}
"""The facts that a message answers, with their values; the claim is named by the policy."""

ONLY_IN_MESSAGES: Final[frozenset[tuple[str, str]]] = frozenset({("sender_is", "malformed")})
"""Values that nobody can state: what a person writes and is no address is refused."""

FindingId = Literal[
    "dmarc-failed",
    "sender-look-alike",
    "sender-several-headers",
    "sender-encoded",
    "sender-not-ascii",
    "sender-control",
    "sender-contradicts",
    "sender-several",
    "sender-comma",
    "sender-group",
    "sender-malformed",
    "sender-no-address",
    "sender-missing",
    "sender-rentable",
    "sender-elsewhere",
    "link-look-alike",
    "link-user-info",
    "link-brand-in-host",
    "link-ip-address",
    "link-text-differs",
    "link-rentable",
    "link-brand-in-path",
    "link-not-web",
    "link-elsewhere",
    "form-asks-secrets",
    "attached-among-links",
    "proof-dkim",
    "proof-server",
    "passed-on",
    "name-asks",
    "attachment-runs",
    "attachment-script",
    "only-picture",
    "asks-personal-data",
    "asks-payment-update",
    "forwarded-inline",
    "forward-prefix",
    "pasted-text",
    "attached-judged",
    "attached-several",
    "headers-ambiguous",
    "headers-repeated",
    "dkim-failed",
    "dkim-uncovered",
    "dkim-partial",
    "dkim-weak",
    "dkim-too-large",
    "results-uncovered",
    "results-untrusted",
    "arc-only",
    "spf-only",
    "link-rewritten-unknown",
    "link-rewritten",
    "link-redirects",
    "link-user-info-remark",
    "link-mail-elsewhere",
    "link-in-text",
    "link-in-attachment",
    "link-unreadable",
    "link-not-secure",
    "reply-elsewhere",
    "sender-unlisted",
    "sender-subdomain",
    "sender-documented",
    "claim-display-name",
    "claim-address",
    "claim-subject",
    "claim-greeting",
    "claim-sign-off",
    "claim-voice",
    "claim-rights",
    "claim-logo",
    "claim-link-text",
    "claim-product",
    "claim-account",
    "claim-order",
    "mentions-of-others",
    "mentions",
    "limit-headers",
    "limit-parts",
    "limit-depth",
    "limit-text",
    "limit-links",
    "limit-mbox",
    "offers-dns",
    "offers-server",
    "offers-claim",
]
FINDINGS: Final[tuple[FindingId, ...]] = get_args(FindingId)
"""The strongest first: people are shown them in this order."""

OFFERS: Final[frozenset[FindingId]] = frozenset({"offers-dns", "offers-server", "offers-claim"})
"""Findings that say what to give the next time; their evidence is a plain host or option."""
