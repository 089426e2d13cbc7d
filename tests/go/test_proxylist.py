"""GOPROXY lists: accepted where the real go accepts them, and walked as it walks them."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goenvctl.go.proxylist import Entry, ProxyListError, parse_proxy_list
from tests.go.command import Go
from tests.toolchains import NEWEST

REFUSAL = re.compile(
    "GOPROXY list is not the empty string, but contains no entries"
    r"|invalid proxy URL (missing scheme|scheme \(must be https, http, file\)): "
    '|invalid file:// proxy URL with non-path elements: |: parse "'
)

ACCEPTED = [
    "https://proxy.golang.org,direct",
    "https://a.b|https://c.d|direct",
    "HTTPS://a.b",
    "https://a.b/",
    "https://a.b//c/../d?e=f#g",
    "https://u:p%40@a.b",
    "https://a.b:8443",
    "https://a.b:",
    "https://[::1]:80",
    "http:/x",
    "http://",
    "https://",
    "goproxy.io",
    "goproxy.io/x,direct",
    "./x",
    "x/y",
    "a.b:80",
    " a.b\t,\n direct\r\n",
    "\u3000a.b\u2003,off",
    ",,|a.b,|",
    "\u200ba.b:80",
    "https://a.b;https://c.d",
    "file:///abs",
    "file:///a b/é%20",
    "file:///",
    "file://",
    "off",
    "direct",
    "off,ftp://nonsense",
    "direct,nonsense",
    "a.b,direct|nonsense",
    "a.b,off,://",
]
REFUSED = [
    ("", ""),
    (" ", ""),
    (",", ""),
    ("|, ,", ""),
    ("proxy", "proxy"),
    ("OFF", "OFF"),
    ("Direct", "Direct"),
    ("none", "none"),
    ("localhost", "localhost"),
    ("di rect", "di rect"),
    ("/abs/path", "/abs/path"),
    ("//a.b", "//a.b"),
    ("ftp://a.b", "ftp://a.b"),
    ("socks5://a.b", "socks5://a.b"),
    ("c:/x", "c:/x"),
    ("file:rel", "file:rel"),
    ("http:x", "http:x"),
    ("file:/x", "file:/x"),
    ("file://host/x", "file://host/x"),
    ("file://localhost/x", "file://localhost/x"),
    ("file://u@/x", "file://u@/x"),
    ("file:///x?", "file:///x?"),
    ("file:///x?y", "file:///x?y"),
    ("file:///x#y", "file:///x#y"),
    ("file:///%zz", "file:///%zz"),
    ('"https://a.b"', '"https://a.b"'),
    ("'https://a.b'", "'https://a.b'"),
    ("://a.b", "://a.b"),
    ("https://[::1", "https://[::1"),
    ("https://a.b:port", "https://a.b:port"),
    ("a;b", "a;b"),
    ("https://a.b https://c.d", "https://a.b https://c.d"),
    ("https://a b/", "https://a b/"),
    ("https://a.b\x01", "https://a.b\x01"),
    ("https://a.b,nonsense", "nonsense"),
    ("https://a.b,ftp://c,direct", "ftp://c"),
    ("a.b\x1c", "a.b\x1c"),
]
NEW_REFUSALS = ["https://a:1:2", "https://[foo]", "https://[1.2.3.4]", "https://a[b"]

urls = "https:// http:/ file:// file: ftp:// a.b /x :80 [::1] ?q #f %41 %2".split()
words = st.sampled_from([*urls, *'x:@ é."\\\t\n\xa0\u2028\x1f', "off", "direct", "OFF"])
entries = st.lists(words, max_size=3).map("".join)
lists = st.lists(entries | st.sampled_from(",|"), max_size=6).map("".join)


def accepted(value: str) -> bool:
    try:
        parse_proxy_list(value)
    except ProxyListError:
        return False
    return True


def refused_by_go(go: Go, value: str) -> bool:
    """Does the list itself make a download fail? None ever gets as far as a network."""
    file = go.folder / "goproxy"
    file.write_text("GOPROXY=\n")  # for the empty value, which the environment cannot give
    error = go.download(
        "example.com/a@v1.0.0",
        GOPROXY=value,
        GOENV=str(file),
        GOSUMDB="off",
        GODEBUG="cmdgonetlimit=0",
    )
    assert error
    return bool(REFUSAL.search(error))


@pytest.mark.parametrize("value", ACCEPTED, ids=repr)
def test_accepted(go: Go, value: str) -> None:
    """What go takes for a list of proxies is one; what stands after `off` or `direct` is not looked at."""
    assert not refused_by_go(go, value)
    assert accepted(value)


@pytest.mark.parametrize(("value", "entry"), REFUSED, ids=repr)
def test_refused(go: Go, value: str, entry: str) -> None:
    """One entry that is no proxy spoils the list, and is named; a list without entries is none."""
    assert refused_by_go(go, value)
    with pytest.raises(ProxyListError) as error:
        parse_proxy_list(value)
    assert error.value.entry == entry


@pytest.mark.parametrize("value", NEW_REFUSALS)
def test_refused_by_the_newest(go: Go, value: str) -> None:
    """An address that only a newer go refuses is refused for all: it breaks with the next update."""
    assert go.toolchain != NEWEST or refused_by_go(go, value)
    assert not accepted(value)


@given(value=lists)
@example(value="https://a.b,,|")
@example(value="file:/x")
@settings(max_examples=100, deadline=None)
def test_any_value(go: Go, value: str) -> None:
    """What we accept every go accepts; the newest accepts no more than we do."""
    if accepted(value):
        assert not refused_by_go(go, value)
    elif go.toolchain == NEWEST:
        assert refused_by_go(go, value)


def test_entries() -> None:
    """An entry keeps its text and what follows it; its address has the scheme that go adds."""
    parsed = parse_proxy_list(" a.b |, HTTP://u@c.d/x/,file:///e|direct|f.g,h")
    assert parsed.entries == (
        Entry("a.b", "mirror", "https://a.b", "|"),
        Entry("HTTP://u@c.d/x/", "mirror", "HTTP://u@c.d/x/", ","),
        Entry("file:///e", "file", "file:///e", "|"),
        Entry("direct", "direct", "", "|"),
    )
    assert parsed.ignored == ("f.g", "h")
    assert [entry.text for entry in parsed.mirrors] == ["a.b", "HTTP://u@c.d/x/"]
    assert [entry.address.hostname for entry in parsed.entries] == ["a.b", "c.d", "", ""]


@pytest.mark.parametrize(
    ("value", "asks_no_mirror", "has_direct"),
    [
        ("off", True, False),
        ("file:///x", True, False),
        ("file:///x,off", True, False),
        ("file:///x,direct", False, True),
        ("a.b,direct", False, True),
        ("a.b,off,direct", False, False),
        ("off,a.b", True, False),
    ],
)
def test_who_hears_of_a_module(value: str, asks_no_mirror: bool, has_direct: bool) -> None:
    """Only `off` and folders ask nobody; what is never reached does not count."""
    parsed = parse_proxy_list(value)
    assert (parsed.asks_no_mirror, parsed.has_direct) == (asks_no_mirror, has_direct)
