"""`goenvctl use cn` beside the steps it cannot do without, in one run on one machine.

Prints, for each, the median and the smallest wall time, and how far `use` lies above the sum
of the three others. Compare the numbers with each other, never with another machine's.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path
from statistics import median

ROUNDS = 40
GO = str(Path(str(files("go"))) / "bin" / "go")
GOENVCTL = str(Path(sys.executable).with_name("goenvctl"))


def main() -> None:
    rounds = int(sys.argv[1]) if sys.argv[1:] else ROUNDS
    with tempfile.TemporaryDirectory() as home:
        environ = {"HOME": home, "PATH": f"{Path(GO).parent}:/usr/bin:/bin"}
        elsewhere = {**environ, "GOENV": f"{home}/other"}
        commands = {
            "go env -w GOPROXY=… GOSUMDB=…": ([GO, "env", "-w", "GOPROXY=off", "GOSUMDB=off"], elsewhere),
            "go env -json": ([GO, "env", "-json"], elsewhere),
            'python -c "import click"': ([sys.executable, "-c", "import click"], environ),
            "goenvctl use cn": ([GOENVCTL, "use", "cn"], environ),
            "goenvctl use cn (again)": ([GOENVCTL, "use", "cn"], environ),
            "goenvctl use cn, in Chinese": ([GOENVCTL, "--lang", "zh", "use", "cn"], environ),
            "goenvctl current": ([GOENVCTL, "current"], environ),
            "goenvctl status": ([GOENVCTL, "status"], environ),
            "goenvctl env cn": ([GOENVCTL, "env", "cn"], environ),
            "goenvctl undo": ([GOENVCTL, "undo"], environ),
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds + 1):
            for name, (argv, env) in commands.items():
                times[name].append(_wall_ms(argv, env))
    _report({name: measured[1:] for name, measured in times.items()})  # the first round warms up


def _wall_ms(argv: list[str], environ: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(argv, env={**environ, "LANG": "C.UTF-8"}, stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - start) * 1000


def _report(times: dict[str, list[float]]) -> None:
    print(f"{'wall time, ms':32}{'median':>8}{'least':>8}   ({os.cpu_count()} CPUs)")
    for name, measured in times.items():
        print(f"{name:32}{median(measured):8.1f}{min(measured):8.1f}")
    parts, whole = list(times)[:3], "goenvctl use cn"
    for word, pick in (("median", median), ("least", min)):
        total = sum(pick(times[name]) for name in parts)
        use = pick(times[whole])
        ratio = f"{use / total:.2f} times it"
        print(f"{word}: use is {use - total:+.1f} ms from the sum of the first three, {ratio}")


if __name__ == "__main__":
    main()
