"""The policies of the cookbook explained: every name, in both languages, on a screen and a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from msgspec import UNSET

from ayuda.author.explaining.explain import explanations_of, known_ids
from ayuda.author.explaining.explanation import Explanation, Explanations, Grid
from ayuda.cache import Cache
from ayuda.cli.explain import explanation_page
from ayuda.model import LANGUAGES, Language
from ayuda.policy.language.conditions import names
from ayuda.policy.load import load
from ayuda.texts import load_texts
from ayuda.ui.explanation import explanation_lines
from ayuda.view.wording import Wording

COOKBOOK = Path(__file__).parents[2] / "docs/cookbook"
NAMES = ("airline", "consumer-law", "library", "order-risk")
NOW = datetime(2026, 11, 26, 10, 30, tzinfo=UTC)
COMPUTED = ("derived", "score", "table", "amount")
NESTED = re.compile(r"“[^”]*“|«[^»]*«")


@cache
def wording(name: str, language: Language = "en") -> Wording:
    policy = load(COOKBOOK / name / "policy.toml", Cache()).policy
    return Wording(policy, load_texts(language, Cache()), NOW)


@cache
def explained(name: str, asked: str, language: Language = "en") -> Explanation:
    """What a name stands for itself, not the rules and outcomes that are called so too."""
    found = list(explanations_of(wording(name, language), asked))
    return next((one for one in found if one.kind not in {"flow", "rule", "outcome"}), found[0])


def lines(name: str, one: Explanation, language: Language = "en") -> list[str]:
    document = document_of(name, (one,), language)
    texts = wording(name, language).texts
    return [line.text for line in explanation_lines(texts, document)]


def document_of(
    name: str, found: tuple[Explanation, ...], language: Language = "en"
) -> Explanations:
    policy = wording(name).policy
    return Explanations(
        policy_id=policy.id,
        policy_title=policy.title.words(language),
        policy_source="",
        sha256="0" * 64,
        lang=language,
        explanations=found,
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_explained_without_what_is_missing(name: str, language: Language) -> None:
    words = wording(name, language)
    found: list[Explanation] = []
    for kind, asked in known_ids(words.policy).items():
        for one in asked:
            parts = list(explanations_of(words, one))
            assert kind in {part.kind for part in parts}, one
            found += parts
    for part in found:
        text = "\n".join(lines(name, part, language))
        assert not re.search(r"\{\w|UNSET", text), part.id
        assert words.texts.say("moments.amount_unknown", name="").strip("“”«» ") not in text
    page = explanation_page(words, document_of(name, tuple(found), language)).decode()
    assert all(f'id="{part.kind}-{part.id.replace("/", "-")}"' in page for part in found)
    assert not re.search(r"UNSET|Undefined", page)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_computed_is_found_by_its_name_and_says_from_what(name: str) -> None:
    known = known_ids(wording(name).policy)
    for kind in COMPUTED:
        for asked in known[kind]:  # type: ignore[index]
            one = explained(name, asked)
            assert one.kind == kind
            assert one.making is not UNSET
            assert one.making.words


def flow_names() -> Iterator[tuple[str, str]]:
    for name in NAMES:
        for flow in wording(name).policy.flows:
            yield name, flow


@pytest.mark.parametrize(("name", "flow"), list(flow_names()))
def test_a_flow_lists_what_is_computed_for_its_rules(name: str, flow: str) -> None:
    policy = wording(name).policy
    one = next(part for part in explanations_of(wording(name), flow) if part.kind == "flow")
    listed = {row.id for row in one.computed or ()}
    tested = {key for rule in policy.flows[flow].rules for key in names(rule.when)}
    shown = {amount for rule in policy.flows[flow].rules for amount in rule.amounts}
    computed = policy.derived.keys() | policy.scores.keys() | policy.tables.keys()
    assert (tested & computed) | shown <= listed


def test_a_table_has_its_rows_and_who_looks_at_it() -> None:
    one = explained("library", "loan_days")
    assert one.making is not UNSET
    assert isinstance(one.making.grid, Grid)
    assert one.making.grid.heads == ("Kind of item", "Reader", "Days of the loan")
    assert one.making.grid.rows[0] == ("Book", "An adult's", "21 days")
    assert {"windows.new_loan", "windows.loan", "flows.lend.rules[2]"} == {
        reference.path for reference in one.references
    }


def test_an_amount_has_its_lines_its_floor_and_its_cap() -> None:
    text = "\n".join(lines("order-risk", explained("order-risk", "fraud")))
    assert "+3" in text
    text = "\n".join(lines("order-risk", explained("order-risk", "deposit")))
    for words in (
        "At least €20",
        "At most €500",
        "“Price” \N{MULTIPLICATION SIGN} 0.3",
        "Where: Fraud: more than 0",
    ):
        assert words in text


def test_a_window_that_counts_back_is_drawn_to_the_left_of_its_moment() -> None:
    text = "\n".join(lines("library", explained("library", "before_renewing")))
    assert "<======|------ 3 days ------| the end of “Loan”" in text
    assert "counts back from the end of “Loan”" in text


def test_a_window_says_when_it_is_seen_and_what_gives_its_length() -> None:
    assert "Seen when: Brought back on" in lines("library", explained("library", "forgiven"))
    text = "\n".join(lines("library", explained("library", "loan")))
    assert "as many days as “Days of the loan” says" in text
    assert "the latest of “Lent on” and “Last renewed on”" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_no_quotes_are_nested_on_a_time_line(name: str, language: Language) -> None:
    policy = wording(name).policy
    for window in policy.windows:
        said = lines(name, explained(name, window, language), language)
        assert not [line for line in said if NESTED.search(line)], window


def test_a_fact_says_its_unit_its_ends_its_mask_and_when_it_can_be() -> None:
    assert "Unit: €" in lines("library", explained("library", "owed"))
    assert "From €0 to €1000" in lines("library", explained("library", "owed"))
    assert "A day, past or still to come" in lines("library", explained("library", "card_until"))
    text = "\n".join(lines("order-risk", explained("order-risk", "iban")))
    assert "ES99 9999 9999 9999 9999 9999" in text
    assert "never stored" in text


def test_a_day_that_a_policy_names_has_its_year() -> None:
    text = "\n".join(lines("library", explained("library", "lend/stocktaking")))
    assert "from Monday 3 August 2026 on and until Friday 14 August 2026" in text
