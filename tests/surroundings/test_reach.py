"""Redirects between what is proxied and what is not, IPv6, HTTP/2: what `go` reaches, check reaches."""

from __future__ import annotations

import pytest

from tests.fakes.mirror import Mirror
from tests.fakes.server import Fault, Response
from tests.fakes.tls import TlsMirror
from tests.surroundings.both import User, check, go
from tests.surroundings.mirrors import Http2Mirror, Mirror6, has_ipv6
from tests.surroundings.names import FAR, NEAR, needs_names
from tests.surroundings.proxied import Behind
from tests.surroundings.proxy import HttpProxy
from tests.surroundings.stage import Stage
from tests.surroundings.verdicts import FINE, NO_NAME, SERVER_ERROR, Expected, broken
from tests.web.scenarios import basic

INFO = "/example.com/lib/@v/v1.0.0.info"
BEHIND_NEAR = f"http://{NEAR}:{{port}}"
BEHIND_FAR = f"http://{FAR}:{{port}}"
PROXY = "HTTP_PROXY=http://{place} HTTPS_PROXY=http://{place}"

# the environment, where the mirror redirects to, what comes of it, what the proxy hears of
REDIRECTS = [
    ("", BEHIND_NEAR, FINE, ""),
    ("", BEHIND_FAR, NO_NAME, ""),
    (PROXY, BEHIND_FAR, FINE, f"GET {BEHIND_FAR}{INFO}"),
    (PROXY, f"https://{FAR}", FINE, f"CONNECT {FAR}:443"),
    (PROXY, "http://unknown.test", SERVER_ERROR, f"GET http://unknown.test{INFO}"),
    (f"{PROXY} NO_PROXY={FAR}", BEHIND_FAR, NO_NAME, ""),
    (f"{PROXY} NO_PROXY={NEAR}", BEHIND_NEAR, FINE, ""),
]


@needs_names
@pytest.mark.parametrize(("environ", "target", "expected", "asked"), REDIRECTS, ids=str)
def test_redirect(stage: Stage, environ: str, target: str, expected: Expected, asked: str) -> None:
    """Each hop takes the proxy or leaves it by itself, whichever way the hop before went."""
    with Behind(stage, "plain") as behind, Mirror(stage.tree) as mirror:
        mirror.fault = _to(behind.fill(target))
        settings = dict(word.split("=") for word in behind.fill(environ).split())
        passed = behind.ask(stage.user(settings, has_names=True), mirror.url)
        assert (passed.fetched.word, *passed.checked.finding) == expected, passed.fetched.said
        heard = [set(way.asked) & {behind.fill(asked)} for way in (passed.theirs, passed.ours)]
        assert heard == [{behind.fill(asked)} - {""}] * 2
        assert (passed.theirs.asked == []) == (passed.ours.asked == []) == (asked == "")


@needs_names
def test_redirect_out_of_the_proxy(stage: Stage) -> None:
    """A mirror behind the proxy may lead to one in NO_PROXY, which is then asked directly."""
    with Behind(stage, "plain") as behind, Mirror(stage.tree) as target:
        place = f"{NEAR}:{target.url.rpartition(':')[2]}"
        behind.mirror.fault = _to(f"http://{place}")
        user = stage.user({"HTTP_PROXY": behind.fill("http://{place}"), "NO_PROXY": NEAR}, has_names=True)
        passed = behind.ask(user, behind.fill(BEHIND_FAR))
        assert (passed.fetched.word, *passed.checked.finding) == FINE
        for way in (passed.theirs, passed.ours):
            assert way.served == len(way.asked) > 0
            assert place not in "".join(way.asked)


def test_redirect_from_tls_to_plain(stage: Stage) -> None:
    """No redirect leads from https to http."""
    with Mirror(stage.tree) as target, TlsMirror(stage.tree, stage.server("127.0.0.1")) as mirror:
        mirror.fault = _to(target.url)
        assert _found(stage.user({}), mirror.url) == broken("redirect-downgrade")
        assert target.log == []


@pytest.mark.xfail(
    reason="credentials in a Location are left out: denied, auth-required", strict=True, raises=AssertionError
)
def test_redirect_with_credentials(stage: Stage) -> None:
    """Credentials that the redirect itself holds are sent where it leads."""
    context = stage.server("127.0.0.1")
    with (
        TlsMirror(stage.tree, context, demands=basic("a:b")) as target,
        TlsMirror(stage.tree, context) as mirror,
    ):
        mirror.fault = _to(f"https://a:b@{target.place}")
        assert _found(stage.user({}), mirror.url) == FINE


@pytest.mark.skipif(not has_ipv6(), reason="no IPv6 on the loopback")
@pytest.mark.parametrize("proxy", ["", "http://127.0.0.1:9"])
def test_ipv6(stage: Stage, proxy: str) -> None:
    """An IPv6 address in brackets is a host like any other, and its loopback is never proxied."""
    with Mirror6(stage.tree) as mirror:
        assert _found(stage.user({"HTTP_PROXY": proxy}), mirror.url) == FINE
        assert INFO in mirror.log


def test_http2(stage: Stage) -> None:
    """A mirror that speaks nothing but HTTP/2 is spoken to in it."""
    with Http2Mirror(stage, "127.0.0.1") as mirror:
        assert _found(stage.user({}), f"https://{mirror.place}") == FINE
        assert mirror.asked.count(INFO) > 1


@needs_names
def test_http2_in_a_tunnel(stage: Stage) -> None:
    """So is one at the other end of a proxy."""
    with Http2Mirror(stage, FAR) as mirror, HttpProxy({f"{FAR}:443": mirror.port}) as proxy:
        user = stage.user({"HTTPS_PROXY": f"http://{proxy.place}"}, has_names=True)
        assert _found(user, f"https://{FAR}") == FINE
        assert set(proxy.asked) == {f"CONNECT {FAR}:443"}


def _found(user: User, url: str) -> Expected:
    fetched, checked = go(user, url), check(user, url)
    verdict, reason = checked.finding
    return fetched.word, verdict, reason


def _to(base: str) -> Fault:
    """A redirect to the same path below another base URL."""
    return lambda path: Response(b"", 302, {"Location": base + path})
