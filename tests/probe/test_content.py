"""The small files of a mirror, judged as the go command reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goenvctl.probe.content import BadInfo, Info, is_go_mod, judge_info, judge_latest, judge_list, parse_info
from goenvctl.probe.endpoint import Module
from goenvctl.probe.outcome import BROKEN, Finding
from goenvctl.web.answer import Answer
from goenvctl.web.timings import Timings
from tests.go.command import Go
from tests.go.served import Served
from tests.toolchains import ALL, NEWEST

LIB = Module("example.com/lib", "v1.0.0")
PSEUDO = "v0.0.0-20200101000000-0123456789ab"
DAY = 1577836800.0

INFOS: list[tuple[bytes, Info | None]] = [
    (b'{"Version":"v1.0.0","Time":"2020-01-01T00:00:00Z"}', Info("v1.0.0", DAY)),
    (b' {"version" : "v1.0.0",\r\n"TIME":"2020-01-01T01:00:00+01:00"}\n', Info("v1.0.0", DAY)),
    (b'{"Time":"2020-01-01T00:00:00.123456789Z"}', Info("", DAY)),
    (b'{"Time":"2020-01-01T00:00:00,5Z"}', Info("", DAY)),
    (b'{"Time":"2020-01-01T1:00:00+01:00"}', Info("", DAY)),
    (b'{"Time":"2020-01-01T00:00:00-24:60"}', Info("", DAY + 25 * 3600)),
    (b'{"Time":"9999-12-31T23:59:59-23:59"}', Info("", 253402387139.0)),
    ('{"ver\u017fion":"v1.0.0"}'.encode(), Info("v1.0.0", None)),
    (b'{"Version":"v1.0.0","version":null}', Info("v1.0.0", None)),
    (b'{"Origin":null}', Info("", None)),
    (b'{"Version":"v1.0.0","Time":null,"Origin":{"VCS":"git"},"x":[1,{}]}', Info("v1.0.0", None)),
    (b'{"Version":"v1","Version":"v1.0.0"}', Info("v1.0.0", None)),
    (b'{"Version":"\\u0076\\ud800"}', Info("v\ud800", None)),
    (b'{"Version":"v\xff"}', Info("v\ufffd", None)),
    (b'{"Time":"0001-01-01T00:00:00Z"}', Info("", -62135596800.0)),
    (b"{}", Info("", None)),
    (b"", None),
    (b"null x", None),
    (b"<html>", None),
    (b'{"Version":"v1.0.0"', None),
    (b'{"Version":"v1.0.0"}{}', None),
    (b"\xef\xbb\xbf{}", None),
    (b'{"Version":1}', None),
    (b'{"Version":["v1.0.0"]}', None),
    (b'["v1.0.0"]', None),
    (b'"v1.0.0"', None),
    (b'{"Version":"v1.0.0","x":NaN}', None),
    (b'{"Version":"v1.0.0","x":01}', None),
    (b'{"Version":"v1.0.0",}', None),
    (b'{"Version":"v1\n"}', None),
    (b'{"Version":"v1.0.0","Origin":"git"}', None),
    (b'{"Version":"v1.0.0","Origin":{"URL":1}}', None),
    (b'{"version":1,"Version":"v1.0.0"}', None),
    (b'{"Time":""}', None),
    (b'{"Time":1577836800}', None),
    (b'{"Time":"2020-01-01"}', None),
    (b'{"Time":"2020-01-01 00:00:00Z"}', None),
    (b'{"Time":"2020-13-01T00:00:00Z"}', None),
    (b'{"Time":"2020-02-30T00:00:00Z"}', None),
    (b'{"Time":"2020-01-01T24:00:00Z"}', None),
    (b'{"Time":"2020-01-01T00:00:60Z"}', None),
    (b'{"Time":"2020-01-01T00:00:00"}', None),
    (b'{"Time":"2020-01-01T00:00:00+0100"}', None),
    (b'{"Time":"2020-01-01T00:00:00,Z"}', None),
    ('{"Time":"２020-01-01T00:00:00Z"}'.encode(), None),
]


@pytest.fixture(scope="module", params=ALL, ids=str)
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(Go(request.param, tmp_path_factory.mktemp("go"))) as answers:
        yield answers


@pytest.fixture(scope="module")
def newest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(Go(NEWEST, tmp_path_factory.mktemp("newest"))) as answers:
        yield answers


@pytest.mark.parametrize(("body", "info"), INFOS, ids=repr)
def test_an_info(served: Served, body: bytes, info: Info | None) -> None:
    """An `.info` is JSON of a version and its time, as Go's decoder takes it."""
    assert read(body) == info
    said = served.info(body)
    assert bool(said.error) == (info is None), said
    if info:
        assert said.values[0] == info.version.encode("utf-8", "replace").decode().replace("?", "\ufffd")


texts = (
    st.sampled_from([LIB.version, PSEUDO, "", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00.5+23:59"])
    | st.text()
)
names = st.sampled_from(["Version", "version", "vERSION", "Time", "time", "Origin", "x", "VCS", "URL"])
leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=3),
    max_leaves=4,
)
figures = st.integers(0, 99).map("{:02}".format)
times = st.builds(
    "{}-{}-{}T{}:{}:{}{}".format,
    st.integers(1, 9999).map("{:04}".format),
    *[figures] * 5,
    st.sampled_from(
        [
            "Z",
            "z",
            "+00:00",
            "-23:59",
            "+24:60",
            "+25:00",
            "-01:61",
            "+1:00",
            ".5Z",
            ".Z",
            ".123456789Z",
            "",
            " ",
        ]
    ),
)


@given(info=st.dictionaries(names, values | times, max_size=4))
@settings(max_examples=1000, deadline=None)
def test_any_info(newest: Served, info: dict[str, Any]) -> None:
    """What Go cannot read is no `.info`, and what it can is read alike."""
    body = json.dumps(info, ensure_ascii=False).encode("utf-8", "surrogatepass")
    said, mine = newest.info(body), read(body)
    assert bool(said.error) == (mine is None), said
    if mine:
        assert said.values[0] == mine.version
        assert mine.time is None or int(said.values[1]) == int(mine.time // 1)


LISTS = [
    (b"v1.0.0\n", None),
    (b"v0.9.0\nv1.0.0 2020-01-01T00:00:00Z\n", None),
    (b"\r\n  v1.0.0\r\n", None),
    (b"v1.0.0", None),
    (b"v1.0.1\nv1.0.0-rc.1\n", "does not name v1.0.0"),
    (b"version v1.0.0\nv1.0.1\n", "does not name v1.0.0"),
    (b"", "names no version"),
    (PSEUDO.encode() + b"\n", "names no version"),
    (b"1.0.0\nv1.0.0,\n", "names no version"),
    (b"<html>\nno v1.0.0\n</html>", "is a web page"),
]


@pytest.mark.parametrize(("body", "why"), LISTS, ids=repr)
def test_a_list(body: bytes, why: str | None) -> None:
    """The list of a module with tagged versions names the one that was asked for."""
    said = f"the list of example.com/lib {why}"
    expected = why and Finding(BROKEN, "bad-list", said, "list")
    assert judge_list(answer(body), LIB) == expected


VERSIONS = ["v1.0.0", "v1.0.0-rc.1", "v2.0.0+incompatible", "v1.2.3-20200101000000-0123456789ab", PSEUDO]
VERSIONS += ["v1.2.4-0.20200101000000-0123456789ab", "v1.2.4-rc.1.0.20200101000000-0123456789ab"]
words = st.sampled_from([*VERSIONS, "v1", "x", "<", "\n", "\r\n", " ", "\t", "\u3000", "\xa0"])


@given(version=st.sampled_from(VERSIONS), words=st.lists(words, max_size=8))
@settings(max_examples=1000, deadline=None)
def test_any_list(newest: Served, version: str, words: list[str]) -> None:
    """Words and lines are Go's. A pseudo-version stands in no list."""
    body = "".join(words).encode()
    is_tagged = newest.versions(version.encode()) == (version,)
    is_named = version in newest.versions(body)
    assert (judge_list(answer(body), Module(LIB.path, version)) is None) == (is_named or not is_tagged)


@pytest.mark.parametrize(
    ("body", "reason", "said"),
    [
        (b'{"Version":"v1.0.0"}', "", ""),
        (b'{"Version":"v1.0.1"}', "bad-info", ".info of example.com/lib@v1.0.0 says 'v1.0.1'"),
        (b'{"Version":"v1"}', "bad-info", ".info of example.com/lib@v1.0.0 says 'v1'"),
        (b"{}", "bad-info", ".info of example.com/lib@v1.0.0 says ''"),
        (b"v1.0.0", "bad-info", ".info of example.com/lib@v1.0.0: it is no JSON"),
        (b"[]", "bad-info", ".info of example.com/lib@v1.0.0: it is JSON of something else"),
        (b'{"Version":1}', "bad-info", ".info of example.com/lib@v1.0.0: its Version is no text"),
        (b'{"Time":"now"}', "bad-info", ".info of example.com/lib@v1.0.0: its Time is no time"),
        (b'{"Origin":1}', "bad-info", ".info of example.com/lib@v1.0.0: its Origin is no object"),
        (b" <!doctype html>", "not-a-mirror", "answers with a web page where Go expects JSON"),
    ],
    ids=repr,
)
def test_a_judged_info(body: bytes, reason: str, said: str) -> None:
    """An `.info` names the version that was asked for; a web page in its place is no mirror's."""
    assert judge_info(answer(body), LIB) == (Finding(BROKEN, reason, said, ".info") if reason else None)


def test_json_with_the_wrong_type() -> None:
    """Content-Type is no matter where the JSON is good."""
    page = answer(b'{"Version":"v1.0.0"}', {"content-type": "text/html"})
    assert judge_info(page, LIB) is None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"Version":"v1.0.0"}', ""),
        (b'{"Version":"v2.0.0-rc.1+incompatible","Time":"2020-01-01T00:00:00Z"}', ""),
        (b'{"Version":"v0.0.0-20200101000000-0123456789ab"}', ""),
        (b'{"Version":"v1"}', "@latest says 'v1'"),
        (b'{"Version":"1.0.0"}', "@latest says '1.0.0'"),
        (b'{"Version":"v01.0.0"}', "@latest says 'v01.0.0'"),
        (b'{"Version":"v1.0.0\\u001b[2J"}', "@latest says 'v1.0.0\\x1b[2J'"),
        (b"", "@latest: it is no JSON"),
    ],
    ids=repr,
)
def test_latest(body: bytes, said: str) -> None:
    """`@latest` names a version."""
    assert judge_latest(answer(body)) == (Finding(BROKEN, "bad-info", said, "@latest") if said else None)


@pytest.mark.parametrize(
    ("body", "kind", "could_be"),
    [
        (b"module example.com/lib\n", "text/plain", True),
        (b"// old\nmodule x", "", True),
        (b"<html>module</html>", "text/plain", False),
        (b"module example.com/lib\n", "text/html; charset=utf-8", True),  # go looks at no type
        (b"not found", "text/plain", False),
        (b"", "text/plain", False),
    ],
    ids=repr,
)
def test_a_go_mod(body: bytes, kind: str, could_be: bool) -> None:
    """A go.mod has the word `module` in it and does not begin as a web page does."""
    assert is_go_mod(answer(body, {"content-type": kind})) == could_be


def answer(body: bytes, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(200, headers or {}, body, len(body), "http://127.0.0.1/", Timings(), None)


def read(body: bytes) -> Info | None:
    try:
        return parse_info(body)
    except BadInfo:
        return None
