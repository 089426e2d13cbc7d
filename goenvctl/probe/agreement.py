"""What several mirrors say together: a local problem, a dispute, a stale mirror. Values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from goenvctl.language import tr
from goenvctl.probe.outcome import DEGRADED, HEALTHY, Outcome

STALE_S = 24 * 3600.0

LOCAL_PROBLEMS = ("offline", "proxy", "captive-portal", "tls-interception", "clock")
_OF_BYTES = ("zip-mismatch", "mod-mismatch")
_LOCAL = {
    "dns": "offline",
    "dns-timeout": "offline",
    "connect-timeout": "offline",
    "no-route": "offline",
    "proxy": "proxy",
    "tls-untrusted": "tls-interception",
    "tls-expired": "clock",
    "tls-not-yet-valid": "clock",
    "not-a-mirror": "captive-portal",
    "captive-portal": "captive-portal",
    "zip-mismatch": "tls-interception",
    "mod-mismatch": "tls-interception",
}


class Witness(NamedTuple):
    """Something else out there that was asked: whose it is, and the reason it failed with, or empty."""

    operator: str
    reason: str


def suspected_problem(outcomes: Sequence[Outcome]) -> str | None:
    """The local problem that all of them could come from, before any witness is heard."""
    kinds = {_local_kind(outcome) for outcome in outcomes}
    kind = kinds.pop() if len(kinds) == 1 else None
    if kind == "tls-interception" and len({(one.reason, one.sums) for one in outcomes}) > 1:
        return None  # wrong, but not in the same way
    return kind


def local_problem(outcomes: Sequence[Outcome], witnesses: Iterable[Witness]) -> str | None:
    """The one cause behind failures alike at two or more operators and at every witness.

    A dead HTTP proxy is its own witness: nothing of a mirror has been seen.
    """
    kind = suspected_problem(outcomes)
    if kind is None or (kind == "proxy" and all(outcome.reason == "proxy" for outcome in outcomes)):
        return kind
    is_of_bytes = outcomes[0].reason in _OF_BYTES  # of which a database can be no witness
    witnesses = [] if is_of_bytes else list(witnesses)
    operators = {outcome.operator for outcome in outcomes} | {witness.operator for witness in witnesses}
    if len(operators) < 2 or any(_LOCAL.get(witness.reason) != kind for witness in witnesses):
        return None
    return kind


def agreed(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes with what only a comparison can tell."""
    return _without_stale(_without_dispute(outcomes))


def _local_kind(outcome: Outcome) -> str | None:
    return "proxy" if outcome.is_of_proxy else _LOCAL.get(outcome.reason)


def _without_dispute(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Where neither a pin nor a database spoke: two operators that agree verify each other; two that
    differ are both in doubt."""
    settled: list[Outcome] = []
    for outcome in outcomes:
        others = [one for one in outcomes if _is_comparable(one, outcome)]
        if not _is_open(outcome) or not others:
            settled.append(outcome)
        elif any(one.sums != outcome.sums for one in others):
            settled.append(_disputed(outcome))
        else:
            settled.append(_verified_by_mirrors(outcome))
    return settled


def _is_open(outcome: Outcome) -> bool:
    return outcome.is_usable and outcome.verified_by in ("", "go.sum") and bool(outcome.sums.zip)


def _is_comparable(one: Outcome, other: Outcome) -> bool:
    return _is_open(one) and one.operator != other.operator and one.module == other.module


def _disputed(outcome: Outcome) -> Outcome:
    said = tr(
        "another mirror serves other bytes for {module}, and nothing can tell who is right",
        module=outcome.module,
    )
    return outcome._replace(verdict=DEGRADED, reason="disputed", detail=said, step=".zip", verified_by="")


def _verified_by_mirrors(outcome: Outcome) -> Outcome:
    outcome = outcome._replace(verified_by=outcome.verified_by or "mirrors")
    if outcome.reason == "unverified":
        return outcome._replace(verdict=HEALTHY, reason="", detail="", step="")
    return outcome


def _without_stale(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Behind most others by more than a day of release time."""
    settled: list[Outcome] = []
    for outcome in outcomes:
        others = [
            one.latest_time
            for one in outcomes
            if one is not outcome and one.latest_time is not None and _same_path(one, outcome)
        ]
        mine = outcome.latest_time
        newer = [time for time in others if mine is not None and time > mine + STALE_S]
        if outcome.verdict == HEALTHY and len(newer) * 2 > len(others):
            said = tr("its @latest is {version}; most others have a newer one", version=outcome.latest)
            outcome = outcome._replace(verdict=DEGRADED, reason="stale", detail=said, step="@latest")
        settled.append(outcome)
    return settled


def _same_path(one: Outcome, other: Outcome) -> bool:
    return one.module.partition("@")[0] == other.module.partition("@")[0]
