"""systemd's user manager: a timer that starts a service."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from goenvctl.host import Finished, Host
from goenvctl.language import tr
from goenvctl.service import unit
from goenvctl.service.scheduler import File, Job, Refused, Report
from goenvctl.service.tool import Tool
from goenvctl.service.variables_file import NAME, read_variables, variables_file
from goenvctl.session import Session

SERVICE, TIMER = "goenvctl-watch.service", "goenvctl-watch.timer"
SAID_LINES = 5
_PLAIN = {"LC_ALL": "C", "TZ": "UTC", "SYSTEMD_COLORS": "0", "SYSTEMD_PAGER": "", "PAGER": ""}
SYSTEMCTL = Tool("systemctl", ("--user",), _PLAIN)  # its deadline is longer than the service may take to stop
JOURNALCTL = Tool("journalctl", ("-q", "--no-pager"), _PLAIN)
_UNITS_S = {
    "y": 31557600, "month": 2629800, "w": 604800, "d": 86400, "h": 3600, "min": 60, "s": 1, "ms": 1e-3,
    "us": 1e-6,
}  # fmt: skip


class Systemd:
    """Three files: the variables, which nobody else may read, and two units beside the user's own."""

    name = "systemd"

    def paths(self, session: Session) -> tuple[str, ...]:
        units = os.path.join(session.host.config_home, "systemd", "user")
        return (
            os.path.join(session.paths.state, NAME),
            os.path.join(units, SERVICE),
            os.path.join(units, TIMER),
        )

    def files(self, session: Session, job: Job) -> tuple[File, ...]:
        variables, service, timer = self.paths(session)
        return (
            variables_file(variables, job.variables),
            File(service, unit.service(job.tick, variables).encode(), 0o644),
            File(timer, unit.TIMER.encode(), 0o644),
        )

    def variables(self, session: Session) -> dict[str, str]:
        return read_variables(session.host, self.paths(session)[0])

    def check(self, host: Host) -> None:
        _tell(host, "show", "-p", "Version")

    def start(self, session: Session) -> None:
        _tell(session.host, "daemon-reload")
        try:
            _tell(session.host, "enable", TIMER)
        except Refused as exc:
            if "XDG_CONFIG_HOME" not in session.host.environ:
                raise
            said = tr("{reason} (it goes by the XDG_CONFIG_HOME of the login)", reason=exc)
            raise Refused(said) from exc
        _tell(session.host, "restart", TIMER)  # one that runs already would keep its old times

    def stop(self, session: Session) -> None:
        """Units that are unknown, or half there, are no fault: nothing of them shall stay."""
        self.check(session.host)
        _ask(session.host, "stop", TIMER, SERVICE)
        _ask(session.host, "disable", TIMER)

    def forget(self, session: Session) -> None:
        """The link of `enable` goes here too, for where systemctl could not be asked."""
        folder = os.path.join(os.path.dirname(self.paths(session)[1]), "timers.target.wants")
        with contextlib.suppress(OSError):
            os.unlink(os.path.join(folder, TIMER))
        with contextlib.suppress(OSError):
            os.rmdir(folder)
        _tell(session.host, "daemon-reload")
        _ask(session.host, "reset-failed", TIMER, SERVICE)

    def report(self, host: Host) -> Report:
        answer = _tell(
            host,
            "show",
            "-p",
            "UnitFileState,ActiveState,NextElapseUSecMonotonic,ExecMainStartTimestamp,ExecMainStatus",
            TIMER,
            SERVICE,
        )
        timer, service = (_properties(block) for block in _blocks(answer.stdout))
        started = _moment(service.get("ExecMainStartTimestamp", ""))
        return Report(
            is_enabled=timer.get("UnitFileState", "") == "enabled",
            is_active=timer.get("ActiveState") == "active",
            last_run=started,
            code=int(service.get("ExecMainStatus", "0")) if started else None,
            said=_said(host) if started else (),
            next_run=_elapse(timer.get("NextElapseUSecMonotonic", "")),
        )


def _tell(host: Host, *words: str) -> Finished:
    return SYSTEMCTL.tell(_seen(host), *words)


def _ask(host: Host, *words: str) -> Finished:
    return SYSTEMCTL.ask(_seen(host), *words)


def _seen(host: Host) -> Host:
    """The host, where the user manager's socket is named; `su` and cron name none."""
    folder = f"/run/user/{os.getuid()}" if hasattr(os, "getuid") else ""
    if not folder or host.environ.get("XDG_RUNTIME_DIR") or not os.path.isdir(folder):
        return host
    return Host({**host.environ, "XDG_RUNTIME_DIR": folder}, host.cwd, host.platform)


def _said(host: Host) -> tuple[str, ...]:
    """What goenvctl, and not systemd about it, wrote to the journal; nothing where that cannot be read.

    Without `--user`: a journal in memory is not parted by user.
    """
    ours = (f"_SYSTEMD_USER_UNIT={SERVICE}", f"_UID={os.getuid()}")
    try:
        finished = JOURNALCTL.ask(host, *ours, "-n", str(SAID_LINES), "-o", "cat")
    except Refused:
        return ()
    return tuple(finished.stdout.decode("utf-8", "replace").splitlines()) if not finished.code else ()


def _blocks(answer: bytes) -> Iterator[str]:
    """The timer's properties and the service's, empty where nothing was said."""
    blocks = answer.decode("utf-8", "replace").strip("\n").split("\n\n")
    yield from (*blocks, "", "")[:2]


def _properties(block: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in block.splitlines() if "=" in line)


def _moment(text: str) -> float | None:
    """`Fri 2025-11-21 08:15:01 UTC`; older ones know no other form."""
    found = re.search(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(\.\d+)? UTC", text)
    if not found:
        return None
    return datetime.fromisoformat(found[1]).replace(tzinfo=UTC).timestamp()


def _elapse(text: str) -> float | None:
    """`2h 3min 4.5s` on the clock that stands still in sleep, as seconds since the epoch."""
    parts = re.findall(r"(\d+(?:\.\d+)?)(y|month|w|d|h|min|ms|us|s)\b", text)
    if not parts:
        return None
    monotonic = sum(float(number) * _UNITS_S[name] for number, name in parts)
    return time.time() + monotonic - time.clock_gettime(time.CLOCK_MONOTONIC)
