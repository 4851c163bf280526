"""`python -m otklik`."""

import sys

from otklik.cli import main

if __name__ == "__main__":
    sys.exit(main())
