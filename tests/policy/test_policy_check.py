"""What a policy's check finds: every planted fault at its line, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from support.builtin import NO_CACHE

from ayuda.author.check.checked import check_policy
from ayuda.author.check.findings import findings_of
from ayuda.model import LANGUAGES
from ayuda.policy.load import PACKAGE, built_in_path, read
from ayuda.texts import Texts, load_texts
from ayuda.view.formats import Check

ROOT = Path(__file__).parents[2]
TEMPLATE = (PACKAGE / "policy/template.toml").read_text("utf-8")
TODAY = date(2026, 11, 26)
TEXTS: dict[str, Texts] = {language: load_texts(language, NO_CACHE) for language in LANGUAGES}
POLICIES = (
    built_in_path(),
    PACKAGE / "policy/template.toml",
    *sorted((ROOT / "docs/cookbook").glob("*/policy.toml")),
    ROOT / "docs/examples/library.toml",
)
WORDS = '{ en = "W", es = "V" }'

Edit = tuple[str, str]
"""What is replaced, the first time, by what; what replaces nothing is put at the end."""
Fault = tuple[str, Sequence[Edit], str, str, str]
"""The level, the edits, the code, the path, and with what the line begins that is told of."""


def checked(path: Path, language: str = "en") -> Check:
    return check_policy(path, TODAY, TEXTS[language], TEXTS, NO_CACHE)


def planted(edits: Sequence[Edit]) -> str:
    text = TEMPLATE
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1) if old else text + new
    return text


RULES = "[[flows.bring-back.rules]]\n"
YES_NO = f"""
[facts.gift]
kind = "yes-no"
name = {WORDS}
ask = {WORDS}
values = {{ yes = {WORDS}, no = {WORDS} }}
"""
IDLE = f"""
[windows.idle]
name = {WORDS}
from = "bought_at"
lasts = {{ days = 3 }}
cites = ["S1"]
states.on = {{ name = {WORDS}, says = {WORDS} }}
"""
GIFT = (
    'facts = ["condition", "receipt", "bought_at"]',
    'facts = ["condition", "receipt", "bought_at", "gift"]',
)
TESTS_GIFT = (
    'when = { condition = "defective" }',
    'when = { condition = "defective", gift = false }',
)


def gift(more: str) -> list[Edit]:
    """A further fact that a rule tests, with more keys."""
    return [GIFT, TESTS_GIFT, ("", YES_NO + more)]


FAULTS: dict[str, Fault] = {
    # -------------------------------------------------------------- what keeps it from being one
    "a table twice": (
        "error",
        [("", "\n[facts.receipt]\nkind = 'yes-no'\n")],
        "toml-syntax",
        "",
        "[facts.receipt]\nkind = 'y",
    ),
    "no TOML": ("error", [('kind = "moment"', "kind = = 1")], "toml-syntax", "", "kind = = 1"),
    "an unknown key": (
        "error",
        [("hint = ", "hnt = ")],
        "unknown-key",
        "facts.condition",
        "hnt = ",
    ),
    "a wrong type": (
        "error",
        [("days = 14", "days = true")],
        "wrong-type",
        "windows.bring_back.lasts.days",
        "lasts =",
    ),
    "a missing key": (
        "error",
        [('outcome = "repair"\n', "")],
        "missing-key",
        "flows.bring-back.rules[0]",
        RULES + 'id = "defective"',
    ),
    "an id that is none": (
        "error",
        [('id = "otherwise"', 'id = "in-time"')],
        "repeated-id",
        "flows.bring-back.rules[2].id",
        'id = "in-time"\noutcome',
    ),
    "a text without its language": (
        "error",
        [('title = { en = "Bring something back", es = "Devolver algo" }', 'title = "Mine"')],
        "text-without-languages",
        "flows.bring-back.title",
        'title = "Mine"',
    ),
    "a fact that the flow does not have": (
        "error",
        [("when = { receipt = false, ", "when = { gift = true, "), ("", YES_NO)],
        "fact-not-in-flow",
        "flows.bring-back.notices[0].when.gift",
        "when = { gift = true",
    ),
    "a language that lacks": (
        "error",
        [('title = { en = "Bring something back", ', "title = { ")],
        "missing-key",
        "flows.bring-back.title",
        "title = { es",
    ),
    "a placeholder that is none": (
        "error",
        [
            ('until {until}.", es', 'until {untill}.", es'),
            ("devolver hasta {until}", "devolver hasta {untill}"),
        ],
        "unknown-placeholder",
        "windows.bring_back.states.open.says",
        "open.says",
    ),
    "an outcome that is not there": (
        "error",
        [('outcome = "repair"', 'outcome = "repiar"')],
        "unknown-outcome",
        "flows.bring-back.rules[0].outcome",
        'outcome = "repiar"',
    ),
    "a statement that is not there": (
        "error",
        [('outcome = "repair"\ncites = ["S2"]', 'outcome = "repair"\ncites = ["S3"]')],
        "unknown-statement",
        "flows.bring-back.rules[0].cites",
        'cites = ["S3"]',
    ),
    "two implications that overlap": (
        "error",
        gift(
            'implied = [\n{ when = { condition = "used" }, value = true },\n'
            '{ when = { bring_back = "open" }, value = false },\n]\n'
        ),
        "implied-overlap",
        "facts.gift.implied[1]",
        "{ when = { bring_back",
    ),
    "guards in a circle": (
        "error",
        [("asked_if = {", "asked_if = { gift = true,"), *gift("asked_if = { receipt = true }\n")],
        "guard-circle",
        "facts.receipt.asked_if",
        "asked_if = { gift",
    ),
    "a fact without a question": (
        "error",
        [('ask = { en = "When was it bought?", es = "¿Cuándo se compró?" }\n', "")],
        "never-known",
        "facts.bought_at",
        "[facts.bought_at]",
    ),
    "a review every nothing": (
        "error",
        [
            ("# reviewed", "reviewed"),
            ("# review_every = { months = 12 }", "review_every = { months = 0 }"),
        ],
        "bad-review",
        "review_every",
        "review_every",
    ),
    "a review of two spans": (
        "error",
        [
            ("# reviewed", "reviewed"),
            ("# review_every = { months = 12 }", "review_every = { months = 1, days = 1 }"),
        ],
        "bad-review",
        "review_every",
        "review_every",
    ),
    "a review from no day": (
        "error",
        [("# review_every", "review_every")],
        "review-without-day",
        "review_every",
        "review_every",
    ),
    # -------------------------------------------------------------- what is set against itself
    "an implication against a guard": (
        "error",
        gift(
            'asked_if = { condition = "unused" }\notherwise = false\n'
            'implied = [{ when = { bring_back = "open" }, value = true }]\n'
        ),
        "implied-at-odds",
        "facts.gift.implied[0]",
        "implied = ",
    ),
    "a value that is implied away": (
        "error",
        gift("implied = [{ when = {}, value = false }]\n"),
        "value-never",
        "facts.gift.values.yes",
        "values = ",
    ),
    "a state of a window that never begins": (
        "error",
        [
            ('windows = ["bring_back"]', 'windows = ["bring_back", "idle"]'),
            ("", IDLE.replace("bought_at", "now")),
            ("", f"states.off = {{ name = {WORDS}, says = {WORDS} }}\n"),
        ],
        "value-never",
        "windows.idle.states.off",
        "states.off",
    ),
    "a guard on what is ruled out": (
        "error",
        gift('asked_if = { condition = "unused", receipt = [] }\n'),
        "guard-never",
        "facts.gift.asked_if",
        'asked_if = { condition = "unused", receipt',
    ),
    "a guard that always holds": (
        "warning",
        gift('asked_if = { condition = ["unused", "used", "defective"] }\n'),
        "guard-always",
        "facts.gift.asked_if",
        'asked_if = { condition = ["',
    ),
    "a notice against itself": (
        "error",
        [
            (
                "when = { receipt = false, bring_back",
                'when = { receipt = false, outcome = "repiar", bring_back',
            )
        ],
        "unknown-value",
        "flows.bring-back.notices[0].when.outcome",
        "when = { receipt = false, out",
    ),
    "a notice of an outcome that its flow never has": (
        "error",
        [("when = { receipt = false, bring_back", "when = { outcome = [], bring_back")],
        "notice-impossible",
        "flows.bring-back.notices[0].when",
        "when = { outcome",
    ),
    # -------------------------------------------------------------- what nothing uses
    "a fact in no flow": ("warning", [("", YES_NO)], "unused-fact", "facts.gift", "[facts.gift]"),
    "a fact that its flow does not look at": (
        "warning",
        [GIFT, ("", YES_NO)],
        "fact-unlooked",
        "flows.bring-back.facts[3]",
        'facts = ["con',
    ),
    "an outcome that no rule leads to": (
        "warning",
        [("", f'\n[outcomes.gone]\ntitle = {WORDS}\ncites = ["S1"]\nsteps = []\n')],
        "unused-outcome",
        "outcomes.gone",
        "[outcomes.gone]",
    ),
    "a statement that nothing cites": (
        "warning",
        [("", f"\n[statements.S9]\nsection = {WORDS}\nsays = {WORDS}\n")],
        "unused-statement",
        "statements.S9",
        "[statements.S9]",
    ),
    "a window that nothing looks at": (
        "warning",
        [
            (
                "",
                (
                    f'\n[windows.idle]\nname = {WORDS}\nfrom = "bought_at"\n'
                    f'lasts = {{ days = 3 }}\ncites = ["S1"]\n'
                    f"states.on = {{ name = {WORDS}, says = {WORDS} }}\n"
                ),
            )
        ],
        "unused-window",
        "windows.idle",
        "[windows.idle]",
    ),
    "a derived fact that nothing tests": (
        "warning",
        [("", f"\n[derived.fine]\nname = {WORDS}\nfirst = [{{ value = true }}]\n")],
        "unused-computed",
        "derived.fine",
        "[derived.fine]",
    ),
    "a score that nothing tests": (
        "warning",
        [
            (
                "",
                (
                    f"\n[scores.risk]\nname = {WORDS}\n"
                    f'points = [{{ when = {{ condition = "used" }}, add = 1 }}]\n'
                ),
            )
        ],
        "unused-computed",
        "scores.risk",
        "[scores.risk]",
    ),
    "a table that nothing looks up": (
        "warning",
        [
            (
                "",
                (
                    f'\n[tables.fee]\nname = {WORDS}\nby = ["receipt"]\n'
                    f"rows = [{{ receipt = true, value = 1 }}, {{ receipt = false, "
                    f"value = 2 }}]\n"
                ),
            )
        ],
        "unused-computed",
        "tables.fee",
        "[tables.fee]",
    ),
    "a unit that nothing is in": (
        "warning",
        [("", f"\n[units.parcel]\none = {WORDS}\nother = {WORDS}\n")],
        "unused-unit",
        "units.parcel",
        "[units.parcel]",
    ),
    "a rate that no amount has": (
        "warning",
        [("", "\n[rates.legal]\nsteps = [{ from = 2026-01-01, percent = 3 }]\n")],
        "unused-rates",
        "rates.legal",
        "[rates.legal]",
    ),
    "an amount that no rule shows": (
        "warning",
        [("", f'\n[amounts.sum]\nname = {WORDS}\nunit = "EUR"\nlines = [{{ times = [1] }}]\n')],
        "unused-amount",
        "amounts.sum",
        "[amounts.sum]",
    ),
    "a group without topics": (
        "warning",
        [("", f"\n[groups]\nhelp = {WORDS}\n")],
        "unused-group",
        "groups.help",
        "help = ",
    ),
    "words for a value that is never computed": (
        "warning",
        [
            TESTS_GIFT,
            (
                "",
                (
                    f'\n[derived.gift]\nname = {WORDS}\nfirst = [{{ value = "a" }}]\n'
                    f"values = {{ a = {WORDS}, b = {WORDS} }}\n"
                ),
            ),
            ("gift = false", 'gift = "a"'),
        ],
        "value-never",
        "derived.gift.values.b",
        "values = { a",
    ),
    # -------------------------------------------------------------- what goes stale
    "a number in a title": (
        "warning",
        [
            (
                'title = { en = "It cannot be brought back"',
                'title = { en = "It cannot be brought back in 14 days"',
            )
        ],
        "number-in-text",
        "outcomes.keep.title.en",
        'title = { en = "It cannot',
    ),
    "a number in Spanish": (
        "warning",
        [("Explique el motivo", "Pasados 14\u00a0días, explique el motivo")],
        "number-in-text",
        "outcomes.keep.steps[0].text.es",
        'steps = [ { text = { en = "Say why',
    ),
    "a source to be read again": (
        "warning",
        [("# reviewed = 2026-11-26", "reviewed = 2025-11-26"), ("# review_every", "review_every")],
        "review-due",
        "reviewed",
        "reviewed = 2025",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_at_its_line_and_nothing_else_is(
    tmp_path: Path, name: str
) -> None:
    level, edits, code, where, line = FAULTS[name]
    text = planted(edits)
    path = tmp_path / "policy.toml"
    path.write_text(text, "utf-8")
    check = checked(path)
    found = [(one.level, one.code, one.path or "") for one in check.problems]
    assert found == [(level, code, where)]
    [problem] = check.problems
    begun = text.index(f"\n{line}") + 1
    assert problem.line == text.count("\n", 0, begun) + 1
    assert (check.errors, check.warnings) == ((1, 0) if level == "error" else (0, 1))
    told = checked(path, "es").problems[0]
    assert (told.line, told.column) == (problem.line, problem.column)
    assert told.what != problem.what


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_policies_that_we_ship_are_without_a_fault(path: Path) -> None:
    assert checked(path).problems == []


def written(tmp_path: Path, *edits: Edit, name: str = "policy.toml", mark: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(planted(edits).encode(mark))
    return path


def test_what_was_most_likely_meant_is_told(tmp_path: Path) -> None:
    edits = [("hint = ", "hnt = "), ('kind = "moment"', 'kind = "momnt"')]
    hints = [one.hint for one in checked(written(tmp_path, *edits)).problems]
    assert hints[0].startswith("Did you mean “hint”? ")
    assert hints[1].startswith("Did you mean “moment”? ")


@pytest.mark.parametrize(
    ("edit", "near"),
    [
        (('outcome = "repair"', 'outcome = "repiar"'), "repair"),
        (('outcome = "repair"\ncites = ["S2"]', 'outcome = "repair"\ncites = ["S22"]'), "S2"),
        (('when = { condition = "def', 'when = { conditon = "def'), "condition"),
        (('when = { condition = "defective"', 'when = { condition = "defect"'), "defective"),
        (("to {bring_back} after", "to {bring_bak} after"), "bring_back"),
    ],
)
def test_a_name_that_leads_nowhere_is_told_with_the_nearest(
    tmp_path: Path, edit: Edit, near: str
) -> None:
    hints = [one.hint for one in checked(written(tmp_path, edit)).problems]
    assert any(f"“{near}”?" in hint for hint in hints), hints


def test_all_problems_are_told_at_once_in_the_order_of_their_lines(tmp_path: Path) -> None:
    edits = [
        ("hint = ", "hnt = "),
        ("days = 14", "days = true"),
        ('outcome = "repair"\n', ""),
        ("id = ", "idd = 1\nida = 2\nid = "),
    ]
    found = checked(written(tmp_path, *edits)).problems
    assert [one.code for one in found] == [
        *("unknown-key", "unknown-key", "unknown-key", "wrong-type", "missing-key")
    ]
    lines = [one.line or 0 for one in found]
    assert lines == sorted(lines)
    assert len(set(lines)) == len(lines)
    assert found[-1].rule == "defective"


def test_a_problem_within_a_rule_has_its_id(tmp_path: Path) -> None:
    edit = ('receipt = true, bring_back = "open"', 'receipt = true, bring_back = "opn"')
    [problem] = checked(written(tmp_path, edit)).problems
    assert (problem.rule, problem.path) == ("in-time", "flows.bring-back.rules[1].when.bring_back")


@pytest.mark.parametrize("name", ["a: b.toml", "a:1.toml", "a:1: b.toml", "política ñ.toml"])
def test_the_name_of_a_file_may_have_colons(tmp_path: Path, name: str) -> None:
    [problem] = checked(written(tmp_path, ("days = 14", "days = true"), name=name)).problems
    assert (problem.file, problem.path) == (
        str(tmp_path / name),
        "windows.bring_back.lasts.days",
    )


def test_lines_and_columns_are_those_behind_a_byte_order_mark(tmp_path: Path) -> None:
    edit = ("#:schema", "wrong = 1\n#:schema")
    [plain] = checked(written(tmp_path, edit)).problems
    [marked] = checked(written(tmp_path, edit, mark="utf-8-sig")).problems
    assert (plain.line, plain.column) == (marked.line, marked.column) == (1, 1)


def test_a_problem_is_told_of_the_part_that_it_is_in(tmp_path: Path) -> None:
    text = planted([("", f"\n[statements.S9]\nsection = {WORDS}\nsays = {WORDS}\n")])
    begins = text.index("[statements.S9]")
    entry = tmp_path / "policy.toml"
    entry.write_text('include = ["more.toml"]\n' + text[:begins], "utf-8")
    (tmp_path / "more.toml").write_text("# A part\n" + text[begins:], "utf-8")
    [problem] = checked(entry).problems
    assert (problem.file, problem.line, problem.column) == (str(tmp_path / "more.toml"), 2, 13)
    (tmp_path / "more.toml").write_text("a =\n", "utf-8")
    [problem] = checked(entry).problems
    assert (problem.file, problem.line, problem.path) == (str(tmp_path / "more.toml"), 1, None)


def test_a_review_is_due_on_its_very_day_and_not_before(tmp_path: Path) -> None:
    edits = [
        ("# reviewed = 2026-11-26", "reviewed = 2024-02-29"),
        ("# review_every = { months = 12 }", "review_every = { years = 1 }"),
    ]
    policy = read(written(tmp_path, *edits)).policy
    assert not findings_of(policy, date(2025, 2, 27), TEXTS)
    [finding] = findings_of(policy, date(2025, 2, 28), TEXTS)
    assert finding.problem.values == {"value": "2024-02-29", "due": "2025-02-28"}


def test_implications_at_odds_name_what_they_are_at_odds_with(tmp_path: Path) -> None:
    more = (
        'asked_if = { condition = "unused" }\notherwise = false\n'
        'implied = [{ when = { bring_back = "open" }, value = true }]\n'
    )
    [problem] = checked(written(tmp_path, *gift(more))).problems
    assert 'bring_back = "open"' in problem.what
    assert "facts.gift.otherwise" in problem.hint
