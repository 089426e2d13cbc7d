"""`use --fastest` and `use --check`: what a check of a profile's mirrors means for its values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from goenvctl.candidates import find_candidates
from goenvctl.check import NOBODY, Checked, Watch, check
from goenvctl.errors import AnswerIsNo, GoenvctlError, Problem
from goenvctl.go.proxylist import parse_proxy_list
from goenvctl.language import tr
from goenvctl.pairing import working_way
from goenvctl.probe.arrange import OnlyHostile, arranged, joined
from goenvctl.probe.database import GOOD
from goenvctl.probe.outcome import HOSTILE, Outcome
from goenvctl.probe.reach import moves_on
from goenvctl.profiles.profile import Profile
from goenvctl.session import Session


class Fastest(NamedTuple):
    """The values to write in place of the profile's, and what is worth saying of the choice."""

    values: Mapping[str, str | None]
    best: Outcome
    problems: tuple[Problem, ...] = ()
    remarks: tuple[str, ...] = ()


class Verified(NamedTuple):
    """The mirror through which `go` would be served right bytes, and how long the probe took; or why not."""

    url: str
    seconds: float
    why_not: str = ""


def find_fastest(session: Session, profile: Profile, watch: Watch = NOBODY) -> Fastest:
    """The profile's GOPROXY with each run in order of rank, and a GOSUMDB that was seen to work.

    Raises AnswerIsNo where no mirror is usable, or a run would be hostile throughout.
    """
    if "GOPROXY" not in profile.go:
        raise AnswerIsNo(
            "no-mirror",
            tr("{profile} names no mirrors to choose among", profile=profile.name),
            "goenvctl list",
        )
    candidates = find_candidates(session, [profile.name])
    checked = check(session, candidates, watch=watch, settle=True)
    if checked.best is None:
        raise AnswerIsNo("no-usable-mirror", tr("no mirror is usable; nothing was changed"), _why(checked))
    outcomes = checked.by_url
    before = parse_proxy_list(profile.go["GOPROXY"]).entries
    try:
        after = arranged(before, outcomes)
    except OnlyHostile as exc:
        raise AnswerIsNo(
            "only-hostile",
            tr(
                "{mirrors} is hostile, and no other mirror of its run is left; nothing was changed",
                mirrors=exc,
            ),
            "goenvctl check",
        ) from exc
    values = {**profile.values, "GOPROXY": joined(after)}
    gosumdb = working_way(session, profile, candidates.endpoints, after, outcomes)
    if gosumdb:
        values["GOSUMDB"] = gosumdb
    kept = {entry.url for entry in after}
    dropped = [outcome for url, outcome in outcomes.items() if url not in kept]
    return Fastest(values, checked.best, tuple(map(_left_out, dropped)), checked.remarks)


def verified_through(session: Session, watch: Watch = NOBODY) -> Verified:
    """Through which mirror in effect `go` gets verified bytes: in its own order, by its own rules."""
    try:
        candidates = find_candidates(session, [])
    except GoenvctlError as exc:
        return Verified("", 0.0, exc.message)
    checked = check(session, candidates, watch=watch)
    outcomes = checked.by_url
    why = ""
    for entry in parse_proxy_list(session.settings()["GOPROXY"].value).entries:
        outcome = outcomes.get(entry.url)
        if outcome is None:
            continue
        if outcome.is_usable and outcome.gosumdb == "off":
            return Verified("", 0.0, tr("under GOSUMDB=off go takes what comes"))
        if outcome.is_usable and outcome.verified_by and outcome.database in ("", GOOD):
            return Verified(outcome.url, outcome.timings.total or 0.0)
        why = why or tr(
            "{mirror} is {verdict}: {reason}",
            mirror=outcome.url,
            verdict=tr(outcome.verdict),
            reason=outcome.detail,
        )
        if not moves_on(entry, outcome):
            break
    if checked.local_problem:
        why = _here(checked.local_problem)
    return Verified("", 0.0, why or tr("no mirror is in effect"))


def _why(checked: Checked) -> str:
    if checked.local_problem:
        return _here(checked.local_problem)
    return "; ".join(f"{one.url} {one.verdict} ({one.reason})" for one in checked.outcomes)


def _here(problem: str) -> str:
    return tr("it looks like a problem of this machine or network: {problem}", problem=problem)


def _left_out(outcome: Outcome) -> Problem:
    said = tr(
        "left out: {mirror} is {verdict} ({code}): {reason}",
        mirror=outcome.url,
        verdict=tr(outcome.verdict),
        code=outcome.reason,
        reason=outcome.detail,
    )
    return Problem("left-out", said, "" if outcome.verdict == HOSTILE else tr("goenvctl check asks it again"))
