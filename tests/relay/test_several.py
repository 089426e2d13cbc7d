"""Several `exec` at once, and one within another."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.home import Ended, Home
from tests.relay.places import Places
from tests.relay.scenes import FETCH
from tests.relay.stock import Stock
from tests.web.scenarios import write_script

LATE = "goenvctl: rescued "  # on a busy machine a mirror may seem slow


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Stock:
    return Stock(tmp_path_factory.mktemp("stock") / "stock")


@pytest.fixture
def places(stock: Stock, home: Home) -> Iterator[Places]:
    """A home with two profiles, of which `near` asks {a} and `far` asks {b}; on its PATH are goenvctl,
    `say`, which prints GOPROXY and GOSUMDB, and `fetch`, which also downloads a module."""
    write_script(home.bin / "goenvctl", f'exec {sys.executable} -m goenvctl "$@"')
    write_script(home.bin / "say", 'echo "$GOPROXY $GOSUMDB"')
    write_script(home.bin / "fetch", f"say; exec {FETCH}")
    with Places(stock, home) as places:
        for name, mirror in (("near", "{a}"), ("far", "{b}")):
            home.write_profile(
                name, places.fill(f'[go]\nGOPROXY = "{mirror}"\nGOSUMDB = "{{key}} {{database}}"\n')
            )
        yield places


def test_same_profile(places: Places) -> None:
    """An `exec` in an `exec` that names no profile, or the same one, uses the outer relay."""
    ended = _run(
        places, "goenvctl exec near -- sh -c 'say; goenvctl exec -- say; goenvctl exec near -- fetch'"
    )
    outer, unnamed, same = ended.stdout.splitlines()
    assert outer == unnamed == same
    assert outer.startswith("http://127.0.0.1:")
    assert not outer.startswith(places["a"])


@pytest.mark.slow
def test_without_profiles(places: Places) -> None:
    """The same where neither names one."""
    ended = _run(places, "goenvctl exec -- sh -c 'say; goenvctl exec -- fetch'")
    outer, inner = ended.stdout.splitlines()
    assert outer == inner
    assert not outer.startswith(places["a"])


def test_other_profile(places: Places) -> None:
    """One that names another profile has a relay of its own, and the outer mirror hears nothing of it."""
    ended = _run(places, "goenvctl exec near -- sh -c 'say; goenvctl exec far -- fetch'")
    outer, inner = ended.stdout.splitlines()
    assert outer.split()[0] != inner.split()[0]
    assert (_heard(places, "a"), _heard(places, "b")) == ([], ["info", "mod", "zip"])


def test_other_values(places: Places) -> None:
    """One whose GOPROXY was changed on the way has a relay of its own, too."""
    ended = _run(places, "goenvctl exec -- sh -c 'say; GOPROXY={b} goenvctl exec -- fetch'")
    outer, inner = ended.stdout.splitlines()
    assert inner.split()[0] not in (outer.split()[0], places["b"])
    assert (_heard(places, "a"), _heard(places, "b")) == ([], ["info", "mod", "zip"])


@pytest.mark.parametrize("pattern", ["GONOSUMDB", pytest.param("GONOPROXY", marks=pytest.mark.slow)])
def test_other_patterns(places: Places, pattern: str) -> None:
    """So has one for which other modules are private: nobody hears of them by way of the outer relay."""
    inner = f"{pattern}=example.com/a HTTPS_PROXY=http://127.0.0.1:9 goenvctl exec -- fetch || true"
    _run(places, f"goenvctl exec -- sh -c '{inner}'")
    kept = "database" if pattern == "GONOSUMDB" else "a"
    assert _heard(places, kept) == []


def test_original_values(places: Places) -> None:
    """The list that the relay stands for is kept in GOENVCTL_GOPROXY, also by an inner `exec`."""
    command = "goenvctl exec -- goenvctl exec -- sh -c 'echo \"$GOENVCTL_GOPROXY\"'"
    ended = _run(places, command, GOPROXY="{a}|{b},off")
    assert places.unfill(ended.stdout) == "{a}|{b},off\n"


def test_status_in_exec(places: Places) -> None:
    """`go env GOPROXY` has as many entries as the original, with the same separators."""
    ended = _run(
        places,
        "goenvctl exec -- go env GOPROXY",
        GOPROXY=" {a} | {b}/x ,file://{tree},  https://c.test|direct,ignored",
    )
    entries = ended.stdout.strip()
    assert [mark for mark in entries if mark in ",|"][:4] == ["|", ",", ",", "|"]
    first, second, file, third, direct = entries.replace("|", ",").split(",")[:5]
    assert (file, direct) == (places.fill("file://{tree}"), "direct")
    assert all(entry.startswith("http://127.0.0.1:") for entry in (first, second, third))
    assert len({first, second, third}) == 3


@pytest.mark.parametrize("count", [3, pytest.param(10, marks=pytest.mark.slow)])
def test_at_once(places: Places, count: int) -> None:
    """So many at once, over one module cache: all succeed, and none minds the others."""
    command = "goenvctl exec -- sh -c 'echo $GOPROXY; go mod download -json example.com/b@v1.0.0'"
    with ThreadPoolExecutor(count) as pool:
        ended = list(pool.map(lambda _: _run(places, command, GOPROXY="{a}|{b}"), range(count)))
    addresses = {one.stdout.splitlines()[0] for one in ended}
    assert len(addresses) == count
    assert len({one.stdout.partition("\n")[2] for one in ended}) == 1
    said = [line for one in ended for line in one.stderr.splitlines()]
    assert [line for line in said if not line.startswith(LATE)] == []


def _run(places: Places, script: str, **environ: str) -> Ended:
    """It succeeds."""
    given = {
        "GOPROXY": "{a}",
        "GOSUMDB": "{key} {database}",
        "GOTOOLCHAIN": "local",
        "GOTELEMETRY": "off",
        **environ,
    }
    ended = places.home.spawn(
        ["sh", "-ec", places.fill(script)], {name: places.fill(value) for name, value in given.items()}
    )
    assert ended.code == 0, ended.stderr
    return ended


def _heard(places: Places, name: str) -> list[str]:
    """The kinds of files that this mirror was asked for."""
    server = places.servers.get(name)
    return [Path(path).suffix.removeprefix(".") for path in server.log] if server else []
