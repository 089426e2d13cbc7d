"""The command line: one file a verb. Each parses, calls one function, renders."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """The console script."""
    gc.disable()  # a short life: collecting while modules load costs 3 ms and frees nothing
    from goenvctl.cli.boundary import run

    sys.exit(run(sys.argv[1:]))
