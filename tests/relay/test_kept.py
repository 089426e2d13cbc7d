"""What one profile says of privacy, and whose passwords are whose, hold for every `exec`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.server import Response
from tests.fakes.tls import TlsMirror
from tests.home import Ended, Home
from tests.relay.places import LOGIN, QUERY, Keyed, Places
from tests.relay.scenes import CLONE, FETCH, GIT
from tests.relay.stock import PRIVATE, Stock

SECRET = f"go mod download {PRIVATE.path}@{PRIVATE.version}"
GONE = Response(b"the fake says no\n", 500, {"Content-Type": "text/plain"})
CORP = """trust = "private"
[go]
GOPROXY = "{a}"
GOPRIVATE = "corp.example.com"
GONOPROXY = "none"
GONOSUMDB = "corp.example.com"
GOSUMDB = "{key} {database}"
"""
PUBLIC = '[go]\nGOPROXY = "{b}|{c}"\nGOSUMDB = "{key} {database}"\n'


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Stock:
    return Stock(tmp_path_factory.mktemp("stock") / "stock")


@pytest.fixture
def places(stock: Stock, home: Home) -> Iterator[Places]:
    """A home with a private profile `corp`, whose mirror is {a}, and a public one, `public`."""
    with Places(stock, home) as places:
        home.write_profile("corp", places.fill(CORP))
        home.write_profile("public", places.fill(PUBLIC))
        yield places


@pytest.fixture
def left(places: Places, home: Home) -> Places:
    """The private profile is in force: GONOPROXY=none stands in the env file."""
    assert home.call("use", "corp").code == 0
    assert b"GONOPROXY=none" in (home.read_env() or b"")
    return places


def test_exported_over_a_private_profile(left: Places) -> None:
    """With a public GOPROXY exported over a private profile no mirror and no database hears of its modules;
    public ones come as ever."""
    ended = _exec(left, f"{FETCH} && {SECRET}", GOPROXY="{b}|{c}")
    assert ended.code != 0
    assert _hearers(left) == []
    assert "b" in _hearers(left, "example.com/a")


def test_broken_mirrors_over_a_private_profile(left: Places) -> None:
    """Nor does anybody where the exported mirrors fail."""
    ended = _exec(left, SECRET, GOPROXY="{b.500:},{dead}|{c}")
    assert ended.code != 0
    assert _hearers(left) == []


@pytest.mark.parametrize(
    "environ",
    [
        {"GONOPROXY": "none"},
        pytest.param({}, marks=pytest.mark.slow),
        pytest.param({"GOPROXY": "{c}", "GOPRIVATE": "none"}, marks=pytest.mark.slow),
    ],
    ids=str,
)
def test_public_profile_over_a_private_one(left: Places, environ: dict[str, str]) -> None:
    """`exec` of a public profile over a private one tells nobody, whatever is exported."""
    ended = _exec(left, f"{FETCH} && {SECRET}", profile="public", **environ)
    assert ended.code != 0
    assert _hearers(left) == []
    assert _hearers(left, "example.com/a") == ["b", "database"]


def test_private_profile(left: Places) -> None:
    """Its own mirror is asked for them, and the database is not."""
    for profile in ("", "corp"):
        assert _exec(left, f"{FETCH}; {SECRET}", profile=profile).code == 0
        assert _hearers(left) == ["a"]


def test_private_list(places: Places, home: Home) -> None:
    """What `private add` knows is kept from the mirrors of a public profile, exported values or not."""
    assert home.call("private", "add", "corp.example.com").code == 0
    ended = _exec(places, f"{FETCH} && {SECRET}", profile="public", GONOPROXY="none", GONOSUMDB="none")
    assert ended.code != 0
    assert _hearers(places) == []
    assert _hearers(places, "example.com/a") == ["b", "database"]


@pytest.mark.parametrize(
    ("goproxy", "is_crossed"),
    [
        ("{none}|{a.500:},{b}", False),
        pytest.param("{none}|{dead},{b}", False, marks=pytest.mark.slow),
        pytest.param("{none}|{a.drop:},{b}", False, marks=pytest.mark.slow),
        pytest.param("{none}|{a.500:}|{dead},{b}|{c}", False, marks=pytest.mark.slow),
        ("{a.500:}|{none},{b}", True),
    ],
)
def test_comma(places: Places, goproxy: str, is_crossed: bool) -> None:
    """What the last mirror before a comma fails to serve does not cross it, though another of its run says
    404; what the last itself says 404 to does."""
    verbs = [FETCH, "go list -m -versions example.com/a", "go list -m example.com/a@latest"]
    ended = _exec(places, "; ".join(f"{verb}; echo $?" for verb in verbs), GOPROXY=goproxy)
    codes = [line for line in ended.stdout.splitlines() if line.isdigit()]
    assert codes == ["0" if is_crossed else "1"] * len(verbs), ended
    assert bool(places.servers["b"].log) == is_crossed


@pytest.mark.parametrize(
    ("database", "hearers"),
    [("{database}", ["database"]), ("{dead}", []), pytest.param("{none}", ["none"], marks=pytest.mark.slow)],
)
def test_sums_of_what_mirrors_may_not_hear(
    places: Places, home: Home, database: str, hearers: list[str]
) -> None:
    """Where the database fails no mirror is asked for the sums of what GONOPROXY keeps from it."""
    (home.path / ".gitconfig").write_text(places.fill(GIT))
    settings = {"GOPROXY": "{b}|{c}", "GONOPROXY": "github.com/acme", "GOSUMDB": f"{{key}} {database}"}
    ended = _exec(places, CLONE, **settings)
    assert (ended.code == 0) == (hearers == ["database"]), ended
    assert _hearers(places, "acme") == hearers


def test_no_sums(places: Places) -> None:
    """With GOSUMDB=off nobody is asked for sums."""
    assert _exec(places, FETCH, GOSUMDB="off", GOPROXY="{b.500:.zip}|{c}").code == 0
    assert _hearers(places, "/lookup/") == _hearers(places, "/supported") == []


def test_logins(places: Places, home: Home, stock: Stock) -> None:
    """The login for one mirror is shown to no other that stands in for it, nor behind its redirects."""
    context = stock.server("127.0.0.1")
    with (
        TlsMirror(stock.tree("a"), context, demands=LOGIN) as first,
        TlsMirror(stock.tree("a"), context) as other,
    ):
        (home.path / ".netrc").write_text(f"machine {first.place} login joe password hush\n")
        first.fault = lambda path: (
            GONE
            if path.endswith(".zip")
            else Response(b"", 302, {"Location": other.url + path})
            if path.endswith(".mod")
            else None
        )
        assert _exec(places, FETCH, GOPROXY=f"{first.url}|{other.url}").code == 0
        assert {asked.authorization for asked in first.asked} == {LOGIN}
        assert {asked.path.rpartition(".")[2] for asked in other.asked} == {"mod", "zip"}
        assert {asked.authorization for asked in other.asked} == {""}


def test_login_in_the_address(places: Places, stock: Stock) -> None:
    """The same of one in GOPROXY itself; and the command sees neither it nor another address of a mirror."""
    context = stock.server("127.0.0.1")
    with (
        TlsMirror(stock.tree("a"), context, demands=LOGIN) as first,
        TlsMirror(stock.tree("a"), context) as other,
    ):
        first.fault = lambda path: GONE if path.endswith(".zip") else None
        goproxy = f"https://joe:hush@{first.place}|{other.url}"
        ended = _exec(places, f"{FETCH}; go env GOPROXY", GOPROXY=goproxy)
    assert ended.code == 0
    assert {asked.authorization for asked in first.asked} == {LOGIN}
    assert {asked.authorization for asked in other.asked} == {""}
    assert "hush" not in ended.stdout + ended.stderr


def test_query_of_an_address(places: Places, stock: Stock) -> None:
    """The query of one entry is sent to no other."""
    seen: list[str] = []

    class Noting(Keyed):
        def respond(self, path: str) -> Response | None:
            seen.append(path)
            return GONE if path.endswith(".zip") else super().respond(path)

    with Noting(stock.tree("a")) as first, TlsMirror(stock.tree("a"), stock.server("127.0.0.1")) as other:
        assert _exec(places, FETCH, GOPROXY=f"{first.url}?{QUERY}|{other.url}").code == 0
    assert [path.rpartition(".")[2] for path in seen] == ["info", "mod", "zip"]
    assert {asked.path for asked in other.asked} == {"/example.com/a/@v/v1.0.0.zip"}


def _exec(places: Places, script: str, profile: str = "", **environ: str) -> Ended:
    given = {"GOTOOLCHAIN": "local", "GOTELEMETRY": "off", "SSL_CERT_FILE": "{ca}", **environ}
    if not profile and places.home.read_env() is None:
        given.setdefault("GOSUMDB", "{key} {database}")
    filled = {name: places.fill(value) for name, value in given.items()}
    return places.home.goenvctl("exec", *([profile] if profile else []), "--", "sh", "-c", script, env=filled)


def _hearers(places: Places, part: str = "secret") -> list[str]:
    """The servers that were asked for a path with this part."""
    return sorted(name for name, server in places.servers.items() if any(part in path for path in server.log))
