"""The list of mirrors: are they there, how is one left for the next, what do they get to know?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import pairwise

from goenvctl.doctor.examined import Examined
from goenvctl.doctor.finding import ERROR, INFO, WARNING, Finding, Unknown, about, found_in
from goenvctl.go.environment import Setting
from goenvctl.go.proxylist import ProxyList, ProxyListError, parse_proxy_list
from goenvctl.language import tr
from goenvctl.profiles.judge import judge_value
from goenvctl.web.netrc import netrc_path, read_netrc

READABLE = 0o044  # by others than the owner
LEAKY = ("goproxy-credentials", "sumdb-credentials")


def retired(examined: Examined) -> Iterator[Finding]:
    for setting, proxies in _lists(examined):
        for entry in proxies.mirrors:
            if found := examined.context.catalogue.retired_mirror(entry.url):
                message = tr(
                    "GOPROXY: {mirror} is retired: {reason}", mirror=found.prefix, reason=tr(found.why)
                )
                remedy = tr("write {replacement} in its place", replacement=found.replacement)
                yield found_in(setting, "mirror-retired", ERROR, message, remedy)


def comma(examined: Examined) -> Iterator[Finding]:
    catalogue = examined.context.catalogue
    for setting, proxies in _lists(examined):
        for one, next_ in pairwise(proxies.mirrors):
            both = catalogue.public_mirror(one.url) and catalogue.public_mirror(next_.url)
            if one.separator == "," and both:
                message = tr(
                    "GOPROXY: when {mirror} is down, Go stops: after `,` only 404 and 410 lead on",
                    mirror=one.text,
                )
                remedy = tr("join the two with `|`: {mirrors}", mirrors=f"{one.text}|{next_.text}")
                yield found_in(setting, "comma", WARNING, message, remedy)
                break


def pipe_before_direct(examined: Examined) -> Iterator[Finding]:
    for setting, proxies in _lists(examined):
        last = [entry for entry in proxies.entries if entry.kind != "direct"][-1:]
        if proxies.has_direct and last and last[0].separator == "|":
            message = tr(
                "GOPROXY: `|direct` hides every error of a mirror, failed verification too, behind one of git"
            )
            yield found_in(setting, "pipe-before-direct", INFO, message, tr("write `,direct`"))


def plain_http(examined: Examined) -> Iterator[Finding]:
    for setting, proxies in _lists(examined):
        for entry in proxies.mirrors:
            if entry.is_in_the_clear:
                message = tr(
                    "GOPROXY: {mirror} is plain http: everybody on the way reads the module names",
                    mirror=entry.text,
                )
                remedy = tr("write https, if the mirror has it")
                yield found_in(setting, "plain-http", WARNING, message, remedy)


def credentials(examined: Examined) -> Iterator[Finding]:
    """The file that holds them is another matter than that they are in it."""
    for setting in examined.own("GOPROXY", "GOSUMDB"):
        fault = judge_value(setting.name, setting.value, examined.context)
        if not fault or fault.id not in LEAKY:
            continue
        path = setting.origin.path
        if path and _is_readable(path):
            message = tr("{name}: others on this machine can read the credentials in it", name=setting.name)
            remedy = tr("{remedy}, and chmod 600 {path}", remedy=fault.remedy, path=path)
            yield found_in(setting, "credentials", ERROR, message, remedy)
        else:
            message = about(setting.name, fault.reason)
            yield found_in(setting, "credentials", WARNING, message, fault.remedy)


def netrc(examined: Examined) -> Iterator[Finding]:
    version = examined.session.go.version if examined.session.go else None
    path = netrc_path(examined.host, version)
    if read_netrc(examined.host, version) and _is_readable(path):
        message = tr("others on this machine can read the passwords in it")
        yield Finding("netrc", ERROR, message, f"chmod 600 {path}", path)


def _lists(examined: Examined) -> Iterator[tuple[Setting, ProxyList]]:
    """Those of the user's GOPROXYs that Go takes; none is a check of its own."""
    if examined.settings["GOPROXY"].value == "":
        raise Unknown(tr("there is no GOPROXY"))
    for setting in examined.own("GOPROXY"):
        try:
            yield setting, parse_proxy_list(setting.value)
        except ProxyListError:
            continue


def _is_readable(path: str) -> bool:
    try:
        return os.name == "posix" and bool(os.stat(path).st_mode & READABLE)
    except OSError:
        return False
