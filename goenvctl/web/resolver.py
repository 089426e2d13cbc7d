"""Names to addresses, without waiting longer than one wants to: the system's resolver blocks."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

from goenvctl.language import tr
from goenvctl.web.failure import Failure, of_resolution
from goenvctl.web.thread import in_thread
from goenvctl.web.timings import CURRENT

TIMEOUT_S = 5.0

Lookup = Callable[[str], list[str]]


def system_lookup(host: str) -> list[str]:
    """The addresses of a host in the order of RFC 6724. Raises OSError. Blocks."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


class Resolver:
    """Asks once for each name while it lives."""

    def __init__(self, lookup: Lookup = system_lookup) -> None:
        self._lookup = lookup
        self._answers: dict[str, asyncio.Future[list[str]]] = {}

    async def resolve(self, host: str) -> list[str]:
        """The host's addresses. Raises Failure after TIMEOUT_S or when there are none."""
        recorder = CURRENT.get()
        recorder.mark("dns.started")
        try:
            async with asyncio.timeout(TIMEOUT_S):
                addresses = await asyncio.shield(self._answer(host))
        except TimeoutError as exc:
            raise Failure(
                "dns-timeout", tr("the resolver does not answer for {host}", host=host), "dns"
            ) from exc
        except (OSError, UnicodeError) as exc:
            raise of_resolution(host, exc if isinstance(exc, OSError) else OSError(str(exc))) from exc
        if not addresses:
            raise Failure("dns", tr("{host} has no address", host=host), "dns")
        recorder.mark("dns.complete")
        return addresses

    def _answer(self, host: str) -> asyncio.Future[list[str]]:
        if host not in self._answers:
            self._answers[host] = in_thread(self._lookup, host)
        return self._answers[host]
