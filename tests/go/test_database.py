"""GOSUMDB: accepted where the real go accepts it."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goenvctl.sumdb.database import ALIAS, KNOWN, BadDatabase, parse_gosumdb
from goenvctl.sumdb.note import parse_verifier_key
from tests.fakes.modules import Module, write_tree
from tests.fakes.note import Signer
from tests.go.command import Go
from tests.go.test_note import FAULTS, GOOGLE, GOSUM, LOCAL, PETER, SHORT
from tests.toolchains import NEWEST

REFUSAL = re.compile(
    "verifying go.mod: ((invalid|missing) GOSUMDB|invalid sumdb name|.*unsupported scheme)"
    "|panic: runtime error: invalid memory address"  # what go makes of a name that is no host
)


def named(name: str) -> str:
    """A good key of a database of any name."""
    return Signer(name, bytes(32)).verifier


ACCEPTED = [
    "off",
    "sum.golang.org",
    ALIAS,
    GOOGLE,
    PETER,
    LOCAL,
    GOSUM,
    " sum.golang.org\t",
    f"{GOOGLE} https://sum.example",
    f"{GOOGLE}\u3000https://sum.example",
    "sum.golang.org https://goproxy.cn/sumdb/sum.golang.org",
    "sum.golang.org sum.example",
    "sum.golang.org http://sum.example",
    "sum.golang.org file:///nowhere",
    "sum.golang.org off",
    "sum.golang.org //sum.example",
    named("a.b/c/d"),
    named("a.b:80"),
    named("é.b"),
]
REFUSED = [
    ("", "it is empty"),
    (" \t", "it is empty"),
    ("a b c", "it has more than a key and an address"),
    ("OFF", "'OFF' is neither a database that Go knows nor a verifier key"),
    (" off", "'off' is neither a database that Go knows nor a verifier key"),
    ("off https://x", "'off' is neither a database that Go knows nor a verifier key"),
    ("gosum.io", "'gosum.io' is neither a database that Go knows nor a verifier key"),
    (f"{ALIAS} https://x", f"'{ALIAS}' is neither a database that Go knows nor a verifier key"),
    (f" {ALIAS}", f"'{ALIAS}' is neither a database that Go knows nor a verifier key"),
    (
        "https://sum.golang.org",
        "'https://sum.golang.org' is neither a database that Go knows nor a verifier key",
    ),
    ("sum.golang.org,off", "'sum.golang.org,off' is neither a database that Go knows nor a verifier key"),
    ('"off"', "'\"off\"' is neither a database that Go knows nor a verifier key"),
    *FAULTS[7:9],
    *FAULTS[14:],
    (named("a.b?c"), "the name in the key must be host[/path], not 'a.b?c'"),
    (named("a.b/"), "the name in the key must be host[/path], not 'a.b/'"),
    (named("/a"), "the name in the key must be host[/path], not '/a'"),
    (named("u@a.b"), "the name in the key must be host[/path], not 'u@a.b'"),
    (named("a.b#c"), "the name in the key must be host[/path], not 'a.b#c'"),
    (named("a.b:c"), "the name in the key is no host: invalid port after host"),
    ("sum.golang.org https://a:b", "its address is no URL: invalid port after host"),
    ("sum.golang.org ftp://a", "its address has the scheme 'ftp'; Go takes https, http and file"),
]
# Names whose path is not spelled as Go would spell it: it refuses them without saying what is wrong.
ODD_NAMES = [
    "a.b/%41",
    "a.b/c%2fd",
    'a.b/"',
    "a.b/é",
    "a.b/[c]",
    "a.b/!",
    "a.b/c%20d",
    "a.b/c:d;e=f",
    "a.b?",
    "a.b#",
]


def test_the_known_key(go: Go) -> None:
    """The one database that Go knows by name has the key that stands in its source."""
    source = (go.toolchain.goroot / "src/cmd/go/internal/modfetch/key.go").read_text()
    assert dict(re.findall(r'"(\S+)":\s+"(\S+)"', source)) == KNOWN


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tree([Module("example.com/a", "v1.0.0")], tmp_path_factory.mktemp("sumdb"))


def refused_by_go(go: Go, tree: Path, value: str) -> bool:
    """Is the setting itself at fault, at the first sum that go looks up? None gets as far as a network."""
    file = go.folder / "gosumdb"
    file.write_text("GOSUMDB=\n")  # for the empty value, which the environment cannot give
    with tempfile.TemporaryDirectory(dir=go.folder) as cache:
        error = go.download(
            "example.com/a@v1.0.0",
            GOPROXY=tree.as_uri(),
            GOSUMDB=value,
            GOENV=str(file),
            GOMODCACHE=cache,
            GODEBUG="cmdgonetlimit=0",
        )
    assert bool(error) == (value != "off")
    return bool(REFUSAL.search(error))


def accepted(value: str) -> bool:
    try:
        parse_gosumdb(value)
    except BadDatabase:
        return False
    return True


@pytest.mark.parametrize("value", ACCEPTED, ids=repr)
def test_accepted(go: Go, tree: Path, value: str) -> None:
    """What go takes for a database is one: `off`, a known name or a key, and perhaps an address."""
    assert not refused_by_go(go, tree, value)
    assert accepted(value)


@pytest.mark.parametrize(("value", "message"), REFUSED, ids=repr)
def test_refused(go: Go, tree: Path, value: str, message: str) -> None:
    """What go refuses at the first sum is refused at once, and says which part is wrong."""
    assert refused_by_go(go, tree, value)
    with pytest.raises(BadDatabase) as error:
        parse_gosumdb(value)
    assert str(error.value) == message


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names(go: Go, tree: Path, name: str) -> None:
    """A key's name is accepted if go accepts it: its path must be spelled as Go spells it."""
    assert accepted(named(name)) == (not refused_by_go(go, tree, named(name)))


@given(
    words=st.lists(
        st.sampled_from(
            ["off", "sum.golang.org", ALIAS, PETER, SHORT, "https://x", "ftp://x", "x:y", "\udcff"]
        ),
        min_size=1,
        max_size=3,
    ),
    blank=st.sampled_from([" ", "\t", "\n", "\u2003", "\x85", "\x1c", "\x1f", "\u200b", ","]),
)
@example(words=["sum.golang.org", "https://x"], blank="\x1c")
@settings(max_examples=60, deadline=None)
def test_any_value(go: Go, tree: Path, words: list[str], blank: str) -> None:
    """What we accept every go accepts; the newest accepts no more than we do."""
    value = blank.join(words)
    if accepted(value):
        assert not refused_by_go(go, tree, value)
    elif go.toolchain == NEWEST:
        assert refused_by_go(go, tree, value)


def test_databases() -> None:
    """A database has its key and, where the setting names one, an address; `off` is none."""
    key = parse_verifier_key(GOOGLE)
    assert parse_gosumdb("off") is None
    assert parse_gosumdb("sum.golang.org") == (key, "")
    assert parse_gosumdb(ALIAS) == (key, f"https://{ALIAS}")
    assert parse_gosumdb(f" {LOCAL} \t x ") == (parse_verifier_key(LOCAL), "x")
