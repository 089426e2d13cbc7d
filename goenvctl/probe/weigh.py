"""The bytes of a mirror on the scale: what must be, what came, and wrong ones asked for again."""

from __future__ import annotations

from goenvctl.language import tr
from goenvctl.probe.outcome import BROKEN, DEGRADED, HOSTILE, Finding, Sums
from goenvctl.probe.steps import Served, ask_mod, ask_zip
from goenvctl.probe.verify import Weighed, against_go_sum, differing, expect, mismatch
from goenvctl.probe.visit import Visit
from goenvctl.probe.way import PROXIED, Way


async def weigh(visit: Visit, mod: Served, zipped: Served, way: Way) -> Weighed:
    """Hold the bytes against what they must be; wrong ones are fetched again on a new connection."""
    visit.note(way.finding)
    served, at_hand = Sums(zipped.sum, mod.sum), visit.truth.at_hand(visit.module)
    pinned = visit.truth.pinned(visit.module)
    weighed = expect(pinned, way.reading.sums, at_hand)
    wrong = differing(served, weighed.expected)
    if not weighed.expected.mod:
        mod = _without_foreign(visit, mod)
    for kind, file in (("mod", mod), ("zip", zipped)):
        if file.finding and file.finding.verdict != HOSTILE:
            visit.note(file.finding, is_core=True)
        elif kind in wrong:
            second = await _ask_elsewhere(visit, kind)
            visit.note(mismatch(kind, file.sum, second.sum, weighed.expected, weighed.by), is_core=True)
        elif file.finding:
            visit.note(await _confirmed(visit, file.finding), is_core=True)
    if pinned and way.reading.sums.zip and differing(pinned, way.reading.sums):
        visit.note(_database_is_wrong(visit, pinned, way))
    if served.zip and served.mod and not wrong:
        visit.note(against_go_sum(served, at_hand, is_verified=bool(weighed.expected.zip)))
        if not weighed.by and visit.endpoint.terms.trust != "private":
            said = tr("nothing could verify the bytes of {module}", module=visit.module)
            visit.find(DEGRADED, "unverified", said, "database")
        return weighed
    return weighed._replace(by="")


def _without_foreign(visit: Visit, mod: Served) -> Served:
    """Nothing tells the sum of the go.mod, but it is that of another module."""
    if mod.finding or mod.declares in ("", visit.module.path):
        return mod
    said = tr("the .mod of {module} is that of {path}", module=visit.module, path=mod.declares)
    return mod._replace(finding=Finding(HOSTILE, "mod-mismatch", said, ".mod"))


async def _ask_elsewhere(visit: Visit, kind: str) -> Served:
    async with visit.elsewhere() as web:
        return await (ask_mod if kind == "mod" else ask_zip)(visit, web)


async def _confirmed(visit: Visit, finding: Finding) -> Finding:
    """What looks hostile in itself (a bomb, a foreign path) is so only if it comes twice."""
    kind = finding.step.removeprefix(".")
    second = await _ask_elsewhere(visit, kind)
    second = _without_foreign(visit, second) if kind == "mod" else second
    if second.finding and second.finding.reason == finding.reason:
        return finding
    said = tr("{said}; a second fetch did not bring it again", said=finding.detail)
    return finding._replace(verdict=BROKEN, detail=said)


def _database_is_wrong(visit: Visit, pinned: Sums, way: Way) -> Finding:
    said = tr(
        "the checksum database has {sum} for {module}, the known sum is {pinned}",
        sum=way.reading.sums.zip,
        module=visit.module,
        pinned=pinned.zip,
    )
    verdict, reason = (BROKEN, "sumdb-broken") if way.state == PROXIED else (DEGRADED, "no-sumdb")
    return Finding(verdict, reason, said, "database")
