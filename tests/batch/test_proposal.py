"""Proposed mappings: taken as they are, and honest about what is guessed."""

from __future__ import annotations

from pathlib import Path
from random import Random

import msgspec
import pytest
import tomli
from support.builtin import NO_CACHE, POLICY
from support.row_batches import TEXTS, decide, row_job, write, write_table

from ayuda.batch.mapped import mapped_job
from ayuda.batch.mapping import Mapping, load_mapping
from ayuda.batch.proposal import proposal_of
from ayuda.batch.proposal_text import proposal_text, quoted
from ayuda.batch.rows.layout import AS_SHOWN, Layout
from ayuda.batch.rows.reading.files import row_file
from ayuda.batch.rows.reading.sample import sample_of
from ayuda.errors import AyudaError
from ayuda.texts import load_texts

HOSTILE = (
    *('a"b', "a\\b", "a\nb", "a\tb", "#", "[x]", "=", "'''", '"""', "\x7f", "\x1b[2J", "\u202eabc"),
    *("", " ", "ñ", "\u0301", "😀", "a.b", "x" * 300, "\u2028", "\x01", "{guess}", "\ufeff"),
)


def proposed(path: Path, flow: str = "cancel", layout: Layout = AS_SHOWN) -> str:
    sample = sample_of([row_file(str(path), layout)])
    proposal = proposal_of(row_job(flow), POLICY, sample)
    return proposal_text(TEXTS, POLICY, proposal, sample, layout)


def mapping_of(tmp_path: Path, text: str) -> Mapping:
    return load_mapping(write(tmp_path / "map.toml", text.encode()))


def test_facts_values_and_forms_are_guessed_by_the_words_of_the_policy(tmp_path: Path) -> None:
    rows = [
        ["Nr", "Estado", "Vendedor", "Creado", "Lote"],
        ["1", "Enviado", "Amazon", "22/11/2026 10:05", "S"],
        ["2", "Entregado", "Marketplace", "25/11/2026 9:00", "quizá"],
        ["3", "Cancelado", "Amazon", "", "N"],
    ]
    found = mapping_of(tmp_path, proposed(write_table(tmp_path / "rows.csv", rows)))
    assert found.flows == ("cancel",)
    assert found.facts == {
        "Estado": "stage",
        "Vendedor": "seller",
        "Creado": "ordered_at",
        "Lote": "bundle",
    }
    assert found.values == {
        "Estado": {"Enviado": "shipped", "Entregado": "delivered"},
        "Vendedor": {"Amazon": "amazon", "Marketplace": "marketplace"},
        "Lote": {},
    }
    assert found.dates == {"Creado": "dmy"}


def test_what_cannot_be_guessed_is_listed_and_guesses_are_marked(tmp_path: Path) -> None:
    rows = [
        ["Estado", "ordered_at"],
        ["Enviado", "22/11/2026 10:05"],
        ["Cancelado", "1/2/2026 9:00"],
    ]
    text = proposed(write_table(tmp_path / "rows.csv", rows))
    assert '"Estado" = "stage"  # guess\n' in text
    assert '"ordered_at" = "ordered_at"\n' in text
    assert '# "Cancelado" = ""\n' in text
    assert '# seller = "amazon"  # amazon, marketplace\n' in text


def test_of_two_forms_that_fit_none_is_chosen(tmp_path: Path) -> None:
    rows = [["stage", "ordered_at"], ["placed", "2/11/2026 10:05"], ["placed", "1/2/2026 9:00"]]
    text = proposed(write_table(tmp_path / "rows.csv", rows))
    assert mapping_of(tmp_path, text).dates == {}
    assert "dmy, mdy" in text
    assert '# "ordered_at" = "dmy"' in text


def test_a_column_that_no_form_fits_is_told(tmp_path: Path) -> None:
    rows = [["stage", "ordered_at"], ["placed", "22/11/2026 10:05"], ["placed", "11/22/2026 9:00"]]
    text = proposed(write_table(tmp_path / "rows.csv", rows))
    assert mapping_of(tmp_path, text).dates == {}
    assert '# "22/11/2026 10:05", "11/22/2026 9:00"' in text


def test_what_is_no_date_at_all_says_nothing_of_a_moment(tmp_path: Path) -> None:
    rows = [["reason", "contacted_at"], ["invoice", "aún no"], ["invoice", "22/11/2026"]]
    source = write_table(tmp_path / "rows.csv", rows)
    found = mapping_of(tmp_path, proposed(source, "contact-seller"))
    assert found.values == {"contacted_at": {"aún no": ""}}
    assert found.dates == {"contacted_at": "dmy"}
    job = mapped_job(row_job("contact-seller"), found, POLICY)
    assert decide(source, None, job).faulty == 0


def test_moments_in_iso_need_no_form(tmp_path: Path) -> None:
    rows = [["stage", "ordered_at"], ["placed", "2026-11-22T10:05"], ["placed", "2026-11-22 10:05"]]
    found = mapping_of(tmp_path, proposed(write_table(tmp_path / "rows.csv", rows)))
    assert (found.dates, found.values) == ({}, {})


def test_what_was_told_of_the_layout_is_kept(tmp_path: Path) -> None:
    source = write_table(tmp_path / "rows.csv", [["stage"], ["placed"]])
    text = proposed(source, layout=Layout(encoding="utf-8"))
    assert mapping_of(tmp_path, text).layout == Layout(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "es"])
def test_comments_are_in_the_language_of_the_call(tmp_path: Path, language: str) -> None:
    source = write_table(tmp_path / "rows.csv", [["stage"], ["Enviado"]])
    sample = sample_of([row_file(str(source))])
    texts = load_texts("es" if language == "es" else "en", NO_CACHE)
    text = proposal_text(texts, POLICY, proposal_of(row_job(), POLICY, sample), sample, AS_SHOWN)
    assert texts.get("proposal.nothing") not in text
    assert text.startswith("# " + texts.say("proposal.head", guess="guess").splitlines()[0])
    mapping_of(tmp_path, text)


@pytest.mark.parametrize("text", HOSTILE)
def test_every_text_is_itself_in_toml_and_shows_nothing_unseen(text: str) -> None:
    written = quoted(text)
    assert tomli.loads(f"x = {written}  # {written}") == {"x": text}
    assert written.isprintable()


def random_cell(random: Random) -> str:
    words = [
        *HOSTILE,
        *(
            "Amazon",
            "amazon",
            "Enviado",
            "Shipped",
            "placed",
            "yes",
            "FALSO",
            "no",
            "x",
            "-",
            "n/a",
        ),
        *("22/11/2026 10:05", "11/22/26", "46348.5", "1795347600", "2026-11-22T10:05", "1/2/2026"),
    ]
    return random.choice(words)


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl"])
@pytest.mark.parametrize("flow", POLICY.flows)
def test_what_is_proposed_for_any_file_is_taken_for_it(
    tmp_path: Path, flow: str, ending: str
) -> None:
    random = Random(f"{flow} {ending}")
    names = [*POLICY.flows[flow].facts, "Stage", "Vendedor", "Fecha", "Ordered at", *HOSTILE]
    for number in range(4):
        headings = list(dict.fromkeys(random.choice(names) for _ in range(random.randint(2, 7))))
        rows = [[random_cell(random) for _ in headings] for _ in range(random.randint(0, 9))]
        path = tmp_path / f"{number}.{ending}"
        if ending == "jsonl":
            lines = (msgspec.json.encode(dict(zip(headings, row, strict=True))) for row in rows)
            write(path, b"\n".join(lines) + b"\n")
        else:
            write_table(path, [headings, *rows], delimiter="\t" if ending == "tsv" else ",")
        refused: set[str] = set()
        try:
            job = mapped_job(row_job(flow), mapping_of(tmp_path, proposed(path, flow)), POLICY)
            decide(path, None, job)
        except AyudaError as error:
            refused = {problem.code for problem in error.problems}
        assert refused <= REFUSED


REFUSED = {"batch-quote-open", "batch-quotes-unpaired", "batch-no-facts", "batch-column-nearly"}
"""For which no batch takes a file, with whatever mapping."""
