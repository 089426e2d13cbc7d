"""What a probe found: the verdict, the stable reason, one line for a person, and the figures."""

from __future__ import annotations

from typing import NamedTuple

from goenvctl.web.timings import Timings

HEALTHY = "healthy"
DEGRADED = "degraded"
UNREACHABLE = "unreachable"
DENIED = "denied"
BROKEN = "broken"
HOSTILE = "hostile"
INVALID = "invalid"

USABLE = (HEALTHY, DEGRADED)


class Finding(NamedTuple):
    """One thing that a step found wrong; `detail` is untrusted text, cleaned where it is shown.

    `is_of_proxy`: the HTTP proxy wants credentials (407), whatever the words say.
    """

    verdict: str
    reason: str
    detail: str
    step: str
    is_of_proxy: bool = False


class Sums(NamedTuple):
    """The h1 hashes of a module's zip and go.mod; empty where there is none."""

    zip: str = ""
    mod: str = ""


class Outcome(NamedTuple):
    """One probe of one mirror.

    `url` is the mirror's address without credentials, `operator` who runs it, `gosumdb` the value
    it was judged under, `module` the `path@version` it was asked for. `reason` is empty where there
    is nothing to say. `sums` are those of the bytes it served, `expected` the verified ones.
    `sumdb` says what its copy of the checksum database is: proxied, absent, failing, silent,
    forged, or empty where it was not asked; `database` how the checksum database answers on the way
    that GOSUMDB gives: good, absent, failing, silent, forged, or empty. `verified_by` is pin,
    database, mirrors, go.sum, or empty. `throughput` is bytes a second, `is_measured`
    that it was measured by itself; `latest_time`, in seconds since the epoch, is when the newest
    version it knows was made. `go` is what the real `go` said:
    None where not asked, empty where it succeeded, else its message. `is_of_proxy` is the finding's.
    """

    url: str
    operator: str
    gosumdb: str
    module: str
    verdict: str
    reason: str = ""
    detail: str = ""
    step: str = ""
    timings: Timings = Timings()
    throughput: float | None = None
    is_measured: bool = False
    sumdb: str = ""
    database: str = ""
    toolchain: bool | None = None
    latest: str = ""
    latest_time: float | None = None
    verified_by: str = ""
    samples: int = 0
    sums: Sums = Sums()
    expected: Sums = Sums()
    estimate_s: float | None = None
    go: str | None = None
    is_of_proxy: bool = False

    @property
    def is_usable(self) -> bool:
        """Fit to be chosen: it works, and nobody serves other bytes that could as well be right."""
        return self.verdict in USABLE and self.reason != "disputed"
