"""What mirrors say together: whose fault it is, who verifies whom, who lags behind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goenvctl.probe.agreement import Witness, agreed, local_problem, suspected_problem
from goenvctl.probe.outcome import DEGRADED, HEALTHY, Outcome, Sums

GOOD, OTHER = Sums("h1:good", "h1:mod"), Sums("h1:other", "h1:mod")
HOUR = 3600.0
LOCAL = {
    "dns": "offline",
    "dns-timeout": "offline",
    "connect-timeout": "offline",
    "no-route": "offline",
    "proxy": "proxy",
    "tls-untrusted": "tls-interception",
    "zip-mismatch": "tls-interception",
    "mod-mismatch": "tls-interception",
    "tls-expired": "clock",
    "tls-not-yet-valid": "clock",
    "not-a-mirror": "captive-portal",
    "captive-portal": "captive-portal",
}
OWN = """dns-slow connect-refused reset tls-hostname tls-protocol not-http tls-timeout tls-client-cert bad-zip
bad-list bad-mod no-control-module upstream absent-status auth-required forbidden bad-status rate-limited
server-error first-byte-timeout stalled truncated oversize bad-info gosum-differs bad-zip-entry stale disputed
redirect-loop redirect-downgrade redirect-escape sumdb-error sumdb-broken sumdb-forged too-late""".split()
OF_BYTES = ("zip-mismatch", "mod-mismatch")


def failed(operator: str, reason: str, detail: str = "", sums: Sums = Sums()) -> Outcome:  # noqa: B008
    return Outcome(f"https://{operator}", operator, "off", "m@v1", "broken", reason, detail, sums=sums)


def works(operator: str, sums: Sums = GOOD, by: str = "", module: str = "m@v1") -> Outcome:
    verdict, reason = (HEALTHY, "") if by else (DEGRADED, "unverified")
    return Outcome(
        f"https://{operator}", operator, "off", module, verdict, reason, "?", "?", sums=sums, verified_by=by
    )


@pytest.mark.parametrize("reason", LOCAL)
def test_alike_at_two(reason: str) -> None:
    """What two operators show alike is one local problem, by the kind of the failure."""
    assert local_problem([failed("a", reason), failed("b", reason)], []) == LOCAL[reason]


@pytest.mark.parametrize("reason", OWN)
def test_alike_and_no_local_problem(reason: str) -> None:
    """Other failures are the mirrors' own, however many show them."""
    for witnesses in ([], [Witness("c", reason)]):
        assert local_problem([failed("a", reason), failed("b", reason)], witnesses) is None


@pytest.mark.parametrize("reason", [reason for reason in LOCAL if reason != "proxy"])
def test_one_operator(reason: str) -> None:
    """One operator alone proves nothing, with however many mirrors; a witness of another one does."""
    mirrors = [failed("a", reason), failed("a", reason)]
    assert local_problem(mirrors, []) is None
    assert local_problem(mirrors, [Witness("a", reason)]) is None
    heard = local_problem(mirrors, [Witness("b", reason)])
    assert heard == (None if reason in OF_BYTES else LOCAL[reason])


@pytest.mark.parametrize("reason", [reason for reason in LOCAL if reason not in ("proxy", *OF_BYTES)])
def test_a_witness_that_sees_no_problem(reason: str) -> None:
    """Every witness has to fail alike; one that works, or fails in another way, acquits the network."""
    mirrors = [failed("a", reason), failed("b", reason)]
    alike = next(other for other in LOCAL if LOCAL[other] == LOCAL[reason])
    for witness, problem in [("", None), ("server-error", None), ("reset", None), (alike, LOCAL[reason])]:
        assert local_problem(mirrors, [Witness("c", alike), Witness("d", witness)]) == problem


def test_a_dead_proxy() -> None:
    """A proxy that does not let us through is its own witness: nothing of a mirror was seen."""
    assert local_problem([failed("a", "proxy")], [Witness("b", "")]) == "proxy"
    demands = failed("a", "auth-required")._replace(is_of_proxy=True)
    assert local_problem([demands], []) is None
    assert local_problem([demands, failed("b", "proxy")], []) == "proxy"
    assert local_problem([demands, failed("b", "proxy")], [Witness("c", "")]) is None


def test_words_of_a_mirror() -> None:
    """That a mirror speaks of 407, or of a proxy, makes no proxy of its 401."""
    said = ["the proxy 127.0.0.1:3128 demands credentials (407)", ".info answers 407"]
    mirrors = [failed(name, "auth-required", detail) for name, detail in zip("ab", said, strict=True)]
    assert local_problem(mirrors, []) is None
    theirs = [outcome._replace(is_of_proxy=True) for outcome in mirrors]
    assert local_problem(theirs, []) == "proxy"


def test_offline_in_several_ways() -> None:
    """A name that does not resolve here and an address that nobody answers at are one trouble."""
    mirrors = [failed("a", "dns"), failed("b", "connect-timeout"), failed("c", "no-route")]
    assert local_problem(mirrors, [Witness("d", "dns-timeout")]) == "offline"


def test_different_troubles() -> None:
    """Failures of different kinds, or one mirror that works, are no local problem."""
    assert local_problem([failed("a", "dns"), failed("b", "tls-expired")], []) is None
    assert local_problem([failed("a", "dns"), failed("b", "dns"), works("c")], []) is None
    assert local_problem([failed("a", "dns"), failed("b", "server-error")], []) is None
    assert local_problem([], [Witness("a", "dns")]) is None


@pytest.mark.parametrize("reason", OF_BYTES)
def test_wrong_bytes(reason: str) -> None:
    """The same wrong bytes at two operators come from between; different ones do not.

    What a database or another mirror says of its certificate matters nothing there.
    """
    witnesses = [Witness("c", "")]
    alike = [failed("a", reason, sums=OTHER), failed("b", reason, sums=OTHER)]
    assert local_problem(alike, witnesses) == "tls-interception"
    assert local_problem([*alike, failed("d", reason, sums=GOOD)], witnesses) is None
    assert local_problem([*alike, failed("d", "tls-untrusted")], witnesses) is None
    other = next(other for other in OF_BYTES if other != reason)
    assert local_problem([*alike, failed("d", other, sums=OTHER)], witnesses) is None
    assert suspected_problem(alike[:1]) == "tls-interception"
    assert local_problem(alike[:1], witnesses) is None


def test_mirrors_verify_each_other() -> None:
    """The same bytes at two operators verify each other, where nothing else could tell."""
    for outcome in agreed([works("a"), works("b")]):
        assert (outcome.verdict, outcome.reason, outcome.detail) == (HEALTHY, "", "")
        assert outcome.verified_by == "mirrors"


def test_one_operator_verifies_nothing() -> None:
    """Mirrors of one operator, or of different modules, cannot speak for each other."""
    for mirrors in ([works("a"), works("a")], [works("a"), works("b", module="m@v2")], [works("a")]):
        assert agreed(mirrors) == mirrors


def test_a_go_sum_at_hand_stays_the_witness() -> None:
    """A mirror that go.sum vouches for keeps that, and vouches for the others."""
    first, second = agreed([works("a", by="go.sum"), works("b")])
    assert (first.verified_by, second.verified_by) == ("go.sum", "mirrors")
    assert second.verdict == HEALTHY


@pytest.mark.parametrize("by", ["", "go.sum"])
def test_a_dispute(by: str) -> None:
    """Of mirrors that differ all are out, whoever agrees with whom, until something can tell."""
    mirrors = [works("a", by=by), works("b", by=by), works("c", OTHER), works("d", GOOD._replace(mod="h1:x"))]
    for outcome in agreed(mirrors):
        assert (outcome.verdict, outcome.reason, outcome.step) == (DEGRADED, "disputed", ".zip")
        assert outcome.verified_by == ""
        assert not outcome.is_usable


@pytest.mark.parametrize("by", ["pin", "database"])
def test_what_is_verified_is_in_no_dispute(by: str) -> None:
    """Who is verified by more than the others stays so; others that differ from it stay unverified."""
    mirrors = [works("a", by=by), works("b", OTHER)]
    assert agreed(mirrors) == mirrors


def test_who_takes_no_part() -> None:
    """A mirror that is broken, or served no zip, disputes nothing."""
    mirrors = [works("a"), failed("b", "bad-mod", sums=OTHER), works("c", Sums("", "h1:x"))]
    assert agreed(mirrors) == mirrors


def dated(latest_h: float | None, **changes: str) -> Outcome:
    """A healthy mirror that knows a version of so many hours."""
    time = None if latest_h is None else latest_h * HOUR
    mirror = works("a", by="pin")._replace(latest="v1.0.0", latest_time=time)
    return mirror._replace(**changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mine", "others", "is_stale"),
    [
        (0, [25], True),
        (0, [24], False),
        (0, [24.001], True),
        (0, [25, 0], False),
        (0, [25, 25, 0], True),
        (0, [25, 25, 0, 0], False),
        (0, [25, None, None], True),
        (0, [], False),
        (None, [25, 25], False),
        (50, [25, 25], False),
        (25, [50, 50, 0], True),
    ],
)
def test_a_stale_mirror(mine: float | None, others: list[float | None], is_stale: bool) -> None:
    """Stale is who is behind most others by more than 24 hours of release time."""
    outcome = agreed([dated(mine), *map(dated, others)])[0]
    said = "its @latest is v1.0.0; most others have a newer one"
    if is_stale:
        assert outcome == dated(mine)._replace(verdict=DEGRADED, reason="stale", detail=said, step="@latest")
    else:
        assert outcome == dated(mine)


def test_what_is_compared() -> None:
    """Only the same module is compared, of whatever version; what is degraded keeps its own reason."""
    assert agreed([dated(0), dated(25, module="other@v1")])[0].reason == ""
    assert agreed([dated(0), dated(25, module="m@v2")])[0].reason == "stale"
    slow = dated(0, verdict=DEGRADED, reason="slow")
    assert agreed([slow, dated(25)])[0] == slow


outcomes = st.lists(
    st.builds(
        lambda operator, sums, by, time: works(operator, sums, by)._replace(latest_time=time),
        st.sampled_from("abc"),
        st.sampled_from([GOOD, OTHER, Sums()]),
        st.sampled_from(["", "go.sum", "pin"]),
        st.none() | st.floats(0, 9e5),
    )
    | st.builds(failed, st.sampled_from("abc"), st.sampled_from([*LOCAL, *OWN])),
    max_size=5,
)


@given(mirrors=outcomes, rotation=st.integers(0, 4))
def test_no_order_matters(mirrors: list[Outcome], rotation: int) -> None:
    """Who is asked first makes no difference, and nobody who failed is made better."""
    turned = mirrors[rotation:] + mirrors[:rotation]
    assert sorted(agreed(turned), key=repr) == sorted(agreed(mirrors), key=repr)
    assert suspected_problem(turned) == suspected_problem(mirrors)
    kept = [outcome for outcome in mirrors if not outcome.is_usable]
    assert [outcome for outcome in agreed(mirrors) if outcome in kept] == kept
