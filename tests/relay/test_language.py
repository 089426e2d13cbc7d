"""`goenvctl exec` in another language: what `go` prints of the relay is English, our own line is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.home import Ended, Home
from tests.relay.places import Places
from tests.relay.scenes import FETCH
from tests.relay.stock import Stock


@pytest.fixture
def places(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    with Places(Stock(tmp_path_factory.mktemp("stock") / "stock"), home) as places:
        yield places


def test_what_go_prints(places: Places) -> None:
    """The relay's answers are the same in every language: `why` reads them out of what `go` printed."""
    goproxy = "{a.503:.info}|http://127.0.0.1:9|{b.403:.info}"
    english, chinese = (_exec(places, language, goproxy) for language in ("en", "zh"))
    assert (english.code, chinese.code) == (1, 1)
    assert _response(chinese) == _response(english)
    assert "127.0.0.1:9 refuses the connection" in _response(english)


def test_what_a_person_is_told(places: Places) -> None:
    """Once the command has ended the person's language is spoken again."""
    ended = _exec(places, "zh", "{a.503:.zip}|{b}")
    [line] = places.unfill(ended.stderr).splitlines()
    assert (ended.code, line.isascii()) == (0, False)
    for word in ("{a.503:.zip}", "{b}", "server-error"):
        assert word in line


def _response(ended: Ended) -> str:
    return ended.stderr.partition("server response:")[2]


def _exec(places: Places, language: str, goproxy: str) -> Ended:
    environ = {
        "GOPROXY": goproxy,
        "GOSUMDB": "{key} {database}",
        "GOTOOLCHAIN": "local",
        "PATH": f"{places.home.bin}:/usr/bin:/bin",
        "SSL_CERT_FILE": "{ca}",
    }
    given = {name: places.fill(value) for name, value in environ.items()}
    return places.home.goenvctl("exec", "--lang", language, "--", *FETCH.split(), env=given)
