"""Are these bytes what a mirror serves? `.info`, `list`, `@latest`, `.mod` and `.zip`, judged as values.

Sources: cmd/go/internal/modfetch/proxy.go (Stat, versions, latest), x/mod/zip, x/mod/sumdb/dirhash.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import IO, NamedTuple, TypeVar

from goenvctl.go.archive import Archive, Damaged, NoArchive, TooLarge
from goenvctl.go.modzip import BadEntry, ForeignEntry, check_entries
from goenvctl.language import tr
from goenvctl.probe.endpoint import Module
from goenvctl.probe.outcome import BROKEN, HOSTILE, Finding
from goenvctl.sumdb.dirhash import hash_lines
from goenvctl.web.answer import Answer

_SEMVER = re.compile(r"v(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+incompatible)?")
_PSEUDO = re.compile(  # x/mod/module/pseudo.go
    r"v[0-9]+\.(0\.0-|[0-9]+\.[0-9]+-([^+]*\.)?0\.)[0-9]{14}-[A-Za-z0-9]+(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?"
)
_TIME = re.compile(  # RFC 3339 as time.Parse reads it
    "([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{1,2})(:[0-9]{2}:[0-9]{2})(?:[.,][0-9]+)?"
    "(?:Z|([+-])(0[0-9]|1[0-9]|2[0-4]):([0-5][0-9]|60))"
)
_ORIGIN = "VCS URL Subdir Hash TagPrefix TagSum Ref RepoSum".split()  # modfetch/codehost.Origin


class Info(NamedTuple):
    """A version and when it was made, in seconds since the epoch, where that is told."""

    version: str
    time: float | None


class BadInfo(ValueError):
    """No JSON of a version; the message says what is wrong with it."""


class Zipped(NamedTuple):
    """The h1 of a zip, empty where there is none to be had, and what is wrong with the bytes themselves."""

    sum: str
    finding: Finding | None = None


def parse_info(body: bytes) -> Info:
    """The version in an `.info` or `@latest`. Raises BadInfo where Go's JSON decoder does."""
    try:
        data = json.loads(
            body.decode("utf-8", "replace"), object_pairs_hook=_Object, parse_constant=_no_constant
        )
    except (ValueError, RecursionError) as exc:
        raise BadInfo(tr("it is no JSON")) from exc
    if not isinstance(data, _Object):
        raise BadInfo(tr("it is JSON of something else"))
    versions, times = data.values("Version", str), data.values("Time", str)
    for origin in data.values("Origin", _Object):
        for name in _ORIGIN:
            origin.values(name, str)
    return Info(["", *versions][-1], [None, *map(_seconds, times)][-1])


def judge_info(answer: Answer, module: Module) -> Finding | None:
    """An `.info` must name the version that was asked for."""
    try:
        info = parse_info(answer.body)
    except BadInfo as exc:
        if answer.is_html:
            said = tr("answers with a web page where Go expects JSON")
            return Finding(BROKEN, "not-a-mirror", said, ".info")
        said = tr(".info of {module}: {reason}", module=module, reason=exc)
        return Finding(BROKEN, "bad-info", said, ".info")
    if info.version != module.version:
        said = tr(".info of {module} says {version}", module=module, version=repr(info.version))
        return Finding(BROKEN, "bad-info", said, ".info")
    return None


def judge_list(answer: Answer, module: Module) -> Finding | None:
    """A module with tagged versions has a list that names the one asked for."""
    if _PSEUDO.fullmatch(module.version):
        return None
    words = [line.split()[0] for line in answer.body.decode("utf-8", "replace").split("\n") if line.split()]
    versions = [word for word in words if _SEMVER.fullmatch(word) and not _PSEUDO.fullmatch(word)]
    if module.version in versions:
        return None
    if versions:
        said = tr("the list of {path} does not name {version}", path=module.path, version=module.version)
    elif answer.is_html:
        said = tr("the list of {path} is a web page", path=module.path)
    else:
        said = tr("the list of {path} names no version", path=module.path)
    return Finding(BROKEN, "bad-list", said, "list")


def judge_latest(answer: Answer) -> Finding | None:
    try:
        info = parse_info(answer.body)
    except BadInfo as exc:
        return Finding(BROKEN, "bad-info", f"@latest: {exc}", "@latest")
    if not _SEMVER.fullmatch(info.version):
        said = tr("@latest says {version}", version=repr(info.version))
        return Finding(BROKEN, "bad-info", said, "@latest")
    return None


def is_go_mod(answer: Answer) -> bool:
    """Could this be somebody's go.mod, rather than a page or an error in its place?"""
    return b"module" in answer.body and answer.body.lstrip()[:1] != b"<"


def read_zip(file: IO[bytes], module: Module) -> Zipped:
    """The sum of a module's zip and what is wrong with it. Damaged entries count with what came out.

    Blocks for as long as hashing takes.
    """
    bad = None
    try:
        archive = Archive(file)
        check_entries(archive, f"{module}/")
    except NoArchive as exc:
        said = tr("the .zip of {module} is {reason}", module=module, reason=exc)
        return Zipped("", Finding(BROKEN, "bad-zip", said, ".zip"))
    except TooLarge as exc:
        said = tr("the .zip of {module}: {reason}", module=module, reason=exc)
        return Zipped("", Finding(HOSTILE, "oversize", said, ".zip"))
    except BadEntry as exc:
        said = tr("the .zip of {module}: {reason}", module=module, reason=exc)
        bad = Finding(HOSTILE, "bad-zip-entry", said, ".zip")
        if isinstance(exc, ForeignEntry) or any("\n" in entry.name for entry in archive.entries):
            return Zipped("", bad)  # a name with a newline has no hash
    return Zipped(hash_lines(_digests(archive)), bad)


def _digests(archive: Archive) -> Iterator[tuple[str, bytes]]:
    last = {entry.name: entry for entry in archive.entries}  # folders may come twice; Go opens the last
    for entry in archive.entries:
        digest = hashlib.sha256()
        try:
            for part in archive.read(last[entry.name]):
                digest.update(part)
        except Damaged:
            digest.update(b"damaged")  # whatever it was, it is not what it should be
        yield entry.name, digest.digest()


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _seconds(time: str) -> float:
    match = _TIME.fullmatch(time)
    if not match:
        raise BadInfo(tr("its Time is no time"))
    day, hour, rest, sign, hours, minutes = match.groups()
    try:
        seconds = datetime.fromisoformat(f"{day}T{hour:0>2}{rest}+00:00").timestamp()
    except ValueError as exc:
        raise BadInfo(tr("its Time is no time")) from exc
    ahead_s = (int(hours) * 60 + int(minutes)) * 60 if sign else 0
    return seconds + ahead_s if sign == "-" else seconds - ahead_s


Kind = TypeVar("Kind")


class _Object(list[tuple[str, object]]):
    """A JSON object as encoding/json sees it: names in any case, and the last of several counts."""

    def values(self, name: str, kind: type[Kind]) -> list[Kind]:
        """All by the name that are not null. Raises BadInfo where one is of another kind."""
        found: list[Kind] = []
        for key, value in self:
            if value is None or key.casefold() != name.casefold():
                continue
            if not isinstance(value, kind):
                if kind is str:
                    raise BadInfo(tr("its {name} is no text", name=name))
                raise BadInfo(tr("its {name} is no object", name=name))
            found.append(value)
        return found
