"""A mirror that passes on the checksum database, and lies about it."""

from __future__ import annotations

import re

from tests.fakes.faults.wire import Asked, Fault, Wire
from tests.fakes.modules import Module
from tests.fakes.server import Response
from tests.fakes.sumdb import SumDB

_PREFIX = re.compile(r"^/sumdb/[^/]+")


def served_from(sumdb: SumDB) -> Fault:
    """Another database's answers."""

    async def answer(wire: Wire, asked: Asked) -> None:
        body = sumdb.get(_PREFIX.sub("", asked.path))
        await wire.answer(Response(b"not found\n", 404) if body is None else Response(body))

    return answer


async def tampered(wire: Wire, asked: Asked) -> None:
    """The record with another hash in it, under the true head."""
    await wire.answer(Response(re.sub(rb"h1:(.)", _another, asked.truth.body, count=1)))


async def bad_tile(wire: Wire, asked: Asked) -> None:
    """A tile of the right size with one bit flipped."""
    body = asked.truth.body
    await wire.answer(Response(body[:-1] + bytes([body[-1] ^ 1])))


def _another(found: re.Match[bytes]) -> bytes:
    return b"h1:B" if found[1] == b"A" else b"h1:A"


class History:
    """Databases of one name that tell different stories about `module`.

    All but `other_key` have the same key. `behind` is the beginning of `honest`, `fork` differs
    from it in the very first record.
    """

    def __init__(self, module: Module, others: tuple[Module, ...] = (), *, name: str = "localhost") -> None:
        self.module = module
        early, late = [_filler(number) for number in range(5)], [_filler(number) for number in range(5, 10)]
        only_mod = module.go_sum.splitlines(keepends=True)[1]
        known = [only_mod, module.go_sum, *(other.go_sum for other in others)]
        self.honest = _database(name, [*early, *known, *late])
        self.behind = _database(name, [*early, *known])
        self.fork = _database(name, [_filler(99), *early, *known, *late])
        self.other_key = _database(name, [*early, *known, *late], seed=b"x" * 32)

    def faults(self) -> dict[str, Fault]:
        """By name."""
        return {
            "tampered": tampered,
            "bad-tile": bad_tile,
            "replayed": self._replayed(f"{_FILLER}@v1.0.4"),
            "lacking": self._replayed(f"{self.module.path}@{self.module.version}/go.mod"),
            "behind": served_from(self.behind),
            "fork": served_from(self.fork),
            "other-key": served_from(self.other_key),
        }

    def _replayed(self, record: str) -> Fault:
        """A true record under the true head, whatever was asked: another module's, or one without a zip."""

        async def answer(wire: Wire, _asked: Asked) -> None:
            await wire.answer(Response(self.honest.get(f"/lookup/{record}") or b""))

        return answer


_FILLER = "example.com/filler"


def _filler(number: int) -> str:
    return f"{_FILLER} v1.0.{number} h1:{number:044}\n{_FILLER} v1.0.{number}/go.mod h1:{number:044}\n"


def _database(name: str, records: list[str], *, seed: bytes = bytes(32)) -> SumDB:
    sumdb = SumDB(name=name, seed=seed)
    for record in records:
        sumdb.add(record)
    return sumdb
