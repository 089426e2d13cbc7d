"""A word on the desktop, where there is one.

The text is never part of a program: it is handed over as an argument, or as a variable.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from threading import Thread
from typing import NamedTuple

from goenvctl.host import Host
from goenvctl.redact import clean

WAIT_S = 1.0
LINGER_S = 10.0  # how long a slow program may live on beside us where it is PowerShell
TITLE_CAP, TEXT_CAP = 100, 400  # letters
_APPLESCRIPT = """\
on run words
display notification (item 2 of words) with title (item 1 of words)
end run"""
# The sender must be an application that Windows knows: PowerShell is one.
_TOAST = """\
$ErrorActionPreference = 'Stop'
$manager = [Windows.UI.Notifications.ToastNotificationManager, Windows.UI, ContentType=WindowsRuntime]
$form = $manager::GetTemplateContent([Windows.UI.Notifications.ToastTemplateType]::ToastText02)
$lines = $form.GetElementsByTagName('text')
$null = $lines.Item(0).AppendChild($form.CreateTextNode($env:GOENVCTL_NOTICE_TITLE))
$null = $lines.Item(1).AppendChild($form.CreateTextNode($env:GOENVCTL_NOTICE_TEXT))
$sender = '{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe'
$manager::CreateToastNotifier($sender).Show([Windows.UI.Notifications.ToastNotification]::new($form))
"""


class _Call(NamedTuple):
    argv: tuple[str, ...]
    environ: Mapping[str, str]
    deadline_s: float


def notify(host: Host, title: str, text: str) -> None:
    """Show it if that can be done within a second; never raises, prints nothing, and keeps no secret."""
    with contextlib.suppress(Exception):
        call = _call(host, _worded(title, TITLE_CAP), _worded(text, TEXT_CAP))
        if call:
            thread = Thread(target=_send, args=(host, call), daemon=True)
            thread.start()
            thread.join(WAIT_S)


def _call(host: Host, title: str, text: str) -> _Call | None:
    """What is to be run, or None where nobody would see it."""
    make = {"linux": _linux, "darwin": _macos, "win32": _windows}.get(host.platform)
    return make(host, title, text) if make else None


def _linux(host: Host, title: str, text: str) -> _Call | None:
    """notify-send reads escapes of C in the text, and the desktop reads markup in it."""
    program, environ = host.which("notify-send"), host.environ
    socket = os.path.join(environ.get("XDG_RUNTIME_DIR", ""), "bus")
    if not program or not (environ.get("DBUS_SESSION_BUS_ADDRESS") or os.path.exists(socket)):
        return None
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\\", "\\\\")
    return _Call((program, "--app-name=goenvctl", "--", title, text), environ, WAIT_S)


def _macos(host: Host, title: str, text: str) -> _Call | None:
    program = host.which("osascript")
    lines = [word for line in _APPLESCRIPT.splitlines() for word in ("-e", line)]
    return _Call((program, *lines, title, text), host.environ, WAIT_S) if program else None


def _windows(host: Host, title: str, text: str) -> _Call | None:
    """PowerShell takes longer than a second to start: it is not waited for to its end."""
    program = host.which("powershell")
    words = {"GOENVCTL_NOTICE_TITLE": title, "GOENVCTL_NOTICE_TEXT": text}
    argv = (program, "-NoProfile", "-NonInteractive", "-WindowStyle", "Hidden", "-Command", _TOAST)
    return _Call(argv, {**host.environ, **words}, LINGER_S) if program else None


def _send(host: Host, call: _Call) -> None:
    with contextlib.suppress(Exception):
        host.run(call.argv, environ=call.environ, cwd=os.sep, timeout_s=call.deadline_s)


def _worded(text: str, cap: int) -> str:
    """Masked, on one line, not endless, and no option of a program."""
    text = clean(text)
    text = text if len(text) <= cap else text[: cap - 1] + "…"
    return " " + text if text.startswith("-") else text
