"""Failing alike: is it this machine or network that fails, rather than the mirrors? A pure function."""

from __future__ import annotations

from collections.abc import Sequence

from goenvctl.probe.agreement import Witness, local_problem, suspected_problem
from goenvctl.probe.outcome import BROKEN, DENIED, UNREACHABLE, Outcome

_FAILING = (UNREACHABLE, DENIED, BROKEN)


def may_be_alike(first: Outcome, outcomes: Sequence[Outcome]) -> bool:
    """Could `first` fail for a reason that is on this side? Then the witnesses are to be heard.

    So where two operators fail for the same reason, or there is but one, whose failure alone tells nothing.
    """
    operators = {outcome.operator for outcome in outcomes}
    return len({one.operator for one in _like(first, outcomes)}) >= min(len(operators), 2)


def failing_alike(first: Outcome, outcomes: Sequence[Outcome], witnesses: Sequence[Witness]) -> str:
    """What `first`, others and every witness have in common: a kind of local problem, a reason, or nothing.

    `outcomes` are of all mirrors asked, `first` among them. That one of them works does not help
    where two operators and every witness fail alike. Wrong bytes count only where all serve the same.
    """
    if kind := local_problem(outcomes, witnesses):
        return kind
    like = _like(first, outcomes)
    if not witnesses or not like or not may_be_alike(first, outcomes):
        return ""
    if kind := local_problem(like, witnesses):
        return kind
    reasons = {one.reason for one in like} | {one.reason for one in witnesses}
    return first.reason if reasons == {first.reason} else ""


def _like(first: Outcome, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Those that fail as it does, itself included; none where it works, or serves wrong bytes."""
    if first.verdict not in _FAILING:
        return []
    return [
        one
        for one in outcomes
        if one.verdict in _FAILING and (one.reason == first.reason or suspected_problem((first, one)))
    ]
