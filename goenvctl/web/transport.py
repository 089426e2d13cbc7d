"""httpx over httpcore's pools, with our own way of dialing."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterable, AsyncIterator

import httpcore
import httpx

from goenvctl.web.dial import Dialer


def direct_pool(
    dialer: Dialer, context: ssl.SSLContext | None, connections: int
) -> httpcore.AsyncConnectionPool:
    """Connections to the mirror itself."""
    return httpcore.AsyncConnectionPool(
        ssl_context=context, http2=True, network_backend=dialer, max_connections=connections
    )


def proxied_pool(
    dialer: Dialer, context: ssl.SSLContext | None, connections: int, proxy: httpx.URL
) -> httpcore.AsyncConnectionPool:
    """Connections through an HTTP or SOCKS5 proxy; its credentials are those of its URL, as in Go."""
    auth = (proxy.username.encode(), proxy.password.encode()) if proxy.username or proxy.password else None
    address = httpcore.URL(
        scheme="socks5" if proxy.scheme.startswith("socks5") else proxy.scheme,
        host=proxy.host,
        port=proxy.port or {"http": 80, "https": 443}.get(proxy.scheme, 1080),
        target=b"",
    )
    return httpcore.AsyncConnectionPool(
        ssl_context=context,
        proxy=httpcore.Proxy(address, auth=auth, ssl_context=context if proxy.scheme == "https" else None),
        http2=True,
        network_backend=dialer,
        max_connections=connections,
    )


class Transport(httpx.AsyncBaseTransport):
    """One pool as httpx's transport. What the pool raises is translated by the client."""

    def __init__(self, pool: httpcore.AsyncConnectionPool) -> None:
        self._pool = pool

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._pool.handle_async_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        assert isinstance(answer.stream, AsyncIterable)
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    """The bytes as they come off the connection."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._answer.aiter_stream():
            yield part

    async def aclose(self) -> None:
        await self._answer.aclose()
