"""Databases of numbered modules, and the fetch that a client of them is given."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.error import HTTPError
from urllib.request import urlopen

from goenvctl.sumdb.client import Client, Fetch, Found, NotFound
from goenvctl.sumdb.note import open_note, parse_verifier_key
from goenvctl.sumdb.tlog import Tree, parse_tree
from tests.fakes.note import Signer
from tests.fakes.sumdb import SumDB

SIGNER = Signer("localhost", bytes(32))  # that of a SumDB which is given no other
KEY = parse_verifier_key(SIGNER.verifier)

Change = Callable[[str, bytes], bytes | None]
"""Given a path and the true answer: what comes instead; None for 404."""


class Wire:
    """A Fetch from a database in this process; it logs the paths. `tiles` serves its tiles, if given."""

    def __init__(self, database: SumDB, change: Change | None = None, tiles: SumDB | None = None) -> None:
        self.database = database
        self.change = change
        self.tiles = tiles or database
        self.log: list[str] = []

    async def __call__(self, path: str) -> bytes:
        self.log.append(path)
        await asyncio.sleep(0)
        source = self.tiles if path.startswith("/tile/") else self.database
        body = source.get(path)
        if body is not None and self.change:
            body = self.change(path, body)
        if body is None:
            raise NotFound(path)
        return body


def database(size: int, fork: int | None = None) -> SumDB:
    """One of modules 0 to `size`; from number `fork` on it vouches for other hashes."""
    made = SumDB()
    for number in range(size):
        made.add(record(number, "h1:fork" if fork is not None and number >= fork else "h1:"))
    return made


def record(number: int, start: str = "h1:") -> str:
    module = f"example.com/m{number} v1.0.0"
    return f"{module} {start}{number}=\n{module}/go.mod {start}{number}mod=\n"


def head(of: SumDB) -> Tree:
    return parse_tree(open_note(of.get("/latest") or b"", KEY))


def lookup(fetch: Fetch, number: int = 0, seen: Tree | None = None) -> Found:
    """The answer of a new client for the module of that number."""
    return asyncio.run(ask(Client(KEY, fetch, seen), number))


async def ask(client: Client, number: int = 0) -> Found:
    return await client.lookup(f"example.com/m{number}", "v1.0.0")


def over_http(url: str) -> Fetch:
    """A Fetch from a database on the loopback."""

    def get(path: str) -> bytes:
        try:
            with urlopen(url + path, timeout=10) as answer:
                body: bytes = answer.read()
                return body
        except HTTPError as exc:
            with exc:
                if exc.code in (404, 410):
                    raise NotFound(path) from exc
                raise

    async def fetch(path: str) -> bytes:
        return await asyncio.to_thread(get, path)

    return fetch
