"""What `setup` proposes: patterns that look private at hand, and the places that can be written."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import NamedTuple

from goenvctl.errors import InvalidInput
from goenvctl.go.environment import module_cache
from goenvctl.go.gomod import parse_gomod
from goenvctl.go.patterns import matches, trimmed_patterns
from goenvctl.language import tr
from goenvctl.session import Session
from goenvctl.startup.fresh import login_shell
from goenvctl.suspects import PUBLIC_HOSTS, find_suspects, looks_private
from goenvctl.targets.all_targets import DEFAULT, TARGETS
from goenvctl.tree import read_tree

MOST = 9
RC_TARGETS = ("bash", "zsh", "fish", "powershell", "nu", "xonsh")
_REMOTE = re.compile(r"^\s*url\s*=\s*(\S+)", re.MULTILINE)
_PLACE = re.compile(r"(?:[a-z+]+://)?(?:[^@/\s]+@)?([^:/\s]+)(?::\d+(?=/))?[:/]+(.+)", re.IGNORECASE)


class Proposal(NamedTuple):
    """A pattern, and what speaks for it. `is_sure`: the world cannot reach that host."""

    pattern: str
    why: str
    is_sure: bool


def known_patterns(session: Session) -> tuple[str, ...]:
    """What is known as private already, here and in the user's own GOPRIVATE."""
    own = trimmed_patterns(session.settings()["GOPRIVATE"].value)
    return tuple(dict.fromkeys((*session.known_private, *own)))


def propose_patterns(session: Session) -> list[Proposal]:
    """Patterns that are not known yet and could be private, the likely ones first; at most MOST."""
    covered = ",".join(known_patterns(session))
    mirrors = {mirror.prefix.partition("/")[0] for mirror in session.store.catalogue.mirrors}
    found: dict[str, Proposal] = {}
    for one in (*_suspected(session, covered), *_required(session), *_at_hand(session)):
        is_new = not any(matches(known, one.pattern) for known in (covered, *found))
        if is_new and one.pattern not in mirrors and session.fault_of(one.pattern) is None:
            found[one.pattern] = one
    return sorted(found.values(), key=lambda one: not one.is_sure)[:MOST]


def propose_targets(session: Session) -> list[str]:
    """go-env, and the shells that have a startup file here or are the login shell."""
    login = login_shell(session.host)
    shells = [
        name
        for name in RC_TARGETS
        if TARGETS[name].shell == login or any(map(os.path.exists, TARGETS[name].paths(session.host)))
    ]
    configured = [name for name in session.config.targets if name in TARGETS]
    return list(dict.fromkeys((DEFAULT, *shells, *configured)))


def _suspected(session: Session, covered: str) -> Iterator[Proposal]:
    for one in find_suspects(session.host, covered):
        place = os.path.basename(one.path) + (f":{one.line}" if one.line else "")
        host = one.pattern.partition("/")[0]
        yield Proposal(one.pattern, tr("named in {place}", place=place), looks_private(host))


def _required(session: Session) -> Iterator[Proposal]:
    """Hosts of what the module or workspace at hand fetches, where the name says private."""
    try:
        tree = read_tree(session.host, ".", module_cache(session.sources(), session.host.home))
    except InvalidInput:
        return
    for host in sorted({path.partition("/")[0] for path in tree.asked}):
        if host not in PUBLIC_HOSTS and looks_private(host):
            yield Proposal(host, tr("required in {place}", place=os.path.basename(tree.path)), is_sure=True)


def _at_hand(session: Session) -> Iterator[Proposal]:
    """Where the code in this folder lives: whoever works on it may keep it private."""
    folder = session.host.cwd
    while not os.path.exists(os.path.join(folder, ".git")):
        if folder == (folder := os.path.dirname(folder)):
            folder = session.host.cwd
            break
    config = session.host.peek(os.path.join(folder, ".git", "config")) or b""
    for url in _REMOTE.findall(config.decode("utf-8", "replace")):
        if found := _PLACE.fullmatch(url):
            path = found[2].removesuffix(".git").strip("/")
            yield from _owned(f"{found[1].lower()}/{path}", tr("a git remote of this folder"))
    module = parse_gomod(
        (session.host.peek(os.path.join(session.host.cwd, "go.mod")) or b"").decode("utf-8", "replace")
    )
    if module.module:
        yield from _owned(module.module, tr("the module in this folder"))


def _owned(path: str, why: str) -> Iterator[Proposal]:
    """A code host of one's own as a whole; of a public one the part of one owner."""
    host, _, rest = path.partition("/")
    owner = rest.partition("/")[0]
    if "." not in host or host.startswith("."):
        return
    if host not in PUBLIC_HOSTS:
        yield Proposal(host, why, looks_private(host))
    elif owner:
        yield Proposal(f"{host}/{owner}", why, is_sure=False)
