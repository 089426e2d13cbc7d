"""The checksum database of GOSUMDB is reached as `go` reaches it; where it is not, no mirror is healthy."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.fakes.mirror import Database, Mirror
from tests.fakes.server import Response
from tests.fakes.sumdb import SumDB
from tests.fakes.tls import TlsMirror
from tests.surroundings.both import Checked, Fetched, check, go
from tests.surroundings.names import needs_names
from tests.surroundings.proxy import HttpProxy
from tests.surroundings.stage import LIB, Stage, new_sumdb
from tests.surroundings.together import together
from tests.surroundings.verdicts import FINE, NO_DATABASE, Expected
from tests.web.scenarios import basic

NAME = "sums.test"  # known to the proxy alone, and the database's own name
SECRET = "hush-hush"
LOGIN = basic(f"joe:{SECRET}")
TUNNEL = {f"CONNECT {NAME}:443"}
HEARD = {f"GET http://{NAME}/lookup/example.com/lib@v1.0.0"}


class TlsDatabase(TlsMirror):
    """A database behind TLS."""

    def __init__(self, stage: Stage, sumdb: SumDB, demands: str | None) -> None:
        super().__init__(stage.tree, stage.server("127.0.0.1", NAME), demands=demands)
        self._database = Database(sumdb)

    def answer(self, path: str) -> Response:
        refused = super().answer(path)
        return refused if refused.status == 401 else self._database.answer(path)


class Case(NamedTuple):
    """`address` comes behind the key in GOSUMDB; `heard` is what the proxy is asked, where it is asked.

    `{http}` and `{https}` are hosts and ports of the database, `{place}` those of the proxy, `{folder}`
    a copy of the database in files.
    """

    address: str
    environ: str
    expected: Expected
    heard: frozenset[str] = frozenset()
    demands: str | None = None

    def __str__(self) -> str:
        return f"{self.address} {self.environ} {self.demands or ''}"


CASES = [
    Case("https://{https}", "", FINE),
    Case("https://{https}/", "", FINE),
    Case("https://{https}", "SSL_CERT_FILE=/dev/null", NO_DATABASE),
    Case("", "HTTPS_PROXY=http://{place}", FINE, frozenset(TUNNEL)),
    Case("https://sums.test", "HTTPS_PROXY=http://{place}", FINE, frozenset(TUNNEL)),
    Case("sums.test", "HTTPS_PROXY=http://{place}", FINE, frozenset(TUNNEL)),
    Case("http://sums.test", "HTTP_PROXY=http://{place}", FINE, frozenset(HEARD)),
    Case("https://sums.test", "", NO_DATABASE),
    Case("https://sums.test", "HTTPS_PROXY=http://{place} NO_PROXY=.test", NO_DATABASE),
    Case("https://sums.test", "HTTPS_PROXY=http://127.0.0.1:9", NO_DATABASE),
    Case("https://{https}", "", NO_DATABASE, demands=LOGIN),
    Case(f"https://joe:{SECRET}@{{https}}", "", FINE, demands=LOGIN),
    Case("https://joe:guess@{https}", "", NO_DATABASE, demands=LOGIN),
    Case("https://{https}", "NETRC={netrc}", FINE, demands=LOGIN),
    Case(f"http://joe:{SECRET}@{{http}}", "", NO_DATABASE),
    Case("file://{folder}", "", FINE),
]
Answers = dict[Case, Future[tuple[Fetched, Checked, set[str], set[str], bool]]]


@pytest.fixture(scope="module")
def answers(
    request: pytest.FixtureRequest, stage: Stage, tmp_path_factory: pytest.TempPathFactory
) -> Answers:
    sumdb = new_sumdb(NAME)
    folder = _write(sumdb, tmp_path_factory.mktemp("database"))

    def run(case: Case) -> tuple[Fetched, Checked, set[str], set[str], bool]:
        with (
            Mirror(stage.tree) as mirror,
            Database(sumdb) as plain,
            TlsDatabase(stage, sumdb, case.demands) as secure,
            HttpProxy({NAME: _port(plain.url), f"{NAME}:443": _port(secure.url)}) as proxy,
        ):
            user = stage.user({}, has_names=True)
            netrc = user.home.path / "logins"
            netrc.write_text(f"machine {secure.place} login joe password {SECRET}\n")
            places = {"http": plain.url.removeprefix("http://"), "https": secure.place, "place": proxy.place}
            places |= {"folder": str(folder), "netrc": str(netrc)}
            settings = dict(word.split("=", 1) for word in case.environ.format(**places).split())
            settings["GOSUMDB"] = f"{sumdb.key} {case.address.format(**places)}".strip()
            user = user._replace(environ={**user.environ, **settings})
            fetched, theirs = go(user, mirror.url), set(proxy.take())
            checked, ours = check(user, mirror.url), set(proxy.take())
        return fetched, checked, theirs, ours, SECRET in checked.ended.stdout + checked.ended.stderr

    return together(request, Case, run)


@needs_names
@pytest.mark.parametrize("case", CASES, ids=str)
def test_database(answers: Answers, case: Case) -> None:
    """Certificates, proxies and credentials are those of the surroundings, for the database too."""
    fetched, checked, theirs, ours, leaks = answers[case].result()
    assert (fetched.word, *checked.finding) == case.expected, fetched.said
    assert case.heard <= theirs <= ours
    assert bool(ours) == bool(case.heard)
    assert not leaks


def _write(sumdb: SumDB, folder: Path) -> Path:
    """What it answers to one who has seen nothing."""
    for path in (f"/lookup/{LIB.path}@{LIB.version}", "/tile/8/0/000.p/1"):
        file = folder / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(sumdb.get(path) or b"")
    return folder


def _port(url: str) -> int:
    return int(url.rpartition(":")[2])
