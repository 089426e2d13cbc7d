"""Turns of `watch --once` in a home, with time going by in between."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.fakes.server import Server
from tests.home import Ended, Home

INTERVAL_S = 720.0  # the longest
LONG_AGO_S = 3600.0
TIMES = ("time", "next_at", "full_at", "moved_at", "hand_at", "look_at")
STREAK_TIMES = ("heard_at", "good_since", "ejected_at", "ejected_until", "ask_after")


def kept_file(home: Home) -> Path:
    return home.state / "watch.json"


def kept(home: Home) -> Any:
    return json.loads(kept_file(home).read_text())


def pass_time(home: Home, seconds: float) -> None:
    """So much time goes by: all that `watch` remembers is so much longer ago."""
    data = kept(home)
    state = data["state"]
    state |= {name: state[name] - seconds for name in TIMES if state[name]}
    state["returns"] = [time - seconds for time in state["returns"]]
    for _, streaks in state["networks"]:
        for streak in streaks.values():
            streak |= {name: streak[name] - seconds for name in STREAK_TIMES if streak[name]}
    kept_file(home).write_text(json.dumps(data))


def turn(home: Home, after_s: float = 0.0, *options: str) -> Ended:
    """One turn, after so much time."""
    if after_s:
        pass_time(home, after_s)
    return home.call("watch", "--once", *options)


def begin(home: Home, *options: str) -> Ended:
    """The first turn, and time enough that nothing done by hand is respected any more."""
    ended = turn(home, 0.0, *options)
    pass_time(home, LONG_AGO_S)
    return ended


def fail_until_left(home: Home, turns: int = 3) -> Ended:
    """As many turns as it takes, a minute apart; the last one."""
    for _ in range(turns - 1):
        assert "after" in turn(home, 60.0).stdout
    return turn(home, 60.0)


class Since:
    """What servers were asked since then."""

    def __init__(self, *servers: Server) -> None:
        self._servers = servers
        self._before = [len(server.log) for server in servers]

    @property
    def asked(self) -> Sequence[Sequence[str]]:
        pairs = zip(self._servers, self._before, strict=True)
        return [server.log[before:] for server, before in pairs]
