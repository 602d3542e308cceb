"""`python -m scheduler` is `./naviyam scheduler`."""

import sys

from bot.__main__ import main

sys.exit(main(["scheduler", *sys.argv[1:]]))
