"""The logins of .netrc, judged by the package of the go command that reads them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goenvctl.go.version import Version
from goenvctl.host import Host
from goenvctl.web.netrc import Login, netrc_path, parse_netrc, read_netrc
from tests.go.command import Go
from tests.toolchains import ALL
from tests.web.oracle import Oracle, auth_oracle

A = Login("a.com", "u", "p")
OLD, NEW = Version(1, 23, 4), Version(1, 24)

FILES: list[tuple[str, list[Login]]] = [
    ("", []),
    ("machine a.com login u password p\n", [A]),
    ("machine a.com password p login u", [A]),
    ("machine a.com\n\tlogin u\n\tpassword p\n", [A]),
    ("machine a.com\r\nlogin u\r\npassword p\r\n", [A]),
    ("machine a.com login u account x password p", [A]),
    ("machine a.com:8443/team login u password p", [Login("a.com:8443/team", "u", "p")]),
    (
        "machine a.com login u password p machine a.com login v password q",
        [A, Login("a.com", "v", "q")],
    ),
    ("machine a.com login u machine b.com password p", []),
    ("machine a.com login u\nlogin v password p", [Login("a.com", "v", "p")]),
    ("login u password p machine a.com", []),
    ("machine a.com login u password", []),
    ("machine a.com login u password p trailing", [A]),
    ("machine a.com login u password p password q", [A]),
    ("odd machine a.com login u password p", []),
    ('machine a.com login "u" password "p q"', [Login("a.com", '"u"', '"p')]),
    ("# machine a.com\nmachine a.com login u password p", [A]),
    ("default login x password y\nmachine a.com login u password p", [A]),
    ("default\nmachine a.com login u password p", []),
    ("machine a.com login u password p default\nmachine b.com login u password p", [A]),
    ("macdef init\nmachine b.com login x password y\n\nmachine a.com login u password p", [A]),
    ("macdef init\n\r\nmachine a.com login u password p", []),
    ("machine a.com login u password p macdef init\ncd x", [A]),
    ("machine\u3000a.com login u password p", [A]),
    ("machine a.com login u\x1cv password p", [Login("a.com", "u\x1cv", "p")]),
    ("machine a.com login é password \udce9", [Login("a.com", "é", "\udce9")]),
]


@pytest.fixture(scope="module", params=[go for go in ALL if go.version >= NEW], ids=str)
def oracle(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oracle]:
    with auth_oracle(Go(request.param, tmp_path_factory.mktemp("go"))) as child:
        yield child


def theirs(oracle: Oracle, text: str) -> list[Login]:
    values = oracle.ask("netrc", text).values
    return [Login(*values[at : at + 3]) for at in range(0, len(values), 3)]


@pytest.mark.parametrize(("text", "logins"), FILES, ids=repr)
def test_a_file(oracle: Oracle, text: str, logins: list[Login]) -> None:
    """A machine counts once it has login and password; `default` has no effect, macros are passed over."""
    assert list(parse_netrc(os.fsencode(text))) == theirs(oracle, text) == logins


words = st.sampled_from(["machine", "login", "password", "default", "macdef", "account", "a.com", "x"])
blanks = st.sampled_from([" ", " ", "\n", "\n\n", "\t", "\r\n", "\u00a0", "\x1f", "\udc85"])
texts = st.lists(words | blanks, max_size=24).map("".join) | st.lists(words, max_size=24).map(" ".join)


@given(text=texts | st.text(max_size=20))
@example(text="machine a login b password c")
@settings(max_examples=500, deadline=None)
def test_any_file(oracle: Oracle, text: str) -> None:
    """Whatever the file holds, our logins are Go's."""
    assert list(parse_netrc(os.fsencode(text))) == theirs(oracle, text)


PLACES = [
    ("linux", {"HOME": "/h"}, "/h/.netrc", "/h/.netrc"),
    ("linux", {"HOME": "/h", "NETRC": "/n"}, "/n", "/n"),
    ("linux", {"HOME": "/h", "NETRC": "n"}, "/a b/n", "/a b/n"),
    ("linux", {"HOME": "/h", "NETRC": ""}, "/h/.netrc", "/h/.netrc"),
    ("linux", {"HOME": ""}, "", ""),
    ("darwin", {"HOME": "/h"}, "/h/.netrc", "/h/.netrc"),
    ("win32", {"HOME": "/h", "USERPROFILE": "/u"}, "/u/_netrc", "/u/.netrc"),
    ("win32", {"HOME": "/h"}, "", ""),
]


@pytest.mark.parametrize(("platform", "environ", "before", "now"), PLACES, ids=repr)
def test_where_the_file_is(platform: str, environ: dict[str, str], before: str, now: str) -> None:
    """$NETRC names it; else it lies in the home, on Windows as _netrc or, since Go 1.24, as .netrc."""
    host = Host(environ, cwd="/a b", platform=platform)
    assert (netrc_path(host, OLD), netrc_path(host, NEW), netrc_path(host)) == (before, now, now)


def test_both_names_on_windows(tmp_path: Path) -> None:
    """Where both lie in a Windows home, _netrc is read, as ever."""
    (tmp_path / ".netrc").write_text("machine a.com login u password p")
    (tmp_path / "_netrc").write_text("machine b.com login u password p")
    host = Host({"USERPROFILE": str(tmp_path)}, platform="win32")
    assert read_netrc(host) == read_netrc(host, OLD) == (Login("b.com", "u", "p"),)
    (tmp_path / "_netrc").unlink()
    assert (read_netrc(host), read_netrc(host, OLD)) == ((A,), ())


@pytest.mark.parametrize("kind", ["nothing", "folder", "fifo"])
def test_no_file(tmp_path: Path, kind: str) -> None:
    """What is no file holds no logins, and is not waited for."""
    path = tmp_path / ".netrc"
    if kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    assert read_netrc(Host({"HOME": str(tmp_path)})) == ()


def test_a_login_keeps_its_secret() -> None:
    """A login that is shown shows its machine alone."""
    assert repr(Login("a.com", "somebody", "secret")) == "Login('a.com', ***)"
