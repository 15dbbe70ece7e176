"""The mail section of a policy: what its checks answer and find must be there, under its name."""

from __future__ import annotations

import msgspec
import pytest
from support.edited_policy import DELETED, TABLES, edited, found

from ayuda.cache import Cache
from ayuda.mail_vocabulary import FINDINGS, MESSAGE_FACTS
from ayuda.model import LANGUAGES, Language, Policy
from ayuda.policy.check import problems_of
from ayuda.texts import load_texts

DOMAINS = TABLES["mail"]["domains"]


@pytest.mark.parametrize("name", FINDINGS)
def test_every_finding_has_words(name: str) -> None:
    assert found((f"mail/findings/{name}", DELETED)) == {
        ("missing-finding", f"mail.findings.{name}")
    }


@pytest.mark.parametrize("name", ["sender-elswhere", "link-else", "proof"])
def test_words_for_what_is_never_found_are_told(name: str) -> None:
    words = TABLES["mail"]["findings"]["sender-elsewhere"]
    assert found((f"mail/findings/{name}", words)) == {("unknown-finding", f"mail.findings.{name}")}


@pytest.mark.parametrize("name", ["claims_amazon", *MESSAGE_FACTS])
def test_every_fact_that_a_message_answers_is_in_the_flow(name: str) -> None:
    facts = [fact for fact in TABLES["flows"]["check-email"]["facts"] if fact != name]
    problems = found(("flows/check-email/facts", facts))
    assert ("flow-lacks-mail-fact", "flows.check-email.facts") in problems


@pytest.mark.parametrize("name", ["claims_amazon", *MESSAGE_FACTS])
def test_a_renamed_fact_is_told_with_the_name_that_it_has(name: str) -> None:
    fact = TABLES["facts"][name]
    problems = found((f"facts/{name}", DELETED), (f"facts/{name}s", fact))
    assert ("renamed-mail-fact", f"facts.{name}") in problems


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in MESSAGE_FACTS.items() for value in values]
)
def test_every_value_that_a_message_answers_has_words(name: str, value: str) -> None:
    problems = found((f"facts/{name}/values/{value}", DELETED))
    codes = {code for code, path in problems if path.startswith(f"facts.{name}.values")}
    assert codes & {"missing-value", "not-yes-no"}


def test_a_fact_of_another_kind_is_told() -> None:
    problems = found(("facts/proven/kind", "choice"))
    assert ("unknown-value", "facts.proven.kind") in problems


@pytest.mark.parametrize(
    "host",
    ["Amazon.es", "amazon.es ", "amazon .es", ".amazon.es", "amazon.es.", "ámazon.es", ""],
)
def test_a_host_that_no_message_can_match_is_told(host: str) -> None:
    edits = [(f"mail/{place}/0", host) for place in ("rentable", "relays")]
    problems = found(("mail/domains/0/domain", host), *edits)
    for path in ("domains[0].domain", "rentable[0]", "relays[0]"):
        assert ("bad-host", f"mail.{path}") in problems


@pytest.mark.parametrize("host", ["https://amazon.es", "amazon.es/x", "-amazon.es", "*.amazon.es"])
def test_what_is_more_than_a_host_is_told(host: str) -> None:
    assert ("bad-host", "mail.domains[0].domain") in found(("mail/domains/0/domain", host))


def test_a_domain_that_is_listed_twice_is_told() -> None:
    problems = found((f"mail/domains/{len(DOMAINS) - 1}/domain", DOMAINS[0]["domain"]))
    assert ("repeated-id", f"mail.domains[{len(DOMAINS) - 1}].domain") in problems


@pytest.mark.parametrize("day", ["2026-22-11", "2026-11-31", "22/11/2026", "yesterday", "20261122"])
def test_a_day_that_is_none_is_told(day: str) -> None:
    assert ("bad-date", "mail.domains[0].checked") in found(("mail/domains/0/checked", day))


@pytest.mark.parametrize("brand", [[], [""], ["amazon", " "]])
def test_a_brand_needs_a_name(brand: list[str]) -> None:
    assert ("no-values", "mail.brand") in found(("mail/brand", brand))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_nearest_right_thing_is_said(language: Language) -> None:
    words = TABLES["mail"]["findings"]["sender-elsewhere"]
    tables = edited(
        ("mail/findings/sender-elswhere", words),
        ("mail/findings/sender-elsewhere", DELETED),
        ("mail/domains/0/domain", "Amazon.es "),
        ("facts/sender_is", DELETED),
        ("facts/sender_iz", TABLES["facts"]["sender_is"]),
    )
    policy = msgspec.convert(tables, Policy)
    texts = load_texts(language, Cache())
    hints = " ".join(texts.message(problem).hint for problem in problems_of("file", policy))
    for nearest in ("sender-elsewhere", "amazon.es", "sender_iz"):
        assert nearest in hints
