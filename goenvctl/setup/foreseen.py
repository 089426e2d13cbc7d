"""The machine as it would be with the plan's patterns and profile kept: what a dry run looks at."""

from __future__ import annotations

from functools import cached_property

from goenvctl.apply.plan import Edit
from goenvctl.doctor.overlay import OverlayHost
from goenvctl.go.patterns import trimmed_patterns
from goenvctl.host import Host
from goenvctl.paths import Paths
from goenvctl.profiles.profile import Profile
from goenvctl.profiles.store import Store
from goenvctl.session import Session
from goenvctl.setup.plan import SetupPlan, config_edit


def foreseen_edits(session: Session, plan: SetupPlan) -> tuple[Edit, ...]:
    """What the plan keeps, for those who look at files alone: a made profile's patterns are in the config."""
    made = plan.making.profile.go.get("GOPRIVATE", "") if plan.making else ""
    patterns = tuple(trimmed_patterns(made))
    return (*plan.keeping, config_edit(session, patterns)) if patterns else plan.keeping


class ForeseenSession(Session):
    """Reads what the plan would keep as if it were there already."""

    def __init__(self, session: Session, plan: SetupPlan) -> None:
        texts = {edit.path: edit.after for edit in plan.keeping if edit.after is not None}
        super().__init__(OverlayHost(session.host, texts), session.paths)
        self._made = plan.making.profile if plan.making else None

    @cached_property
    def store(self) -> Store:
        return (
            ForeseenStore(self.host, self.paths, self._made) if self._made else Store(self.host, self.paths)
        )


class ForeseenStore(Store):
    """One more profile of the user's than there are files."""

    def __init__(self, host: Host, paths: Paths, made: Profile) -> None:
        super().__init__(host, paths)
        self._made = made

    def find(self, name: str) -> Profile:
        return self._made if name == self._made.name else super().find(name)

    def profiles(self) -> list[Profile]:
        others = [profile for profile in super().profiles() if profile.name != self._made.name]
        return sorted((*others, self._made), key=lambda profile: profile.name)

    def added(self) -> list[Profile]:
        return [*super().added(), self._made]

    def private_patterns(self) -> tuple[str, ...]:
        values = (self._made.go.get(name, "") for name in ("GOPRIVATE", "GONOSUMDB"))
        return (*super().private_patterns(), *trimmed_patterns(",".join(values)))
