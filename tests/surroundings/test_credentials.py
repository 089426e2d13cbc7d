"""A mirror that demands credentials is healthy exactly when `go` has them; nobody else gets to see them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from tests.fakes.server import Response
from tests.fakes.tls import TlsMirror
from tests.surroundings.both import Checked, Fetched, User, check, go
from tests.surroundings.logins import CASES, LOGIN, NETRC, RIGHT, SECRET, Case
from tests.surroundings.stage import Stage
from tests.surroundings.together import together
from tests.surroundings.verdicts import FINE

Answers = dict[Case, Future[tuple[Fetched, Checked, list[str]]]]


@pytest.fixture(scope="module")
def answers(request: pytest.FixtureRequest, stage: Stage) -> Answers:
    server = stage.server("127.0.0.1")

    def run(case: Case) -> tuple[Fetched, Checked, list[str]]:
        with TlsMirror(stage.tree, server, demands=case.demands) as mirror:
            user, url = case.user(stage, mirror.place), case.url(mirror.place)
            fetched = go(user, url)
            checked = check(user) if case.is_set else check(user, url)
        secrets = (SECRET, LOGIN.removeprefix("Basic "))
        return fetched, checked, [name for secret in secrets for name in _holding(secret, user, checked)]

    return together(request, Case, run)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_verdict(answers: Answers, case: Case) -> None:
    """Credentials of the URL, of netrc and of GOAUTH count as they do for go; without them it is denied."""
    fetched, checked, _ = answers[case].result()
    assert (fetched.word, *checked.finding) == case.expected, fetched.said


@pytest.mark.parametrize("case", CASES, ids=str)
def test_secret(answers: Answers, case: Case) -> None:
    """A password is in no output and in no file that goenvctl keeps."""
    _, _, leaks = answers[case].result()
    assert leaks == []


def test_records_are_kept(stage: Stage) -> None:
    """Where no password is found there is something to look into: the outcome is in the records."""
    with TlsMirror(stage.tree, stage.server("127.0.0.1"), demands=LOGIN) as mirror:
        user = stage.user({})
        check(user, f"https://{RIGHT}{mirror.place}")
        assert list(_holding(mirror.place, user))


@pytest.mark.parametrize("userinfo", ["", RIGHT], ids=["netrc", "the URL"])
def test_redirect(stage: Stage, tmp_path: Path, userinfo: str) -> None:
    """Behind a redirect to another port no credentials are shown, though go shows those of netrc there."""
    context = stage.server("127.0.0.1")
    with TlsMirror(stage.tree, context) as target, TlsMirror(stage.tree, context) as mirror:
        mirror.fault = lambda path: Response(b"", 302, {"Location": target.url + path})
        netrc = tmp_path / "netrc"
        netrc.write_text("" if userinfo else NETRC.replace("{place}", mirror.place))
        user, url = stage.user({"NETRC": str(netrc)}), f"https://{userinfo}{mirror.place}"
        fetched, theirs = go(user, url), _take(target)
        checked, ours = check(user, url), _take(target)
        assert (fetched.word, *checked.finding) == FINE
        assert _take(mirror) == {LOGIN}
        assert theirs == {"" if userinfo else LOGIN}
        assert ours == {""}


def _holding(text: str, user: User, checked: Checked | None = None) -> Iterator[str]:
    """Where the text stands: in an output, or in a file of the user's state."""
    if checked:
        outputs = {"stdout": checked.ended.stdout, "stderr": checked.ended.stderr}
        yield from (name for name, output in outputs.items() if text in output)
    files = [path for path in user.home.state.rglob("*") if path.is_file()]
    yield from (path.name for path in files if text.encode() in path.read_bytes())


def _take(mirror: TlsMirror) -> set[str]:
    """The headers Authorization that it has seen since the last time."""
    seen, mirror.asked = {asked.authorization for asked in mirror.asked}, []
    return seen
