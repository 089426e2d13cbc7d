"""`explain DIR` against a real `go mod download`: what leaked is in the access logs of the public ones."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from tests.explain.scene import Scene, named_in, scene
from tests.fakes.modules import Module, escape, write_tree
from tests.toolchains import ALL, Toolchain

TREES = 24  # for each toolchain
PATHS = (
    "example.com/pub",
    "git.corp.example/Team/a",
    "git.corp.example/Team/b",
    "git.corp.example/Other",
    "code.mine.example/c",
    "10.1.2.3/d",
    "github.com/org/secret",
    "example.org/other/v2",
)
PATTERNS = ("", "none", "git.corp.example", "git.corp.example/Team", "*.mine.example,10.*", "github.com/org")
LANGUAGES = ("1.16", "1.17", "1.21")


def _universe() -> list[Module]:
    """Two versions of each path; each requires some of those after it, under old and new rules."""
    rng = Random(7)
    made: list[Module] = []
    for at, path in enumerate(PATHS):
        for minor in (0, 1):
            version = f"v{2 if path.endswith('/v2') else 1}.{minor}.0"
            required = [(one, rng.choice((0, 1))) for one in PATHS[at + 1 :] if rng.random() < 0.4]
            made.append(
                Module(path, version, {"go.mod": _gomod(path, rng.choice(LANGUAGES), required).encode()})
            )
    return made


def _version(path: str, minor: int) -> str:
    return f"v{2 if path.endswith('/v2') else 1}.{minor}.0"


def _gomod(path: str, language: str, required: list[tuple[str, int]], rest: str = "") -> str:
    lines = "".join(f"require {one} {_version(one, minor)}\n" for one, minor in required)
    return f"module {path}\n\ngo {language}\n\n{lines}{rest}"


TOP, HIDDEN = "example.com/top", "git.corp.example/hidden"
LOW, LIFT = "example.com/low", "example.com/lift"
UNIVERSE = [
    *_universe(),
    Module(TOP, "v1.0.0", {"go.mod": _gomod(TOP, "1.21", [(HIDDEN, 0)]).encode()}),
    Module(HIDDEN, "v1.0.0"),
    Module(LOW, "v1.0.0", {"go.mod": _gomod(LOW, "1.21", []).encode()}),
    Module(LOW, "v1.1.0", {"go.mod": _gomod(LOW, "1.16", [(HIDDEN, 0)]).encode()}),
    Module(LIFT, "v1.0.0", {"go.mod": _gomod(LIFT, "1.21", [(LOW, 1)]).encode()}),
]


class Made(NamedTuple):
    """A generated tree; `private` are the paths known or looking private."""

    folder: Path
    env: dict[str, str]
    private: set[str]


@pytest.fixture(scope="module", params=ALL, ids=str)
def net(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    toolchain: Toolchain = request.param
    with scene(tmp_path_factory.mktemp("trees"), toolchain, UNIVERSE, mirrors=2) as net:
        added = net.home.call("private", "add", "github.com/org")
        assert added.code == 0, added
        yield net


@pytest.mark.parametrize("seed", range(TREES))
def test_every_leak_and_no_other(net: Scene, tmp_path: Path, seed: int) -> None:
    """With a complete go.sum and one mirror, the leaks are exactly the private modules in its log."""
    made = _tree(Random(seed), tmp_path / "tree", net)
    _complete_sums(net, made)
    env = {**made.env, "GOPROXY": net.mirrors[0].url}
    found = net.explain(str(made.folder), env, code=None)
    heard = _heard(net, made, env)
    assert {one["path"] for one in found["modules"] if one["leak"]} == heard & made.private
    assert {one["path"] for one in found["modules"] if one["private"]} <= made.private
    assert {one["path"] for one in found["modules"] if net.mirrors[0].url in one["via"]} == heard


@pytest.mark.parametrize("seed", range(0, TREES, 4))
def test_without_sums_the_database_is_seen(net: Scene, tmp_path: Path, seed: int) -> None:
    """Without go.sum every private module that mirror or database hears of is a leak, for `direct` too."""
    made = _tree(Random(seed), tmp_path / "tree", net)
    for goproxy in (net.mirrors[0].url, "direct"):
        env = {**made.env, "GOPROXY": goproxy}
        found = net.explain(str(made.folder), env, code=None)
        required = {one["path"] for one in found["modules"]}
        heard = _heard(net, made, env) & made.private
        leaks = {one["path"] for one in found["modules"] if one["leak"]}
        assert heard & required <= leaks, env
        if heard - required:  # behind what only the network could tell
            assert any("there may be more" in remark for remark in found["remarks"])


@pytest.mark.parametrize("seed", range(0, TREES, 2))
def test_what_the_module_cache_tells(net: Scene, tmp_path: Path, seed: int) -> None:
    """Without go.sum, but with every go.mod in the module cache, the leaks are those of the log too.

    In a workspace there may be more: a requirement that go leaves out when no version was raised.
    """
    made = _tree(Random(seed), tmp_path / "tree", net)
    write_tree(UNIVERSE, tmp_path / "cache" / "cache" / "download")
    env = {**made.env, "GOPROXY": net.mirrors[0].url, "GOSUMDB": "off"}
    found = net.explain(str(made.folder), env, code=None, cache=tmp_path / "cache")
    heard = _heard(net, made, env) & made.private
    leaks = {one["path"] for one in found["modules"] if one["leak"]}
    assert heard == leaks or (found["workspace"] and heard < leaks)
    assert not any("there may be more" in remark for remark in found["remarks"])


def test_what_new_requirements_require(net: Scene, tmp_path: Path) -> None:
    """What stands behind a new go.mod is fetched for a workspace and not for a module, as by go."""
    folder, env = tmp_path / "tree", {"GOPROXY": net.mirrors[0].url, "GOSUMDB": "off"}
    folder.mkdir()
    (folder / "go.mod").write_text(_gomod("example.net/x", "1.21", [(TOP, 0)]))
    write_tree(UNIVERSE, tmp_path / "cache" / "cache" / "download")
    for workspace, named in (("", {TOP}), ("go 1.21\n\nuse .\n", {TOP, HIDDEN})):
        if workspace:
            (folder / "go.work").write_text(workspace)
        found = net.explain(str(folder), env, code=None, cache=tmp_path / "cache")
        assert {one["path"] for one in found["modules"]} == named
        assert _heard(net, Made(folder, env, set()), env) == named


def test_what_a_raised_version_requires(net: Scene, tmp_path: Path) -> None:
    """Where one requirement raises the version of another, what the higher one requires is fetched."""
    folder, env = tmp_path / "tree", {"GOPROXY": net.mirrors[0].url, "GOSUMDB": "off"}
    folder.mkdir()
    write_tree(UNIVERSE, tmp_path / "cache" / "cache" / "download")
    for required, named in (([(LOW, 0)], {LOW}), ([(LOW, 0), (LIFT, 0)], {LOW, LIFT, HIDDEN})):
        (folder / "go.mod").write_text(_gomod("example.net/x", "1.21", required))
        found = net.explain(str(folder), env, code=None, cache=tmp_path / "cache")
        assert {one["path"] for one in found["modules"]} == named
        assert _heard(net, Made(folder, env, set()), env) == named


@pytest.mark.parametrize("seed", range(0, TREES, 4))
def test_with_two_mirrors_whoever_may_be_asked(net: Scene, tmp_path: Path, seed: int) -> None:
    """With several mirrors each private module that one of them hears of is a leak, whatever they answer."""
    made = _tree(Random(seed), tmp_path / "tree", net)
    _complete_sums(net, made)
    env = {**made.env, "GOPROXY": f"{net.mirrors[0].url},{net.mirrors[1].url}"}
    found = net.explain(str(made.folder), env, code=None)
    leaks = {one["path"]: one["via"] for one in found["modules"] if one["leak"]}
    assert all(via == [mirror.url for mirror in net.mirrors] for via in leaks.values())
    net.mirrors[0].status = 404
    try:
        heard = _heard(net, made, env) & made.private
    finally:
        net.mirrors[0].status = 200
    assert heard == set(leaks)


def _heard(net: Scene, made: Made, env: dict[str, str]) -> set[str]:
    """The modules that the public ones were asked for by `go mod download`."""
    servers = (*net.mirrors, net.database)
    before = [len(server.log) for server in servers]
    copy = made.folder.parent / "copy"
    shutil.copytree(made.folder, copy)
    net.go("mod", "download", env=env, cwd=copy)
    shutil.rmtree(copy)
    return named_in(
        [path for server, start in zip(servers, before, strict=True) for path in server.log[start:]]
    )


def _tree(rng: Random, folder: Path, net: Scene) -> Made:
    """A module or a workspace of two, with replacements and exclusions."""
    is_workspace = rng.random() < 0.25
    members = ("m", "n") if is_workspace else (".",)
    for member in members:
        required = [(one, rng.choice((0, 1))) for one in PATHS if rng.random() < 0.4]
        (folder / member).mkdir(parents=True)
        (folder / member / "go.mod").write_text(
            _gomod(f"example.net/{member.strip('.')}x", rng.choice(LANGUAGES), required, _edits(rng, folder))
        )
    if is_workspace:
        (folder / "go.work").write_text("go 1.21\n\nuse (\n\t./m\n\t./n // the other\n)\n")
    if rng.random() < 0.2:
        (folder / "vendor").mkdir()
        (folder / "vendor" / "modules.txt").write_text("")
    env = {
        "GOSUMDB": net.gosumdb,
        **{name: rng.choice(PATTERNS) for name in ("GOPRIVATE", "GONOPROXY", "GONOSUMDB")},
    }
    private = {path for path in PATHS if not path.startswith("example.")}
    return Made(folder, env, private)


def _edits(rng: Random, folder: Path) -> str:
    """A replacement by a folder or by another module, or an exclusion."""
    lines = []
    old, new = rng.sample(PATHS, 2)
    kind = rng.choice(("", "", "folder", "module", "exclude"))
    if kind == "folder":
        local = folder / "local"
        local.mkdir(exist_ok=True)
        (local / "go.mod").write_text(_gomod(old, rng.choice(LANGUAGES), [(new, 0)]))
        lines.append(f"replace {old} => {local}")
    elif kind == "module":
        at = rng.choice(("", f" {_version(old, 0)}"))
        lines.append(f"replace {old}{at} => {new} {_version(new, 1)}")
    elif kind == "exclude":
        lines.append(f"exclude {old} {_version(old, 1)}")
    return "\n".join(lines) + "\n"


def _complete_sums(net: Scene, made: Made) -> None:
    """A go.sum with a line for each file that `go mod download` takes, found by running it once."""
    mirror = net.mirrors[0]
    start = len(mirror.log)
    open_env = {"GOPROXY": mirror.url, "GOSUMDB": "off", "GONOPROXY": "none"}
    copy = made.folder.parent / "first"
    shutil.copytree(made.folder, copy)
    net.go("mod", "download", env=open_env, cwd=copy)
    shutil.rmtree(copy)
    taken = set(mirror.log[start:])
    lines = []
    for one in UNIVERSE:
        stem = f"/{escape(one.path)}/@v/{one.version}"
        whole, gomod = one.go_sum.splitlines()
        lines += [whole] if f"{stem}.zip" in taken else []
        lines += [gomod] if f"{stem}.mod" in taken else []
    name = "go.work.sum" if (made.folder / "go.work").exists() else "go.sum"
    (made.folder / name).write_text("".join(f"{line}\n" for line in lines))
