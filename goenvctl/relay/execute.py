"""`exec`: run a command once, with the relay between `go` and the mirrors."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from goenvctl.host import Finished
from goenvctl.language import ENGLISH, speak, spoken
from goenvctl.processes import processes_below
from goenvctl.relay.child import Child
from goenvctl.relay.lifetime import Lifetime
from goenvctl.relay.outside import Watcher
from goenvctl.relay.tally import Tally


class Executed(NamedTuple):
    """How the command ended, and what the relay did for it; no tally where there was no relay."""

    finished: Finished
    tally: Tally | None

    @property
    def was_lied_to(self) -> bool:
        return bool(self.tally and self.tally.mismatches)


def execute(child: Child, command: Sequence[str], tell: Callable[[str], None]) -> Executed:
    """`tell` hears, while it runs, of what the relay cannot help with.

    Raises CommandFailed where nothing was run. From the start of the command to its end the relay speaks
    English, and all of this process with it: `go` prints its answers, and `why` reads them there.
    """
    host, language = child.session.host, spoken()
    with Watcher(processes_below, time.monotonic, tell) as watcher:
        if child.chain is None:
            return Executed(host.run_through(command, started=watcher.begin), None)

        def begin(pid: int) -> None:
            watcher.begin(pid)
            speak(ENGLISH)

        try:
            with Lifetime(child, command) as relay:
                environ = child.environ(relay.base)
                finished = host.run_through(command, environ=environ, started=begin)
        finally:
            speak(language)
    return Executed(finished, relay.tally)
