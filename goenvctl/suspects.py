"""What looks private and is not covered: read from go.mod, git's insteadOf and netrc, without a network.

It cannot be certain: a host is taken for private when it cannot be reached from outside (an
internal ending, one label, a private address), when its name says code host and it is none
of the public ones, or when git or netrc holds a way of its own to it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from goenvctl.go.address import AddressError, parse_address
from goenvctl.go.patterns import matches
from goenvctl.host import CommandFailed, Host

PUBLIC_HOSTS = frozenset(
    """github.com gist.github.com api.github.com gitlab.com bitbucket.org gitee.com gitea.com
    codeberg.org git.sr.ht sr.ht dev.azure.com ssh.dev.azure.com git.launchpad.net gopkg.in
    golang.org go.dev code.gitea.io code.cloudfoundry.org git.apache.org go.googlesource.com
    git.kernel.org git.zx2c4.com git.sr.ht gitverse.ru gitcode.com gitcode.net coding.net
    git.heroku.com api.heroku.com git.savannah.gnu.org code.forgejo.org git.eclipse.org
    gitbox.apache.org pkg.go.dev huggingface.co""".split()
)
INTERNAL_ENDINGS = re.compile(
    r"\.(local|localdomain|internal|intranet|intra|corp|lan|home|private|test|invalid|localhost|home\.arpa)$"
)
_CODE_HOST = re.compile(
    r"^(git\d*|gitlab\d*|gitea|gogs|gerrit|bitbucket|stash|scm|svn|code|repo|vcs|source)\.|(^|\.)(corp|internal|intranet|intra|dev-internal)\."
)


class Suspect(NamedTuple):
    """Something that looks private: the pattern that would cover it, and the file and line that say so."""

    pattern: str
    path: str
    line: int | None


def find_suspects(host: Host, covered: str) -> list[Suspect]:
    """Suspects that the pattern list `covered` does not match, each pattern once."""
    found: dict[str, Suspect] = {}
    for suspect in (*_in_go_mod(host), *_in_git(host), *_in_netrc(host)):
        if not matches(covered, suspect.pattern):
            found.setdefault(suspect.pattern, suspect)
    return [one for one in found.values() if not _is_within_another(one.pattern, found)]


def _is_within_another(pattern: str, patterns: Iterable[str]) -> bool:
    return any(matches(other, pattern) for other in patterns if other != pattern)


def looks_private(hostname: str) -> bool:
    """Does the name alone say that the world cannot, or should not, reach it?"""
    import ipaddress

    try:
        return ipaddress.ip_address(hostname).is_private
    except ValueError:
        pass
    if "." not in hostname or INTERNAL_ENDINGS.search(hostname):
        return True
    return bool(_CODE_HOST.search(hostname)) and hostname not in PUBLIC_HOSTS


def _in_go_mod(host: Host) -> Iterator[Suspect]:
    path = os.path.join(host.cwd, "go.mod")
    data = host.peek(path)
    if not data:
        return
    from goenvctl.go.module import required_modules

    text = data.decode("utf-8", "replace")
    for required in required_modules(text):
        hostname = required.path.partition("/")[0]
        if "." in hostname and hostname not in PUBLIC_HOSTS and looks_private(hostname):
            yield Suspect(hostname, path, required.line)


def _in_git(host: Host) -> Iterator[Suspect]:
    """`url.<base>.insteadOf = https://host/org/`: somebody has a way of their own to that place."""
    home = host.home
    files = [
        os.path.join(host.cwd, ".git", "config"),
        host.environ.get("GIT_CONFIG_GLOBAL", ""),
        os.path.join(home, ".gitconfig"),
        os.path.join(host.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"), "git", "config"),
        "/etc/gitconfig",
    ]
    texts = [(path, host.peek(path) or b"") for path in files if path]
    if not any(re.search(rb"(?i)insteadof|\[include", text) for _, text in texts):
        return
    git = host.which("git")
    if not git:
        return
    argv = [git, "config", "--show-origin", "--null", "--get-regexp", r"^url\..*\.insteadof$"]
    try:
        answer = host.run(argv, environ=host.environ, cwd=host.cwd, timeout_s=3)
    except CommandFailed:
        return
    fields = answer.stdout.decode("utf-8", "surrogateescape").split("\0")
    for origin, entry in zip(fields[::2], fields[1::2], strict=False):
        pattern = _pattern_of(entry.partition("\n")[2])
        if pattern and pattern not in PUBLIC_HOSTS:
            path = os.path.join(host.cwd, origin.partition(":")[2])
            yield Suspect(pattern, path, _line_of(host, path, entry.partition("\n")[2]))


def _in_netrc(host: Host) -> Iterator[Suspect]:
    path = host.environ.get("NETRC") or os.path.join(host.home, ".netrc")
    text = (host.peek(path) or b"").decode("utf-8", "replace")
    for number, line in enumerate(text.splitlines(), 1):
        for machine in re.findall(r"(?:^|\s)machine\s+(\S+)", line):
            hostname = machine.partition("/")[0].partition(":")[0].lower()
            if "." in hostname and hostname not in PUBLIC_HOSTS:
                yield Suspect(hostname, path, number)


def _pattern_of(address: str) -> str:
    """`https://host/org/` and `git@host:org/` as a module pattern, or empty."""
    if scp := re.fullmatch(r"(?:[^@/]+@)?([^:/]+):(?!//)(.*)", address):
        hostname, path = scp[1].lower(), scp[2]
    else:
        try:
            parsed = parse_address(address)
        except AddressError:
            return ""
        hostname, path = parsed.hostname, parsed.path
    if "." not in hostname:
        return ""
    parts = [part.removesuffix(".git") for part in path.split("/") if part]
    return "/".join([hostname, *parts])


def _line_of(host: Host, path: str, needle: str) -> int | None:
    lines = (host.peek(path) or b"").decode("utf-8", "surrogateescape").splitlines()
    return next((number for number, line in enumerate(lines, 1) if needle in line), None)
