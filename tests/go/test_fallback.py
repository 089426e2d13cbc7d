"""Who is asked after whom: the walk along a GOPROXY list, seen in the logs of two mirrors."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from goenvctl.go.proxylist import parse_proxy_list
from tests.fakes.mirror import Mirror
from tests.fakes.modules import Module, write_tree
from tests.fakes.server import Response
from tests.go.command import Go

A = Module("example.com/a", "v1.0.0", {"p.go": b"package a\n"})


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tree([A], tmp_path_factory.mktemp("tree"))


@pytest.mark.parametrize("separator", [",", "|"])
@pytest.mark.parametrize("status", [200, 204, 401, 403, 404, 410, 429, 451, 500, 502, 503])
def test_who_is_asked_next(go: Go, tree: Path, tmp_path: Path, separator: str, status: int) -> None:
    """After `,` the next entry is asked if the answer was 404 or 410, after `|` whatever failed."""
    with Mirror(tree) as first, Mirror(tree) as second:
        if status != 200:
            first.fault = lambda _path: Response(status=status)
        value = f"{first.url}{separator}{second.url}"
        error = go.download(
            f"{A.path}@{A.version}", GOPROXY=value, GOSUMDB="off", GOMODCACHE=str(tmp_path / "cache")
        )
        assert first.log[0] == "/example.com/a/@v/v1.0.0.info"
        asked = bool(second.log)
    assert asked == (status in (404, 410) or (separator == "|" and status != 200))
    assert bool(error) == (not asked and status != 200)
    first_entry, second_entry = parse_proxy_list(value).entries
    assert first_entry.moves_on_after(status) == asked
    assert not second_entry.moves_on_after(status)


@pytest.mark.parametrize("separator", [",", "|"])
def test_who_is_asked_after_silence(go: Go, tree: Path, tmp_path: Path, separator: str) -> None:
    """After no answer at all the next entry is asked only behind `|`."""
    with socket.socket() as closed, Mirror(tree) as second:
        closed.bind(("127.0.0.1", 0))  # bound and not listening: it refuses
        value = f"http://127.0.0.1:{closed.getsockname()[1]}{separator}{second.url}"
        go.download(f"{A.path}@{A.version}", GOPROXY=value, GOSUMDB="off", GOMODCACHE=str(tmp_path / "cache"))
        asked = bool(second.log)
    assert asked == (separator == "|")
    assert parse_proxy_list(value).entries[0].moves_on_after(None) == asked
