"""Eight goenvctl at once, and `go env -w` of other variables by others: nobody's setting is lost."""

from __future__ import annotations

import random
import subprocess
import sys
import time

import pytest

from goenvctl.go.envfile import read_values
from tests.home import Ended, Home

ROUNDS = 6
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 6))]
AGAIN_AND_AGAIN, ALL = "undo again and again", "undo --all"
FIRST = b"# by hand\nGOFLAGS=-mod=mod\nGOSUMDB=sum.golang.org"
PAIRS = {
    "aliyun": ("https://mirrors.aliyun.com/goproxy/,direct", "sum.golang.google.cn"),
    "cn": ("https://goproxy.cn|https://mirrors.aliyun.com/goproxy/,direct", "sum.golang.google.cn"),
    "default": (None, None),
    "direct": ("direct", "sum.golang.org"),
    "goproxy-cn": ("https://goproxy.cn,direct", "sum.golang.org"),
    "official": ("https://proxy.golang.org,direct", "sum.golang.org"),
    "one": ("https://one.example,direct", "sum.golang.org"),
    "two": ("https://two.example,off", "sum.golang.google.cn"),
}


@pytest.fixture
def crowded(home: Home) -> Home:
    """A home with an env file and with the two profiles that are not built in."""
    for name in ("one", "two"):
        proxy, sumdb = PAIRS[name]
        home.write_profile(name, f'[go]\nGOPROXY = "{proxy}"\nGOSUMDB = "{sumdb}"\n')
    home.write_env(FIRST)
    return home


def start(home: Home, name: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "goenvctl", "use", name],
        env=home.environ,
        cwd=home.work,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def ended(child: subprocess.Popen[bytes]) -> Ended:
    stdout, stderr = child.communicate(timeout=60)
    return Ended(child.returncode, stdout.decode(), stderr.decode())


def values(home: Home) -> dict[str, str]:
    return read_values(home.read_env() or b"")


def pair(home: Home) -> tuple[str | None, str | None]:
    found = values(home)
    return found.get("GOPROXY"), found.get("GOSUMDB")


def all_at_once(home: Home) -> None:
    """One round: each ends with 0 or 3, at least one with 0, and the last one's values are whole."""
    answers = [ended(child) for child in [start(home, name) for name in PAIRS]]
    for answer in answers:
        assert answer.code in (0, 3), answer
        assert "Traceback" not in answer.stderr
    assert 0 in [answer.code for answer in answers]
    active = home.call("current").stdout.strip()
    assert pair(home) == PAIRS[active]


def undo_everything(home: Home, *, one_by_one: bool) -> None:
    if not one_by_one:
        assert home.call("undo", "--all").code == 0
        assert home.call("undo").code == 1
        return
    standing = len(home.call("history", "--json").json["changes"])
    codes = [home.call("undo").code for _ in range(standing + 1)]
    assert codes == [0] * standing + [1]


@pytest.mark.parametrize(
    "one_by_one",
    [pytest.param(True, id=AGAIN_AND_AGAIN, marks=pytest.mark.slow), pytest.param(False, id=ALL)],
)
def test_bytes_come_back(crowded: Home, one_by_one: bool) -> None:
    """Where only goenvctl wrote, undoing what eight at once did in six rounds restores the first bytes."""
    for _ in range(ROUNDS):
        all_at_once(crowded)
    undo_everything(crowded, one_by_one=one_by_one)
    assert crowded.read_env() == FIRST


@pytest.mark.parametrize(
    "one_by_one",
    [pytest.param(True, id=AGAIN_AND_AGAIN), pytest.param(False, id=ALL, marks=pytest.mark.slow)],
)
def test_foreign_settings_stay(crowded: Home, one_by_one: bool) -> None:
    """What `go env -w` wrote of other variables between rounds outlives every `use` and its undoing."""
    foreign = {"GOFLAGS": "-mod=mod"}
    written = ("GOPATH", "GOCACHE", "GOFLAGS", "GOBIN", "GOEXPERIMENT", "GOARM64")
    for number, name in enumerate(written[:ROUNDS]):
        all_at_once(crowded)
        foreign[name] = {"GOFLAGS": "-trimpath", "GOEXPERIMENT": "", "GOARM64": "v8.1"}.get(
            name, f"/tmp/{number}"
        )
        assert crowded.go("env", "-w", f"{name}={foreign[name]}").code == 0
        found = values(crowded)
        assert {key: found[key] for key in foreign} == foreign
    all_at_once(crowded)
    undo_everything(crowded, one_by_one=one_by_one)
    assert values(crowded) == {**foreign, "GOSUMDB": "sum.golang.org"}
    assert (crowded.read_env() or b"").startswith(b"# by hand\n")


@pytest.mark.parametrize("seed", SEEDS)
def test_killed_at_any_time(crowded: Home, seed: int) -> None:
    """Eight at once, each killed at a moment of its own: the file is whole, and all works on."""
    moments = random.Random(seed)
    children = [start(crowded, name) for name in PAIRS]
    begin = time.monotonic()
    for child, moment in sorted(
        zip(children, (moments.uniform(0.05, 1.0) for _ in PAIRS), strict=True), key=lambda both: both[1]
    ):
        time.sleep(max(0.0, begin + moment - time.monotonic()))  # a moment, not a wait for something
        child.kill()
    for child in children:
        answer = ended(child)
        assert answer.code in (0, 3, -9), answer
        assert "Traceback" not in answer.stderr
    assert pair(crowded) in [*PAIRS.values(), (None, "sum.golang.org")]
    assert (crowded.read_env() or b"").startswith(b"# by hand\nGOFLAGS=-mod=mod\n")
    assert crowded.call("status").code == 0
    assert crowded.call("use", "cn").code == 0
    assert pair(crowded) == PAIRS["cn"]
    assert [path.name for path in crowded.env_file.parent.iterdir() if path.name.startswith(".")] == []
    assert crowded.call("undo", "--all").code == 0
    assert crowded.read_env() == FIRST
    assert sorted(path.name for path in crowded.state.iterdir()) == ["journal.sqlite", "lock"]
