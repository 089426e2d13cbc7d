"""`auto`: keep what works, else move to what does. Also how `watch` makes its moves."""

from __future__ import annotations

from goenvctl.active import standing
from goenvctl.check import NOBODY, Watch
from goenvctl.errors import AnswerIsNo
from goenvctl.failover.choice import Move, Stuck
from goenvctl.failover.ground import Ground, find_ground
from goenvctl.failover.serving import found_so
from goenvctl.failover.sight import Sight, look
from goenvctl.go.environment import lookup
from goenvctl.go.proxylist import parse_proxy_list
from goenvctl.language import tr
from goenvctl.places import is_ours
from goenvctl.probe.reach import reached
from goenvctl.profiles.profile import Profile
from goenvctl.receipt import Receipt
from goenvctl.session import Session
from goenvctl.switch import Choice, use
from goenvctl.verdict import shadow_problems, shadowed, voided

AUTO = "auto"


def auto(session: Session, name: str | None, watch: Watch = NOBODY, *, dry_run: bool = False) -> Receipt:
    """Keep what works of the profile (None: the active one), else move to what does.

    Raises AnswerIsNo where nothing healthy can be had, or it is this machine or its network that
    fails; else as `use`.
    """
    ground = find_ground(session, name)
    sight = look(session, ground, watch)
    if sight.alike:
        raise AnswerIsNo(
            "local-problem",
            tr(
                "all fail alike ({reason}): it looks like this machine or its network; nothing was changed",
                reason=sight.alike,
            ),
            tr("goenvctl doctor says more"),
        )
    try:
        move = ground.choose(sight.outcomes, sight.elsewhere, sight.ways)
    except Stuck as exc:
        raise AnswerIsNo(
            "nothing-healthy",
            _nothing_healthy(ground.profile),
            "; ".join((str(exc), *ground.unfit)),
        ) from exc
    if move is None:
        return _kept(session, ground, sight, dry_run=dry_run)
    return make_move(session, ground.profile.name, move, command=AUTO, ground=ground, dry_run=dry_run)


def _nothing_healthy(profile: Profile) -> str:
    if profile.fallback:
        return tr("no mirror of {profile} serves, and no fallback; nothing was changed", profile=profile.name)
    return tr(
        "no mirror of {profile} serves, and it names no fallback; nothing was changed", profile=profile.name
    )


def make_move(
    session: Session,
    profile_name: str,
    move: Move,
    *,
    command: str,
    ground: Ground | None = None,
    dry_run: bool = False,
) -> Receipt:
    """Make the move as an ordinary change; `command` is auto or watch. Raises as `use` does.

    It is made where the active change was. With `ground`, NotApplied (`changed-meanwhile`) where
    another change was made, or undone, since.
    """
    targets = ground.targets if ground else standing(session).ownership.targets
    choice = Choice(move.values, command, move.served_by, ground.change if ground else 0)
    receipt = use(session, profile_name, choice, to=targets, dry_run=dry_run)
    return receipt._replace(why=move.why)


def _kept(session: Session, ground: Ground, sight: Sight, *, dry_run: bool) -> Receipt:
    """Nothing is to be changed; said with what stands in the way of its effect, as `use` says it."""
    found, sources = standing(session), session.sources()
    settings = session.settings()
    names = ground.profile.values
    over = [name for name in shadowed(names, sources) if not is_ours(found.holdings, settings[name])]
    void = voided(settings, lookup(sources, "GOFLAGS"), names)
    outcomes = sight.elsewhere.get(ground.served_by, sight.outcomes)
    first = reached(parse_proxy_list(ground.now["GOPROXY"]).entries, outcomes)
    return Receipt(
        command=AUTO,
        change=None,
        profile=ground.profile.name,
        env_file=found.env_file,
        edits=(),
        switched=False,
        in_effect=not (over or void),
        problems=(*shadow_problems(over, settings, session.host.environ), *void),
        dry_run=dry_run,
        served_by=ground.served_by,
        why=found_so(first) if first else tr("its GOPROXY names no mirror"),
    )
