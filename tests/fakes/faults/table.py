"""Every fault by its name, and how a name is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from tests.fakes.faults.bodies import BODIES
from tests.fakes.faults.breaks import BREAKS
from tests.fakes.faults.odd import ODD
from tests.fakes.faults.silences import SILENCES
from tests.fakes.faults.statuses import STATUSES, status
from tests.fakes.faults.wire import Asked, Fault, Wire
from tests.fakes.faults.zips import ZIPS

ABSENT = "v0.0.404"
KINDS = {  # by the path; the first that fits
    "absent": re.escape(f"/@v/{ABSENT}."),
    "info": r"\.info$",
    "mod": r"\.mod$",
    "zip": r"\.zip$",
    "list": r"/@v/list$",
    "latest": r"/@latest$",
    "supported": r"^/sumdb/.*/supported$",
    "lookup": r"^/sumdb/.*/lookup/",
    "tile": r"^/sumdb/.*/tile/",
}


class Name(NamedTuple):
    """`FAULT[.KIND][~after-K][~LABEL]`: what goes wrong, for which requests (empty: all), and how many are
    answered well before, whatever they ask for; a label says nothing.
    """

    fault: str
    kind: str
    after: int


def parse_name(text: str) -> Name:
    """KIND means something in a fault's name, not in a port's."""
    name, _, labels = text.partition("~")
    fault, _, kind = name.partition(".")
    after = re.match(r"after-(\d+)(~|$)", labels)
    return Name(fault, kind, int(after[1]) if after else 0)


async def good(wire: Wire, asked: Asked) -> None:
    """No fault at all."""
    await wire.answer(asked.truth)


async def redirect_http(wire: Wire, asked: Asked) -> None:
    """From https to the same place in the clear; nothing need listen there."""
    await wire.say(302, "", {"Location": f"http://127.0.0.1:9{asked.path}"})


FAULTS: dict[str, Fault] = {
    "good": good,
    "redirect-http": redirect_http,
    **SILENCES,
    **BREAKS,
    **STATUSES,
    **BODIES,
    **ZIPS,
    **ODD,
}


def find_fault(name: Name, path: str, more: Mapping[str, Fault]) -> Fault:
    """The fault that this path meets. KeyError for one that is in neither table."""
    if name.fault.isdigit():
        fault = status(int(name.fault))
    else:
        fault = more[name.fault] if name.fault in more else FAULTS[name.fault]
    return good if name.kind and not _is_of(name.kind, path) else fault


def _is_of(kind: str, path: str) -> bool:
    if kind == "sumdb":
        return path.startswith("/sumdb/")
    first = next((name for name, pattern in KINDS.items() if re.search(pattern, path)), "")
    return kind == first
