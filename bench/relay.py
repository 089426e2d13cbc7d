"""`goenvctl exec -- go mod download` beside plain `go mod download` through the same mirror, in one run.

    python bench/relay.py [ROUNDS ROUNDS_OF_100_MB]

Forty small modules at 30 ms an answer, and one of 100 MB at 10 MB/s; then a mirror that is silent, or
that dies half way, before the good one. The modules' cache is empty each time and there is no go.sum;
the checksum database answers after 30 ms too. What `exec` takes until its relay gives a first answer is
measured apart and left out of the ratios. Every ratio and difference is taken within a round; shown is
the median of the rounds.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import NamedTuple

from mirrors import LARGE, SMALL, VERSION, Served, served

ROUNDS, LARGE_ROUNDS = 5, 2
DELAY_S, RATE = 0.030, 10e6
START_S, RATIO, PEAK_MIB, SILENT_S, DYING_S = 0.45, 1.15, 150, 3.0, 8.0  # what must hold
GO = str(Path(str(files("go"))) / "bin" / "go")
GOENVCTL = str(Path(sys.executable).with_name("goenvctl"))
EXEC = [GOENVCTL, "exec", "--"]
DOWNLOAD = [GO, "mod", "download"]
POLL_S = 0.05
# The relay needs nobody for this answer: 404.
ASK = r"""
place=${GOPROXY#http://} place=${place%%/*}
exec 3<>/dev/tcp/${place/:/\/}
printf 'GET / HTTP/1.1\r\nHost: %s\r\n\r\n' $place >&3
read -r _ status _ <&3
[ $status = 404 ]
"""


class Run(NamedTuple):
    """Wall time in seconds, and the most memory that the process itself held, in MiB."""

    seconds: float
    peak_mib: float


Round = dict[str, Run]


class Bench:
    """Runs commands behind mirrors; each in a home of its own with nothing cached."""

    def __init__(self, net: Served) -> None:
        self._net = net
        self._runs = 0

    def run(self, argv: Sequence[str], mirrors: Sequence[str] = (), modules: Sequence[str] = ()) -> Run:
        """`mirrors` are joined by `|`; without any the good one. What does not end well ends the bench."""
        self._runs += 1
        urls = [f"{self._net.base}/{name}~{self._runs}" for name in mirrors or ("good",)]
        with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as work:
            required = "".join(f"require {module} {VERSION}\n" for module in modules)
            Path(work, "go.mod").write_text(f"module example.com/app\n\ngo 1.21\n\n{required}")
            environ = {
                "HOME": home,
                "PATH": f"{Path(GO).parent}:/usr/bin:/bin",
                "LANG": "C.UTF-8",
                "GOPROXY": "|".join(urls),
                "GOSUMDB": self._net.gosumdb,
                "GOTOOLCHAIN": "local",
                "GOFLAGS": "-modcacherw",
            }
            run = _measured(argv, environ, Path(work))
            fetched = list(Path(home, "go", "pkg", "mod", "cache", "download").rglob("*.zip"))
            assert len(fetched) == len(modules), (argv, fetched)
        return run


def main() -> None:
    rounds, large_rounds = [int(word) for word in sys.argv[1:]] or (ROUNDS, LARGE_ROUNDS)
    small = [f"example.com/m{at}" for at in range(SMALL)]
    with served(DELAY_S, RATE) as net:
        bench = Bench(net)
        ways: dict[str, Callable[[], Run]] = {
            "true": lambda: bench.run(["true"]),
            "exec -- true": lambda: bench.run([*EXEC, "true"]),
            "exec, one answer": lambda: bench.run([*EXEC, "bash", "-c", ASK]),
            "small, go": lambda: bench.run(DOWNLOAD, modules=small),
            "small, exec": lambda: bench.run([*EXEC, *DOWNLOAD], modules=small),
            "small, exec, silent|good": lambda: bench.run([*EXEC, *DOWNLOAD], ("silent", "good"), small),
            "small, exec, dying|good": lambda: bench.run([*EXEC, *DOWNLOAD], ("dying", "good"), small),
        }
        large: dict[str, Callable[[], Run]] = {
            "100 MB, go": lambda: bench.run(DOWNLOAD, modules=[LARGE]),
            "100 MB, exec": lambda: bench.run([*EXEC, *DOWNLOAD], modules=[LARGE]),
        }
        few = [{name: way() for name, way in ways.items()} for _ in range(rounds)]
        big = [{name: way() for name, way in large.items()} for _ in range(large_rounds)]
    _report(few, big)


def _report(few: Sequence[Round], big: Sequence[Round]) -> None:
    print(f"{'':28}{'median s':>9}{'least s':>9}{'peak MiB':>10}")
    for rounds in (few, big):
        for name in rounds[0]:
            seconds = [one[name].seconds for one in rounds]
            peak = max(one[name].peak_mib for one in rounds)
            shown = f"{peak:10.0f}" if "exec" in name else ""
            print(f"{name:28}{median(seconds):9.2f}{min(seconds):9.2f}{shown}")
    start = median(one["exec, one answer"].seconds - one["true"].seconds for one in few)
    print()
    _line("start, until the relay answers, s", start, START_S)
    for rounds, size in ((few, "small"), (big, "100 MB")):
        ratios = [(one[f"{size}, exec"].seconds - start) / one[f"{size}, go"].seconds for one in rounds]
        _line(f"{size}: exec without its start, times go", median(ratios), RATIO)
    _line("100 MB: most memory of goenvctl, MiB", max(one["100 MB, exec"].peak_mib for one in big), PEAK_MIB)
    for mirrors, limit in (("silent|good", SILENT_S), ("dying|good", DYING_S)):
        more = [one[f"small, exec, {mirrors}"].seconds - one["small, exec"].seconds for one in few]
        _line(f"small: {mirrors}, s more than good alone", median(more), limit)


def _line(what: str, found: float, limit: float) -> None:
    print(f"{what:44}{found:8.2f}   (at most {limit:g}{'' if found <= limit else ': NOT HELD'})")


def _measured(argv: Sequence[str], environ: dict[str, str], cwd: Path) -> Run:
    log, ended, peaks = cwd / "log", Event(), [0.0]
    with log.open("wb") as out:
        start = time.perf_counter()
        with subprocess.Popen(argv, env=environ, cwd=cwd, stdout=out, stderr=out) as child:
            watcher = Thread(target=_watch, args=(child.pid, ended, peaks))
            watcher.start()
            code = child.wait()
            seconds = time.perf_counter() - start
            ended.set()
            watcher.join()
    assert code == 0, (argv, log.read_text())
    return Run(seconds, max(peaks))


def _watch(pid: int, ended: Event, peaks: list[float]) -> None:
    """Of the process alone: what `wait4` tells counts its children in."""
    while not ended.wait(POLL_S):
        try:
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        except OSError:
            return
        peaks.extend(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
