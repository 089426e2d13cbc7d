"""What of a terminal's environment the service takes along."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from goenvctl.errors import InvalidInput
from goenvctl.host import Host
from goenvctl.service.capture import CAPTURED, captured, differing

PACKAGE = Path(__file__).parent.parent.parent / "goenvctl"
# Read on the way to a decision of `watch`, and not taken along, because …
LEFT = {
    "AppData", "APPDATA", "USERPROFILE",  # a task of Windows has them
    "REQUEST_METHOD", "TERM",  # a service has none, nor should it
    "SUDO_UID", "SUDO_USER", "DOAS_USER",  # refused at the installation
    "G_MIRROR",  # of another tool
}  # fmt: skip
ROOMS = ("host.py", "paths.py", "session.py", "go", "web", "startup")


def test_names_and_values() -> None:
    """Proxies of both spellings, certificates, netrc, folders, Go's variables, PATH and the language."""
    environ = {
        "HOME": "/home/me", "HTTPS_PROXY": "http://proxy:3128", "no_proxy": "x", "GOAUTH": "off",
        "SSL_CERT_FILE": "/etc/corp.pem", "NETRC": "/home/me/.netrc", "XDG_STATE_HOME": "/state",
        "LANG": "C", "GOENV": "/etc/go/env", "PATH": "/bin", "GOPRIVATE": "git.corp.example", "GOROOT": "/go",
    }  # fmt: skip
    others = {"EDITOR": "vi", "AWS_SECRET_ACCESS_KEY": "s3cret", "GOPROXY": "", "GOENVCTL": "x"}
    assert captured(Host({**environ, **others}, "/work")) == environ


def test_paths_mean_the_same_in_any_folder() -> None:
    """What is relative to this folder becomes absolute; where relative entries count for none they go."""
    environ = {
        "SSL_CERT_FILE": "corp.pem", "SSL_CERT_DIR": "certs:/etc/certs", "NETRC": "../x",
        "PATH": "bin:/bin::/usr/bin:/bin", "XDG_CONFIG_HOME": "config", "PYTHONPATH": "src:/lib",
    }  # fmt: skip
    assert captured(Host(environ, "/work")) == {
        "SSL_CERT_FILE": "/work/corp.pem", "SSL_CERT_DIR": "/work/certs:/etc/certs", "NETRC": "/work/../x",
        "PATH": "/bin:/usr/bin", "PYTHONPATH": "/work/src:/lib",
    }  # fmt: skip


@pytest.mark.parametrize("value", ["a\nb", "\x1b[31m", "\udc80", "a\x85", "\uffff"])
def test_what_no_unit_can_hold(value: str) -> None:
    """A line end, a control character or a byte that is no text is refused by the variable's name."""
    with pytest.raises(InvalidInput) as caught:
        captured(Host({"HTTP_PROXY": value}, "/"))
    assert (caught.value.id, caught.value.hint) == ("unsayable", "mend HTTP_PROXY, then install again")
    assert caught.value.message == "HTTP_PROXY holds control characters or is no UTF-8"


def test_what_differs() -> None:
    """A variable that came, went or changed is named; search paths and languages are not."""
    kept = {
        "HTTP_PROXY": "http://old",
        "NETRC": "/work/netrc",
        "GOPRIVATE": "a.example",
        "PATH": "/bin",
        "LANG": "C",
    }
    environ = {
        "HTTP_PROXY": "http://new",
        "NETRC": "netrc",
        "GOENV": "/env",
        "PATH": "/sbin",
        "LANG": "de_DE",
    }
    assert differing(kept, Host(environ, "/work")) == ("GOENV", "GOPRIVATE", "HTTP_PROXY")


def test_no_variable_is_forgotten() -> None:
    """Every variable of the environment that `watch` goes by is taken along, or said here why not."""
    sources = [PACKAGE / room for room in ROOMS]
    files = [file for room in sources for file in ([room] if room.is_file() else room.rglob("*.py"))]
    read = {name for file in files for name in re.findall(r'environ(?:\.get\(|\[)"(\w+)"', file.read_text())}
    assert read - LEFT <= set(CAPTURED)
    assert {"NETRC", "GOENV", "ZDOTDIR"} <= read
