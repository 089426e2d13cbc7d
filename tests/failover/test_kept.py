"""What `watch` keeps on disk: it comes back as it was, and what is no such file is as none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goenvctl.errors import NotApplied
from goenvctl.failover.kept import Kept, Refusal, read_kept, watch_file, write_kept
from goenvctl.failover.state import State, is_due
from goenvctl.failover.streak import Streak
from goenvctl.host import Host
from tests.failover.lives import Stretch, live, machines, stretches
from tests.failover.machine import A, Machine

HOST = Host({}, "/", "linux")
REFUSED = {"home mirror.example": Refusal("ab", "cd", 1.0)}
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("state") / "watch.json")


@given(machine=machines, life=stretches)
@settings(max_examples=30, deadline=None)
def test_it_comes_back(file: str, machine: Machine, life: list[Stretch]) -> None:
    """What is written is read as it was, after any life."""
    live(machine, life)
    kept = Kept(machine.state, "3 1", REFUSED, "keep: it works")
    write_kept(file, kept)
    assert read_kept(HOST, file) == kept


def test_networks_keep_their_order(file: str) -> None:
    """The network that was seen last stays the last."""
    state = State(1.0, networks={"z": {A: Streak(1.0)}, "a": {}, "m": {}})
    write_kept(file, Kept(state))
    assert list(read_kept(HOST, file).state.networks) == ["z", "a", "m"]


@given(st.binary() | _json.map(lambda data: json.dumps(data).encode()))
@settings(max_examples=60, deadline=None)
def test_any_bytes(file: str, data: bytes) -> None:
    """Any bytes are read as nothing known."""
    Path(file).write_bytes(data)
    assert read_kept(HOST, file) == Kept()


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_one_value_is_another(file: str, data: st.DataObject) -> None:
    """A file with one value of another kind is read as nothing known, or is one that can be gone on with."""
    streaks = {A: Streak(5.0, 1)}
    write_kept(file, Kept(State(5.0, 6.0, 7.0, None, 1.0, (2.0,), {"home": streaks}), "1 0", REFUSED, "s"))
    whole = json.loads(Path(file).read_bytes())
    [refusal] = whole["refused"].values()
    places = (whole, whole["state"], whole["state"]["networks"][0][1][A], refusal)
    place = data.draw(st.sampled_from(places))
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(_json)
    Path(file).write_text(json.dumps(whole))
    kept = read_kept(HOST, file)
    assert is_due(kept.state, 1e9) in (True, False)
    write_kept(file, kept)


def test_no_file(tmp_path: Path) -> None:
    """Without a file nothing is known, and the first turn is due."""
    kept = read_kept(HOST, str(tmp_path / "watch.json"))
    assert (kept, is_due(kept.state, 1e9)) == (Kept(), True)


def test_it_cannot_be_written(tmp_path: Path) -> None:
    """Where it cannot be written the error names the file."""
    (tmp_path / "watch.json").mkdir()
    with pytest.raises(NotApplied, match=r"watch\.json: .*"):
        write_kept(str(tmp_path / "watch.json"), Kept())


def test_one_for_each_env_file() -> None:
    """With another GOENV it is another file: each has a history of its own."""
    names = {watch_file(Host({"GOENV": name}, "/", "linux"), "/s") for name in ("", "/a", "/b")}
    assert len(names) == 3
    assert "/s/watch.json" in names
