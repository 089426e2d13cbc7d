"""A SOCKS5 proxy on the loopback (RFC 1928, RFC 1929)."""

from __future__ import annotations

import ipaddress
from asyncio import StreamReader, StreamWriter
from collections.abc import Mapping

from tests.surroundings.relay import Relay, pass_on

NO_LOGIN, LOGIN, NONE_OF_THESE = 0, 2, 0xFF
NAME, SIZES = 3, {1: 4, 4: 16}  # kinds of address
SUCCEEDED, UNREACHABLE = 0, 4


class SocksProxy(Relay):
    """Notes each place asked for. With `demands`, `user:password`, it wants that login."""

    def __init__(self, routes: Mapping[str, int], *, demands: str = "", is_silent: bool = False) -> None:
        super().__init__(routes, is_silent=is_silent)
        self._demands = demands

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        if not await self._is_welcome(reader, writer):
            return
        _, _, _, kind = await reader.readexactly(4)
        host = await _text(reader) if kind == NAME else await _address(reader, SIZES[kind])
        place = f"{host}:{int.from_bytes(await reader.readexactly(2))}"
        self.asked.append(place)
        behind = await self.reach(place)
        writer.write(bytes([5, SUCCEEDED if behind else UNREACHABLE, 0, 1, *bytes(6)]))
        if behind:
            await pass_on(reader, writer, behind)

    async def _is_welcome(self, reader: StreamReader, writer: StreamWriter) -> bool:
        _, count = await reader.readexactly(2)
        methods = await reader.readexactly(count)
        method = LOGIN if self._demands else NO_LOGIN
        if method not in methods:
            writer.write(bytes([5, NONE_OF_THESE]))
            return False
        writer.write(bytes([5, method]))
        if method == NO_LOGIN:
            return True
        await reader.readexactly(1)
        is_right = f"{await _text(reader)}:{await _text(reader)}" == self._demands
        writer.write(bytes([1, not is_right]))
        return is_right


async def _text(reader: StreamReader) -> str:
    [length] = await reader.readexactly(1)
    return (await reader.readexactly(length)).decode()


async def _address(reader: StreamReader, size: int) -> str:
    return str(ipaddress.ip_address(await reader.readexactly(size)))
