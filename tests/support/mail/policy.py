"""The built-in policy's mail section."""

from __future__ import annotations

from ayuda.model import Mail
from support.builtin import POLICY


def load_mail() -> Mail:
    """The mail section of the built-in policy."""
    assert POLICY.mail is not None
    return POLICY.mail
