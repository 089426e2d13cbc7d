"""Which mirrors a check asks, under which terms, and for which modules. Nothing private leaves here."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from goenvctl.active import profile_in_force, standing
from goenvctl.errors import AnswerIsNo, InvalidInput
from goenvctl.go.environment import Setting
from goenvctl.go.module import ModulePathError, check_path, escape_version
from goenvctl.go.patterns import matches
from goenvctl.go.proxylist import Entry, ProxyListError, parse_proxy_list
from goenvctl.intent import intend, user_rule
from goenvctl.language import tr
from goenvctl.probe.endpoint import Endpoint, Module, Terms
from goenvctl.probe.outcome import INVALID, Outcome, Sums
from goenvctl.profiles.privacy import PATTERN_VARIABLES
from goenvctl.profiles.profile import Profile
from goenvctl.redact import mask
from goenvctl.session import Session
from goenvctl.sumdb.database import BadDatabase, Database, parse_gosumdb
from goenvctl.suspects import looks_private

_CANONICAL = re.compile(r"v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+incompatible)?")


class Candidates(NamedTuple):
    """The mirrors to probe; those whose address cannot be right; the profiles they come from."""

    endpoints: tuple[Endpoint, ...]
    invalid: tuple[Outcome, ...]
    profiles: tuple[Profile, ...]
    databases: tuple[Database, ...]


def find_candidates(
    session: Session, names: Sequence[str], module: str | None = None, *, every: bool = False
) -> Candidates:
    """The mirrors of the named profiles and URLs, of every public profile, or those in effect.

    Raises InvalidInput for an unknown name, a bad GOPROXY or GOSUMDB, and a private module that
    such a mirror may not hear of; AnswerIsNo where there is no mirror at all.
    """
    finder = _Finder(session, _parse_module(module) if module is not None else None)
    if every:
        for profile in session.store.profiles():
            if profile.trust == "public" and not profile.is_template:
                finder.add_profile(profile)
    for name in names:
        if _is_address(session, name):
            finder.add_address(name)
        else:
            finder.add_profile(session.store.find(name))
    if not names and not every:
        finder.add_settings()
    found = finder.found()
    if not found.endpoints and not found.invalid:
        raise AnswerIsNo(
            "no-mirror", tr("there is no mirror to check: GOPROXY names none"), "goenvctl check --all"
        )
    return found


def pinned_sums(session: Session) -> dict[Module, Sums]:
    """What the bytes of the built-in control modules must be."""
    sums = session.store.catalogue.sums
    modules = [_parse_module(text) for text in session.store.catalogue.control]
    return {
        one: Sums(sums[f"{one.path} {one.version}"], sums[f"{one.path} {one.version}/go.mod"])
        for one in modules
    }


def fallback_mirrors(session: Session, candidates: Candidates) -> tuple[Endpoint, ...]:
    """The mirrors that the profiles checked may go to, as witnesses: asked for public modules only."""
    finder = _Finder(session, None)
    for name in dict.fromkeys(name for profile in candidates.profiles for name in profile.fallback):
        with contextlib.suppress(InvalidInput):
            finder.add_profile(session.store.find(name))
    asked = {endpoint.url for endpoint in candidates.endpoints}
    return tuple(endpoint for endpoint in finder.found().endpoints if endpoint.url not in asked)


class _Finder:
    """Collects; each pair of address and terms once."""

    def __init__(self, session: Session, module: Module | None) -> None:
        self._session = session
        self._module = module
        self._settings = session.settings()
        self._standing = standing(session)
        self._ownership = self._standing.ownership
        self._private = user_rule(
            session.known_private,
            session.sources(),
            self._ownership,
            session.host.environ.get("GOPRIVATE", ""),
        ).known
        self._endpoints: dict[Endpoint, None] = {}
        self._invalid: dict[str, Outcome] = {}
        self._profiles: dict[str, Profile] = {}
        self._databases: dict[Database, None] = {}

    def found(self) -> Candidates:
        return Candidates(
            tuple(self._endpoints),
            tuple(self._invalid.values()),
            tuple(self._profiles.values()),
            tuple(self._databases),
        )

    def add_profile(self, profile: Profile) -> None:
        if profile.is_template:
            raise InvalidInput(
                "template",
                tr("{profile} is a template", profile=profile.name),
                tr("goenvctl profile add NAME --from {profile}", profile=profile.name),
            )
        settings = self._settings_with(profile)
        goproxy = profile.go.get("GOPROXY") or settings["GOPROXY"].value
        self._profiles[profile.name] = profile
        for entry in self._mirrors(goproxy, tr("GOPROXY of {profile}", profile=profile.name)):
            self._add(entry, settings, profile.trust, profile.control)

    def add_settings(self) -> None:
        """The mirrors in effect, as the active profile's where they are."""
        profile = profile_in_force(self._session, self._standing)
        goproxy = self._settings["GOPROXY"].value
        trust, control = "public", ()
        if profile and profile.go.get("GOPROXY") == goproxy:
            self._profiles[profile.name] = profile
            trust, control = profile.trust, profile.control  # type: ignore[assignment]
        for entry in self._mirrors(goproxy, "GOPROXY"):
            self._add(entry, self._settings, trust, control)

    def add_address(self, text: str) -> None:
        try:
            text.encode()
            entries = parse_proxy_list(text).entries
        except UnicodeEncodeError:
            self._reject(
                text.encode("utf-8", "backslashreplace").decode(), "bad-address", tr("it is no text")
            )
            return
        except ProxyListError as exc:
            self._reject(text, "bad-address", str(exc))
            return
        for entry in entries:
            if entry.kind == "mirror":
                self._add(entry, self._settings, self._trust_of(entry.url), ())
            else:
                self._reject(text, "bad-address", tr("{entry} is no mirror", entry=entry.text))

    def _add(self, entry: Entry, settings: dict[str, Setting], trust: str, control: Iterable[str]) -> None:
        address = entry.address
        if not address.host:
            return self._reject(entry.text, "bad-address", tr("the address has no host"))
        if address.userinfo is not None and address.scheme == "http":
            return self._reject(
                entry.text, "credentials-in-clear", tr("Go sends no credentials over plain http")
            )
        modules = self._modules(control)
        for module in modules:
            self._refuse_private(module, entry.url, settings["GONOPROXY"].value)
        database = self._database(settings)
        unasked = f"{settings['GONOSUMDB'].value},{','.join(self._private)}"
        terms = Terms(settings["GOSUMDB"].value, database, unasked, trust, modules)
        self._endpoints[Endpoint(entry.url, mask(entry.url), self._operator(entry), terms)] = None
        if database and any(terms.database_for(module) for module in modules):
            self._databases[database] = None
        return None

    def _reject(self, text: str, reason: str, why: str) -> None:
        shown = mask(text)
        self._invalid[shown] = Outcome(shown, "", "", "", INVALID, reason, why, "address")

    def _modules(self, control: Iterable[str]) -> tuple[Module, ...]:
        if self._module:
            return (self._module,)
        named = tuple(control) or self._session.store.catalogue.control
        return tuple(_parse_module(text) for text in named)

    def _database(self, settings: dict[str, Setting]) -> Database | None:
        """None where GOSUMDB is off."""
        setting = settings["GOSUMDB"]
        try:
            return parse_gosumdb(setting.value or "sum.golang.org")
        except BadDatabase as exc:
            raise InvalidInput(
                "gosumdb-invalid",
                f"GOSUMDB={setting.value}: {exc}",
                tr("goenvctl use PROFILE, or go env -u GOSUMDB"),
            ) from exc

    def _mirrors(self, goproxy: str, what: str) -> Iterator[Entry]:
        try:
            yield from parse_proxy_list(goproxy).mirrors if goproxy else ()
        except ProxyListError as exc:
            raise InvalidInput(
                "goproxy-invalid", f"{what}: {exc}", tr("goenvctl use PROFILE mends it")
            ) from exc

    def _settings_with(self, profile: Profile) -> dict[str, Setting]:
        """What would be in effect with the profile."""
        return intend(
            profile.values,
            profile.trust,
            self._session.known_private,
            self._session.sources(),
            self._ownership,
            self._session.host.environ.get("GOPRIVATE", ""),
        ).settings

    def _refuse_private(self, module: Module, url: str, unproxied: str) -> None:
        """No module known here as private goes to a mirror that is not its own, not even for a check."""
        if str(module) in self._session.store.catalogue.control:
            return
        host = host_of(url)
        is_known = matches(",".join(self._private), module.path)
        seems = looks_private(module.path.partition("/")[0])
        if matches(unproxied, module.path) or (is_known and not self._serves(url, module)):
            raise InvalidInput(
                "private-module",
                tr("{path} is private here; {host} is not to hear of it", path=module.path, host=host),
                tr('check it at a mirror of a profile with trust = "private" that names it'),
            )
        if seems and self._session.store.catalogue.public_mirror(url):
            raise InvalidInput(
                "private-module",
                tr(
                    "{path} looks private; {host} is a public mirror and is not to hear of it",
                    path=module.path,
                    host=host,
                ),
                tr("goenvctl private add PATTERN keeps it private"),
            )

    def _serves(self, url: str, module: Module) -> bool:
        """Does a profile with private trust name this mirror for this module?"""
        return any(
            matches(",".join(profile.go.get(name, "") for name in PATTERN_VARIABLES), module.path)
            for profile in self._private_profiles(url)
        )

    def _trust_of(self, url: str) -> str:
        return "private" if any(True for _ in self._private_profiles(url)) else "public"

    def _private_profiles(self, url: str) -> Iterator[Profile]:
        for profile in self._session.store.added():
            if profile.trust == "private" and not profile.is_template:
                urls = {entry.url for entry in self._mirrors(profile.go.get("GOPROXY", ""), profile.name)}
                if url in urls:
                    yield profile

    def _operator(self, entry: Entry) -> str:
        if known := self._session.store.catalogue.public_mirror(entry.url):
            return known.operator
        host = entry.address.hostname
        if not re.search("[a-z]", host) or ":" in host or "." not in host:
            return entry.address.host
        from goenvctl.profiles.pattern import registrable_domain

        return registrable_domain(host)


def host_of(url: str) -> str:
    """The host of an entry's address, for a sentence."""
    return parse_proxy_list(url).entries[0].address.host


def _is_address(session: Session, name: str) -> bool:
    """`goproxy.cn` may be a profile's alias; what holds `:` or `/` is an address in any case."""
    if ":" in name or "/" in name:
        return True
    if "." not in name:
        return False
    return all(
        name != known for profile in session.store.profiles() for known in (profile.name, *profile.aliases)
    )


def _parse_module(text: str) -> Module:
    path, at, version = text.partition("@")
    try:
        check_path(path)
        if not at or not _CANONICAL.fullmatch(version):
            raise ModulePathError(tr("the version must be whole, such as v1.2.3"))
        escape_version(version)
    except ModulePathError as exc:
        raise InvalidInput("bad-module", f"{text!r}: {exc}", tr("name it as PATH@VERSION")) from exc
    return Module(path, version)
