"""`check` and `use --fastest` over twelve mirrors, three of them silent, beside what they stand on.

    python bench/check.py [ROUNDS]

Nine answer after 50 ms. The unit of comparison is the real `go mod download` of the control module
through one good mirror, in the same run; and starting an interpreter that imports httpx.
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

from net import served

ROUNDS = 9
GO = str(Path(str(files("go"))) / "bin" / "go")
GOENVCTL = str(Path(sys.executable).with_name("goenvctl"))


def main() -> None:
    rounds = int(sys.argv[1]) if sys.argv[1:] else ROUNDS
    figures: dict[str, list[float]] = {}
    with served(9, 3, 0.05) as net:
        good, silent, gosumdb = net["good"], net["silent"], net["gosumdb"]
        mixed = [silent[0], *good[:4], silent[1], *good[4:], silent[2]]
        for _ in range(rounds):
            with tempfile.TemporaryDirectory() as home:
                environ = {"HOME": home, "PATH": f"{Path(GO).parent}:/usr/bin:/bin", "GOFLAGS": "-modcacherw"}
                _write_profile(home, mixed, str(gosumdb))
                for name, seconds in _round(environ, home, good[0], mixed, str(gosumdb)).items():
                    figures.setdefault(name, []).append(seconds)
    unit = median(figures["go mod download, one good mirror"])
    print(f"{'':<48} median s   times go mod download")
    for name, found in figures.items():
        print(f"{name:<48} {median(found):8.2f}   {median(found) / unit:.1f}")


def _round(environ: dict[str, str], home: str, good: str, mixed: list[str], gosumdb: str) -> dict[str, float]:
    through = {**environ, "GOPROXY": good, "GOSUMDB": gosumdb, "GOTOOLCHAIN": "local"}
    module = "github.com/pkg/errors@v0.9.1"
    return {
        "python -c 'import httpx'": _time([sys.executable, "-c", "import httpx"], environ),
        "go mod download, one good mirror": _time([GO, "mod", "download", module], through, home),
        "check: the first healthy line": _first_line(
            [GOENVCTL, "check", *mixed], {**environ, "GOSUMDB": gosumdb}
        ),
        "use --fastest": _time([GOENVCTL, "use", "net", "--fastest"], environ),
    }


def _time(argv: list[str], environ: dict[str, str], cwd: str = "/") -> float:
    start = time.perf_counter()
    subprocess.run(argv, env=environ, cwd=cwd, check=True, capture_output=True)
    return time.perf_counter() - start


def _first_line(argv: list[str], environ: dict[str, str]) -> float:
    """Seconds until a line says that a mirror is healthy."""
    start = time.perf_counter()
    with subprocess.Popen(argv, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as child:
        assert child.stderr
        line = next(line for line in child.stderr if line.startswith(b"healthy"))
        elapsed = time.perf_counter() - start
        child.kill()
    assert line
    return elapsed


def _write_profile(home: str, urls: list[str], gosumdb: str) -> None:
    folder = Path(home, ".config", "goenvctl", "profiles")
    os.makedirs(folder)
    text = f'[go]\nGOPROXY = "{"|".join(urls)}"\nGOSUMDB = "{gosumdb}"\n'
    (folder / "net.toml").write_text(text)


if __name__ == "__main__":
    main()
