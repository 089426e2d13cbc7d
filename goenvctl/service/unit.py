"""The text of systemd's units.

Source: systemd.syntax(7), systemd.service(5), systemd.timer(5), systemd.exec(5); src/core/load-fragment.c.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from goenvctl.service.scheduler import MARK, PERIOD_S

TIMER = f"""\
# {MARK}
[Unit]
Description=Every minute: let goenvctl see whether the Go module mirror in use works

[Timer]
OnActiveSec=10
# from the end of the last run: what that noted is then always a whole period old
OnUnitInactiveSec={PERIOD_S}
AccuracySec=5
RandomizedDelaySec=5

[Install]
WantedBy=timers.target
"""


def service(tick: Sequence[str], variables_path: str) -> str:
    """The service that the timer starts."""
    return f"""\
# {MARK}
[Unit]
Description=goenvctl: keep a working Go module mirror in use

[Service]
Type=oneshot
EnvironmentFile={_path(variables_path)}
ExecStart={exec_line(tick)}
# 1: no mirror can be had just now. That is an answer, no failure of the service.
SuccessExitStatus=1
TimeoutStartSec=300
TimeoutStopSec=10
Nice=10
# the journal gets what goenvctl says, and not each start and end
SyslogLevel=notice
LogLevelMax=notice
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
"""


def exec_line(words: Sequence[str]) -> str:
    """The command of ExecStart=, which has neither shell nor variables.

    A program's path takes no quotes, no backslash and no `$$`: such a one is started by sh, as an argument.
    """
    program, *arguments = words
    if not set(program) & set("\"'\\$"):
        return " ".join((_quoted(program.replace("%", "%%")), *map(_word, arguments)))
    return " ".join(("/bin/sh -c", _word('exec "$0" "$@"'), *map(_word, words)))


def _word(text: str) -> str:
    text = re.sub(r'([\\"])', r"\\\1", text)
    return _quoted(text.replace("%", "%%").replace("$", "$$"))


def _quoted(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9_./=:-]+", text) else f'"{text}"'


def _path(text: str) -> str:
    """EnvironmentFile= takes the rest of the line, replaces `%x`, and looks for files that match it."""
    return re.sub(r"([*?[\\])", r"\\\1", text).replace("%", "%%")
