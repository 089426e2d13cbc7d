"""Of whom a message speaks: a mirror, a checksum database or a site, and which module was wanted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import unquote

from goenvctl.go.complaint.messages import Message
from goenvctl.go.module import ModulePathError, unescape

_PATH = r"[\w.~/!+-]++"
_MODULE = re.compile(rf"(?<![\w.~/!+-])({_PATH})@(v\d[\w.+-]*+|[a-z][\w.-]*+)(?=[:/\s)\",]|$)")
_UNVERSIONED = re.compile(
    rf'(?:\bmodule |providing package |provides package |imports\s|import path "|package )\s*({_PATH})'
)
_MODIFIED = re.compile(r"^(\S+) (v\S+): (?:dir|zip|missing)\b", re.MULTILINE)
# Go 1.21 writes `http:/HOST/@v/…` for a body that broke, without the module
_URL = re.compile(
    r"""(?:Get|Head|read|reading|URL|proxy|parse|access|for|repository|status|-q|--end-of-options)"""
    r""" ["'(]?((?:https?|file):/[^\s"')]+)"""
)
_REDIRECTED = re.compile(r"redirected from secure URL (\S+)")
_PORT = re.compile(
    r"connect to (?:host )?([\w.-]+) port|[Hh]ost(?:name)?:? ([\w-]+(?:\.[\w-]+)+)|git@([\w.-]+):"
)
_GIT = re.compile(r"\bgit |fatal: |exit status")
_DATABASE = re.compile(r"^(.*?)(?:/sumdb/(.+?))?/(?:supported|latest|lookup/.*|tile/.*)$")


class Subject(NamedTuple):
    """`kind` is mirror, database, site (asked directly) or empty; `address` a mirror's base URL,
    a database's name or a site's host; `through` the mirror that a database was asked through.
    `module` is `path@version`, `path` or empty.
    """

    kind: str = ""
    address: str = ""
    through: str = ""
    module: str = ""


def find_subject(message: Message, mirrors: Sequence[str] = ()) -> Subject:
    """Of whom the message speaks. `mirrors`: base URLs known to be in effect, without a final slash."""
    text = message.text
    named = _named_modules(text)
    found = _REDIRECTED.search(text) or _URL.search(text)
    if found:
        subject = _of_url(found[1], text, named, mirrors)
    elif port := _PORT.search(text):
        subject = Subject("site", next(host for host in port.groups() if host))
    else:
        subject = Subject("site" if _GIT.search(text) else "database" if _is_of_database(text) else "")
    return subject._replace(module=subject.module or (named[-1] if named else message.announced))


def _named_modules(text: str) -> list[str]:
    named = [f"{path}@{version.removesuffix('/go.mod')}" for path, version in _MODULE.findall(text)]
    named = [module for module in named if _is_path(module.partition("@")[0])]
    if found := _MODIFIED.search(text):
        named.append(f"{found[1]}@{found[2]}")
    return named or [path.rstrip(".,:") for path in _UNVERSIONED.findall(text) if _is_path(path)]


def _is_path(text: str) -> bool:
    """A module's path, and no piece of a URL or a folder."""
    return "." in text and text[0] != "/" and text[-1] != "/"


def _of_url(url: str, text: str, named: Sequence[str], mirrors: Sequence[str]) -> Subject:
    is_cut = bool(re.match(r"https?:/(?!/)", url))
    url = re.sub(r"^(https?):/(?=[^/])", r"\1://", url.rstrip(":,;"))
    scheme, _, rest = url.partition("://")
    host = rest.split("/")[0].rpartition("@")[2]
    if "go-get=1" in url:
        return Subject("site", host)
    if "invalid response from proxy" in text:
        return Subject("mirror", url.rstrip("/"))
    if is_cut and "/@v/" in url:
        return Subject("mirror", url.partition("/@v/")[0])
    if re.search(r"/@v/|/@latest$", url):
        return _of_mirror(url, named, mirrors)
    if scheme != "file" and _is_of_database(text) and (asked := _DATABASE.match(url)):
        through = asked[1] if asked[2] else ""
        return Subject("database", asked[2] or host, through)
    if _GIT.search(text):
        return Subject("site", host)
    return Subject("mirror" if scheme.startswith("http") else "", f"{scheme}://{host}")


def _of_mirror(url: str, named: Sequence[str], mirrors: Sequence[str]) -> Subject:
    """Base and module path share one URL: a name in the message, or the first dot, parts them."""
    place, _, file = re.sub(r"/@latest$", "/@v/@latest", url).partition("/@v/")
    start = place.index("://") + 3
    host, _, path = place[start:].partition("/")
    base = next((mirror for mirror in mirrors if f"{place}/".startswith(f"{mirror}/")), "")
    plain = _plain(path)
    for module in named:
        if not base and f"/{plain}".endswith(f"/{module.partition('@')[0]}"):
            wanted = module.partition("@")[0]
            before = plain[: len(plain) - len(wanted)].rstrip("/")
            base = place[:start] + host + (f"/{before}" if before else "")
    if not base:
        elements = path.split("/")
        at = next((at for at, element in enumerate(elements) if "." in element), len(elements))
        base = "/".join((place[:start] + host, *elements[:at])).rstrip("/")
    wanted = _plain(place[len(base) :].strip("/"))
    version = re.fullmatch(r"(v.+)\.(?:info|mod|zip)", file)
    spelled = next((module for module in reversed(named) if module.partition("@")[0] == wanted), wanted)
    return Subject("mirror", base, module=f"{wanted}@{_plain(version[1])}" if version and wanted else spelled)


def _plain(text: str) -> str:
    try:
        return unescape(unquote(text))
    except ModulePathError:
        return unquote(text)


def _is_of_database(text: str) -> bool:
    return bool(re.search(r"verifying (?:module|go\.mod)|sumdb|/lookup/|/supported|/tile/", text))
