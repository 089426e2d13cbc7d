"""The files: Go's env file, our own, and those that shells read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from goenvctl.doctor.examined import Examined
from goenvctl.doctor.finding import ERROR, INFO, WARNING, Finding, Fix, Unknown
from goenvctl.errors import GoenvctlError, NotApplied, Problem
from goenvctl.go import envfile
from goenvctl.go.variables import VARIABLES
from goenvctl.host import reason
from goenvctl.language import tr
from goenvctl.notices import bad_patterns
from goenvctl.places import odd_places
from goenvctl.verdict import drift_problems

BOM = b"\xef\xbb\xbf"
_NEARLY = re.compile(rb"\s*(?:export\s+|set\s+)?(\w+)\s*=", re.IGNORECASE)


def env_file(examined: Examined) -> Iterator[Finding]:
    """Is there one, and one that `go env -w` does not lie about?"""
    path = examined.session.env_file.path
    named = examined.host.environ.get("GOENV", "")
    try:
        examined.session.writable_env_file()
    except NotApplied as exc:
        scale = WARNING if named == "off" else ERROR
        yield Finding("env-file", scale, exc.message, exc.hint, path or None)
        return
    if named.lower() == "off":
        message = tr("GOENV={value} is the name of a file; only `off` in lower case means none", value=named)
        yield Finding("env-file", ERROR, message, tr("unset GOENV, or write off"))
    elif named.startswith("~") or "$" in named:
        message = tr("GOENV={value}: Go takes it as it stands, `~` and `$` mean nothing there", value=named)
        yield Finding("env-file", ERROR, message, tr("write the whole path"))
    elif named:
        message = tr("GOENV names another env file than the usual one: {path}", path=path)
        yield Finding("env-file", INFO, message, tr("unset GOENV goes back to the usual one"))
    try:
        if os.path.isfile(path):
            examined.host.read(path)
    except OSError as exc:
        message = tr("cannot be read ({reason}); Go passes over it without a word", reason=reason(exc))
        yield Finding("env-file", ERROR, message, f"chmod u+rw {path}", path)


def owner(examined: Examined) -> Iterator[Finding]:
    """What a command under sudo leaves behind."""
    if os.name != "posix":
        raise Unknown(tr("files have no such owner here"))
    path = examined.session.env_file.path
    for one in (path, os.path.dirname(path), examined.session.paths.state):
        try:
            is_foreign = os.stat(one).st_uid not in (os.geteuid(), os.stat(examined.host.home).st_uid)
        except OSError:
            continue
        if is_foreign:
            scale = WARNING if os.access(one, os.W_OK) else ERROR
            yield Finding("owner", scale, tr("belongs to another user"), f"sudo chown -R $USER {one}", one)


def ignored_lines(examined: Examined) -> Iterator[Finding]:
    data, path = examined.env_data, examined.session.env_file.path
    counted = {line.number: line.key for line in envfile.read_lines(data)}
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.startswith(BOM):
            message = tr("the file starts with a byte order mark: Go passes over its first line")
            remedy = tr("save it as UTF-8 without BOM")
            yield Finding("ignored-lines", WARNING, message, remedy, path, number)
            continue
        found = _NEARLY.match(line)
        name = found[1].decode("ascii", "replace").upper() if found else ""
        if name in VARIABLES and counted.get(number) != name:
            message = tr(
                "Go passes over this line: it must start with {name}=, without blanks or `export`", name=name
            )
            remedy = tr("take the line out, and go env -w {name}=…", name=name)
            yield Finding("ignored-lines", WARNING, message, remedy, path, number)


def quoted_values(examined: Examined) -> Iterator[Finding]:
    for name, line in examined.env_lines.items():
        value = line.value.removesuffix("\r")
        if name in VARIABLES and (value[:1] in ("'", '"') or " #" in value):
            message = (
                tr(
                    "{name}: the comment belong to the value here; Go's env file knows no such thing",
                    name=name,
                )
                if " #" in value
                else tr(
                    "{name}: the quotes belong to the value here; Go's env file knows no such thing",
                    name=name,
                )
            )
            path = examined.session.env_file.path
            remedy = tr("go env -w {name}=…, without", name=name)
            yield Finding("quoted-values", ERROR, message, remedy, path, line.number)


def twice(examined: Examined) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for line in envfile.read_lines(examined.env_data):
        if line.key in VARIABLES and line.key in seen:
            first = seen[line.key]
            message = tr(
                "{name} stands here a second time (first in line {line}); the last one counts",
                name=line.key,
                line=first,
            )
            path = examined.session.env_file.path
            remedy = tr("take line {line} out", line=first)
            yield Finding("twice", INFO, message, remedy, path, line.number)
        seen.setdefault(line.key, line.number)


def windows_line_ends(examined: Examined) -> Iterator[Finding]:
    path = examined.session.env_file.path
    for name, line in examined.env_lines.items():
        if name in VARIABLES and line.value.endswith("\r"):
            message = tr("{name} ends with the line end of Windows, which belongs to the value", name=name)
            fix = Fix("go-env", path, {name: line.value.rstrip("\r")})
            yield Finding(
                "env-file-crlf", ERROR, message, f"sed -i 's/\\r$//' {path}", path, line.number, fix
            )


def rc_line_ends(examined: Examined) -> Iterator[Finding]:
    for path, data in examined.rc_files.items():
        if b"\r\n" in data:
            line = data[: data.index(b"\r\n")].count(b"\n") + 1
            message = tr("line ends of Windows: to a shell they belong to the last word of each line")
            yield Finding("rc-crlf", WARNING, message, f"sed -i 's/\\r$//' {path}", path, line)


def our_own(examined: Examined) -> Iterator[Finding]:
    """Profiles, the config, the journal, and what an interrupted run left."""
    for read in (_broken_profiles, _bad_patterns, _interrupted):
        try:
            problems = read(examined)
        except GoenvctlError as exc:
            problems = list(exc.problems) or [Problem(exc.id, exc.message, exc.hint)]
        for problem in problems:
            yield Finding("our-files", ERROR, problem.message, problem.hint, problem.path, problem.line)


def _broken_profiles(examined: Examined) -> list[Problem]:
    return [problem for one in examined.session.store.broken() for problem in one.problems]


def _bad_patterns(examined: Examined) -> list[Problem]:
    return bad_patterns(examined.session)


def _interrupted(examined: Examined) -> list[Problem]:
    path = examined.standing.foreign
    if not path:
        return []
    message = tr("an earlier run was cut off, and the file was changed since")
    return [Problem("interrupted", message, tr("look at it, then run the command again"), path)]


def drift(examined: Examined) -> Iterator[Finding]:
    ownership = examined.standing.ownership
    lines = examined.env_lines
    changed = [
        name
        for name, value in ownership.written.items()
        if (lines[name].value if name in lines else None) != value
    ]
    problems = drift_problems(changed, ownership.active)
    for problem in (*problems, *odd_places(examined.session, examined.standing.holdings)):
        path = problem.path or examined.standing.env_file
        yield Finding("drift", WARNING, problem.message, problem.hint, path, problem.line)
