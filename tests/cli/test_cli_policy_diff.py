"""Two policies compared at the command line: words, JSON, exit codes, cases, and slips."""

from __future__ import annotations

from pathlib import Path

import jsonschema_rs
import pytest
from program_under_test import Call, both_languages
from support.whole_policy import whole_text

from ayuda.view import formats

SCHEMA = Path(formats.__file__).with_name("schemas") / "diff-1.json"
COOKBOOK = Path(__file__).parents[2] / "docs/cookbook"
NOW = ("--now", "2026-11-22T10:40")
ROWS = """order,stage,seller,ordered_at
1,placed,marketplace,2026-11-22T10:20
2,placed,marketplace,2026-11-22T10:00
3,placed,marketplace,2026-11-22T08:00
4,placed,marketplace,
5,sent,marketplace,2026-11-22T08:00
"""
IN_WORDS = {
    "en": (
        "Stage: Placed, not yet prepared; Seller: External seller (Marketplace); "
        "Ordered at: 30 to 45 minutes ago: contact-seller → cancel-now"
    ),
    "es": (
        "Fase del pedido: Hecho, aún sin preparar; Vendedor: Vendedor externo (Marketplace); "
        "Momento del pedido: hace entre 30 y 45\N{NO-BREAK SPACE}minutos: "
        "contact-seller → cancel-now"
    ),
}


class Files:
    """The built-in policy, one whose window is longer, and one with other words."""

    def __init__(self, folder: Path) -> None:
        text = whole_text()
        self.old, self.new = folder / "old.toml", folder / "new.toml"
        self.words, self.rows = folder / "words.toml", folder / "rows.csv"
        self.old.write_text(text, "utf-8")
        self.new.write_text(text.replace("minutes = 30", "minutes = 45", 1), "utf-8")
        self.words.write_text(text.replace('en = "Stage"', 'en = "Phase"', 1), "utf-8")
        self.rows.write_text(ROWS, "utf-8")


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.mark.parametrize("language", both_languages())
def test_a_longer_window_is_told_as_the_stretch_between(
    ayuda_here: Call, files: Files, language: str
) -> None:
    result = ayuda_here("policy", "diff", str(files.old), str(files.new), "--lang", language, *NOW)
    assert result.code == 1
    assert IN_WORDS[language] in result.output
    assert "return" not in result.output.split("track,")[0]


def test_a_policy_does_not_differ_from_itself(ayuda_here: Call, files: Files) -> None:
    result = ayuda_here("policy", "diff", str(files.old), str(files.old), "--json")
    assert result.code == 0
    document = result.document
    changed = ("flows", "parts", "added", "removed")
    assert all(document[key] == [] for key in changed)


def test_other_words_are_told_apart_from_decisions(ayuda_here: Call, files: Files) -> None:
    result = ayuda_here("policy", "diff", str(files.old), str(files.words), "--json")
    assert result.code == 0
    document = result.document
    assert document["flows"] == []
    assert [(part["kind"], part["path"]) for part in document["parts"]] == [
        ("text", "facts.stage.name.en")
    ]


def test_the_json_fits_its_schema(ayuda_here: Call, files: Files) -> None:
    result = ayuda_here(
        *("policy", "diff", str(files.old), str(files.new), "--json", *NOW),
        *("--cases", str(files.rows)),
    )
    assert result.code == 1
    document = result.document
    jsonschema_rs.validator_for(SCHEMA.read_text("utf-8")).validate(document)
    (cells,) = next(one for one in document["flows"] if one["flow"] == "cancel")["cells"]
    assert (cells["old"], cells["new"]) == ("contact-seller", "cancel-now")
    cases = next(one for one in document["cases"] if one["flow"] == "cancel")
    assert (cases["changed"], cases["unchanged"], cases["no_baseline"]) == (1, 2, 2)
    assert [(row["row"], row["verdict"]) for row in cases["rows"]] == [
        (2, "changed"),
        (4, "no-baseline"),
        (5, "no-baseline"),
    ]
    assert cases["unchanged_rows"] == [1, 3]


def test_rows_are_told_by_verdict_and_number(ayuda_here: Call, files: Files) -> None:
    result = ayuda_here(
        *("policy", "diff", str(files.old), str(files.new), *NOW, "--cases", str(files.rows))
    )
    said = result.output.partition("cancel, cases of")[2]
    assert "1 changed, 2 unchanged, 2 without a baseline" in said
    changed = (
        "Row 2: contact-seller, rule marketplace-too-late → cancel-now, rule marketplace-in-time"
    )
    assert changed in said
    assert "UNCHANGED: 1, 3" in said


@pytest.mark.parametrize("name", ["airline", "consumer-law", "library", "order-risk"])
def test_policies_of_the_cookbook_do_not_differ_from_themselves(
    ayuda_here: Call, name: str
) -> None:
    path = str(COOKBOOK / name / "policy.toml")
    result = ayuda_here("policy", "diff", path, path)
    assert result.code == 0
    assert "Nothing changed" in result.output


def test_policies_without_a_common_command_say_so(ayuda_here: Call, files: Files) -> None:
    result = ayuda_here("policy", "diff", str(COOKBOOK / "library/policy.toml"), str(files.old))
    assert result.code == 1
    assert "no command in common" in result.output
    assert "New commands: track, cancel" in result.output


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize("slip", ["one", "none", "empty", "folder", "lacking", "invalid", "input"])
def test_a_slip_is_told_and_ends_with_2(
    ayuda_here: Call, files: Files, tmp_path: Path, slip: str, language: str
) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text(files.old.read_text("utf-8").replace("minutes = 30", "minutes = -1"), "utf-8")
    old, new = str(files.old), str(files.new)
    arguments = {
        "one": [old],
        "none": [],
        "empty": [old, ""],
        "folder": [old, str(tmp_path)],
        "lacking": [old, str(tmp_path / "lacking.toml")],
        "invalid": [old, str(broken)],
        "input": [old, new, "--cases", "-"],
    }[slip]
    result = ayuda_here("policy", "diff", *arguments, "--lang", language)
    assert result.code == 2
    assert result.messages
    assert "Traceback" not in result.messages


def test_receipts_are_compared_each_as_of_its_own_day(
    ayuda_here: Call, files: Files, tmp_path: Path
) -> None:
    receipts = tmp_path / "receipts"
    receipts.mkdir()
    case = ("cancel", "--stage", "placed", "--seller", "marketplace", "--no-bundle")
    for minute in (0, 5, 20):
        moment, now = f"2026-03-02T10:{minute:02}", "2026-03-02T10:40"
        file = str(receipts / f"{minute:02}.json")
        assert ayuda_here(*case, "--ordered-at", moment, "--now", now, "--receipt", file).code == 0
    call = ("policy", "diff", str(files.old), str(files.new), "--cases", str(receipts))
    [cases] = ayuda_here(*call, "--json").document["cases"]
    assert (cases["changed"], cases["unchanged"], cases["no_baseline"]) == (2, 1, 0)
    assert [row["where"] for row in cases["rows"]] == [
        str(receipts / name) for name in ("00.json", "05.json")
    ]
    assert str(receipts / "05.json") in ayuda_here(*call).output
    for name in ("06.json", "0.json"):  # The last and the first one.
        (receipts / name).write_text("[]", "utf-8")
        refused = ayuda_here(*call)
        assert (refused.code, refused.out) == (2, b"")
        assert name in refused.messages


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "tables.full.rows (Band: medium): €400 → €410"),
        ("es", "tables.full.rows (Tramo: medio): 400\u00a0€ → 410\u00a0€"),
    ],
)
def test_a_changed_row_of_a_table_is_told_in_words(
    ayuda_here: Call, tmp_path: Path, lang: str, told: str
) -> None:
    old = Path(__file__).parents[2] / "docs/cookbook/airline/policy.toml"
    new = tmp_path / "policy.toml"
    new.write_text(old.read_text("utf-8").replace("value = 400", "value = 410"), "utf-8")
    words = ("policy", "diff", str(old), str(new), "--lang", lang)
    assert told in ayuda_here(*words).output
    [part] = ayuda_here(*words, "--json").document["parts"]
    assert f"{part['path']} ({'; '.join(part['row'])}): {part['old']} → {part['new']}" == told
