"""What all checks look at, each thing read once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cached_property

from goenvctl.active import Standing, profile_in_force, standing
from goenvctl.fresh import FreshSettings, fresh_everywhere, traced
from goenvctl.go import envfile
from goenvctl.go.environment import Setting, Sources, lookup, resolve
from goenvctl.go.proxylist import Entry, ProxyList, ProxyListError, parse_proxy_list
from goenvctl.intent import user_rule
from goenvctl.language import N_, tr
from goenvctl.places import is_ours
from goenvctl.profiles.fault import Context
from goenvctl.profiles.privacy import Rule
from goenvctl.profiles.profile import Profile
from goenvctl.session import Session
from goenvctl.verdict import remedy_for, without_variables

USERS_OWN = ("environment", "user_env_file")  # what Go ships is not the user's to mend
RC_FILES = (
    ".profile", ".bash_profile", ".bash_login", ".bashrc", ".bash_aliases", ".zshenv", ".zprofile", ".zshrc",
    ".zlogin", ".kshrc", ".config/fish/config.fish", ".xprofile", ".pam_environment",
)  # fmt: skip
SCENES = {
    "interactive": N_("a new terminal"),
    "login": N_("a login"),
    "script": N_("a script"),
    "login_script": N_("a login's script"),
    "desktop": N_("an editor of the desktop"),
}


class Examined:
    """One machine as one user's `go` meets it. `root` is where the system's own files start."""

    def __init__(self, session: Session, root: str = "/") -> None:
        self.session = session
        self.host = session.host
        self.root = root

    @cached_property
    def standing(self) -> Standing:
        return standing(self.session)

    @cached_property
    def profile(self) -> Profile | None:
        """The active one, with the values that serve it; None also where its file is gone or broken."""
        return profile_in_force(self.session, self.standing)

    @property
    def named(self) -> Mapping[str, str | None]:
        """The values that the active profile names."""
        return self.profile.values if self.profile else {}

    @cached_property
    def sources(self) -> Sources:
        return self.session.sources()

    @cached_property
    def settings(self) -> Mapping[str, Setting]:
        """In this terminal, each with the line that exports it where that is known."""
        return {name: traced(one, self.elsewhere) for name, one in resolve(self.sources).items()}

    @cached_property
    def from_files(self) -> Mapping[str, Setting]:
        """In a terminal that exports nothing."""
        return resolve(self.sources._replace(environ=without_variables(self.sources.environ)))

    @cached_property
    def elsewhere(self) -> tuple[FreshSettings, ...]:
        """In a terminal, a login, a script and an editor that are started anew."""
        return fresh_everywhere(self.session)

    @cached_property
    def context(self) -> Context:
        return Context(self.session.store.catalogue)

    @property
    def env_data(self) -> bytes:
        return self.sources.env_data or b""

    @cached_property
    def env_lines(self) -> Mapping[str, envfile.Line]:
        """The lines of Go's env file that count, by key."""
        return {line.key: line for line in envfile.read_lines(self.env_data)}

    @cached_property
    def rc_files(self) -> Mapping[str, bytes]:
        """The files that shells of this user read when they start, by path."""
        paths = [os.path.join(self.host.home, name) for name in RC_FILES]
        found = ((path, self.host.peek(path)) for path in paths)
        return {path: data for path, data in found if data is not None}

    @cached_property
    def proxies(self) -> ProxyList | None:
        """GOPROXY in this terminal, or None where Go refuses it."""
        try:
            return parse_proxy_list(self.settings["GOPROXY"].value)
        except ProxyListError:
            return None

    @property
    def mirrors(self) -> tuple[Entry, ...]:
        return self.proxies.mirrors if self.proxies else ()

    @property
    def asks_public_mirrors(self) -> bool:
        """Is somebody asked who should hear of nothing private?"""
        is_private = self.profile is not None and self.profile.trust == "private"
        ours = is_private and self.named.get("GOPROXY") == self.settings["GOPROXY"].value
        return bool(self.mirrors) and not ours

    def goflags(self) -> str:
        return lookup(self.sources, "GOFLAGS")

    def own(self, *names: str) -> Iterator[Setting]:
        """The user's own values of these variables, here and in what is started anew, each once."""
        seen: set[tuple[str, str]] = set()
        for settings in (self.settings, *(fresh.settings for fresh in self.elsewhere)):
            for name in names:
                setting = settings.get(name)
                if setting and setting.origin.kind in USERS_OWN and (name, setting.value) not in seen:
                    seen.add((name, setting.value))
                    yield setting

    def is_ours(self, setting: Setting) -> bool:
        return is_ours(self.standing.holdings, setting)

    def way_out(self, setting: Setting) -> str:
        """What takes a value of the user's own away."""
        if self.profile and setting.name in self.named and setting.origin.kind == "user_env_file":
            return f"goenvctl use {self.profile.name}"
        if setting.origin.kind == "environment" and setting.origin.path:
            return tr("take that line out")
        return remedy_for(setting, self.host.environ)

    def rule(self, exported_private: str, goproxy: str) -> Rule:
        """The rule on privacy, for an exported GOPRIVATE and a GOPROXY in effect. Raises GoenvctlError."""
        known = self.session.known_private
        rule = user_rule(known, self.sources, self.standing.ownership, exported_private)
        if self.profile is None:
            return rule
        return rule.under(self.profile, goproxy)

    def scenes(self) -> Iterator[tuple[str, Mapping[str, Setting], str]]:
        """Where (empty for here), the settings there, and the GOPRIVATE exported there."""
        yield "", self.settings, self.host.environ.get("GOPRIVATE", "")
        for fresh in self.elsewhere:
            goprivate = fresh.settings["GOPRIVATE"]
            exported = goprivate.value if goprivate.origin.kind == "environment" else ""
            yield tr(SCENES[fresh.scene]), fresh.settings, exported

    def rule_here(self) -> Rule:
        return self.rule(self.host.environ.get("GOPRIVATE", ""), self.settings["GOPROXY"].value)
