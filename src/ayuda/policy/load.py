"""A policy file to a policy: the only reader of TOML."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import tomli

from ayuda.errors import AyudaError
from ayuda.model import Policy

PACKAGE = Path(__file__).parents[1]
BUILT_IN = "data/policies.toml"
LARGEST = 16 << 20
"""The size in bytes over which a file is no policy (a device, a picture)."""


@dataclass(frozen=True)
class PolicyFile:
    """A policy, where it was read from, and its bytes."""

    path: Path
    policy: Policy
    content: bytes

    @cached_property
    def sha256(self) -> str:
        """The digest of the file as it was read, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def built_in_path() -> Path:
    """Where the built-in policy is: in the installed package, or in the checkout beside it."""
    installed = PACKAGE / BUILT_IN
    return installed if installed.exists() else PACKAGE.parents[1] / BUILT_IN


def load_built_in() -> PolicyFile:
    """The policy that comes with the program. Its checks are the project's own tests."""
    path = built_in_path()
    content = path.read_bytes()
    return PolicyFile(path, msgspec.convert(tomli.loads(content.decode()), Policy), content)


def load(path: Path) -> PolicyFile:
    """Read a policy file. Raises AyudaError with every problem that it has."""
    content = _read(path)
    tables = _parse(path, content)
    try:
        policy = msgspec.convert(tables, Policy)
    except msgspec.ValidationError as error:
        from ayuda.policy.check import shape_problems

        problems = shape_problems(str(path), tables, fallback=str(error))
        raise AyudaError(problems) from error
    from ayuda.policy.check import problems_of

    problems = problems_of(str(path), policy)
    if problems:
        raise AyudaError(problems)
    return PolicyFile(path, policy, content)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise AyudaError.of(str(path), "file-missing") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise AyudaError.of(str(path), "file-unreadable", reason=reason) from None
    if len(content) > LARGEST:
        raise AyudaError.of(str(path), "file-too-large", limit=f"{LARGEST >> 20} MiB")
    return content


def _parse(path: Path, content: bytes) -> dict[str, Any]:
    try:
        return tomli.loads(content.decode())
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise AyudaError.of(f"{path}:{line}", "not-utf8") from None
    except tomli.TOMLDecodeError as error:
        where = f"{path}:{error.lineno}:{error.colno}"
        raise AyudaError.of(where, "toml-syntax", reason=error.msg) from None
    except RecursionError:
        raise AyudaError.of(str(path), "toml-syntax", reason="nested too deeply") from None
