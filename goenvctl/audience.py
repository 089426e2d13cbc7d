"""Who hears of a module when go fetches it, and who of them should not: the settings in effect, judged.

A mirror or database is public, which is to say it should hear of nothing private, unless
there is a sign that it belongs to those who own the modules:

- a profile with trust = "private" names it, or it is a folder of this machine;
- nobody outside can reach it: a private address, one label, an ending such as `.internal`.

A loopback address is no such sign. What listens there is a relay (Athens, a tunnel, a
container), and where that goes on to is unknown; so it is public until a profile names it.
The names by which a code host is told (`git.`, `repo.`) are no sign either: public mirrors
have such names too. `sum.golang.org` is public at whatever address it is asked, for a front
of it can only pass the question on.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from goenvctl.errors import GoenvctlError, Problem
from goenvctl.go.address import AddressError, canonical, parse_address
from goenvctl.go.environment import Setting, lookup, module_cache, resolve
from goenvctl.go.patterns import matches, trimmed_patterns
from goenvctl.go.proxylist import ProxyListError, parse_proxy_list
from goenvctl.go.routes import Route, deciding_variable, find_routes
from goenvctl.language import tr
from goenvctl.session import Session
from goenvctl.sumdb.database import ALIAS, BadDatabase, parse_gosumdb
from goenvctl.sumdb.verification import Verification, find_verification
from goenvctl.suspects import INTERNAL_ENDINGS, looks_private

SHIPPED = b"GOPROXY=https://proxy.golang.org,direct\nGOSUMDB=sum.golang.org\nGOTOOLCHAIN=auto\n"
GO_DATABASE = "sum.golang.org"
GO_DATABASES = (f"https://{GO_DATABASE}", f"https://{ALIAS}")
_INTERNAL_LABELS = frozenset(("corp", "internal", "intranet", "intra", "dev-internal"))


class Hearing(NamedTuple):
    """What one module path comes to. `because` says why it is private, or is empty.

    `leaks_to` are the public mirrors and databases that may hear of it though it is private.
    `is_guess`: nothing names it as private, it looks so.
    """

    path: str
    because: str
    routes: tuple[Route, ...]
    verification: Verification
    leaks_to: tuple[str, ...]
    is_guess: bool = False

    @property
    def is_private(self) -> bool:
        return bool(self.because)

    @property
    def via(self) -> tuple[str, ...]:
        """Everybody who may be asked for its files, in order."""
        return tuple(route.via for route in self.routes)


class Audience:
    """The settings in effect, and what follows from them for any module. Reads files only."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.problems: list[Problem] = [
            problem for broken in session.store.broken() for problem in broken.problems
        ]
        self.remarks: list[str] = []
        sources = session.sources()
        if sources.goroot_data is None:
            sources = sources._replace(goroot_data=SHIPPED)
        self._sources = sources
        self.settings: dict[str, Setting] = resolve(sources)
        self._values = {name: setting.value for name, setting in self.settings.items()}
        if sources.goroot_data is SHIPPED and "goroot" in self._kinds("GOPROXY", "GOSUMDB"):
            self.remarks.append(tr("no go.env was found: taken to be as Go ships it"))
        self._refused = self._refusal()
        try:
            self._known = session.known_private
        except GoenvctlError as exc:
            self._known = ()
            self.problems.append(Problem(exc.id, exc.message, exc.hint))

    def hearing(self, path: str, *, because: str = "", is_summed: bool = False) -> Hearing:
        """Who may be asked for a module; `is_summed` says that no database is, for a go.sum has it all.

        `because` is a reason for which it is private, apart from its path.
        """
        routes = () if self._refused else find_routes(path, self._values)
        verification = find_verification(path, self._values)
        is_guess = False
        if not because:
            because, is_guess = self._because(path)
        heard = [route.via for route in routes if route.kind == "mirror"]
        if not is_summed and any(route.kind != "off" for route in routes):
            heard += self._ways(verification)
        leaks = tuple(dict.fromkeys(one for one in heard if because and self._is_public(one)))
        return Hearing(path, because, routes, verification, leaks, is_guess)

    def deciding(self, path: str) -> Setting:
        """The setting that decides the routes."""
        return self.settings[deciding_variable(path, self._values)]

    def is_listed(self, url: str) -> bool:
        """Is it known as public, a mirror of the catalogue or Go's own database?"""
        return bool(self._session.store.catalogue.public_mirror(url)) or url in GO_DATABASES

    def go_variable(self, name: str) -> str:
        """Any other variable of Go's."""
        return lookup(self._sources, name)

    @property
    def module_cache(self) -> str:
        """Where go keeps what it has fetched."""
        return module_cache(self._sources, self._session.host.home)

    def _refusal(self) -> bool:
        """Does go stop before it asks anybody? The problem is noted."""
        setting = self.settings["GOPROXY"]
        place = (setting.origin.path or None, setting.origin.line)
        if self._values["GO111MODULE"] == "off":
            message = tr("GO111MODULE=off: go fetches no modules at all")
            self.problems.append(Problem("modules-off", message, tr("unset GO111MODULE")))
            return True
        try:
            parse_proxy_list(setting.value)
        except ProxyListError as exc:
            message = tr("GOPROXY: {reason}; go asks nobody", reason=exc)
            hint = tr("goenvctl use PROFILE mends it")
            self.problems.append(Problem("goproxy-invalid", message, hint, *place))
            return True
        return False

    def _kinds(self, *names: str) -> set[str]:
        return {self.settings[name].origin.kind for name in names}

    def _because(self, path: str) -> tuple[str, bool]:
        """Why it is private, or empty; and is that no more than a guess?"""
        if known := next((one for one in self._known if matches(one, path)), ""):
            return tr("{pattern} is known as private", pattern=known), False
        if own := next(
            (one for one in trimmed_patterns(self._values["GOPRIVATE"]) if matches(one, path)), ""
        ):
            return tr("GOPRIVATE has {pattern}", pattern=own), False
        host = path.partition("/")[0]
        return (tr("{host} looks internal", host=host), True) if looks_private(host) else ("", False)

    def _ways(self, verification: Verification) -> Iterator[str]:
        """Everybody who may see a lookup."""
        if not verification.database:
            return
        if verification.by_mirrors:
            yield from (one.url for one in parse_proxy_list(self._values["GOPROXY"]).mirrors)
        is_front = verification.database == GO_DATABASE and self._is_internal(verification.url)
        yield GO_DATABASES[0] if is_front else verification.url

    def _is_public(self, url: str) -> bool:
        if self._session.store.catalogue.public_mirror(url):
            return True
        return canonical(url) not in self._trusted and not self._is_internal(url)

    def _is_internal(self, url: str) -> bool:
        try:
            address = parse_address(url)
        except AddressError:
            return False
        return address.scheme == "file" or is_internal(address.hostname)

    @cached_property
    def _trusted(self) -> frozenset[str]:
        """The mirrors and databases of profiles with private trust."""
        found: set[str] = set()
        for profile in self._session.store.added():
            if profile.trust != "private" or profile.is_template:
                continue
            try:
                found |= {
                    canonical(one.url) for one in parse_proxy_list(profile.go.get("GOPROXY", "")).mirrors
                }
                database = parse_gosumdb(profile.go.get("GOSUMDB", "off"))
            except (ProxyListError, BadDatabase):
                continue
            if database and database.key.name != GO_DATABASE:
                found.add(canonical(database.url or f"https://{database.key.name}"))
        return frozenset(found)


def is_internal(hostname: str) -> bool:
    """Is it certain from the name alone that the world cannot reach it, and that it is no loopback?"""
    import ipaddress

    try:
        ip = ipaddress.ip_address(hostname.partition("%")[0])
        return ip.is_private and not (ip.is_loopback or ip.is_unspecified)
    except ValueError:
        labels = hostname.split(".")
    if "localhost" in labels:
        return False
    return len(labels) == 1 or bool(INTERNAL_ENDINGS.search(hostname) or _INTERNAL_LABELS & set(labels[:-1]))
