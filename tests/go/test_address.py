"""URLs, judged by net/url itself."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goenvctl.go.address import Address, AddressError, parse_address
from tests.go.xmod import Xmod
from tests.toolchains import NEWEST, Toolchain

ADDRESSES = [
    "https://a.b",
    "HTTPS://A.B/C",
    "https://a.b:8080/c/d?q=1#f",
    "https://a.b:/",
    "https://u:p@a.b/c",
    "https://u@a@b",
    "https://@a",
    "https://u%41:%42@a",
    "http://[::1]:80/x",
    "http://[fe80::1%25en0]",
    "http://[fe80::1%25en%20x]",
    "https://a.b/%41%2f",
    "https://a.b/é",
    "https://é.b",
    "https://a%E9.b",
    "https://a.b?",
    "https://a.b/?x=%zz",
    "https://a.b#x\n",
    "https://",
    "https:///x",
    "https:/x",
    "https:x/y",
    "file:///x",
    "file:/x",
    "file://h/x",
    "//a.b/c",
    "///a",
    "/a:b",
    "a/b:c",
    "*",
    "",
    "a.b-c+d:x",
]
REFUSED = [
    ("https://a:b", "invalid port after host"),
    ("https://[::1]x", "invalid port after host"),
    ("https://[::1", "missing ']' in host"),
    ("https://a b", 'invalid character " " in host name'),
    ("https://a%41", 'invalid URL escape "%41"'),
    ("https://a/%4", 'invalid URL escape "%4"'),
    ("https://a/%zz1", 'invalid URL escape "%zz"'),
    ("https://a#%zz", 'invalid URL escape "%zz"'),
    ("https://u%@a", 'invalid URL escape "%"'),
    ("https://u w@a", "invalid userinfo"),
    ("https://a/\n", "invalid control character in URL"),
    ("https://a/\x7f", "invalid control character in URL"),
    ("://a", "missing protocol scheme"),
    ("1a:b", "first path segment in URL cannot contain colon"),
    ('"https://a"', "first path segment in URL cannot contain colon"),
]
STRICT = [
    "https://a:1:2",
    "https://[foo]",
    "https://[1.2.3.4]",
    "https://a[b",
    "https://a[::1]",
    "https://[]",
]

parts = st.one_of(
    st.sampled_from(
        ["https:", "http:", "file:", "ftp:", "//", "/", "a.b", ":80", ":", "@", "?", "#", "[::1]"]
    ),
    st.sampled_from(["%41", "%25", "%E9", "%2", "[", "]", " ", "é", '"', "^", "\\\\", "+", "1", "{", "\x01"]),
)
addresses = st.lists(parts, max_size=7).map("".join)
plain = st.lists(parts, max_size=5).map(lambda words: "https://" + "".join(words))


def parsed(text: str) -> Address | None:
    try:
        return parse_address(text)
    except AddressError:
        return None


def agrees(ours: Address, theirs: tuple[str, ...]) -> bool:
    """The same parts; Go decodes what is escaped, which we leave as it is."""
    decoded = (unquote(part, errors="surrogateescape") for part in (ours.host, ours.path, ours.fragment))
    parts = (ours.scheme, str(ours.userinfo is not None).lower(), *decoded, ours.opaque)
    return parts == theirs[:-1] and ours.query in (theirs[-1], "?")  # we mark a query that is there but empty


@pytest.mark.parametrize("text", ADDRESSES)
def test_accepted(xmod: Xmod, text: str) -> None:
    """What every Go takes for a URL is one, with the same parts."""
    assert agrees(parse_address(text), xmod.ask("url", text).values)


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_refused(xmod: Xmod, text: str, reason: str) -> None:
    """What every Go refuses is refused, for Go's reason."""
    with pytest.raises(AddressError) as error:
        parse_address(text)
    assert str(error.value) == reason
    unechoed = re.sub('port ".*" after', "port after", xmod.ask("url", text).error)
    assert unechoed.endswith(reason)


@pytest.mark.parametrize("text", STRICT)
def test_refused_by_the_newest(xmod: Xmod, toolchain: Toolchain, text: str) -> None:
    """What only a newer Go refuses is refused for all: it must not break with the next update."""
    assert parsed(text) is None
    assert toolchain != NEWEST or not xmod.accepts("url", text)


@given(text=addresses | plain)
@example(text="https://[::1]]")
@example(text="//a:1:2")
@settings(max_examples=500, deadline=None)
def test_any_text(xmod: Xmod, toolchain: Toolchain, text: str) -> None:
    """What we accept every Go accepts, with the same parts; the newest accepts no more than we do."""
    ours, theirs = parsed(text), xmod.ask("url", text)
    if ours:
        assert not theirs.error
        assert agrees(ours, theirs.values)
    elif toolchain == NEWEST:
        assert theirs.error


@pytest.mark.parametrize(
    ("text", "hostname"),
    [
        ("https://A.B.:80/x", "a.b"),
        ("https://u:p@a.b", "a.b"),
        ("https://[FE80::1]:80", "fe80::1"),
        ("/x", ""),
    ],
)
def test_hostname(text: str, hostname: str) -> None:
    """The host alone, in lower case, without port, brackets and final dot."""
    assert parse_address(text).hostname == hostname
