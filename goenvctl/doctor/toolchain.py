"""The Go that is here: is there one, and does it still believe a mirror that it should not?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from goenvctl.doctor.examined import Examined
from goenvctl.doctor.finding import INFO, WARNING, Finding, Unknown
from goenvctl.go.version import Version, parse_version
from goenvctl.language import tr
from goenvctl.sumdb.database import BadDatabase, parse_gosumdb

GO_TEAM = ("proxy.golang.org", "sum.golang.org", "sum.golang.google.cn")


class Hole(NamedTuple):
    """What a mirror or database could do, and the first release of each line that is without it."""

    name: str
    fixed: tuple[Version, ...]


HOLES = (
    Hole("CVE-2026-42501", (Version(1, 25, 10), Version(1, 26, 3))),
    Hole("CVE-2026-56864", (Version(1, 25, 13), Version(1, 26, 6))),
    Hole("CVE-2026-56865", (Version(1, 25, 13), Version(1, 26, 6))),
    Hole("CVE-2026-94444", (Version(1, 26, 9), Version(1, 27, 2))),
    Hole("CVE-2026-94447", (Version(1, 26, 9), Version(1, 27, 2))),
)  # 2026-11


def present(examined: Examined) -> Iterator[Finding]:
    go = examined.session.go
    if go is None:
        message = tr("no go is on PATH; settings are written all the same")
        yield Finding("go", INFO, message, tr("install Go, or put its bin folder on PATH"))
    elif go.fault:
        yield Finding("go", WARNING, f"{go.binary}: {go.fault}", tr("run it by hand: go version"))


def holes(examined: Examined) -> Iterator[Finding]:
    """Only where somebody else than the Go team could use them."""
    strangers = _strangers(examined)
    if not strangers:
        return
    version = _version(examined)
    if version is None:
        raise Unknown(tr("the version of Go is not known"))
    found = [hole.name for hole in HOLES if is_open(hole, version)]
    if not found:
        return
    message = tr(
        "Go {version} lets a mirror pass off what was never verified ({holes}), and {mirror} is asked",
        version=version,
        holes=", ".join(found),
        mirror=strangers[0],
    )
    remedy = tr("upgrade to Go 1.26.9, 1.27.2 or later")
    if _goes_through_mirror(examined):
        remedy = tr(
            "upgrade to Go 1.26.9, 1.27.2 or later; "
            "until then GOSUMDB=sum.golang.google.cn goes past the mirror"
        )
    yield Finding("go-holes", WARNING, message, remedy)


def is_open(hole: Hole, version: Version) -> bool:
    """Does the release still have it? Lines older than all that were mended were not."""
    same = next((fixed for fixed in hole.fixed if fixed.minor == version.minor), None)
    return version < same if same else version < hole.fixed[-1]


def _strangers(examined: Examined) -> list[str]:
    hosts = [entry.address.hostname for entry in examined.mirrors]
    return [host for host in hosts if host not in GO_TEAM]


def _version(examined: Examined) -> Version | None:
    """GOTOOLCHAIN may name another than the one that is installed."""
    pinned = parse_version(examined.settings["GOTOOLCHAIN"].value.partition("+")[0])
    return pinned or (examined.session.go.version if examined.session.go else None)


def _goes_through_mirror(examined: Examined) -> bool:
    try:
        found = parse_gosumdb(examined.settings["GOSUMDB"].value)
    except BadDatabase:
        return False
    return bool(found and not found.url and found.key.name == "sum.golang.org")
