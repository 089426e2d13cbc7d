"""GET as `go` sends it: its certificates, proxies, credentials and redirects, with deadlines and caps.

Source: cmd/go/internal/web/http.go. Every way in which no answer comes is a Failure.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property
from typing import IO, TYPE_CHECKING, TypeVar
from urllib.parse import urljoin

import anyio
import httpcore
import httpx

from goenvctl.go.version import Version
from goenvctl.host import Host
from goenvctl.language import tr
from goenvctl.web.answer import REDIRECT, Answer, Fetch, Patience, nobody
from goenvctl.web.blame import authority, broken_off, late, may_be_stale
from goenvctl.web.dial import Dialer, is_inside
from goenvctl.web.failure import Failure, of_proxy
from goenvctl.web.goauth import BadGoauth
from goenvctl.web.handshake import Handshake
from goenvctl.web.proxies import ProxyRefused, proxy_for
from goenvctl.web.resolver import Resolver
from goenvctl.web.retry import retry_after_s
from goenvctl.web.secrets import Secrets
from goenvctl.web.thread import in_thread
from goenvctl.web.timings import CURRENT, Recorder
from goenvctl.web.transport import Transport, direct_pool, proxied_pool
from goenvctl.web.trust import ssl_context

if TYPE_CHECKING:
    from goenvctl.web.credentials import Credentials

Result = TypeVar("Result")

REDIRECTS = 10  # requests for one answer
# what the libraries below let through: TLS alerts that come late, odd headers, a socket gone
FOREIGN = (
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    httpx.HTTPError,
    httpx.InvalidURL,
    anyio.BrokenResourceError,
    anyio.ClosedResourceError,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
)


class Surroundings:
    """What all fetches of one run share: the environment, certificates, credentials, resolver."""

    def __init__(
        self,
        host: Host,
        credentials: Credentials,
        user_agent: str,
        version: Version | None = None,
        resolver: Resolver | None = None,
    ) -> None:
        self.environ = host.environ
        self._version = version
        self.credentials = credentials
        self.user_agent = user_agent
        self.resolver = resolver or Resolver()
        self.follows_inside = False  # a redirect from outside into this network, as `go` does
        self.secrets = Secrets()
        self.reading = asyncio.Semaphore(2)  # zips that are read at a time
        self.refused: set[str] = set()  # places that did not take our credentials
        self.accepted: set[str] = set()
        self.retry_s: dict[str, float] = {}  # by place: the longest it asked to be let alone
        self.clock = host.now
        self._asked: asyncio.Future[dict[str, str]] | None = None

    @cached_property
    def context(self) -> ssl.SSLContext:
        context = ssl_context(self.environ, version=self._version)
        context.sslobject_class = Handshake
        return context

    def web(self, connections: int = 8) -> Web:
        """A client for one mirror, with connections of its own."""
        return Web(self, connections=connections)

    async def offer(self, url: str) -> dict[str, str]:
        """The credentials for the first request. A GOAUTH command runs once, and only then one waits."""
        if self._asked is None:
            self._asked = in_thread(self.credentials.first, url)
        await asyncio.shield(self._asked)
        found = self.credentials.first(url)
        self.secrets.learn(found)
        return found


class Web:
    """A client with connections of its own, for one mirror; `async with` closes them."""

    def __init__(self, surroundings: Surroundings, *, connections: int) -> None:
        self._shared = surroundings
        self._connections = connections
        self._clients: dict[tuple[str, bool, bool], tuple[Dialer, Transport]] = {}

    async def __aenter__(self) -> Web:
        return self

    async def __aexit__(self, *exc: object) -> None:
        for _, client in self._clients.values():
            await client.aclose()

    async def get(
        self,
        url: str,
        *,
        cap: int,
        until: float | Patience,
        into: IO[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        enough: int = 0,
        enough_s: float = 0.0,
        heard: Callable[[int], None] = nobody,
    ) -> Answer:
        """The answer to a GET. `until` is the end of patience on the loop's clock. Raises Failure.

        With `enough` bytes, or after `enough_s` seconds of them, the rest is left where it is.
        """
        _check_address(url)
        patience = until if isinstance(until, Patience) else Patience(until)
        until = patience.until
        fetch = Fetch(cap, patience, into, dict(headers or {}), enough, enough_s, heard)
        place = authority(url)
        offered = await self._offer(place, url, until)
        answer = await self._follow(url, fetch, offered)
        if 400 <= answer.status < 500 and httpx.URL(url).scheme == "https":
            asking = in_thread(self._shared.credentials.after_refusal, url, answer.head)
            second = await _in_time(asking, until)
            self._shared.secrets.learn(second or {})
            if second and second != offered:
                offered = second
                answer = await self._follow(url, fetch, offered)
        self._remember(place, answer, offered)
        if answer.status != 200:  # what a mirror says is shown, and it may say back what it was told
            said = self._shared.secrets.hush(answer.body.decode("latin-1")).encode("latin-1", "replace")
            return answer._replace(body=said)
        return answer

    async def _offer(self, place: str, url: str, until: float) -> dict[str, str]:
        """The credentials for the first request; those that were refused are not sent again."""
        if not url.startswith("https:") or (
            place in self._shared.refused and place not in self._shared.accepted
        ):
            return {}
        return await _in_time(self._shared.offer(url), until)

    def _remember(self, place: str, answer: Answer, offered: Mapping[str, str]) -> None:
        if offered and answer.status in (401, 403, 407):
            self._shared.refused.add(place)
        elif offered and answer.status == 200:
            self._shared.accepted.add(place)
        if wait_s := retry_after_s(answer.status, answer.headers, self._shared.clock()):
            self._shared.retry_s[place] = max(wait_s, self._shared.retry_s.get(place, 0.0))

    async def _follow(self, url: str, fetch: Fetch, credentials: Mapping[str, str]) -> Answer:
        """Redirects: never from https to anything else, never from outside to inside."""
        here, starts_outside = url, False
        for hop in range(REDIRECTS):
            same_place = authority(here) == authority(url)
            secret = dict(credentials) if same_place and here.startswith("https://") else {}
            answer, peer = await self._send(here, fetch, secret, outside_only=starts_outside)
            if answer.status not in REDIRECT:
                return answer
            if hop == 0:
                is_outside = bool(peer) and not is_inside(peer)
                starts_outside = is_outside and not self._shared.follows_inside
            there = _target(here, answer)
            if not there.startswith(("http://", "https://")) or (
                url.startswith("https:") and not there.startswith("https:")
            ):
                raise Failure("redirect-downgrade", tr("it redirects to {address}", address=there), "wait")
            here = there
        raise Failure(
            "redirect-loop", tr("it redirects without end, last to {address}", address=here), "wait"
        )

    async def _send(
        self, url: str, fetch: Fetch, credentials: Mapping[str, str], *, outside_only: bool
    ) -> tuple[Answer, str]:
        """One request; again where a kept connection turns out to be closed, as net/http does."""
        dialer, client, proxy = self._client(url, outside_only=outside_only)
        for _ in range(self._connections + 1):  # all of them may have been kept and closed
            with contextlib.suppress(_ConnectionGone):
                answer = await self._once(client, url, fetch, credentials, proxy)
                return answer, "" if proxy else dialer.peer
        place = authority(url)
        raise Failure("reset", tr("{place} closes every connection without an answer", place=place), "wait")

    async def _once(
        self, client: Transport, url: str, fetch: Fetch, credentials: Mapping[str, str], proxy: str
    ) -> Answer:
        timeout = asyncio.timeout_at(fetch.patience.until)
        loop = asyncio.get_running_loop()
        recorder = Recorder(lambda: timeout.reschedule(fetch.patience.for_answer(loop.time())))
        token = CURRENT.set(recorder)
        headers = {"User-Agent": self._shared.user_agent, "Accept-Encoding": "gzip"}
        sent = {**headers, **fetch.headers, **credentials}.items()
        request = httpx.Request(
            "GET",
            _bare(url),
            headers=[(name.encode(), value.encode("latin-1")) for name, value in sent],
            extensions={"trace": recorder.trace},
        )
        try:
            async with timeout:
                response = await client.handle_async_request(request)
                try:
                    timeout.reschedule(fetch.patience.for_part(loop.time()))
                    return await fetch.read(response, recorder, url, timeout)
                finally:
                    await response.aclose()
        except TimeoutError as exc:
            raise late(recorder, url, proxy) from exc
        except Failure:
            raise
        except httpcore.ProxyError as exc:
            raise of_proxy(authority(proxy), exc) from exc
        except (httpcore.ConnectionNotAvailable, httpcore.RemoteProtocolError, httpcore.NetworkError) as exc:
            if may_be_stale(recorder, exc):
                raise _ConnectionGone from exc
            raise broken_off(recorder, url, exc, proxy) from exc
        except FOREIGN as exc:
            raise broken_off(recorder, url, exc, proxy) from exc
        finally:
            CURRENT.reset(token)

    def _client(self, url: str, *, outside_only: bool) -> tuple[Dialer, Transport, str]:
        try:
            proxy = proxy_for(self._shared.environ, url)
        except ProxyRefused as exc:
            raise Failure("proxy", str(exc), "connect") from exc
        key = (proxy, outside_only, url.startswith("https:"))
        if key not in self._clients:
            self._clients[key] = self._new_client(*key)
        return *self._clients[key], proxy

    def _new_client(self, proxy: str, outside_only: bool, is_secure: bool) -> tuple[Dialer, Transport]:
        """Certificates are read only where something is to be secured: that takes a while."""
        try:
            address = httpx.URL(proxy) if proxy else None
            self._shared.secrets.learn_userinfo(address.userinfo.decode() if address else "")
        except httpx.InvalidURL as exc:
            said = tr("the HTTP proxy's address cannot be right: {fault}", fault=exc)
            raise Failure("proxy", said, "connect") from exc
        dialer = Dialer(
            self._shared.resolver,
            proxy=(address.host or proxy) if address else "",
            outside_only=outside_only and not proxy,
        )
        is_secure |= proxy.startswith("https:")
        context, connections = self._shared.context if is_secure else None, self._connections
        pool = (
            proxied_pool(dialer, context, connections, address)
            if address
            else direct_pool(dialer, context, connections)
        )
        return dialer, Transport(pool)


class _ConnectionGone(Exception):
    """A kept connection was closed by the other side between two requests."""


async def _in_time(asking: Awaitable[Result], until: float) -> Result:
    """What a GOAUTH command says, unless it takes too long."""
    try:
        async with asyncio.timeout_at(until):
            return await asking
    except TimeoutError as exc:
        raise Failure("goauth", tr("the command in GOAUTH does not answer"), "connect") from exc
    except BadGoauth as exc:
        raise Failure("goauth", str(exc), "connect") from exc


def _check_address(url: str) -> None:
    """Raise Failure for what no request can be made of: a host that is no name, an address without end."""
    try:
        httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as exc:  # UnicodeError is one
        raise Failure("dns", tr("nobody can be asked there: {fault}", fault=exc), "dns") from exc


def _bare(url: str) -> httpx.URL:
    """Without userinfo, of which httpx would make a header that is not ours to decide here."""
    return httpx.URL(url).copy_with(userinfo=b"")


def _target(here: str, answer: Answer) -> str:
    location = answer.headers.get("location", "")
    if not location:
        raise Failure("bad-status", tr("{status} without a Location", status=answer.status), "wait")
    try:
        there = httpx.URL(urljoin(here, location))
    except (httpx.InvalidURL, ValueError) as exc:
        said = tr("{status} to {location!r}, which is no address", status=answer.status, location=location)
        raise Failure("bad-status", said, "wait") from exc
    if re.match("(?i)https?://(?:[/?#]|$)", location):  # urljoin would stay here
        said = tr("{status} to {location!r}, which names no host", status=answer.status, location=location)
        raise Failure("bad-status", said, "wait")
    return str(there)
