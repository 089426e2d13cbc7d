"""The order of mirrors: an estimate of how long a set of modules would take from each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goenvctl.probe.outcome import DEGRADED, HEALTHY, HOSTILE, UNREACHABLE, Outcome
from goenvctl.probe.rank import ASSUMED, FILES, PARALLEL, SIZES_KB, download_s, estimate_s, ranked
from goenvctl.web.timings import Timings

BYTES = 1000 * sum(SIZES_KB)

waits = st.floats(0, 20)
speeds = st.floats(1, 1e10)


def mirror(
    name: str, wait: float | None = 0.1, speed: float | None = 1e6, verdict: str = HEALTHY, reason: str = ""
) -> Outcome:
    times = Timings(dns=0.25, connect=0.5, wait=wait)
    return Outcome(name, name, "off", "m@v1", verdict, reason, timings=times, throughput=speed)


def test_by_hand() -> None:
    """Without waits it is all bytes over the line; over an endless line, the rounds of parallel requests."""
    assert download_s(0.0, 1e6) == pytest.approx(BYTES / 1e6)
    assert download_s(0.1, 1e15) == pytest.approx(FILES * 0.1 * len(SIZES_KB) / PARALLEL)
    assert download_s(0.0, 1e15) == pytest.approx(0.0, abs=1e-6)


@given(wait=waits, more=waits, speed=speeds)
def test_waits(wait: float, more: float, speed: float) -> None:
    """The longer the wait, the longer it takes, and no less than waits and bytes take by themselves."""
    assert download_s(wait, speed) <= download_s(wait + more, speed)
    assert download_s(wait, speed) >= max(FILES * wait, BYTES / speed * 0.999)


@given(wait=waits, speed=speeds, more=speeds)
def test_throughput(wait: float, speed: float, more: float) -> None:
    """The higher the throughput, the shorter it takes."""
    assert download_s(wait, speed + more) <= download_s(wait, speed)


def test_an_estimate() -> None:
    """Name, connection and TLS are paid once; a throughput that nobody measured is assumed."""
    assert estimate_s(mirror("a")) == 0.75 + download_s(0.1, 1e6)
    assert estimate_s(mirror("a", speed=None)) == 0.75 + download_s(0.1, ASSUMED)


@pytest.mark.parametrize(
    "outcome",
    [
        mirror("a", wait=None),
        mirror("a", verdict=UNREACHABLE, reason="stalled"),
        mirror("a", verdict=HOSTILE, reason="zip-mismatch"),
        mirror("a", verdict=DEGRADED, reason="disputed"),
    ],
    ids=lambda outcome: f"{outcome.verdict} {outcome.reason}",
)
def test_no_estimate(outcome: Outcome) -> None:
    """There is none for what cannot be used, or what never answered."""
    assert estimate_s(outcome) is None


def test_the_order() -> None:
    """Healthy ones by their estimate, then degraded ones, then all others by name."""
    outcomes = [
        mirror("z", verdict=UNREACHABLE),
        mirror("lame", wait=0.01, verdict=DEGRADED, reason="slow"),
        mirror("b", wait=0.2),
        mirror("doubtful", wait=0.01, verdict=DEGRADED, reason="disputed"),
        mirror("a", wait=0.2),
        mirror("fast", wait=0.1),
        mirror("hostile", wait=0.001, verdict=HOSTILE),
    ]
    assert [one.url for one in ranked(outcomes)] == ["fast", "a", "b", "lame", "doubtful", "hostile", "z"]


verdicts = st.sampled_from([(HEALTHY, ""), (DEGRADED, "slow"), (DEGRADED, "disputed"), (UNREACHABLE, "dns")])
outcomes = st.builds(
    lambda name, wait, speed, found: mirror(name, wait, speed, *found),
    st.sampled_from("abcdef"),
    st.none() | waits,
    st.none() | speeds,
    verdicts,
)


@given(found=st.lists(outcomes, max_size=6), rotation=st.integers(0, 5))
def test_any_order(found: list[Outcome], rotation: int) -> None:
    """Everybody stays, unusable ones stand last, and who was asked first makes no difference."""
    order = ranked(found)
    assert sorted((one._replace(estimate_s=None) for one in order), key=repr) == sorted(found, key=repr)
    estimates = [one.estimate_s for one in order]
    assert estimates == [one for one in estimates if one is not None] + [None] * estimates.count(None)
    turned = ranked(found[rotation:] + found[:rotation])
    assert [one.url for one in turned] == [one.url for one in order]
