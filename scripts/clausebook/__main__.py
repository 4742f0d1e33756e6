"""`python -m clausebook`, the same as the `clausebook` command."""

import sys

try:
    from clausebook.cli import main

    code = main()
except KeyboardInterrupt:  # while modules are still being imported
    code = 130
sys.exit(code)
