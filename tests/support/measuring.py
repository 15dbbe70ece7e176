"""What a process of the program is told where somebody measures which lines the tests run."""

from __future__ import annotations

import os

MEASURING = {
    name: value for name, value in os.environ.items() if name.startswith("COVERAGE_PROCESS_")
}
"""Variables for environments that are otherwise clean; none in a run that measures nothing."""
