"""launchd: an agent of the user.

Source: launchd.plist(5), launchctl(1). Verified by reading and golden files: nobody ran it here.
"""

from __future__ import annotations

import os
import re

from goenvctl.host import Host
from goenvctl.service.scheduler import MARK, PERIOD_S, File, Job, Report
from goenvctl.service.tool import Tool
from goenvctl.session import Session

LABEL = "goenvctl.watch"
LAUNCHCTL = Tool("launchctl")


class Launchd:
    """One file, which nobody else may read: the variables stand in it."""

    name = "launchd"

    def paths(self, session: Session) -> tuple[str, ...]:
        return (os.path.join(session.host.home, "Library", "LaunchAgents", f"{LABEL}.plist"),)

    def files(self, session: Session, job: Job) -> tuple[File, ...]:
        return (File(self.paths(session)[0], _plist(job), 0o600),)

    def variables(self, session: Session) -> dict[str, str]:
        import plistlib
        from xml.parsers.expat import ExpatError

        try:
            found = plistlib.loads(session.host.peek(self.paths(session)[0]) or b"")
            return {str(name): str(value) for name, value in found["EnvironmentVariables"].items()}
        except (ValueError, LookupError, TypeError, AttributeError, ExpatError):
            return {}

    def check(self, host: Host) -> None:
        LAUNCHCTL.tell(host, "print", _domain())

    def start(self, session: Session) -> None:
        """`bootstrap` refuses what is loaded already, and what was disabled by hand."""
        LAUNCHCTL.ask(session.host, "bootout", f"{_domain()}/{LABEL}")
        LAUNCHCTL.tell(session.host, "enable", f"{_domain()}/{LABEL}")
        LAUNCHCTL.tell(session.host, "bootstrap", _domain(), self.paths(session)[0])

    def stop(self, session: Session) -> None:
        self.check(session.host)
        LAUNCHCTL.ask(session.host, "bootout", f"{_domain()}/{LABEL}")

    def forget(self, session: Session) -> None:
        """With the file launchd has forgotten it at the next login; now it has already."""

    def report(self, host: Host) -> Report:
        self.check(host)
        shown = LAUNCHCTL.ask(host, "print", f"{_domain()}/{LABEL}")
        if shown.code:
            return Report(is_enabled=False, is_active=False)
        code = re.search(rb"last exit code = (\d+)", shown.stdout)
        disabled = LAUNCHCTL.ask(host, "print-disabled", _domain()).stdout
        return Report(
            is_enabled=not re.search(rf'"{LABEL}" => (disabled|true)'.encode(), disabled),
            is_active=True,
            code=int(code[1]) if code else None,
        )


def _plist(job: Job) -> bytes:
    import plistlib

    body = plistlib.dumps(
        {
            "Label": LABEL,
            "ProgramArguments": list(job.tick),
            "EnvironmentVariables": dict(job.variables),
            "StartInterval": PERIOD_S,
            "RunAtLoad": True,
            "ProcessType": "Background",
            "LowPriorityIO": True,
            "Nice": 10,
            "StandardOutPath": "/dev/null",  # a file of words would grow for ever
            "StandardErrorPath": "/dev/null",
        }
    )
    head, line, rest = body.partition(b"\n")
    return head + line + f"<!-- {MARK} -->\n".encode() + rest


def _domain() -> str:
    """The user's own, with its desktop: notices need one."""
    return f"gui/{os.getuid() if hasattr(os, 'getuid') else 0}"
