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
    "sender-documented",
    "sender-subdomain",
    "sender-unlisted",
    "sender-elsewhere",
    "sender-look-alike",
    "sender-rentable",
    "sender-missing",
    "sender-no-address",
    "sender-several",
    "sender-comma",
    "sender-group",
    "sender-contradicts",
    "sender-encoded",
    "sender-not-ascii",
    "sender-control",
    "sender-malformed",
    "sender-several-headers",
    "reply-elsewhere",
    "link-elsewhere",
    "link-look-alike",
    "link-brand-in-host",
    "link-brand-in-path",
    "link-ip-address",
    "link-user-info",
    "link-user-info-remark",
    "link-rentable",
    "link-not-web",
    "link-unreadable",
    "link-unreadable-stated",
    "link-not-secure",
    "link-redirects",
    "link-rewritten",
    "link-rewritten-unknown",
    "link-mail-elsewhere",
    "link-text-differs",
    "link-in-text",
    "link-in-attachment",
    "claim-display-name",
    "claim-address",
    "claim-subject",
    "claim-greeting",
    "claim-sign-off",
    "claim-rights",
    "claim-logo",
    "claim-link-text",
    "claim-voice",
    "claim-product",
    "claim-account",
    "claim-order",
    "mentions",
    "mentions-of-others",
    "form-asks-secrets",
    "asks-personal-data",
    "asks-payment-update",
    "forwarded-inline",
    "forward-prefix",
    "pasted-text",
    "attached-judged",
    "attached-several",
    "attached-among-links",
    "attachment-runs",
    "attachment-script",
    "only-picture",
    "name-asks",
    "passed-on",
    "proof-dkim",
    "proof-server",
    "dmarc-failed",
    "dkim-partial",
    "dkim-failed",
    "dkim-uncovered",
    "dkim-weak",
    "dkim-too-large",
    "headers-ambiguous",
    "headers-repeated",
    "results-uncovered",
    "results-untrusted",
    "arc-only",
    "spf-only",
    "offers-dns",
    "offers-server",
    "offers-claim",
    "limit-headers",
    "limit-parts",
    "limit-depth",
    "limit-text",
    "limit-links",
    "limit-mbox",
]
FINDINGS: Final[tuple[FindingId, ...]] = get_args(FindingId)

OFFERS: Final[frozenset[FindingId]] = frozenset({"offers-dns", "offers-server", "offers-claim"})
"""Findings that say what to give the next time; their evidence is a plain host or option."""
