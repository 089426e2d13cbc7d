"""A program of the platform that is asked: by absolute path, in time, its failure in its own words."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from goenvctl.host import CommandFailed, Finished, Host
from goenvctl.language import tr
from goenvctl.service.scheduler import Refused


class Tool(NamedTuple):
    """`words` always stand first, `environ` lies over the host's."""

    name: str
    words: tuple[str, ...] = ()
    environ: Mapping[str, str] = {}
    deadline_s: float = 15.0

    def ask(self, host: Host, *words: str) -> Finished:
        """Raises Refused where there is no such program, or it does not end."""
        path = host.which(self.name)
        if not path:
            raise Refused(tr("there is no {command}", command=self.name))
        argv, environ = [path, *self.words, *words], {**host.environ, **self.environ}
        try:
            return host.run(argv, environ=environ, cwd=os.sep, timeout_s=self.deadline_s)
        except CommandFailed as exc:
            raise Refused(str(exc)) from exc

    def tell(self, host: Host, *words: str) -> Finished:
        """As `ask`; raises Refused also where it fails."""
        finished = self.ask(host, *words)
        if finished.code:
            said = (finished.stderr or finished.stdout).decode("utf-8", "replace").strip().splitlines()
            why = said[-1] if said else tr("exit code {code}", code=finished.code)
            raise Refused(f"{' '.join((self.name, *self.words, words[0]))}: {why}")
        return finished
