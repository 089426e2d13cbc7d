"""What `go` does without the relay (version control, `direct`) and how long it has been silent there.

The relay has no hold on it: it can only say that this is where the command waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from threading import Event, Thread
from types import TracebackType
from typing import NamedTuple, Self

SILENCE_S = 30.0
LOOK_S = 5.0
TOOLS = ("git", "git-remote-http", "git-remote-https", "ssh", "hg", "svn", "bzr", "fossil")


class Process(NamedTuple):
    """A process below the command: `peers` are the addresses outside of this machine it talks to."""

    pid: int
    name: str
    words: tuple[str, ...]
    peers: tuple[str, ...]


Look = Callable[[int], Iterable[Process]]
"""The processes below one, that one included."""


class Waits:
    """Pure: what has lasted how long. `note` is told what is there now, and says what to tell, once each."""

    def __init__(self) -> None:
        self._since: dict[tuple[int, str], float] = {}
        self._told: set[tuple[int, str]] = set()

    def note(self, now: float, processes: Iterable[Process]) -> list[str]:
        there = {(one.pid, said): None for one in processes if (said := _outside(one))}
        self._since = {key: self._since.get(key, now) for key in there}
        late = [key for key, since in self._since.items() if now - since >= SILENCE_S]
        told = [said for pid, said in late if (pid, said) not in self._told]
        self._told.update(late)
        return list(dict.fromkeys(told))


class Watcher:
    """Looks every few seconds while its context is entered, in a thread of its own."""

    def __init__(self, look: Look, clock: Callable[[], float], tell: Callable[[str], None]) -> None:
        self._look = look
        self._clock = clock
        self._tell = tell
        self._over = Event()
        self._pid = 0

    def begin(self, pid: int) -> None:
        self._pid = pid

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()

    def _watch(self) -> None:
        waits = Waits()
        while not self._over.wait(LOOK_S):
            for said in waits.note(self._clock(), self._look(self._pid) if self._pid else ()):
                self._tell(
                    f"go itself has been waiting {SILENCE_S:.0f} s for {said}; no mirror is asked for this, "
                    "and the relay cannot help"
                )


def _outside(process: Process) -> str:
    """What it waits for, in words; empty where it is nothing outside."""
    if process.name in TOOLS and process.name != "git-remote-http":
        return " ".join(process.words[:1] + tuple(word for word in process.words[1:] if "=" not in word)[:4])
    if process.name == "go" and process.peers:
        return ", ".join(process.peers)
    return ""


_Unused = Mapping
