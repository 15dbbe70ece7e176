"""Make the pictures of the documents from the program's own screens.

Run it after a change of a screen or of the policy's texts: ``python tools/make_screenshots.py``.
The pictures need nothing from elsewhere: fonts are those of whoever looks at them.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from ayuda.cache import Cache
from ayuda.calendar import Calendar
from ayuda.engine.decide import step
from ayuda.engine.knowledge import Silence
from ayuda.engine.results import Decision
from ayuda.engine.windows import Facts, Setting
from ayuda.mail.evidence_of_facts import judge_facts
from ayuda.mail.judge import message_evidence
from ayuda.model import LANGUAGES, Language, Policy
from ayuda.policy.load import built_in_path, load
from ayuda.texts import load_texts
from ayuda.train.cards import CardName
from ayuda.train.deal import Dealer
from ayuda.train.deck import dealt
from ayuda.train.feedback import feedback_on
from ayuda.train.grading import Circumstances, Reply, Sitting, record
from ayuda.ui.after_keys import AfterKeys
from ayuda.ui.closing import ANSWER, WHY, Closing
from ayuda.ui.drill import SURENESS
from ayuda.ui.drill_lines import call_lines, feedback_lines, place_line
from ayuda.ui.glance import glance_lines
from ayuda.ui.lines import Line, print_lines
from ayuda.ui.prompts import Choice, offer_rows
from ayuda.ui.walk import Walk
from ayuda.view.after.wanted import Wanted
from ayuda.view.pages import decision_page
from ayuda.view.wording import Wording

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs/images"
MESSAGE = ROOT / "docs/examples/phishing.eml"
MESSAGE_FLOW = "check-email"
WIDTH, HEIGHT = 80, 24
FLOW = "cancel"
NOW = datetime(2026, 11, 22, 9, 40, tzinfo=UTC)
FACTS: Facts = {
    "stage": "placed",
    "seller": "marketplace",
    "bundle": False,
    "ordered_at": datetime(2026, 11, 22, 9, 20, tzinfo=UTC),
}
LIGHT = TerminalTheme(
    (255, 255, 255),
    (36, 41, 47),
    [(36, 41, 47), (179, 29, 40), (17, 99, 41), (125, 78, 0)],
    [(9, 105, 218), (130, 80, 223), (27, 124, 131), (110, 119, 129)],
)
FONTS = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
FONT_FACE = re.compile(r"@font-face\s*\{.*?\}\s*", re.DOTALL)
EMBEDDED_FONT = re.compile(r"font-family:\s*Fira Code, monospace")


def decision_picture(policy: Policy, language: Language) -> str:
    """The screen of one decision in a language, with the keys below it."""
    wording, setting = wording_in(policy, language), setting_of(policy)
    texts = wording.texts
    decision = step(setting, FLOW, FACTS)
    assert isinstance(decision, Decision)
    page = decision_page(wording, decision)
    lines = glance_lines(texts, page)
    keys = Keys()
    wanted = Wanted("", texts, lambda: texts)
    after = AfterKeys(keys, texts, wanted, wanted.decided(setting, decision, ()), page.command)
    onward = {one.flow: one.name for one in page.onward}
    closing = Closing(keys, texts, io.StringIO(), {ANSWER: lines, WHY: ()}, onward, after)
    closing.present(ANSWER, Walk(lambda: setting, FLOW, FACTS))
    below = [Line(row, unbroken=True) for row in keys.rows]
    return pictured([*lines, Line(), *below], f"ayuda {FLOW}", f"decision-{language}")


class Keys:
    """A prompter to whom the keys below an answer are shown, and who leaves."""

    def __init__(self) -> None:
        self.rows: list[str] = []

    def offer(self, choices: Sequence[Choice], default: str) -> str:
        """See Prompter."""
        self.rows = offer_rows(choices, [choice.key for choice in choices].index(default))
        return default

    def offer_height(self, choices: Sequence[Choice]) -> int:
        """See Prompter."""
        return len(offer_rows(choices, 0))


def message_picture(policy: Policy, path: Path) -> str:
    """The screen of a message that was checked without asking."""
    assert policy.mail is not None
    message = message_evidence(policy.mail, path.read_bytes())
    judged = judge_facts(policy, {}, message)
    decision = step(setting_of(policy), MESSAGE_FLOW, judged.facts, Silence(everywhere=True))
    assert isinstance(decision, Decision)
    wording = wording_in(policy, "en")
    name = path.relative_to(ROOT).as_posix()
    page = decision_page(wording, decision, (), judged.findings, message, [name])
    lines = glance_lines(wording.texts, page)
    return pictured(lines, f"ayuda {MESSAGE_FLOW} {path.name}", MESSAGE_FLOW)


def training_picture(policy: Policy) -> str:
    """A call of the training, an answer to it that is wrong, and what is told of that."""
    dealer = Dealer(wording_in(policy, "en"), setting_of(policy))
    card = dealt(dealer, CardName(FLOW, "marketplace-in-time", "outcome"), "picture/3")
    assert card is not None
    given, sureness = "contact-seller", SURENESS[1]
    sitting = Sitting("", "default", "drill", "")
    when = Circumstances("", 0, NOW, 9.0)
    answer = record(card, Reply(given, sureness, None), sitting, when)
    texts = card.wording.texts
    options = [option.id for option in card.options]
    sure = [texts.say(f"train.sureness.{one}") for one in SURENESS]
    lines = [
        place_line(card, 0, 20),
        *call_lines(card, plain=False),
        Line(),
        answered(card.question, options.index(given), [one.text for one in card.options]),
        answered(texts.say("train.ask_sure"), SURENESS.index(sureness), sure),
        Line(),
        *feedback_lines(texts, card, answer, feedback_on(card, answer), plain=False),
    ]
    return pictured(lines, f"ayuda train {FLOW}", "training")


def answered(question: str, place: int, choices: Sequence[str]) -> Line:
    """What stays on the screen of a question that is answered by a number."""
    return Line(f"? {question} {place + 1}) {choices[place]}")


def setting_of(policy: Policy) -> Setting:
    """What every picture decides with."""
    return Setting(policy, NOW, Calendar(policy.country))


def wording_in(policy: Policy, language: Language) -> Wording:
    """The words of every picture in a language."""
    return Wording(policy, load_texts(language, Cache()), NOW)


def pictured(lines: Iterable[Line], title: str, name: str) -> str:
    """A screen as an SVG that needs nothing from elsewhere."""
    console = Console(
        file=io.StringIO(),
        record=True,
        width=WIDTH,
        force_terminal=True,
        color_system="truecolor",
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    print_lines(console, list(folded(lines)))
    return self_contained(console.export_svg(title=title, theme=LIGHT, unique_id=name))


def folded(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, those for copying broken at the edge as a terminal breaks them."""
    for line in lines:
        whole = " " * line.indent + line.text
        if not line.unbroken or len(whole) <= WIDTH:
            yield line
            continue
        for start in range(0, len(whole), WIDTH):
            yield Line(whole[start : start + WIDTH], line.style, unbroken=True)


def self_contained(picture: str) -> str:
    """The picture without links to fonts, and with names of fonts that people have."""
    local = EMBEDDED_FONT.sub(f"font-family: {FONTS}", FONT_FACE.sub("", picture))
    # Some viewers drop the blanks at the beginning of a line otherwise.
    local = local.replace("<text class=", '<text xml:space="preserve" class=')
    lines = (line.rstrip() for line in local.splitlines())
    return "\n".join(lines) + "\n"


def pictures() -> dict[Path, str]:
    """Every picture by the file it belongs in."""
    policy = load(built_in_path(), Cache()).policy
    decisions = {
        IMAGES / f"decision.{language}.svg".replace(".en", ""): decision_picture(policy, language)
        for language in LANGUAGES
    }
    others = {
        IMAGES / f"{MESSAGE_FLOW}.svg": message_picture(policy, MESSAGE),
        IMAGES / "training.svg": training_picture(policy),
    }
    return {**decisions, **others}


def main() -> int:
    """Write the pictures, or with ``--check`` tell whether they are up to date."""
    os.environ.update(COLUMNS=str(WIDTH), LINES=str(HEIGHT))  # Menus are set for a terminal.
    made = pictures()
    if sys.argv[1:] == ["--check"]:
        old = [
            path
            for path, content in made.items()
            if not path.exists() or path.read_text(encoding="utf-8") != content
        ]
        for path in old:
            print(f"not up to date: {path.name}; run tools/make_screenshots.py", file=sys.stderr)
        return 1 if old else 0
    IMAGES.mkdir(parents=True, exist_ok=True)
    for path, content in made.items():
        path.write_text(content, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
