"""Run in a network of its own by test_faults_netns_slow: builds under `goenvctl exec`.

`python -m tests.relay.netns FOLDER` answers in JSON; all that it sets up ends with the namespace.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from tests.fakes.dns import Dns
from tests.fakes.faults.ports import Closed
from tests.fakes.faults.statuses import redirect_to
from tests.probe import networks
from tests.probe.netns import CLOSED_PORT, EVERYWHERE, _set_up
from tests.probe.networks import OUTSIDE, ROWS, Network
from tests.relay.building import BUILD, EXEC, Builder
from tests.relay.rescued import AT_ONCE
from tests.relay.scene import Scene

Answer = dict[str, list[object]]


def main(folder: Path) -> Answer:
    """The word and the seconds of each row."""
    _set_up(folder)
    with ExitStack() as stack:
        stack.enter_context(Dns(networks.NAMES))
        stage = Stage(folder, stack)
        pool = stack.enter_context(ThreadPoolExecutor(AT_ONCE))
        asked = {row.name: pool.submit(stage.build, row) for row in ROWS}
        return {name: built.result() for name, built in asked.items()}


class Stage:
    """A mirror at every address, and what stands in the way to it."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._scene = stack.enter_context(Scene(folder / "scene", host=EVERYWHERE))
        self._v6 = stack.enter_context(Scene(folder / "v6", host="::"))
        self._builder = Builder(folder, HTTP_PROXY="", HTTPS_PROXY="")
        self._ports = {"closed": CLOSED_PORT, "port": self._port("good"), "full": self._port("full")}
        silent = Closed(networks.SILENT_V6)
        stack.callback(silent.close)
        silent.open("full", self._ports["port"])
        self._scene.faults.update({f"to-{name}": redirect_to(base) for name, base in self._targets().items()})

    def build(self, row: Network) -> list[object]:
        """Twice the row's mirror, then a good one; the database is at an address that works."""
        good = self._url(f"http://{OUTSIDE}:{{port}}/good")
        database = self._scene.history.honest
        built = self._builder.run(
            row.name,
            [*EXEC, "--", *BUILD],
            GOPROXY=f"{self._url(row.url)}~a|{self._url(row.url)}~b|{good}",
            GOSUMDB=f"{database.key} {good}/sumdb/{database.name}",
        )
        return [built.word, built.seconds, built.stderr]

    def _url(self, text: str) -> str:
        return text.format_map(self._ports)

    def _port(self, fault: str) -> int:
        return urlsplit(self._scene.url(fault)).port or 0

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


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
