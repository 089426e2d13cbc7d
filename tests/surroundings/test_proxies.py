"""Mirrors are reached through the proxies of the environment exactly as `go` reaches them."""

from __future__ import annotations

from concurrent.futures import Future

import pytest

from tests.surroundings.both import check, go
from tests.surroundings.names import NEAR, needs_names
from tests.surroundings.proxied import ESCAPED, LOGIN, Behind, Passed
from tests.surroundings.stage import Stage
from tests.surroundings.together import together
from tests.surroundings.verdicts import DEAD_PROXY, FINE
from tests.surroundings.ways import CASES, DEAD, HTTP, HTTPS, NEAR_HTTP, UNLIKE_GO, Case, rows

SECRETS = [login.partition(":")[2] for login in (LOGIN, ESCAPED)]

pytestmark = needs_names

Answers = dict[Case, Future[Passed]]


@pytest.fixture(scope="module")
def answers(request: pytest.FixtureRequest, stage: Stage) -> Answers:
    def run(case: Case) -> Passed:
        with Behind(stage, case.kind) as behind:
            settings = dict(word.split("=", 1) for word in behind.fill(case.environ).split())
            return behind.ask(stage.user(settings, case.toolchain, has_names=True), behind.fill(case.url))

    return together(request, Case, run)


@pytest.mark.parametrize("case", [*rows(CASES), *UNLIKE_GO], ids=str)
def test_verdict(answers: Answers, case: Case) -> None:
    """A mirror is healthy exactly when go succeeds; a proxy's failure is the proxy's, not the mirror's."""
    passed = answers[case].result()
    assert (passed.fetched.word, *passed.checked.finding) == case.expected, passed.fetched.said
    assert passed.checked.local_problem == ("proxy" if case.expected == DEAD_PROXY else None)


@pytest.mark.parametrize("case", rows(CASES), ids=str)
def test_way(answers: Answers, case: Case) -> None:
    """The proxy hears of a mirror from check where it does from go, in the same words."""
    passed = answers[case].result()
    theirs, ours = set(passed.theirs.asked), set(passed.ours.asked)
    assert (bool(theirs), bool(ours)) == (case.proxied, case.proxied)
    assert theirs <= ours


@pytest.mark.parametrize(
    "case", rows(case for case in CASES if case.proxied and "HTTP_PROXY=http" in case.environ), ids=str
)
def test_nothing_goes_around(answers: Answers, case: Case) -> None:
    """A proxied mirror hears nothing but what the proxy was asked."""
    ours = answers[case].result().ours
    is_passed_on = case.expected == FINE
    assert ours.served == (len(ours.asked) if is_passed_on else 0)


@pytest.mark.parametrize("case", rows(case for case in CASES if ESCAPED in case.environ), ids=str)
def test_secret(answers: Answers, case: Case) -> None:
    """The password in a proxy's address is in no output."""
    ended = answers[case].result().checked.ended
    shown = [secret for secret in SECRETS if secret in ended.stdout + ended.stderr]
    assert shown == []


def test_dead_proxy_and_one_mirror_beside_it(stage: Stage) -> None:
    """With NO_PROXY for one mirror a dead proxy hides the others alone: the answer is still of use."""
    with Behind(stage, "plain") as behind:
        near, far = behind.fill(NEAR_HTTP), behind.fill(HTTP)
        user = stage.user({"HTTP_PROXY": DEAD, "HTTPS_PROXY": DEAD, "NO_PROXY": NEAR}, has_names=True)
        checked = check(user, far, near, HTTPS)
        assert checked.ended.code == 0
        lost = ("unreachable", "proxy")
        assert checked.findings == {near: ("healthy", ""), far: lost, HTTPS: lost}
        assert checked.local_problem is None
        assert [go(user, url).word for url in (near, far, HTTPS)] == ["ok", "ERR", "ERR"]


def test_env_file_of_go(stage: Stage) -> None:
    """What go's own file of settings says of proxies counts for neither."""
    with Behind(stage, "plain") as behind:
        user = stage.user({}, has_names=True)
        user.home.write_env(behind.fill("HTTP_PROXY=http://{place}\nNO_PROXY=*\n").encode())
        passed = behind.ask(user, behind.fill(NEAR_HTTP))
        assert (passed.fetched.word, *passed.checked.finding) == FINE
        assert passed.theirs.asked == passed.ours.asked == []
