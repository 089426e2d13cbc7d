"""Module patterns: matched as Go matches them, and compared with each other."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goenvctl.go.patterns import (
    BadPattern,
    covers,
    matches,
    parse_glob,
    split_patterns,
    trimmed_patterns,
    uncovered,
)
from tests.go.xmod import Xmod

TABLE = [
    ("corp.example.com", "corp.example.com/a", True),
    ("corp.example.com", "corp.example.com", True),
    ("corp.example.com", "corp.example.com.evil/a", False),
    ("corp.example.com", "x.corp.example.com/a", False),
    ("corp.example.com/", "corp.example.com/a", True),
    ("corp.example.com//", "corp.example.com/a", False),
    ("corp.example.com/*", "corp.example.com/a/b", True),
    ("corp.example.com/*", "corp.example.com", False),
    ("corp.example.com/a", "corp.example.com/a/v2", True),
    ("corp.example.com/a", "corp.example.com/ab", False),
    ("*.example.com", "git.example.com/x", True),
    ("*.example.com", "example.com/x", False),
    ("*.example.com", "a.b.example.com/x", True),
    ("*.com", "a.b.com/x", True),
    ("*", "rsc.io/quote", True),
    ("*/*", "rsc.io", False),
    ("**", "rsc.io/quote", True),
    ("github.com/org/**/x", "github.com/org/a/b/x", False),
    ("github.com/org/*", "github.com/org", False),
    ("github.com/Org", "github.com/org/x", False),
    ("github.com/o?g", "github.com/org/x", True),
    ("github.com/o?g", "github.com/o/g", False),
    ("github.com/[a-c]*", "github.com/bob/x", True),
    ("github.com/[^a-c]*", "github.com/bob/x", False),
    ("github.com/[!a-c]*", "github.com/dob/x", False),
    ("github.com/[a-c", "github.com/a", False),
    ("github.com/[]", "github.com/]", False),
    ("github.com/[b-a]", "github.com/a", False),
    ("github.com/\\o\\r\\g", "github.com/org", True),
    ("github.com/org\\", "github.com/org", False),
    ("[,corp.example.com", "corp.example.com/a", True),
    (" corp.example.com", "corp.example.com/a", False),
    ("corp.example.com ", "corp.example.com/a", False),
    ("a.com, corp.example.com", "corp.example.com/a", False),
    ("a.com corp.example.com", "corp.example.com/a", False),
    ("a.com;corp.example.com", "corp.example.com/a", False),
    ("a.com|corp.example.com", "corp.example.com/a", False),
    ("a.com,corp.example.com", "corp.example.com/a", True),
    (",corp.example.com,", "corp.example.com/a", True),
    (",,", "corp.example.com/a", False),
    ("", "corp.example.com/a", False),
    ("/", "corp.example.com/a", False),
    ("/corp.example.com", "corp.example.com/a", False),
    ("https://corp.example.com", "corp.example.com/a", False),
    ("corp.example.com:8443", "corp.example.com/a", False),
    ("!corp.example.com", "corp.example.com/a", False),
    ("{a,b}.com", "a.com/x", False),
    ("none", "corp.example.com/a", False),
    ("none", "none/x", True),
    ("gopkg.in/yaml.*", "gopkg.in/yaml.v3", True),
    ("*/*/v2", "h/m/v2", True),
]

# Classes that hold a slash, or bytes that are no UTF-8: nobody writes them, and Go has an answer.
ODD = [
    ("a[/]b", "a/b", True),
    ("a[/x]b", "axb", False),
    ("a[/x]b", "axb/c", False),
    ("a[.-0]b", "a/b", False),
    ("a[.-0]b/c", "a/b/c", False),
    ("a[/x]b[.-0]c", "axb/c", True),
    ("a[^/]b[.-0]c", "axb/c", True),
    ("a\\/b", "a/b", True),
    ("[^\udcff]", "a", False),
    ("[^\ufffd]", "a", True),
    ("[^é]", "a", True),
    ("é", "a", False),
]

ELEMENTS = ["a", "b", "ab", "*", "?", "??", "a*", "*b", "a*b", "[ab]", "[^a]", "[a-c]*", "a?", "*.*", "?*"]
PATHS = ["/".join(path) for depth in (1, 2, 3) for path in product(("a", "b", "ab", "a.b"), repeat=depth)]

raw = st.text("ab*?[]^-\\./,! ", max_size=8)
elements = st.sampled_from(ELEMENTS)
globs = st.lists(elements, min_size=1, max_size=3).map("/".join)


def matched(xmod: Xmod, glob: str) -> set[str]:
    return {path for path in PATHS if xmod.matches(glob, path)}


@pytest.mark.parametrize(("patterns", "path", "wanted"), TABLE + ODD)
def test_table(xmod: Xmod, patterns: str, path: str, wanted: bool) -> None:
    """A pattern of N elements is matched, as a glob, against the first N elements of the path."""
    assert xmod.matches(patterns, path) == wanted
    assert matches(patterns, path) == wanted


@given(patterns=raw | st.lists(globs, max_size=3).map(",".join), path=st.text("ab./-", max_size=7))
@settings(max_examples=300, deadline=None)
def test_any_pattern_matches_what_go_matches(xmod: Xmod, patterns: str, path: str) -> None:
    """Whatever the list and the path, the answer is that of MatchPrefixPatterns."""
    for one in (path, *PATHS[::7]):
        assert matches(patterns, one) == xmod.matches(patterns, one), one


@given(glob=raw)
@example(glob="[^/]")
@example(glob="[\udcff]")
@settings(max_examples=300, deadline=None)
def test_a_malformed_glob_is_known(xmod: Xmod, glob: str) -> None:
    """A glob is malformed exactly where path.Match says so."""
    try:
        parse_glob(glob)
    except BadPattern:
        assert not xmod.accepts("glob", glob)
    else:
        assert xmod.accepts("glob", glob)


@given(wide=globs | raw, narrow=globs | raw)
@settings(max_examples=200, deadline=None)
def test_a_wider_pattern_matches_all_that_the_narrower_does(xmod: Xmod, wide: str, narrow: str) -> None:
    """`covers` never says so of a pattern that misses a path."""
    wide, narrow = wide.replace(",", ""), narrow.replace(",", "")
    if covers(wide, narrow):
        assert matched(xmod, narrow) <= matched(xmod, wide)


def test_covering_is_inclusion(xmod: Xmod) -> None:
    """Of two globs of one element, one covers the other if and only if it matches every text that it does."""
    texts = ["".join(chars) for length in range(4) for chars in product("abcd.", repeat=length)]
    found = {glob: {text for text in texts if xmod.matches(glob, text)} for glob in ELEMENTS}
    wanted = {(wide, narrow): found[narrow] <= found[wide] for wide in ELEMENTS for narrow in ELEMENTS}
    assert {pair: covers(*pair) for pair in wanted} == wanted


@given(globs=st.lists(elements, min_size=4, max_size=4))
@settings(max_examples=200, deadline=None)
def test_elements_are_covered_one_by_one(globs: list[str]) -> None:
    """A prefix covers what is below something it covers; a longer pattern covers it element for element."""
    a, b, c, d = globs
    assert covers(a, f"{c}/{d}") == covers(a, c)
    assert covers(f"{a}/{b}", f"{c}/{d}") == (covers(a, c) and covers(b, d))
    assert not covers(f"{a}/{b}", c)


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("*", "corp.example.com"),
        ("*", "*"),
        ("*", "*/*/v2"),
        ("**", "*"),
        ("corp.example.com", "corp.example.com/*"),
        ("corp.example.com/", "corp.example.com/team"),
        ("corp.example.com", "corp.example.com/"),
        ("*.example.com", "*.corp.example.com"),
        ("*.example.com", "git.example.com/team/*"),
        ("github.com/*", "github.com/org"),
        ("github.com/o?g", "github.com/org"),
        ("github.com/o?g", "github.com/o[a-z]g"),
        ("github.com/[a-z]*", "github.com/[b-d]x*"),
        ("github.com/[^a]", "github.com/[b-d]"),
        ("github.com/[a-cd-f]", "github.com/[a-f]"),
        ("*b*", "a*b*c"),
        ("*/*", "a/b/c"),
        ("corp.example.com", "corp.example.com/[a"),
        ("corp.example.com", ""),
    ],
)
def test_covers(wide: str, narrow: str) -> None:
    """A prefix covers what is below it, a glob what is more special, and anything a malformed pattern."""
    assert covers(wide, narrow)


@pytest.mark.parametrize(
    ("wide", "narrow", "missed"),
    [
        ("corp.example.com/*", "corp.example.com", "corp.example.com"),
        ("*.example.com", "example.com", "example.com"),
        ("*.example.com", "*.com", "a.com"),
        ("github.com/org", "github.com/Org", "github.com/Org"),
        ("github.com/o?g", "github.com/o*g", "github.com/og"),
        ("github.com/[a-c]", "github.com/?", "github.com/d"),
        ("github.com/[^a]", "github.com/*", "github.com/a"),
        ("*/*", "*", "a.com"),
        ("*/v2", "*/*", "a.com/v3"),
        ("none", "*", "a.com"),
        ("[a", "a.com", "a.com"),
        ("", "a.com", "a.com"),
        ("a*b", "a*", "a"),
    ],
)
def test_does_not_cover(xmod: Xmod, wide: str, narrow: str, missed: str) -> None:
    """One path that the narrower matches and the wider does not is enough."""
    assert not covers(wide, narrow)
    assert xmod.matches(narrow, missed)
    assert not xmod.matches(wide, missed)


def test_uncovered() -> None:
    """The patterns that no single other covers, in their order, as they were written."""
    wide = ["*.corp.example.com", "github.com/org"]
    narrow = ["b.example.com", "git.corp.example.com/x", "github.com/org/*", "github.com", "[a"]
    assert uncovered(narrow, iter(wide)) == ["b.example.com", "github.com"]


@pytest.mark.parametrize(
    ("value", "split", "trimmed"),
    [
        ("", [], []),
        (",,/", [], []),
        ("a.com,b.com/x/", ["a.com", "b.com/x"], ["a.com", "b.com/x"]),
        ("a.com, b.com ,a.com/", ["a.com", " b.com ", "a.com"], ["a.com", "b.com"]),
        ("a.com//", ["a.com/"], ["a.com/"]),
        ("none", ["none"], []),
        (" none ,a.com\t", [" none ", "a.com\t"], ["a.com"]),
    ],
)
def test_lists(value: str, split: list[str], trimmed: list[str]) -> None:
    """Go keeps blanks; a person did not mean them, nor repeats, nor `none`."""
    assert split_patterns(value) == split
    assert trimmed_patterns(value) == trimmed
