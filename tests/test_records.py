"""Outcomes over time: kept exactly, kept private, and lost in one sentence."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goenvctl import records as records_module
from goenvctl.probe.outcome import HEALTHY, HOSTILE, UNREACHABLE, Outcome, Sums
from goenvctl.records import KEEP_ROWS, KEEP_S, Head, Mark, Record, RecordsLost, open_records, plain_url
from goenvctl.web.timings import Timings

NOW = 1_800_000_000.0
DAY_S = 86400.0
KEY = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
MODULE = "github.com/pkg/errors@v0.9.1"
GOOD = Outcome(
    "https://goproxy.example.com",
    "Example",
    "off",
    MODULE,
    HEALTHY,
    timings=Timings(total=0.25, wait=0.125),
    throughput=1e6,
    sumdb="proxied",
)
BAD = Outcome(
    "https://bad.example.com/go",
    "Bad",
    "off",
    MODULE,
    HOSTILE,
    "zip-mismatch",
    "the zip is another one",
    "zip",
    sums=Sums("h1:other", "h1:same"),
    expected=Sums("h1:right", "h1:same"),
)
WRITER = """
import sys
from goenvctl.probe.outcome import HEALTHY, Outcome
from goenvctl.records import open_records
path, name = sys.argv[1:]
for number in range(20):
    with open_records(path) as records:
        records.add([Outcome(f"https://{name}.example", "", "off", "", HEALTHY)], 1.8e9 + number)
"""
# Run as root of a mount namespace of its own; prints what was lost and what could still be read.
SMALL_DISK = """
import subprocess, sys
from goenvctl.probe.outcome import HEALTHY, Outcome
from goenvctl.records import RecordsLost, open_records
folder, change = sys.argv[1:]
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], check=True)
many = [Outcome("https://goproxy.example.com", "", "off", "", HEALTHY)] * 9999
with open_records(folder + "/records.sqlite") as records:
    records.add(many[:3], 1.8e9)
if change == "read-only":
    subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
try:
    with open_records(folder + "/records.sqlite") as records:
        records.add(many, 1.8e9 + 1)
except RecordsLost as exc:
    print(exc)
with open_records(folder + "/records.sqlite") as records:
    print(len(records.since(0)))
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "state" / "records.sqlite")


def stored(path: str) -> bytes:
    return Path(path).read_bytes()


def test_an_outcome_comes_back(path: str) -> None:
    """What is kept of an outcome comes back unchanged, what it does not have as None."""
    silent = Outcome("https://silent.example.com", "", "off", MODULE, UNREACHABLE, "dns", "no", "resolve")
    with open_records(path) as records:
        records.add([GOOD, silent], NOW)
    with open_records(path) as records:
        assert records.since(NOW) == [
            Record(NOW, GOOD.url, "healthy", "", "", MODULE, 0.25, 0.125, 1e6, "proxied"),
            Record(NOW, silent.url, "unreachable", "dns", "resolve", MODULE, None, None, None, ""),
        ]


def test_oldest_first(path: str) -> None:
    """Records come oldest first, of one moment in the order they were added, and from the time asked on."""
    with open_records(path) as records:
        for time in (NOW, NOW - 20, NOW - 10):
            records.add([GOOD, BAD], time)
        assert [(record.time, record.url) for record in records.since(NOW - 10)] == [
            (NOW - 10, GOOD.url),
            (NOW - 10, BAD.url),
            (NOW, GOOD.url),
            (NOW, BAD.url),
        ]


def test_for_the_owner_alone(path: str) -> None:
    """The file is 0600 in a 0700 folder, whatever the umask."""
    before = os.umask(0)
    try:
        with open_records(path) as records:
            records.add([GOOD], NOW)
    finally:
        os.umask(before)
    assert os.stat(path).st_mode & 0o777 == 0o600
    assert os.stat(os.path.dirname(path)).st_mode & 0o777 == 0o700


def test_no_credentials_on_disk(path: str) -> None:
    """Neither an address nor evidence leaves a credential in the file."""
    leak = BAD._replace(
        url="https://user:s3cret@bad.example.com/go/?token=s3cret",
        module="https://user:s3cret@bad.example.com/m@v1.0.0",
        detail="sent to https://user:s3cret@elsewhere.example.com/ and https://x.example.com/?key=s3cret",
    )
    with open_records(path) as records:
        records.add([leak], NOW)
        records.condemn([leak], NOW)
        (mark,) = records.marks().values()
    assert b"s3cret" not in stored(path)
    assert mark.url == "https://bad.example.com/go?***"
    assert mark.evidence.endswith(
        "***@elsewhere.example.com/ and https://x.example.com/?***, zip h1:other is not h1:right"
    )


def test_hostile_text_is_only_data(path: str) -> None:
    """SQL, terminal escapes, NULs and bytes that are no UTF-8 are kept as harmless text on one line."""
    text = "'); drop table mark; --\x1b[2J\n\0\udcff"
    with open_records(path) as records:
        records.add([BAD._replace(url=f"https://{text}", reason=text, step=text, sumdb=text)], NOW)
        records.condemn([BAD._replace(reason=text, detail=text, sums=Sums())], NOW)
        (record,) = records.since(0)
        (mark,) = records.marks().values()
    harmless = r"'); drop table mark; --\x1b[2J\n\x00\xff"
    assert record.url == f"https://{harmless}"
    assert (record.reason, record.step, record.sumdb) == (harmless, harmless, harmless)
    assert (mark.reason, mark.evidence) == (harmless, harmless)


@pytest.mark.parametrize(
    ("age_s", "kept"),
    [(KEEP_S, True), (KEEP_S + 1, False), (-KEEP_S, True), (-KEEP_S - 1, False)],
)
def test_old_outcomes_go(path: str, age_s: float, kept: bool) -> None:
    """With each new outcome go those of more than 90 days ago, and those of a clock as far ahead."""
    with open_records(path) as records:
        records.add([BAD], NOW - age_s)
        records.add([GOOD], NOW)
        assert (BAD.url in {record.url for record in records.since(0)}) is kept


@pytest.mark.slow
def test_too_many_outcomes_go(path: str) -> None:
    """Of more than 200,000 outcomes the oldest go."""
    with open_records(path) as records:
        records.add([BAD] * 9, NOW)
        records.add([GOOD] * KEEP_ROWS, NOW + 1)
        found = records.since(0)
    assert len(found) == KEEP_ROWS == 200_000
    assert found[0].url == GOOD.url


def test_many_processes(path: str) -> None:
    """Eight processes that start with no file and write at once all keep everything."""
    names = [f"m{number}" for number in range(8)]
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, path, name]) for name in names]
    assert [writer.wait(60) for writer in writers] == [0] * 8
    with open_records(path) as records:
        found = [record.url for record in records.since(0)]
    assert sorted(found) == sorted(f"https://{name}.example" for name in names * 20)


def test_another_process_does_not_let_go(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who cannot have the file in time gets a reason, not a hang."""
    monkeypatch.setattr(records_module, "BUSY_S", 0.05)
    with open_records(path) as records:
        records.add([GOOD], NOW)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin immediate")
        with pytest.raises(RecordsLost) as lost, open_records(path) as records:
            records.add([GOOD], NOW)
    assert str(lost.value) == f"{path}: database is locked"


@pytest.mark.parametrize("damage", [b"no database at all\n" * 99, b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_damaged_file(path: str, damage: bytes) -> None:
    """A file that is no database is named in one line and left as it is."""
    os.mkdir(os.path.dirname(path))
    Path(path).write_bytes(damage)
    with pytest.raises(RecordsLost) as lost, open_records(path):
        pytest.fail("opened")
    assert str(lost.value) == f"{path}: file is not a database"
    assert stored(path) == damage


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("create table moz_places (url text)", "not written by goenvctl; move it away"),
        ("pragma user_version = 1", "not written by goenvctl; move it away"),
        ("pragma application_id = 7", "not written by goenvctl; move it away"),
    ],
)
def test_somebody_elses_database(path: str, statement: str, message: str) -> None:
    """Another program's SQLite file is not written to."""
    os.mkdir(os.path.dirname(path))
    with closing(sqlite3.connect(path)) as other:
        other.execute(statement)
    before = stored(path)
    with pytest.raises(RecordsLost) as lost, open_records(path):
        pytest.fail("opened")
    assert str(lost.value) == f"{path}: {message}"
    assert stored(path) == before


def test_a_file_from_the_future(path: str) -> None:
    """Records of a newer goenvctl are left alone, and the remedy is to upgrade."""
    with open_records(path) as records:
        records.add([GOOD], NOW)
    with closing(sqlite3.connect(path)) as other:
        other.execute("pragma user_version = 2")
    before = stored(path)
    with pytest.raises(RecordsLost) as lost, open_records(path):
        pytest.fail("opened")
    assert str(lost.value) == f"{path}: written by a newer goenvctl; upgrade goenvctl"
    assert stored(path) == before


@pytest.mark.parametrize(
    "statement",
    [
        "update outcome set time = 'soon'",
        "update outcome set url = x'00'",
        "update outcome set total_s = 'long'",
        "alter table outcome add column more",
        "drop table outcome",
    ],
)
def test_damage_inside(path: str, statement: str) -> None:
    """A row that cannot have been written so is damage, not a value of a wrong type."""
    with open_records(path) as records:
        records.add([GOOD], NOW)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(statement)
    with pytest.raises(RecordsLost) as lost, open_records(path) as records:
        records.since(0)
    assert str(lost.value).startswith(f"{path}: ")
    assert "\n" not in str(lost.value)


@settings(deadline=None)
@given(st.data())
def test_rot(data: st.DataObject) -> None:
    """Whatever bytes rot, the records are lost, or they are records; nothing else is raised."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "records.sqlite")
        with open_records(path) as records:
            records.add([GOOD, BAD], NOW)
            records.condemn([BAD], NOW)
            records.keep_head(KEY, Head(5, b"hash", b"note"))
        rotten = bytearray(stored(path))
        positions = st.integers(0, len(rotten) - 1)
        for at, byte in data.draw(st.dictionaries(positions, st.integers(0, 255), max_size=9)).items():
            rotten[at] = byte
        Path(path).write_bytes(rotten)
        try:
            with open_records(path) as records:
                assert all(isinstance(record.time, float) for record in records.since(0))
                assert all(isinstance(mark.evidence, str) for mark in records.marks().values())
                head = records.head(KEY)
                assert head is None or isinstance(head.size, int)
                records.add([GOOD], NOW)
        except RecordsLost as lost:
            assert str(lost).startswith(f"{path}: ")


@pytest.mark.skipif(not shutil.which("unshare"), reason="no unshare")
@pytest.mark.parametrize(
    ("change", "why"),
    [("full", "database or disk is full"), ("read-only", "attempt to write a readonly database")],
)
def test_a_disk_that_takes_no_more(tmp_path: Path, change: str, why: str) -> None:
    """On a full or read-only disk the new outcomes are lost with the reason; the old can be read."""
    child = subprocess.run(
        ["unshare", "-rm", sys.executable, "-c", SMALL_DISK, str(tmp_path), change],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (child.returncode, child.stderr) == (0, "")
    assert child.stdout.splitlines() == [f"{tmp_path}/records.sqlite: {why}", "3"]


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    """A state folder that cannot be made is a reason in the system's words."""
    (tmp_path / "state").write_text("a file")
    with pytest.raises(RecordsLost) as lost, open_records(str(tmp_path / "state" / "records.sqlite")):
        pytest.fail("opened")
    assert str(lost.value) == f"{tmp_path}/state/records.sqlite: file exists"


def test_a_hostile_mirror_is_kept(path: str) -> None:
    """Only hostile outcomes are marked, with what convicts them."""
    with open_records(path) as records:
        records.condemn([GOOD, BAD], NOW)
        assert records.marks() == {
            BAD.url: Mark(
                BAD.url,
                NOW,
                MODULE,
                "zip-mismatch",
                "the zip is another one, zip h1:other is not h1:right",
            )
        }


def test_the_first_evidence_stands(path: str) -> None:
    """A mirror that is hostile again keeps the time and the evidence it was first marked with."""
    with open_records(path) as records:
        records.condemn([BAD], NOW)
        first = records.marks()
        records.condemn([BAD._replace(detail="again")], NOW + 1)
        assert records.marks() == first


def test_marks_are_never_pruned(path: str) -> None:
    """A mark outlives the outcomes, and the process."""
    with open_records(path) as records:
        records.condemn([BAD], NOW)
    with open_records(path) as records:
        records.add([GOOD], NOW + 10 * KEEP_S)
        assert set(records.marks()) == {BAD.url}


@pytest.mark.parametrize(
    "spelled",
    ["https://bad.example.com/go", "https://bad.example.com/go/", "https://user:pw@bad.example.com/go"],
)
def test_one_mirror_however_spelled(path: str, spelled: str) -> None:
    """Credentials and a final slash do not make another mirror of it."""
    with open_records(path) as records:
        records.condemn([BAD], NOW)
        assert plain_url(spelled) in records.marks()
        assert records.forgive(spelled) is True
        assert records.marks() == {}


def test_nothing_to_forgive(path: str) -> None:
    """Forgiving a mirror that has no mark says so, and leaves the others."""
    with open_records(path) as records:
        records.condemn([BAD], NOW)
        assert records.forgive(GOOD.url) is False
        assert set(records.marks()) == {BAD.url}


def test_the_largest_head(path: str) -> None:
    """Of a database's tree heads the largest stays; of two of one size the first; each key has its own."""
    with open_records(path) as records:
        assert records.head(KEY) is None
        for size, note in ((5, b"five"), (9, b"nine"), (9, b"another nine"), (7, b"seven")):
            records.keep_head(KEY, Head(size, note[:2] * 16, note))
        records.keep_head("other+key", Head(1, b"\0" * 32, b"\xff"))
    with open_records(path) as records:
        assert records.head(KEY) == (9, b"ni" * 16, b"nine")
        assert records.head("other+key") == (1, b"\0" * 32, b"\xff")
