"""``python -m ayuda``."""

import sys

from ayuda.cli.main import main

sys.exit(main())
