"""The policy's mail section for the tests below."""

from __future__ import annotations

import pytest
from support.mail.policy import load_mail

from ayuda.mail.brand.standard import Standard
from ayuda.model import Mail


@pytest.fixture(scope="session")
def mail() -> Mail:
    return load_mail()


@pytest.fixture(scope="session")
def standard(mail: Mail) -> Standard:
    return Standard(mail)
