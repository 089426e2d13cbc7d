"""`exec`: run a command once, with the relay between `go` and the mirrors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from goenvctl.host import Finished
from goenvctl.relay.child import Child
from goenvctl.relay.lifetime import Lifetime
from goenvctl.relay.tally import Tally


class Executed(NamedTuple):
    """How the command ended, and what the relay did for it; no tally where there was no relay."""

    finished: Finished
    tally: Tally | None

    @property
    def was_lied_to(self) -> bool:
        return bool(self.tally and self.tally.mismatches)


def execute(child: Child, command: Sequence[str]) -> Executed:
    """Raises CommandFailed where nothing was run."""
    host = child.session.host
    if child.chain is None:
        return Executed(host.run_through(command), None)
    with Lifetime(child) as relay:
        finished = host.run_through(command, environ=child.environ(relay.base))
    return Executed(finished, relay.tally)
