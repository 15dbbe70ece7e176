"""Broken policies: each fault has its code and its path, and all are told at once."""

from __future__ import annotations

from contextlib import suppress
from copy import deepcopy

import msgspec
import pytest
from support.edited_policy import DELETED, TABLES, Edit, edited, found

from ayuda.model import Policy
from ayuda.policy.languages import has_unfit_texts
from ayuda.policy.shape import shape_problems

TEXT = {"en": "Something", "es": "Algo"}
FLOW = {
    "title": TEXT,
    "about": {"en": "About", "es": "Acerca"},
    "facts": ["stage"],
    "rules": [{"id": "always", "outcome": "track-online", "cites": ["S01"]}],
}

FAULTS: dict[str, tuple[str, object, str, str]] = {
    # what is wrong: the place, what stands there now, the code, the path
    "a day in a 22nd month": (
        "mail/domains/0/checked",
        "2026-22-11",
        "bad-date",
        "mail.domains[0].checked",
    ),
    "a time zone that is none": (
        "time_zone",
        "Europe/Atlantis",
        "unknown-time-zone",
        "time_zone",
    ),
    "a time zone that is a path": ("time_zone", "../etc", "unknown-time-zone", "time_zone"),
    "a window cites what is not there": (
        "windows/bundle_wait/cites",
        ["S99"],
        "unknown-statement",
        "windows.bundle_wait.cites",
    ),
    "a rule cites what is not there": (
        "flows/return/rules/1/cites",
        ["S34", "S340"],
        "unknown-statement",
        "flows.return.rules[1].cites",
    ),
    "a step cites what is not there": (
        "outcomes/cancel-now/steps/0/cites",
        ["X"],
        "unknown-statement",
        "outcomes.cancel-now.steps[0].cites",
    ),
    "a topic cites what is not there": (
        "topics/0/cites",
        ["S00"],
        "unknown-statement",
        "topics[0].cites",
    ),
    "a rule without grounds": (
        "flows/return/rules/3/cites",
        [],
        "no-grounds",
        "flows.return.rules[3]",
    ),
    "a notice without grounds": (
        "flows/track/notices/0/cites",
        [],
        "no-grounds",
        "flows.track.notices[0]",
    ),
    "a window without grounds": (
        "windows/marketplace_cancel/cites",
        [],
        "no-grounds",
        "windows.marketplace_cancel",
    ),
    "an outcome without grounds": (
        "outcomes/return-online/cites",
        [],
        "no-grounds",
        "outcomes.return-online",
    ),
    "a fact's id with a hyphen": (
        "facts/some-fact",
        {"kind": "moment", "name": TEXT, "ask": TEXT},
        "bad-id",
        "facts.some-fact",
    ),
    "a fact's id in capitals": (
        "facts/Stage",
        {"kind": "moment", "name": TEXT, "ask": TEXT},
        "bad-id",
        "facts.Stage",
    ),
    "a window's id with a hyphen": (
        "windows/some-window",
        {
            "name": TEXT,
            "from": "now",
            "lasts": {"hours": 3},
            "states": {"open": {"name": TEXT, "says": TEXT}},
            "cites": ["S01"],
        },
        "bad-id",
        "windows.some-window",
    ),
    "a flow's id with a blank": ("flows/a flow", FLOW, "bad-id", "flows.a flow"),
    "a flow's id with an underscore": ("flows/a_flow", FLOW, "bad-id", "flows.a_flow"),
    "a choice without values": (
        "facts/colour",
        {"kind": "choice", "name": TEXT, "ask": TEXT},
        "no-values",
        "facts.colour.values",
    ),
    "a yes/no fact without a no": (
        "facts/bundle/values",
        {"yes": TEXT},
        "not-yes-no",
        "facts.bundle.values",
    ),
    "a yes/no fact with a perhaps": (
        "facts/bundle/values/perhaps",
        TEXT,
        "not-yes-no",
        "facts.bundle.values",
    ),
    "a fact read from what is not there": (
        "facts/sender_is/read_from",
        "sendre",
        "unknown-fact",
        "facts.sender_is.read_from",
    ),
    "a fact that nothing ever says": (
        "facts/stage/ask",
        DELETED,
        "never-known",
        "facts.stage",
    ),
    "a default that is no value": (
        "facts/change/default",
        "colour",
        "unknown-value",
        "facts.change.default",
    ),
    "an unstated value that is none": (
        "facts/links_lead/unstated",
        "anywhere",
        "unknown-value",
        "facts.links_lead.unstated",
    ),
    "an otherwise of the wrong kind": (
        "facts/missing/otherwise",
        "no",
        "unknown-value",
        "facts.missing.otherwise",
    ),
    "a condition of asking on an unknown fact": (
        "facts/missing/asked_if",
        {"stag": "shipped"},
        "unknown-fact",
        "facts.missing.asked_if.stag",
    ),
    "a condition of asking with an unknown value": (
        "facts/missing/asked_if",
        {"stage": ["shipped", "lost"]},
        "unknown-value",
        "facts.missing.asked_if.stage",
    ),
    "an implication by an unknown value": (
        "facts/shipped_by/implied/0/when",
        {"seller": "amazn"},
        "unknown-value",
        "facts.shipped_by.implied[0].when.seller",
    ),
    "an implied value that is none": (
        "facts/shipped_by/implied/0/value",
        "amazn",
        "unknown-value",
        "facts.shipped_by.implied[0].value",
    ),
    "a window from an unknown fact": (
        "windows/bundle_wait/from",
        "orderd_at",
        "unknown-fact",
        "windows.bundle_wait.from",
    ),
    "a window from a fact that is no moment": (
        "windows/bundle_wait/from",
        "stage",
        "unknown-fact",
        "windows.bundle_wait.from",
    ),
    "a window of two lengths": (
        "windows/bundle_wait/lasts/minutes",
        1,
        "bad-length",
        "windows.bundle_wait.lasts",
    ),
    "a window of a length that nothing gives": (
        "windows/bundle_wait/lasts",
        {"hours": "72"},
        "bad-length",
        "windows.bundle_wait.lasts",
    ),
    "a window of no length": (
        "windows/bundle_wait/lasts",
        {},
        "bad-length",
        "windows.bundle_wait.lasts",
    ),
    "a window of a length of nothing": (
        "windows/bundle_wait/lasts/hours",
        0,
        "bad-length",
        "windows.bundle_wait.lasts",
    ),
    "a window of a negative length": (
        "windows/seller_reply/lasts/working_days",
        -2,
        "bad-length",
        "windows.seller_reply.lasts",
    ),
    "an edge that is no state": (
        "windows/marketplace_cancel/edge",
        "ajar",
        "unknown-value",
        "windows.marketplace_cancel.edge",
    ),
    "a flow with an unknown fact": (
        "flows/return/facts/2",
        "shipped_bye",
        "unknown-fact",
        "flows.return.facts[2]",
    ),
    "a rule that looks at an unknown fact": (
        "flows/return/rules/2/when",
        {"stge": "shipped"},
        "unknown-fact",
        "flows.return.rules[2].when.stge",
    ),
    "a rule that looks at a fact of another flow": (
        "flows/return/rules/2/when",
        {"change": "address"},
        "fact-not-in-flow",
        "flows.return.rules[2].when.change",
    ),
    "a rule that looks at an unknown value": (
        "flows/return/rules/2/when/stage",
        "shiped",
        "unknown-value",
        "flows.return.rules[2].when.stage",
    ),
    "a rule that looks at a yes/no fact with a word": (
        "flows/track/rules/1/when/missing",
        "yes",
        "unknown-value",
        "flows.track.rules[1].when.missing",
    ),
    "a rule that looks at an unknown state": (
        "flows/cancel/rules/7/when/marketplace_cancel",
        "waiting",
        "unknown-value",
        "flows.cancel.rules[7].when.marketplace_cancel",
    ),
    "a rule that rules out an unknown value": (
        "flows/return/rules/2/when/stage",
        {"not": ["placed", "lost"]},
        "unknown-value",
        "flows.return.rules[2].when.stage",
    ),
    "a rule with an unknown outcome": (
        "flows/return/rules/2/outcome",
        "refuse",
        "unknown-outcome",
        "flows.return.rules[2].outcome",
    ),
    "a rule that shows an unknown window": (
        "flows/contact-seller/rules/5/windows",
        ["seller_replies"],
        "unknown-window",
        "flows.contact-seller.rules[5].windows",
    ),
    "a rule that goes on into an unknown flow": (
        "flows/return/rules/1/next",
        ["contact"],
        "unknown-flow",
        "flows.return.rules[1].next",
    ),
    "two rules of one id": (
        "flows/return/rules/1/id",
        "delivered",
        "repeated-id",
        "flows.return.rules[3].id",
    ),
    "two notices of one id": (
        "flows/track/notices/1/id",
        "mobile-app",
        "repeated-id",
        "flows.track.notices[4].id",
    ),
    "a notice about an unknown outcome": (
        "flows/modify/notices/0/when",
        {"outcome": "cancel-and-order"},
        "unknown-value",
        "flows.modify.notices[0].when.outcome",
    ),
    "a notice about an unknown fact, as the second of two": (
        "flows/track/notices/2/when/1",
        {"mising": True},
        "unknown-fact",
        "flows.track.notices[2].when[1].mising",
    ),
    "an outcome that goes on into an unknown flow": (
        "outcomes/cancel-instead/next",
        ["cancell"],
        "unknown-flow",
        "outcomes.cancel-instead.next",
    ),
    "an outcome that hands over an unknown fact": (
        "outcomes/return-online/hands_over",
        {"mising": True},
        "unknown-fact",
        "outcomes.return-online.hands_over.mising",
    ),
    "an outcome that hands over an unknown value": (
        "outcomes/contact-seller/hands_over",
        {"reason": "afterwards"},
        "unknown-value",
        "outcomes.contact-seller.hands_over.reason",
    ),
    "a step about an unknown value": (
        "outcomes/cancel-now/steps/0/when",
        {"seller": "market"},
        "unknown-value",
        "outcomes.cancel-now.steps[0].when.seller",
    ),
    "a topic of an unknown group": ("topics/0/group", "hlp", "unknown-group", "topics[0].group"),
    "a topic that leads into an unknown flow": (
        "topics/0/flows",
        ["trak"],
        "unknown-flow",
        "topics[0].flows",
    ),
    "a topic that states an unknown value": (
        "topics/12/facts",
        {"reason": "bill"},
        "unknown-value",
        "topics[12].facts.reason",
    ),
    "a placeholder that stands for nothing": (
        "statements/S25/says",
        {"en": "Up to {marketplace_cancle}.", "es": "Hasta {marketplace_cancle}."},
        "unknown-placeholder",
        "statements.S25.says",
    ),
    "a state's word in another text": (
        "statements/S25/says",
        {"en": "Until {until}.", "es": "Hasta {until}."},
        "unknown-placeholder",
        "statements.S25.says",
    ),
    "a placeholder in one language alone": (
        "statements/S25/says",
        {"en": "Up to {marketplace_cancel}.", "es": "Hasta entonces."},
        "placeholders-differ",
        "statements.S25.says",
    ),
    "a text that is empty": (
        "statements/S01/says",
        {"en": "Words", "es": " "},
        "empty-text",
        "statements.S01.says",
    ),
    "a step's text that is empty": (
        "outcomes/cancel-now/steps/1/text",
        {"en": "", "es": "Algo"},
        "empty-text",
        "outcomes.cancel-now.steps[1].text",
    ),
    "an option that belongs to the program": (
        "flows/return/facts/2",
        "json",
        "option-taken",
        "flows.return.facts",
    ),
}

EXTRA: dict[str, tuple[Edit, ...]] = {
    # faults that need another edit, which is right by itself, to be seen
    "an option that belongs to the program": (
        ("facts/json", {"kind": "moment", "name": TEXT, "ask": TEXT}),
    ),
    "a time zone that is none": (),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_its_code_and_path(name: str) -> None:
    place, value, code, path = FAULTS[name]
    assert (code, path) in found(*EXTRA.get(name, ()), (place, value))


ALONE = [
    name
    for name in FAULTS
    if name
    not in {
        # these take something away that other parts of the policy lean on
        "an option that belongs to the program",
        "a window from an unknown fact",
        "a window from a fact that is no moment",
        "a flow with an unknown fact",
        "a fact that nothing ever says",
        "a fact read from what is not there",
    }
]


@pytest.mark.parametrize("name", ALONE)
def test_a_fault_that_nothing_leans_on_is_the_only_one_told(name: str) -> None:
    place, value, code, path = FAULTS[name]
    assert found(*EXTRA.get(name, ()), (place, value)) == {(code, path)}


REWRITER = {"hosts": ["a.example"], "way": "unreadable", "source": "a"}
READ = {"hosts": ["a.example"], "way": "parameter", "parameters": ["url"], "source": "a"}
DOMAIN = {"domain": "example", "kind": "top-level", "source": "a"}


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        ("mail/rewriters", [REWRITER, READ | {"hosts": ["b.example"]}], set()),
        ("mail/rewriters", [REWRITER, REWRITER | {"path": "/x"}], set()),
        ("mail/rewriters", [REWRITER, READ], {("repeated-id", "mail.rewriters[1].hosts[0]")}),
        ("mail/rewriters/0/hosts", [], {("no-values", "mail.rewriters[0].hosts")}),
        ("mail/rewriters/0/hosts", ["A.example"], {("bad-host", "mail.rewriters[0].hosts[0]")}),
        ("mail/rewriters/0/hosts", ["example"], {("bad-host", "mail.rewriters[0].hosts[0]")}),
        ("mail/rewriters/0/hosts", ["*.a.example"], {("bad-host", "mail.rewriters[0].hosts[0]")}),
        ("mail/rewriters/0/path", "url", {("bad-url-path", "mail.rewriters[0].path")}),
        ("mail/rewriters/0/parameters", [], {("bad-parameters", "mail.rewriters[0].parameters")}),
        (
            "mail/rewriters/0/parameters",
            ["URL"],
            {("bad-parameter", "mail.rewriters[0].parameters[0]")},
        ),
        (
            "mail/rewriters/0/way",
            "unreadable",
            {("bad-parameters", "mail.rewriters[0].parameters")},
        ),
        ("mail/domains", [DOMAIN], set()),
        (
            "mail/domains",
            [DOMAIN | {"domain": "a.example"}],
            {("not-top-level", "mail.domains[0].domain")},
        ),
        (
            "mail/domains",
            [DOMAIN | {"domain": ".example"}],
            {("not-top-level", "mail.domains[0].domain")},
        ),
        ("mail/domains", [DOMAIN | {"kind": "shop"}], {("bad-host", "mail.domains[0].domain")}),
    ],
)
def test_hosts_of_filters_and_top_level_domains_are_checked_as_domains_are(
    place: str, value: object, told: set[tuple[str, str]]
) -> None:
    assert found((place, value)) == told


def test_many_faults_are_told_all_at_once() -> None:
    wanted = [FAULTS[name] for name in ALONE]
    chosen: dict[str, tuple[str, object, str, str]] = {}
    for fault in wanted:
        chosen.setdefault("/".join(fault[0].split("/")[:2]), fault)
    assert len(chosen) > 15
    told = found(*[(place, value) for place, value, _, _ in chosen.values()])
    assert told == {(code, path) for _, _, code, path in chosen.values()}


def test_states_of_which_there_are_three_are_told() -> None:
    states = {name: {"name": TEXT, "says": TEXT} for name in ("first", "second", "third")}
    assert ("bad-states", "windows.seller_reply.states") in found(
        ("windows/seller_reply/states", states)
    )


def test_states_of_which_there_are_none_are_told() -> None:
    assert ("bad-states", "windows.cancellation_reply.states") in found(
        ("windows/cancellation_reply/states", {})
    )


def test_two_facts_with_the_same_option_are_told() -> None:
    assert ("option-taken", "flows.return.facts") in found(
        ("facts/no_bundle", {"kind": "moment", "name": TEXT, "ask": TEXT}),
        ("flows/return/facts", ["stage", "seller", "shipped_by", "bundle", "no_bundle"]),
    )


def test_an_option_given_by_negative_that_is_taken_is_told() -> None:
    assert ("option-taken", "flows.track.facts") in found(
        ("facts/missing/negative", "--no-trackable")
    )


@pytest.mark.parametrize(
    "negative", ["no", "", "-n", "--", "--no x", "--a/--b", "--No", "--x=1", "--$(true)", "--no\n"]
)
def test_a_negative_that_is_no_option_is_told(negative: str) -> None:
    assert ("bad-id", "facts.missing.negative") in found(("facts/missing/negative", negative))


def test_a_fact_listed_twice_by_a_flow_is_told() -> None:
    assert found(("flows/return/facts", ["stage", "seller", "shipped_by", "stage"]))


def test_a_country_that_has_no_known_holidays_is_told() -> None:
    assert {path for _, path in found(("country", "XX"))} == {"country"}


def test_a_fact_that_is_read_from_a_fact_that_the_flow_lacks_is_told() -> None:
    facts = [name for name in TABLES["flows"]["check-email"]["facts"] if name != "sender"]
    assert found(("flows/check-email/facts", facts))


def test_an_address_where_the_policy_has_no_mail_table_is_told() -> None:
    assert found(("mail", DELETED))


@pytest.mark.parametrize(
    ("service", "path"),
    [
        ({"name": "Outlook", "hosts": ["outlook.com"]}, "name"),
        ({"name": "outlook.com", "hosts": ["outlook.com", "*.office365.com"]}, "hosts[1]"),
    ],
)
def test_a_mail_service_whose_host_is_none_is_told(service: dict[str, object], path: str) -> None:
    assert ("bad-host", f"mail.unnamed_results[0].{path}") in found(
        ("mail/unnamed_results", [service])
    )


def test_a_rule_on_a_window_whose_moment_the_flow_cannot_know_is_told() -> None:
    assert ("window-without-fact", "flows.modify.rules[7].when.marketplace_cancel") in found(
        ("flows/modify/facts", ["stage", "seller", "shipped_by", "change"])
    )


@pytest.mark.parametrize("hours", [10**12, 10**30])
def test_a_length_beyond_all_calendars_is_told(hours: int) -> None:
    assert found(("windows/bundle_wait/lasts/hours", hours)) == {
        ("bad-length", "windows.bundle_wait.lasts")
    }


SHAPES: dict[str, tuple[Edit, str]] = {
    "an unknown key at the top": (("colour", "red"), "(top)"),
    "an unknown key of a fact": (("facts/stage/colour", "red"), "facts.stage"),
    "an unknown key of a rule": (
        ("flows/return/rules/1/then", "x"),
        "flows.return.rules[1]",
    ),
    "a missing key of a rule": (
        ("flows/return/rules/1/outcome", DELETED),
        "flows.return.rules[1]",
    ),
    "a missing table": (("statements", DELETED), "(top)"),
    "a missing language": (("outcomes/cancel-now/title/es", DELETED), "outcomes.cancel-now.title"),
    "another language": (
        ("outcomes/cancel-now/title/fr", "Annuler"),
        "outcomes.cancel-now.title",
    ),
    "a text that is a number": (("title/en", 5), "title.en"),
    "a text that is a plain string": (("title", "Title"), "title"),
    "a length that is a list": (
        ("windows/bundle_wait/lasts/hours", [72]),
        "windows.bundle_wait.lasts.hours",
    ),
    "a length that is a fraction": (
        ("windows/bundle_wait/lasts/hours", 1.5),
        "windows.bundle_wait.lasts.hours",
    ),
    "a kind that is none": (("facts/stage/kind", "colour"), "facts.stage.kind"),
    "another format": (("format", "ayuda.policy/2"), "format"),
    "citations that are a text": (
        ("windows/bundle_wait/cites", "S32"),
        "windows.bundle_wait.cites",
    ),
    "rules that are a table": (("flows/return/rules", {}), "flows.return.rules"),
}


CODES_OF_SHAPE = {
    *("missing-key", "unknown-key", "wrong-type", "unknown-value"),
    *("text-language", "text-without-languages"),
}
"""Each has words of its own in every language; none falls back to the schema's English."""


def shapes(*edits: Edit) -> list[str]:
    """The paths of the problems of shape of an edited policy."""
    tables = edited(*edits)
    with suppress(msgspec.ValidationError):
        assert has_unfit_texts(msgspec.convert(tables, Policy))
    problems = shape_problems("file", tables, fallback="unexplained")
    assert {problem.code for problem in problems} <= CODES_OF_SHAPE
    assert "unexplained" not in {problem.values.get("reason") for problem in problems}
    return [problem.where.removeprefix("file: ") for problem in problems]


@pytest.mark.parametrize("name", SHAPES)
def test_a_problem_of_shape_has_its_path(name: str) -> None:
    edit, path = SHAPES[name]
    assert shapes(edit) == [path]


def test_all_problems_of_shape_are_told_at_once() -> None:
    names = [
        "an unknown key of a fact",
        "a missing key of a rule",
        "a text that is a number",
        "a length that is a list",
        "citations that are a text",
    ]
    told = shapes(*[SHAPES[name][0] for name in names])
    assert sorted(told) == sorted(SHAPES[name][1] for name in names)


def test_the_right_policy_has_no_problem_of_shape_but_the_fallback() -> None:
    reasons = [problem.values["reason"] for problem in shape_problems("file", TABLES, "fallback")]
    assert reasons == ["fallback"]


def test_the_edits_leave_the_built_in_policy_alone() -> None:
    before = deepcopy(TABLES)
    edited(("title", TEXT))
    assert before == TABLES
