"""Credentials reach the mirror and nothing else: no stream, no format, no file holds them."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from tests.check.net import Net
from tests.fakes.faults.handshakes import Authority
from tests.fakes.mirror import Mirror
from tests.fakes.server import Response
from tests.fakes.tls import TlsMirror
from tests.home import Ended, Home

PASSWORD = "hunter2-correct-horse"
BASIC = base64.b64encode(f"joe:{PASSWORD}".encode()).decode()
ARGUMENT = "staple-of-the-helper"
SECRETS = (PASSWORD, BASIC, ARGUMENT)
FORMATS: tuple[list[str], ...] = (
    ["--json"],
    ["--go", "--html", "page.html"],
    ["--format", "openmetrics"],
)


@pytest.fixture
def mirror(home: Home, net: Net, tmp_path: Path) -> Iterator[TlsMirror]:
    """A mirror behind TLS that lets nobody in but joe; his home trusts its certificate."""
    authority = Authority(tmp_path)
    home.environ |= {"SSL_CERT_FILE": str(authority.ca_file), "GOSUMDB": net.gosumdb}
    with TlsMirror(net.tree, authority.good(), demands=f"Basic {BASIC}") as entered:
        yield entered


def test_in_the_address(home: Home, mirror: TlsMirror) -> None:
    """A password in the user's own GOPROXY opens the mirror and is shown as `***`, in every format."""
    address = f"https://joe:{PASSWORD}@{mirror.place}/"
    for options in FORMATS:
        told = home.call("check", *options, env={"GOPROXY": f"{address},direct"})
        assert told.code == 0
        _assert_no_secret(home, told)
    [result] = home.call("check", "--json", env={"GOPROXY": address}).json["results"]
    assert (result["url"], result["verdict"]) == (f"https://***@{mirror.place}/", "healthy")


def test_as_an_argument(home: Home, mirror: TlsMirror) -> None:
    """The same for an address that is typed, and for a token in its query."""
    told = home.call("check", f"https://joe:{PASSWORD}@{mirror.place}?token={ARGUMENT}")
    assert (told.code, told.stdout.split("\t")[1]) == (0, f"https://***@{mirror.place}?***")
    _assert_no_secret(home, told)


def test_in_netrc(home: Home, mirror: TlsMirror) -> None:
    """A password in .netrc opens the mirror and is shown nowhere."""
    netrc = home.path / ".netrc"
    netrc.write_text(f"machine {mirror.place} login joe password {PASSWORD}\n")
    for options in FORMATS:
        told = home.call("check", mirror.url, *options)
        assert told.code == 0
        _assert_no_secret(home, told, but=[netrc])


def test_of_a_helper(home: Home, mirror: TlsMirror) -> None:
    """What a GOAUTH command answers opens the mirror; neither that nor the command's words are shown."""
    helper = home.bin / "helper"
    helper.write_text(f"#!/bin/sh\nprintf 'https://{mirror.place}\\n\\nAuthorization: Basic {BASIC}\\n\\n'\n")
    helper.chmod(0o755)
    for options in FORMATS:
        told = home.call("check", mirror.url, *options, env={"GOAUTH": f"{helper} {ARGUMENT}"})
        assert told.code == 0
        _assert_no_secret(home, told, but=[helper])


def test_of_the_http_proxy(home: Home, net: Net) -> None:
    """The credentials of HTTP_PROXY stay out, whether it works, refuses or is dead."""
    with _HttpProxy(net.tree) as proxy:
        for status in (None, 407, 403, 502):
            proxy.status = status
            _assert_proxy_secret(home, net, proxy.url, 1 if status else 0)
    _assert_proxy_secret(home, net, "http://127.0.0.1:9", 1)


@pytest.mark.parametrize("status", [401, 500])
def test_told_back(home: Home, mirror: TlsMirror, status: int) -> None:
    """A mirror that repeats the credentials in its answer does not get them into any output or file."""
    text = f"not for joe:{PASSWORD} (Basic {BASIC})\n".encode()
    mirror.fault = lambda _: Response(text, status, {"Content-Type": "text/plain"})
    address = f"https://joe:{PASSWORD}@{mirror.place}/"
    for options in FORMATS:
        told = home.call("check", *options, env={"GOPROXY": address})
        assert told.code == 1
        _assert_no_secret(home, told)


def test_in_a_redirect(home: Home, mirror: TlsMirror) -> None:
    """Credentials in the target of a redirect that is refused are masked."""
    to = f"http://joe:{PASSWORD}@127.0.0.1:9/?token={ARGUMENT}"
    mirror.fault = lambda _: Response(status=302, headers={"Location": to})
    told = home.call("check", mirror.url, "--json")
    [result] = told.json["results"]
    assert (told.code, result["reason"]) == (1, "redirect-downgrade")
    _assert_no_secret(home, told)


def test_in_clear(home: Home, net: Net) -> None:
    """A password in an http address is never sent: the address is invalid, as for `go`, and masked."""
    plain = net.mirror()
    place = plain.url.removeprefix("http://")
    told = home.call("check", env={"GOPROXY": f"http://joe:{PASSWORD}@{place}", "GOSUMDB": net.gosumdb})
    assert told.code == 1
    assert told.stdout.split("\t")[1:4] == [f"http://***@{place}", "invalid", "credentials-in-clear"]
    assert plain.log == []
    _assert_no_secret(home, told)


def test_use_check(home: Home, net: Net, mirror: TlsMirror) -> None:
    """`use --check` under an exported GOPROXY with a password shows none of it."""
    net.profile(home, net.mirror().url)
    exported = {"GOPROXY": f"https://joe:{PASSWORD}@{mirror.place}/"}
    for options in (["--json"], []):
        told = home.call("use", "loop", "--check", *options, env=exported)
        assert told.code == 4  # the exported one wins
        _assert_no_secret(home, told)
    assert told.stdout.splitlines()[-1].startswith(f"verified through {mirror.place} in ")


def test_in_a_bug_report(home: Home, mirror: TlsMirror) -> None:
    """The report of a bug in the middle of a check holds the traceback and no password."""
    address = f"https://joe:{PASSWORD}@{mirror.place}/"
    with mock.patch("goenvctl.check.ranked", side_effect=ZeroDivisionError(f"at {address}")):
        told = home.call("check", env={"GOPROXY": address})
    assert told.code == 70
    [report] = home.state.glob("bug-*.txt")
    assert f"ZeroDivisionError: at https://***@{mirror.place}/" in report.read_text()
    _assert_no_secret(home, told)


class _HttpProxy(Mirror):
    """A forward proxy with the mirror behind it, or with a status that it has for everybody."""

    status: int | None = None

    def answer(self, path: str) -> Response:
        if self.status:
            return Response(b"no\n", self.status, {"Content-Type": "text/plain"})
        return super().answer(path.partition("mirror.example")[2])


def _assert_proxy_secret(home: Home, net: Net, proxy: str, code: int) -> None:
    secret = proxy.replace("http://", f"http://joe:{PASSWORD}@")
    environ = {"HTTP_PROXY": secret, "HTTPS_PROXY": secret, "GOSUMDB": net.gosumdb}
    for options in (["--json"], []):
        told = home.call("check", "http://mirror.example", *options, env=environ)
        assert told.code == code
        _assert_no_secret(home, told)


def _assert_no_secret(home: Home, told: Ended, *, but: list[Path] | None = None) -> None:
    """Neither what was said, nor the history, nor any file in the home holds one."""
    history = home.call("check", "--history", "--json")
    assert history.code == 0
    texts = {"stdout": told.stdout, "stderr": told.stderr, "history": history.stdout}
    found = [place for place, text in texts.items() if any(secret in text for secret in SECRETS)]
    for path in home.path.rglob("*"):
        if path.is_file() and not path.is_symlink() and path not in (but or []):
            data = path.read_bytes()
            found += [str(path) for secret in SECRETS if secret.encode() in data]
    assert found == []
