"""The environment of a command: under which values it runs, and how it finds the relay."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Mapping
from typing import NamedTuple

from goenvctl.active import profile_in_force, standing
from goenvctl.errors import GoenvctlError
from goenvctl.exports import profile_exports
from goenvctl.go.address import AddressError, parse_address
from goenvctl.go.environment import Setting
from goenvctl.go.proxylist import ProxyListError, parse_proxy_list
from goenvctl.host import Host
from goenvctl.intent import user_rule
from goenvctl.language import tr
from goenvctl.profiles import privacy
from goenvctl.relay.chain import Chain, read_chain
from goenvctl.session import Session
from goenvctl.sumdb.database import ALIAS, BadDatabase, Database, parse_gosumdb

LIST, DATABASE, BASE, PROFILE = "GOENVCTL_GOPROXY", "GOENVCTL_GOSUMDB", "GOENVCTL_RELAY", "GOENVCTL_PROFILE"
TERMS = "GOENVCTL_TERMS"  # a sum of all that the relay goes by, to see whether it still holds


class Child(NamedTuple):
    """`session` is that of the command without a relay. `chain` is None where none is needed.

    `profile` is the name that was asked for, or empty. `is_private`: its mirrors are those of a
    profile with private trust.
    """

    session: Session
    profile: str
    chain: Chain | None
    database: Database | None
    is_private: bool
    remarks: tuple[str, ...] = ()

    @property
    def values(self) -> Mapping[str, str]:
        return {name: setting.value for name, setting in self.session.settings().items()}

    def environ(self, base: str) -> dict[str, str]:
        """The command's environment with the relay at `base`."""
        assert self.chain
        values = self.values
        environ = {
            **self.session.host.environ,
            "GOPROXY": self.chain.value(base),
            LIST: values["GOPROXY"],
            DATABASE: values["GOSUMDB"],
            BASE: base,
            PROFILE: self.profile,
        }
        if self.database and _can_be_relayed(self.database):
            key = "sum.golang.org" if values["GOSUMDB"] == ALIAS else values["GOSUMDB"].split()[0]
            environ["GOSUMDB"] = f"{key} {base}/sumdb"
        replaced = {name: environ.get(name) or values[name] for name in ("GOPROXY", "GOSUMDB")}
        return {**environ, TERMS: _terms({**values, **replaced})}


def plan_child(session: Session, name: str | None) -> Child:
    """What the command runs under: with a profile what `use` of it would write, else what is in effect.

    An outer relay is used where no other profile is named. Raises GoenvctlError as `use` does.
    """
    base = session.host.environ.get(BASE, "")
    outer = session.host.environ.get(PROFILE, "")
    if base and name in (None, outer) and _is_in_force(session, base):
        return Child(session, outer, None, None, is_private=False)
    session = _without_relay(session)
    exports, remarks = (profile_exports(session, name), ()) if name else _kept_private(session)
    host = Host({**session.host.environ, **exports}, session.host.cwd, session.host.platform)
    inner = Session(host, session.paths)
    settings = inner.settings()
    if not settings["GOPROXY"].value and not inner.go:
        remarks = (
            *remarks,
            tr("no go is on PATH here, so GOPROXY is not known: the command runs without a relay"),
        )
    return Child(
        inner,
        name or "",
        read_chain(settings["GOPROXY"].value),
        _database(settings["GOSUMDB"].value),
        is_private=_is_private(session, name, settings["GOPROXY"].value),
        remarks=remarks,
    )


def _is_in_force(session: Session, base: str) -> bool:
    """Does the GOPROXY here lead to a relay that still lives?"""
    values = {name: setting.value for name, setting in session.settings().items()}
    if session.host.environ.get(TERMS) != _terms(values):
        return False
    host, _, port = base.removeprefix("http://").partition("/")[0].rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except (OSError, ValueError):
        return False
    return True


def _terms(values: Mapping[str, str]) -> str:
    named = [values.get(name, "") for name in ("GOPROXY", "GOSUMDB", "GONOPROXY", "GONOSUMDB")]
    return hashlib.sha256("\0".join(named).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _without_relay(session: Session) -> Session:
    """The same surroundings as before an outer `exec`."""
    environ = dict(session.host.environ)
    base = environ.pop(BASE, "")
    environ.pop(PROFILE, None)
    environ.pop(TERMS, None)
    for name, kept in (("GOPROXY", LIST), ("GOSUMDB", DATABASE)):
        before = environ.pop(kept, "")
        if base and before and f"{base}/" in environ.get(name, ""):
            environ[name] = before
    return Session(Host(environ, session.host.cwd, session.host.platform), session.paths)


def _kept_private(session: Session) -> tuple[dict[str, str], tuple[str, ...]]:
    """What must be said over the values in effect so that nothing private is asked for in public, and why.

    What cannot be read is said: the values in effect hold all the same, as they do for `go`.
    """
    try:
        exports = _privacy_exports(session)
    except GoenvctlError as exc:
        said = tr("{reason}; private patterns are those of Go's own settings alone", reason=exc.message)
        return {}, (said,)
    values = " ".join(f"{name}={value}" for name, value in exports.items())
    why = tr("{values} for this command: private modules are not asked for at public mirrors", values=values)
    return exports, (why,) if exports else ()


def _privacy_exports(session: Session) -> dict[str, str]:
    """What the user set by hand stands, but where a mirror is known to be public.

    What goenvctl wrote for another profile's mirrors does not, nor does what nobody set.
    """
    found = standing(session)
    sources, settings = session.sources(), session.settings()
    exported = session.host.environ.get("GOPRIVATE", "")
    rule = user_rule(session.known_private, sources, found.ownership, exported)
    goproxy = settings["GOPROXY"].value
    if profile := profile_in_force(session, found):
        rule = rule.under(profile, goproxy)
    is_public = _names_public_mirror(session, goproxy)
    return {
        setting.name: privacy.mended(setting.value, rule.required(setting.name, goproxy))
        for setting, _ in privacy.breaches(rule, settings)
        if is_public or not _is_set_by_hand(setting, found.ownership.written)
    }


def _is_set_by_hand(setting: Setting, written: Mapping[str, str | None]) -> bool:
    kind = setting.origin.kind
    return kind == "environment" or (kind == "user_env_file" and written.get(setting.name) != setting.value)


def _names_public_mirror(session: Session, goproxy: str) -> bool:
    """Is one of the catalogue's among them, or one of a profile that is not private?"""
    urls = _mirrors(goproxy)
    if any(session.store.catalogue.public_mirror(url) for url in urls):
        return True
    named = (one.go.get("GOPROXY", "") for one in session.store.profiles() if one.trust == "public")
    return any(urls & _mirrors(value) for value in named)


def _mirrors(goproxy: str) -> set[str]:
    try:
        return {entry.url for entry in parse_proxy_list(goproxy).mirrors}
    except ProxyListError:
        return set()


def _is_private(session: Session, name: str | None, goproxy: str) -> bool:
    """Are these the mirrors of a profile with private trust?"""
    try:
        profile = session.store.find(name) if name else profile_in_force(session, standing(session))
    except GoenvctlError:
        return False
    return bool(profile and profile.trust == "private" and profile.go.get("GOPROXY") == goproxy)


def _database(gosumdb: str) -> Database | None:
    """None also where Go would refuse the value: it says so itself."""
    try:
        return parse_gosumdb(gosumdb)
    except BadDatabase:
        return None


def _can_be_relayed(database: Database) -> bool:
    if not database.url:
        return False
    try:
        address = parse_address(database.url if ":/" in database.url else f"https://{database.url}")
    except AddressError:
        return False
    if address.scheme == "http":
        return address.userinfo is None
    return address.scheme == "https"
