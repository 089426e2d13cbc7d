"""`python measured.py REPORT COMMAND...`: run it, and write down its exit code, time and memory.

A process of its own, because a child's peak begins with the size of the process that starts it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path


def run(report: Path, command: list[str]) -> None:
    start = time.monotonic()
    child = subprocess.Popen(command)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    report.write_text(json.dumps([child.returncode, seconds, usage.ru_maxrss / 1024]))


if __name__ == "__main__":
    run(Path(sys.argv[1]), sys.argv[2:])
