"""A checksum database asked for a module at one address: its own, or a mirror's copy of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from goenvctl.language import tr
from goenvctl.probe.endpoint import Module
from goenvctl.probe.outcome import Sums
from goenvctl.sumdb.client import Client, Fetch, Forged, Malformed, NotFound
from goenvctl.sumdb.note import VerifierKey
from goenvctl.sumdb.tlog import Tree
from goenvctl.web.client import Web
from goenvctl.web.failure import Failure

GOOD, ABSENT, FAILING, SILENT, FORGED = "good", "absent", "failing", "silent", "forged"
LATE = ("first-byte-timeout", "stalled", "connect-timeout", "dns-timeout", "tls-timeout")
CAP = 1 << 20  # bytes of a record or a tile


class Reading(NamedTuple):
    """How it answered: `state` in a word, `reason` the code of a failure to reach it, `detail` for a person.

    Where it is good, `sums` are what it vouches for and `head`, `note` the signed tree behind them.
    """

    state: str
    reason: str = ""
    detail: str = ""
    sums: Sums = Sums()
    head: Tree | None = None
    note: bytes = b""


async def read_database(fetch: Fetch, key: VerifierKey, seen: Tree | None, module: Module) -> Reading:
    """Look the module up and verify the answer."""
    try:
        found = await Client(key, fetch, seen).lookup(module.path, module.version)
    except NotFound as exc:
        return Reading(ABSENT, "", tr("{path} is not there", path=exc))
    except (Malformed, Refused) as exc:
        return Reading(FAILING, "", str(exc))
    except Forged as exc:
        return Reading(FORGED, "", str(exc))
    except Failure as exc:
        return Reading(SILENT if exc.reason in LATE else FAILING, exc.reason, exc.detail)
    return Reading(GOOD, "", "", Sums(found.zip, found.mod), found.head, found.note)


def over_the_web(web: Web, until: float, address: Callable[[str], str]) -> Fetch:
    """`address` makes an URL of a path such as `/lookup/…`."""

    async def fetch(path: str) -> bytes:
        answer = await web.get(address(path), cap=CAP, until=until)
        if answer.status in (404, 410):
            raise NotFound(path)
        if answer.status != 200:
            raise Refused(tr("{path} answers {status}", path=path, status=answer.status))
        return answer.body

    return fetch


def from_files(folder: str) -> Fetch:
    """A database that lies on this machine, as `go` reads it from file:// addresses."""

    async def fetch(path: str) -> bytes:
        try:
            with open(folder + path, "rb") as file:
                return file.read(CAP)
        except FileNotFoundError as exc:
            raise NotFound(path) from exc
        except OSError as exc:
            raise Refused(f"{path}: {exc.strerror}") from exc

    return fetch


class Refused(Exception):
    """A status that is neither 200 nor not found."""
