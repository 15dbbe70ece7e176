"""The file beside a policy that holds its cases: read only by whoever asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from ayuda.errors import AyudaError, Problem
from ayuda.model import ExampleCase, Policy, Table
from ayuda.policy.check_cases import cases_of_flow_problems, nearest_first, present_problems
from ayuda.policy.files import parse_toml, read_bytes
from ayuda.policy.load import PolicyFile
from ayuda.policy.shape import unfit
from ayuda.policy.values import value_problems

ENDING = ".toml"


class FlowCases(Table, frozen=True, kw_only=True):
    """The cases of a flow."""

    cases: tuple[ExampleCase, ...] = ()


class CasesFile(Table, frozen=True, kw_only=True):
    """What a file of cases says: the present of those that name none, and the cases by flow."""

    cases_now: str | None = None
    flows: dict[str, FlowCases] = msgspec.field(default_factory=dict)


class PlacedCase(msgspec.Struct, frozen=True):
    """A case, the flow it is of, where it stands, and the present it has."""

    flow: str
    where: str
    case: ExampleCase
    now: str | None


def cases_path(policy: Path) -> Path:
    """Where the cases of a policy stand beside it: ``policy.cases.toml``."""
    return policy.with_name(f"{policy.name.removesuffix(ENDING)}.cases{ENDING}")


class AllCases(msgspec.Struct, frozen=True):
    """The cases of a policy, and the present that the file beside it gives those that name none."""

    cases: list[PlacedCase]
    now: str | None


def all_cases(file: PolicyFile) -> AllCases:
    """The cases in a policy and in the file beside it, checked. Raises AyudaError."""
    policy = file.policy
    found = [
        PlacedCase(name, file.place(f"flows.{name}.cases[{at}]"), case, policy.cases_now)
        for name, flow in policy.flows.items()
        for at, case in enumerate(flow.cases)
    ]
    beside = cases_path(Path(file.path))
    if not beside.exists():
        return AllCases(found, policy.cases_now)
    told = read_cases_file(beside)
    problems = list(_problems(str(beside), told, policy))
    if problems:
        raise AyudaError(problems)
    now = told.cases_now or policy.cases_now
    return AllCases([*found, *_placed(beside, told, now)], now)


def _placed(path: Path, told: CasesFile, now: str | None) -> Iterator[PlacedCase]:
    for name, flow in told.flows.items():
        for at, case in enumerate(flow.cases):
            yield PlacedCase(name, f"{path}: flows.{name}.cases[{at}]", case, now)


def read_cases_file(path: Path) -> CasesFile:
    """A file of cases, as it is. Raises AyudaError where it is none."""
    return read_cases_text(str(path), read_bytes(path))


def read_cases_text(path: str, content: bytes) -> CasesFile:
    """The content of a file of cases. Raises AyudaError where it is none."""
    tables = parse_toml(path, content)
    problems = list(value_problems(path, tables))
    if problems:
        raise AyudaError(problems)
    try:
        return msgspec.convert(tables, CasesFile)
    except msgspec.ValidationError as error:
        schema = msgspec.json.schema(CasesFile)
        raise AyudaError(unfit(path, tables, schema, fallback=str(error))) from None


def _problems(path: str, told: CasesFile, policy: Policy) -> Iterator[Problem]:
    """What a file of cases says that the policy does not know."""
    whole = msgspec.structs.replace(policy, cases_now=told.cases_now or policy.cases_now)
    if told.cases_now is not None:
        for where, code, words in present_problems("cases_now", policy, told.cases_now):
            yield Problem(f"{path}: {where}", code, words)
    for name, flow in told.flows.items():
        if name not in policy.flows:
            words = nearest_first(name, policy.flows)
            yield Problem(f"{path}: flows.{name}", "unknown-flow", words)
            continue
        for where, code, words in cases_of_flow_problems(whole, name, flow.cases):
            yield Problem(f"{path}: {where}", code, words)
