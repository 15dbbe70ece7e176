"""A year of receipts, replayed over the policy that wrote them and over one that has changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import msgspec
import pytest
from support.builtin import FLOWS, NO_CACHE, POLICY, POLICY_FILE, texts
from support.whole_policy import whole_text

from ayuda.author.replay.receipt_cases import Calendars, case_of_receipt
from ayuda.author.replay.receipts import receipts_in
from ayuda.author.replay.replaying import Replay, Replayed
from ayuda.calendar import Calendar
from ayuda.case import Case, decide
from ayuda.engine.knowledge import Contradiction
from ayuda.engine.results import Decision, Question
from ayuda.engine.windows import FactValue, Setting
from ayuda.policy.load import PolicyFile, load, parse
from ayuda.train.cases import NoSuchCase, case_of, rules_of
from ayuda.ui.walk import Walk
from ayuda.view.after.decided import Decided
from ayuda.view.after.receipt import receipt_of

FIRST = date(2026, 1, 1)
DAYS = 365
SENDERS = ("a@amazon.es", "no-reply@amazon.es.example.org", "ana@example.net")
LINKS = ("https://www.amazon.es/", "http://192.0.2.1/amazon.es/", "https://example.net/x")
REGIONS = (None, "MD", "CT")


def longer() -> PolicyFile:
    """The built-in policy with 45 minutes where it has 30, and nothing else."""
    text = whole_text()
    assert text.count("minutes = 30") == 1
    return parse("longer.toml", text.replace("minutes = 30", "minutes = 45").encode())


def cases() -> Iterator[tuple[Setting, Case]]:
    """Two cases for each day of a year, of every flow in turn, at moments of the working day."""
    draw = Random(2026)
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        for flow in (FLOWS[number % len(FLOWS)], "cancel"):
            minute = draw.randrange(8 * 60, 20 * 60)
            now = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minute)
            region = draw.choice(REGIONS)
            setting = Setting(POLICY, now, Calendar(POLICY.country, region))
            if flow == "check-email":
                facts: dict[str, FactValue] = {"sender": draw.choice(SENDERS)}
                if draw.random() < 0.5:
                    facts["link"] = (draw.choice(LINKS),)
                yield setting, Case(flow, facts)
                continue
            try:
                shown = case_of(setting, flow, draw.choice(rules_of(POLICY, flow)), draw)
            except NoSuchCase:
                continue
            yield Setting(POLICY, shown.now, setting.calendar), Case(flow, shown.facts)


def decided(setting: Setting, case: Case) -> Decision:
    answer = decide(setting, case).answer
    assert isinstance(answer, Decision)
    return answer


def differs(first: Decision, second: Decision) -> bool:
    def told(decision: Decision) -> object:
        windows = [(one.id, one.state, one.begins, one.until) for one in decision.windows]
        return decision.rule.outcome, decision.rule.id, windows

    return told(first) != told(second)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[Setting, Case]]]:
    """A folder with the receipts of a year, a file for each month, and their cases in order."""
    folder = tmp_path_factory.mktemp("year")
    kept = []
    for number, (setting, case) in enumerate(cases()):
        found = Decided(setting, decided(setting, case), POLICY_FILE.sha256, f"T-{number}")
        month = folder / f"{setting.now:%Y-%m}.jsonl"
        with month.open("ab") as file:
            file.write(receipt_of(found, texts()))
        kept.append((setting, case))
    assert len(list(folder.iterdir())) == 12
    assert len(kept) > 700
    return folder, kept


def replayed(folder: Path, today: PolicyFile) -> list[Replayed]:
    replay = Replay(today, texts(), lambda: [POLICY_FILE])
    return [replay.replayed(found) for found in receipts_in([str(folder)])]


def test_a_year_of_receipts_is_the_same_by_the_policy_that_wrote_them(
    year: tuple[Path, list[tuple[Setting, Case]]],
) -> None:
    folder, kept = year
    found = replayed(folder, POLICY_FILE)
    assert len(found) == len(kept)
    assert {one.status for one in found} == {"same"}
    assert all(one.is_at_hand and not one.is_altered for one in found)


def test_over_a_changed_policy_exactly_those_change_whose_decision_differs(
    year: tuple[Path, list[tuple[Setting, Case]]],
) -> None:
    folder, kept = year
    today = longer()
    found = replayed(folder, today)
    expected = []
    for setting, case in kept:
        now = Setting(today.policy, setting.now, setting.calendar)
        expected.append(differs(decided(setting, case), decided(now, case)))
    assert [one.status == "changed" for one in found] == expected
    assert {one.status for one in found} == {"same", "changed"}
    turned = [one for one in found if "outcome" in one.changes]
    assert turned, "some orders could be cancelled after all"
    assert 0 < len(turned) < sum(expected) < len(found)
    assert all(one.is_at_hand and not one.is_altered for one in found)


def test_receipts_are_read_as_cases(year: tuple[Path, list[tuple[Setting, Case]]]) -> None:
    folder, kept = year
    calendars = Calendars(POLICY)
    for found, (setting, case) in zip(receipts_in([str(folder)]), kept, strict=True):
        assert found.receipt is not None
        one = case_of_receipt(POLICY, found.receipt, found.where, calendars)
        assert one.setting.now == setting.now
        assert one.setting.calendar.region == setting.calendar.region
        assert not differs(decided(one.setting, one.case), decided(setting, case))


# ------------------------------------------------------------------ what was not known


def walked(seed: int, flow: str) -> tuple[Setting, Decision] | None:
    """A decision that a person came to who does not know every answer."""
    draw = Random(seed)
    now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    setting = Setting(POLICY, now, Calendar(POLICY.country))
    walk = Walk(lambda: setting, flow, {})
    while True:
        result, fact = walk.advance()
        if fact is None:
            break
        walk.answer(fact, _answered(fact, now, draw))
    return None if isinstance(result, Question) else (walk.setting, result)


def _answered(name: str, now: datetime, draw: Random) -> FactValue | None:
    fact = POLICY.facts[name]
    if draw.random() < 0.3:
        return None
    match fact.kind:
        case "choice":
            return draw.choice(list(fact.values))
        case "yes-no":
            return draw.random() < 0.5
        case "moment":
            return now - timedelta(minutes=draw.randrange(1, 6000))
        case "address":
            return draw.choice(SENDERS)
    return (draw.choice(LINKS),)


@pytest.mark.parametrize("flow", FLOWS)
def test_what_a_person_came_to_without_every_answer_replays_as_the_same(
    flow: str, tmp_path: Path
) -> None:
    replay = Replay(POLICY_FILE, texts(), lambda: ())
    file, seen = tmp_path / "r.json", 0
    for seed in range(120):
        try:
            found = walked(seed, flow)
        except Contradiction:
            continue
        if found is None:
            continue
        setting, decision = found
        file.write_bytes(receipt_of(Decided(setting, decision, POLICY_FILE.sha256), texts()))
        [one] = receipts_in([str(file)])
        again = replay.replayed(one)
        assert again.status == "same", (seed, again.before, again.today)
        seen += 1
    assert seen > 30


def test_a_policy_at_hand_is_read_once_and_only_where_a_receipt_names_another(
    year: tuple[Path, list[tuple[Setting, Case]]],
) -> None:
    folder, _ = year
    read = 0

    def others() -> list[PolicyFile]:
        nonlocal read
        read += 1
        return [load(Path(POLICY_FILE.path), NO_CACHE)]

    found = list(receipts_in([str(folder / "2026-01.jsonl")]))
    for file, expected in ((POLICY_FILE, 0), (longer(), 1)):
        read = 0
        replay = Replay(file, texts(), others)
        for one in found:
            assert isinstance(msgspec.to_builtins(replay.replayed(one).status), str)
        assert read == expected
