"""Run `nextplease-printer` as `python -m printer`."""

import sys

from printer.cli import main

if __name__ == "__main__":
    sys.exit(main())
