"""The program's start: an answer that is kept, or else the whole program."""

import os
import sys

from ayuda.cli.endings import Endings
from ayuda.front import answered


def main() -> int:
    """Run the program and return its exit code."""
    with Endings(at_once=True):
        code = answered(sys.argv[1:], os.environ)
    if code is None:
        from ayuda.cli.main import main as whole

        return whole()
    return code


if __name__ == "__main__":
    sys.exit(main())
