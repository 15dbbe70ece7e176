"""Which policy a command about policies looks at."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ayuda.cli.session import Session
from ayuda.errors import AyudaError
from ayuda.policy.load import PolicyFile, built_in_path, load


def path_of_policy(session: Session, options: Mapping[str, Any]) -> Path:
    """The file that is named, or else that of the call. Raises AyudaError for an empty name."""
    named = options.get("file")
    if named == "":
        raise AyudaError.of("FILE", "empty-option")
    if named is not None:
        return Path(named)
    said = session.preferred("policy")
    return built_in_path() if said is None else Path(said.value)


def policy_of(session: Session, options: Mapping[str, Any]) -> PolicyFile:
    """The policy that is named, or else that of the call. Raises AyudaError."""
    return load(path_of_policy(session, options), session.cache)
