"""``policy graph``: the questions of a procedure as text, for programs that draw, and as JSON."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema_rs
import msgspec
import pytest
from program_under_test import Call
from rich.cells import cell_len
from support.builtin import NO_CACHE, NOW, POLICY, texts
from support.whole_policy import whole_text

import ayuda.author.questions.graph_drawings as drawings
from ayuda.author.questions.graph import graph_of
from ayuda.author.questions.question_tree import tree_of
from ayuda.calendar import Calendar
from ayuda.engine.windows import Setting
from ayuda.model import LANGUAGES, Language
from ayuda.policy.load import load
from ayuda.ui.question_tree import tree_lines
from ayuda.view import formats
from ayuda.view.wording import Wording

SCHEMA = Path(formats.__file__).with_name("schemas") / "graph-1.json"
ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs/policy-graph.md"
LIBRARY = str(ROOT / "docs/examples/library.toml")
BRING_BACK = ("bring-back", str(ROOT / "docs/cookbook/library/policy.toml"))
RETURN: dict[Language, str] = {
    "en": """\
Return a product (return)
At most 3 questions, on average 2.2.

How far is the order?
|- Placed, not yet prepared; Being prepared, not sent
|  -> Nothing to return yet: cancel the order instead (not-sent-yet)
|- Sent
|  Who sells the product?
|  |- Amazon
|  |  -> The parcel is on its way: refuse the delivery or return the product (on-its-way)
|  `- External seller (Marketplace)
|     Who sends the product?
|     |- Amazon
|     |  -> The parcel is on its way: refuse the delivery or return the product (on-its-way)
|     `- The seller
|        -> The seller has to settle this (sent-by-seller)
|           Seller's answer: until 2 working days after “Seller contacted at”
`- Shown as delivered
   Who sells the product?
   |- Amazon
   |  -> The product can be returned online (delivered)
   `- External seller (Marketplace)
      Who sends the product?
      |- Amazon
      |  -> The product can be returned online (delivered)
      `- The seller
         -> The seller has to settle this (sent-by-seller)
            Seller's answer: until 2 working days after “Seller contacted at”
""",
    "es": """\
Devolver un producto (return)
Como mucho 3 preguntas; de media, 2,2.

¿En qué fase está el pedido?
|- Hecho, aún sin preparar; En preparación, sin enviar
|  -> Aún no hay nada que devolver: cancelar el pedido (not-sent-yet)
|- Enviado
|  ¿Quién vende el producto?
|  |- Amazon
|  |  -> El paquete está en camino: rechazar la entrega o devolver el producto (on-its-way)
|  `- Vendedor externo (Marketplace)
|     ¿Quién envía el producto?
|     |- Amazon
|     |  -> El paquete está en camino: rechazar la entrega o devolver el producto (on-its-way)
|     `- El vendedor
|        -> Lo tiene que resolver el vendedor (sent-by-seller)
|           Respuesta del vendedor: hasta 2 días laborables después de «Contacto con el vendedor»
`- Consta como entregado
   ¿Quién vende el producto?
   |- Amazon
   |  -> El producto se puede devolver por internet (delivered)
   `- Vendedor externo (Marketplace)
      ¿Quién envía el producto?
      |- Amazon
      |  -> El producto se puede devolver por internet (delivered)
      `- El vendedor
         -> Lo tiene que resolver el vendedor (sent-by-seller)
            Respuesta del vendedor: hasta 2 días laborables después de «Contacto con el vendedor»
""",
}
MERMAID_LINE = re.compile(
    r'flowchart TD|    n\d+(\["[^"\n<>&`]*"\]|\{\{"[^"\n<>&`]*"\}\}|\(\["([^"\n<>&`]|<br/>)*"\]\))'
    r'|    n\d+ -->\|"[^"\n<>&`]*"\| n\d+'
)
DOT_STRING = r'"(?:[^"\\]|\\["\\n])*"'
DOT_LINE = re.compile(
    rf'digraph {DOT_STRING} \{{|\}}|    (graph|node) \[[\w="-]+\];'
    rf"|    n\d+ \[label={DOT_STRING}(, shape=\w+)?(, style=rounded)?\];"
    rf"|    n\d+ -> n\d+ \[label={DOT_STRING}\];"
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tree_as_text(ayuda_here: Call, language: Language) -> None:
    result = ayuda_here("policy", "graph", "return", "--lang", language)
    assert result.code == 0
    assert result.output.replace("\u00a0", " ") == RETURN[language]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("flow", POLICY.flows)
def test_every_flow_is_drawn_in_each_format(
    ayuda_here: Call, flow: str, language: Language
) -> None:
    document = ayuda_here("policy", "graph", flow, "--lang", language, "--json").document
    jsonschema_rs.validator_for(SCHEMA.read_text("utf-8")).validate(document)
    graph = msgspec.convert(document, formats.Graph)
    drawn = {node.id for node in graph.nodes} | {leaf.id for leaf in graph.leaves}
    assert {edge.to for edge in graph.edges} | {graph.root} == drawn
    assert {leaf.rule for leaf in graph.leaves} <= {rule.id for rule in POLICY.flows[flow].rules}
    for form, line in (("mermaid", MERMAID_LINE), ("dot", DOT_LINE)):
        lines = ayuda_here("policy", "graph", flow, "--lang", language, "--format", form).output
        assert [one for one in lines.splitlines() if not line.fullmatch(one)] == []
        assert {int(one) for one in re.findall(r"\bn(\d+)\b", lines)} >= drawn


def test_moments_are_told_by_how_long_ago_they_were(ayuda_here: Call) -> None:
    output = ayuda_here("policy", "graph", "cancel").output
    for words in ("30 minutes ago or less", "more than 30 minutes ago", "less than 72 hours ago"):
        assert f"- {words}\n" in output
    spanish = ayuda_here("policy", "graph", "cancel", "--lang", "es").output.replace("\u00a0", " ")
    for words in ("hace 30 minutos o menos", "hace más de 30 minutos", "hace 72 horas o más"):
        assert f"- {words}\n" in spanish


def test_equal_subtrees_are_told_once_and_pointed_to(ayuda_here: Call) -> None:
    output = ayuda_here("policy", "graph", *BRING_BACK).output
    numbered = re.findall(r"^[|` -]*\((\d+)\) ", output, re.MULTILINE)
    assert numbered == [str(number) for number in range(1, len(numbered) + 1)]
    assert set(re.findall(r"-> see \((\d+)\)", output)) == set(numbered)


@pytest.mark.parametrize("width", [80, 60])
@pytest.mark.parametrize("terminal", [True, False])
def test_no_row_is_wider_than_the_terminal(width: int, terminal: bool) -> None:
    policy_file = load(Path(BRING_BACK[1]), NO_CACHE)
    policy = policy_file.policy
    own = Wording(policy, texts("es"), NOW)
    tree = tree_of(Setting(policy, NOW, Calendar(policy.country)), BRING_BACK[0])
    graph = graph_of(own, policy_file, tree)
    [_, _, _, *rows] = [
        line.text for line in tree_lines(own, graph, width=width, terminal=terminal)
    ]
    assert max(map(cell_len, rows)) <= width
    boxes = {character for row in rows for character in row} & set("├└│─→")
    assert boxes == (set("├└│─→") if terminal else set())
    # What is wrapped goes on beside the same lines, so that whoever reads on sees where it belongs.
    whole = [line.text for line in tree_lines(own, graph, width=None, terminal=terminal)]
    assert len(rows) > len(whole) - 3


@pytest.mark.parametrize("colours", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_redirected_tree_is_plain(ayuda: Call, colours: dict[str, str]) -> None:
    output = ayuda("policy", "graph", "cancel", env=colours).output
    assert not re.search("[\x1b├└│─→]", output)


def test_a_terminal_is_drawn_on_without_colours_where_nobody_wants_them(ayuda: Call) -> None:
    output = ayuda(
        "policy", "graph", "cancel", env={"FORCE_COLOR": "1", "NO_COLOR": "1", "COLUMNS": "80"}
    ).output
    assert "├─ " in output
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", output)


def test_the_example_of_the_page_is_what_is_drawn(ayuda_here: Call) -> None:
    [block] = re.findall(r"```mermaid\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert ayuda_here("policy", "graph", "return", "--format", "mermaid").output == block


# ------------------------------------------------------------------------ escaping

ESCAPED = {
    'say "no"': ("say #34;no#34;", r'"say \"no\""'),
    "a < b & c": ("a #60; b #38; c", '"a < b &amp; c"'),
    "back\\slash": ("back#92;slash", r'"back\\slash"'),
    "two\nlines": ("two<br/>lines", r'"two\nlines"'),
    "#1; end": ("#35;1; end", '"#1; end"'),
    "`code` *loud* _so_": (
        "#96;code#96; #42;loud#42; #95;so#95;",
        '"`code` *loud* _so_"',
    ),
    "1. one": ("1#46; one", '"1. one"'),
    "- one": ("#45; one", '"- one"'),
    "1 of 2": ("1 of 2", '"1 of 2"'),
    "%%{init}%%": ("#37;#37;{init}#37;#37;", '"%%{init}%%"'),
    "¿[ok] {x} (y) | 🙂?": ("¿[ok] {x} (y) | 🙂?", '"¿[ok] {x} (y) | 🙂?"'),
}


@pytest.mark.parametrize("text", ESCAPED)
def test_what_a_drawing_could_take_for_its_own_is_escaped(text: str) -> None:
    leaf = formats.GraphLeaf(1, None, None, text, [], [])
    questions = formats.GraphQuestions(0, 0, 1)
    policy = formats.PolicyId("p", "0")
    graph = formats.Graph("ayuda.graph/1", "f", "F", 1, [], [], [leaf], questions, policy, "en")
    mermaid, dot = ESCAPED[text]
    assert list(drawings.mermaid_lines(graph))[1] == f'    n1(["{mermaid}"])'
    assert f"[label={dot}, " in list(drawings.dot_lines(graph))[3]


def test_texts_of_a_policy_are_never_markup(ayuda_here: Call, tmp_path: Path) -> None:
    changed = whole_text().replace(
        '"How far is the order?"', '"[bold]end[/bold] :smile: \\" <b> ``?"'
    )
    file = tmp_path / "policy.toml"
    file.write_text(changed, "utf-8")
    text = ayuda_here("policy", "graph", "return", str(file)).output
    assert '[bold]end[/bold] :smile: " <b> ``?\n' in text
    drawn = ayuda_here("policy", "graph", "return", str(file), "--format", "mermaid").output
    assert 'n1["[bold]end[/bold] :smile: #34; #60;b#62; #96;#96;?"]' in drawn


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], ["does not say which procedure", "track, cancel"]),
        (["retrun"], ["“retrun”", "Did you mean return?"]),
        ([LIBRARY, "renew"], ["library.toml” is a file", "policy graph renew /"]),
        (["return", LIBRARY], ["“return”", "renew"]),
        (["return", "no-such-file.toml"], ["no-such-file.toml", "There is no such file"]),
        (["return", "--format", "svg"], ["--format", "text, mermaid, dot"]),
        (["return", "--format", "dot", "--json"], ["--format", "“dot” would be ignored"]),
    ],
)
def test_a_wrong_call_is_told_of_in_one_message(
    ayuda_here: Call, words: list[str], told: list[str]
) -> None:
    result = ayuda_here("policy", "graph", *words)
    assert result.code == 2
    assert not result.output or result.output.startswith("{")
    for word in told:
        assert word in result.messages
    assert "Traceback" not in result.messages
