"""The command line: one file a verb. Each parses, calls one function, renders."""

from __future__ import annotations

import sys


def main() -> None:
    """The console script."""
    from goenvctl.cli.boundary import run

    sys.exit(run(sys.argv[1:]))
