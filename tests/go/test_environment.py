"""What Go would use for each variable: computed without Go, and asked of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goenvctl.go.environment import Origin, Setting, Value
from goenvctl.go.variables import VARIABLES
from goenvctl.host import Host
from goenvctl.paths import Paths
from goenvctl.session import Session
from tests.go.command import Go, link_goroot

FREE = [name for name in VARIABLES if name not in ("GOTOOLCHAIN", "GO111MODULE")]  # any text will do


@pytest.fixture(scope="session")
def goroot(go: Go) -> Path:
    """A GOROOT whose go.env the tests write."""
    return link_goroot(go.toolchain, go.folder / "goroot")


def settings_of(go: Go, environ: Mapping[str, str]) -> dict[str, Setting]:
    """What goenvctl says in this environment."""
    folders = Paths(*(str(go.folder / name) for name in ("config", "site", "state", "cache")))
    return Session(Host(environ, cwd=str(go.work)), folders).settings()


def values_of(go: Go, environ: Mapping[str, str], *names: str) -> dict[str, str]:
    """What go says."""
    return dict(zip(names, map(os.fsdecode, go.env(*names, environ=environ)), strict=True))


def written(place: str, lines: list[tuple[str, str]]) -> bytes:
    """An env file in which each value that is not fixed says where it stands: place, line, name."""
    marked = (f"{name}={text.format(f'{place}:{at}:{name}')}\n" for at, (name, text) in enumerate(lines, 1))
    return "".join(marked).encode()


def by_file_name(setting: Setting) -> Setting:
    """The same, with paths cut down to their last part."""

    def cut(origin: Origin) -> Origin:
        return origin._replace(path=os.path.basename(origin.path))

    shadowed = tuple(lost._replace(origin=cut(lost.origin)) for lost in setting.shadowed)
    return setting._replace(origin=cut(setting.origin), shadowed=shadowed)


def origin_of(value: str, name: str, paths: Mapping[str, str]) -> Origin:
    """The origin that a marked value names."""
    place, line, owner = value.split(":")
    kind = place if owner == name else "derived"
    return Origin(kind, paths[place], int(line) or None)


texts = st.sampled_from(["{}", "{}", "{}", ""])
marked_lines = st.lists(st.tuples(st.sampled_from(FREE), texts), max_size=8)
marked_once = st.dictionaries(st.sampled_from(FREE), texts, max_size=6).map(lambda lines: list(lines.items()))


@given(
    user=marked_lines,
    shipped=marked_once,
    system=st.dictionaries(st.sampled_from(FREE), texts, max_size=4),
)
@settings(max_examples=50, deadline=None)
def test_every_value_and_its_origin(
    go: Go,
    goroot: Path,
    user: list[tuple[str, str]],
    shipped: list[tuple[str, str]],
    system: dict[str, str],
) -> None:
    """Environment, user's file, go.env, default: the value is go's, and the origin is where go found it."""
    paths = {"environment": "", "user_env_file": str(go.folder / "env"), "goroot": str(goroot / "go.env")}
    Path(paths["user_env_file"]).write_bytes(written("user_env_file", user))
    Path(paths["goroot"]).write_bytes(written("goroot", shipped))
    marked = {name: text.format(f"environment:0:{name}") for name, text in system.items()}
    environ = go.environ(GOROOT=str(goroot), GOENV=paths["user_env_file"], **marked)
    ours = settings_of(go, environ)
    del ours["GOTOOLCHAIN"]
    theirs = values_of(go, environ, *ours)
    assert {name: setting.value for name, setting in ours.items()} == theirs
    assert {name: ours[name].origin for name, value in theirs.items() if ":" in value} == {
        name: origin_of(value, name, paths) for name, value in theirs.items() if ":" in value
    }


CASES: dict[str, tuple[dict[str, str], str, Setting]] = {
    "an environment variable wins, and shadows the file": (
        {"GOPROXY": "e"},
        "GOPROXY=f\n",
        Setting("GOPROXY", "e", Origin("environment"), (Value("f", Origin("user_env_file", "env", 1)),)),
    ),
    "an empty environment variable is as good as none": (
        {"GOPROXY": ""},
        "GOPROXY=f\n",
        Setting("GOPROXY", "f", Origin("user_env_file", "env", 1), ()),
    ),
    "a blank environment variable is a value": (
        {"GOPROXY": " "},
        "",
        Setting("GOPROXY", " ", Origin("environment"), ()),
    ),
    "an empty line of the file is a value": (
        {},
        "\nGOPROXY=\n",
        Setting("GOPROXY", "", Origin("user_env_file", "env", 2), ()),
    ),
    "of duplicates the last counts, also when it is empty": (
        {},
        "GOSUMDB=off\nGOSUMDB=\n",
        Setting("GOSUMDB", "", Origin("user_env_file", "env", 2), ()),
    ),
    "an empty GONOPROXY still follows GOPRIVATE": (
        {},
        "GOPRIVATE=p\nGONOPROXY=\n",
        Setting(
            "GONOPROXY",
            "p",
            Origin("derived", "env", 1),
            (Value("", Origin("user_env_file", "env", 2)),),
        ),
    ),
    "GONOSUMDB follows a GOPRIVATE of the environment": (
        {"GOPRIVATE": "p"},
        "",
        Setting("GONOSUMDB", "p", Origin("derived"), ()),
    ),
    "a variable that nothing follows or sets is empty": ({}, "", Setting("GOVCS", "", Origin("default"), ())),
    "GO111MODULE is read like any other": (
        {"GO111MODULE": "on"},
        "GO111MODULE=off\n",
        Setting(
            "GO111MODULE", "on", Origin("environment"), (Value("off", Origin("user_env_file", "env", 1)),)
        ),
    ),
}


@pytest.mark.parametrize(("system", "user", "wanted"), CASES.values(), ids=CASES)
def test_one_setting(go: Go, goroot: Path, system: dict[str, str], user: str, wanted: Setting) -> None:
    """The value, where it stands, and what it shadows."""
    file = go.folder / "env"
    file.write_text(user)
    (goroot / "go.env").write_bytes(b"")
    environ = go.environ(GOROOT=str(goroot), GOENV=str(file), **system)
    assert by_file_name(settings_of(go, environ)[wanted.name]) == wanted
    assert values_of(go, environ, wanted.name) == {wanted.name: wanted.value}


def test_a_default_follows_the_distribution(go: Go, goroot: Path) -> None:
    """What a distribution writes into go.env is the default; without go.env there is none."""
    environ = go.environ(GOROOT=str(goroot), GOENV="off")
    (goroot / "go.env").write_text("# ours\nGOPROXY=https://proxy.debian.example\n")
    wanted = {"GOPROXY": "https://proxy.debian.example", "GOSUMDB": ""}
    assert {name: settings_of(go, environ)[name].value for name in wanted} == wanted
    assert values_of(go, environ, *wanted) == wanted


def test_a_goroot_without_go_env(go: Go, tmp_path: Path) -> None:
    """Where GOROOT holds no go.env, nothing has a default, though the go of PATH has one elsewhere."""
    environ = go.environ(GOROOT=str(link_goroot(go.toolchain, tmp_path / "goroot")), GOENV="off")
    wanted = {"GOPROXY": "", "GOSUMDB": ""}
    assert values_of(go, environ, *wanted) == wanted
    assert {name: settings_of(go, environ)[name].value for name in wanted} == wanted


def test_of_duplicates_in_go_env_the_first_counts(go: Go, goroot: Path) -> None:
    """In go.env, unlike the user's file, a line is passed over where its key has a value already."""
    environ = go.environ(GOROOT=str(goroot), GOENV="off")
    (goroot / "go.env").write_text("GOPROXY=first\nGOSUMDB=\nGOPROXY=second\nGOSUMDB=third\n")
    wanted = {"GOPROXY": "first", "GOSUMDB": ""}
    assert values_of(go, environ, *wanted) == wanted
    assert {name: settings_of(go, environ)[name].value for name in wanted} == wanted


def test_the_release_ships_its_defaults(go: Go) -> None:
    """Nothing set: the values of the release's own go.env, with their lines."""
    environ = go.environ(GOTOOLCHAIN=None)
    ours = settings_of(go, environ)
    assert {name: ours[name].value for name in FREE if name in ours} == values_of(
        go, environ, *(name for name in FREE if name in ours)
    )
    lines = (go.toolchain.goroot / "go.env").read_text().splitlines()
    for name in ("GOPROXY", "GOSUMDB", "GOTOOLCHAIN"):
        kind, path, line = ours[name].origin
        assert (kind, path) == ("goroot", str(go.toolchain.goroot / "go.env"))
        assert line and lines[line - 1] == f"{name}={ours[name].value}"


def test_goauth_came_later(go: Go) -> None:
    """Go knows GOAUTH since 1.24: an older one writes it nowhere, and it is not among the settings."""
    answer = go.run("env", "-w", "GOAUTH=off", environ=go.environ(GOENV=str(go.folder / "goauth")))
    assert ("GOAUTH" in settings_of(go, go.environ())) == (answer.code == 0)


@pytest.mark.parametrize(
    ("system", "user"),
    [
        (None, ""),
        ("", ""),
        ("local", "GOTOOLCHAIN=auto\n"),
        ("go1.22.1+path", ""),
        ("bogus", ""),
        (None, "GOTOOLCHAIN=path\n"),
        (None, "GOTOOLCHAIN=\n"),
        ("", "GOTOOLCHAIN=go1.21.0+auto\n"),
    ],
)
def test_gotoolchain(go: Go, system: str | None, user: str) -> None:
    """GOTOOLCHAIN is read by the same rules, by the one question that selects no toolchain."""
    file = go.folder / "env"
    file.write_text(user)
    environ = go.environ(GOTOOLCHAIN=system, GOENV=str(file))
    assert settings_of(go, environ)["GOTOOLCHAIN"].value == go.env("GOTOOLCHAIN", environ=environ)[0].decode()


@pytest.mark.parametrize("system", ["", "real"])
def test_goroot_of_the_user_file(go: Go, goroot: Path, system: str) -> None:
    """A GOROOT line of the user's file names the go.env, even against the environment's GOROOT."""
    file = go.folder / "env"
    file.write_text(f"GOROOT={goroot}\n")
    (goroot / "go.env").write_text("GOPROXY=there\n")
    environ = go.environ(GOENV=str(file), GOROOT=system and str(go.toolchain.goroot))
    assert go.env("GOPROXY", environ=environ) == [b"there"]
    assert settings_of(go, environ)["GOPROXY"].value == "there"
