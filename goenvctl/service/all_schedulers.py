"""The visible table of schedulers, by `sys.platform`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goenvctl.service.launchd import Launchd
from goenvctl.service.systemd import Systemd
from goenvctl.service.windows import Windows

if TYPE_CHECKING:
    from goenvctl.service.scheduler import Scheduler

SCHEDULERS: dict[str, Scheduler] = {"linux": Systemd(), "darwin": Launchd(), "win32": Windows()}
