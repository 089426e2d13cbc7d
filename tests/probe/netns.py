"""Run in a network of its own by test_netns: what `check` and `go` say to the table in `networks`.

`python -m tests.probe.netns FOLDER` answers in JSON; all that it sets up ends with the namespace.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from tests.fakes.dns import Dns
from tests.fakes.faults.ports import Closed
from tests.fakes.faults.statuses import redirect_to
from tests.go.command import Go
from tests.home import Home
from tests.probe import networks, plain_go
from tests.probe.checked import check
from tests.probe.networks import BEHIND_PROXY, OFFLINE, OUTSIDE, PROXIES, ROWS, Network, Proxy
from tests.probe.plain_go import HANG, HANG_S, PATIENCE_S
from tests.probe.scene import Scene
from tests.toolchains import NEWEST

EVERYWHERE = "0.0.0.0"
CLOSED_PORT = 9
Answer = dict[str, object]


def main(folder: Path) -> Answer:
    """Verdicts and what they cost, the local problems, and the words of plain `go`."""
    _set_up(folder)
    with ExitStack() as stack:
        stack.enter_context(Dns(networks.NAMES))
        stage = Stage(folder, stack)
        pool = stack.enter_context(ThreadPoolExecutor(16))
        rows = pool.submit(check, Home(folder / "rows"), [stage.url(row.url) for row in ROWS], stage.gosumdb)
        offline = {case.name: pool.submit(stage.local_problem, case) for case in OFFLINE}
        go = {row.name: [pool.submit(run) for run in stage.builds(row)] for row in ROWS}
        proxies = {proxy.name: pool.submit(stage.behind, proxy) for proxy in PROXIES}
        checked = rows.result()
        return {
            "rows": {row.name: checked.verdict(stage.url(row.url)) for row in ROWS},
            "cost": [checked.seconds, checked.peak_mib],
            "offline": {name: found.result() for name, found in offline.items()},
            "go": {name: [word.result() for word in both] for name, both in go.items()},
            "proxies": {name: found.result() for name, found in proxies.items()},
        }


class Stage:
    """A mirror at every address, and what stands in the way to it."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._scene = stack.enter_context(Scene(folder, host=EVERYWHERE))
        self._v6 = stack.enter_context(Scene(folder / "v6", host="::"))
        self._go = Go(NEWEST, folder / "go")
        self._ports = {
            "closed": CLOSED_PORT,
            "port": self._port("good"),
            **{name: self._port(name) for name in ("full", *networks.PROXY_PORTS)},
        }
        silent = Closed(networks.SILENT_V6)
        stack.callback(silent.close)
        silent.open("full", self._ports["port"])
        self._scene.faults.update({f"to-{name}": redirect_to(base) for name, base in self._targets().items()})
        self.gosumdb = self._gosumdb(f"http://{OUTSIDE}:{{port}}/good")

    def url(self, text: str) -> str:
        return text.format_map(self._ports)

    def local_problem(self, case: networks.Offline) -> str | None:
        """What `check` says of mirrors and a database that all fail."""
        urls = [self.url(one) for one in case.urls]
        found = check(Home(self._folder / case.name), urls, self._gosumdb(case.database)).json[
            "local_problem"
        ]
        assert found is None or isinstance(found, str)
        return found

    def behind(self, proxy: Proxy) -> list[str | None]:
        """The word of `go` for a mirror behind this HTTP proxy, verdicts on two, and the local problem."""
        environ, folder = {"HTTPS_PROXY": self.url(proxy.url)}, self._folder / f"proxy-{proxy.name}"
        checked = check(Home(folder), BEHIND_PROXY, "off", **environ)
        word = plain_go.outcome(
            self._go, folder / "build", BEHIND_PROXY[0], "off", patience_s=HANG_S, **environ
        )
        verdicts = [part for url in BEHIND_PROXY for part in checked.verdict(url)]
        return [word, *verdicts, checked.json["local_problem"]]

    def builds(self, row: Network) -> list[Callable[[], str]]:
        """Downloads with this mirror first and a good one behind `,` and `|`."""
        return [
            self._build(row, separator, expected)
            for separator, expected in zip(",|", (row.comma, row.pipe), strict=True)
        ]

    def _build(self, row: Network, separator: str, expected: str) -> Callable[[], str]:
        goproxy = self.url(f"{row.url}{separator}http://{OUTSIDE}:{{port}}/good")
        return lambda: plain_go.outcome(
            self._go,
            self._folder / f"{row.name}-{ord(separator)}",
            goproxy,
            self.gosumdb,
            patience_s=HANG_S if expected == HANG else PATIENCE_S,
            HTTP_PROXY="",
            HTTPS_PROXY="",
        )

    def _port(self, fault: str) -> int:
        return urlsplit(self._scene.url(fault)).port or 0

    def _gosumdb(self, base: str) -> str:
        database = self._scene.history.honest
        return f"{database.key} {self.url(base)}/sumdb/{database.name}"

    def _targets(self) -> dict[str, str]:
        """Where the mirror outside redirects to."""
        hosts = {
            **networks.INSIDE,
            "inside-name": "inside.test",
            "outside": networks.ALSO_OUTSIDE,
            "clash": networks.CLASH,
        }
        bases = {name: f"http://{host}:{self._ports['port']}/good" for name, host in hosts.items()}
        v6 = self._v6.url("good").replace("[::]", f"[{networks.INSIDE['ula']}]")
        return {**bases, "ula": v6}


def _set_up(folder: Path) -> None:
    _ip("link", "set", "lo", "up")
    for address in networks.ADDRESSES:
        if address != networks.INSIDE["loopback"]:
            _ip("addr", "add", address, "dev", "lo")
    _ip("route", "add", "unreachable", networks.UNREACHABLE)
    files = {
        "resolv.conf": "nameserver 127.0.0.1\n",
        "hosts": "127.0.0.1 localhost\n",
        "nsswitch.conf": "hosts: files dns\n",
    }
    for name, text in files.items():
        ours, theirs = folder / name, Path("/etc") / name
        ours.write_text(text)
        if theirs.exists():
            _run("mount", "--bind", str(ours), str(theirs))


def _ip(*args: str) -> None:
    _run("ip", *args)


def _run(tool: str, *args: str) -> None:
    subprocess.run([shutil.which(tool) or tool, *args], check=True)


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
