"""What `go` does without the relay (version control, `direct`), and how long it has waited there.

The relay has no hold on that: it can only say where the command waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Event, Thread
from types import TracebackType
from typing import Self

from goenvctl.language import tr
from goenvctl.processes import Process

SILENCE_S = 30.0
LOOK_S = 5.0
TOOLS = ("git", "hg", "svn", "bzr", "fossil")  # cmd/go/internal/vcs


class Waits:
    """Pure: `note` hears what is there now, and returns what has lasted too long, each once."""

    def __init__(self) -> None:
        self._since: dict[tuple[int, str], float] = {}
        self._told: set[tuple[int, str]] = set()

    def note(self, now: float, processes: Iterable[Process]) -> list[str]:
        there = [(one.pid, said) for one in processes if (said := _waits_for(one))]
        self._since = {key: self._since.get(key, now) for key in there}
        late = [key for key in there if now - self._since[key] >= SILENCE_S and key not in self._told]
        self._told.update(late)
        return list(dict.fromkeys(said for _, said in late))


class Watcher:
    """Looks every few seconds while its context is entered, in a thread of its own.

    `look` gives the processes below one; `begin` names it.
    """

    def __init__(
        self,
        look: Callable[[int], Iterable[Process]],
        clock: Callable[[], float],
        tell: Callable[[str], None],
    ) -> None:
        self._look = look
        self._clock = clock
        self._tell = tell
        self._message = tr("go has waited {seconds:.0f} s for {whom}: that is not a mirror's, nobody helps")
        self._over = Event()
        self._pid = 0

    def begin(self, pid: int) -> None:
        self._pid = pid

    def __enter__(self) -> Self:
        Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()

    def _watch(self) -> None:
        waits = Waits()
        while not self._over.wait(LOOK_S):
            for said in waits.note(self._clock(), self._look(self._pid) if self._pid else ()):
                self._tell(self._message.format(seconds=SILENCE_S, whom=said))


def _waits_for(process: Process) -> str:
    """In words; empty where it is nothing outside."""
    if process.name in TOOLS:
        return " ".join(process.words[:6])
    return ", ".join(process.peers) if process.name == "go" else ""
