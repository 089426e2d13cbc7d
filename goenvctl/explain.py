"""`explain`: who would be asked for a module or for all that a folder needs, and which of it leaks.

Nothing is asked and nothing is run, not even `go`: all of it follows from files and settings.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from goenvctl.audience import Audience, Hearing
from goenvctl.errors import InvalidInput, Problem
from goenvctl.go.address import parse_address
from goenvctl.go.environment import Setting
from goenvctl.go.module import ModulePathError, check_path, escape_version
from goenvctl.go.routes import parents
from goenvctl.host import CommandFailed, Finished, Host
from goenvctl.language import tr
from goenvctl.session import Session
from goenvctl.suspects import PUBLIC_HOSTS
from goenvctl.tree import FILES, Tree, read_tree

_EXACT = re.compile(r"v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")


class StillHost(Host):
    """A machine on which nothing is started; a shim of `go` is known only by what it said before."""

    def run(
        self,
        argv: Sequence[str],
        *,
        environ: Mapping[str, str],
        cwd: str,
        timeout_s: float = 0,
        stdin: bytes = b"",
    ) -> Finished:
        raise CommandFailed(tr("{command} is not run to explain something", command=argv[0]))


class Explanation(NamedTuple):
    """One module. `version` is as given, or empty; `routed_by` and `verified_by` are what decides.

    `above` are the paths that a query asks for besides, empty where the version is exact: then
    the module alone is asked for.
    """

    hearing: Hearing
    version: str
    routed_by: Setting
    verified_by: Setting
    above: tuple[Hearing, ...]
    problems: tuple[Problem, ...]
    remarks: tuple[str, ...]


class Survey(NamedTuple):
    """A module or workspace with all that it makes go fetch, by path; `leaks` are among them."""

    tree: Tree
    modules: tuple[Hearing, ...]
    problems: tuple[Problem, ...]
    remarks: tuple[str, ...]

    @property
    def leaks(self) -> tuple[Hearing, ...]:
        return tuple(one for one in self.modules if one.leaks_to)


def is_place(host: Host, text: str) -> bool:
    """Does the argument mean a folder or a go.mod, rather than a module?"""
    if not text:
        return False
    if text in (".", "..") or text.startswith(("./", "../", "/")) or os.path.isabs(text):
        return True
    path = os.path.join(host.cwd, text)
    if os.path.basename(text) in FILES and os.path.isfile(path):
        return True
    has_file = any(os.path.isfile(os.path.join(path, name)) for name in FILES)
    return has_file or ("." not in text.partition("/")[0] and os.path.isdir(path))


def explain_module(session: Session, text: str) -> Explanation:
    """Who is asked for `PATH[@VERSION]`. Raises InvalidInput where it is no module path."""
    path, version = _parse(text)
    audience = Audience(session)
    hearing = audience.hearing(path)
    is_exact = _EXACT.fullmatch(version) is not None
    above = () if is_exact else tuple(_above(one, hearing, audience) for one in parents(path))
    problems = [*audience.problems, *_leak_problems([hearing], {}), *_leaks_above(hearing, above)]
    if hearing.verification.fault:
        setting = audience.settings["GOSUMDB"]
        place = (setting.origin.path or None, setting.origin.line)
        message = tr("GOSUMDB: {reason}; go stops when it needs a sum", reason=hearing.verification.fault)
        problems.append(Problem("gosumdb-invalid", message, tr("goenvctl use PROFILE mends it"), *place))
    return Explanation(
        hearing,
        version,
        audience.deciding(path),
        audience.settings[hearing.verification.decided_by],
        above,
        tuple(problems),
        (*audience.remarks, *_strangers(audience, [hearing, *above])),
    )


def explain_tree(session: Session, place: str) -> Survey:
    """Who is asked for everything that the folder needs. Raises InvalidInput where there is no go.mod."""
    audience = Audience(session)
    tree = read_tree(session.host, place, audience.module_cache)
    found = {path: audience.hearing(path, is_summed=path not in tree.unsummed) for path in tree.asked}
    for path in tree.required:
        if path not in found:  # a folder or another module stands for it, or it is excluded
            found[path] = audience.hearing(path)._replace(routes=(), leaks_to=())
    modules = tuple(found[path] for path in sorted(found))
    return Survey(
        tree,
        modules,
        (*audience.problems, *_leak_problems(modules, tree.required)),
        (*audience.remarks, *_strangers(audience, modules), *_limits(tree, modules)),
    )


def _parse(text: str) -> tuple[str, str]:
    path, at, version = text.partition("@")
    hint = tr("name a module as PATH[@VERSION], such as github.com/pkg/errors, or a folder, such as .")
    try:
        if "://" in text:
            bare = re.sub(r"^.*?://(?:[^/@]*@)?|[?#].*$", "", text).rstrip("/").removesuffix(".git")
            hint = f"goenvctl explain {bare}" if re.fullmatch(r"[\w.~/-]+", bare) else hint
            raise ModulePathError(tr("an address is no module path"))
        check_path(path)
        if at:
            escape_version(version)
    except ModulePathError as exc:
        raise InvalidInput("bad-module", f"{text!r}: {exc}", hint) from exc
    return path, version


def _above(path: str, below: Hearing, audience: Audience) -> Hearing:
    """A path above a private module betrays it as long as it is more than a public host's name.

    It is only asked for its versions; where there are none, no database hears of it.
    """
    is_telling = below.is_private and path not in PUBLIC_HOSTS
    because = tr("{path} is private", path=below.path) if is_telling else ""
    return audience.hearing(path, because=because, is_summed=True)


def _leaks_above(hearing: Hearing, above: Sequence[Hearing]) -> Iterator[Problem]:
    """Of a module that is kept itself: go asks above it once version control has said no."""
    leaking = [one for one in above if one.leaks_to]
    if leaking and not hearing.leaks_to:
        paths, hosts = ", ".join(one.path for one in leaking), _hosts(leaking[0].leaks_to)
        yield Problem(
            "leak-above",
            tr(
                "where version control does not have it, go get asks {hosts} for {paths}",
                hosts=hosts,
                paths=paths,
            ),
            _covered_by(leaking[-1].path),
        )


def _leak_problems(modules: Iterable[Hearing], places: Mapping[str, tuple[str, int]]) -> Iterator[Problem]:
    """One for all modules that leak for the same reason to the same ones."""
    groups: dict[tuple[str, tuple[str, ...]], list[Hearing]] = {}
    for one in modules:
        if one.leaks_to:
            groups.setdefault((one.because, one.leaks_to), []).append(one)
    for (because, leaks_to), group in groups.items():
        first, others = group[0], len(group) - 1
        paths = tr("{path} and {number} more", path=first.path, number=others) if others else first.path
        hint = tr("goenvctl use PROFILE puts the pattern in force")
        yield Problem(
            "leak",
            tr(
                "{paths}: {because}, and {hosts} may hear of it",
                paths=paths,
                because=because,
                hosts=_hosts(leaks_to),
            ),
            _covered_by(first.path.partition("/")[0]) if first.is_guess else hint,
            *places.get(first.path, (None, None)),
        )


def _covered_by(pattern: str) -> str:
    return tr("goenvctl private add {pattern}, then goenvctl use PROFILE", pattern=pattern)


def _hosts(urls: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(parse_address(url).host or url for url in urls))


def _strangers(audience: Audience, modules: Iterable[Hearing]) -> Iterator[str]:
    """Who counts as public only because nothing says otherwise."""
    for url in dict.fromkeys(url for one in modules for url in one.leaks_to):
        if not audience.is_listed(url):
            yield tr('{url} counts as public: no profile with trust = "private" names it', url=url)


def _limits(tree: Tree, modules: Iterable[Hearing]) -> Iterator[str]:
    if tree.vendor:
        yield tr(
            "go build takes modules from {folder}; go mod download, get and tidy ask all the same",
            folder=tree.vendor,
        )
    if unsure := [one.path for one in modules if one.leaks_to and one.path in tree.guessed]:
        yield tr(
            "only sums name {paths}: if nothing requires it any more, go mod tidy drops it",
            paths=", ".join(unsure),
        )
    if tree.is_partial:
        yield tr("neither sums nor the module cache tell what the requirements require: there may be more")
