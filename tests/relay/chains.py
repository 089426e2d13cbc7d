"""Chains of mirrors made at random, in which anything may be at fault, and what each server heard."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock
from types import TracebackType
from typing import Any, NamedTuple, Self

from tests.fakes.mirror import Database, Mirror
from tests.fakes.modules import Module
from tests.fakes.server import Response, Server
from tests.home import Ended, Home
from tests.relay.stock import A_NEWER, BIG, PRIVATE, A, B, Stock, new_sumdb

DEAD = "http://127.0.0.1:9"
ASKED = (A, B, BIG)  # what every chain is asked for, besides the private one
QUERIED = "example.com/a"
VERBS = (
    f"go list -m -versions {QUERIED}",
    f"go list -m {QUERIED}@latest",
    f"go mod download {A_NEWER.path}@{A_NEWER.version}",
)
TAILS = ("", "", ",off", "|off", ",direct", "|direct")
DATABASES = ("bare", "bare", "address", "address", "dead", "refuses", "off")
PRIVATES = (
    "",
    "corp.example.com",
    "corp.example.com",
    "corp.example.com/team/*,example.com/Big",
    "*.example.com",
)
NO_PROXIES = ("", "", "", "none", "none", "corp.example.com,example.com/Big", "example.com/b")
NO_SUMS = ("", "", "none", "example.com/a", "example.com/Big,corp.example.com")


class Chain(NamedTuple):
    """GOPROXY is made of mirrors with these faults, joined by `marks`, and `tail`; the rest are values of the
    variables. `gosumdb` is one of DATABASES. With `is_summed` go.sum knows the modules already."""

    number: int
    faults: tuple[str, ...]
    marks: str
    tail: str
    goprivate: str
    gonoproxy: str
    gonosumdb: str
    gosumdb: str
    verb: str
    is_summed: bool

    def __str__(self) -> str:
        entries = "".join(
            f"{fault}{mark}" for fault, mark in zip(self.faults, [*self.marks, ""], strict=True)
        )
        patterns = f"{self.goprivate or '-'} {self.gonoproxy or '-'} {self.gonosumdb or '-'}"
        return f"{self.number}: {entries}{self.tail} {self.gosumdb} {patterns}{' go.sum' * self.is_summed}"

    @property
    def runs(self) -> list[list[int]]:
        """The numbers of the mirrors of each run."""
        found = [[0]]
        for number, mark in enumerate(self.marks, 1):
            if mark == ",":
                found.append([])
            found[-1].append(number)
        return found


class Heard(NamedTuple):
    """A path, decoded, and the status that it was answered with."""

    path: str
    status: int


class Outcome(NamedTuple):
    """What came of a chain: the commands' codes, and what each mirror and the database heard."""

    ended: Ended
    mirrors: list[list[Heard]]
    database: list[Heard]


def make_chain(number: int) -> Chain:
    """The same every time."""
    dice = random.Random(number)
    count = dice.choice((1, 2, 2, 3, 3, 4))
    return Chain(
        number=number,
        faults=tuple(dice.choice(("good", dice.choice([*FAULTS]))) for _ in range(count)),
        marks="".join(dice.choice(",||") for _ in range(count - 1)),
        tail=dice.choice(TAILS),
        goprivate=dice.choice(PRIVATES),
        gonoproxy=dice.choice(NO_PROXIES),
        gonosumdb=dice.choice(NO_SUMS),
        gosumdb=dice.choice(DATABASES),
        verb=dice.choice(VERBS),
        is_summed=dice.random() < 0.15,
    )


def run_chain(chain: Chain, stock: Stock, folder: Path, *, is_relayed: bool) -> Outcome:
    """The public modules first: theirs is the exit code; then the private one."""
    home = Home(Path(mkdtemp(dir=folder)) / "home")
    with Servers(chain, stock) as servers:
        (home.work / "go.mod").write_text("module example.com/main\n\ngo 1.21\n")
        if chain.is_summed:
            known = (*ASKED, A_NEWER, PRIVATE)
            (home.work / "go.sum").write_text("".join(module.go_sum for module in known))
        names = " ".join(f"{module.path}@{module.version}" for module in ASKED)
        private = f"go mod download {PRIVATE.path}@{PRIVATE.version}"
        script = f"code=0; {chain.verb} || code=1; go mod download {names} || code=1; {private}; exit $code"
        exec_ = [sys.executable, "-m", "goenvctl", "exec", "--"] if is_relayed else []
        ended = home.spawn([*exec_, "sh", "-c", script], servers.environ)
        return Outcome(ended, [one.heard for one in servers.mirrors], servers.database.heard)


class Servers:
    """The servers of one chain while its context is entered."""

    def __init__(self, chain: Chain, stock: Stock) -> None:
        self._chain = chain
        sumdb = new_sumdb()
        self.key = sumdb.key
        self.mirrors = [HeardMirror(stock.tree("a"), sumdb) for _ in chain.faults]
        for mirror, fault in zip(self.mirrors, chain.faults, strict=True):
            mirror.act = FAULTS.get(fault, _good)
        self.database = HeardDatabase(sumdb)
        if chain.gosumdb == "refuses":
            self.database.act = FAULTS["403"]
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        for server in (*self.mirrors, self.database):
            self._stack.enter_context(server)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def environ(self) -> dict[str, str]:
        chain = self._chain
        urls = [
            DEAD if fault == "dead" else mirror.url
            for mirror, fault in zip(self.mirrors, chain.faults, strict=True)
        ]
        joined = "".join(url + mark for url, mark in zip(urls, [*chain.marks, ""], strict=True))
        addresses = {"bare": "", "off": "off", "dead": DEAD}
        address = addresses.get(chain.gosumdb, self.database.url)
        return {
            "GOPROXY": joined + chain.tail,
            "GOPRIVATE": chain.goprivate,
            "GONOPROXY": chain.gonoproxy,
            "GONOSUMDB": chain.gonosumdb,
            "GOSUMDB": address if chain.gosumdb == "off" else f"{self.key} {address}".strip(),
            "GOTOOLCHAIN": "local",
            "GOTELEMETRY": "off",
        }


Act = Callable[[str, Response], Response]
"""Given a path and the true answer: what is answered."""


class _Hearing(Server):
    """Notes what it was asked, and what it answered."""

    act: Act

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.act = _good
        self.heard: list[Heard] = []
        self._hearing = Lock()

    def respond(self, path: str) -> Response | None:
        response = self.act(path, self.answer(path))
        with self._hearing:
            self.heard.append(Heard(path, response.status))
        return response


class HeardMirror(_Hearing, Mirror):
    pass


class HeardDatabase(_Hearing, Database):
    pass


def _good(_path: str, truth: Response) -> Response:
    return truth


def _status(code: int, part: str = "") -> Act:
    refusal = Response(b"the fake says no\n", code, {"Content-Type": "text/plain"})
    return lambda path, truth: refusal if part in path else truth


def _html(part: str) -> Act:
    page = Response(b"<html>Log in</html>", 200, {"Content-Type": "text/html"})
    return lambda path, truth: page if part in path else truth


def _changed(ending: str, change: Callable[[bytes], bytes]) -> Act:
    def act(path: str, truth: Response) -> Response:
        is_meant = path.endswith(ending) and truth.status == 200
        return replace(truth, body=change(truth.body)) if is_meant else truth

    return act


def _short(path: str, truth: Response) -> Response:
    """Half of what was announced."""
    if not path.endswith((".info", ".zip")) or truth.status != 200:
        return truth
    length = str(len(truth.body))
    return replace(truth, body=truth.body[: len(truth.body) // 2], headers={"Content-Length": length})


def _other(module: Module) -> bytes:
    """A well-formed zip of the same module with another content."""
    return replace(module, files={**module.files, "more.go": b"package more\n"}).zip


_ZIPS = {module.zip: _other(module) for module in (*ASKED, A_NEWER)}
FAULTS: dict[str, Act] = {
    "dead": _good,  # its port is never told to anybody
    "404": _status(404),
    "410": _status(410),
    "403": _status(403),
    "500": _status(500),
    "429": _status(429),
    "404-b": _status(404, "example.com/b/"),
    "404-zip": _status(404, ".zip"),
    "500-zip": _status(500, ".zip"),
    "500-info": _status(500, ".info"),
    "404-list": _status(404, "/list"),
    "html": _html(""),
    "html-mod": _html(".mod"),
    "wrong-version": _changed(".info", lambda body: json.dumps({"Version": "v9.9.9"}).encode()),
    "short": _short,
    "changed-zip": _changed(".zip", lambda body: _ZIPS.get(body, body)),
    "changed-mod": _changed(".mod", lambda body: body + b"\n// changed\n"),
    "no-sumdb": _status(404, "/sumdb/"),
    "bad-sumdb": _status(503, "/sumdb/"),
    "bad-lookup": _status(500, "/lookup/"),
    "junk-lookup": _html("/lookup/"),
}
