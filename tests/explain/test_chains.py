"""`explain MODULE` against a real go: who was asked is in the access logs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from goenvctl.go.patterns import matches
from tests.explain.scene import HANG_UP, Scene, scene
from tests.fakes.modules import Module, write_tree
from tests.home import NOWHERE
from tests.toolchains import ALL, Toolchain

CHAINS = 60  # for each toolchain
PUBLIC = Module("example.com/Pub", "v1.2.0", {"pub.go": b"package pub\n"})
CORP = Module("git.corp.example/Team/lib", "v1.0.0", {"lib.go": b"package lib\n"})
NO_FILE = -1
ANSWERS = (200, 404, 410, 403, 500, HANG_UP)
PATTERNS = (
    "",
    "none",
    "git.corp.example",
    "git.corp.example/*",
    "*.example/Team",
    "example.com",
    "example.*",
)


@pytest.fixture(scope="module", params=ALL, ids=str)
def net(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    toolchain: Toolchain = request.param
    with scene(tmp_path_factory.mktemp("chains"), toolchain, [PUBLIC, CORP], mirrors=3) as net:
        yield net


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bool]:
    """Mirrors on disk, and whether they have the modules."""
    full = write_tree([PUBLIC, CORP], tmp_path_factory.mktemp("full"))
    empty: Path = tmp_path_factory.mktemp("empty")
    return {full.as_uri(): True, empty.as_uri(): False}


@pytest.mark.parametrize("seed", range(CHAINS))
def test_those_asked_are_the_first_that_explain_names(
    net: Scene, folders: dict[str, bool], seed: int
) -> None:
    """Under any GOPROXY, patterns and answers, go asks the first ones that explain names, in its order.

    How far it goes is what `on` says of each; the database hears of it where `verified_by` names it.
    """
    rng = Random(seed)
    module = rng.choice((PUBLIC, CORP))
    answers = _set_answers(net, rng, folders)
    env = {
        "GOPROXY": _chain(rng, [*answers, "direct", "off"]),
        "GOSUMDB": rng.choice(("off", net.gosumdb)),
        **{name: rng.choice(PATTERNS) for name in ("GOPRIVATE", "GONOPROXY", "GONOSUMDB")},
    }
    found = net.explain(f"{module.path}@{module.version}", env)
    before = len(net.database.log)
    net.asked.clear()
    ended = net.go("mod", "download", f"{module.path}@{module.version}", env=env)

    asked = [net.mirrors[number].url for number in dict.fromkeys(net.asked)]
    named = list(dict.fromkeys(route["via"] for route in found["routes"] if route["via"].startswith("http:")))
    assert asked == named[: len(asked)], env
    assert not found["routes"][-1]["on"]
    walked, has_it = _walk(found["routes"], answers)
    assert asked == [via for via in dict.fromkeys(walked) if via.startswith("http:")], env
    assert (ended.code == 0) == has_it, (env, ended)
    looked_up = len(net.database.log) > before
    assert looked_up == (has_it and found["routes"][0]["verified_by"] == "localhost"), env
    is_own = matches(env["GOPRIVATE"], module.path) and env["GOPRIVATE"] != "none"
    assert found["private"] == (is_own or module is CORP)


def test_a_lookup_tells_the_mirror(net: Scene) -> None:
    """A mirror that is never asked for the module hears of it when the database is reached through it."""
    first, *_ = net.mirrors
    first.status, first.sumdb = 200, net.database.sumdb
    env = {"GOPROXY": first.url, "GOSUMDB": net.database.sumdb.key, "GONOPROXY": "git.corp.example"}
    found = net.explain(f"{CORP.path}@{CORP.version}", env)
    before = len(first.log)
    ended = net.go("mod", "download", f"{CORP.path}@{CORP.version}", env=env)
    first.sumdb = None
    assert ended.code == 0, ended
    assert [path for path in first.log[before:] if "/lookup/" in path] == [
        "/sumdb/localhost/lookup/git.corp.example/!team/lib@v1.0.0"
    ]
    assert [route["via"] for route in found["routes"]] == ["direct"]
    assert found["leaks_to"] == [first.url, "https://localhost"]


def test_what_a_query_asks_above(net: Scene) -> None:
    """Where version control does not have a module, `go get` asks the mirrors for the paths `above` it."""
    for mirror in net.mirrors:
        mirror.status = 404
    first, *_ = net.mirrors
    env = {
        "GOPROXY": first.url,
        "GOSUMDB": "off",
        "GOPRIVATE": "git.corp.example/Team/*",
        "HTTP_PROXY": NOWHERE,
    }
    found = net.explain(CORP.path, env)
    folder = net.home.work / "query"
    folder.mkdir()
    (folder / "go.mod").write_text("module example.net/m\n\ngo 1.21\n")
    before = len(first.log)
    net.go("get", CORP.path, env=env, cwd=folder)
    asked = {path.removesuffix("/@v/list") for path in first.log[before:] if path.endswith("/@v/list")}
    assert asked == {"/git.corp.example/!team", "/git.corp.example"}
    assert [(one["path"], one["leak"], one["via"]) for one in found["above"]] == [
        ("git.corp.example/Team", True, [first.url]),
        ("git.corp.example", True, [first.url]),
    ]


def _set_answers(net: Scene, rng: Random, folders: dict[str, bool]) -> dict[str, int]:
    """What each address answers from now on."""
    for mirror in net.mirrors:
        mirror.status = rng.choice(ANSWERS)
    on_disk = {url: 200 if has_it else NO_FILE for url, has_it in folders.items()}
    return {**{mirror.url: mirror.status for mirror in net.mirrors}, **on_disk}


def _chain(rng: Random, entries: list[str]) -> str:
    chosen = rng.choices(entries, weights=[8 if entry.startswith("http") else 2 for entry in entries], k=4)
    return "".join(entry + rng.choice(",|") for entry in chosen[: rng.randint(1, 4)])


def _walk(routes: list[dict[str, Any]], answers: dict[str, int]) -> tuple[list[str], bool]:
    """Who is asked for these answers if `on` is true, and whether the last of them has the module."""
    walked: list[str] = []
    for route in routes:
        walked.append(route["via"])
        status = answers.get(route["via"], 200 if route["via"] == "direct" else 404)
        if status == 200:
            return walked, True
        moves = {"any failure": True, "404, 410": status in (404, 410), "no such file": status == NO_FILE}
        if not moves.get(route["on"], False):
            break
    return walked, False
