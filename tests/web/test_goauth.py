"""GOAUTH and the answers of helpers, judged by the package of the go command that reads them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goenvctl.go.version import Version
from goenvctl.web.goauth import (
    BadAnswer,
    BadGoauth,
    Method,
    canonical,
    parse_answer,
    parse_git_answer,
    parse_goauth,
)
from tests.go.command import Go
from tests.toolchains import ALL
from tests.web.oracle import Oracle, auth_oracle

NETRC = Method("netrc")
GIT = "GOAUTH=git dir method requires an absolute path to the git working directory"


@pytest.fixture(scope="module", params=[go for go in ALL if go.version >= Version(1, 24)], ids=str)
def oracle(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oracle]:
    with auth_oracle(Go(request.param, tmp_path_factory.mktemp("go"))) as child:
        yield child


@pytest.mark.parametrize(
    ("value", "methods"),
    [
        ("", [NETRC]),
        ("netrc", [NETRC]),
        (" netrc and more ", [NETRC]),
        ("off", []),
        ("\toff", []),
        ("off too", []),
        ("OFF", [Method("command", ("OFF",))]),
        ("/bin/x; netrc", [Method("command", ("/bin/x",)), NETRC]),
        ("netrc;x 'a b' \"c d\" e'f'", [NETRC, Method("command", ("x", "a b", "c d", "e'f'"))]),
        ("x 'a'b ''", [Method("command", ("x", "a", "b", ""))]),
        ("x 'a", [Method("command")]),
        ('x "a', [Method("command")]),
        ("x\u3000y", [Method("command", ("x\u3000y",))]),
        ("'off'", [Method("command", ("off",))]),
        ("git /", [Method("git", ("/",))]),
        ("git\u3000/", [Method("git", ("/",))]),
    ],
    ids=repr,
)
def test_a_value(value: str, methods: list[Method]) -> None:
    """Methods stand between semicolons; words may be quoted where they begin."""
    assert list(parse_goauth(value)) == methods


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("netrc;", "GOAUTH encountered an empty command"),
        (";", "GOAUTH encountered an empty command"),
        (" ", "GOAUTH encountered an empty command"),
        ("netrc; \u3000;netrc", "GOAUTH encountered an empty command"),
        ("off;netrc", "GOAUTH=off cannot be combined with other authentication commands"),
        ("netrc;off", "GOAUTH=off cannot be combined with other authentication commands"),
        (";off", "GOAUTH=off cannot be combined with other authentication commands"),
        ("off;", "GOAUTH encountered an empty command"),
        ("git", GIT),
        ("git / /", GIT),
        ("git '/a b'", GIT),
        ("git .", f"{GIT}, dir is not absolute"),
        ("git /dev/null", f"{GIT}, dir is not a directory"),
        ("git /nowhere", "GOAUTH=git encountered an error; cannot stat dir: no such file or directory"),
    ],
    ids=repr,
)
def test_a_bad_value(oracle: Oracle, value: str, message: str) -> None:
    """Go stops at an empty item, at `off` among others and at git without a folder, and so do we."""
    fault = oracle.ask("stops", value).error
    assert fault.replace("stat /nowhere: stat /nowhere", "stat dir").startswith(f"go: {message}")
    with pytest.raises(BadGoauth) as error:
        parse_goauth(value)
    assert str(error.value) == message


ANSWERS: list[tuple[bytes, dict[str, dict[str, str]]]] = [
    (b"", {}),
    (b"https://a.com\n\nX: y\n\n", {"a.com": {"X": "y"}}),
    (b"https://a.com/\n\nX: y\n\n", {"a.com/": {"X": "y"}}),
    (
        b"https://a.com/b\nhttps://c.com\n\nX: y\nZ: z\n\n",
        {"a.com/b": {"X": "y", "Z": "z"}, "c.com": {"X": "y", "Z": "z"}},
    ),
    (b"https://a.com\n\n\n", {"a.com": {}}),
    (b"\nX: y\n\n", {}),
    (b"\n\n", {}),
    (
        b"https://a.com\n\nX: y\n\nhttps://a.com\n\nZ: z\n\nhttps://b.com\n\nX: y\n\n",
        {"a.com": {"Z": "z"}, "b.com": {"X": "y"}},
    ),
    (b"https://a.com\n\nx-some-THING: y\nX-Some-Thing: z\n\n", {"a.com": {"X-Some-Thing": "y, z"}}),
    (b"https://a.com\n\nX:  y z\t\n\n", {"a.com": {"X": "y z"}}),
    (b"https://a.com\n\nX: \n\n", {"a.com": {"X": ""}}),
    (b"https://a.com\n\nX: a\tb\xe9\xc3\xa9\xc2\xa0\n\n", {"a.com": {"X": "a\tb\xe9\xc3\xa9"}}),
    (b"HTTPS://A.com\n\nX: y\n\n", {"A.com": {"X": "y"}}),
    (b"http://a.com\n\nX: y\n\n", {"http://a.com": {"X": "y"}}),
    (b"https://u:p@a.com/b?c#d\n\nX: y\n\n", {"u:p@a.com/b?c#d": {"X": "y"}}),
    (b"https://a.com/\xc3\xa9#d\n\nX: y\n\n", {"a.com/%C3%A9%23d": {"X": "y"}}),
    (b"/a\n*\nmailto:a\n\nX: y\n\n", {"/a": {"X": "y"}, "*": {"X": "y"}, "mailto:a": {"X": "y"}}),
]

NO_ANSWERS = [
    (b"https://a.com", "the last line does not end"),
    (b"https://a.com\n", "an empty line is missing"),
    (b"https://a.com\n\n", "an empty line is missing"),
    (b"https://a.com\n\nX: y\n", "an empty line is missing"),
    (b"https://a.com\n\nX: y\n\n\n", "an empty line is missing"),
    (b"https://a.com\n\nX: y\n\nhttps://b.com\n\n", "an empty line is missing"),
    (b"a.com\n\nX: y\n\n", "a line where a URL must be is none"),
    (b" https://a.com\n\nX: y\n\n", "a line where a URL must be is none"),
    (b"https://a.com\r\n\r\nX: y\r\n\r\n", "an empty line is missing"),
    (b"https://a.com:port\n\nX: y\n\n", "a line where a URL must be is none"),
    (b"/%zz\n\nX: y\n\n", "a line where a URL must be is none"),
    (b"https://a.com\n\nX:y\n\n", "a line where a header must be is none"),
    (b"https://a.com\n\n: y\n\n", "a line where a header must be is none"),
    (b"https://a.com\n\nX Y: z\n\n", "a line where a header must be is none"),
    (b"https://a.com\n\nX\xc3\xa9: z\n\n", "a line where a header must be is none"),
    (b"https://a.com\n\nX: y\x07z\n\n", "a line where a header must be is none"),
    (b'{"Authorization": "secret"}\n\n\n', "a line where a URL must be is none"),
]


def theirs(oracle: Oracle, data: bytes) -> dict[str, dict[str, str]] | None:
    """What Go reads, or None where it reads nothing."""
    answer = oracle.ask("answer", os.fsdecode(data))
    if answer.error:
        return None
    found = {}
    for value in answer.values:
        prefix, *lines = os.fsencode(value).split(b"\n")
        headers = (line.decode("latin-1").partition(": ") for line in lines)
        found[os.fsdecode(prefix)] = {name: text for name, _, text in headers}
    return found


@pytest.mark.parametrize(("data", "answer"), ANSWERS, ids=repr)
def test_an_answer(oracle: Oracle, data: bytes, answer: dict[str, dict[str, str]]) -> None:
    """Blocks of URLs and headers; the later block wins, and headers of one name are joined."""
    assert parse_answer(data) == answer
    assert theirs(oracle, data) == answer


@pytest.mark.parametrize(("data", "message"), NO_ANSWERS, ids=repr)
def test_no_answer(oracle: Oracle, data: bytes, message: str) -> None:
    """One line that is wrong voids the whole answer, and is not repeated."""
    assert theirs(oracle, data) is None
    with pytest.raises(BadAnswer) as error:
        parse_answer(data)
    assert str(error.value) == message


lines = st.sampled_from(
    [b"", b"", b"", b"https://a.com", b"https://b.com/c/", b"X: y", b"x: z", b"*", b"/a:b?c", b"https:opaque"]
) | st.binary(max_size=6)


@given(parts=st.lists(lines, max_size=12))
@settings(max_examples=500, deadline=None)
def test_any_answer(oracle: Oracle, parts: list[bytes]) -> None:
    """Whatever a helper writes, we read in it what Go reads."""
    data = b"\n".join(parts)
    try:
        assert parse_answer(data) == theirs(oracle, data)
    except BadAnswer:
        assert theirs(oracle, data) is None


GIT_ANSWERS = [
    (b"", ("", "", "")),
    (
        b"protocol=https\nhost=a.com\nusername=bob\npassword=secr3t\n",
        ("https://a.com", "bob", "secr3t"),
    ),
    (b" protocol=https \nhost=a.com:8443\npath=b/c d\n", ("https://a.com:8443/b/c%20d", "", "")),
    (b"protocol=https\nhost=a.com\npassword==a=b=\r\n", ("https://a.com", "", "=a=b=")),
    (b"url=https://a.com/b\nhost=c.com\n", ("https://c.com/b", "", "")),
    (b"host=c.com\nurl=https://a.com/b\n", ("https://a.com/b", "", "")),
    (b"protocol=https\nhost=a.com\nurl=%zz\n", ("https://a.com", "", "")),
    (b"protocol=https\nhost=a.com\nurl=a.com\n", ("https://a.com", "", "")),
    (b"url=https://u:p@a.com/b?c\n", ("https://u:p@a.com/b?c", "", "")),
    (b"protocol=https\n", ("https:", "", "")),
    (b"protocol=https\npath=/b\n", ("https:///b", "", "")),
    (b"host=a.com\n", ("//a.com", "", "")),
    (b"protocol:https\nhost:a.com\n", ("", "", "")),
    (b"username=\xc3\xa9\npassword=\xe9\n", ("", "é", "\udce9")),
]


@pytest.mark.parametrize(("data", "answer"), GIT_ANSWERS, ids=repr)
def test_an_answer_of_git(oracle: Oracle, data: bytes, answer: tuple[str, str, str]) -> None:
    """Lines of key=value; a URL may come whole or in parts."""
    assert parse_git_answer(data) == oracle.ask("git", os.fsdecode(data)).values == answer


keys = st.sampled_from(["protocol", "host", "path", "username", "password", "url", "quit"])
given_values = st.sampled_from(
    ["https", "a.com", "a.com:1", "[::1]", "b/c", "/b c", "%", "é", "https://a.com/b?c", "a=b", ""]
)


@given(pairs=st.lists(st.tuples(keys, given_values), max_size=6))
@settings(max_examples=500, deadline=None)
def test_any_answer_of_git(oracle: Oracle, pairs: list[tuple[str, str]]) -> None:
    """Whatever git writes, we read in it what Go reads."""
    data = "".join(f"{key}={value}\n" for key, value in pairs)
    assert parse_git_answer(data.encode()) == oracle.ask("git", data).values


@pytest.mark.parametrize(
    ("url", "spelled"),
    [
        ("https://a.com", "https://a.com"),
        ("HTTPS://A.com:/b/", "https://A.com:/b/"),
        ("https://u:p%40@a.com/b?c=d/e", "https://u:p%40@a.com/b?c=d/e"),
        ("https://a.com/!b/@v/v1.0.0+incompatible.info", "https://a.com/!b/@v/v1.0.0+incompatible.info"),
        ("https://[::1]:8443/", "https://[::1]:8443/"),
        ("https://中.com/é", "https://%E4%B8%AD.com/%C3%A9"),
    ],
)
def test_how_a_url_is_spelled(url: str, spelled: str) -> None:
    """A URL is compared in the form that Go gives it."""
    assert canonical(url) == spelled


def test_a_method_keeps_its_secret(tmp_path: Path) -> None:
    """What is run may hold a secret, so a method that is shown shows its kind alone."""
    assert repr(parse_goauth("helper --token secret;netrc")) == "(Method('command'), Method('netrc'))"
