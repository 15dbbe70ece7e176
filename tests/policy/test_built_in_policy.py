"""The built-in policy: every statement has its home, every part its grounds, every text a twin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import pytest
import tomli
from support.builtin import NO_CACHE, POLICY, POLICY_FILE
from support.whole_policy import whole_text

from ayuda.model import Policy
from ayuda.policy.check import problems_of
from ayuda.policy.load import built_in_path, load, read

TABLES: dict[str, Any] = tomli.loads(whole_text())
STATEMENTS = [f"S{number:02}" for number in range(1, 47)]
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def nodes(value: object, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value inside the policy's tables, with its path."""
    yield path, value
    if isinstance(value, dict):
        for key, child in value.items():
            yield from nodes(child, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for place, child in enumerate(value):
            yield from nodes(child, f"{path}[{place}]")


TEXTS: dict[str, dict[str, str]] = {
    path: value
    for path, value in nodes(TABLES)
    if isinstance(value, dict) and value and set(value) <= {"en", "es"}
}
"""Every text by its path: a table of nothing but languages."""
GROUNDED: dict[str, dict[str, Any]] = {
    **{f"windows.{name}": table for name, table in TABLES["windows"].items()},
    **{f"outcomes.{name}": table for name, table in TABLES["outcomes"].items()},
    **{
        f"{flow}.{kind}.{part['id']}": part
        for flow, table in TABLES["flows"].items()
        for kind in ("rules", "notices")
        for part in table.get(kind, [])
    },
}
"""What must cite a statement or carry a reading."""


def test_the_built_in_policy_has_no_problems() -> None:
    assert problems_of("policies.toml", POLICY) == []


def test_reading_it_again_gives_the_same_policy() -> None:
    assert read(built_in_path()) == load(built_in_path(), NO_CACHE) == POLICY_FILE


def test_it_has_the_identity_that_the_contract_gives_it() -> None:
    assert (POLICY.id, POLICY.time_zone, POLICY.country) == (
        "amazon-es-2021",
        "Europe/Madrid",
        "ES",
    )


def test_it_has_the_statements_of_the_article_in_order_and_no_others() -> None:
    assert list(POLICY.statements) == STATEMENTS


@pytest.mark.parametrize("statement", STATEMENTS)
def test_each_statement_is_cited_by_some_part(statement: str) -> None:
    citing = [
        path for path, value in nodes(TABLES) if path.endswith(".cites") and statement in value
    ]
    assert citing


def test_whatever_is_cited_is_a_statement() -> None:
    cited = {name for path, value in nodes(TABLES) if path.endswith(".cites") for name in value}
    assert cited == set(STATEMENTS)


def test_nothing_is_cited_twice_by_the_same_part() -> None:
    for path, value in nodes(TABLES):
        if path.endswith(".cites"):
            assert len(set(value)) == len(value), path


@pytest.mark.parametrize("path", GROUNDED)
def test_each_rule_window_notice_and_outcome_cites_or_carries_a_reading(path: str) -> None:
    assert GROUNDED[path].get("cites") or GROUNDED[path].get("reading")


READINGS = [
    "windows.bundle_wait",
    "cancel.rules.being-prepared",
    "cancel.rules.bundle-has-waited",
    "cancel.rules.marketplace-in-time",
    "modify.rules.address-being-prepared",
    "modify.rules.shipped-by-amazon",
    "contact-seller.rules.invoice",
    "contact-seller.rules.invoice-of-amazon",
    "windows.seller_reply",
    "cancel.rules.marketplace-too-late",
    "modify.rules.amazon-is-preparing",
]
"""What the contract marks as our reading of the article."""


@pytest.mark.parametrize("path", READINGS)
def test_what_the_contract_calls_a_reading_carries_one(path: str) -> None:
    assert set(GROUNDED[path]["reading"]) == {"en", "es"}


WINDOW_SOURCES = {
    "marketplace_cancel": {"S25", "S37"},
    "bundle_wait": {"S32"},
    "cancellation_reply": {"S27"},
    "seller_reply": {"S44"},
}


@pytest.mark.parametrize("window", WINDOW_SOURCES)
def test_each_window_cites_the_source_that_the_contract_names(window: str) -> None:
    assert set(POLICY.windows[window].cites) == WINDOW_SOURCES[window]


RULE_SOURCES = {
    # rules whose statements the contract names
    ("cancel", "marketplace-in-time"): {"S25"},
    ("cancel", "bundle-has-waited"): {"S32"},
    ("modify", "address-being-prepared"): {"S39"},
    ("modify", "shipped-by-amazon"): {"S36"},
    ("contact-seller", "invoice-of-amazon"): {"S23"},
    ("contact-seller", "reply-pending"): {"S44"},
    ("contact-seller", "invoice"): {"S46"},
    ("check-email", "sender-not-documented"): {"S04", "S05"},
    ("check-email", "link-elsewhere"): {"S06", "S07", "S08"},
    ("check-email", "asks-personal-data"): {"S02"},
    ("check-email", "payment-not-in-orders"): {"S11", "S12"},
}


@pytest.mark.parametrize(("flow", "rule"), RULE_SOURCES)
def test_a_rule_cites_the_statements_that_the_contract_names(flow: str, rule: str) -> None:
    [found] = [part for part in POLICY.flows[flow].rules if part.id == rule]
    assert set(found.cites) >= RULE_SOURCES[flow, rule]


def test_there_are_texts_to_look_at() -> None:
    assert len(TEXTS) > 300
    assert {path.split(".")[0].split("[")[0] for path in TEXTS} >= {
        *("statements", "facts", "windows", "outcomes", "flows", "topics", "mail"),
    }


@pytest.mark.parametrize("path", TEXTS)
def test_each_text_is_there_in_both_languages_with_the_same_placeholders(path: str) -> None:
    text = TEXTS[path]
    assert set(text) == {"en", "es"}
    assert all(words.strip() == words and words for words in text.values())
    assert set(PLACEHOLDER.findall(text["en"])) == set(PLACEHOLDER.findall(text["es"]))


NAMES = {"Amazon", "Ceuta", "Melilla"}
"""What is called the same in both languages."""


@pytest.mark.parametrize("path", TEXTS)
def test_the_spanish_is_no_copy_of_the_english(path: str) -> None:
    english, spanish = TEXTS[path]["en"], TEXTS[path]["es"]
    assert english.casefold() != spanish.casefold() or english in NAMES


SPANISH_WORDS = re.compile(
    r"\b(el|la|los|las|un|una|del|al|de|en|que|no|se|su|por|para|con|sin|le|lo|mi|me|sí|dónde|"
    r"y|o|es|ya|a)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", [path for path in TEXTS if len(TEXTS[path]["es"].split()) > 5])
def test_a_long_spanish_text_has_spanish_words(path: str) -> None:
    assert SPANISH_WORDS.search(TEXTS[path]["es"])


def without_addresses(words: str) -> str:
    """A text without web addresses, whose digits are no lengths."""
    return re.sub(r"https?://[^\s,;]+", "", words)


HARMLESS_DIGITS = {"2.ª"}
"""The button «Nuevos y de 2.ª mano» is called so."""
NUMBER_WORDS = {
    "en": r"\b(thirty|seventy[- ]two|three days|half an hour|(an|one|1) hour|"
    r"two( working| business)? days|(a )?couple of days)\b",
    "es": r"\b(treinta|setenta y dos|tres días|media hora|una hora|"
    r"dos días|par de días|sesenta)\b",
}


OF_A_CALL = re.compile(r"\.scenarios\b")
"""A whole call is of one case: what the customer says in it has its moments."""


@pytest.mark.parametrize(
    "path", [path for path in TEXTS if path != "source" and not OF_A_CALL.search(path)]
)
def test_no_text_repeats_a_number_that_stands_in_a_window(path: str) -> None:
    for language, words in TEXTS[path].items():
        plain = without_addresses(words)
        assert set(re.findall(r"\d\S*", plain)) <= HARMLESS_DIGITS
        assert not re.search(NUMBER_WORDS[language], plain, re.IGNORECASE)


def test_the_lengths_stand_in_the_windows_alone() -> None:
    numbers = {
        path: value
        for path, value in nodes(TABLES)
        if isinstance(value, int) and not isinstance(value, bool)
        if "exit_code" not in path
        and path not in {"holidays_until", "review_every.months"}
        and not OF_A_CALL.search(path)
    }
    assert numbers == {
        "windows.marketplace_cancel.lasts.minutes": 30,
        "windows.bundle_wait.lasts.hours": 72,
        "windows.cancellation_reply.lasts.hours": 1,
        "windows.seller_reply.lasts.working_days": 2,
    }


FACTS: Mapping[str, tuple[str, list[str]]] = {
    "stage": ("choice", ["placed", "preparing", "shipped", "delivered"]),
    "seller": ("choice", ["amazon", "marketplace"]),
    "shipped_by": ("choice", ["amazon", "seller"]),
    "ordered_at": ("moment", []),
    "bundle": ("yes-no", ["yes", "no"]),
    "bundle_item_shipped": ("yes-no", ["yes", "no"]),
    "change": ("choice", ["address", "payment", "gift", "other"]),
    "trackable": ("yes-no", ["yes", "no"]),
    "missing": ("yes-no", ["yes", "no"]),
    "several_items": ("yes-no", ["yes", "no"]),
    "destination": (
        "choice",
        ["spain", "canary-islands", "ceuta", "melilla", "eu", "outside-eu"],
    ),
    "reason": ("choice", ["question-before-order", "after-order", "invoice"]),
    "several_sellers": ("yes-no", ["yes", "no"]),
    "contacted_at": ("moment", []),
}


@pytest.mark.parametrize("name", FACTS)
def test_each_fact_has_the_kind_and_the_values_of_the_contract(name: str) -> None:
    fact = POLICY.facts[name]
    assert (fact.kind, list(fact.values)) == FACTS[name]


FLOWS_OF_FACTS = {
    "stage": {"cancel", "modify", "return", "track"},
    "seller": {"cancel", "modify", "return", "track", "contact-seller"},
    "shipped_by": {"cancel", "modify", "return"},
    "ordered_at": {"cancel", "modify"},
    "bundle": {"cancel"},
    "bundle_item_shipped": {"cancel"},
    "change": {"modify"},
    "trackable": {"track"},
    "missing": {"track"},
    "several_items": {"track"},
    "destination": {"track"},
    "reason": {"contact-seller"},
    "several_sellers": {"contact-seller"},
    "contacted_at": {"contact-seller"},
}


@pytest.mark.parametrize("name", FLOWS_OF_FACTS)
def test_each_fact_belongs_to_the_flows_of_the_contract(name: str) -> None:
    flows = {flow for flow, definition in POLICY.flows.items() if name in definition.facts}
    assert flows == FLOWS_OF_FACTS[name]


def test_only_the_moment_of_contact_may_be_a_date() -> None:
    assert [name for name, fact in POLICY.facts.items() if fact.accepts_date] == ["contacted_at"]


@pytest.mark.parametrize("name", [name for name, fact in POLICY.facts.items() if fact.ask])
def test_each_fact_that_is_asked_has_a_hint_where_to_find_the_answer(name: str) -> None:
    assert POLICY.facts[name].hint is not None


LEADS_INTO = {
    "parcels": ("track", {}),
    "returns-and-refunds": ("return", {}),
    "digital-services-and-devices": (None, {}),
    "prime": (None, {}),
    "payment-options": (None, {}),
    "my-account": (None, {}),
    "phishing-and-fake-mail": ("check-email", {}),
    "gift-cards-and-top-ups": (None, {}),
    "cancel-orders": ("cancel", {}),
    "modify-orders": ("modify", {}),
    "contact-a-seller": ("contact-seller", {}),
    "payment-problems": (None, {}),
    "print-invoice": ("contact-seller", {"reason": "invoice"}),
}


def test_the_topics_are_the_two_lists_of_the_article_in_order() -> None:
    assert [topic.id for topic in POLICY.topics] == list(LEADS_INTO)
    assert [topic.group for topic in POLICY.topics] == ["help"] * 8 + ["orders"] * 5


@pytest.mark.parametrize("place", range(len(LEADS_INTO)), ids=list(LEADS_INTO))
def test_a_topic_leads_into_its_flow_or_says_where_to_go(place: int) -> None:
    topic = POLICY.topics[place]
    flow, facts = LEADS_INTO[topic.id]
    assert topic.flows == ((flow,) if flow else ())
    assert topic.facts == facts
    assert bool(topic.steps) == (flow is None)


BUTTONS = {
    "S16": "Localiza tu paquete",
    "S26": "Solicitar cancelación",
    "S28": "Cancelar los productos seleccionados",
    "S30": "Pedidos cancelados",
    "S36": "Cambiar",
    "S41": "Hacer una pregunta",
    "S42": "Nuevos y de 2.ª mano",
    "S45": "Contactar con el vendedor",
}


@pytest.mark.parametrize("statement", BUTTONS)
def test_a_button_has_its_spanish_name_in_both_languages(statement: str) -> None:
    says = POLICY.statements[statement].says
    assert f"«{BUTTONS[statement]}»" in says.en
    assert f"«{BUTTONS[statement]}»" in says.es


NO_BUTTONS = {flow.title.es for flow in POLICY.flows.values()} | {"Reenviar como adjunto"}
"""What Spanish quotes alike: the names of flows, and what each mail program calls its own way."""


@pytest.mark.parametrize("name", TABLES["outcomes"])
def test_a_button_is_named_alike_in_both_languages_of_a_step(name: str) -> None:
    for step in POLICY.outcomes[name].steps:
        english, spanish = (
            set(re.findall("«([^»]+)»", words)) for words in (step.text.en, step.text.es)
        )
        assert spanish - NO_BUTTONS == english


@pytest.mark.parametrize("name", TABLES["outcomes"])
def test_each_outcome_has_steps_and_some_that_hang_on_nothing(name: str) -> None:
    assert any(step.when == {} for step in POLICY.outcomes[name].steps)


@pytest.mark.parametrize("name", TABLES["outcomes"])
def test_each_outcome_is_reached_by_some_rule(name: str) -> None:
    rules = [rule for flow in POLICY.flows.values() for rule in flow.rules]
    assert name in {rule.outcome for rule in rules}


EXIT_CODES = {"genuine": 0, "fraudulent": 1, "relayed": 3, "cannot-tell": 3, "no-claim": 3}


@pytest.mark.parametrize("name", TABLES["outcomes"])
def test_each_outcome_has_the_exit_code_of_the_contract(name: str) -> None:
    assert POLICY.outcomes[name].exit_code == EXIT_CODES.get(name, 0)


def test_a_flow_refers_to_no_table_of_another_flow() -> None:
    """A copy of a flow's tables under another name is another working flow."""
    flows = {**TABLES["flows"], "return-again": TABLES["flows"]["return"]}

    policy = msgspec.convert({**TABLES, "flows": flows}, Policy)
    assert problems_of("copy", policy) == []
