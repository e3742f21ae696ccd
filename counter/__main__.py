"""python -m counter."""

import sys

from counter.cli import main

sys.exit(main())
