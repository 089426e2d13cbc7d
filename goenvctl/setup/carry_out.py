"""The plan carried out: patterns and profile kept, then `use`; where that fails they go again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from goenvctl import shelf
from goenvctl.apply.plan import Edit
from goenvctl.atomic import remove_file, write_atomically
from goenvctl.errors import GoenvctlError
from goenvctl.keep import writing
from goenvctl.private import add_private, remove_private
from goenvctl.receipt import Receipt
from goenvctl.session import Session
from goenvctl.setup.foreseen import ForeseenSession
from goenvctl.setup.plan import SetupPlan
from goenvctl.switch import use


def try_out(session: Session, plan: SetupPlan) -> Receipt:
    """What `use` would do, were the plan's profile and patterns kept. Raises as `use` does."""
    return use(ForeseenSession(session, plan), plan.profile, to=plan.targets, dry_run=True)


def carry_out(session: Session, plan: SetupPlan, also: Sequence[Edit] = ()) -> Receipt:
    """Keep what the plan keeps and put its profile in force. Raises with everything as before.

    `also` are edits of other files that become part of the change, as for `use`.
    """
    with _kept(session, plan):
        return use(Session(session.host, session.paths), plan.profile, to=plan.targets, also=also)


@contextlib.contextmanager
def _kept(session: Session, plan: SetupPlan) -> Iterator[None]:
    """The patterns and the profile, taken away again where what follows fails."""
    with contextlib.ExitStack() as undone:
        if plan.patterns:
            undone.callback(_forget_patterns, session, plan)
            add_private(Session(session.host, session.paths), plan.patterns)
        if plan.making:
            made = plan.making
            shelf.add(
                Session(session.host, session.paths),
                made.profile.name,
                made.draft,
                origin=made.origin,
                parameters=made.parameters,
            )
            undone.callback(_put_back, session, _edit_of(plan, made.profile.path))
        yield
        undone.pop_all()


def _forget_patterns(session: Session, plan: SetupPlan) -> None:
    edit = _edit_of(plan, session.paths.config_file)
    if not _put_back(session, edit):  # somebody has written there since
        with contextlib.suppress(GoenvctlError):
            remove_private(Session(session.host, session.paths), plan.patterns)


def _put_back(session: Session, edit: Edit) -> bool:
    """Byte for byte what was there before, unless somebody has changed it since; False then."""
    with contextlib.suppress(GoenvctlError), writing(session, edit.path):
        now = session.host.read(edit.path)
        if now == edit.before:
            return True
        if now != edit.after:
            return False
        if edit.before is None:
            remove_file(edit.path)
        else:
            write_atomically(edit.path, edit.before)
    return True


def _edit_of(plan: SetupPlan, path: str) -> Edit:
    return next(edit for edit in plan.keeping if edit.path == path)
