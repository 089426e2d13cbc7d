"""Which credentials a mirror is shown, and that the real go shows it the same."""

from __future__ import annotations

import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPSConnection
from pathlib import Path
from typing import NamedTuple

import pytest
from trustme import CA

from goenvctl.go.version import Version
from goenvctl.host import Host
from goenvctl.web import credentials
from goenvctl.web.credentials import Credentials
from goenvctl.web.goauth import BadGoauth
from goenvctl.web.trust import ssl_context
from tests.fakes.modules import Module, write_tree
from tests.fakes.tls import TlsMirror
from tests.go.command import Go
from tests.toolchains import ALL
from tests.web.scenarios import INFO, PATH, SCENARIOS, Scenario, U, V, make_repository, says, write_script

URL = "https://a.com/x"
OLD = Version(1, 23)


class World(NamedTuple):
    """A mirror's certificate and files, and the file that says whom to trust."""

    server: ssl.SSLContext
    ca: str
    tree: Path


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    root = tmp_path_factory.mktemp("world")
    ca, server = CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("127.0.0.1").configure_cert(server)
    (root / "ca").write_bytes(ca.cert_pem.bytes())
    tree = write_tree([Module("example.com/a", "v1.0.0")], root / "tree")
    return World(server, str(root / "ca"), tree)


@pytest.fixture(scope="module", params=ALL, ids=str)
def go(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Go:
    return Go(request.param, tmp_path_factory.mktemp("go"))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.title)
def test_the_real_go_shows_the_same(world: World, go: Go, tmp_path: Path, scenario: Scenario) -> None:
    """A mirror that refuses is shown what go shows it under the same settings, in the same order."""
    version = go.toolchain.version
    with TlsMirror(world.tree, world.server, demands="nothing will do") as mirror:
        environ = scenario.prepare(mirror, tmp_path)
        proxy = f"https://{scenario.userinfo}{mirror.place}"
        settings = {
            "GOPROXY": proxy,
            "GOSUMDB": "off",
            "GOMODCACHE": str(tmp_path),
            "SSL_CERT_FILE": world.ca,
        }
        assert "401 Unauthorized" in go.download("example.com/a@v1.0.0", **settings, **environ)
        theirs = [asked.authorization for asked in mirror.asked if asked.path == INFO]
        mirror.asked.clear()
        known = Credentials(Host(environ), environ["GOAUTH"], version, run_commands=True)
        fetch(known, mirror, proxy + INFO, ssl_context({"SSL_CERT_FILE": world.ca}))
        ours = [asked.authorization for asked in mirror.asked]
    assert list(dict.fromkeys(theirs)) == scenario.expected(version)
    assert ours == scenario.expected(version)


def fetch(known: Credentials, mirror: TlsMirror, url: str, context: ssl.SSLContext) -> None:
    """Ask as go does: again after a refusal, if there is something new to show."""
    connection = HTTPSConnection(mirror.place, context=context, timeout=10)
    connection.request("GET", INFO, headers=known.first(url))
    response = connection.getresponse()
    response.read()
    head = f"HTTP/1.1 {response.status} {response.reason}\n"
    head += "".join(f"{name}: {value}\n" for name, value in response.getheaders())
    headers = known.after_refusal(url, f"{head}\n".encode())
    if headers is not None:
        connection.request("GET", INFO, headers=headers)
        connection.getresponse().read()
    connection.close()


class User:
    """One with a .netrc, and a helper that notes each call and does as its script says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / ".netrc").write_text("machine a.com login u password p")
        self.host = Host({"HOME": str(folder), "PATH": f"{folder}:{PATH}"}, cwd=str(folder))

    def helper(self, script: str) -> None:
        write_script(self.folder / "helper", f'echo "called $*" >>{self.folder}/calls\n{script}')

    @property
    def calls(self) -> list[str]:
        path = self.folder / "calls"
        return path.read_text().splitlines() if path.exists() else []

    def credentials(
        self, goauth: str = "helper", version: Version | None = None, *, run_commands: bool = True
    ) -> Credentials:
        return Credentials(self.host, goauth, version, run_commands=run_commands)


@pytest.fixture
def user(tmp_path: Path) -> User:
    return User(tmp_path)


@pytest.mark.parametrize("version", [OLD, Version(1, 24), None], ids=str)
def test_never_in_the_clear(user: User, version: Version | None) -> None:
    """A URL that is not https gets no credentials, not even its own, and asks nobody."""
    user.helper(says(V, "a.com"))
    known = user.credentials("netrc;helper", version)
    assert known.first("http://v:q@a.com/x") == {}
    assert known.after_refusal("http://v:q@a.com/x", b"") is None
    assert user.calls == []


def test_a_helper_is_called_once_and_once_for_each_url(user: User) -> None:
    """A helper is called before the first request, and once more for each URL that is refused."""
    user.helper(says(V, "a.com"))
    known = user.credentials()
    for _ in range(2):
        assert known.first(URL) == {"Authorization": V}
        assert known.after_refusal(URL, b"") is None
        assert known.after_refusal("https://b.com/x", b"") is None
    assert user.calls == ["called ", f"called {URL}", "called https://b.com/x"]


def test_many_threads(user: User) -> None:
    """Threads that ask at once wait for one call of the helper, and all get its answer."""
    user.helper(f'[ "$1" ] && sleep 0.1 && {says(V, "a.com")}')
    known = user.credentials()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(known.first, [URL] * 8)) == [{}] * 8
        again = pool.map(lambda url: known.after_refusal(url, b""), [URL] * 8)
        assert list(again) == [{"Authorization": V}] * 8
    assert user.calls == ["called ", f"called {URL}"]


def test_what_was_learned_from_another_url_is_new(user: User) -> None:
    """A request that was sent before a helper knew the prefix is worth another try afterwards."""
    user.helper(f'[ "$1" = {URL} ] && {says(V, "a.com")}')
    known = user.credentials()
    assert (known.first(URL), known.first("https://a.com/y")) == ({}, {})
    assert known.after_refusal(URL, b"") == {"Authorization": V}
    assert known.after_refusal("https://a.com/y", b"") == {"Authorization": V}
    assert known.first("https://a.com/z") == {"Authorization": V}
    assert known.after_refusal("https://a.com/z", b"") is None


def test_what_the_helper_reads(user: User) -> None:
    """The first call gets nothing to read, the second the refusal, word for word."""
    user.helper(f"cat >>{user.folder}/read; echo . >>{user.folder}/read")
    known = user.credentials()
    known.first(URL)
    known.after_refusal(URL, b"HTTP/1.1 401 Unauthorized\nA-B: c, d\n\n")
    assert (user.folder / "read").read_text() == ".\nHTTP/1.1 401 Unauthorized\nA-B: c, d\n\n.\n"


def test_where_helpers_run(user: User) -> None:
    """A helper runs in the current folder; git asks no person, unless the user says that it may."""
    user.helper(f'echo "$PWD $GIT_TERMINAL_PROMPT $GCM_INTERACTIVE" >>{user.folder}/where')
    user.credentials().first(URL)
    user.host.environ |= {"GIT_TERMINAL_PROMPT": "1", "GCM_INTERACTIVE": ""}
    user.credentials().first(URL)
    assert (user.folder / "where").read_text() == f"{user.folder} 0 never\n{user.folder} 1 never\n"


def test_all_headers_of_a_helper(user: User) -> None:
    """A helper may add any header; those of the URL come on top where it says no Authorization."""
    user.helper(r"printf 'https://a.com\nhttps://v:q@a.com\n\nx-one: 1\nX-Two: 2\n\n'")
    known = user.credentials()
    assert known.first(URL) == {"X-One": "1", "X-Two": "2"}
    assert known.first("https://v:q@a.com/x") == {"X-One": "1", "X-Two": "2", "Authorization": V}


def test_a_helper_that_hangs(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """A helper that hangs would hold go up: it is given up once, and said, whatever the others know."""
    monkeypatch.setattr(credentials, "DEADLINE_S", 0.5)
    user.helper("sleep 30")
    known = user.credentials("helper;netrc")
    start = time.monotonic()
    for _ in range(3):
        with pytest.raises(BadGoauth, match="did not end within"):
            known.first(URL)
    assert time.monotonic() - start < 10


def test_without_commands(user: User) -> None:
    """Where no command may run, neither a helper nor git does, and netrc and the URL still count."""
    user.helper(says(V, "a.com"))
    write_script(user.folder / "git", f"echo git >>{user.folder}/calls")
    make_repository(user.folder / "repo")
    known = user.credentials(f"helper;git {user.folder}/repo;netrc", run_commands=False)
    assert known.first(URL) == {"Authorization": U}
    assert known.after_refusal(URL, b"") is None
    assert known.first("https://v:q@a.com/x") == {"Authorization": V}
    assert user.calls == []


def test_git_is_told_nothing(user: User) -> None:
    """Git is asked for a login, and never told that it was good or bad: a probe deletes no password."""
    write_script(
        user.folder / "git", f'echo "$*" >>{user.folder}/calls\ncat\necho username=v\necho password=q'
    )
    known = user.credentials("git /")
    assert known.first(URL) == {}
    assert known.after_refusal(URL, b"") == {"Authorization": V}
    assert user.calls == ["credential fill"]


@pytest.mark.parametrize(
    "answer", ["url=https://a.com/xyz", "url=https://b.com", "url=http://a.com", "protocol=https"]
)
def test_git_answers_for_another_url(user: User, answer: str) -> None:
    """A login that git gives for something else than what was asked is not used."""
    write_script(user.folder / "git", f"echo {answer}\necho username=v\necho password=q")
    known = user.credentials("git /")
    assert (known.first(URL), known.after_refusal(URL, b"")) == ({}, None)


def test_a_value_that_go_stops_at(user: User) -> None:
    """A GOAUTH that Go stops at is an error at each https request, one that an old Go ignores is none."""
    known = user.credentials("helper --token=secret;")
    assert known.first("http://a.com/x") == {}
    for _ in range(2):
        with pytest.raises(BadGoauth, match=r"^GOAUTH encountered an empty command$"):
            known.first(URL)
    with pytest.raises(BadGoauth, match=r"^GOAUTH encountered an empty command$"):
        known.after_refusal(URL, b"")
    assert user.credentials("helper --token=secret;", OLD).first(URL) == {"Authorization": U}


def test_credentials_keep_their_secrets(user: User) -> None:
    """Neither what was learned nor what may be run is shown."""
    known = user.credentials("netrc;helper --token=secret")
    assert known.first(URL) == {"Authorization": U}
    assert (U in repr(known), "secret" in repr(known)) == (False, False)
