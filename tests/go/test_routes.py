"""Who is asked for a module path, as values; tests/explain holds it against the access logs of mirrors."""

from __future__ import annotations

import pytest

from goenvctl.go.proxylist import ProxyListError
from goenvctl.go.routes import Route, deciding_variable, find_routes, parents

MODULE = "git.corp.example/team/x"


def routes(goproxy: str, gonoproxy: str = "") -> tuple[Route, ...]:
    return find_routes(MODULE, {"GOPROXY": goproxy, "GONOPROXY": gonoproxy})


def test_what_asks_the_next() -> None:
    """After `,` only what is not there asks the next one, after `|` any failure; nothing after the last."""
    assert routes("https://a.example,file:///b,https://c.example/p/|d.example|") == (
        Route("https://a.example", "mirror", "404, 410"),
        Route("file:///b", "file", "no such file"),
        Route("https://c.example/p/", "mirror", "any failure"),
        Route("https://d.example", "mirror", ""),
    )


@pytest.mark.parametrize("last", ["direct", "off"])
def test_the_end_of_the_list(last: str) -> None:
    """Nobody is asked after `direct` and `off`, whatever stands there."""
    assert routes(f"https://a.example|{last}|https://b.example") == (
        Route("https://a.example", "mirror", "any failure"),
        Route(last, last, ""),
    )


@pytest.mark.parametrize("goproxy", ["https://a.example,direct", "off", "file:///b", "direct"])
def test_a_path_of_gonoproxy(goproxy: str) -> None:
    """A path that GONOPROXY matches is asked of version control alone, under `off` too."""
    assert routes(goproxy, "none,git.corp.example") == (Route("direct", "direct", ""),)


def test_a_list_that_go_refuses() -> None:
    """A list that Go refuses leaves nobody, version control for private paths included."""
    for value in ("", ",", "https://a.example,ftp://b.example"):
        with pytest.raises(ProxyListError):
            routes(value, "git.corp.example")


@pytest.mark.parametrize(
    ("gonoproxy", "name"),
    [("", "GOPROXY"), ("git.corp.example/other", "GOPROXY"), ("*.corp.example/team", "GONOPROXY")],
)
def test_the_variable_that_decides(gonoproxy: str, name: str) -> None:
    """GONOPROXY decides where it matches the path, else GOPROXY."""
    assert deciding_variable(MODULE, {"GOPROXY": "off", "GONOPROXY": gonoproxy}) == name


def test_paths_above() -> None:
    """Above a module stands every shorter path, the nearest first, down to the host."""
    assert parents(MODULE) == ["git.corp.example/team", "git.corp.example"]
    assert parents("gopkg.in") == []
