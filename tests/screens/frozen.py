"""`python -m tests.screens.frozen`: goenvctl on a machine of which nothing is known but the home.

Whatever asks the mirrors finds the same every day, and takes as long.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from unittest import mock

from goenvctl.candidates import Candidates, host_of
from goenvctl.check import NOBODY, Checked, Watch
from goenvctl.cli import main
from goenvctl.doctor.examined import Examined
from goenvctl.language import tr
from goenvctl.probe.endpoint import Endpoint
from goenvctl.probe.outcome import BROKEN, DEGRADED, HEALTHY, UNREACHABLE, Outcome
from goenvctl.probe.rank import estimate_s, ranked
from goenvctl.session import Session
from goenvctl.web.timings import Timings

OFFLINE = "OFFLINE"  # a variable of the environment: nobody answers
NOWHERE = "/nowhere"  # where the files of the system would be


def frozen(
    session: Session, candidates: Candidates, wish: object = None, watch: Watch = NOBODY, **_: bool
) -> Checked:
    """What `goenvctl.check.check` answers; nobody is asked."""
    is_offline = OFFLINE in os.environ
    watch.begin([endpoint.shown for endpoint in candidates.endpoints])
    outcomes = []
    for endpoint in candidates.endpoints:
        find = _unreachable if is_offline else FOUND.get(host_of(endpoint.url), _unreachable)
        outcome = find(endpoint)
        watch.show(outcome)
        outcomes.append(outcome._replace(estimate_s=estimate_s(outcome)))
    return Checked(tuple(ranked(outcomes)), "offline" if is_offline else None)


def _healthy(wait_s: float) -> Callable[[Endpoint], Outcome]:
    timings = Timings(0.004, 0.011, 0.024, wait_s, 0.008, 7 * wait_s)
    return lambda endpoint: _outcome(endpoint, HEALTHY)._replace(
        timings=timings, throughput=9e6, verified_by="database"
    )


def _slow(endpoint: Endpoint) -> Outcome:
    said = tr("an answer takes {seconds} s to begin", seconds="3.2")
    timings = Timings(0.004, 0.2, 0.4, 3.2, 0.1, 9.1)
    return _outcome(endpoint, DEGRADED, "slow", said)._replace(
        timings=timings, throughput=1e6, verified_by="pin"
    )


def _broken(endpoint: Endpoint) -> Outcome:
    said = tr("{step} answers {status}", step=".info", status=502)
    return _outcome(endpoint, BROKEN, "bad-status", said)._replace(timings=Timings(total=0.4))


def _unreachable(endpoint: Endpoint) -> Outcome:
    said = tr("{place} closes every connection without an answer", place=host_of(endpoint.url))
    return _outcome(endpoint, UNREACHABLE, "reset", said)._replace(timings=Timings(total=0.1))


def _outcome(endpoint: Endpoint, verdict: str, reason: str = "", detail: str = "") -> Outcome:
    terms, module = endpoint.terms, str(endpoint.terms.modules[0])
    return Outcome(endpoint.shown, endpoint.operator, terms.gosumdb, module, verdict, reason, detail)


FOUND = {
    "goproxy.cn": _healthy(0.031),
    "mirrors.aliyun.com": _healthy(0.044),
    "goproxy.io": _healthy(0.112),
    "mirrors.tencent.com": _slow,
    "repo.huaweicloud.com": _broken,
}

if __name__ == "__main__":
    sys.argv[0] = "goenvctl"
    with (
        mock.patch("goenvctl.check.check", frozen),
        mock.patch("goenvctl.cli.doctor.Examined", partial(Examined, root=NOWHERE)),
    ):
        main()
