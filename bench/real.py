"""Some nets with real servers and the real go, to see that the model of bench/rank.py tells the truth.

    python bench/real.py [NETS] [--seed N]

Each mirror is a process on the loopback with a delay and a rate. `goenvctl check` ranks them; then the
real `go mod download` fetches 20 modules through each of them alone, into an empty cache.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Lock
from urllib.parse import unquote

from net import ROOT, write_control

GO = str(Path(str(files("go"))) / "bin" / "go")
GOENVCTL = str(Path(sys.executable).with_name("goenvctl"))
MODULES = 20
CHUNK = 16 << 10


class Slow(BaseHTTPRequestHandler):
    """Serves a folder; all connections share one line."""

    protocol_version = "HTTP/1.1"

    def __init__(self, root: Path, delay_s: float, rate: float, line: Line, *rest: object) -> None:
        self._root, self._delay_s, self._rate, self._line = root, delay_s, rate, line
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        time.sleep(self._delay_s)
        file = self._root / unquote(self.path).lstrip("/")
        body = file.read_bytes() if file.is_file() else b""
        self.send_response(200 if file.is_file() else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for start in range(0, len(body), CHUNK):
            part = body[start : start + CHUNK]
            time.sleep(max(self._line.take(len(part) / self._rate), 0))
            self.wfile.write(part)

    def log_message(self, *_line: object) -> None:
        pass


class Line:
    """What is in use until when."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._free_at = 0.0

    def take(self, seconds: float) -> float:
        """Seconds to wait until so much has gone through."""
        with self._lock:
            now = time.monotonic()
            self._free_at = max(self._free_at, now) + seconds
            return self._free_at - now


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("nets", nargs="?", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--serve", nargs=3)
    given = parser.parse_args()
    if given.serve:
        return serve(Path(given.serve[0]), float(given.serve[1]), float(given.serve[2]))
    rng = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as folder:
        root = _write_modules(Path(folder), rng)
        right = 0
        for number in range(given.nets):
            ratio, shown = _one_net(root, rng)
            right += ratio <= 1.1
            print(f"net {number + 1}: the pick takes {ratio:.2f} times the best   {shown}")
        print(f"within 10 % in {right} of {given.nets}")
    return None


def serve(root: Path, delay_s: float, rate: float) -> None:
    server = Server(("127.0.0.1", 0), partial(Slow, root, delay_s, rate, Line()))
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


def _write_modules(folder: Path, rng: random.Random) -> Path:
    """The control module, and others of mixed sizes that compress to themselves."""
    sys.path.insert(0, str(ROOT))
    from tests.fakes.modules import Module, write_tree

    modules = [
        Module(f"example.com/m{at}", "v1.0.0", {"data.bin": rng.randbytes(int(rng.lognormvariate(10.5, 1)))})
        for at in range(MODULES)
    ]
    return write_control(write_tree(modules, folder))


def _one_net(root: Path, rng: random.Random) -> tuple[float, str]:
    """How many times the best mirror's download the pick's takes."""
    figures = [(0.005 * 40 ** rng.random(), 200e3 * 100 ** rng.random()) for _ in range(4)]
    argv = [sys.executable, __file__, "--serve", str(root)]
    children = [
        subprocess.Popen([*argv, *map(str, one)], stdout=subprocess.PIPE, text=True) for one in figures
    ]
    try:
        urls = [child.stdout.readline().strip() for child in children if child.stdout]
        best = _pick(urls)
        times = {url: _download(url) for url in urls}
    finally:
        for child in children:
            child.kill()
    shown = ", ".join(f"{delay * 1000:.0f} ms {rate / 1e6:.1f} MB/s" for delay, rate in figures)
    return times[best] / min(times.values()), shown


def _pick(urls: list[str]) -> str:
    with tempfile.TemporaryDirectory() as home:
        environ = {"HOME": home, "PATH": str(Path(GO).parent), "GOSUMDB": "off"}
        done = subprocess.run(
            [GOENVCTL, "check", "--json", *urls], env=environ, capture_output=True, check=True
        )
    return str(json.loads(done.stdout)["best"])


def _download(url: str) -> float:
    with tempfile.TemporaryDirectory() as home:
        Path(home, "go.mod").write_text(
            "module example.com/app\n\ngo 1.21\n"
            + "".join(f"require example.com/m{at} v1.0.0\n" for at in range(MODULES))
        )
        environ = {
            "HOME": home,
            "PATH": str(Path(GO).parent),
            "GOPROXY": url,
            "GOSUMDB": "off",
            "GOFLAGS": "-modcacherw",
            "GOTOOLCHAIN": "local",
        }
        start = time.perf_counter()
        subprocess.run([GO, "mod", "download"], env=environ, cwd=home, check=True, capture_output=True)
        return time.perf_counter() - start


if __name__ == "__main__":
    main()
