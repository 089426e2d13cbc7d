"""Served of modules, judged by Go's own packages: which it takes, and with which hash."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goenvctl.go.archive import Archive, Damaged
from goenvctl.probe.content import read_zip
from goenvctl.probe.endpoint import Module
from tests.go.command import Go
from tests.go.crafted import WIDE, Member, craft, many
from tests.go.served import Judged, Served
from tests.go.zip_rows import LIB, MODULE, RIGHT, ROOT, ROWS, TAKEN, named
from tests.toolchains import NEWEST

REAL = (Path(__file__).parents[1] / "data" / "github.com-pkg-errors-v0.9.1.zip").read_bytes()
ERRORS = Module("github.com/pkg/errors", "v0.9.1")
KINDS = {"bad-zip": "format", "bad-zip-entry": "entries", "oversize": "size"}
SEEDS = {name: (MODULE, data) for name, data in TAKEN.items() if len(data) < 2000} | {"real": (ERRORS, REAL)}


class Change(NamedTuple):
    """At `at`, from the end if negative and around if too large: `cut` bytes go, `put` comes."""

    at: int
    cut: int
    put: bytes


@pytest.fixture(scope="module")
def served(go: Go) -> Iterator[Served]:
    with Served(go) as answers:
        yield answers


@pytest.fixture(scope="module")
def newest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(Go(NEWEST, tmp_path_factory.mktemp("newest"))) as answers:
        yield answers


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, rows in ROWS.items() for name in rows], ids=str
)
def test_a_zip(served: Served, kind: str, name: str) -> None:
    """What Go takes is taken with Go's hash, what it refuses is refused for the same kind of reason.

    Where only the data of an entry are damaged, there is a hash that is not the right one.
    """
    theirs, mine = served.judge(ROWS[kind][name], *MODULE), ours(ROWS[kind][name])
    assert theirs.kind == kind
    if kind == "damaged":
        assert mine.kind == "" and mine.sum not in RIGHT
    else:
        assert mine == theirs


@pytest.mark.parametrize("name", ["go.mod", "LICENSE"])
def test_a_huge_text(served: Served, name: str) -> None:
    """A go.mod or LICENSE may have 16 MiB; more is a matter of size, which Go calls a bad entry."""
    sizes = (16 << 20, (16 << 20) + 1)
    said = [craft([LIB, Member(ROOT + name, size=size)]) for size in sizes]
    assert [served.judge(data, *MODULE).kind for data in said] == ["damaged", "entries"]
    assert [ours(data).kind for data in said] == ["", "size"]


def test_the_real_one(served: Served) -> None:
    """The zip of the first control module hashes to the sum that is known for it."""
    known = Judged("", "h1:FEBLx1zS214owpjy7qsBeixbURkuhQAwrK5UwLGTwt4=")
    assert ours(REAL, ERRORS) == served.judge(REAL, *ERRORS) == known


places = st.integers(-(1 << 14), 1 << 14)
flips = st.builds(Change, places, st.just(1), st.binary(min_size=1, max_size=1))
figures = st.sampled_from([0, 1, 40, WIDE]).map(lambda figure: struct.pack("<I", figure))
claims = st.builds(Change, places, st.just(4), figures)
cuts = st.builds(Change, places, st.integers(1, 200), st.just(b""))
inserts = st.builds(Change, places, st.just(0), st.binary(min_size=1, max_size=50))
changes = st.lists(flips | claims | cuts | inserts, min_size=1, max_size=4)


@given(seed=st.sampled_from(sorted(SEEDS)), changes=changes)
@settings(max_examples=1500, deadline=None)
def test_any_zip(newest: Served, seed: str, changes: list[Change]) -> None:
    """Whatever becomes of a zip on its way, we take it exactly when Go does, and with Go's hash."""
    module, good = SEEDS[seed]
    data = good
    for at, cut, put in changes:
        at %= len(data) + 1
        data = data[:at] + put + data[at + cut :]
    theirs, mine = newest.judge(data, *module), ours(data, module)
    if theirs.kind == "damaged":  # or our own cap on what so few bytes may become
        assert mine.kind in ("", "size") and mine.sum != ours(good, module).sum
    elif theirs.kind in ("entries", "size"):  # there may be faults of both kinds
        assert mine.kind in ("entries", "size")
    else:
        assert mine == theirs


letters = st.characters(exclude_categories=["Cn", "Cs"])  # Go's tables are newer than those of some Pythons
words = st.sampled_from(["go.mod", "aux", "a", "A", "k", "\u212a", "ß", "ẞ", "/", "..", ".", "\\", "ſ", "İ"])
names = st.lists(words | st.text(letters, max_size=3), max_size=5).map("".join)


@given(names=st.lists(names, max_size=3))
@example(names=["a/b", "A/b"])
@settings(max_examples=800, deadline=None)
def test_any_names(newest: Served, names: list[str]) -> None:
    """Names are those that Go allows, letters of all scripts among them."""
    data = named(*names)
    assert ours(data) == newest.judge(data, *MODULE)


def test_longer_than_it_says() -> None:
    """Of a file that is longer than it says, no more is given out than it says."""
    opened = Archive(io.BytesIO(craft([Member(f"{ROOT}a", bytes(1 << 20), size=70_000)])))
    given = 0
    with pytest.raises(Damaged, match="a is longer than it says"):
        for part in opened.read(opened.entries[0]):
            given += len(part)
    assert given == 1 << 16


@pytest.mark.parametrize(
    ("reason", "make"),
    [
        ("oversize", lambda: many(1_000_000, f"{ROOT}00000000.go")),
        ("oversize", lambda: many(300, f"{ROOT}00000000/{'a/' * 16_000}a")),
        ("oversize", lambda: many(1000, f"{ROOT}00000000" + "a" * 60_000 + "\U00020000")),
        ("oversize", lambda: craft([Member(f"{ROOT}{at}", size=1 << 30) for at in range(8)])),
        ("oversize", lambda: craft([Member(f"{ROOT}a", bytes(100 << 20))])),
        ("", lambda: craft([Member(f"{ROOT}a", bytes(256 << 20), size=1000)])),
    ],
    ids=["files", "folders", "names", "gigabytes", "large from small", "more than it says"],
)
def test_a_bomb(tmp_path: Path, reason: str, make: Callable[[], bytes]) -> None:
    """Whatever a zip lists or unpacks to, looking at it takes no more than 200 MiB."""
    (tmp_path / "bomb.zip").write_bytes(make())
    command = [sys.executable, "-c", LOOK, str(tmp_path / "bomb.zip")]
    said, peak_mib = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode().split(" ")
    assert said == reason
    assert int(peak_mib) < 200


# a process's own peak: the one that getrusage tells begins with the size of the process that starts it
LOOK = """
import sys
from goenvctl.probe.content import read_zip
from goenvctl.probe.endpoint import Module
with open(sys.argv[1], "rb") as file:
    zipped = read_zip(file, Module("example.com/lib", "v1.0.0"))
[peak] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(zipped.finding.reason if zipped.finding else "", int(peak) >> 10)
"""


def ours(data: bytes, module: Module = MODULE) -> Judged:
    with TemporaryFile() as file:  # a real one: it cannot be told to go anywhere
        file.write(data)
        zipped = read_zip(file, module)
    return Judged(KINDS[zipped.finding.reason], "") if zipped.finding else Judged("", zipped.sum)
