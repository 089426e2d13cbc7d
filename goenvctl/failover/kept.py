"""The file in which `watch` keeps what it knows: one small JSON, 0600, replaced as a whole."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from hashlib import blake2b
from typing import NamedTuple

from goenvctl.atomic import make_folder, write_atomically
from goenvctl.errors import NotApplied
from goenvctl.failover.state import State
from goenvctl.failover.streak import Streak
from goenvctl.host import Host, reason
from goenvctl.language import tr

VERSION = 1


class Refusal(NamedTuple):
    """Credentials that were refused, as a salted hash (refusals.py), and when (seconds since the epoch)."""

    salt: str
    hash: str
    at: float


Refusals = Mapping[str, Refusal]  # by network and authority, with a blank between


class Kept(NamedTuple):
    """`choice` is the newest change and the number of undone ones at the last turn: what a person does
    makes it another. `refused` are credentials not to be sent again. `said` is the last verdict.
    `journal` is when the journal was last written to, as far as that is known to have been looked at.
    """

    state: State = State()
    choice: str = ""
    refused: Mapping[str, Refusal] = {}
    said: str = ""
    journal: int = 0


def watch_file(host: Host, folder: str) -> str:
    """Its path, in the user's state folder: another one for each env file of Go's, as the history is."""
    named = host.environ.get("GOENV", "")
    mark = f"-{blake2b(named.encode('utf-8', 'surrogateescape'), digest_size=6).hexdigest()}" if named else ""
    return os.path.join(folder, f"watch{mark}.json")


def read_kept(host: Host, path: str) -> Kept:
    """What was kept; nothing where there is no file, or it is damaged or of a newer goenvctl."""
    try:
        data = json.loads(host.peek(path) or b"{}")
        return _kept(data) if data.get("version") == VERSION else Kept()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Kept()


def write_kept(path: str, kept: Kept) -> None:
    """Raises NotApplied where the file cannot be written."""
    refused = {place: refusal._asdict() for place, refusal in kept.refused.items()}
    data = {"version": VERSION, **kept._asdict(), "state": _state_as_json(kept.state), "refused": refused}
    try:
        make_folder(os.path.dirname(path), 0o700)
        write_atomically(path, json.dumps(data, sort_keys=True).encode() + b"\n", new_mode=0o600)
    except OSError as exc:
        hint = tr("make that folder writable")
        raise NotApplied("state-unwritable", f"{path}: {reason(exc)}", hint) from exc


def _state_as_json(state: State) -> dict[str, object]:
    networks = [
        [network, {mirror: streak._asdict() for mirror, streak in streaks.items()}]
        for network, streaks in state.networks.items()
    ]  # a list: the order tells which was last
    return state._asdict() | {
        "networks": networks,
        "hostile": sorted(state.hostile),
        "marked": sorted(state.marked),
    }


def _kept(data: dict[str, object]) -> Kept:
    """Raises ValueError, TypeError, KeyError or AttributeError for what was not written here."""
    state = dict(data["state"])  # type: ignore[call-overload]
    networks = {
        str(network): {str(mirror): Streak(**streak) for mirror, streak in streaks.items()}
        for network, streaks in state["networks"]
    }
    sets = {name: frozenset(map(str, state[name])) for name in ("hostile", "marked")}
    found = State(**{**state, **sets, "networks": networks, "returns": tuple(state["returns"])})
    refused = dict(data["refused"])  # type: ignore[call-overload]
    hashes = {str(place): Refusal(**refusal) for place, refusal in refused.items()}
    for refusal in hashes.values():
        bytes.fromhex(refusal.salt + refusal.hash)
    _check(found, *(refusal.at for refusal in hashes.values()))
    journal = int(data.get("journal", 0))  # type: ignore[call-overload]
    return Kept(found, str(data["choice"]), hashes, str(data["said"]), journal)


def _check(state: State, *others: float) -> None:
    """Every number a number, and not one that no clock shows."""
    streaks = [streak for found in state.networks.values() for streak in found.values()]
    numbers = [*state[:3], *state.returns, state.look_at, state.looks, *others]
    numbers += [time for time in (state.moved_at, state.hand_at) if time is not None]
    numbers += [number for streak in streaks for number in streak]
    if not all(isinstance(one, int | float) and math.isfinite(one) and one >= 0 for one in numbers):
        raise ValueError("no state of watch")
