"""What is private stays private: after every `use`, whoever wrote what before."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path

import publicsuffixlist
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.home import Home
from tests.profiles.rule import PATTERN_VARIABLES, patterns
from tests.profiles.world import Profile, World

Step = Callable[[World], object]
MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None  # no waiting for a disk

BUILT_IN = ("cn", "official", "direct", "offline", "default")
ADDED = ("p1", "p2", "s1")
NAME = st.sampled_from(ADDED) | st.sampled_from(ADDED) | st.sampled_from(BUILT_IN)
PATTERN = st.sampled_from(
    """git.corp.example git.corp.example/team git.corp.example/* *.corp.example corp.example github.com/acme
    github.com/acme/tools github.com/ac* code.site.example/[a-c]* code.site.example/b* h?st.example""".split()
)
LIST = st.lists(PATTERN, min_size=1, max_size=3, unique=True).map(",".join)
OWN = {
    "GOPRIVATE": LIST
    | LIST.map(lambda value: value.replace(",", " , "))
    | st.sampled_from(["*", "[", "none"]),
    "GONOPROXY": LIST | st.sampled_from(["none", "git.corp.example/,none"]),
    "GONOSUMDB": LIST | st.sampled_from(["*", "none"]),
    "GOPROXY": st.sampled_from(
        ["https://goproxy.cn,direct", "https://proxy.corp.example", "off", "file:///srv/go"]
    ),
}
ENV = st.fixed_dictionaries({}, optional=OWN)
EXPORTED: st.SearchStrategy[dict[str, str]] = st.just({}) | st.just({}) | ENV
GOPROXIES = {
    "public": [
        "https://goproxy.cn,direct",
        "https://proxy.corp.example",
        "off",
        "file:///srv/go,off",
        "direct",
    ],
    "private": [
        "https://proxy.corp.example",
        "https://proxy.corp.example|https://b.example",
        "file:///srv/go",
    ],
}


def _profile(trust: str) -> st.SearchStrategy[Profile]:
    usual = {"GOPROXY": st.sampled_from(GOPROXIES[trust])}
    more = {"GOPRIVATE": LIST, "GONOPROXY": st.just("none") | LIST, "GONOSUMDB": LIST}
    values = st.fixed_dictionaries(usual, optional=more) | st.fixed_dictionaries({}, optional=more)
    return st.builds(Profile, st.just(trust), values)


PROFILE = _profile("public") | _profile("private")
PROFILES = st.fixed_dictionaries({"p1": _profile("private"), "p2": PROFILE, "s1": PROFILE})


def _use(exported: st.SearchStrategy[dict[str, str]]) -> st.SearchStrategy[Step]:
    return st.builds(
        lambda name, exported: partial(World.use, name=name, exported=exported),
        NAME,
        exported,
    )


KEEPING = st.one_of(
    st.builds(
        lambda verb, pattern: partial(World.list_private, verb=verb, pattern=pattern),
        st.sampled_from(["add", "add", "remove"]),
        PATTERN,
    ),
    st.builds(
        lambda name, profile: partial(World.keep, name=name, profile=profile),
        st.sampled_from(ADDED),
        st.none() | PROFILE,
    ),
)
FOREIGN = st.sampled_from(sorted(OWN)).flatmap(
    lambda name: st.builds(
        lambda value, verb: partial(World.foreign, name=name, verb=verb, value=value),
        OWN[name],
        st.just("set") if name == "GOPROXY" else st.sampled_from(["set", "append", "unset"]),
    )
)
ASKED = st.builds(lambda name, exported: partial(World.exports, name=name, exported=exported), NAME, EXPORTED)
ANYTHING = st.lists(_use(EXPORTED) | _use(EXPORTED) | KEEPING | FOREIGN | ASKED, min_size=4, max_size=10)
ALONE = st.lists(_use(st.just({})) | KEEPING, min_size=2, max_size=8)
searching = partial(
    settings,
    phases=(Phase.generate,),  # a failure is shown as it was found: to shrink it takes minutes
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True, scope="module")
def _one_suffix_list() -> Iterator[None]:
    """The list of public suffixes is read once, not for each pattern of each `use`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publicsuffixlist, "PublicSuffixList", cache(publicsuffixlist.PublicSuffixList))
        yield


def _live(
    env: Mapping[str, str], profiles: Mapping[str, Profile], steps: list[Step], *, go: bool = False
) -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        home = Home(Path(folder)) if go else Home(Path(folder), None)
        if go:  # its telemetry goes on writing after the command's end
            mode = home.env_file.parent / "telemetry" / "mode"
            mode.parent.mkdir(parents=True)
            mode.write_text("off")
        world = World(home, env)
        for name, profile in profiles.items():
            world.keep(name, profile)
        for step in steps:
            step(world)


@given(ENV, PROFILES, ANYTHING)
@searching(max_examples=60)
def test_the_rule_holds_after_every_use(
    env: dict[str, str], profiles: dict[str, Profile], steps: list[Step]
) -> None:
    """Whatever was used, kept, exported and edited before: each `use` leaves nothing private open."""
    _live(env, profiles, steps)


@pytest.mark.slow
@given(ENV, PROFILES, ANYTHING)
@searching(max_examples=200)
def test_the_rule_holds_in_many_lives(
    env: dict[str, str], profiles: dict[str, Profile], steps: list[Step]
) -> None:
    """The same, two hundred times."""
    _live(env, profiles, steps)


@given(ENV, PROFILES, ANYTHING)
@searching(max_examples=15)
def test_the_rule_holds_for_the_real_go(
    env: dict[str, str], profiles: dict[str, Profile], steps: list[Step]
) -> None:
    """The same, as the real `go env` reads the values."""
    _live(env, profiles, steps, go=True)


@given(ENV, PROFILES, ALONE, NAME)
@searching(max_examples=30)
def test_the_way_there_leaves_no_trace(
    env: dict[str, str], profiles: dict[str, Profile], steps: list[Step], last: str
) -> None:
    """Where nobody else writes, `use` yields the same values as in a home that only ever used this one."""
    _travel(env, profiles, steps, last)


@pytest.mark.slow
@given(ENV, PROFILES, ALONE, NAME)
@searching(max_examples=100)
def test_many_ways_there_leave_no_trace(
    env: dict[str, str], profiles: dict[str, Profile], steps: list[Step], last: str
) -> None:
    """The same, a hundred times."""
    _travel(env, profiles, steps, last)


def _travel(env: dict[str, str], profiles: dict[str, Profile], steps: list[Step], last: str) -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        travelled, fresh = (World(Home(Path(folder, name), None), env) for name in ("old", "new"))
        for name, profile in profiles.items():
            travelled.keep(name, profile)
        for step in steps:
            step(travelled)
        for name, profile in travelled.profiles.items():
            fresh.keep(name, profile)
        for pattern in travelled.private:
            fresh.list_private("add", pattern)
        codes = [world.use(last, {}).code for world in (travelled, fresh)]
        assert codes[0] == codes[1]
        assert codes[0] == 2 or _file_values(travelled) == _file_values(fresh)


def _file_values(world: World) -> dict[str, object]:
    lines = (world.home.read_env() or b"").decode().splitlines()
    values = dict(line.split("=", 1) for line in lines)
    return {name: patterns(value) if name in PATTERN_VARIABLES else value for name, value in values.items()}
