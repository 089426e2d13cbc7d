"""The command line: one file a verb. Each parses, calls one function, renders."""

from __future__ import annotations

import gc
import signal
import sys


def main() -> None:
    """The console script.

    The life of the process is short: collecting garbage while modules load costs 3 ms, and
    once more at the end 6 ms, and frees nothing that the end does not.
    """
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # nothing is half done yet: simply end
    from goenvctl.cli.boundary import run
    from goenvctl.exits import INTERRUPTED

    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # in the last line of the answer
        code = INTERRUPTED
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.freeze()
    sys.exit(code)
