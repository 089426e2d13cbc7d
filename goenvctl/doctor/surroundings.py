"""Where all of this runs: what belongs to somebody else, and what is gone tomorrow."""

from __future__ import annotations

import os
from collections.abc import Iterator

from goenvctl.doctor.examined import Examined
from goenvctl.doctor.finding import ERROR, INFO, WARNING, Finding
from goenvctl.language import tr

SUDO = ("SUDO_UID", "SUDO_USER", "DOAS_USER")
CONTAINERS = (".dockerenv", "run/.containerenv")


def sudo(examined: Examined) -> Iterator[Finding]:
    environ = examined.host.environ
    if os.name != "posix" or not set(SUDO) & set(environ):
        return
    who = environ.get("SUDO_USER") or environ.get("DOAS_USER") or tr("another user")
    try:
        is_foreign = os.stat(examined.host.home).st_uid != os.geteuid()
    except OSError:
        is_foreign = False
    if is_foreign:
        message = tr(
            "this runs as root in the home of {who}: what is written there, {who} can no longer change",
            who=who,
        )
        remedy = tr("run it without sudo, or with sudo -H for root's own settings")
        yield Finding("sudo", ERROR, message, remedy)
    else:
        message = tr("under sudo these are the settings of root, not those of {who}", who=who)
        yield Finding("sudo", INFO, message, tr("run it without sudo to see your own"))


def wsl(examined: Examined) -> Iterator[Finding]:
    found = examined.host.peek(os.path.join(examined.root, "proc/sys/kernel/osrelease")) or b""
    if b"microsoft" not in found.lower():
        return
    command = os.path.realpath(examined.host.which("go"))
    if command.startswith("/mnt/") or command.endswith(".exe"):
        message = tr(
            "go is the one of Windows ({path}): it reads %AppData%\\go\\env, not the files here", path=command
        )
        yield Finding("wsl", WARNING, message, tr("install Go for Linux, or run goenvctl in Windows"))
    else:
        message = tr("this is WSL: go.exe in Windows has settings of its own")
        yield Finding("wsl", INFO, message, tr("run goenvctl there too"))


def sandbox(examined: Examined) -> Iterator[Finding]:
    """An editor from snap or flatpak gives its terminals another home for settings."""
    environ = examined.host.environ
    is_flatpak = "FLATPAK_ID" in environ or _is_there(examined, ".flatpak-info")
    kind = "flatpak" if is_flatpak else "snap" if "SNAP" in environ else ""
    path = examined.session.env_file.path
    if kind and any(part in path for part in ("/.var/app/", "/snap/")):
        message = tr(
            "inside this {kind}, Go reads another env file than outside: {path}", kind=kind, path=path
        )
        remedy = tr("use a terminal outside for settings that hold everywhere")
        yield Finding("sandbox", WARNING, message, remedy)
    elif kind:
        message = tr(
            "this terminal belongs to a {kind}; another Go, other certificates, may be outside", kind=kind
        )
        yield Finding("sandbox", INFO, message)
    elif "/snap/" in f"{os.path.realpath(examined.host.which('go'))}/" or _is_snap(examined):
        message = tr("go comes from snap, which upgrades it by itself")
        yield Finding("sandbox", INFO, message)


def container(examined: Examined) -> Iterator[Finding]:
    environ = examined.host.environ
    if any(_is_there(examined, name) for name in CONTAINERS) or "KUBERNETES_SERVICE_HOST" in environ:
        message = tr("this is a container: settings are gone with it")
        remedy = tr("goenvctl env --format docker gives lines for the image")
        yield Finding("container", INFO, message, remedy)


def _is_snap(examined: Examined) -> bool:
    return os.path.basename(os.path.realpath(examined.host.which("go"))) == "snap"


def _is_there(examined: Examined, name: str) -> bool:
    return os.path.exists(os.path.join(examined.root, name))
