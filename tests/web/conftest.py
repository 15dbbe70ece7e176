"""A real browser, where there is one; in CI it is a failure if there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

AXE = Path(__file__).parents[2] / "build/browser/node_modules/axe-core/axe.min.js"


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    """Chromium without a window, that can ask nobody for anything."""
    programs = [shutil.which(name) for name in ("chromium", "chromedriver")]
    if not all(programs) or not AXE.is_file():
        missing = "chromium, chromedriver or axe-core is not here: .ci/browser installs them"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    options = ChromeOptions()
    options.binary_location = str(programs[0])
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--proxy-server=127.0.0.1:9",
        "--disable-background-networking",
    ):
        options.add_argument(argument)
    driver = Chrome(options, Service(str(programs[1])))
    try:
        yield driver
    finally:
        driver.quit()
