"""Does anybody listen there? TCP connections and nothing more, all at once, within a deadline."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from goenvctl.host import reason
from goenvctl.language import tr

CONNECT_S = 2.0
ALL_S = 4.0  # with the names resolved, for which the system has no deadline


class Place(NamedTuple):
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def dial(places: Iterable[Place]) -> Mapping[Place, str]:
    """Why each could not be reached; empty where somebody listens."""
    wanted = list(dict.fromkeys(places))
    said: dict[Place, str] = {}
    threads = [threading.Thread(target=_dial, args=(place, said), daemon=True) for place in wanted]
    for thread in threads:
        thread.start()
    end = time.monotonic() + ALL_S
    for thread in threads:
        thread.join(max(end - time.monotonic(), 0))
    return {place: said.get(place, tr("no answer in time")) for place in wanted}


def _dial(place: Place, said: dict[Place, str]) -> None:
    try:
        with contextlib.closing(socket.create_connection(place, timeout=CONNECT_S)):
            said[place] = ""
    except TimeoutError:
        said[place] = tr("no answer in time")
    except (OSError, UnicodeError, OverflowError) as exc:
        said[place] = reason(exc)
