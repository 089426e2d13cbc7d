"""Whom we trust is whom the real go trusts."""

from __future__ import annotations

import re
import socket
import ssl
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from goenvctl.go.version import Version
from goenvctl.web import trust
from goenvctl.web.trust import ssl_context
from tests.fakes.modules import Module, write_tree
from tests.fakes.tls import TlsMirror
from tests.go.command import Go
from tests.toolchains import ALL
from tests.web.certificates import World, make_world

A = Module("example.com/a", "v1.0.0")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("trust"))


@pytest.fixture(scope="module", params=[ALL[0], ALL[-1]], ids=str)
def go(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Go:
    return Go(request.param, tmp_path_factory.mktemp("go"))


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tree([A], tmp_path_factory.mktemp("tree"))


# the server's certificate, SSL_CERT_FILE, SSL_CERT_DIR, is it trusted?
AUTHORITIES = [
    ("good", "ca", "", True),
    ("good", "", "", False),
    ("good", "other", "", False),
    ("good", "both", "", True),
    ("good", "twice", "", True),
    ("good", "crlf", "", True),
    ("good", "text around", "", True),
    ("good", "junk before", "", True),
    ("good", "junk behind", "", True),
    ("good", "half before", "", True),
    ("good", "half behind", "", True),
    ("good", "trusted", "", False),
    ("good", "headers", "", False),
    ("good", "indented", "", False),
    ("good", "der", "", False),
    ("good", "empty", "", False),
    ("good", "missing", "", False),
    ("good", "folder", "", False),
    ("good", "", "unhashed", True),
    ("good", "other", "unhashed", True),
    ("good", "missing", "unhashed", True),
    ("good", "", "junk", False),
    ("good", "", "linked", True),
    ("good", "", "deep", False),
    ("good", "", "list", True),
    ("good", "", "missing", False),
    ("good", "", "file", False),
    ("good", "leaf", "", True),
    ("rsa", "ca", "", True),
    ("rsa, 1024 bits", "ca", "", True),
    ("rsa", "leaf", "", False),
    ("below another", "ca", "", True),
    ("below another", "middle", "", True),
    ("expired", "ca", "", False),
    ("expired", "expired leaf", "", False),
    ("not yet valid", "ca", "", False),
]

# the server's certificate, the host asked, is it that of the host?
HOSTS = [
    ("good", "127.0.0.1", True),
    ("good", "localhost", False),
    ("of another host", "127.0.0.1", False),
    ("by name", "localhost", True),
    ("by name", "LOCALHOST", True),
    ("by name", "127.0.0.1", False),
    ("common name only", "localhost", False),
    ("wildcard", "a.mirror.localhost", True),
    ("wildcard", "mirror.localhost", False),
    ("wildcard", "a.b.mirror.localhost", False),
    ("wildcard of the top", "localhost", False),
    ("wildcard of the top", "a.localhost", False),  # Go would: OpenSSL wants two names behind the star
]

# the only cipher of TLS 1.2 that the server has, do we agree on it?
CIPHERS = [
    ("ECDHE-RSA-AES128-GCM-SHA256", True),
    ("ECDHE-RSA-CHACHA20-POLY1305", True),
    ("ECDHE-RSA-AES256-SHA", True),
    ("ECDHE-RSA-AES256-SHA384", False),
    ("DHE-RSA-AES128-GCM-SHA256", False),
]


@pytest.mark.parametrize(("leaf", "file", "folder", "is_trusted"), AUTHORITIES, ids=repr)
def test_whom_we_trust(
    world: World, go: Go, tree: Path, leaf: str, file: str, folder: str, is_trusted: bool
) -> None:
    """Anchors are all certificates of the file and of the folders, whatever lies between them."""
    environ = {}
    if file:
        environ["SSL_CERT_FILE"] = world.files[file]
    if folder:
        environ["SSL_CERT_DIR"] = world.folders[folder]
    with TlsMirror(tree, world.server(leaf)) as mirror:
        assert (ours(environ, mirror), theirs(go, environ, mirror)) == (is_trusted, is_trusted)


@pytest.mark.parametrize(("leaf", "host", "is_its_own"), HOSTS, ids=repr)
def test_whose_certificate_it_is(
    world: World, go: Go, tree: Path, leaf: str, host: str, is_its_own: bool
) -> None:
    """A certificate speaks for the names and numbers it lists, and never for its common name."""
    environ = {"SSL_CERT_FILE": world.files["ca"]}
    with TlsMirror(tree, world.server(leaf), name=host) as mirror:
        assert ours(environ, mirror) == is_its_own
        if not host.endswith(".localhost"):  # no resolver need know those
            assert theirs(go, environ, mirror) == is_its_own


@pytest.mark.parametrize(("cipher", "is_common"), CIPHERS)
def test_ciphers(world: World, go: Go, tree: Path, cipher: str, is_common: bool) -> None:
    """What Go does not speak, we do not speak."""
    environ = {"SSL_CERT_FILE": world.files["ca"]}
    server = world.server("rsa")
    server.maximum_version = ssl.TLSVersion.TLSv1_2
    server.set_ciphers(cipher)
    with TlsMirror(tree, server) as mirror:
        assert (ours(environ, mirror), theirs(go, environ, mirror)) == (is_common, is_common)


def test_no_version_before_1_2() -> None:
    """A server that knows nothing newer than TLS 1.1 is not spoken to."""
    assert ssl_context({}).minimum_version == ssl.TLSVersion.TLSv1_2


def test_hashed_names_are_not_read_twice(tmp_path: Path) -> None:
    """A link in a folder to its neighbour is passed over: it is the same certificate again."""
    (tmp_path / "ca.pem").write_text("")
    (tmp_path / "0a1b2c3d.0").symlink_to("ca.pem")
    (tmp_path / "abroad.pem").symlink_to(tmp_path / "ca.pem")
    assert trust._entries(str(tmp_path)) == [f"{tmp_path}/abroad.pem", f"{tmp_path}/ca.pem"]


def test_the_first_file_that_can_be_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the files of the system the first that can be read counts, even if it is empty; of folders all."""
    monkeypatch.setattr(trust, "FOLDERS", ())
    for files, count in [(("missing", "folder", "ca"), 1), (("both", "middle"), 2), (("empty", "ca"), 0)]:
        monkeypatch.setattr(trust, "FILES", tuple(world.files[name] for name in files))
        assert ssl_context({}).cert_store_stats()["x509"] == count
    monkeypatch.setattr(trust, "FOLDERS", (world.folders["missing"], world.folders["unhashed"]))
    assert ssl_context({"SSL_CERT_FILE": world.files["other"]}).cert_store_stats()["x509"] == 2


def test_the_lists_are_those_of_go() -> None:
    """The files and folders are those that Go's own source names."""
    source = (ALL[-1].goroot / "src/crypto/x509/root_linux.go").read_text()
    lists = re.findall(r'\t"(/[^"]*)", ', source.partition("func init()")[0])
    assert [*trust.FILES, *trust.FOLDERS] == lists


@pytest.mark.parametrize("platform", ["darwin", "win32"])
@pytest.mark.parametrize(
    ("version", "is_own"), [(Version(1, 26, 9), False), (Version(1, 27), True), (None, True)], ids=str
)
def test_other_systems(
    world: World, monkeypatch: pytest.MonkeyPatch, platform: str, version: Version | None, is_own: bool
) -> None:
    """On macOS and Windows the system judges, but for SSL_CERT_FILE and SSL_CERT_DIR from Go 1.27 on."""
    system = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    monkeypatch.setitem(sys.modules, "truststore", SimpleNamespace(SSLContext=lambda _protocol: system))
    environ = {"SSL_CERT_FILE": world.files["ca"]}
    assert ssl_context({}, platform, version) is system
    context = ssl_context(environ, platform, version)
    assert (context is not system) == is_own
    assert context.cert_store_stats()["x509"] == (1 if is_own else 0)


def ours(environ: dict[str, str], mirror: TlsMirror) -> bool:
    """Do we shake hands with it?"""
    port = int(mirror.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
        try:
            ssl_context(environ).wrap_socket(plain, server_hostname=mirror.name).close()
        except ssl.SSLError:
            return False
    return True


def theirs(go: Go, environ: dict[str, str], mirror: TlsMirror) -> bool:
    """Does go download from it?"""
    with tempfile.TemporaryDirectory() as cache:
        settings = {"GOPROXY": mirror.url, "GOSUMDB": "off", "GOMODCACHE": cache, "HTTPS_PROXY": None}
        said = go.download("example.com/a@v1.0.0", **settings, **environ)
    assert not said or ": tls: " in said or ": x509: " in said
    return not said
